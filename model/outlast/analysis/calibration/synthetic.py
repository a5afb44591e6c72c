"""Checks on synthetic truths, before any real target is used: does the posterior cover what made the data, and can the
structures be told apart, with which measurements?

Truths are draws of the prior whose targets are "observed" with the targets' own uncertainty. Their posterior is that of
the other draws, weighted by how well they agree; the same weight that the posterior is accepted with (TAL18).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from joblib import parallel_config
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from outlast.analysis.calibration.draws import behaviour, share, structures
from outlast.analysis.calibration.table import Arms
from outlast.scenario.names import THEORY

# Draws that a posterior must rest on, typically; where the targets are too sharp for the table they are softened.
EFFECTIVE = 150
# The most that uncertainty is widened by: variances by this factor.
HOTTEST = 64.0
FOLDS, TREES = 5, 100
# How far a forest may be trusted, against guessing.
TRUSTED = np.linspace(0.0, 1.0, 11)
# Draws in a leaf of a tree, at least.
LEAF = 10
RESAMPLED = 400


@dataclass(frozen=True)
class Coverage:
    """Simulation-based calibration.

    `ranks` (truth, parameter) are the posterior's shares below the true value, of those equal to it half: uniform where
    it is right. `fit_ranks` (truth,) are the same of how well a draw agrees with what was observed: a posterior that is
    no more than the prior gives ranks of parameters that are uniform too, but not these. `chances` (truth, theory) are
    the posterior weights of the theories, `true` the one that made each truth.
    """

    temperature: float
    effective: np.ndarray
    parameters: tuple[str, ...]
    ranks: np.ndarray
    fit_ranks: np.ndarray
    narrowing: np.ndarray
    theories: tuple[str, ...]
    chances: np.ndarray
    true: np.ndarray

    def covered(self, levels: np.ndarray) -> np.ndarray:
        """For each level (0..1) and parameter, the share of truths inside the central interval of that level."""
        return _inside(self.ranks, levels)

    def fit_covered(self, levels: np.ndarray) -> np.ndarray:
        """The same of how well draws agree (level,)."""
        return _inside(self.fit_ranks, levels)

    def reliability(self, ends: Sequence[float]) -> list[dict[str, float]]:
        """Of chances of a theory between two ends: how many, their mean, and the share whose theory was true."""
        given = self.chances.ravel()
        right = (np.arange(len(self.theories)) == self.true[:, None]).ravel()
        rows = []
        for low, high in pairwise(ends):
            some = (given >= low) & (given < high)
            if some.any():
                rows.append({"low": low, "high": high, "count": int(some.sum()),
                             "given": float(given[some].mean()), "true": float(right[some].mean())})  # fmt: skip
        return rows

    @property
    def found(self) -> float:
        """The share of truths whose theory has the greatest weight."""
        return float((self.chances.argmax(axis=1) == self.true).mean())


def _inside(ranks: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """The share of truths (truth, …) inside the central interval of each level."""
    away = np.abs(ranks - 0.5) * 2.0
    return np.stack([(away <= level).mean(axis=0) for level in levels])


def coverage(arms: Arms, draws: pd.DataFrame, simulated: np.ndarray, truths: int, seed: int) -> Coverage:
    """Simulation-based calibration on the first `truths` draws of a table (draw, target), against all others."""
    fitted = [k for k, target in enumerate(arms.targets) if target.fitted]
    sizes = [arms.sizes[arms.targets[k].arm] for k in fitted]
    values = simulated[:, fitted]
    temperature = _temperature(arms, values, fitted, sizes, seed)
    theories = tuple(dict.fromkeys(draws[THEORY]))
    code = {theory: k for k, theory in enumerate(theories)}
    own = np.array([code[theory] for theory in draws[THEORY]])
    shares = np.stack([share(entry, draws[entry.key].to_numpy()) for entry in behaviour()], axis=1)
    wide = shares.var(axis=0)
    luck = np.random.default_rng([seed, 31])
    effective, ranks, fits, narrowing, chances = [], [], [], [], []
    for truth in range(truths):
        fit = _fit(arms, values, fitted, sizes, truth, temperature, luck)
        weights = _weights(fit, truth)
        effective.append(1.0 / np.sum(weights**2))
        ranks.append(weights @ (shares < shares[truth]) + 0.5 * weights @ (shares == shares[truth]))
        fits.append(weights @ (fit < fit[truth]) + 0.5 * weights @ (fit == fit[truth]))
        middle = weights @ shares
        narrowing.append(1.0 - (weights @ (shares - middle) ** 2) / wide)
        chances.append(np.bincount(own, weights, len(theories)))
    return Coverage(
        temperature, np.array(effective), tuple(entry.key for entry in behaviour()), np.array(ranks),
        np.array(fits), np.array(narrowing), theories, np.array(chances), own[:truths],
    )  # fmt: skip


def _weights(fit: np.ndarray, truth: int) -> np.ndarray:
    """Posterior weights of all draws but the truth itself, which has none."""
    total = fit.copy()
    total[truth] = -np.inf
    weights = np.exp(total - total.max())
    return weights / weights.sum()


def _fit(
    arms: Arms, values: np.ndarray, fitted: Sequence[int], sizes: Sequence[int], truth: int, temperature: float,
    luck: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """Log of how well each draw agrees with what is observed of a truth, with the targets' own uncertainty."""
    total = np.zeros(len(values))
    for place, k in enumerate(fitted):
        target = arms.targets[k].softened(temperature)
        seen = values[truth, place]
        if np.isnan(seen):
            # What nobody has cannot be observed; that it could not be is known, and weighs.
            total += np.where(np.isnan(values[:, place]), 0.0, -np.inf)
            continue
        total += target.observed_as(float(seen), sizes[place], luck).log_weight(values[:, place], sizes[place])
    return total


