"""How partnerships end and grow, compiled: the twin of the partnership's methods of the eighth phase."""

from __future__ import annotations

from outlast import processes
from outlast.population import FIRM, accepts
from outlast.randomness import uniform
from outlast.rules import clarity, fate, money, stance
from outlast.rules.agenda import squared_distance
from outlast.rules.stance import TOKEN
from outlast.simulation.compiled.arrays import NOBODY, Case, World
from outlast.simulation.compiled.cache import action
from outlast.simulation.compiled.opening import welcome
from outlast.simulation.compiled.ties import copy_national_ties


@action
def members_active(world: World, k: int) -> int:
    """How many members are engaged or token."""
    active = 0
    for place in range(world.partnerships[k].members):
        if world.memberships[k, world.members[k, place]].stance <= TOKEN:
            active += 1
    return active


@action
def meet_fate(world: World, case: Case) -> None:
    """Close by success, close, or go on; a host that has left is replaced."""
    seed, quarter, p = world.centre[0].seed, world.centre[0].quarter, case.rules.fate
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status != fate.OPEN:
            continue
        partnership.troubled = fate.troubled_after(partnership.troubled, partnership.coverage, p)
        luck = uniform(seed, processes.CLOSING, k, 0, quarter, 1)
        bad_luck = uniform(seed, processes.CLOSING, k, 0, quarter, 0)
        if fate.closes_by_success(partnership.output_total, partnership.grant, partnership.cost, luck, p):
            close(world, k, fate.SUCCEEDED)
        elif fate.closes(members_active(world, k), partnership.troubled, bad_luck, p):
            close(world, k, fate.FAILED)
        elif not world.memberships[k, partnership.host].member:
            partnership.host = next_host(world, k)


@action
def next_host(world: World, k: int) -> int:
    """The largest active NHS trust or university, or the largest active member where there is none."""
    found = NOBODY
    for any_sector in (False, True):
        largest = 0.0
        for place in range(world.partnerships[k].members):
            seat = world.members[k, place]
            one = world.organisations[world.seated[world.partnerships[k].region, seat]]
            if world.memberships[k, seat].stance > TOKEN or (one.sector == FIRM and not any_sector):
                continue
            if found == NOBODY or one.size > largest:
                found, largest = seat, one.size
        if found != NOBODY:
            break
    return found


@action
def close(world: World, k: int, status: int) -> None:
    """Close: members are free, joint activities live on in their hosts while they can."""
    partnership = world.partnerships[k]
    partnership.status = status
    partnership.closed_quarter = world.centre[0].quarter + 1
    for place in range(partnership.members):
        seat = world.members[k, place]
        world.memberships[k, seat].member = False
        world.organisations[world.seated[partnership.region, seat]].memberships -= 1
    partnership.members = 0
    partnership.grant = partnership.contributions = 0.0


@action
def admit(world: World, case: Case) -> None:
    """A grown partnership that works together well invites the organisation its members trust most."""
    seed, quarter, p = world.centre[0].seed, world.centre[0].quarter, case.rules.opening
    mandate = case.mandates[quarter]
    if not mandate.grown:
        return
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status != fate.OPEN or partnership.joint_effort < p.admit_from:
            continue
        if partnership.members >= partnership.members_sought:
            continue
        seat = next_invited(world, k)
        if seat == NOBODY:
            continue
        total = 0.0
        for place in range(partnership.members):
            total += world.trust[partnership.region, world.members[k, place], seat]
        one = world.organisations[world.seated[partnership.region, seat]]
        if accepts(
            one.motivation,
            one.opening_champion,
            total / partnership.members,
            squared_distance(one.priorities, partnership.agenda),
            stance.push(one.dependence, mandate.pressure, partnership.in_force),
            partnership.members + 1,
            clarity.at_start(mandate.purpose, case.switches.fog, case.rules.clarity),
            money.grant_on_offer(0, mandate.grant, mandate.duration, mandate.taper),
            uniform(seed, processes.ADMISSION, one.key, k, quarter, 0),
            case.switches,
            case.rules,
        ):
            welcome(world, case, k, seat)
            copy_national_ties(world, case)
            partnership.joined_total += 1


@action
def next_invited(world: World, k: int) -> int:
    """The organisation of the region, or of none, that the members trust most and that never belonged."""
    partnership = world.partnerships[k]
    best = 0.0
    found = NOBODY
    for seat in range(world.seats[partnership.region]):
        if world.memberships[k, seat].ever:
            continue
        total = 0.0
        for place in range(partnership.members):
            total += world.trust[partnership.region, seat, world.members[k, place]]
        standing = total / partnership.members
        if found == NOBODY or standing > best:
            found, best = seat, standing
    return found
