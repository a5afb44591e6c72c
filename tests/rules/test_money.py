"""Money: grant and taper, match, cost, form, fee, contributions, plan, other income and legitimacy."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters.behaviour import Money
from outlast.rules import money
from outlast.rules.money import LEAD, SHARED
from outlast.rules.stance import DORMANT, ENGAGED, LEFT, TOKEN

P = Money(
    fixed_cost=66.0,
    member_cost=1.0,
    absorbed=0.5,
    commitment_speed=0.25,
    most_fee=2.0,
    returned=0.6,
    income=29.0,
    income_speed=0.2,
    plan_early=0.4,
    plan_ahead=6,
    legitimacy_gain=0.24,
    legitimacy_decay=0.03,
    form_slope=2.6,
    form_trust=0.45,
    form_members=8.0,
    form_threshold=0.6,
)
SHARE = st.floats(0, 1)
POUNDS = st.floats(0, 2000)


def test_the_grant_is_paid_in_full_then_falls_in_equal_steps_to_nothing():
    offers = [money.grant_on_offer(quarter, 120.0, 2, 3) for quarter in range(7)]
    assert offers == pytest.approx([120.0, 120.0, 90.0, 60.0, 30.0, 0.0, 0.0], rel=1e-14)


def test_without_a_taper_the_grant_ends_at_a_cliff():
    assert [money.grant_on_offer(quarter, 120.0, 2, 0) for quarter in range(4)] == [120.0, 120.0, 0.0, 0.0]


@given(POUNDS, st.integers(0, 60), st.integers(0, 20))
def test_a_taper_adds_half_of_its_quarters_in_full_grants(grant, duration, taper):
    total = math.fsum(money.grant_on_offer(quarter, grant, duration, taper) for quarter in range(duration + taper + 5))
    # A rounding for each quarter.
    assert total == pytest.approx(grant * (duration + taper / 2), rel=1e-13)


@given(POUNDS, st.integers(0, 20), st.integers(0, 20), st.integers(0, 45))
def test_the_offer_never_rises_as_quarters_pass(grant, duration, taper, quarter):
    assert money.grant_on_offer(quarter + 1, grant, duration, taper) <= money.grant_on_offer(
        quarter, grant, duration, taper
    )


def test_a_matched_grant_is_held_to_what_members_paid_last_quarter():
    assert money.grant_paid(100.0, 0.5, False, 30.0) == 60.0
    assert money.grant_paid(100.0, 0.5, False, 80.0) == 100.0
    assert money.grant_paid(100.0, 0.5, False, 0.0) == 0.0


def test_the_first_quarter_and_an_unmatched_grant_are_paid_as_offered():
    assert money.grant_paid(100.0, 0.5, True, 0.0) == 100.0
    assert money.grant_paid(100.0, 0.0, False, 0.0) == 100.0


def test_basic_cost_by_hand():
    # (66 + 16)(1 - 0.31 * 0.5) and 16 (1 - 0.31 * 0.5)
    assert money.basic_cost(LEAD, 16, 0.5, 0.31, P) == pytest.approx(69.29, rel=1e-14)
    assert money.basic_cost(SHARED, 16, 0.5, 0.31, P) == pytest.approx(13.52, rel=1e-14)


@given(st.integers(1, 60), SHARE, SHARE)
def test_trust_saves_cost_members_add_to_it_and_a_lead_costs_more(members, one, other):
    less, more = sorted((one, other))
    assert 0.0 < money.basic_cost(LEAD, members, more, 0.31, P) <= money.basic_cost(LEAD, members, less, 0.31, P)
    assert money.basic_cost(LEAD, members, one, 0.31, P) < money.basic_cost(LEAD, members + 1, one, 0.31, P)
    assert money.basic_cost(SHARED, members, one, 0.31, P) < money.basic_cost(LEAD, members, one, 0.31, P)


def test_a_quarter_of_commitments_by_hand():
    # 40 + 0.25 (0.5 (130 - 70) - 40), and without a grant a quarter of them unwinds
    assert money.commitments_after(40.0, 130.0, 70.0, P) == pytest.approx(37.5, rel=1e-15)
    assert money.commitments_after(40.0, 0.0, 70.0, P) == 30.0


def test_commitments_unwind_as_fast_as_they_were_taken_on():
    grown = unwound = 0.0
    for _ in range(10):
        grown = money.commitments_after(grown, 550.0, 70.0, P)
    unwound = grown
    for _ in range(10):
        unwound = money.commitments_after(unwound, 0.0, 70.0, P)
    # Ten quarters close the same share of either gap: 1 - 0.75^10, to a rounding a quarter.
    assert grown == pytest.approx(240.0 * (1 - 0.75**10), rel=1e-13)
    assert unwound == pytest.approx(grown * 0.75**10, rel=1e-13)


@given(st.lists(st.tuples(POUNDS, st.floats(1, 150)), max_size=30), SHARE, st.floats(0.05, 1))
def test_commitments_never_exceed_what_the_largest_grant_bought(quarters, absorbed, speed):
    p = P._replace(absorbed=absorbed, commitment_speed=speed)
    commitments = bought = 0.0
    for grant, basic in quarters:
        commitments = money.commitments_after(commitments, grant, basic, p)
        bought = max(bought, absorbed * max(0.0, grant - basic))
        # A rounding of sums of some thousand pounds.
        assert -1e-9 <= commitments <= bought + 1e-9


@given(st.lists(st.tuples(POUNDS, st.floats(1, 150)), max_size=30), st.floats(0.05, 1))
def test_nothing_is_committed_where_nothing_is_absorbed(quarters, speed):
    commitments = 0.0
    for grant, basic in quarters:
        commitments = money.commitments_after(
            commitments, grant, basic, P._replace(absorbed=0.0, commitment_speed=speed)
        )
    assert commitments == 0.0


def test_shared_governance_half_fits_at_the_marks_and_one_trusting_member_fewer_better():
    assert money.shared_fit(0.45, 8, P) == 0.5
    # logistic(2.6 (6 * 0.1 + 0.35))
    assert money.shared_fit(0.55, 7, P) == pytest.approx(1.0 / (1.0 + math.exp(-2.47)), rel=1e-13)


@given(SHARE, SHARE, st.integers(2, 60))
def test_dense_trust_and_few_members_suit_shared_governance(one, other, members):
    less, more = sorted((one, other))
    assert 0.0 <= money.shared_fit(less, members, P) <= money.shared_fit(more, members, P) <= 1.0
    assert money.shared_fit(one, members + 1, P) <= money.shared_fit(one, members, P)


def test_the_lead_stays_while_the_grant_covers_it():
    assert money.form_after(SHARED, 4, 80.0, 80.0, 0.99, P) == LEAD
    assert money.form_after(LEAD, 4, 80.0, 80.0, 0.99, P) == LEAD


def test_the_form_is_reviewed_once_a_year():
    assert money.form_after(LEAD, 4, 0.0, 80.0, 0.61, P) == SHARED
    assert money.form_after(SHARED, 8, 0.0, 80.0, 0.59, P) == LEAD
    for quarter in (5, 6, 7):
        assert money.form_after(LEAD, quarter, 0.0, 80.0, 0.99, P) == LEAD
        assert money.form_after(SHARED, quarter, 0.0, 80.0, 0.01, P) == SHARED


def test_the_fee_is_an_equal_share_of_the_gap_or_of_the_match_if_that_is_more():
    assert money.fee(100.0, 30.0, 10.0, 0.0, 30.0, 6) == 10.0
    # The match is asked of the grant on offer (£40k), whether paid in full or not.
    assert money.fee(100.0, 30.0, 10.0, 3.0, 40.0, 6) == 20.0
    assert money.fee(100.0, 120.0, 0.0, 0.0, 120.0, 6) == 0.0
    assert money.fee(100.0, 0.0, 0.0, 0.0, 0.0, 0) == 0.0


@given(POUNDS, POUNDS, POUNDS, POUNDS, st.integers(1, 60))
def test_without_a_match_more_grant_or_income_never_raises_the_fee(cost, one, other, income, members):
    less, more = sorted((one, other))
    fee = money.fee(cost, less, income, 0.0, less, members)
    assert 0.0 <= money.fee(cost, more, income, 0.0, more, members) <= fee
    assert money.fee(cost, income, more, 0.0, income, members) <= money.fee(cost, income, less, 0.0, income, members)


@given(st.floats(1, 500), POUNDS, POUNDS, POUNDS, st.lists(st.floats(0.1, 200), min_size=3, max_size=20))
def test_more_grant_never_lowers_coverage_with_form_and_stances_fixed(cost, one, other, income, budgets):
    def coverage(grant):
        fee = money.fee(cost, grant, income, 0.0, grant, len(budgets))
        paid = math.fsum(money.contribution(ENGAGED, money.affordable(fee, budget, 1, P)) for budget in budgets)
        return (grant + income + paid) / cost

    less, more = sorted((one, other))
    # The fee is a quotient that is added up again: a rounding for each member.
    assert coverage(more) >= coverage(less) * (1 - 1e-13)


def test_what_is_over_comes_back_by_hand():
    # 0.6 (130 + 10 + 130 - 96) / 16, where 16 members are asked for a match of one to one
    assert money.returns(130.0 / 16, 96.0, 130.0, 10.0, 16, P) == pytest.approx(6.525, rel=1e-14)
    assert money.returns(0.0, 96.0, 0.0, 0.0, 0, P) == 0.0


@given(st.floats(1, 500), POUNDS, POUNDS, POUNDS, st.floats(0, 2), st.integers(1, 60))
def test_a_fee_comes_back_only_where_it_raises_more_than_the_gap(cost, grant, income, offer, match, members):
    asked = money.fee(cost, grant, income, match, offer, members)
    back = money.returns(asked, cost, grant, income, members, P)
    gap = cost - grant - income
    if match * offer <= gap:
        # To the last bit, or a partnership without match would feel a trace of it.
        assert back == 0.0
    assert back >= 0.0
    # What is over with all fees paid, to a rounding a member.
    assert back * members == pytest.approx(0.6 * max(0.0, members * asked - gap), rel=1e-12, abs=1e-9)


@given(st.floats(1, 500), POUNDS, POUNDS, POUNDS, st.floats(0, 2), st.integers(1, 60))
def test_nothing_comes_back_where_nothing_is_returned(cost, grant, income, offer, match, members):
    asked = money.fee(cost, grant, income, match, offer, members)
    assert money.returns(asked, cost, grant, income, members, P._replace(returned=0.0)) == 0.0


def test_nobody_pays_beyond_twice_its_budget_shared_over_its_memberships():
    assert money.affordable(10.0, 30.0, 1, P) == 10.0
    assert money.affordable(100.0, 30.0, 1, P) == 60.0
    assert money.affordable(100.0, 30.0, 3, P) == 20.0


def test_token_members_pay_half_and_dormant_ones_nothing():
    assert [money.contribution(code, 8.0) for code in (ENGAGED, TOKEN, DORMANT, LEFT)] == [8.0, 4.0, 0.0, 0.0]


def test_the_plan_gains_force_six_quarters_before_the_end_and_keeps_it():
    assert money.plan(0.5, 0.5, 3, 10, P) == pytest.approx(0.3, rel=1e-14)
    assert money.plan(0.5, 0.5, 4, 10, P) == money.plan(0.5, 0.5, 30, 10, P) == 0.75


def test_a_quarter_of_other_income_by_hand():
    # 10 + 0.2 (2 * 29 * 0.5 * 0.4 * 0.6 - 10)
    assert money.other_income_after(10.0, 0.5, 0.4, 0.6, P) == pytest.approx(9.392, rel=1e-14)


@given(st.floats(0, 200), st.floats(0, 2), SHARE, SHARE)
def test_other_income_moves_towards_what_can_be_earned(income, plan, legitimacy, effort):
    earned = 2.0 * 29.0 * plan * legitimacy * effort
    after = money.other_income_after(income, plan, legitimacy, effort, P)
    # One rounding of sums of some hundred pounds.
    assert min(income, earned) - 1e-12 <= after <= max(income, earned) + 1e-12


def test_a_quarter_of_legitimacy_by_hand():
    # 0.5 + 0.24 * 0.25 - 0.03 * 0.5
    assert money.legitimacy_after(0.5, 0.25, P) == pytest.approx(0.545, rel=1e-14)


@given(SHARE, SHARE, st.floats(0.05, 0.6), st.floats(0, 0.1))
def test_legitimacy_stays_a_share_and_only_fades_without_output(start, output, gain, decay):
    p = P._replace(legitimacy_gain=gain, legitimacy_decay=decay)
    assert 0.0 <= money.legitimacy_after(start, output, p) <= 1.0
    assert money.legitimacy_after(start, 0.0, p) <= start
