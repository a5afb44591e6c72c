"""Several conditions one after the other: each is looked for among the cases that those before it leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from outlast.analysis.discovery.box import Box
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.choosing import Choice
from outlast.analysis.discovery.exploring import Explored, Rules, found, is_enough
from outlast.analysis.discovery.halving import Halvings, HeldOut, cross_validated, halvings, held_out
from outlast.analysis.discovery.judging import Judged, judge
from outlast.analysis.discovery.peeling import Trajectory

# Why there are no more conditions.
ENOUGH = "no more were asked for"
TOO_FEW = "too few cases are left to look for another"
NOTHING = "what any would gain in density it would lose in coverage"
NO_BETTER = "the next one is not clear of the share of all cases, as judged held out"


@dataclass(frozen=True, eq=False)
class Condition:
    """A box with all that is known of it.

    `remaining` are the cases that it was looked for in, a mask of all of them; `judged` is what holds of those, `again`
    the same in halves that it was not found in. `choice` says what was dropped.
    """

    box: Box
    choice: Choice
    remaining: np.ndarray
    inside: np.ndarray
    judged: Judged
    again: Judged
    held_out: HeldOut
    trajectory: Trajectory


def is_better(judged: Judged, again: Judged, base: float) -> bool:
    """Whether the density of a condition is clear of a base rate, in its own cases and in others."""
    return all(one.base + one.gain.low > base for one in (judged, again))


def condition_of(
    cases: Cases, remaining: np.ndarray, trajectory: Trajectory, choice: Choice, held: HeldOut
) -> Condition:
    """A condition that was found among the remaining cases, with what holds of it there."""
    own = cases.take(remaining)
    inner = choice.box.holds(own.factors, own.matrix)
    inside = np.zeros(len(cases), dtype=bool)
    inside[remaining] = inner
    judged, again = judge(own, inner), held.judged(own)
    return Condition(choice.box, choice, remaining, inside, judged, again, held, trajectory)


def covering(
    cases: Cases, first: Explored, split: Halvings, halves: list[Explored], rules: Rules
) -> tuple[list[Condition], str]:
    """Conditions until no more are wanted or found, and why there are no more.

    The first one is that of `first`, with those of `halves` beside it. A condition counts if its density is clear of
    the share of all cases that are of interest, both in its own cases and, by the median of the halvings, in others.
    """
    told: list[Condition] = []
    remaining = np.ones(len(cases), dtype=bool)
    trajectory, choice = first.whole, first.chosen
    held = held_out(split, [half.chosen.box for half in halves])
    while trajectory is not None and choice.box:
        one = condition_of(cases, remaining, trajectory, choice, held)
        if not is_better(one.judged, one.again, cases.base):
            return told, NO_BETTER
        told.append(one)
        if len(told) == rules.boxes:
            return told, ENOUGH
        remaining = remaining & ~one.inside
        own = cases.take(remaining)
        if not is_enough(own):
            return told, TOO_FEW
        # The least part of all cases, not of those that are left.
        mass = rules.mass * len(cases) / len(own)
        trajectory, choice = found(own, rules, mass)
        if choice.box:
            held = cross_validated(
                halvings(own, rules.halvings, rules.seed), lambda half, mass=mass: found(half, rules, mass)[1].box
            )
    return told, NOTHING
