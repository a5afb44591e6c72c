"""The names and keys around the panels of a sweep: axes, colours, lines, marks, and how wide the intervals are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from outlast.report import style
from outlast.report.sweep.lines import LINES, MARKS
from outlast.report.sweep.maps import HATCH, NO_VALUE, is_crossed
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.sweep.scales import (
    TURNED,
    Sweep,
    are_turned,
    colours_of,
    level_names,
    number_ticks,
    own_name,
    value_limits,
    widest_number,
)
from outlast.report.sweep.terms import Factor, Level, why_no_intervals

# Width of a key of marks or lines, in inches; from a map to its colours; height of a line of text.
KEY, TO_COLOURS = 2.3, 0.25
LINE = style.SMALL / 72 * 1.35


def name_axis(axes: Axes, factor: Factor, which: str, inches: float) -> None:
    """The meaning and unit of a factor, on two lines where it is long."""
    name = axes.set_xlabel if which == "x" else axes.set_ylabel
    name("\n".join(label_of(factor, inches)), linespacing=1.15)


def label_of(factor: Factor, inches: float) -> list[str]:
    """The label of a factor on one or two lines; its unit stays whole where the meaning has to be cut short."""
    whole = style.wrapped(factor.label, style.SMALL, inches, 2)
    if len(whole) == 1 or factor.label == factor.says:
        return whole
    unit = f"({factor.unit})"
    if style.width_of(unit, style.SMALL) > inches:
        return whole
    is_cut = whole[-1].endswith("…")
    for says in (factor.says, re.split("[,:]", factor.says)[0]) if is_cut else (factor.says,):
        if style.wrapped(says, style.SMALL, inches, 1) == [says]:
            return [says, unit]
    return [*style.wrapped(factor.says, style.SMALL, inches, 1), unit] if is_cut else whole


def shared_label(page: Page, lines: Sequence[str], x: float, y: float, *, upright: bool) -> None:
    """The name of an axis that several panels share, in inches: its top middle, or its left middle."""
    page.figure.text(
        x / ACROSS, y / style.SIZE[1], "\n".join(lines), fontsize=style.SMALL, linespacing=1.15,
        ha="left" if upright else "center", va="center" if upright else "top", rotation=90 if upright else 0,
    )  # fmt: skip


def room_left(factor: Factor) -> float:
    """Room at the left for the names of a factor's levels and for its own."""
    names = (
        [factor.level(level) for level in factor.levels]
        if factor.is_number
        else [line for lines in level_names(factor, "y", 0.0)[0] for line in lines]
    )
    return MARGIN + 0.62 + max(style.width_of(name, style.SMALL) for name in names)


def room_for_values(sweep: Sweep, also: Sequence[float] = ()) -> float:
    """Room at the left for the scale of the outcome, with other values than the points', and its name."""
    return MARGIN + 0.45 + widest_number(*value_limits(sweep, also=also))


def to_key(sweep: Sweep) -> float:
    """From a map across its colours to its key."""
    _, norm = colours_of(sweep)
    assert norm.vmin is not None
    assert norm.vmax is not None
    return TO_COLOURS + 0.72 + widest_number(norm.vmin, norm.vmax)


def room_below(factor: Factor, inches: float) -> float:
    """Room below a panel for its ticks and the name of its axis."""
    return 0.1 + room_for_ticks(factor, inches) + LINE * len(label_of(factor, inches))


def room_for_ticks(factor: Factor, inches: float, longest: float = TURNED) -> float:
    """Room below a panel for its ticks; names that are turned are no longer than `longest`."""
    if are_turned(factor, "x", inches):
        return 0.14 + max(style.width_of(factor.level(level), style.SMALL) for level in factor.levels)
    if factor.is_number:
        return 0.3
    lines, turned = level_names(factor, "x", inches, longest)
    if turned:
        return 0.14 + max(style.width_of(line, style.SMALL) for part in lines for line in part)
    return 0.3 + LINE * (max(len(part) for part in lines) - 1)


def level_of(sweep: Sweep, factor: Factor, level: Level, *, unit: bool = False) -> str:
    """A level in words, with the scenario's name where it is its own."""
    text = factor.level(level)
    if unit and factor.is_number and len(factor.unit) <= 14:
        text += f" {factor.unit}"
    return f"{text} ({own_name(sweep)})" if is_own(factor, level) else text


