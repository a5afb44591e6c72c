"""`explain` and `fates` from Python: what they say is what a run of the scenario records."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

import outlast
from explanations import CASES, explained, scenario
from outlast.analysis.calibration.ensemble import load_ensemble
from outlast.analysis.explanation.conduct import chosen, explain, fates, sturdiest_of
from outlast.analysis.explanation.course import played
from outlast.analysis.explanation.departure import departure
from outlast.analysis.explanation.fate import OUTCOMES, fate_of, judged_after
from outlast.analysis.explanation.runs import of_scenario
from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.scenario import Scenario, ScenarioError
from outlast.simulation.simulate import simulate

ASKED: dict[str, Any] = {"seed": 1, "partnership": 0}


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("name", ["lasts", "unpaid", "one"])
def test_fates_are_those_of_the_run_folder(name: str, outcome: str) -> None:
    values, changes, seed, _ = CASES[name]
    own = scenario(values, changes)
    recorded = simulate(own, [seed], workers=1).partnerships
    found = fates(own, seed=seed, outcome=outcome)
    assert found["partnership"].tolist() == recorded["partnership"].tolist()
    assert found[outcome].tolist() == recorded[outcome].tolist()
    ladder = f"ladder_{outcome[-1]}"
    assert found[ladder].tolist() == recorded[ladder].tolist()
    assert (found["closed_in_quarter"] + 1).equals(recorded["closed_quarter"])


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_tells_the_fate_that_was_recorded(name: str) -> None:
    values, changes, seed, partnership = CASES[name]
    found = explained(name)
    recorded = simulate(scenario(values, changes), [seed], workers=1).partnerships.loc[partnership]
    assert found.fate.kept == recorded["self_sustaining_8"]
    assert found.fate.rung == recorded["ladder_8"]
    assert found.fate.funding_end == recorded["funding_end"]
    assert found.fate.closed == (None if pd.isna(recorded["closed_quarter"]) else recorded["closed_quarter"] - 1)
    standing = found.course.standing
    if standing is not None:
        output = found.scenario.settings.output
        in_order = standing.active >= output.organisations and standing.sectors >= output.sectors and standing.governed
        assert in_order == recorded["in_order_8"]
        assert standing.active == recorded["members_8"]
        assert standing.own_coverage == recorded["coverage_8"]
        assert found.fate.kept == (in_order and standing.own_coverage >= output.own_coverage)
    else:
        assert not recorded["alive_8"]


def test_the_same_question_has_the_same_answer_however_many_threads() -> None:
    values, changes, seed, partnership = CASES["one"]
    again = explain(scenario(values, changes), seed=seed, partnership=partnership, histories=6, workers=3)
    pd.testing.assert_frame_equal(again.counterfactuals, explained("one").counterfactuals)
    pd.testing.assert_frame_equal(again.tried, explained("one").tried)
    assert again.settings == explained("one").settings


def test_changes_are_ranked_by_the_share_of_the_range_they_take() -> None:
    found = explained("one", context=True)
    for context in (False, True):
        shares = [change.flip.share for change in found.of_mandate(context=context)]
        assert shares == sorted(shares)
        assert len(shares) > 1
    assert [change.lever.is_context for change in found.changes] == sorted(c.lever.is_context for c in found.changes)
    assert found.smallest is not None
    assert found.smallest.change is found.changes[0]
    frame = found.counterfactuals
    assert set(frame["status"]) <= {"flips", "never", "idle", "cannot", "apart"}
    assert set(frame["lever"]) == {one.lever.key for one in found.responses}
    assert len(frame["rank"].dropna().tolist()) == len(found.changes)


def test_worlds_with_a_change_are_played_to_another_fate() -> None:
    for name in ("lasts", "closes", "moved"):
        found = explained(name)
        for beside in (found.smallest, found.sturdiest):
            if beside is not None:
                assert beside.fate.kept != found.fate.kept
                assert beside.fate.judged == beside.change.flip.judged


def test_the_sturdiest_change_does_most_of_the_same_elsewhere() -> None:
    found = explained("lasts")
    best = sturdiest_of(found.changes, saves=False)
    assert found.sturdiest is not None
    assert best is found.sturdiest.change
    assert best is not None
    effects = [one.elsewhere.difference.mean for one in found.changes if one.elsewhere and one.elsewhere.is_told]
    assert best.elsewhere is not None
    assert best.elsewhere.difference.mean == min(effects) < 0.0
    assert sturdiest_of(found.changes, saves=True) is None


def test_courses_part_in_the_first_quarter_with_other_events() -> None:
    for name in ("lasts", "closes", "moved"):
        found = explained(name)
        assert departure(found.course, found.course) is None
        assert found.smallest is not None
        parted = found.smallest.departure
        assert parted is not None
        sides = [one.chronicle.of_partnership(found.partnership) for one in (found.course, found.smallest.course)]
        earlier = [[event for event in side if event.quarter < parted.quarter] for side in sides]
        assert earlier[0] == earlier[1]
        then = [{event for event in side if event.quarter == parted.quarter} for side in sides]
        assert then[0] != then[1]
        assert set(parted.in_fact) == then[0] - then[1]
        assert set(parted.changed) == then[1] - then[0]


def test_engines_that_disagree_are_found_out() -> None:
    own = scenario({"context.horizon": 17})
    row = of_scenario(own, [1])[0, 0]
    played(own, 1, 0, judged_after(row, "alive_8"), row)
    row[FINAL_INDEX["output_total"]] += 1e-12
    with pytest.raises(RuntimeError, match="disagree"):
        played(own, 1, 0, 16, row)


def test_without_other_histories_nothing_is_said_of_luck() -> None:
    found = explained("one", histories=0)
    assert all(change.elsewhere is None for change in found.changes)
    assert found.sturdiest is None
    assert not found.counterfactuals["difference"].dropna().tolist()


def test_a_member_of_the_ensemble_is_one_behaviour() -> None:
    ensemble = load_ensemble()
    own, behaviour = chosen(scenario(), ensemble, 17, {"rules.trust.gain"})
    assert behaviour == (ensemble.digest, 17)
    kept = scenario().settings.rules.trust.gain
    assert own.settings.rules.trust.gain == kept != ensemble.points[17]["rules.trust.gain"]
    assert own.settings.structure.theory == ensemble.points[17]["structure.theory"]
    row = fates(scenario(), seed=2, posterior=ensemble, member=17, keep={"rules.trust.gain"})
    run = simulate(scenario(), [2], workers=1, points=[
        {key: value for key, value in ensemble.points[17].items() if key != "rules.trust.gain"}
    ])  # fmt: skip
    assert row["self_sustaining_8"].tolist() == run.partnerships["self_sustaining_8"].tolist()


@pytest.mark.parametrize(
    ("options", "fragments"),
    [
        ({"partnership": 2}, ["--partnership", "found 2", "0 to 1", "counted from 0"]),
        ({"partnership": -1}, ["--partnership", "found -1"]),
        ({"partnership": 0.5}, ["--partnership", "0.5"]),
        ({"partnership": True}, ["--partnership"]),
        ({"seed": -1}, ["--seed", "-1"]),
        ({"outcome": "alive_9"}, ["--outcome", "alive_9", "self_sustaining_8", "nearest right name is alive_8"]),
        ({"outcome": 8}, ["--outcome", "8"]),
        ({"histories": -1}, ["--histories", "-1"]),
        ({"member": 3}, ["--member", "--posterior"]),
    ],
    ids=str,
)
def test_bad_input_is_one_clear_message(options: dict[str, Any], fragments: list[str]) -> None:
    with pytest.raises(ScenarioError) as caught:
        explain(scenario(), **(ASKED | options))
    assert all(fragment in str(caught.value) for fragment in fragments)
    assert "\n" not in str(caught.value)


def test_a_horizon_too_short_to_judge_is_refused_with_the_one_it_takes() -> None:
    short = scenario({"context.horizon": 15})
    with pytest.raises(ScenarioError, match=r"after 16 quarters, beyond the 15 .* context\.horizon=16"):
        explain(short, seed=1, partnership=0)
    assert explain(short, seed=1, partnership=0, outcome="alive_4", histories=0, workers=1).fate.judged == 12
    listed = fates(short, seed=1)
    assert not listed["self_sustaining_8"].dropna().tolist()


def test_a_fate_is_told_by_when_it_was_judged() -> None:
    row = of_scenario(scenario({"context.horizon": 24}), [1])[0, 0].copy()
    row[FINAL_INDEX["closed_quarter"]] = 17.0
    assert fate_of(row, "self_sustaining_8").is_open, "it closed in quarter 16, after the judgement"
    row[FINAL_INDEX["closed_quarter"]] = 16.0
    assert not fate_of(row, "self_sustaining_8").is_open
    assert math.isnan(fate_of(np.where(np.arange(len(row)) == FINAL_INDEX["coverage_8"], np.nan, row),
                              "alive_8").own_coverage)  # fmt: skip


def test_the_public_names_are_those_of_the_package() -> None:
    assert outlast.explain is explain
    assert outlast.fates is fates
    assert isinstance(explained("one"), outlast.Explanation)
    assert isinstance(explained("one").scenario, Scenario)
