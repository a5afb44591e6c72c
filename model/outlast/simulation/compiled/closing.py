"""How partnerships end and grow, compiled: the twin of the partnership's methods in the eighth phase."""

from __future__ import annotations

from typing import Any

from outlast import processes
from outlast.population import FIRM, Prospect, accepts
from outlast.randomness import uniform
from outlast.rules import fate, stance
from outlast.rules.agenda import squared_distance
from outlast.rules.stance import TOKEN
from outlast.simulation.compiled.arrays import NOBODY, Case, World
from outlast.simulation.compiled.cache import action
from outlast.simulation.compiled.convened import welcome
from outlast.simulation.compiled.ties import copy_national_ties


@action
def members_active(memberships: Any, members: Any, n: int) -> int:
    """How many of the first members of a partnership are engaged or token."""
    active = 0
    for place in range(n):
        if memberships[members[place]].stance <= TOKEN:
            active += 1
    return active


@action
def meet_fate(world: World, case: Case) -> None:
    """Close by success, close, or go on; a host that has left is replaced."""
    now, p = world.centre[0], case.settings[0].rules.fate
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status != fate.OPEN:
            continue
        active = members_active(world.memberships[k], world.members[k], partnership.members)
        partnership.troubled = fate.troubled_after(partnership.troubled, partnership.coverage, p)
        luck = uniform(now.seed, processes.CLOSING, k, 0, now.quarter, 1)
        bad_luck = uniform(now.seed, processes.CLOSING, k, 0, now.quarter, 0)
        if fate.closes_by_success(partnership.output_total, partnership.grant, partnership.cost, luck, p):
            close(world, k, fate.SUCCEEDED)
        elif fate.closes(active, partnership.troubled, bad_luck, p):
            close(world, k, fate.FAILED)
        elif not world.is_member[k, partnership.host]:
            partnership.host = next_host(world, k)


@action
def next_host(world: World, k: int) -> int:
    """The largest active NHS trust or university, or the largest active member where there is none."""
    organisations, memberships, members = world.organisations, world.memberships, world.members
    seated = world.seated[world.partnerships[k].region]
    found = NOBODY
    for any_sector in (False, True):
        largest = 0.0
        for place in range(world.partnerships[k].members):
            seat = members[k, place]
            one = organisations[seated[seat]]
            able = memberships[k, seat].stance <= TOKEN and (any_sector or one.sector != FIRM)
            if able and (found == NOBODY or one.size > largest):
                found, largest = seat, one.size
        if found != NOBODY:
            break
    return found


@action
def close(world: World, k: int, status: int) -> None:
    """Close: members are free, joint activities live on in their hosts while they can."""
    partnership, members = world.partnerships[k], world.members
    partnership.status = status
    partnership.closed_quarter = world.centre[0].quarter + 1
    for place in range(partnership.members):
        world.is_member[k, members[k, place]] = False
        world.organisations[world.seated[partnership.region, members[k, place]]].memberships -= 1
    partnership.members = 0


@action
def invite(world: World, case: Case) -> None:
    """A grown partnership that works together well invites the organisation its members trust most."""
    now, members, trust = world.centre[0], world.members, world.trust
    mandate, settings = case.mandates[now.quarter], case.settings[0]
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        partnership.newcomer = NOBODY
        if partnership.status != fate.OPEN or not mandate.grown:
            continue
        if partnership.joint_effort < settings.rules.opening.admit_from:
            continue
        if partnership.members >= partnership.members_sought:
            continue
        seat = next_invited(world, k)
        if seat == NOBODY:
            continue
        one = world.organisations[world.seated[partnership.region, seat]]
        total = 0.0
        for place in range(partnership.members):
            total += trust[partnership.region, members[k, place], seat]
        accepted = accepts(
            one.motivation,
            one.champion,
            one.experience,
            one.memberships + 1,
            total / partnership.members,
            squared_distance(one.priorities, partnership.agenda),
            stance.push(one.dependence, mandate.pressure, partnership.in_force),
            Prospect(
                partnership.members + 1,
                partnership.clarity,
                partnership.joint_effort,
                partnership.capacity,
                partnership.fit,
                partnership.grant,
            ),
            uniform(now.seed, processes.ADMISSION, one.key, k, now.quarter, 0),
            settings.switches,
            settings.rules,
        )
        if accepted:
            partnership.newcomer = seat


@action
def next_invited(world: World, k: int) -> int:
    """The organisation of the region, or of none, that the members trust most and that never belonged."""
    partnership, memberships, members = world.partnerships[k], world.memberships, world.members
    trust = world.trust[partnership.region]
    best = 0.0
    found = NOBODY
    for seat in range(world.seats[partnership.region]):
        if memberships[k, seat].ever:
            continue
        total = 0.0
        for place in range(partnership.members):
            total += trust[seat, members[k, place]]
        standing = total / partnership.members
        if found == NOBODY or standing > best:
            found, best = seat, standing
    return found


@action
def admit(world: World, case: Case) -> None:
    """Whoever has accepted becomes a member."""
    joined = False
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.newcomer != NOBODY:
            welcome(world, case, k, partnership.newcomer)
            partnership.joined_total += 1
            joined = True
    if joined:
        copy_national_ties(world)
