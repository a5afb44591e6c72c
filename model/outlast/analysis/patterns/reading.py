"""The file of patterns, read and checked against the scenarios, the outcomes, the targets and the bibliography."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from outlast.analysis.calibration.targets import Target, check_source, faults_of, read_target
from outlast.analysis.patterns.entries import (
    AssociationEntry,
    ContrastEntry,
    CoveredEntry,
    Entry,
    LevelEntry,
    SilentEntry,
)
from outlast.analysis.patterns.pattern import ASSOCIATION, CONTRAST, LEVEL, Pattern, Patterns, Side, Silent, World
from outlast.analysis.patterns.sides import check_world, side_across, sides_of
from outlast.scenario.errors import ScenarioError
from outlast.scenario.files import read_text
from outlast.scenario.shipped import HOMES

# The kinds of table in a file, in the order in which they are compared.
KINDS: dict[str, type[Entry]] = {
    "covered": CoveredEntry,
    "level": LevelEntry,
    "contrast": ContrastEntry,
    "association": AssociationEntry,
    "silent": SilentEntry,
}


class PatternError(ScenarioError):
    """A file of patterns that cannot be used; the message names the pattern, the key, and what is allowed."""


def shipped_patterns() -> Path:
    """The file of patterns that comes with the package."""
    return next(path for home in HOMES if (path := home / "evidence" / "patterns.toml").exists())


def load_patterns(targets: Sequence[Target], path: str | Path | None = None) -> Patterns:
    """The targets as patterns, then the patterns of a file in its order; those of the shipped file without.

    Raises PatternError naming the file, the pattern and what is allowed.
    """
    file = shipped_patterns() if path is None else Path(path)
    text = read_text(file, str(file), PatternError)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PatternError(f"{file}: not in the form of TOML: {error}.") from None
    strange = [name for name in tables if name not in KINDS or not isinstance(tables[name], list)]
    if strange or not tables:
        allowed = ", ".join(f"[[{name}]]" for name in KINDS)
        raise PatternError(f"{file}: a file of patterns holds tables {allowed} and nothing else.")
    faults: list[str] = []
    read: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for kind in KINDS:
        for place, table in enumerate(tables.get(kind, []), 1):
            where = f"{file}: {_name(table) or f'{kind} {place}'}"
            entry, wrong = _read(kind, table, where)
            faults += wrong
            if entry is not None:
                read[kind].append(entry)
    known = {target.name for target in targets}
    compared = [*(_of_target(target, read["covered"]) for target in targets), *read["level"], *read["contrast"]]
    compared += read["association"]
    silent = [*read["silent"], *_untold(read["covered"], known)]
    faults += [f"{file}: {fault}" for fault in _clashes(compared, silent)]
    if faults:
        raise PatternError("\n".join(faults))
    return Patterns(tuple(compared), tuple(silent))


def _clashes(compared: Sequence[Pattern], silent: Sequence[Silent]) -> list[str]:
    names = [pattern.name for pattern in compared]
    twice = sorted({name for name in names if names.count(name) > 1})
    told = {number for pattern in compared for number in pattern.pattern.split(", ")}
    return [
        *(f"{name}: there are two of this name." for name in twice),
        *(f"pattern {one.pattern}: it is both compared and silent." for one in silent if one.pattern in told),
    ]


def _name(table: Any) -> str | None:
    return table["name"] if isinstance(table, Mapping) and isinstance(table.get("name"), str) else None


def _read(kind: str, table: Any, where: str) -> tuple[Any, list[str]]:
    if kind == "level":
        return _level(table, where)
    try:
        entry: Any = KINDS[kind].model_validate(table)
    except ValidationError as error:
        return None, faults_of(error, KINDS[kind], where)
    if kind == "covered":
        if entry.shaped and len(entry.targets) > 1:
            return None, [f"{where}: shaped: it is said of one target; found {len(entry.targets)} targets."]
        return entry, []
    faults = check_source(entry.source, where)
    if kind == "silent":
        return Silent(entry.pattern, entry.says, entry.why, entry.source), faults
    sides, wrong = sides_of(entry, where) if kind == "contrast" else side_across(entry, where)
    if faults or wrong:
        return None, faults + wrong
    said = (entry.pattern, entry.name, entry.says, CONTRAST if kind == "contrast" else ASSOCIATION, sides)
    least = entry.least if kind == "contrast" else 0.0
    rest = (entry.source, entry.judged, entry.use, entry.strength, None, entry.sign, least, entry.shaped or "")
    return Pattern(*said, *rest), []


def _level(table: Any, where: str) -> tuple[Pattern | None, list[str]]:
    """A level: what a target says, and how strong the evidence is."""
    further = LevelEntry.model_fields.keys() - {"use"}
    table = table if isinstance(table, Mapping) else {}
    own = {key: table[key] for key in table if key in further}
    target, faults = read_target({key: table[key] for key in table if key not in further}, where)
    if target is None:
        return None, faults
    try:
        entry = LevelEntry.model_validate(own | {"use": target.use})
    except ValidationError as error:
        return None, faults_of(error, LevelEntry, where)
    if wrong := check_world(World(target.arm), where):
        return None, wrong
    return _as_pattern(target, entry.strength, shaped=entry.shaped or ""), []


def _of_target(target: Target, covered: Sequence[CoveredEntry]) -> Pattern:
    """A target with every pattern that it tells."""
    telling = [entry for entry in covered if target.name in entry.targets]
    numbers = dict.fromkeys([target.pattern, *(entry.pattern for entry in telling)])
    strength = max((entry.strength for entry in telling), key=len, default="")
    shaped = "; ".join(entry.shaped for entry in telling if entry.shaped)
    return _as_pattern(target, strength, ", ".join(numbers), shaped)


def _as_pattern(target: Target, strength: str, numbers: str | None = None, shaped: str = "") -> Pattern:
    sides = (Side(World(target.arm), target.measure),)
    said = (numbers or target.pattern, target.name, target.says, LEVEL, sides, target.source, target.kind, target.use)
    return Pattern(*said, strength, target, shaped=shaped)


def _untold(covered: Sequence[CoveredEntry], known: set[str]) -> list[Silent]:
    """Patterns whose targets are not in this file of targets."""
    missing = [entry for entry in covered if not known & set(entry.targets)]
    why = "the file of targets has none of those that tell it: {}"
    return [Silent(one.pattern, "", why.format(", ".join(one.targets)), "") for one in missing]
