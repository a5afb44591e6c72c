"""When two levels of engagement are stable: the mean field of the rules, and the agents that should follow it."""

import itertools

import numpy as np
import pytest

from outlast.parameters.behaviour import Production, Stance
from outlast.parameters.structure import ADDITIVE
from outlast.rules import stance
from outlast.rules.production import joint_effort
from outlast.rules.rule import logistic
from worlds import ALIKE, FROZEN, course, play, small

# Token members make an effort of 0.15 and feel 0.15 of the value, hence 0.85 = 1 - 0.15 twice in the inequality.
STEP = 0.85
TRUST = 0.2


def engagement_map(share, p, clarity, conflict, capacity, motivation):
    """The share that engages next, where a share is engaged and all others are token; nobody can leave."""
    effort = share + (1.0 - share) * p.token_effort
    expected = joint_effort([effort, effort], 2, 1.0, ADDITIVE, Production())
    worth = stance.value(conflict, 0.5, TRUST, expected, clarity, capacity, 1.0, p)
    cost = stance.effort_cost(TRUST, 10, 1, p)
    engaged = stance.engaged_utility(worth, motivation, False, 0.0, 0.0, cost, 0.0, p)
    token = stance.token_utility(worth, motivation, 0.0, 0.0, 0.0, cost, 0.0, p)
    return logistic((engaged - token) / p.noise)


def symmetric_motivation(p, clarity, conflict, capacity):
    """The motivation at which members are indifferent when half of them engage."""
    worth = stance.value(conflict, 0.5, TRUST, 0.575, clarity, capacity, 1.0, p)
    return stance.effort_cost(TRUST, 10, 1, p) - worth


def stable_levels(*world):
    """The engagement levels to which the map returns after a small push: crossings of the diagonal from above."""
    # An even number of points, so that the symmetric level itself is not one of them.
    grid = np.linspace(0.0, 1.0, 402)
    gap = np.array([engagement_map(float(share), *world) - share for share in grid])
    return [float(grid[k]) for k in range(401) if gap[k] > 0.0 >= gap[k + 1]]


def tips(p, clarity, conflict, capacity):
    """Both sides of the inequality: Δ² β clarity (1 - C)(½ + ½ capacity)/2 against 4 θ."""
    return STEP**2 * p.value * clarity * (1.0 - conflict) * (0.5 + 0.5 * capacity) / 2.0, 4.0 * p.noise


GRID = list(itertools.product((1.0, 2.0, 3.5), (0.4, 1.0), (0.0, 0.3), (0.0, 1.0), (0.05, 0.08, 0.14, 0.3)))


def test_two_stable_levels_need_the_inequality():
    found = 0
    for (value, clarity, conflict, capacity, noise), offset in itertools.product(GRID, (-0.2, -0.05, 0.02, 0.1)):
        p = Stance(value=value, noise=noise, token_value=0.15, token_effort=0.15)
        motivation = symmetric_motivation(p, clarity, conflict, capacity) + offset
        if len(stable_levels(p, clarity, conflict, capacity, motivation)) > 1:
            found += 1
            pull, noise_floor = tips(p, clarity, conflict, capacity)
            assert pull > noise_floor
    # Off the symmetric intercept the inequality is not sufficient, but two levels must still be seen.
    assert found > 20


def test_at_the_symmetric_intercept_the_inequality_is_enough():
    seen = {1: 0, 2: 0}
    for value, clarity, conflict, capacity, noise in GRID:
        p = Stance(value=value, noise=noise, token_value=0.15, token_effort=0.15)
        motivation = symmetric_motivation(p, clarity, conflict, capacity)
        pull, noise_floor = tips(p, clarity, conflict, capacity)
        levels = stable_levels(p, clarity, conflict, capacity, motivation)
        assert len(levels) == (2 if pull > noise_floor else 1)
        seen[len(levels)] += 1
    assert min(seen.values()) > 10


def test_just_beyond_the_threshold_one_level_becomes_two():
    p = Stance(value=2.0, token_value=0.15, token_effort=0.15)
    critical = tips(p, 1.0, 0.0, 1.0)[0] / 4.0
    for noise, count in ((critical * 1.02, 1), (critical * 0.98, 2)):
        q = p._replace(noise=noise)
        assert len(stable_levels(q, 1.0, 0.0, 1.0, symmetric_motivation(q, 1.0, 0.0, 1.0))) == count


# The agents: everyone alike, nothing learns, nobody can leave, effort follows the stance at once.


def late_engagement(p, motivation, start, seed):
    """The share engaged in the last quarters of a partnership of 60 that expects a joint effort at the start."""
    fixed = {
        "mandate.vagueness.purpose": 0.0,
        "mandate.grant": 900.0,
        "mandate.duration": 30,
        "mandate.pressure": 0.0,
        "context.partnerships": 1,
        "context.members": 60.0,
        "context.population.trusts": 60,
        "context.horizon": 30,
        "structure.production": "additive",
        "structure.money": "coordination",
        "rules.activity.rate": 0.0,
        "rules.stance.exit_cost": 50.0,
        "rules.stance.effort_speed": 1.0,
        "rules.stance.grant_pull": 0.0,
        "rules.stance.crowd_cost": 0.0,
        "rules.stance.value": p.value,
        "rules.stance.noise": p.noise,
        "rules.opening.motivation_mean": motivation,
        "rules.opening.joint_effort": start,
        "rules.experience.motivation_bound": 9.0,
    }
    world = play(small(ALIKE | FROZEN | fixed), seed)
    members = len(world.partnership(0).memberships)
    assert members == 60
    return float(course(world, "engaged")[-15:].mean()) / members


@pytest.mark.parametrize(
    ("noise", "offset", "levels"),
    [
        (0.06, 0.0, 2),
        (0.1, 0.0, 2),
        (0.2, 0.0, 1),
        (0.3, 0.0, 1),
        (0.1, 0.25, 1),
        (0.1, -0.25, 1),
    ],
)
def test_agents_keep_as_many_levels_of_engagement_as_the_mean_field(noise, offset, levels):
    p = Stance(value=3.5, noise=noise, crowd_cost=0.0, token_value=0.15, token_effort=0.15)
    motivation = symmetric_motivation(p, 1.0, 0.0, 0.0) + offset
    expected = stable_levels(p, 1.0, 0.0, 0.0, motivation)
    assert levels == len(expected)
    low = np.mean([late_engagement(p, motivation, 0.15, seed) for seed in range(3)])
    high = np.mean([late_engagement(p, motivation, 1.0, seed) for seed in range(3)])
    # Three runs of 60 members over 15 quarters that hang together: a standard error of at most 0.03.
    assert expected[0] == pytest.approx(low, abs=0.09)
    assert expected[-1] == pytest.approx(high, abs=0.09)
    assert (high - low > 0.5) == (levels == 2)
