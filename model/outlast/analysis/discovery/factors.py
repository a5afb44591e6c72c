"""What a condition may restrict: a range, a few levels, or names."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from outlast.runs.factors import Factor as Varied
from outlast.runs.values import CHOICE, FLAG, WHOLE

RANGE, LEVELS, NAMES = "range", "levels", "names"
# A number with more values than these is a range; whole numbers are levels, however many.
MANY = 25
# The limits of a range are rounded to the power of ten that parts it into at least so many steps.
STEPS = 50


@dataclass(frozen=True, slots=True)
class Factor:
    """A quantity that was varied, as its cases hold it; its column has numbers, of names their places in `names`.

    A range is limited by `low <= x < high`, with limits that are multiples of `step`. Levels are limited from one of
    them to another, both included. `low` and `high` are the ends of what was varied.
    """

    key: str
    kind: str
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    levels: tuple[float, ...] = ()
    names: tuple[str, ...] = ()

    def rounded(self, limit: float) -> float:
        """A limit of a range as it is printed."""
        if not self.step:
            return limit
        places = -round(math.log10(self.step))
        return round(round(limit / self.step) * self.step, max(places, 0))


def factor_of(varied: Varied, column: np.ndarray) -> Factor:
    """A factor of a design from the values that its cases hold (names as codes)."""
    if varied.kind in (CHOICE, FLAG):
        names = [str(level).lower() if varied.kind == FLAG else str(level) for level in varied.values or ()]
        return Factor(varied.key, NAMES, names=tuple(names))
    found = np.unique(column)
    low, high = (float(found[0]), float(found[-1])) if varied.low is None else [float(end) for end in varied.range]
    if varied.kind == WHOLE or len(found) <= MANY:
        return Factor(varied.key, LEVELS, low, high, levels=tuple(found.tolist()))
    # The logarithm of a round ratio falls short of itself by its last digit at times.
    step = 10.0 ** math.floor(math.log10((high - low) / STEPS) + 1e-9)
    return Factor(varied.key, RANGE, low, high, step)
