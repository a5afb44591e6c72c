"""One layer of values (a file, or a set of overrides): names made whole, shorthands written out, all checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from outlast.parameters import DECLARATIONS, Choice, Listing
from outlast.scenario.checking import check
from outlast.scenario.errors import ScenarioError, fail
from outlast.scenario.names import (
    FILE_KEYS,
    GROUPS,
    REORGANISATIONS,
    SCHEDULED,
    THEORY,
    VAGUENESS,
    components,
)
from outlast.scenario.wording import shown, theory_conflict, unknown


def read_layer(tables: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The values that a layer sets, by dotted name and of their declared types, beside the faults found.

    A name may be written as nested tables or with dots, and both mean the same. Three shorthands are written
    out: `mandate.vagueness` as a number sets those of its components that the same layer does not set one by
    one; a bare list for `context.reorganisations` is its `scheduled`; `structure.theory` may be a name, a text
    with commas or a list, and "none" alone is the empty set.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for key, value in _named(tables):
        if key in values:
            faults.append(f"{key} is given twice.")
        values[key] = value

    written: dict[str, str] = {}
    if VAGUENESS in values:
        scalar = values.pop(VAGUENESS)
        for key in components(VAGUENESS):
            if key not in values:
                values[key], written[key] = scalar, VAGUENESS
    if isinstance(values.get(REORGANISATIONS), list | tuple):
        if SCHEDULED in values:
            faults.append(f"{SCHEDULED} is given twice: by itself and as {REORGANISATIONS}.")
        values[SCHEDULED] = values.pop(REORGANISATIONS)
    if THEORY in values:
        values[THEORY] = _theories(values[THEORY])
    if isinstance(values.get(SCHEDULED), list):
        values[SCHEDULED] = tuple(values[SCHEDULED])

    good, found = check(values, written)
    faults += found
    if SCHEDULED in good:
        quarters = good[SCHEDULED]
        faults += [f"{SCHEDULED} lists quarter {q} twice." for q in dict.fromkeys(quarters) if quarters.count(q) > 1]
        good[SCHEDULED] = tuple(sorted(quarters))
    if THEORY in good:
        if "none" in good[THEORY] and len(good[THEORY]) > 1:
            faults.append(theory_conflict(list(good[THEORY])))
        good[THEORY] = _in_order(good[THEORY])
    return good, faults


def read_overrides(overrides: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The values of a set of overrides; texts are read as typed at a command line. Raises ScenarioError."""
    fail(
        where,
        [f"{shown(key)} is no key: a dotted name is needed." for key in overrides if not isinstance(key, str)],
    )
    misplaced = [key for key in overrides if key in FILE_KEYS]
    fail(
        where,
        [f"{key} can only be said in a scenario file, such as one that extends this one." for key in misplaced],
    )
    values, faults = read_layer({key: _as_typed(key, _plain(value)) for key, value in overrides.items()})
    fail(where, faults)
    return values


def parse_override(text: str) -> tuple[str, Any]:
    """Key and value of one `key=value` as typed after `--set`; raises ScenarioError where it is not one.

    The value is read as TOML where a number, a yes or no, or a list is declared; else it stays text.
    """
    key, sign, value = text.partition("=")
    key, value = key.strip(), value.strip()
    if not sign or not key:
        raise ScenarioError(f"override {shown(text)}: write it as key=value, as in mandate.vagueness=0.4.")
    if key not in DECLARATIONS and key not in GROUPS:
        raise ScenarioError(f"override {shown(text)}: {unknown(key)}")
    if not value:
        raise ScenarioError(f"override {shown(text)}: no value stands after the = of {key}.")
    return key, _as_typed(key, value)


def _named(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Each value with its full dotted name, down to declared quantities or to what no declaration knows."""
    for name, value in tables.items():
        key = f"{prefix}{name}"
        if key in GROUPS and isinstance(value, Mapping):
            yield from _named(value, f"{key}.")
        else:
            yield key, value


def _as_typed(key: str, value: Any) -> Any:
    """A text read as TOML, unless text is what the declaration asks for or the text is no TOML."""
    entry = DECLARATIONS.get(key)
    if not isinstance(value, str) or (entry and isinstance(entry.spec, Choice)):
        return value
    is_list = key == REORGANISATIONS or (entry is not None and isinstance(entry.spec, Listing))
    try:
        return tomllib.loads(f"value = [{value.strip('[]')}]" if is_list else f"value = {value}")["value"]
    except (ValueError, RecursionError):
        return value


def _plain(value: Any) -> Any:
    """A value as plain Python: NumPy's numbers, as a design of experiments holds them, count as numbers."""
    return value.item() if hasattr(value, "dtype") and getattr(value, "ndim", None) == 0 else value


def _theories(value: Any) -> Any:
    """The theories named by a text or a list, as a tuple for checking; anything else as it is."""
    if isinstance(value, str):
        return tuple(name.strip() for name in value.split(",")) if value.strip() else value
    return tuple(value) if isinstance(value, list) else value


def _in_order(theories: tuple[str, ...]) -> tuple[str, ...]:
    """Theories in order of declaration, each once; without "none", which is the empty set."""
    spec = DECLARATIONS[THEORY].spec
    assert isinstance(spec, Choice)
    return tuple(name for name in spec.names if name in theories and name != "none")