def is_own(factor: Factor, level: Level) -> bool:
    """Whether a level is the scenario's own."""
    return factor.own_place is not None and bool(np.isclose(factor.places([level])[0], factor.own_place))


def colour_bar(page: Page, sweep: Sweep, left: float, bottom: float, height: float) -> None:
    """The scale of colours with its unit, and on it the value of the line across the map."""
    colours, norm = colours_of(sweep)
    axes = page.axes(left, bottom, 0.22, height)
    bar = page.figure.colorbar(ScalarMappable(norm, colours), cax=axes)
    number_ticks(axes.yaxis, 6)
    bar.set_label(sweep.measure.axis)
    mark = sweep.measure.mark
    if mark is not None and _is_scaled(sweep) and is_crossed(sweep.drawn("mean"), mark):
        stroke = [withStroke(linewidth=4.6, foreground=style.INK)]
        axes.axhline(mark, color="white", linewidth=2.4, path_effects=stroke)


def map_key(page: Page, sweep: Sweep, left: float, top: float) -> None:
    """What the marks on a map are, and how wide its intervals are."""
    keys: list[tuple[Any, str]] = []
    if all(factor.own_place is not None for factor in sweep.factors):
        looks: dict[str, Any] = {"marker": "D", "markersize": 10, "markerfacecolor": "white"}
        if not _is_scaled(sweep):
            looks = {"marker": "s", "markersize": 13, "markerfacecolor": "none"}
        own = Line2D([], [], linestyle="none", markeredgecolor=style.INK, markeredgewidth=2.5, **looks)
        keys.append((own, own_name(sweep)))
    if (sweep.numbers("failed") > 0).any():
        keys.append((Patch(facecolor="white", edgecolor=style.INK, hatch=HATCH, linewidth=0.5), "some runs failed"))
    if np.isnan(sweep.numbers("mean")).any():
        keys.append((Patch(facecolor=NO_VALUE), "no value"))
    if keys:
        _legend(page, keys, left, top)
        top -= len(keys) * 0.27 + 0.2
    for text in _half_widths(sweep):
        page.write(left, top, text, style.SMALL, color=style.SOFT)
        top -= LINE


def line_key(page: Page, sweep: Sweep, by: Factor, along: Factor, left: float, top: float) -> None:
    """What the lines of several panels are."""
    room = ACROSS - left - 0.15
    keys: list[tuple[Any, str]] = [
        (Line2D([], [], color=LINES[k], marker=MARKS[k], linewidth=2.5, markersize=7), level_of(sweep, by, level))
        for k, level in enumerate(by.levels)
    ]
    if along.own_place is not None:
        keys.append((Line2D([], [], color=style.INK, linewidth=1.4, linestyle=(0, (4, 3))), own_name(sweep)))
    for part in style.wrapped(by.label, style.SMALL, room, 3, "bold"):
        page.write(left, top, part, style.SMALL, fontweight="bold")
        top -= LINE
    named = [(key, "\n".join(style.wrapped(name, style.SMALL, room - 0.6, 2))) for key, name in keys]
    _legend(page, named, left, top - 0.08)


def _legend(page: Page, keys: Sequence[tuple[Any, str]], left: float, top: float) -> None:
    page.figure.legend(
        [key for key, _ in keys], [name for _, name in keys], loc="upper left",
        bbox_to_anchor=(left / ACROSS, top / style.SIZE[1]), frameon=False, borderpad=0, borderaxespad=0,
        handlelength=1.8, handletextpad=0.5, fontsize=style.SMALL,
    )  # fmt: skip


def _is_scaled(sweep: Sweep) -> bool:
    """Whether a map has two scales, so that lines and points can stand anywhere on it, not in cells alone."""
    return sum(factor.is_number for factor in sweep.factors) >= 2


def _half_widths(sweep: Sweep) -> list[str]:
    """The half-widths of the intervals: the median and the largest."""
    wide = (sweep.numbers("high") - sweep.numbers("low")) / 2
    wide = wide[np.isfinite(wide)]
    if not wide.size:
        return ["No intervals:", why_no_intervals(sweep.points)]
    shown = sweep.measure.half_width
    return [
        "95% interval of the mean:",
        f"± {shown(float(np.median(wide)))} (median)",
        f"± {shown(float(wide.max()))} (largest)",
    ]
