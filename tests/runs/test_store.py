"""The same sweep has the same bytes whatever made it, and its folder says where they come from."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import outlast
from outlast.runs import conduct as conduct_module
from outlast.runs.conduct import Progress
from outlast.runs.provenance import checksum
from outlast.runs.store import Store
from outlast.scenario import Scenario, ScenarioError
from sweeps import a_sweep, begin_process, conduct, end_process, parts_of, runs_in, tables_of, tiny

DETAILS = ("partnership", "quarter")
LOCKING = """
import sys, time
from pathlib import Path
from outlast.runs.gathering import Locks, Shard
number = int(sys.argv[2])
with Locks(Path(sys.argv[1]), Shard(number, 3) if number else None):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A small sweep with all its tables."""
    return conduct(a_sweep(details=DETAILS), tmp_path_factory.mktemp("store") / "made")


@pytest.mark.parametrize(
    "how",
    [
        {"workers": 1, "size": 1},
        {"workers": 2, "size": 7},
        {"workers": 5, "size": 4},
        {"workers": 1, "size": 1000},
        {"workers": None, "size": None},
    ],
)
def test_workers_and_chunks_do_not_show_in_the_bytes(made: Store, tmp_path: Path, how: dict[str, Any]) -> None:
    again = conduct(a_sweep(details=DETAILS), tmp_path / "again", **how)
    assert tables_of(again.folder) == tables_of(made.folder)
    assert set(tables_of(made.folder)) >= {"runs.parquet", "partnerships.parquet", "quarters.parquet", "summary.csv"}


def test_detail_does_not_show_in_the_run_table(made: Store, tmp_path: Path) -> None:
    plain = conduct(a_sweep(), tmp_path / "plain")
    assert tables_of(plain.folder)["runs.parquet"] == tables_of(made.folder)["runs.parquet"]
    assert not (plain.folder / "quarters.parquet").exists()
    with pytest.raises(ScenarioError, match="not asked for --detail quarter"):
        _ = plain.quarters


def test_a_folder_named_like_a_setting_holds_the_same_bytes(made: Store, tmp_path: Path) -> None:
    again = conduct(a_sweep(details=DETAILS), tmp_path / "mandate.grant=60" / "point=7", size=4)
    assert tables_of(again.folder) == tables_of(made.folder)
    assert list(again.runs) == list(made.runs)
    assert list(again.points) == list(made.points)


def test_there_is_one_row_for_each_run_partnership_and_quarter(made: Store) -> None:
    assert made.runs["run"].tolist() == list(range(20))
    assert made.partnerships[["run", "partnership"]].to_numpy().tolist() == [
        [r, p] for r in range(20) for p in range(3)
    ]
    assert made.quarters[["run", "quarter"]].to_numpy().tolist() == [[r, q] for r in range(20) for q in range(16)]
    assert len(made) == 20
    assert "20 runs at 4 points" in repr(made)
    points = made.points.set_index("point")
    for key in made.keys:
        for frame in (made.runs, made.partnerships, made.quarters):
            assert frame[key].tolist() == points.loc[frame["point"], key].tolist()


def test_the_manifest_says_how_it_was_made_and_signs_every_file(made: Store) -> None:
    manifest = json.loads((made.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == made.manifest
    assert manifest["status"] == "done"
    assert manifest["runs"] == {"done": 20, "failed": 0}
    assert {"scenario", "design", "replicates", "seed", "luck", "details", "model"} <= set(manifest["settings"])
    assert {"versions", "source", "platform", "times", "levers", "structure", "tables"} <= set(manifest)
    files = {path.name for path in made.folder.iterdir() if path.is_file() and not path.name.startswith(".")}
    assert set(manifest["checksums"]) == files - {"manifest.json"}
    for name, digest in manifest["checksums"].items():
        assert checksum(made.folder / name) == digest
    assert Scenario.from_resolved(manifest["settings"]["scenario"] | {"path": None}).settings == tiny().settings


def test_a_store_opens_from_its_folder_and_reads_what_was_made(made: Store) -> None:
    again = Store(str(made.folder))
    pd.testing.assert_frame_equal(again.runs, made.runs)
    pd.testing.assert_frame_equal(again.estimates(), made.estimates())
    assert again.plan.of(again.runs["run"].to_numpy())[2].tolist() == again.runs["seed"].tolist()
    assert again.plan.of(again.runs["run"].to_numpy())[0].tolist() == again.runs["point"].tolist()


def test_what_is_no_finished_sweep_is_not_opened(tmp_path: Path, made: Store) -> None:
    with pytest.raises(ScenarioError, match="holds no sweep"):
        Store(tmp_path)
    for text in ("", "{", "[]", '{"outlast": "run", "settings": {}}', '{"outlast": "sweep", "settings": 3}'):
        (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
        with pytest.raises(ScenarioError, match="holds no sweep"):
            Store(tmp_path)
    begun = made.manifest | {"status": "begun"}
    (tmp_path / "manifest.json").write_text(json.dumps(begun), encoding="utf-8")
    with pytest.raises(ScenarioError, match="not complete"):
        Store(tmp_path)


def test_parts_may_be_deleted_once_the_sweep_is_complete(tmp_path: Path) -> None:
    store = conduct(a_sweep(), tmp_path / "sweep")
    before = tables_of(store.folder)
    for path in parts_of(store.folder):
        path.unlink()
    (store.folder / "parts").rmdir()
    again = conduct(a_sweep(), tmp_path / "sweep", resume=True)
    assert tables_of(again.folder) == before
    assert parts_of(again.folder) == []
    assert conduct_module.merge(store.folder).failures == 0
    assert tables_of(store.folder) == before


def test_every_table_of_a_sweep_without_partings_is_in_order_of_runs(made: Store) -> None:
    for name in ("runs", "partnerships", "quarters"):
        found = runs_in(made.folder / f"{name}.parquet")
        assert found == sorted(found)
        assert set(found) == set(range(20))


def test_progress_counts_what_is_there_and_never_goes_back(tmp_path: Path) -> None:
    seen: list[Progress] = []
    conduct(a_sweep(), tmp_path / "sweep", progress=seen.append, size=3)
    assert seen[0] == Progress(0, 0, 20)
    assert seen[-1] == Progress(20, 0, 20)
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)


def test_extras_are_added_before_the_folder_is_signed(tmp_path: Path) -> None:
    def draw(store: Store) -> None:
        (store.folder / "sweep.png").write_bytes(repr(store.estimates()["mean"].tolist()).encode())

    store = conduct(a_sweep(), tmp_path / "sweep", extras=draw)
    assert store.manifest["checksums"]["sweep.png"] == checksum(store.folder / "sweep.png")


def test_only_the_files_of_the_sweep_are_signed(tmp_path: Path) -> None:
    def draw(store: Store) -> None:
        (store.folder / "sweep.svg").write_text("drawn", encoding="utf-8")
        (store.folder / "notes.csv").write_text("mine", encoding="utf-8")

    store = conduct(a_sweep(), tmp_path / "sweep", extras=draw)
    assert set(store.manifest["checksums"]) == {"runs.parquet", "points.parquet", "summary.csv", "sweep.svg"}
    assert (store.folder / "notes.csv").read_text(encoding="utf-8") == "mine"


def test_a_fault_in_an_extra_leaves_a_sweep_that_can_be_gone_on_with(tmp_path: Path) -> None:
    def fail(store: Store) -> None:
        raise ZeroDivisionError("the figure broke")

    with pytest.raises(ZeroDivisionError):
        conduct(a_sweep(), tmp_path / "sweep", extras=fail)
    with pytest.raises(ScenarioError, match="not complete"):
        Store(tmp_path / "sweep")
    assert len(conduct(a_sweep(), tmp_path / "sweep", resume=True)) == 20


def test_one_call_of_the_package_makes_a_sweep_and_reads_it_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = outlast.sweep(tiny(), {"mandate.grant": [0, 60]}, replicates=3, workers=1)
    assert first.folder.parent == Path("results")
    assert first.folder.name.startswith("sweep-hiec-")
    monkeypatch.setattr(conduct_module, "made", None)
    again = outlast.sweep(tiny(), {"mandate.grant": [0, 60]}, replicates=3, workers=1)
    pd.testing.assert_frame_equal(again.runs, first.runs)
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    other = outlast.sweep(tiny(), {"mandate.grant": [0, 60]}, replicates=3, seed=2, workers=1)
    assert other.folder != first.folder


def test_a_file_in_place_of_a_folder_or_of_one_above_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match="is a file"):
        conduct(a_sweep(), tmp_path / "file")
    with pytest.raises(ScenarioError, match="nothing can be written"):
        conduct(a_sweep(), tmp_path / "file" / "sweep")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_folder_of_something_else_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious", encoding="utf-8")
    for resume in (False, True):
        with pytest.raises(ScenarioError, match="files that are not a sweep of outlast; name another folder, or empty"):
            conduct(a_sweep(), tmp_path, resume=resume)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("number", [0, 2])
def test_a_folder_at_work_is_refused_to_a_second_process_until_the_first_is_killed(
    tmp_path: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outlast.runs.gathering.PATIENCE", 0.1)
    folder = tmp_path / "sweep"
    first = begin_process(LOCKING, folder, str(number))
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(ScenarioError, match="another process is at work"):
            conduct(a_sweep(), folder)
        assert not (folder / "manifest.json").exists()
    finally:
        first.kill()
        end_process(first)
    assert len(conduct(a_sweep(), folder)) == 20


@pytest.mark.skipif(sys.platform == "win32", reason="folders are protected otherwise there")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    # The mightiest user may write anywhere, and is told here that it may not.
    monkeypatch.setattr(os, "access", lambda path, mode: not (Path(path) == folder and mode == os.W_OK))
    for place in (folder, folder / "sweep"):
        with pytest.raises(ScenarioError, match="nothing can be written"):
            conduct(a_sweep(), place)
    assert list(folder.iterdir()) == []
