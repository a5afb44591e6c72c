"""Can the method be trusted: what intervals promise, against how often they hold the true value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy.stats import binom

from outlast.report import style
from outlast.report.calibration.layout import BELOW, DEEP, KEY, PRIOR, calibration_page, shares_along
from outlast.report.calibration.sentences import BAND, coverage_remarks
from outlast.report.sweep.page import ACROSS, MARGIN
from outlast.report.wording import counted

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

LEFT, GAP = 0.75, 1.2
THIN = "#7f7f7f"
NOTES = (
    "Each synthetic truth is a draw of the prior whose simulated values are taken as observed. Where the method is "
    "right, the true value of a parameter lies in its central 50% interval in half of all cases, and so on: on the "
    "dashed line. The parameters share their truths, so that their lines do not stray independently."
)

# What how well draws agree is drawn with.
FIT = "#c8590a"


def coverage_figure(calibration: Calibration) -> Figure:
    """Nominal against empirical coverage, and the same as the difference of the two."""
    with mpl.rc_context(style.RC):
        return _figure(calibration)


def _figure(calibration: Calibration) -> Figure:
    coverage = calibration.coverage
    remarks = coverage_remarks(coverage)
    page = calibration_page(calibration, "Do intervals hold what they promise?", remarks, [NOTES])
    height = page.top - page.bottom - BELOW - KEY
    left = page.axes(MARGIN + LEFT, page.bottom + BELOW, height, height)
    start = MARGIN + LEFT + height + GAP
    right = page.axes(start, page.bottom + BELOW, ACROSS - MARGIN - start, height)
    levels = np.array([0.0, *coverage["levels"], 1.0])
    own = np.array([[0.0, *shares, 1.0] for shares in coverage["by_parameter"].values()])
    pooled = np.array([0.0, *coverage["covered"], 1.0])
    band = np.stack([binom.ppf(end, coverage["truths"], levels) / coverage["truths"] for end in BAND])
    fit = np.array([0.0, *coverage["fit_covered"], 1.0]) if "fit_covered" in coverage else None
    for axes, less in ((left, 0.0), (right, levels)):
        _panel(axes, levels, own - less, pooled - less, band - less)
        if fit is not None:
            axes.plot(100 * levels, 100 * (fit - less), color=FIT, linewidth=2, dashes=(3, 1.5), zorder=5, gid="fit")
    left.plot([0, 100], [0, 100], color=style.INK, linewidth=1.2, dashes=(5, 3), zorder=3, gid="right")
    right.axhline(0.0, color=style.INK, linewidth=1.2, dashes=(5, 3), zorder=3, gid="right")
    left.set_ylim(0, 100)
    shown = [own - levels, band - levels, *([] if fit is None else [(fit - levels)[None]])]
    far = max(6.0, 100 * float(np.abs(np.concatenate(shown)).max()))
    right.set_ylim(-1.08 * far, 1.08 * far)
    shares_along(left, "truths within the interval (%)", "y")
    shares_along(right, "the same, less what is promised (points)", "y")
    handles = [
        Line2D([], [], color=DEEP, linewidth=3, label="all parameters together"),
        Line2D([], [], color=THIN, linewidth=1, label="single ones"),
        *(
            []
            if fit is None
            else [Line2D([], [], color=FIT, linewidth=2, dashes=(3, 1.5), label="how well draws agree")]
        ),
        Patch(color=PRIOR, label=f"95% by luck alone, with {counted(coverage['truths'], 'truth')}"),
        Line2D([], [], color=style.INK, linewidth=1.2, dashes=(5, 3), label="as promised"),
    ]
    page.figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=((MARGIN + LEFT) / ACROSS, (page.top + 0.02) / style.SIZE[1]),
        ncols=len(handles), frameon=False, fontsize=style.SMALL, borderaxespad=0.0, borderpad=0.0,
    )  # fmt: skip
    return page.figure


def _panel(axes: Axes, levels: np.ndarray, own: np.ndarray, pooled: np.ndarray, band: np.ndarray) -> None:
    axes.set_xlim(0, 100)
    axes.fill_between(100 * levels, 100 * band[0], 100 * band[1], color=PRIOR, linewidth=0, zorder=1, gid="band")
    for line in own:
        axes.plot(100 * levels, 100 * line, color=THIN, linewidth=0.6, alpha=0.45, zorder=2, gid="parameter")
    axes.plot(100 * levels, 100 * pooled, color=DEEP, linewidth=3, zorder=4, gid="pooled")
    shares_along(axes, "what the interval promises (%)")
