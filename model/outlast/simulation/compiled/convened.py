"""A world before its first quarter, compiled: seats, ties as they open, and partnerships with their members."""

from __future__ import annotations

import math
from typing import Any

from outlast import population
from outlast.outcomes.judgement import WINDOW
from outlast.rules import clarity, fate, money, stance
from outlast.simulation.compiled.arrays import NEVER, NOBODY, Case, Convening, World
from outlast.simulation.compiled.cache import action
from outlast.simulation.compiled.opening import ask, see_prior_ties
from outlast.simulation.compiled.ties import copy_national_ties, tie_between


@action
def take_seats(world: World, case: Case, room: Convening, seed: int) -> None:
    """Seat whoever can ever meet in a partnership: all candidates if partnerships grow, else those convened."""
    country, candidates, place, organisations = (
        case.settings[0].country,
        case.candidates,
        room.place,
        world.organisations,
    )
    seats, seated, keys, national_seats = world.seats, world.seated, world.keys, world.national_seats
    place[:] = NOBODY
    for key in range(country.partnerships):
        for k in candidates[key % country.regions]:
            if k != NOBODY and (country.ever_grown or room.invited[key, k]):
                place[k] = 0
    n = nationals = 0
    for k in range(len(place)):
        if place[k] != NOBODY:
            place[k] = n
            ask(room, case, seed, k)
            organisations[n] = room.everyone[k]
            keys[n] = organisations[n].key
            organisations[n].national = NOBODY
            if organisations[n].region < 0:
                organisations[n].national = nationals
                seated[country.regions, nationals] = n
                nationals += 1
            n += 1
    world.centre[0].organisations = n
    world.centre[0].nationals = nationals
    seats[country.regions] = nationals
    national_seats[:] = NOBODY
    for region in range(country.regions):
        seats[region] = 0
        for k in candidates[region]:
            if k == NOBODY or place[k] == NOBODY:
                continue
            if country.ever_grown or is_convened(room, country, region, k):
                seated[region, seats[region]] = place[k]
                if organisations[place[k]].national != NOBODY:
                    national_seats[region, organisations[place[k]].national] = seats[region]
                seats[region] += 1


@action
def is_convened(room: Convening, country: Any, region: int, k: int) -> bool:
    """Whether an organisation is a member of some partnership of a region as the world opens."""
    for key in range(region, country.partnerships, country.regions):
        if room.invited[key, k]:
            return True
    return False


@action
def open_ties(world: World, case: Case, room: Convening, seed: int) -> None:
    """Trust as the world opens for all that could meet; those of a region know each other from the start."""
    organisations, seated, trusts, ties, met = world.organisations, world.seated, world.trust, world.ties, world.met
    rules = case.settings[0].rules
    baseline = rules.trust.baseline
    for table in range(len(world.seats)):
        for a in range(world.seats[table]):
            one = organisations[seated[table, a]]
            see_prior_ties(room, case, seed, one, a)
            room.keys[a], room.entries[a] = one.key, one.entry
            for b in range(a + 1):
                local = one.region >= 0 and organisations[seated[table, b]].region >= 0
                opening = population.opening_trust(room.tied[b], rules.opening) if a != b else 0.0
                trust = opening if local or a == b else baseline
                for x, y in ((a, b), (b, a)):
                    tie = ties[table, x, y]
                    tie.worked = False
                    tie.well = tie.badly = 0
                    tie.opening = opening
                    tie.damage = 0.0
                    met[table, x, y] = local and a != b
                    trusts[table, x, y] = trust


