"""A panel for each factor of a sweep: the points with the means of bins, or the line through the scenario's point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from outlast.outcomes.intervals import Interval, interval_of_mean
from outlast.report import style
from outlast.report.sweep.lines import line
from outlast.report.sweep.scales import Sweep, borders, is_wide, name_levels, name_values, number_ticks
from outlast.report.sweep.terms import Factor

# A bin holds at least so many points where it can; more bins than these are not told apart in a small panel.
LEAST_IN_BIN, MOST_BINS = 8, 8
# Fewer points than these have no bar.
LEAST_FOR_BAR = 3
# Up to so many levels are each a bin of their own, and named on their axis.
FEW_LEVELS = 12


class Bin(NamedTuple):
    """Points of like level: where they stand on the axis, and their values."""

    place: float
    values: np.ndarray


def bins_of(sweep: Sweep, factor: Factor) -> list[Bin]:
    """Points in bins along a factor: one for each level where these are few, else bins of as many points each."""
    values = sweep.drawn("mean")
    known = np.isfinite(values) & sweep.points[factor.key].notna().to_numpy()
    places = factor.places(list(sweep.points[factor.key][known]))
    values = values[known]
    # Few points of many levels would leave one or two to a level.
    if not factor.is_number or (len(factor.levels) <= FEW_LEVELS and len(values) >= 3 * len(factor.levels)):
        return [Bin(float(place), values[places == place]) for place in np.unique(places)]
    count = int(np.clip(len(values) // LEAST_IN_BIN, min(3, max(1, len(values) // 2)), MOST_BINS))
    # Ties stay together, so that no level is in two bins.
    ends = np.unique(np.quantile(places, np.linspace(0, 1, count + 1)))
    which = np.clip(np.searchsorted(ends, places, side="right") - 1, 0, max(len(ends) - 2, 0))
    return [Bin(float(places[which == k].mean()), values[which == k]) for k in np.unique(which)]


def explained(sweep: Sweep, factor: Factor) -> float:
    """Share of the variance over points that lies between the means of bins, less what chance would give."""
    bins = bins_of(sweep, factor)
    values = np.concatenate([part.values for part in bins]) if bins else np.array([])
    total = float(((values - values.mean()) ** 2).sum()) if values.size else 0.0
    inner = len(values) - len(bins)
    if total <= 0.0 or inner <= 0:
        return 0.0
    within = float(sum(((part.values - part.values.mean()) ** 2).sum() for part in bins))
    return 1.0 - (within / inner) / (total / (len(values) - 1))


def by_explained(sweep: Sweep) -> list[Factor]:
    """The factors, those first whose bins part the points most; ties in the order given."""
    return sorted(sweep.factors, key=lambda factor: -round(explained(sweep, factor), 9))


def intervals_of(sweep: Sweep, factor: Factor) -> list[Interval]:
    """The means of bins with their 95% intervals over points, within the bounds of the outcome."""
    found = []
    for part in bins_of(sweep, factor):
        one = interval_of_mean(part.values)
        low, high = sweep.bounded(np.array([one.low, one.high]))
        # The interval of two points is wider than anything else in the panel.
        found.append(Interval(one.mean, low, high) if len(part.values) >= LEAST_FOR_BAR else _without(one))
    return found


def _without(one: Interval) -> Interval:
    return Interval(one.mean, math.nan, math.nan)


def ends_of_bars(sweep: Sweep, factors: Sequence[Factor]) -> list[float]:
    """The ends of all intervals over points."""
    found = [end for factor in factors for one in intervals_of(sweep, factor) for end in (one.low, one.high)]
    return [end for end in found if math.isfinite(end)]


def scatter(
    axes: Axes, sweep: Sweep, factor: Factor, inches: tuple[float, float], *, bars: bool, also: Sequence[float] = ()
) -> None:
    """Every point, and over them the means of bins, with their 95% intervals if these are wanted.

    `inches`: the width of the panel, and the length of names below it. `also`: values that the axis has to reach.
    """
    frame(axes, sweep, factor, inches, intervals=False, also=also)
    values = sweep.drawn("mean")
    known = np.isfinite(values) & sweep.points[factor.key].notna().to_numpy()
    places = factor.places(list(sweep.points[factor.key][known]))
    axes.plot(
        places, values[known], linestyle="none", marker="o", markersize=3.5, markeredgewidth=0, color="#7d7d7d",
        alpha=0.45 if known.sum() < 400 else 0.2, gid="points", rasterized=known.sum() > 2000, zorder=1,
    )  # fmt: skip
    bins = bins_of(sweep, factor)
    found = intervals_of(sweep, factor)
    at = [part.place for part in bins]
    if bars:
        low, high = ([getattr(one, end) for one in found] for end in ("low", "high"))
        axes.vlines(at, low, high, color=style.MANDATED, linewidth=2.5, zorder=3, gid="bars")
    axes.plot(
        at, [one.mean for one in found], linestyle="-" if factor.is_number else "none", linewidth=2, marker="o",
        markersize=6, color=style.MANDATED, gid="bins", zorder=4,
    )  # fmt: skip


def frame(
    axes: Axes,
    sweep: Sweep,
    factor: Factor,
    inches: tuple[float, float],
    *,
    intervals: bool,
    also: Sequence[float] = (),
) -> None:
    """The axes of one factor: its span with few ticks, the outcome, and the scenario's own level."""
    places = factor.places()
    width, longest = inches
    if factor.is_number and len(places) > FEW_LEVELS and not is_wide(factor):
        number_ticks(axes.xaxis, 4 if width < 3 else 6)
        room = 0.03 * (places[-1] - places[0])
        axes.set_xlim(places[0] - room, places[-1] + room)
    else:
        name_levels(axes, factor, "x", width, longest)
        ends = borders(places, wide=is_wide(factor))
        axes.set_xlim(ends[0], ends[-1])
    name_values(axes, sweep, count=4, intervals=intervals, also=also)
    if factor.own_place is not None:
        axes.axvline(factor.own_place, color=style.INK, linewidth=1.3, linestyle=(0, (4, 3)), zorder=2, gid="own")


