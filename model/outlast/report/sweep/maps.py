"""A map of two factors of a sweep: the outcome as colour, with the line that parts it and the scenario's own point."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from outlast.outcomes.intervals import Interval
from outlast.report import style
from outlast.report.sweep.digits import with_digits
from outlast.report.sweep.scales import HALO, Sweep, borders, colours_of, is_wide, mark_own, name_levels
from outlast.report.sweep.terms import Factor

NO_VALUE, HATCH = "#dcdcdc", "////"


def table_of(sweep: Sweep, rows: pd.DataFrame, across: Factor, up: Factor, column: str) -> np.ndarray:
    """A column of the points as (up, across), in the order of the levels; not a number where no point is."""
    values = sweep.drawn(column, rows) if column in ("mean", "low", "high") else sweep.numbers(column, rows)
    table = np.full((len(up.levels), len(across.levels)), math.nan)
    columns = {level: k for k, level in enumerate(across.levels)}
    lines = {level: k for k, level in enumerate(up.levels)}
    for x, y, value in zip(rows[across.key], rows[up.key], values, strict=True):
        if x in columns and y in lines:
            table[lines[y], columns[x]] = value
    return table


def heat_map(
    axes: Axes, sweep: Sweep, rows: pd.DataFrame, across: Factor, up: Factor, inches: tuple[float, float], *, own: bool
) -> None:
    """The outcome as colour over two factors, with the line that parts it, failures and the scenario's own point."""
    means = table_of(sweep, rows, across, up, "mean")
    colours, norm = colours_of(sweep)
    x, y = across.places(), up.places()
    x_borders, y_borders = borders(x, wide=is_wide(across)), borders(y, wide=is_wide(up))
    axes.set_facecolor(NO_VALUE)
    name_levels(axes, across, "x", inches[0])
    name_levels(axes, up, "y", inches[1])
    axes.pcolormesh(
        x_borders, y_borders, np.ma.masked_invalid(means), cmap=colours, norm=norm, gid="cells", edgecolor="face",
        linewidth=0.2,
    )  # fmt: skip
    failed = table_of(sweep, rows, across, up, "failed")
    for line, column in np.argwhere(failed > 0).tolist():
        axes.add_patch(
            Rectangle(
                (float(x_borders[column]), float(y_borders[line])),
                float(x_borders[column + 1] - x_borders[column]),
                float(y_borders[line + 1] - y_borders[line]),
                facecolor="none",
                edgecolor="white" if _is_dark(float(means[line, column]), colours, norm) else style.INK,
                hatch=HATCH,
                linewidth=0,
                gid="failed",
            )
        )
    axes.set_xlim(x_borders[0], x_borders[-1])
    # Names read from the top, numbers from the bottom.
    axes.set_ylim(*(y_borders[[0, -1]] if up.is_number else y_borders[[-1, 0]]))
    for spine in axes.spines.values():
        spine.set_visible(True)
    place = (across.own_place, up.own_place) if own else (None, None)
    line = np.empty((0, 2))
    if across.is_number and up.is_number:
        line = _contour(axes, sweep, x, y, means)
        _name_contour(axes, sweep, line, place)
    elif len(means) * len(means[0]) <= 60:
        _numbers(axes, sweep, rows, across, up, inches, means, colours, norm)
    if place[0] is not None and place[1] is not None:
        if across.is_number and up.is_number:
            mark_own(axes, sweep, place[0], place[1], inches, line)
        else:
            _frame_own(axes, x_borders, y_borders, place[0], place[1], x, y)


def _is_dark(value: float, colours: Colormap, norm: Normalize) -> bool:
    if math.isnan(value):
        return False
    red, green, blue, _ = colours(float(norm(value)))
    return bool(0.299 * red + 0.587 * green + 0.114 * blue < 0.5)


def is_crossed(means: np.ndarray, mark: float | None) -> bool:
    """Whether values lie on both sides of a mark."""
    known = means[np.isfinite(means)]
    return mark is not None and known.size > 0 and bool(known.min() < mark < known.max())


