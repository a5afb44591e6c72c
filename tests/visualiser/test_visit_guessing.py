"""While guesses are taken the worlds stand still; the answer is shown beside the guesses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outlast.analysis.pairs import NOTHING
from outlast.visualiser.guesses import DIFFERENCE, SHARE
from outlast.visualiser.link import link_of
from outlast.visualiser.visit import BESIDE, OTHER, UNMANDATED, Visit
from outlast.visualiser.visit import NOTHING as ALONE
from outlast.visualiser.world import World
from visits import GRANT, ROSTER, beside, looks, opening, quarters, verdict


def asked(what: str = ALONE, asks: str = SHARE) -> Visit:
    visit = beside(what)
    visit.move(GRANT, 33.0)
    visit.ask("self_sustaining_8", asks, "how many?", "this mandate")
    return visit


@pytest.mark.parametrize("what", BESIDE)
def test_while_guesses_are_taken_the_worlds_stand_still_at_quarter_0(what: str) -> None:
    visit = asked(what)
    assert (visit.fault.value, visit.is_guessing, set(quarters(visit))) == (None, True, {0})
    assert sum(len(world.timeline) for world in visit.worlds.value) >= 1, "what was moved is part of what is asked"
    visit.step()
    visit.toggle()
    visit.catch_up()
    assert (set(quarters(visit)), visit.playing.value) == ({0}, False)


@pytest.mark.parametrize("what", BESIDE)
@pytest.mark.parametrize(
    "act",
    [Visit.reset, Visit.replay, lambda visit: visit.load("workshop"), lambda visit: visit.reseed(3),
     lambda visit: visit.move(GRANT, 1.0), lambda visit: visit.hand_in(ROSTER, "ours.csv"),
     lambda visit: visit.put_beside(OTHER), lambda visit: visit.edit(0, 0, after=44.0),
     lambda visit: visit.take_back(0, 0), lambda visit: visit.restore(link_of([World(opening(), 5)])),
     lambda visit: visit.ask("alive_8", SHARE, "another", "this")],
)  # fmt: skip
def test_what_is_asked_cannot_be_changed_while_guesses_are_taken(act: Callable[[Visit], None], what: str) -> None:
    visit = asked(what)
    visit.guess("Ann", 30)
    before, fingerprint = looks(visit), visit.fingerprint()
    act(visit)
    assert visit.fault.value
    assert (looks(visit), visit.fingerprint()) == (before, fingerprint)
    visit.call_off()
    assert (visit.fault.value, visit.is_guessing) == (None, False)


def test_a_question_asked_twice_in_a_hurry_is_one_and_keeps_its_guesses() -> None:
    visit = asked()
    visit.guess("Ann", 30)
    visit.ask("self_sustaining_8", SHARE, "how many?", "this mandate")
    current = visit.guesses.value.current
    assert current is not None
    visit.ask("alive_8", SHARE, "how many others?", "this mandate")
    assert "open already" in str(visit.fault.value)
    assert visit.guesses.value.current == current


def test_the_answer_is_shown_beside_the_guesses_and_the_worlds_may_move_again() -> None:
    visit = asked()
    visit.guess("Ann", 30)
    visit.guess("", 101)
    assert "between 0 and 100" in str(visit.fault.value)
    visit.reveal(verdict(0.25))
    assert not visit.is_guessing
    [kept] = visit.guesses.value.kept
    assert kept.answer is not None
    assert (kept.answer.mean, [one.name for one in kept.guesses]) == (25.0, ["Ann"])
    visit.step()
    assert quarters(visit) == [1]
    visit.ask("alive_8", SHARE, "and open?", "this mandate")
    visit.call_off()
    assert visit.guesses.value.kept == [kept]


def test_an_answer_that_cannot_be_given_is_said_and_the_question_stays_open() -> None:
    visit = asked()
    visit.guess("Ann", 30)
    for unknown in (verdict(float("nan")), verdict()._replace(pairs=[])):
        visit.reveal(unknown)
        assert "call" in str(visit.fault.value).lower()
        assert visit.is_guessing
    visit.call_off()
    assert (visit.fault.value, visit.guesses.value.rounds) == (None, [])


def test_a_difference_is_asked_of_two_worlds_only() -> None:
    visit = Visit(opening())
    visit.ask("alive_8", DIFFERENCE, "how many more?", "this")
    assert visit.fault.value
    assert not visit.is_guessing
    assert asked(UNMANDATED, DIFFERENCE).is_guessing
    alone = verdict()._replace(pairs=[verdict().pairs[0]._replace(difference=NOTHING)])
    visit = asked(OTHER, DIFFERENCE)
    visit.reveal(alone)
    assert "no answer" in str(visit.fault.value)
