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


def enters_as(factor: Factor) -> str:
    """How a factor enters a sampled design: as a range, as whole numbers, or as levels."""
    if factor.values is not None:
        return "levels"
    return "whole numbers" if factor.kind == WHOLE else "range"
