"""What there is: scenarios, parameters and outcomes, as tables for a terminal and as records for a machine."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.bibliography import references
from outlast.outcomes.catalogue import (
    COUNT,
    FINALS,
    FLAG,
    NUMBER,
    RUN_OUTCOMES,
    RUNG,
    SHARE,
    TRACE,
    Outcome,
)
from outlast.outcomes.judgement import RUNGS, STATES
from outlast.parameters import ASSUMED, DECLARATIONS, Choice, Declaration, Listing
from outlast.scenario import Scenario, ScenarioError, load_scenario, shipped_scenarios
from outlast.scenario.wording import shown, unknown

WIDTH = 100
Record = dict[str, Any]


# Scenarios ----------------------------------------------------------------------------------------------------------


def scenarios_records(scenarios: Iterable[Scenario] | None = None) -> list[Record]:
    """Each scenario (the shipped ones by default): name, title, question, source, and departures from the defaults."""
    return [
        {
            "name": scenario.name,
            "title": scenario.title,
            "question": scenario.question,
            "source": list(scenario.source),
            "departures": scenario.departures(),
        }
        for scenario in _shipped(scenarios)
    ]


def scenarios_table(scenarios: Iterable[Scenario] | None = None) -> RenderableType:
    """Each scenario (the shipped ones by default) with its title, question and sources."""
    table = _table("name", "title and question", "source")
    table.columns[0].no_wrap = True
    table.columns[2].max_width = 18
    for record in scenarios_records(scenarios):
        said = Text(record["title"])
        if record["question"]:
            said.append(f"\n{' '.join(record['question'].split())}", style="dim")
        keys = ", ".join(dict.fromkeys(source.partition(":")[0] for source in record["source"]))
        table.add_row(Text(record["name"], style="bold"), said, Text(keys))
        table.add_section()
    note = "Run one with: outlast run NAME. Sources are keys of references.bib; assumed: our own judgement."
    return Constrain(Group(table, Text(note, style="dim")), WIDTH)


def _shipped(scenarios: Iterable[Scenario] | None) -> Iterable[Scenario]:
    return scenarios if scenarios is not None else [load_scenario(name) for name in shipped_scenarios()]


# Parameters ---------------------------------------------------------------------------------------------------------


def parameters_records(name: str | None = None) -> list[Record]:
    """Each declared quantity, or those that a dotted name covers; raises ScenarioError for a name that nothing has."""
    return [_record(entry) for entry in _covered(name)]


def parameters_table(name: str | None = None) -> RenderableType:
    """Each declared quantity by group, those that a dotted name covers, or all that there is to say of one."""
    entries = _covered(name)
    if name in DECLARATIONS:
        return Constrain(_details(entries[0]), WIDTH)
    table = _table("name", "meaning", "range and unit", "default", "source")
    table.columns[0].no_wrap = table.columns[4].no_wrap = True
    table.columns[2].max_width, table.columns[3].max_width = 24, 11
    group = None
    for entry in entries:
        prefix, _, leaf = entry.key.rpartition(".")
        if prefix != group:
            table.add_section()
            table.add_row(Text(prefix, style="bold"))
            group = prefix
        record = _record(entry)
        table.add_row(
            *(
                Text(text)
                for text in (
                    f"  {leaf}",
                    record["says"],
                    _range(entry),
                    _default(entry),
                    record["source"],
                )
            )
        )
    note = "All about one: outlast parameters NAME. Sources are keys of references.bib; assumed: our own judgement."
    return Constrain(Group(table, Text(note, style="dim")), WIDTH)


def _covered(name: str | None) -> list[Declaration]:
    if name is None:
        return list(DECLARATIONS.values())
    found = [entry for key, entry in DECLARATIONS.items() if key == name or key.startswith(f"{name}.")]
    if not found:
        raise ScenarioError(unknown(name))
    return found


def _record(entry: Declaration) -> Record:
    spec = entry.spec
    default = list(entry.default) if isinstance(entry.default, tuple) else entry.default
    record: Record = {
        "name": entry.key,
        "says": spec.says,
        "unit": spec.unit,
        "type": _type(entry),
        "default": default,
        "low": None,
        "high": None,
        "choices": None,
        "source": spec.source,
        "reference": None,
    }
    if isinstance(spec, Choice):
        record["choices"] = dict(spec.names)
    elif entry.type is not bool:
        record["low"], record["high"] = spec.low, spec.high
    if spec.source in references():
        reference = references()[spec.source]
        record["reference"] = {"text": str(reference), "says": reference.note, "address": reference.address}
    return record


def _type(entry: Declaration) -> str:
    if isinstance(entry.spec, Choice):
        return "any of the names" if entry.spec.several else "one of the names"
    if isinstance(entry.spec, Listing):
        return "list of whole numbers"
    if entry.type is bool:
        return "true or false"
    return "whole number" if entry.is_integer else "number"


def _range(entry: Declaration) -> str:
    if isinstance(entry.spec, Choice):
        return ", ".join(entry.spec.names)
    if entry.type is bool:
        return entry.spec.unit
    return f"{entry.spec.low:g} to {entry.spec.high:g} {entry.spec.unit.removesuffix(' 0 to 1')}".replace("-", "−")


def _default(entry: Declaration) -> str:
    if isinstance(entry.spec, Choice):
        return ", ".join(entry.default) if entry.spec.several else entry.default
    return shown(entry.default)


def _details(entry: Declaration) -> RenderableType:
    record = _record(entry)
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")

    def say(name: str, text: str) -> None:
        table.add_row(Text(name), Text(text))

    say("name", entry.key)
    say("meaning", record["says"])
    if not isinstance(entry.spec, Choice):
        say("unit", record["unit"])
    say("type", record["type"])
    for name, says in (record["choices"] or {}).items():
        say("" if name != next(iter(record["choices"])) else "names", f"{name}: {says}")
    if record["low"] is not None:
        say("range", _range(entry))
    say("default", _default(entry))
    if record["source"] == ASSUMED:
        say("source", "assumed: our own judgement, no measurement")
    else:
        say("source", record["source"])
        if record["reference"]:
            say("", record["reference"]["text"])
            say("cited for", record["reference"]["says"])
    return table


# Outcomes -----------------------------------------------------------------------------------------------------------

KEYS = (
    Outcome("run", "number of the run, from 0", "run", COUNT),
    Outcome("seed", "seed of the run", "seed", COUNT),
)
PARTNERSHIP = Outcome("partnership", "number of the partnership in its cohort, from 0", "partnership", COUNT)
QUARTER_OF_RUN = Outcome("quarter", "quarter, from 0; values are those at its end", "quarter", COUNT)
# Of the state of each partnership a quarter of a run keeps shares.
SHARES = (
    Outcome("open", "partnerships open", "share 0 to 1", SHARE),
    Outcome("self_sustaining", "partnerships self-sustained or growing", "share 0 to 1", SHARE),
    *(Outcome(f"state_{name}", f"partnerships in the state {name}", "share 0 to 1", SHARE) for name in STATES),
)
WHERE = {
    "partnership": "One value for each run and partnership (partnerships.parquet)",
    "quarter": "One value for each run and quarter: means over those open, governance over all (quarters.parquet)",
    "run": "One value for each run: shares and means over its partnerships (runs.parquet)",
}


def outcomes_records() -> list[Record]:
    """Each column of the data frames and files of a run: name, meaning, unit, kind, and the table that it is in.

    `twin_` before a name is the same of the twin; `additional_`, of a run, is mandated less twin.
    """
    return [_column(outcome, where) for where in WHERE for outcome in _columns(where)]


def outcomes_table() -> RenderableType:
    """Each outcome with its meaning, unit and kind, by the table that it is in."""
    parts: list[RenderableType] = []
    for where, says in WHERE.items():
        outcomes = _columns(where)
        if where == "run":
            says += ".\nEvery outcome of a partnership, a rung as a share under its own name (ladder_8_failed), and:"
            outcomes = list(RUN_OUTCOMES)
        table = _table("name", "meaning", "unit", "kind")
        table.columns[0].no_wrap = True
        table.columns[0].min_width = max(len(outcome.name) for outcome in (*FINALS, *RUN_OUTCOMES))
        table.columns[2].max_width = 15
        for outcome in outcomes:
            table.add_row(*(Text(text) for text in (outcome.name, outcome.says, outcome.unit, outcome.kind)))
        parts += [Text(says, style="bold"), table, Text()]
    note = (
        "twin_NAME: the same world with the same luck and no mandate. additional_NAME, of a run: mandated less twin. "
        "summary.csv has each outcome of a run with its 95% interval and its spread over cohorts."
    )
    return Constrain(Group(*parts, Text(note, style="dim")), WIDTH)


def _columns(where: str) -> list[Outcome]:
    if where == "partnership":
        return [*KEYS, PARTNERSHIP, *FINALS]
    if where == "quarter":
        return [*KEYS, QUARTER_OF_RUN, *SHARES, *(outcome for outcome in TRACE if outcome.name != "state")]
    found = [*KEYS]
    for outcome in FINALS:
        if outcome.kind == RUNG:
            names = STATES if outcome.name == "ladder_end" else RUNGS
            found += [
                Outcome(f"{outcome.name}_{name}", f"{outcome.says}: {name}", "share 0 to 1", SHARE) for name in names
            ]
        elif outcome.kind == FLAG:
            found.append(outcome._replace(unit="share 0 to 1", kind=SHARE))
        elif outcome.kind == COUNT:
            found.append(outcome._replace(kind=NUMBER))
        else:
            found.append(outcome)
    return [*found, *RUN_OUTCOMES]


def _column(outcome: Outcome, where: str) -> Record:
    return {"name": outcome.name, "says": outcome.says, "unit": outcome.unit, "kind": outcome.kind, "table": where}


def _table(*names: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for name in names:
        table.add_column(name, overflow="fold")
    return table
