"""What organisations do in a quarter, compiled: the twin of the agents' methods, one function an action."""

from __future__ import annotations

from outlast import processes
from outlast.parameters.structure import CEILING, LOCAL
from outlast.randomness import gumbel, uniform
from outlast.rules import activity, fate, money, motivation, stance, trust
from outlast.rules.rule import saturation
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN
from outlast.simulation.compiled.activity import lose_participant
from outlast.simulation.compiled.arrays import NOBODY, Case, World
from outlast.simulation.compiled.cache import action
from outlast.simulation.compiled.ties import copy_national_ties, tie_between

# 1 policy -------------------------------------------------------------------------------------------------------------


@action
def turn_over(world: World, case: Case) -> None:
    """The boundary spanner may leave; a successor may or may not be a champion."""
    seed, quarter, p = world.centre[0].seed, world.centre[0].quarter, case.rules.fate
    for k in range(world.centre[0].organisations):
        world.organisations[k].reorganised = world.centre[0].reorganised
    if case.switches.reorganisation == LOCAL:
        for k in range(len(world.partnerships)):
            partnership = world.partnerships[k]
            for place in range(partnership.members):
                one = world.organisations[world.seated[partnership.region, world.members[k, place]]]
                one.reorganised = one.reorganised or partnership.reorganised
    for k in range(world.centre[0].organisations):
        one = world.organisations[k]
        draw = uniform(seed, processes.TURNOVER, one.key, 0, quarter, 0)
        one.spanner_left = draw < fate.turnover_chance(one.reorganised, p)
        if one.spanner_left:
            one.champion = uniform(seed, processes.TURNOVER, one.key, 0, quarter, 1) < p.champion_again


@action
def lose_touch(world: World, case: Case) -> None:
    """Ties fall where the boundary spanner at either end has left."""
    p, stranger = case.rules.trust, case.rules.opening.trust_stranger
    for table in range(case.regions + 1):
        n = world.seats[table]
        for a in range(n):
            if not world.organisations[world.seated[table, a]].spanner_left:
                continue
            for b in range(n):
                if world.met[table, a, b]:
                    world.trust[table, a, b] = trust.after_turnover(world.trust[table, a, b], stranger, p)
                    world.trust[table, b, a] = trust.after_turnover(world.trust[table, b, a], stranger, p)
    copy_national_ties(world, case)


# 3 stance -------------------------------------------------------------------------------------------------------------


@action
def choose_stances(world: World, case: Case) -> None:
    """Every member chooses a stance, on what was seen at the start of the quarter."""
    seed, quarter, p = world.centre[0].seed, world.centre[0].quarter, case.rules.stance
    mandate, switches = case.mandates[quarter], case.switches
    detection = stance.detection(mandate.evaluation, switches.shield, p)
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        pull = stance.grant_pull(partnership.grant, p)
        leave = stance.leave_utility(share_left(partnership), switches.exit, p)
        for place in range(partnership.members):
            seat = world.members[k, place]
            membership, one = world.memberships[k, seat], world.organisations[world.seated[partnership.region, seat]]
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
            affordable = money.affordable(partnership.fee, one.budget, one.memberships, case.rules.money)
            contribution = stance.contribution_cost(affordable, one.budget, p)
            push = stance.push(one.dependence, mandate.pressure, partnership.in_force)
            engaged = stance.engaged_utility(
                worth, one.motivation, one.champion, push, pull, effort, contribution, p
            )
            token = stance.token_utility(worth, one.motivation, push, detection, pull, effort, contribution, p)
            draw = uniform(seed, processes.STANCE, one.key, k, quarter, 0)
            membership.chosen = stance.choice(engaged, token, leave, draw, p)


@action
def share_left(partnership) -> float:  # noqa: ANN001
    """Share of members that left for good in the four quarters before this one (nobody has left in this one yet)."""
    gone = 0
    for k in range(len(partnership.left)):
        gone += partnership.left[k]
    return gone / (gone + partnership.members) if gone > 0 else 0.0


