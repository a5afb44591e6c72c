"""Stance: what taking part is worth to a member, what it costs, and the choice it makes each quarter."""

from __future__ import annotations

import math

from outlast.parameters.behaviour import Stance
from outlast.parameters.structure import BANDWAGON
from outlast.rules.rule import logistic, rule, saturation

ENGAGED, TOKEN, DORMANT, LEFT = 0, 1, 2, 3


@rule
def value(
    conflict: float,
    experience: float,
    trust: float,
    joint_effort: float,
    clarity: float,
    capacity: float,
    fit: float,
    p: Stance,
) -> float:
    """Expected value of joint work: beta clarity (1 - C)(T/2 + E/2)(1/2 + capacity/2) fit (1/2 + experience).

    Trust is the mean trust in the other members, joint effort that of the last quarter. Form: BD01.
    """
    expected = 0.5 * trust + 0.5 * joint_effort
    return p.value * clarity * (1.0 - conflict) * expected * (0.5 + 0.5 * capacity) * fit * (0.5 + experience)


@rule
def effort_cost(trust: float, members: int, memberships: int, p: Stance) -> float:
    """Cost of full effort: k_e (1 - tau T)(1 + k_n (n - 10)/10)(1 + kappa_m (memberships - 1)). Crowding: CUMM07."""
    crowd = max(0.0, 1.0 + p.crowd_cost * (members - p.crowd_base) / 10.0)
    attention = 1.0 + p.attention_cost * max(0, memberships - 1)
    return p.effort_cost * (1.0 - p.trust_saving * trust) * crowd * attention


@rule
def contribution_cost(contribution: float, returns: float, budget: float, p: Stance) -> float:
    """Cost felt of a contribution (£k): k_m times what does not come back of it, in discretionary budgets. Assumed."""
    return p.contribution_cost * max(0.0, contribution - returns) / budget


@rule
def grant_pull(grant: float, p: Stance) -> float:
    """Pull of the grant paid this quarter (£k): gamma F / (F + half). Assumed."""
    return p.grant_pull * saturation(grant, p.grant_half)


@rule
def push(dependence: float, pressure: float, in_force: bool) -> float:
    """What a refuser would lose by it: pressure times dependence while the mandate is in force. Assumed."""
    return pressure * dependence if in_force else 0.0


@rule
def detection(vagueness_evaluation: float, shield: bool, p: Stance) -> float:
    """Chance that token membership is seen through: under shield, less the vaguer the evaluation. NAO18, HUNTER12."""
    if shield:
        return p.shield_detection * (1.0 - vagueness_evaluation)
    return p.detection


@rule
def engaged_utility(
    value: float,
    motivation: float,
    champion: bool,
    push: float,
    grant_pull: float,
    effort_cost: float,
    contribution_cost: float,
    p: Stance,
) -> float:
    """Utility of engaging: value + motivation + champion + push + grant pull - effort - contribution."""
    led = p.champion_pull if champion else 0.0
    return value + motivation + led + push + grant_pull - effort_cost - contribution_cost


@rule
def token_utility(
    value: float,
    motivation: float,
    push: float,
    detection: float,
    grant_pull: float,
    effort_cost: float,
    contribution_cost: float,
    p: Stance,
) -> float:
    """Utility of taking part for show: a share of value, motivation and cost, and the push unless seen through."""
    felt = p.token_value * (value + motivation - effort_cost)
    return felt + push * (1.0 - detection) + 0.5 * grant_pull - 0.5 * contribution_cost


@rule
def leave_utility(share_left: float, exit: int, p: Stance) -> float:
    """Utility of leaving: minus the exit cost; under bandwagon, plus the share that left in four quarters."""
    herd = p.bandwagon * share_left if exit == BANDWAGON else 0.0
    return herd - p.exit_cost


@rule
def weight(utility: float, best: float, p: Stance) -> float:
    """What a utility weighs in the choice: exp(U / noise) relative to the best, which needs no exponential."""
    return 1.0 if utility == best else math.exp((utility - best) / p.noise)


@rule
def choice(engaged: float, token: float, leave: float, draw: float, p: Stance) -> int:
    """The stance chosen by logit with noise theta: ENGAGED, TOKEN or DORMANT (picked leave). BD01."""
    best = max(engaged, max(token, leave))
    weight_engaged = weight(engaged, best, p)
    weight_token = weight(token, best, p)
    weight_leave = weight(leave, best, p)
    mark = draw * (weight_engaged + weight_token + weight_leave)
    if mark < weight_engaged:
        return ENGAGED
    if mark < weight_engaged + weight_token:
        return TOKEN
    return DORMANT


@rule
def joins(engaged: float, leave: float, draw: float, p: Stance) -> bool:
    """Whether an invited organisation accepts: logit between engaging and staying out, with noise theta."""
    return draw < logistic((engaged - leave) / p.noise)


@rule
def effort_after(effort: float, stance: int, p: Stance) -> float:
    """Effort (0..1) after a quarter in a stance: part of the way to 1, the token effort, or 0."""
    goal = 1.0 if stance == ENGAGED else (p.token_effort if stance == TOKEN else 0.0)
    return effort + p.effort_speed * (goal - effort)
