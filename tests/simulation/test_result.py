"""Results as data frames say what the arrays hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import outlast
from outlast.outcomes.catalogue import FINAL_INDEX, TRACE_INDEX
from outlast.outcomes.judgement import RUNGS, STATES
from outlast.rules.stance import ENGAGED
from outlast.scenario import load_scenario
from outlast.simulation.result import Result
from outlast.simulation.simulate import simulate

SMALL = {"context.partnerships": 3, "context.members": 8, "context.members_spread": 0}


@pytest.fixture(scope="module")
def result() -> Result:
    return simulate(load_scenario("hiec", SMALL), (11, 5), workers=1)


def test_rungs_are_names_and_flags_agree_with_them(result: Result) -> None:
    frame = result.partnerships
    assert set(frame["ladder_8"]) <= set(RUNGS)
    keeps = frame["ladder_8"].isin(["self_sustained", "growing"])
    assert frame["self_sustaining_8"].tolist() == keeps.tolist()
    closed = frame["closed_quarter"].notna() & (frame["closed_quarter"] <= 18)
    assert frame["alive_8"].tolist() == (~closed).tolist()


def test_rows_keep_the_order_of_the_seeds(result: Result) -> None:
    assert result.runs["seed"].tolist() == [11, 5]
    assert result.partnerships["seed"].tolist() == [11] * 3 + [5] * 3


def test_the_rungs_of_a_run_add_up_to_one(result: Result) -> None:
    for prefix in ("", "twin_"):
        total = result.runs[[f"{prefix}ladder_8_{rung}" for rung in RUNGS]].to_numpy().sum(axis=1)
        assert total.tolist() == pytest.approx([1.0, 1.0])


def test_the_states_of_a_quarter_add_up_to_one(result: Result) -> None:
    total = sum(result.quarters[f"state_{state}"] for state in STATES)
    assert np.allclose(total, 1.0)
    assert (result.quarters.loc[result.quarters["quarter"] < 10, "state_funded"] > 0.5).all()
    assert (result.quarters.loc[result.quarters["quarter"] >= 10, "state_funded"] == 0.0).all()


def test_additionality_is_the_difference_of_the_worlds(result: Result) -> None:
    runs = result.runs
    expected = runs["alive_8"].to_numpy() - runs["twin_alive_8"].to_numpy()
    assert runs["additional_alive_8"].tolist() == pytest.approx(expected.tolist())


def test_what_is_null_once_closed_is_compared_over_those_open_in_both_worlds(result: Result) -> None:
    mandated, twin = result.final("coverage_8"), result.final("coverage_8", twin=True)
    for run, told in enumerate(result.runs["additional_coverage_8"].tolist()):
        both = ~np.isnan(mandated[run]) & ~np.isnan(twin[run])
        if both.any():
            assert told == pytest.approx(float((mandated[run] - twin[run])[both].mean()))
        else:
            assert np.isnan(told)


def test_means_of_a_quarter_are_over_the_open_partnerships(result: Result) -> None:
    values = result.trace[0, 20, :, TRACE_INDEX["clarity"]]
    assert result.quarters.loc[20, "clarity"] == pytest.approx(np.nanmean(values)) or np.isnan(values).all()


def test_a_judgement_beyond_the_horizon_is_null() -> None:
    scenario = load_scenario("hiec", SMALL | {"context.horizon": 15})
    frame = simulate(scenario, [1], workers=1).partnerships
    assert frame["ladder_4"].notna().tolist() == [True] * 3
    assert frame["ladder_8"].isna().tolist() == [True] * 3
    assert frame["self_sustaining_8"].isna().tolist() == [True] * 3


def test_without_a_twin_nothing_speaks_of_one() -> None:
    result = simulate(load_scenario("hiec", SMALL), [1], twin=False, workers=1)
    assert result.twin_finals is None
    assert not [name for name in result.runs if name.startswith(("twin_", "additional_"))]


@pytest.mark.parametrize("workers", [1, 2])
def test_both_engines_give_the_same_tables_however_many_run_side_by_side(workers: int) -> None:
    scenario = load_scenario("hiec", SMALL)
    compiled = simulate(scenario, [1, 2])
    mesa = simulate(scenario, [1, 2], engine="mesa", workers=workers)
    for name in ("runs", "partnerships", "quarters"):
        pd.testing.assert_frame_equal(getattr(mesa, name), getattr(compiled, name), check_exact=True)


class Willing(outlast.Firm):
    """A firm that always engages."""

    def choose_stance(self, membership: Any, draw: float) -> int:
        return ENGAGED


class WillingWorld(outlast.CollaborationModel):
    """The country with willing firms."""

    organisation_types = (outlast.NHSTrust, outlast.University, Willing)


def test_a_model_of_ones_own_runs_in_the_readable_engine_and_gives_the_same_tables() -> None:
    scenario = load_scenario("hiec", SMALL)
    plain = simulate(scenario, [1, 2])
    pd.testing.assert_frame_equal(simulate(scenario, [1, 2], model=outlast.CollaborationModel).runs, plain.runs)
    own = simulate(scenario, [1, 2], model=WillingWorld)
    assert list(own.runs) == list(plain.runs)
    engaged = own.quarters["engaged"].to_numpy(), plain.quarters["engaged"].to_numpy()
    assert engaged[0][0] > engaged[1][0]
    # The same organisations convene, mandated or not: behaviour begins with the first quarter.
    assert own.partnerships["members_start"].tolist() == plain.partnerships["members_start"].tolist()
    assert own.runs["twin_output_total"].tolist() != plain.runs["twin_output_total"].tolist()


def test_the_compiled_engine_refuses_a_model_of_ones_own() -> None:
    with pytest.raises(ValueError, match="WillingWorld runs in Mesa's"):
        simulate(load_scenario("hiec", SMALL), [1], engine="compiled", model=WillingWorld)
    with pytest.raises(ValueError, match="subclass of CollaborationModel, found <class 'int'>"):
        simulate(load_scenario("hiec", SMALL), [1], model=int)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("seeds", "message"),
    [([], "nothing to run"), ([-1], "from 0"), ([2**63], "from 0"), ([1.5], "whole number"), (5, "several")],
)
def test_seeds_that_cannot_be_are_refused(seeds: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        simulate(load_scenario("hiec"), seeds)


def test_totals_are_those_of_the_quarters(result: Result) -> None:
    contributed = np.nansum(result.trace[..., TRACE_INDEX["contributions"]], axis=1)
    expected = result.finals[..., FINAL_INDEX["contributions"]]
    # A partnership that closes has paid in its last quarter, which its trace, already closed, does not show.
    assert (contributed <= expected + 1e-9).all()


def test_progress_counts_the_runs() -> None:
    seen: list[int] = []
    simulate(load_scenario("hiec", SMALL), range(1, 301), twin=False, progress=seen.append)
    assert seen == sorted(set(seen))
    assert seen[-1] == 300
