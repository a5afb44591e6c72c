"""Clarity: how much of a shared purpose a mandate leaves, and how members make sense of it together."""

from __future__ import annotations

from outlast.parameters.behaviour import Clarity
from outlast.rules.rule import rule, vagueness_felt, within


@rule
def at_start(vagueness_purpose: float, fog: bool, p: Clarity) -> float:
    """Clarity (0..1) when partners convene: 1 - fog * v. Clear goals help: HUNTER12, SEG19; size assumed."""
    return max(p.floor, 1.0 - p.fog * vagueness_felt(vagueness_purpose, fog))


@rule
def after_quarter(
    clarity: float, leadership: float, mean_effort: float, mean_conflict: float, assistance: float, p: Clarity
) -> float:
    """Clarity after a quarter: + kappa (1 + a)(1/2 + leadership) e (1 - C)(1 - clarity) - fade clarity.

    Members work it out together; people change, and what is not worked on blurs. Goals blur after support: SPR14.
    """
    pace = p.gain * (1.0 + assistance) * (0.5 + leadership) * mean_effort * (1.0 - mean_conflict)
    return within(clarity + pace * (1.0 - clarity) - p.fade * clarity, p.floor, 1.0)


@rule
def after_reorganisation(clarity: float, p: Clarity) -> float:
    """Clarity after the centre reorganised: times 1 - zeta. Policy churn: NUFF18; size assumed."""
    return max(p.floor, clarity * (1.0 - p.shock))


@rule
def legitimacy_after_reorganisation(legitimacy: float, p: Clarity) -> float:
    """External legitimacy after the centre reorganised: times 1 - zeta. Assumed."""
    return legitimacy * (1.0 - p.shock)
