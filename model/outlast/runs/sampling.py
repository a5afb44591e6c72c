"""Numbers of a sampler as values of factors: a range as it is, all else as levels that are equally likely."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from outlast.runs.factors import Factor
from outlast.runs.values import CHOICE, FLAG, NUMBER, WHOLE, Value
from outlast.scenario import ScenarioError

TYPES = {NUMBER: np.float64, WHOLE: np.int64, FLAG: np.bool_, CHOICE: np.int64}

# A level begins at a whole number, which a sampler may miss by a rounding; far below the chance of any real draw.
ROUNDING = 1e-9

# The grid of Morris' trajectories has four levels unless levels of factors ask for others.
MORRIS_LEVELS = 4
FEW_WHOLE = 11


def bounds(factor: Factor) -> tuple[float, float]:
    """What a sampler draws a factor between: its range; [low, high + 1) for whole numbers; [0, k) for k levels."""
    if factor.values is not None:
        return 0, len(factor.values)
    low, high = factor.range
    return (low, high + 1) if factor.kind == WHOLE else (low, high)


def salib_problem(factors: Sequence[Factor]) -> dict[str, Any]:
    """Names and bounds as SALib asks for them."""
    return {
        "num_vars": len(factors),
        "names": [factor.key for factor in factors],
        "bounds": [list(bounds(factor)) for factor in factors],
    }


def drawn(factor: Factor, column: np.ndarray) -> np.ndarray:
    """The values of a factor from numbers drawn between its bounds: names as codes of its levels.

    What is no range of numbers is rounded down to a level, so that each is equally likely; the upper bound itself,
    which Morris' trajectories touch, belongs to the last. Raises ScenarioError for a number out of bounds.
    """
    low, high = bounds(factor)
    slack = ROUNDING * (high - low)
    # Not a number fails both comparisons.
    if not np.all((column >= low - slack) & (column <= high + slack)):
        raise ScenarioError(f"samples of {factor.key}: a number lies outside the bounds {low:g} to {high:g}.")
    values = factor.values
    if values is None and factor.kind == NUMBER:
        return np.clip(column, low, high)
    places = np.clip(np.floor(column + ROUNDING), low, high - 1).astype(np.int64)
    if values is None or factor.kind == CHOICE:
        return places
    return encoded(factor, values)[places]


def encoded(factor: Factor, values: Sequence[Value]) -> np.ndarray:
    """Values of a factor as one array of its type: names as codes of its levels."""
    if factor.kind == CHOICE:
        code = {name: place for place, name in enumerate(factor.levels or ())}
        values = [code[value] for value in values]
    return np.array(values, dtype=TYPES[factor.kind])


def must_vary(kind: str, factors: Sequence[Factor]) -> None:
    """Refuse a factor with a single value, which no sampled design can vary."""
    for factor in factors:
        if factor.values is not None and len(factor.values) == 1:
            raise ScenarioError(
                f"--vary {factor.key}: the {kind} design needs at least two values of it;"
                f" to hold it at one, write --set {factor.key}=…"
            )


def morris_levels(factors: Sequence[Factor]) -> int:
    """The levels of the grid that Morris' trajectories walk on: even, and met alike by every level of every factor.

    On the usual four levels a factor of three would have one level twice as often as the others, and a factor of six
    would never have two of its own. Whole numbers count by their number where they are few.
    """
    counts = [len(factor.values) for factor in factors if factor.values is not None]
    spans = [int(high - low) for factor in factors if factor.kind == WHOLE for low, high in [bounds(factor)]]
    return max(MORRIS_LEVELS, math.lcm(2, *counts, *(count for count in spans if count <= FEW_WHOLE)))


def spread(factors: Sequence[Factor], samples: int, seed: int, *, sequence: bool) -> np.ndarray:
    """Numbers between the bounds of the factors (sample, factor): a scrambled Sobol' sequence, or a Latin hypercube.

    A sequence with more samples begins with the same ones.
    """
    from scipy.stats import qmc

    low, high = np.array([bounds(factor) for factor in factors], dtype=np.float64).T
    sampler = (qmc.Sobol if sequence else qmc.LatinHypercube)(len(factors), rng=np.random.default_rng(seed))
    # A sequence is asked for a power of 2, whatever its beginning is for.
    matrix = sampler.random(1 << (samples - 1).bit_length() if sequence else samples)[:samples]
    matrix *= high - low
    matrix += low
    return matrix


def morris_trajectories(
    factors: Sequence[Factor], samples: int, levels: int, seed: int
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Morris' trajectories (trajectory × (factors + 1), factor), and how names are dealt on each (trajectory, level).

    Every trajectory is drawn by SALib with a seed of its own, so that more of them begin with the same ones. A grid has
    an order and a step that goes half its way; names have neither. They are dealt to the levels of a choice afresh on
    each trajectory, so that every pair of names is met with the same chance.
    """
    from SALib.sample import morris

    problem = salib_problem(factors)
    choices = [factor for factor in factors if factor.kind == CHOICE]
    matrix, dealt = [], {factor.key: [] for factor in choices}
    for number in range(samples):
        generator = np.random.default_rng([seed, number])
        matrix.append(morris.sample(problem, 1, num_levels=levels, seed=generator))
        for factor in choices:
            dealt[factor.key].append(generator.permutation(len(factor.levels or ())))
    return np.concatenate(matrix), {key: np.array(codes) for key, codes in dealt.items()}


def enters_as(factor: Factor) -> str:
    """How a factor enters a sampled design: as a range, as whole numbers, or as levels."""
    if factor.values is not None:
        return "levels"
    return "whole numbers" if factor.kind == WHOLE else "range"
