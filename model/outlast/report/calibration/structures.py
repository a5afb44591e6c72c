"""Which structures can be told apart: theories that pass for one another, and what the targets tell of each choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from outlast.report import style
from outlast.report.calibration.layout import (
    BELOW,
    INCHES,
    KEY,
    PALE,
    calibration_page,
    interval,
    key,
    name_rows,
    rows_on,
    shares_along,
)
from outlast.report.calibration.rows import confusion
from outlast.report.calibration.sentences import telling_sentences, theory_found
from outlast.report.calibration.terms import choice_label, theory_label, weight
from outlast.report.sweep.page import MARGIN

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

NAMES, CELL, GAP = 1.75, 0.72, 2.1
# Names above the map stand slanted.
SLANTED = 0.95
# The least room for a map and its label; the deepest colour is that of so many guesses, or of the greatest weight.
NARROWEST, GUESSES = 3.4, 3.0
# Cells darker than this have white numbers.
DARK = 0.65
SETS = (PALE, "#08306b", "#e69f00")
BLUES = LinearSegmentedColormap.from_list("weights", ["#ffffff", "#a6d4f2", "#2878bd", "#08306b"])
NOTES = (
    "Left: for truths made by the theory of a row, the mean weight that each theory gets afterwards; if the theories "
    "could be told apart, all weight would stand in the outlined squares (hatched: no such truth). Right: information "
    "that a classifier gets from simulated values, as a share of all there is about the choice, with 95% intervals; "
    "an interval that reaches 0 shows nothing."
)


def structures_figure(calibration: Calibration) -> Figure | None:
    """The confusion of theories beside what the targets tell of each structural choice; None where none is varied."""
    if len(calibration.coverage["theories"]) < 2:
        return None
    with mpl.rc_context(style.RC):
        return _figure(calibration)


def _figure(calibration: Calibration) -> Figure:
    remarks = [theory_found(calibration.coverage), *telling_sentences(calibration.telling)]
    remarks[0] = f"Of {calibration.coverage['truths']} synthetic truths: {remarks[0][0].lower()}{remarks[0][1:]}"
    page = calibration_page(calibration, "Could the targets tell structures apart?", remarks, [NOTES])
    names, table = confusion(calibration)
    height = min(page.top - page.bottom - SLANTED - 0.3, CELL * len(names))
    width = min(CELL * len(names), 5.2)
    axes = page.axes(MARGIN + NAMES, page.top - SLANTED - height, width, height)
    _map(axes, [theory_label(name) for name in names], table, height / len(names))
    if not calibration.telling.empty:
        start = MARGIN + NAMES + max(width, NARROWEST) + GAP
        choices = len(set(calibration.telling["choice"]))
        # Two rows of keys, clear of the names that slant in from the left.
        tall = min(0.75, (page.top - page.bottom - 2 * KEY - BELOW) / choices)
        right = page.axes(start, page.top - 2 * KEY - tall * choices, INCHES + MARGIN - start, tall * choices)
        _telling(right, calibration, tall)
    return page.figure


def _map(axes: Axes, names: list[str], table: np.ndarray, tall: float) -> None:
    """Rows made by a theory, columns given to one."""
    count = len(names)
    axes.set_xlim(-0.5, count - 0.5)
    axes.set_ylim(count - 0.5, -0.5)
    # Guessing alone is pale, whatever the number of theories.
    top = min(1.0, max(GUESSES / count, float(np.nanmax(table)) if np.isfinite(table).any() else 0.0))
    for (row, column), value in np.ndenumerate(table):
        known = bool(np.isfinite(value))
        cell = Rectangle((column - 0.5, row - 0.5), 1, 1, linewidth=1.5, gid="cell", hatch=None if known else "////")
        cell.set_facecolor(BLUES(value / top) if known else "white")
        cell.set_edgecolor("white" if known else PALE)
        axes.add_patch(cell)
        if known:
            colour = "white" if value / top > DARK else style.INK
            axes.text(column, row, weight(value), ha="center", va="center", fontsize=style.INSIDE, gid="weight",
                      color=colour, fontweight="bold" if row == column else "normal")  # fmt: skip
    for place in range(count):
        corner = (place - 0.5, place - 0.5)
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=style.INK, linewidth=2, zorder=3, clip_on=False))
    name_rows(axes, [(name, "") for name in names], NAMES, tall)
    axes.set_xticks(range(count), names, rotation=40, ha="left", rotation_mode="anchor", fontsize=style.SMALL)
    axes.xaxis.set_ticks_position("top")
    axes.tick_params(length=0)
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    axes.annotate(
        "columns: weight given; rows: what made the truth", (0, 0), (0, -8), xycoords="axes fraction",
        textcoords="offset points", va="top", fontsize=style.SMALL,
    )  # fmt: skip


def _telling(axes: Axes, calibration: Calibration, tall: float) -> None:
    """Bars for each choice and each set of statistics."""
    telling = calibration.telling
    choices, sets = list(dict.fromkeys(telling["choice"])), list(dict.fromkeys(telling["statistics"]))
    rows_on(axes, len(choices))
    thick = 0.8 / len(sets)
    for row in telling.to_dict("records"):
        at = choices.index(row["choice"]) - 0.4 + (sets.index(row["statistics"]) + 0.5) * thick
        low, value, high = (100 * row[name] / row["most"] for name in ("bits_low", "bits", "bits_high"))
        axes.barh(at, value, 0.9 * thick, color=SETS[sets.index(row["statistics"]) % len(SETS)], zorder=2, gid="told")
        interval(axes, at, low, high, color=style.TWIN, linewidth=2.2, zorder=3)
    name_rows(axes, [(choice_label(choice), "") for choice in choices], GAP, tall)
    axes.axvline(0.0, color=style.INK, linewidth=1.0, zorder=1)
    shares_along(axes, "told of all there is to know (%)")
    handles = [Patch(color=SETS[k % len(SETS)], label=name) for k, name in enumerate(sets)]
    key(axes, [*handles, Line2D([], [], color=style.TWIN, linewidth=2.2, label="95%")], columns=2)
