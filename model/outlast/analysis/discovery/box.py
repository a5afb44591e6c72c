"""A condition: limits on some of the factors, all to be met at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from outlast.analysis.discovery.factors import LEVELS, Factor

LOW, HIGH, WHICH = "low", "high", "names"


@dataclass(frozen=True, slots=True)
class Limit:
    """What one factor is limited to: from `low`, up to `high`, or some of its `names` (by place); None: not limited."""

    low: float | None = None
    high: float | None = None
    names: tuple[int, ...] | None = None

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that are limited."""
        return tuple(side for side in (LOW, HIGH, WHICH) if getattr(self, side) is not None)

    def without(self, side: str) -> Limit:
        """The same without one side."""
        return Limit(**{name: None if name == side else getattr(self, name) for name in (LOW, HIGH, WHICH)})


@dataclass(frozen=True, slots=True)
class Box:
    """A condition by the keys of the factors that it limits; one that limits nothing holds every case."""

    limits: Mapping[str, Limit] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.limits)

    def sides(self) -> Iterator[tuple[str, str]]:
        """Each key with each side that is limited."""
        return ((key, side) for key, limit in self.limits.items() for side in limit.sides)

    def without(self, key: str, side: str | None = None) -> Box:
        """The same without one side of a factor's limits, or without any of them."""
        kept = {name: limit for name, limit in self.limits.items() if name != key}
        if side is None or not (rest := self.limits[key].without(side)).sides:
            return Box(kept)
        # In the order of before, so that equal boxes read alike.
        return Box({name: rest if name == key else limit for name, limit in self.limits.items()})

    def only(self, keys: Sequence[str]) -> Box:
        """The same with the limits of some factors alone."""
        return Box({key: limit for key, limit in self.limits.items() if key in keys})

    def holds(self, factors: Sequence[Factor], matrix: np.ndarray) -> np.ndarray:
        """Which rows of `matrix` (case, factor) meet it (case,)."""
        inside = np.ones(len(matrix), dtype=bool)
        for place, factor in enumerate(factors):
            limit = self.limits.get(factor.key)
            if limit is None:
                continue
            column = matrix[:, place]
            if limit.low is not None:
                inside &= column >= limit.low
            if limit.high is not None:
                inside &= (column <= limit.high) if factor.kind == LEVELS else (column < limit.high)
            if limit.names is not None:
                inside &= np.isin(column, limit.names)
        return inside


def printed(box: Box, factors: Sequence[Factor]) -> Box:
    """The box with its limits as they are printed: ranges rounded, and levels at the outermost that it holds.

    What does not limit anything then is left out, so that all that is told of a box is told of what is printed.
    """
    found: dict[str, Limit] = {}
    for factor in factors:
        limit = box.limits.get(factor.key)
        if limit is None:
            continue
        low, high = limit.low, limit.high
        if factor.kind == LEVELS:
            inner = [x for x in factor.levels if (low is None or x >= low) and (high is None or x <= high)]
            if inner:
                low = None if inner[0] == factor.levels[0] else inner[0]
                high = None if inner[-1] == factor.levels[-1] else inner[-1]
        else:
            low = None if low is None or (end := factor.rounded(low)) <= factor.low else end
            high = None if high is None or (end := factor.rounded(high)) >= factor.high else end
            if low is not None and high is not None and low >= high:
                low, high = limit.low, limit.high
        names = limit.names if limit.names is not None and len(limit.names) < len(factor.names) else None
        if (kept := Limit(low, high, names)).sides:
            found[factor.key] = kept
    return Box(found)
