"""What a declared quantity says of itself: meaning, range, unit and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Spec:
    """A number: what it means, the closed range it may take, its unit, and a key of references.bib or `assumed`.

    `low` and `high` bound what a scenario file may say, what a slider offers, what a sweep spans by default and what
    calibration draws from, so a range is stated once.
    """

    says: str
    low: float
    high: float
    unit: str
    source: str = ASSUMED


@dataclass(frozen=True, slots=True)
class Choice:
    """A named alternative: what it means, the names it may take with a sentence each, and its source.

    `several` marks a choice of any set of the names (the theories of vagueness).
    """

    says: str
    names: dict[str, str]
    source: str = ASSUMED
    several: bool = False

    unit: str = "name"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of whole numbers (the quarters of scheduled reorganisations), each within a closed range."""

    says: str
    low: float
    high: float
    unit: str
    source: str = ASSUMED


class Declaration(NamedTuple):
    """One declared quantity: its dotted name, its specification, its type and its default value."""

    key: str
    spec: Spec | Choice | Listing
    type: Any
    default: Any

    @property
    def is_integer(self) -> bool:
        """True for whole numbers (counts and quarters)."""
        return self.type is int


def fields_of(record: type) -> dict[str, tuple[Any, Spec | Choice | Listing | None]]:
    """Each field of a declared record with its bare type and its specification (None for a nested record)."""
    hints = get_type_hints(record, include_extras=True)
    found: dict[str, tuple[Any, Spec | Choice | Listing | None]] = {}
    for name in record._fields:  # type: ignore[attr-defined]
        hint = hints[name]
        if hasattr(hint, "__metadata__"):
            bare, *notes = get_args(hint)
            found[name] = (bare, notes[0])
        else:
            found[name] = (hint, None)
    return found


def is_record(kind: Any) -> bool:
    """True for a declared record (a NamedTuple class)."""
    return get_origin(kind) is None and isinstance(kind, type) and hasattr(kind, "_fields")


def declarations(record: type, prefix: str = "") -> list[Declaration]:
    """Every quantity declared in a record and in the records nested in it, in order of declaration."""
    found: list[Declaration] = []
    defaults = record._field_defaults  # type: ignore[attr-defined]
    for name, (kind, spec) in fields_of(record).items():
        key = f"{prefix}{name}"
        if spec is None:
            nested = defaults[name]
            found += [
                entry._replace(default=_reach(nested, entry.key.removeprefix(f"{key}.")))
                for entry in declarations(kind, f"{key}.")
            ]
        else:
            found.append(Declaration(key, spec, kind, defaults.get(name)))
    return found


def _reach(record: Any, path: str) -> Any:
    for name in path.split("."):
        record = getattr(record, name)
    return record