def _temperature(
    arms: Arms, values: np.ndarray, fitted: Sequence[int], sizes: Sequence[int], seed: int, pilot: int = 40
) -> float:
    """The least temperature at which a posterior typically rests on enough draws of the table."""
    temperature = 1.0
    while temperature < HOTTEST:
        luck = np.random.default_rng([seed, 32])
        rest = [
            1.0 / np.sum(_weights(_fit(arms, values, fitted, sizes, truth, temperature, luck), truth) ** 2)
            for truth in range(len(values) - 1, len(values) - 1 - pilot, -1)
        ]
        if np.median(rest) >= EFFECTIVE:
            break
        temperature *= 2.0
    return temperature


@dataclass(frozen=True)
class Telling:
    """How well one structural choice can be told from some statistics: shares right, and information in bits."""

    choice: str
    statistics: str
    accuracy: float
    accuracy_low: float
    accuracy_high: float
    chance: float
    bits: float
    bits_low: float
    bits_high: float
    most: float

    def row(self) -> dict[str, Any]:
        """As a row of a table."""
        return dict(self.__dict__)


def tell(
    draws: pd.DataFrame, statistics: np.ndarray, choice: str, name: str, seed: int, groups: np.ndarray | None = None
) -> Telling:
    """How well a classifier, cross-validated, tells a structural choice from statistics (draw, statistic).

    A random forest (PUD16). `bits` is the information it gets: the entropy of the choice less its cross-validated
    log loss, mixed with guessing as far as other folds advise. `groups` keeps copies of a draw in one fold.
    Alternatives that fewer than FOLDS separate draws hold cannot be learnt, and are left out.
    """
    apart = np.arange(len(draws)) if groups is None else groups
    labels = draws[choice].to_numpy()
    often = [label for label in np.unique(labels) if len(np.unique(apart[labels == label])) >= FOLDS]
    kept = np.isin(labels, often)
    statistics, apart, coded = statistics[kept], apart[kept], np.unique(labels[kept], return_inverse=True)[1]
    if len(often) < 2:
        return Telling(choice, name, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    filled = np.where(np.isnan(statistics), -1.0, statistics)
    # A leaf holds draws and all their copies: one of copies alone would be sure of what it has learnt by heart.
    copies = len(apart) / len(np.unique(apart))
    forest = RandomForestClassifier(TREES, min_samples_leaf=round(LEAF * copies), random_state=seed, n_jobs=-1)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    # Threads, whatever whoever calls has configured: processes would each be sent the draws.
    with parallel_config(backend="threading"):
        chances = np.asarray(cross_val_predict(forest, filled, coded, groups=apart, cv=folds, method="predict_proba"))
    # Trees are added up in the order in which threads end, which moves the last digit.
    chances = chances.round(12)
    shares = np.bincount(coded) / len(coded)
    fold = np.empty(len(coded), int)
    for number, (_, tested) in enumerate(folds.split(filled, coded, apart)):
        fold[tested] = number
    chances = _tempered(chances, coded, shares, fold)
    right = (chances.argmax(axis=1) == coded).astype(float)
    gained = np.log2(np.maximum(chances[np.arange(len(coded)), coded], 1e-6)) - np.log2(shares[coded])
    low, high = _resampled(right, apart, seed)
    bits_low, bits_high = _resampled(gained, apart, seed)
    return Telling(
        choice, name, float(right.mean()), low, high, float(shares.max()), float(gained.mean()), bits_low, bits_high,
        float(-(shares * np.log2(shares)).sum()),
    )  # fmt: skip


def _tempered(chances: np.ndarray, coded: np.ndarray, shares: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Chances (draw, alternative) mixed with guessing, as much as was best for the draws of all other folds.

    A forest is surer than it may be; without this what tells nothing would seem to mislead, by up to half a bit.
    """
    own = chances[np.arange(len(coded)), coded]
    gains = np.stack([np.log2(np.maximum(trust * own + (1.0 - trust) * shares[coded], 1e-6)) for trust in TRUSTED])
    found = np.empty_like(chances)
    for number in np.unique(fold):
        here = fold == number
        trust = TRUSTED[int(gains[:, ~here].mean(axis=1).argmax())]
        found[here] = trust * chances[here] + (1.0 - trust) * shares
    return found


def tell_all(
    draws: pd.DataFrame, sets: dict[str, np.ndarray], seed: int, groups: np.ndarray | None = None
) -> list[Telling]:
    """Each structural choice by each set of statistics (name to (draw, statistic))."""
    choices = [THEORY, *structures()]
    return [
        tell(draws, statistics, choice, name, seed, groups)
        for choice in choices
        if len(set(draws[choice])) > 1
        for name, statistics in sets.items()
    ]


def _resampled(values: np.ndarray, groups: np.ndarray, seed: int) -> tuple[float, float]:
    """The 95% bootstrap interval of a mean, whole groups resampled."""
    _, coded = np.unique(groups, return_inverse=True)
    sums, counts = np.bincount(coded, values), np.bincount(coded)
    luck = np.random.default_rng([seed, 33])
    picked = luck.integers(len(sums), size=(RESAMPLED, len(sums)))
    means = sums[picked].sum(axis=1) / counts[picked].sum(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)
