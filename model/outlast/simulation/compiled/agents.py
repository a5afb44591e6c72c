"""What organisations do in a quarter, compiled: the twin of the agents' methods, one function an action."""

from __future__ import annotations

from typing import Any

from outlast import processes
from outlast.parameters.structure import LOCAL
from outlast.randomness import gumbel, uniform
from outlast.rules import activity, fate, money, motivation, stance
from outlast.rules.rule import saturation
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN
from outlast.simulation.compiled.activity import lose_participant
from outlast.simulation.compiled.arrays import NOBODY, Case, World
from outlast.simulation.compiled.cache import action

# 1 policy -------------------------------------------------------------------------------------------------------------


@action
def turn_over(world: World, case: Case) -> None:
    """The boundary spanner may leave; a successor may or may not be a champion."""
    now, organisations, partnerships = world.centre[0], world.organisations, world.partnerships
    keys, reorganised, spanner_left, p = world.keys, world.reorganised, world.spanner_left, case.settings[0].rules.fate
    n, seed, quarter = now.organisations, now.seed, now.quarter
    reorganised[:n] = now.reorganised
    if case.settings[0].switches.reorganisation == LOCAL:
        for k in range(len(partnerships)):
            seated = world.seated[partnerships[k].region]
            for place in range(partnerships[k].members):
                reorganised[seated[world.members[k, place]]] |= partnerships[k].reorganised
    usual, struck = fate.turnover_chance(False, p), fate.turnover_chance(True, p)
    for k in range(n):
        draw = uniform(seed, processes.TURNOVER, keys[k], 0, quarter, 0)
        spanner_left[k] = draw < (struck if reorganised[k] else usual)
    for k in range(n):
        if spanner_left[k]:
            organisations[k].champion = uniform(seed, processes.TURNOVER, keys[k], 0, quarter, 1) < p.champion_again


@action
def side_by_side(world: World, k: int) -> None:
    """The identifiers of the members of a partnership in a row, so that their draws can be made together."""
    who, keys, members, seated = world.who, world.keys, world.members, world.seated[world.partnerships[k].region]
    for place in range(world.partnerships[k].members):
        who[place] = keys[seated[members[k, place]]]


# 3 stance -------------------------------------------------------------------------------------------------------------


@action
def choose_stances(world: World, case: Case) -> None:
    """Every member chooses a stance, on what was seen at the start of the quarter."""
    now, organisations, memberships, members = world.centre[0], world.organisations, world.memberships, world.members
    mandate, switches, rules = case.mandates[now.quarter], case.settings[0].switches, case.settings[0].rules
    p, who, draws, seed, quarter = rules.stance, world.who, world.draws, now.seed, now.quarter
    detection = stance.detection(mandate.evaluation, switches.shield, p)
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        seated = world.seated[partnership.region]
        side_by_side(world, k)
        for place in range(partnership.members):
            draws[place] = uniform(seed, processes.STANCE, who[place], k, quarter, 0)
        pull = stance.grant_pull(partnership.grant, p)
        leave = stance.leave_utility(share_left(partnership), switches.exit, p)
        for place in range(partnership.members):
            seat = members[k, place]
            membership, one = memberships[k, seat], organisations[seated[seat]]
            worth = stance.value(
                membership.conflict,
                one.experience,
                membership.trust,
                partnership.joint_effort,
                partnership.clarity,
                partnership.capacity,
                partnership.fit,
                p,
            )
            effort = stance.effort_cost(membership.trust, partnership.members, one.memberships, p)
            affordable = money.affordable(partnership.fee, one.budget, one.memberships, rules.money)
            membership.affordable = affordable
            contribution = stance.contribution_cost(affordable, partnership.returns, one.budget, p)
            push = stance.push(one.dependence, mandate.pressure, partnership.in_force)
            membership.chosen = stance.choice(
                stance.engaged_utility(worth, one.motivation, one.champion, push, pull, effort, contribution, p),
                stance.token_utility(worth, one.motivation, push, detection, pull, effort, contribution, p),
                leave,
                draws[place],
                p,
            )


@action
def share_left(partnership: Any) -> float:
    """Share of members that left for good in the four quarters before this one (nobody has left in this one yet)."""
    gone = 0
    for k in range(len(partnership.left)):
        gone += partnership.left[k]
    return gone / (gone + partnership.members) if gone > 0 else 0.0


@action
def take_stances(world: World, case: Case) -> None:
    """Act as chosen: effort follows the stance, and the contribution is paid."""
    memberships, members, rules = world.memberships, world.members, case.settings[0].rules
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        for place in range(partnership.members):
            membership = memberships[k, members[k, place]]
            membership.stance = membership.chosen
            membership.effort = stance.effort_after(membership.effort, membership.stance, rules.stance)
            membership.contribution = money.contribution(membership.stance, membership.affordable)


# 4 activity -----------------------------------------------------------------------------------------------------------


@action
def propose_activities(world: World, case: Case) -> None:
    """Engaged members perhaps propose a joint activity in their partnership."""
    now, memberships, members, who, draws = world.centre[0], world.memberships, world.members, world.who, world.draws
    p, seed, quarter = case.settings[0].rules.activity, now.seed, now.quarter
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        partnership.proposals = 0
        side_by_side(world, k)
        for place in range(partnership.members):
            draws[place] = uniform(seed, processes.PROPOSAL, who[place], k, quarter, 0)
        for place in range(partnership.members):
            seat = members[k, place]
            membership = memberships[k, seat]
            if membership.stance != ENGAGED or not membership.effort > p.proposer_effort:
                continue
            chance = activity.proposal_chance(membership.effort, partnership.clarity, partnership.money_speed, p)
            if draws[place] < chance:
                propose(world, p, k, seat)


