"""The tables of a finished sweep, put together from its parts in the order of the runs, a little at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

# Rows written at once. The bytes of a table depend on it, so that it never follows the size of the parts.
ROWS = 8192


def join(parts: Iterable[Path], table: Path) -> None:
    """Write the rows of the parts, one after the other, as one Parquet file; whole, or not at all.

    Raises:
        OSError: the disk is full, or the folder cannot be written.
    """
    passing = table.with_name(f".{table.name}.joining")
    try:
        writer: pq.ParquetWriter | None = None
        for block in blocks(pq.read_table(part) for part in parts):
            writer = writer or pq.ParquetWriter(passing, block.schema, compression="zstd")
            writer.write_table(block, row_group_size=ROWS)
        if writer is not None:
            writer.close()
            passing.replace(table)
    except BaseException:
        with suppress(OSError):
            passing.unlink()
        raise


def blocks(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """The same rows in blocks of one size; the last has what is left (none, where there are no rows at all)."""
    held: list[pa.Table] = []
    rows = 0
    last: pa.Table | None = None
    for table in tables:
        held.append(table)
        rows += len(table)
        while rows >= ROWS:
            # One stretch of memory: how the parts were cut must not show in the bytes.
            whole = pa.concat_tables(held)
            last = whole.slice(0, ROWS).combine_chunks()
            yield last
            held, rows = [whole.slice(ROWS)], rows - ROWS
    if rows or last is None:
        yield pa.concat_tables(held).combine_chunks()
