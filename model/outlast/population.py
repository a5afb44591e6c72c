"""The opening world: organisations, their priorities and prior ties, and the convening of partnerships.

Every draw is addressed by the organisation's own identifier, so that adding one organisation, or changing a lever,
leaves the luck of all others alone.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import NamedTuple

from outlast import processes
from outlast.parameters import SECTORS, Mandate, Rules, Switches, Vagueness
from outlast.parameters.behaviour import Opening
from outlast.randomness import gumbel, normal_quantile, organisation_key, uniform
from outlast.rules import clarity, money, stance
from outlast.rules.agenda import conflict, squared_distance
from outlast.rules.rule import logistic, rule, within
from outlast.scenario import RosterEntry, Scenario, ScenarioError

NATIONAL = -1
NHS, UNIVERSITY, FIRM = range(len(SECTORS))
SECTOR_NAMES = ("NHS trust", "University", "Firm")

Topics = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as the world opens: who it is, what it wants and what it can spend (£k a quarter)."""

    key: int
    name: str
    sector: int
    region: int
    size: float
    priorities: Topics
    motivation: float
    champion: bool
    budget: float
    dependence: float
    listed_ties: frozenset[int] | None


class Convened(NamedTuple):
    """A partnership as it convenes: identifiers of host and members, the size it seeks, its director's leadership."""

    key: int
    region: int
    host: int
    members: tuple[int, ...]
    target: int
    leadership: float


@rule
def normal(seed: int, process: int, who: int, other: int, mean: float, spread: float) -> float:
    """A normal draw for an address before the start."""
    return mean + spread * normal_quantile(uniform(seed, process, who, other, 0, 0))


@rule
def softmax(a: float, b: float, c: float, d: float) -> Topics:
    """Weights over the four topics that sum to 1, from scores."""
    top = max(max(a, b), max(c, d))
    ea, eb, ec, ed = math.exp(a - top), math.exp(b - top), math.exp(c - top), math.exp(d - top)
    total = ea + eb + ec + ed
    return ea / total, eb / total, ec / total, ed / total


@rule
def tied_before(seed: int, one: int, other: int, density: float) -> bool:
    """Whether a tie between two organisations pre-dates the mandate; the same for both directions."""
    return uniform(seed, processes.PRIOR_TIE, min(one, other), max(one, other), 0, 0) < density


@rule
def need(seed: int, region: int, topic: int, p: Opening) -> float:
    """A region's need on one topic (softmax score); none for national organisations."""
    if region < 0:
        return 0.0
    return normal(seed, processes.NEED, region, topic, 0.0, p.need_spread)


@rule
def drawn_size(seed: int, organisation: int, p: Opening) -> float:
    """An organisation's size, relative to a typical one of its sector: lognormal."""
    return math.exp(normal(seed, processes.SIZE, organisation, 0, 0.0, p.size_spread))


@rule
def needs(seed: int, region: int, p: Opening) -> Topics:
    """A region's needs on the four topics."""
    return need(seed, region, 0, p), need(seed, region, 1, p), need(seed, region, 2, p), need(seed, region, 3, p)


@rule
def drawn_priorities(seed: int, organisation: int, sector: int, needs: Topics, p: Opening) -> Topics:
    """An organisation's weights over the four topics: sector profile, its region's needs and own noise."""
    profile = p.profile[sector]
    return softmax(
        profile[0] + needs[0] + own_taste(seed, organisation, 0, p),
        profile[1] + needs[1] + own_taste(seed, organisation, 1, p),
        profile[2] + needs[2] + own_taste(seed, organisation, 2, p),
        profile[3] + needs[3] + own_taste(seed, organisation, 3, p),
    )


@rule
def own_taste(seed: int, organisation: int, topic: int, p: Opening) -> float:
    """An organisation's own noise on one topic (softmax score)."""
    return normal(seed, processes.PRIORITY, organisation, topic, 0.0, p.own_spread)


@rule
def drawn_motivation(seed: int, organisation: int, bound: float, p: Opening) -> float:
    """An organisation's intrinsic motivation, within a bound either way."""
    drawn = normal(seed, processes.MOTIVATION, organisation, 0, p.motivation_mean, p.motivation_spread)
    return within(drawn, -bound, bound)


