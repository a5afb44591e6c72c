"""A world is played, changed, branched and taken back, and always is what its scenario file says."""

from __future__ import annotations

import numpy as np
import pytest

from outlast.parameters import DECLARATIONS
from outlast.scenario import ScenarioError, load_scenario
from outlast.simulation.model import CollaborationModel
from outlast.visualiser import charts, network
from outlast.visualiser.levers import LEVERS, lever, levers, nice, value_of
from outlast.visualiser.world import Intervention, World

SMALL = {"context.partnerships": 4, "context.members": 8, "context.members_spread": 0}


def world(seed: int = 1) -> World:
    return World(load_scenario("hiec", SMALL), seed)


def same(one: World, other: World) -> bool:
    return bool(np.array_equal(one.trace(), other.trace(), equal_nan=True))


def test_a_world_is_the_model_of_its_scenario_and_seed() -> None:
    played = world().play_to(40)
    alone = CollaborationModel(load_scenario("hiec", SMALL), rng=1, twin=False).run()
    assert np.array_equal(alone.trace(), played.trace(), equal_nan=True)
    assert played.is_over
    played.step()
    assert played.quarter == 40


def test_a_lever_moved_takes_effect_from_the_coming_quarter_and_stands_on_the_timeline() -> None:
    moved, plain = world().play_to(6), world().play_to(6)
    assert moved.move("mandate.grant", 600.0) == Intervention(6, "mandate.grant", 130.0, 600.0)
    assert same(moved, plain)
    assert moved.setting("mandate.grant") == 600.0
    moved.step()
    plain.step()
    assert moved.course("offer")[6].tolist() == [600.0] * 4
    assert plain.course("offer")[6].tolist() == [130.0] * 4
    assert moved.move("mandate.grant", 600.0) is None


def test_what_is_taken_away_as_a_scenario_gives_the_same_world() -> None:
    played = world().play_to(4)
    played.move("mandate.vagueness", 0.1)
    played.play_to(8).move("mandate.grant", 20.0)
    played.play_to(40)
    again = World(played.scenario, 1).play_to(40)
    assert same(played, again)
    assert [change.quarter for change in played.scenario.changes] == [4, 4, 4, 8]


def test_a_lever_moved_twice_in_a_quarter_is_one_intervention_and_back_is_none() -> None:
    played = world().play_to(3)
    played.move("mandate.pressure", 0.5)
    played.move("mandate.pressure", 0.9)
    assert played.timeline == [Intervention(3, "mandate.pressure", 0.15, 0.9)]
    played.move("mandate.pressure", 0.15)
    assert played.timeline == []
    assert same(played.play_to(20), world().play_to(20))


def test_an_intervention_taken_back_leaves_the_world_without_it() -> None:
    played = world().play_to(2)
    played.move("mandate.grant", 500.0)
    played.play_to(5).move("mandate.assistance", 1.0)
    played.play_to(12)
    without = played.without(0)
    assert without.quarter == 0
    without.play_to(played.quarter)
    assert without.quarter == 12
    assert [one.key for one in without.timeline] == ["mandate.assistance"]
    only = world().play_to(5)
    only.move("mandate.assistance", 1.0)
    assert same(without, only.play_to(12))


def test_two_futures_grow_from_one_past() -> None:
    trunk = world().play_to(10)
    other = trunk.branch()
    other.move("mandate.grant", 500.0)
    other.move("mandate.duration", 20)
    trunk.play_to(30)
    other.play_to(30)
    past = slice(0, 10)
    assert np.array_equal(trunk.trace()[past], other.trace()[past], equal_nan=True)
    assert not np.array_equal(trunk.trace(), other.trace(), equal_nan=True)
    assert same(trunk, world().play_to(30)), "the branch leaves the trunk alone"


def test_a_value_that_a_lever_cannot_take_changes_nothing() -> None:
    played = world().play_to(3)
    with pytest.raises(ScenarioError):
        played.move("mandate.grant", 5000.0)
    assert played.timeline == []
    assert same(played.play_to(20), world().play_to(20))


def test_controls_are_those_of_the_declarations() -> None:
    scenario = load_scenario("hiec")
    for one in levers():
        if one.key in DECLARATIONS:
            spec = DECLARATIONS[one.key].spec
            assert (one.low, one.high) == (spec.low, spec.high)  # type: ignore[union-attr]
            assert spec.says[1:] in one.meaning
        own = value_of(scenario, one.key)
        assert one.low <= float(own) <= one.high
        # The scenario's own value lies on the slider.
        assert abs((float(own) - one.low) / one.step - round((float(own) - one.low) / one.step)) < 1e-6
    assert len(levers()) == len(LEVERS)
    assert lever("mandate.grant").shown(130.0) == "130 £k per partnership per quarter"
    assert [nice(x) for x in (0.004, 0.011, 0.2, 3.0)] == pytest.approx([0.005, 0.02, 0.2, 5.0])
    assert not lever("context.prior_ties").live
    assert lever("mandate.grant").live


def test_the_network_stands_still_and_shows_every_organisation() -> None:
    played = world()
    where = network.places(played.model)
    before = network.network_option(played.model, where)
    played.play_to(14)
    after = network.network_option(played.model, network.places(played.model), chosen=str(next(iter(where))))
    at = [{node["id"]: (node["x"], node["y"]) for node in one["series"][0]["data"]} for one in (before, after)]
    assert at[0] == at[1]
    assert len(at[0]) == len(played.model.organisations) + 4
    assert len(set(where.values())) == len(where)
    ids = set(at[1])
    assert all(link["source"] in ids and link["target"] in ids for link in after["series"][0]["links"])
    assert "After 14 quarters" in after["aria"]["label"]["description"]


def test_charts_show_what_was_recorded() -> None:
    played = world().play_to(15)
    played.move("mandate.assistance", 1.0)
    played.step()
    option = charts.states_option(played)
    totals = np.sum([one["data"] for one in option["series"]], axis=0)
    assert totals.tolist() == [4] * 16
    money = {one["name"]: one["data"] for one in charts.money_option(played)["series"]}
    assert money["grant"][9] > 0.0
    assert money["grant"][10] in (0.0, None)
    marks = option["series"][0]["markLine"]["data"]
    assert [mark["xAxis"] for mark in marks] == [10, 15]
    for draw in (charts.states_option, charts.money_option, charts.governance_option, charts.relations_option):
        assert "last quarter" in draw(played)["aria"]["label"]["description"]
        assert draw(world())["series"] is not None