def _contour(axes: Axes, sweep: Sweep, x: np.ndarray, y: np.ndarray, means: np.ndarray) -> np.ndarray:
    """The line between the cells' centres where it passes its mark; places along it in fractions of the axes."""
    mark = sweep.measure.mark
    if mark is None or not is_crossed(means, mark):
        return np.empty((0, 2))
    drawn = axes.contour(x, y, np.ma.masked_invalid(means), levels=[mark], colors="white", linewidths=2.4)
    drawn.set(path_effects=[withStroke(linewidth=4.6, foreground=style.INK)], gid="mark")
    places = [np.empty((0, 2))]
    for path in drawn.get_paths():
        for corners in path.to_polygons(closed_only=False):
            line = axes.transAxes.inverted().transform(axes.transData.transform(corners))
            # Evenly along the line, so that a long straight stretch counts as much as a winding one.
            along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
            at = np.linspace(0, along[-1], max(2, int(along[-1] * 100)))
            places.append(np.column_stack([np.interp(at, along, part) for part in line.T]))
    return np.concatenate(places)


def _name_contour(axes: Axes, sweep: Sweep, line: np.ndarray, own: tuple[float | None, float | None]) -> None:
    """The name of the line, where it is farthest from the edges and from the scenario's own point."""
    if not len(line):
        return
    room = np.minimum(line, 1 - line).min(axis=1) * 2
    if own[0] is not None and own[1] is not None:
        place = axes.transAxes.inverted().transform(axes.transData.transform((own[0], own[1])))
        room = np.minimum(room, np.hypot(*(line - place).T))
    # Of places with about as much room the first, so that rounding does not choose another on another machine.
    best = line[np.argmax(room >= 0.98 * room.max())]
    axes.text(
        best[0], best[1], sweep.measure.mark_says, transform=axes.transAxes, ha="center", va="center",
        fontsize=style.INSIDE, fontweight="bold", path_effects=HALO, zorder=6, gid="mark name",
    )  # fmt: skip


def _frame_own(
    axes: Axes, x_borders: np.ndarray, y_borders: np.ndarray, own_x: float, own_y: float, x: np.ndarray, y: np.ndarray
) -> None:
    """A frame around the cell of the scenario, where a mark would hide the number in it."""
    column, line = int(np.argmin(np.abs(x - own_x))), int(np.argmin(np.abs(y - own_y)))
    axes.add_patch(
        Rectangle(
            (x_borders[column], y_borders[line]),
            x_borders[column + 1] - x_borders[column],
            y_borders[line + 1] - y_borders[line],
            facecolor="none",
            edgecolor=style.INK,
            linewidth=4,
            zorder=6,
            clip_on=False,
            gid="own",
            path_effects=[withStroke(linewidth=7, foreground="white")],
        )
    )


def _numbers(
    axes: Axes,
    sweep: Sweep,
    rows: pd.DataFrame,
    across: Factor,
    up: Factor,
    inches: tuple[float, float],
    means: np.ndarray,
    colours: Colormap,
    norm: Normalize,
) -> None:
    """The value in each cell, with its interval beneath where there is room."""
    low, high = (table_of(sweep, rows, across, up, column) for column in ("low", "high"))
    width, height = inches[0] / len(across.levels), inches[1] / len(up.levels)
    scale = sweep.measure.scale
    for line, column in np.ndindex(*means.shape):
        if math.isnan(means[line, column]):
            continue
        found = Interval(*(float(part[line, column]) / scale for part in (means, low, high)))
        value, _, interval = with_digits(found, sweep.measure).partition(" ")
        fits = interval and height > 0.55 and style.width_of(interval, style.SMALL) < width - 0.1
        if style.width_of(value, style.INSIDE) > width:
            continue
        axes.text(
            float(across.places()[column]), float(up.places()[line]), f"{value}\n{interval}" if fits else value,
            ha="center", va="center", fontsize=style.INSIDE, zorder=5,
            color="white" if _is_dark(float(means[line, column]), colours, norm) else style.INK,
        )  # fmt: skip
