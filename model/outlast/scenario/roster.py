"""A roster: the organisations of a scenario by name, from a CSV file or from tables, read and checked."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from outlast.parameters import SECTORS, TOPICS
from outlast.scenario.entries import NATIONAL, RosterEntry
from outlast.scenario.errors import RosterError, fail
from outlast.scenario.files import read_text
from outlast.scenario.names import nearest
from outlast.scenario.settling import scaled
from outlast.scenario.wording import described, shown

MOST_ORGANISATIONS = 2000
LARGEST_SIZE = 1000.0
REQUIRED = ("name", "sector", "region", "size")
COLUMNS = (*REQUIRED, *TOPICS, "prior_ties")
TIE_SIGN = ";"
# What the region is called where a roster names none: all of its organisations then share one.
ONLY_REGION = "local"

# What people write for the three sectors, folded as `_folded` folds.
SECTOR_NAMES = {
    **{sector: sector for sector in SECTORS},
    "nhs trust": "nhs",
    "nhs foundation trust": "nhs",
    "trust": "nhs",
    "academic": "university",
    "higher education": "university",
    "company": "firm",
    "industry": "firm",
}


def read_roster(path: Path, where: str) -> tuple[RosterEntry, ...]:
    """The organisations of a CSV file with a header line; raises RosterError naming the lines at fault.

    Columns: name, sector (nhs, university, firm), region (empty or "national" for none), size; optional
    weights care, research, education, growth (all or none of them in a line); optional prior_ties (names parted
    by semicolons). A roster that names no region at all is one region.
    """
    return parse_roster(read_text(path, where, RosterError), where)


def parse_roster(text: str, where: str) -> tuple[RosterEntry, ...]:
    """The organisations of a CSV text, as `read_roster` reads them from a file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [_folded(cell).replace(" ", "_") for cell in next(reader, [])]
        fail(where, _header_faults(header, text), RosterError)
        rows: dict[str, dict[str, Any]] = {}
        faults: list[str] = []
        for cells in reader:
            line = f"line {reader.line_num}"
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header):
                faults.append(f"{line} has {len(cells)} cells, but the header has {len(header)} columns.")
            rows[line] = dict(zip(header, cells, strict=False))
    except csv.Error as error:
        raise RosterError(f"{where}: line {reader.line_num} is not CSV: {error}.") from None
    return organisations(rows, where, faults)


def organisations(
    rows: Mapping[str, Mapping[str, Any]], where: str, faults: Iterable[str] = ()
) -> tuple[RosterEntry, ...]:
    """Organisations from rows (place in the file to cells by column), checked one by one and together."""
    found = [*faults]
    if not rows:
        found.append("the roster is empty: at least one organisation must follow the header.")
    if len(rows) > MOST_ORGANISATIONS:
        fail(
            where,
            [f"the roster has {len(rows)} organisations; at most {MOST_ORGANISATIONS} are allowed."],
            RosterError,
        )
    names: dict[str, str] = {}
    places: dict[str, str] = {}
    regions: dict[str, str] = {"": NATIONAL, "national": NATIONAL}
    for place, row in rows.items():
        name = _text(row.get("name", ""))
        key = _folded(name)
        if not name:
            found.append(f"{place}: name is empty.")
        elif key in names:
            found.append(f"{place}: name {shown(name)} is already that of {places[key]}; names must differ.")
        names.setdefault(key, name)
        places.setdefault(key, place)
    entries = [_entry(place, row, names, regions, found) for place, row in rows.items()]
    fail(where, found, RosterError)
    if all(entry.region == NATIONAL for entry in entries):
        entries = [entry._replace(region=ONLY_REGION) for entry in entries]
    return tuple(entries)


def as_table(entry: RosterEntry) -> dict[str, Any]:
    """An organisation as a row that `organisations` reads back."""
    row: dict[str, Any] = {
        "name": entry.name,
        "sector": entry.sector,
        "region": entry.region,
        "size": entry.size,
    }
    if entry.priorities is not None:
        row |= dict(zip(TOPICS, entry.priorities, strict=True))
    if entry.prior_ties:
        row["prior_ties"] = list(entry.prior_ties)
    return row


