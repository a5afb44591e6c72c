"""Joint activities: who proposes, whom they choose, how it goes and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence

from outlast.parameters.behaviour import Activity
from outlast.parameters.structure import COORDINATION
from outlast.rules.rule import logistic, rule, saturation

MOST_PARTNERS = 3


@rule
def money_speed(grant: float, half: float, money: int) -> float:
    """What the grant (£k) adds to joint work: F / (F + half); nothing under coordination only. BATH21, assumed."""
    if money == COORDINATION:
        return 0.0
    return saturation(grant, half)


@rule
def proposal_chance(effort: float, clarity: float, money_speed: float, p: Activity) -> float:
    """Chance that an engaged member proposes a joint activity this quarter: 2 p_a clarity e (1/2 + money)."""
    return min(1.0, 2.0 * p.rate * clarity * effort * (0.5 + money_speed))


@rule
def topic_chosen(priorities: Sequence[float], agenda: Sequence[float], draw: float) -> int:
    """A topic in proportion to own priority times agenda."""
    weights = (
        priorities[0] * agenda[0],
        priorities[1] * agenda[1],
        priorities[2] * agenda[2],
        priorities[3] * agenda[3],
    )
    mark = draw * (weights[0] + weights[1] + weights[2] + weights[3])
    for topic in range(3):
        mark -= weights[topic]
        if mark < 0.0:
            return topic
    return 3


@rule
def partner_score(
    trust: float, other_sector: bool, priority: float, common_partner: bool, luck: float, p: Activity
) -> float:
    """How attractive a member is as a partner; the three largest are asked.

    a_T T + a_c [other sector] + weight * priority for the topic + closure * [common partner] + Gumbel luck: the
    largest of such scores is a choice in proportion to the exponential of the rest, whatever the order of asking.
    """
    score = p.choose_trust * trust + p.choose_priority * priority + luck
    if other_sector:
        score += p.choose_sector
    if common_partner:
        score += p.closure
    return score


@rule
def success_chance(mean_effort: float, mean_trust: float, clarity: float, money_speed: float, p: Activity) -> float:
    """Chance that a joint activity goes well this quarter; means are over its participants."""
    return logistic(
        p.result_base
        + p.result_effort * mean_effort
        + p.result_trust * mean_trust
        + p.result_clarity * clarity
        + money_speed
    )


@rule
def output(
    joint_effort: float, clarity: float, mean_conflict: float, successes: int, capacity: float, p: Activity
) -> float:
    """Output of a quarter (0..1): E clarity (1 - C)(floor + (1 - floor) min(1, successes/4))(1/2 + capacity/2)."""
    yielded = p.output_floor + (1.0 - p.output_floor) * min(1.0, successes / p.output_full)
    return joint_effort * clarity * (1.0 - mean_conflict) * yielded * (0.5 + 0.5 * capacity)
