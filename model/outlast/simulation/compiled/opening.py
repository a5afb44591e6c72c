"""The opening world, compiled: organisations and the convening of partnerships, the twin of `population`."""

from __future__ import annotations

import math
from typing import Any

from outlast import population, processes
from outlast.population import FIRM, Prospect, acceptance_draw, accepts, tied_before
from outlast.randomness import gumbel, uniform
from outlast.rules import clarity, money, stance
from outlast.rules.agenda import squared_distance
from outlast.simulation.compiled.arrays import NOBODY, Case, Convening
from outlast.simulation.compiled.cache import action


@action
def open_organisations(room: Convening, case: Case, seed: int) -> None:
    """All organisations of a world, in the order of their identifiers."""
    everyone, entries, p = room.everyone, case.entries, case.settings[0].rules.opening
    homes, needs = room.homes, room.needs
    homes[-1] = population.NATIONAL
    for k in range(len(entries)):
        entry, one = entries[k], everyone[k]
        one.key = entry.key
        one.entry = k
        one.sector = entry.sector
        one.region = entry.region
        one.size = population.drawn_size(seed, entry.key, p) if math.isnan(entry.size) else entry.size
        one.asked = False
        one.budget = p.budget[entry.sector] * one.size
        one.dependence = p.dependence[entry.sector]
        one.experience = p.experience
        one.memberships = 0
        homes[entry.region] = entry.home
    for region in range(len(homes)):
        felt = population.needs(seed, homes[region], p)
        for topic in range(4):
            needs[region, topic] = felt[topic]


@action
def ask(room: Convening, case: Case, seed: int, k: int) -> None:
    """Draw what an organisation wants, once somebody asks: most never are."""
    one, entry, rules, needs = room.everyone[k], case.entries[k], case.settings[0].rules, room.needs
    if one.asked:
        return
    one.asked = True
    p = rules.opening
    if math.isnan(entry.priorities[0]):
        drawn = population.drawn_priorities(seed, entry.key, entry.sector, needs[entry.region], p)
        for topic in range(4):
            one.priorities[topic] = drawn[topic]
    else:
        for topic in range(4):
            one.priorities[topic] = entry.priorities[topic]
    one.motivation = population.drawn_motivation(seed, entry.key, rules.experience.motivation_bound, p)
    one.champion = population.drawn_champion(seed, entry.key, p)


@action
def see_prior_ties(room: Convening, case: Case, seed: int, one: Any, n: int) -> None:
    """Which ties to the first n in the room pre-date the mandate: as a roster lists, else drawn with a density."""
    keys, tied = room.keys, room.tied
    if len(case.listed) > 0:
        for k in range(n):
            tied[k] = case.listed[one.entry, room.entries[k]]
        return
    key, density = one.key, case.settings[0].country.prior_ties
    for k in range(n):
        tied[k] = tied_before(seed, key, keys[k], density)


@action
def sort(order: Any, score: Any, n: int) -> None:
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
    settings, mandate = case.settings[0], case.mandates[0]
    country = settings.country
    for key in range(country.partnerships):
        room.score[key] = uniform(seed, processes.HOSTING_ORDER, key, 0, 0, 0)
        room.turns[key] = key
    sort(room.turns, room.score, country.partnerships)
    room.taken[:] = False
    room.invited[:] = False
    for key in room.turns:
        candidates = case.candidates[key % country.regions]
        count = len(candidates)
        while candidates[count - 1] == NOBODY:
            count -= 1
        target = population.size_sought(seed, key, country.members, country.members_spread, count)
        first = min(settings.rules.opening.founders, target) if mandate.grown else target
        room.sought[key] = target
        host = choose_host(room, case, seed, key, first, candidates[:count])
        room.host[key] = host
        room.taken[host] = True
        invite(room, case, seed, key, first, host, candidates[:count])


@action
def is_in_force(mandate: Any) -> bool:
    """Whether there is a mandate in quarter 0: funded, tapering or designated."""
    return mandate.duration + mandate.taper > 0


@action
def accepts_at_start(case: Case, seed: int, key: int, one: Any, agenda: Any, members: int, trust: float) -> bool:
    """Whether an organisation accepts the invitation of a partnership as it convenes."""
    settings, mandate = case.settings[0], case.mandates[0]
    opening = settings.rules.opening
    return accepts(
        one.motivation,
        one.champion,
        opening.experience,
        1,
        trust,
        squared_distance(one.priorities, agenda),
        stance.push(one.dependence, mandate.pressure, is_in_force(mandate)),
        Prospect(
            members,
            clarity.at_start(mandate.purpose, settings.switches.fog, settings.rules.clarity),
            opening.joint_effort,
            0.0,
            1.0,
            money.grant_on_offer(0, mandate.grant, mandate.duration, mandate.taper),
        ),
        acceptance_draw(seed, one.key, key),
        settings.switches,
        settings.rules,
    )


@action
def choose_host(room: Convening, case: Case, seed: int, key: int, members: int, candidates: Any) -> int:
    """The largest willing NHS trust or university that hosts no other, or the largest where none is willing."""
    everyone, order, mandate, country = room.everyone, room.order, case.mandates[0], case.settings[0].country
    n = able_hosts(room, key % country.regions, candidates, False)
    if n == 0:
        n = able_hosts(room, key % country.regions, candidates, True)
    sort(order, room.score, n)
    for k in range(n):
        ask(room, case, seed, order[k])
        one = everyone[order[k]]
        agenda = mandate.aim if is_in_force(mandate) else one.priorities
        if accepts_at_start(case, seed, key, one, agenda, members, case.settings[0].rules.opening.trust_stranger):
            return order[k]
    return order[0]


@action
def able_hosts(room: Convening, region: int, candidates: Any, again: bool) -> int:
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
def invite(room: Convening, case: Case, seed: int, key: int, most: int, hosting: int, candidates: Any) -> None:
    """The host invites by prior tie, size and luck: until each sector has its share, then whoever remains."""
    everyone, order, score, mandate = room.everyone, room.order, room.score, case.mandates[0]
    keys, lucks = room.keys, room.lucks
    opening = case.settings[0].rules.opening
    host = everyone[hosting]
    agenda = mandate.aim if is_in_force(mandate) else host.priorities
    places = room.places
    places[0], places[1], places[2] = population.quotas(most, opening)
    places[host.sector] -= 1
    room.invited[key, hosting] = True
    members = 1
    n = 0
    for place in candidates:
        if place != hosting:
            order[n] = place
            keys[n], room.entries[n] = everyone[place].key, place
            n += 1
    for k in range(n):
        lucks[k] = uniform(seed, processes.INVITATION, keys[k], key, 0, 0)
    see_prior_ties(room, case, seed, host, n)
    for k in range(n):
        one, tied = everyone[order[k]], room.tied[k]
        score[order[k]] = -population.invitation_score(tied, one.size, gumbel(lucks[k]), opening)
        one.tied = tied
    sort(order, score, n)
    for by_sector in (True, False):
        later = 0
        for k in range(n):
            if members >= most:
                break
            place = order[k]
            one = everyone[place]
            if by_sector and places[one.sector] <= 0:
                order[later] = place
                later += 1
                continue
            ask(room, case, seed, place)
            trust = population.opening_trust(one.tied, opening)
            if accepts_at_start(case, seed, key, one, agenda, most, trust):
                room.invited[key, place] = True
                members += 1
                places[one.sector] -= 1
        n = later