@rule
def drawn_champion(seed: int, organisation: int, p: Opening) -> bool:
    """Whether an organisation starts with a champion."""
    return uniform(seed, processes.CHAMPION, organisation, 0, 0, 0) < p.champion


@rule
def size_sought(seed: int, partnership: int, mean: float, spread: float, candidates: int) -> int:
    """How many members a partnership seeks: a rounded normal draw, at least three, at most who could be invited."""
    drawn = math.floor(normal(seed, processes.TARGET_SIZE, partnership, 0, mean, spread) + 0.5)
    return int(min(max(drawn, 3), candidates))


@rule
def leadership(seed: int, partnership: int, p: Opening) -> float:
    """The director's leadership (0..1)."""
    return logistic(normal(seed, processes.LEADERSHIP, partnership, 0, p.leadership_mean, p.leadership_spread))


@rule
def invitation_score(tied: bool, size: float, luck: float, p: Opening) -> float:
    """How early a host invites an organisation: prior tie, log size and Gumbel luck."""
    score = p.invite_size * math.log(size) + luck
    return score + p.invite_tie if tied else score


def key_of_name(name: str) -> int:
    """The identifier of a listed organisation or region: from its name, so that the order of a roster is nothing."""
    return int.from_bytes(hashlib.blake2s(name.strip().casefold().encode(), digest_size=4).digest()) & 0x7FFFFFFF


class Entry(NamedTuple):
    """What a scenario says of an organisation; None where that is drawn. `home` is its region's identifier."""

    key: int
    name: str
    sector: int
    region: int
    home: int
    size: float | None = None
    priorities: Topics | None = None
    ties: frozenset[int] | None = None


def entries(scenario: Scenario) -> list[Entry]:
    """The organisations of a scenario in the order of their identifiers, the same for every seed.

    Raises:
        ScenarioError: two names of a roster share an identifier (about one chance in a million for 60 organisations).
    """
    if scenario.roster is None:
        return _generated(scenario)
    ids = {entry.name: key_of_name(entry.name) for entry in scenario.roster}
    if len(set(ids.values())) < len(ids):
        raise ScenarioError("roster: two organisations share an identifier; change the spelling of one name")
    listed = listed_ties(scenario.roster)
    regions, homes = scenario.region_names, region_keys(scenario)
    found = []
    for entry in scenario.roster:
        region = regions.index(entry.region) if entry.region in regions else NATIONAL
        home = NATIONAL if region == NATIONAL else homes[region]
        ties = None if listed is None else frozenset(ids[name] for name in listed[entry.name])
        sector = SECTORS.index(entry.sector)
        found.append(Entry(ids[entry.name], entry.name, sector, region, home, entry.size, entry.priorities, ties))
    return sorted(found, key=lambda one: one.key)


def region_keys(scenario: Scenario) -> tuple[int, ...]:
    """The identifiers of the regions: of a roster from their names, so that one more region moves no other's luck."""
    if scenario.roster is None:
        return tuple(range(scenario.regions))
    return tuple(key_of_name(name) for name in scenario.region_names)


def opening_organisations(scenario: Scenario, seed: int) -> list[Organisation]:
    """All organisations of a world in the order of their identifiers; raises ScenarioError as `entries` does."""
    return [_organisation(seed, entry, scenario.settings.rules) for entry in entries(scenario)]


def listed_ties(roster: tuple[RosterEntry, ...]) -> dict[str, set[str]] | None:
    """The prior ties that a roster lists, both ways; None where it lists none, and they are drawn instead."""
    if not any(entry.prior_ties for entry in roster):
        return None
    ties: dict[str, set[str]] = {entry.name: set() for entry in roster}
    for entry in roster:
        for other in entry.prior_ties:
            ties[entry.name].add(other)
            ties[other].add(entry.name)
    return ties


