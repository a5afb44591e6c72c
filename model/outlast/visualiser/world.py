"""One visitor's world: a Mesa model as it is played, what happened in it, and the timeline of interventions."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping, Sequence
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
    """A world as a visitor plays it. `opening` is the scenario that it began with, without what was moved since."""

    opening: Scenario
    seed: int
    timeline: list[Intervention] = field(default_factory=list)
    model: CollaborationModel = field(init=False)
    chronicle: Chronicle = field(init=False)

    def __post_init__(self) -> None:
        """Open the world at quarter 0."""
        self.model = CollaborationModel(self.scenario, rng=self.seed, twin=False)
        self.chronicle = Chronicle(self.model)

    @property
    def scenario(self) -> Scenario:
        """The scenario with the timeline in it: what a file must say to give this very world."""
        return with_interventions(self.opening, self.timeline)

    @property
    def quarter(self) -> int:
        """Quarters completed."""
        return self.model.quarter

    @property
    def is_over(self) -> bool:
        """Whether the horizon is reached."""
        return self.model.quarter >= self.model.horizon

    def step(self) -> None:
        """Play one quarter."""
        if not self.is_over:
            self.model.step()
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
        before = self.setting(key)
        if before == value or self.is_over:
            return None
        one = Intervention(self.quarter, key, before, value)
        kept = [other for other in self.timeline if (other.quarter, other.key) != (one.quarter, key)]
        # Moved again within the quarter it is one move; moved back it is none.
        one = dataclasses.replace(one, before=next((o.before for o in self.timeline if o not in kept), before))
        timeline = kept if one.before == one.after else [*kept, one]
        self.model.case = with_interventions(self.opening, timeline)
        self.timeline = timeline
        return one

    def setting(self, key: str) -> Any:
        """What a lever stands at for the coming quarter."""
        mandate = self.model.case.mandate_at(min(self.quarter, self.model.horizon - 1))
        settings = self.opening.settings._replace(mandate=mandate)
        return value_of(dataclasses.replace(self.opening, settings=settings), key)

    def without(self, place: int) -> World:
        """The same world with one intervention taken back, played again up to now."""
        timeline = [one for k, one in enumerate(self.timeline) if k != place]
        return World(self.opening, self.seed, timeline).play_to(self.quarter)

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


def with_interventions(opening: Scenario, timeline: Sequence[Intervention]) -> Scenario:
    """A scenario with interventions as changes of its own; raises ScenarioError for a value that cannot be."""
    found = opening
    for one in timeline:
        for key in components(VAGUENESS) if one.key == VAGUENESS else (one.key,):
            found = found.with_change(one.quarter, key, one.after)
    return found
