"""The conditions of each theory, what each does under the others, and where they contradict each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from outlast.analysis.discovery.box import HIGH, LOW, WHICH, Box, Limit
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.covering import Condition, condition_of, is_better
from outlast.analysis.discovery.exploring import Explored, is_enough
from outlast.analysis.discovery.halving import Halvings, HeldOut, held_out
from outlast.analysis.discovery.judging import Judged, judge
from outlast.analysis.discovery.robust import most_robust

# What a condition does under a theory: it is clearly denser than all cases there, or not, or clearly less dense.
BETTER, UNCLEAR, WORSE = "better", "unclear", "worse"
# A limit that fewer of the halves have is no firm advice, and contradicts none. assumed
FIRM = 0.5


@dataclass(frozen=True, eq=False)
class Robustness:
    """The condition that holds under most: `judged` and `again` (in other halves) under each theory, by its name.

    `holds` has the theories under which its density is clear of the base rate in its own cases and in others.
    """

    box: Box
    judged: Mapping[str, Judged]
    again: Mapping[str, Judged]
    held_out: HeldOut
    holds: tuple[str, ...]

    @property
    def is_robust(self) -> bool:
        """Whether it holds under every theory that could be judged."""
        return bool(self.box) and len(self.holds) == len(self.judged)

    @property
    def is_telling(self) -> bool:
        """Whether it holds under any theory; else it is no condition to tell."""
        return bool(self.holds)

    @property
    def worst(self) -> str:
        """The theory under which it gains least, by cases that it was not found in."""
        return min(self.again, key=lambda theory: _gain(self.again[theory]))


@dataclass(frozen=True)
class Contradiction:
    """A factor that theories want on opposite sides: which want it where, with their limits."""

    factor: str
    low: Mapping[str, Limit]
    high: Mapping[str, Limit]


@dataclass(frozen=True, eq=False)
class Theories:
    """What was found of each theory.

    `judged` are the theories with enough cases of either kind, `silent` the others. `conditions` has the condition of
    each theory that has one that counts. `across` has, for each of these and each other theory, what the condition of
    the first does under the second.
    """

    judged: tuple[str, ...]
    silent: tuple[str, ...]
    conditions: Mapping[str, Condition]
    across: Mapping[tuple[str, str], Judged]
    contradictions: tuple[Contradiction, ...]
    robust: Robustness | None

    @property
    def harmful(self) -> list[tuple[str, str]]:
        """Pairs of theories where what helps under the first makes things worse under the second, the worst first."""
        pairs = [pair for pair, judged in self.across.items() if verdict(judged) == WORSE]
        return sorted(pairs, key=lambda pair: _gain(self.across[pair]))


def judgeable(cases: Cases) -> tuple[str, ...]:
    """The theories with enough cases of interest, and not, to be judged apart."""
    return tuple(theory for theory, own in cases.by_theory() if is_enough(own))


def verdict(judged: Judged) -> str:
    """What a condition does under a theory."""
    if judged.gain.low > 0.0:
        return BETTER
    return WORSE if judged.gain.high < 0.0 else UNCLEAR


def theories_of(
    cases: Cases, first: Explored, split: Halvings, halves: Sequence[Explored], least: float | None = None
) -> Theories:
    """Everything by theory, from the peelings of all cases and of their halves."""
    known = tuple(first.choices)
    silent = tuple(theory for theory in cases.theories if theory not in known)
    conditions: dict[str, Condition] = {}
    for theory in known:
        trajectory, choice = first.theories.get(theory), first.choices[theory]
        if trajectory is None or not choice.box:
            continue
        own = cases.theory == cases.theories.index(theory)
        held = held_out(split, [half.choices[theory].box for half in halves])
        held = HeldOut(held.boxes, held.inside[:, own])
        one = condition_of(cases, own, trajectory, choice, held)
        if is_better(one.judged, one.again, one.judged.base):
            conditions[theory] = one
    across = {
        (theory, other): judge(cases.under(other), _held(one.box, cases.under(other)))
        for theory, one in conditions.items()
        for other in known
        if other != theory
    }
    robust = None
    if len(known) > 1:
        robust = _robustness(cases, first, split, halves, known, least)
    return Theories(known, silent, conditions, across, _contradictions(cases, conditions), robust)


def under_each(cases: Cases, box: Box, theories: Sequence[str]) -> dict[str, Judged]:
    """What a box does under each theory."""
    return {theory: judge(cases.under(theory), _held(box, cases.under(theory))) for theory in theories}


def again_under_each(cases: Cases, held: HeldOut, theories: Sequence[str]) -> dict[str, Judged]:
    """The same on cases that the rule did not see."""
    return {theory: held.judged(cases, cases.theory == cases.theories.index(theory)) for theory in theories}


def _held(box: Box, cases: Cases) -> np.ndarray:
    return box.holds(cases.factors, cases.matrix)


def _gain(judged: Judged) -> float:
    """How much denser it is inside than everywhere; of nothing inside less than anything."""
    return -1.0 if np.isnan(judged.density.mean) else judged.density.mean - judged.base


def _robustness(
    cases: Cases,
    first: Explored,
    split: Halvings,
    halves: Sequence[Explored],
    known: tuple[str, ...],
    least: float | None,
) -> Robustness:
    box = most_robust(first, known, least).box
    held = held_out(split, [most_robust(half, known, least).box for half in halves])
    judged = under_each(cases, box, known)
    again = again_under_each(cases, held, known)
    holds = [theory for theory in known if is_better(judged[theory], again[theory], judged[theory].base)]
    return Robustness(box, judged, again, held, tuple(holds) if box else ())


def _contradictions(cases: Cases, conditions: Mapping[str, Condition]) -> tuple[Contradiction, ...]:
    """Factors that some theories firmly want low and others high, or whose names they share none of."""
    found = []
    for factor in cases.factors:
        low: dict[str, Limit] = {}
        high: dict[str, Limit] = {}
        names: dict[str, Limit] = {}
        for theory, one in conditions.items():
            limit = one.box.limits.get(factor.key)
            if limit is None or one.held_out.shares(factor.key)["any"] < FIRM:
                continue
            for sides, where in (((HIGH,), low), ((LOW,), high), ((WHICH,), names)):
                if limit.sides == sides:
                    where[theory] = limit
        if low and high:
            found.append(Contradiction(factor.key, low, high))
        apart = _apart(names)
        if apart is not None:
            found.append(Contradiction(factor.key, *apart))
    return tuple(found)


def _apart(names: Mapping[str, Limit]) -> tuple[dict[str, Limit], dict[str, Limit]] | None:
    """The first theory whose names are not those of some others, with these others."""
    for theory, limit in names.items():
        others = {other: rest for other, rest in names.items() if not set(rest.names or ()) & set(limit.names or ())}
        if others:
            return {theory: limit}, others
    return None
