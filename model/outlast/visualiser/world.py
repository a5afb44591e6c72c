"""One visitor's world: a Mesa model as it is played, what happened in it, and the timeline of interventions."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from outlast.outcomes.catalogue import TRACE_INDEX
from outlast.outcomes.judgement import STATES
from outlast.scenario import Scenario
from outlast.scenario.names import VAGUENESS, components
from outlast.simulation.chronicle import Chronicle
from outlast.simulation.model import CollaborationModel
from outlast.visualiser.levers import value_of


@dataclass(frozen=True, slots=True)
class Intervention:
    """A lever moved while the world ran: from the quarter on, from one value to another."""

    quarter: int
    key: str
    before: Any
    after: Any


@dataclass(eq=False)
class World:
    """A world as a visitor plays it.

    `opening` is the scenario that it began with, without what was moved since. With `unmandated` the world that is
    shown is the twin: the same organisations, members and luck, and no mandate; the mandated one runs beside it,
    since its funding says when the twin is judged.
    """

    opening: Scenario
    seed: int
    timeline: list[Intervention] = field(default_factory=list)
    unmandated: bool = False
    mandated: CollaborationModel = field(init=False)
    model: CollaborationModel = field(init=False)
    chronicle: Chronicle = field(init=False)

    def __post_init__(self) -> None:
        """Open the world at quarter 0."""
        case = with_interventions(self.opening, self.timeline)
        self.mandated = CollaborationModel(case, rng=self.seed, twin=self.unmandated)
        self.model = self.mandated if self.mandated.twin is None else self.mandated.twin
        self.chronicle = Chronicle(self.model)

    @property
    def scenario(self) -> Scenario:
        """The scenario with the timeline in it: what a file must say to give this very world."""
        return self.mandated.case

    @property
    def quarter(self) -> int:
        """Quarters completed."""
        return self.model.quarter

    @property
    def horizon(self) -> int:
        """Quarters that it runs."""
        return self.model.horizon

    @property
    def is_over(self) -> bool:
        """Whether the horizon is reached."""
        return self.model.quarter >= self.model.horizon

    def step(self) -> None:
        """Play one quarter."""
        if not self.is_over:
            self.mandated.step()
            self.chronicle.observe()

    def play_to(self, quarter: int) -> World:
        """Play until so many quarters are completed; the world itself."""
        while self.quarter < min(quarter, self.model.horizon):
            self.step()
        return self

    def move(self, key: str, value: Any) -> Intervention | None:
        """Move a lever from the coming quarter on; nothing where it stands there already.

        Raises ScenarioError for a value that it cannot take; the world is then as it was.
        """
        if self.is_over or stands_at(self.scenario, key, self.quarter, value):
            return None
        # What moved the lever, or a part of it, in this same quarter comes to nothing.
        moved = (key, *parts_of(key))
        kept = [one for one in self.timeline if not (one.quarter == self.quarter and one.key in moved)]
        timeline = chained(self.opening, [*kept, Intervention(self.quarter, key, None, value)])
        case = with_interventions(self.opening, timeline)
        self.timeline = timeline
        if self.quarter == 0:
            # Who is convened depends on the mandate of the first quarter, so that the world opens anew.
            self.__post_init__()
        else:
            # Funding that goes on for longer is watched for longer, as in a scenario that says so from the start.
            self.mandated.case = case
            self.mandated.horizon = self.model.horizon = case.horizon
        return next((one for one in timeline if (one.quarter, one.key) == (self.quarter, key)), None)

    def setting(self, key: str) -> Any:
        """What a lever stands at for the coming quarter."""
        return setting_at(self.scenario, key, min(self.quarter, self.horizon - 1))

    def with_timeline(self, timeline: Iterable[Intervention]) -> World:
        """The same world with another timeline, at quarter 0; raises ScenarioError for one that cannot be."""
        return World(self.opening, self.seed, chained(self.opening, timeline), self.unmandated)

    def without(self, place: int) -> World:
        """The same world with one intervention taken back, at quarter 0; raises ValueError where there is none."""
        self._intervention(place)
        return self.with_timeline(one for k, one in enumerate(self.timeline) if k != place)

    def edited(self, place: int, *, quarter: int | None = None, after: Any = None) -> World:
        """The same world with one intervention made in another quarter, or to another value, at quarter 0.

        Raises ValueError where there is none, and ScenarioError for what cannot be.
        """
        one = self._intervention(place)
        changed = dataclasses.replace(
            one, quarter=one.quarter if quarter is None else quarter, after=one.after if after is None else after
        )
        # It keeps its place among those of its quarter: a later one may move a part of the same lever.
        timeline = [changed if k == place else other for k, other in enumerate(self.timeline)]
        at = (changed.quarter, changed.key)
        return self.with_timeline(other for other in timeline if other is changed or (other.quarter, other.key) != at)

    def _intervention(self, place: int) -> Intervention:
        """One of the timeline, which may have been edited since it was drawn."""
        if not 0 <= place < len(self.timeline):
            raise ValueError("That intervention is no longer there.")
        return self.timeline[place]

    def branch(self) -> World:
        """A copy with the same past, whose future is its own."""
        return copy.deepcopy(self)

    def course(self, name: str) -> np.ndarray:
        """One of the recorded measures (quarter, partnership), so far."""
        return self.trace()[:, :, TRACE_INDEX[name]]

    def trace(self) -> np.ndarray:
        """All recorded measures so far (quarter, partnership, TRACE)."""
        return self.model.trace()

    def states(self) -> Mapping[str, np.ndarray]:
        """How many partnerships were in each state, by quarter (quarter,)."""
        codes = self.course("state")
        return {name: (codes == code).sum(axis=1) for code, name in enumerate(STATES)}


def setting_at(scenario: Scenario, key: str, quarter: int) -> Any:
    """What a lever stands at in a quarter."""
    settings = scenario.settings._replace(mandate=scenario.mandate_at(quarter))
    return value_of(dataclasses.replace(scenario, settings=settings), key)


def stands_at(scenario: Scenario, key: str, quarter: int, value: Any) -> bool:
    """Whether a lever stands at a value in a quarter; one of several parts, whether all of them do."""
    return all(setting_at(scenario, part, quarter) == value for part in parts_of(key))


def parts_of(key: str) -> tuple[str, ...]:
    """What a lever moves: itself, or its parts."""
    return tuple(components(VAGUENESS)) if key == VAGUENESS else (key,)


def chained(opening: Scenario, timeline: Iterable[Intervention]) -> list[Intervention]:
    """The interventions in the order of their quarters, each saying what the lever stood at before.

    Those that change nothing are left out. Raises ScenarioError for a value or a quarter that cannot be.
    """
    found: list[Intervention] = []
    scenario = opening
    for one in sorted(timeline, key=lambda one: one.quarter):
        if not stands_at(scenario, one.key, one.quarter, one.after):
            found.append(dataclasses.replace(one, before=setting_at(scenario, one.key, one.quarter)))
            scenario = with_interventions(scenario, found[-1:])
    return found


def with_interventions(opening: Scenario, timeline: Sequence[Intervention]) -> Scenario:
    """A scenario with interventions as changes of its own; raises ScenarioError for a value that cannot be."""
    found = opening
    for one in timeline:
        found = found.with_change(one.quarter, one.key, one.after)
    return found
