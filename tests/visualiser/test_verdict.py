"""The verdict of the page is, to the last digit, what the command line says of the same scenario files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from outlast.analysis.summary import summarise
from outlast.cli import main
from outlast.report.answer import answer
from outlast.scenario import Scenario, load_scenario
from outlast.simulation.simulate import simulate
from outlast.visualiser import verdict
from outlast.visualiser.verdict import FIRST_SEED, GUESSED, OUTCOMES, RUNS, SEEDS, Question, judge, submit
from outlast.visualiser.world import World
from worlds import small

FEW = {"rules.opening.motivation_mean": 0.2, "mandate.grant": 60.0, "context.horizon": 0, "output.twin": True}


@pytest.fixture(scope="module")
def scenarios() -> tuple[Scenario, Scenario]:
    """Two mandates, the second with an intervention and with another number of partnerships."""
    played = World(small(FEW | {"context.partnerships": 3}), 1).play_to(4)
    played.move("mandate.grant", 400.0)
    played.play_to(6).move("mandate.duration", 30)
    return small(FEW), played.scenario


def told(scenario: Scenario, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """What `outlast run FILE` says of a scenario that was taken away from the page."""
    file = folder / "scenario.toml"
    file.write_text(scenario.to_toml(), "utf-8")
    words = ["run", str(file), "--seed", "1", "--replicates", "300", "--json", "--out", str(folder / "run")]
    assert main(words) == 0
    return {row["outcome"]: row for row in json.loads(capsys.readouterr().out)["outcomes"]}


def known(value: float | None) -> float:
    """A number of JSON, which has no word for none."""
    return float("nan") if value is None else value


@pytest.mark.parametrize("side", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_the_numbers_are_those_of_the_command_line(
    scenarios: tuple[Scenario, Scenario], side: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = told(scenarios[side], tmp_path, capsys)
    found = [judge(Question(*scenarios)).pairs, judge(Question(scenarios[side])).pairs]
    if side == 0:
        found.append(judge(Question(scenarios[0], unmandated=True)).pairs)
    for number, pairs in enumerate(found):
        assert [pair.outcome for pair in pairs] == list(OUTCOMES)
        for pair in pairs:
            row = rows[pair.outcome]
            shown = pair.second if side == 1 and number == 0 else pair.first
            assert np.array_equal(shown, [known(row[end]) for end in ("mean", "low", "high")], equal_nan=True)
    if side == 0:
        for pair in found[2]:
            row = rows[pair.outcome]
            twin = [known(row[end]) for end in ("twin", "twin_low", "twin_high")]
            turned = [-known(row[end]) for end in ("additional", "additional_high", "additional_low")]
            assert np.array_equal(pair.second, twin, equal_nan=True)
            assert np.array_equal(pair.difference, turned, equal_nan=True)


def test_a_mandate_beside_itself_makes_no_difference(scenarios: tuple[Scenario, Scenario]) -> None:
    found = judge(Question(scenarios[0], scenarios[0]))
    assert [pair.outcome for pair in found.pairs if pair.difference == (0.0, 0.0, 0.0)] == list(OUTCOMES[:-1])
    assert found.first["open"].mean.tolist() == found.other["open"].mean.tolist()


def test_the_difference_is_that_of_the_same_seeds(scenarios: tuple[Scenario, Scenario]) -> None:
    found = {pair.outcome: pair for pair in judge(Question(*scenarios)).pairs}
    one, two = (simulate(scenario, SEEDS, twin=False) for scenario in scenarios)
    by_run = (two.runs["alive_8"] - one.runs["alive_8"]).to_numpy(dtype=float)
    assert found["alive_8"].difference.mean == pytest.approx(by_run.mean(), rel=1e-12)
    assert (len(SEEDS), SEEDS[0], len(by_run)) == (RUNS, FIRST_SEED, 300)


@pytest.mark.slow
def test_courses_are_those_of_the_runs(scenarios: tuple[Scenario, Scenario]) -> None:
    for asked in (Question(*scenarios), Question(scenarios[0], unmandated=True), Question(scenarios[0])):
        found = judge(asked)
        assert found.asked == asked
        result = simulate(scenarios[0], SEEDS, twin=True)
        shape = (RUNS, result.trace.shape[1])
        for name in ("open", "self_sustaining"):
            own = result.quarters[name].to_numpy().reshape(shape).mean(axis=0)
            assert found.first[name].mean == pytest.approx(own, abs=1e-12)
            if asked.unmandated:
                twin = result.quarters[f"twin_{name}"].to_numpy().reshape(shape).mean(axis=0)
                assert found.other[name].mean == pytest.approx(twin, abs=1e-12)
        assert bool(found.other) == (asked.unmandated or asked.beside is not None)
    assert len(judge(Question(*scenarios)).other["open"].mean) == 42


def test_the_answer_in_words_is_that_of_the_command_line(scenarios: tuple[Scenario, Scenario]) -> None:
    assert judge(Question(scenarios[0])).says == answer(simulate(scenarios[0], SEEDS, twin=False))
    assert judge(Question(scenarios[0], unmandated=True)).says == answer(simulate(scenarios[0], SEEDS, twin=True))


def test_what_is_shown_and_what_can_be_guessed_are_outcomes_with_a_summary() -> None:
    rows = {row.outcome: row for row in summarise(simulate(small(FEW), [1, 2]))}
    assert set(OUTCOMES) <= set(rows)
    assert set(GUESSED) <= set(OUTCOMES)
    assert all(rows[name].unit in ("true or false", "share 0 to 1") for name in GUESSED)


def test_heavy_work_is_done_one_after_another_and_its_failure_comes_back() -> None:
    order: list[int] = []
    jobs = [submit(order.append, number) for number in range(20)]
    for job in jobs:
        job.result(timeout=60)
    assert order == list(range(20))
    failing = submit(judge, None)
    with pytest.raises(AttributeError):
        failing.result(timeout=60)
    assert submit(len, "abc").result(timeout=60) == 3


def test_what_is_never_judged_gives_no_numbers_and_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict, "SEEDS", range(1, 4))
    soon = small(FEW | {"mandate.duration": 8, "context.horizon": 9})
    for asked in (Question(soon), Question(soon, soon), Question(soon, unmandated=True)):
        found = {pair.outcome: pair for pair in judge(asked).pairs}
        assert np.isnan(found["alive_8"].first.mean)
        assert np.isnan(found["alive_8"].difference.mean)
        assert found["central_money"].first.mean > 0.0


def test_a_shipped_scenario_is_judged() -> None:
    found = judge(Question(load_scenario("workshop"), unmandated=True))
    assert all(0.0 <= pair.first.mean <= 1.0 for pair in found.pairs if pair.outcome in GUESSED)
