"""What must hold in every world, every quarter: bounds, books, members, activities, agenda and twin."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.outcomes.judgement import RUNGS
from outlast.rules.stance import DORMANT
from outlast.simulation.model import CollaborationModel
from worlds import ALIKE, FROZEN, SMALL, course, each_quarter, final, play, random_scenarios, random_values, small

SEEDS = st.integers(0, 2**31 - 1)
WORLDS = settings(max_examples=80)


@given(random_scenarios(), SEEDS)
@WORLDS
def test_shares_stay_between_0_and_1(scenario, seed):
    for world in each_quarter(scenario, seed):
        for partnership in world.partnerships:
            shares = [
                partnership.clarity,
                partnership.legitimacy,
                partnership.leadership,
                partnership.joint_effort,
                partnership.capacity,
                partnership.fit,
                *partnership.progress,
                *partnership.in_use,
                *(membership.effort for membership in partnership.memberships.values()),
                *(membership.conflict for membership in partnership.memberships.values()),
                *(membership.trust for membership in partnership.memberships.values()),
            ]
            # Means and powers of numbers near 1 may round up by one digit in the sixteenth place.
            assert all(-1e-12 <= share <= 1.0 + 1e-12 for share in shares)
            assert math.fsum(partnership.agenda) == pytest.approx(1.0, abs=1e-12)
            assert partnership.output >= 0.0
        bound = world.rules.experience.motivation_bound
        for one in world.organisation.values():
            assert 0.0 <= one.experience <= 1.0
            assert -bound <= one.motivation <= bound
            assert math.fsum(one.priorities) == pytest.approx(1.0, abs=1e-12)
            for tie in one.ties.values():
                assert 0.0 <= tie.trust <= 1.0
                assert 0.0 <= tie.damage <= 1.0
                if world.settings.structure.trust_learning == "ceiling":
                    assert tie.trust <= 1.0 - tie.damage


@given(random_scenarios(), SEEDS)
@WORLDS
def test_memberships_are_kept_on_both_sides_and_closed_partnerships_have_none(scenario, seed):
    for world in each_quarter(scenario, seed):
        for partnership in world.partnerships:
            for key, membership in partnership.memberships.items():
                assert world.organisation[key].memberships[partnership.key] is membership
                assert world.organisation[key].region in (partnership.region, -1)
            assert list(partnership.memberships) == sorted(partnership.memberships)
            if not partnership.is_open:
                assert partnership.memberships == {}
                if partnership.closed_quarter != world.quarter:
                    assert (partnership.grant, partnership.contributions, partnership.cost) == (0.0, 0.0, 0.0)
        for one in world.organisation.values():
            for key, membership in one.memberships.items():
                assert world.partnership(key).memberships[one.key] is membership
                assert world.partnership(key).is_open


@given(random_scenarios(), SEEDS)
@WORLDS
def test_open_partnerships_keep_three_active_members_and_a_host_among_them(scenario, seed):
    for world in each_quarter(scenario, seed):
        for partnership in world.partnerships:
            if partnership.is_open:
                assert partnership.members_active >= 3
                assert partnership.host.key in partnership.memberships


@given(random_scenarios(), SEEDS)
@WORLDS
def test_joint_activities_have_two_to_four_participants_and_never_too_many_run(scenario, seed):
    for world in each_quarter(scenario, seed):
        running = list(world.joint_activities)
        assert sum(len(partnership.activities) for partnership in world.partnerships) == len(running)
        for joint in running:
            assert joint in joint.partnership.activities
            assert 2 <= len(joint.participants) <= 4
            assert joint.participants == sorted(set(joint.participants))
            assert joint.lead in joint.participants
            if joint.partnership.is_open:
                assert set(joint.participants) <= set(joint.partnership.memberships)
        for partnership in world.partnerships:
            assert len(partnership.activities) <= world.rules.activity.at_once


@given(random_scenarios(), SEEDS)
@WORLDS
def test_a_mandate_in_force_keeps_the_agenda_within_the_radius(scenario, seed):
    vagueness, p = scenario.settings.mandate.vagueness.purpose, scenario.settings.rules.agenda
    if "latitude" not in scenario.settings.structure.theory:
        vagueness = 0.5
    radius = p.radius * (p.radius_floor + (1.0 - p.radius_floor) * vagueness)
    for world in each_quarter(scenario, seed):
        for partnership in world.partnerships:
            if partnership.in_force and partnership.is_open:
                # A few roundings of numbers below 1.
                assert math.dist(partnership.agenda, world.mandate.aim) <= radius + 1e-12


@given(random_values(), SEEDS)
@settings(max_examples=15)
def test_a_clear_purpose_pins_the_agenda_to_the_floor_of_the_radius(values, seed):
    scenario = small(values | {"mandate.vagueness.purpose": 0.0, "structure.theory": ("latitude",)})
    p = scenario.settings.rules.agenda
    for world in each_quarter(scenario, seed):
        for partnership in world.partnerships:
            if partnership.in_force and partnership.is_open:
                assert math.dist(partnership.agenda, world.mandate.aim) <= p.radius * p.radius_floor + 1e-12


@given(random_scenarios(), SEEDS)
@settings(max_examples=25)
def test_a_closed_partnership_keeps_its_governance_and_its_status(scenario, seed):
    kept = {}
    for world in each_quarter(scenario, seed):
        for partnership in world.partnerships:
            seen = (partnership.status, list(partnership.progress), list(partnership.in_use), partnership.form)
            if partnership.key in kept:
                assert kept[partnership.key] == seen
            elif not partnership.is_open:
                assert partnership.closed_quarter == world.quarter
                kept[partnership.key] = seen


@given(random_scenarios(), SEEDS)
@settings(max_examples=25)
def test_progress_never_falls_and_use_never_passes_the_largest_progress(scenario, seed):
    before = {}
    for world in each_quarter(scenario, seed):
        for partnership in world.partnerships:
            for now, then in zip(partnership.progress, before.get(partnership.key, [0.0] * 99), strict=False):
                assert now >= then
            for used, written in zip(partnership.in_use, partnership.progress, strict=True):
                assert used <= written + 1e-12
            before[partnership.key] = list(partnership.progress)


@given(random_scenarios(), SEEDS)
@settings(max_examples=20)
def test_the_twin_is_judged_at_the_mandated_worlds_each_quarter(scenario, seed):
    world = play(scenario, seed, twin=True)
    assert world.twin is not None
    for key, record in world.records.items():
        assert record.finals["funding_end"] == world.twin.records[key].finals["funding_end"]
        for after in (4, 8):
            null = [math.isnan(w.records[key].finals[f"ladder_{after}"]) for w in (world, world.twin)]
            assert null == [record.finals["funding_end"] + after > world.horizon] * 2


@given(random_scenarios(), SEEDS)
@settings(max_examples=40)
def test_a_partnership_is_judged_by_its_state_4_and_8_quarters_after_the_last_central_pound(scenario, seed):
    world = play(scenario, seed)
    state, offer = course(world, "state"), course(world, "offer")
    for key in world.records:
        paid = [quarter + 1 for quarter in range(world.horizon) if offer[quarter, key] > 0.0]
        end = paid[-1] if paid else 0
        assert final(world, "funding_end")[key] == end
        for after in (4, 8):
            judged = final(world, f"ladder_{after}")[key]
            if end + after > world.horizon:
                assert math.isnan(judged)
            else:
                assert judged == state[end + after - 1, key]


@given(random_scenarios(), SEEDS)
@settings(max_examples=20)
def test_every_rung_is_on_the_ladder(scenario, seed):
    world = play(scenario, seed)
    for record in world.records.values():
        for name in ("ladder_4", "ladder_8", "ladder_end"):
            rung = record.finals[name]
            assert math.isnan(rung) or 0 <= rung < len(RUNGS) + (name == "ladder_end")
        if record.finals["closed_by_success"]:
            assert RUNGS[int(record.finals["ladder_end"])] == "closed_by_success"


def test_unfunded_unmandated_idle_trust_decays_geometrically():
    scenario = small(
        {
            "mandate.grant": 0.0,
            "mandate.duration": 0,
            "mandate.pressure": 0.0,
            "context.members": 3.0,
            "rules.fate.turnover": 0.0,
            "rules.activity.rate": 0.0,
        }
    )
    world = CollaborationModel(scenario, seed=2, twin=False)
    idle = [one for one in world.organisation.values() if not one.memberships]
    opened = {(one.key, other): tie.trust for one in idle for other, tie in one.ties.items()}
    world.run()
    assert len(opened) > 50
    p = world.rules.trust
    for (key, other), start in opened.items():
        expected = p.baseline + (start - p.baseline) * (1.0 - p.decay) ** world.horizon
        # Twenty roundings.
        assert expected == pytest.approx(world.organisation[key].ties[other].trust, abs=1e-14)


def test_a_world_in_which_nothing_can_happen_stays_as_it_was():
    still = small(
        SMALL
        | ALIKE
        | FROZEN
        | {"mandate.vagueness.purpose": 0.0, "rules.stance.exit_cost": 50.0, "rules.stance.token_value": 0.0}
    )
    world = play(still, 1)
    for partnership in world.partnerships:
        assert partnership.is_open
        assert partnership.clarity == 1.0
        assert partnership.progress == [0.0] * len(partnership.progress)
        assert all(membership.stance != DORMANT for membership in partnership.memberships.values())
    assert all(one.experience == 0.5 for one in world.organisation.values())
    assert {tie.trust for one in world.organisation.values() for tie in one.ties.values()} == {0.2}
