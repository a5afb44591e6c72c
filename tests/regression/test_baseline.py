"""A change that moves numbers is seen."""

from __future__ import annotations

import csv
import platform

import pytest

from regression.baseline import CASES, FILE, KEPT, SEEDS, rows

MESSAGE = (
    "Numbers moved: {count} of {total} differ; the first is {first}, it was {was}. If that is meant, run "
    "`.venv/bin/python tests/regression/baseline.py` and enter it in the changelog under 'Numbers move'."
)


def committed() -> list[list[str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64"), reason="the last bit is promised for machines of the same kind"
)
def test_the_committed_outcomes_come_out_again_to_the_last_digit() -> None:
    was, now = committed(), rows()
    assert [row[:4] for row in was] == [row[:4] for row in now]
    moved = [(old, new) for old, new in zip(was, now, strict=True) if old != new]
    if moved:
        old, new = moved[0]
        pytest.fail(MESSAGE.format(count=len(moved), total=len(now) - 1, first=new, was=old[4]))


def test_the_baseline_is_not_silently_empty() -> None:
    table = committed()
    assert len(table) == 1 + len(CASES) * len(SEEDS) * 2 * len(KEPT)
    assert len({row[4] for row in table[1:] if row[4] != "nan"}) > 400
    rungs = {rung for row in table[1:] if row[3].startswith("ladder") for rung in row[4].split()}
    assert len(rungs) >= 6
