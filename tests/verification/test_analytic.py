"""Worlds whose outcome is known beforehand: games, rates and chances against their closed forms."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from outlast.parameters import switches
from outlast.rules import fate, money
from outlast.simulation.activity import JointActivity
from outlast.simulation.model import CollaborationModel
from worlds import ALIKE, FROZEN, course, outcome_mean, play, small

# Minimum-effort games: nobody leaves, all depends on the weakest link, and everyone knows the last joint effort.
GAME = {
    "mandate.vagueness.purpose": 0.0,
    "mandate.grant": 900.0,
    "mandate.duration": 60,
    "mandate.pressure": 0.0,
    "context.partnerships": 4,
    "context.members": 12.0,
    "context.population.trusts": 12,
    "context.horizon": 50,
    "structure.production": "weakest_link",
    "structure.money": "coordination",
    "rules.activity.rate": 0.0,
    "rules.stance.exit_cost": 50.0,
    "rules.stance.value": 3.5,
    "rules.stance.noise": 0.08,
    "rules.stance.grant_pull": 0.0,
    "rules.stance.crowd_cost": 0.0,
    "rules.opening.motivation_mean": 0.0,
    "rules.opening.joint_effort": 0.5,
    "rules.opening.admit_from": 0.6,
}


def lower_bound(differences, confidence=0.99):
    """The one-sided lower bound of a mean by Student's t."""
    differences = np.asarray(differences)
    error = differences.std(ddof=1) / math.sqrt(len(differences))
    return float(differences.mean() - stats.t.ppf(confidence, len(differences) - 1) * error)


def late_effort(growth, seed, production="weakest_link"):
    values = ALIKE | FROZEN | GAME | {"mandate.growth": growth, "structure.production": production}
    world = play(small(values), seed)
    return course(world, "joint_effort")[-10:].mean(axis=0), course(world, "active")[-1]


@pytest.mark.slow
def test_in_a_minimum_effort_game_grown_groups_beat_big_bang_ones():
    # 24 countries of four groups of twelve, paired by seed; one-sided 99% bound.
    differences, full = [], []
    for seed in range(24):
        grown, members = late_effort("grown", seed)
        at_once, _ = late_effort("big_bang", seed)
        differences.append(grown.mean() - at_once.mean())
        # Groups that have reached the full size are compared with groups of the same size, or it would prove little.
        full += [effort - at_once.mean() for effort, size in zip(grown, members, strict=True) if size == 12]
    assert lower_bound(differences) > 0.1
    assert len(full) > 24
    assert lower_bound(full) > 0.1


def test_where_efforts_replace_each_other_growing_wins_nothing():
    # 8 pairs; both coordinate on the same effort once they have the same size.
    pairs = [
        (late_effort("grown", seed, "additive")[0], late_effort("big_bang", seed, "additive")[0]) for seed in range(8)
    ]
    assert np.mean([grown.mean() - at_once.mean() for grown, at_once in pairs]) == pytest.approx(0.0, abs=0.03)


@pytest.mark.slow
def test_in_the_whole_model_weakest_links_coordinate_better_while_they_grow():
    # 40 countries of three partnerships, funded for 16 quarters, paired by seed; one-sided 99% bound. It holds for
    # the funded quarters only: later, big-bang partnerships have lost their weak links and grown ones still admit.
    def effort(growth, production, seed):
        values = {
            "mandate.growth": growth,
            "mandate.duration": 16,
            "mandate.vagueness.purpose": 0.3,
            "context.partnerships": 3,
            "context.members": 12.0,
            "context.population.trusts": 12,
            "context.population.universities": 5,
            "context.population.firms": 6,
            "context.horizon": 16,
            "structure.production": production,
        }
        return outcome_mean(course(play(small(values), seed), "joint_effort"))

    def gains(production):
        return [effort("grown", production, seed) - effort("big_bang", production, seed) for seed in range(40)]

    assert lower_bound(gains("weakest_link")) > 0.05
    assert np.mean(gains("additive")) == pytest.approx(0.0, abs=0.03)


# Closed forms in the engine


@pytest.mark.parametrize(("duration", "taper"), [(8, 0), (5, 6), (0, 4), (3, 1)])
def test_what_the_centre_offers_adds_up(duration, taper):
    world = play(small({"mandate.duration": duration, "mandate.taper": taper, "mandate.grant": 120.0}))
    # £120k for each funded quarter and half of it for each tapered one; one rounding a quarter.
    assert course(world, "offer").sum(axis=0) == pytest.approx(120.0 * (duration + taper / 2), rel=1e-13)


def test_without_work_or_board_contact_clarity_follows_its_closed_form():
    # Everyone alike and engaged for sure: effort is 1 - 0.5 * 0.4^t, conflict 0, leadership one half.
    values = {
        "mandate.vagueness.purpose": 1.0,
        "mandate.grant": 900.0,
        "mandate.aim.care": 1.0,
        "structure.theory": ("fog",),
        "rules.agenda.radius": 9.0,
        "rules.opening.motivation_mean": 8.0,
        "rules.experience.motivation_bound": 9.0,
        "rules.clarity.gain": 0.19,
        "rules.clarity.fog": 0.59,
        "context.horizon": 8,
    }
    world = play(small(ALIKE | FROZEN | values))
    gap, expected = 0.59, []
    for quarter in range(8):
        gap *= 1.0 - 0.19 * (1.0 - 0.5 * 0.4 ** (quarter + 1))
        expected.append(1.0 - gap)
    for partnership in range(2):
        # Eight roundings of products.
        assert expected == pytest.approx(course(world, "clarity")[:, partnership], rel=1e-12)


