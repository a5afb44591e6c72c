"""How much of what a response varies is the parameters, and how much the luck of its replicates."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import stats

from outlast.outcomes.intervals import LEVEL
from outlast.runs.plan import Luck

TARGET = 0.05  # assumed: a share of noise that leaves indices as good as undisturbed


@dataclass(frozen=True, slots=True)
class Noise:
    """Variances of a response over points and replicates, in the square of its unit; not a number if unknown.

    `between` is that of the expected response over the points; `noise` that of a single run around it, of which `seed`
    is shared by all points that run with the same seed, and `interaction` is not (with independent luck, nothing is
    known to be shared). Each is an unbiased estimate, and so may come out below nought.

    `single_share` is what part of the variance of single runs is noise. `share` is what part of the variance of the
    means over `replicates` is: this is what indices are disturbed by. With common luck what the points share moves all
    alike and is no part of it. `low` and `high` are its 95% interval: for normal noise where each point is drawn by
    itself, else over the blocks in which points share coordinates.
    """

    points: int
    replicates: int
    luck: Luck
    between: float
    noise: float
    seed: float
    interaction: float
    single_share: float
    share: float
    low: float
    high: float

    def replicates_for(self, share: float = TARGET) -> int | None:
        """How many replicates would bring the share of noise in the means to a figure or below; None if unknown.

        Raises ValueError for a share that is not between 0 and 1.
        """
        if not 0.0 < share < 1.0:
            raise ValueError(f"a share of noise lies between 0 and 1, not at {share:g}")
        noise = self.disturbing
        if math.isnan(noise) or not self.between > 0.0:
            return None
        return max(1, math.ceil(max(noise, 0.0) * (1.0 - share) / (share * self.between) - 1e-9))

    @property
    def disturbing(self) -> float:
        """The variance of the noise of a single run that makes points differ."""
        return self.interaction if self.luck == "common" else self.noise

    def record(self) -> dict[str, Any]:
        """Its figures in the types of JSON, unknown ones as None, with the replicates for a share of 5%."""
        plain = {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in asdict(self).items()
        }
        return plain | {"replicates_for_5_percent": self.replicates_for()}


def noise_of(values: np.ndarray, luck: Luck = "common", blocks: np.ndarray | None = None) -> Noise:
    """The variances of `values` (point, replicate), by an analysis of variance with random effects.

    With common luck replicate r of every point has the same seed: two ways, point and seed, and what is left is their
    interaction. With independent luck: one way. `blocks` (point,) are the numbers of the blocks that points were drawn
    in; points are independent if None.
    """
    points, replicates = values.shape
    if replicates < 2 or points < 2:
        nan = math.nan
        return Noise(points, replicates, luck, nan, nan, nan, nan, nan, nan, nan, nan)
    of_points, of_seeds = values.mean(axis=1), values.mean(axis=0)
    mean_square = replicates * float(of_points.var(ddof=1))
    within = float(values.var(axis=1, ddof=1).mean())
    rest = values - of_points[:, None] - of_seeds + values.mean()
    degrees = (points - 1) * (replicates - 1)
    interaction = float((rest**2).sum()) / degrees
    seed = (points * float(of_seeds.var(ddof=1)) - interaction) / points
    if luck != "common":
        degrees, interaction, seed = points * (replicates - 1), math.nan, math.nan
    disturbing = within if luck != "common" else interaction
    between = (mean_square - disturbing) / replicates
    noise = within if luck != "common" else seed + interaction
    share, low, high = math.nan, math.nan, math.nan
    if mean_square > 0.0:
        share = min(disturbing / mean_square, 1.0)
        if blocks is None or len(np.unique(blocks)) == points:
            ends = stats.f.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2], points - 1, degrees) * disturbing / mean_square
        else:
            squares = (rest**2 if luck == "common" else (values - of_points[:, None]) ** 2).sum(axis=1)
            ends = _over_blocks(of_points, squares, blocks, disturbing / mean_square)
        low, high = (min(float(end), 1.0) for end in ends)
    total = max(between, 0.0) + max(noise, 0.0)
    single = max(noise, 0.0) / total if total > 0.0 else math.nan
    return Noise(points, replicates, luck, between, noise, seed, interaction, single, share, low, high)


def _over_blocks(means: np.ndarray, squares: np.ndarray, blocks: np.ndarray, share: float) -> np.ndarray:
    """Ends of the interval of a share of noise: a jackknife of its logarithm over blocks of points.

    `means` and `squares` (point,) are the means over replicates, and the squares of noise around them, whose ratio of
    sums the share is but for a factor.
    """
    places = np.unique(blocks, return_inverse=True)[1]
    count = int(places.max()) + 1
    sums = np.array(
        [np.bincount(places, weights, count) for weights in (np.ones(len(means)), means, means**2, squares)]
    )
    left, first, second, noise = sums.sum(axis=1, keepdims=True) - sums
    spread = second - first**2 / left
    if count < 3 or share <= 0.0 or not ((spread > 0.0) & (noise > 0.0)).all():
        return np.array([np.nan, np.nan])
    logarithms = np.log(noise / spread)
    error = math.sqrt((count - 1) / count * float(((logarithms - logarithms.mean()) ** 2).sum()))
    return share * np.exp(np.array([-1.0, 1.0]) * stats.t.ppf(0.5 + LEVEL / 2, count - 1) * error)
