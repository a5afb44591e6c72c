"""What a visitor does, in whatever order: worlds stay in step, and what goes wrong is said and changes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.analysis.pairs import NOTHING, Pair
from outlast.outcomes.intervals import Interval
from outlast.scenario import Scenario, ScenarioError
from outlast.visualiser import visit as visiting
from outlast.visualiser.guesses import DIFFERENCE, SHARE
from outlast.visualiser.link import link_of
from outlast.visualiser.verdict import Question, Verdict
from outlast.visualiser.visit import BESIDE, BRANCH, OTHER, UNMANDATED, VERDICTS, Visit
from outlast.visualiser.visit import NOTHING as ALONE
from outlast.visualiser.world import World
from visits import caught_up, opening, replayed, same, stepped

GRANT, DURATION = "mandate.grant", "mandate.duration"
TWO = [UNMANDATED, OTHER, BRANCH]
ROSTER = b"name,sector,region,size\n" + b"".join(
    b"%s %d,%s,%s,1\n" % (sector, number, sector, region)
    for region in (b"north", b"south")
    for sector in (b"nhs", b"university", b"firm")
    for number in ((1, 2) if region == b"north" else (3, 4))
)
SCENARIO = b'title = "Ours"\n[mandate]\ngrant = 77\n[context]\npartnerships = 2\nmembers = 8\n'
BAD_ROSTER = b"name,sector,region,size\nA,school,north,1\n"


@pytest.fixture
def visit() -> Visit:
    return Visit(opening())


def beside(what: str, quarter: int = 5) -> Visit:
    """A visit that was played to a quarter, with something beside the first world."""
    visit = stepped(Visit(opening()), quarter)
    visit.put_beside(what)
    return caught_up(visit)


def quarters(visit: Visit) -> list[int]:
    return [world.quarter for world in visit.worlds.value]


def verdict(mean: float = 0.25, difference: float = 0.1, asked: Scenario | None = None) -> Verdict:
    """A verdict without the runs behind it."""
    share, differs = (
        Interval(mean, mean - 0.05, mean + 0.05),
        Interval(difference, difference - 0.02, difference + 0.02),
    )
    pair = Pair("self_sustaining_8", "self-sustained", "true or false", share, share, differs)
    return Verdict(Question(asked or opening()), "says", [pair], {}, {})


def looks(visit: Visit) -> tuple[object, ...]:
    """All that a fault must leave as it was, but for what is said."""
    return (
        [(world.opening, world.seed, list(world.timeline), world.unmandated) for world in visit.worlds.value],
        quarters(visit), visit.beside.value, visit.side.value, visit.target, visit.handed_in.value,
        visit.guesses.value.rounds, visit.chosen.value,
    )  # fmt: skip


# One world ----------------------------------------------------------------------------------------------------------


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


# Two worlds ---------------------------------------------------------------------------------------------------------


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


# Catching up --------------------------------------------------------------------------------------------------------


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


# What goes wrong ----------------------------------------------------------------------------------------------------

WRONG: dict[str, Callable[[Visit], None]] = {
    "a value out of range": lambda visit: visit.move(GRANT, 1e9),
    "no number": lambda visit: visit.move(GRANT, "lots"),
    "an unknown lever": lambda visit: visit.move("mandate.gold", 1.0),
    "a quarter beyond the horizon": lambda visit: visit.edit(0, 0, quarter=900),
    "a value that cannot be": lambda visit: visit.edit(0, 0, after=-5.0),
    "an intervention that has gone": lambda visit: visit.edit(0, 7, after=5.0),
    "taken back twice": lambda visit: visit.take_back(0, 7),
    "a world that has gone": lambda visit: visit.take_back(5, 0),
    "a side below 0": lambda visit: visit.edit(-1, 0, after=5.0),
    "a bad roster": lambda visit: visit.hand_in(BAD_ROSTER, "ours.csv"),
    "an empty roster": lambda visit: visit.hand_in(b"", "ours.csv"),
    "no text": lambda visit: visit.hand_in(b"\xff\xfe\x00", "ours.csv"),
    "a bad scenario": lambda visit: visit.hand_in(b"[mandate]\ngrant = -1\n", "ours.toml"),
    "no scenario": lambda visit: visit.hand_in(b"\x00[[[", "ours.toml"),
    "a scenario of another file": lambda visit: visit.hand_in(b'extends = "../x.toml"', "ours.toml"),
    "a preset that is none": lambda visit: visit.load("nosuch"),
    "nothing to put beside": lambda visit: visit.put_beside("an elephant"),
    "a damaged link": lambda visit: visit.restore("eJyrVkrLz1eyUlBKSixSqgUAIfcFAw"),
    "no seed": lambda visit: visit.reseed("seven"),  # type: ignore[arg-type]
    "a guess of no question": lambda visit: visit.guess("Ann", 5),
    "a question of nothing": lambda visit: visit.ask("weather", SHARE, "?", "this"),
    "a question of no kind": lambda visit: visit.ask("alive_8", "money", "?", "this"),
}


@pytest.mark.parametrize("what", BESIDE)
@pytest.mark.parametrize("wrong", WRONG)
def test_what_goes_wrong_is_said_stops_the_play_and_leaves_all_as_it_was(wrong: str, what: str) -> None:
    visit = stepped(Visit(opening()), 2)
    visit.move(GRANT, 400.0)
    stepped(visit, 3).put_beside(what)
    caught_up(visit)
    visit.chosen.value = (0, "p0")
    visit.playing.value = True
    before, worlds, tick = looks(visit), visit.worlds.value, visit.tick.value
    WRONG[wrong](visit)
    assert visit.fault.value
    assert "Traceback" not in visit.fault.value
    assert (visit.playing.value, visit.note.value) == (False, None)
    assert looks(visit) == before
    assert visit.worlds.value is worlds
    assert visit.tick.value == tick + 1
    visit.step()
    assert visit.fault.value is None, "the next good deed clears what was said"
    assert quarters(visit) == [6] * len(worlds)


@pytest.mark.parametrize("what", BESIDE)
@pytest.mark.parametrize(
    "act",
    [Visit.reset, Visit.replay, lambda visit: visit.load("workshop"), lambda visit: visit.reseed(3),
     lambda visit: visit.hand_in(ROSTER, "ours.csv"), lambda visit: visit.put_beside(OTHER),
     lambda visit: visit.put_beside(UNMANDATED), lambda visit: visit.ask("alive_8", SHARE, "?", "this")],
    ids=["reset", "replay", "load", "reseed", "hand in", "another", "twin", "ask"],
)  # fmt: skip
def test_a_world_that_cannot_be_made_leaves_what_stood_before(
    act: Callable[[Visit], None], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = beside(what)
    before = looks(visit)

    def fails(_: World) -> None:
        raise RuntimeError("no world")

    monkeypatch.setattr(World, "__post_init__", fails)
    act(visit)
    assert visit.fault.value == "Something went wrong in the simulation (RuntimeError); press Reset."
    assert looks(visit) == before


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ScenarioError("the grant is too large"), "the grant is too large"),
        (ValueError("no such guess"), "no such guess"),
        (ZeroDivisionError("inside"), "Something went wrong in the simulation (ZeroDivisionError); press Reset."),
        (KeyError("secret"), "Something went wrong in the simulation (KeyError); press Reset."),
    ],
)
def test_a_mistake_is_said_in_its_own_words_and_a_fault_of_ours_without_its_inside(error: Exception, says: str) -> None:
    visit = Visit(opening())

    def fail() -> None:
        raise error

    visit.playing.value = True
    visit.guarded(fail)
    assert (visit.fault.value, visit.playing.value) == (says, False)
    visit.complain("another")
    assert visit.fault.value == "another"


# Handing in ---------------------------------------------------------------------------------------------------------


def test_a_roster_brings_its_organisations_and_the_levers_stay(visit: Visit) -> None:
    visit.move(GRANT, 210.0)
    visit.hand_in(ROSTER, "ours.csv")
    assert "ours.csv is loaded, 12 organisations" in str(visit.note.value)
    assert visit.handed_in.value
    assert visit.world.opening.settings.mandate.grant == 210.0
    assert sorted(one.region for one in visit.world.model.organisations) == [0] * 6 + [1] * 6
    assert len(visit.world.model.partnerships) == 2
    assert visit.world.opening.title.endswith("with the organisations of ours.csv")
    stepped(visit, 1)
    assert visit.note.value is None


def test_one_roster_after_another_leaves_no_trace_of_the_first(visit: Visit) -> None:
    few = b"name,sector,region,size\na,nhs,x,1\nb,firm,x,1\nc,firm,x,1\n"
    visit.hand_in(few, "few.csv")
    assert visit.world.opening.settings.context.members == 3
    visit.hand_in(ROSTER, "ours.csv")
    alone = Visit(opening())
    alone.hand_in(ROSTER, "ours.csv")
    assert visit.world.opening == alone.world.opening


def test_organisations_of_ones_own_are_known_as_long_as_they_are_loaded(visit: Visit) -> None:
    visit.hand_in(SCENARIO, "ours.toml")
    assert not visit.handed_in.value
    visit.put_beside(OTHER)
    visit.hand_in(ROSTER, "ours.csv")
    assert visit.handed_in.value
    visit.move(GRANT, 5.0)
    assert visit.handed_in.value
    stepped(visit, 2).put_beside(BRANCH)
    assert visit.handed_in.value == (visit.world.opening.roster is not None)
    visit.put_beside(ALONE)
    visit.hand_in(ROSTER, "ours.csv")
    stepped(visit, 2).put_beside(BRANCH)
    visit.side.value = 0
    assert visit.handed_in.value, "a branch has the organisations of its world"
    visit.load("workshop")
    assert not visit.handed_in.value


def test_the_end_of_a_name_tells_a_scenario_from_a_roster(visit: Visit) -> None:
    visit.hand_in(SCENARIO, "OURS.TOML")
    assert visit.world.opening.title == "Ours"
    visit.hand_in(SCENARIO, "ours.csv")
    assert "ours.csv" in str(visit.fault.value)


# Guessing -----------------------------------------------------------------------------------------------------------


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


# Restoring and remembering ------------------------------------------------------------------------------------------


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


# Whatever is done ---------------------------------------------------------------------------------------------------

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
