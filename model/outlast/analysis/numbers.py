"""Numbers within sentences and tables: a share as a whole percentage, a null as a dash, handy steps."""

from __future__ import annotations

import math

NULL = "–"
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


def percent(share: float) -> str:
    """A share as a whole percentage; what is not quite none or all does not read as such."""
    if math.isnan(share):
        return NULL
    if 0.0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1.0:
        return ">99%"
    return f"{100 * share:.0f}%"


def nice(step: float) -> float:
    """The smallest handy step that is not below one: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in NICE if factor * power >= step * (1 - 1e-9))