@action
def open_partnerships(world: World, case: Case, room: Convening, seed: int) -> None:
    """Each partnership as it convenes."""
    partnerships, organisations, memberships = world.partnerships, world.organisations, world.memberships
    seats, seated = world.seats, world.seated
    country, rules = case.settings[0].country, case.settings[0].rules
    for key in range(country.partnerships):
        partnership, region = partnerships[key], key % country.regions
        begin(partnership)
        partnership.region = region
        partnership.members_sought = room.sought[key]
        partnership.leadership = population.leadership(seed, key, rules.opening)
        for seat in range(seats[region]):
            memberships[key, seat].ever = world.is_member[key, seat] = False
        for topic in range(4):
            partnership.agenda[topic] = 0.0
        for seat in range(seats[region]):
            one = organisations[seated[region, seat]]
            if one.entry == room.host[key]:
                partnership.host = seat
            if room.invited[key, one.entry]:
                welcome(world, case, key, seat)
                for topic in range(4):
                    partnership.agenda[topic] += one.priorities[topic]
        for topic in range(4):
            partnership.agenda[topic] /= partnership.members
        partnership.members_start = partnership.members_at_end = partnership.members
        partnership.clarity = clarity.at_start(case.mandates[0].purpose, case.settings[0].switches.fog, rules.clarity)
        partnership.legitimacy = rules.opening.legitimacy
        partnership.joint_effort = rules.opening.joint_effort
    copy_national_ties(world)


@action
def begin(partnership: Any) -> None:
    """A partnership before its first quarter: nothing agreed, nothing owed, nothing done."""
    partnership.status = fate.OPEN
    partnership.newcomer = NOBODY
    partnership.closed_quarter = partnership.cancelled = partnership.successor_end = NEVER
    partnership.in_force = partnership.reorganised = partnership.succession_decided = False
    partnership.members = partnership.proposals = partnership.activities = partnership.entries = 0
    partnership.successes = partnership.successes_total = partnership.activities_started = 0
    partnership.troubled = partnership.joined_total = partnership.left_total = partnership.member_quarters = 0
    partnership.funding_end = 0
    partnership.successor_grant = partnership.offer = partnership.capacity = partnership.assistance = 0.0
    partnership.mean_trust = partnership.mean_effort = partnership.mean_conflict = 0.0
    partnership.output = partnership.output_total = partnership.output_at_end = partnership.money_speed = 0.0
    partnership.form = money.LEAD
    partnership.fit = 1.0
    partnership.basic_cost = partnership.commitments = partnership.cost = partnership.grant = 0.0
    partnership.fee = partnership.returns = partnership.coverage = 0.0
    partnership.other_income = partnership.contributions = 0.0
    partnership.income_entered = partnership.commitments_entered = 0.0
    partnership.grant_total = partnership.contributions_total = partnership.other_income_total = 0.0
    partnership.coordination_total = partnership.joint_work_total = partnership.unmet_total = 0.0
    for k in range(len(partnership.progress)):
        partnership.progress[k] = partnership.in_use[k] = 0.0
    for k in range(WINDOW):
        partnership.own_entered[k] = partnership.cost_entered[k] = 0.0
        partnership.outputs[k] = math.nan
    for k in range(WINDOW + 1):
        partnership.left[k] = 0


@action
def welcome(world: World, case: Case, k: int, seat: int) -> None:
    """Take an organisation in; it gets to know the other members."""
    members, partnership, membership = world.members, world.partnerships[k], world.memberships[k, seat]
    at = partnership.members
    for place in range(partnership.members):
        meet(world, partnership.region, seat, members[k, place])
    while at > 0 and members[k, at - 1] > seat:
        members[k, at] = members[k, at - 1]
        at -= 1
    members[k, at] = seat
    partnership.members += 1
    membership.ever = world.is_member[k, seat] = True
    membership.stance = membership.chosen = stance.ENGAGED
    membership.effort = case.settings[0].rules.opening.effort
    membership.conflict = membership.trust = membership.contribution = 0.0
    world.organisations[world.seated[partnership.region, seat]].memberships += 1


@action
def meet(world: World, region: int, one: int, other: int) -> None:
    """Keep a tie from now on, both ways, if there is none yet."""
    table, a, b = tie_between(world, region, one, other)
    trust, met = world.trust, world.met
    if not met[table, a, b]:
        met[table, a, b] = met[table, b, a] = True
        trust[table, a, b] = trust[table, b, a] = world.ties[table, a, b].opening
