"""What happens to trust in a quarter, compiled: ties fall with turnover, grow through work, and wither."""

from __future__ import annotations

from typing import Any

from outlast.parameters.structure import CEILING
from outlast.rules import trust
from outlast.simulation.compiled.arrays import NOBODY, Case, World
from outlast.simulation.compiled.cache import action
from outlast.simulation.compiled.ties import copy_national_ties

# 1 policy -------------------------------------------------------------------------------------------------------------


@action
def lose_touch(world: World, case: Case) -> None:
    """Ties fall where the boundary spanner at either end has left."""
    organisations, seated, trusts, ties = world.organisations, world.seated, world.trust, world.ties
    p, stranger = case.settings[0].rules.trust, case.settings[0].rules.opening.trust_stranger
    for table in range(len(world.seats)):
        n = world.seats[table]
        for a in range(n):
            if organisations[seated[table, a]].spanner_left:
                for b in range(n):
                    if ties[table, a, b].met:
                        trusts[table, a, b] = trust.after_turnover(trusts[table, a, b], stranger, p)
                        trusts[table, b, a] = trust.after_turnover(trusts[table, b, a], stranger, p)
    copy_national_ties(world)


# 6 learning -----------------------------------------------------------------------------------------------------------


@action
def learn_trust(world: World, case: Case) -> None:
    """Trust in every other: joint work first, then board contact, then decay."""
    p, learning = case.settings[0].rules.trust, case.settings[0].switches.trust_learning
    learn_from_work(world, p, learning)
    meet_on_boards(world, p, learning)
    for table in range(len(world.seats)):
        idle(world.trust[table], world.seats[table], p)
        if learning == CEILING:
            bear_damage(world.trust[table], world.ties[table], world.seats[table], p)
    forget_work(world)
    copy_national_ties(world)


@action
def learn_from_work(world: World, p: Any, learning: int) -> None:
    """Trust between those that worked together this quarter."""
    pairs, trusts, ties = world.pairs, world.trust, world.ties
    for k in range(world.centre[0].pairs):
        table, a, b = pairs[k, 0], pairs[k, 1], pairs[k, 2]
        tie = ties[table, a, b]
        trusts[table, a, b] = trust.after_work(trusts[table, a, b], int(tie.well), int(tie.badly), learning, p)
        tie.worked = True


@action
def forget_work(world: World) -> None:
    """Begin to count anew."""
    pairs, ties = world.pairs, world.ties
    for k in range(world.centre[0].pairs):
        tie = ties[pairs[k, 0], pairs[k, 1], pairs[k, 2]]
        tie.well = tie.badly = 0
    world.centre[0].pairs = 0


@action
def meet_on_boards(world: World, p: Any, learning: int) -> None:
    """Board contact: trust follows the effort that others are seen to make; what builds it before what harms it."""
    overlapping = False
    for k in range(world.centre[0].organisations):
        overlapping |= world.organisations[k].memberships > 1
    if overlapping:
        meet_on_each_board(world, p, learning, True, False)
        meet_on_each_board(world, p, learning, False, True)
    else:
        meet_on_each_board(world, p, learning, True, True)


@action
def meet_on_each_board(world: World, p: Any, learning: int, building: bool, harming: bool) -> None:
    """One partnership after the other: contacts that build trust, that harm it, or both."""
    memberships, members, trusts, present = world.memberships, world.members, world.trust, world.present
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        region, n = partnership.region, world.seats[partnership.region]
        if partnership.members == 0:
            continue
        for seat in range(n):
            present[seat] = memberships[k, seat].member
        for place in range(partnership.members):
            other = members[k, place]
            builds = memberships[k, other].effort > p.board_effort
            if (builds and not building) or (not builds and not harming):
                continue
            signal = trust.board_signal(memberships[k, other].effort, p)
            row = trusts[region, other]
            for one in range(n):
                if present[one]:
                    row[one] = trust.after_signal(row[one], signal, learning, p)
            row[other] = 0.0
        if world.centre[0].nationals > 1:
            meet_nationals(world, p, learning, k, building, harming)


@action
def meet_nationals(world: World, p: Any, learning: int, k: int, building: bool, harming: bool) -> None:
    """Board contact between national organisations, whose ties are kept elsewhere."""
    organisations, members, trusts, table = world.organisations, world.members, world.trust, len(world.seats) - 1
    partnership = world.partnerships[k]
    seated = world.seated[partnership.region]
    for place in range(partnership.members):
        other = organisations[seated[members[k, place]]].national
        if other == NOBODY:
            continue
        effort = world.memberships[k, members[k, place]].effort
        builds = effort > p.board_effort
        if (builds and not building) or (not builds and not harming):
            continue
        signal = trust.board_signal(effort, p)
        for place_of_one in range(partnership.members):
            one = organisations[seated[members[k, place_of_one]]].national
            if one != NOBODY and one != other:
                trusts[table, other, one] = trust.after_signal(trusts[table, other, one], signal, learning, p)


@action
def idle(trusts: Any, n: int, p: Any) -> None:
    """A quarter's decay of every tie in a table."""
    for a in range(n):
        row = trusts[a]
        for b in range(n):
            row[b] = trust.after_idling(row[b], p)
        row[a] = 0.0


@action
def bear_damage(trusts: Any, ties: Any, n: int, p: Any) -> None:
    """Lasting damage of this quarter's failures caps trust."""
    for a in range(n):
        for b in range(n):
            if a != b:
                ties[a, b].damage = trust.damage_after(ties[a, b].damage, int(ties[a, b].badly), p)
                trusts[a, b] = trust.under_ceiling(trusts[a, b], ties[a, b].damage, CEILING)
