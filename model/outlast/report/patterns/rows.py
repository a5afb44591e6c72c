"""Rows of a pattern figure: what was observed as a band, what is simulated as a point with its interval."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outlast.analysis.patterns.judging import MISSES, NO_EFFECT, PARTLY, PASSES, UNCLEAR
from outlast.analysis.patterns.pattern import CORRELATION, LEVEL, PARTS
from outlast.report import style
from outlast.report.patterns.terms import COLOURS, MARKERS, Row
from outlast.report.sweep.scales import number_ticks

BAND, HIGH = "#f6dfa4", 0.38
LEVELS = "Level (share, or £ per £ of cost)"
DIRECTIONS = "First side less the second, in shares (0.1: ten points)"
# What stands by the name of a direction that is no difference of shares, and on the axis.
APART = {PARTS: "¹", CORRELATION: "²"}
APART_SAYS = {PARTS: "part of the larger side", CORRELATION: "rank correlation"}


def draw_rows(axes: Axes, rows: Sequence[Row], size: float) -> None:
    """All rows of one kind (levels, or directions) on one axis; the first on top."""
    levels = rows[0]["kind"] == LEVEL
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlim(*((0.0, 1.0) if levels else _limits(rows)))
    if not levels:
        axes.axvline(0.0, color=style.INK, linewidth=1.2, zorder=2)
    for place, row in enumerate(rows):
        _draw(axes, row, place, size)
    number_ticks(axes.xaxis, 5)


def _draw(axes: Axes, row: Row, place: int, size: float) -> None:
    """One row; what lies beyond the scale stands at its edge, with an arrow."""
    low, high = axes.get_xlim()
    band, (middle, *ends) = along(row)
    shown = np.clip(np.nan_to_num(band, nan=0.0), low, high)
    axes.barh(
        place, shown[1] - shown[0], 2 * HIGH, left=shown[0], color=BAND, edgecolor="#c99a2e", linewidth=0.8, zorder=1,
        gid="observed",
    )  # fmt: skip
    verdict = str(row["verdict"])
    colour = COLOURS[verdict]
    if np.isnan(middle):
        axes.text(
            (low + high) / 2, place, "nothing known", color=colour, fontsize=style.SMALL, ha="center", va="center"
        )
        return
    axes.plot(
        np.clip(ends, low, high), [place, place], color=colour, linewidth=size / 3.2, solid_capstyle="butt", zorder=3,
        gid="interval",
    )  # fmt: skip
    for end, edge, mark in ((min(ends), low, "<"), (max(ends), high, ">")):
        if (end - edge) * (1 if mark == ">" else -1) > 1e-9:
            axes.plot([edge], [place], mark, color=colour, markersize=size * 0.8, clip_on=False, zorder=4, gid="cut")
    axes.plot(
        [np.clip(middle, low, high)], [place], MARKERS[verdict], color=colour, markersize=size, zorder=5, clip_on=False,
        markerfacecolor="white" if verdict not in (PASSES, MISSES) else colour, markeredgewidth=1.6, gid=verdict,
    )  # fmt: skip


def along(row: Row) -> tuple[np.ndarray, tuple[float, float, float]]:
    """The band that counts as documented, and median and interval; of a direction, first side less the second."""
    band = np.array([row["observed_low"], row["observed_high"]], float)
    open_ended = band if row["kind"] == LEVEL else np.where(np.isnan(band), [-2.0, 2.0], band)
    return open_ended, (row["median"], row["low"], row["high"])


def apart(row: Row) -> str:
    """The mark of a direction whose unit is not that of its axis."""
    return "" if row["kind"] == LEVEL else APART.get(str(row["unit"]), "")


def axis_of(rows: Sequence[Row]) -> tuple[str, str]:
    """What is measured along the axis of some rows, and which marked rows are in another unit (empty if none)."""
    if rows[0]["kind"] == LEVEL:
        return LEVELS, ""
    found = [unit for unit in APART if any(row["unit"] == unit for row in rows)]
    return DIRECTIONS, ", ".join(f"{APART[unit]} {APART_SAYS[unit]}" for unit in found)


def _limits(rows: Sequence[Row]) -> tuple[float, float]:
    """A scale for differences that holds every interval, and nought in its middle."""
    ends = [abs(value) for row in rows for value in along(row)[1] if np.isfinite(value)]
    reach = min(1.0, np.ceil(10 * max(ends, default=0.1) + 0.5) / 10)
    return -reach, reach


def handles(size: float, kinds: Collection[bool]) -> list[Line2D | Patch]:
    """What bands and marks are, of levels (True), of directions (False) or of both."""

    def mark(verdict: str, label: str) -> Line2D:
        face = "white" if verdict not in (PASSES, MISSES) else COLOURS[verdict]
        return Line2D(
            [], [], color=COLOURS[verdict], marker=MARKERS[verdict], markersize=size, markerfacecolor=face,
            markeredgewidth=1.6, linewidth=size / 3.2, label=label,
        )  # fmt: skip

    between = [name for name, level in ((PARTLY, True), (UNCLEAR, False)) if level in kinds]
    return [
        Patch(facecolor=BAND, edgecolor="#c99a2e", label="as documented"),
        mark(PASSES, PASSES),
        mark(between[0], ", ".join(between)),
        *([mark(NO_EFFECT, NO_EFFECT)] if False in kinds else []),
        mark(MISSES, MISSES),
    ]
