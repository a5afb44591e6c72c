"""Behaviour and theories of a sweep's runs, drawn from a calibrated ensemble as part of their luck."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from outlast.runs.plan import Luck
from outlast.runs.values import as_typed
from outlast.scenario import ScenarioError
from outlast.scenario.names import THEORY
from outlast.scenario.wording import described

MEMBER = "member"


@dataclass(frozen=True, eq=False)
class Members:
    """The members that the runs of a sweep have, and what of them the sweep itself decides (`held`)."""

    points: Sequence[Mapping[str, Any]]  # the values of each member by dotted name, all of the same names
    digest: str  # a short name for what the members are
    held: frozenset[str] = frozenset()

    @classmethod
    def drawn(cls, ensemble: Any, held: Collection[str]) -> Members:
        """The members of what `outlast.load_ensemble()` gives; raises ScenarioError for anything else."""
        points, digest = getattr(ensemble, "points", None), getattr(ensemble, "digest", None)
        if not points or not isinstance(digest, str):
            raise ScenarioError(
                f"posterior: found {described(ensemble)}, but needed is an ensemble: outlast.load_ensemble()."
            )
        # What no member would set is the scenario's either way.
        return cls(points, digest, frozenset(held) & points[0].keys())

    def of(self, luck: Luck, points: np.ndarray, replicates: np.ndarray) -> np.ndarray:
        """The member of each run (run,), given its point and replicate.

        With common luck replicate r has the same member at every point, as it has the same seed; with independent luck
        neighbours have others. Either way all members come up before one comes up again, in an order that is shuffled
        anew each time and does not depend on how large the sweep is.
        """
        turn = replicates if luck == "common" else points + replicates
        count = len(self.points)
        blocks, places = np.divmod(turn, count)
        found = np.empty(len(turn), np.int64)
        for block in np.unique(blocks):
            own = blocks == block
            found[own] = np.random.default_rng([47, int(block)]).permutation(count)[places[own]]
        return found

    @cached_property
    def values(self) -> list[dict[str, Any]]:
        """What each member decides, by dotted name."""
        return [{key: value for key, value in point.items() if key not in self.held} for point in self.points]

    @cached_property
    def first_alike(self) -> np.ndarray:
        """For each member the first that decides the same (member,): a draw that was taken twice is one behaviour."""
        known: dict[str, int] = {}
        return np.array([known.setdefault(repr(sorted(own.items())), place) for place, own in enumerate(self.values)])

    @cached_property
    def theories(self) -> np.ndarray | None:
        """The theories of each member as text; None where the sweep decides on them."""
        if THEORY in self.held:
            return None
        return np.array([as_typed(point[THEORY]) for point in self.points])

    @property
    def types(self) -> dict[str, str]:
        """The columns that a run table has of them, and their types."""
        return {MEMBER: "int"} | ({} if self.theories is None else {THEORY: "str"})

    def labels(self, members: np.ndarray) -> dict[str, np.ndarray]:
        """These columns for some runs, given their members (run,); what is held twice has the number of the first."""
        named = {} if self.theories is None else {THEORY: self.theories[members]}
        return {MEMBER: self.first_alike[members]} | named
