"""The Mesa side: agents by type, the schedule, data collection, copies, subclasses, levers and batch runs."""

import copy
import math
from typing import Any

import mesa
import networkx as nx
import pytest

from outlast.rules.stance import ENGAGED
from outlast.scenario import Change
from outlast.schedule import SCHEDULE
from outlast.simulation.activity import JointActivity
from outlast.simulation.agents import Firm, NHSTrust, Organisation, University
from outlast.simulation.model import CollaborationModel
from outlast.simulation.partnership import Partnership
from worlds import course, final, play, same_history, small

ACTIONS = [(action.who, action.does) for phase in SCHEDULE for action in phase.actions]
ACTORS = {
    "centre": CollaborationModel,
    "organisations": Organisation,
    "partnerships": Partnership,
    "activities": JointActivity,
}


def opened(values=None, seed=0):
    return CollaborationModel(small(values), seed=seed, twin=False)


# Agents and schedule


def test_agents_are_counted_by_type():
    world = opened()
    # Two regions with seven trusts, three universities and four firms each.
    assert [len(world.agents_by_type[kind]) for kind in (NHSTrust, University, Firm)] == [14, 6, 8]
    assert len(world.agents_by_type[Partnership]) == 2
    assert len(world.organisations) == 28


def test_joint_activities_are_agents_while_they_run():
    world = opened({"rules.activity.rate": 0.25})
    running = []
    for _ in range(8):
        world.step()
        running.append(len(world.joint_activities))
        assert set(world.joint_activities) == {joint for one in world.partnerships for joint in one.activities}
    assert max(running) > 0


@pytest.mark.parametrize(("who", "does"), ACTIONS)
def test_every_action_of_the_schedule_exists(who, does):
    assert callable(getattr(ACTORS[who], does))


def test_every_action_is_named_once_and_phases_are_numbered_in_order():
    assert len(ACTIONS) == len(set(ACTIONS))
    assert [phase.number for phase in SCHEDULE] == list(range(1, len(SCHEDULE) + 1))


def test_actions_happen_in_the_order_of_the_schedule(monkeypatch):
    happened = []
    for who, does in ACTIONS:
        original = getattr(ACTORS[who], does)

        def spying(self, original=original, action=(who, does)):
            if not happened or happened[-1] != action:
                happened.append(action)
            return original(self)

        monkeypatch.setattr(ACTORS[who], does, spying)
    world = opened({"rules.activity.rate": 0.25, "rules.activity.result_base": 9.0})
    for _ in range(6):
        happened.clear()
        world.step()
    # By then work is going on and goes well, so that every action has somebody to act.
    assert happened == ACTIONS


def test_the_twin_steps_first_in_every_phase(monkeypatch):
    seen = []
    perform = CollaborationModel.perform

    def spying(self, who, does):
        seen.append((self.mandated is not None, does))
        perform(self, who, does)

    monkeypatch.setattr(CollaborationModel, "perform", spying)
    CollaborationModel(small(), seed=0, twin=True).step()
    expected = [(twin, action.does) for phase in SCHEDULE for twin in (True, False) for action in phase.actions]
    assert seen == expected


# Running


def test_the_model_stops_at_the_horizon():
    world = play(small({"context.horizon": 9}))
    assert (world.quarter, world.running, world.steps) == (9, False, 9)
    assert world.trace().shape[:2] == (9, 2)
    before = world.finals().copy()
    world.step()
    assert world.quarter == 9
    assert world.finals() == pytest.approx(before, abs=0.0, nan_ok=True)


def test_stepping_is_running():
    world = opened()
    while world.running:
        world.step()
    assert same_history(world, play(small()))


def test_seed_0_is_a_seed_and_no_seed_is_another_each_time():
    assert same_history(play(small(), 0), play(small(), 0))
    assert not same_history(play(small(), 0), play(small(), 1))
    drawn = [CollaborationModel(small(), seed=None).seed for _ in range(3)]
    # Three draws of 31 bits agree by chance once in some 10^9 times.
    assert len({0, *drawn}) == 4


def test_rng_is_another_name_for_the_seed():
    assert same_history(CollaborationModel(small(), rng=4).run(), play(small(), 4))


@pytest.mark.parametrize("twin", [False, True])
def test_a_copy_made_midway_goes_on_the_same(twin):
    world = CollaborationModel(small({"rules.activity.rate": 0.2}), seed=3, twin=twin)
    for _ in range(7):
        world.step()
    double = copy.deepcopy(world)
    assert double.quarter == 7
    world.run()
    # The original has gone on; the copy must not have been dragged along.
    assert double.quarter == 7
    assert same_history(world, double.run())
    assert set(double.organisations).isdisjoint(world.organisations)


