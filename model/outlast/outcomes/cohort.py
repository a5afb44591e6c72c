"""Measures of whole cohorts: means over their partnerships, how far these differ, and what the centre paid.

Many cohorts (runs) are measured at once. Everything is added up partnership by partnership, in order, so that the
numbers of a run do not depend on how many others it is measured with.
"""

from __future__ import annotations

import numpy as np


def mean_known(values: np.ndarray) -> np.ndarray:
    """The mean of each run's known values (run, value, …), summed in order; not a number where none is known."""
    known = ~np.isnan(values)
    return _divided(_added(np.where(known, values, 0.0)), known.sum(axis=1))


def agenda_variance(agendas: np.ndarray) -> np.ndarray:
    """Mean squared distance of the known agendas (run, partnership, topic) to their mean; needs two of them. DAND13."""
    known = _whole(agendas)
    count = known.sum(axis=1)
    away = _less_mean(agendas, known)
    squares = _added(np.moveaxis(away * away, 2, 1))
    return np.where(count < 2, np.nan, _divided(_added(squares), count))


def agenda_need_correlation(agendas: np.ndarray, needs: np.ndarray) -> np.ndarray:
    """Correlation (-1..1) of agendas with regional need (run, partnership, topic), both less their means over them.

    Needs two known agendas and some variance in both.
    """
    runs, _, topics = agendas.shape
    known = _whole(agendas)
    count = known.sum(axis=1)
    here, there = _less_mean(agendas, known).reshape(runs, -1), _less_mean(needs, known).reshape(runs, -1)
    spread = np.sqrt(_added(here * here) * _added(there * there))
    together = _divided(_added(here * there), count * topics) * (count * topics)
    # Rounding alone must not pass for variance.
    return np.where((count < 2) | ~(spread > 1e-12), np.nan, _divided(together, spread))


def cost_per_self_sustained(central_money: np.ndarray, self_sustaining: np.ndarray) -> np.ndarray:
    """Central money (£k) for each self-sustaining partnership (run, partnership); not a number where there is none."""
    kept = (self_sustaining == 1.0).sum(axis=1)
    return _divided(mean_known(central_money) * central_money.shape[1], kept)


def _whole(agendas: np.ndarray) -> np.ndarray:
    """Which agendas are known (run, partnership)."""
    return ~np.isnan(agendas).any(axis=2)


def _less_mean(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Values (run, partnership, topic) less their mean over the known partnerships; 0 for the others."""
    marked = known[:, :, None]
    means = _divided(_added(np.where(marked, values, 0.0)), known.sum(axis=1)[:, None])
    return np.where(marked, values - means[:, None, :], 0.0)


def _added(values: np.ndarray) -> np.ndarray:
    """The sum over the second axis, in order: NumPy's own sum adds up in an order that depends on the shape."""
    total = np.zeros(values.shape[:1] + values.shape[2:])
    for k in range(values.shape[1]):
        total += values[:, k]
    return total


def _divided(values: np.ndarray, by: np.ndarray) -> np.ndarray:
    """A quotient; not a number where the divisor is 0."""
    by = np.broadcast_to(by, values.shape)
    return np.divide(values, by, out=np.full(values.shape, np.nan), where=by != 0)
