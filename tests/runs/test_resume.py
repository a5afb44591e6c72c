"""A sweep goes on from what is whole, makes again what is not, and never mixes two sweeps."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from outlast.runs import chunk as chunk_module
from outlast.runs import conduct as conduct_module
from outlast.runs import gathering, parts
from outlast.runs import sweep as sweep_module
from outlast.runs.errors import SweepHaltedError
from outlast.runs.provenance import checksum
from outlast.runs.store import Store
from outlast.runs.sweep import Sweep
from outlast.scenario import ScenarioError
from outlast.simulation.points import run_points
from sweeps import a_sweep, begin_process, conduct, end_process, flip_a_byte, parts_of, runs_in, tables_of, tiny

DETAILS = ("partnership", "quarter")
FULL = OSError(errno.ENOSPC, "No space left on device")
# A sweep in a process that may write no file larger than so many bytes.
LIMITED = """
import resource, sys
from pathlib import Path
from sweeps import a_sweep, conduct
from outlast.runs.errors import SweepHaltedError
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    conduct(a_sweep(replicates=200), Path(sys.argv[1]), size=int(sys.argv[3]), workers=1)
except SweepHaltedError as error:
    print(error)
    sys.exit(3)
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sweep that was never interrupted."""
    return conduct(a_sweep(details=DETAILS), tmp_path_factory.mktemp("resume") / "whole").folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    return Path(shutil.copytree(whole, tmp_path / "copy"))


@pytest.fixture
def made_runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The runs that are made from now on."""
    seen: list[int] = []
    chunk_of = Sweep.chunk

    def note(sweep: Sweep, plan: Any, runs: Any) -> Any:
        seen.extend(runs.tolist())
        return chunk_of(sweep, plan, runs)

    monkeypatch.setattr(Sweep, "chunk", note)
    return seen


