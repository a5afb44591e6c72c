"""Fate: turnover, reorganisation, trouble, closing, success and legacy."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Fate
from outlast.rules import fate

P = Fate(
    turnover=0.06,
    turnover_shock=0.25,
    closing_coverage=0.6,
    closing_patience=3,
    closing=0.35,
    aims_met=9.0,
    closing_success=0.01,
    legacy_base=0.5,
    legacy_trust=3.0,
    legacy_priority=3.0,
)
SHARE = st.floats(0, 1)


def test_a_reorganisation_adds_to_turnover():
    assert fate.turnover_chance(False, P) == 0.06
    assert fate.turnover_chance(True, P) == pytest.approx(0.31, rel=1e-15)
    assert fate.turnover_chance(True, P._replace(turnover_shock=0.99)) == 1.0


def test_four_quarters_without_a_reorganisation_are_a_year_without_one():
    assert fate.reorganisation_chance(0.0) == 0.0
    assert (1.0 - fate.reorganisation_chance(0.8)) ** 4 == pytest.approx(math.exp(-0.8), rel=1e-14)


@given(st.floats(0, 2), st.floats(0, 2))
def test_a_higher_rate_never_makes_reorganisations_rarer(one, other):
    low, high = sorted((one, other))
    assert 0.0 <= fate.reorganisation_chance(low) <= fate.reorganisation_chance(high) < 1.0


def test_quarters_of_trouble_count_on_end():
    troubled, counts = 0, []
    for coverage in (0.5, 0.59, 0.6, 0.1, 0.0):
        troubled = fate.troubled_after(troubled, coverage, P)
        counts.append(troubled)
    assert counts == [1, 2, 0, 1, 2]


def test_a_partnership_in_trouble_closes_by_chance_from_the_third_quarter_on():
    assert [fate.closes(5, troubled, 0.34, P) for troubled in (0, 2, 3, 9)] == [False, False, True, True]
    assert fate.closes(5, 9, 0.36, P) is False


@given(st.integers(0, 12), st.integers(0, 9), st.floats(0.0001, 0.9999))
def test_fewer_than_three_active_members_always_close(active, troubled, draw):
    if active < 3:
        assert fate.closes(active, troubled, draw, P) is True
    elif troubled < 3:
        assert fate.closes(active, troubled, draw, P) is False


def test_success_needs_the_aims_met_a_grant_that_no_longer_covers_the_cost_and_luck():
    assert fate.closes_by_success(9.1, 0.0, 50.0, 0.009, P) is True
    assert fate.closes_by_success(9.0, 0.0, 50.0, 0.009, P) is False
    assert fate.closes_by_success(9.1, 50.0, 50.0, 0.009, P) is False
    assert fate.closes_by_success(9.1, 0.0, 50.0, 0.011, P) is False


def test_the_chance_of_a_legacy_by_hand():
    # logistic(0.5 + 3 * 0.5 + 3 * 0.25)
    assert fate.lives_on_chance(0.5, 0.25, P) == pytest.approx(1.0 / (1.0 + math.exp(-2.75)), rel=1e-14)


@given(SHARE, SHARE, SHARE)
def test_trust_and_the_hosts_priority_help_a_legacy(one, other, rest):
    less, more = sorted((one, other))
    assert 0.0 < fate.lives_on_chance(less, rest, P) <= fate.lives_on_chance(more, rest, P) < 1.0
    assert fate.lives_on_chance(rest, less, P) <= fate.lives_on_chance(rest, more, P)
