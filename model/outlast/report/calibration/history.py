"""What is ruled out: the share of the prior that history matching leaves, by wave and theory, and by which target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from outlast.report import style
from outlast.report.calibration.layout import (
    BELOW,
    INCHES,
    KEY,
    TALLEST,
    calibration_page,
    key,
    name_rows,
    rows_on,
    say_right,
    shares_along,
)
from outlast.report.calibration.sentences import history_sentences
from outlast.report.calibration.terms import small_share, theory_label
from outlast.report.sweep.page import MARGIN, Page

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

NAMES, RIGHT, GAP = 1.55, 0.75, 3.0
PANEL = 4.1
# Targets that are drawn, those first that rule out most.
MOST = 10
# From this share down the scale is one of ratios.
SMALL = 0.2
WAVES = ("#8fbfe3", "#2878bd", "#08306b")
NOTES = (
    "Ruled out: some target lies more than three standard deviations from what is expected, counting the emulator's "
    "error, the luck of a cohort and the target's own uncertainty. A target's bars are the share that it alone rules "
    "out: in the first wave of the prior, later of what the waves before had left. Each wave looks at fresh draws."
)


def history_figure(calibration: Calibration) -> Figure | None:
    """What is left by theory beside what each target rules out; None where no history matching was done."""
    if not calibration.history:
        return None
    with mpl.rc_context(style.RC):
        return _figure(calibration)


def _figure(calibration: Calibration) -> Figure:
    waves = calibration.history
    remarks = history_sentences(waves)
    page = calibration_page(calibration, "What do the targets rule out, whatever the rest?", remarks, [NOTES])
    ranked = sorted(waves[0]["ruled"], key=lambda name: -waves[0]["ruled"][name])[:MOST]
    by: dict[str, Any] = {"all theories": [wave["left"] for wave in waves]} | {
        theory_label(name): [wave["by_theory"].get(name, float("nan")) for wave in waves]
        for name in waves[0]["by_theory"]
    }
    if len(by) == 2:
        del by["all theories"]
    left = _axes(page, MARGIN + NAMES, PANEL, len(by))
    _left(left, by, _tall(page, len(by)))
    start = MARGIN + NAMES + PANEL + RIGHT + GAP
    right = _axes(page, start, INCHES + MARGIN - start, len(ranked))
    _ruled(right, waves, ranked, _tall(page, len(ranked)))
    key(left, [Line2D([], [], color=colour_of(k, len(waves)), marker="o", markersize=10, linewidth=0,
                      label=f"wave {wave['number']}") for k, wave in enumerate(waves)])  # fmt: skip
    key(right, [Patch(color=colour_of(k, len(waves)), label=f"wave {wave['number']}") for k, wave in enumerate(waves)])
    return page.figure


def colour_of(wave: int, waves: int) -> str:
    """Later waves are darker; of many, those in between share a colour."""
    return WAVES[-1] if wave == waves - 1 else WAVES[min(wave, len(WAVES) - 2)]


def _tall(page: Page, rows: int) -> float:
    return min(TALLEST, (page.top - page.bottom - KEY - BELOW) / rows)


def _axes(page: Page, left: float, width: float, rows: int) -> Axes:
    height = _tall(page, rows) * rows
    axes = page.axes(left, page.top - KEY - height, width, height)
    rows_on(axes, rows)
    return axes


def _left(axes: Axes, by: dict[str, Any], tall: float) -> None:
    """A dot for each wave along the row of each theory."""
    shares = [share for row in by.values() for share in row if share > 0.0]
    least = min(shares, default=1.0)
    if least < SMALL:
        axes.set_xscale("log")
        axes.set_xlim(100 * least / 2.0, 100)
        ticks = [tick for tick in (0.001, 0.01, 0.1, 1.0, 10.0, 100.0) if tick >= 50 * least]
        ticks += [tick for tick in (0.003, 0.03, 0.3, 3.0, 30.0) if tick >= 50 * least] if len(ticks) < 5 else []
        axes.xaxis.set_major_locator(FixedLocator(ticks))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.set_xlabel("share of the prior left (%, logarithmic scale)")
    else:
        axes.set_xlim(0, 100)
        shares_along(axes, "share of the prior left (%)")
    edge = axes.get_xlim()[0]
    name_rows(axes, [(name, "") for name in by], NAMES, tall)
    for row, known in enumerate(by.values()):
        drawn = [max(100 * share, edge) for share in known]
        axes.plot([100, *drawn], [row] * (len(drawn) + 1), color=style.SOFT, linewidth=1.2, zorder=1, gid="course")
        for k, (share, place) in enumerate(zip(known, drawn, strict=True)):
            # What is beyond the scale of ratios, being nought, points out of it.
            axes.plot(place, row, "o" if share > 0.0 else "<", color=colour_of(k, len(drawn)), markersize=11,
                      zorder=2 + k, clip_on=False, gid="left")  # fmt: skip
        say_right(axes, row, small_share(known[-1]))


def _ruled(axes: Axes, waves: list[dict[str, Any]], names: list[str], tall: float) -> None:
    """Bars for each wave, the first on top."""
    thick = 0.8 / len(waves)
    name_rows(axes, [("", name) for name in names], GAP, tall)
    for row, name in enumerate(names):
        for k, wave in enumerate(waves):
            at = row - 0.4 + (k + 0.5) * thick
            share = 100 * wave["ruled"].get(name, 0.0)
            axes.barh(at, share, 0.92 * thick, color=colour_of(k, len(waves)), zorder=2, gid="ruled")
    axes.set_xlim(left=0)
    shares_along(axes, "ruled out by this target alone (%)")
