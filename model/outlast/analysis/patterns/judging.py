"""Verdicts: how what members of an ensemble give stands to what is documented; defined here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from outlast.analysis.patterns.pattern import CONTRAST, LEVEL, PARTS, Pattern
from outlast.outcomes.intervals import intervals_of_means

PASSES, PARTLY, UNCLEAR, NO_EFFECT, MISSES = "passes", "partly", "unclear", "no effect", "misses"
VERDICTS = (PASSES, PARTLY, UNCLEAR, NO_EFFECT, MISSES)
# A direction passes where so many of all members have it; it has no effect where more than so many show no difference.
CLEAR, MOST = 0.9, 0.5
# Shares of a few partnerships meet the ends of intervals exactly, but for what arithmetic leaves.
TINY = 1e-9
# The interval over members that is reported.
LOW, HIGH = 0.05, 0.95

# The rules in words.
OF_LEVELS = (
    "A level passes where the members' median lies in what was observed, is partly met where only the interval that "
    "holds nine in ten members reaches it, and misses where that does not either."
)
OF_DIRECTIONS = (
    "A direction passes where at least nine in ten of all members have it. There is no effect where more than half of "
    "the members show no difference. Otherwise it misses where more members are against it than with it, and is "
    "unclear in between."
)


class Judged(NamedTuple):
    """A pattern judged: what members give (median, 90% interval), how many are right, and what the others give.

    `right` is the share of all members within what was observed, or with the documented direction; from `right_low` to
    `right_high` is its exact 95% interval. Of a direction `ties` is the share of members that show no difference (none,
    or none above the pattern's least) and `against` of those with the reverse; the rest is `unknown`. Where hardly any
    difference is documented, `right` are the members within it and `against` those beyond, and there are no ties (not a
    number). A level has neither.
    """

    median: float
    low: float
    high: float
    right: float
    right_low: float
    right_high: float
    ties: float
    against: float
    unknown: float
    verdict: str


def compared(pattern: Pattern, sides: Sequence[np.ndarray]) -> np.ndarray:
    """What each member gives (member,), from what is read of each side (member, cohort).

    A level and an association: the mean over a member's cohorts. A contrast: the difference of both means, as a part of
    the larger side where the quantity is no share.
    """
    means = [_mean(side) for side in sides]
    if pattern.kind != CONTRAST:
        return means[0]
    this, that = means
    difference = this - that
    if pattern.unit != PARTS:
        return difference
    larger = np.maximum(np.abs(this), np.abs(that))
    return np.divide(difference, larger, out=np.where(np.isnan(difference), np.nan, 0.0), where=larger > 0.0)


def judge(pattern: Pattern, values: np.ndarray, distinct: int | None = None) -> Judged:
    """The verdict on a pattern from what each member gives (member,).

    `distinct` is how many of the members differ, all unless told: one that an ensemble holds twice tells no more of
    behaviour than one, so that the interval of the share that is right is of so many.
    """
    known = values[~np.isnan(values)]
    nan = float("nan")
    low, median, high = np.quantile(known, (LOW, 0.5, HIGH)).tolist() if len(known) else (nan, nan, nan)
    right, ties, against = _shares(pattern, values)
    if pattern.kind == LEVEL:
        verdict = _of_level(*observed(pattern), low, median, high)
    else:
        verdict = _of_direction(right, ties, against)
    ends = _exact(right, len(values) if distinct is None else distinct)
    return Judged(median, low, high, right, *ends, ties, against, 1.0 - len(known) / len(values), verdict)


def observed(pattern: Pattern) -> tuple[float, float]:
    """What counts as agreement: the interval of a level; of a direction, the differences that have it."""
    if pattern.target is not None:
        return pattern.target.interval()
    if pattern.sign == 0:
        return -pattern.least, pattern.least
    return (pattern.least, float("inf")) if pattern.sign > 0 else (float("-inf"), 0.0 - pattern.least)


def _of_level(least: float, most: float, low: float, median: float, high: float) -> str:
    least, most = least - TINY, most + TINY
    if least <= median <= most:
        return PASSES
    return PARTLY if low <= most and high >= least else MISSES


def _of_direction(right: float, ties: float, against: float) -> str:
    if right >= CLEAR:
        return PASSES
    if ties > MOST:
        return NO_EFFECT
    return MISSES if against > right else UNCLEAR


def _shares(pattern: Pattern, values: np.ndarray) -> tuple[float, float, float]:
    """The shares of members (member,) that are right, show no difference, and are against; as `Judged` has them."""
    nan = float("nan")
    if pattern.kind == LEVEL:
        least, most = observed(pattern)
        return float(np.mean((values >= least - TINY) & (values <= most + TINY))), nan, nan
    # Equal sides differ by what arithmetic leaves of them, and nothing known is neither.
    size = np.abs(values)
    small, large = size <= pattern.least + TINY, size > pattern.least + TINY
    if pattern.sign == 0:
        return float(np.mean(small)), nan, float(np.mean(large))
    along = pattern.sign * values > 0.0
    return float(np.mean(large & along)), float(np.mean(small)), float(np.mean(large & ~along))


def _exact(share: float, count: int) -> tuple[float, float]:
    """The exact 95% interval of a share of so many; not a number for fewer than two."""
    low, high = intervals_of_means(np.array([count]), np.array([share]), np.zeros(1), np.ones(1))
    return float(low[0]), float(high[0])


def _mean(values: np.ndarray) -> np.ndarray:
    """The mean of each member's known cohorts (member, cohort)."""
    known = ~np.isnan(values)
    counts = known.sum(axis=1)
    totals = np.where(known, values, 0.0).sum(axis=1)
    return np.divide(totals, counts, out=np.full(len(values), np.nan), where=counts > 0)
