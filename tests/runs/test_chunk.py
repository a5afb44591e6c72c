"""A chunk makes its runs whatever the others do, and its rows are those of the scenarios that its points make."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import outlast
from outlast.runs import chunk as chunk_module
from outlast.runs import execution
from outlast.runs.chunk import DONE, FAILED, Chunk, make
from outlast.runs.execution import AHEAD, made
from outlast.runs.parts import Content
from outlast.runs.sweep import Sweep
from outlast.simulation.points import run_points
from sweeps import a_sweep, conduct, tiny

DETAILS = ("partnership", "quarter")


def frames(contents: Sequence[Content]) -> dict[str, Any]:
    return {content.table: pq.read_table(pa.BufferReader(content.data)).to_pandas() for content in contents}


def rows_of(sweep: Sweep, runs: Sequence[int]) -> dict[str, Any]:
    return frames(make(sweep.chunk(sweep.first_plan(), np.array(runs))))


def assert_same_bits(found: Any, expected: Any, columns: Sequence[str]) -> None:
    """The same values to the last bit, whatever holds them; what is not known in the one is not in the other."""
    assert len(found) == len(expected) > 0
    for name in columns:
        mine, theirs = found[name], expected[name]
        assert mine.isna().to_numpy().tolist() == theirs.isna().to_numpy().tolist(), name
        there = mine.notna().to_numpy()
        assert mine[there].tolist() == theirs[there].tolist(), name


@pytest.mark.parametrize("twin", [False, True])
def test_a_sweep_at_the_scenarios_own_point_gives_what_simulate_gives(tmp_path: Path, twin: bool) -> None:
    base = tiny({"output.twin": twin, "mandate.grant": 100.0, "context.horizon": 20})
    vary = {"mandate.grant": [40.0, 100.0], "structure.theory": ["none", "fog"]}
    theory = base.settings.structure.theory
    sweep = a_sweep(vary, scenario=base, samples=None, replicates=6, seed=11, details=DETAILS)
    store = conduct(sweep, tmp_path / "sweep", size=5)
    expected = outlast.simulate(base.replace({"structure.theory": ("fog",)}), range(11, 17), workers=1)
    points: Any = store.points
    own = (points["mandate.grant"] == 100.0) & (points["structure.theory"] == "fog")
    assert theory != ("fog",)
    point = int(points["point"][own].iloc[0])
    tables = (
        (store.runs, expected.runs),
        (store.partnerships, expected.partnerships),
        (store.quarters, expected.quarters),
    )
    for found, wanted in tables:
        rows = found[found["point"] == point].reset_index(drop=True)
        columns = [name for name in wanted if name != "run"]
        assert_same_bits(rows, wanted, columns)
        assert set(columns) <= set(found)
        assert any(name.startswith("twin_") for name in found) is twin


def test_every_point_has_the_rows_of_its_scenario(tmp_path: Path) -> None:
    vary = {
        "mandate.vagueness": [0.0, 0.9],
        "context.partnerships": [2, 3],
        "output.twin": [False, True],
        "structure.theory": ["latitude+shield", "none"],
    }
    sweep = a_sweep(vary, samples=None, replicates=2, details=DETAILS)
    store = conduct(sweep, tmp_path / "sweep", size=7)
    for place in range(len(sweep.design)):
        own = sweep.scenario.replace(sweep.design.overrides(place))
        expected = outlast.simulate(own, [1, 2], workers=1)
        for found, wanted in ((store.runs, expected.runs), (store.partnerships, expected.partnerships)):
            rows: Any = found[found["point"] == place].reset_index(drop=True)
            assert_same_bits(rows, wanted, [name for name in wanted if name != "run"])
            if not own.settings.output.twin:
                assert rows.filter(regex="^(twin|additional)_").isna().all(axis=None)
        quarters = store.quarters[store.quarters["point"] == place].reset_index(drop=True)
        assert_same_bits(quarters, expected.quarters, [name for name in expected.quarters if name != "run"])


def test_rows_say_which_run_they_are_and_what_was_varied() -> None:
    sweep = a_sweep({"mandate.grant": [0, 60], "structure.theory": ["fog", "none"]}, samples=None, replicates=2)
    found = rows_of(sweep, [1, 2, 6])["runs"]
    points, replicates, seeds = sweep.first_plan().of(np.array([1, 2, 6]))
    assert found["run"].tolist() == [1, 2, 6]
    assert found["point"].tolist() == points.tolist()
    assert found["replicate"].tolist() == replicates.tolist()
    assert found["seed"].tolist() == seeds.tolist()
    for key in sweep.keys:
        assert found[key].tolist() == [sweep.design.point(point)[key] for point in points.tolist()]
    assert found["status"].tolist() == [DONE] * 3
    assert found["error"].isna().all()


def test_the_rows_of_a_run_do_not_depend_on_the_runs_beside_it() -> None:
    sweep = a_sweep(details=DETAILS, values={"output.twin": True})
    together = rows_of(sweep, range(20))
    for runs in ([7], [3, 7, 12], [19]):
        for name, found in rows_of(sweep, runs).items():
            whole = together[name]
            assert_same_bits(found, whole[whole["run"].isin(runs)].reset_index(drop=True), list(found))


def failing_for(seeds: set[int], calls: list[list[int]] | None = None) -> Any:
    """`run_points`, but it raises where any of some seeds is among those asked for."""

    def run(packer: Any, points: Any, which: Any, asked: Sequence[int], trace: bool = False) -> Any:
        if calls is not None:
            calls.append(list(asked))
        if seeds & set(asked):
            raise FloatingPointError("a share left its range")
        return run_points(packer, points, which, asked, trace)

    return run


@pytest.mark.parametrize("details", [(), DETAILS])
def test_a_run_that_raises_is_a_row_and_the_others_are_as_ever(
    monkeypatch: pytest.MonkeyPatch, details: tuple[str, ...]
) -> None:
    sweep = a_sweep(details=details)
    expected = rows_of(sweep, range(20))
    monkeypatch.setattr(chunk_module, "run_points", failing_for({2, 4}))
    contents = make(sweep.chunk(sweep.first_plan(), np.arange(20)))
    found = frames(contents)
    assert {content.failed for content in contents} == {8}
    runs = found["runs"]
    failed = runs["seed"].isin([2, 4])
    assert runs["status"].tolist() == np.where(failed, FAILED, DONE).tolist()
    assert set(runs["error"][failed]) == {"FloatingPointError: a share left its range"}
    assert_same_bits(runs[failed], expected["runs"][failed], ["run", "point", "replicate", "seed", *sweep.keys])
    outcomes = list(runs)[list(runs).index("error") + 1 :]
    assert runs.loc[failed, outcomes].isna().all(axis=None)
    for name, rows in found.items():
        wanted = expected[name]
        wanted = wanted[~wanted["seed"].isin([2, 4])].reset_index(drop=True)
        rows = rows[~rows["seed"].isin([2, 4])] if name == "runs" else rows
        assert_same_bits(rows.reset_index(drop=True), wanted, list(wanted))


def test_points_that_cannot_be_run_are_failed_rows_with_the_reason() -> None:
    vary = {"mandate.match": [0.0, 1.0], "mandate.grant": [0.0, 60.0], "mandate.duration": [0, 4]}
    sweep = a_sweep(vary, values={"mandate.taper": 2}, samples=None, replicates=2, details=DETAILS)
    found = rows_of(sweep, range(16))
    runs = found["runs"]
    unmatched = (runs["mandate.match"] > 0) & (runs["mandate.grant"] == 0)
    endless = runs["mandate.duration"] == 0
    assert (runs["status"] == FAILED).tolist() == (unmatched | endless).tolist()
    assert runs["error"][unmatched].str.contains("no grant to match").all()
    assert runs["error"][endless].str.contains("no funding to taper").all()
    assert (
        set(found["partnerships"]["run"]) == set(found["quarters"]["run"]) == set(runs["run"][~(unmatched | endless)])
    )


def test_a_chunk_of_failed_runs_alone_has_tables_of_the_same_types() -> None:
    vary = {"mandate.taper": [0, 2], "mandate.duration": [0, 4]}
    sweep = a_sweep(vary, samples=None, replicates=1, details=DETAILS)
    schemas: dict[str, list[pa.Schema]] = {}
    for run in range(4):
        for content in make(sweep.chunk(sweep.first_plan(), np.array([run]))):
            schemas.setdefault(content.table, []).append(pq.read_schema(pa.BufferReader(content.data)))
    for found in schemas.values():
        assert all(schema.equals(found[0]) for schema in found)
    assert set(schemas) == {"runs", "partnerships", "quarters"}


def test_quarters_are_the_same_however_many_are_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = a_sweep(details=DETAILS)
    expected = [content.data for content in make(sweep.chunk(sweep.first_plan(), np.arange(20)))]
    monkeypatch.setattr(chunk_module, "TRACED", 3)
    assert [content.data for content in make(sweep.chunk(sweep.first_plan(), np.arange(20)))] == expected


def test_a_process_remembers_a_few_scenarios_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_module, "_packers", {})
    for grant in range(10):
        sweep = a_sweep(values={"mandate.pressure": 0.1 * grant})
        expected = outlast.simulate(sweep.scenario.replace(sweep.design.overrides(0)), [1], workers=1).runs
        assert_same_bits(rows_of(sweep, [0])["runs"], expected, [name for name in expected if name != "run"])
    assert len(chunk_module._packers) == chunk_module._REMEMBERED


@pytest.mark.parametrize("workers", [1, 3])
def test_only_so_many_chunks_are_ever_in_flight(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    sweep = a_sweep(replicates=50)
    lock = threading.Lock()
    alive = most = 0

    def gone() -> None:
        nonlocal alive
        with lock:
            alive -= 1

    def chunks() -> Any:
        nonlocal alive, most
        for start in range(0, 200, 2):
            one = sweep.chunk(sweep.first_plan(), np.arange(start, start + 2))
            with lock:
                alive += 1
                most = max(most, alive)
            weakref.finalize(one, gone)
            yield one
            del one

    monkeypatch.setattr(execution, "make", lambda chunk: [Content("runs", int(chunk.runs[0]), 0, 0, b"")])
    found = [contents[0].first for contents in made(chunks(), workers, None)]
    assert sorted(found) == list(range(0, 200, 2))
    # Those handed out, and a few that a thread or the loop has not yet let go of; far from all hundred.
    assert most <= 4 * AHEAD * workers < 100


def test_a_fault_in_making_a_chunk_ends_the_others_and_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[int] = []

    def broken(chunk: Chunk) -> Any:
        begun.append(int(chunk.runs[0]))
        raise MemoryError("no room")

    monkeypatch.setattr(execution, "make", broken)
    sweep = a_sweep(replicates=50)
    chunks = (sweep.chunk(sweep.first_plan(), np.arange(start, start + 2)) for start in range(0, 200, 2))
    with pytest.raises(MemoryError, match="no room"):
        list(made(chunks, 2, None))
    assert len(begun) <= 2 * AHEAD
