"""A scenario made from another one, or from its resolved record, and checked as a file is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from outlast.parameters import DECLARATIONS, Settings
from outlast.scenario.checking import Restored, check_entry
from outlast.scenario.contradictions import contradictions
from outlast.scenario.entries import Change, Judgement
from outlast.scenario.errors import ScenarioError, fail
from outlast.scenario.layers import read_layer, read_overrides
from outlast.scenario.parts import read_changes, read_judgements, read_provenance
from outlast.scenario.roster import organisations
from outlast.scenario.settling import settle
from outlast.scenario.wording import described

if TYPE_CHECKING:
    from outlast.scenario.record import Scenario

RESOLVED = "resolved scenario"


def revise(scenario: Scenario, values: Mapping[str, Any], **fields: Any) -> Scenario:
    """The scenario with other values; what was judged or cited of a value that is set anew goes with it."""

    def stands(key: str) -> bool:
        return not any(other == key or other.startswith(f"{key}.") for other in values)

    return replace(
        scenario,
        settings=settle(scenario.settings, values),
        judgements=tuple(judgement for judgement in scenario.judgements if stands(judgement.key)),
        provenance=tuple(entry for entry in scenario.provenance if stands(entry.key)),
        **fields,
    )


def replaced(scenario: Scenario, overrides: Mapping[str, Any]) -> Scenario:
    """The scenario with values set anew by dotted name; raises ScenarioError that calls them an override."""
    where = f"override of {scenario.name}"
    values = read_overrides(overrides, where)
    revised = revise(scenario, values)
    origins = dict.fromkeys(scenario.departures(), f"from {scenario.name}") | dict.fromkeys(values, "override")
    fail(where, contradictions(revised, origins))
    return revised


def changed(scenario: Scenario, quarter: int, key: str, value: Any) -> Scenario:
    """The scenario with a lever that takes another value from a quarter on; raises ScenarioError for bad input."""
    where = f"change of {scenario.name}"
    read, faults = read_changes([{"quarter": quarter, key: value}])
    fail(where, [fault.removeprefix("[[change]] 1: ") for fault in faults])
    timed = {(change.quarter, change.key): change for change in (*scenario.changes, *read)}
    revised = replace(scenario, changes=tuple(sorted(timed.values(), key=lambda change: change.quarter)))
    fail(where, contradictions(revised, {}))
    return revised


def restored(kind: type[Scenario], record: Mapping[str, Any]) -> Scenario:
    """A scenario from the record that `resolved` gave; raises ScenarioError where that cannot be used."""
    parts, faults = check_entry(Restored, record, lambda part: part or "the record")
    fail(RESOLVED, faults)
    assert parts is not None
    values, faults = read_layer(parts.settings)
    missing = [key for key in DECLARATIONS if key not in values]
    if missing and not faults:
        faults.append(
            f"{', '.join(missing[:5])}{' and more' if len(missing) > 5 else ''}: no value is given;"
            " the record was written by another version."
        )
    try:
        timed = [{"quarter": change["quarter"], change["key"]: change["value"]} for change in parts.changes]
        judged = {entry["key"]: {part: entry[part] for part in entry if part != "key"} for entry in parts.judgements}
    except KeyError as gap:
        raise ScenarioError(
            f"{RESOLVED}: an entry of its changes or judgements lacks {described(gap.args[0])}."
        ) from None
    # What a file says in one [[change]] stands in several entries here, so that each is read by itself.
    changes: list[Change] = []
    for entry in timed:
        read, found = read_changes([entry])
        changes += read
        faults += found
    judgements: list[Judgement]
    judgements, found = read_judgements(judged)
    faults += found
    provenance, found = read_provenance(parts.provenance)
    faults += found
    fail(RESOLVED, faults)
    roster = parts.roster
    rows = None if roster is None else {f"organisation {number}": row for number, row in enumerate(roster, 1)}
    scenario = kind(
        name=parts.name,
        title=parts.title,
        question=parts.question,
        source=tuple(parts.source),
        settings=settle(Settings(), values),
        changes=tuple(changes),
        roster=None if rows is None else organisations(rows, RESOLVED),
        judgements=tuple(judgements),
        path=parts.path,
        provenance=tuple(provenance),
    )
    fail(RESOLVED, contradictions(scenario, {}))
    return scenario
