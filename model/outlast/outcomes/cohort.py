"""Measures of a whole cohort: how far its partnerships differ, and what the centre paid for what lasted."""

from __future__ import annotations

import math

import numpy as np


def mean_known(values: np.ndarray) -> float:
    """The mean of the known values, summed in order; not a number where none is known."""
    total = 0.0
    count = 0
    for value in values.tolist():
        if not math.isnan(value):
            total += value
            count += 1
    return total / count if count else math.nan


def agenda_variance(agendas: np.ndarray) -> float:
    """Mean squared distance of the known agendas (partnership, topic) to their mean; needs two of them. DAND13."""
    known = agendas[~np.isnan(agendas).any(axis=1)]
    if len(known) < 2:
        return math.nan
    means = [mean_known(known[:, topic]) for topic in range(known.shape[1])]
    return mean_known(np.array([sum_of_squares(row - means) for row in known]))


def agenda_need_correlation(agendas: np.ndarray, needs: np.ndarray) -> float:
    """Correlation (-1..1) of agendas with regional need (partnership, topic), each less its mean over partnerships.

    Needs two known agendas and some variance in both.
    """
    known = ~np.isnan(agendas).any(axis=1)
    if known.sum() < 2:
        return math.nan
    here, there = agendas[known], needs[known]
    here = here - here.mean(axis=0)
    there = there - there.mean(axis=0)
    spread = math.sqrt(sum_of_squares(here.ravel()) * sum_of_squares(there.ravel()))
    # Rounding alone must not pass for variance.
    return mean_known((here * there).ravel()) * here.size / spread if spread > 1e-12 else math.nan


def cost_per_self_sustained(central_money: np.ndarray, self_sustaining: np.ndarray) -> float:
    """Central money (£k) for each self-sustaining partnership; not a number where there is none."""
    kept = int(np.nansum(self_sustaining))
    return mean_known(central_money) * len(central_money) / kept if kept else math.nan


def sum_of_squares(values: np.ndarray) -> float:
    """The squares added up in order."""
    total = 0.0
    for value in values.tolist():
        total += value * value
    return total
