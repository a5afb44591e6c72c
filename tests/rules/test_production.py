"""Joint effort: the CES mean and its limits, weakest link and step-level."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Production
from outlast.parameters.structure import ADDITIVE, CES, STEP_LEVEL, WEAKEST_LINK
from outlast.rules.production import joint_effort

P = Production(substitution=-1.8, effort_floor=0.02, step=0.5, below_step=0.25)
EFFORT = st.floats(0.02, 1)
EFFORTS = st.lists(EFFORT, min_size=2, max_size=12)
ANY_PRODUCTION = st.sampled_from([CES, ADDITIVE, WEAKEST_LINK, STEP_LEVEL])


def ces(efforts, rho, fit=1.0):
    return joint_effort(efforts, len(efforts), fit, CES, P._replace(substitution=rho))


def test_two_unequal_efforts_by_hand():
    efforts = [0.25, 1.0]
    assert joint_effort(efforts, 2, 1.0, ADDITIVE, P) == 0.625
    assert joint_effort(efforts, 2, 1.0, WEAKEST_LINK, P) == 0.25
    assert ces(efforts, -1.0) == pytest.approx(0.4, rel=1e-15)
    assert ces(efforts, 0.0) == pytest.approx(0.5, rel=1e-15)
    # (mean of ½ and 1)² at rho ½
    assert ces(efforts, 0.5) == pytest.approx(0.5625, rel=1e-14)


def test_half_of_the_work_below_the_step_counts_for_little():
    assert joint_effort([0.25, 1.0], 2, 1.0, STEP_LEVEL, P) == 0.625
    assert joint_effort([0.5, 0.5], 2, 1.0, STEP_LEVEL, P) == 0.5
    # a quarter of 0.3
    assert joint_effort([0.2, 0.4], 2, 1.0, STEP_LEVEL, P) == pytest.approx(0.075, rel=1e-14)


@given(EFFORTS)
def test_at_one_the_ces_mean_is_the_arithmetic_mean(efforts):
    # A rounding for each member.
    assert ces(efforts, 1.0) == pytest.approx(math.fsum(efforts) / len(efforts), rel=1e-14)


@given(EFFORTS, st.sampled_from([-1e-4, -2e-6, 2e-6, 1e-4]))
def test_towards_zero_the_ces_mean_becomes_the_geometric_mean(efforts, rho):
    logs = [math.log(effort) for effort in efforts]
    geometric = math.exp(math.fsum(logs) / len(logs))
    assert ces(efforts, 0.0) == pytest.approx(geometric, rel=1e-14)
    # The mean differs by rho/2 times the variance of the logs (at most 4 here), and 1/rho magnifies roundings.
    assert ces(efforts, rho) == pytest.approx(geometric, rel=2.1 * abs(rho) + 1e-15 / abs(rho))


@given(EFFORTS)
def test_far_below_zero_the_ces_mean_becomes_the_weakest_link(efforts):
    rho = -100.0
    # The mean of powers lies between 1/n and 1 of the largest, so the CES mean between 1 and n^(1/100) of the least.
    assert min(efforts) * (1 - 1e-13) <= ces(efforts, rho) <= min(efforts) * len(efforts) ** 0.01 * (1 + 1e-13)


@given(EFFORTS, st.floats(-3, 0.9), st.floats(-3, 0.9))
def test_members_that_replace_each_other_better_produce_more(efforts, one, other):
    complements, substitutes = sorted((one, other))
    # Near 0 the power 1/rho magnifies roundings.
    slack = 1.0 + 1e-15 / max(1e-6, min(abs(one), abs(other))) * 10
    assert ces(efforts, complements) <= ces(efforts, substitutes) * slack


@given(EFFORTS, st.floats(-3, 0.9))
def test_joint_effort_lies_between_the_least_and_the_largest_effort(efforts, rho):
    slack = 1e-14 / max(1e-6, abs(rho))
    assert min(efforts) * (1 - slack) <= ces(efforts, rho) <= max(efforts) * (1 + slack)


@given(st.lists(st.floats(0, 1), min_size=2, max_size=12), st.integers(0, 11), st.floats(0, 1), ANY_PRODUCTION)
def test_more_effort_of_any_member_never_lowers_joint_effort(efforts, position, effort, production):
    position %= len(efforts)
    raised = list(efforts)
    raised[position] = max(effort, efforts[position])
    before = joint_effort(efforts, len(efforts), 1.0, production, P)
    # One rounding of a power.
    assert joint_effort(raised, len(raised), 1.0, production, P) >= before * (1 - 1e-14)


@given(st.lists(st.floats(0, 1), min_size=0, max_size=12), st.floats(0, 1), ANY_PRODUCTION)
def test_joint_effort_is_a_share(efforts, fit, production):
    assert 0.0 <= joint_effort(efforts, len(efforts), fit, production, P) <= 1.0 + 1e-14


@given(ANY_PRODUCTION)
def test_one_member_alone_makes_no_joint_effort(production):
    assert joint_effort([1.0], 1, 1.0, production, P) == 0.0
    assert joint_effort([], 0, 1.0, production, P) == 0.0


@given(EFFORTS, ANY_PRODUCTION)
def test_fit_scales_joint_effort(efforts, production):
    n = len(efforts)
    assert joint_effort(efforts, n, 0.5, production, P) == 0.5 * joint_effort(efforts, n, 1.0, production, P)


def test_only_the_members_counted_matter():
    assert joint_effort([0.5, 0.5, 0.0], 2, 1.0, WEAKEST_LINK, P) == 0.5


def test_a_member_without_effort_counts_as_the_floor():
    assert ces([0.0, 0.0], -1.8) == pytest.approx(0.02, rel=1e-14)
    # harmonic mean of 0.02 and 1
    assert ces([0.0, 1.0], -1.0) == pytest.approx(2.0 / 51.0, rel=1e-14)