def _generated(scenario: Scenario) -> list[Entry]:
    """The organisations that a scenario counts, national ones first."""
    counts = scenario.settings.context.population
    found = [
        Entry(organisation_key(NATIONAL, FIRM, k), f"National firm {k + 1}", FIRM, NATIONAL, NATIONAL)
        for k in range(counts.national_firms)
    ]
    for region in range(scenario.regions):
        for sector, count in enumerate((counts.trusts, counts.universities, counts.firms)):
            kind = SECTOR_NAMES[sector]
            found += [
                Entry(organisation_key(region, sector, k), f"{kind} {region + 1}.{k + 1}", sector, region, region)
                for k in range(count)
            ]
    return found


def _organisation(seed: int, entry: Entry, rules: Rules) -> Organisation:
    key, name, sector, region, home, size, priorities, ties = entry
    p = rules.opening
    if size is None:
        size = drawn_size(seed, key, p)
    if priorities is None:
        priorities = drawn_priorities(seed, key, sector, needs(seed, home, p), p)
    return Organisation(
        key,
        name,
        sector,
        region,
        size,
        priorities,
        motivation=drawn_motivation(seed, key, rules.experience.motivation_bound, p),
        champion=drawn_champion(seed, key, p),
        budget=p.budget[sector] * size,
        dependence=p.dependence[sector],
        listed_ties=ties,
    )


class Prospect(NamedTuple):
    """What an invited organisation sees of a partnership: its size with it, how it works, and the grant (£k)."""

    members: int
    clarity: float
    joint_effort: float
    capacity: float
    fit: float
    grant: float


def opening_prospect(members: int, mandate: Mandate, switches: Switches, rules: Rules) -> Prospect:
    """What is expected of a partnership of a given size before quarter 0."""
    return Prospect(
        members,
        clarity.at_start(mandate.vagueness.purpose, switches.fog, rules.clarity),
        rules.opening.joint_effort,
        0.0,
        1.0,
        money.grant_on_offer(0, mandate.grant, mandate.duration, mandate.taper),
    )


