"""A scenario: all that a run is told of the mandate, the country, the rules, the theories and the judging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from outlast.parameters import DECLARATIONS, Mandate, Settings
from outlast.scenario.entries import NATIONAL, Change, Judgement, Provenance, RosterEntry
from outlast.scenario.revision import changed, replaced, restored
from outlast.scenario.settling import reach, settle
from outlast.scenario.writing import record_of, toml_of

# The default horizon: long enough to judge a partnership twelve quarters after its last central pound.
LEAST_HORIZON = 40
AFTERMATH = 12

DEFAULTS = Settings()


@dataclass(frozen=True)
class Scenario:
    """A titled difference from the defaults, resolved; `Scenario()` is the defaults themselves.

    `load_scenario` and `replace` check what they are given; the constructor takes its arguments as they are.
    """

    name: str = "defaults"
    title: str = "The defaults"
    question: str = ""
    source: tuple[str, ...] = ()
    settings: Settings = DEFAULTS
    changes: tuple[Change, ...] = ()
    roster: tuple[RosterEntry, ...] | None = None
    judgements: tuple[Judgement, ...] = ()
    path: str | None = None
    provenance: tuple[Provenance, ...] = ()

    @cached_property
    def stages(self) -> tuple[tuple[int, Mandate], ...]:
        """The mandate in force from each quarter in which it changes, in order; the first from quarter 0."""
        current = self.settings
        stages = {0: current.mandate}
        for quarter in sorted({change.quarter for change in self.changes}):
            current = settle(current, {c.key: c.value for c in self.changes if c.quarter == quarter})
            stages[quarter] = current.mandate
        return tuple(stages.items())

    def mandate_at(self, quarter: int) -> Mandate:
        """The levers in force in a quarter: all changes up to and including it applied."""
        current = self.settings.mandate
        for start, mandate in self.stages:
            if start <= quarter:
                current = mandate
        return current

    @property
    def horizon(self) -> int:
        """Quarters simulated."""
        return self.settings.context.horizon or max(LEAST_HORIZON, self.funding_end + AFTERMATH)

    @cached_property
    def funding_end(self) -> int:
        """The quarter from which the programme pays nothing, as planned: no early end, no successor."""
        return max(mandate.duration + mandate.taper for _, mandate in self.stages)

    @cached_property
    def region_names(self) -> tuple[str, ...]:
        """The local health economies by name, a roster's in order of the alphabet; partnerships take them in turn."""
        if self.roster is None:
            count = self.settings.context.regions or self.settings.context.partnerships
            return tuple(f"region {number}" for number in range(1, count + 1))
        return tuple(sorted({entry.region for entry in self.roster if entry.region != NATIONAL}))

    @property
    def regions(self) -> int:
        """Number of local health economies: those of the roster, or as set, or one for each partnership."""
        return len(self.region_names)

    def departures(self) -> dict[str, Any]:
        """What differs from the defaults: dotted key to value, in order of declaration."""
        values = {key: reach(self.settings, key) for key in DECLARATIONS}
        return {key: value for key, value in values.items() if value != DECLARATIONS[key].default}

    def replace(self, overrides: Mapping[str, Any]) -> Scenario:
        """The scenario with values set anew by dotted name; raises ScenarioError as `load_scenario` does."""
        return replaced(self, overrides)

    def with_change(self, quarter: int, key: str, value: Any) -> Scenario:
        """The scenario with a lever (dotted name) that takes another value from a quarter on.

        Raises ScenarioError where the key is no lever that can change, or the value not one that it takes.
        """
        return changed(self, quarter, key, value)

    def resolved(self) -> dict[str, Any]:
        """The whole scenario in the types of JSON, for a manifest."""
        return record_of(self)

    @classmethod
    def from_resolved(cls, record: Mapping[str, Any]) -> Scenario:
        """A scenario from its `resolved` record; raises ScenarioError where that is damaged or incomplete."""
        return restored(cls, record)

    def to_toml(self) -> str:
        """A scenario file: departures from the defaults only."""
        return toml_of(self)
