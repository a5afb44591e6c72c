"""Part files: the tables of a sweep as they come in, each written whole or not at all and named by its checksum."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

# table-first run-last run-runs that failed-checksum
NAME = re.compile(
    r"(?P<table>[a-z]+)-(?P<first>\d{12})-(?P<last>\d{12})-(?P<failed>\d+)-(?P<sum>[0-9a-f]{16})\.parquet"
)


class Part(NamedTuple):
    """Some rows of one table: those of the runs from first to last, of which some failed."""

    table: str
    first: int
    last: int
    failed: int
    path: Path


class Content(NamedTuple):
    """A part before it is a file."""

    table: str
    first: int
    last: int
    failed: int
    data: bytes

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.table}-{self.first:012d}-{self.last:012d}-{self.failed}-{_sum(self.data)}.parquet"


def passing_by(path: Path) -> Path:
    """Where a file is written before it is moved to its place.

    By a name of its own: on a shared disk other processes may have the same number, as the first in every container.
    """
    return path.with_name(f".{path.name}.{secrets.token_hex(8)}")


def encode(table: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()


def write(folder: Path, content: Content) -> Part:
    """Write a part; it is there whole, or not at all.

    Raises:
        OSError: the disk is full, or the folder cannot be written; nothing of the part is left.
    """
    path = folder / content.name
    put(path, content.data)
    return Part(*content[:4], path)


def put(path: Path, data: bytes) -> None:
    """Write a file, on the disk when this returns; it is there whole, or not at all. Raises OSError."""
    passing = passing_by(path)
    try:
        with passing.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(path)
    except BaseException:
        with suppress(OSError):
            passing.unlink()
        raise


def scan(folder: Path, tables: Iterable[str]) -> tuple[list[Part], list[Path]]:
    """The good parts of a folder in the order of their runs, and the other tables: damaged parts and foreign files.

    A stretch of runs counts only where every table has it, and only where no earlier one reaches into it. Files that a
    killed process left half-written carry no part's name and are never taken for one.
    """
    tables = tuple(tables)
    found: dict[tuple[int, int], dict[int, dict[str, Part]]] = {}
    others: list[Path] = []
    for path in sorted(folder.glob("*.parquet")):
        name = NAME.fullmatch(path.name)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            # Another shard has put a better one in its place.
            continue
        if name is None or _sum(data) != name["sum"]:
            others.append(path)
            continue
        part = Part(name["table"], int(name["first"]), int(name["last"]), int(name["failed"]), path)
        found.setdefault((part.first, part.last), {}).setdefault(part.failed, {})[part.table] = part
    good: list[Part] = []
    end = 0
    for stretch, versions in sorted(found.items()):
        # Failed runs that were made again stand in parts of their own beside the old ones until those are deleted.
        whole = [versions[failed] for failed in sorted(versions) if versions[failed].keys() >= set(tables)]
        # Shards that were cut in two ways overlap; no run may count twice.
        if whole and stretch[0] >= end:
            good += [whole[0][table] for table in tables]
            end = stretch[1] + 1
    return sorted(good, key=lambda part: (part.first, part.table)), others


def is_named(path: Path) -> bool:
    """Whether a file carries the name of a part, damaged or not."""
    return NAME.fullmatch(path.name) is not None


def sweep_up(folder: Path) -> None:
    """Remove what a killed process left half-written in a sweep's folder; only for whoever holds it alone."""
    for path in (*folder.glob("*/.*.parquet.*"), *folder.glob(".*.parquet.*"), *folder.glob(".manifest.json.*")):
        with suppress(OSError):
            path.unlink()


def gaps(parts: Iterable[Part], first: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of runs (from, to) between two numbers that no part covers."""
    at = first
    for part in sorted(parts, key=lambda part: part.first):
        if part.last < at or part.first >= end:
            continue
        if part.first > at:
            yield at, part.first
        at = part.last + 1
    if at < end:
        yield at, end


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
