"""Experience and motivation: learning from results, drift, control and money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Experience
from outlast.parameters.structure import CAPACITY, COORDINATION, CROWDING_OUT
from outlast.rules import motivation

P = Experience(
    learning=0.25,
    drift=0.05,
    idle=0.3,
    motivation_gain=0.03,
    neutral=0.45,
    crowding=0.03,
    money_crowding=0.02,
    motivation_bound=0.6,
)
SHARE = st.floats(0, 1)
MONEY = st.sampled_from([CAPACITY, COORDINATION, CROWDING_OUT])


def test_experience_goes_a_quarter_of_the_way_to_the_result():
    assert motivation.experience_after(0.5, True, True, P) == 0.625
    assert motivation.experience_after(0.5, True, False, P) == 0.375


def test_experience_drifts_to_the_idle_level_without_joint_work():
    # 0.5 + 0.05 (0.3 - 0.5)
    assert motivation.experience_after(0.5, False, False, P) == pytest.approx(0.49, rel=1e-15)
    assert motivation.experience_after(0.3, False, True, P) == 0.3


@given(SHARE, st.booleans(), st.booleans(), st.floats(0.05, 0.6), st.floats(0, 0.2))
def test_experience_stays_a_share(start, took_part, went_well, learning, drift):
    after = motivation.experience_after(start, took_part, went_well, P._replace(learning=learning, drift=drift))
    assert 0.0 <= after <= 1.0


def test_control_is_what_structure_leaves_no_room_for_under_autonomy():
    assert motivation.control(0.8, True) == pytest.approx(0.2, rel=1e-15)
    assert motivation.control(0.8, False) == 1.0


def test_a_quarter_of_motivation_by_hand():
    # 0.2 + 0.03 * 0.2 - 0.03 * 1 * 0.2; under crowding out also - 0.02 * 0.4
    assert motivation.motivation_after(0.2, 0.65, True, 1.0, 0.2, 0.4, CAPACITY, P) == pytest.approx(0.2, rel=1e-14)
    assert motivation.motivation_after(0.2, 0.65, True, 1.0, 0.2, 0.4, CROWDING_OUT, P) == pytest.approx(
        0.192, rel=1e-14
    )
    assert motivation.motivation_after(0.2, 0.65, False, 1.0, 0.2, 0.4, CROWDING_OUT, P) == pytest.approx(
        0.206, rel=1e-14
    )


@given(st.floats(-0.6, 0.6), SHARE, st.booleans(), SHARE, SHARE, SHARE, MONEY)
def test_motivation_stays_within_its_bound(start, experience, paid, control, pressure, money, switch):
    after = motivation.motivation_after(start, experience, paid, control, pressure, money, switch, P)
    assert -0.6 <= after <= 0.6


@given(st.floats(-0.5, 0.5), SHARE, SHARE, SHARE, SHARE, SHARE)
def test_experience_motivates_and_control_pressure_and_crowding_do_not(start, one, other, control, pressure, money):
    less, more = sorted((one, other))

    def after(experience=0.5, control=control, pressure=pressure, switch=CAPACITY):
        return motivation.motivation_after(start, experience, True, control, pressure, money, switch, P)

    assert after(experience=less) <= after(experience=more)
    assert after(control=more) <= after(control=less)
    assert after(pressure=more) <= after(pressure=less)
    assert after(switch=CROWDING_OUT) <= after(switch=CAPACITY) == after(switch=COORDINATION)
