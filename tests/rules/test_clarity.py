"""Clarity: what a mandate leaves, what members make of it and what a reorganisation takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Clarity
from outlast.rules import clarity

P = Clarity(fog=0.59, gain=0.19, fade=0.0, floor=0.05, shock=0.2)
SHARE = st.floats(0, 1)
RECORDS = st.builds(
    Clarity,
    fog=st.floats(0.4, 0.95),
    gain=st.floats(0.05, 0.35),
    fade=st.floats(0, 0.08),
    floor=st.floats(0.01, 0.2),
    shock=st.floats(0.1, 0.5),
)


def test_opening_clarity_by_hand():
    # 1 - 0.59 * 0.8; without fog v is one half: 1 - 0.295
    assert clarity.at_start(0.8, True, P) == pytest.approx(0.528, rel=1e-14)
    assert clarity.at_start(0.8, False, P) == pytest.approx(0.705, rel=1e-14)


def test_a_clear_purpose_leaves_full_clarity_and_the_thickest_fog_the_floor():
    assert clarity.at_start(0.0, True, P) == 1.0
    assert clarity.at_start(1.0, True, P._replace(fog=0.97)) == 0.05


@given(SHARE, SHARE)
def test_a_vaguer_purpose_is_never_clearer(one, other):
    clear, vague = sorted((one, other))
    assert clarity.at_start(vague, True, P) <= clarity.at_start(clear, True, P)


def test_a_quarter_of_sense_making_by_hand():
    # pace 0.19 * 2 * (0.5 + 0.5) * 0.6 * 0.75 = 0.171; 0.5 + 0.171 * 0.5
    assert clarity.after_quarter(0.5, 0.5, 0.6, 0.25, 1.0, P) == pytest.approx(0.5855, rel=1e-14)


@given(SHARE, SHARE, SHARE, SHARE, SHARE, RECORDS)
def test_clarity_falls_by_no_more_than_its_fading_and_stays_a_share(start, leadership, effort, conflict, help_, p):
    after = clarity.after_quarter(start, leadership, effort, conflict, help_, p)
    assert max(p.floor, start * (1.0 - p.fade)) - 1e-15 <= after <= 1.0


@given(SHARE, SHARE, SHARE, SHARE)
def test_effort_leadership_and_assistance_help_and_conflict_hinders(start, one, other, rest):
    less, more = sorted((one, other))

    def after(leadership=rest, effort=rest, conflict=rest, assistance=rest):
        return clarity.after_quarter(start, leadership, effort, conflict, assistance, P)

    assert after(leadership=less) <= after(leadership=more)
    assert after(effort=less) <= after(effort=more)
    assert after(assistance=less) <= after(assistance=more)
    assert after(conflict=more) <= after(conflict=less)


def test_without_effort_or_in_full_conflict_nothing_becomes_clearer():
    assert clarity.after_quarter(0.5, 1.0, 0.0, 0.0, 1.0, P) == 0.5
    assert clarity.after_quarter(0.5, 1.0, 1.0, 1.0, 1.0, P) == 0.5


def test_what_is_not_worked_on_blurs_and_what_is_settles_where_both_are_equal():
    fading = P._replace(fade=0.02)
    assert clarity.after_quarter(0.5, 1.0, 0.0, 0.0, 1.0, fading) == pytest.approx(0.49, rel=1e-15)
    level, pace = 0.2, 0.19 * 1.5 * 0.8 * 0.9
    for _ in range(400):
        level = clarity.after_quarter(level, 1.0, 0.8, 0.1, 0.0, fading)
    # pace (1 - c) = fade c
    assert level == pytest.approx(pace / (pace + 0.02), rel=1e-12)


def test_sense_made_at_a_steady_pace_closes_the_gap_geometrically():
    pace = 0.19 * 1.5 * 0.8 * 0.9
    level = 0.3
    for _ in range(12):
        level = clarity.after_quarter(level, 1.0, 0.8, 0.1, 0.0, P)
    # Twelve roundings.
    assert level == pytest.approx(1.0 - 0.7 * (1.0 - pace) ** 12, rel=1e-13)


def test_a_reorganisation_takes_a_fifth_of_clarity_and_legitimacy():
    assert clarity.after_reorganisation(0.5, P) == pytest.approx(0.4, rel=1e-15)
    assert clarity.legitimacy_after_reorganisation(0.3, P) == pytest.approx(0.24, rel=1e-15)
    assert clarity.after_reorganisation(0.06, P) == 0.05
