"""Judging a partnership: self-sustaining or not, its rung on the ladder, and its governance."""

from __future__ import annotations

from collections.abc import Sequence

from outlast.parameters.levers import Output
from outlast.rules.fate import OPEN, SUCCEEDED
from outlast.rules.rule import rule

RUNGS = (
    "failed",
    "legacy_ties",
    "legacy_activities",
    "surviving",
    "carried_over",
    "self_sustained",
    "growing",
    "closed_by_success",
)
FAILED, LEGACY_TIES, LEGACY_ACTIVITIES, SURVIVING, CARRIED_OVER, SELF_SUSTAINED, GROWING, CLOSED_BY_SUCCESS = range(8)
# A quarter in which the programme's own money is on offer is not judged yet.
FUNDED = 8
STATES = (*RUNGS, "funded")

# Judged this many quarters after the last central pound; own coverage and output are looked at over this window.
EARLY, LATE = 4, 8
WINDOW = 4
# Quarters at which governance is surveyed, the last of them three years in, as the founding survey was.
SURVEYS = (4, 8, 12)


@rule
def own_coverage(own: float, cost: float) -> float:
    """Other income and contributions for each pound of cost, over the window; 1 where there is no cost."""
    return own / cost if cost > 0.0 else 1.0


@rule
def in_order(active: int, sectors: int, governed: bool, p: Output) -> bool:
    """Whether an open partnership has all that self-sustaining asks but money: members, sectors, governance in use."""
    return active >= p.organisations and sectors >= p.sectors and governed


@rule
def self_sustaining(active: int, sectors: int, coverage: float, governed: bool, p: Output) -> bool:
    """Whether an open partnership keeps itself going: enough members, sectors, own coverage, and governance in use."""
    return in_order(active, sectors, governed, p) and coverage >= p.own_coverage


@rule
def governed(progress: Sequence[float], in_use: Sequence[float], p: Output) -> bool:
    """Whether at least one governance activity is full and in use."""
    for k in range(len(progress)):
        if progress[k] >= p.full_from and in_use[k] >= p.in_use:
            return True
    return False


@rule
def rung(
    status: int,
    on_successor_money: bool,
    keeps_itself: bool,
    grew: bool,
    living_activities: int,
    trust_above: bool,
) -> int:
    """The highest rung of the ladder that applies (a code; names in RUNGS)."""
    if status == SUCCEEDED:
        return CLOSED_BY_SUCCESS
    if status == OPEN:
        if keeps_itself:
            return GROWING if grew else SELF_SUSTAINED
        return CARRIED_OVER if on_successor_money else SURVIVING
    if living_activities > 0:
        return LEGACY_ACTIVITIES
    return LEGACY_TIES if trust_above else FAILED


@rule
def share_at_least(progress: Sequence[float], level: float) -> float:
    """Share of governance activities whose progress is at least a level."""
    count = 0
    for k in range(len(progress)):
        if progress[k] >= level:
            count += 1
    return count / len(progress)


@rule
def mean_of(values: Sequence[float]) -> float:
    """The mean, summed in order."""
    total = 0.0
    for k in range(len(values)):
        total += values[k]
    return total / len(values)


@rule
def mean_where(values: Sequence[float], marked: Sequence[bool]) -> float:
    """The mean of the marked values, summed in order; 0 where none is marked."""
    total = 0.0
    count = 0
    for k in range(len(values)):
        if marked[k]:
            total += values[k]
            count += 1
    return total / count if count > 0 else 0.0
