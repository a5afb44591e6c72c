"""Functions whose indices of sensitivity are known in closed form, on our own designs, with noise that is known too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from outlast.analysis.sensitivity.sample import Sample, sample_of
from outlast.runs.designs import make_design
from outlast.scenario import load_scenario

# Shares from 0 to 1, that stand for the unit cube.
UNIT = ("mandate.vagueness", "mandate.assistance", "mandate.pressure", "context.prior_ties", "mandate.early_cancel")
PRODUCTION, THEORY, TWIN = "structure.production", "structure.theory", "output.twin"

ISHIGAMI = {"s1": [0.3139, 0.4424, 0.0], "st": [0.5576, 0.4424, 0.2437], "s2": [0.0, 0.2437, 0.0]}
WEIGHTS = (0.0, 1.0, 9.0)


def sampled(kind: str, vary: Any, samples: int | None, seed: int = 1) -> Sample:
    return sample_of(make_design(kind, vary, samples, seed, base=load_scenario("hiec")))


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = -np.pi + 2.0 * np.pi * unit
    return np.sin(x[:, 0]) + 7.0 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(unit: np.ndarray, weights: tuple[float, ...] = WEIGHTS) -> np.ndarray:
    a = np.array(weights)
    return ((np.abs(4.0 * unit[:, : len(a)] - 2.0) + a) / (1.0 + a)).prod(axis=1)


def g_indices(weights: tuple[float, ...] = WEIGHTS) -> tuple[np.ndarray, np.ndarray, float]:
    """First order, total and variance of Sobol's G."""
    own = 1.0 / (3.0 * (1.0 + np.array(weights)) ** 2)
    variance = (1.0 + own).prod() - 1.0
    return own / variance, own * (1.0 + own).prod() / (1.0 + own) / variance, float(variance)


def repeated(
    response: np.ndarray,
    replicates: int,
    seed: int,
    *,
    alone: float = 0.0,
    shared: float = 0.0,
    along: np.ndarray | None = None,
) -> np.ndarray:
    """Replicates (point, replicate) with noise of a run alone, noise of a seed, and noise that grows along a factor."""
    generator = np.random.default_rng(seed)
    values = response[:, None] + generator.normal(0.0, alone, (len(response), replicates))
    values += generator.normal(0.0, shared, replicates)
    return values if along is None else values + along[:, None] * generator.normal(0.0, 1.0, replicates)


def by_level(values: Mapping[str, float]) -> Callable[[Sample, int], np.ndarray]:
    """A function of a choice: a number for each of its names."""

    def of(sample: Sample, place: int) -> np.ndarray:
        levels = sample.factors[place].levels or ()
        return np.array([values[str(level)] for level in levels])[sample.matrix[:, place].astype(int)]

    return of
