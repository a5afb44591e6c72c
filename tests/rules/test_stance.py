"""Stance: value, costs, the three utilities and the choice between them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Stance
from outlast.parameters.structure import BANDWAGON, OWN_UTILITY
from outlast.rules import stance
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN

P = Stance(
    value=1.9,
    effort_cost=0.45,
    trust_saving=0.31,
    crowd_cost=0.3,
    crowd_base=10.0,
    attention_cost=0.2,
    contribution_cost=1.1,
    grant_pull=0.11,
    grant_half=150.0,
    champion_pull=0.23,
    token_value=0.15,
    detection=0.4,
    shield_detection=0.75,
    exit_cost=0.18,
    bandwagon=0.5,
    noise=0.14,
    effort_speed=0.6,
    token_effort=0.15,
)
SHARE = st.floats(0, 1)
UTILITY = st.floats(-2, 2)


def test_value_by_hand():
    # 1.9 * 0.5 * 0.8 * (0.3 + 0.2) * (0.5 + 0.25) * 1 * (0.5 + 0.5)
    assert stance.value(0.2, 0.5, 0.6, 0.4, 0.5, 0.5, 1.0, P) == pytest.approx(0.285, rel=1e-14)


@given(SHARE, SHARE, st.tuples(*[SHARE] * 7), st.integers(1, 6))
def test_value_grows_with_all_but_conflict(one, other, rest, position):
    low, high = list(rest), list(rest)
    low[position], high[position] = sorted((one, other))
    assert 0.0 <= stance.value(*low, p=P) <= stance.value(*high, p=P)
    low[0], high[0] = sorted((one, other), reverse=True)
    assert stance.value(*low, p=P) <= stance.value(*high, p=P)


def test_effort_cost_by_hand():
    # 0.45 (1 - 0.31 * 0.5)(1 + 0.3)(1 + 0.2)
    assert stance.effort_cost(0.5, 20, 2, P) == pytest.approx(0.45 * 0.845 * 1.3 * 1.2, rel=1e-14)
    assert stance.effort_cost(0.0, 10, 1, P) == 0.45


@given(SHARE, SHARE, st.integers(3, 60), st.integers(1, 5))
def test_trust_saves_effort_and_crowds_and_further_memberships_cost(one, other, members, memberships):
    less, more = sorted((one, other))
    cost = stance.effort_cost(less, members, memberships, P)
    assert 0.0 <= stance.effort_cost(more, members, memberships, P) <= cost
    assert cost <= stance.effort_cost(less, members + 1, memberships, P)
    assert cost < stance.effort_cost(less, members, memberships + 1, P)


def test_a_tiny_partnership_never_pays_for_effort():
    assert stance.effort_cost(0.0, 2, 1, P._replace(crowd_cost=0.5, crowd_base=40.0)) == 0.0


def test_a_contribution_is_felt_by_its_share_of_the_budget():
    assert stance.contribution_cost(15.0, 0.0, 30.0, P) == pytest.approx(0.55, rel=1e-15)
    assert stance.grant_pull(150.0, P) == pytest.approx(0.055, rel=1e-15)


def test_what_comes_back_of_a_contribution_is_not_felt_and_no_gain():
    assert stance.contribution_cost(15.0, 9.0, 30.0, P) == pytest.approx(0.22, rel=1e-15)
    assert stance.contribution_cost(15.0, 15.0, 30.0, P) == stance.contribution_cost(15.0, 40.0, 30.0, P) == 0.0


def test_the_push_lasts_as_long_as_the_mandate():
    assert stance.push(0.6, 0.15, True) == pytest.approx(0.09, rel=1e-15)
    assert stance.push(0.6, 0.15, False) == 0.0


@given(SHARE, SHARE)
def test_only_under_shield_does_a_vague_evaluation_hide_token_members(one, other):
    clear, vague = sorted((one, other))
    assert stance.detection(0.8, True, P) == pytest.approx(0.15, rel=1e-14)
    assert stance.detection(vague, True, P) <= stance.detection(clear, True, P)
    assert stance.detection(vague, False, P) == stance.detection(clear, False, P) == 0.4


def test_the_three_utilities_by_hand():
    # 0.3 + 0.1 + 0.23 + 0.09 + 0.05 - 0.4 - 0.2
    assert stance.engaged_utility(0.3, 0.1, True, 0.09, 0.05, 0.4, 0.2, P) == pytest.approx(0.17, rel=1e-13)
    assert stance.engaged_utility(0.3, 0.1, False, 0.09, 0.05, 0.4, 0.2, P) == pytest.approx(-0.06, rel=1e-13)
    # 0.15 (0.3 + 0.1 - 0.4) + 0.09 * 0.6 + 0.025 - 0.1
    assert stance.token_utility(0.3, 0.1, 0.09, 0.4, 0.05, 0.4, 0.2, P) == pytest.approx(-0.021, rel=1e-12)
    assert stance.leave_utility(0.4, OWN_UTILITY, P) == -0.18
    # 0.5 * 0.4 - 0.18
    assert stance.leave_utility(0.4, BANDWAGON, P) == pytest.approx(0.02, rel=1e-13)


@given(UTILITY, UTILITY, UTILITY, st.floats(0.08, 0.3))
def test_stances_are_chosen_in_proportion_to_the_exponential_of_utility(engaged, token, leave, noise):
    p = P._replace(noise=noise)
    draws = 2000
    chosen = [stance.choice(engaged, token, leave, (k + 0.5) / draws, p) for k in range(draws)]
    best = max(engaged, token, leave)
    weights = [math.exp((utility - best) / noise) for utility in (engaged, token, leave)]
    for stance_code, weight in zip((ENGAGED, TOKEN, DORMANT), weights, strict=True):
        # A grid of draws misses the length of an interval by at most one step.
        assert chosen.count(stance_code) / draws == pytest.approx(weight / sum(weights), abs=1.01 / draws)


def test_far_apart_utilities_leave_no_doubt_and_do_not_overflow():
    for draw in (1e-16, 0.5, 1 - 1e-16):
        assert stance.choice(900.0, -900.0, -900.0, draw, P) == ENGAGED
        assert stance.choice(-900.0, 900.0, -900.0, draw, P) == TOKEN
        assert stance.choice(-900.0, -900.0, 900.0, draw, P) == DORMANT


def test_an_invited_organisation_that_is_indifferent_joins_half_the_time():
    assert [stance.joins(0.2, 0.2, draw, P) for draw in (0.25, 0.499, 0.501, 0.75)] == [True, True, False, False]
    # logistic(0.14 ln 3 / 0.14) = 0.75
    gain = 0.14 * math.log(3.0)
    assert [stance.joins(gain, 0.0, draw, P) for draw in (0.74, 0.76)] == [True, False]


def test_effort_moves_six_tenths_of_the_way():
    assert stance.effort_after(0.5, ENGAGED, P) == pytest.approx(0.8, rel=1e-15)
    # 0.5 + 0.6 (0.15 - 0.5)
    assert stance.effort_after(0.5, TOKEN, P) == pytest.approx(0.29, rel=1e-14)
    assert stance.effort_after(0.5, DORMANT, P) == pytest.approx(0.2, rel=1e-15)


@given(SHARE, st.sampled_from([ENGAGED, TOKEN, DORMANT]), st.floats(0.2, 1), st.floats(0, 0.4))
def test_effort_stays_a_share(effort, chosen, speed, token_effort):
    p = P._replace(effort_speed=speed, token_effort=token_effort)
    # One rounding below 1.
    assert -1e-15 <= stance.effort_after(effort, chosen, p) <= 1.0 + 1e-15
