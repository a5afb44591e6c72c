"""A documented pattern: a level, a difference between two worlds, or an association across partnerships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import rankdata

from outlast.analysis.calibration.measures import OPEN, SUSTAINING, Measure, partnership_values, take
from outlast.analysis.calibration.targets import Target
from outlast.outcomes.catalogue import FINALS, FLAG, SHARE, TRACE

LEVEL, CONTRAST, ASSOCIATION = "level", "contrast", "association"
# Units of what is compared; a level has the unit of its own quantity.
POINTS, PARTS, CORRELATION = "share", "part of the larger side", "rank correlation"
# Fewer partnerships than this say nothing of an association.
FEWEST = 5
SHARES = {OPEN, SUSTAINING} | {outcome.name for outcome in (*FINALS, *TRACE) if outcome.kind in (FLAG, SHARE)}


@dataclass(frozen=True)
class World:
    """A scenario and what is set anew in it: one arm to simulate."""

    scenario: str
    settings: tuple[tuple[str, Any], ...] = ()

    @property
    def levers(self) -> dict[str, Any]:
        """What is set anew of the scenario itself."""
        return {key: value for key, value in self.settings if not _is_behaviour(key)}

    @property
    def behaviour(self) -> dict[str, Any]:
        """What is set anew of rules and structure, in place of a member's own."""
        return {key: value for key, value in self.settings if _is_behaviour(key)}


@dataclass(frozen=True)
class Correlation:
    """The rank correlation of two measures across the partnerships of a cohort, with a third held constant if given."""

    early: Measure
    late: Measure
    given: Measure | None = None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What it is taken over."""
        return tuple(measure for measure in (self.early, self.late, self.given) if measure is not None)


Reading = Measure | Correlation


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a world, and what is read of it."""

    world: World
    reading: Reading


@dataclass(frozen=True)
class Pattern:
    """A documented pattern, and the sides that it is read from: one, or two of a contrast.

    `target` is what was observed of a level; of the others `sign` is the documented direction (0: hardly any
    difference) and `least` the difference that counts. `shaped` is what of the model the pattern has changed, empty
    where nothing: though kept out of the fit, it is then no independent test of that.
    """

    pattern: str
    name: str
    says: str
    kind: str
    sides: tuple[Side, ...]
    source: str
    judged: str
    use: str
    strength: str = ""
    target: Target | None = None
    sign: int = 0
    least: float = 0.0
    shaped: str = ""

    @property
    def unit(self) -> str:
        """What simulated values are measured in."""
        reading = self.sides[0].reading
        if isinstance(reading, Correlation):
            return CORRELATION
        if self.kind == CONTRAST:
            return POINTS if is_share(reading) else PARTS
        return POINTS if is_share(reading) else _UNITS[reading.quantity]


@dataclass(frozen=True)
class Silent:
    """A documented pattern of which the model says nothing, and why."""

    pattern: str
    says: str
    why: str
    source: str


@dataclass(frozen=True)
class Patterns:
    """All that a validation compares, and what it cannot."""

    compared: tuple[Pattern, ...]
    silent: tuple[Silent, ...]

    @property
    def worlds(self) -> dict[World, list[Reading]]:
        """Every world once, with all that is read of it."""
        found: dict[World, list[Reading]] = {}
        for pattern in self.compared:
            for side in pattern.sides:
                readings = found.setdefault(side.world, [])
                if side.reading not in readings:
                    readings.append(side.reading)
        return found


_UNITS = {outcome.name: outcome.unit for outcome in (*FINALS, *TRACE)} | {"agenda_variance_12": "weight squared"}


def is_share(measure: Measure) -> bool:
    """Whether a measure is a share of something, from 0 to 1."""
    return measure.quantity in SHARES or measure.at_least is not None or measure.above is not None


def _is_behaviour(key: str) -> bool:
    return key.startswith(("rules.", "structure."))


def world_of(scenario: str, settings: Mapping[str, Any]) -> World:
    """A world; the order in which things are set does not matter."""
    return World(scenario, tuple(sorted(settings.items())))


def read(reading: Reading, finals: np.ndarray, trace: np.ndarray | None) -> np.ndarray:
    """What is read of each run (run,); not a number where nothing can be.

    Parameters:
        finals: (run, partnership, FINALS).
        trace: (run, quarter, partnership, TRACE).
    """
    if isinstance(reading, Measure):
        return take(reading, finals, trace)
    columns = [partnership_values(measure, finals, trace) for measure in reading.measures]
    return np.array([correlation(*(column[run] for column in columns)) for run in range(len(finals))])


def correlation(early: np.ndarray, late: np.ndarray, given: np.ndarray | None = None) -> float:
    """Spearman's rank correlation (-1..1) over those that are known of all, partial in ranks where one is `given`.

    Not a number for fewer than five, or where one of the two does not vary.
    """
    columns = [early, late] if given is None else [early, late, given]
    known = ~np.isnan(columns).any(axis=0)
    if known.sum() < FEWEST:
        return float("nan")
    ranks = np.array([rankdata(column[known]) for column in columns])
    ranks -= ranks.mean(axis=1, keepdims=True)
    if len(ranks) == 3 and ranks[2].any():
        ranks[:2] -= np.outer(ranks[:2] @ ranks[2] / (ranks[2] @ ranks[2]), ranks[2])
    spread = np.sqrt((ranks[0] @ ranks[0]) * (ranks[1] @ ranks[1]))
    # What rounding leaves of a column that the third explains whole is no variance.
    return float(ranks[0] @ ranks[1] / spread) if spread > 1e-9 else float("nan")