# Looking


def test_the_data_collector_has_a_row_a_quarter():
    world = play(small(), twin=True)
    frame = world.datacollector.get_model_vars_dataframe()
    assert len(frame) == 20
    assert frame["open"].iloc[0] == 1.0
    assert frame["grant"].tolist() == pytest.approx(course(world, "grant").sum(axis=1).tolist(), abs=1e-9)
    assert all(0.0 <= share <= 1.0 for share in frame["twin_open"].tolist())


def test_without_a_twin_its_share_is_not_a_number():
    frame = play(small({"context.horizon": 2})).datacollector.get_model_vars_dataframe()
    assert all(math.isnan(share) for share in frame["twin_open"].tolist())


def test_the_network_is_a_directed_graph_with_trust():
    world = opened({"rules.activity.rate": 0.25})
    for _ in range(8):
        world.step()
    graph = world.network
    assert isinstance(graph, nx.DiGraph)
    assert set(graph.nodes) == set(world.organisation)
    one = world.partnership(0).members[0]
    other = world.partnership(0).members[1]
    assert graph.edges[one.key, other.key]["trust"] == one.trust_in(other.key)
    assert graph.nodes[one.key]["name"] == one.name
    assert any(data["last_joint"] is not None for _, _, data in graph.edges(data=True))
    assert nx.reciprocity(graph) == 1.0


# Changing it


class AlwaysEngaged(NHSTrust):
    def choose_stance(self, membership, draw):
        return ENGAGED


class Loyal(CollaborationModel):
    organisation_types = (AlwaysEngaged, University, Firm)


def test_a_subclass_of_ten_lines_changes_one_behaviour():
    world = play(small(), 2, Loyal)
    assert len(world.agents_by_type[AlwaysEngaged]) == 14
    members = [(m, one) for p in world.partnerships for m, one in p.members_with_stances]
    assert all(m.stance == ENGAGED for m, one in members if isinstance(one, AlwaysEngaged))
    assert not same_history(world, play(small(), 2))


def test_the_twin_of_a_subclass_behaves_alike():
    world = play(small(), 2, Loyal, twin=True)
    assert isinstance(world.twin, Loyal)
    assert len(world.twin.agents_by_type[AlwaysEngaged]) == 14


def test_a_change_in_the_scenario_acts_from_its_quarter_on():
    world = play(small(changes=(Change(3, "mandate.grant", 40.0),)))
    assert course(world, "offer")[:, 0].tolist() == [130.0] * 3 + [40.0] * 5 + [0.0] * 12
    # Nothing before the change may know of it.
    plain = play(small())
    assert course(world, "engaged")[:3] == pytest.approx(course(plain, "engaged")[:3], abs=0.0)


def test_a_lever_set_midway_is_a_change_from_that_quarter_on():
    world = opened()
    for _ in range(3):
        world.step()
    world.set_lever("mandate.grant", 40.0)
    assert same_history(world.run(), play(small(changes=(Change(3, "mandate.grant", 40.0),))))


def test_a_longer_mandate_set_midway_moves_the_judgement():
    world = opened({"context.horizon": 30})
    for _ in range(6):
        world.step()
    world.set_lever("mandate.duration", 12)
    world.run()
    assert final(world, "funding_end").tolist() == [12.0, 12.0]
    assert not any(math.isnan(rung) for rung in final(world, "ladder_8"))


def test_overrides_are_dotted_names():
    overrides: dict[str, Any] = {"mandate.grant": 40.0}
    world = CollaborationModel(small(), seed=1, **overrides)
    assert same_history(world.run(), play(small({"mandate.grant": 40.0}), 1))


def test_batch_run_varies_dotted_names():
    found = mesa.batch_run(  # noqa: TID251 - that Mesa's own users can go on using it is what is tested
        CollaborationModel,
        parameters={"scenario": small({"context.horizon": 8}), "mandate.grant": [20.0, 130.0]},
        rng=[0, 1],
        max_steps=8,
        display_progress=False,
    )
    assert len(found) == 4
    expected = [
        play(small({"context.horizon": 8, "mandate.grant": grant}), seed).grant_paid()
        for grant in (20.0, 130.0)
        for seed in (0, 1)
    ]
    assert sorted(expected) == sorted(row["grant"] for row in found)
    assert {row["mandate.grant"] for row in found} == {20.0, 130.0}
