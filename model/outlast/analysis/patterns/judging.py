"""Verdicts: how what members of an ensemble give stands to what is documented; defined here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from outlast.analysis.patterns.pattern import CONTRAST, LEVEL, PARTS, Pattern

PASSES, PARTLY, UNCLEAR, MISSES = "passes", "partly", "unclear", "misses"
VERDICTS = (PASSES, PARTLY, UNCLEAR, MISSES)
# A direction passes where so many members have it, and misses where no more than so many do.
CLEAR, EVEN = 0.9, 0.5
# Shares of a few partnerships meet the ends of intervals exactly, but for what arithmetic leaves.
TINY = 1e-9
# The interval over members that is reported.
LOW, HIGH = 0.05, 0.95

LEGEND = {
    PASSES: "the members' median lies in what was observed; of a direction, nine in ten members or more have it",
    PARTLY: "the median does not, but the interval that holds nine in ten members reaches what was observed",
    UNCLEAR: "more than half of the members have the direction, but fewer than nine in ten",
    MISSES: "that interval does not reach it either; of a direction, half of the members or fewer have it",
}


class Judged(NamedTuple):
    """A pattern judged: what members give (median, 90% interval), how many are right, of how many nothing is known.

    `right` is the share of members within what was observed or with the documented direction; a tie, and a member of
    which nothing is known, count half towards a direction, and not at all towards a level.
    """

    median: float
    low: float
    high: float
    right: float
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


def judge(pattern: Pattern, values: np.ndarray) -> Judged:
    """The verdict on a pattern from what each member gives (member,)."""
    known = values[~np.isnan(values)]
    unknown = 1.0 - len(known) / len(values)
    nan = float("nan")
    low, median, high = np.quantile(known, (LOW, 0.5, HIGH)).tolist() if len(known) else (nan, nan, nan)
    if pattern.kind == LEVEL:
        least, most = observed(pattern)
        right = float(np.mean((values >= least - TINY) & (values <= most + TINY)))
        return Judged(median, low, high, right, unknown, _of_level(least, most, low, median, high))
    right = float(np.mean(_right(pattern, values)))
    verdict = PASSES if right >= CLEAR else MISSES if right <= EVEN else UNCLEAR
    return Judged(median, low, high, right, unknown, verdict)


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


def _right(pattern: Pattern, values: np.ndarray) -> np.ndarray:
    """How far each member has the direction: 1, ½ for a tie or an unknown, 0."""
    if pattern.sign == 0:
        return np.where(np.isnan(values), 0.5, np.abs(values) <= pattern.least)
    along = pattern.sign * values
    counts = np.abs(along) > pattern.least
    return np.where(np.isnan(along) | ~counts, 0.5, along > 0.0)


def _mean(values: np.ndarray) -> np.ndarray:
    """The mean of each member's known cohorts (member, cohort)."""
    known = ~np.isnan(values)
    counts = known.sum(axis=1)
    totals = np.where(known, values, 0.0).sum(axis=1)
    return np.divide(totals, counts, out=np.full(len(values), np.nan), where=counts > 0)
