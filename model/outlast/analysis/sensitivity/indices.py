"""Indices of sensitivity of one response by one method, or why there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity import density_based, distribution_based, elementary, ice, variance_based
from outlast.analysis.sensitivity.methods import CURVES, DELTA, ELEMENTARY, FREE, PAWN, SOBOL_INDICES, Method
from outlast.analysis.sensitivity.salib import is_constant, quietly
from outlast.analysis.sensitivity.sample import Sample
from outlast.runs.plan import Luck

CONSTANT = "the response is the same at every point: there is nothing to explain"
FLAT_BASE = "the response is the same at every base point: there are too few of them to say what moves it"
TOO_FEW = "too few points are left"
FEWEST = {SOBOL_INDICES: 2, ELEMENTARY: 2, PAWN: 20, DELTA: 20}

_FRAMES: dict[str, Callable[..., pd.DataFrame]] = {
    ELEMENTARY: elementary.indices,
    PAWN: distribution_based.indices,
    DELTA: density_based.indices,
    CURVES: ice.effects,
}


@dataclass(frozen=True, eq=False)
class Indices:
    """A row for each factor (`frame`), for each pair (`second_order`, of Sobol' only), and why they are null if so."""

    frame: pd.DataFrame
    second_order: pd.DataFrame | None = None
    reason: str | None = None


def indices(
    method: Method, sample: Sample, values: np.ndarray, *, luck: Luck = "common", resamples: int = 1000, seed: int = 1
) -> Indices:
    """The indices of `values` (point, replicate), with half-widths of 95% intervals in the columns `…_conf`.

    The response analysed is the mean over the replicates. What an interval covers stands with each method. A response
    that never moves has null indices, not noughts. Raises NotFiniteError where a value is not a number.
    """
    with quietly(values):
        mean = values.mean(axis=1)
    reason = None
    if method.name in FEWEST and len(np.unique(sample.blocks)) < FEWEST[method.name]:
        reason = TOO_FEW
    elif is_constant(mean):
        reason = CONSTANT
    elif method.name == SOBOL_INDICES and is_constant(variance_based.base_points(len(sample.factors), mean)):
        reason = FLAT_BASE
    if reason is not None:
        return _nothing(method, sample, reason)
    if method.name == SOBOL_INDICES:
        return Indices(*variance_based.indices(sample, values, luck, resamples, seed))
    return Indices(_FRAMES[method.name](sample, values, luck, resamples, seed))


COLUMNS: dict[str, tuple[str, ...]] = {
    SOBOL_INDICES: tuple(f"{name}{free}{end}" for free in ("", FREE) for name in ("s1", "st") for end in ("", "_conf")),
    ELEMENTARY: ("mu", "mu_conf", "mu_star", "mu_star_conf", "sigma", "sigma_conf", "mu_star_noise"),
    PAWN: tuple(f"{name}{end}" for name in distribution_based.STATISTICS for end in ("", "_conf", "_floor")),
    DELTA: ("delta", "delta_conf", "s1", "s1_conf"),
    CURVES: ice.COLUMNS,
}


def known_index(index: str, frame: pd.DataFrame) -> str:
    """An index with the noise taken out where that is known of every factor, or else as it is."""
    free = f"{index}{FREE}"
    return free if free in frame and np.isfinite(frame[free].to_numpy(dtype=float)).all() else index


def leading_index(method: Method, frame: pd.DataFrame) -> str:
    """The index that factors are ranked by."""
    return known_index(method.ranks_by, frame)


def _nothing(method: Method, sample: Sample, reason: str) -> Indices:
    """The frames with nothing in them."""
    frame = pd.DataFrame({"name": sample.names, **dict.fromkeys(COLUMNS[method.name], np.nan)})
    if method.name != SOBOL_INDICES:
        return Indices(frame, None, reason)
    pairs = [(name, other) for k, name in enumerate(sample.names) for other in sample.names[k + 1 :]]
    nothing = dict.fromkeys([f"s2{free}{end}" for free in ("", FREE) for end in ("", "_conf")], np.nan)
    second = pd.DataFrame(pairs, columns=["name", "other"]).assign(**nothing)
    return Indices(frame, second, reason)
