"""Guesses are taken by name, and the answer is put beside them."""

from __future__ import annotations

import csv
import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.analysis.pairs import NOTHING, Pair
from outlast.outcomes.intervals import Interval
from outlast.scenario import Scenario
from outlast.visualiser.guesses import DIFFERENCE, LONGEST_NAME, MOST_GUESSES, SHARE, Guess, Guesses, Round
from outlast.visualiser.verdict import Question, Verdict

ROUND = Round("Of 100 partnerships, how many?", "a mandate", "alive_8")
DIFFERS = Round("How many more?", "A and B", "alive_8", DIFFERENCE)


QUARTER, LESS = Interval(0.25, 0.2, 0.3), Interval(-0.1, -0.15, -0.05)


def verdict(share: Interval = QUARTER, difference: Interval = LESS) -> Verdict:
    other = Pair("self_sustaining_8", "", "", Interval(0.9, 0.8, 1.0), NOTHING, NOTHING)
    asked = Pair("alive_8", "", "", share, Interval(0.5, 0.4, 0.6), difference)
    return Verdict(Question(Scenario()), "says", [other, asked], {}, {})


def guessed(*values: float, asks: str = SHARE) -> Round:
    found = ROUND if asks == SHARE else DIFFERS
    for value in values:
        found = found.with_guess("", value)
    return found


@pytest.mark.parametrize(
    ("asks", "value", "is_taken"),
    [
        *((SHARE, value, True) for value in (0.0, 0.5, 50, 100.0)),
        *((SHARE, value, False) for value in (-0.1, 100.5, math.nan, math.inf, -math.inf)),
        *((DIFFERENCE, value, True) for value in (-100.0, -3, 0, 100.0)),
        *((DIFFERENCE, value, False) for value in (-101, 100.01, math.nan, math.inf)),
    ],
)
def test_a_guess_lies_within_its_limits(asks: str, value: float, is_taken: bool) -> None:
    if is_taken:
        assert guessed(value, asks=asks).guesses == (Guess("guess 1", value),)
        return
    with pytest.raises(ValueError, match="between") as refused:
        guessed(value, asks=asks)
    assert ("-100" in str(refused.value)) == (asks == DIFFERENCE)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Ann", "Ann"),
        ("  Ann\n\t Lee ", "Ann Lee"),
        ("", "guess 1"),
        ("   \n", "guess 1"),
        ("x" * 100, "x" * LONGEST_NAME),
        ("x" * (LONGEST_NAME - 1) + " yz", "x" * (LONGEST_NAME - 1)),
        ("Ünïcødé 🙂", "Ünïcødé 🙂"),
    ],
)
def test_a_name_is_one_line_and_short(name: str, called: str) -> None:
    assert ROUND.with_guess(name, 1).guesses == (Guess(called, 1),)


def test_the_same_name_guesses_again_in_place_of_the_first_time() -> None:
    found = ROUND.with_guess("Ann", 10).with_guess("Bob", 20).with_guess(" Ann ", 30)
    assert found.guesses == (Guess("Bob", 20), Guess("Ann", 30))
    assert ROUND.guesses == ()


def test_a_name_made_up_for_whoever_gives_none_is_nobody_elses() -> None:
    found = ROUND.with_guess("", 1).with_guess("guess 3", 2).with_guess("", 3).with_guess("", 4)
    assert sorted(guess.value for guess in found.guesses) == [1, 2, 3, 4]
    assert len({guess.name for guess in found.guesses}) == 4


def test_only_so_many_guesses_are_kept_but_each_may_be_made_again() -> None:
    found = guessed(*([5.0] * MOST_GUESSES))
    with pytest.raises(ValueError, match=str(MOST_GUESSES)):
        found.with_guess("one more", 5)
    assert found.with_guess("guess 1", 7).guesses[-1] == Guess("guess 1", 7)


def test_the_answer_of_a_share_is_in_percent_and_of_a_difference_in_points() -> None:
    assert guessed(1).revealed(verdict()).answer == pytest.approx((25.0, 20.0, 30.0))
    assert guessed(1, asks=DIFFERENCE).revealed(verdict()).answer == pytest.approx((-10.0, -15.0, -5.0))


def test_once_the_answer_is_shown_no_guess_is_taken() -> None:
    found = guessed(1).revealed(verdict())
    assert not found.is_open
    with pytest.raises(ValueError, match="has been shown"):
        found.with_guess("late", 25)


