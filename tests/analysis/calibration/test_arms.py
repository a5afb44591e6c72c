"""Arms: codings sampled over their intervals, and measures that agree with what a run's tables say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import outlast
from outlast.analysis.calibration.arms import coding_table, load_arm
from outlast.analysis.calibration.draws import prior_draws, records_of, values_of
from outlast.analysis.calibration.measures import Measure, check_measure
from outlast.analysis.calibration.table import load_arms
from outlast.analysis.calibration.targets import load_targets


def test_codings_fill_their_intervals_evenly():
    scenario = outlast.load_scenario("hiec")
    table = coding_table(scenario, 32, seed=1)
    for one in scenario.judgements:
        values = table[one.key].to_numpy(float)
        assert one.low <= values.min() < values.max() <= one.high
        assert values.mean() == pytest.approx((one.low + one.high) / 2, abs=0.1 * (one.high - one.low))
    assert all(isinstance(value, int) for value in table["mandate.duration"])


def test_a_cohort_of_an_arm_is_the_run_that_the_command_makes():
    """The same draw, coding and seed through `simulate` give the same measures, to the last bit."""
    measures = [
        Measure("open", 20), Measure("self_sustaining_8"), Measure("own_coverage", 12),
        Measure("agenda_variance_12"), Measure("capture_12", at_least=0.1), Measure("clarity", 2),
    ]  # fmt: skip
    arm = load_arm("hiec", measures, seed=2, codings=3)
    draws = prior_draws(2, 8)
    rules, switches = records_of(draws)
    found = arm.simulate(rules, switches, np.array([1, 2]), np.array([11, 12]))
    for place, coding in enumerate((1, 2)):
        coded = {str(key): value for key, value in arm.codings.iloc[coding].to_dict().items()}
        scenario = outlast.load_scenario("hiec").replace(coded).replace(values_of(draws.iloc[place].to_dict()))
        result = outlast.simulate(scenario, [11 + place], twin=False)
        quarters, partnerships = result.quarters.set_index("quarter"), result.partnerships
        capture: Any = partnerships["capture_12"]
        expected = [
            quarters.loc[19, "open"],
            partnerships["self_sustaining_8"].mean(),
            quarters.loc[11, "own_coverage"],
            result.runs["agenda_variance_12"][0],
            (capture >= 0.1).sum() / capture.notna().sum() if capture.notna().any() else np.nan,
            quarters.loc[1, "clarity"],
        ]
        assert found[place] == pytest.approx(np.array(expected, float), nan_ok=True, rel=1e-12)


def test_what_a_draw_gives_depends_on_nothing_but_its_number():
    arms = load_arms([target for target in load_targets() if target.arm == "ahsc"], seed=1, codings=4)
    draws = prior_draws(40, 9)
    codings = arms.drawn_codings(40, 1)
    whole = arms.simulate(draws, codings, 1, workers=2)
    later = arms.simulate(draws.iloc[30:].reset_index(drop=True), codings[30:], 1, start=30, workers=1)
    assert np.array_equal(whole[30:], later, equal_nan=True)


def test_a_measure_that_does_not_exist_is_refused_with_the_nearest():
    assert "Did you mean clarity_12?" in check_measure(Measure("clarity_21"), "x")[0]
    assert "needs a quarter" in check_measure(Measure("clarity"), "x")[0]
    assert "not both" in check_measure(Measure("clarity_12", at_least=0.1, above=0.2), "x")[0]
    assert check_measure(Measure("clarity", 4), "x") == []


def test_an_arm_without_judgements_has_one_coding(tmp_path):
    path = tmp_path / "plain.toml"
    path.write_text('title = "Plain"\nquestion = "?"\nsource = "assumed: a test"\n', encoding="utf-8")
    arm = load_arm(str(path), [Measure("open", 12)], seed=1, codings=5)
    assert len(arm.cases) == 1
    assert isinstance(arm.codings, pd.DataFrame)
