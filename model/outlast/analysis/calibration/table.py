"""A table of draws and what they give: every arm simulated once for each draw, all cores at work."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration.arms import CODINGS, Arm, load_arm
from outlast.analysis.calibration.draws import records_of

if TYPE_CHECKING:
    from outlast.analysis.calibration.measurements import Measurement
    from outlast.analysis.calibration.targets import Target

# Draws handed to a thread at once.
CHUNK = 256
# Seeds of the arms of draw k are apart from those of any other draw; a stage of the calibration has its own million.
STAGE = 1_000_000_000


@dataclass(frozen=True)
class Arms:
    """The arms of some targets, and where each target's measure stands among those of its arm."""

    arms: tuple[Arm, ...]
    targets: tuple[Any, ...]  # targets, or measurements

    @property
    def columns(self) -> list[str]:
        """The names of the targets: the columns of what is simulated."""
        return [target.name for target in self.targets]

    @property
    def sizes(self) -> dict[str, int]:
        """How many partnerships a cohort of each arm has."""
        return {arm.name: arm.partnerships for arm in self.arms}

    @property
    def order(self) -> list[int]:
        """The places of the arms, those that take little to simulate first."""
        return sorted(range(len(self.arms)), key=lambda place: self.arms[place].effort)

    def simulate(
        self, draws: pd.DataFrame, codings: np.ndarray, seed: int, start: int = 0, workers: int | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> np.ndarray:  # fmt: skip
        """What each draw gives (draw, target), one cohort for each arm.

        Parameters:
            draws: as `prior_draws` gives them.
            codings: (draw, arm), which coding each takes in each arm.
            seed: of the stage; draw k of it has luck of its own, by `start + k`.
            workers: threads; as many as there are cores if None.
            progress: called with the number of draws done so far.
        """
        rules, switches = records_of(draws)
        found = np.empty((len(draws), len(self.targets)))
        chunks = [slice(at, min(at + CHUNK, len(draws))) for at in range(0, len(draws), CHUNK)]

        def simulate(some: slice) -> int:
            numbers = start + np.arange(some.start, some.stop)
            for place, arm in enumerate(self.arms):
                seeds = seed * STAGE + numbers * len(self.arms) + place
                own = [k for k, target in enumerate(self.targets) if target.arm == arm.name]
                found[some, own] = arm.simulate(rules[some], switches[some], codings[some, place], seeds)
            return some.stop - some.start

        done = 0
        with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
            for count in pool.map(simulate, chunks):
                done += count
                if progress:
                    progress(done)
        return found

    def drawn_codings(self, count: int, seed: int, start: int = 0) -> np.ndarray:
        """Which coding each of some draws takes in each arm (draw, arm), at random."""
        counts = np.array([len(arm.cases) for arm in self.arms])
        luck = np.random.default_rng([seed, 77]).random((start + count, len(self.arms)))
        return np.floor(luck[start:] * counts).astype(np.int64)

    def log_weights(self, simulated: np.ndarray, fitted: bool = True) -> np.ndarray:
        """How well each draw agrees with each target (draw, target), 0 at best; only the fitted ones unless told."""
        sizes = self.sizes
        chosen = [(k, target) for k, target in enumerate(self.targets) if target.fitted or not fitted]
        return np.stack([target.log_weight(simulated[:, k], sizes[target.arm]) for k, target in chosen], axis=1)


def load_arms(targets: Sequence[Target | Measurement], seed: int, codings: int = CODINGS) -> Arms:
    """The arms that some targets or measurements speak of, in order of first mention."""
    names = dict.fromkeys(target.arm for target in targets)
    arms = tuple(
        load_arm(name, [target.measure for target in targets if target.arm == name], seed, codings) for name in names
    )
    return Arms(arms, tuple(targets))
