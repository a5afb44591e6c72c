"""Lines and dots of a sweep: the outcome along one factor, with its intervals."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from outlast.outcomes.intervals import Interval
from outlast.report import style
from outlast.report.sweep.digits import with_digits
from outlast.report.sweep.scales import (
    HALO,
    Sweep,
    is_wide,
    name_levels,
    name_values,
    own_name,
    value_limits,
)
from outlast.report.sweep.terms import Factor, Level

# Colours and marks that stay apart without one kind of cone, in order of use.
LINES = ("#08306b", "#c05a00", "#117a5b", "#8a4f80", "#2878bd", "#b8860b", "#3b3b3b", "#d4708f")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "<")


def line(axes: Axes, sweep: Sweep, rows: pd.DataFrame, along: Factor, colour: str, mark: str = "o") -> None:
    """The outcome along a factor with its 95% band, a bar at a lone point; hollow where runs failed."""
    rows = rows.sort_values(along.key, kind="stable")
    x = rows[along.key].to_numpy(dtype=float)
    low, mean, high = (sweep.drawn(column, rows) for column in ("low", "mean", "high"))
    axes.fill_between(x, low, high, facecolor=colour, alpha=0.18, linewidth=0, gid="band")
    bars = _are_lone(np.isfinite(low) & np.isfinite(high))
    if bars.any():
        ends = np.stack([mean - low, high - mean])[:, bars].clip(0.0)
        drawn = axes.errorbar(
            x[bars], mean[bars], ends, linestyle="none", ecolor=colour, elinewidth=2.5, capsize=5, capthick=2, zorder=3
        )
        for bar in drawn.lines[2]:
            bar.set_gid("bars")
    axes.plot(x, mean, color=colour, linewidth=2.5, zorder=4, gid="line")
    dense = len(x) > 60
    for failed in (False, True):
        chosen = (rows["failed"].to_numpy(dtype=float) > 0) == failed
        if dense:
            # No line passes through a lone point: without its mark it could not be seen.
            chosen &= _are_lone(np.isfinite(mean))
        if chosen.any():
            axes.plot(
                x[chosen], mean[chosen], linestyle="none", marker=mark, markersize=7 if len(x) <= 25 else 4,
                color=colour, markerfacecolor="white" if failed else colour, markeredgewidth=1.8, zorder=5,
                gid="failed" if failed else None,
            )  # fmt: skip


def _are_lone(known: np.ndarray) -> np.ndarray:
    """Which of the known have no known neighbour."""
    beside = np.concatenate([[False], known, [False]])
    return known & ~beside[:-2] & ~beside[2:]


def kinds_of_intervals(sweep: Sweep, along: Factor, rows: pd.DataFrame | None = None) -> tuple[bool, bool]:
    """Whether lines along a factor have bands, and whether they have bars at lone points."""
    rows = sweep.points if rows is None else rows
    others = [factor.key for factor in sweep.factors if factor.key != along.key] if rows is sweep.points else []
    bands = bars = False
    for _, part in rows.sort_values(along.key, kind="stable").groupby(others) if others else [((), rows)]:
        part = pd.DataFrame(part).sort_values(along.key, kind="stable")
        known = np.isfinite(sweep.numbers("low", part)) & np.isfinite(sweep.numbers("high", part))
        lone = _are_lone(known)
        bands, bars = bands or bool((known & ~lone).any()), bars or bool(lone.any())
    return bands, bars


def line_frame(axes: Axes, sweep: Sweep, along: Factor, inches: float, *, named: bool = True) -> None:
    """The axes of lines along a factor: its levels, the values, the mark of the outcome and the scenario's level."""
    name_levels(axes, along, "x", inches)
    room = 0.03
    if is_wide(along):
        low, high = np.log(along.places()[[0, -1]])
        axes.set_xlim(math.exp(low - room * (high - low)), math.exp(high + room * (high - low)))
    else:
        low, high = along.places()[[0, -1]]
        axes.set_xlim(low - room * (high - low), high + room * (high - low))
    name_values(axes, sweep)
    if named:
        mark_values(axes, sweep, side=_roomier_side(sweep, along))
    else:
        mark_values(axes, sweep, named=False)
    if along.own_place is not None:
        axes.axvline(along.own_place, color=style.INK, linewidth=1.4, linestyle=(0, (4, 3)), zorder=2, gid="own")
        if named:
            axes.annotate(
                own_name(sweep), (along.own_place, 1), (0, 3), xycoords=("data", "axes fraction"),
                textcoords="offset points", ha="center", va="bottom", fontsize=style.INSIDE, fontweight="bold",
                gid="own name",
            )  # fmt: skip


