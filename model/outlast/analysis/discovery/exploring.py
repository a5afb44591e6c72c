"""Peelings of some cases: of all theories together, and of each theory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from outlast.analysis.discovery.box import Box
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.choosing import Choice, choose
from outlast.analysis.discovery.peeling import Trajectory, peel

# Fewer cases, or fewer of either kind among them, tell nothing. assumed
FEWEST, FEWEST_OF_A_KIND = 40, 10


@dataclass(frozen=True, eq=False)
class Rules:
    """How conditions are found: the part taken off at a time, the least part left, how many boxes, how many halvings.

    `density` is the least density that is wanted of a box; without it boxes are chosen by F1. All that is drawn is
    drawn with `seed`.
    """

    peel: float = 0.05
    mass: float = 0.05
    boxes: int = 3
    density: float | None = None
    halvings: int = 5
    seed: int = 1


@dataclass(frozen=True, eq=False)
class Explored:
    """The peeling of all cases, and that of each theory which has enough of them; with the boxes that are told."""

    cases: Cases
    whole: Trajectory | None
    chosen: Choice
    theories: Mapping[str, Trajectory]
    choices: Mapping[str, Choice]


def is_enough(cases: Cases) -> bool:
    """Whether cases are so many, and enough of them of interest and not, that a condition can be looked for."""
    hits = int(cases.interest.sum())
    return len(cases) >= FEWEST and min(hits, len(cases) - hits) >= FEWEST_OF_A_KIND


def can_be_peeled(cases: Cases) -> bool:
    """Whether there is anything to tell apart: a half may have few cases."""
    return bool(cases.interest.any()) and not bool(cases.interest.all())


def explore(cases: Cases, rules: Rules, theories: tuple[str, ...]) -> Explored:
    """Peel all cases, and those of each of some theories."""
    whole, chosen = found(cases, rules)
    peelings: dict[str, Trajectory] = {}
    choices: dict[str, Choice] = {}
    for theory in theories:
        trajectory, choice = found(cases.under(theory), rules)
        choices[theory] = choice
        if trajectory is not None:
            peelings[theory] = trajectory
    return Explored(cases, whole, chosen, peelings, choices)


def found(cases: Cases, rules: Rules, mass: float | None = None) -> tuple[Trajectory | None, Choice]:
    """A peeling and the box that is told of it; an empty box where there is nothing to tell apart."""
    if not can_be_peeled(cases):
        return None, Choice(Box(), 0, ())
    least = rules.mass if mass is None else mass
    trajectory = peel(cases, rules.peel, min(least, 0.5))
    return trajectory, choose(cases, trajectory, rules.density)
