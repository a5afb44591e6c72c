"""Means over theories with their intervals: runs that share a behaviour count as one, theories are strata."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from scipy import stats

from outlast.outcomes.cohort import mean_known
from outlast.outcomes.intervals import (
    LEVEL,
    Interval,
    interval_of_ratio,
    interval_of_share,
    intervals_of_means,
)

# Resamples of the bootstrap, and what sets its luck apart from other luck of the same seed.
RESAMPLED, LUCK = 2000, 61


class Sums(NamedTuple):
    """Values summed by unit, with how many there are; both (unit,)."""

    totals: np.ndarray
    counts: np.ndarray


class Spread(NamedTuple):
    """A mean, the variance of that mean, and on how many degrees of freedom it rests."""

    mean: float
    variance: float
    freedom: float


def by_unit(values: np.ndarray, units: np.ndarray) -> Sums:
    """Values (run,) or (run, partnership) summed by unit (run,); what is not a number does not count."""
    flat = values.reshape(len(units), -1)
    known = ~np.isnan(flat)
    _, places = np.unique(units, return_inverse=True)
    totals = np.bincount(places, np.where(known, flat, 0.0).sum(axis=1))
    return Sums(totals, np.bincount(places, known.sum(axis=1)).astype(float))


def interval_within(values: np.ndarray, units: np.ndarray, counted: bool) -> Interval:
    """The mean of one theory's values (run, partnership) with its 95% interval.

    Where partnerships are `counted` (values 0 and 1) it is the pooled share with an exact interval, else the mean of
    the cohorts with Student's; either way over units. Not a number where fewer than two are known.
    """
    sums = by_unit(values if counted else mean_known(values), units)
    if counted:
        return interval_of_share(sums.totals, sums.counts)
    return interval_of_ratio(sums.totals[sums.counts > 0], sums.counts[sums.counts > 0])


def spread_within(values: np.ndarray, units: np.ndarray) -> Spread:
    """The mean of one theory's values (run,) or (run, partnership) and its variance over units, linearised."""
    sums = by_unit(values, units)
    some = sums.counts > 0
    total, count = float(sums.counts.sum()), int(some.sum())
    if not total:
        return Spread(math.nan, math.nan, math.nan)
    mean = float(sums.totals.sum()) / total
    if count < 2:
        return Spread(mean, math.nan, math.nan)
    away = (sums.totals - mean * sums.counts)[some] / total
    return Spread(mean, count / (count - 1) * float((away * away).sum()), count - 1.0)


def weighted(parts: list[Spread], weights: np.ndarray) -> Spread:
    """The weighted mean of independent means; its degrees of freedom are Satterthwaite's (SATT46)."""
    mean = float(sum(weight * one.mean for weight, one in zip(weights, parts, strict=True)))
    terms = np.array([weight**2 * one.variance for weight, one in zip(weights, parts, strict=True)])
    freedoms = np.array([one.freedom for one in parts])
    variance = float(terms.sum())
    if not variance > 0.0:
        return Spread(mean, variance, float(freedoms.sum()))
    return Spread(mean, variance, float(variance**2 / (terms**2 / freedoms).sum()))


def interval_of(found: Spread) -> Interval:
    """Student's interval of a mean."""
    if math.isnan(found.variance) or math.isnan(found.mean):
        return Interval(found.mean, math.nan, math.nan)
    half = float(stats.t.ppf(0.5 + LEVEL / 2, found.freedom)) * math.sqrt(found.variance)
    return Interval(found.mean, found.mean - half, found.mean + half)


def interval_across(values: np.ndarray, units: np.ndarray, weights: np.ndarray, counted: bool) -> Interval:
    """The weighted mean over theories of values (theory, run, partnership) with its 95% interval.

    Of partnerships that are `counted` it is the exact interval for the effective sample size, as within a theory.
    """
    each = [values[k] if counted else mean_known(values[k]) for k in range(len(weights))]
    found = weighted([spread_within(own, units[k]) for k, own in enumerate(each)], weights)
    if not counted or math.isnan(found.mean) or math.isnan(found.variance):
        return interval_of(found)
    runs = np.array([found.freedom + 1.0])
    trials = float((~np.isnan(values)).sum())
    low, high = intervals_of_means(runs, np.array([found.mean]), found.variance * runs, trials / runs)
    return Interval(found.mean, float(low[0]), float(high[0]))


def differences(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Second less first, run by run (theory, run), of values (theory, run, partnership) on the same luck.

    Where both have as many partnerships it is the mean over those known in both, number by number: what is null once
    closed would otherwise compare the many survivors of one with the few of the other. As `analysis.pairs` has it.
    """
    if first.shape == second.shape:
        away = second - first
        return np.stack([mean_known(own) for own in away])
    return np.stack([mean_known(own) for own in second]) - np.stack([mean_known(own) for own in first])


def resampled_means(values: list[np.ndarray], units: np.ndarray, seed: int) -> np.ndarray:
    """Means (resample, theory, policy) of each policy's values (theory, run) over units drawn anew within each theory.

    The same units are drawn for every policy, so that what they share stays shared. Not a number where a theory has
    one unit, or nothing is known.
    """
    theories = len(units)
    found = np.full((RESAMPLED, theories, len(values)), np.nan)
    for theory in range(theories):
        sums = [by_unit(own[theory], units[theory]) for own in values]
        count = len(sums[0].totals)
        if count < 2:
            continue
        drawn = np.random.default_rng([seed, LUCK, theory]).multinomial(
            count, np.full(count, 1.0 / count), size=RESAMPLED
        )
        totals, counts = (drawn @ np.stack(part, axis=1) for part in zip(*sums, strict=True))
        found[:, theory] = np.divide(totals, counts, out=np.full(totals.shape, np.nan), where=counts > 0)
    return found
