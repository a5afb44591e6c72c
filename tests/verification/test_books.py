"""Every pound is accounted for: the ledger, the members' payments, the grant and the twin without one."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.rules import money
from outlast.simulation.model import CollaborationModel
from worlds import course, each_quarter, play, random_scenarios, random_values, same_history, small

SEEDS = st.integers(0, 2**31 - 1)
WORLDS = settings(max_examples=80)


@given(random_scenarios(), SEEDS)
@WORLDS
def test_the_books_balance_to_the_penny(scenario, seed):
    granted = paid = 0.0
    world = CollaborationModel(scenario, seed=seed, twin=False)
    while world.running:
        world.step()
        granted += world.grant_paid()
        for partnership in world.partnerships:
            if not partnership.ledger.entries or len(partnership.ledger.entries) < world.quarter:
                continue
            entry = partnership.ledger.entries[-1]
            income = math.fsum((entry.grant, entry.contributions, entry.other_income))
            assert entry.coordination + entry.joint_work == pytest.approx(income, abs=1e-5)
            assert entry.unmet == pytest.approx(entry.cost - entry.coordination, abs=1e-5)
            assert min(entry.joint_work, entry.unmet, entry.grant, entry.contributions, entry.other_income) >= 0.0
            assert entry.grant <= partnership.offer
            # Commitments are within the cost, so that what pays for them is counted once.
            assert 0.0 <= entry.commitments < entry.cost
    for record in world.records.values():
        finals, ledger = record.finals, record.partnership.ledger
        # £k, so this is a penny; all sums are of at most some thousands.
        spent = finals["coordination_paid"] + finals["joint_work_paid"]
        received = finals["central_money"] + finals["contributions"] + finals["other_income"]
        assert spent == pytest.approx(received, abs=1e-5)
        cost = math.fsum(entry.cost for entry in ledger.entries)
        assert finals["cost_unmet"] == pytest.approx(cost - finals["coordination_paid"], abs=1e-5)
        paid += finals["central_money"]
    # What the centre paid out, quarter by quarter, is what partnerships took in.
    assert granted == pytest.approx(paid, abs=1e-5)


@given(random_scenarios(), SEEDS)
@WORLDS
def test_each_payment_is_a_members_and_within_its_means(scenario, seed):
    most = scenario.settings.rules.money.most_fee
    for world in each_quarter(scenario, seed):
        for partnership in world.partnerships:
            if partnership.is_open:
                fees = [membership.contribution for membership in partnership.memberships.values()]
                # Those who paid and left for good in the same quarter are in the books but no longer members.
                assert math.fsum(fees) <= partnership.contributions + 1e-9
        for one in world.organisation.values():
            fees = [membership.contribution for membership in one.memberships.values()]
            assert math.fsum(fees) <= most * one.budget * (1 + 1e-12)


@given(random_scenarios(), SEEDS)
@settings(max_examples=20)
def test_the_twin_never_receives_a_pound_nor_a_mandate(scenario, seed):
    for world in each_quarter(scenario, seed, twin=True):
        assert world.twin is not None
        assert world.twin.quarter == world.quarter
        for partnership in world.twin.partnerships:
            assert (partnership.grant, partnership.offer, partnership.in_force) == (0.0, 0.0, False)
            assert partnership.ledger.total("grant") == 0.0


@given(st.floats(0, 300), st.floats(0, 300), SEEDS)
@settings(max_examples=25)
def test_in_the_first_quarter_more_grant_never_lowers_coverage_with_stances_fixed(one, other, seed):
    # The grant buys nothing but coordination here, and nobody may refuse, so stances are the same.
    fixed = {
        "rules.stance.grant_pull": 0.0,
        "rules.stance.contribution_cost": 0.0,
        "rules.stance.exit_cost": 50.0,
        "structure.money": "coordination",
        "context.horizon": 1,
    }
    less, more = sorted((one, other))
    poor, rich = (play(small(fixed | {"mandate.grant": grant}), seed) for grant in (less, more))
    for a, b in zip(poor.partnerships, rich.partnerships, strict=True):
        assert [m.stance for m in a.memberships.values()] == [m.stance for m in b.memberships.values()]
        assert a.form == b.form == money.LEAD
        assert b.coverage >= a.coverage * (1 - 1e-12)


@given(random_values(), SEEDS)
@settings(max_examples=25)
def test_where_nothing_is_absorbed_nothing_is_ever_committed(values, seed):
    # However fast: the cost is the basic cost, and the history that of a model without commitments.
    slow, fast = (
        play(small(values | {"rules.money.absorbed": 0.0, "rules.money.commitment_speed": speed}), seed, twin=False)
        for speed in (0.05, 1.0)
    )
    assert not course(slow, "commitments").any()
    assert same_history(slow, fast)


@given(random_values(), SEEDS)
@settings(max_examples=25)
def test_without_a_match_a_fee_only_fills_the_gap_and_nothing_comes_back(values, seed):
    nothing, all_of_it = (
        play(small(values | {"mandate.match": 0.0, "rules.money.returned": share}), seed, twin=False)
        for share in (0.0, 1.0)
    )
    assert same_history(nothing, all_of_it)
