"""PAWN: how far the distribution of the response moves when a factor is held, beside what chance alone would show."""

from __future__ import annotations

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity.replicates import Z, half_width
from outlast.analysis.sensitivity.salib import problem, quietly
from outlast.analysis.sensitivity.sample import Sample
from outlast.analysis.sensitivity.slices import SLICES, classes, has_levels
from outlast.runs.factors import Factor
from outlast.runs.plan import Luck

STATISTICS = ("median", "mean", "maximum")


def indices(sample: Sample, values: np.ndarray, luck: Luck, resamples: int, seed: int) -> pd.DataFrame:
    """PAWN indices of the mean over replicates of `values` (point, replicate).

    Columns: `name`, then for each of `median`, `mean` and `maximum` over the slices of the factor: the statistic, its
    half-width (`_conf`), and what a dummy factor with the same slices stays below in 95 of 100 samples (`_floor`).
    SALib gives the statistics. A range is cut into ten slices of equal size; a factor of few values, and every choice
    and switch, has a slice for each value. Not a number of its own: an index of a sample of finite size is above nought
    by chance, which is what the floor is for.

    Intervals cover the choice of points (rows resampled) and of seeds (`half_width`). PIA15, PIA18.
    """
    mean = values.mean(axis=1)
    generator = np.random.default_rng(seed)
    drawn = generator.integers(len(mean), size=(resamples, len(mean)))
    shuffled = generator.permuted(np.tile(np.arange(len(mean)), (resamples, 1)), axis=1)
    rows = []
    for place, factor in enumerate(sample.factors):
        column = sample.matrix[:, place]
        found = _analyse(factor, column, mean)
        labels = classes(factor, column)
        spread = np.array([_summary(distances(labels[rows_], mean[rows_])) for rows_ in drawn])
        width = half_width(
            Z * spread.std(axis=0, ddof=1),
            values,
            luck,
            lambda some, labels=labels: _summary(distances(labels, some)),
        )
        dummies = np.array([_summary(distances(labels[order], mean)) for order in shuffled])
        row: dict[str, object] = {"name": factor.key}
        for k, name in enumerate(STATISTICS):
            row |= {name: found[k], f"{name}_conf": width[k], f"{name}_floor": np.quantile(dummies[:, k], 0.95)}
        rows.append(row)
    return pd.DataFrame(rows)


def distances(labels: np.ndarray, response: np.ndarray) -> np.ndarray:
    """For each class that occurs, the largest distance between the distribution of the response in it and over all.

    The statistic of Kolmogorov and Smirnov, as SALib has it, without the test that makes a thousand of them slow.
    """
    order = np.argsort(response, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(response[order])), len(response) - 1)
    member = labels[order][:, None] == np.unique(labels)
    inside = member.cumsum(axis=0)[ends] / member.sum(axis=0)
    return np.abs(inside - ((ends + 1) / len(response))[:, None]).max(axis=0)


def _summary(apart: np.ndarray) -> np.ndarray:
    return np.array([np.median(apart), apart.mean(), apart.max()])


def _analyse(factor: Factor, column: np.ndarray, response: np.ndarray) -> np.ndarray:
    """SALib's statistics for one factor (STATISTICS)."""
    from SALib.analyze import pawn

    with quietly(response, column):
        if not has_levels(factor, column, SLICES) and len(np.unique(column)) == len(column):
            found = pawn.analyze(problem(1), column[:, None], response, S=SLICES)
            return np.array([float(found[name][0]) for name in STATISTICS])
        # SALib's slices leave the largest value out, which may be a whole level: each class is given to it by itself.
        labels = classes(factor, column)
        apart = [
            float(pawn.analyze(problem(1), (labels != own)[:, None].astype(float), response, S=1)["maximum"][0])
            for own in np.unique(labels)
        ]
    return _summary(np.array(apart))
