"""The partnership as a Mesa agent: its mandate, agenda, bill, joint work, governance, books and fate."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import mesa

from outlast import processes
from outlast.outcomes.judgement import WINDOW, mean_of
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.parameters.structure import LOCAL
from outlast.population import FIRM, NATIONAL, Convened, Prospect, Topics, accepts
from outlast.rules import activity, agenda, clarity, fate, governance, money, production, stance
from outlast.simulation.activity import JointActivity
from outlast.simulation.agents import Membership, Organisation
from outlast.simulation.ledger import Ledger

if TYPE_CHECKING:
    from outlast.simulation.model import CollaborationModel

NEEDS = tuple(item.needs for item in GOVERNANCE_ACTIVITIES)
DIFFICULTY = tuple(item.difficulty for item in GOVERNANCE_ACTIVITIES)


class Partnership(mesa.Agent):
    """A partnership in a region, governed by a host and a director; its methods are the phases in which it acts."""

    model: CollaborationModel

    def __init__(self, model: CollaborationModel, convened: Convened) -> None:
        super().__init__(model)
        opening, mandate = model.rules.opening, model.mandate
        self.key = convened.key
        self.region = convened.region
        self.host = model.organisation[convened.host]
        self.members_sought = convened.target
        self.leadership = convened.leadership
        self.status = fate.OPEN
        self.closed_quarter: int | None = None
        self.memberships: dict[int, Membership] = {}
        self.ever_members: list[Organisation] = []
        self.activities: list[JointActivity] = []
        for key in convened.members:
            self.welcome(model.organisation[key])
        self.members_start = len(self.memberships)
        # Mandate and money on offer.
        self.in_force = False
        self.reorganised = False
        self.cancelled: int | None = None
        self.succession_decided = False
        self.successor_end: int | None = None
        self.successor_grant = 0.0
        self.offer = 0.0
        self.funding_end = 0
        # Shared understanding and work.
        self.agenda: Topics = self.centroid()
        self.clarity = clarity.at_start(mandate.vagueness.purpose, model.switches.fog, model.rules.clarity)
        self.legitimacy = opening.legitimacy
        self.joint_effort = opening.joint_effort
        self.progress = [0.0] * len(GOVERNANCE_ACTIVITIES)
        self.in_use = [0.0] * len(GOVERNANCE_ACTIVITIES)
        self.capacity = 0.0
        self.assistance = 0.0
        self.mean_trust = self.mean_effort = self.mean_conflict = 0.0
        self.output = self.output_total = 0.0
        self.money_speed = 0.0
        self.successes = self.activities_started = self.successes_total = 0
        # Bill and books (£k).
        self.form = money.LEAD
        self.fit = 1.0
        self.basic_cost = self.commitments = self.cost = self.grant = self.coverage = self.other_income = 0.0
        self.fee = self.returns = 0.0
        self.contributions = 0.0
        self.ledger = Ledger()
        self.troubled = 0
        self.left: list[int] = []
        self.joined_total = self.left_total = 0
        self.member_quarters = 0
        self.newcomer: Organisation | None = None
        self.proposals: list[tuple[float, int, int, list[int]]] = []

    # Members ------------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return self.status == fate.OPEN

    @property
    def members(self) -> list[Organisation]:
        """Members that have not left for good, in the order of identifiers."""
        return [self.model.organisation[key] for key in self.memberships]

    @property
    def members_with_stances(self) -> list[tuple[Membership, Organisation]]:
        """Members that have not left for good with their memberships, in the order of identifiers."""
        organisation = self.model.organisation
        return [(membership, organisation[key]) for key, membership in self.memberships.items()]

    @property
    def active_members(self) -> list[tuple[Membership, Organisation]]:
        """Engaged and token members with their memberships, in the order of identifiers."""
        organisation = self.model.organisation
        return [(m, organisation[key]) for key, m in self.memberships.items() if m.active]

    @property
    def members_active(self) -> int:
        """How many members are engaged or token."""
        return sum(1 for membership in self.memberships.values() if membership.active)

    @property
    def share_left(self) -> float:
        """Share of members that left for good in the four quarters before this one."""
        gone = sum(self.left[-WINDOW - 1 : -1])
        return gone / (gone + len(self.memberships)) if gone else 0.0

    def welcome(self, organisation: Organisation) -> None:
        """Take an organisation in; it gets to know the other members."""
        for other in self.members:
            organisation.meet(other)
        membership = Membership(self, effort=self.model.rules.opening.effort)
        self.memberships[organisation.key] = membership
        self.memberships = dict(sorted(self.memberships.items()))
        organisation.memberships[self.key] = membership
        if organisation not in self.ever_members:
            self.ever_members = sorted([*self.ever_members, organisation], key=lambda one: one.key)

    def lose(self, organisation: Organisation) -> None:
        """Let a member go for good."""
        del self.memberships[organisation.key]
        del organisation.memberships[self.key]
        self.left[-1] += 1
        self.left_total += 1
        for joint in list(self.activities):
            joint.lose(organisation.key)

    def centroid(self) -> Topics:
        """The unweighted mean of the members' priorities; even weights without members."""
        members = self.members
        if not members:
            return (0.25, 0.25, 0.25, 0.25)
        a, b, c, d = (mean_of([one.priorities[topic] for one in members]) for topic in range(4))
        return a, b, c, d

    # 1 policy -----------------------------------------------------------------------------------------------------

    def receive_mandate(self) -> None:
        """Learn whether the mandate is in force and what is on offer; a reorganisation leaves confusion."""
        model, mandate, quarter = self.model, self.model.mandate, self.model.quarter
        self.left.append(0)
        self.reorganised = self.is_reorganised()
        end = mandate.duration + mandate.taper
        within = quarter < end and self.cancelled is None
        who = self.key + 1 if model.switches.reorganisation == LOCAL else 0
        if self.reorganised and within and model.draw(processes.CANCELLATION, who, 0, 0) < mandate.early_cancel:
            self.cancelled, within = quarter, False
        if not within and end > 0 and not self.succession_decided:
            self.succession_decided = True
            draw = model.draw(processes.SUCCESSION, self.key, 0, 0)
            if self.is_open and draw < mandate.successor.chance:
                self.successor_end = quarter + mandate.successor.duration
                self.successor_grant = mandate.successor.grant
        carried = self.successor_end is not None and quarter < self.successor_end
        self.in_force = within or carried
        self.offer = 0.0
        if within:
            self.offer = money.grant_on_offer(quarter, mandate.grant, mandate.duration, mandate.taper)
        elif carried:
            self.offer = self.successor_grant
        if self.offer > 0.0:
            self.funding_end = quarter + 1
        if self.in_force:
            self.assistance = mandate.assistance
        if self.reorganised and self.is_open:
            self.clarity = clarity.after_reorganisation(self.clarity, model.rules.clarity)
            self.legitimacy = clarity.legitimacy_after_reorganisation(self.legitimacy, model.rules.clarity)

    def is_reorganised(self) -> bool:
        """Whether a reorganisation strikes this quarter: the country's, or the partnership's own under local."""
        model = self.model
        if model.switches.reorganisation != LOCAL:
            return model.reorganised
        plan, p = model.settings.context.reorganisations, model.rules.fate
        for quarter in plan.scheduled:
            delay = math.floor(model.draw_at(processes.DELAY, self.key, 0, quarter, 0) * p.local_delay)
            if quarter + delay == model.quarter:
                return True
        draw = model.draw(processes.REORGANISATION, self.key + 1, 0, 0)
        return draw < fate.reorganisation_chance(plan.hazard)

    @property
    def on_successor_money(self) -> bool:
        """Whether a successor programme's money is on offer."""
        return self.successor_end is not None and self.model.quarter < self.successor_end and self.offer > 0.0

    @property
    def end_of_funding(self) -> int:
        """The quarter in which funding is expected to have ended; 0 where none was offered."""
        mandate = self.model.mandate
        if self.successor_end is not None:
            return self.successor_end
        if self.cancelled is not None:
            return self.cancelled
        return mandate.duration + mandate.taper if mandate.grant > 0.0 else 0

    # 2 agenda -----------------------------------------------------------------------------------------------------

    def set_agenda(self) -> None:
        """Members pull the agenda; a mandate in force keeps it near the aim; what is left is conflict."""
        if not self.is_open:
            return
        p, switches, mandate = self.model.rules.agenda, self.model.switches, self.model.mandate
        power = agenda.size_power(mandate.vagueness.purpose, switches.capture, p)
        total = 0.0
        target = [0.0, 0.0, 0.0, 0.0]
        for membership, one in self.members_with_stances:
            weight = agenda.pull(agenda.weight_of_size(one.size, power), membership.effort, p)
            total += weight
            for topic in range(4):
                target[topic] += weight * one.priorities[topic]
        if total > 0.0:
            a, b, c, d = (agenda.moved(self.agenda[topic], target[topic] / total, p) for topic in range(4))
            self.agenda = (a, b, c, d)
        if self.in_force:
            self.stay_near_aim(agenda.radius(mandate.vagueness.purpose, switches.latitude, p))
        for key, membership in self.memberships.items():
            gap = agenda.squared_distance(self.model.organisation[key].priorities, self.agenda)
            membership.conflict = agenda.conflict(gap, p)

    def stay_near_aim(self, radius: float) -> None:
        """Draw the agenda back to within a radius of the centre's aim."""
        aim = self.model.mandate.aim
        kept = agenda.kept_share(math.sqrt(agenda.squared_distance(self.agenda, aim)), radius)
        if kept < 1.0:
            a, b, c, d = (aim[topic] + kept * (self.agenda[topic] - aim[topic]) for topic in range(4))
            self.agenda = (a, b, c, d)

    # 3 stance -----------------------------------------------------------------------------------------------------

    def draw_up_bill(self) -> None:
        """Look around: trust and capacity; choose the form; reckon the cost, the grant, the fee and its returns."""
        if not self.is_open:
            self.grant = self.contributions = self.cost = self.money_speed = 0.0
            return
        rules, mandate, quarter = self.model.rules, self.model.mandate, self.model.quarter
        self.see_each_other()
        self.capacity = mean_of(self.in_use)
        members = len(self.memberships)
        self.grant = money.grant_paid(self.offer, mandate.match, quarter == 0, self.contributions)
        saving = rules.stance.trust_saving
        lead_cost = money.basic_cost(money.LEAD, members, self.mean_trust, saving, rules.money)
        fit = money.shared_fit(self.mean_trust, members, rules.money)
        self.form = money.form_after(self.form, quarter, self.grant, lead_cost, fit, rules.money)
        self.fit = fit if self.form == money.SHARED else 1.0
        self.basic_cost = money.basic_cost(self.form, members, self.mean_trust, saving, rules.money)
        self.cost = self.basic_cost + self.commitments
        self.fee = money.fee(self.cost, self.grant, self.other_income, mandate.match, self.offer, members)
        self.returns = money.returns(self.fee, self.cost, self.grant, self.other_income, members, rules.money)
        self.money_speed = activity.money_speed(self.grant, rules.stance.grant_half, self.model.switches.money)

    def see_each_other(self) -> None:
        """Each member's mean trust in the other members, and the mean of it over members."""
        for one in self.members:
            total = 0.0
            for other in self.memberships:
                if other != one.key:
                    total += one.trust_in(other)
            others = len(self.memberships) - 1
            self.memberships[one.key].trust = total / others if others else 0.0
        self.mean_trust = mean_of([m.trust for m in self.memberships.values()]) if self.memberships else 0.0

    def take_stock(self) -> None:
        """What the stances taken add up to: joint effort, contributions and coverage of the cost."""
        if not self.is_open:
            return
        p, switch = self.model.rules.production, self.model.switches.production
        members = list(self.memberships.values())
        counted = [m.effort for m in members if production.counts(m.active, switch)]
        together = self.members_active >= production.FEWEST
        self.joint_effort = production.joint_effort(counted, len(counted), self.fit, switch, p) if together else 0.0
        self.mean_effort = mean_of([m.effort for m in members]) if members else 0.0
        self.mean_conflict = mean_of([m.conflict for m in members]) if members else 0.0
        self.contributions = 0.0
        for membership in self.memberships.values():
            self.contributions += membership.contribution
        self.coverage = (self.grant + self.other_income + self.contributions) / self.cost

    # 4 activity ---------------------------------------------------------------------------------------------------

    def receive_proposal(self, lead: Organisation, topic: int, partners: list[int]) -> None:
        """Note a proposal that found partners; free places go by drawn priority."""
        luck = self.model.draw(processes.SLOT, lead.key, self.key, 0)
        self.proposals.append((luck, lead.key, topic, partners))

    def start_activities(self) -> None:
        """Start proposed activities while fewer than the most run at once."""
        for _, lead, topic, partners in sorted(self.proposals):
            if len(self.activities) >= self.model.rules.activity.at_once:
                break
            self.activities.append(JointActivity(self.model, self, lead, topic, sorted([lead, *partners])))
            self.activities_started += 1
        self.proposals = []

    def sum_up_work(self) -> None:
        """Count what went well, and the output of the quarter."""
        self.successes = sum(1 for joint in self.activities if joint.result)
        self.successes_total += self.successes
        if not self.is_open:
            return
        self.output = activity.output(
            self.joint_effort,
            self.clarity,
            self.mean_conflict,
            self.successes,
            self.capacity,
            self.model.rules.activity,
        )
        self.output_total += self.output

    # 5 governance -------------------------------------------------------------------------------------------------

    def govern(self) -> None:
        """Work on the first few governance activities that are open; what stands on paper comes into use."""
        if not self.is_open:
            return
        p = self.model.rules.governance
        pace = governance.pace(
            self.leadership,
            self.joint_effort,
            self.clarity,
            self.mean_conflict,
            self.coverage,
            self.assistance if self.in_force else 0.0,
            p,
        )
        before = list(self.progress)
        at_work = [k for k in range(len(before)) if governance.open_to_work(k, before, NEEDS, p)]
        for k in at_work[: p.at_once]:
            self.progress[k] = governance.progress_after(before[k], pace, DIFFICULTY[k])
        for k, progress in enumerate(self.progress):
            self.in_use[k] = governance.in_use_after(self.in_use[k], progress, self.joint_effort, self.coverage, p)

    # 6 learning ---------------------------------------------------------------------------------------------------

    def make_sense(self) -> None:
        """Clarity grows as members work it out; output wins legitimacy."""
        if not self.is_open:
            return
        self.clarity = clarity.after_quarter(
            self.clarity,
            self.leadership,
            self.mean_effort,
            self.mean_conflict,
            self.assistance if self.in_force else 0.0,
            self.model.rules.clarity,
        )
        self.legitimacy = money.legitimacy_after(self.legitimacy, self.output, self.model.rules.money)

    # 7 money ------------------------------------------------------------------------------------------------------

    def keep_books(self) -> None:
        """Enter the quarter in the ledger, and see what commitments and other income the next one brings."""
        if not self.is_open:
            return
        p = self.model.rules.money
        self.ledger.enter(self.grant, self.contributions, self.other_income, self.cost, self.commitments)
        self.commitments = money.commitments_after(self.commitments, self.grant, self.basic_cost, p)
        plan = money.plan(self.capacity, self.assistance, self.model.quarter, self.end_of_funding, p)
        self.other_income = money.other_income_after(self.other_income, plan, self.legitimacy, self.joint_effort, p)
        self.member_quarters += len(self.memberships)

    # 8 fate -------------------------------------------------------------------------------------------------------

    def meet_fate(self) -> None:
        """Close by success, close, or go on; a host that has left is replaced."""
        if not self.is_open:
            return
        p = self.model.rules.fate
        self.troubled = fate.troubled_after(self.troubled, self.coverage, p)
        luck = self.model.draw(processes.CLOSING, self.key, 0, 1)
        if fate.closes_by_success(self.output_total, self.grant, self.cost, luck, p):
            self.close(fate.SUCCEEDED)
        elif fate.closes(self.members_active, self.troubled, self.model.draw(processes.CLOSING, self.key, 0, 0), p):
            self.close(fate.FAILED)
        elif self.host.key not in self.memberships:
            self.host = self.next_host()

    def next_host(self) -> Organisation:
        """The largest active NHS trust or university, or the largest active member where there is none."""
        active = [one for _, one in self.active_members]
        able = [one for one in active if one.sector != FIRM] or active
        return min(able, key=lambda one: (-one.size, one.key))

    def close(self, status: int) -> None:
        """Close: members are free, joint activities live on in their hosts while they can."""
        self.status = status
        self.closed_quarter = self.model.quarter + 1
        for key in list(self.memberships):
            del self.model.organisation[key].memberships[self.key]
        for joint in self.activities:
            joint.outlive(self)
        self.memberships = {}

    def invite(self) -> None:
        """A grown partnership that works together well invites the organisation its members trust most."""
        model, p = self.model, self.model.rules.opening
        self.newcomer = None
        if not self.is_open or model.mandate.growth != "grown" or self.joint_effort < p.admit_from:
            return
        if len(self.memberships) >= self.members_sought:
            return
        invited = self.next_invited()
        if invited is None:
            return
        accepted = accepts(
            invited.motivation,
            invited.champion,
            invited.experience,
            len(invited.memberships) + 1,
            mean_of([invited.trust_in(key) for key in self.memberships]),
            agenda.squared_distance(invited.priorities, self.agenda),
            stance.push(invited.dependence, model.mandate.pressure, self.in_force),
            Prospect(len(self.memberships) + 1, self.clarity, self.joint_effort, self.capacity, self.fit, self.grant),
            model.draw(processes.ADMISSION, invited.key, self.key, 0),
            model.switches,
            model.rules,
        )
        if accepted:
            self.newcomer = invited

    def admit(self) -> None:
        """Whoever has accepted becomes a member."""
        if self.newcomer is not None:
            self.welcome(self.newcomer)
            self.joined_total += 1
            self.newcomer = None

    def next_invited(self) -> Organisation | None:
        """The organisation of the region, or of none, that the members trust most and that never belonged."""
        model = self.model
        members = list(self.memberships)
        best: tuple[float, int] | None = None
        for one in model.organisations:
            if one.region not in (self.region, NATIONAL) or one in self.ever_members:
                continue
            standing = mean_of([model.organisation[key].trust_in(one.key) for key in members])
            if best is None or (-standing, one.key) < best:
                best = (-standing, one.key)
        return None if best is None else model.organisation[best[1]]
