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


def widest_share(runs: np.ndarray, each: np.ndarray) -> np.ndarray:
    """The largest share that may well go unseen in so many runs of so many partnerships each: the exact 97.5% bound."""
    trials = np.maximum(np.asarray(runs) * np.asarray(each), 1)
    return 1.0 - ((1.0 - LEVEL) / 2) ** (1.0 / trials)


def intervals_of_means(
    runs: np.ndarray, means: np.ndarray, variances: np.ndarray, each: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper ends of the 95% intervals of many means, each over its own runs (arrays of one shape).

    `runs` counts the known values, `variances` are theirs (divisor runs - 1). Student's t, as `interval_of_mean`; but
    with `each`, the values are shares of so many partnerships (one number for each mean), and the ends are those of
    `interval_of_share`. Not a number below two runs.
    """
    runs, enough = np.asarray(runs, dtype=float), np.asarray(runs) >= 2
    low, high = np.full(runs.shape, np.nan), np.full(runs.shape, np.nan)
    n, mean, variance = runs[enough], np.asarray(means)[enough], np.asarray(variances)[enough]
    quantile = stats.t.ppf(0.5 + LEVEL / 2, n - 1)
    if each is None:
        half = quantile * np.sqrt(variance / n)
        low[enough], high[enough] = mean - half, mean + half
        return low, high
    total = n * np.asarray(each)[enough]
    between = (mean > 0.0) & (mean < 1.0) & (variance > 0.0)
    simple = np.divide(mean * (1.0 - mean), variance / n, out=total.copy(), where=between)
    shrunk = simple * (stats.t.ppf(0.5 + LEVEL / 2, total - 1) / quantile) ** 2
    effective = np.where(between, np.minimum(shrunk, total), total)
    hits, tail = mean * effective, (1.0 - LEVEL) / 2
    # The ends of a share of 0 or 1 are set, not looked up: the distribution is not defined there.
    inner, outer = np.where(hits > 0, hits, 1.0), np.where(hits < effective, hits, effective - 1.0)
    low[enough] = np.where(hits > 0, stats.beta.ppf(tail, inner, effective - inner + 1), 0.0)
    high[enough] = np.where(hits < effective, stats.beta.ppf(1 - tail, outer + 1, effective - outer), 1.0)
    return low, high
