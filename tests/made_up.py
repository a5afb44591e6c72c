"""A made-up world for tests of calibration: targets that are known functions of two parameters and of one theory."""

from __future__ import annotations

import numpy as np

from outlast.analysis.calibration.draws import behaviour, share
from outlast.analysis.calibration.measures import Measure
from outlast.analysis.calibration.table import Arms
from outlast.analysis.calibration.targets import Target

FIRST, SECOND = behaviour()[20], behaviour()[40]
LUCK = 0.05


def made_up(draws, seed=1):
    """A world whose targets are known functions of two parameters and of one theory, with luck."""
    luck = np.random.default_rng(seed)
    one, other = (share(entry, draws[entry.key].to_numpy()) for entry in (FIRST, SECOND))
    fog = draws["structure.theory"].str.contains("fog").to_numpy()
    means = np.stack([one * (1 - 0.5 * fog), 0.5 + 0.4 * (one - other)], axis=1)
    return means, means + luck.normal(0.0, LUCK, means.shape)


class MadeUp(Arms):
    """Arms that simulate the made-up world."""

    def simulate(self, draws, codings, seed, start=0, workers=None, progress=None):
        return made_up(draws, seed)[1]

    @property
    def sizes(self):
        return {"a": 20}

    def drawn_codings(self, count, seed, start=0):
        return np.zeros((count, 1), int)


def target(name, low, high):
    return Target(name, "T1", "a", name, Measure("open", 1), "J", "assumed: a test", "fit", low, high, tolerance=0.02)
