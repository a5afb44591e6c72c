"""Production: how the efforts of members combine into joint effort."""

from __future__ import annotations

import math
from collections.abc import Sequence

from outlast.parameters.behaviour import Production
from outlast.parameters.structure import ADDITIVE, STEP_LEVEL, WEAKEST_LINK
from outlast.rules.rule import rule

# Closer to 0 than this the CES mean is its limit, the geometric mean; the power would lose all digits.
GEOMETRIC = 1e-6
# Joint work takes at least this many active members.
FEWEST = 2


@rule
def counts(active: bool, production: int) -> bool:
    """Whether a member's effort counts: that of all on the books, but under weakest link only of active members."""
    return active or production != WEAKEST_LINK


@rule
def joint_effort(efforts: Sequence[float], members: int, fit: float, production: int, p: Production) -> float:
    """Joint effort (0..1) of the first `members` efforts, times fit; 0 with fewer than two.

    CES: (mean of e^rho)^(1/rho). Weakest link: the minimum (VHB90). Step-level: the mean from the step on, a fraction
    of it below.
    """
    if members < FEWEST:
        return 0.0
    if production == WEAKEST_LINK:
        least = efforts[0]
        for k in range(1, members):
            least = min(least, efforts[k])
        return least * fit
    if production == ADDITIVE or production == STEP_LEVEL:
        total = 0.0
        for k in range(members):
            total += efforts[k]
        mean = total / members
        if production == STEP_LEVEL and mean < p.step:
            mean *= p.below_step
        return mean * fit
    total = 0.0
    if abs(p.substitution) < GEOMETRIC:
        for k in range(members):
            total += math.log(max(efforts[k], p.effort_floor))
        return math.exp(total / members) * fit
    for k in range(members):
        total += max(efforts[k], p.effort_floor) ** p.substitution
    return (total / members) ** (1.0 / p.substitution) * fit
