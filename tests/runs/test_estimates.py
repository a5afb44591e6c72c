"""Estimates at each point are those of its own runs, whatever the blocks they come in."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import outlast
from outlast.outcomes.intervals import interval_of_mean, interval_of_ratio, interval_of_share
from outlast.runs.chunk import DONE, FAILED
from outlast.runs.errors import FailedRunsError
from outlast.runs.estimates import Moments, check_outcome, estimates, moments
from outlast.runs.store import Store
from outlast.scenario import ScenarioError
from outlast.simulation.cohorts import run_columns
from sweeps import a_sweep, conduct

FAILING = {"mandate.taper": [0, 2], "mandate.duration": [0, 4]}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A small sweep with a twin, and points that differ in how many partnerships they have."""
    sweep = a_sweep(
        {"context.partnerships": [2, 3], "mandate.grant": [0, 130]},
        values={"output.twin": True},
        samples=None,
        replicates=8,
    )
    return conduct(sweep, tmp_path_factory.mktemp("estimates") / "sweep")


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A sweep with one point that cannot be run: funding that tapers from nothing."""
    sweep = a_sweep(FAILING, samples=None, replicates=3)
    return conduct(sweep, tmp_path_factory.mktemp("failing") / "sweep")


def a_table(seed: int, points: int, runs: int) -> pd.DataFrame:
    """Runs at random: some failed, some with an unknown outcome."""
    generator = np.random.default_rng(seed)
    failed = generator.random(runs) < 0.1
    values = generator.normal(1e3, 2.0, runs)
    values[failed | (generator.random(runs) < 0.2)] = np.nan
    status = np.where(failed, FAILED, DONE)
    return pd.DataFrame({"point": generator.integers(0, points, runs), "status": status, "y": values})


def blocks_of(table: pd.DataFrame, size: int) -> list[pa.Table]:
    cut = [table.iloc[start : start + size] for start in range(0, len(table), size)]
    return [pa.table({name: pa.array(part[name].to_numpy(), from_pandas=True) for name in table}) for part in cut]


def reader(blocks: Any) -> Any:
    return lambda columns: (block.select(list(columns)) for block in blocks)


@given(st.integers(0, 1000), st.integers(1, 6), st.integers(0, 120), st.sampled_from([1, 7, 50, 1000]))
def test_moments_are_those_of_the_whole_table(seed: int, points: int, runs: int, size: int) -> None:
    table = a_table(seed, points, runs)
    found = moments(reader(blocks_of(table, size)), ["y"], points, lambda _, columns: columns[0])
    groups: Any = table.groupby("point")["y"]
    every = range(points)
    assert found.runs.tolist() == groups.size().reindex(every, fill_value=0).tolist()
    assert found.known.tolist() == groups.count().reindex(every, fill_value=0).tolist()
    failed: Any = table[table["status"] == FAILED].groupby("point").size()
    assert found.failed.tolist() == failed.reindex(every, fill_value=0).tolist()
    means = groups.mean().reindex(every).to_numpy()
    assert np.where(found.known > 0, found.means, np.nan) == pytest.approx(means, rel=1e-12, nan_ok=True)
    variances = groups.var().reindex(every).to_numpy()
    assert found.variances == pytest.approx(variances, rel=1e-9, abs=1e-12, nan_ok=True)


def test_moments_do_not_lose_a_small_variance_beside_a_large_mean() -> None:
    found = Moments(1)
    for _ in range(50):
        found.take(np.zeros(2, np.int64), np.zeros(2, bool), np.array([1e9 - 0.5, 1e9 + 0.5]))
    assert found.variances[0] == pytest.approx(0.25 * 100 / 99, rel=1e-6)


def test_the_same_blocks_in_any_order_say_the_same() -> None:
    blocks = blocks_of(a_table(1, 3, 60), 20)
    orders = itertools.permutations(blocks)
    found = [moments(reader(order), ["y"], 3, lambda _, columns: columns[0]) for order in orders]
    for other in found[1:]:
        assert other.known.tolist() == found[0].known.tolist()
        assert other.means == pytest.approx(found[0].means, rel=1e-13)
        assert other.variances == pytest.approx(found[0].variances, rel=1e-10)


def of_point(store: Store, point: int, name: str) -> np.ndarray:
    runs = store.runs
    return runs.loc[runs["point"] == point, name].to_numpy(dtype=float)


def test_a_share_has_the_interval_of_a_share_with_the_partnerships_of_its_point(store: Store) -> None:
    found: Any = store.estimates("self_sustaining_8")
    assert set(store.points["context.partnerships"]) == {2, 3}
    for point, each in enumerate(store.points["context.partnerships"]):
        shares = of_point(store, point, "self_sustaining_8")
        expected = interval_of_share(shares * each, np.full(len(shares), float(each)))
        assert tuple(found.loc[point, ["mean", "low", "high"]]) == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert found["runs"].tolist() == [8] * 4
    assert found["failed"].tolist() == [0] * 4


@pytest.mark.parametrize("name", ["twin_alive_8", "ladder_8_closed"])
def test_other_shares_have_the_interval_of_a_share_too(store: Store, name: str) -> None:
    if name not in store.runs:
        name = next(column for column in run_columns(True) if column.startswith("ladder_8_"))
    found: Any = store.estimates(name)
    points: Any = store.points
    shares, each = of_point(store, 0, name), points["context.partnerships"][0]
    expected = interval_of_share(shares * each, np.full(len(shares), float(each)))
    assert tuple(found.loc[0, ["mean", "low", "high"]]) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", ["additional_self_sustaining_8", "additional_alive_8"])
def test_a_difference_of_shares_has_students_interval_or_reaches_as_far_as_an_unseen_share(
    store: Store, name: str
) -> None:
    found: Any = store.estimates(name)
    for point, each in enumerate(store.points["context.partnerships"]):
        mean, _, high = interval_of_mean(of_point(store, point, name))
        unseen = 1.0 - 0.025 ** (1.0 / (8 * each))
        reach = max(high - mean, unseen)
        expected = (mean, max(mean - reach, -1.0), min(mean + reach, 1.0))
        assert tuple(found.loc[point, ["mean", "low", "high"]]) == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert (found["low"] < 0.0).any()


def table_of(values: Any, name: str, points: int = 1) -> Any:
    """A reader of runs with these values, one point after the other."""
    values = np.asarray(values, dtype=float)
    at = np.repeat(np.arange(points), len(values) // points)
    status = np.full(len(values), DONE)
    return reader([pa.table({"point": at, "status": status, name: pa.array(values, from_pandas=True)})])


def test_equal_differences_are_no_proof_of_certainty() -> None:
    found: Any = estimates(table_of([0.0] * 10, "additional_alive_8"), "additional_alive_8", np.array([1]))
    assert found.loc[0, "high"] == pytest.approx(1.0 - 0.025**0.1)
    assert found.loc[0, "low"] == pytest.approx(-found.loc[0, "high"])


@pytest.mark.parametrize("name", ["central_money", "trust_12", "lead_form_12", "additional_trust_12"])
def test_equal_values_of_what_is_no_share_have_no_interval(name: str) -> None:
    found: Any = estimates(table_of([0.5] * 10, name), name, np.array([17]))
    assert found.loc[0, "mean"] == 0.5
    assert found[["low", "high"]].isna().all(axis=None)


def test_what_only_some_runs_know_says_how_many() -> None:
    found: Any = estimates(table_of([0.2, np.nan, 0.4, np.nan], "trust_12"), "trust_12", np.array([17]))
    assert (found.loc[0, "runs"], found.loc[0, "known"]) == (4, 2)
    assert found.loc[0, "mean"] == pytest.approx(0.3)


def test_a_cost_per_survivor_is_all_money_over_all_survivors(store: Store) -> None:
    found: Any = store.estimates("cost_per_self_sustained")
    for point, each in enumerate(store.points["context.partnerships"]):
        money, kept = (of_point(store, point, name) * each for name in ("central_money", "self_sustaining_8"))
        mean, low, high = interval_of_ratio(money, kept)
        if math.isnan(mean) or not money.any():
            assert math.isnan(found.loc[point, "mean"])
        else:
            assert found.loc[point, "mean"] == pytest.approx(mean)
            assert found.loc[point, "low"] == pytest.approx(max(low, 0.0), nan_ok=True)
            assert found.loc[point, "high"] == pytest.approx(high, nan_ok=True)
    assert found["mean"].notna().any()


def test_an_amount_is_never_below_nothing(store: Store) -> None:
    found: Any = store.estimates("contributions")
    assert (found["low"] >= 0.0).all()
    for point in range(4):
        expected = interval_of_mean(of_point(store, point, "contributions"))
        assert found.loc[point, "mean"] == pytest.approx(expected.mean)
        assert found.loc[point, "low"] == pytest.approx(max(expected.low, 0.0))
        assert found.loc[point, "high"] == pytest.approx(expected.high)


def test_what_no_run_knows_has_no_estimate() -> None:
    found: Any = estimates(
        reader(blocks_of(pd.DataFrame({"point": [0], "status": [FAILED], "alive_8": [np.nan]}), 9)),
        "alive_8",
        np.array([3, 3]),
    )
    assert found["runs"].tolist() == [1, 0]
    assert found["failed"].tolist() == [1, 0]
    assert found[["mean", "low", "high"]].isna().all(axis=None)


def test_every_column_of_the_run_table_has_estimates(store: Store) -> None:
    for name in run_columns(True):
        found: Any = store.estimates(name)
        known = ~found["low"].isna()
        slack = 1e-9 * (1.0 + found["mean"].abs())
        assert (found["low"] <= found["mean"] + slack)[known].all(), name
        assert (found["high"] >= found["mean"] - slack)[known].all(), name


def test_the_summary_says_what_the_store_says(store: Store) -> None:
    summary: Any = pd.read_csv(store.folder / "summary.csv")
    assert list(summary["context.partnerships"]) == list(store.points["context.partnerships"])
    for name in store.outcomes:
        found: Any = store.estimates(name)
        assert summary[name].to_numpy() == pytest.approx(found["mean"].to_numpy())
        assert summary[f"{name}_low"].to_numpy() == pytest.approx(found["low"].to_numpy(), nan_ok=True)
        assert summary[f"{name}_high"].to_numpy() == pytest.approx(found["high"].to_numpy(), nan_ok=True)
    assert not (store.folder / "failed.csv").exists()
    assert not (store.folder / "settling.csv").exists()


def test_failed_runs_are_refused_unless_they_may_be_left_out(failing: Store) -> None:
    with pytest.raises(FailedRunsError, match=r"3 of 12 runs .* failed .*there is no funding to taper"):
        failing.estimates()
    found: Any = failing.estimates(omit_failed=True)
    bad: Any = (failing.points["mandate.taper"] == 2) & (failing.points["mandate.duration"] == 0)
    assert bad.sum() == 1
    assert found["failed"].tolist() == (3 * bad).tolist()
    assert found["runs"].tolist() == [3] * 4
    assert found["mean"].isna().tolist() == bad.tolist()


def test_failed_runs_are_listed_with_seed_settings_and_error(failing: Store) -> None:
    listed: Any = pd.read_csv(failing.folder / "failed.csv")
    assert list(listed) == ["run", "point", "replicate", "seed", "mandate.taper", "mandate.duration", "error"]
    assert listed["seed"].tolist() == [1, 2, 3]
    assert set(listed["mandate.taper"]) == {2}
    assert set(listed["mandate.duration"]) == {0}
    assert listed["error"].str.contains("no funding to taper").all()
    summary: Any = pd.read_csv(failing.folder / "summary.csv")
    assert summary["failed"].sum() == 3
    assert len(failing) == 12
    assert failing.failures == 3


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("alive_88", "no such outcome.*alive_8"),
        ("ladder_8", "this is a rung"),
        ("additional_alive_8", "no twin runs"),
    ],
)
def test_an_outcome_that_is_no_column_is_refused_by_name(name: str, message: str, failing: Store) -> None:
    with pytest.raises(ScenarioError, match=message):
        failing.estimates(name, omit_failed=True)
    with pytest.raises(ScenarioError, match=message):
        check_outcome(name, twin=False)


def test_a_sweep_of_one_call_is_what_its_parts_make(tmp_path: Path) -> None:
    found: Any = outlast.sweep(
        a_sweep().scenario,
        {"mandate.vagueness": (0, 1), "mandate.grant": [0, 60, 130]},
        samples=4,
        replicates=5,
        out=tmp_path / "called",
        workers=1,
    )
    expected = conduct(a_sweep(), tmp_path / "conducted")
    assert (found.folder / "runs.parquet").read_bytes() == (expected.folder / "runs.parquet").read_bytes()
    assert not math.isnan(found.estimates()["mean"].sum())