@action
def propose(world: World, p: Any, k: int, proposer: int) -> None:
    """Propose a joint activity to up to three members; each accepts with the probability of its effort."""
    now, organisations, memberships, members = world.centre[0], world.organisations, world.memberships, world.members
    partnership = world.partnerships[k]
    seated, trust = world.seated[partnership.region], world.trust[partnership.region]
    proposal, one = world.proposals[k, partnership.proposals], organisations[seated[proposer]]
    draw = uniform(now.seed, processes.PROPOSAL, one.key, k, now.quarter, 1)
    proposal.topic = activity.topic_chosen(one.priorities, partnership.agenda, draw)
    who, lucks, seed, quarter, key = world.who, world.lucks, now.seed, now.quarter, one.key
    for place in range(partnership.members):
        lucks[place] = uniform(seed, processes.PARTNER, key, who[place], quarter, k)
    # The three best so far, best first; in the order of identifiers, so that the earlier stays ahead of an equal.
    best = (0.0, 0.0, 0.0)
    asked = (NOBODY, NOBODY, NOBODY)
    for place in range(partnership.members):
        seat = members[k, place]
        if seat == proposer or memberships[k, seat].stance > TOKEN:
            continue
        other = organisations[seated[seat]]
        score = activity.partner_score(
            trust[seat, proposer],
            other.sector != one.sector,
            other.priorities[proposal.topic],
            p.closure != 0.0 and has_common_partner(world, k, proposer, seat),
            gumbel(lucks[place]),
            p,
        )
        if asked[0] == NOBODY or score > best[0]:
            best, asked = (score, best[0], best[1]), (seat, asked[0], asked[1])
        elif asked[1] == NOBODY or score > best[1]:
            best, asked = (best[0], score, best[1]), (asked[0], seat, asked[1])
        elif asked[2] == NOBODY or score > best[2]:
            best, asked = (best[0], best[1], score), (asked[0], asked[1], seat)
    proposal.partners = 0
    for seat in asked:
        if seat != NOBODY:
            other = organisations[seated[seat]]
            draw = uniform(now.seed, processes.AGREEMENT, one.key, other.key, now.quarter, k)
            if draw < memberships[k, seat].effort:
                proposal.partner[proposal.partners] = seat
                proposal.partners += 1
    if proposal.partners > 0:
        proposal.luck = uniform(now.seed, processes.SLOT, one.key, k, now.quarter, 0)
        proposal.lead = proposer
        partnership.proposals += 1


@action
def has_common_partner(world: World, k: int, one: int, other: int) -> bool:
    """Whether some third active member has worked with both."""
    ties = world.ties[world.partnerships[k].region]
    for place in range(world.partnerships[k].members):
        third = world.members[k, place]
        active = third != one and third != other and world.memberships[k, third].stance <= TOKEN
        if active and ties[one, third].worked and ties[other, third].worked:
            return True
    return False


# 6 learning (trust: see `trust`) --------------------------------------------------------------------------------------


@action
def learn_experience(world: World, case: Case) -> None:
    """Experience of joint work, then motivation; only members and those who took part learn."""
    now, organisations, partnerships = world.centre[0], world.organisations, world.partnerships
    mandate, switches, rules = case.mandates[now.quarter], case.settings[0].switches, case.settings[0].rules
    p = rules.experience
    control = motivation.control(mandate.structure, switches.autonomy)
    for k in range(now.organisations):
        organisations[k].grant = 0.0
    for k in range(len(partnerships)):
        seated = world.seated[partnerships[k].region]
        for place in range(partnerships[k].members):
            one = organisations[seated[world.members[k, place]]]
            one.grant = max(one.grant, partnerships[k].grant)
    for k in range(now.organisations):
        one = organisations[k]
        if one.took_part or one.memberships > 0:
            one.experience = motivation.experience_after(one.experience, one.took_part, one.did_well, p)
        if one.memberships > 0:
            one.motivation = motivation.motivation_after(
                one.motivation,
                one.experience,
                one.grant > 0.0,
                control,
                mandate.pressure,
                saturation(one.grant, rules.stance.grant_half),
                switches.money,
                p,
            )


# 8 fate ---------------------------------------------------------------------------------------------------------------


@action
def leave_for_good(world: World, case: Case) -> None:
    """A dormant member may go for good."""
    now, organisations, memberships, members = world.centre[0], world.organisations, world.memberships, world.members
    chance = case.settings[0].rules.fate.leaving
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        seated = world.seated[partnership.region]
        staying = 0
        for place in range(partnership.members):
            seat = members[k, place]
            membership, one = memberships[k, seat], organisations[seated[seat]]
            goes = membership.stance == DORMANT
            if goes and uniform(now.seed, processes.LEAVING, one.key, k, now.quarter, 0) < chance:
                world.is_member[k, seat] = False
                one.memberships -= 1
                partnership.left[now.quarter % len(partnership.left)] += 1
                partnership.left_total += 1
                lose_participant(world, k, seat)
            else:
                members[k, staying] = seat
                staying += 1
        partnership.members = staying
