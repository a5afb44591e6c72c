"""The ledger: what comes in goes out, and nothing is lost."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.simulation.ledger import Ledger

POUNDS = st.floats(0, 2000)
QUARTERS = st.lists(st.tuples(POUNDS, POUNDS, POUNDS, st.floats(0.5, 500)), min_size=1, max_size=12)


def entered(*quarters):
    ledger = Ledger()
    for grant, contributions, other_income, cost in quarters:
        ledger.enter(grant, contributions, other_income, cost)
    return ledger


def test_what_exceeds_the_cost_is_spent_on_joint_work():
    entry = entered((100.0, 20.0, 10.0, 80.0)).entries[0]
    assert (entry.coordination, entry.joint_work, entry.unmet) == (80.0, 50.0, 0.0)


def test_what_nobody_pays_is_unmet():
    entry = entered((10.0, 20.0, 5.0, 80.0)).entries[0]
    assert (entry.coordination, entry.joint_work, entry.unmet) == (35.0, 0.0, 45.0)


@given(QUARTERS)
def test_every_pound_in_is_a_pound_out(quarters):
    ledger = entered(*quarters)
    for entry in ledger.entries:
        income = math.fsum((entry.grant, entry.contributions, entry.other_income))
        # A millionth of a pound, in thousands.
        assert entry.coordination + entry.joint_work == pytest.approx(income, abs=1e-9)
        assert entry.unmet == pytest.approx(entry.cost - entry.coordination, abs=1e-9)
        assert min(entry.coordination, entry.joint_work, entry.unmet) >= 0.0
        assert entry.joint_work * entry.unmet == 0.0


def test_own_coverage_looks_at_the_last_quarters_and_leaves_the_grant_out():
    ledger = entered((900.0, 0.0, 0.0, 10.0), (500.0, 10.0, 5.0, 50.0), (0.0, 20.0, 5.0, 30.0))
    assert ledger.own_coverage(2) == pytest.approx(40.0 / 80.0, rel=1e-15)
    assert ledger.own_coverage(99) == pytest.approx(40.0 / 90.0, rel=1e-15)


def test_a_ledger_without_entries_has_no_cost_to_cover():
    assert Ledger().own_coverage(4) == 1.0


def test_a_column_adds_up():
    assert entered((1.0, 2.0, 4.0, 1.0), (8.0, 16.0, 32.0, 1.0)).total("other_income") == 36.0
