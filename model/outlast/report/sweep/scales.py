"""What a figure of a sweep draws, and its scales: levels, values and colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.colors import Colormap, Normalize
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from outlast.report import style
from outlast.report.sweep.terms import Factor, Level, Measure, scale_number
from outlast.scenario import Scenario

HALO = [withStroke(linewidth=3.5, foreground="white")]
# From this ratio on, levels that are even in their logarithm stand on a logarithmic axis.
WIDE = 20.0
MOST_TICKS = 13
LONGEST_NAME = 1.9
# Cells of a map that differ more than so many times in size mislead: a sliver beside half a panel.
UNEVEN = 4.0
# The longest names of levels that are turned to stand below an axis, in inches, and what a line of them takes.
TURNED, TURNED_LINE = 1.2, 0.19
# The widest name of a level beside an axis, in inches.
BESIDE = 2.3


@dataclass(frozen=True)
class Sweep:
    """What is drawn: design points with comparable levels, the factors that vary, the outcome and the scenario."""

    points: pd.DataFrame
    factors: tuple[Factor, ...]
    measure: Measure
    scenario: Scenario
    outcome: str
    ensemble: str | None = None

    def numbers(self, column: str, rows: pd.DataFrame | None = None) -> np.ndarray:
        """A column of the points (or of some of them) as numbers."""
        return np.asarray((self.points if rows is None else rows)[column], dtype=float)

    def at(self, factor: Factor, level: Level, rows: pd.DataFrame | None = None) -> pd.DataFrame:
        """The points (or some of them) at a level of a factor."""
        found = self.points if rows is None else rows
        return pd.DataFrame(found[np.asarray(found[factor.key]) == level])

    def drawn(self, column: str, rows: pd.DataFrame | None = None) -> np.ndarray:
        """`mean`, `low` or `high` in the unit of the axis; an interval stays within the bounds of the outcome."""
        values = self.numbers(column, rows) * self.measure.scale
        return values if column == "mean" else self.bounded(values)

    def bounded(self, drawn: np.ndarray) -> np.ndarray:
        """Ends of intervals, in the unit of the axis, within the bounds of the outcome."""
        return np.clip(drawn, self.measure.least * self.measure.scale, self.measure.most * self.measure.scale)


# Scales -------------------------------------------------------------------------------------------------------------


def is_wide(factor: Factor) -> bool:
    """Whether a factor's levels are spaced by ratios rather than differences."""
    if not factor.is_number or factor.is_ranked or len(factor.levels) < 3 or float(factor.levels[0]) <= 0.0:
        return False
    levels = factor.places()
    if levels[-1] / levels[0] < WIDE:
        return False
    steps, ratios = np.diff(levels), np.diff(np.log(levels))
    # Drawn levels are uneven either way; a design that means ratios has them nearly alike.
    unevenness = ratios.std() / ratios.mean()
    return bool(unevenness < 0.4 and unevenness < 0.5 * steps.std() / steps.mean())


def borders(places: np.ndarray, *, wide: bool = False) -> np.ndarray:
    """The borders of cells around places in order: half-way between neighbours, and as far beyond the outer two."""
    if len(places) == 1:
        return np.array([places[0] - 0.5, places[0] + 0.5])
    if wide:
        return np.exp(borders(np.log(places)))
    middles = (places[1:] + places[:-1]) / 2
    return np.concatenate([[2 * places[0] - middles[0]], middles, [2 * places[-1] - middles[-1]]])


def as_cells(factor: Factor, which: str, inches: float) -> Factor:
    """The factor as a map shows it: at its rank where, at their values, levels would be slivers or go unnamed."""
    if not factor.is_number or len(factor.levels) < 3 or is_wide(factor):
        return factor
    sizes = np.diff(borders(factor.places()))
    ranked = factor._replace(is_ranked=True)
    if sizes.max() > UNEVEN * sizes.min():
        return ranked
    # Even levels that are too many to be named are no better off at their rank.
    is_even = sizes.max() <= 1.05 * sizes.min()
    every = len(factor.levels)
    if is_even or len(_named(factor, which, inches)) == every or len(_named(ranked, which, inches)) < every:
        return factor
    return ranked


def _named(factor: Factor, which: str, inches: float) -> list[int]:
    """Which levels of a scale have room for their names."""
    places, names = factor.places(), [factor.level(level) for level in factor.levels]
    stands = np.log(places) if is_wide(factor) else places
    span = float(np.ptp(borders(stands))) or 1.0
    at = (stands - stands[0]) / span * inches
    rooms = [style.width_of(name, style.SMALL) if which == "x" else style.SMALL / 72 for name in names]
    return _with_room(at, rooms, 0.16 if which == "x" else 0.08)