@rule
def accepts(
    motivation: float,
    champion: bool,
    experience: float,
    memberships: int,
    trust: float,
    gap: float,
    push: float,
    prospect: Prospect,
    draw: float,
    switches: Switches,
    rules: Rules,
) -> bool:
    """Whether an invited organisation accepts: engaging against staying out, with the utilities of the stance rule.

    `memberships` counts this one too, `trust` is trust in who invites, `gap` the squared distance to the agenda.
    """
    p = rules.stance
    worth = stance.value(
        conflict(gap, rules.agenda),
        experience,
        trust,
        prospect.joint_effort,
        prospect.clarity,
        prospect.capacity,
        prospect.fit,
        p,
    )
    pull = stance.grant_pull(prospect.grant, p)
    effort = stance.effort_cost(trust, prospect.members, memberships, p)
    engaged = stance.engaged_utility(worth, motivation, champion, push, pull, effort, 0.0, p)
    return stance.joins(engaged, stance.leave_utility(0.0, switches.exit, p), draw, p)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation into a partnership that has not opened yet."""

    prospect: Prospect
    mandate: Mandate
    rules: Rules
    switches: Switches

    def accepted_by(self, invited: Organisation, trust: float, agenda: Topics, draw: float) -> bool:
        """Whether an organisation accepts, on what it expects before the start."""
        return accepts(
            invited.motivation,
            invited.champion,
            self.rules.opening.experience,
            1,
            trust,
            squared_distance(invited.priorities, agenda),
            stance.push(invited.dependence, self.mandate.pressure, in_force_at_start(self.mandate)),
            self.prospect,
            draw,
            self.switches,
            self.rules,
        )


def in_force_at_start(mandate: Mandate) -> bool:
    """Whether there is a mandate in quarter 0: funded, tapering or designated."""
    return mandate.duration + mandate.taper > 0


def unmandated(mandate: Mandate) -> Mandate:
    """The mandate of the twin, which is none; only how partnerships reach their size stays the same."""
    return Mandate(Vagueness(0.0, 0.0, 0.0), grant=0.0, duration=0, pressure=0.0, growth=mandate.growth)


def prior_tie(seed: int, one: Organisation, other: Organisation, density: float) -> bool:
    """Whether a tie pre-dates the mandate: as the roster lists it, else drawn with the given density."""
    if one.listed_ties is not None:
        return other.key in one.listed_ties
    return tied_before(seed, one.key, other.key, density)


@rule
def opening_trust(tied: bool, p: Opening) -> float:
    """Trust (0..1) between two organisations as the world opens."""
    return p.trust_prior if tied else p.trust_stranger


def convene(scenario: Scenario, switches: Switches, seed: int, everyone: list[Organisation]) -> list[Convened]:
    """The partnerships of a cohort as they convene, in the order of their identifiers.

    In each region the largest willing NHS trust or university that hosts no other partnership hosts; where none is
    willing the largest is told to. It invites by prior tie, size and luck until each sector has its share, then fills
    what is left from whoever remains; each organisation is invited once and accepts or not.
    """
    settings = scenario.settings
    context, opening = settings.context, settings.rules.opening
    mandate = scenario.mandate_at(0)
    taken: set[int] = set()
    found: dict[int, Convened] = {}
    order = sorted(range(context.partnerships), key=lambda k: (uniform(seed, processes.HOSTING_ORDER, k, 0, 0, 0), k))
    for key in order:
        region = key % scenario.regions
        local = [one for one in everyone if one.region == region]
        candidates = [one for one in everyone if one.region in (region, NATIONAL)]
        target = size_sought(seed, key, context.members, context.members_spread, len(candidates))
        first = min(opening.founders, target) if mandate.growth == "grown" else target
        prospect = opening_prospect(first, mandate, switches, settings.rules)
        invitation = Invitation(prospect, mandate, settings.rules, switches)
        hosts = sorted((one for one in local if one.sector != FIRM and one.key not in taken), key=_largest_first)
        if not hosts:
            hosts = sorted((one for one in local if one.sector != FIRM), key=_largest_first)
        aim = tuple(mandate.aim) if in_force_at_start(mandate) else None
        willing = (
            one
            for one in hosts
            if invitation.accepted_by(
                one, opening.trust_stranger, aim or one.priorities, acceptance_draw(seed, one.key, key)
            )
        )
        host = next(willing, hosts[0])
        taken.add(host.key)
        members = _invite(seed, key, context.prior_ties, opening, invitation, host, candidates, aim or host.priorities)
        found[key] = Convened(key, region, host.key, tuple(sorted(members)), target, leadership(seed, key, opening))
    return [found[key] for key in range(context.partnerships)]


@rule
def acceptance_draw(seed: int, organisation: int, partnership: int) -> float:
    """The luck with which an organisation answers a partnership's invitation before the start."""
    return uniform(seed, processes.ACCEPTANCE, organisation, partnership, 0, 0)


def _largest_first(one: Organisation) -> tuple[float, int]:
    return -one.size, one.key


@rule
def quotas(members: int, opening: Opening) -> tuple[int, int, int]:
    """How many members of each sector are sought: NHS and university by their shares, firms the rest."""
    nhs = min(members, math.floor(opening.share_nhs * members + 0.5))
    university = min(members - nhs, math.floor(opening.share_university * members + 0.5))
    return nhs, university, members - nhs - university


def _invite(
    seed: int,
    partnership: int,
    density: float,
    opening: Opening,
    invitation: Invitation,
    host: Organisation,
    candidates: list[Organisation],
    agenda: Topics,
) -> list[int]:
    places = list(quotas(invitation.prospect.members, opening))
    places[host.sector] -= 1
    members = [host.key]

    def rank(one: Organisation) -> tuple[float, int]:
        luck = gumbel(uniform(seed, processes.INVITATION, one.key, partnership, 0, 0))
        return -invitation_score(prior_tie(seed, host, one, density), one.size, luck, opening), one.key

    waiting = sorted((one for one in candidates if one.key != host.key), key=rank)
    for by_sector in (True, False):
        later = []
        for one in waiting:
            if len(members) >= invitation.prospect.members:
                break
            if by_sector and places[one.sector] <= 0:
                later.append(one)
                continue
            trust = opening_trust(prior_tie(seed, host, one, density), opening)
            if invitation.accepted_by(one, trust, agenda, acceptance_draw(seed, one.key, partnership)):
                members.append(one.key)
                places[one.sector] -= 1
        waiting = later
    return members
