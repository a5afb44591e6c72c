"""What happens to trust in a quarter, compiled: ties fall with turnover, grow through work, and wither."""

from __future__ import annotations

from typing import Any, NamedTuple

from outlast.parameters.structure import CEILING
from outlast.rules import trust
from outlast.simulation.compiled.arrays import NOBODY, Case, World
from outlast.simulation.compiled.cache import action
from outlast.simulation.compiled.ties import copy_national_ties


class Kept(NamedTuple):
    """What the loops over whole rows of ties need of the rules.

    Held apart, since the compiler cannot tell that writing trust leaves the rules alone, and would read them anew for
    every tie instead of taking several ties at a time.
    """

    asymmetry: float
    baseline: float
    decay: float
    turnover_loss: float


# 1 policy -------------------------------------------------------------------------------------------------------------


@action
def lose_touch(world: World, case: Case) -> None:
    """Ties fall where the boundary spanner at either end has left."""
    spanner_left, seated, trusts, met = world.spanner_left, world.seated, world.trust, world.met
    p, stranger = kept(case.settings[0].rules.trust), case.settings[0].rules.opening.trust_stranger
    for table in range(len(world.seats)):
        n = world.seats[table]
        for a in range(n):
            if spanner_left[seated[table, a]]:
                row, kept_up = trusts[table, a], met[table, a]
                for b in range(n):
                    row[b] = trust.after_turnover(row[b], stranger, p) if kept_up[b] else row[b]
                for b in range(n):
                    if kept_up[b]:
                        trusts[table, b, a] = trust.after_turnover(trusts[table, b, a], stranger, p)
    copy_national_ties(world)


@action
def kept(p: Any) -> Any:
    """The rules of trust, as far as such loops need them."""
    return Kept(p.asymmetry, p.baseline, p.decay, p.turnover_loss)


# 6 learning -----------------------------------------------------------------------------------------------------------


@action
def learn_trust(world: World, case: Case) -> None:
    """Trust in every other: joint work first, then board contact, then decay."""
    p, learning = case.settings[0].rules.trust, case.settings[0].switches.trust_learning
    learn_from_work(world, p, learning)
    # Region by region, so that a table is at hand for all that happens to it; national organisations' own comes last.
    for table in range(len(world.seats)):
        meet_on_boards(world, table, p, learning)
        idle(world.trust[table], world.seats[table], kept(p))
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
        well, badly = int(tie.well), int(tie.badly)
        trusts[table, a, b] = trust.after_work(trusts[table, a, b], well, badly, learning, p)
        trusts[table, b, a] = trust.after_work(trusts[table, b, a], well, badly, learning, p)
        tie.worked = ties[table, b, a].worked = True


@action
def forget_work(world: World) -> None:
    """Begin to count anew."""
    pairs, ties = world.pairs, world.ties
    for k in range(world.centre[0].pairs):
        tie = ties[pairs[k, 0], pairs[k, 1], pairs[k, 2]]
        tie.well = tie.badly = 0
    world.centre[0].pairs = 0


@action
def meet_on_boards(world: World, table: int, p: Any, learning: int) -> None:
    """Board contact: trust follows the effort that others are seen to make; what builds it before what harms it."""
    partnerships, regions = len(world.partnerships), len(world.seats) - 1
    national = table == regions
    # In a region with one partnership no two are met on two boards, and the order is nothing.
    several = national or table + regions < partnerships
    if national and world.centre[0].nationals < 2:
        return
    for turn in range(2 if several else 1):
        for k in range(0 if national else table, partnerships, 1 if national else regions):
            if national:
                meet_nationals(world, k, p, learning, turn == 0)
            elif world.partnerships[k].members > 0:
                meet_on_board(world, k, p, learning, turn == 0, turn == 1 or not several)


@action
def meet_on_board(world: World, k: int, p: Any, learning: int, building: bool, harming: bool) -> None:
    """Contacts on a board that build trust, that harm it, or both."""
    memberships, members, is_member, partnership = (
        world.memberships,
        world.members,
        world.is_member[k],
        world.partnerships[k],
    )
    trusts, n, row_p = world.trust[partnership.region], world.seats[partnership.region], kept(p)
    for place in range(partnership.members):
        other = members[k, place]
        effort = memberships[k, other].effort
        if not (building if effort > p.board_effort else harming):
            continue
        signal, row = trust.board_signal(effort, p), trusts[other]
        for one in range(n):
            row[one] = trust.after_signal(row[one], signal, learning, row_p) if is_member[one] else row[one]
        row[other] = 0.0


@action
def meet_nationals(world: World, k: int, p: Any, learning: int, building: bool) -> None:
    """Board contact between national organisations, whose ties are kept elsewhere: what builds trust or what harms."""
    trusts, is_member = world.trust[len(world.seats) - 1], world.is_member[k]
    nationals, seats = world.centre[0].nationals, world.national_seats[world.partnerships[k].region]
    for other in range(nationals):
        if seats[other] == NOBODY or not is_member[seats[other]]:
            continue
        effort = world.memberships[k, seats[other]].effort
        if (effort > p.board_effort) != building:
            continue
        signal = trust.board_signal(effort, p)
        for one in range(nationals):
            if one != other and seats[one] != NOBODY and is_member[seats[one]]:
                trusts[other, one] = trust.after_signal(trusts[other, one], signal, learning, p)


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
                badly = int(ties[max(a, b), min(a, b)].badly)
                ties[a, b].damage = trust.damage_after(ties[a, b].damage, badly, p)
                trusts[a, b] = trust.under_ceiling(trusts[a, b], ties[a, b].damage, CEILING)
