"""The opening world, compiled: organisations, seats, prior ties, and the convening of partnerships."""

from __future__ import annotations

import math

from outlast import population, processes
from outlast.outcomes.judgement import WINDOW
from outlast.population import FIRM, accepts, acceptance_draw, tied_before
from outlast.randomness import gumbel, uniform
from outlast.rules import clarity, fate, money, stance
from outlast.rules.agenda import squared_distance
from outlast.simulation.compiled.arrays import ITEMS, NATIONAL, NEVER, NOBODY, TOPICS, Case, Convening, World
from outlast.simulation.compiled.cache import action
from outlast.simulation.compiled.ties import copy_national_ties, meet


@action
def open_organisations(room: Convening, case: Case, seed: int) -> None:
    """All organisations of a world, in the order of their identifiers."""
    p = case.rules.opening
    for k in range(len(case.entries)):
        entry, one = case.entries[k], room.everyone[k]
        one.key = entry.key
        one.entry = k
        one.sector = entry.sector
        one.region = entry.region
        one.size = population.drawn_size(seed, entry.key, p) if math.isnan(entry.size) else entry.size
        if math.isnan(entry.priorities[0]):
            drawn = population.drawn_priorities(seed, entry.key, entry.sector, entry.region, p)
            for topic in range(TOPICS):
                one.priorities[topic] = drawn[topic]
        else:
            for topic in range(TOPICS):
                one.priorities[topic] = entry.priorities[topic]
        one.motivation = population.drawn_motivation(seed, entry.key, case.rules.experience.motivation_bound, p)
        one.champion = population.drawn_champion(seed, entry.key, p)
        one.budget = p.budget[entry.sector] * one.size
        one.dependence = p.dependence[entry.sector]
        one.experience = p.experience
        one.memberships = 0


@action
def prior_tie(case: Case, seed: int, one, other) -> bool:  # noqa: ANN001
    """Whether a tie pre-dates the mandate: as the roster lists it, else drawn with the given density."""
    if len(case.listed) > 0:
        return case.listed[one.entry, other.entry]
    return tied_before(seed, one.key, other.key, case.prior_ties)


@action
def sort(order, score, n: int) -> None:  # noqa: ANN001
    """Sort the first places by score, the lower place first where scores are equal."""
    for k in range(1, n):
        place = order[k]
        mark = score[place]
        at = k
        while at > 0 and (score[order[at - 1]] > mark or (score[order[at - 1]] == mark and order[at - 1] > place)):
            order[at] = order[at - 1]
            at -= 1
        order[at] = place


@action
def convene(room: Convening, case: Case, seed: int) -> None:
    """The partnerships of a cohort as they convene: see the function of the same name in `population`."""
    for key in range(case.partnerships):
        room.score[key] = uniform(seed, processes.HOSTING_ORDER, key, 0, 0, 0)
        room.order[key] = key
    sort(room.order, room.score, case.partnerships)
    turns = room.order[: case.partnerships].copy()
    room.taken[:] = False
    room.invited[:] = False
    mandate, opening = case.mandates[0], case.rules.opening
    in_force = mandate.duration + mandate.taper > 0
    for key in turns:
        candidates = case.candidates[key % case.regions]
        count = 0
        while count < len(candidates) and candidates[count] != NOBODY:
            count += 1
        target = population.size_sought(seed, key, case.members, case.members_spread, count)
        first = min(opening.founders, target) if mandate.grown else target
        room.sought[key] = target
        host = choose_host(room, case, seed, key, first, in_force, candidates[:count])
        room.host[key] = host
        room.taken[host] = True
        invite(room, case, seed, key, first, in_force, host, candidates[:count])


@action
def accepts_at_start(case: Case, seed: int, key: int, one, agenda, members: int, in_force: bool, trust: float) -> bool:  # noqa: ANN001
    """Whether an organisation accepts the invitation of a partnership as it convenes."""
    mandate = case.mandates[0]
    return accepts(
        one.motivation,
        one.champion,
        trust,
        squared_distance(one.priorities, agenda),
        stance.push(one.dependence, mandate.pressure, in_force),
        members,
        clarity.at_start(mandate.purpose, case.switches.fog, case.rules.clarity),
        money.grant_on_offer(0, mandate.grant, mandate.duration, mandate.taper),
        acceptance_draw(seed, one.key, key),
        case.switches,
        case.rules,
    )


