"""Responses come from the store as they are, in the order of the design, and nothing unknown goes any further."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from known_functions import UNIT, g_function, sampled
from outlast.analysis.sensitivity.indices import indices
from outlast.analysis.sensitivity.methods import METHODS
from outlast.analysis.sensitivity.responses import read_quarters, read_runs, settled
from outlast.analysis.sensitivity.salib import NotFiniteError
from outlast.analysis.sensitivity.sample import design_of, sample_of
from outlast.runs.errors import FailedRunsError, UnknownValuesError
from outlast.runs.store import Store
from outlast.scenario import ScenarioError
from sweeps import a_sweep, conduct

FAILING = {"mandate.taper": [0, 2], "mandate.duration": [0, 4]}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    sweep = a_sweep(
        ["mandate.vagueness=0:1", "structure.production", "mandate.grant=0,60,130"],
        design="saltelli",
        samples=2,
        replicates=3,
        details=("quarter",),
    )
    return conduct(sweep, tmp_path_factory.mktemp("responses") / "sweep", size=10)


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A sweep in which funding that tapers from nothing cannot be run."""
    sweep = a_sweep(FAILING, design="saltelli", samples=4, replicates=2)
    return conduct(sweep, tmp_path_factory.mktemp("failing") / "sweep")


def test_the_design_comes_back_from_its_folder(store: Store) -> None:
    design = design_of(store)
    assert design.digest() == store.manifest["settings"]["design"]["digest"]
    assert design.column("structure.production").tolist() == store.points["structure.production"].tolist()
    sample = sample_of(design)
    assert sample.blocks.tolist() == [0] * 8 + [1] * 8
    assert sample.matrix.shape == (16, 3)


