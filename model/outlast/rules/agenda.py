"""The agenda: who pulls it, how far it may stray from the aim, and the conflict it leaves."""

from __future__ import annotations

import math
from collections.abc import Sequence

from outlast.parameters.behaviour import Agenda
from outlast.rules.rule import rule, vagueness_felt


@rule
def size_power(vagueness_purpose: float, capture: bool, p: Agenda) -> float:
    """The power of size in the pull: psi, times 1 + gain * v under capture. Assumed; dominant coalitions, AG08."""
    if capture:
        return p.size_power * (1.0 + p.capture_gain * vagueness_purpose)
    return p.size_power


@rule
def weight_of_size(size: float, power: float) -> float:
    """What a member's size weighs in the pull: size^psi."""
    return size**power


@rule
def pull(weight: float, effort: float, p: Agenda) -> float:
    """A member's weight in the agenda's target: size^psi (floor + e), from the weight of its size. Assumed."""
    return weight * (p.pull_floor + effort)


@rule
def moved(agenda: float, target: float, p: Agenda) -> float:
    """The agenda on one topic after moving towards its target: a + eta (target - a). Assumed."""
    return agenda + p.speed * (target - agenda)


@rule
def radius(vagueness_purpose: float, latitude: bool, p: Agenda) -> float:
    """How far the agenda may stray from the aim: R_max (R_0 + (1 - R_0) v). Local reinterpretation: DAND13."""
    felt = vagueness_felt(vagueness_purpose, latitude)
    return p.radius * (p.radius_floor + (1.0 - p.radius_floor) * felt)


@rule
def kept_share(distance: float, radius: float) -> float:
    """The share of its distance from the aim that the agenda may keep: 1 inside the radius."""
    if distance <= radius:
        return 1.0
    return radius / distance


@rule
def squared_distance(one: Sequence[float], other: Sequence[float]) -> float:
    """Squared distance of two points on the four topics, summed in order."""
    total = 0.0
    for topic in range(4):
        gap = one[topic] - other[topic]
        total += gap * gap
    return total


@rule
def conflict(squared_distance: float, p: Agenda) -> float:
    """Conflict (0..1) of a member with the agenda: 1 - exp(-|x - a|^2 / 2 sigma^2). Assumed."""
    return 1.0 - math.exp(-squared_distance / (2.0 * p.tolerance * p.tolerance))
