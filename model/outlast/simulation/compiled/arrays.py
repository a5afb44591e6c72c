"""The world as arrays: what the agents of the readable engine hold, as records in tables.

Organisations stand in the order of their identifiers. Those of a region that can ever meet in a partnership, with
national organisations among them, have a *seat* there, in the same order; ties are kept in one square table a region,
by seat: first the trusted, then the trusting. Two national organisations can meet in several regions: their tie is
kept in a table of their own, the last, and each region has a copy to read.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from outlast.outcomes.judgement import WINDOW
from outlast.parameters import SECTORS, Rules, Switches
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.parameters.levers import TOPICS, Output
from outlast.parameters.specification import fields_of, is_record
from outlast.rules.activity import MOST_PARTNERS

NEVER = -1
NOBODY = -1

# No normal draw from 52 bits lies further from the mean, in standard deviations.
FURTHEST = 8.3

# An array of records, whose fields a type checker cannot see.
Records = Any

NUMBER, WHOLE, SHORT, FLAG = np.float64, np.int64, np.int16, np.bool_
# A place in a table. Without a sign the compiler need not ask whether to count from the end.
PLACE = np.uint32


def record(**fields: Any) -> np.dtype:
    """A record with the given fields: a kind, or a kind and a shape."""
    return np.dtype(
        [(name, *kind) if isinstance(kind, tuple) else (name, kind) for name, kind in fields.items()], align=True
    )


def declared(kind: type) -> Any:
    """The record of declared quantities; those of the sectors and of the topics as arrays, so that rules can index."""
    kinds = {
        name: declared(inner) if is_record(inner) else {float: NUMBER, int: WHOLE, bool: FLAG}[inner]
        for name, (inner, _) in fields_of(kind).items()
    }
    if tuple(kinds) not in (SECTORS, TOPICS):
        return record(**kinds)
    first = next(iter(kinds.values()))
    return (first[0], (len(kinds), *first[1])) if isinstance(first, tuple) else (first, (len(kinds),))


COUNTRY = record(
    partnerships=WHOLE,
    regions=WHOLE,
    horizon=WHOLE,
    members=NUMBER,
    members_spread=NUMBER,
    prior_ties=NUMBER,
    hazard=NUMBER,
    ever_grown=FLAG,
)

SETTINGS = record(country=COUNTRY, rules=declared(Rules), switches=declared(Switches), output=declared(Output))

# The levers of a quarter.
MANDATE = record(
    purpose=NUMBER,
    structure=NUMBER,
    evaluation=NUMBER,
    aim=(NUMBER, 4),
    grant=NUMBER,
    duration=WHOLE,
    taper=WHOLE,
    match=NUMBER,
    assistance=NUMBER,
    pressure=NUMBER,
    grown=FLAG,
    early_cancel=NUMBER,
    successor_chance=NUMBER,
    successor_grant=NUMBER,
    successor_duration=WHOLE,
)

# What a scenario says of an organisation; not a number where it is drawn.
ENTRY = record(key=WHOLE, sector=WHOLE, region=WHOLE, home=WHOLE, size=NUMBER, priorities=(NUMBER, 4))

CENTRE = record(
    seed=WHOLE,
    quarter=WHOLE,
    reorganised=FLAG,
    organisations=WHOLE,
    nationals=WHOLE,
    pairs=WHOLE,
    # The power of size that the organisations' weights were reckoned with.
    power=NUMBER,
)

ORGANISATION = record(
    key=WHOLE,
    entry=WHOLE,
    sector=WHOLE,
    region=WHOLE,
    national=WHOLE,
    size=NUMBER,
    weight=NUMBER,
    asked=FLAG,
    tied=FLAG,
    priorities=(NUMBER, 4),
    motivation=NUMBER,
    champion=FLAG,
    took_part=FLAG,
    did_well=FLAG,
    budget=NUMBER,
    dependence=NUMBER,
    experience=NUMBER,
    memberships=WHOLE,
    grant=NUMBER,
)

MEMBERSHIP = record(
    ever=FLAG,
    stance=WHOLE,
    chosen=WHOLE,
    affordable=NUMBER,
    effort=NUMBER,
    conflict=NUMBER,
    trust=NUMBER,
    contribution=NUMBER,
)

PARTNERSHIP = record(
    region=PLACE,
    host=PLACE,
    members_sought=WHOLE,
    leadership=NUMBER,
    status=WHOLE,
    closed_quarter=WHOLE,
    members=WHOLE,
    members_start=WHOLE,
    newcomer=WHOLE,
    proposals=WHOLE,
    activities=WHOLE,
    # Mandate and money on offer.
    in_force=FLAG,
    reorganised=FLAG,
    succession_decided=FLAG,
    cancelled=WHOLE,
    successor_end=WHOLE,
    successor_grant=NUMBER,
    offer=NUMBER,
    # Shared understanding and work.
    agenda=(NUMBER, 4),
    clarity=NUMBER,
    legitimacy=NUMBER,
    joint_effort=NUMBER,
    progress=(NUMBER, len(GOVERNANCE_ACTIVITIES)),
    in_use=(NUMBER, len(GOVERNANCE_ACTIVITIES)),
    capacity=NUMBER,
    assistance=NUMBER,
    mean_trust=NUMBER,
    mean_effort=NUMBER,
    mean_conflict=NUMBER,
    output=NUMBER,
    output_total=NUMBER,
    money_speed=NUMBER,
    successes=WHOLE,
    successes_total=WHOLE,
    activities_started=WHOLE,
    # Bill and books (£k).
    form=WHOLE,
    fit=NUMBER,
    basic_cost=NUMBER,
    commitments=NUMBER,
    cost=NUMBER,
    grant=NUMBER,
    fee=NUMBER,
    returns=NUMBER,
    coverage=NUMBER,
    other_income=NUMBER,
    contributions=NUMBER,
    troubled=WHOLE,
    left=(WHOLE, WINDOW + 1),
    joined_total=WHOLE,
    left_total=WHOLE,
    member_quarters=WHOLE,
    # Ledger (£k): the last quarters, and totals.
    entries=WHOLE,
    own_entered=(NUMBER, WINDOW),
    cost_entered=(NUMBER, WINDOW),
    income_entered=NUMBER,
    commitments_entered=NUMBER,
    grant_total=NUMBER,
    contributions_total=NUMBER,
    other_income_total=NUMBER,
    coordination_total=NUMBER,
    joint_work_total=NUMBER,
    unmet_total=NUMBER,
    # Record.
    funding_end=WHOLE,
    members_at_end=WHOLE,
    output_at_end=NUMBER,
    outputs=(NUMBER, WINDOW),
    ties_start=NUMBER,
)

PROPOSAL = record(luck=NUMBER, lead=PLACE, topic=PLACE, partners=WHOLE, partner=(PLACE, MOST_PARTNERS))

ACTIVITY = record(
    lead=PLACE,
    topic=PLACE,
    started=WHOLE,
    result=FLAG,
    participants=WHOLE,
    participant=(PLACE, MOST_PARTNERS + 1),
)

# What is kept of a tie beside trust: worked together, how often well and badly this quarter, trust as they met, damage.
# The counts stand only where the trusted has the higher seat: joint work goes as well for both.
TIE = record(worked=FLAG, well=SHORT, badly=SHORT, opening=NUMBER, damage=NUMBER)


class Case(NamedTuple):
    """A scenario as the kernels read it; where several are run at once, they differ in settings and mandates only."""

    settings: Records  # (case,) of SETTINGS; (1,) while one of them runs
    mandates: Records  # (case, quarter) of MANDATE; (quarter,) while one of them runs
    scheduled: np.ndarray  # (reorganisation,): quarters
    entries: Records  # (organisation,) of ENTRY, in the order of identifiers
    candidates: np.ndarray  # (region, candidate): places among the entries, in order; NOBODY where there are no more
    listed: Any  # (organisation, organisation): prior ties that a roster lists; empty where they are drawn


class World(NamedTuple):
    """The state of one world. Seats, members, proposals and activities count from 0; the rest of a row is stale."""

    centre: Records  # (1,) of CENTRE
    organisations: Records  # (organisation,) of ORGANISATION
    keys: np.ndarray  # (organisation,): identifiers
    reorganised: np.ndarray  # (organisation,): whether a reorganisation strikes it this quarter
    spanner_left: np.ndarray  # (organisation,): whether its boundary spanner left this quarter
    partnerships: Records  # (partnership,) of PARTNERSHIP
    memberships: Records  # (partnership, seat) of MEMBERSHIP
    is_member: np.ndarray  # (partnership, seat): whether it is a member now
    members: np.ndarray  # (partnership, place): seats of the members, in order
    proposals: Records  # (partnership, proposal) of PROPOSAL, and a spare one
    activities: Records  # (partnership, activity) of ACTIVITY
    seats: np.ndarray  # (region + 1,): how many seats
    seated: np.ndarray  # (region + 1, seat): the organisation
    national_seats: np.ndarray  # (region, national organisation): its seat, or NOBODY
    trust: Any  # (region + 1, seat of the trusted, seat of the trusting); 0 on the diagonal
    met: np.ndarray  # (region + 1, seat, seat): whether the tie is kept at all
    ties: Records  # (region + 1, seat of the trusted, seat of the trusting) of TIE
    pairs: np.ndarray  # (pair, 3): table and seats of those that worked together this quarter
    who: np.ndarray  # (seat,): room for the identifiers of members
    draws: Any  # (seat,): room for a draw of each
    lucks: Any  # (seat,): the same, for what each is drawn for by another
    sums: Any  # (seat,): room for sums of trust
    efforts: Any  # (seat,): room for the efforts of members


class Convening(NamedTuple):
    """Room for the opening: all organisations, and the orders in which they host and are invited."""

    everyone: Records  # (organisation,) of ORGANISATION
    place: np.ndarray  # (organisation,): place among those that have a seat, or NOBODY
    taken: np.ndarray  # (organisation,): hosts already
    order: np.ndarray  # (organisation or partnership,): places, to be sorted
    score: np.ndarray  # (organisation or partnership,): what they are sorted by
    invited: np.ndarray  # (partnership, organisation): accepted
    host: np.ndarray  # (partnership,): the hosting organisation
    sought: np.ndarray  # (partnership,): members sought
    turns: np.ndarray  # (partnership,): in which they convene
    places: np.ndarray  # (sector,): left in a partnership
    homes: np.ndarray  # (region + 1,): identifiers of the regions, and of none
    needs: Any  # (region + 1, topic)
    keys: np.ndarray  # (organisation,): identifiers of those whose draws are made together
    entries: np.ndarray  # (organisation,): their places among the entries
    lucks: Any  # (organisation,): a draw for each
    tied: np.ndarray  # (organisation,): prior ties of each with another


def most_seats(case: Case) -> int:
    """The most organisations of a region that can ever meet in a partnership."""
    country, candidates = case.settings[0]["country"], case.candidates.shape[1]
    if country["ever_grown"]:
        return candidates
    partnerships = math.ceil(country["partnerships"] / country["regions"])
    most = math.ceil(country["members"] + FURTHEST * country["members_spread"]) + 4
    return min(candidates, partnerships * most)


def empty_world(case: Case) -> World:
    """Room for a world; every field is set when it opens."""
    settings, seats = case.settings[0], most_seats(case)
    partnerships, regions = int(settings["country"]["partnerships"]), int(settings["country"]["regions"])
    at_once = int(settings["rules"]["activity"]["at_once"])
    nationals = int((case.entries["region"] < 0).sum())
    table = max(seats, nationals)
    return World(
        centre=np.zeros(1, CENTRE),
        organisations=np.zeros(len(case.entries), ORGANISATION),
        keys=np.zeros(len(case.entries), WHOLE),
        reorganised=np.zeros(len(case.entries), FLAG),
        spanner_left=np.zeros(len(case.entries), FLAG),
        partnerships=np.zeros(partnerships, PARTNERSHIP),
        memberships=np.zeros((partnerships, seats), MEMBERSHIP),
        is_member=np.zeros((partnerships, seats), FLAG),
        members=np.zeros((partnerships, seats), PLACE),
        proposals=np.zeros((partnerships, seats + 1), PROPOSAL),
        activities=np.zeros((partnerships, at_once), ACTIVITY),
        seats=np.zeros(regions + 1, WHOLE),
        seated=np.zeros((regions + 1, table), PLACE),
        national_seats=np.zeros((regions, nationals), WHOLE),
        trust=np.zeros((regions + 1, table, table)),
        met=np.zeros((regions + 1, table, table), FLAG),
        ties=np.zeros((regions + 1, table, table), TIE),
        pairs=np.zeros((partnerships * at_once * (MOST_PARTNERS + 1) * MOST_PARTNERS, 3), PLACE),
        who=np.zeros(seats, WHOLE),
        draws=np.zeros(seats),
        lucks=np.zeros(seats),
        sums=np.zeros(seats),
        efforts=np.zeros(seats),
    )


def empty_convening(case: Case) -> Convening:
    """Room for an opening."""
    country, organisations = case.settings[0]["country"], len(case.entries)
    partnerships, regions = int(country["partnerships"]), int(country["regions"])
    most = max(partnerships, organisations)
    return Convening(
        everyone=np.zeros(organisations, ORGANISATION),
        place=np.zeros(organisations, WHOLE),
        taken=np.zeros(organisations, FLAG),
        order=np.zeros(most, WHOLE),
        score=np.zeros(most),
        invited=np.zeros((partnerships, organisations), FLAG),
        host=np.zeros(partnerships, WHOLE),
        sought=np.zeros(partnerships, WHOLE),
        turns=np.zeros(partnerships, WHOLE),
        places=np.zeros(len(SECTORS), WHOLE),
        homes=np.zeros(regions + 1, WHOLE),
        needs=np.zeros((regions + 1, 4)),
        keys=np.zeros(organisations, WHOLE),
        entries=np.zeros(organisations, WHOLE),
        lucks=np.zeros(organisations),
        tied=np.zeros(organisations, FLAG),
    )