@action
def take_stances(world: World, case: Case) -> None:
    """Act as chosen: effort follows the stance, and the contribution is paid."""
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        for place in range(partnership.members):
            seat = world.members[k, place]
            membership, one = world.memberships[k, seat], world.organisations[world.seated[partnership.region, seat]]
            membership.stance = membership.chosen
            membership.effort = stance.effort_after(membership.effort, membership.stance, case.rules.stance)
            affordable = money.affordable(partnership.fee, one.budget, one.memberships, case.rules.money)
            membership.contribution = money.contribution(membership.stance, affordable)


# 4 activity -----------------------------------------------------------------------------------------------------------


@action
def propose_activities(world: World, case: Case) -> None:
    """Engaged members perhaps propose a joint activity in their partnership."""
    seed, quarter, p = world.centre[0].seed, world.centre[0].quarter, case.rules.activity
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        partnership.proposals = 0
        for place in range(partnership.members):
            seat = world.members[k, place]
            membership = world.memberships[k, seat]
            if membership.stance != ENGAGED or not membership.effort > p.proposer_effort:
                continue
            chance = activity.proposal_chance(membership.effort, partnership.clarity, partnership.money_speed, p)
            one = world.organisations[world.seated[partnership.region, seat]]
            if uniform(seed, processes.PROPOSAL, one.key, k, quarter, 0) < chance:
                propose(world, case, k, seat)


@action
def propose(world: World, case: Case, k: int, seat: int) -> None:
    """Propose a joint activity to up to three members; each accepts with the probability of its effort."""
    seed, quarter, p = world.centre[0].seed, world.centre[0].quarter, case.rules.activity
    partnership, proposal = world.partnerships[k], world.proposals[k, world.partnerships[k].proposals]
    region = partnership.region
    one = world.organisations[world.seated[region, seat]]
    draw = uniform(seed, processes.PROPOSAL, one.key, k, quarter, 1)
    proposal.topic = activity.topic_chosen(one.priorities, partnership.agenda, draw)
    # The best so far, best first; in the order of identifiers, so that the earlier stays ahead of an equal.
    best = (0.0, 0.0, 0.0)
    asked = (NOBODY, NOBODY, NOBODY)
    for place in range(partnership.members):
        seat_of_other = world.members[k, place]
        if seat_of_other == seat or world.memberships[k, seat_of_other].stance > TOKEN:
            continue
        other = world.organisations[world.seated[region, seat_of_other]]
        score = activity.partner_score(
            world.trust[region, seat_of_other, seat],
            other.sector != one.sector,
            other.priorities[proposal.topic],
            has_common_partner(world, case, k, seat, seat_of_other),
            gumbel(uniform(seed, processes.PARTNER, one.key, other.key, quarter, k)),
            p,
        )
        if asked[0] == NOBODY or score > best[0]:
            best, asked = (score, best[0], best[1]), (seat_of_other, asked[0], asked[1])
        elif asked[1] == NOBODY or score > best[1]:
            best, asked = (best[0], score, best[1]), (asked[0], seat_of_other, asked[1])
        elif asked[2] == NOBODY or score > best[2]:
            best, asked = (best[0], best[1], score), (asked[0], asked[1], seat_of_other)
    proposal.partners = 0
    for seat_of_other in asked:
        if seat_of_other == NOBODY:
            break
        other = world.organisations[world.seated[region, seat_of_other]]
        draw = uniform(seed, processes.AGREEMENT, one.key, other.key, quarter, k)
        if draw < world.memberships[k, seat_of_other].effort:
            proposal.partner[proposal.partners] = seat_of_other
            proposal.partners += 1
    if proposal.partners > 0:
        proposal.luck = uniform(seed, processes.SLOT, one.key, k, quarter, 0)
        proposal.lead = seat
        partnership.proposals += 1


@action
def has_common_partner(world: World, case: Case, k: int, one: int, other: int) -> bool:
    """Whether some third active member has worked with both."""
    if case.rules.activity.closure == 0.0:
        return False
    worked = world.worked[world.partnerships[k].region]
    for place in range(world.partnerships[k].members):
        third = world.members[k, place]
        if third != one and third != other and world.memberships[k, third].stance <= TOKEN:
            if worked[one, third] and worked[other, third]:
                return True
    return False


