"""Which theory: the weight of each before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from outlast.report import style
from outlast.report.calibration.layout import (
    DEEP,
    calibration_page,
    head_right,
    height_of,
    interval,
    key,
    name_rows,
    rows_of,
    say_right,
    shares_along,
)
from outlast.report.calibration.sentences import effective_draws
from outlast.report.calibration.terms import theory_label, theory_says, weighed
from outlast.report.calibration.theory_words import standings, theories_sentence

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

NAMES, RIGHT = 5.7, 1.9
NOTES = (
    "Bars: 95% intervals of Monte Carlo error, which more accepted draws would narrow; they say nothing of errors in "
    "the model or in the targets. Hollow: as likely as before, as far as that error goes."
)


def theories_figure(calibration: Calibration) -> Figure | None:
    """A row for each theory; None where a single one was asked."""
    if len(calibration.theories) < 2:
        return None
    with mpl.rc_context(style.RC):
        return _figure(calibration)


def _figure(calibration: Calibration) -> Figure:
    found = standings(calibration.theories)
    remarks = [theories_sentence(calibration.theories, effective_draws(calibration))]
    page = calibration_page(calibration, "Which theory of vagueness do the targets speak for?", remarks, [NOTES])
    axes = rows_of(page, len(found), NAMES, RIGHT)
    axes.set_xlim(0, 1.06 * max(max(one.found.high for one in found), 2 * max(one.prior for one in found)))
    tall = height_of(axes) / len(found)
    name_rows(axes, [(theory_label(name), _says(name)) for name in calibration.theories["theory"]], NAMES, tall)
    for row, one in enumerate(found):
        axes.plot([one.prior] * 2, [row - 0.5, row + 0.5], color=style.MANDATED, alpha=0.55, linewidth=2,
                  dashes=(4, 2), zorder=2, gid="prior")  # fmt: skip
        interval(axes, row, one.found.low, one.found.high, color=DEEP, linewidth=3, zorder=3)
        moved = one.is_less or one.is_more or one.is_gone
        axes.plot(one.found.value, row, "o", color=DEEP, markerfacecolor=DEEP if moved else "white", markersize=10,
                  markeredgewidth=2, zorder=4, clip_on=False, gid="weight")  # fmt: skip
        say_right(axes, row, weighed(one.found))
    head_right(axes, "weight [95%]")
    shares_along(axes, "weight of the theory (all together 1)")
    key(
        axes,
        [
            Line2D([], [], color=DEEP, marker="o", markersize=9, linewidth=3, label="after the targets"),
            Line2D([], [], color=style.MANDATED, alpha=0.55, linewidth=2, dashes=(4, 2), label="before"),
        ],
    )
    return page.figure


def _says(theory: str) -> str:
    """What a theory takes for granted; a set has theirs in its name."""
    return (
        theory_says(theory)
        if "," not in theory
        else "both at once"
        if theory.count(",") == 1
        else "all of these at once"
    )
