"""What a policy costs the centre for each partnership, each that keeps itself going, and each that would not have."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import stats

from outlast.analysis.policies.estimating import Spread, by_unit, interval_across, interval_of, spread_within, weighted
from outlast.outcomes.cohort import mean_known
from outlast.outcomes.intervals import LEVEL, Interval

# Smaller than any share of partnerships that can be told from none.
NOUGHT = 1e-12


class Pair(NamedTuple):
    """Two means over the same runs, their variances and covariance, and the degrees of freedom."""

    top: float
    bottom: float
    top_variance: float
    bottom_variance: float
    covariance: float
    freedom: float


def fieller(pair: Pair) -> Interval:
    """The ratio of two means that are not negative in truth, with its 95% interval (FIEL54).

    All ratios `r` that the runs do not refute: (top − r bottom)² ≤ t² variance of that difference. The upper end is
    infinite where the divisor cannot be told from nought, and the estimate where it is none or less; not a number where
    both are nought. What costs nothing has a ratio of nought.
    """
    if math.isnan(pair.top) or math.isnan(pair.bottom):
        return Interval(math.nan, math.nan, math.nan)
    if pair.top <= 0.0:
        return Interval(0.0, 0.0, 0.0) if pair.bottom > NOUGHT else Interval(math.nan, math.nan, math.nan)
    ratio = pair.top / pair.bottom if pair.bottom > NOUGHT else math.inf
    if math.isnan(pair.bottom_variance):
        return Interval(ratio, math.nan, math.nan)
    t = float(stats.t.ppf(0.5 + LEVEL / 2, pair.freedom)) ** 2
    square = pair.bottom**2 - t * pair.bottom_variance
    cross = pair.top * pair.bottom - t * pair.covariance
    constant = pair.top**2 - t * pair.top_variance
    inside = cross**2 - square * constant
    if square > 0.0 and pair.bottom > 0.0:
        root = math.sqrt(max(inside, 0.0))
        return Interval(ratio, max((cross - root) / square, 0.0), (cross + root) / square)
    if square > 0.0:
        # The divisor is below nought for certain: no amount of money buys one.
        return Interval(math.inf, math.inf, math.inf)
    # The set has no upper end; below, it ends where it crosses the positive side, if it does.
    if square == 0.0:
        low = constant / (2.0 * cross) if cross > 0.0 else math.inf if pair.bottom_variance == 0.0 else 0.0
    else:
        low = (cross - math.sqrt(inside)) / square if inside > 0.0 and constant > 0.0 else 0.0
    return Interval(ratio, max(low, 0.0), math.inf)


def pair_within(top: np.ndarray, bottom: np.ndarray, units: np.ndarray) -> Pair:
    """Means of two values of the same runs (run,) of one theory; runs that lack either are left out."""
    known = ~np.isnan(top) & ~np.isnan(bottom)
    if not known.any():
        return Pair(math.nan, math.nan, math.nan, math.nan, math.nan, math.nan)
    one, other = by_unit(top[known], units[known]), by_unit(bottom[known], units[known])
    total, count = float(one.counts.sum()), len(one.counts)
    means = float(one.totals.sum()) / total, float(other.totals.sum()) / total
    if count < 2:
        return Pair(*means, math.nan, math.nan, math.nan, math.nan)
    away = [(sums.totals - mean * sums.counts) / total for sums, mean in zip((one, other), means, strict=True)]
    scale = count / (count - 1)
    top_variance, bottom_variance, covariance = (
        scale * float((a * b).sum()) for a, b in ((away[0], away[0]), (away[1], away[1]), (away[0], away[1]))
    )
    return Pair(*means, top_variance, bottom_variance, covariance, count - 1.0)


def pair_across(parts: list[Pair], weights: np.ndarray) -> Pair:
    """The weighted means of two values over independent theories."""
    top, bottom = (
        weighted([Spread(*own) for own in found], weights)
        for found in (
            [(one.top, one.top_variance, one.freedom) for one in parts],
            [(one.bottom, one.bottom_variance, one.freedom) for one in parts],
        )
    )
    covariance = float(sum(weight**2 * one.covariance for weight, one in zip(weights, parts, strict=True)))
    return Pair(top.mean, bottom.mean, top.variance, bottom.variance, covariance, bottom.freedom)


class Costs(NamedTuple):
    """£k of central money: for each partnership, for each that keeps itself going, and for each that was added."""

    partnership: Interval
    sustained: Interval
    additional: Interval


def costs_of(
    paid: np.ndarray, sustained: np.ndarray, additional: np.ndarray, units: np.ndarray, weights: np.ndarray
) -> Costs:
    """What a policy costs, from values (theory, run, partnership): £k paid, kept itself going, and less its twin.

    Ratios are of totals over all runs, so that runs in which none lasts count too. Where none lasts at all, the lower
    end holds what may well go unseen in so many runs.
    """
    means = [np.stack([mean_known(own) for own in values]) for values in (paid, sustained, additional)]
    theories = range(len(weights))
    ratios = []
    for bottom in means[1:]:
        parts = [pair_within(means[0][k], bottom[k], units[k]) for k in theories]
        ratios.append(fieller(pair_across(parts, weights)))
    each = interval_of(weighted([spread_within(means[0][k], units[k]) for k in theories], weights))
    each = each._replace(low=max(each.low, 0.0)) if each.low < 0.0 else each
    return Costs(each, _with_unseen(ratios[0], each, sustained, units, weights), ratios[1])


def _with_unseen(
    ratio: Interval, each: Interval, sustained: np.ndarray, units: np.ndarray, weights: np.ndarray
) -> Interval:
    """The ratio where nobody was seen to last: at least what it would be at the largest share that may go unseen."""
    if not math.isinf(ratio.mean) or each.mean <= 0.0:
        return ratio
    most = interval_across(sustained, units, weights, counted=True).high
    low = each.low / most if most > 0.0 else math.nan
    return Interval(math.inf, low, math.inf)
