"""What the worlds of a page are called, how they differ from the scenario of that name, and what they assume."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from outlast.report.wording import theories_in_words
from outlast.scenario import Change, Scenario, load_scenario, shipped_scenarios
from outlast.scenario.names import THEORY
from outlast.visualiser.levers import LEVERS, THREE, lever, value_of

WITHOUT = "the same without a mandate"
SIDES = ("A", "B")
MOST = 4


def title_of(scenario: Scenario, beside: Scenario | None = None) -> str:
    """The title of a scenario, with what departs from the shipped one of that name.

    A scenario that is not shipped is told from another of the same title that stands beside it.
    """
    base = shipped(scenario.name)
    if base is None or base.title != scenario.title:
        base = beside if beside is not None and beside.title == scenario.title else None
    found = [] if base is None else differences(scenario, base)
    return f"{scenario.title}, with {'; '.join(found)}" if found else scenario.title


def is_as_shipped(scenario: Scenario) -> bool:
    """Whether a scenario is the shipped one of its name, not moved in any lever."""
    base = shipped(scenario.name)
    return base is not None and base.title == scenario.title and not differences(scenario, base)


@cache
def shipped(name: str) -> Scenario | None:
    """The shipped scenario of a name, if there is one."""
    return load_scenario(name) if name in shipped_scenarios() else None


def differences(scenario: Scenario, beside: Scenario) -> list[str]:
    """In which levers a scenario differs from another, and what changes on the way, in words."""
    keys = (*THREE, *LEVERS[1:]) if _is_mixed(scenario) or _is_mixed(beside) else LEVERS
    found = []
    for key in (*keys, THEORY):
        mine, theirs = value_of(scenario, key), value_of(beside, key)
        if mine != theirs:
            spec = lever(key)
            found.append(f"{spec.says[0].lower()}{spec.says[1:]} {spec.shown(mine)} (not {spec.bare(theirs)})")
    moves = [change for change in scenario.changes if change not in beside.changes]
    if moves:
        found.append(f"changed in {_quarters(moves)}")
    places = {(change.quarter, change.key) for change in scenario.changes}
    kept = [change for change in beside.changes if (change.quarter, change.key) not in places]
    if kept:
        found.append(f"not changed in {_quarters(kept)}")
    return found if len(found) <= MOST else [*found[:MOST], f"and {len(found) - MOST} more"]


def assumed(scenarios: Sequence[Scenario]) -> str:
    """Which theories the worlds assume, in one clause."""
    theories = [theories_in_words(scenario) for scenario in scenarios]
    if len(set(theories)) == 1:
        return f"assuming {theories[0]}"
    return "; ".join(f"{side} assumes {theory}" for side, theory in zip(SIDES, theories, strict=False))


def _is_mixed(scenario: Scenario) -> bool:
    return len({value_of(scenario, key) for key in THREE}) > 1


def _quarters(changes: Sequence[Change]) -> str:
    """When changes are made: `quarter 4`, `quarters 4, 8 and 12`, `5 quarters from 4 on`."""
    quarters = [str(quarter) for quarter in sorted({change.quarter for change in changes})]
    if len(quarters) > MOST:
        return f"{len(quarters)} quarters from {quarters[0]} on"
    return f"quarter {quarters[0]}" if len(quarters) == 1 else f"quarters {', '.join(quarters[:-1])} and {quarters[-1]}"
