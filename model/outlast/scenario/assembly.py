"""One file laid over what it extends, all of its parts checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from outlast.parameters import Context
from outlast.scenario.checking import Front, check_entry
from outlast.scenario.entries import RosterEntry
from outlast.scenario.errors import RosterError, ScenarioError, fail
from outlast.scenario.layers import read_layer
from outlast.scenario.names import FILE_KEYS, FRONT, nearest, suggestion
from outlast.scenario.parts import read_changes, read_judgements, read_provenance
from outlast.scenario.record import Scenario
from outlast.scenario.revision import revise
from outlast.scenario.roster import organisations, read_roster
from outlast.scenario.settling import put
from outlast.scenario.wording import described, shown


def assemble(base: Scenario, data: Mapping[str, Any], folder: Path, where: str) -> tuple[Scenario, dict[str, Any]]:
    """The scenario with one file laid over it, and the values that the file sets.

    Sources, changes, judgements and provenance add to those of the base, and win over what the base says of
    the same key. A roster takes the place of the population and regions of the base. Raises ScenarioError with
    all faults.
    """
    given = {key: data[key] for key in FRONT if key in data}
    if isinstance(given.get("source"), str):
        given["source"] = [given["source"]]
    front, faults = check_entry(Front, given, lambda part: part)
    values, found = read_layer({key: value for key, value in data.items() if key not in FILE_KEYS})
    faults += found
    changes, found = read_changes(data.get("change", []))
    faults += found
    judgements, found = read_judgements(data.get("judgement", {}))
    faults += found
    provenance, found = read_provenance(data.get("provenance", {}))
    faults += found
    fail(where, faults)
    assert front is not None

    if "roster" in data:
        base = peopled(base, read_roster_of(data["roster"], folder, where))
    scenario = revise(
        base,
        values,
        title=front.title,
        question=front.question or base.question,
        source=tuple(dict.fromkeys([*base.source, *front.source])),
    )
    timed = {(c.quarter, c.key): c for c in (*base.changes, *changes)}
    judged = {judgement.key: judgement for judgement in (*scenario.judgements, *judgements)}
    cited = {entry.key: entry for entry in (*scenario.provenance, *provenance)}
    scenario = replace(
        scenario,
        changes=tuple(sorted(timed.values(), key=lambda change: change.quarter)),
        judgements=tuple(judged.values()),
        provenance=tuple(cited.values()),
    )
    return scenario, values


def peopled(base: Scenario, roster: tuple[RosterEntry, ...]) -> Scenario:
    """The scenario with a roster in place of its population and regions."""
    emptied = put(base.settings, "context.population", Context().population)
    return replace(base, settings=put(emptied, "context.regions", Context().regions), roster=roster)


def read_roster_of(value: Any, folder: Path, where: str) -> tuple[RosterEntry, ...]:
    """The organisations of a `roster`: the name of a CSV file beside the scenario, or tables of their own."""
    if isinstance(value, str) and value:
        path = folder / value
        if not path.exists():
            beside = nearest(path.name, sorted(other.name for other in folder.glob("*.csv")))
            raise RosterError(f"{where}: roster {shown(value)} is not there{suggestion(beside)}.")
        return read_roster(path, f"{where}, roster {value}")
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        return organisations({f"[[roster]] {number}": row for number, row in enumerate(value, 1)}, where)
    raise ScenarioError(
        f"{where}: roster is {described(value)}, but must be the name of a CSV file, or [[roster]] tables."
    )
