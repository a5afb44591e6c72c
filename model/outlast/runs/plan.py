"""Which runs a sweep makes, in which order, and with which seeds.

Runs are numbered from 0 in the order in which they are made: every point once, then every point again, so that a sweep
cut off early is an even sample. A stage is a block of such rounds; a sweep to a given precision goes on in further
stages over those points that need more runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from outlast.runs.designs import SAMPLED

Luck = Literal["common", "independent"]

# Independent seeds of a point lie this far from those of the next; so many replicates are the most that a point takes.
MOST_REPLICATES = 1 << 20


class Stage(NamedTuple):
    """A block of rounds: some points, from one replicate to another."""

    first: int  # its first run
    points: np.ndarray  # in the order of a round
    replicates: tuple[int, int]  # from, to (not included)

    @property
    def runs(self) -> int:
        """How many runs it has."""
        return len(self.points) * (self.replicates[1] - self.replicates[0])


@dataclass(frozen=True)
class Plan:
    """The stages of a sweep, and how its seeds go.

    With common luck, replicate r of every point has the seed `seed + r`: the same country, the same organisations, the
    same history but for what the point itself changes, so that differences between points are seen sooner. With
    independent luck no two runs share a seed.
    """

    stages: tuple[Stage, ...]
    seed: int
    luck: Luck

    @property
    def runs(self) -> int:
        """How many runs there are in all stages so far."""
        return self.stages[-1].first + self.stages[-1].runs

    def begin(self, points: np.ndarray, replicates: tuple[int, int]) -> Plan:
        """The plan with one more stage."""
        return Plan((*self.stages, Stage(self.runs, points, replicates)), self.seed, self.luck)

    def of(self, runs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Point, replicate and seed of runs (whole numbers from 0)."""
        starts = np.array([stage.first for stage in self.stages])
        at = np.searchsorted(starts, runs, side="right") - 1
        points, replicates = np.empty(len(runs), np.int64), np.empty(len(runs), np.int64)
        for number in np.unique(at):
            stage, own = self.stages[number], at == number
            rounds, place = np.divmod(runs[own] - stage.first, len(stage.points))
            points[own], replicates[own] = stage.points[place], stage.replicates[0] + rounds
        apart = 0 if self.luck == "common" else points * MOST_REPLICATES
        return points, replicates, self.seed + apart + replicates


class Size(NamedTuple):
    """How large a study is: its points, and the replicates of each."""

    points: int
    replicates: int


def plan_of(order: np.ndarray, replicates: int, seed: int, luck: Luck) -> Plan:
    """A plan of one stage over points, given in the order of a round."""
    return Plan((Stage(0, order, (0, replicates)),), seed, luck)


def plan_of_sizes(kind: str, sizes: Sequence[Size], seed: int, luck: Luck) -> Plan:
    """A plan for a kind of design of some size; for a study that was enlarged, of one size after the other.

    What an enlarged study had before keeps its numbers: first come the runs of its first size, then those that each
    further size adds, new points before further replicates of old ones.
    """
    first, *others = sizes
    plan, before = plan_of(round_order(kind, first.points), first.replicates, seed, luck), first
    for size in others:
        added = before.points + round_order(kind, size.points - before.points)
        if len(added):
            plan = plan.begin(added, (0, size.replicates))
        if size.replicates > before.replicates:
            plan = plan.begin(round_order(kind, before.points), (before.replicates, size.replicates))
        before = size
    return plan


def round_order(kind: str, points: int) -> np.ndarray:
    """The points of a design of some kind in the order of a round; any beginning of it is an even sample.

    The points of a sampled design keep their order: a beginning of it is a smaller design of the same kind.
    """
    return np.arange(points) if kind in SAMPLED else np.random.default_rng(points).permutation(points)
