"""A factor as a track, with what a condition allows of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes

from outlast.analysis.discovery.box import Limit
from outlast.analysis.discovery.factors import LEVELS, NAMES, Factor
from outlast.report import style
from outlast.report.discovery.page import TRACK
from outlast.report.discovery.words import figure, name_of
from outlast.report.sweep.scales import cut

# From this height of a row on, in inches, numbers stand above the track, else on it.
HIGH_ENOUGH = 0.4


class Row(NamedTuple):
    """A line of the figure: its name, the factor and what it is limited to (None: not limited), and its colour."""

    name: str
    factor: Factor
    limit: Limit | None
    colour: str


def draw_row(axes: Axes, place: int, row: Row, inches: tuple[float, float]) -> None:
    """The track of a factor and its limits."""
    high = 0.34 if inches[1] > HIGH_ENOUGH else 0.6
    centre = place + (0.16 if inches[1] > HIGH_ENOUGH else 0.0)
    if row.factor.kind == NAMES:
        _names(axes, centre, high, row, inches[0])
        return
    axes.barh(centre, 1.0, high, color=TRACK, zorder=1, gid="track")
    low, top = row.factor.low, row.factor.high
    start, end = _ends(row.factor, row.limit)
    axes.barh(centre, end - start, high, left=start, color=row.colour, zorder=2, gid="range")
    above = place - 0.08 if inches[1] > HIGH_ENOUGH else centre
    marks: list[tuple[float, str, bool]] = [
        (0.0, figure(row.factor, low), False),
        (1.0, figure(row.factor, top), False),
    ]
    if row.limit is not None:
        if row.limit.low is not None:
            marks.append((start, figure(row.factor, row.limit.low), True))
        if row.limit.high is not None:
            marks.append((end, figure(row.factor, row.limit.high), True))
    if inches[1] > HIGH_ENOUGH:
        _above(axes, above, marks, inches[0], row.colour)
    else:
        _within(axes, centre, marks, inches[0], start, end)


def _above(axes: Axes, y: float, marks: Sequence[tuple[float, str, bool]], width: float, colour: str) -> None:
    """Numbers above a track; the ends of the range give way to limits."""
    taken: list[tuple[float, float]] = []
    for x, text, is_limit in sorted(marks, key=lambda mark: not mark[2]):
        half = style.width_of(text, style.SMALL, "bold" if is_limit else "normal") / width / 2 + 0.01
        at = min(max(x, half), 1 - half)
        if any(abs(at - other) < half + room for other, room in taken):
            continue
        taken.append((at, half))
        axes.text(
            at, y, text, ha="center", va="bottom", fontsize=style.SMALL, fontweight="bold" if is_limit else "normal",
            color=style.INK if is_limit else style.SOFT, gid="limit" if is_limit else "end",
        )  # fmt: skip


def _within(
    axes: Axes, y: float, marks: Sequence[tuple[float, str, bool]], width: float, start: float, end: float
) -> None:
    """Numbers on the track itself where rows are low: limits beside the coloured part, or in it where there is no room.

    The ends of what was varied stand at the ends of the track as far as these are grey and have room.
    """
    air = 0.06 / width
    free = [start, 1.0 - end]
    for x, text, is_limit in marks:
        if not is_limit:
            continue
        room = style.width_of(text, style.SMALL) / width + 2 * air
        is_low = x == start and x != end
        outside = room <= free[0 if is_low else 1]
        side = -1 if is_low == outside else 1
        axes.text(
            x + side * air, y, text, ha="right" if side < 0 else "left", va="center", fontsize=style.SMALL,
            color=style.INK if outside else "white", gid="limit",
        )  # fmt: skip
        if outside:
            free[0 if is_low else 1] -= room
    for x, text, is_limit in marks:
        if not is_limit and style.width_of(text, style.SMALL) / width + 2 * air <= free[int(x)]:
            axes.text(
                x + (air if x == 0.0 else -air), y, text, ha="left" if x == 0.0 else "right", va="center",
                fontsize=style.SMALL, color=style.SOFT, gid="end",
            )  # fmt: skip


def _names(axes: Axes, y: float, high: float, row: Row, width: float) -> None:
    """A cell for each name, coloured where it is allowed."""
    count = len(row.factor.names)
    for code in range(count):
        allowed = row.limit is None or row.limit.names is None or code in row.limit.names
        axes.barh(
            y, 0.98 / count, max(high, 0.5), left=code / count + 0.01 / count, color=row.colour if allowed else TRACK,
            zorder=2, gid="range" if allowed else "track",
        )  # fmt: skip
        axes.text(
            (code + 0.5) / count, y, cut(name_of(row.factor, code), 0.94 * width / count, 10.0), ha="center",
            va="center", fontsize=10.0, color="white" if allowed else style.SOFT, zorder=3, gid="level",
        )  # fmt: skip


def _ends(factor: Factor, limit: Limit | None) -> tuple[float, float]:
    """Where limits lie between the ends of what was varied; a single level has a width too."""
    size = (factor.high - factor.low) or 1.0
    half = 0.0
    if factor.kind == LEVELS and len(factor.levels) > 1:
        half = min(b - a for a, b in zip(factor.levels, factor.levels[1:], strict=False)) / size / 2
    low = 0.0 if limit is None or limit.low is None else (limit.low - factor.low) / size
    high = 1.0 if limit is None or limit.high is None else (limit.high - factor.low) / size
    if high - low < 0.01:
        low, high = max(0.0, low - max(half, 0.01)), min(1.0, high + max(half, 0.01))
    return low, high
