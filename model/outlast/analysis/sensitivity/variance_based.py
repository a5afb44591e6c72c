"""Sobol' indices of first order, second order and total, with the noise of the replicates in them and without."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity.methods import FREE
from outlast.analysis.sensitivity.replicates import grouped, half_width, with_seeds
from outlast.analysis.sensitivity.salib import is_constant, problem, quietly, seeded
from outlast.analysis.sensitivity.sample import Sample
from outlast.runs.plan import Luck

# Resamples times blocks that SALib holds in memory at once for each term of an index.
MOST_RESAMPLED = 5_000_000
FEWEST_RESAMPLES = 100


class Terms(NamedTuple):
    """What SALib finds for one response: indices (factor,), (factor, factor), and the variance that they divide."""

    s1: np.ndarray
    st: np.ndarray
    s2: np.ndarray
    variance: float

    @property
    def listed(self) -> np.ndarray:
        """First order, total, and second order of each pair, one after the other."""
        return np.concatenate([self.s1, self.st, self.s2[np.triu_indices(len(self.s1), 1)]])


def indices(
    sample: Sample, values: np.ndarray, luck: Luck, resamples: int, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sobol' indices of the mean over replicates of `values` (point, replicate), and of their expectation.

    First frame: `name, s1, s1_conf, st, st_conf, s1_noise_free, s1_noise_free_conf, st_noise_free,
    st_noise_free_conf`, the second: `name, other, s2, s2_conf, s2_noise_free, s2_noise_free_conf` for each pair.

    `s1`, `st` and `s2` are SALib's, of the mean response as it is: what noise is left in the means counts as a part of
    the variance, and of every total index that stirs it. The noise-free ones are of the expected response. An index is
    a quadratic form of the response over its variance; both are known for the mean over G groups of replicates and for
    the groups one by one, in which the noise is G times as large, and so they are known without it:
    (G × of the mean − mean of the single ones) / (G − 1). Not a number with one replicate, nor with two on common luck.

    Intervals cover the choice of base points (SALib's bootstrap over blocks) and of seeds (`half_width`). Those of the
    noise-free indices take the first part from the plain ones, in proportion to the variance. SAL10, JAN99, SAL02.
    """
    mean = values.mean(axis=1)
    count, blocks = len(sample.factors), len(np.unique(sample.blocks))
    capped = max(min(resamples, MOST_RESAMPLED // blocks), FEWEST_RESAMPLES)
    found = _analyse(count, mean, capped, seed)
    base_variance = terms(count, mean).variance

    pairs = np.triu_indices(count, 1)
    block = np.concatenate([found["S1_conf"], found["ST_conf"], found["S2_conf"][pairs]])
    width = half_width(np.abs(block), values, luck, lambda response: terms(count, response).listed)
    free, free_width = _noise_free(count, values, luck, block, base_variance)
    estimates = np.concatenate([found["S1"], found["ST"], found["S2"][pairs]])
    frame = pd.DataFrame({"name": sample.names})
    second = pd.DataFrame({"name": [sample.names[k] for k in pairs[0]], "other": [sample.names[k] for k in pairs[1]]})
    places = {"s1": slice(0, count), "st": slice(count, 2 * count), "s2": slice(2 * count, None)}
    for end, given, half in (("", estimates, width), (FREE, free, free_width)):
        for name, own in places.items():
            table = second if name == "s2" else frame
            table[f"{name}{end}"], table[f"{name}{end}_conf"] = given[own], half[own]
    return frame, second


def terms(count: int, response: np.ndarray) -> Terms:
    """SALib's indices of a response (point,), without intervals; noughts where it does not move."""
    variance = base_points(count, response).var()
    if is_constant(base_points(count, response)):
        return Terms(np.zeros(count), np.zeros(count), np.zeros((count, count)), 0.0)
    found = _analyse(count, response, 2, 1)
    return Terms(found["S1"], found["ST"], found["S2"], float(variance))


def base_points(count: int, response: np.ndarray) -> np.ndarray:
    """The response at the base points, over which the variance is taken."""
    return np.concatenate([response[:: 2 * count + 2], response[2 * count + 1 :: 2 * count + 2]])


def _analyse(count: int, response: np.ndarray, resamples: int, seed: int) -> dict[str, np.ndarray]:
    from SALib.analyze import sobol

    with quietly(response):
        return sobol.analyze(problem(count), response, num_resamples=resamples, seed=seeded(seed))


def _noise_free(
    count: int, values: np.ndarray, luck: Luck, block: np.ndarray, base_variance: float
) -> tuple[np.ndarray, np.ndarray]:
    """The indices of the expected response, as `Terms.listed`, and their half-widths."""
    unknown = np.full(len(block), np.nan)
    groups = grouped(values)
    size = groups.shape[1]
    # Of two seeds that all points share, nothing can be said of how far others would move what is left without noise.
    if size < (3 if luck == "common" else 2):
        return unknown, unknown
    single = np.array([_forms(count, groups[:, k]) for k in range(size)])
    forms = _without_noise(_forms(count, groups.mean(axis=1)), single)
    if not forms[-1] > 0.0:
        return unknown, unknown
    width = np.abs(block) * base_variance / forms[-1]
    if luck == "common":
        total = groups.sum(axis=1)
        left = np.array(
            [
                _without_noise(_forms(count, (total - groups[:, k]) / (size - 1)), np.delete(single, k, axis=0))
                for k in range(size)
            ]
        )
        # Of the ratio, linearised: a group left out may leave hardly any variance to divide by.
        moved = (left[:, :-1] - forms[:-1] / forms[-1] * left[:, -1:]) / forms[-1]
        variance = (size - 1) / size * ((moved - moved.mean(axis=0)) ** 2).sum(axis=0)
        width = with_seeds(width, variance, size)
    return forms[:-1] / forms[-1], width


def _without_noise(of_mean: np.ndarray, single: np.ndarray) -> np.ndarray:
    """Quadratic forms of the expected response, from those of the mean over groups and of each group (group, form)."""
    size = len(single)
    return (size * of_mean - single.mean(axis=0)) / (size - 1)


def _forms(count: int, response: np.ndarray) -> np.ndarray:
    """The quadratic forms behind the indices, and the variance that divides them last."""
    own = terms(count, response)
    return np.append(own.listed * own.variance, own.variance)
