"""The scenario of a folder: read back for words, told in departures, and found again by a command or as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from outlast.parameters import DECLARATIONS, Choice
from outlast.report.document.cells import value
from outlast.report.document.parts import Table, TextFile, plain_table
from outlast.scenario import Scenario, ScenarioError, load_scenario, shipped_scenarios
from outlast.scenario.names import SCHEDULED, THEORY, VAGUENESS, components
from outlast.scenario.settling import reach, settle

# More values than these are not typed after --set; a file says them better.
MOST_SET = 6
NONE = "none"
OWN = "The scenario is not one that comes with outlast: save the text below beside where the command is given."
OTHER_VERSION = (
    "The settings were written by another version of the model, which had other quantities. This version cannot make "
    "the numbers again: take the source commit that is named under Provenance."
)
# What stands where a key of references.bib does: first, or after a semicolon.
NAMED = re.compile(r"(?:(?<=^)|(?<=; ))[A-Z][A-Za-z0-9-]+(?=:|;|$)")


def exact(record: Mapping[str, Any]) -> Scenario | None:
    """The scenario of a manifest; None where its record was written by a version that had other quantities."""
    try:
        return Scenario.from_resolved({**record, "path": None})
    except ScenarioError:
        return None


def nearly(record: Mapping[str, Any]) -> Scenario:
    """The same, with defaults where this version knows of more quantities: good for words, not for runs."""
    found = exact(record)
    if found is not None:
        return found
    values = {
        key: tuple(one) if isinstance(one, list) else one
        for key, one in _dotted(record.get("settings", {}), "")
        if key in DECLARATIONS
    }
    base = Scenario(name=str(record.get("name", "scenario")), title=str(record.get("title", "")))
    return replace(base, question=str(record.get("question", "")), settings=settle(base.settings, values))


def _dotted(found: Any, key: str) -> Iterator[tuple[str, Any]]:
    if not isinstance(found, Mapping):
        yield key, found
        return
    for name, inner in found.items():
        yield from _dotted(inner, f"{key}.{name}" if key else str(name))


# How it departs from the defaults -------------------------------------------------------------------------------------


def departures_table(departures: Mapping[str, Any], record: Mapping[str, Any]) -> Table:
    """What the scenario sets otherwise than the defaults: meaning, value, default, unit, and the value's source."""
    rows = []
    for key, own in departures.items():
        entry = DECLARATIONS.get(key)
        if entry is None:
            rows.append((key, "not known to this version", _spoken(own), "–", "", _source(record, key)))
            continue
        unit = "" if isinstance(entry.spec, Choice) else entry.spec.unit
        told = (entry.spec.says, _spoken(own), _spoken(entry.default), unit)
        rows.append((key, *told, _source(record, key)))
    notes = [
        "Defaults are those of the version that wrote this page; outlast parameters NAME says where one is from.",
        "" if rows else "Nothing is set otherwise than the defaults.",
    ]
    return plain_table(
        "What is set otherwise than the defaults",
        ("quantity", "meaning", "set to", "default", "unit", "source of the value"),
        rows, (2, 3), notes,
    )  # fmt: skip


def changes_table(record: Mapping[str, Any]) -> Table | None:
    """Levers that change on the way; None where none does."""
    changes = record.get("changes") or ()
    if not changes:
        return None
    rows = []
    for change in changes:
        entry = DECLARATIONS.get(change["key"])
        told = (entry.spec.says, entry.spec.unit) if entry else ("", "")
        rows.append((f"from quarter {change['quarter']}", change["key"], told[0], _spoken(change["value"]), told[1]))
    heads = ("when", "quantity", "meaning", "set to", "unit")
    return plain_table("What changes on the way", heads, rows, (3,), ["Quarters are counted from 0."])


def judgements_table(record: Mapping[str, Any]) -> Table | None:
    """Values that were coded by judgement, and over what they should be varied; None where there are none."""
    rows = [
        (entry["key"], f"{value(entry['low'])} to {value(entry['high'])}", entry["why"])
        for entry in record.get("judgements") or ()
    ]
    if not rows:
        return None
    return plain_table("Values coded by judgement", ("quantity", "could be", "why"), rows)


def sources_in_words(record: Mapping[str, Any]) -> list[str]:
    """What the scenario as a whole rests on, each source with its reason; a key of references.bib in brackets."""
    return [cited(str(source)) for source in record.get("source") or ()]


def cited(source: str) -> str:
    """Sources as scenarios and evidence write them (`KEY: reason; KEY: reason`), with keys as citations."""
    return NAMED.sub(lambda found: f"[{found[0]}]" if is_reference(found[0]) else found[0], source)


def is_reference(key: str) -> bool:
    """Whether a text is a key of references.bib."""
    from outlast.bibliography import references

    return key in references()


def _source(record: Mapping[str, Any], key: str) -> str:
    """Where a value is from, as the scenario says of the quantity itself or of its table."""
    said = record.get("provenance") or {}
    parts = key.split(".")
    for count in range(len(parts), 0, -1):
        name = ".".join(parts[:count])
        if name in said:
            return cited(str(said[name]))
    return "not given"


