"""How good a condition is: density, coverage, and the outcome inside and outside, with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from outlast.analysis.discovery.box import Box
from outlast.analysis.discovery.cases import Cases
from outlast.outcomes.intervals import LEVEL, Interval, interval_of_share

UNKNOWN = Interval(math.nan, math.nan, math.nan)


class Judged(NamedTuple):
    """What holds of the cases inside a condition.

    `density` is the share of them that are of interest, `base` that of all cases, `gain` how much more the first is,
    `coverage` the share of all cases of interest that are inside, `mass` the share of all cases. `mean` is the outcome
    inside, `outside` and `overall` elsewhere and of all. Intervals of 95% are over groups of cases; that of a mean also
    holds the luck that all share.
    """

    cases: int
    inside: int
    interest: int
    base: float
    mass: float
    coverage: float
    density: Interval
    gain: Interval
    mean: Interval
    outside: float
    overall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of coverage and density."""
        return float(f1(self.coverage, self.density.mean))


def f1(coverage: np.ndarray | float, density: np.ndarray | float) -> np.ndarray:
    """The harmonic mean of coverage and density; nought where both are."""
    coverage, density = np.asarray(coverage, dtype=float), np.asarray(density, dtype=float)
    total = coverage + density
    return np.divide(2 * coverage * density, total, out=np.zeros(total.shape), where=total > 0.0)


def worth(coverage: np.ndarray | float, density: np.ndarray | float, least: float | None = None) -> np.ndarray:
    """What a box is chosen by: F1; or where a least density is wanted its coverage if it has that, else its density."""
    if least is None:
        return f1(coverage, density)
    return np.where(np.asarray(density) >= least, 1.0 + np.asarray(coverage), density)


def judge(cases: Cases, inside: np.ndarray) -> Judged:
    """A condition that holds some of the cases (a mask)."""
    count, hits, all_hits = int(inside.sum()), int(cases.interest[inside].sum()), int(cases.interest.sum())
    return Judged(
        cases=len(cases),
        inside=count,
        interest=hits,
        base=cases.base,
        mass=count / len(cases) if len(cases) else math.nan,
        coverage=hits / all_hits if all_hits else math.nan,
        density=density_of(cases, inside),
        gain=gain_of(cases, inside),
        mean=mean_of(cases, inside),
        outside=_mean(cases.values[~inside]),
        overall=_mean(cases.values),
    )


def density_of(cases: Cases, inside: np.ndarray) -> Interval:
    """The share of the cases inside that are of interest, with its interval over groups (KG98)."""
    groups = cases.groups[inside]
    if not groups.size:
        return UNKNOWN
    trials = np.bincount(groups)
    hits = np.bincount(groups, weights=cases.interest[inside])
    some = trials > 0
    return interval_of_share(hits[some], trials[some])


def gain_of(cases: Cases, inside: np.ndarray) -> Interval:
    """How much denser the cases inside are than all cases, with its interval over groups.

    Student's interval of the difference, linearised: a group with more cases of interest than others, wherever they
    are, moves both sides. Where all or none are of interest inside there is no variance to see; the interval then
    reaches as far as an exact one for as many cases as there are groups inside.
    """
    count, groups = int(inside.sum()), len(np.unique(cases.groups[inside]))
    if not count:
        return UNKNOWN
    hits = cases.interest.astype(float)
    share, base = float(hits[inside].mean()), float(hits.mean())
    if groups < 2:
        return Interval(share - base, math.nan, math.nan)
    size, present = int(cases.groups.max()) + 1, len(np.unique(cases.groups))
    apart = np.bincount(cases.groups[inside], hits[inside] - share, size) / count
    apart = apart - np.bincount(cases.groups, hits - base, size) / len(cases)
    variance = present / (present - 1) * float((apart * apart).sum())
    half = float(stats.t.ppf(0.5 + LEVEL / 2, groups - 1)) * math.sqrt(variance)
    unseen = ((1.0 - LEVEL) / 2) ** (1.0 / groups)
    low = min(share - half, unseen) if share == 1.0 else share - half
    high = max(share + half, 1.0 - unseen) if share == 0.0 else share + half
    return Interval(share - base, max(low, 0.0) - base, min(high, 1.0) - base)