def test_points_that_were_changed_are_noticed(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "sweep"
    other.mkdir()
    for name in ("manifest.json", "runs.parquet", "points.parquet"):
        (other / name).write_bytes((store.folder / name).read_bytes())
    points = store.points.copy()
    points.loc[3, "mandate.vagueness"] += 0.1
    pq.write_table(pa.Table.from_pandas(points, preserve_index=False), other / "points.parquet")
    with pytest.raises(ScenarioError, match="other points than the sweep was made of"):
        design_of(Store(other))


def test_outcomes_stand_at_their_point_and_replicate(store: Store) -> None:
    values, failed = read_runs(store, ["alive_8", "output_total"])
    assert not failed.any()
    for name, found in values.items():
        table = store.runs.pivot_table(index="point", columns="replicate", values=name).to_numpy()
        assert found.shape == (16, 3)
        assert np.array_equal(table, found)


def test_quarters_stand_at_their_quarter_point_and_replicate(store: Store) -> None:
    courses, failed = read_quarters(store, ["open", "trust"])
    assert failed.shape == (16, 3)
    frame: Any = store.quarters
    assert courses["open"].shape == (frame["quarter"].nunique(), 16, 3)
    for _, row in frame.sample(20, random_state=1).iterrows():
        at = int(row["quarter"]), int(row["point"]), int(row["replicate"])
        assert courses["open"][at] == row["open"]
        assert np.array_equal(courses["trust"][at], row["trust"], equal_nan=True)


def test_what_the_tables_do_not_have_is_refused(store: Store, failing: Store) -> None:
    with pytest.raises(ScenarioError, match="no such outcome"):
        read_runs(store, ["alive_9"])
    with pytest.raises(ScenarioError, match="opne: no such column of quarters; the nearest right name is open"):
        read_quarters(store, ["opne"])
    with pytest.raises(ScenarioError, match="not asked for --detail quarter"):
        read_quarters(failing, ["open"])


def test_failed_runs_stop_the_analysis_and_are_counted_and_named(failing: Store) -> None:
    values, failed = read_runs(failing, ["alive_8"])
    sample = sample_of(design_of(failing))
    with pytest.raises(FailedRunsError) as error:
        settled("alive_8", values["alive_8"], failed, sample, "stop", failing)
    points = failing.failed["point"].nunique()
    message = str(error.value)
    assert f"{failing.failures} of {len(failing)} runs, at {points} of {len(failing.points)} points, failed" in message
    assert f"({failing.failures} like point " in message
    assert f"seed 1: mandate.taper=2, mandate.duration=0: {failing.failed['error'].iloc[0]}" in message
    assert f"all are listed in {failing.folder}/failed.csv" in message
    assert (failing.folder / "failed.csv").exists()
    with pytest.raises(ScenarioError, match="allowed is stop or drop"):
        settled("alive_8", values["alive_8"], failed, sample, "leave", failing)  # type: ignore[arg-type]


CASES: list[tuple[str, int, list[int]]] = [
    ("saltelli", 4, list(range(8, 16))),
    ("morris", 4, list(range(8, 12))),
    ("sobol", 16, [9]),
]


@pytest.mark.parametrize(("kind", "samples", "gone"), CASES)
def test_a_run_that_is_missing_takes_its_block_with_it(kind: str, samples: int, gone: list[int]) -> None:
    sample = sampled(kind, UNIT[:3], samples)
    values = np.random.default_rng(1).random((len(sample), 3))
    values[9, 1] = np.nan
    failed = np.isnan(values)
    with pytest.raises(FailedRunsError, match=r"1 of .* runs, at 1 of .* points, failed"):
        settled("y", values, failed, sample)
    response = settled("y", values, failed, sample, "drop")
    assert np.flatnonzero(~response.kept).tolist() == gone
    assert response.dropped.failed == 1
    assert response.dropped.points == len(gone)
    assert response.dropped.blocks == 1
    assert np.isfinite(response.values).all()
    assert "1 runs failed" in str(response.dropped)


def test_a_value_that_is_not_known_stops_the_analysis_too() -> None:
    sample = sampled("sobol", UNIT[:2], 4)
    values = np.array([[0.0, 1.0], [np.nan, 1.0], [0.0, np.nan], [0.5, 0.5]])
    with pytest.raises(UnknownValuesError, match="2 of 8 runs, at 2 of 4 points, have no value of y"):
        settled("y", values, np.zeros((4, 2), bool), sample)
    response = settled("y", values, np.zeros((4, 2), bool), sample, "drop")
    assert response.dropped.unknown == 2
    assert response.kept.tolist() == [True, False, False, True]


def test_where_every_block_is_hit_nothing_is_left() -> None:
    sample = sampled("saltelli", UNIT[:2], 2)
    values = np.zeros((len(sample), 1))
    values[[1, 8]] = np.nan
    with pytest.raises(UnknownValuesError, match="nothing is left to analyse"):
        settled("y", values, np.zeros(values.shape, bool), sample, "drop")


@pytest.mark.parametrize("method", list(METHODS))
def test_nothing_unknown_ever_reaches_salib(method: str) -> None:
    kind = METHODS[method].designs[-1]
    sample = sampled(kind, UNIT[:2], {"ice": 3, "lhs": 32}.get(kind, 8))
    values = np.ones((len(sample), 2))
    for wrong in (np.nan, np.inf):
        values[3, 1] = wrong
        with pytest.raises(NotFiniteError):
            indices(METHODS[method], sample, values)


def test_dropped_blocks_leave_the_indices_of_the_others() -> None:
    sample = sampled("saltelli", UNIT[:3], 64)
    values = g_function(sample.matrix)[:, None] * np.ones((1, 2))
    spoilt = values.copy()
    spoilt[[5, 100], 0] = np.nan
    response = settled("y", spoilt, np.isnan(spoilt), sample, "drop")
    kept = ~np.isin(sample.blocks, sample.blocks[[5, 100]])
    rest: dict[str, Any] = {"resamples": 100}
    expected = indices(METHODS["sobol"], sample.take(kept), values[kept], **rest)
    found = indices(METHODS["sobol"], sample.take(response.kept), response.values, **rest)
    assert expected.frame.equals(found.frame)