@pytest.mark.parametrize(
    ("one", "given"),
    [
        (ROUND, verdict(NOTHING)),
        (ROUND, verdict()._replace(pairs=[])),
        (DIFFERS, verdict(difference=NOTHING)),
        (Round("?", "this", "weather"), verdict()),
    ],
)
def test_a_question_without_an_answer_says_so_and_stays_open(one: Round, given: Verdict) -> None:
    with pytest.raises(ValueError, match=r"[Cc]all (it|this question) off"):
        one.revealed(given)
    assert one.is_open


@pytest.mark.parametrize(
    ("values", "answer", "nearest", "inside"),
    [
        ((10, 24, 40), 0.25, [24], 1),
        ((20, 30, 90), 0.25, [20, 30], 2),
        ((14, 15), 0.145, [14, 15], 2),
        ((0, 100), 0.02, [0], 1),
        ((99,), 0.25, [99], 0),
        ((), 0.25, [], 0),
    ],
)
def test_nearest_are_all_that_are_equally_near_and_inside_lie_in_the_interval(
    values: tuple[float, ...], answer: float, nearest: list[float], inside: int
) -> None:
    found = guessed(*values).revealed(verdict(Interval(answer, answer - 0.05, answer + 0.05)))
    assert sorted(guess.value for guess in found.nearest()) == nearest
    assert found.inside() == inside


def test_before_the_answer_nothing_is_near_or_inside() -> None:
    assert (guessed(20, 30).nearest(), guessed(20, 30).inside()) == ((), 0)


def test_an_answer_without_an_interval_holds_no_guess() -> None:
    found = guessed(25).revealed(verdict(Interval(0.25, math.nan, math.nan)))
    assert (found.inside(), len(found.nearest())) == (0, 1)


@pytest.mark.parametrize(("values", "median"), [((), None), ((7,), 7), ((1, 90, 5), 5), ((1, 2, 5, 90), 3.5)])
def test_the_middle_guess(values: tuple[float, ...], median: float | None) -> None:
    assert guessed(*values).median() == median


def test_the_current_round_is_the_last_while_it_is_open() -> None:
    done = guessed(5).revealed(verdict())
    assert Guesses().current is None
    assert Guesses([done]).current is None
    assert Guesses([done, ROUND]).current == ROUND
    assert Guesses([done, ROUND]).kept == [done]


def table(rounds: list[Round]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Guesses(rounds).to_csv())))


def test_the_table_has_a_row_for_each_guess_of_the_rounds_that_were_answered() -> None:
    first = ROUND.with_guess("Ann", 20).with_guess("Bob", 26.5).revealed(verdict())
    second = DIFFERS.with_guess("Ann", -20).revealed(verdict())
    found = table([first, second, ROUND.with_guess("Cat", 3)])
    assert [(row["round"], row["name"], row["guess"], row["answer"], row["miss"]) for row in found] == [
        ("1", "Ann", "20", "25.00", "5.00"),
        ("1", "Bob", "26.5", "25.00", "1.50"),
        ("2", "Ann", "-20", "-10.00", "10.00"),
    ]
    assert (found[2]["answer_low"], found[2]["answer_high"]) == ("-15.00", "-5.00")
    assert {row["question"] for row in found} == {ROUND.question, DIFFERS.question}
    assert table([]) == []


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", " +"])
def test_no_text_of_the_table_is_a_formula_to_a_spreadsheet(sign: str) -> None:
    bad = f"{sign}HYPERLINK(A1)"
    one = Round(bad, bad, "alive_8").with_guess(bad, 3).revealed(verdict())
    [row] = table([one])
    assert [row[key][0] for key in ("name", "about", "question")] == ["'"] * 3
    assert row["name"].endswith("HYPERLINK(A1)")


@given(st.lists(st.text(max_size=60), max_size=8))
def test_whatever_the_names_the_table_reads_back(names: list[str]) -> None:
    one = ROUND
    for number, name in enumerate(names):
        one = one.with_guess(name, number)
    found = table([one.revealed(verdict())])
    assert len(found) == len(one.guesses)
    assert [float(row["guess"]) for row in found] == [guess.value for guess in one.guesses]
    assert [row["name"].removeprefix("'") for row in found] == [guess.name.removeprefix("'") for guess in one.guesses]


@pytest.mark.parametrize("name", ['Ann, "the" first', "Ann; Bob", "O'Hara", "a,b\nc"])
def test_commas_and_quotes_in_names_stay(name: str) -> None:
    [row] = table([ROUND.with_guess(name, 3).revealed(verdict())])
    assert row["name"] == " ".join(name.split())
