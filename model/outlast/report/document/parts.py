"""What a report is made of, before it is a page: texts, pictures, tables, commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

# Signs of a cell that needs no second line, and beyond which it is a text to be read.
SHORT, LONG = 24, 44


@dataclass(frozen=True)
class Picture:
    """A figure: the bytes of a PNG with its size in pixels, what it shows for whoever cannot see it, and a caption."""

    name: str
    data: bytes
    width: int
    height: int
    alt: str
    caption: str


@dataclass(frozen=True)
class Group:
    """Rows of a table that belong together, under a title (empty for none); the first cell of a row names it."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table: caption, heads, groups of rows, the columns that hold numbers, and notes below it."""

    caption: str
    heads: tuple[str, ...]
    groups: tuple[Group, ...]
    numeric: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The rows of all groups."""
        return [row for group in self.groups for row in group.rows]

    @property
    def widths(self) -> list[str]:
        """For each column whether its cells are short enough for one line, or long texts that need room."""
        longest = [max((len(row[k]) for row in self.rows), default=0) for k in range(len(self.heads))]
        return ["short" if size <= SHORT else "long" if size > LONG else "" for size in longest]


def plain_table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[int] = (),
    notes: Sequence[str] = (),
) -> Table:
    """A table of one group."""
    groups = (Group("", tuple(tuple(row) for row in rows)),)
    return Table(caption, tuple(heads), groups, frozenset(numeric), tuple(note for note in notes if note))


@dataclass(frozen=True)
class TextFile:
    """A file that a reader has to make, as text."""

    name: str
    text: str


@dataclass(frozen=True)
class Reproduction:
    """How to make the numbers again: commands as typed, files to save first, and what must be known."""

    commands: tuple[str, ...] = ()
    files: tuple[TextFile, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """All that a page says. In `method`, `limits` and `intervals` sources are cited as [KEY] of references.bib."""

    kind: str
    title: str
    question: str
    answer: tuple[str, ...]
    findings: tuple[str, ...] = ()
    figures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    method: tuple[str, ...] = ()
    intervals: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    assumptions: tuple[Table, ...] = ()
    assumed: tuple[str, ...] = ()
    reproduction: Reproduction = field(default_factory=Reproduction)
    provenance: tuple[tuple[str, str], ...] = ()
    files: Table | None = None
