"""How the panels of a sweep stand on their page: one panel with its key, or several that share their scales."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from outlast.report import style
from outlast.report.panels import spread_apart
from outlast.report.sweep.factors import ends_of_bars, one_at_a_time, scatter
from outlast.report.sweep.keys import (
    KEY,
    LINE,
    TO_COLOURS,
    colour_bar,
    is_own,
    label_of,
    level_of,
    line_key,
    map_key,
    name_axis,
    room_below,
    room_for_ticks,
    room_for_values,
    room_left,
    shared_label,
    to_key,
)
from outlast.report.sweep.lines import LINES, MARKS, dots, line, line_frame
from outlast.report.sweep.maps import heat_map
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.sweep.scales import TURNED, Sweep, as_cells, number_ticks, value_limits
from outlast.report.sweep.terms import Factor

# Height of the smallest panels; about that of a map.
LEAST_HEIGHT, MAP_HEIGHT = 0.6, 4.0


def with_cells(sweep: Sweep, across: Factor, up: Factor, panels: int = 1) -> tuple[Factor, Factor]:
    """The two factors of maps as their cells have room."""
    columns, lanes = _arranged(panels)
    width = ACROSS - room_left(up) - to_key(sweep) - KEY
    return as_cells(across, "x", width / columns - 0.25), as_cells(up, "y", MAP_HEIGHT / lanes)


def draw_map(page: Page, sweep: Sweep) -> None:
    """One map of two factors with its colours and key."""
    across, up = sweep.factors
    left = room_left(up)
    width = ACROSS - left - to_key(sweep) - KEY
    bottom = page.bottom + room_below(across, width)
    height = page.top - bottom - 0.15
    axes = page.axes(left, bottom, width, height)
    heat_map(axes, sweep, sweep.points, across, up, (width, height), own=True)
    name_axis(axes, across, "x", width)
    name_axis(axes, up, "y", height)
    colour_bar(page, sweep, left + width + TO_COLOURS, bottom, height)
    map_key(page, sweep, left + width + to_key(sweep), bottom + height)


def draw_line(page: Page, sweep: Sweep) -> None:
    """One line along one factor."""
    (along,) = sweep.factors
    left = room_for_values(sweep)
    width = ACROSS - left - 0.6
    bottom = page.bottom + room_below(along, width)
    axes = page.axes(left, bottom, width, page.top - bottom - 0.35)
    line(axes, sweep, sweep.points, along, style.MANDATED)
    line_frame(axes, sweep, along, width)
    name_axis(axes, along, "x", width)
    axes.set_ylabel(sweep.measure.axis)


def draw_lines(page: Page, sweep: Sweep, along: Factor, by: Factor) -> None:
    """One line for each alternative, named at its right end."""
    names = [level_of(sweep, by, level) for level in by.levels]
    key = min(3.6, max([2.0, *(style.width_of(name, style.INSIDE) + 0.85 for name in names)]))
    left = room_for_values(sweep)
    width = ACROSS - left - key - 0.3
    bottom = page.bottom + room_below(along, width)
    height = page.top - bottom - 0.35
    axes = page.axes(left, bottom, width, height)
    ends = []
    for k, level in enumerate(by.levels):
        rows = sweep.at(by, level)
        line(axes, sweep, rows, along, LINES[k], MARKS[k])
        means = sweep.drawn("mean", rows)[np.argsort(sweep.numbers(along.key, rows))]
        means = means[np.isfinite(means)]
        ends.append(float(means[-1]) if means.size else None)
    line_frame(axes, sweep, along, width)
    name_axis(axes, along, "x", width)
    axes.set_ylabel(sweep.measure.axis)
    heading = style.wrapped(by.says, style.SMALL, key - 0.15, 3, "bold")
    for k, part in enumerate(heading):
        page.write(left + width + 0.25, bottom + height - k * LINE, part, style.SMALL, fontweight="bold")
    ceiling = 1 - (len(heading) * LINE + 0.2) / height
    _name_lines(axes, sweep, ends, names, (width, height), key, ceiling)


def _name_lines(
    axes: Axes,
    sweep: Sweep,
    ends: Sequence[float | None],
    names: Sequence[str],
    inches: tuple[float, float],
    key: float,
    ceiling: float,
) -> None:
    """The names of lines at the right, in the order of where they end; without a leader where there is no line."""
    low, high = value_limits(sweep)
    heights = [0.0 if end is None else (end - low) / (high - low) for end in ends]
    order = sorted(range(len(ends)), key=lambda k: heights[k])
    apart = style.INSIDE * 1.5 / 72 / inches[1]
    inch = 1 / inches[0]
    wanted = [heights[k] for k in order]
    for k, y in zip(order, spread_apart(wanted, apart, apart / 2, ceiling), strict=True):
        beside = {"color": LINES[k], "clip_on": False, "transform": axes.transAxes}
        name = names[k]
        if ends[k] is None:
            name += ": no value"
        else:
            axes.plot(
                [1 + place * inch for place in (0.03, 0.1, 0.25)], [heights[k], heights[k], y], linewidth=1.4, **beside
            )
        axes.plot(1 + 0.33 * inch, y, marker=MARKS[k], markersize=8, **beside)
        name = "".join(style.wrapped(name, style.INSIDE, key - 0.6, 1))
        axes.text(1 + 0.47 * inch, y, name, fontsize=style.INSIDE, va="center", transform=axes.transAxes)


def draw_dots(page: Page, sweep: Sweep) -> None:
    """A dot for each alternative."""
    (factor,) = sweep.factors
    wanted = [style.width_of(factor.level(level), style.SMALL, "bold") for level in factor.levels]
    wanted += [min(3.6, style.width_of(factor.meanings.get(str(level), ""), style.SMALL)) for level in factor.levels]
    margin = min(4.2, max([2.6, *wanted]) + 0.3)
    left, top = MARGIN + margin, page.top - 0.55
    height = min(top - page.bottom - 0.7, 0.35 + 1.15 * len(factor.levels))
    width = ACROSS - left - 2.4
    heading = style.wrapped(factor.label, style.HEADING, margin - 0.14, 2, "bold")
    for k, part in enumerate(heading):
        page.write(left - 0.14, top + 0.24 * (len(heading) - k), part, style.HEADING, fontweight="bold", ha="right")
    axes = page.axes(left, top - height, width, height)
    dots(axes, sweep, factor, (width, height), margin)
    axes.set_xlabel(sweep.measure.axis)


# Several panels -----------------------------------------------------------------------------------------------------


def draw_multiples(page: Page, sweep: Sweep, by: Factor, across: Factor, up: Factor, *, lines: bool) -> None:
    """A panel for each level of a factor, on the same scales: maps of the other two, or a line for each name of one."""
    left = room_for_values(sweep) if lines else room_left(up)
    columns, lanes = _arranged(len(by.levels))
    gap_x, gap_y = 0.25, 0.45
    right = ACROSS - KEY - (0.3 if lines else to_key(sweep))
    width = (right - left - gap_x * (columns - 1)) / columns
    ticks = room_for_ticks(across, width)
    bottom = page.bottom + ticks + LINE * len(label_of(across, right - left)) + 0.1
    tall = page.top - 0.4 - bottom
    height = (tall - gap_y * (lanes - 1)) / lanes
    for k, level in enumerate(by.levels):
        column, lane = k % columns, k // columns
        at = left + column * (width + gap_x), bottom + (lanes - 1 - lane) * (height + gap_y)
        axes = page.axes(*at, width, height)
        rows = sweep.at(by, level)
        if lines:
            for part, name in enumerate(up.levels):
                line(axes, sweep, sweep.at(up, name, rows), across, LINES[part], MARKS[part])
            line_frame(axes, sweep, across, width, named=False)
        else:
            heat_map(axes, sweep, rows, across, up, (width, height), own=is_own(by, level))
        title = style.wrapped(level_of(sweep, by, level, unit=True), style.INSIDE, width, 1, "bold")
        axes.set_title("".join(title), fontsize=style.INSIDE, fontweight="bold", loc="left", pad=5)
        axes.tick_params(labelbottom=k + columns >= len(by.levels), labelleft=column == 0)
    shared_label(page, label_of(across, right - left), (left + right) / 2, bottom - ticks - 0.04, upright=False)
    beside = [sweep.measure.axis] if lines else label_of(up, tall)
    shared_label(page, beside, MARGIN + 0.05, bottom + tall / 2, upright=True)
    if lines:
        line_key(page, sweep, up, across, right + 0.3, bottom + tall)
    else:
        colour_bar(page, sweep, right + TO_COLOURS, bottom, tall)
        map_key(page, sweep, right + to_key(sweep), bottom + tall)


def draw_factors(
    page: Page, sweep: Sweep, factors: Sequence[Factor], along: dict[str, pd.DataFrame] | None, *, bars: bool
) -> None:
    """A panel for each factor; `along` has the points of one factor at a time, None scatters all points.

    `bars`: the means over points have their intervals.
    """
    columns, lanes = _arranged(len(factors))
    also = ends_of_bars(sweep, factors) if bars else []
    gap_x, left = 0.35, room_for_values(sweep, also)
    width = (ACROSS - left - MARGIN - gap_x * (columns - 1)) / columns
    label = width + gap_x - 0.1
    # Names of levels may be as long as leaves the panels a height.
    for longest in (TURNED, 1.0, 0.8, 0.65, 0.5):
        rooms = [0.1 + room_for_ticks(one, width, longest) + LINE * len(label_of(one, label)) for one in factors]
        below = [max(rooms[lane * columns : (lane + 1) * columns]) for lane in range(lanes)]
        height = (page.top - page.bottom - sum(below)) / lanes - 0.12
        if height >= LEAST_HEIGHT:
            break
    bottom = page.top
    for k, factor in enumerate(factors):
        column, lane = k % columns, k // columns
        if column == 0:
            bottom = page.top - (lane + 1) * (height + 0.12) - sum(below[:lane])
        axes = page.axes(left + column * (width + gap_x), bottom, width, height)
        if along is None:
            scatter(axes, sweep, factor, (width, longest), bars=bars, also=also)
        else:
            one_at_a_time(axes, sweep, factor, along[factor.key], (width, longest))
        if lanes > 2:
            number_ticks(axes.yaxis, 3)
        axes.tick_params(labelleft=column == 0)
        name_axis(axes, factor, "x", label)
    middle = (page.top + page.bottom + below[-1]) / 2
    shared_label(page, [sweep.measure.axis], MARGIN + 0.05, middle, upright=True)


def _arranged(count: int) -> tuple[int, int]:
    """Columns and lanes for so many panels."""
    columns = count if count <= 3 else 2 if count == 4 else 3 if count <= 6 else 4
    return columns, -(-count // columns)
