"""A world is played, changed, branched and taken back, and always is what its scenario file says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.scenario import ScenarioError, load_scenario
from outlast.scenario.handed import scenario_from
from outlast.simulation.chronicle import Chronicle
from outlast.simulation.model import CollaborationModel
from outlast.visualiser.world import Intervention, World, chained
from visits import opening, replayed, same, world

GRANT, DURATION, VAGUENESS = "mandate.grant", "mandate.duration", "mandate.vagueness"
PURPOSE = "mandate.vagueness.purpose"


def test_a_world_is_the_model_of_its_scenario_and_seed() -> None:
    played = World(load_scenario("hiec", {"context.partnerships": 3}), 7).play_to(99)
    alone = CollaborationModel(load_scenario("hiec", {"context.partnerships": 3}), rng=7, twin=False).run()
    assert np.array_equal(alone.trace(), played.trace(), equal_nan=True)
    assert played.is_over
    played.step()
    assert played.quarter == 40


def test_a_lever_moved_takes_effect_from_the_coming_quarter_and_stands_on_the_timeline() -> None:
    moved, plain = world().play_to(6), world().play_to(6)
    assert moved.move(GRANT, 600.0) == Intervention(6, GRANT, 130.0, 600.0)
    assert same(moved, plain)
    assert moved.setting(GRANT) == 600.0
    moved.step()
    plain.step()
    assert moved.course("offer")[6].tolist() == [600.0] * 2
    assert plain.course("offer")[6].tolist() == [130.0] * 2
    assert moved.move(GRANT, 600.0) is None
    assert len(moved.timeline) == 1


@pytest.mark.parametrize(("quarter", "duration"), [(1, 30), (7, 41), (12, 60), (39, 40), (20, 28)])
def test_longer_funding_is_watched_for_longer_as_in_the_scenario_that_says_so(quarter: int, duration: int) -> None:
    played = world().play_to(quarter)
    played.move(DURATION, duration)
    said = opening().with_change(quarter, DURATION, duration)
    assert played.horizon == said.horizon == max(40, duration + 12)
    assert np.array_equal(
        CollaborationModel(said, rng=1, twin=False).run().trace(), played.play_to(999).trace(), equal_nan=True
    )
    assert played.quarter == said.horizon


@pytest.mark.parametrize("unmandated", [False, True])
def test_a_lever_moved_before_the_first_quarter_has_its_say_in_who_is_convened(unmandated: bool) -> None:
    played = world(unmandated=unmandated)
    played.move(GRANT, 0.0)
    said = World(opening().with_change(0, GRANT, 0.0), 1, unmandated=unmandated)
    assert played.chronicle.events == said.chronicle.events
    assert world(unmandated=unmandated).chronicle.events != said.chronicle.events
    assert same(played.play_to(20), said.play_to(20))


def test_longer_funding_taken_back_in_the_same_quarter_leaves_the_horizon_as_it_was() -> None:
    played = world().play_to(5)
    played.move(DURATION, 60)
    assert played.horizon == 72
    played.move(DURATION, 8)
    assert (played.horizon, played.timeline) == (40, [])
    assert same(played.play_to(99), world().play_to(40))


def test_once_the_horizon_is_reached_no_lever_moves() -> None:
    played = world().play_to(40)
    assert played.move(DURATION, 40) is None
    assert (played.timeline, played.horizon, played.is_over) == ([], 40, True)
    assert played.setting(GRANT) == 130.0


def test_finals_at_a_horizon_that_was_moved_are_those_of_the_scenario() -> None:
    played = world().play_to(9)
    played.move(DURATION, 33)
    played.play_to(999)
    alone = CollaborationModel(opening().with_change(9, DURATION, 33), rng=1, twin=False).run()
    assert np.array_equal(alone.finals(), played.model.finals(), equal_nan=True)


def test_what_is_taken_away_as_a_scenario_gives_the_same_world() -> None:
    played = World(load_scenario("hiec", {"context.partnerships": 2}), 1).play_to(4)
    played.move(VAGUENESS, 0.1)
    played.play_to(8).move(GRANT, 20.0)
    played.play_to(40)
    again = scenario_from(played.scenario.to_toml().encode(), "again.toml")
    assert same(played, World(again, 1).play_to(40))
    assert [(one["quarter"], len(one)) for one in tomllib.loads(again.to_toml())["change"]] == [(4, 2), (8, 2)]


def test_a_lever_moved_twice_in_a_quarter_is_one_intervention_and_back_is_none() -> None:
    played = world().play_to(3)
    played.move("mandate.pressure", 0.5)
    played.move("mandate.pressure", 0.9)
    assert played.timeline == [Intervention(3, "mandate.pressure", 0.15, 0.9)]
    played.move("mandate.pressure", 0.15)
    assert played.timeline == []
    assert same(played.play_to(20), world().play_to(20))


def test_a_value_that_a_lever_cannot_take_changes_nothing() -> None:
    played = world().play_to(3)
    for key, value in ((GRANT, 5000.0), (GRANT, "much"), (DURATION, 8.5), (VAGUENESS, -1.0)):
        with pytest.raises(ScenarioError):
            played.move(key, value)
    assert played.timeline == []
    assert same(played.play_to(20), world().play_to(20))


def test_vagueness_as_a_whole_levels_its_parts_even_where_their_mean_stays() -> None:
    mixed = world({PURPOSE: 0.2, "mandate.vagueness.structure": 0.4, "mandate.vagueness.evaluation": 0.6}).play_to(2)
    assert mixed.setting(VAGUENESS) == pytest.approx(0.4)
    assert mixed.move(VAGUENESS, 0.4) is not None
    assert mixed.setting(PURPOSE) == 0.4
    assert mixed.move(VAGUENESS, 0.4) is None


def test_vagueness_as_a_whole_takes_the_place_of_its_parts_moved_in_the_same_quarter() -> None:
    played = world().play_to(2)
    played.move(PURPOSE, 0.1)
    played.move(VAGUENESS, 0.3)
    assert [one.key for one in played.timeline] == [VAGUENESS]
    played.move(PURPOSE, 0.9)
    assert [one.key for one in played.timeline] == [VAGUENESS, PURPOSE]
    assert played.timeline[1].before == 0.3
    edited = played.edited(0, after=0.6)
    assert [(one.key, one.before) for one in edited.timeline] == [
        (VAGUENESS, played.timeline[0].before),
        (PURPOSE, 0.6),
    ]
    assert edited.play_to(3).setting(PURPOSE) == 0.9


# Interventions that are edited --------------------------------------------------------------------------------------


def changed() -> World:
    """Three interventions on the same lever and one on another, played to quarter 15."""
    played = world().play_to(2)
    played.move(GRANT, 300.0)
    played.play_to(4).move("mandate.assistance", 1.0)
    played.play_to(6).move(GRANT, 50.0)
    played.play_to(7).move(GRANT, 200.0)
    return played.play_to(15)


EDITS: dict[str, tuple[Callable[[World], World], list[tuple[int, str, float, float]]]] = {
    "taken back": (lambda one: one.without(0), [(4, "a", 0, 1), (6, "g", 130, 50), (7, "g", 50, 200)]),
    "another value": (
        lambda one: one.edited(0, after=90.0),
        [(2, "g", 130, 90), (4, "a", 0, 1), (6, "g", 90, 50), (7, "g", 50, 200)],
    ),
    "earlier": (
        lambda one: one.edited(2, quarter=1),
        [(1, "g", 130, 50), (2, "g", 50, 300), (4, "a", 0, 1), (7, "g", 300, 200)],
    ),
    "later than all": (
        lambda one: one.edited(0, quarter=20),
        [(4, "a", 0, 1), (6, "g", 130, 50), (7, "g", 50, 200), (20, "g", 200, 300)],
    ),
    "in the place of another": (
        lambda one: one.edited(0, quarter=6),
        [(4, "a", 0, 1), (6, "g", 130, 300), (7, "g", 300, 200)],
    ),
    "to what stood there": (
        lambda one: one.edited(0, after=130.0),
        [(4, "a", 0, 1), (6, "g", 130, 50), (7, "g", 50, 200)],
    ),
    "so that the next changes nothing": (
        lambda one: one.edited(2, after=200.0),
        [(2, "g", 130, 300), (4, "a", 0, 1), (6, "g", 300, 200)],
    ),
    "from the start": (
        lambda one: one.edited(1, quarter=0),
        [(0, "a", 0, 1), (2, "g", 130, 300), (6, "g", 300, 50), (7, "g", 50, 200)],
    ),
    "none": (lambda one: one.with_timeline(()), []),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_timeline_gives_the_world_that_its_scenario_says(edit: str) -> None:
    played = changed()
    before = list(played.timeline)
    act, wanted = EDITS[edit]
    edited = act(played)
    names = {"g": GRANT, "a": "mandate.assistance"}
    assert edited.timeline == [Intervention(quarter, names[key], *rest) for quarter, key, *rest in wanted]
    assert edited.quarter == 0
    said = opening()
    for one in edited.timeline:
        said = said.with_change(one.quarter, one.key, one.after)
    assert same(edited.play_to(15), World(said, 1).play_to(15))
    assert played.timeline == before, "the world that was edited stays as it was"
    assert same(played, replayed(played))


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        (lambda one: one.edited(0, quarter=40), "beyond the horizon"),
        (lambda one: one.edited(0, quarter=10**9), "beyond the horizon"),
        (lambda one: one.edited(0, quarter=-1), "quarter"),
        (lambda one: one.edited(0, after=1e9), GRANT),
        (lambda one: one.edited(0, after=float("nan")), GRANT),
        (lambda one: one.edited(1, after=2.0), "mandate.assistance"),
    ],
)
def test_an_edit_that_cannot_be_leaves_all_as_it_was(edit: Callable[[World], World], says: str) -> None:
    played = changed()
    with pytest.raises(ScenarioError, match=says):
        edit(played)
    assert played.timeline == changed().timeline
    assert played.quarter == 15
    assert same(played.play_to(40), changed().play_to(40))


def test_funding_made_shorter_again_leaves_no_intervention_beyond_the_horizon() -> None:
    played = world().play_to(5)
    played.move(DURATION, 50)
    played.play_to(45).move(GRANT, 10.0)
    with pytest.raises(ScenarioError, match="beyond the horizon"):
        played.without(0)
    assert [one.quarter for one in played.timeline] == [5, 45]
    assert played.without(1).horizon == 62


@pytest.mark.parametrize("place", [-1, 4, 99])
def test_an_intervention_that_is_no_longer_there_is_said_to_be_gone(place: int) -> None:
    for act in (lambda: changed().without(place), lambda: changed().edited(place, after=1.0)):
        with pytest.raises(ValueError, match="no longer there"):
            act()


def test_a_scenario_with_changes_of_its_own_keeps_them_beneath_what_is_moved() -> None:
    begins = opening().with_change(6, GRANT, 60.0)
    played = World(begins, 1).play_to(6)
    assert played.setting(GRANT) == 60.0
    assert played.move(GRANT, 90.0) == Intervention(6, GRANT, 60.0, 90.0)
    assert same(played.play_to(20), World(opening().with_change(6, GRANT, 90.0), 1).play_to(20))
    assert same(played.without(0).play_to(20), World(begins, 1).play_to(20))


# Without a mandate --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_world_without_a_mandate_is_the_twin(seed: int) -> None:
    shown = world(seed=seed, unmandated=True).play_to(99)
    twin = CollaborationModel(opening(), rng=seed, twin=True).run().twin
    assert twin is not None
    assert np.array_equal(twin.trace(), shown.trace(), equal_nan=True)
    assert np.array_equal(twin.finals(), shown.model.finals(), equal_nan=True)
    assert not shown.course("grant").any()


def test_the_twin_is_judged_by_the_funding_that_was_moved_in_the_mandated_world() -> None:
    shown = world(unmandated=True).play_to(4)
    shown.move(DURATION, 35)
    shown.play_to(10).move(GRANT, 10.0)
    said = opening().with_change(4, DURATION, 35).with_change(10, GRANT, 10.0)
    twin = CollaborationModel(said, rng=1, twin=True).run().twin
    assert twin is not None
    assert shown.horizon == 47
    assert np.array_equal(twin.trace(), shown.play_to(999).trace(), equal_nan=True)
    assert np.array_equal(twin.finals(), shown.model.finals(), equal_nan=True)
    assert same(shown, shown.with_timeline(shown.timeline).play_to(47))


# Branches -----------------------------------------------------------------------------------------------------------


def test_two_futures_grow_from_one_past() -> None:
    trunk = world().play_to(6)
    other = trunk.branch()
    other.move(GRANT, 500.0)
    other.move(DURATION, 20)
    trunk.play_to(30)
    other.play_to(30)
    assert np.array_equal(trunk.trace()[:6], other.trace()[:6], equal_nan=True)
    assert not np.array_equal(trunk.trace(), other.trace(), equal_nan=True)
    assert trunk.timeline == []
    assert same(trunk, world().play_to(30)), "the branch leaves the trunk alone"
    assert same(other, replayed(other)), "a branch is what its own timeline says"


@pytest.mark.parametrize("quarter", [0, 1, 13, 40])
def test_a_branch_tells_the_story_of_its_own_world(quarter: int) -> None:
    trunk = world().play_to(quarter)
    past = list(trunk.chronicle.events)
    other = trunk.branch().play_to(40)
    assert trunk.chronicle.events == past
    assert other.chronicle.model is other.model
    assert other.chronicle.model is not trunk.model
    whole = Chronicle(model := CollaborationModel(opening(), rng=1, twin=False))
    while model.quarter < 40:
        model.step()
        whole.observe()
    assert other.chronicle.events == whole.events


def test_a_branch_of_a_branch_and_of_the_twin_go_their_own_ways() -> None:
    trunk = world(unmandated=True).play_to(8)
    other = trunk.branch().branch()
    assert other.mandated.twin is other.model
    other.move(DURATION, 40)
    assert (trunk.horizon, other.horizon) == (40, 52)
    assert same(other.play_to(20), replayed(other))
    assert same(trunk.play_to(20), world(unmandated=True).play_to(20))


# Whatever is done ---------------------------------------------------------------------------------------------------

MOVES = st.sampled_from([(GRANT, 0.0), (GRANT, 300.0), (DURATION, 3), (DURATION, 34), ("mandate.taper", 4),
                         (VAGUENESS, 0.1), (PURPOSE, 0.9), ("mandate.pressure", 1.0)])  # fmt: skip
ACTS = st.one_of(
    st.tuples(st.just("play"), st.integers(1, 6)),
    st.tuples(st.just("move"), MOVES),
    st.tuples(st.just("branch"), st.none()),
    st.tuples(st.just("without"), st.integers(0, 5)),
    st.tuples(st.just("quarter"), st.tuples(st.integers(0, 5), st.integers(-1, 45))),
    st.tuples(st.just("after"), st.tuples(st.integers(0, 5), st.sampled_from([0, 0.5, 30, 1e6]))),
)


@settings(max_examples=25)
@given(st.lists(ACTS, max_size=8), st.booleans(), st.integers(0, 50))
def test_whatever_is_done_a_world_is_what_its_opening_seed_and_timeline_say(
    acts: list[tuple[str, object]], unmandated: bool, seed: int
) -> None:
    played = world(seed=seed, unmandated=unmandated)
    for what, detail in acts:
        quarter, count = played.quarter, len(played.timeline)
        try:
            if what == "play":
                played.play_to(quarter + detail)  # type: ignore[operator]
            elif what == "move":
                played.move(*detail)  # type: ignore[misc]
            elif what == "branch":
                played = played.branch()
            elif count and what == "without":
                played = played.without(detail % count).play_to(quarter)  # type: ignore[operator]
            elif count:
                place, to = detail  # type: ignore[misc]
                played = played.edited(place % count, **{what: to}).play_to(quarter)
        except ScenarioError:
            assert (played.quarter, len(played.timeline)) == (quarter, count)
    assert same(played, replayed(played))
    assert played.horizon == played.scenario.horizon
    assert played.timeline == chained(played.opening, played.timeline), "each `before` is what stood there"
    assert [one.quarter for one in played.timeline] == sorted(one.quarter for one in played.timeline)
    assert played.chronicle.events == replayed(played).chronicle.events
