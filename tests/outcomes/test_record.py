"""The record of one partnership: real small worlds whose state is set by hand, judged when and as the design says."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from outlast.outcomes.catalogue import TRACE_INDEX
from outlast.outcomes.judgement import STATES
from outlast.population import FIRM, NHS, UNIVERSITY
from outlast.rules import fate
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN
from outlast.scenario import Change
from outlast.simulation.activity import JointActivity
from outlast.simulation.model import CollaborationModel
from outlast.simulation.partnership import Partnership
from outlast.simulation.record import Record
from worlds import course, final, play, small

# One partnership, no tie before the mandate (trust of strangers 0.2) and no reorganisation by chance.
ONE: dict[str, Any] = {
    "context.partnerships": 1,
    "context.prior_ties": 0.0,
    "context.reorganisations.hazard": 0.0,
    "context.reorganisations.scheduled": (),
    "mandate.early_cancel": 0.0,
    "mandate.successor.chance": 0.0,
    "mandate.taper": 0,
}
OPENING_TRUST = 0.2
SECTORS = (NHS, UNIVERSITY, FIRM)


class Case:
    """A real world that is never stepped: its one partnership is set by hand, and so is what passes each quarter."""

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        changes: tuple[Change, ...] = (),
        members: int = 6,
        twin: bool = False,
    ) -> None:
        self.world = CollaborationModel(small(ONE | dict(values or {}), changes=changes), seed=3, twin=twin)
        self.partnership: Partnership = self.world.partnership(0)
        gather(self.world, members)
        self.record = Record(self.partnership)

    @property
    def state(self) -> str:
        return STATES[self.record.state()]

    @property
    def finals(self) -> dict[str, float]:
        return self.record.finals

    def last(self, name: str) -> float:
        return self.record.trace[-1][TRACE_INDEX[name]]

    def quarter(self, output: float = 0.0, contributions: float = 100.0) -> None:
        """Let a quarter pass in which nothing moves but the policy, the ledger (cost 100) and the record."""
        world, partnership = self.world, self.partnership
        world.make_policy()
        partnership.receive_mandate()
        partnership.output = output
        if partnership.is_open:
            partnership.ledger.enter(0.0, contributions, 0.0, 100.0)
        self.record.quarter(partnership)
        world.quarter += 1

    def until(self, quarter: int, output: float = 0.0) -> Case:
        """Let quarters pass until so many are complete; own coverage tells in which of them it was looked at."""
        while self.world.quarter < quarter:
            # Contributions of 100, 200, 300, …: their mean over the four quarters up to q is 100 (q - 1.5).
            self.quarter(output, 100.0 * (self.world.quarter + 1))
        return self

    def keep_itself(self, members: int = 6) -> Case:
        """Enough members, sectors, own money and governance in use."""
        gather(self.world, members)
        for _ in range(4):
            self.partnership.ledger.enter(0.0, 75.0, 0.0, 100.0)
        self.partnership.progress[0] = 0.95
        self.partnership.in_use[0] = 0.5
        return self

    def start_activity(self) -> None:
        partnership = self.partnership
        keys = [one.key for one in partnership.ever_members[:2]]
        partnership.activities.append(JointActivity(self.world, partnership, keys[0], 0, keys))


def gather(world: CollaborationModel, members: int) -> None:
    """Make the first few organisations of the world the engaged members, their sectors in turn."""
    partnership = world.partnership(0)
    for one in world.organisations:
        one.memberships.clear()
    partnership.memberships, partnership.ever_members = {}, []
    for k, one in enumerate(list(world.organisation.values())[:members]):
        one.sector = SECTORS[k % 3]
        partnership.welcome(one)


def set_trust(world: CollaborationModel, level: float) -> None:
    """One level of trust among all that were ever members."""
    members = world.partnership(0).ever_members
    for one in members:
        for other in members:
            if one is not other:
                one.ties[other.key].trust = level


def judged_in(coverage: float) -> float:
    """The quarter up to which own coverage was looked at, by the contributions of `until`."""
    return coverage + 1.5


# When a partnership is judged -------------------------------------------------------------------------------------

TAPER = {"mandate.taper": 3}
SUCCESSOR = {"mandate.successor.chance": 1.0, "mandate.successor.grant": 80.0, "mandate.successor.duration": 3}
CANCEL = {"mandate.early_cancel": 1.0, "context.reorganisations.scheduled": (5,)}


@pytest.mark.parametrize(
    ("values", "end"),
    [
        ({}, 8),
        (TAPER, 11),
        (SUCCESSOR, 11),
        (TAPER | SUCCESSOR, 14),
        (CANCEL, 5),
        (CANCEL | TAPER, 5),
        (CANCEL | SUCCESSOR, 8),
        (SUCCESSOR | {"mandate.successor.grant": 0.0}, 8),
        ({"mandate.grant": 0.0}, 0),
        ({"mandate.grant": 0.0} | TAPER, 0),
        ({"mandate.grant": 0.0} | SUCCESSOR, 11),
        ({"mandate.duration": 0}, 0),
    ],
    ids=str,
)
def test_a_partnership_is_judged_four_and_eight_quarters_after_the_last_pound_on_offer(
    values: dict[str, Any], end: int
) -> None:
    case = Case({"context.horizon": 24} | values)
    for after in (4, 8):
        case.until(end + after - 1)
        assert math.isnan(case.finals[f"ladder_{after}"])
        assert math.isnan(case.finals[f"coverage_{after}"])
        case.until(end + after)
        assert judged_in(case.finals[f"coverage_{after}"]) == pytest.approx(end + after)
        assert case.finals[f"ladder_{after}"] == case.last("state")
        assert case.finals[f"alive_{after}"] == 1.0
    case.until(24)
    case.record.close()
    assert case.finals["funding_end"] == end
    for after in (4, 8):
        assert judged_in(case.finals[f"coverage_{after}"]) == pytest.approx(end + after)


def test_a_judgement_beyond_the_horizon_is_null_and_one_at_it_is_not() -> None:
    case = Case().until(16)
    case.record.close()
    assert case.finals["alive_8"] == 1.0
    case = Case().until(15)
    case.record.close()
    assert case.finals["alive_4"] == 1.0
    for name in ("ladder_8", "self_sustaining_8", "alive_8", "coverage_8", "members_8", "ties_8", "activities_8"):
        assert math.isnan(case.finals[name])


@pytest.mark.parametrize("horizon", [15, 16])
def test_a_world_that_is_run_judges_up_to_its_horizon(horizon: int) -> None:
    world = play(small(ONE | {"context.horizon": horizon}), seed=1)
    assert final(world, "funding_end").tolist() == [8.0]
    assert final(world, "ladder_4").tolist() == course(world, "state")[11].tolist()
    late = final(world, "ladder_8").tolist()
    if horizon < 16:
        assert math.isnan(late[0])
    else:
        assert late == course(world, "state")[15].tolist()


def test_a_judgement_is_withdrawn_when_money_is_offered_again() -> None:
    changes = (
        Change(4, "mandate.grant", 0.0),
        Change(13, "mandate.grant", 90.0),
        Change(14, "mandate.grant", 0.0),
    )
    case = Case({"mandate.duration": 30, "context.horizon": 30}, changes)
    case.until(13)
    assert judged_in(case.finals["coverage_4"]) == pytest.approx(8)
    assert judged_in(case.finals["coverage_8"]) == pytest.approx(12)
    surveyed = [case.finals[f"governance_none_{quarter}"] for quarter in (4, 8, 12)]
    case.until(14)
    withdrawn = ("ladder", "self_sustaining", "alive", "coverage")
    assert all(math.isnan(case.finals[f"{name}_{after}"]) for name in withdrawn for after in (4, 8))
    assert all(math.isnan(case.finals[name]) for name in ("members_8", "ties_8", "activities_8", "trust_8"))
    # Surveys go by the calendar, not by money.
    assert [case.finals[f"governance_none_{quarter}"] for quarter in (4, 8, 12)] == surveyed == [1.0, 1.0, 1.0]
    assert not math.isnan(case.finals["trust_12"])
    case.until(22)
    assert judged_in(case.finals["coverage_4"]) == pytest.approx(18)
    assert judged_in(case.finals["coverage_8"]) == pytest.approx(22)


def test_the_twin_is_judged_when_the_mandated_world_is() -> None:
    world = play(small(ONE | TAPER), seed=2, twin=True)
    assert world.twin is not None
    assert final(world.twin, "funding_end").tolist() == final(world, "funding_end").tolist() == [11.0]
    assert final(world.twin, "ladder_8").tolist() == course(world.twin, "state")[18].tolist()
    assert final(world.twin, "central_money").tolist() == [0.0]


def test_whether_it_was_open_when_funding_ended_is_told_of_the_last_funded_quarter() -> None:
    case = Case().until(8)
    case.partnership.close(fate.FAILED)
    assert case.until(12).finals["alive_at_funding_end"] == 1.0
    case = Case().until(7)
    case.partnership.close(fate.FAILED)
    assert case.until(12).finals["alive_at_funding_end"] == 0.0
    assert case.finals["alive_4"] == 0.0
    assert math.isnan(case.finals["coverage_4"])


# What it is judged to be ------------------------------------------------------------------------------------------


def test_a_partnership_is_funded_while_the_programmes_own_money_is_on_offer() -> None:
    case = Case().keep_itself()
    states = []
    for _ in range(10):
        case.quarter()
        states.append(STATES[int(case.last("state"))])
    assert states[:8] == ["funded"] * 8
    assert "funded" not in states[8:]


def test_a_partnership_that_closed_while_money_was_on_offer_is_not_funded() -> None:
    case = Case().until(2)
    case.partnership.close(fate.FAILED)
    case.quarter()
    assert case.partnership.offer > 0.0
    assert STATES[int(case.last("state"))] == "failed"


def lose_a_member(case: Case) -> None:
    keys = list(case.partnership.memberships)
    case.partnership.memberships[keys[0]].stance = DORMANT


def lose_sectors(case: Case) -> None:
    for one in case.partnership.members:
        one.sector = NHS


def lose_coverage(case: Case) -> None:
    case.partnership.ledger.enter(40.0, 74.0, 0.0, 100.0)


def lose_use(case: Case) -> None:
    case.partnership.in_use[0] = 0.49


def lose_progress(case: Case) -> None:
    case.partnership.progress[0] = 0.94


@pytest.mark.parametrize("loss", [lose_a_member, lose_sectors, lose_coverage, lose_use, lose_progress])
def test_an_open_partnership_short_of_one_condition_only_survives(loss: Callable[[Case], None]) -> None:
    case = Case(members=3).keep_itself(members=3)
    assert case.state == "self_sustained"
    assert case.record.self_sustaining()
    loss(case)
    assert case.state == "surviving"
    assert not case.record.self_sustaining()


@pytest.mark.parametrize("loss", [lose_a_member, lose_sectors, lose_coverage, lose_use, lose_progress])
def test_only_its_coverage_may_fall_short_for_a_partnership_in_order(loss: Callable[[Case], None]) -> None:
    case = Case(members=3).until(15).keep_itself(members=3)
    loss(case)
    case.until(16)
    assert case.finals["in_order_8"] == float(loss is lose_coverage)


def test_own_coverage_counts_other_income_and_four_quarters_and_never_the_grant() -> None:
    case = Case().keep_itself()
    ledger = case.partnership.ledger
    for _ in range(4):
        ledger.enter(100.0, 45.0, 30.0, 100.0)
    assert ledger.own_coverage(4) == 0.75
    assert case.state == "self_sustained"
    # A good quarter helps for four quarters, itself included.
    ledger.entries[-3].contributions = 500.0
    ledger.enter(100.0, 0.0, 0.0, 100.0)
    assert case.state == "self_sustained"
    ledger.enter(100.0, 45.0, 30.0, 100.0)
    assert case.state == "surviving"


def test_dormant_members_keep_nothing_going_and_token_ones_do() -> None:
    case = Case(members=4).keep_itself(members=4)
    for membership in case.partnership.memberships.values():
        membership.stance = TOKEN
    assert case.state == "self_sustained"
    for membership in list(case.partnership.memberships.values())[:2]:
        membership.stance = DORMANT
    assert case.state == "surviving"


@pytest.mark.parametrize(
    ("members", "output", "expected"),
    [
        (5, 0.3, "growing"),
        (5, 0.2, "self_sustained"),
        (5, 0.1, "self_sustained"),
        (4, 0.3, "self_sustained"),
        (3, 0.3, "self_sustained"),
        (3, 0.1, "self_sustained"),
    ],
)
def test_growing_takes_more_members_and_more_output_than_when_funding_ended(
    members: int, output: float, expected: str
) -> None:
    case = Case(members=4).until(8, output=0.2)
    case.keep_itself(members)
    for _ in range(4):
        case.quarter(output)
    assert STATES[int(case.finals["ladder_4"])] == case.state == expected
    assert case.finals["self_sustaining_4"] == 1.0


def test_growing_needs_keeping_itself_too() -> None:
    case = Case(members=4).until(8, output=0.2)
    gather(case.world, 6)
    for _ in range(4):
        case.quarter(output=0.9)
    assert case.state == "surviving"


def test_output_is_compared_over_four_quarters() -> None:
    # What came before the last funded year tells nothing.
    case = Case(members=4).until(4).until(8, output=0.25)
    case.keep_itself(members=5)
    case.quarter(output=0.2)
    assert case.state == "self_sustained"
    case = Case(members=4).until(4).until(8, output=0.25)
    case.keep_itself(members=5)
    case.quarter(output=0.4)
    # 0.25, 0.25, 0.25 and 0.4 are above 0.25 on average; with one bad quarter they are not.
    assert case.state == "growing"
    case.quarter(output=0.0)
    assert case.state == "self_sustained"


def test_without_money_growth_is_counted_from_those_that_convened() -> None:
    case = Case({"mandate.grant": 0.0}, members=4)
    case.keep_itself(members=4).quarter(output=0.1)
    assert case.state == "self_sustained"
    case.keep_itself(members=5)
    assert case.state == "growing"


def test_on_a_successors_money_a_partnership_is_carried_over_unless_it_keeps_itself() -> None:
    case = Case(SUCCESSOR).until(9)
    assert case.partnership.on_successor_money
    assert case.state == "carried_over"
    case.keep_itself()
    assert case.state == "self_sustained"
    case.partnership.in_use[0] = 0.0
    assert case.state == "carried_over"
    case.until(11)
    assert STATES[int(case.last("state"))] == "carried_over"
    case.quarter()
    assert STATES[int(case.last("state"))] == "surviving"
    case.record.close()
    assert case.finals["carried_over"] == 1.0


def test_nobody_grows_while_a_successor_pays() -> None:
    case = Case(SUCCESSOR, members=4).until(9, output=0.1)
    case.keep_itself(members=6).quarter(output=0.9)
    assert case.partnership.on_successor_money
    assert STATES[int(case.last("state"))] == "self_sustained"


def test_a_successor_without_money_carries_nobody() -> None:
    case = Case(SUCCESSOR | {"mandate.successor.grant": 0.0}).until(9)
    assert case.partnership.in_force
    assert STATES[int(case.last("state"))] == "surviving"


def test_the_programmes_own_money_counts_as_such_even_after_a_successors() -> None:
    case = Case(SUCCESSOR | {"context.horizon": 24}, (Change(13, "mandate.duration", 24),)).until(13)
    assert STATES[int(case.last("state"))] == "surviving"
    case.quarter()
    assert STATES[int(case.last("state"))] == "funded"


def test_whoever_was_not_picked_up_was_not_carried_over() -> None:
    case = Case().until(20)
    case.record.close()
    assert case.finals["carried_over"] == 0.0


# What a closed partnership leaves behind --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "in_twin", "expected"),
    [
        (0.5, 0.4, "legacy_ties"),
        (0.4, 0.5, "failed"),
        (0.5, 0.5, "failed"),
        (0.15, 0.1, "failed"),
        (OPENING_TRUST, 0.1, "failed"),
    ],
)
def test_legacy_ties_take_more_trust_than_before_the_mandate_and_than_in_the_twin(
    here: float, in_twin: float, expected: str
) -> None:
    case = Case(twin=True)
    assert case.world.twin is not None
    gather(case.world.twin, 6)
    set_trust(case.world, here)
    set_trust(case.world.twin, in_twin)
    case.partnership.close(fate.FAILED)
    assert case.state == expected


@pytest.mark.parametrize(("here", "expected"), [(0.5, "failed"), (0.65, "failed"), (0.7, "legacy_ties")])
def test_the_trust_before_the_mandate_is_that_of_prior_ties(here: float, expected: str) -> None:
    case = Case({"context.prior_ties": 1.0})
    set_trust(case.world, here)
    case.partnership.close(fate.FAILED)
    assert case.state == expected


@pytest.mark.parametrize(("here", "expected"), [(0.15, "failed"), (OPENING_TRUST, "failed"), (0.21, "legacy_ties")])
def test_without_a_twin_more_trust_than_before_will_do(here: float, expected: str) -> None:
    case = Case()
    set_trust(case.world, here)
    case.partnership.close(fate.FAILED)
    assert case.state == expected


def test_trust_lifts_no_open_partnership_and_none_that_left_activities() -> None:
    case = Case()
    set_trust(case.world, 0.9)
    assert case.state == "surviving"
    case.start_activity()
    assert case.state == "surviving"
    case.partnership.close(fate.FAILED)
    assert case.state == "legacy_activities"
    case.partnership.activities[0].end()
    assert case.state == "legacy_ties"


def test_closing_by_success_outranks_what_is_left_behind() -> None:
    case = Case()
    case.start_activity()
    case.partnership.close(fate.SUCCEEDED)
    assert case.state == "closed_by_success"
    case.until(16)
    case.record.close()
    assert case.finals["closed_by_success"] == 1.0
    assert STATES[int(case.finals["ladder_8"])] == STATES[int(case.finals["ladder_end"])] == "closed_by_success"
    assert case.finals["alive_8"] == case.finals["self_sustaining_8"] == 0.0


def test_a_closed_partnership_keeps_its_governance() -> None:
    case = Case({"mandate.duration": 4})
    progress = [0.0, 0.0499, 0.05, 0.5, 0.9499, 0.95, 1.0, 1.0, 1.0, 1.0]
    case.partnership.progress = list(progress)
    case.partnership.in_use = [0.4] * 10
    case.until(4)
    case.partnership.close(fate.FAILED)
    while case.world.quarter < 12:
        case.world.step()
    assert case.partnership.progress == progress
    case.until(13)
    for name, expected in (("none", 0.2), ("partial", 0.3), ("full", 0.5)):
        assert case.finals[f"governance_{name}_4"] == pytest.approx(expected)
        assert case.last(f"governance_{name}") == pytest.approx(expected)
    assert case.last("progress") == pytest.approx(sum(progress) / 10)
    assert case.last("in_use") == pytest.approx(0.4)


def test_governance_is_surveyed_after_four_eight_and_twelve_quarters_even_once_closed() -> None:
    case = Case({"mandate.duration": 4})
    case.partnership.progress = [1.0] * 5 + [0.5] * 2 + [0.0] * 3
    case.partnership.in_use = [0.5] * 10
    case.until(6)
    case.partnership.close(fate.FAILED)
    case.until(12)
    for quarter in (4, 8, 12):
        shares = [case.finals[f"governance_{name}_{quarter}"] for name in ("none", "partial", "full")]
        assert shares == pytest.approx([0.3, 0.2, 0.5])
    assert case.finals["decoupling_12"] == pytest.approx(0.6 - 0.5)
    assert case.finals["formality_12"] == pytest.approx(0.5)
    for name in ("clarity_12", "lead_form_12", "agenda_care_12", "trust_12", "density_12", "capture_12"):
        assert math.isnan(case.finals[name])


# Counts -----------------------------------------------------------------------------------------------------------


def test_what_is_left_at_eight_counts_active_members_and_running_activities() -> None:
    case = Case(members=6).until(15)
    memberships = list(case.partnership.memberships.values())
    memberships[0].stance = DORMANT
    memberships[1].stance = TOKEN
    for _ in range(3):
        case.start_activity()
    set_trust(case.world, 0.6)
    case.until(16)
    assert case.finals["members_8"] == 5.0
    assert case.finals["activities_8"] == 3.0
    assert case.finals["ties_8"] == pytest.approx(0.6)
    memberships[2].stance = DORMANT
    case.start_activity()
    case.until(20)
    assert case.finals["members_8"] == 5.0
    assert case.finals["activities_8"] == 3.0


def test_a_closed_partnership_has_no_members_at_eight_but_ties_and_activities() -> None:
    case = Case().until(10)
    case.start_activity()
    set_trust(case.world, 0.45)
    case.partnership.close(fate.FAILED)
    case.until(16)
    assert case.finals["members_8"] == 0.0
    assert case.finals["activities_8"] == 1.0
    assert case.finals["ties_8"] == pytest.approx(0.45)
    case.record.close()
    assert case.finals["ties_start"] == pytest.approx(OPENING_TRUST)
    assert case.finals["closed_quarter"] == 11.0


def test_ties_count_those_that_have_left() -> None:
    case = Case(members=3).until(8)
    set_trust(case.world, 0.3)
    leaver, one, other = case.partnership.members
    one.ties[leaver.key].trust = 0.9
    case.partnership.lose(leaver)
    case.until(16)
    # Six directed ties, five at 0.3 and one at 0.9; between the two that stayed 0.3.
    assert case.finals["ties_8"] == pytest.approx(0.4)
    assert case.finals["trust_8"] == pytest.approx(0.3)
    assert other in case.partnership.ever_members


def test_turnover_is_joining_and_leaving_per_member_and_year() -> None:
    case = Case()
    case.partnership.joined_total, case.partnership.left_total = 2, 3
    case.partnership.member_quarters = 40
    case.record.close()
    assert case.finals["turnover"] == 0.5
    case.partnership.member_quarters = 0
    case.record.close()
    assert math.isnan(case.finals["turnover"])


def test_turnover_of_a_run_counts_the_members_of_each_quarter() -> None:
    world = CollaborationModel(small({"mandate.growth": "grown", "context.members": 10.0}), seed=0)
    convened = [len(one.memberships) for one in world.partnerships]
    members = [0, 0]
    while world.quarter < world.horizon:
        members = [total + len(one.memberships) for total, one in zip(members, world.partnerships, strict=True)]
        world.step()
    joined = [len(one.ever_members) - start for one, start in zip(world.partnerships, convened, strict=True)]
    left = [sum(one.left) for one in world.partnerships]
    assert min(joined) > 0
    assert min(left) > 0
    moved = [here + gone for here, gone in zip(joined, left, strict=True)]
    expected = [4.0 * moves / total for moves, total in zip(moved, members, strict=True)]
    assert final(world, "turnover").tolist() == pytest.approx(expected)


# Network ----------------------------------------------------------------------------------------------------------


def test_the_network_at_eight_is_that_of_active_members_linked_by_mean_trust() -> None:
    case = Case(members=5).until(15)
    set_trust(case.world, 0.1)
    a, b, c, d, sleeper = case.partnership.members
    for one, other in ((a, b), (a, c), (a, d)):
        # Trust of 0.5 and 0.3 is 0.4 on average: just enough.
        one.ties[other.key].trust, other.ties[one.key].trust = 0.5, 0.3
    for one in (b, c, d):
        one.ties[sleeper.key].trust = sleeper.ties[one.key].trust = 0.9
    a.sector, b.sector, c.sector, d.sector = NHS, NHS, UNIVERSITY, FIRM
    a.size, b.size, c.size, d.size, sleeper.size = 3.0, 2.0, 1.0, 1.0, 9.0
    for topic, one in enumerate((a, b, c, d)):
        x = [float(topic == k) for k in range(4)]
        one.priorities = (x[0], x[1], x[2], x[3])
    case.partnership.agenda = (0.5, 0.5, 0.0, 0.0)
    case.partnership.memberships[sleeper.key].stance = DORMANT
    case.partnership.memberships[d.key].stance = TOKEN
    assert case.partnership.memberships[a.key].stance == ENGAGED
    case.until(16)
    finals = case.finals
    assert finals["density_8"] == pytest.approx(3 / 6)
    assert finals["cross_sector_8"] == pytest.approx(2 / 3)
    assert finals["centralisation_8"] == pytest.approx(1.0)
    assert finals["fragile_8"] == 1.0
    assert finals["capture_8"] == pytest.approx(0.5)
    assert finals["token_share_8"] == pytest.approx(1 / 4)
    # Twenty directed ties: three of 0.5, three of 0.3, six of 0.9, and eight of 0.1.
    assert finals["trust_8"] == pytest.approx((1.5 + 0.9 + 5.4 + 0.8) / 20)


def test_a_ring_of_members_is_not_fragile() -> None:
    case = Case(members=4).until(15)
    set_trust(case.world, 0.39)
    members = case.partnership.members
    for k, one in enumerate(members):
        other = members[(k + 1) % 4]
        one.ties[other.key].trust = other.ties[one.key].trust = 0.4
    case.until(16)
    assert case.finals["fragile_8"] == 0.0
    assert case.finals["centralisation_8"] == 0.0
    assert case.finals["density_8"] == pytest.approx(4 / 6)
