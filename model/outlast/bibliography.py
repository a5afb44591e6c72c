"""The sources of the model's numbers: a small strict reader of references.bib."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

FILE = "references.bib"
ENTRY = re.compile(r"^@(?P<kind>[a-z]+)\{(?P<key>[A-Z][A-Za-z0-9-]*),$")
FIELD = re.compile(r"^  (?P<name>[a-z]+) = \{(?P<value>[^{}]*)\},$")
NEEDED = ("title", "note")


@dataclass(frozen=True, slots=True)
class Reference:
    """A source. `note` says what it is cited for; a title in square brackets is our own description."""

    key: str
    kind: str
    title: str
    note: str
    author: str = ""
    year: int | None = None
    journal: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    doi: str = ""
    url: str = ""

    @property
    def address(self) -> str:
        """Where it can be read on the web; empty where neither a DOI nor an address is given."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    def __str__(self) -> str:
        numbered = " ".join(part for part in (self.journal, self.volume) if part)
        place = f"{numbered}{f'({self.number})' if self.number else ''}{f', {self.pages}' if self.pages else ''}"
        author = self.author.replace(" and others", " et al").replace(" and ", "; ").rstrip(".")
        parts = (author, self.title, place, str(self.year or ""))
        return ". ".join([*(part for part in parts if part), self.address]).removesuffix(". ")


class BibliographyError(ValueError):
    """A line of references.bib that is not in the plain form that is read here."""


@cache
def references() -> dict[str, Reference]:
    """Every source by its key; raises BibliographyError naming the line at fault."""
    text = resources.files("outlast").joinpath(FILE).read_text(encoding="utf-8")
    return read_references(text)


def read_references(text: str) -> dict[str, Reference]:
    """The entries of a bibliography in plain form: one field a line, no braces inside a value."""
    found: dict[str, Reference] = {}
    for line, kind, key, fields in _entries(text):
        if key in found:
            raise BibliographyError(f"{FILE}, line {line}: {key} is given twice.")
        missing = [name for name in NEEDED if not fields.get(name)]
        if missing:
            raise BibliographyError(f"{FILE}, line {line}: {key} has no {' and no '.join(missing)}.")
        year = fields.pop("year", "")
        if year and not re.fullmatch(r"\d{4}", year):
            raise BibliographyError(f"{FILE}, line {line}: the year of {key} is {year}, but must have four digits.")
        try:
            found[key] = Reference(key, kind, year=int(year) if year else None, **fields)
        except TypeError:
            unknown = ", ".join(name for name in fields if name not in Reference.__dataclass_fields__)
            raise BibliographyError(f"{FILE}, line {line}: {key} has fields that are not known: {unknown}.") from None
    return found


def _entries(text: str) -> Iterator[tuple[int, str, str, dict[str, str]]]:
    """Line, kind, key and fields of each entry."""
    opened: tuple[int, str, str, dict[str, str]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("%"):
            continue
        if opened is None and (entry := ENTRY.match(line)):
            opened = (number, entry["kind"], entry["key"], {})
        elif opened is not None and (field := FIELD.match(line)) and field["name"] not in opened[3]:
            opened[3][field["name"]] = field["value"].strip()
        elif opened is not None and line == "}":
            yield opened
            opened = None
        else:
            raise BibliographyError(f"{FILE}, line {number}: not in the plain form that is read here: {line!r}.")
    if opened is not None:
        raise BibliographyError(f"{FILE}, line {opened[0]}: {opened[2]} is not closed.")