# 6 learning -----------------------------------------------------------------------------------------------------------


@action
def learn_trust(world: World, case: Case) -> None:
    """Trust in every other: joint work first, then board contact, then decay."""
    p, learning = case.rules.trust, case.switches.trust_learning
    for pair in range(world.centre[0].pairs):
        table, a, b = world.pairs[pair, 0], world.pairs[pair, 1], world.pairs[pair, 2]
        successes, failures = int(world.well[table, a, b]), int(world.badly[table, a, b])
        world.trust[table, a, b] = trust.after_work(world.trust[table, a, b], successes, failures, learning, p)
        world.worked[table, a, b] = True
    for k in range(len(world.partnerships)):
        meet_on_board(world, case, k)
    for table in range(case.regions + 1):
        n = world.seats[table]
        for a in range(n):
            for b in range(n):
                world.trust[table, a, b] = trust.after_idling(world.trust[table, a, b], p)
            if learning == CEILING:
                for b in range(n):
                    damage = trust.damage_after(world.damage[table, a, b], int(world.badly[table, a, b]), p)
                    world.damage[table, a, b] = damage
                    world.trust[table, a, b] = trust.under_ceiling(world.trust[table, a, b], damage, learning)
            world.trust[table, a, a] = 0.0
    for pair in range(world.centre[0].pairs):
        table, a, b = world.pairs[pair, 0], world.pairs[pair, 1], world.pairs[pair, 2]
        world.well[table, a, b] = world.badly[table, a, b] = 0
    world.centre[0].pairs = 0
    copy_national_ties(world, case)


@action
def meet_on_board(world: World, case: Case, k: int) -> None:
    """Board contact in a partnership: trust follows the effort that others are seen to make."""
    p, learning, region = case.rules.trust, case.switches.trust_learning, world.partnerships[k].region
    for place in range(world.partnerships[k].members):
        other = world.members[k, place]
        effort = world.memberships[k, other].effort
        for place_of_one in range(world.partnerships[k].members):
            one = world.members[k, place_of_one]
            if one != other:
                table, a, b = tie_between(world, case, region, other, one)
                world.trust[table, a, b] = trust.after_board(world.trust[table, a, b], effort, learning, p)


@action
def learn_experience(world: World, case: Case) -> None:
    """Experience of joint work, then motivation; only members and those who took part learn."""
    p, quarter = case.rules.experience, world.centre[0].quarter
    mandate = case.mandates[quarter]
    control = motivation.control(mandate.structure, case.switches.autonomy)
    for k in range(world.centre[0].organisations):
        world.organisations[k].grant = 0.0
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        for place in range(partnership.members):
            one = world.organisations[world.seated[partnership.region, world.members[k, place]]]
            one.grant = max(one.grant, partnership.grant)
    for k in range(world.centre[0].organisations):
        one = world.organisations[k]
        if one.took_part or one.memberships > 0:
            one.experience = motivation.experience_after(one.experience, one.took_part, one.did_well, p)
        if one.memberships > 0:
            one.motivation = motivation.motivation_after(
                one.motivation,
                one.experience,
                one.grant > 0.0,
                control,
                mandate.pressure,
                saturation(one.grant, case.rules.stance.grant_half),
                case.switches.money,
                p,
            )


# 8 fate ---------------------------------------------------------------------------------------------------------------


@action
def leave_for_good(world: World, case: Case) -> None:
    """A dormant member may go for good."""
    seed, quarter = world.centre[0].seed, world.centre[0].quarter
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        staying = 0
        for place in range(partnership.members):
            seat = world.members[k, place]
            membership, one = world.memberships[k, seat], world.organisations[world.seated[partnership.region, seat]]
            if (
                membership.stance == DORMANT
                and uniform(seed, processes.LEAVING, one.key, k, quarter, 0) < case.rules.fate.leaving
            ):
                membership.member = False
                one.memberships -= 1
                partnership.left[quarter % len(partnership.left)] += 1
                partnership.left_total += 1
                lose_participant(world, k, seat)
            else:
                world.members[k, staying] = seat
                staying += 1
        partnership.members = staying
