"""Organisations as Mesa agents: NHS trusts, universities and firms that choose, propose, learn and leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import mesa

from outlast import processes
from outlast.parameters.structure import CEILING
from outlast.population import Organisation as Opening
from outlast.population import Topics, opening_trust, prior_tie
from outlast.randomness import gumbel
from outlast.rules import activity, fate, money, motivation, stance, trust
from outlast.rules.rule import saturation
from outlast.rules.stance import ENGAGED, TOKEN

if TYPE_CHECKING:
    from outlast.simulation.model import CollaborationModel
    from outlast.simulation.partnership import Partnership


@dataclass(slots=True)
class Tie:
    """A directed tie: trust now, lasting damage, whether it pre-dates the mandate, and the last joint activity."""

    trust: float
    predates: bool
    damage: float = 0.0
    last_joint: int | None = None


@dataclass(slots=True, eq=False)
class Membership:
    """What an organisation is in one partnership: its stance and effort, and what it sees this quarter."""

    partnership: Partnership
    stance: int = ENGAGED
    effort: float = 0.5
    chosen: int = ENGAGED
    conflict: float = 0.0
    trust: float = 0.0
    contribution: float = 0.0

    @property
    def active(self) -> bool:
        """Engaged or token."""
        return self.stance <= TOKEN


class Organisation(mesa.Agent):
    """An organisation that may belong to several partnerships; its methods are the phases in which it acts."""

    model: CollaborationModel

    def __init__(self, model: CollaborationModel, opening: Opening) -> None:
        super().__init__(model)
        self.opening = opening
        self.key = opening.key
        self.name = opening.name
        self.sector = opening.sector
        self.region = opening.region
        self.size = opening.size
        self.priorities: Topics = opening.priorities
        self.motivation = opening.motivation
        self.champion = opening.champion
        self.budget = opening.budget
        self.dependence = opening.dependence
        self.experience = model.rules.opening.experience
        self.ties: dict[int, Tie] = {}
        self.memberships: dict[int, Membership] = {}
        self.spanner_left = False

    # Ties ---------------------------------------------------------------------------------------------------------

    def trust_in(self, other: int) -> float:
        """Trust (0..1) in another organisation; the baseline where no tie is kept."""
        tie = self.ties.get(other)
        return self.model.rules.trust.baseline if tie is None else tie.trust

    def meet(self, other: Organisation) -> None:
        """Keep a tie with another organisation from now on, both ways, if there is none yet."""
        if other.key in self.ties or other is self:
            return
        opening = self.model.rules.opening
        tied = prior_tie(self.model.seed, self.opening, other.opening, self.model.settings.context.prior_ties)
        self.ties[other.key] = Tie(opening_trust(tied, opening), tied)
        other.ties[self.key] = Tie(opening_trust(tied, opening), tied)

    # 1 policy -----------------------------------------------------------------------------------------------------

    def turn_over(self) -> None:
        """The boundary spanner may leave; a successor may or may not be a champion."""
        reorganised = self.model.reorganised or any(m.partnership.reorganised for m in self.memberships.values())
        p = self.model.rules.fate
        draw = self.model.draw(processes.TURNOVER, self.key, 0, 0)
        self.spanner_left = draw < fate.turnover_chance(reorganised, p)
        if self.spanner_left:
            self.champion = self.model.draw(processes.TURNOVER, self.key, 0, 1) < p.champion_again

    def lose_touch(self) -> None:
        """Ties fall where the boundary spanner at either end has left."""
        p, stranger = self.model.rules.trust, self.model.rules.opening.trust_stranger
        organisation = self.model.organisation
        for other, tie in self.ties.items():
            for _ in range(self.spanner_left + organisation[other].spanner_left):
                tie.trust = trust.after_turnover(tie.trust, stranger, p)

    # 3 stance -----------------------------------------------------------------------------------------------------

    def choose_stances(self) -> None:
        """Choose a stance in each partnership, on what was seen at the start of the quarter."""
        for membership in self.memberships.values():
            draw = self.model.draw(processes.STANCE, self.key, membership.partnership.key, 0)
            membership.chosen = self.choose_stance(membership, draw)

    def choose_stance(self, membership: Membership, draw: float) -> int:
        """The stance for one partnership by logit: ENGAGED, TOKEN or DORMANT. Override for another decision."""
        engaged, token, leave = self.utilities(membership)
        return stance.choice(engaged, token, leave, draw, self.model.rules.stance)

    def utilities(self, membership: Membership) -> tuple[float, float, float]:
        """What being engaged, token and gone is worth in one partnership (utility)."""
        partnership, mandate = membership.partnership, self.model.mandate
        p, switches = self.model.rules.stance, self.model.switches
        worth = stance.value(
            membership.conflict,
            self.experience,
            membership.trust,
            partnership.joint_effort,
            partnership.clarity,
            partnership.capacity,
            partnership.fit,
            p,
        )
        effort = stance.effort_cost(membership.trust, len(partnership.memberships), len(self.memberships), p)
        contribution = stance.contribution_cost(self.affordable(partnership), partnership.returns, self.budget, p)
        pull = stance.grant_pull(partnership.grant, p)
        push = stance.push(self.dependence, mandate.pressure, partnership.in_force)
        detection = stance.detection(mandate.vagueness.evaluation, switches.shield, p)
        return (
            stance.engaged_utility(worth, self.motivation, self.champion, push, pull, effort, contribution, p),
            stance.token_utility(worth, self.motivation, push, detection, pull, effort, contribution, p),
            stance.leave_utility(partnership.share_left, switches.exit, p),
        )

    def affordable(self, partnership: Partnership) -> float:
        """What an engaged member would pay of the fee (£k)."""
        return money.affordable(partnership.fee, self.budget, len(self.memberships), self.model.rules.money)

    def take_stances(self) -> None:
        """Act as chosen: effort follows the stance, and the contribution is paid."""
        for membership in self.memberships.values():
            membership.stance = membership.chosen
            membership.effort = stance.effort_after(membership.effort, membership.stance, self.model.rules.stance)
            membership.contribution = money.contribution(membership.stance, self.affordable(membership.partnership))

    # 4 activity ---------------------------------------------------------------------------------------------------

    def propose_activities(self) -> None:
        """Perhaps propose a joint activity in each partnership in which it is engaged."""
        p = self.model.rules.activity
        for membership in self.memberships.values():
            if membership.stance != ENGAGED or not membership.effort > p.proposer_effort:
                continue
            partnership = membership.partnership
            chance = activity.proposal_chance(membership.effort, partnership.clarity, partnership.money_speed, p)
            if self.model.draw(processes.PROPOSAL, self.key, partnership.key, 0) < chance:
                self.propose(partnership)

    def propose(self, partnership: Partnership) -> None:
        """Propose a joint activity to up to three members; each accepts with the probability of its effort."""
        model = self.model
        topic = self.choose_topic(partnership, model.draw(processes.PROPOSAL, self.key, partnership.key, 1))
        scored = []
        for membership, other in partnership.active_members:
            if other is self:
                continue
            luck = gumbel(model.draw(processes.PARTNER, self.key, other.key, partnership.key))
            score = activity.partner_score(
                self.trust_in(other.key),
                other.sector != self.sector,
                other.priorities[topic],
                self.has_common_partner(other, partnership),
                luck,
                model.rules.activity,
            )
            scored.append((-score, other.key, membership.effort))
        asked = sorted(scored)[: activity.MOST_PARTNERS]
        accepting = [
            key for _, key, effort in asked if model.draw(processes.AGREEMENT, self.key, key, partnership.key) < effort
        ]
        if accepting:
            partnership.receive_proposal(self, topic, accepting)

    def choose_topic(self, partnership: Partnership, draw: float) -> int:
        """A topic in proportion to own priority times agenda."""
        return activity.topic_chosen(self.priorities, partnership.agenda, draw)

    def has_common_partner(self, other: Organisation, partnership: Partnership) -> bool:
        """Whether some third active member has worked with both."""
        if self.model.rules.activity.closure == 0.0:
            return False
        return any(
            third is not self and third is not other and self.has_worked_with(third) and other.has_worked_with(third)
            for _, third in partnership.active_members
        )

    def has_worked_with(self, other: Organisation) -> bool:
        """Whether the two have shared a joint activity."""
        tie = self.ties.get(other.key)
        return tie is not None and tie.last_joint is not None

    # 6 learning ---------------------------------------------------------------------------------------------------

    def learn_trust(self) -> None:
        """Trust in every other: joint work first, then board contact, then decay."""
        model = self.model
        p, learning = model.rules.trust, model.switches.trust_learning
        for other, tie in self.ties.items():
            level = tie.trust
            successes, failures = model.joint_work.get((min(self.key, other), max(self.key, other)), (0, 0))
            if successes or failures:
                level = trust.after_work(level, successes, failures, learning, p)
                tie.last_joint = model.quarter
            if self.memberships:
                for effort in self.board_contact(other):
                    level = trust.after_board(level, effort, learning, p)
            level = trust.after_idling(level, p)
            if learning == CEILING:
                tie.damage = trust.damage_after(tie.damage, failures, p)
                level = trust.under_ceiling(level, tie.damage, learning)
            tie.trust = level

    def board_contact(self, other: int) -> list[float]:
        """The other's effort in each partnership in which both are members: what builds trust before what harms it.

        Like successes before failures, so that the numbering of partnerships does not matter.
        """
        there = self.model.organisation[other].memberships
        seen = [there[key].effort for key in sorted(self.memberships) if key in there]
        mark = self.model.rules.trust.board_effort
        return [effort for effort in seen if effort > mark] + [effort for effort in seen if not effort > mark]

    def learn_experience(self) -> None:
        """Experience of joint work, then motivation; only members and those who took part learn."""
        p = self.model.rules.experience
        took_part = self.key in self.model.took_part
        if took_part or self.memberships:
            self.experience = motivation.experience_after(
                self.experience, took_part, self.key in self.model.did_well, p
            )
        if self.memberships:
            mandate = self.model.mandate
            grant = max(membership.partnership.grant for membership in self.memberships.values())
            self.motivation = motivation.motivation_after(
                self.motivation,
                self.experience,
                grant > 0.0,
                motivation.control(mandate.vagueness.structure, self.model.switches.autonomy),
                mandate.pressure,
                saturation(grant, self.model.rules.stance.grant_half),
                self.model.switches.money,
                p,
            )

    # 8 fate -------------------------------------------------------------------------------------------------------

    def leave_for_good(self) -> None:
        """A dormant member may go for good."""
        for membership in list(self.memberships.values()):
            if membership.stance != stance.DORMANT:
                continue
            draw = self.model.draw(processes.LEAVING, self.key, membership.partnership.key, 0)
            if draw < self.model.rules.fate.leaving:
                membership.partnership.lose(self)


class NHSTrust(Organisation):
    """An NHS trust: cares most about care, and depends on the centre."""


class University(Organisation):
    """A university: cares most about research and education."""


class Firm(Organisation):
    """A firm: cares most about growth, and hardly depends on the centre."""
