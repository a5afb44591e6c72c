"""More replicates where they are needed: until the interval of an outcome is as narrow as asked, at every point."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from outlast.runs.plan import MOST_REPLICATES

# Replicates that every point gets before its interval is believed. assumed
FIRST = 10
# How far a point goes before it is judged again: a few looks only, since stopping at a lucky one flatters. assumed
GROWTH = 1.5
MOST = 10_000
# So many runs that agree to the last digit say that an outcome which is no share does not vary at all. assumed
ALIKE = 100


class Precision(NamedTuple):
    """How narrow the 95% interval of an outcome should be at every point, and when to give up."""

    half_width: float
    first: int = FIRST
    most: int = MOST

    def next(self, done: int) -> int:
        """To how many replicates a point goes on that has done so many and is not there yet."""
        return min(max(math.ceil(done * GROWTH), done + 1), self.most, MOST_REPLICATES)

    def unmet(self, estimates: pd.DataFrame) -> np.ndarray:
        """Which points need more: those whose interval reaches further than asked from its mean, or is not known."""
        return ~(half_widths(estimates) <= self.half_width)

    def hopeless(self, estimates: pd.DataFrame) -> np.ndarray:
        """At which points more runs would not help: all that there are failed or have no value, or they all agree."""
        known = estimates["known"].to_numpy()
        return (known == 0) | (np.isnan(half_widths(estimates)) & (known >= ALIKE))


def half_widths(estimates: pd.DataFrame) -> np.ndarray:
    """How far each interval reaches from its mean, on its longer side; not a number where it is not known."""
    mean, low, high = (estimates[name].to_numpy(dtype=float) for name in ("mean", "low", "high"))
    return np.maximum(high - mean, mean - low)