def mean_of(cases: Cases, inside: np.ndarray) -> Interval:
    """The mean outcome of the cases inside, with its interval.

    Its variance is that over groups, and where all cases share their seeds, and have several, that over replicates as
    well: another country and another history would move all cases together.
    """
    values, groups = cases.values[inside], cases.groups[inside]
    if not values.size:
        return UNKNOWN
    mean = float(values.mean())
    _, which = np.unique(groups, return_inverse=True)
    count = int(which.max()) + 1
    if count < 2:
        return Interval(mean, math.nan, math.nan)
    away = np.bincount(which, weights=values - mean) / values.size
    parts = [(count / (count - 1) * float((away * away).sum()), count - 1)]
    if cases.shared:
        parts += _luck(cases.runs[inside], cases.theory[inside])
    variance = sum(part for part, _ in parts)
    if variance == 0.0:
        return Interval(mean, mean, mean)
    freedom = variance**2 / sum(part**2 / free for part, free in parts)
    half = float(stats.t.ppf(0.5 + LEVEL / 2, freedom)) * math.sqrt(variance)
    least, most = cases.question.least, cases.question.most
    return Interval(mean, max(mean - half, least), min(mean + half, most))


def quasi_p(cases: Cases, box: Box, key: str, side: str) -> float:
    """How likely so many cases of interest would be in the box if one of its limits did nothing (BRY10).

    The chance of at least so many hits among the cases inside, at the density of the box without that limit.
    """
    inside = box.holds(cases.factors, cases.matrix)
    wider = box.without(key, side).holds(cases.factors, cases.matrix)
    if not inside.any():
        return 1.0
    return float(stats.binom.sf(cases.interest[inside].sum() - 1, inside.sum(), cases.interest[wider].mean()))


def lower_ends(hits: np.ndarray, trials: np.ndarray) -> np.ndarray:
    """The lower ends of exact 95% intervals of many shares; nought where there are no hits."""
    tail = (1.0 - LEVEL) / 2
    known = hits > 0
    ends = stats.beta.ppf(tail, np.where(known, hits, 1), np.where(known, trials - hits, 0) + 1)
    return np.where(known, ends, 0.0)


def typical(found: Sequence[Judged]) -> Judged:
    """The median of several judgements, number by number, of those that are known."""

    def middle(values: Sequence[float]) -> float:
        known = [value for value in values if not math.isnan(value)]
        return float(np.median(known)) if known else math.nan

    numbers = {}
    for name in Judged._fields:
        values = [getattr(one, name) for one in found]
        if isinstance(values[0], Interval):
            numbers[name] = Interval(*(middle([one[k] for one in values]) for k in range(3)))
        else:
            kind = type(values[0])
            numbers[name] = kind(middle(values))
    return Judged(**numbers)


def holds_luck(cases: Cases) -> bool:
    """Whether intervals of means hold the luck that all cases share."""
    return cases.shared and bool(_luck(cases.runs, cases.theory))


def _luck(runs: np.ndarray, theory: np.ndarray) -> list[tuple[float, int]]:
    """The variance of the mean over replicates that cases share, with its degrees of freedom; none where none are.

    Where each replicate has a theory of its own, it is shared by the cases of that theory alone, and the parts add up.
    """
    found = _over_replicates(runs)
    if found:
        return found
    parts = []
    for place in np.unique(theory):
        own = theory == place
        parts += [(part * own.mean() ** 2, free) for part, free in _over_replicates(runs[own])]
    return parts


def _over_replicates(runs: np.ndarray) -> list[tuple[float, int]]:
    """The variance of the mean over the replicates that all of some cases have; none below two."""
    whole = runs[:, ~np.isnan(runs).any(axis=0)]
    count = whole.shape[1]
    return [(float(whole.mean(axis=0).var(ddof=1)) / count, count - 1)] if count > 1 else []


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else math.nan
