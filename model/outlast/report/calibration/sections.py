"""Tables for a terminal: a section has its title, a table, the sentences that it bears out, and notes."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.report.sweep.tables import WIDTH


def table_of(columns: Sequence[tuple[str, bool]]) -> Table:
    """An empty table; each column has its heading, and whether it holds numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for name, is_number in columns:
        if is_number:
            table.add_column(name, justify="right", no_wrap=True)
        else:
            table.add_column(name, overflow="fold")
    return table


def add_row(table: Table, cells: Sequence[str], style: str | None = None) -> None:
    """Add a row of plain text."""
    table.add_row(*(Text(cell) for cell in cells), style=style)


def section(title: str, tables: Sequence[Table], said: Sequence[str], notes: Sequence[str]) -> RenderableType:
    """A section, no wider than a terminal; tables without rows are left out."""
    parts: list[RenderableType] = [Text(title, style="bold")]
    for table in tables:
        if table.row_count:
            parts += [table, Text()]
    # The sentences follow right after the last table.
    parts = parts[:-1] if len(parts) > 1 else parts
    parts += [Text(f"• {text}") for text in said]
    parts += [Text(note, style="dim") for note in notes]
    return Constrain(Group(*parts, Text()), WIDTH)


def remark(text: str) -> RenderableType:
    """A note of its own."""
    return Constrain(Text(text, style="dim"), WIDTH)
