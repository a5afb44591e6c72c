"""The answer in words says what the numbers say, and no more."""

from __future__ import annotations

import math

import pytest

from outlast.analysis.pairs import Pair
from outlast.outcomes.intervals import Interval
from outlast.scenario import load_scenario
from outlast.visualiser.verdict import Question, Verdict
from outlast.visualiser.views.compare import in_words

HIEC, LONGER = load_scenario("hiec"), load_scenario("hiec_longer")


def verdict(question: Question, first: float, second: float, half: float) -> Verdict:
    """A verdict with a difference of a given half width."""
    one, other = (Interval(mean, mean - 0.01, mean + 0.01) for mean in (first, second))
    less = second - first
    pair = Pair("self_sustaining_8", "kept", "true or false", one, other, Interval(less, less - half, less + half))
    return Verdict(question, "alone", [pair], {}, {"open": None})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("question", "first", "second", "half", "says"),
    [
        (
            Question(HIEC, None, True),
            0.15,
            0.05,
            0.01,
            "the mandate adds 10 [9, 11] percentage points.",
        ),
        (Question(HIEC, None, True), 0.05, 0.15, 0.01, "the mandate takes away 10 [9, 11] percentage points."),
        (Question(HIEC, None, True), 0.15, 0.14, 0.02, "do not tell the two apart: A less B is +1 [−1, +3]"),
        (
            Question(HIEC, HIEC),
            0.15,
            0.25,
            0.01,
            "more keep themselves going in B: B less A is +10 [+9, +11]",
        ),
        (
            Question(HIEC, HIEC),
            0.25,
            0.15,
            0.01,
            "more keep themselves going in A: B less A is −10 [−11, −9]",
        ),
        (
            Question(HIEC, HIEC),
            0.15,
            0.16,
            0.02,
            "do not tell the two apart: B less A is +1 [−1, +3]",
        ),
        (Question(HIEC, HIEC), 0.15, 0.153, 0.001, "They differ by less than half a percentage point."),
        (Question(HIEC, HIEC), 0.15, math.nan, 0.01, "cannot be judged within the quarters"),
    ],
)
def test_the_answer_says_which_way_the_difference_goes_or_that_it_cannot_be_told(
    question: Question, first: float, second: float, half: float, says: str
) -> None:
    assert says in in_words(verdict(question, first, second, half))


def test_worlds_that_are_judged_in_other_quarters_say_when() -> None:
    says = in_words(verdict(Question(HIEC, LONGER), 0.1, 0.3, 0.01))
    assert f"in A (quarter {HIEC.funding_end + 8})" in says
    assert f"in B (quarter {LONGER.funding_end + 8})" in says
    assert "quarter 18" not in in_words(verdict(Question(HIEC, HIEC), 0.1, 0.3, 0.01))


def test_one_world_has_the_answer_of_its_run() -> None:
    assert in_words(verdict(Question(HIEC), 0.1, 0.1, 0.1)._replace(other={})) == "alone"
