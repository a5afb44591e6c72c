"""Regret: what a policy leaves undone under each theory, and which policy does least badly under all of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

# Means that agree to so many digits are the same: rounding must not crown one of two that do not differ.
EQUAL = 1e-12


class Regrets(NamedTuple):
    """Regrets and what follows of them; each array may have a leading axis of resamples."""

    each: np.ndarray  # (theory, policy)
    greatest: np.ndarray  # (policy,)
    expected: np.ndarray  # (policy,)
    best: np.ndarray  # (theory, policy): 1 for the best; shared alike by those that do not differ
    least_greatest: np.ndarray  # (policy,): likewise of the smallest greatest regret
    least_expected: np.ndarray  # (policy,)


def regrets_of(means: np.ndarray, weights: np.ndarray, *, minimise: bool = False) -> Regrets:
    """The regret of each policy: the best policy's mean under a theory less its own (SAV51).

    Parameters:
        means: (…, theory, policy); not a number where a policy's outcome is not known, which makes its regrets so.
        weights: (theory,), for the expected regret.
        minimise: less of the outcome is better.
    """
    good = -means if minimise else means
    with np.errstate(invalid="ignore"):
        each = np.nanmax(np.where(np.isnan(good), -np.inf, good), axis=-1, keepdims=True) - good
        each = np.where(each < EQUAL, 0.0, each)
    greatest = np.max(each, axis=-2)
    expected = np.einsum("...tp,t->...p", each, weights)
    return Regrets(each, greatest, expected, _shared(each), _shared(greatest), _shared(expected))


def _shared(values: np.ndarray) -> np.ndarray:
    """1 for the smallest of the last axis, in equal parts where several are; nought for the others."""
    known = np.where(np.isnan(values), np.inf, values)
    smallest = known.min(axis=-1, keepdims=True)
    is_least = np.isfinite(known) & (known <= smallest + EQUAL)
    count = is_least.sum(axis=-1, keepdims=True)
    return np.divide(is_least, count, out=np.zeros(values.shape), where=count > 0)
