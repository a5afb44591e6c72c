"""A sweep split among processes is the sweep that one process makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outlast.runs import conduct as conduct_module
from outlast.runs import gathering
from outlast.runs.conduct import merge
from outlast.runs.gathering import Locks, Shard
from outlast.runs.store import Store
from outlast.scenario import ScenarioError
from sweeps import (
    a_sweep,
    begin_process,
    conduct,
    conduct_shard,
    end_process,
    flip_a_byte,
    kill,
    parts_of,
    tables_of,
    wait_until,
)

DETAILS = ("partnership", "quarter")
SHARD = """
import sys
from pathlib import Path
from sweeps import a_sweep, conduct_shard
sweep = a_sweep(replicates=int(sys.argv[4]), details=("partnership", "quarter"))
conduct_shard(sweep, Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), size=int(sys.argv[5]))
"""

# As the first process in every container: all have the same number.
SAME_NUMBER = "import os\nos.getpid = lambda: 1\n" + SHARD


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sweep made by one process."""
    return conduct(a_sweep(details=DETAILS), tmp_path_factory.mktemp("shards") / "whole").folder


@pytest.mark.parametrize("count", [1, 3, 23])
def test_shards_put_together_are_the_whole(whole: Path, tmp_path: Path, count: int) -> None:
    for number in reversed(range(1, count + 1)):
        conduct_shard(a_sweep(details=DETAILS), tmp_path / "sweep", number, count, size=2)
    with pytest.raises(ScenarioError, match="not complete"):
        Store(tmp_path / "sweep")
    store = merge(tmp_path / "sweep")
    assert tables_of(store.folder) == tables_of(whole)
    assert store.estimates().equals(Store(whole).estimates())
    merge(tmp_path / "sweep")
    assert tables_of(store.folder) == tables_of(whole)


def test_a_shard_makes_its_own_runs_and_no_others(tmp_path: Path) -> None:
    conduct_shard(a_sweep(), tmp_path / "sweep", 2, 3)
    spans = [path.name.split("-")[1:3] for path in parts_of(tmp_path / "sweep")]
    assert [int(number) for span in spans for number in span] == [6, 8, 9, 11, 12, 12]
    before = parts_of(tmp_path / "sweep")
    conduct_shard(a_sweep(), tmp_path / "sweep", 2, 3)
    assert parts_of(tmp_path / "sweep") == before


def test_a_missing_shard_is_counted_and_nothing_is_put_together(tmp_path: Path) -> None:
    for number in (1, 3):
        conduct_shard(a_sweep(), tmp_path / "sweep", number, 3)
    with pytest.raises(ScenarioError, match=r"7 of 20 runs are still missing \(run 6 is the first\)"):
        merge(tmp_path / "sweep")
    assert not (tmp_path / "sweep" / "runs.parquet").exists()


