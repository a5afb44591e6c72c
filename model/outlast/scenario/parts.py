"""The parts of a file beside its settings: changes, judgements and provenance, read and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from outlast.parameters import DECLARATIONS, Spec
from outlast.scenario.checking import Judged, Timed, check_entry
from outlast.scenario.entries import Change, Judgement, Provenance
from outlast.scenario.layers import read_layer
from outlast.scenario.names import GROUPS, VAGUENESS, components
from outlast.scenario.wording import described, span, unknown


def read_changes(entries: Any) -> tuple[list[Change], list[str]]:
    """The levers that change at a quarter: each `[[change]]` gives a quarter and levers by dotted name."""
    if not isinstance(entries, list):
        return [], [
            f"change is {described(entries)}, but must be a list of tables: write [[change]], with two brackets."
        ]
    changes: list[Change] = []
    faults: list[str] = []
    for number, entry in enumerate(entries, 1):
        label = f"[[change]] {number}"
        if not isinstance(entry, Mapping):
            faults.append(f"{label} is {described(entry)}, but must be a table with a quarter and levers.")
            continue
        if "key" in entry or "value" in entry:
            faults.append(f"{label}: name the lever itself, as in mandate.grant = 50, in place of key and value.")
            continue
        timed, found = check_entry(
            Timed,
            {key: entry[key] for key in ("quarter",) if key in entry},
            lambda part, label=label: f"{label}: {part}",
        )
        faults += found
        values, found = read_layer({key: value for key, value in entry.items() if key != "quarter"})
        faults += [f"{label}: {fault}" for fault in found]
        if not values and not found:
            faults.append(f"{label} changes nothing: add a lever, as in mandate.grant = 50.")
        for key, value in values.items():
            if not key.startswith("mandate."):
                faults.append(f"{label}: {key} cannot change during a run; only levers of [mandate] can.")
            elif key == "mandate.growth":
                faults.append(f"{label}: {key} cannot change during a run, for a partnership is convened once.")
            elif timed:
                changes.append(Change(timed.quarter, key, value))
    places = [(change.quarter, change.key) for change in changes]
    faults += [
        f"[[change]] gives {key} twice at quarter {q}."
        for q, key in dict.fromkeys(places)
        if places.count((q, key)) > 1
    ]
    return changes, faults


def read_judgements(table: Any) -> tuple[list[Judgement], list[str]]:
    """The entries of `[judgement]`: a key of a number, with `low`, `high` and `why`."""
    judgements: list[Judgement] = []
    faults: list[str] = []
    for key, entry in _entries(table, "judgement", faults):
        label = f"[judgement] {key}"
        declared = DECLARATIONS.get(components(VAGUENESS)[0] if key == VAGUENESS else key)
        if declared is None:
            faults.append(f"[judgement] {unknown(key)}")
            continue
        if not isinstance(declared.spec, Spec) or declared.type is bool:
            faults.append(f"{label} is not a number, so no interval of it can be varied.")
            continue
        judged, found = check_entry(Judged, entry, lambda part, label=label: f"{label}{f'.{part}' if part else ''}")
        faults += found
        if judged is None:
            continue
        for name, bound in (("low", judged.low), ("high", judged.high)):
            if not declared.spec.low <= bound <= declared.spec.high:
                faults.append(f"{label}.{name} is {bound:g}, but must lie {span(declared)}.")
        if judged.low >= judged.high:
            faults.append(f"{label}: low is {judged.low:g} and high is {judged.high:g}, but low must be below high.")
        judgements.append(Judgement(key, judged.low, judged.high, judged.why))
    return judgements, faults


def read_provenance(table: Any) -> tuple[list[Provenance], list[str]]:
    """The entries of `[provenance]`: a key (or a table, or the roster), and where its value comes from."""
    found: list[Provenance] = []
    faults: list[str] = []
    for key, source in _entries(table, "provenance", faults):
        if key not in DECLARATIONS and key not in GROUPS and key != "roster":
            faults.append(f"[provenance] {unknown(key)}")
        elif not isinstance(source, str) or not source.strip():
            faults.append(
                f'[provenance] {key} is {described(source)}, but must be a text such as "OVS14b: the reason",'
                ' or "assumed: the reason".'
            )
        else:
            found.append(Provenance(key, source))
    return found, faults


def _entries(table: Any, name: str, faults: list[str]) -> Iterator[tuple[str, Any]]:
    """Key and entry of `[judgement]` or `[provenance]`, whether keys are quoted, dotted or nested."""
    if not isinstance(table, Mapping):
        faults.append(f"{name} is {described(table)}, but must be a table: write [{name}].")
        return
    yield from _flat_entries(table, "")


def _flat_entries(table: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for part, entry in table.items():
        key = f"{prefix}{part}"
        is_table = isinstance(entry, Mapping) and not {"low", "high", "why"} & set(entry)
        if key in GROUPS and is_table:
            yield from _flat_entries(entry, f"{key}.")
        else:
            yield key, entry
