"""What a rule finds in other cases: random halvings, in each of which a half is judged by what the other gave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from outlast.analysis.discovery.box import HIGH, LOW, WHICH, Box
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.judging import Judged, judge, typical

QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True, eq=False)
class Halvings:
    """Random halvings: `first` (halving, case) says which half each case is in."""

    cases: Cases
    first: np.ndarray

    def halves(self) -> Iterator[Cases]:
        """The halves, two of each halving, in order."""
        return (self.cases.take(half) for own in self.first for half in (own, ~own))


@dataclass(frozen=True, eq=False)
class HeldOut:
    """What a rule found in each half (`boxes`, two of each halving), and which cases it holds of the other half.

    `inside` (halving, case): each case is judged by the box of the half that it is not in.
    """

    boxes: tuple[Box, ...]
    inside: np.ndarray

    def judged(self, cases: Cases, which: np.ndarray | None = None) -> Judged:
        """The rule on cases that it did not see (of some of them, by a mask): the median over the halvings."""
        own = cases if which is None else cases.take(which)
        return typical([judge(own, inside if which is None else inside[which]) for inside in self.inside])

    def shares(self, key: str) -> dict[str, float]:
        """In which share of the halves a factor is limited at all, and on each side."""
        limits = [box.limits.get(key) for box in self.boxes]
        found = {side: _share([limit is not None and side in limit.sides for limit in limits]) for side in SIDES}
        return {"any": _share([limit is not None for limit in limits])} | found

    def ends(self, key: str, side: str) -> tuple[float, ...]:
        """Quantiles of one limit of a number over the halves that have it; not a number where none has."""
        limits = [box.limits[key] for box in self.boxes if key in box.limits]
        known = [getattr(limit, side) for limit in limits if side in limit.sides]
        if not known:
            return (np.nan,) * len(QUANTILES)
        return tuple(np.quantile(known, QUANTILES, method="inverted_cdf").tolist())


SIDES = (LOW, HIGH, WHICH)


def halvings(cases: Cases, count: int, seed: int) -> Halvings:
    """So many random halvings of the cases, drawn with `seed`; groups stay whole, and theories are halved each."""
    draw = np.random.default_rng(seed)
    groups, where = np.unique(cases.groups, return_index=True)
    strata = cases.theory[where]
    place = np.searchsorted(groups, cases.groups)
    first = np.zeros((count, len(cases)), dtype=bool)
    for number in range(count):
        chosen = np.zeros(len(groups), dtype=bool)
        for stratum in np.unique(strata):
            own = draw.permutation(np.flatnonzero(strata == stratum))
            # Of an odd number the odd one goes to either half in turn.
            chosen[own[: (len(own) + number % 2) // 2]] = True
        first[number] = chosen[place]
    return Halvings(cases, first)


def held_out(split: Halvings, boxes: Sequence[Box]) -> HeldOut:
    """The boxes of the halves, in order, each on the half that it was not found in."""
    factors, matrix = split.cases.factors, split.cases.matrix
    inside = np.zeros(split.first.shape, dtype=bool)
    for number, own in enumerate(split.first):
        for box, other in ((boxes[2 * number], ~own), (boxes[2 * number + 1], own)):
            # A rule that found nothing in one half tells of none in the other.
            inside[number, other] = box.holds(factors, matrix[other]) if box else False
    return HeldOut(tuple(boxes), inside)


def cross_validated(split: Halvings, find: Callable[[Cases], Box]) -> HeldOut:
    """A rule found in each half and judged on the other."""
    return held_out(split, [find(half) for half in split.halves()])


def frame_of(found: HeldOut, keys: Sequence[str]) -> pd.DataFrame:
    """How often each factor is limited over the halves, and the quantiles of its limits, a row for each factor."""
    rows = []
    for key in keys:
        shares = found.shares(key)
        row: dict[str, object] = {"factor": key, "halves": len(found.boxes), "limited": shares["any"]}
        row |= {f"limited_{side}": shares[side] for side in SIDES}
        for side in (LOW, HIGH):
            row |= {
                f"{side}_q{round(100 * q):02d}": end for q, end in zip(QUANTILES, found.ends(key, side), strict=True)
            }
        rows.append(row)
    return pd.DataFrame(rows)


def _share(flags: Sequence[bool]) -> float:
    return float(np.mean(flags)) if flags else float("nan")
