"""What somebody made is not lost by one key: it can be had back until something else is done."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outlast.visualiser.visit import BRANCH, NOTHING, OTHER, UNMANDATED, Visit
from visits import caught_up, opening

GRANT = "mandate.grant"


def played(beside: str = NOTHING) -> Visit:
    """A visit after two quarters, with a lever moved in the world that the levers move."""
    visit = Visit(opening())
    visit.step()
    visit.put_beside(beside)
    caught_up(visit).move(GRANT, 77.0)
    visit.step()
    assert visit.fault.value is None
    return visit


def seen(visit: Visit) -> list[tuple[float, list[float], int]]:
    """What can be told of the worlds: the opening's grant, what was moved to, and the quarter."""
    return [
        (world.opening.settings.mandate.grant, [one.after for one in world.timeline], world.quarter)
        for world in visit.worlds.value
    ]


@pytest.mark.parametrize(
    ("beside", "act"),
    [
        (NOTHING, Visit.reset),
        (BRANCH, Visit.reset),
        (BRANCH, lambda visit: visit.put_beside(BRANCH)),
        (OTHER, lambda visit: visit.put_beside(NOTHING)),
        (BRANCH, lambda visit: visit.put_beside(UNMANDATED)),
        (NOTHING, lambda visit: visit.load("hiec")),
    ],
)
def test_what_was_put_away_comes_back_as_it_was(beside: str, act: Callable[[Visit], None]) -> None:
    visit = played(beside)
    before, what, side = seen(visit), visit.beside.value, visit.side.value
    act(visit)
    assert seen(visit) != before
    assert visit.undone.value is not None
    visit.undo()
    assert (seen(visit), visit.beside.value, visit.side.value) == (before, what, side)
    assert visit.undone.value is None
    assert not visit.behind
    visit.undo()
    assert seen(visit) == before


def test_nothing_is_offered_where_nothing_was_made() -> None:
    visit = Visit(opening())
    visit.reset()
    assert visit.undone.value is None
    visit.put_beside(UNMANDATED)
    visit.put_beside(NOTHING)
    assert visit.undone.value is None


def test_the_offer_ends_with_whatever_is_done_next_and_after_a_fault_nothing_is_gone() -> None:
    visit = played()
    visit.reset()
    visit.step()
    assert visit.undone.value is None
    visit = played()
    before = seen(visit)
    visit.load("no such scenario")
    assert visit.fault.value
    assert visit.undone.value is None
    assert seen(visit) == before


def test_a_lever_that_means_nothing_any_more_says_so() -> None:
    visit = Visit(opening())
    end = visit.world.scenario.funding_end
    for _ in range(end):
        visit.step()
    visit.move(GRANT, 300.0)
    assert f"No central money is on offer from quarter {end} on" in str(visit.note.value)
    visit.move("mandate.assistance", 0.9)
    assert visit.note.value is None


def test_an_intervention_moved_beyond_the_horizon_is_refused_in_words_of_the_page() -> None:
    visit = played()
    visit.edit(0, 0, quarter=999)
    assert visit.fault.value == f"Quarters run from 0 to {visit.world.horizon - 1}; 999 is not one of them."
    assert seen(visit)[0][1] == [77.0]
