"""What a visitor does, in whatever order: worlds stay in step, and what is kept is what was done."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.visualiser.guesses import DIFFERENCE, SHARE
from outlast.visualiser.link import link_of
from outlast.visualiser.visit import BESIDE, BRANCH, OTHER, UNMANDATED, VERDICTS, Visit
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
    verdict,
)


def test_two_visitors_share_nothing(visit: Visit) -> None:
    other = Visit(opening())
    before = looks(other)
    stepped(visit, 3).move(GRANT, 500.0)
    visit.put_beside(BRANCH)
    visit.hand_in(ROSTER, "ours.csv")
    visit.keep("what", verdict())
    visit.ask("self_sustaining_8", SHARE, "how many?", "this")
    visit.guess("Ann", 4)
    visit.playing.value = True
    assert looks(other) == before
    assert (other.known("what"), other.playing.value, other.note.value) == (None, False, None)
    assert other.world.model is not visit.world.model


def test_a_lever_before_the_first_quarter_is_the_opening_and_after_it_an_intervention(visit: Visit) -> None:
    visit.move(GRANT, 200.0)
    assert visit.world.opening.settings.mandate.grant == 200.0
    assert visit.world.timeline == []
    visit.step()
    visit.move(GRANT, 50.0)
    assert [(one.quarter, one.before, one.after) for one in visit.world.timeline] == [(1, 200.0, 50.0)]
    visit.reset()
    assert (quarters(visit), visit.world.timeline) == ([0], [])
    assert visit.world.opening.settings.mandate.grant == 200.0


def test_a_lever_of_the_opening_that_is_moved_while_the_world_runs_is_refused(visit: Visit) -> None:
    stepped(visit, 2).move("context.prior_ties", 0.4)
    assert "cannot change during a run" in str(visit.fault.value)
    assert visit.world.timeline == []


def test_replay_keeps_what_was_moved_and_reset_forgets_it(visit: Visit) -> None:
    stepped(visit, 4).move(GRANT, 10.0)
    first = stepped(visit, 4).world
    visit.replay()
    assert quarters(visit) == [0]
    assert same(stepped(visit, 8).world, first)
    visit.reset()
    assert not same(stepped(visit, 8).world, first)
    assert same(visit.world, World(opening(), 1).play_to(8))


@pytest.mark.parametrize(("given", "seed"), [(7, 7), (-3, 0), (10**12, 999_999), ("12", 12), (3.9, 3)])
def test_luck_is_kept_on_reset_and_between_its_bounds(visit: Visit, given: int, seed: int) -> None:
    visit.put_beside(OTHER)
    stepped(visit, 2).reseed(given)
    assert [world.seed for world in visit.worlds.value] == [seed, seed]
    assert quarters(visit) == [0, 0]
    stepped(visit, 1).reset()
    assert [world.seed for world in visit.worlds.value] == [seed, seed]


def test_the_worlds_are_over_at_their_horizon_and_play_stops_there(visit: Visit) -> None:
    stepped(visit, 40)
    assert visit.is_over
    visit.toggle()
    assert not visit.playing.value
    visit.step()
    assert quarters(visit) == [40]
    visit.reset()
    visit.toggle()
    assert visit.playing.value
    visit.toggle()
    assert not visit.playing.value


def test_only_shipped_scenarios_are_loaded_by_name(visit: Visit) -> None:
    for name in ("nosuch", "/etc/hostname", "../scenarios/hiec.toml", "scenarios/hiec.toml", ""):
        visit.load(name)
        assert "shipped scenario" in str(visit.fault.value)
        assert visit.world.opening == opening()
    visit.load("workshop")
    assert (visit.fault.value, visit.world.opening.name) == (None, "workshop")


@pytest.mark.parametrize("what", BESIDE)
def test_a_link_brings_back_what_stood_on_the_page(what: str) -> None:
    visit = beside(what)
    visit.move(GRANT, 44.0)
    stepped(visit, 3)
    found = Visit(opening({GRANT: 1.0}))
    found.put_beside(UNMANDATED)
    found.restore(link_of(visit.worlds.value))
    assert found.fault.value is None
    assert found.beside.value == (OTHER if what == BRANCH else what)
    assert found.side.value == 0
    caught_up(found)
    assert all(same(one, other) for one, other in zip(visit.worlds.value, found.worlds.value, strict=True))
    found.move(DURATION, 20)
    assert found.fault.value is None


@pytest.mark.parametrize("what", BESIDE)
def test_the_question_is_that_of_the_worlds_before_the_visitor(what: str) -> None:
    visit = beside(what)
    visit.move(GRANT, 44.0)
    question, first = visit.question(), visit.worlds.value[0].scenario
    assert question.scenario == first
    assert question.unmandated == (what == UNMANDATED)
    assert (question.beside is None) == (what in (ALONE, UNMANDATED))
    prints = {visit.fingerprint()}
    for other in BESIDE:
        visit.put_beside(other)
        prints.add(visit.fingerprint())
    assert len(prints) >= 3
    visit.put_beside(ALONE)
    alone = visit.fingerprint()
    visit.side.value = 0
    stepped(caught_up(visit), 1)
    assert visit.fingerprint() == alone, "how far a world was played asks nothing new"
    visit.move(GRANT, 45.0)
    assert visit.fingerprint() != alone


def test_the_last_verdicts_are_remembered_and_no_more(visit: Visit) -> None:
    for number in range(VERDICTS + 5):
        visit.keep(str(number), verdict(number / 100))
    kept = [number for number in range(VERDICTS + 5) if visit.known(str(number)) is not None]
    assert kept == list(range(5, VERDICTS + 5))


ACTS = st.one_of(
    st.sampled_from(BESIDE).map(lambda what: ("put_beside", (what,))),
    st.sampled_from([("reset", ()), ("replay", ()), ("toggle", ()), ("catch_up", ()), ("call_off", ())]),
    st.integers(1, 5).map(lambda count: ("step", (count,))),
    st.tuples(st.sampled_from([GRANT, DURATION, "context.prior_ties", "mandate.vagueness"]),
              st.sampled_from([0, 0.3, 3, 30, 1e6])).map(lambda move: ("move", move)),
    st.integers(0, 1).map(lambda side: ("side", (side,))),
    st.tuples(st.integers(0, 1), st.integers(0, 2)).map(lambda at: ("take_back", at)),
    st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, 45)).map(lambda at: ("edit", at)),
    st.sampled_from([("hand_in", (ROSTER, "a.csv")), ("hand_in", (SCENARIO, "a.toml")), ("hand_in", (b"?", "b.csv"))]),
    st.integers(0, 3).map(lambda seed: ("reseed", (seed,))),
    st.sampled_from([("ask", ("alive_8", asks, "?", "this")) for asks in (SHARE, DIFFERENCE)]),
    st.just(("reveal", (verdict(),))),
)  # fmt: skip


@settings(max_examples=30)
@given(st.lists(ACTS, max_size=12))
def test_whatever_a_visitor_does_the_worlds_are_in_step_and_what_their_timelines_say(
    acts: list[tuple[str, tuple[object, ...]]],
) -> None:
    visit = Visit(opening())
    for name, arguments in acts:
        if name == "side":
            visit.side.value = arguments[0]  # type: ignore[assignment]
        elif name == "step":
            stepped(visit, arguments[0])  # type: ignore[arg-type]
        elif name == "edit":
            visit.edit(arguments[0], arguments[1], quarter=arguments[2])  # type: ignore[arg-type]
        else:
            getattr(visit, name)(*arguments)
        fault = visit.fault.value or ""
        assert "Something went wrong" not in fault, fault
        worlds = visit.worlds.value
        assert len(worlds) == (1 if visit.beside.value == ALONE else 2)
        assert worlds[-1].unmandated == (visit.beside.value == UNMANDATED)
        assert not worlds[0].unmandated
        assert len({world.seed for world in worlds}) == 1
        assert visit.acted_on in worlds
    caught_up(visit)
    worlds = visit.worlds.value
    furthest = max(world.quarter for world in worlds)
    assert quarters(visit) == [min(furthest, world.horizon) for world in worlds]
    assert all(same(world, replayed(world)) for world in worlds)
    if visit.beside.value == UNMANDATED:
        assert (worlds[1].opening, worlds[1].timeline) == (worlds[0].opening, worlds[0].timeline)
