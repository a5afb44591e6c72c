"""Points of an experiment from a CSV file: a column for each quantity, a row for each point."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from outlast.parameters import Declaration
from outlast.runs.factors import Factor, all_declared, check_together
from outlast.runs.sampling import encoded
from outlast.runs.values import Value, declared, value_of
from outlast.scenario import ScenarioError
from outlast.scenario.errors import MOST_LISTED, fail
from outlast.scenario.files import read_text

# Room for a million points of ten factors.
LARGEST = 250_000_000


def read_points(path: Path) -> tuple[tuple[Factor, ...], dict[str, np.ndarray]]:
    """The factors and the points of a file whose header names dotted keys; raises ScenarioError naming the lines.

    A factor is what its column holds: the range of its numbers, or its names in order of declaration.
    """
    where = str(path)
    return parse_points(read_text(path, where, largest=LARGEST), where)


def parse_points(text: str, where: str) -> tuple[tuple[Factor, ...], dict[str, np.ndarray]]:
    """The same from the text of such a file; messages open with `where`."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        entries = _entries(header, where)
        columns: list[list[Value]] = [[] for _ in entries]
        faults: list[str] = []
        for line, cells in _rows(reader, len(header), faults):
            for entry, cell, column in zip(entries, cells, columns, strict=True):
                try:
                    column.append(_cell(entry, cell, line))
                except ScenarioError as fault:
                    faults.append(str(fault))
            # A file that is wrong throughout is told so by its first lines.
            if len(faults) > MOST_LISTED:
                break
    except csv.Error as error:
        raise ScenarioError(f"{where}: line {reader.line_num} is not CSV: {error}.") from None
    fail(where, faults)
    if not columns[0]:
        raise ScenarioError(f"{where}: the file holds no points; at least one row must follow the header.")
    factors = tuple(_factor(entry, column) for entry, column in zip(entries, columns, strict=True))
    return factors, {factor.key: encoded(factor, column) for factor, column in zip(factors, columns, strict=True)}


def _entries(header: list[str], where: str) -> list[Declaration]:
    """The declarations of the columns."""
    if not any(header):
        raise ScenarioError(f"{where}: line 1 names no columns; it must name what varies, such as mandate.vagueness.")
    if len(header) == 1 and any(sign in header[0] for sign in ";\t"):
        raise ScenarioError(
            f"{where}: line 1 has one column; columns must be parted by commas, not by semicolons or tabs."
        )
    faults: list[str] = []
    entries: list[Declaration] = []
    for number, key in enumerate(header, 1):
        if not key:
            faults.append(f"column {number} has no name in line 1.")
            continue
        try:
            entries.append(declared(key, f"column {key}"))
        except ScenarioError as fault:
            faults.append(str(fault))
    fail(where, faults)
    check_together(header, f"{where}: column")
    return entries


def _rows(reader: Iterator[list[str]], width: int, faults: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Each line that holds a point, with its place; lines of another width become faults, blank ones are passed."""
    for cells in reader:
        line = f"line {reader.line_num}"  # type: ignore[attr-defined]
        if len(cells) == width and any(cell.strip() for cell in cells):
            yield line, cells
        elif any(cell.strip() for cell in cells):
            faults.append(f"{line} has {_counted(len(cells), 'cell')}, but line 1 has {_counted(width, 'column')}.")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _cell(entry: Declaration, cell: str, line: str) -> Value:
    if not cell.strip():
        raise ScenarioError(f"{line}: {entry.key} is empty; give every point a value of every quantity.")
    return value_of(entry, cell, f"{line}: {entry.key}")


def _factor(entry: Declaration, column: list[Value]) -> Factor:
    everything = all_declared(entry)
    numbers = [value for value in column if not isinstance(value, str | bool)]
    if numbers:
        return replace(everything, low=min(numbers), high=max(numbers))
    order = {value: place for place, value in enumerate(everything.levels or ())}
    return replace(
        everything, levels=tuple(sorted(set(column), key=lambda value: (order.get(value, len(order)), value)))
    )
