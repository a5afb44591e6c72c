"""Numbers within sentences and tables: a share as a whole percentage, a null as a dash."""

from __future__ import annotations

import math

NULL = "–"


def percent(share: float) -> str:
    """A share as a whole percentage; what is not quite none or all does not read as such."""
    if math.isnan(share):
        return NULL
    if 0.0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1.0:
        return ">99%"
    return f"{100 * share:.0f}%"
