"""Fate: turnover of people, leaving for good, closing, closing by success, and what outlives a partnership."""

from __future__ import annotations

import math

from outlast.parameters.behaviour import Fate
from outlast.rules.rule import logistic, rule

OPEN, FAILED, SUCCEEDED = 0, 1, 2
FEWEST_MEMBERS = 3


@rule
def turnover_chance(reorganised: bool, p: Fate) -> float:
    """Chance that an organisation's boundary spanner leaves this quarter. KF18; the reorganisation's share assumed."""
    return min(1.0, p.turnover + (p.turnover_shock if reorganised else 0.0))


@rule
def reorganisation_chance(hazard: float) -> float:
    """Chance of a random reorganisation in a quarter, from a rate per year: 1 - exp(-hazard/4)."""
    return 1.0 - math.exp(-hazard / 4.0)


@rule
def troubled_after(quarters: int, coverage: float, p: Fate) -> int:
    """Quarters on end in which coverage was too low."""
    return quarters + 1 if coverage < p.closing_coverage else 0


@rule
def closes(active: int, troubled: int, draw: float, p: Fate) -> bool:
    """Whether a partnership closes: too few active members, or too long without the money it needs."""
    if active < FEWEST_MEMBERS:
        return True
    return troubled >= p.closing_patience and draw < p.closing


@rule
def closes_by_success(total_output: float, grant: float, cost: float, draw: float, p: Fate) -> bool:
    """Whether a partnership closes because its aims are met and the grant no longer covers the cost."""
    return total_output > p.aims_met and grant < cost and draw < p.closing_success


@rule
def lives_on_chance(mean_trust: float, host_priority: float, p: Fate) -> float:
    """Chance that an activity of a closed partnership lives on in its host for another quarter."""
    return logistic(p.legacy_base + p.legacy_trust * mean_trust + p.legacy_priority * host_priority)