# One at a time ------------------------------------------------------------------------------------------------------


def around_own(sweep: Sweep) -> dict[str, pd.DataFrame]:
    """For each factor the points at which all others stand at their common level: the scenario's, or the usual one."""
    points = sweep.points
    base = {}
    for factor in sweep.factors:
        own = factor.own
        # A scenario's own value may come back from a file with its last digit rounded.
        near = [level for level in factor.levels if own is not None and _alike(factor, level, own)]
        base[factor.key] = near[0] if near else max(factor.levels, key=lambda level: len(sweep.at(factor, level)))
    found = {}
    for factor in sweep.factors:
        rows = points
        for other in sweep.factors:
            if other.key != factor.key:
                rows = sweep.at(other, base[other.key], rows)
        found[factor.key] = rows.drop_duplicates([factor.key])
    return found


def _alike(factor: Factor, level: float | str, own: float | str) -> bool:
    return bool(np.isclose(float(level), float(own), rtol=1e-9)) if factor.is_number else level == own


def spread_of(sweep: Sweep, rows: pd.DataFrame) -> float:
    """How far the outcome moves along one factor."""
    values = sweep.drawn("mean", rows)
    values = values[np.isfinite(values)]
    return float(np.ptp(values)) if values.size else 0.0


def one_at_a_time(axes: Axes, sweep: Sweep, factor: Factor, rows: pd.DataFrame, inches: tuple[float, float]) -> None:
    """The outcome as one factor moves and the others stay, with its band; intervals alone for named alternatives."""
    frame(axes, sweep, factor, inches, intervals=True)
    if factor.is_number:
        line(axes, sweep, rows, factor, style.MANDATED)
        return
    low, mean, high = (sweep.drawn(column, rows) for column in ("low", "mean", "high"))
    places = factor.places(list(rows[factor.key]))
    axes.vlines(places, low, high, color=style.MANDATED, linewidth=2.5)
    axes.plot(places, mean, linestyle="none", marker="o", markersize=8, color=style.MANDATED, gid="line")