@action
def choose_host(room: Convening, case: Case, seed: int, key: int, members: int, in_force: bool, candidates) -> int:  # noqa: ANN001
    """The largest willing NHS trust or university that hosts no other, or the largest where none is willing."""
    n = able_hosts(room, key % case.regions, candidates, False)
    if n == 0:
        n = able_hosts(room, key % case.regions, candidates, True)
    sort(room.order, room.score, n)
    for k in range(n):
        one = room.everyone[room.order[k]]
        agenda = case.mandates[0].aim if in_force else one.priorities
        if accepts_at_start(case, seed, key, one, agenda, members, in_force, case.rules.opening.trust_stranger):
            return room.order[k]
    return room.order[0]


@action
def able_hosts(room: Convening, region: int, candidates, again: bool) -> int:  # noqa: ANN001
    """Put the region's NHS trusts and universities up for hosting, once or again; how many there are."""
    n = 0
    for place in candidates:
        one = room.everyone[place]
        if one.region == region and one.sector != FIRM and (again or not room.taken[place]):
            room.order[n] = place
            room.score[place] = -one.size
            n += 1
    return n


@action
def invite(
    room: Convening,
    case: Case,
    seed: int,
    key: int,
    most: int,
    in_force: bool,
    host_place: int,
    candidates,  # noqa: ANN001
) -> None:
    """The host invites by prior tie, size and luck: until each sector has its share, then whoever remains."""
    opening = case.rules.opening
    host = room.everyone[host_place]
    agenda = case.mandates[0].aim if in_force else host.priorities
    places = population.quotas(most, opening)
    places[host.sector] -= 1
    room.invited[key, host_place] = True
    members = 1
    n = 0
    for place in candidates:
        if place != host_place:
            one = room.everyone[place]
            luck = gumbel(uniform(seed, processes.INVITATION, one.key, key, 0, 0))
            tied = prior_tie(case, seed, host, one)
            room.score[place] = -population.invitation_score(tied, one.size, luck, opening)
            room.order[n] = place
            n += 1
    sort(room.order, room.score, n)
    for by_sector in (True, False):
        later = 0
        for k in range(n):
            if members >= most:
                break
            place = room.order[k]
            one = room.everyone[place]
            if by_sector and places[one.sector] <= 0:
                room.order[later] = place
                later += 1
                continue
            trust = population.opening_trust(prior_tie(case, seed, host, one), opening)
            if accepts_at_start(case, seed, key, one, agenda, most, in_force, trust):
                room.invited[key, place] = True
                members += 1
                places[one.sector] -= 1
        n = later


@action
def take_seats(world: World, case: Case, room: Convening) -> None:
    """Seat whoever can ever meet in a partnership: all candidates if partnerships grow, else those convened."""
    room.place[:] = NOBODY
    for key in range(case.partnerships):
        for place in case.candidates[key % case.regions]:
            if place != NOBODY and (case.ever_grown or room.invited[key, place]):
                room.place[place] = 0
    n = nationals = 0
    for k in range(len(room.everyone)):
        if room.place[k] != NOBODY:
            room.place[k] = n
            world.organisations[n] = room.everyone[k]
            one = world.organisations[n]
            one.national = NOBODY
            if one.region == NATIONAL:
                one.national = nationals
                world.seated[case.regions, nationals] = n
                nationals += 1
            n += 1
    world.centre[0].organisations = n
    world.centre[0].nationals = nationals
    world.seats[case.regions] = nationals
    for region in range(case.regions):
        seats = 0
        for place in case.candidates[region]:
            if place != NOBODY and (case.ever_grown or is_convened(room, case, region, place)):
                world.seated[region, seats] = room.place[place]
                seats += 1
        world.seats[region] = seats


@action
def is_convened(room: Convening, case: Case, region: int, place: int) -> bool:
    """Whether an organisation is a member of some partnership of a region as the world opens."""
    for key in range(region, case.partnerships, case.regions):
        if room.invited[key, place]:
            return True
    return False


@action
def open_ties(world: World, case: Case, seed: int) -> None:
    """Trust as the world opens for all that could meet; those of a region know each other from the start."""
    baseline = case.rules.trust.baseline
    for region in range(case.regions + 1):
        n = world.seats[region]
        world.damage[region, :n, :n] = 0.0
        world.worked[region, :n, :n] = False
        world.well[region, :n, :n] = 0
        world.badly[region, :n, :n] = 0
        world.met[region, :n, :n] = False
        for a in range(n):
            one = world.organisations[world.seated[region, a]]
            world.trust[region, a, a] = world.opening[region, a, a] = 0.0
            for b in range(a):
                other = world.organisations[world.seated[region, b]]
                trust = population.opening_trust(prior_tie(case, seed, one, other), case.rules.opening)
                local = one.region != NATIONAL and other.region != NATIONAL
                world.opening[region, a, b] = world.opening[region, b, a] = trust
                world.met[region, a, b] = world.met[region, b, a] = local
                world.trust[region, a, b] = world.trust[region, b, a] = trust if local else baseline


