"""Two worlds of a visit: on the same luck, at the same quarter, and caught up with once their past is changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outlast.visualiser import visit as visiting
from outlast.visualiser.visit import BESIDE, BRANCH, OTHER, UNMANDATED, Visit
from outlast.visualiser.visit import NOTHING as ALONE
from outlast.visualiser.world import World
from visits import (
    DURATION,
    GRANT,
    ROSTER,
    SCENARIO,
    beside,
    caught_up,
    looks,
    opening,
    quarters,
    replayed,
    same,
    stepped,
)

TWO = [UNMANDATED, OTHER, BRANCH]


@pytest.mark.parametrize("what", TWO)
@pytest.mark.parametrize("quarter", [0, 6, 40])
def test_what_is_put_beside_stands_at_the_same_quarter_on_the_same_luck(what: str, quarter: int) -> None:
    visit = beside(what, quarter)
    first, second = visit.worlds.value
    assert quarters(visit) == [quarter, quarter]
    assert second.seed == first.seed
    assert second.unmandated == (what == UNMANDATED)
    assert visit.acted_on is (first if what == UNMANDATED else second)
    if what != UNMANDATED:
        assert same(first, second)
        assert first.model is not second.model
    stepped(visit, 3)
    assert quarters(visit) == [min(quarter + 3, 40)] * 2
    visit.put_beside(ALONE)
    assert visit.worlds.value == (first,)
    assert visit.side.value == 0


def test_at_quarter_0_a_branch_is_another_mandate_for_there_is_no_past_to_share(visit: Visit) -> None:
    visit.put_beside(BRANCH)
    assert visit.beside.value == OTHER
    visit.move(GRANT, 10.0)
    visit.reset()
    assert [world.opening.settings.mandate.grant for world in visit.worlds.value] == [130.0, 10.0]


def test_a_branch_that_opens_differently_is_another_mandate() -> None:
    visit = beside(BRANCH)
    visit.replay()
    assert (visit.beside.value, quarters(visit)) == (BRANCH, [0, 0])
    visit.move(GRANT, 10.0)
    assert visit.beside.value == OTHER
    visit.reset()
    assert [world.opening.settings.mandate.grant for world in visit.worlds.value] == [130.0, 10.0]


def test_reset_drops_a_branch_and_other_luck_keeps_it_with_what_was_moved() -> None:
    visit = beside(BRANCH)
    visit.move(GRANT, 400.0)
    visit.reseed(9)
    assert (visit.beside.value, visit.side.value, quarters(visit)) == (BRANCH, 1, [0, 0])
    assert [world.seed for world in visit.worlds.value] == [9, 9]
    assert [one.after for one in visit.worlds.value[1].timeline] == [400.0]
    assert visit.worlds.value[0].timeline == []
    visit.reset()
    assert (visit.beside.value, visit.side.value, quarters(visit)) == (ALONE, 0, [0])


@pytest.mark.parametrize("what", TWO)
def test_a_lever_moves_the_world_that_is_chosen_and_the_twin_follows(what: str) -> None:
    visit = beside(what)
    visit.move(DURATION, 35)
    assert visit.fault.value is None
    assert [len(world.timeline) for world in visit.worlds.value] == ([1, 1] if what == UNMANDATED else [0, 1])
    if what == UNMANDATED:
        assert [world.horizon for world in visit.worlds.value] == [47, 47]
    else:
        visit.side.value = 0
        visit.move(GRANT, 10.0)
        assert [world.timeline[0].key for world in visit.worlds.value] == [GRANT, DURATION]
    stepped(visit, 50)
    assert visit.is_over
    assert all(same(world, replayed(world)) for world in visit.worlds.value)


@pytest.mark.parametrize("quarter", [0, 5])
def test_the_twin_is_that_of_the_first_world_whatever_is_done_to_it(quarter: int) -> None:
    visit = beside(UNMANDATED, quarter)
    acts: list[Callable[[], None]] = [
        lambda: visit.move("mandate.pressure", 0.9),
        lambda: visit.edit(0, 0, after=0.3) if visit.world.timeline else visit.move(DURATION, 12),
        lambda: visit.replay(),
        lambda: visit.move("context.prior_ties", 0.5),
        lambda: visit.reseed(4),
        lambda: visit.hand_in(ROSTER, "ours.csv"),
        lambda: visit.load("workshop"),
        lambda: visit.reset(),
    ]
    visit.side.value = 1
    for act in acts:
        act()
        caught_up(visit)
        assert visit.fault.value is None
        first, second = visit.worlds.value
        assert (second.unmandated, first.unmandated) == (True, False)
        assert (second.opening, second.seed, second.timeline) == (first.opening, first.seed, first.timeline)
        assert second.quarter == first.quarter
        assert visit.acted_on is first


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("what", TWO)
@pytest.mark.parametrize(
    "put",
    [lambda visit: visit.load("workshop"), lambda visit: visit.hand_in(SCENARIO, "ours.toml"),
     lambda visit: visit.hand_in(ROSTER, "ours.csv")],
    ids=["preset", "scenario", "roster"],
)  # fmt: skip
def test_what_is_loaded_takes_the_place_of_one_world_and_all_start_again(
    put: Callable[[Visit], None], what: str, side: int
) -> None:
    visit = beside(what)
    visit.side.value = side
    put(visit)
    assert visit.fault.value is None
    assert set(quarters(visit)) == {0}, "no world stays behind at the quarter where it stood"
    old = [world.opening for world in visit.worlds.value].count(opening())
    if what == UNMANDATED:
        assert (visit.beside.value, len(visit.worlds.value), old, visit.side.value) == (UNMANDATED, 2, 0, 0)
    elif what == BRANCH and side == 0:
        assert (visit.beside.value, len(visit.worlds.value), old) == (ALONE, 1, 0)
    else:
        # On the side of a branch it becomes another mandate; the first world is never lost for it.
        assert (visit.beside.value, visit.side.value, old) == (OTHER, side, 1)
        assert visit.worlds.value[1 - side].opening == opening()
    stepped(visit, 2)
    assert set(quarters(visit)) == {2}


def test_what_was_moved_in_the_other_world_stays_when_one_is_loaded() -> None:
    visit = beside(OTHER)
    visit.side.value = 0
    visit.move(GRANT, 20.0)
    visit.side.value = 1
    visit.load("workshop")
    assert [len(world.timeline) for world in visit.worlds.value] == [1, 0]


def test_worlds_of_different_length_are_each_played_to_their_own_end() -> None:
    visit = beside(OTHER, 10)
    visit.move(DURATION, 50)
    assert [world.horizon for world in visit.worlds.value] == [40, 62]
    stepped(visit, 35)
    assert (quarters(visit), visit.is_over) == ([40, 45], False)
    visit.take_back(1, 0)
    caught_up(visit)
    assert (quarters(visit), visit.is_over, visit.target) == ([40, 40], True, 40)
    visit.put_beside(UNMANDATED)
    assert (quarters(caught_up(visit)), visit.is_over) == ([40, 40], True)


@pytest.mark.parametrize("what", BESIDE)
def test_an_edited_past_is_caught_up_with_and_the_other_world_waits(what: str) -> None:
    visit = stepped(Visit(opening()), 3)
    visit.move(GRANT, 400.0)
    stepped(visit, 12).put_beside(what)
    caught_up(visit)
    visit.edit(0, 0, quarter=1, after=20.0)
    assert visit.behind
    assert quarters(visit)[0] == 0
    visit.step()
    assert visit.fault.value is None
    assert quarters(visit)[0] == 0, "a step while the worlds are played again does nothing"
    visit.move(GRANT, 300.0)
    assert "again in a moment" in str(visit.fault.value)
    caught_up(visit)
    assert "again in a moment" in str(visit.fault.value), "what is said stays while the worlds are caught up with"
    assert set(quarters(visit)) == {15}
    first = visit.world
    assert [(one.quarter, one.after) for one in first.timeline] == [(1, 20.0)]
    assert same(first, World(opening().with_change(1, GRANT, 20.0), 1).play_to(15))
    if what == BRANCH:
        assert [(one.quarter, one.after) for one in visit.worlds.value[1].timeline] == [(3, 400.0)]
    visit.take_back(0, 0)
    assert same(caught_up(visit).world, World(opening(), 1).play_to(15))


def test_one_breath_plays_some_quarters_and_draws_the_page_once(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = stepped(Visit(opening()), 30)
    visit.put_beside(OTHER)
    monkeypatch.setattr(visiting, "BREATH", 0.0)
    visit.catch_up()
    assert quarters(visit) == [30, 0]
    monkeypatch.setattr(visiting, "BREATH", 60.0)
    tick = visit.tick.value
    visit.catch_up()
    assert quarters(visit) == [30, 30]
    assert visit.tick.value == tick + 1


def test_what_is_done_while_worlds_are_caught_up_with_keeps_the_quarter_where_all_stood() -> None:
    visit = stepped(Visit(opening()), 2)
    visit.move(GRANT, 400.0)
    stepped(visit, 10).take_back(0, 0)
    visit.world.step()
    for what in (OTHER, UNMANDATED, BRANCH, ALONE):
        visit.put_beside(what)
        assert visit.target == 12
    assert quarters(caught_up(visit)) == [12]


def test_reset_while_worlds_are_caught_up_with_stays_at_quarter_0() -> None:
    visit = stepped(Visit(opening()), 9)
    visit.put_beside(OTHER)
    visit.reset()
    visit.catch_up()
    assert (quarters(visit), visit.behind) == ([0, 0], [])


def test_play_goes_on_through_an_edit_but_not_through_a_return_to_the_start(visit: Visit) -> None:
    stepped(visit, 3).move(GRANT, 10.0)
    visit.step()
    visit.toggle()
    visit.edit(0, 0, after=20.0)
    assert visit.playing.value
    visit.replay()
    assert not visit.playing.value


def test_a_world_that_cannot_be_played_again_gives_way_to_what_stood_before(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = stepped(Visit(opening()), 3)
    visit.move(GRANT, 10.0)
    stepped(visit, 6)
    before = looks(visit)
    worlds = visit.worlds.value
    step = World.step

    def fails(world: World) -> None:
        if world.quarter == 4:
            raise ZeroDivisionError("inside")
        step(world)

    monkeypatch.setattr(World, "step", fails)
    visit.edit(0, 0, after=20.0)
    visit.put_beside(OTHER)
    visit.catch_up()
    assert "ZeroDivisionError" in str(visit.fault.value)
    assert looks(visit) == before
    assert visit.worlds.value is worlds
    assert visit.behind == []
