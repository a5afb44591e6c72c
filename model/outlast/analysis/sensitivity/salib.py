"""Calls of SALib: nothing unknown goes in, and none of its habits (warnings, global random state) comes out."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

# A response that moves by no more than rounding does not move.
ROUNDING = 1e-12


class NotFiniteError(ValueError):
    """A value that is not a number was about to reach SALib, which would take it for a nought or worse."""


@contextmanager
def quietly(*values: np.ndarray) -> Iterator[None]:
    """SALib in a room of its own; raises NotFiniteError for values that are not all numbers.

    It warns of constant resamples (which are dealt with here), sets filters for the whole process, and seeds the global
    generator of numpy.
    """
    for value in values:
        if not np.isfinite(value).all():
            raise NotFiniteError("a response or a point is not a number; drop its block before the analysis")
    state, wording = np.random.get_state(), warnings.formatwarning  # noqa: NPY002 (the state that it would change)
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            yield
    finally:
        warnings.formatwarning = wording
        np.random.set_state(state)  # noqa: NPY002


def problem(factors: int) -> dict[str, Any]:
    """A problem of so many factors for analyses that look at points and not at bounds."""
    return {"num_vars": factors, "names": [f"x{k}" for k in range(factors)], "bounds": [[0.0, 1.0]] * factors}


def is_constant(values: np.ndarray) -> bool:
    """Whether a response does not move at all."""
    return bool(np.ptp(values) <= ROUNDING * np.abs(values).max())


def seeded(seed: int) -> int:
    """A seed that SALib takes for one: it takes 0 for none, and knows 32 bits."""
    return int(np.random.SeedSequence(seed).generate_state(1)[0]) or 1