def _roomier_side(sweep: Sweep, along: Factor) -> str:
    """The side on which the lines keep farther from the mark, so that its name has room."""
    mark = sweep.measure.mark or 0.0

    def distance(level: Level) -> float:
        gaps = np.abs(sweep.drawn("mean", sweep.at(along, level)) - mark)
        return float(np.min(gaps[np.isfinite(gaps)], initial=np.inf))

    return "left" if distance(along.levels[0]) > distance(along.levels[-1]) else "right"


def mark_values(axes: Axes, sweep: Sweep, *, named: bool = True, upright: bool = False, side: str = "right") -> None:
    """A line at one half, or at no difference, where the axis reaches it; its name stands above or at a side."""
    mark = sweep.measure.mark
    low, high = value_limits(sweep)
    if mark is None or not low <= mark <= high:
        return
    draw = axes.axvline if upright else axes.axhline
    draw(mark, color=style.SOFT, linewidth=1.4, linestyle=(0, (1, 1.5)), zorder=1, gid="mark")
    if named:
        at = (mark, 1) if upright else (1 if side == "right" else 0, mark)
        axes.annotate(
            sweep.measure.mark_says, at, (0, 3) if upright else (-2 if side == "right" else 4, 3),
            xycoords=("data", "axes fraction") if upright else ("axes fraction", "data"), textcoords="offset points",
            ha="center" if upright else side, va="bottom", fontsize=style.SMALL, color=style.SOFT,
            path_effects=HALO, gid="mark name",
        )  # fmt: skip


def dots(axes: Axes, sweep: Sweep, factor: Factor, inches: tuple[float, float], margin: float) -> None:
    """A dot with its interval for each alternative, from the top in the order of their declaration."""
    rows = sweep.points.set_index(factor.key).reindex(list(factor.levels)).reset_index()
    low, mean, high = (sweep.drawn(column, rows) for column in ("low", "mean", "high"))
    y = factor.places()
    axes.hlines(y, low, high, color=style.MANDATED, linewidth=3, gid="intervals")
    for failed in (False, True):
        chosen = (rows["failed"].to_numpy(dtype=float) > 0) == failed
        axes.plot(
            mean[chosen], y[chosen], linestyle="none", marker="o", markersize=11, color=style.MANDATED,
            markerfacecolor="white" if failed else style.MANDATED, markeredgewidth=2, gid="failed" if failed else None,
        )  # fmt: skip
    axes.set_ylim(len(y) - 0.5, -0.5)
    axes.set_yticks([])
    name_values(axes, sweep, "x")
    mark_values(axes, sweep, upright=True)
    for k, (place, centre) in enumerate(zip(y, mean, strict=True)):
        _name_dot(axes, factor, k, inches[1] / len(y), margin)
        found = Interval(*(float(part[k]) / sweep.measure.scale for part in (mean, low, high)))
        axes.annotate(
            with_digits(found, sweep.measure), (1, place), (10, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", va="center", fontsize=style.INSIDE,
        )  # fmt: skip
        if factor.own_place == place and math.isfinite(centre):
            axes.annotate(
                own_name(sweep), (centre, place), (0, 9), textcoords="offset points", ha="center", va="bottom",
                fontsize=style.INSIDE, fontweight="bold", path_effects=HALO, gid="own name",
            )  # fmt: skip


def _name_dot(axes: Axes, factor: Factor, k: int, height: float, margin: float) -> None:
    """The name of an alternative, and beneath it what it means where there is room."""
    step = style.SMALL / 72 * 1.3
    level = str(factor.levels[k])
    room = max(0, min(3, int(height / step) - 1))
    meaning = style.wrapped(factor.meanings.get(level, ""), style.SMALL, margin - 0.2, room) if room else []
    text = style.wrapped(factor.level(level), style.SMALL, margin - 0.2, 1, "bold") + meaning
    for number, part in enumerate(text):
        axes.annotate(
            part, (0, k), (-10, 72 * step * ((len(text) - 1) / 2 - number)), xycoords=("axes fraction", "data"),
            textcoords="offset points", ha="right", va="center", fontsize=style.SMALL,
            fontweight="normal" if number else "bold", color=style.SOFT if number else style.INK,
        )  # fmt: skip
