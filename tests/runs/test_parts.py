"""Part files are there whole or not at all, and one that is damaged is never taken for one that is not."""

from __future__ import annotations

import errno
import itertools
import os
import secrets
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.runs.parts import Content, encode, scan, sweep_up, write
from outlast.runs.tables import ROWS, blocks, join
from sweeps import flip_a_byte


def content(first: int, last: int, failed: int = 0, table: str = "runs", shift: float = 0.0) -> Content:
    runs = np.arange(first, last + 1)
    return Content(table, first, last, failed, encode(pa.table({"run": runs, "y": runs + shift})))


def spans(folder: Path, *tables: str) -> list[tuple[str, int, int, int]]:
    found, _ = scan(folder, tables or ("runs",))
    return [part[:4] for part in found]


def test_what_is_written_is_found_again_in_the_order_of_its_runs(tmp_path: Path) -> None:
    for first in (20, 0, 10):
        write(tmp_path, content(first, first + 9, failed=first // 10))
    assert spans(tmp_path) == [("runs", 0, 9, 0), ("runs", 10, 19, 1), ("runs", 20, 29, 2)]
    found, damaged = scan(tmp_path, ("runs",))
    assert damaged == []
    assert pq.read_table(found[1].path)["run"].to_pylist() == list(range(10, 20))


@pytest.mark.parametrize("how", ["flip", "truncate", "empty", "append", "swap"])
def test_a_damaged_part_is_told_from_a_good_one(tmp_path: Path, how: str) -> None:
    good, bad = write(tmp_path, content(0, 9)).path, write(tmp_path, content(10, 19)).path
    data = bad.read_bytes()
    if how == "flip":
        flip_a_byte(bad)
    elif how == "truncate":
        bad.write_bytes(data[:-7])
    elif how == "empty":
        bad.write_bytes(b"")
    elif how == "append":
        bad.write_bytes(data + b"\0")
    else:
        # A whole part, but under the name of another.
        bad.write_bytes(good.read_bytes())
    assert spans(tmp_path) == [("runs", 0, 9, 0)]
    assert scan(tmp_path, ("runs",))[1] == [bad]


@given(st.integers(0, 10**6), st.integers(0, 255))
def test_no_byte_of_a_part_can_change_unseen(place: int, value: int) -> None:
    one = content(0, 9)
    data = bytearray(one.data)
    place %= len(data)
    same = data[place] == value
    data[place] = value
    assert (one._replace(data=bytes(data)).name == one.name) is same


@pytest.mark.parametrize(
    "name", ["notes.parquet", "runs-1-2-0-abc.parquet", "runs-000000000000-000000000009-0.parquet"]
)
def test_a_foreign_file_is_damaged_and_what_is_no_table_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(content(0, 9).data)
    (tmp_path / "README.txt").write_text("mine", encoding="utf-8")
    found, damaged = scan(tmp_path, ("runs",))
    assert found == []
    assert damaged == [tmp_path / name]


def test_a_stretch_counts_only_where_every_table_has_it(tmp_path: Path) -> None:
    write(tmp_path, content(0, 9))
    write(tmp_path, content(10, 19))
    write(tmp_path, content(10, 19, table="quarters"))
    write(tmp_path, content(20, 29, table="quarters"))
    assert spans(tmp_path, "runs", "quarters") == [("quarters", 10, 19, 0), ("runs", 10, 19, 0)]


def test_of_two_versions_of_a_stretch_the_one_with_fewer_failures_counts(tmp_path: Path) -> None:
    write(tmp_path, content(0, 9, failed=3))
    write(tmp_path, content(0, 9, failed=1, shift=0.5))
    assert spans(tmp_path) == [("runs", 0, 9, 1)]


def test_no_run_counts_twice_where_stretches_overlap(tmp_path: Path) -> None:
    for first, last in ((0, 9), (5, 12), (10, 14), (0, 29), (20, 29)):
        write(tmp_path, content(first, last))
    assert spans(tmp_path) == [("runs", 0, 9, 0), ("runs", 10, 14, 0), ("runs", 20, 29, 0)]


def test_a_part_that_goes_while_it_is_looked_at_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, content(0, 9))
    going = write(tmp_path, content(10, 19)).path
    read_bytes = Path.read_bytes

    def vanish(path: Path) -> bytes:
        if path == going:
            path.unlink()
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", vanish)
    found, damaged = scan(tmp_path, ("runs",))
    assert [part.first for part in found] == [0]
    assert damaged == []


@pytest.mark.parametrize("step", ["write", "fsync", "replace"])
def test_a_part_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    write(tmp_path, content(0, 9))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif step == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:
        monkeypatch.setattr(secrets, "token_hex", lambda _: "x" * 300)
    with pytest.raises(OSError, match=r"No space left|File name too long"):
        write(tmp_path, content(10, 19))
    monkeypatch.undo()
    assert spans(tmp_path) == [("runs", 0, 9, 0)]
    assert len(list(tmp_path.iterdir())) == 1


def test_a_half_written_part_is_never_taken_for_one_and_is_swept_up(tmp_path: Path) -> None:
    path = write(tmp_path, content(0, 9)).path
    passing = tmp_path / f".{content(10, 19).name}.4711"
    passing.write_bytes(content(10, 19).data)
    assert spans(tmp_path) == [("runs", 0, 9, 0)]
    assert scan(tmp_path, ("runs",))[1] == []
    sweep_up(tmp_path)
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_named_like_a_setting_adds_no_column(tmp_path: Path) -> None:
    folder = tmp_path / "mandate.vagueness=0.8"
    folder.mkdir()
    path = write(folder, content(0, 9)).path
    assert pq.read_table(path).column_names == ["run", "y"]
    join([path], folder / "runs.parquet")
    assert pq.ParquetFile(folder / "runs.parquet").schema.names == ["run", "y"]


def cut(table: pa.Table, sizes: list[int]) -> list[pa.Table]:
    ends = np.minimum(np.cumsum([0, *sizes]), len(table)).tolist()
    return [table.slice(a, b - a) for a, b in itertools.pairwise([*ends, len(table)])]


def words_of(rows: int) -> pa.Table:
    """Rows with everything that a run table has: nulls, texts that repeat, columns of nothing."""
    numbers = np.arange(rows)
    return pa.table(
        {
            "run": numbers,
            "y": pa.array(np.where(numbers % 7 == 0, np.nan, numbers / 3.0), from_pandas=True),
            "word": pa.array([("none", "latitude+fog", "shield")[k % 3] for k in range(rows)], pa.string()),
            "error": pa.array([None] * rows, pa.string()),
            "flag": pa.array([None if k % 5 == 0 else k % 2 == 0 for k in range(rows)], pa.bool_()),
        }
    )


@pytest.mark.parametrize("rows", [0, 1, ROWS - 1, ROWS, ROWS + 1, 3 * ROWS + 17])
def test_a_table_has_the_same_bytes_however_it_was_cut(tmp_path: Path, rows: int) -> None:
    whole = words_of(rows)
    generator = np.random.default_rng(rows)
    cuts = [[rows], [1], [ROWS], [ROWS // 2] * 9, generator.integers(0, 900, 60).tolist(), [0, 5, 0, 3]]
    found = set()
    for number, sizes in enumerate(cuts):
        paths = []
        for place, part in enumerate(cut(whole, sizes)):
            paths.append(tmp_path / f"{number}-{place}.part")
            paths[-1].write_bytes(encode(part))
        join(paths, tmp_path / "whole.parquet")
        found.add((tmp_path / "whole.parquet").read_bytes())
    assert len(found) == 1
    assert pq.read_table(tmp_path / "whole.parquet").equals(whole)
    assert list(tmp_path.glob(".*")) == []


def test_blocks_are_of_one_size_but_for_the_last() -> None:
    found = list(blocks(cut(words_of(2 * ROWS + 5), [3000] * 5)))
    assert [len(block) for block in found] == [ROWS, ROWS, 5]
    assert [len(block) for block in blocks([words_of(ROWS)])] == [ROWS]
    assert [len(block) for block in blocks([words_of(0)])] == [0]


def test_a_table_that_cannot_be_put_together_leaves_the_old_one(tmp_path: Path) -> None:
    parts_there = [tmp_path / "a.part", tmp_path / "b.part"]
    parts_there[0].write_bytes(encode(words_of(3)))
    parts_there[1].write_bytes(b"damaged")
    (tmp_path / "runs.parquet").write_bytes(b"old")
    with pytest.raises(pa.ArrowInvalid):
        join(parts_there, tmp_path / "runs.parquet")
    assert (tmp_path / "runs.parquet").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 3
