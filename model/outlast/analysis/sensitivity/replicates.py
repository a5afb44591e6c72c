"""The part of an index's uncertainty that comes from having only so many replicates: a jackknife over them."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy import stats

from outlast.outcomes.intervals import LEVEL
from outlast.runs.plan import Luck

Z = 1.959963984540054  # of a normal distribution, 95% within
MOST_GROUPS = 20


def grouped(values: np.ndarray) -> np.ndarray:
    """Means over groups of replicates (point, group), of equal size and at most twenty.

    What is left over is not used: less than a group, of which there are at least ten where there are many replicates.

    Groups of replicates are replicates with less noise: what holds for these holds for them, in fewer steps.
    """
    replicates = values.shape[1]
    size = math.ceil(replicates / MOST_GROUPS)
    groups = replicates // size
    return values[:, : groups * size].reshape(len(values), groups, size).mean(axis=2)


def jackknife(estimate: Callable[[np.ndarray], np.ndarray], groups: np.ndarray) -> np.ndarray:
    """Variance of estimates from the mean over groups (point, group): each group left out in turn."""
    count = groups.shape[1]
    total = groups.sum(axis=1)
    left = np.array([estimate((total - groups[:, k]) / (count - 1)) for k in range(count)])
    return (count - 1) / count * ((left - left.mean(axis=0)) ** 2).sum(axis=0)


def half_width(block: np.ndarray, values: np.ndarray, luck: Luck, estimate: Callable) -> np.ndarray:
    """Half of the 95% interval of estimates: `block` is the half-width over resampled blocks of the mean response.

    With independent luck the noise of the replicates is part of the scatter of the rows, and resampling blocks shows
    all of it. With common luck the points share their seeds: other seeds would move all rows together, which no
    resampling of rows can show. The variance over replicates is then added, with Student's quantile for so few. Noise
    that differs from row to row is counted in both, so that the interval errs on the wide side. With one replicate
    nothing is known of other seeds, and the interval covers the choice of points alone.
    """
    if luck != "common" or values.shape[1] < 2:
        return block
    groups = grouped(values)
    return with_seeds(block, jackknife(estimate, groups), groups.shape[1])


def with_seeds(block: np.ndarray, variance: np.ndarray, groups: int) -> np.ndarray:
    """Half-widths over the choice of points, and over seeds by a variance from so many groups of replicates."""
    return np.sqrt(block**2 + float(stats.t.ppf(0.5 + LEVEL / 2, groups - 1)) ** 2 * np.nan_to_num(variance))
