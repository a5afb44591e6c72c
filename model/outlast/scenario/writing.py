"""A scenario written down: as a TOML file of departures, and as the complete record that a manifest keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from outlast.parameters import DECLARATIONS
from outlast.scenario.names import AIM, THEORY, components
from outlast.scenario.roster import as_table
from outlast.scenario.settling import reach

if TYPE_CHECKING:
    from outlast.scenario.record import Scenario


def toml_of(scenario: Scenario) -> str:
    """A file that `load_scenario` reads back to the same scenario: departures only, a roster as tables."""
    lines = [f"title = {_toml(scenario.title)}", f"question = {_toml(scenario.question)}"]
    lines += [f"source = {_toml(list(scenario.source))}"]
    departures = scenario.departures()
    if any(key.startswith(f"{AIM}.") for key in departures):
        # Weights are scaled on reading, so that one of them means nothing without the others.
        departures |= {key: reach(scenario.settings, key) for key in components(AIM)}
    ordered = {key: departures[key] for key in DECLARATIONS if key in departures}
    for table in dict.fromkeys(key.partition(".")[0] for key in ordered):
        inside = {key.partition(".")[2]: value for key, value in ordered.items() if key.startswith(f"{table}.")}
        lines += [
            "",
            f"[{table}]",
            *(f"{name} = {_toml(_spoken(f'{table}.{name}', v))}" for name, v in inside.items()),
        ]
    if scenario.provenance:
        lines += [
            "",
            "[provenance]",
            *(f"{_toml(entry.key)} = {_toml(entry.source)}" for entry in scenario.provenance),
        ]
    if scenario.judgements:
        lines += ["", "[judgement]"]
        lines += [
            f"{_toml(j.key)} = {_toml({'low': j.low, 'high': j.high, 'why': j.why})}" for j in scenario.judgements
        ]
    for quarter in dict.fromkeys(change.quarter for change in scenario.changes):
        at_once = [change for change in scenario.changes if change.quarter == quarter]
        lines += ["", "[[change]]", f"quarter = {quarter}"]
        lines += [f"{change.key} = {_toml(_spoken(change.key, change.value))}" for change in at_once]
    for entry in scenario.roster or ():
        lines += ["", "[[roster]]", *(f"{name} = {_toml(value)}" for name, value in as_table(entry).items())]
    return "\n".join(lines) + "\n"


def record_of(scenario: Scenario) -> dict[str, Any]:
    """All of a scenario in the types of JSON; `horizon` and `regions` are added as they resolve."""
    roster = None if scenario.roster is None else [as_table(entry) for entry in scenario.roster]
    return {
        "name": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "source": list(scenario.source),
        "path": scenario.path,
        "horizon": scenario.horizon,
        "regions": scenario.regions,
        "settings": _plain(scenario.settings),
        "changes": [{**change._asdict(), "value": _plain(change.value)} for change in scenario.changes],
        "roster": roster,
        "judgements": [judgement._asdict() for judgement in scenario.judgements],
        "provenance": {entry.key: entry.source for entry in scenario.provenance},
    }


def _plain(value: Any) -> Any:
    """Records as tables and tuples as lists."""
    if hasattr(value, "_asdict"):
        return {name: _plain(inner) for name, inner in value._asdict().items()}
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def _spoken(key: str, value: Any) -> Any:
    """A value as a file writes it: no theory is "none"."""
    return "none" if key == THEORY and not value else value


def _toml(value: Any) -> str:
    """A value in TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # JSON's escapes are TOML's, but for the delete sign, which TOML wants escaped too.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            return f"{{ {', '.join(f'{name} = {_toml(inner)}' for name, inner in value.items())} }}"
        case Iterable():
            return f"[{', '.join(_toml(inner) for inner in value)}]"
        case _:
            return repr(value)
