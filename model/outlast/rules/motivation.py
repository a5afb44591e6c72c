"""Experience of joint work, and what experience, control and money do to motivation."""

from __future__ import annotations

from outlast.parameters.behaviour import Experience
from outlast.parameters.structure import CROWDING_OUT
from outlast.rules.rule import rule, within


@rule
def experience_after(experience: float, took_part: bool, went_well: bool, p: Experience) -> float:
    """Believed usefulness of joint work (0..1): learns from results, else drifts towards an idle level."""
    if took_part:
        result = 1.0 if went_well else 0.0
        return experience + p.learning * (result - experience)
    return experience + p.drift * (p.idle - experience)


@rule
def control(vagueness_structure: float, autonomy: bool) -> float:
    """How controlling the mandate is (0..1): 1 - v_structure under autonomy, else 1. SEG19."""
    return 1.0 - vagueness_structure if autonomy else 1.0


@rule
def motivation_after(
    motivation: float,
    experience: float,
    paid: bool,
    control: float,
    pressure: float,
    money: float,
    switch: int,
    p: Experience,
) -> float:
    """Motivation after a quarter: + iota (experience - neutral), and while paid - chi control pressure.

    Under crowding out also - weight * money while paid, where `money` is F / (F + half).
    """
    motivation += p.motivation_gain * (experience - p.neutral)
    if paid:
        motivation -= p.crowding * control * pressure
        if switch == CROWDING_OUT:
            motivation -= p.money_crowding * money
    return within(motivation, -p.motivation_bound, p.motivation_bound)
