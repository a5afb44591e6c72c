"""What the worlds of a page are called, and how the second differs from the first."""

from __future__ import annotations

from collections.abc import Sequence

from outlast.scenario import Change, Scenario
from outlast.scenario.names import THEORY
from outlast.visualiser.levers import LEVERS, THREE, lever, value_of

WITHOUT = "the same without a mandate"
MOST = 4


def title_of(scenario: Scenario, beside: Scenario | None = None) -> str:
    """The title of a scenario; where another of the same title stands beside it, how it differs from that."""
    if beside is None or scenario.title != beside.title:
        return scenario.title
    found = differences(scenario, beside)
    return f"{scenario.title}, {'; '.join(found)}" if found else scenario.title


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


def _is_mixed(scenario: Scenario) -> bool:
    return len({value_of(scenario, key) for key in THREE}) > 1


def _quarters(changes: Sequence[Change]) -> str:
    """When changes are made: `quarter 4`, `quarters 4, 8 and 12`, `5 quarters from 4 on`."""
    quarters = [str(quarter) for quarter in sorted({change.quarter for change in changes})]
    if len(quarters) > MOST:
        return f"{len(quarters)} quarters from {quarters[0]} on"
    return f"quarter {quarters[0]}" if len(quarters) == 1 else f"quarters {', '.join(quarters[:-1])} and {quarters[-1]}"
