"""The cases of a discovery: each a point of a design, with what it was set to and what came of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from outlast.analysis.discovery.factors import Factor


@dataclass(frozen=True, slots=True)
class Question:
    """Which cases are of interest: those whose outcome is above a value, or below it.

    `says` is how the value was chosen where nobody gave it, else empty; `least` and `most` bound the outcome.
    """

    outcome: str
    value: float
    above: bool = True
    says: str = ""
    least: float = -math.inf
    most: float = math.inf

    def of(self, values: np.ndarray) -> np.ndarray:
        """Which values are of interest."""
        return values > self.value if self.above else values < self.value


@dataclass(frozen=True, eq=False)
class Cases:
    """Cases with all that is known of them, one entry a case.

    `matrix` (case, factor) has names as codes. `runs` (case, replicate) are the values of the outcome, not a number
    where a case has fewer replicates; `values` their means. `groups` numbers what belongs together (points with the
    same member of an ensemble, or of one block of a design): intervals are over groups, and no half parts them.
    `theory` is the place of each case's theory in `theories`. `shared` tells that replicate r of every case has the
    same seed.
    """

    factors: tuple[Factor, ...]
    matrix: np.ndarray
    runs: np.ndarray
    question: Question
    groups: np.ndarray
    theory: np.ndarray
    theories: tuple[str, ...]
    shared: bool
    values: np.ndarray
    interest: np.ndarray

    def __len__(self) -> int:
        return len(self.matrix)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the factors."""
        return tuple(factor.key for factor in self.factors)

    @property
    def base(self) -> float:
        """The share of all cases that are of interest."""
        return float(self.interest.mean()) if len(self) else math.nan

    def take(self, which: np.ndarray) -> Cases:
        """Some of the cases (a mask or places)."""
        own = ("matrix", "runs", "groups", "theory", "values", "interest")
        return replace(self, **{name: getattr(self, name)[which] for name in own})

    def under(self, theory: str) -> Cases:
        """The cases of one theory."""
        return self.take(self.theory == self.theories.index(theory))

    def by_theory(self) -> Iterator[tuple[str, Cases]]:
        """Each theory with its cases."""
        return ((theory, self.under(theory)) for theory in self.theories)


def cases_of(
    factors: tuple[Factor, ...],
    matrix: np.ndarray,
    runs: np.ndarray,
    question: Question,
    *,
    groups: np.ndarray | None = None,
    theory: np.ndarray | None = None,
    theories: tuple[str, ...] = ("",),
    shared: bool = False,
) -> Cases:
    """Cases from their settings (case, factor) and the values of their runs (case, replicate), none without a value."""
    values = np.nanmean(runs, axis=1)
    return Cases(
        factors,
        matrix,
        runs,
        question,
        np.arange(len(matrix)) if groups is None else np.unique(groups, return_inverse=True)[1],
        np.zeros(len(matrix), np.int64) if theory is None else theory,
        theories,
        shared,
        values,
        question.of(values),
    )