@action
def open_partnerships(world: World, case: Case, room: Convening, seed: int) -> None:
    """Each partnership as it convenes."""
    mandate, opening = case.mandates[0], case.rules.opening
    for key in range(case.partnerships):
        partnership, region = world.partnerships[key], key % case.regions
        partnership.key = key
        partnership.region = region
        partnership.members_sought = room.sought[key]
        partnership.leadership = population.leadership(seed, key, opening)
        partnership.members = 0
        for seat in range(world.seats[region]):
            world.memberships[key, seat].ever = False
            world.memberships[key, seat].member = False
        for seat in range(world.seats[region]):
            entry = world.organisations[world.seated[region, seat]].entry
            if entry == room.host[key]:
                partnership.host = seat
            if room.invited[key, entry]:
                welcome(world, case, key, seat)
        partnership.members_start = partnership.members
        begin(partnership)
        for topic in range(TOPICS):
            total = 0.0
            for place in range(partnership.members):
                total += world.organisations[world.seated[region, world.members[key, place]]].priorities[topic]
            partnership.agenda[topic] = total / partnership.members
        partnership.clarity = clarity.at_start(mandate.purpose, case.switches.fog, case.rules.clarity)
        partnership.legitimacy = opening.legitimacy
        partnership.joint_effort = opening.joint_effort
    copy_national_ties(world, case)


@action
def begin(partnership) -> None:  # noqa: ANN001
    """A partnership before its first quarter: nothing agreed, nothing owed, nothing done."""
    partnership.status = fate.OPEN
    partnership.closed_quarter = NEVER
    partnership.proposals = partnership.activities = 0
    partnership.in_force = partnership.reorganised = partnership.succession_decided = False
    partnership.cancelled = partnership.successor_end = NEVER
    partnership.successor_grant = partnership.offer = 0.0
    partnership.capacity = partnership.assistance = 0.0
    partnership.mean_trust = partnership.mean_effort = partnership.mean_conflict = 0.0
    partnership.output = partnership.output_total = partnership.money_speed = 0.0
    partnership.successes = partnership.successes_total = partnership.activities_started = 0
    partnership.form = money.LEAD
    partnership.fit = 1.0
    partnership.cost = partnership.grant = partnership.fee = partnership.coverage = 0.0
    partnership.other_income = partnership.contributions = 0.0
    partnership.troubled = partnership.joined_total = partnership.left_total = partnership.member_quarters = 0
    partnership.entries = 0
    partnership.grant_total = partnership.contributions_total = partnership.other_income_total = 0.0
    partnership.coordination_total = partnership.joint_work_total = partnership.unmet_total = 0.0
    partnership.income_entered = 0.0
    partnership.funding_end = 0
    partnership.members_at_end = partnership.members_start
    partnership.output_at_end = 0.0
    for k in range(ITEMS):
        partnership.progress[k] = partnership.in_use[k] = 0.0
    for k in range(WINDOW):
        partnership.own_entered[k] = partnership.cost_entered[k] = 0.0
        partnership.outputs[k] = math.nan
    for k in range(WINDOW + 1):
        partnership.left[k] = 0


@action
def welcome(world: World, case: Case, key: int, seat: int) -> None:
    """Take an organisation in; it gets to know the other members."""
    partnership, membership = world.partnerships[key], world.memberships[key, seat]
    region = partnership.region
    at = partnership.members
    for place in range(partnership.members):
        meet(world, case, region, seat, world.members[key, place])
    while at > 0 and world.members[key, at - 1] > seat:
        world.members[key, at] = world.members[key, at - 1]
        at -= 1
    world.members[key, at] = seat
    partnership.members += 1
    membership.ever = membership.member = True
    membership.stance = membership.chosen = stance.ENGAGED
    membership.effort = case.rules.opening.effort
    membership.conflict = membership.trust = membership.contribution = 0.0
    world.organisations[world.seated[region, seat]].memberships += 1
