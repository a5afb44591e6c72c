"""History matching: what behaviour and theories the targets rule out, whatever one believes of the rest.

An emulator (a quadratic response surface) says what each target would be for a draw never simulated, and how far off
it may be. A draw is ruled out where a target lies more than three standard deviations from what is expected (PUK94),
counting the emulator's error, the luck of a cohort and the target's own uncertainty. Waves simulate what was left and
look again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.preprocessing import PolynomialFeatures

from outlast.analysis.calibration.draws import THEORIES, behaviour, prior_draws, share, structures
from outlast.analysis.calibration.table import Arms
from outlast.analysis.calibration.targets import UNDEFINED, Target
from outlast.parameters import DECLARATIONS, Choice
from outlast.scenario.names import THEORY

# Three standard deviations hold at least 95% of any distribution with a single peak (PUK94).
CUT = 3.0
# A simulated cohort within so many of every target is plausible itself; an emulator should not rule such a draw out.
PLAUSIBLE = 2.0
FOLDS = 4
# Features whose squares and products a surface has, beside all features alone; and the penalties it chooses from.
CURVED = 20
PENALTIES = (1.0, 10.0, 100.0, 1000.0)
# Fresh draws of the prior looked at in one go, and the most that are looked at to find those that are left.
LOOKED_AT, MOST = 20_000, 1_000_000
# Streams of the fresh draws: none of those of the table.
FRESH = 500_000


@dataclass(frozen=True)
class Wave:
    """One wave: draws simulated, the share of the prior left after it (all, and by theory), and what ruled out.

    `ruled` has for each target the share of fresh draws of the prior that it alone would rule out; `wrongly`, of draws
    whose simulated cohort was within two standard deviations of all targets, the share that the emulator (not having
    seen them) would rule out; None where there was no such draw. `lost` is the share of the posterior's weight, as far
    as the simulated draws hold it, that would be ruled out with it.
    """

    number: int
    simulated: int
    left: float
    by_theory: dict[str, float]
    ruled: dict[str, float]
    wrongly: float | None
    plausible: int
    lost: float


@dataclass(frozen=True)
class Surface:
    """A quadratic response surface: all features, and the squares and products of those that matter most."""

    curved: np.ndarray
    fit: Ridge

    def predict(self, table: np.ndarray) -> np.ndarray:
        """What is expected of rows of features (draw, feature)."""
        return self.fit.predict(_terms(table, self.curved))


@dataclass(frozen=True)
class Emulator:
    """What each target would be for a draw: a regression for each, and its error by cross-validation."""

    targets: tuple[Target, ...]
    fits: tuple[Surface, ...]
    errors: np.ndarray
    unseen: np.ndarray

    def implausibility(self, draws: pd.DataFrame) -> np.ndarray:
        """How many standard deviations each target lies from what is expected of draws (draw, target)."""
        table = features(draws)
        return self.distances(np.stack([fit.predict(table) for fit in self.fits], axis=1))

    def distances(self, expected: np.ndarray) -> np.ndarray:
        """The same of what is expected (draw, target)."""
        return np.stack([away(target, expected[:, k], self.errors[k]) for k, target in enumerate(self.targets)], axis=1)


def away(target: Target, expected: np.ndarray, error: float) -> np.ndarray:
    """Standard deviations between what is expected and what was observed: 0 inside the interval."""
    outside = np.maximum(0.0, np.maximum(target.low - expected, expected - target.high))
    return outside / np.hypot(error, target.spread)


def features(draws: pd.DataFrame) -> np.ndarray:
    """Draws as numbers (draw, feature): parameters as shares of their ranges, theories and choices as 0 or 1."""
    columns = [share(entry, draws[entry.key].to_numpy()) for entry in behaviour()]
    spec = DECLARATIONS[THEORY].spec
    assert isinstance(spec, Choice)
    for name in spec.names:
        if name != "none":
            columns.append(draws[THEORY].str.split(",").map(lambda held, name=name: float(name in held)).to_numpy())
    for key, names in structures().items():
        columns += [(draws[key] == name).to_numpy(float) for name in names]
    return np.stack(columns, axis=1)


def emulate(draws: pd.DataFrame, simulated: np.ndarray, targets: Sequence[Target], seed: int) -> Emulator:
    """Fit an emulator to simulated draws (draw, target); a measure that nobody had counts as a miss."""
    table = features(draws)
    fits: list[Surface] = []
    errors, unseen = [], []
    folds = KFold(FOLDS, shuffle=True, random_state=seed)
    for k, target in enumerate(targets):
        values = np.where(np.isnan(simulated[:, k]), target.high + UNDEFINED * target.spread, simulated[:, k])
        slopes = np.asarray(Ridge(PENALTIES[1]).fit(table, values).coef_)
        curved = np.sort(np.argsort(-np.abs(slopes * table.std(axis=0)), kind="stable")[:CURVED])
        terms = _terms(table, curved)
        tried = [cross_val_predict(Ridge(penalty), terms, values, cv=folds) for penalty in PENALTIES]
        missed = [float(np.sqrt(np.mean((values - apart) ** 2))) for apart in tried]
        best = int(np.argmin(missed))
        errors.append(missed[best])
        unseen.append(tried[best])
        fits.append(Surface(curved, Ridge(PENALTIES[best]).fit(terms, values)))
    return Emulator(tuple(targets), tuple(fits), np.array(errors), np.stack(unseen, axis=1))


def _terms(table: np.ndarray, curved: np.ndarray) -> np.ndarray:
    """All features from -1 to 1, and the squares and products of the curved ones."""
    scaled = 2.0 * table - 1.0
    return np.hstack([scaled, PolynomialFeatures(2, include_bias=False).fit_transform(scaled[:, curved])])


def match(
    arms: Arms,
    draws: pd.DataFrame,
    simulated: np.ndarray,
    seed: int,
    theories: Sequence[str] = THEORIES,
    waves: int = 2,
    size: int = 4000,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[list[Wave], list[Emulator], pd.DataFrame]:
    """Rule out, wave after wave.

    Parameters:
        arms: what is simulated; only fitted targets rule out.
        draws, simulated: the first wave, from the prior (draw, target).
        waves: how many; each after the first simulates `size` draws that were left.

    Returns the waves, their emulators, and fresh draws of the prior that are left.
    """
    fitted = [k for k, target in enumerate(arms.targets) if target.fitted]
    targets = [arms.targets[k] for k in fitted]
    emulators: list[Emulator] = []
    found: list[Wave] = []
    everything, left = simulated, draws
    for number in range(1, waves + 1):
        values = everything[:, fitted]
        emulator = emulate(draws, values, targets, seed)
        emulators.append(emulator)
        left, looked, ruled = _look(emulators, size, seed + FRESH + number, theories)
        good = np.max([away(target, values[:, k], 0.0) for k, target in enumerate(targets)], axis=0) <= PLAUSIBLE
        out = emulator.distances(emulator.unseen).max(axis=1) > CUT
        total = arms.log_weights(everything).sum(axis=1)
        weights = np.exp(total - total.max())
        held = looked[THEORY].to_numpy()
        found.append(
            Wave(
                number,
                len(draws),
                len(left) / len(looked),
                {theory: _share(left[THEORY].to_numpy() == theory, held == theory) for theory in theories},
                {target.name: float(ruled[k]) for k, target in enumerate(targets)},
                float(out[good].mean()) if good.any() else None,
                int(good.sum()),
                float(weights[out].sum() / weights.sum()),
            )
        )
        if number == waves or len(left) < FOLDS:
            break
        draws = left.iloc[:size].reset_index(drop=True)
        codings = arms.drawn_codings(len(draws), seed + FRESH + number)
        everything = arms.simulate(draws, codings, seed + FRESH + number, 0, workers, progress)
    return found, emulators, left


def _look(
    emulators: Sequence[Emulator], wanted: int, seed: int, theories: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Fresh draws of the prior until enough are left: those, the theories of all, and what the last wave rules out."""
    left: list[pd.DataFrame] = []
    looked: list[pd.DataFrame] = []
    ruled: list[np.ndarray] = []
    while sum(map(len, left)) < wanted and sum(map(len, looked)) < MOST:
        some = prior_draws(LOOKED_AT, seed, theories, start=sum(map(len, looked)))
        looked.append(some.loc[:, [THEORY]])
        kept = np.ones(len(some), bool)
        for emulator in emulators:
            far = np.full((len(some), len(emulator.targets)), np.inf)
            far[kept] = emulator.implausibility(some.loc[kept]) if kept.any() else far[kept]
            if emulator is emulators[-1] and kept.any():
                ruled.append((far[kept] > CUT).mean(axis=0))
            kept &= far.max(axis=1) <= CUT
        left.append(some.loc[kept])
    shares = np.mean(ruled, axis=0) if ruled else np.zeros(len(emulators[-1].targets))
    return pd.concat(left, ignore_index=True), pd.concat(looked, ignore_index=True), shares


def _share(some: np.ndarray, whole: np.ndarray) -> float:
    return float(np.sum(some) / max(1, np.sum(whole)))