def unfinished(folder: Path) -> None:
    """Take the sweep back to where its tables were not put together yet."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    kept = {name: value for name, value in manifest.items() if name not in ("checksums", "runs", "stages", "times")}
    (folder / "manifest.json").write_text(json.dumps(kept | {"status": "begun"}), encoding="utf-8")
    for name in tables_of(folder):
        (folder / name).unlink()


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [flip_a_byte, truncate, empty, Path.unlink])
@pytest.mark.parametrize("table", ["runs", "quarters"])
def test_a_damaged_part_is_made_again_and_nothing_else(
    whole: Path, copy: Path, made_runs: list[int], damage: Callable[[Path], None], table: str
) -> None:
    unfinished(copy)
    hit = [parts_of(copy, table)[place] for place in (1, 4)]
    lost = sorted(run for path in hit for run in set(runs_in(path)))
    for path in hit:
        damage(path)
    conduct(a_sweep(details=DETAILS), copy, resume=True)
    assert sorted(made_runs) == lost == [3, 4, 5, 12, 13, 14]
    assert tables_of(copy) == tables_of(whole)


def test_a_damaged_part_shows_even_where_the_tables_were_signed(whole: Path, copy: Path, made_runs: list[int]) -> None:
    flip_a_byte(parts_of(copy)[2])
    (copy / "runs.parquet").unlink()
    conduct(a_sweep(details=DETAILS), copy, resume=True)
    assert made_runs == [6, 7, 8]
    assert tables_of(copy) == tables_of(whole)


def test_foreign_files_among_the_parts_are_not_taken_for_parts(whole: Path, copy: Path) -> None:
    unfinished(copy)
    shutil.copy(whole / "runs.parquet", copy / "parts" / "runs.parquet")
    (copy / "parts" / "notes.txt").write_text("mine", encoding="utf-8")
    (copy / "parts" / ".runs-000000000000-000000000019-0-0123456789abcdef.parquet.99").write_bytes(b"half")
    store = conduct(a_sweep(details=DETAILS), copy, resume=True)
    assert tables_of(copy) == tables_of(whole)
    assert len(store) == 20
    assert (copy / "parts" / "runs.parquet").exists()
    assert (copy / "parts" / "notes.txt").exists()
    assert not list((copy / "parts").glob(".*"))


@pytest.mark.parametrize("damage", [flip_a_byte, truncate, empty, Path.unlink])
@pytest.mark.parametrize("table", ["runs.parquet", "partnerships.parquet"])
def test_a_damaged_table_is_put_together_again_from_its_parts(
    whole: Path, copy: Path, made_runs: list[int], damage: Callable[[Path], None], table: str
) -> None:
    damage(copy / table)
    conduct(a_sweep(details=DETAILS), copy, resume=True)
    assert made_runs == []
    assert tables_of(copy) == tables_of(whole)


def test_a_damaged_table_without_parts_is_made_anew(whole: Path, copy: Path) -> None:
    shutil.rmtree(copy / "parts")
    flip_a_byte(copy / "runs.parquet")
    conduct(a_sweep(details=DETAILS), copy, resume=True)
    assert tables_of(copy) == tables_of(whole)


def test_a_complete_sweep_is_only_read(whole: Path, copy: Path, made_runs: list[int]) -> None:
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*") if path.is_file() and path.name != ".lock"}
    store = conduct(a_sweep(details=DETAILS), copy, resume=True)
    assert made_runs == []
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(store) == 20


def test_other_parts_sizes_before_and_after_do_not_show(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    conduct(a_sweep(details=DETAILS), folder, size=4)
    unfinished(folder)
    for path in parts_of(folder)[1:4]:
        path.unlink()
    conduct(a_sweep(details=DETAILS), folder, size=5, resume=True)
    assert tables_of(folder) == tables_of(whole)


@pytest.mark.parametrize("complete", [True, False])
def test_the_same_sweep_is_gone_on_with_only_if_told(copy: Path, complete: bool) -> None:
    if not complete:
        unfinished(copy)
    with pytest.raises(ScenarioError, match=f"{'complete' if complete else 'begun'}; add --resume"):
        conduct(a_sweep(details=DETAILS), copy)


OTHERS: dict[str, Any] = {
    "replicates": {"replicates": 6},
    "seed": {"seed": 2},
    "luck": {"luck": "independent"},
    "details": {"details": ("quarter",)},
    "scenario": {"values": {"mandate.pressure": 0.77}},
    "design": {"vary": {"mandate.vagueness": (0, 1), "mandate.grant": [0, 60, 131]}},
    "points": {"samples": 5},
    "precision": {"precision": 0.1},
}


@pytest.mark.parametrize("differing", OTHERS)
def test_another_sweep_is_refused_and_nothing_is_touched(copy: Path, differing: str) -> None:
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    other = a_sweep(**({"details": DETAILS} | OTHERS[differing]))
    for resume in (False, True):
        with pytest.raises(ScenarioError, match="other settings") as refused:
            conduct(other, copy, resume=resume)
        assert {"points": "design"}.get(differing, differing) in str(refused.value)
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_another_version_of_the_model_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep_module, "source_digest", lambda: "0123456789abcdef")
    with pytest.raises(ScenarioError, match="another version of the model"):
        conduct(a_sweep(details=DETAILS), copy, resume=True)


def test_a_damaged_manifest_is_refused(copy: Path) -> None:
    truncate(copy / "manifest.json")
    with pytest.raises(ScenarioError, match=r"manifest\.json is damaged; restore that file, or name another folder"):
        conduct(a_sweep(details=DETAILS), copy, resume=True)


def test_the_manifest_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    replace = Path.replace
    monkeypatch.setattr(os, "fsync", lambda _: steps.append("on the disk"))
    monkeypatch.setattr(Path, "replace", lambda path, to: steps.append("named") or replace(path, to))
    gathering.write_manifest(tmp_path, {"outlast": "sweep"})
    assert steps == ["on the disk", "named"]


@pytest.mark.parametrize("damage", [flip_a_byte, truncate, empty, Path.unlink])
@pytest.mark.parametrize("complete", [True, False])
def test_a_damaged_design_is_written_again(
    whole: Path, copy: Path, damage: Callable[[Path], None], complete: bool
) -> None:
    if not complete:
        unfinished(copy)
        shutil.copy(whole / "points.parquet", copy)
    damage(copy / "points.parquet")
    conduct(a_sweep(details=DETAILS), copy, resume=True)
    assert tables_of(copy) == tables_of(whole)
    assert Store(copy).manifest["checksums"]["points.parquet"] == checksum(whole / "points.parquet")


def test_how_a_scenario_is_titled_and_sourced_is_no_other_sweep(copy: Path, tmp_path: Path) -> None:
    base = tiny()
    titled = replace(base, title="Another title", question="And why?", source=("seen",), path="moved.toml")
    assert len(conduct(a_sweep(scenario=titled, details=DETAILS), copy, resume=True)) == 20


def test_another_scenario_is_refused_by_the_keys_that_differ(copy: Path) -> None:
    values = {"mandate.pressure": 0.77, "mandate.match": 0.25, "mandate.grant": 61, "mandate.vagueness.purpose": 0.3}
    other = a_sweep(values=values, details=DETAILS)
    with pytest.raises(ScenarioError, match=r"scenario \(mandate\.[\w.]+: \S+ there, \S+ here; .*; and 1 more\)"):
        conduct(other, copy, resume=True)
    with pytest.raises(ScenarioError, match=r"what differs: scenario \(mandate\.pressure: \S+ there, 0\.77 here\)\)"):
        conduct(a_sweep(values={"mandate.pressure": 0.77}, details=DETAILS), copy, resume=True)


def test_a_process_killed_as_it_began_leaves_a_folder_that_can_be_begun(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sweep"
    folder.mkdir()
    (folder / ".lock").touch()
    (folder / ".manifest.json.4711").write_text("{", encoding="utf-8")
    conduct(a_sweep(details=DETAILS), folder)
    assert tables_of(folder) == tables_of(whole)


STEPS: list[tuple[Any, str]] = [
    (gathering, "write_manifest"),
    (gathering, "package_versions"),
    (conduct_module, "write_points"),
    (conduct_module, "sweep_up"),
    (gathering, "join"),
    (conduct_module, "write_summary"),
    (gathering, "checksum"),
]


@pytest.mark.parametrize(("module", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_sweep_stopped_at_any_step_can_be_gone_on_with(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt(name)

    monkeypatch.setattr(module, name, stop)
    with pytest.raises(KeyboardInterrupt):
        conduct(a_sweep(details=DETAILS), tmp_path / "sweep")
    monkeypatch.undo()
    conduct(a_sweep(details=DETAILS), tmp_path / "sweep", resume=True)
    assert tables_of(tmp_path / "sweep") == tables_of(whole)


@pytest.mark.parametrize("error", [FULL, PermissionError(errno.EACCES, "Permission denied")])
def test_a_disk_that_fills_up_is_told_and_what_is_finished_stays(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, made_runs: list[int]
) -> None:
    written = 0
    write = parts.write

    def fill(folder: Path, content: Any) -> Any:
        nonlocal written
        written += 1
        if written > 7:
            raise error
        return write(folder, content)

    monkeypatch.setattr(parts, "write", fill)
    # Seven files: two stretches with all three tables, and a table of a third.
    with pytest.raises(SweepHaltedError, match=rf"{error.strerror}[\s\S]*6 finished runs are kept[\s\S]*--resume"):
        conduct(a_sweep(details=DETAILS), tmp_path / "sweep", workers=1)
    monkeypatch.setattr(parts, "write", write)
    made_runs.clear()
    conduct(a_sweep(details=DETAILS), tmp_path / "sweep", resume=True)
    assert len(made_runs) == 14
    assert tables_of(tmp_path / "sweep") == tables_of(whole)


def test_a_disk_that_fills_up_at_the_very_end_is_told_too(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_runs: list[int]
) -> None:
    def fill(*_: object) -> None:
        raise FULL

    monkeypatch.setattr(gathering, "join", fill)
    with pytest.raises(SweepHaltedError, match=r"No space left[\s\S]*20 finished runs are kept"):
        conduct(a_sweep(details=DETAILS), tmp_path / "sweep")
    monkeypatch.undo()
    conduct(a_sweep(details=DETAILS), tmp_path / "sweep", resume=True)
    assert tables_of(tmp_path / "sweep") == tables_of(whole)


@pytest.mark.skipif(os.name != "posix", reason="the limit is one of POSIX")
@pytest.mark.parametrize(
    ("limit", "size", "kept"), [pytest.param(60_000, 10, 800, marks=pytest.mark.slow), (25_000, 800, 0)]
)
def test_a_real_limit_on_files_is_told_and_what_is_finished_stays(
    tmp_path: Path, limit: int, size: int, kept: int
) -> None:
    # Small parts fit and the whole table does not, or not even the first part does.
    status, said, complaint = end_process(begin_process(LIMITED, tmp_path / "sweep", str(limit), str(size)))
    assert status == 3, complaint
    assert f"{kept} finished runs are kept" in said
    assert "File too large" in said
    assert not (tmp_path / "sweep" / "runs.parquet").exists()
    assert not list((tmp_path / "sweep" / "parts").glob(".*"))
    conduct(a_sweep(replicates=200), tmp_path / "sweep", resume=True, size=100)
    expected = conduct(a_sweep(replicates=200), tmp_path / "expected", size=400)
    assert tables_of(tmp_path / "sweep") == tables_of(expected.folder)


def failing_for(seeds: set[int], calls: list[int]) -> Any:
    """`run_points`, but runs of some seeds raise; `calls` counts every run that is asked for by itself."""

    def run(packer: Any, points: Any, which: Any, asked: Sequence[int], trace: bool = False) -> Any:
        if seeds & set(asked):
            raise FloatingPointError("a share left its range")
        calls.extend(asked)
        return run_points(packer, points, which, asked, trace)

    return run


def test_failed_runs_are_made_once_more_and_only_those(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made_runs: list[int]
) -> None:
    folder, sweep = tmp_path / "sweep", a_sweep(details=DETAILS)
    calls: list[int] = []
    monkeypatch.setattr(chunk_module, "run_points", failing_for({2, 4}, calls))
    store = conduct(sweep, folder)
    assert store.failures == 8
    assert set(store.failed["seed"]) == {2, 4}
    assert (folder / "failed.csv").exists()
    failed = store.failed["run"].tolist()
    with pytest.warns(UserWarning, match="8 of 20 runs failed"):
        done: Any = store.runs[store.runs["status"] == "done"]
    # One of the two seeds does better the second time.
    monkeypatch.setattr(chunk_module, "run_points", failing_for({4}, calls := []))
    made_runs.clear()
    store = conduct(sweep, folder, resume=True)
    assert sorted(made_runs) == failed
    assert calls == [2] * 4
    assert store.failures == 4
    assert set(store.failed["seed"]) == {4}
    with pytest.warns(UserWarning, match="4 of 20 runs failed"):
        again: Any = store.runs[store.runs["run"].isin(done["run"])].reset_index(drop=True)
    assert again.equals(done.reset_index(drop=True).astype(again.dtypes.to_dict()))
    # All of them do.
    monkeypatch.setattr(chunk_module, "run_points", run_points)
    store = conduct(sweep, folder, resume=True)
    assert store.failures == 0
    assert not (folder / "failed.csv").exists()
    assert tables_of(folder) == tables_of(whole)
    made_runs.clear()
    conduct(sweep, folder, resume=True)
    assert made_runs == []
    assert len(parts_of(folder)) == len(parts_of(whole))


def test_runs_that_go_on_failing_leave_the_same_bytes(tmp_path: Path, made_runs: list[int]) -> None:
    sweep = a_sweep({"mandate.taper": [0, 2], "mandate.duration": [0, 4]}, samples=None, replicates=3, details=DETAILS)
    store = conduct(sweep, tmp_path / "sweep")
    before = tables_of(store.folder)
    files = sorted((store.folder / "parts").iterdir())
    made_runs.clear()
    again = conduct(sweep, tmp_path / "sweep", resume=True, size=100)
    assert sorted(made_runs) == store.failed["run"].tolist()
    assert len(made_runs) == 3
    assert tables_of(again.folder) == before
    assert sorted((store.folder / "parts").iterdir()) == files


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the same sweep with runs that failed for a reason that has passed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunk_module, "run_points", failing_for({2, 4}, []))
        return conduct(a_sweep(details=DETAILS), tmp_path_factory.mktemp("resume") / "failed").folder


@pytest.mark.parametrize("stop_at", [1, 2, 3, 4, 5, 6, 7, 8, 20])
def test_a_stop_while_failed_runs_are_put_back_loses_nothing(
    whole: Path, failed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    folder, sweep = Path(shutil.copytree(failed, tmp_path / "sweep")), a_sweep(details=DETAILS)
    write, unlink = parts.write, Path.unlink
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == stop_at:
            raise KeyboardInterrupt

    def writing(folder: Path, content: Any) -> Any:
        step()
        return write(folder, content)

    def unlinking(path: Path, missing_ok: bool = False) -> None:
        step()
        unlink(path, missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(parts, "write", writing)
        patch.setattr(Path, "unlink", unlinking)
        with pytest.raises(KeyboardInterrupt):
            conduct(sweep, folder, resume=True, workers=1)
    conduct(sweep, folder, resume=True)
    assert tables_of(folder) == tables_of(whole)


def test_a_store_made_by_a_resumed_sweep_counts_its_runs_once(copy: Path) -> None:
    unfinished(copy)
    parts_of(copy)[0].unlink()
    store = conduct(a_sweep(details=DETAILS), copy, resume=True, size=1)
    assert store.runs["run"].tolist() == list(range(20))
    assert Store(copy).manifest["runs"] == {"done": 20, "failed": 0}


def test_the_same_scenario_read_again_is_the_same_sweep(copy: Path) -> None:
    again = a_sweep(scenario=tiny(), details=DETAILS)
    assert len(conduct(again, copy, resume=True)) == 20
