"""Intervals for means and shares over runs, where the partnerships of a run share one history."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import stats

LEVEL = 0.95


class Interval(NamedTuple):
    """An estimate with its 95% interval; not a number where there is too little to say."""

    mean: float
    low: float
    high: float


def interval_of_mean(values: np.ndarray) -> Interval:
    """The mean over runs with Student's t interval; the interval is not a number below two known values."""
    known = values[~np.isnan(values)]
    if known.size == 0:
        return Interval(math.nan, math.nan, math.nan)
    mean = float(known.mean())
    if known.size < 2:
        return Interval(mean, math.nan, math.nan)
    half = float(stats.t.ppf(0.5 + LEVEL / 2, known.size - 1) * known.std(ddof=1) / math.sqrt(known.size))
    return Interval(mean, mean - half, mean + half)


def interval_of_share(successes: np.ndarray, trials: np.ndarray) -> Interval:
    """A pooled share with the exact binomial interval for an effective sample size (KG98).

    `successes` and `trials` count partnerships in each run. Partnerships of one run share a country and a history, so
    they count for less than as many independent ones: the effective number is what a simple sample would need for the
    variance that the runs show, never more than there are. A share of 0 or 1 keeps an honest interval. One run shows
    no variance between histories, so its interval is not a number.
    """
    total, runs = float(trials.sum()), int((trials > 0).sum())
    if total == 0:
        return Interval(math.nan, math.nan, math.nan)
    share = float(successes.sum() / total)
    if runs < 2:
        return Interval(share, math.nan, math.nan)
    effective = total
    if 0.0 < share < 1.0:
        residuals = (successes - share * trials) / total
        variance = runs / (runs - 1) * float((residuals * residuals).sum())
        if variance > 0.0:
            effective = share * (1.0 - share) / variance
            effective *= (stats.t.ppf(0.5 + LEVEL / 2, total - 1) / stats.t.ppf(0.5 + LEVEL / 2, runs - 1)) ** 2
            effective = min(effective, total)
    hits = share * effective
    tail = (1.0 - LEVEL) / 2
    low = float(stats.beta.ppf(tail, hits, effective - hits + 1)) if hits > 0 else 0.0
    high = float(stats.beta.ppf(1 - tail, hits + 1, effective - hits)) if hits < effective else 1.0
    return Interval(share, low, high)


def interval_of_ratio(numerators: np.ndarray, denominators: np.ndarray) -> Interval:
    """A ratio of two totals over runs with Student's t interval, linearised; not a number where the divisor is 0.

    A mean of the runs' own ratios would drop the runs whose divisor is 0.
    """
    runs, divisor = len(numerators), float(denominators.sum())
    if divisor == 0.0:
        return Interval(math.nan, math.nan, math.nan)
    ratio = float(numerators.sum() / divisor)
    if runs < 2:
        return Interval(ratio, math.nan, math.nan)
    residuals = (numerators - ratio * denominators) / divisor
    spread = math.sqrt(runs / (runs - 1) * float((residuals * residuals).sum()))
    half = float(stats.t.ppf(0.5 + LEVEL / 2, runs - 1)) * spread
    return Interval(ratio, ratio - half, ratio + half)