def are_turned(factor: Factor, which: str, inches: float) -> bool:
    """Whether the numbers below cells of one size are turned, so that every one has room."""
    return which == "x" and factor.is_ranked and len(_named(factor, which, inches)) < len(factor.levels)


def name_levels(axes: Axes, factor: Factor, which: str, inches: float, longest: float = TURNED) -> None:
    """Ticks at the levels of a factor, as many as have room; names that have none side by side are turned."""
    axis = axes.xaxis if which == "x" else axes.yaxis
    if is_wide(factor):
        (axes.set_xscale if which == "x" else axes.set_yscale)("log")
    places, names = factor.places(), [factor.level(level) for level in factor.levels]
    shown = list(range(len(places)))
    turned = False
    if not factor.is_number:
        lines, turned = level_names(factor, which, inches, longest)
        names = ["\n".join(part) for part in lines]
        if turned:
            shown = shown[:: math.ceil(TURNED_LINE * len(places) / inches)]
    elif are_turned(factor, which, inches):
        turned = True
        shown = shown[:: math.ceil(TURNED_LINE * len(places) / inches)]
    else:
        shown = _named(factor, which, inches)
        if len(shown) < 4 < len(places) and not is_wide(factor) and not factor.is_ranked:
            # No even choice of levels has room: round numbers serve better.
            number_ticks(axis, 4)
            return
    axis.set_major_locator(FixedLocator([float(places[k]) for k in shown]))
    axis.set_minor_locator(NullLocator())
    axis.set_ticklabels([names[k] for k in shown], rotation=90 if turned else 0, linespacing=1.0 if turned else 1.2)


def level_names(factor: Factor, which: str, inches: float, longest: float = TURNED) -> tuple[list[list[str]], bool]:
    """The names of levels on a few lines each, and whether they are turned.

    They are as wide as their place along an axis, or as a name beside one may be. Below an axis whose places are too
    narrow they are turned, and no longer than `longest`.
    """
    names = [factor.level(level) for level in factor.levels]
    if which == "y":
        return [style.wrapped(name, style.SMALL, BESIDE, 2) for name in names], False
    place = inches / len(names)
    room = place - 0.14
    lines = [style.wrapped(name, style.SMALL, room, 3) for name in names]
    # Lines have a least length, and words are better turned than broken.
    fits = all(style.width_of(line, style.SMALL) <= room for part in lines for line in part)
    if fits and all(" ".join(part) == name for part, name in zip(lines, names, strict=True)):
        return lines, False
    most = max(1, min(2, int(place / TURNED_LINE)))
    return [_turned(name, longest, most) for name in names], True


def _turned(name: str, longest: float, most: int) -> list[str]:
    """A name on one line, or on two where one is too short for it; cut where it is longer."""
    if style.width_of(name, style.SMALL) <= longest:
        return [name]
    words = name.split()
    if most > 1:
        for k in range(len(words) - 1, 0, -1):
            parts = [" ".join(words[:k]), " ".join(words[k:])]
            if style.width_of(parts[0], style.SMALL) <= longest:
                return [parts[0], cut(parts[1], longest, style.SMALL)]
    # Each name of a set by its first letters, so that sets that begin alike are told apart.
    for letters in range(8, 0, -1) if "," in name else ():
        short = ", ".join(part if len(part) <= letters else f"{part[:letters]}." for part in name.split(", "))
        if style.width_of(short, style.SMALL) <= longest:
            return [short]
    return [cut(name, longest, style.SMALL)]


def cut(name: str, inches: float, size: float, weight: str = "normal") -> str:
    """A name that ends in an ellipsis where it is wider than it may be."""
    whole = name
    while len(name) > 1 and style.width_of(f"{name}…" if name != whole else name, size, weight) > inches:
        name = name[:-1].rstrip(" ,")
    return name if name == whole else f"{name}…"


def _with_room(at: np.ndarray, rooms: Sequence[float], gap: float) -> list[int]:
    """Which names can stand beside each other: every one, every second …; where spacing is uneven, from the left."""
    for step in range(1, len(at) + 1):
        chosen = list(range(0, len(at), step))
        if (
            (len(at) - 1) % step == 0
            and len(chosen) <= MOST_TICKS
            and all(at[b] - at[a] >= (rooms[a] + rooms[b]) / 2 + gap for a, b in pairwise(chosen))
        ):
            return chosen
        if step == 1 and len(at) > 2 and np.ptp(np.diff(at)) > 1e-6 * at[-1]:
            break
    chosen = [0]
    for k in range(1, len(at)):
        if at[k] - at[chosen[-1]] >= (rooms[k] + rooms[chosen[-1]]) / 2 + gap:
            chosen.append(k)
    return chosen


