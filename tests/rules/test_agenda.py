"""The agenda: pull, movement, radius and conflict, by hand and at their limits."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Agenda
from outlast.rules import agenda

P = Agenda(size_power=1.0, pull_floor=0.2, speed=0.28, radius=0.89, radius_floor=0.2, tolerance=0.44, capture_gain=2.0)
SHARE = st.floats(0, 1)


def test_the_pull_of_a_member_is_its_size_times_effort_above_the_floor():
    # 4^1 (0.2 + 0.5) and 4^½ (0.2 + 0.5)
    assert agenda.pull(agenda.weight_of_size(4.0, 1.0), 0.5, P) == pytest.approx(2.8, rel=1e-15)
    assert agenda.pull(agenda.weight_of_size(4.0, 0.5), 0.5, P) == pytest.approx(1.4, rel=1e-15)


def test_size_counts_for_nothing_at_power_zero():
    assert agenda.weight_of_size(0.1, 0.0) == agenda.weight_of_size(50.0, 0.0) == 1.0
    assert agenda.pull(1.0, 0.3, P) == 0.5


def test_capture_doubles_the_power_of_size_at_half_vagueness():
    assert agenda.size_power(0.5, True, P) == 2.0
    assert agenda.size_power(0.0, True, P) == 1.0
    assert agenda.size_power(1.0, False, P) == 1.0


@given(st.floats(0.05, 20), SHARE, SHARE)
def test_more_effort_pulls_more(weight, one, other):
    less, more = sorted((one, other))
    assert 0.0 < agenda.pull(weight, less, P) <= agenda.pull(weight, more, P)


def test_the_agenda_goes_part_of_the_way_to_its_target():
    # 0.2 + 0.28 (0.7 - 0.2)
    assert agenda.moved(0.2, 0.7, P) == pytest.approx(0.34, rel=1e-15)


@given(SHARE, SHARE, st.floats(0.05, 0.4))
def test_the_agenda_never_overshoots(start, target, speed):
    moved = agenda.moved(start, target, P._replace(speed=speed))
    # One rounding of numbers below 1.
    assert min(start, target) - 1e-15 <= moved <= max(start, target) + 1e-15


def test_the_radius_by_hand():
    # 0.89 (0.2 + 0.8 * 0.8); without latitude v is one half: 0.89 (0.2 + 0.8 * 0.5)
    assert agenda.radius(0.8, True, P) == pytest.approx(0.7476, rel=1e-14)
    assert agenda.radius(0.8, False, P) == pytest.approx(0.534, rel=1e-14)


def test_a_clear_purpose_leaves_the_floor_and_a_vague_one_the_whole_radius():
    assert agenda.radius(0.0, True, P) == pytest.approx(0.89 * 0.2, rel=1e-15)
    assert agenda.radius(1.0, True, P) == pytest.approx(0.89, rel=1e-15)


@given(SHARE, SHARE)
def test_a_vaguer_purpose_never_narrows_the_radius(one, other):
    clear, vague = sorted((one, other))
    assert agenda.radius(clear, True, P) <= agenda.radius(vague, True, P)


@given(st.floats(0, 2), st.floats(0.05, 1.2))
def test_what_is_kept_lies_within_the_radius(distance, radius):
    kept = agenda.kept_share(distance, radius)
    assert 0.0 < kept <= 1.0
    assert kept * distance <= radius * (1 + 1e-15)
    if distance <= radius:
        assert kept == 1.0


def test_conflict_is_one_half_where_the_bell_is():
    # |x - a|² = 2 σ² ln 2
    assert agenda.conflict(2.0 * 0.44**2 * math.log(2.0), P) == pytest.approx(0.5, rel=1e-14)


@given(st.floats(0, 4), st.floats(0, 4))
def test_conflict_is_a_share_and_grows_with_distance(one, other):
    near, far = sorted((one, other))
    assert 0.0 <= agenda.conflict(near, P) <= agenda.conflict(far, P) <= 1.0
    assert agenda.conflict(0.0, P) == 0.0
