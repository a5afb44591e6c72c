"""The world as arrays: what the agents of the readable engine hold, as records in tables.

Organisations stand in the order of their identifiers. Those of a region that can ever meet in a partnership, with
national organisations among them, have a *seat* there, in the same order; ties are kept in one square table a region,
by seat. Two national organisations can meet in several regions: their tie is kept in a table of their own, and each
region has a copy to read.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from outlast.outcomes.judgement import WINDOW
from outlast.parameters import Rules, Switches
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.parameters.levers import Output
from outlast.rules.activity import MOST_PARTNERS

NEVER = -1
NATIONAL = -1
NOBODY = -1

TOPICS = 4
ITEMS = len(GOVERNANCE_ACTIVITIES)
# No normal draw from 52 bits lies further from the mean, in standard deviations.
FURTHEST = 8.3

NUMBER, WHOLE, FLAG = np.float64, np.int64, np.bool_


def record(**fields: Any) -> np.dtype:
    """A record with the given fields: a kind, or a kind and a length."""
    return np.dtype(
        [(name, kind) if not isinstance(kind, tuple) else (name, *kind) for name, kind in fields.items()], align=True
    )


CENTRE = record(seed=WHOLE, quarter=WHOLE, reorganised=FLAG, organisations=WHOLE, nationals=WHOLE, pairs=WHOLE)

# The levers of a quarter.
MANDATE = record(
    purpose=NUMBER,
    structure=NUMBER,
    evaluation=NUMBER,
    aim=(NUMBER, TOPICS),
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
ENTRY = record(key=WHOLE, sector=WHOLE, region=WHOLE, size=NUMBER, priorities=(NUMBER, TOPICS))

ORGANISATION = record(
    key=WHOLE,
    entry=WHOLE,
    sector=WHOLE,
    region=WHOLE,
    national=WHOLE,
    size=NUMBER,
    priorities=(NUMBER, TOPICS),
    motivation=NUMBER,
    champion=FLAG,
    budget=NUMBER,
    dependence=NUMBER,
    experience=NUMBER,
    memberships=WHOLE,
    grant=NUMBER,
    reorganised=FLAG,
    spanner_left=FLAG,
    took_part=FLAG,
    did_well=FLAG,
)

MEMBERSHIP = record(
    ever=FLAG,
    member=FLAG,
    stance=WHOLE,
    chosen=WHOLE,
    effort=NUMBER,
    conflict=NUMBER,
    trust=NUMBER,
    contribution=NUMBER,
)

PARTNERSHIP = record(
    key=WHOLE,
    region=WHOLE,
    host=WHOLE,
    members_sought=WHOLE,
    leadership=NUMBER,
    status=WHOLE,
    closed_quarter=WHOLE,
    members=WHOLE,
    members_start=WHOLE,
    proposals=WHOLE,
    activities=WHOLE,
    # Mandate and money on offer.
    in_force=FLAG,
    reorganised=FLAG,
    cancelled=WHOLE,
    succession_decided=FLAG,
    successor_end=WHOLE,
    successor_grant=NUMBER,
    offer=NUMBER,
    # Shared understanding and work.
    agenda=(NUMBER, TOPICS),
    clarity=NUMBER,
    legitimacy=NUMBER,
    joint_effort=NUMBER,
    progress=(NUMBER, ITEMS),
    in_use=(NUMBER, ITEMS),
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
    cost=NUMBER,
    grant=NUMBER,
    fee=NUMBER,
    coverage=NUMBER,
    other_income=NUMBER,
    contributions=NUMBER,
    troubled=WHOLE,
    left=(WHOLE, WINDOW + 1),
    joined_total=WHOLE,
    left_total=WHOLE,
    member_quarters=WHOLE,
    # Ledger (£k).
    entries=WHOLE,
    own_entered=(NUMBER, WINDOW),
    cost_entered=(NUMBER, WINDOW),
    income_entered=NUMBER,
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
)

PROPOSAL = record(luck=NUMBER, lead=WHOLE, topic=WHOLE, partners=WHOLE, partner=(WHOLE, MOST_PARTNERS))

ACTIVITY = record(
    lead=WHOLE,
    topic=WHOLE,
    started=WHOLE,
    result=FLAG,
    participants=WHOLE,
    participant=(WHOLE, MOST_PARTNERS + 1),
)


class Case(NamedTuple):
    """A scenario as the kernels read it."""

    rules: Rules
    switches: Switches
    output: Output
    mandates: np.ndarray  # (quarter,) of MANDATE
    scheduled: np.ndarray  # quarters of scheduled reorganisations
    hazard: float
    prior_ties: float
    members: float
    members_spread: float
    partnerships: int
    regions: int
    horizon: int
    ever_grown: bool
    entries: np.ndarray  # (organisation,) of ENTRY, in the order of identifiers
    candidates: np.ndarray  # (region, candidate): places among the entries, in order; NOBODY where there are no more
    listed: np.ndarray  # (organisation, organisation): prior ties that a roster lists; empty where they are drawn


class World(NamedTuple):
    """The state of one world. Regions count from 0; the last table of ties is that of national organisations."""

    centre: np.ndarray  # (1,) of CENTRE
    organisations: np.ndarray  # (organisation,) of ORGANISATION
    partnerships: np.ndarray  # (partnership,) of PARTNERSHIP
    memberships: np.ndarray  # (partnership, seat) of MEMBERSHIP
    members: np.ndarray  # (partnership, place): seats of the members, in order
    proposals: np.ndarray  # (partnership, proposal) of PROPOSAL
    activities: np.ndarray  # (partnership, activity) of ACTIVITY
    seats: np.ndarray  # (region,): how many seats
    seated: np.ndarray  # (region, seat): the organisation
    met: np.ndarray  # (region, seat of the other, seat): a tie is kept
    trust: np.ndarray  # (region, seat of the other, seat); 0 on the diagonal
    opening: np.ndarray  # (region, seat of the other, seat): trust as the world opens; 0 on the diagonal
    damage: np.ndarray  # (region, seat of the other, seat): lasting damage
    worked: np.ndarray  # (region, seat of the other, seat): have shared a joint activity
    well: np.ndarray  # (region, seat of the other, seat): joint activities that went well this quarter
    badly: np.ndarray  # (region, seat of the other, seat): and badly
    pairs: np.ndarray  # (pair, 3): region and seats of those that worked together this quarter


class Convening(NamedTuple):
    """Room for the opening: all organisations, and the orders in which they host and are invited."""

    everyone: np.ndarray  # (organisation,) of ORGANISATION
    place: np.ndarray  # (organisation,): place among those that have a seat, or NOBODY
    taken: np.ndarray  # (organisation,): hosts already
    order: np.ndarray  # (organisation or partnership,): places, to be sorted
    score: np.ndarray  # (organisation or partnership,): what they are sorted by
    invited: np.ndarray  # (partnership, organisation): accepted
    host: np.ndarray  # (partnership,): the hosting organisation
    sought: np.ndarray  # (partnership,): members sought


def most_seats(case: Case) -> int:
    """The most organisations of a region that can ever meet in a partnership."""
    candidates = case.candidates.shape[1]
    if case.ever_grown:
        return candidates
    in_a_region = -(-case.partnerships // case.regions)
    return min(candidates, in_a_region * (4 + math.ceil(case.members + FURTHEST * case.members_spread)))


def empty_world(case: Case) -> World:
    """Room for a world; every field is set when it opens."""
    regions, seats, at_once = case.regions, most_seats(case), case.rules.activity.at_once
    partnerships, organisations = case.partnerships, len(case.entries)
    table = max(seats, int((case.entries["region"] == NATIONAL).sum()))
    square = (regions + 1, table, table)
    return World(
        centre=np.zeros(1, CENTRE),
        organisations=np.zeros(organisations, ORGANISATION),
        partnerships=np.zeros(partnerships, PARTNERSHIP),
        memberships=np.zeros((partnerships, seats), MEMBERSHIP),
        members=np.zeros((partnerships, seats), WHOLE),
        proposals=np.zeros((partnerships, seats), PROPOSAL),
        activities=np.zeros((partnerships, at_once), ACTIVITY),
        seats=np.zeros(regions + 1, WHOLE),
        seated=np.zeros((regions + 1, table), WHOLE),
        met=np.zeros(square, FLAG),
        trust=np.zeros(square, NUMBER),
        opening=np.zeros(square, NUMBER),
        damage=np.zeros(square, NUMBER),
        worked=np.zeros(square, FLAG),
        well=np.zeros(square, np.int16),
        badly=np.zeros(square, np.int16),
        pairs=np.zeros((partnerships * at_once * (MOST_PARTNERS + 1) * MOST_PARTNERS, 3), WHOLE),
    )


def empty_convening(case: Case) -> Convening:
    """Room for an opening."""
    partnerships, organisations = case.partnerships, len(case.entries)
    most = max(partnerships, organisations)
    return Convening(
        everyone=np.zeros(organisations, ORGANISATION),
        place=np.zeros(organisations, WHOLE),
        taken=np.zeros(organisations, FLAG),
        order=np.zeros(most, WHOLE),
        score=np.zeros(most, NUMBER),
        invited=np.zeros((partnerships, organisations), FLAG),
        host=np.zeros(partnerships, WHOLE),
        sought=np.zeros(partnerships, WHOLE),
    )
