"""A sweep to a precision goes on just as far as it must, and in the same steps whatever stopped it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from outlast.runs import chunk as chunk_module
from outlast.runs import parts
from outlast.runs.estimates import estimates
from outlast.runs.precision import FIRST, MOST, Precision
from outlast.runs.store import Store
from outlast.runs.sweep import Sweep
from outlast.scenario import ScenarioError
from outlast.simulation.points import run_points
from sweeps import a_sweep, begin_process, conduct, kill, parts_of, tables_of, wait_until

HALF_WIDTH = 0.12
SWEEP = """
import sys
from pathlib import Path
from sweeps import a_sweep, conduct
conduct(a_sweep(precision=0.14), Path(sys.argv[1]), resume=True, size=1)
"""


def a_precise_sweep(half_width: float = HALF_WIDTH, most: int = MOST, **rest: Any) -> Sweep:
    """The small sweep, to a precision."""
    found = a_sweep(precision=half_width, **rest)
    return Sweep(
        found.scenario,
        found.design,
        precision=Precision(half_width, most=most),
        outcomes=found.outcomes,
        luck=found.luck,
        details=found.details,
    )


def half_widths(table: Any) -> Any:
    return np.maximum(table["high"] - table["mean"], table["mean"] - table["low"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A sweep to a precision that was never interrupted."""
    return conduct(a_precise_sweep(), tmp_path_factory.mktemp("precision") / "whole")


def test_every_point_is_as_precise_as_asked_and_no_point_went_on_after_that(whole: Store) -> None:
    found: Any = whole.estimates()
    assert (half_widths(found) <= HALF_WIDTH).all()
    assert found["runs"].min() < found["runs"].max()
    stages = whole.manifest["stages"]
    assert len(stages) > 2
    # Before its last stage no point was there yet.
    for first, count, begin, _ in stages[1:]:
        before = whole.runs[whole.runs["run"] < first]
        earlier = estimates_of(whole, before)
        went_on = whole.runs["point"][first : first + count]
        unmet = ~(half_widths(earlier) <= HALF_WIDTH)
        assert set(went_on) == set(np.flatnonzero(unmet & (earlier["runs"] == begin)))
        assert (earlier["runs"][went_on] == begin).all()


def estimates_of(store: Store, runs: Any) -> Any:
    """Estimates from some of the runs."""
    table = pa.Table.from_pandas(runs[["point", "status", store.outcomes[0]]], preserve_index=False)
    return estimates(lambda columns: [table.select(list(columns))], store.outcomes[0], store.each)


def test_replicates_of_a_point_follow_each_other_from_the_first(whole: Store) -> None:
    for point, rows in whole.runs.groupby("point"):
        assert rows["replicate"].tolist() == list(range(len(rows))), point
        assert rows["seed"].tolist() == list(range(1, len(rows) + 1))
        assert len(rows) >= FIRST


def test_the_settling_says_what_the_data_say(whole: Store) -> None:
    settling: Any = pd.read_csv(whole.folder / "settling.csv")
    assert list(settling) == ["replicates", "points", "runs", "widest", "median", "unmet"]
    assert len(settling) == len(whole.manifest["stages"])
    done = 0
    for row, (first, count, begin, end) in zip(settling.itertuples(), whole.manifest["stages"], strict=True):
        assert first == done
        done += count * (end - begin)
        reach = half_widths(estimates_of(whole, whole.runs[whole.runs["run"] < done]))
        assert (row.replicates, row.points, row.runs) == (end, count, done)
        assert row.widest == pytest.approx(reach.max())
        assert row.median == pytest.approx(reach.median())
        assert row.unmet == (reach > HALF_WIDTH).sum()
    assert settling["runs"].iloc[-1] == len(whole)
    assert settling["unmet"].iloc[-1] == 0
    assert settling["points"].iloc[0] == len(whole.points)
    assert (settling["unmet"].to_numpy()[:-1] == settling["points"].to_numpy()[1:]).all()


@pytest.mark.parametrize("how", [{"workers": 1, "size": 2}, {"workers": 3, "size": 1000}, {"size": None}])
def test_the_same_sweep_takes_the_same_steps(whole: Store, tmp_path: Path, how: dict[str, Any]) -> None:
    again = conduct(a_precise_sweep(), tmp_path / "again", **how)
    assert tables_of(again.folder) == tables_of(whole.folder)


def test_a_point_that_never_gets_there_stops_at_the_most(tmp_path: Path) -> None:
    store = conduct(a_precise_sweep(0.01, most=25), tmp_path / "sweep")
    assert store.estimates()["runs"].tolist() == [25] * 4
    assert [end for *_, end in store.manifest["stages"]] == [10, 15, 23, 25]
    settling: Any = pd.read_csv(store.folder / "settling.csv")
    assert settling["unmet"].iloc[-1] > 0


def test_a_precision_met_at_once_takes_one_stage(tmp_path: Path) -> None:
    store = conduct(a_precise_sweep(0.99), tmp_path / "sweep")
    assert store.manifest["stages"] == [[0, 4, 0, FIRST]]
    assert len(store) == 4 * FIRST