def _spoken(found: Any) -> str:
    """A value as a scenario file has it."""
    if isinstance(found, list | tuple):
        return ", ".join(str(one) for one in found) or "none"
    return value(found)


# How it is found again ------------------------------------------------------------------------------------------------


def words_for(
    record: Mapping[str, Any],
    kept: Sequence[str] = (),
    *,
    alone: bool = False,
    given: Mapping[str, Any] | None = None,
) -> tuple[list[str], tuple[TextFile, ...], list[str]]:
    """What to type for a scenario after the command's name; files to save first; remarks.

    A shipped scenario goes by its name, where that still means the same, or by its name and a few --set; any other
    becomes a file of its departures. `kept` are keys that were set at the command line and must be set there again.
    `given` are values that some other option brings.
    With `alone` options go for other scenarios too: the name, or a file, and `kept_words` once for all of them.
    """
    name = str(record["name"])
    scenario = exact(record)
    if scenario is None:
        return [name], (), [OTHER_VERSION]
    own = kept_words(record, kept)
    if name in shipped_scenarios():
        options = _set(_with(load_scenario(name), given or {}), scenario, _shortened(scenario, kept), decisive=alone)
        if options is not None and not alone:
            return [name, *options], (), []
        if options is not None and set(options) <= set(own):
            return [name], (), []
    # The option brings those again, so that the file need not have them.
    bare = _with(scenario, {key: DECLARATIONS[key].default for key in given or {}})
    file = TextFile(f"{name}.toml", bare.to_toml())
    return [file.name, *([] if alone else own)], (file,), [OWN]


def differing(record: Mapping[str, Any], values: Mapping[str, Any]) -> list[str]:
    """The keys whose values the scenario has otherwise than these."""
    scenario = exact(record)
    return [] if scenario is None else [key for key, one in values.items() if reach(scenario.settings, key) != one]


def kept_words(record: Mapping[str, Any], kept: Sequence[str]) -> list[str]:
    """The options that set again what was set at the command line; none where the scenario is of another version."""
    scenario = exact(record)
    if scenario is None:
        return []
    keys = _shortened(scenario, kept)
    return [word for key in keys for word in _option(key, _value(scenario, key), keys)]


def _set(base: Scenario, wanted: Scenario, kept: Sequence[str], *, decisive: bool) -> list[str] | None:
    """The --set options that make one scenario of another; None where they cannot, or would be too many.

    Where only what is `decisive` counts, title and sources may differ.
    """
    keys = [key for key in DECLARATIONS if reach(base.settings, key) != reach(wanted.settings, key)]
    whole = components(VAGUENESS) if VAGUENESS in kept else ()
    keys = list(dict.fromkeys([*(key for key in keys if key not in whole), *kept]))
    if len(keys) > MOST_SET:
        return None
    typed = {key: _value(wanted, key) for key in keys}
    try:
        found = base.replace(typed) if typed else base
    except ScenarioError:
        return None
    if told_by(found, decisive=decisive) != told_by(wanted, decisive=decisive):
        return None
    return [word for key, text in typed.items() for word in _option(key, text, kept)]


def _with(base: Scenario, given: Mapping[str, Any]) -> Scenario:
    """A scenario with some values, where they can stand together."""
    try:
        return base.replace(dict(given)) if given else base
    except ScenarioError:
        return base


def told_by(scenario: Scenario, *, decisive: bool = True) -> dict[str, Any]:
    """What a scenario says, or what of it decides numbers."""
    record = scenario.resolved()
    names = ("settings", "changes", "roster", "horizon") if decisive else [name for name in record if name != "path"]
    return {name: record[name] for name in names}


def _shortened(scenario: Scenario, kept: Sequence[str]) -> list[str]:
    """Keys that can be set, those of vagueness as one where they were set as one."""
    parts = components(VAGUENESS)
    alike = VAGUENESS in kept and len({reach(scenario.settings, key) for key in parts}) == 1
    known = [key for key in kept if key in DECLARATIONS and not (alike and key in parts)]
    return [VAGUENESS, *known] if alike else known


def _value(scenario: Scenario, key: str) -> str:
    """A value as it is typed."""
    text = as_typed(reach(scenario.settings, components(VAGUENESS)[0] if key == VAGUENESS else key))
    return "[]" if key == SCHEDULED and text == NONE else text


def _option(key: str, text: str, kept: Sequence[str]) -> tuple[str, str]:
    """The option for one value; with an ensemble a theory picks members, unless it is to be kept in every run."""
    return ("--theory", text) if key == THEORY and key not in kept else ("--set", f"{key}={text}")


def as_typed(found: Any) -> str:
    """A value as it is typed after --set or --vary."""
    match found:
        case bool():
            return "true" if found else "false"
        case float():
            return str(int(found)) if found.is_integer() and abs(found) < 1e15 else repr(found)
        case tuple() if found and not isinstance(found[0], str):
            return f"[{','.join(str(one) for one in found)}]"
        case tuple():
            return ",".join(found) or NONE
        case _:
            return str(found)