def name_values(
    axes: Axes, sweep: Sweep, which: str = "y", *, count: int = 6, intervals: bool = True, also: Sequence[float] = ()
) -> None:
    """The scale of the outcome; shares from 0, and to 100 where they come half-way."""
    low, high = value_limits(sweep, intervals=intervals, also=also)
    axis = axes.yaxis if which == "y" else axes.xaxis
    (axes.set_ylim if which == "y" else axes.set_xlim)(low, high)
    number_ticks(axis, count)


def number_ticks(axis: Axis, count: int) -> None:
    """Round numbers along a scale, about so many."""
    axis.set_major_locator(round_numbers(count))
    axis.set_major_formatter(FuncFormatter(lambda value, _: scale_number(round(value, 9))))


def round_numbers(count: int) -> MaxNLocator:
    """Where round numbers stand."""
    return MaxNLocator(count, steps=[1, 2, 2.5, 5, 10])


def widest_number(low: float, high: float) -> float:
    """Width in inches of the widest number on a scale."""
    return max(
        style.width_of(scale_number(round(float(tick), 9)), style.SMALL)
        for tick in round_numbers(6).tick_values(low, high)
    )


def value_limits(sweep: Sweep, *, intervals: bool = True, also: Sequence[float] = ()) -> tuple[float, float]:
    """The least and largest value of the axis of the outcome, with the points' intervals or without.

    `also` has other values that are drawn.
    """
    columns = ("mean", "low", "high") if intervals else ("mean",)
    values = np.concatenate([*(sweep.drawn(column) for column in columns), np.asarray(also, dtype=float)])
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    if sweep.measure.is_share and not sweep.measure.is_difference:
        return (0.0, 102.0) if high > 50 else (0.0, max(1.0, 1.08 * high))
    if sweep.measure.is_difference:
        low, high = min(low, 0.0), max(high, 0.0)
    elif 0.0 <= low < 0.5 * high:
        low = 0.0
    room = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    return (low if low == 0.0 else low - room), high + room


def colours_of(sweep: Sweep) -> tuple[Colormap, Normalize]:
    """Colours for values, even to the eye: from dark to light, or from a middle at no difference to two sides."""
    means = sweep.drawn("mean")
    means = means[np.isfinite(means)]
    if sweep.measure.is_difference:
        most = max(float(np.abs(means).max()), 1e-9)
        return mpl.colormaps["RdBu"], Normalize(-most, most)
    low, high = float(means.min()), float(means.max())
    if sweep.measure.is_share:
        low, high = 0.0, 100.0 if high > 50 else max(5.0, 5.0 * math.ceil(high / 5))
    elif 0.0 <= low < 0.5 * high:
        low = 0.0
    if low == high:
        low, high = low - (0.1 * abs(low) or 1.0), high + (0.1 * abs(high) or 1.0)
    return mpl.colormaps["viridis"], Normalize(low, high)


# The scenario's own point ---


def mark_own(
    axes: Axes, sweep: Sweep, x: float, y: float, inches: tuple[float, float], avoid: np.ndarray | None = None
) -> None:
    """A diamond at the scenario's own point with its name, on the first side where nothing is in the way.

    `avoid` has places (x, y) that the name must not cover, in fractions of the axes.
    """
    axes.plot(
        x, y, marker="D", markersize=11, markerfacecolor="white", markeredgecolor=style.INK, markeredgewidth=2,
        linestyle="none", zorder=7, gid="own", clip_on=False,
    )  # fmt: skip
    name = own_name(sweep)
    own = axes.transAxes.inverted().transform(axes.transData.transform((x, y))) * inches
    half = np.array([style.width_of(name, style.INSIDE, "bold"), style.INSIDE / 72]) / 2
    sides = {"right": (1, 0), "left": (-1, 0), "above": (0, 1), "below": (0, -1)}
    taken = np.empty((0, 2)) if avoid is None else avoid * inches

    def cover(side: tuple[int, int]) -> float:
        """How much of the line lies behind the name, or more than all of it where the name leaves the panel."""
        centre = own + np.array(side) * (half + 0.16)
        if (centre - half < 0.03).any() or (centre + half > np.array(inches) - 0.03).any():
            return np.inf
        return float((np.abs(taken - centre) < half + 0.05).all(axis=1).sum())

    # The first of those that hide least: the order above is the order of preference.
    side = sides[min(sides, key=lambda name: cover(sides[name]))]
    axes.annotate(
        name, (x, y), (11 * side[0], 10 * side[1]), textcoords="offset points",
        ha={1: "left", -1: "right", 0: "center"}[side[0]], va={1: "bottom", -1: "top", 0: "center"}[side[1]],
        fontsize=style.INSIDE, fontweight="bold", path_effects=HALO, zorder=8, gid="own name",
    )  # fmt: skip


def own_name(sweep: Sweep) -> str:
    """The scenario's name, cut where it is long."""
    return cut(sweep.scenario.name, LONGEST_NAME, style.INSIDE, "bold")
