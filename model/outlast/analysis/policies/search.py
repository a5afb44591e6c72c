"""Searching two objectives at once: NSGA-II (DEB02) by pymoo (BLANK20), a whole generation asked and told at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

# What lies at a set of values: the objectives (design, 2), both to be as small as can be.
Evaluate = Callable[[Sequence[Mapping[str, Any]]], np.ndarray]
# The search has settled where the last part of its generations adds less than so much to the hypervolume.
LAST, SETTLED = 0.25, 0.01


class Generation(NamedTuple):
    """How far the search is after a generation: designs tried, and what the best of all of them are worth."""

    generation: int
    tried: int
    hypervolume: float  # the share of the box between ideal and nadir that is dominated
    front: int  # designs that no other dominates


class Searched(NamedTuple):
    """All that was tried: values, objectives (design, 2), and the course of the search."""

    values: list[dict[str, Any]]
    objectives: np.ndarray
    history: list[Generation]


def search(
    variables: Mapping[str, Any],
    evaluate: Evaluate,
    *,
    generations: int,
    population: int,
    seed: int,
    ideal: tuple[float, float] = (0.0, 0.0),
    nadir: tuple[float, float] | None = None,
) -> Searched:
    """Search for the designs of two objectives that no other dominates.

    Parameters:
        variables: name to a pymoo variable (Real, Integer, Binary or Choice).
        evaluate: the objectives of a whole generation at once.
        generations: how many, the first random one included; a space with fewer designs ends the search.
        population: designs a generation.
        seed: of the search; the same seed and objectives give the same designs.
        ideal, nadir: the box that hypervolume is a share of; its far corner is the worst of the first generation if
            None. What lies beyond adds nothing.
    """
    from pymoo.algorithms.moo.nsga2 import NSGA2, binary_tournament
    from pymoo.core.evaluator import Evaluator
    from pymoo.core.mixed import MixedVariableDuplicateElimination, MixedVariableMating, MixedVariableSampling
    from pymoo.core.problem import Problem
    from pymoo.core.variable import Binary, Choice, Integer, Real
    from pymoo.operators.crossover.sbx import SBX
    from pymoo.operators.crossover.ux import UX
    from pymoo.operators.mutation.bitflip import BFM
    from pymoo.operators.mutation.pm import PM
    from pymoo.operators.mutation.rm import ChoiceRandomMutation
    from pymoo.operators.repair.rounding import RoundingRepair
    from pymoo.operators.selection.tournament import TournamentSelection
    from pymoo.problems.static import StaticProblem

    problem = Problem(vars=dict(variables), n_obj=2)
    # The library takes more than it declares.
    whole: dict[str, Any] = {"vtype": float, "repair": RoundingRepair()}
    operators: dict[str, Any] = {
        "selection": TournamentSelection(func_comp=binary_tournament),
        # Whole numbers move further: a small step would be rounded away.
        "crossover": {Real: SBX(), Integer: SBX(prob=1.0, eta=3, **whole), Binary: UX(), Choice: UX()},
        "mutation": {Real: PM(), Integer: PM(eta=3, **whole), Binary: BFM(), Choice: ChoiceRandomMutation()},
    }
    alike: Any = MixedVariableDuplicateElimination()
    sampling: Any = MixedVariableSampling()
    algorithm = NSGA2(
        pop_size=population,
        sampling=sampling,
        mating=MixedVariableMating(eliminate_duplicates=alike, **operators),
        eliminate_duplicates=alike,
    )
    algorithm.setup(problem, termination=("n_gen", generations), seed=seed, verbose=False)
    values: list[dict[str, Any]] = []
    found = np.empty((0, 2))
    history: list[Generation] = []
    corner = None if nadir is None else np.array(nadir, float)
    while algorithm.has_next():
        asked = algorithm.ask()
        if asked is None or not len(asked):
            break
        own = [_plain(one.X) for one in asked]
        objectives = np.asarray(evaluate(own), float)
        Evaluator().eval(StaticProblem(problem, F=objectives), asked)
        algorithm.tell(infills=asked)
        values += own
        found = np.concatenate([found, objectives])
        corner = objectives.max(axis=0) if corner is None else corner
        front = non_dominated(found)
        history.append(
            Generation(len(history) + 1, len(values), hypervolume(found[front], np.array(ideal), corner), len(front))
        )
    return Searched(values, found, history)


def non_dominated(objectives: np.ndarray) -> np.ndarray:
    """The places of designs that no other is as good as in both objectives and better in one, by the first objective.

    Of designs with the same objectives the first counts.
    """
    order = np.lexsort((np.arange(len(objectives)), objectives[:, 1], objectives[:, 0]))
    best = np.inf
    kept = []
    for place in order.tolist():
        if objectives[place, 1] < best:
            best = objectives[place, 1]
            kept.append(place)
    return np.array(kept, np.int64)


def hypervolume(front: np.ndarray, ideal: np.ndarray, nadir: np.ndarray) -> float:
    """The share of the box from ideal to nadir that a front dominates (0..1)."""
    from pymoo.indicators.hv import HV

    size = np.where(nadir > ideal, nadir - ideal, 1.0)
    inside = (np.maximum(front, ideal) - ideal) / size
    inside = inside[(inside <= 1.0).all(axis=1)]
    return float(HV(ref_point=np.ones(2))(inside) or 0.0) if len(inside) else 0.0


def has_settled(history: Sequence[Generation]) -> bool | None:
    """Whether the last quarter of the generations added less than a hundredth; None for too short a search to say."""
    if len(history) < 4:
        return None
    before = history[-1 - max(1, round(LAST * len(history)))].hypervolume
    last = history[-1].hypervolume
    return last - before <= SETTLED * last


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values in the types of Python."""
    return {name: getattr(value, "item", lambda v=value: v)() for name, value in values.items()}
