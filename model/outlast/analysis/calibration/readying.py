"""Getting the sampler ready: what it moves, how hot it begins, and where it starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from outlast.analysis.calibration.draws import behaviour, share, structures
from outlast.analysis.calibration.table import Arms
from outlast.scenario.names import THEORY

# The first generation accepts about this share of what it is offered.
OPENING = 0.15
# Scores of shares at the very ends of a range stay finite.
EDGE = 1e-6


def most_telling(arms: Arms, draws: pd.DataFrame, simulated: np.ndarray, count: int, bins: int = 10) -> list[str]:
    """The parameters that move the targets most: summed over targets, the share of variance between bins of each."""
    weights = np.maximum(arms.log_weights(simulated), -12.5)
    spread = weights.var(axis=0)
    scores: dict[str, float] = {}
    for entry in behaviour():
        ranks = draws[entry.key].rank(method="first").to_numpy() - 1
        group = (ranks * bins // len(draws)).astype(int)
        means = np.stack([weights[group == number].mean(axis=0) for number in range(bins)])
        chance = spread * bins / len(draws)
        scores[entry.key] = float(np.sum(np.maximum(0.0, means.var(axis=0) - chance) / np.maximum(spread, 1e-12)))
    return sorted(scores, key=lambda key: -scores[key])[:count]


def temperatures(log_weights: np.ndarray, generations: int) -> list[float]:
    """Temperatures that fall to 1 by equal ratios; at the first, draws of the prior pass now and then."""
    hot = 1.0
    while np.exp((log_weights - log_weights.max()) / hot).mean() < OPENING:
        hot *= 1.25
    return [float(value) for value in np.geomspace(hot, 1.0, generations)]


def starting(left: pd.DataFrame, theories: Sequence[str]) -> pd.DataFrame:
    """Draws that history matching left as scores of the parameters and codes of the structural choices."""
    columns: dict[str, Any] = {
        entry.key: ndtri(np.clip(share(entry, left[entry.key].to_numpy()), EDGE, 1.0 - EDGE)) for entry in behaviour()
    }
    for key, names in {THEORY: tuple(theories), **structures()}.items():
        columns[key] = [float(names.index(name)) for name in left[key]]
    return pd.DataFrame(columns)