def test_random_reorganisations_come_as_often_as_their_rate_says():
    rate, quarters, seeds = 0.5, 40, 100
    count = 0
    for seed in range(seeds):
        world = CollaborationModel(
            small({"context.reorganisations.hazard": rate, "context.partnerships": 1}), seed=seed, twin=False
        )
        for world.quarter in range(quarters):
            world.make_policy()
            count += world.reorganised
    chance = 1.0 - math.exp(-rate / 4)
    # Four standard errors of a binomial.
    n = seeds * quarters
    assert chance == pytest.approx(count / n, abs=4 * math.sqrt(chance * (1 - chance) / n))


def test_local_reorganisations_come_as_often_and_each_on_its_own():
    scenario = small(
        {
            "context.reorganisations.hazard": 1.0,
            "structure.reorganisation": "local",
            "context.partnerships": 40,
            "context.members": 3.0,
            "context.population.trusts": 3,
            "context.population.universities": 0,
            "context.population.firms": 0,
        }
    )
    world = CollaborationModel(scenario, seed=3, twin=False)
    struck = []
    for world.quarter in range(100):
        struck.append([partnership.is_reorganised() for partnership in world.partnerships])
    table = np.array(struck)  # (quarter, partnership)
    chance = 1.0 - math.exp(-0.25)
    assert chance == pytest.approx(table.mean(), abs=4 * math.sqrt(chance * (1 - chance) / table.size))
    # A common shock would strike all or none of forty.
    assert table.sum(axis=1).min() > 0
    assert table.sum(axis=1).max() < 40


def test_a_scheduled_local_reorganisation_reaches_each_partnership_once_within_the_delay():
    scenario = small(
        {
            "context.reorganisations.scheduled": (2,),
            "structure.reorganisation": "local",
            "context.partnerships": 60,
            "context.members": 3.0,
            "rules.fate.local_delay": 5,
        }
    )
    world = CollaborationModel(scenario, seed=8, twin=False)
    hits = np.zeros((12, 60), dtype=int)
    for world.quarter in range(12):
        hits[world.quarter] = [partnership.is_reorganised() for partnership in world.partnerships]
    assert hits.sum(axis=0).tolist() == [1] * 60
    assert np.flatnonzero(hits.sum(axis=1)).tolist() == [2, 3, 4, 5, 6]


def test_joint_activities_outlive_their_partnership_as_often_as_their_chance_says():
    survivors = expected = variance = 0.0
    for seed in range(60):
        world = CollaborationModel(small(), seed=seed, twin=False)
        for partnership in world.partnerships:
            members = list(partnership.memberships)
            for lead, other in pairwise(members):
                partnership.activities.append(JointActivity(world, partnership, lead, 0, sorted([lead, other])))
            partnership.close(fate.FAILED)
            for joint in partnership.activities:
                chance = fate.lives_on_chance(
                    joint.mean_trust, world.organisation[joint.lead].priorities[joint.topic], world.rules.fate
                )
                expected += chance
                variance += chance * (1.0 - chance)
        world.perform("activities", "face_closing")
        survivors += len(world.joint_activities)
    # Four standard errors; each activity has its own chance.
    assert expected == pytest.approx(survivors, abs=4 * math.sqrt(variance))
    assert variance > 20


def test_boundary_spanners_leave_as_often_as_their_chance_says():
    left = asked = 0
    for seed in range(20):
        world = CollaborationModel(small(), seed=seed, twin=False)
        for world.quarter in range(20):
            world.perform("organisations", "turn_over")
            left += sum(one.spanner_left for one in world.organisation.values())
            asked += len(world.organisation)
    chance = small().settings.rules.fate.turnover
    assert chance == pytest.approx(left / asked, abs=4 * math.sqrt(chance * (1 - chance) / asked))


def test_prior_ties_are_as_dense_as_the_context_says_and_mutual():
    tied = pairs = 0
    for seed in range(20):
        world = CollaborationModel(small({"context.prior_ties": 0.3}), seed=seed, twin=False)
        for one in world.organisation.values():
            for other, tie in one.ties.items():
                assert world.organisation[other].ties[one.key].predates is tie.predates
                tied += tie.predates
                pairs += 1
    # Each pair is counted from both ends, so half as many draws.
    assert tied / pairs == pytest.approx(0.3, abs=4 * math.sqrt(0.21 / (pairs / 2)))


def test_nobody_pays_where_the_grant_covers_the_cost_and_nothing_else_is_asked():
    world = play(small({"mandate.grant": 900.0, "mandate.duration": 20}))
    assert course(world, "contributions").sum() == 0.0
    assert (course(world, "form")[0] == money.LEAD).all()


def test_vagueness_does_nothing_where_no_theory_holds():
    vague = {f"mandate.vagueness.{part}": 1.0 for part in ("purpose", "structure", "evaluation")}
    clear = dict.fromkeys(vague, 0.0)
    worlds = [play(small(values | {"structure.theory": ("none",)}), 5) for values in (vague, clear)]
    assert not any(switches(worlds[0].settings.structure)[:5])
    assert np.array_equal(worlds[0].trace(), worlds[1].trace(), equal_nan=True)
