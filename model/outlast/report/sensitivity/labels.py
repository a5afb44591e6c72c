"""Names beside marks, so placed that none hides another."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from outlast.report import style
from outlast.report.sweep.scales import HALO

# Directions and distances (in inches) that are tried, in the order of preference.
ANGLES = (
    20,
    -20,
    70,
    -70,
    110,
    160,
    -160,
    -110,
    45,
    -45,
    135,
    -135,
    90,
    -90,
    0,
    180,
    10,
    -10,
    30,
    -30,
    57,
    -57,
    80,
    -80,
)
REACHES = (0.14, 0.22, 0.35, 0.5, 0.7, 0.9, 1.15, 1.4, 1.7, 2.0, 2.4, 2.8, 3.2)
AIR = 0.04
# From this distance on a line leads from the mark to its name.
LED = 0.3

Box = tuple[float, float, float, float]


def name_marks(
    axes: Axes,
    places: Sequence[tuple[float, float]],
    names: Sequence[str],
    inches: tuple[float, float],
    lines: Sequence[Box] = (),
    taken: Sequence[Box] = (),
) -> None:
    """Write a name beside each mark, those first that stand first; far ones with a line to their mark.

    `places` are in data coordinates, `inches` is the size of the axes. `lines` are segments (x0, y0, x1, y1) that a
    name had better not cover, `taken` boxes that it must not, both in inches from the lower left corner.
    """
    points = [inches_of(axes, place, inches) for place in places]
    found: list[Box] = list(taken)
    for k, name in enumerate(names):
        width, height = style.width_of(name, style.INSIDE, "bold") * 1.04, style.INSIDE / 72 * 1.15
        box, reach = _best(points, k, (width, height), found, lines, inches)
        found.append(box)
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        if reach >= LED:
            near = _nearest(points[k], box)
            axes.plot(
                *zip(*((part[0] / inches[0], part[1] / inches[1]) for part in (points[k], near)), strict=True),
                transform=axes.transAxes, color=style.SOFT, linewidth=0.9, zorder=3, gid="leader",
            )  # fmt: skip
        axes.text(
            x / inches[0], y / inches[1], name, transform=axes.transAxes, ha="center", va="center",
            fontsize=style.INSIDE, fontweight="bold", path_effects=HALO, zorder=8, gid="name",
        )  # fmt: skip


def inches_of(axes: Axes, place: tuple[float, float], inches: tuple[float, float]) -> tuple[float, float]:
    """Where a place in data coordinates lies, in inches from the lower left corner of the axes."""
    x, y = axes.transAxes.inverted().transform(axes.transData.transform(place))
    return float(x) * inches[0], float(y) * inches[1]


def _best(
    points: Sequence[tuple[float, float]],
    own: int,
    size: tuple[float, float],
    taken: Sequence[Box],
    lines: Sequence[Box],
    inches: tuple[float, float],
) -> tuple[Box, float]:
    """The place for a name that hides least, the nearest of equal ones."""
    best: tuple[float, Box, float] | None = None
    for reach in REACHES:
        for rank, angle in enumerate(ANGLES):
            dx, dy = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            # The nearest edge of the name is as far away as was asked for.
            x = points[own][0] + dx * (reach + size[0] / 2 * abs(dx))
            y = points[own][1] + dy * (reach + size[1] / 2)
            box = (x - size[0] / 2, y - size[1] / 2, x + size[0] / 2, y + size[1] / 2)
            if box[0] < AIR or box[1] < AIR or box[2] > inches[0] - AIR or box[3] > inches[1] - AIR:
                continue
            cost = 2000.0 * sum(_meets(box, other) for other in taken) + 8.0 * reach + 0.01 * rank
            cost += 150.0 * sum(_meets(box, (px - 0.06, py - 0.06, px + 0.06, py + 0.06)) for px, py in points)
            cost += 1.5 * sum(_crosses(box, line) for line in lines)
            if reach >= LED:
                leader = (*points[own], *_nearest(points[own], box))
                cost += 100.0 * sum(_crosses(other, leader) for other in taken)
            if best is None or cost < best[0]:
                best = cost, box, reach
    if best is None:
        x, y = points[own]
        return (x, y, x + size[0], y + size[1]), 0.0
    return best[1], best[2]


def _nearest(point: tuple[float, float], box: Box) -> tuple[float, float]:
    """The place of a box that is nearest to a point."""
    return min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])


def _meets(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > -AIR and min(one[3], other[3]) - max(one[1], other[1]) > -AIR


def _crosses(box: Box, line: Box) -> bool:
    """Whether a straight line passes through a box."""
    along = np.linspace(0.0, 1.0, 25)
    x, y = line[0] + along * (line[2] - line[0]), line[1] + along * (line[3] - line[1])
    return bool(((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])).any())
