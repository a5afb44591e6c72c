"""What all rules share: the logistic, bounds, felt vagueness and saturation."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.rules.rule import logistic, saturation, vagueness_felt, within

NUMBER = st.floats(-1e3, 1e3)


def test_logistic_of_the_log_of_three_is_three_quarters():
    assert logistic(math.log(3.0)) == pytest.approx(0.75, rel=1e-15)
    assert logistic(0.0) == 0.5


def test_logistic_does_not_overflow():
    assert (logistic(-1e4), logistic(1e4)) == (0.0, 1.0)


@given(NUMBER)
def test_logistic_is_symmetric_about_one_half(x):
    # One rounding on either side.
    assert logistic(-x) == pytest.approx(1.0 - logistic(x), abs=3e-16)


@given(NUMBER, NUMBER)
def test_logistic_never_falls(x, y):
    assert logistic(min(x, y)) <= logistic(max(x, y))


@given(NUMBER, NUMBER, NUMBER)
def test_within_is_the_middle_of_the_three(x, low, high):
    low, high = sorted((low, high))
    assert within(x, low, high) == sorted((x, low, high))[1]


@given(st.floats(0, 1))
def test_a_theory_that_is_switched_off_feels_one_half(v):
    assert vagueness_felt(v, True) == v
    assert vagueness_felt(v, False) == 0.5


def test_saturation_is_half_at_the_half_grant_and_nothing_without_a_grant():
    assert saturation(150.0, 150.0) == 0.5
    assert saturation(450.0, 150.0) == 0.75
    assert saturation(0.0, 150.0) == 0.0


@given(st.floats(0, 1e4), st.floats(0, 1e4), st.floats(50, 400))
def test_saturation_grows_with_the_grant_and_stays_below_one(one, other, half):
    small, large = sorted((one, other))
    assert 0.0 <= saturation(small, half) <= saturation(large, half) < 1.0
