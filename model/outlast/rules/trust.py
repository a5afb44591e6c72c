"""Trust: how a tie grows through work and board contact, is harmed by failure, and withers when idle."""

from __future__ import annotations

import math

from outlast.parameters.behaviour import Trust
from outlast.parameters.structure import ASYMMETRIC, CEILING
from outlast.rules.rule import rule, within


@rule
def failure_weight(trust_learning: int, p: Trust) -> float:
    """How much more a failure weighs than a success: nu under asymmetric learning, else 1. SLO93."""
    return p.asymmetry if trust_learning == ASYMMETRIC else 1.0


@rule
def after_work(trust: float, successes: int, failures: int, trust_learning: int, p: Trust) -> float:
    """Trust (0..1) after a quarter's joint activities: each success + lambda (1 - T), each failure - lambda nu T / 2.

    Successes are counted before failures, so that the order in which activities are visited does not matter.
    """
    for _ in range(successes):
        trust += p.gain * (1.0 - trust)
    loss = min(1.0, 0.5 * p.gain * failure_weight(trust_learning, p))
    for _ in range(failures):
        trust -= loss * trust
    return within(trust, 0.0, 1.0)


@rule
def damage_after(damage: float, failures: int, p: Trust) -> float:
    """Lasting damage (0..1) of a tie under ceiling: what is left of the old, and a step for each failure."""
    return min(1.0, damage * (1.0 - p.damage_fade) + p.damage * failures)


@rule
def under_ceiling(trust: float, damage: float, trust_learning: int) -> float:
    """Trust no higher than lasting damage leaves room for: T <= 1 - D, under ceiling."""
    if trust_learning == CEILING:
        return min(trust, 1.0 - damage)
    return trust


@rule
def after_board(trust: float, effort_of_other: float, trust_learning: int, p: Trust) -> float:
    """Trust (0..1) after a quarter on the same board: the other's effort above or below a mark builds or harms it.

    With g = tanh(2 (e - mark)): + board lambda g (1 - T) if g > 0, else + board lambda nu g T / 2.
    """
    return after_signal(trust, board_signal(effort_of_other, p), trust_learning, p)


@rule
def board_signal(effort: float, p: Trust) -> float:
    """What a member's effort tells all others on the board: board lambda tanh(2 (e - mark))."""
    return p.board * p.gain * math.tanh(2.0 * (effort - p.board_effort))


@rule
def after_signal(trust: float, signal: float, trust_learning: int, p: Trust) -> float:
    """Trust (0..1) after a signal from the board: see `after_board`."""
    if signal > 0.0:
        return within(trust + signal * (1.0 - trust), 0.0, 1.0)
    return within(trust + 0.5 * failure_weight(trust_learning, p) * signal * trust, 0.0, 1.0)


@rule
def after_idling(trust: float, p: Trust) -> float:
    """Trust (0..1) after a quarter's decay towards the baseline. RAED11; speed assumed."""
    return trust - p.decay * (trust - p.baseline)


@rule
def after_turnover(trust: float, stranger: float, p: Trust) -> float:
    """Trust (0..1) after a boundary spanner at one end left: what exceeds trust in strangers falls. SPR14."""
    return trust - p.turnover_loss * max(0.0, trust - stranger)