def test_the_precision_is_about_the_first_outcome(tmp_path: Path) -> None:
    sweep = a_precise_sweep(0.12, outcomes=("alive_8", "self_sustaining_8"))
    store = conduct(sweep, tmp_path / "sweep")
    assert (half_widths(store.estimates("alive_8")) <= 0.12).all()
    assert store.estimates("alive_8").equals(store.estimates())


@pytest.mark.parametrize("half_width", [0.0, -0.1, float("inf"), float("nan")])
def test_a_precision_that_is_none_is_refused(half_width: float) -> None:
    with pytest.raises(ScenarioError, match="--precision: found"):
        a_sweep(precision=half_width)


def test_steps_grow_and_never_pass_the_most() -> None:
    precision = Precision(0.1, most=100)
    done = [10]
    while done[-1] < 100:
        done.append(precision.next(done[-1]))
    assert done == [10, 15, 23, 35, 53, 80, 100]
    assert Precision(0.1).next(1) == 2


def test_what_has_no_interval_is_not_precise() -> None:
    table = pd.DataFrame({"mean": [0.5, 0.5, np.nan], "low": [0.45, np.nan, np.nan], "high": [0.6, np.nan, np.nan]})
    assert Precision(0.1).unmet(table).tolist() == [False, True, True]
    assert Precision(0.09).unmet(table).tolist() == [True, True, True]


def stop_after(monkeypatch: pytest.MonkeyPatch, files: int) -> None:
    """Let so many parts be written, and no more."""
    write, written = parts.write, 0

    def writing(folder: Path, content: Any) -> Any:
        nonlocal written
        written += 1
        if written > files:
            raise KeyboardInterrupt
        return write(folder, content)

    monkeypatch.setattr(parts, "write", writing)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_sweep_stopped_in_any_stage_takes_the_same_steps(
    whole: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    assert_stopped_and_gone_on_with(whole, tmp_path, monkeypatch, share)


def assert_stopped_and_gone_on_with(
    whole: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    """Stopped when that share of the runs is there, it ends as if it had not been."""
    # Later stages are there in part when the earlier ones are decided on again.
    stop_after(monkeypatch, int(len(whole) * share))
    with pytest.raises(KeyboardInterrupt):
        conduct(a_precise_sweep(), tmp_path / "sweep", workers=2, size=1)
    monkeypatch.undo()
    again = conduct(a_precise_sweep(), tmp_path / "sweep", resume=True, size=2)
    assert tables_of(again.folder) == tables_of(whole.folder)
    assert again.manifest["stages"] == whole.manifest["stages"]


@pytest.mark.slow
@pytest.mark.parametrize("share", np.linspace(0.02, 0.98, 30).tolist())
def test_a_sweep_stopped_anywhere_takes_the_same_steps(
    whole: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    assert_stopped_and_gone_on_with(whole, tmp_path, monkeypatch, share)


@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_part_lost_from_any_stage_is_made_again(whole: Store, tmp_path: Path, place: int) -> None:
    folder = Path(shutil.copytree(whole.folder, tmp_path / "sweep"))
    parts_of(folder)[place].unlink()
    (folder / "runs.parquet").unlink()
    again = conduct(a_precise_sweep(), folder, resume=True)
    assert tables_of(again.folder) == tables_of(whole.folder)


@pytest.mark.slow
def test_a_sweep_killed_in_the_midst_takes_the_same_steps(tmp_path: Path) -> None:
    expected = conduct(a_sweep(precision=0.14), tmp_path / "expected")
    folder = tmp_path / "sweep"
    # Once early in the second stage, and once some runs before the end.
    second = expected.manifest["stages"][1][0]
    for more in (second + 5, len(expected.runs) - 6):
        process = begin_process(SWEEP, folder)
        wait_until(lambda more=more: len(parts_of(folder)) >= more, "it is past its first stage", pause=0.0005)
        assert kill(process) == -9
        assert not (folder / "runs.parquet").exists()
    again = conduct(a_sweep(precision=0.14), folder, resume=True)
    assert tables_of(again.folder) == tables_of(expected.folder)


def failing_for(seeds: set[int]) -> Any:
    """`run_points`, but runs of some seeds raise."""

    def run(packer: Any, points: Any, which: Any, asked: Sequence[int], trace: bool = False) -> Any:
        if seeds & set(asked):
            raise FloatingPointError("a share left its range")
        return run_points(packer, points, which, asked, trace)

    return run


def test_runs_that_failed_at_first_leave_no_trace_in_what_was_decided(
    whole: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without them other points went on, so that what they decided must be decided again.
    with monkeypatch.context() as patch:
        patch.setattr(chunk_module, "run_points", failing_for({2, 3, 5, 6, 7}))
        store = conduct(a_precise_sweep(), tmp_path / "sweep")
    assert store.failures > 0
    assert store.manifest["stages"] != whole.manifest["stages"]
    again = conduct(a_precise_sweep(), tmp_path / "sweep", resume=True)
    assert again.failures == 0
    assert tables_of(again.folder) == tables_of(whole.folder)


def test_independent_luck_takes_seeds_that_never_collide(tmp_path: Path) -> None:
    store = conduct(a_precise_sweep(luck="independent"), tmp_path / "sweep")
    assert store.runs["seed"].is_unique
    assert (half_widths(store.estimates()) <= HALF_WIDTH).all()
    assert store.plan.of(store.runs["run"].to_numpy())[2].tolist() == store.runs["seed"].tolist()