def test_a_damaged_part_of_a_shard_is_missing_until_it_is_made_again(whole: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        conduct_shard(a_sweep(details=DETAILS), tmp_path / "sweep", number, 2)
    parts_of(tmp_path / "sweep")[1].write_bytes(b"")
    with pytest.raises(ScenarioError, match="3 of 20 runs are still missing"):
        merge(tmp_path / "sweep")
    conduct_shard(a_sweep(details=DETAILS), tmp_path / "sweep", 1, 2)
    assert tables_of(merge(tmp_path / "sweep").folder) == tables_of(whole)


@pytest.mark.parametrize("damage", [Path.unlink, flip_a_byte])
def test_a_merge_without_a_whole_design_says_how_to_go_on(
    whole: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "sweep"
    conduct_shard(a_sweep(details=DETAILS), folder, 1, 1)
    (folder / "points.parquet").unlink()
    with pytest.raises(ScenarioError, match=r"points\.parquet is missing or damaged; .* with --resume"):
        merge(folder)
    conduct_shard(a_sweep(details=DETAILS), folder, 1, 1)
    merge(folder)
    damage(folder / "points.parquet")
    with pytest.raises(ScenarioError, match=r"points\.parquet is missing or damaged; .* with --resume"):
        merge(folder)
    conduct(a_sweep(details=DETAILS), folder, resume=True)
    assert tables_of(folder) == tables_of(whole)


def test_the_rest_may_be_made_without_shards(whole: Path, tmp_path: Path) -> None:
    conduct_shard(a_sweep(details=DETAILS), tmp_path / "sweep", 2, 3)
    store = conduct(a_sweep(details=DETAILS), tmp_path / "sweep", resume=True)
    assert tables_of(store.folder) == tables_of(whole)


def test_shards_cut_in_two_ways_make_no_run_twice(whole: Path, tmp_path: Path) -> None:
    # As if they had run at the same time, each before it saw what the other had made.
    for number, (place, count) in enumerate(((1, 2), (1, 3), (2, 2), (2, 3), (3, 3))):
        conduct_shard(a_sweep(details=DETAILS), tmp_path / f"{number}", place, count, size=4)
    folder = tmp_path / "0"
    for number in range(1, 5):
        for path in (tmp_path / f"{number}" / "parts").iterdir():
            (folder / "parts" / path.name).write_bytes(path.read_bytes())
    store = conduct(a_sweep(details=DETAILS), folder, resume=True)
    assert tables_of(store.folder) == tables_of(whole)


def test_shards_of_another_sweep_are_refused(tmp_path: Path) -> None:
    conduct_shard(a_sweep(), tmp_path / "sweep", 1, 2)
    with pytest.raises(ScenarioError, match=r"other settings .*seed"):
        conduct_shard(a_sweep(seed=2), tmp_path / "sweep", 2, 2)


def test_a_sweep_to_a_precision_has_no_shards(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="--shard: a sweep to a given precision"):
        conduct_shard(a_sweep(precision=0.1), tmp_path / "sweep", 1, 2)
    assert not (tmp_path / "sweep").exists()
    folder = conduct(a_sweep(precision=0.2), tmp_path / "precise").folder
    before = tables_of(folder)
    assert len(merge(folder)) > 0
    assert tables_of(folder) == before
    (folder / "runs.parquet").unlink()
    with pytest.raises(ScenarioError, match="has no shards"):
        merge(folder)


@pytest.mark.parametrize("name", ["", "manifest.json"])
def test_what_is_no_sweep_is_not_merged(tmp_path: Path, name: str) -> None:
    if name:
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(ScenarioError, match="holds no sweep"):
        merge(tmp_path)


def test_the_same_shard_twice_and_a_whole_sweep_beside_a_shard_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outlast.runs.gathering.PATIENCE", 0.05)
    conduct_shard(a_sweep(), tmp_path / "sweep", 1, 2)
    with Locks(tmp_path / "sweep", Shard(1, 2)):
        with pytest.raises(ScenarioError, match="another process is at work"):
            conduct_shard(a_sweep(), tmp_path / "sweep", 1, 2)
        with pytest.raises(ScenarioError, match="another process is at work"):
            conduct(a_sweep(), tmp_path / "sweep", resume=True)
        with pytest.raises(ScenarioError, match="another process is at work"):
            merge(tmp_path / "sweep")
        conduct_shard(a_sweep(), tmp_path / "sweep", 2, 2)
    with Locks(tmp_path / "sweep", None), pytest.raises(ScenarioError, match="another process is at work"):
        conduct_shard(a_sweep(), tmp_path / "sweep", 2, 2)
    assert len(merge(tmp_path / "sweep")) == 20


@pytest.mark.slow
def test_shards_that_begin_together_in_processes_of_one_number_are_the_whole(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    processes = [begin_process(SAME_NUMBER, folder, str(number), "3", "5", "2") for number in (1, 2, 3)]
    for process in processes:
        status, _, complaint = end_process(process)
        assert status == 0, complaint
    assert tables_of(merge(folder).folder) == tables_of(whole)


def test_a_shard_begins_a_folder_while_no_other_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outlast.runs.gathering.PATIENCE", 0.05)
    seen: list[str] = []

    def begin(*words: Any) -> Any:
        with pytest.raises(ScenarioError, match="another process is at work"), Locks(tmp_path / "sweep", Shard(2, 2)):
            pass
        seen.append("shut")
        return gathering.begin(*words)

    monkeypatch.setattr(conduct_module, "begin", begin)
    conduct_shard(a_sweep(), tmp_path / "sweep", 1, 2)
    assert seen == ["shut"]


def test_shards_that_run_at_the_same_time_in_processes_of_their_own_are_the_whole(tmp_path: Path) -> None:
    folder, replicates = tmp_path / "sweep", 20
    processes = [begin_process(SHARD, folder, str(number), "3", str(replicates), "2") for number in (1, 2, 3)]
    # One is killed half-way, and begun again while the others go on.
    wait_until(lambda: len(parts_of(folder)) >= 5, "some parts are there")
    assert kill(processes[2]) < 0
    processes[2] = begin_process(SHARD, folder, "3", "3", str(replicates), "2")
    for process in processes:
        status, _, complaint = end_process(process)
        assert status == 0, complaint
    expected = conduct(a_sweep(replicates=replicates, details=DETAILS), tmp_path / "expected", size=50)
    assert tables_of(merge(folder).folder) == tables_of(expected.folder)
