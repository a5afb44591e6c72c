"""Trust: joint work, board contact, idling, turnover and lasting damage."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Trust
from outlast.parameters.structure import ASYMMETRIC, CEILING, SYMMETRIC
from outlast.rules import trust

P = Trust(
    gain=0.17,
    asymmetry=2.1,
    board=0.32,
    board_effort=0.45,
    decay=0.033,
    baseline=0.1,
    damage=0.1,
    damage_fade=0.02,
    turnover_loss=0.35,
)
SHARE = st.floats(0, 1)
LEARNING = st.sampled_from([ASYMMETRIC, SYMMETRIC, CEILING])
COUNT = st.integers(0, 8)
RECORDS = st.builds(
    Trust,
    gain=st.floats(0.06, 0.3),
    asymmetry=st.floats(1, 3.5),
    board=st.floats(0.1, 0.5),
    board_effort=st.floats(0.2, 0.7),
    decay=st.floats(0.01, 0.06),
    baseline=st.floats(0.02, 0.2),
    damage=st.floats(0.02, 0.3),
    damage_fade=st.floats(0, 0.1),
    turnover_loss=st.floats(0, 0.8),
)


def test_a_success_and_a_failure_by_hand():
    # 0.5 + 0.17 * 0.5; 0.5 - ½ * 0.17 * 2.1 * 0.5; both, the success first
    assert trust.after_work(0.5, 1, 0, ASYMMETRIC, P) == pytest.approx(0.585, rel=1e-14)
    assert trust.after_work(0.5, 0, 1, ASYMMETRIC, P) == pytest.approx(0.41075, rel=1e-14)
    assert trust.after_work(0.5, 1, 1, ASYMMETRIC, P) == pytest.approx(0.585 * 0.8215, rel=1e-14)


def test_under_symmetric_learning_and_under_ceiling_a_failure_weighs_as_much_as_a_success():
    assert trust.after_work(0.5, 0, 1, SYMMETRIC, P) == pytest.approx(0.4575, rel=1e-14)
    assert trust.after_work(0.5, 0, 1, CEILING, P) == pytest.approx(0.4575, rel=1e-14)


@given(SHARE, st.integers(0, 30))
def test_successes_alone_close_the_gap_to_full_trust_geometrically(start, successes):
    # Thirty roundings.
    assert trust.after_work(start, successes, 0, ASYMMETRIC, P) == pytest.approx(
        1.0 - (1.0 - start) * 0.83**successes, abs=1e-14
    )


@given(SHARE, st.integers(0, 30))
def test_failures_alone_wear_trust_away_geometrically(start, failures):
    assert trust.after_work(start, 0, failures, SYMMETRIC, P) == pytest.approx(start * 0.915**failures, abs=1e-14)


@given(SHARE, COUNT, COUNT, LEARNING, RECORDS)
def test_joint_work_keeps_trust_a_share(start, successes, failures, learning, p):
    assert 0.0 <= trust.after_work(start, successes, failures, learning, p) <= 1.0


@given(SHARE, COUNT, COUNT, LEARNING, RECORDS)
def test_one_more_success_never_harms_and_one_more_failure_never_helps(start, successes, failures, learning, p):
    level = trust.after_work(start, successes, failures, learning, p)
    assert trust.after_work(start, successes + 1, failures, learning, p) >= level - 1e-15
    assert trust.after_work(start, successes, failures + 1, learning, p) <= level


def test_board_contact_by_hand():
    # g = tanh(2 (0.95 - 0.45)) = tanh(1); harm at 0.45 - 0.25 weighs 2.1 / 2
    up = 0.32 * 0.17 * math.tanh(1.0)
    down = 0.32 * 0.17 * math.tanh(0.5)
    assert trust.after_board(0.5, 0.95, ASYMMETRIC, P) == pytest.approx(0.5 + up * 0.5, rel=1e-14)
    assert trust.after_board(0.5, 0.2, ASYMMETRIC, P) == pytest.approx(0.5 - 1.05 * down * 0.5, rel=1e-14)
    assert trust.after_board(0.5, 0.2, SYMMETRIC, P) == pytest.approx(0.5 - 0.5 * down * 0.5, rel=1e-14)
    assert trust.after_board(0.5, 0.45, ASYMMETRIC, P) == 0.5


@given(SHARE, SHARE, SHARE, LEARNING, RECORDS)
def test_board_contact_keeps_trust_a_share_and_grows_with_the_others_effort(start, one, other, learning, p):
    less, more = sorted((one, other))
    assert 0.0 <= trust.after_board(start, less, learning, p) <= trust.after_board(start, more, learning, p) <= 1.0


def test_a_quarter_of_idling_by_hand():
    # 0.6 - 0.033 * 0.5
    assert trust.after_idling(0.6, P) == pytest.approx(0.5835, rel=1e-14)


@given(SHARE, st.integers(0, 60), RECORDS)
def test_idle_trust_falls_geometrically_towards_the_baseline(start, quarters, p):
    level = start
    for _ in range(quarters):
        level = trust.after_idling(level, p)
    # Sixty roundings.
    assert level == pytest.approx(p.baseline + (start - p.baseline) * (1.0 - p.decay) ** quarters, abs=1e-14)


def test_turnover_takes_a_third_of_what_exceeds_trust_in_strangers():
    # 0.65 - 0.35 * 0.45
    assert trust.after_turnover(0.65, 0.2, P) == pytest.approx(0.4925, rel=1e-14)
    assert trust.after_turnover(0.15, 0.2, P) == 0.15


@given(SHARE, SHARE, RECORDS)
def test_turnover_never_takes_trust_below_that_of_strangers(start, stranger, p):
    after = trust.after_turnover(start, stranger, p)
    assert min(start, stranger) - 1e-15 <= after <= start


def test_lasting_damage_by_hand():
    # 0.2 * 0.98 + 2 * 0.1; never above 1
    assert trust.damage_after(0.2, 2, P) == pytest.approx(0.396, rel=1e-14)
    assert trust.damage_after(0.95, 3, P) == 1.0


@given(SHARE, SHARE)
def test_damage_caps_trust_under_ceiling_only(level, damage):
    assert trust.under_ceiling(level, damage, CEILING) == min(level, 1.0 - damage)
    assert trust.under_ceiling(level, damage, ASYMMETRIC) == level
    assert trust.under_ceiling(level, damage, SYMMETRIC) == level
