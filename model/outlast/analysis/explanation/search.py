"""The nearest value of one lever, on either side of where it stands, that gives a partnership another fate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from outlast.analysis.explanation.fate import after_of, judged_after
from outlast.analysis.explanation.levers import NEAR, Lever
from outlast.analysis.explanation.runs import of_points, of_scenario
from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.runs.values import CHOICE, Value
from outlast.scenario import Scenario, ScenarioError
from outlast.simulation.points import Packer

LOWER, HIGHER, OTHER = "lower", "higher", "other"


class Tried(NamedTuple):
    """One value of a lever and what it gave.

    `kept` is the outcome (1 or 0), not a number where it is judged beyond the horizon or the value cannot be; `judged`
    counts the quarters after which it is judged, `closed` is the quarter in which it closes (not a number while open),
    `aims_met` whether it does so by success. `same` tells that nothing at all is recorded otherwise than in fact;
    `apart` that the judgement counts from another origin, the start in place of the last central pound or the other way
    round, so that the two fates are not compared. `fault` says why a value cannot be.
    """

    value: Value
    kept: float
    judged: float
    closed: float
    aims_met: bool
    same: bool
    apart: bool
    fault: str

    @property
    def is_known(self) -> bool:
        """Whether it has a fate that can be held against the one in fact."""
        return not math.isnan(self.kept) and not self.apart


class Flip(NamedTuple):
    """The nearest value with another fate, and what lies beyond it.

    `before` is the value just before it, a step nearer to what stands, where the fate is as in fact. Of the `beyond`
    values that were tried further out `beyond_flipped` have the other fate too; `back` is the nearest of them that has
    not. From `lasting` on every value tried has it, to the end of the range; None where the last has not.
    """

    side: str
    value: Value
    before: Value
    judged: int
    closed: float
    aims_met: bool
    share: float
    beyond: int
    beyond_flipped: int
    back: Value | None
    lasting: Value | None


@dataclass(frozen=True, slots=True)
class Response:
    """What one lever can do for one partnership: all values tried, in order, and the nearest flips."""

    lever: Lever
    tried: tuple[Tried, ...]
    flips: tuple[Flip, ...]

    @property
    def is_idle(self) -> bool:
        """Whether no value changes anything that is recorded of the partnership."""
        known = [one for one in self.tried if not one.fault]
        return bool(known) and all(one.same for one in known)

    @property
    def nearest(self) -> Flip | None:
        """The flip that takes the smallest part of the declared range."""
        return min(self.flips, key=lambda flip: flip.share, default=None)


@dataclass(frozen=True)
class Search:
    """Searches on one seed for what changes the fate of one partnership; `row` is its finals as it is (FINALS,)."""

    scenario: Scenario
    seed: int
    partnership: int
    outcome: str
    row: np.ndarray

    def response(self, lever: Lever) -> Response:
        """Try a lever: first values over all its range, then closer and closer to the nearest flip on each side."""
        if lever.kind == CHOICE:
            return self._chosen(lever)
        found: dict[int, Tried] = {}
        self._try(lever, self._first(lever), found)
        sides = {LOWER: [place for place in found if place < lever.place(lever.stands)]}
        sides[HIGHER] = [place for place in found if place not in sides[LOWER]]
        flips = []
        for side, places in sides.items():
            places.sort(reverse=side == LOWER)
            at = next((k for k, place in enumerate(places) if self._flips(found[place])), None)
            if at is not None:
                nearest = self._refined(lever, places[at - 1] if at else None, places[at], found)
                flips.append(self._flip(lever, side, nearest, found))
        return Response(lever, tuple(found[place] for place in sorted(found)), tuple(flips))

    def _chosen(self, lever: Lever) -> Response:
        """Every other name of a choice."""
        names = [name for name in lever.names if name != lever.stands]
        tried = self._run(lever, names)
        flips = [
            Flip(OTHER, one.value, lever.stands, int(one.judged), one.closed, one.aims_met, 1.0, 0, 0, None, one.value)
            for one in tried
            if self._flips(one)
        ]
        return Response(lever, tuple(tried), tuple(flips))

    @staticmethod
    def _first(lever: Lever) -> list[int]:
        """The places that are tried first: spread over the range, its ends, and all that are near to what stands."""
        stands, last = lever.place(lever.stands), lever.places
        spread = [*range(0, last + 1, lever.coarse), last]
        near = range(max(0, math.ceil(stands - NEAR)), min(last, math.floor(stands + NEAR)) + 1)
        return [place for place in sorted({*spread, *near}) if lever.at(place) != lever.stands]

    def _refined(self, lever: Lever, inner: int | None, outer: int, found: dict[int, Tried]) -> int:
        """Halve what lies between a value with the fate in fact and one with the other, down to a single step."""
        stands = lever.place(lever.stands)
        if inner is None:
            # The nearest place to what stands, which has the fate in fact.
            inner = math.floor(stands) if outer > stands else math.ceil(stands)
        while abs(outer - inner) > 1:
            middle = (inner + outer) // 2
            if middle not in found:
                self._try(lever, [middle], found)
            inner, outer = (inner, middle) if self._flips(found[middle]) else (middle, outer)
        return outer

    def _flip(self, lever: Lever, side: str, place: int, found: dict[int, Tried]) -> Flip:
        step = 1 if side == HIGHER else -1
        beyond = sorted((other for other in found if (other - place) * step > 0), reverse=side == LOWER)
        known = [other for other in beyond if found[other].is_known]
        flipped = [self._flips(found[other]) for other in known]
        back = next((lever.at(other) for other, flips in zip(known, flipped, strict=True) if not flips), None)
        lasting, one = None, found[place]
        for other in reversed([place, *known]):
            if not self._flips(found[other]):
                break
            lasting = lever.at(other)
        inner = place - step
        stands = lever.place(lever.stands)
        before = lever.stands if (inner - stands) * step <= 0 else lever.at(inner)
        value = lever.at(place)
        when = (int(one.judged), one.closed, one.aims_met)
        return Flip(side, value, before, *when, lever.share(value), len(known), sum(flipped), back, lasting)

    def _flips(self, one: Tried) -> bool:
        return one.is_known and one.kept != float(self.row[FINAL_INDEX[self.outcome]])

    def _try(self, lever: Lever, places: Sequence[int], found: dict[int, Tried]) -> None:
        found.update(zip(places, self._run(lever, [lever.at(place) for place in places]), strict=True))

    def _run(self, lever: Lever, values: Sequence[Value]) -> list[Tried]:
        if lever.is_change:
            rows = [self._one(lever, value) for value in values]
        else:
            after = after_of(self.outcome)
            points = [lever.overrides(self.scenario, value, after) for value in values]
            rows = of_points(Packer(self.scenario), points, self.seed, self.partnership)
        return [self._read(value, row) for value, row in zip(values, rows, strict=True)]

    def _one(self, lever: Lever, value: Value) -> np.ndarray | str:
        try:
            changed = lever.applied(self.scenario, value, after_of(self.outcome))
        except ScenarioError as error:
            return str(error)
        return of_scenario(changed, [self.seed])[0, self.partnership]

    def _read(self, value: Value, row: np.ndarray | str) -> Tried:
        if isinstance(row, str):
            return Tried(value, math.nan, math.nan, math.nan, False, False, False, row)
        paid = (row[FINAL_INDEX["funding_end"]] > 0.0, self.row[FINAL_INDEX["funding_end"]] > 0.0)
        same = np.array_equal(row, self.row, equal_nan=True)
        kept, closing = float(row[FINAL_INDEX[self.outcome]]), float(row[FINAL_INDEX["closed_quarter"]])
        judged, aims_met = float(judged_after(row, self.outcome)), bool(row[FINAL_INDEX["closed_by_success"]] == 1.0)
        return Tried(value, kept, judged, closing - 1.0, aims_met, same, bool(paid[0] != paid[1]), "")
