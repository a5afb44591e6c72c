"""How the values of a factor are cut into classes, within which a method looks at the response."""

from __future__ import annotations

import numpy as np

from outlast.runs.factors import Factor

SLICES = 10


def has_levels(factor: Factor, column: np.ndarray, most: int) -> bool:
    """Whether a factor takes so few values that each is a class of its own; whatever has no order always does."""
    return factor.low is None or len(np.unique(column)) <= most


def classes(factor: Factor, column: np.ndarray, most: int = SLICES) -> np.ndarray:
    """The class of each point (point,), from 0: a level of its own, or one of so many slices of equal size.

    A level is a class of its own whatever its code, so that the order of names means nothing.
    """
    if has_levels(factor, column, most):
        return np.unique(column, return_inverse=True)[1]
    edges = np.quantile(column, np.arange(1, most) / most)
    return np.searchsorted(edges, column, side="right")
