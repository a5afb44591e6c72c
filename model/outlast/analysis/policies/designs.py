"""The designs that are compared: scenarios with names of their own, and in what they differ beside their mandates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outlast.analysis.numbers import listed
from outlast.outcomes.judgement import LATE
from outlast.parameters import DECLARATIONS
from outlast.scenario import Scenario, ScenarioError, load_scenario
from outlast.scenario.contradictions import contradictions
from outlast.scenario.errors import fail
from outlast.scenario.names import THEORY
from outlast.scenario.settling import reach, settle

MANDATE, HORIZON, TWIN = "mandate.", "context.horizon", "output.twin"
ROSTER = "roster"
# What an ensemble sets in every run, whatever a scenario says.
BEHAVIOUR = ("rules.", "structure.")

Scenarios = Sequence[Scenario | str | Path] | Mapping[str, Scenario | str | Path]


@dataclass(frozen=True)
class Design:
    """A policy that is compared: the name that it goes by here, and the scenario as it is run."""

    name: str
    scenario: Scenario

    @property
    def judged_from(self) -> int:
        """The quarter that judgements "after the last central pound" count from, as planned; 0 where none is offered.

        An early end, or a successor's money, moves it for the partnerships that meet with it.
        """
        offered = [self.scenario.mandate_at(quarter) for quarter in range(self.scenario.funding_end)]
        paid = [
            quarter + 1
            for quarter, mandate in enumerate(offered)
            if mandate.grant > 0.0 and quarter < mandate.duration + mandate.taper
        ]
        return max(paid, default=0)

    @property
    def is_unpaid(self) -> bool:
        """Whether no central money is ever on offer, so that judgements count from the start."""
        return self.judged_from == 0


def designs_of(scenarios: Scenarios, transplant: bool = False) -> tuple[Design, ...]:
    """The designs in their order, the first of which is the reference; all run to the same quarter.

    Parameters:
        scenarios: checked scenarios, paths or shipped names; or a mapping from the names that they are to go by. A name
            that comes up again is numbered: hiec, hiec (2).
        transplant: put the mandates alone into the context of the first.

    Raises ScenarioError for fewer than two, for what cannot be read, and for a mandate that contradicts the context.
    """
    if isinstance(scenarios, str | Path | Scenario) or len(scenarios) < 2:
        found = 1 if isinstance(scenarios, str | Path | Scenario) else len(scenarios)
        raise ScenarioError(f"compare: found {found} scenario{'s' * (found != 1)}, allowed are two or more")
    names = list(scenarios) if isinstance(scenarios, Mapping) else [None] * len(scenarios)
    given = list(scenarios.values()) if isinstance(scenarios, Mapping) else list(scenarios)
    read = [one if isinstance(one, Scenario) else load_scenario(one) for one in given]
    labels = _apart([str(name or one.name) for name, one in zip(names, read, strict=True)])
    if transplant:
        read = [read[0], *(transplanted(one, read[0]) for one in read[1:])]
    horizon = max(max(one.horizon, 0 if one.settings.context.horizon else judged_by(one)) for one in read)
    return tuple(Design(name, until(one, horizon)) for name, one in zip(labels, read, strict=True))


def until(scenario: Scenario, horizon: int) -> Scenario:
    """The scenario simulated for so many quarters; raises ScenarioError where they are too few or too many."""
    return scenario if scenario.horizon == horizon else scenario.replace({HORIZON: horizon})


def judged_by(scenario: Scenario) -> int:
    """The quarter by which every partnership is judged, as planned: also those that a successor programme pays."""
    renewed = (m.successor.duration for _, m in scenario.stages if m.successor.chance > 0.0)
    return scenario.funding_end + max(renewed, default=0) + LATE


def unjudged(scenarios: Mapping[str, Scenario]) -> str:
    """In words, whose partnerships are judged beyond the horizon if a successor takes them on; empty where none is."""
    short = {name: judged_by(one) for name, one in scenarios.items() if judged_by(one) > one.horizon}
    if not short:
        return ""
    return (
        f"{listed(list(short))}: partnerships that are paid longest are judged beyond the horizon and left out, so "
        f"that the others stand for all; set context.horizon to {max(short.values())} or more."
    )


def transplanted(scenario: Scenario, into: Scenario) -> Scenario:
    """The mandate of a scenario, with its changes in time, in the context, behaviour and judging of another.

    It is simulated for as long as it takes to judge it, unless the context says for how long.

    Raises ScenarioError where the two contradict each other.
    """
    levers = {key: reach(scenario.settings, key) for key in DECLARATIONS if key.startswith(MANDATE)}
    found = replace(
        into,
        name=scenario.name,
        title=scenario.title,
        question=scenario.question,
        source=scenario.source,
        settings=settle(into.settings, levers),
        changes=scenario.changes,
        judgements=(),
        provenance=(),
        path=scenario.path,
    )
    fail(f"the mandate of {scenario.name} in the context of {into.name}", contradictions(found, {}))
    return found if into.settings.context.horizon else until(found, max(found.horizon, judged_by(found)))


def differing(first: Scenario, other: Scenario, set_by_worlds: Iterable[str] = ()) -> list[str]:
    """In what two scenarios differ beside their mandates: dotted names, and `roster`.

    Parameters:
        first, other: the two.
        set_by_worlds: openings of names (`rules.`) that every run sets, so that what scenarios say of them is nothing.
    """
    passed = (MANDATE, HORIZON, TWIN, THEORY, *set_by_worlds)
    keys = [key for key in DECLARATIONS if not key.startswith(passed)]
    found = [key for key in keys if reach(first.settings, key) != reach(other.settings, key)]
    return found + ([ROSTER] if first.roster != other.roster else [])


def overruled(scenario: Scenario, keep: Iterable[str]) -> list[str]:
    """What a scenario says of behaviour that gives way to the members of an ensemble."""
    kept = {THEORY, *keep}
    return [key for key in scenario.departures() if key.startswith(BEHAVIOUR) and key not in kept]


def _apart(names: Sequence[str]) -> list[str]:
    """The names, numbered where one comes up again."""
    found: list[str] = []
    for name in names:
        number, own = 1, name
        while own in found:
            number += 1
            own = f"{name} ({number})"
        found.append(own)
    return found
