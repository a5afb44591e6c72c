"""Borgonovo's delta: how much the density of the response changes when a factor is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity.replicates import Z, half_width
from outlast.analysis.sensitivity.salib import is_constant, quietly
from outlast.analysis.sensitivity.sample import Sample
from outlast.analysis.sensitivity.slices import has_levels
from outlast.runs.plan import Luck

# A resample estimates some twenty densities for each factor, and SALib's own default is a hundred of them.
MOST_RESAMPLES = 100
MOST_CLASSES = 48
GRID = 100


def indices(sample: Sample, values: np.ndarray, luck: Luck, resamples: int, seed: int) -> pd.DataFrame:
    """Delta and first-order indices of the mean over replicates of `values` (point, replicate).

    Columns: `name, delta, delta_conf, s1, s1_conf`. SALib's estimators on classes of the factor: of equal size for a
    range, and one for each value where there are few and for every choice and switch. The bias of delta is reduced by
    the bootstrap. A class in which the response does not move has no density and counts for nothing, so that delta is
    too small for a response that often takes one value. At most a hundred resamples.

    Intervals cover the choice of points (rows resampled) and of seeds (`half_width`). BOR07, PLI13.
    """
    mean = values.mean(axis=1)
    generator = np.random.default_rng(seed)
    drawn = generator.integers(len(mean), size=(min(resamples, MOST_RESAMPLES), len(mean)))
    rows = []
    for place, factor in enumerate(sample.factors):
        column = sample.matrix[:, place]
        levels = has_levels(factor, column, _classes(len(mean)))

        def estimate(some: np.ndarray, column: np.ndarray = column, levels: bool = levels) -> np.ndarray:
            return np.array(_analyse(column, some, levels))

        found = estimate(mean)
        spread = np.array([_analyse(column[own], mean[own], levels) for own in drawn])
        width = half_width(Z * spread.std(axis=0, ddof=1), values, luck, estimate)
        rows.append(
            {
                "name": factor.key,
                "delta": 2.0 * found[0] - spread[:, 0].mean(),
                "delta_conf": width[0],
                "s1": found[1],
                "s1_conf": width[1],
            }
        )
    return pd.DataFrame(rows)


def _classes(points: int) -> int:
    """Into how many classes of equal size PLI13 cuts so many points."""
    power = 2.0 / (7.0 + np.tanh((1500.0 - points) / 500.0))
    return int(np.round(min(int(np.ceil(points**power)), MOST_CLASSES)))


def _analyse(column: np.ndarray, response: np.ndarray, levels: bool) -> tuple[float, float]:
    """SALib's delta and first-order index of one factor, its bias not yet reduced."""
    from SALib.analyze import delta

    if is_constant(response):
        return 0.0, 0.0
    if levels:
        # In the order of ranks a level ends where its count does.
        ends = np.concatenate([[0], np.unique(column, return_counts=True)[1].cumsum()])
    else:
        ends = np.linspace(0, len(response), _classes(len(response)) + 1)
    grid = np.linspace(response.min(), response.max(), GRID)
    with quietly(response, column):
        return (
            float(delta.calc_delta(response, grid, column, ends)),
            float(delta.sobol_first(response, column, ends)),
        )
