"""Morris' elementary effects, of numbers, switches and names."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity.replicates import Z, half_width
from outlast.analysis.sensitivity.salib import problem, quietly, seeded
from outlast.analysis.sensitivity.sample import Sample
from outlast.runs.factors import Factor
from outlast.runs.plan import Luck
from outlast.runs.values import CHOICE, FLAG

# SALib divides a change of the response by the step of its grid; this many levels make it 2/3.
LEVELS, STEP = 4, 2 / 3


def indices(sample: Sample, values: np.ndarray, luck: Luck, resamples: int, seed: int) -> pd.DataFrame:
    """Elementary effects of the mean over replicates of `values` (point, replicate).

    Columns: `name, mu, mu_conf, mu_star, mu_star_conf, sigma, sigma_conf, mu_star_noise`. An effect of a number is the
    change of the response over the step taken, as a share of the range; of a switch, the change when it is turned on;
    of a choice, the size of the change from one name to another (so that `mu` is null). `mu_star_noise` is the mean
    size that noise alone would give, were it normal and the expected effect nought.

    Intervals cover the choice of trajectories (resampled; SALib for `mu_star`) and of seeds (`half_width`). `mu_star`
    is a mean of sizes: noise makes it larger, never smaller, and the interval does not put that right. MOR91, CAM07.
    """
    rows = []
    for place, factor in enumerate(sample.factors):
        before, after, share = _steps(sample, place, factor)
        single = (values[after] - values[before]) / share[:, None]  # (trajectory, replicate)
        if factor.kind == CHOICE:
            single = single * np.sign(single.mean(axis=1, keepdims=True))
        rows.append({"name": factor.key} | _statistics(single, factor.kind == CHOICE, luck, resamples, seed))
    return pd.DataFrame(rows)


def _steps(sample: Sample, place: int, factor: Factor) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The points before and after each step of a factor, and the step: a signed share of the range, ±1 for levels."""
    column = sample.matrix[:, place]
    moved = np.flatnonzero((np.diff(column) != 0) & (np.diff(sample.blocks) == 0))
    step = column[moved + 1] - column[moved]
    if factor.kind in (CHOICE, FLAG):
        return moved, moved + 1, np.sign(step) if factor.kind == FLAG else np.ones(len(step))
    low, high = factor.range
    return moved, moved + 1, step / (high - low)


def _statistics(single: np.ndarray, unsigned: bool, luck: Luck, resamples: int, seed: int) -> dict[str, float]:
    """Mean, mean size and standard deviation of elementary effects (trajectory, replicate), with half-widths."""
    effects = single.mean(axis=1)
    found = _analyse(effects, unsigned, resamples, seed)
    generator = np.random.default_rng(seed)
    drawn = effects[generator.integers(len(effects), size=(resamples, len(effects)))]
    block = np.array([Z * drawn.mean(axis=1).std(ddof=1), found[3], Z * drawn.std(axis=1, ddof=1).std(ddof=1)])
    width = half_width(block, single, luck, lambda some: np.array(_analyse(some, unsigned, 2, seed)[:3]))
    replicates, noise = single.shape[1], math.nan
    if replicates > 1:
        spread = float(single.std(axis=1, ddof=1).mean()) / _shrinkage(replicates)
        noise = math.sqrt(2 / math.pi) * spread / math.sqrt(replicates)
    return {
        "mu": math.nan if unsigned else found[0],
        "mu_conf": math.nan if unsigned else float(width[0]),
        "mu_star": found[1],
        "mu_star_conf": float(width[1]),
        "sigma": found[2],
        "sigma_conf": float(width[2]),
        "mu_star_noise": noise,
    }


def _shrinkage(count: int) -> float:
    """What part of a standard deviation that of so few normal values is on average (c4 of quality control)."""
    return math.sqrt(2 / (count - 1)) * math.exp(math.lgamma(count / 2) - math.lgamma((count - 1) / 2))


def _analyse(effects: np.ndarray, unsigned: bool, resamples: int, seed: int) -> tuple[float, float, float, float]:
    """SALib's mean, mean size, standard deviation and half-width of the mean size: each effect a trajectory by itself.

    Steps of levels and of whole numbers are of several sizes, and SALib knows only one.
    """
    from SALib.analyze import morris

    sizes = np.abs(effects) if unsigned else effects
    response = np.column_stack([np.zeros(len(sizes)), sizes * STEP]).ravel()
    points = np.tile([0.0, STEP], len(sizes))[:, None]
    with quietly(response):
        found = morris.analyze(
            problem(1), points, response, num_resamples=resamples, num_levels=LEVELS, seed=seeded(seed)
        )
    return tuple(float(found[name][0]) for name in ("mu", "mu_star", "sigma", "mu_star_conf"))  # type: ignore[return-value]
