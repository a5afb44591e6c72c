"""Governance: prerequisites, pace, progress on paper and use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Governance
from outlast.rules import governance

P = Governance(rate=0.49, at_once=4, prerequisite=0.5, assistance=0.5, use_speed=0.4, use_effort=1.5, paid_use=0.5)
SHARE = st.floats(0, 1)


def test_an_item_waits_until_each_prerequisite_is_far_enough():
    needs = (0b000, 0b001, 0b011)
    assert [governance.open_to_work(k, [0.0, 0.0, 0.0], needs, P) for k in range(3)] == [True, False, False]
    assert [governance.open_to_work(k, [0.5, 0.0, 0.0], needs, P) for k in range(3)] == [True, True, False]
    assert [governance.open_to_work(k, [0.5, 0.6, 0.0], needs, P) for k in range(3)] == [True, True, True]


def test_a_finished_item_is_not_worked_on():
    assert governance.open_to_work(0, [1.0], (0,), P) is False
    assert governance.open_to_work(0, [0.999], (0,), P) is True


def test_the_pace_by_hand():
    # 0.49 (1 + 0.25)(0.5 + 0.5) 0.6 * 0.8 * (1 - 0.25) * min(1, 0.5)
    assert governance.pace(0.5, 0.6, 0.8, 0.25, 0.5, 0.5, P) == pytest.approx(0.49 * 1.25 * 0.18, rel=1e-14)


@given(SHARE, SHARE, st.tuples(SHARE, SHARE, SHARE, SHARE, st.floats(0, 3), SHARE), st.sampled_from([0, 1, 2, 4, 5]))
def test_leadership_effort_clarity_money_and_assistance_speed_work_and_conflict_slows_it(one, other, rest, position):
    low, high = list(rest), list(rest)
    low[position], high[position] = sorted((one, other))
    assert 0.0 <= governance.pace(*low, p=P) <= governance.pace(*high, p=P)
    low[3], high[3] = sorted((one, other), reverse=True)
    assert governance.pace(*low, p=P) <= governance.pace(*high, p=P)


def test_money_beyond_the_cost_does_not_speed_governance():
    assert governance.pace(0.5, 0.6, 0.8, 0.2, 1.0, 0.0, P) == governance.pace(0.5, 0.6, 0.8, 0.2, 7.0, 0.0, P)


def test_progress_is_pace_over_difficulty_and_ends_at_one():
    assert governance.progress_after(0.3, 0.2, 2.0) == pytest.approx(0.4, rel=1e-15)
    assert governance.progress_after(0.9, 0.2, 0.5) == 1.0


def test_use_follows_progress_as_far_as_joint_effort_carries_it():
    # 0.2 + 0.4 (0.8 * 0.75 - 0.2) and, with effort to spare, 0.2 + 0.4 (0.8 - 0.2)
    assert governance.in_use_after(0.2, 0.8, 0.5, 1.0, P) == pytest.approx(0.36, rel=1e-14)
    assert governance.in_use_after(0.2, 0.8, 0.9, 3.0, P) == pytest.approx(0.44, rel=1e-14)


def test_what_is_not_paid_for_lapses_in_part():
    # 0.2 + 0.4 (0.8 (1 - 0.5 * 0.4) - 0.2), at six tenths of the cost
    assert governance.in_use_after(0.2, 0.8, 0.9, 0.6, P) == pytest.approx(0.376, rel=1e-14)
    assert governance.in_use_after(0.2, 0.8, 0.9, 0.6, P._replace(paid_use=0.0)) == pytest.approx(0.44, rel=1e-14)


@given(SHARE, SHARE, SHARE, st.floats(0, 3), st.floats(0.1, 0.8), st.floats(0.5, 3), SHARE)
def test_use_is_a_share_and_never_passes_what_is_written(start, progress, effort, coverage, speed, reach, paid):
    p = P._replace(use_speed=speed, use_effort=reach, paid_use=paid)
    after = governance.in_use_after(start, progress, effort, coverage, p)
    assert 0.0 <= after <= max(start, progress) + 1e-15


def test_paper_stays_paper_without_joint_effort():
    used = 0.5
    for _ in range(10):
        used = governance.in_use_after(used, 1.0, 0.0, 1.0, P)
    # Ten quarters each lose four tenths.
    assert used == pytest.approx(0.5 * 0.6**10, rel=1e-13)
