"""The facilitator's guide says what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from outlast.report.wording import money, with_interval
from outlast.scenario import Scenario, load_scenario
from outlast.visualiser.verdict import RUNS, Question, judge

GUIDE = " ".join((Path(__file__).parents[2] / "docs" / "workshop.md").read_text(encoding="utf-8").split())
HIEC = load_scenario("hiec")
AUTONOMY = HIEC.replace({"structure.theory": "autonomy"})
CLEAR = {"mandate.vagueness": 0.2}

QUESTIONS: dict[str, tuple[Question, str]] = {
    "anyway": (
        Question(HIEC, None, True),
        "{0} of the mandated partnerships keep themselves going, and {1} of the others",
    ),
    "time": (
        Question(HIEC.replace({"mandate.grant": 260}), HIEC.replace({"mandate.duration": 20})),
        "£2.60m for each partnership. A: {0}; B: {1}.",
    ),
    "fog": (Question(HIEC, HIEC.replace(CLEAR)), "A: {0}, B: {1}: be clear."),
    "autonomy": (Question(AUTONOMY, AUTONOMY.replace(CLEAR)), "A: {0}, B: {1}: be vague."),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_numbers_of_the_guide_are_those_of_the_page(name: str) -> None:
    question, says = QUESTIONS[name]
    verdict = judge(question)
    found = {pair.outcome: pair for pair in verdict.pairs}
    kept = found["self_sustaining_8"]
    assert says.format(with_interval(kept.first), with_interval(kept.second)) in GUIDE
    if name == "time":
        assert money(found["central_money"].first.mean) == money(found["central_money"].second.mean) == "£2.60m"


def test_the_guide_names_the_runs_and_the_marks() -> None:
    assert f"at {RUNS} runs" in GUIDE
    assert isinstance(HIEC, Scenario)
    assert HIEC.settings.mandate.vagueness.purpose == 0.8
    assert HIEC.settings.mandate.grant == 130
