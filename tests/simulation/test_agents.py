"""What organisations do in the engine: whose trust, whose effort, whose luck."""

import pytest

from outlast.rules import money, trust
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN
from outlast.simulation.model import CollaborationModel
from worlds import small


@pytest.fixture
def world():
    """A world whose first partnership has all its members engaged with full effort."""
    model = CollaborationModel(small({"rules.activity.choose_trust": 400.0}), seed=1, twin=False)
    for membership in model.partnership(0).memberships.values():
        membership.stance, membership.effort = ENGAGED, 1.0
    return model


def test_a_proposer_asks_those_whom_it_trusts_most_whatever_they_think_of_it(world):
    partnership = world.partnership(0)
    lead, *others = partnership.members
    for rank, other in enumerate(others):
        lead.ties[other.key].trust = 0.1 + 0.1 * rank
        other.ties[lead.key].trust = 0.9 - 0.1 * rank
    lead.propose(partnership)
    # Full effort never refuses, and a weight of 400 leaves luck no say.
    assert [sorted(other.key for other in others[-3:])] == [sorted(partners) for *_, partners in partnership.proposals]


def test_nobody_asks_a_dormant_member(world):
    partnership = world.partnership(0)
    lead, other, *rest = partnership.members
    for one in rest:
        partnership.memberships[one.key].stance = DORMANT
    lead.propose(partnership)
    assert [partners for *_, partners in partnership.proposals] == [[other.key]]


def test_without_anyone_who_accepts_there_is_no_proposal(world):
    partnership = world.partnership(0)
    for membership in partnership.memberships.values():
        membership.effort = 0.0
    partnership.members[0].propose(partnership)
    assert partnership.proposals == []


def test_only_the_engaged_propose(world):
    world.rules = world.rules._replace(activity=world.rules.activity._replace(rate=1e6))
    partnership = world.partnership(0)
    lead = partnership.members[0]
    partnership.memberships[lead.key].stance = TOKEN
    for one in partnership.members:
        one.propose_activities()
    leads = {proposal[1] for proposal in partnership.proposals}
    assert leads == {one.key for one in partnership.members[1:]}


def test_board_contact_goes_by_the_effort_of_the_other(world):
    partnership = world.partnership(0)
    one, other = partnership.members[:2]
    partnership.memberships[other.key].effort = 0.2
    before = one.trust_in(other.key), other.trust_in(one.key)
    one.learn_trust()
    other.learn_trust()
    p = world.rules.trust
    seen = trust.after_idling(trust.after_board(before[0], 0.2, 0, p), p)
    shown = trust.after_idling(trust.after_board(before[1], 1.0, 0, p), p)
    # The same operations in the same order, but a rule may be folded into a few.
    assert seen == pytest.approx(one.trust_in(other.key), rel=1e-14)
    assert shown == pytest.approx(other.trust_in(one.key), rel=1e-14)


def test_a_tie_is_lost_for_each_end_that_changes_its_boundary_spanner(world):
    one, other, third = world.partnership(0).members[:3]
    for a in (one, other, third):
        for tie in a.ties.values():
            tie.trust = 0.8
        a.spanner_left = a is not third
    one.lose_touch()
    third.lose_touch()
    # 0.2 + 0.6 * 0.65² where both have changed, 0.2 + 0.6 * 0.65 where one has
    assert one.trust_in(other.key) == pytest.approx(0.4535, rel=1e-12)
    assert one.trust_in(third.key) == pytest.approx(0.59, rel=1e-12)
    assert third.trust_in(one.key) == pytest.approx(0.59, rel=1e-12)


def test_trust_in_someone_never_met_is_the_baseline(world):
    here, there = world.partnership(0).members[0], world.partnership(1).members[0]
    assert here.trust_in(there.key) == world.rules.trust.baseline


def test_a_member_of_two_partnerships_can_afford_half_in_each(world):
    partnership = world.partnership(0)
    one = partnership.members[0]
    partnership.fee = 1e6
    alone = one.affordable(partnership)
    world.partnership(1).welcome(one)
    assert one.affordable(partnership) == alone / 2 == world.rules.money.most_fee * one.budget / 2


def test_shared_governance_works_as_well_as_it_fits(world):
    partnership = world.partnership(0)
    partnership.form, world.quarter = money.SHARED, 5
    partnership.draw_up_bill()
    fit = money.shared_fit(partnership.mean_trust, len(partnership.memberships), world.rules.money)
    assert partnership.form == money.SHARED
    assert fit == partnership.fit < 1.0
    partnership.offer, world.quarter = 900.0, 6
    partnership.draw_up_bill()
    assert (partnership.form, partnership.fit) == (money.LEAD, 1.0)


def test_the_largest_trust_or_university_takes_over_from_a_host_that_has_left(world):
    partnership = world.partnership(0)
    host = partnership.host
    partnership.coverage = 1.0
    partnership.left.append(0)
    partnership.lose(host)
    able = [one for one in partnership.members if one.sector != 2]
    partnership.meet_fate()
    assert partnership.host is max(able, key=lambda one: one.size)
    assert partnership.host is not host


def test_work_ends_when_its_lead_leaves_and_goes_on_when_one_of_three_does(world):
    partnership = world.partnership(0)
    partnership.left.append(0)
    lead, other, third = partnership.members[:3]
    partnership.receive_proposal(lead, 0, [other.key, third.key])
    partnership.start_activities()
    joint = partnership.activities[0]
    partnership.lose(third)
    assert joint.participants == sorted([lead.key, other.key])
    assert list(world.joint_activities) == [joint]
    partnership.lose(lead)
    assert partnership.activities == []
    assert list(world.joint_activities) == []
