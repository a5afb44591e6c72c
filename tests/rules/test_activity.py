"""Joint activities: proposals, the choice of partners, results and output."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Activity
from outlast.parameters.structure import CAPACITY, COORDINATION, CROWDING_OUT
from outlast.randomness import gumbel, uniform
from outlast.rules import activity

P = Activity(
    rate=0.03,
    choose_trust=2.6,
    choose_sector=0.6,
    choose_priority=3.0,
    closure=0.5,
    result_base=-2.0,
    result_effort=2.5,
    result_trust=2.0,
    result_clarity=1.5,
    output_floor=0.3,
    output_full=4.0,
)
SHARE = st.floats(0, 1)


def test_money_speeds_joint_work_unless_it_only_pays_for_coordination():
    assert activity.money_speed(150.0, 150.0, CAPACITY) == 0.5
    assert activity.money_speed(150.0, 150.0, CROWDING_OUT) == 0.5
    assert activity.money_speed(150.0, 150.0, COORDINATION) == 0.0


def test_the_chance_of_a_proposal_by_hand():
    # 2 * 0.03 * 0.5 * 0.8 (0.5 + 0.5); never above 1
    assert activity.proposal_chance(0.8, 0.5, 0.5, P) == pytest.approx(0.024, rel=1e-14)
    assert activity.proposal_chance(1.0, 1.0, 1.0, P._replace(rate=0.9)) == 1.0


@given(SHARE, SHARE, SHARE, SHARE, st.floats(0.02, 0.25))
def test_effort_clarity_and_money_never_lower_the_chance_of_a_proposal(one, other, clarity, speed, rate):
    less, more = sorted((one, other))
    p = P._replace(rate=rate)
    assert 0.0 <= activity.proposal_chance(less, clarity, speed, p) <= activity.proposal_chance(more, clarity, speed, p)
    assert activity.proposal_chance(clarity, less, speed, p) <= activity.proposal_chance(clarity, more, speed, p) <= 1.0
    assert activity.proposal_chance(clarity, speed, less, p) <= activity.proposal_chance(clarity, speed, more, p)


def test_the_attraction_of_a_partner_by_hand():
    # 2.6 * 0.5 + 3 * 0.4 + 0.1, then + 0.6 for another sector, + 0.5 for a common partner
    assert activity.partner_score(0.5, False, 0.4, False, 0.1, P) == pytest.approx(2.6, rel=1e-14)
    assert activity.partner_score(0.5, True, 0.4, False, 0.1, P) == pytest.approx(3.2, rel=1e-14)
    assert activity.partner_score(0.5, True, 0.4, True, 0.1, P) == pytest.approx(3.7, rel=1e-14)


def test_the_first_partner_is_chosen_in_proportion_to_the_exponential_of_attraction():
    trust = (0.1, 0.4, 0.7)
    weights = [math.exp(P.choose_trust * level) for level in trust]
    draws = 20_000
    counts = [0, 0, 0]
    for quarter in range(draws):
        scores = [
            activity.partner_score(trust[k], False, 0.0, False, gumbel(uniform(5, 18, k, 0, quarter, 0)), P)
            for k in range(3)
        ]
        counts[scores.index(max(scores))] += 1
    for count, weight in zip(counts, weights, strict=True):
        share = weight / sum(weights)
        # Four standard errors: wrong once in some 16 000 seeds, and the seed is fixed.
        assert count / draws == pytest.approx(share, abs=4 * math.sqrt(share * (1 - share) / draws))


def test_the_chance_of_success_by_hand():
    # -2 + 2.5 * 0.4 + 2 * 0.25 + 1.5 * 0 + 0.5 = 0
    assert activity.success_chance(0.4, 0.25, 0.0, 0.5, P) == 0.5


@given(SHARE, SHARE, st.tuples(SHARE, SHARE, SHARE, SHARE), st.integers(0, 3))
def test_effort_trust_clarity_and_money_never_lower_the_chance_of_success(one, other, rest, position):
    low, high = list(rest), list(rest)
    low[position], high[position] = sorted((one, other))
    assert 0.0 < activity.success_chance(*low, p=P) <= activity.success_chance(*high, p=P) < 1.0


def test_output_by_hand():
    # 0.8 * 0.5 * 0.75 * (0.3 + 0.7 * 0.5) * (0.5 + 0.25)
    assert activity.output(0.8, 0.5, 0.25, 2, 0.5, P) == pytest.approx(0.14625, rel=1e-14)


@given(SHARE, SHARE, SHARE, st.integers(0, 20), SHARE)
def test_output_is_a_share_and_full_at_four_successes(effort, clarity, conflict, successes, capacity):
    output = activity.output(effort, clarity, conflict, successes, capacity, P)
    assert 0.0 <= output <= activity.output(effort, clarity, conflict, successes + 1, capacity, P) <= 1.0
    if successes >= 4:
        assert output == activity.output(effort, clarity, conflict, 4, capacity, P)