def _header_faults(header: list[str], text: str) -> list[str]:
    if not any(header):
        return [f"line 1 names no columns; it must name {', '.join(REQUIRED)}."]
    if len(header) == 1 and any(sign in text.splitlines()[0] for sign in ";\t"):
        return ["line 1 has one column; columns must be parted by commas, not by semicolons or tabs."]
    unknown = [name for name in header if name not in COLUMNS]
    faults = []
    for column in REQUIRED:
        if column not in header:
            like = nearest(column, unknown)
            faults.append(f"column {column} is missing{f'; {like} seems to be meant for it' if like else ''}.")
            unknown = [name for name in unknown if name != like]
    for name in unknown:
        like = nearest(name, [column for column in COLUMNS if column not in header])
        faults.append(
            f"column {shown(name)} is not known; the columns are {', '.join(COLUMNS)}"
            f"{f', and the nearest is {like}' if like else ''}."
        )
    faults += [f"column {name} stands twice in line 1." for name in dict.fromkeys(header) if header.count(name) > 1]
    return faults


def _entry(
    place: str, row: Mapping[str, Any], names: Mapping[str, str], regions: dict[str, str], found: list[str]
) -> RosterEntry:
    """One organisation; its faults are added to `found`, and a region or name keeps its first spelling."""
    name = _text(row.get("name", ""))
    found += [
        f"{place}: {key} is not a known column; the columns are {', '.join(COLUMNS)}."
        for key in row
        if key not in COLUMNS
    ]
    written = _text(row.get("sector", ""))
    sector = SECTOR_NAMES.get(_folded(written).replace("_", " "), "")
    if not sector:
        like = nearest(_folded(written), SECTOR_NAMES)
        also = f"; the nearest is {SECTOR_NAMES[like]}" if like else ""
        found.append(f"{place}: sector is {described(written)}, but must be one of {', '.join(SECTORS)}{also}.")
    region = _text(row.get("region", ""))
    return RosterEntry(
        name,
        sector,
        regions.setdefault(_folded(region), region),
        _size(place, row.get("size", ""), found),
        _priorities(place, row, found),
        _ties(place, name, row.get("prior_ties", ""), names, found),
    )


def _size(place: str, cell: Any, found: list[str]) -> float:
    value = _number(cell)
    if value is None or not 0.0 < value <= LARGEST_SIZE:
        was = "empty" if _is_blank(cell) else described(cell) if value is None else str(cell).strip()
        found.append(
            f"{place}: size is {was}, but must be a number above 0, at most {LARGEST_SIZE:g}; 1 is a"
            " typical organisation of its sector."
        )
        return 1.0
    return value


def _priorities(place: str, row: Mapping[str, Any], found: list[str]) -> tuple[float, ...] | None:
    cells = {topic: row.get(topic, "") for topic in TOPICS}
    if all(_is_blank(cell) for cell in cells.values()):
        return None
    missing = [topic for topic, cell in cells.items() if _is_blank(cell)]
    if missing:
        found.append(f"{place}: {', '.join(missing)} left empty; give all four weights ({', '.join(TOPICS)}), or none.")
        return None
    weights = {topic: _number(cell) for topic, cell in cells.items()}
    wrong = [topic for topic, weight in weights.items() if weight is None or not 0.0 <= weight <= LARGEST_SIZE]
    for topic in wrong:
        found.append(
            f"{place}: {topic} is {shown(cells[topic])}, but must be a weight, a number between 0 and {LARGEST_SIZE:g}."
        )
    values = [weight for weight in weights.values() if weight is not None]
    if wrong:
        return None
    if sum(values) <= 0.0:
        found.append(f"{place}: all four weights ({', '.join(TOPICS)}) are 0; at least one must be above 0.")
        return None
    return scaled(values)


def _ties(place: str, name: str, cell: Any, names: Mapping[str, str], found: list[str]) -> tuple[str, ...]:
    parts = cell if isinstance(cell, list | tuple) else str(cell).split(TIE_SIGN)
    ties: dict[str, None] = {}
    for part in parts:
        other = _text(part)
        if not other:
            continue
        if _folded(other) == _folded(name):
            found.append(f"{place}: prior_ties of {shown(name)} names the organisation itself.")
        elif _folded(other) not in names:
            like = nearest(_folded(other), names)
            also = f"; the nearest is {shown(names[like])}" if like else ""
            found.append(f"{place}: prior_ties names {shown(other)}, which is not in the roster{also}.")
        else:
            ties[names[_folded(other)]] = None
    return tuple(ties)


def _number(cell: Any) -> float | None:
    """A cell as a finite number, or None."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        return None
    try:
        value = float(cell)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def _is_blank(cell: Any) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _text(cell: Any) -> str:
    """A cell as text, white space and signs that do not print made single spaces."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in str(cell)).split())


def _folded(text: str) -> str:
    """A name for comparing: case and white space do not count."""
    return " ".join(text.casefold().split())
