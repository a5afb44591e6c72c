"""The facilitator's guide says what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.analysis.calibration.draws import behaviour
from outlast.analysis.calibration.ensemble import load_ensemble
from outlast.analysis.pairs import Pair, turned
from outlast.outcomes.intervals import Interval
from outlast.outcomes.judgement import LATE
from outlast.report.wording import money, percent, with_interval
from outlast.scenario import Scenario, load_scenario
from outlast.visualiser.network import state_of
from outlast.visualiser.verdict import RUNS, Question, judge
from outlast.visualiser.views.notes import CANNOT
from outlast.visualiser.world import World

GUIDE = " ".join((Path(__file__).parents[2] / "docs" / "workshop.md").read_text(encoding="utf-8").split())
HIEC = load_scenario("hiec")
AUTONOMY = HIEC.replace({"structure.theory": "autonomy"})
LATITUDE = HIEC.replace({"structure.theory": "latitude"})
UNCOMMITTED = HIEC.replace({"rules.money.absorbed": 0})
CLEAR, LARGE, LONG = {"mandate.vagueness": 0.2}, {"mandate.grant": 260}, {"mandate.duration": 20}
HELP = "mandate.assistance"


def helped_from(quarter: int) -> Scenario:
    return HIEC.with_change(quarter, HELP, 1.0)


# Of each question the two shares, and by how much the one that the guide has in mind is greater.
QUESTIONS: dict[str, tuple[Question, tuple[str, ...]]] = {
    "anyway": (
        Question(HIEC, None, True),
        (
            "{0} of the mandated partnerships keep themselves going, and {1} of the others: the mandate adds {more}"
            " (19.6 less 14.3;",
        ),
    ),
    "anyway under shield": (
        Question(HIEC.replace({"structure.theory": "shield"}), None, True),
        ("tick *shield* alone: {0} and {1}, so that the mandate adds {more}.",),
    ),
    "time": (
        Question(HIEC.replace(LARGE), HIEC.replace(LONG)),
        ("£2.60m for each partnership. A: {0}; B: {1}.",),
    ),
    "money": (
        Question(HIEC, HIEC.replace(LARGE)),
        ("fewer keep themselves going ({mean_b} in place of {mean_a}).",),
    ),
    "money without commitments": (
        Question(UNCOMMITTED, UNCOMMITTED.replace(LARGE)),
        ("the other way round: {1} with 260, {0} with 130.",),
    ),
    "time without commitments": (
        Question(UNCOMMITTED, UNCOMMITTED.replace(LONG)),
        ("B stays far ahead ({1})",),
    ),
    "fog": (
        Question(HIEC, HIEC.replace(CLEAR)),
        ("A: {0}, B: {1}: be clear.", "What clarity gains under the first, {more} points,"),
    ),
    "autonomy": (
        Question(AUTONOMY, AUTONOMY.replace(CLEAR)),
        ("A: {0}, B: {1}: be vague.", "more than the {more} that it loses under the second."),
    ),
    "latitude": (
        Question(LATITUDE, LATITUDE.replace(CLEAR)),
        ("tick *latitude* alone, and both have {0}.", "and both have {1}."),
    ),
    "help early": (
        Question(HIEC.replace({HELP: 1.0}), helped_from(3)),
        ("from quarter 0, 3, 6 or 9 on, {0}, {1},",),
    ),
    "help late": (
        Question(helped_from(6), helped_from(9)),
        ("{0} or {1} keep themselves going,",),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_numbers_of_the_guide_are_those_of_the_page(name: str) -> None:
    question, says = QUESTIONS[name]
    verdict = judge(question)
    found = {pair.outcome: pair for pair in verdict.pairs}
    kept = found["self_sustaining_8"]
    for text in says:
        shares = with_interval(kept.first), with_interval(kept.second)
        means = {"mean_a": percent(kept.first.mean), "mean_b": percent(kept.second.mean)}
        given = text.format(*shares, **means, more=apart(kept))
        assert given in GUIDE, given
    if name == "time":
        assert money(found["central_money"].first.mean) == money(found["central_money"].second.mean) == "£2.60m"
        # As late as B is judged: the last of so many quarters.
        late = HIEC.replace(LONG).funding_end + LATE - 1
        course = verdict.first["self_sustaining"]
        then = Interval(course.mean[late], course.low[late], course.high[late])
        assert f"after {late + 1} quarters A has {with_interval(then)} too" in GUIDE
    if name == "anyway":
        assert f"{100 * kept.first.mean:.1f} less {100 * kept.second.mean:.1f}" in GUIDE
        still = found["alive_8"]
        assert f"{percent(still.first.mean)} against {percent(still.second.mean)}: does that count?" in GUIDE


def apart(pair: Pair) -> str:
    """By how many points the two differ, without a sign: 28 [27, 30]."""
    difference = pair.difference if pair.difference.mean > 0 else turned(pair.difference)
    return with_interval(Interval(*difference), lambda value: f"{100 * value:.0f}")


@pytest.mark.slow
@pytest.mark.parametrize("theory", ["latitude", "fog", "shield", "capture", "autonomy"])
def test_time_beats_money_under_each_theory_as_the_guide_says(theory: str) -> None:
    case = HIEC.replace({"structure.theory": theory})
    verdict = judge(Question(case.replace(LARGE), case.replace(LONG)))
    [kept] = [pair for pair in verdict.pairs if pair.outcome == "self_sustaining_8"]
    assert kept.difference.low > 0.4


@pytest.mark.slow
def test_to_clear_a_mandate_up_later_does_next_to_nothing_as_the_guide_says() -> None:
    later = HIEC.with_change(1, "mandate.vagueness", 0.2)
    [kept] = [pair for pair in judge(Question(HIEC, later)).pairs if pair.outcome == "self_sustaining_8"]
    assert abs(kept.difference.mean) < 0.005


def test_the_partnerships_that_the_guide_clicks_end_as_it_says() -> None:
    world = World(HIEC, 1)
    while world.quarter < world.horizon:
        world.step()
    partnerships = list(world.model.partnerships)
    assert [state_of(partnerships[number - 1]) for number in (6, 4, 5)] == [
        "self_sustained", "failed", "closed_by_success",
    ]  # fmt: skip
    assert "number 6 and number 4" in GUIDE
    assert "Some close with their aims met (number 5)" in GUIDE


def test_the_guide_and_the_notes_count_what_is_known_of_behaviour() -> None:
    assert (len(load_ensemble().manifest["centre"]), len(behaviour())) == (10, 116)
    assert "Ten of the 116 numbers of behaviour are the centre" in GUIDE
    assert "Of 116 numbers of behaviour what is known of five programmes moves ten" in " ".join(CANNOT)


def test_the_guide_names_the_runs_and_the_marks() -> None:
    assert f"at {RUNS} runs" in GUIDE
    assert isinstance(HIEC, Scenario)
    assert HIEC.settings.mandate.vagueness.purpose == 0.8
    assert HIEC.settings.mandate.grant == 130
