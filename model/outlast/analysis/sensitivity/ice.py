"""Curves of individual expectation: how the mean response goes along each factor, around one base point or many."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from outlast.analysis.sensitivity.replicates import Z, grouped, jackknife
from outlast.analysis.sensitivity.salib import ROUNDING
from outlast.analysis.sensitivity.sample import Sample
from outlast.outcomes.intervals import LEVEL
from outlast.runs.designs import ICE
from outlast.runs.estimates import Moments, ends, of_moments
from outlast.runs.factors import Factor
from outlast.runs.layouts import curve_values
from outlast.runs.plan import Luck
from outlast.runs.sampling import encoded
from outlast.runs.values import CHOICE, Value

OWN, AVERAGE = "own", "average"
COLUMNS = (
    *("curves", "range", "range_conf", "range_floor", "lowest_at", "highest_at", "change", "change_conf"),
    *("heterogeneity", "heterogeneity_conf", "interaction_share", "interaction_share_conf"),
)


class Curve(NamedTuple):
    """The points of one factor around one base point, in the order of its values."""

    place: int  # of the factor
    base: int  # 0: the scenario's own point
    points: np.ndarray
    is_base: np.ndarray  # whether the point is the base point itself


def curves(sample: Sample, values: np.ndarray, outcome: str = "", each: np.ndarray | None = None) -> pd.DataFrame:
    """Every curve, point by point, with 95% intervals over the replicates of `values` (point, replicate).

    Columns: `name, base, value, is_base, mean, low, high`. Base 0 is the scenario's own point, the others those of the
    Sobol' sequence. With the name of an outcome, and partnerships at each point (`each`), intervals are as in the
    tables of a sweep: those of a share for a share, and never beyond what the outcome can be. GOL15.
    """
    taken = Moments(len(values))
    count = values.shape[1]
    taken.take(np.repeat(np.arange(len(values)), count), np.zeros(values.size, bool), values.ravel())
    found = of_moments(taken, outcome, np.ones(len(values)) if each is None else each)
    parts = []
    for curve in _curves(sample):
        factor = sample.factors[curve.place]
        parts.append(
            pd.DataFrame(
                {
                    "name": factor.key,
                    "base": curve.base,
                    "value": _typed(factor, sample.matrix[curve.points, curve.place]),
                    "is_base": curve.is_base,
                }
            ).join(found.loc[curve.points, ["mean", "low", "high"]].reset_index(drop=True))
        )
    return pd.concat(parts, ignore_index=True).astype({"value": object})


def effects(sample: Sample, values: np.ndarray, luck: Luck, resamples: int = 0, seed: int = 1) -> pd.DataFrame:
    """How far the response moves along each factor: of the average of many curves, or of the scenario's own curve.

    Columns: `name, curves` (how many are averaged), `range, range_conf, range_floor, lowest_at, highest_at`, `change,
    change_conf`
    (at the largest value less at the smallest; null for names), `heterogeneity, heterogeneity_conf,
    interaction_share, interaction_share_conf` (null for a single curve). The average leaves the own point out, which
    is no part of the sample.

    Intervals are of differences within a replicate, so that common luck narrows them; they cover the choice of base
    points and of seeds. Where the range ends is read off the same runs, which makes it too wide, the more so the less a
    factor does: `range_floor` is what a factor that does nothing would stay below in 95 of 100 samples, by the
    studentised range of so many noisy values. Nothing is resampled. GOL15.
    """
    return _effects(sample, values, luck, own=sample.kind != ICE)


def own_effects(sample: Sample, values: np.ndarray, luck: Luck) -> pd.DataFrame:
    """As `effects`, of the scenario's own curves; no rows where its own point was dropped."""
    return _effects(sample, values, luck, own=True)


def averages(sample: Sample, values: np.ndarray, luck: Luck, outcome: str = "") -> pd.DataFrame:
    """The average of the curves around sampled base points (partial dependence): `name, value, mean, low, high`.

    The 95% interval covers the choice of base points and of seeds. Most of it shifts a whole curve up or down: for how
    far a curve moves see `effects`, whose intervals are of differences. With the name of an outcome it ends where the
    outcome does. GOL15.
    """
    least, most = ends(outcome)
    frames = [pd.DataFrame({"name": [], "value": [], "mean": [], "low": [], "high": []})]
    for place, factor in enumerate(sample.factors):
        codes, at = _grid(sample, place, own=False)
        if len(at):
            found = np.array([_mean(values[points], luck) for points in at.T])  # (value, mean and half-width)
            low, high = np.maximum(found[:, 0] - found[:, 1], least), np.minimum(found[:, 0] + found[:, 1], most)
            frame = {"name": factor.key, "value": _typed(factor, codes), "mean": found[:, 0], "low": low, "high": high}
            frames.append(pd.DataFrame(frame).astype({"value": object}))
    return pd.concat(frames[1:], ignore_index=True) if len(frames) > 1 else frames[0]


def _effects(sample: Sample, values: np.ndarray, luck: Luck, *, own: bool) -> pd.DataFrame:
    rows = []
    for place, factor in enumerate(sample.factors):
        codes, at = _grid(sample, place, own=own)
        if at.size == 0:
            continue
        cube = values[at]  # (base, value, replicate)
        curve = cube.mean(axis=(0, 2))
        highest, lowest = int(curve.argmax()), int(curve.argmin())
        width, width_conf = _mean(cube[:, highest] - cube[:, lowest], luck)
        change, change_conf = _mean(cube[:, -1] - cube[:, 0], luck)
        if factor.kind == CHOICE:
            change = change_conf = np.nan
        shape, shape_conf = _shapes(cube, luck)
        named = _typed(factor, codes) if highest != lowest else [None] * len(codes)
        found = (len(cube), width, width_conf, _floor(cube, luck), named[lowest], named[highest], change, change_conf)
        both = (shape[0], shape_conf[0], shape[1], shape_conf[1])
        rows.append(dict(zip(("name", *COLUMNS), (factor.key, *found, *both), strict=True)))
    return pd.DataFrame(rows, columns=["name", *COLUMNS])


def _curves(sample: Sample) -> Iterator[Curve]:
    """All curves, base point by base point."""
    for base in np.unique(sample.blocks) if sample.kind == ICE else [0]:
        points = np.flatnonzero(sample.blocks == base) if sample.kind == ICE else np.arange(len(sample))
        origin = sample.matrix[points[0]] if sample.kind == ICE else sample.first
        apart = sample.matrix[points] != origin
        for place in range(len(sample.factors)):
            on = points[apart[:, place] | ~apart.any(axis=1)]
            on = on[np.argsort(sample.matrix[on, place], kind="stable")]
            yield Curve(place, int(base), on, (sample.matrix[on] == origin).all(axis=1))


def _grid(sample: Sample, place: int, *, own: bool) -> tuple[np.ndarray, np.ndarray]:
    """The values of a factor that all its curves share, and the points (base, value) that have them."""
    found = [curve for curve in _curves(sample) if curve.place == place and (curve.base == 0) == own]
    if not found:
        return np.empty(0), np.empty((0, 0), np.int64)
    factor = sample.factors[place]
    if own:
        points = found[0].points
        return sample.matrix[points, place], points[None, :]
    codes = np.sort(encoded(factor, curve_values(factor)).astype(float))
    at = np.array([curve.points[np.isin(sample.matrix[curve.points, place], codes)] for curve in found])
    return codes, at


def _mean(values: np.ndarray, luck: Luck) -> tuple[float, float]:
    """Mean and half-width of values (base, replicate), which may be differences taken within replicates."""
    bases, replicates = values.shape
    variance, degrees = 0.0, []
    if bases > 1:
        variance += float(values.mean(axis=1).var(ddof=1)) / bases
        degrees.append(bases - 1)
    if replicates > 1 and (bases == 1 or luck == "common"):
        variance += float(values.mean(axis=0).var(ddof=1)) / replicates
        degrees.append(replicates - 1)
    half = float(stats.t.ppf(0.5 + LEVEL / 2, min(degrees))) * variance**0.5 if degrees else np.nan
    return float(values.mean()), half


def _floor(cube: np.ndarray, luck: Luck) -> float:
    """What the range of the mean of flat curves (base, value, replicate) would stay below in 95 of 100 samples."""
    bases, count, replicates = cube.shape
    centred = cube - cube.mean(axis=1, keepdims=True)
    variance, degrees = 0.0, []
    if bases > 1:
        variance += _rest(centred.mean(axis=2)) / bases
        degrees.append((count - 1) * (bases - 1))
    if replicates > 1 and (bases == 1 or luck == "common"):
        # The noise of single runs is in the scatter of the base points already.
        counted = _single(centred) / bases if bases > 1 else 0.0
        variance += max(_rest(centred.mean(axis=0).T) / replicates - counted, 0.0)
        degrees.append((count - 1) * (replicates - 1))
    return _widest(count, min(degrees)) * variance**0.5 if degrees and count > 1 else np.nan


def _single(centred: np.ndarray) -> float:
    """The variance that the noise of single runs gives a mean over replicates of centred curves."""
    bases, count, replicates = centred.shape
    rest = centred - centred.mean(axis=0)
    rest = rest - rest.mean(axis=2, keepdims=True)
    return float((rest**2).sum()) / ((bases - 1) * (count - 1) * (replicates - 1)) / replicates


def _rest(centred: np.ndarray) -> float:
    """The variance of centred curves (curve, value) that is left once their mean is taken away."""
    rest = centred - centred.mean(axis=0)
    return float((rest**2).sum()) / ((centred.shape[0] - 1) * (centred.shape[1] - 1))


@cache
def _widest(count: int, degrees: int) -> float:
    """The studentised range that so many values of one mean stay below in 95 of 100 cases."""
    return float(stats.studentized_range.ppf(LEVEL, count, degrees))


def _shapes(cube: np.ndarray, luck: Luck) -> tuple[np.ndarray, np.ndarray]:
    """Heterogeneity and the share of interactions (2,) of curves (base, value, replicate), and their half-widths."""
    if len(cube) < 2:
        return np.full(2, np.nan), np.full(2, np.nan)
    found, variance, count = _shape(cube), np.zeros(2), len(cube)
    if count > 2:
        left = np.array([_shape(np.delete(cube, k, axis=0)) for k in range(count)])
        variance += (count - 1) / count * ((left - left.mean(axis=0)) ** 2).sum(axis=0)
    else:
        variance += np.nan
    if luck == "common" and cube.shape[2] > 2:
        # The noise is taken out within `_shape`, which needs single replicates: the curves of the mean do here.
        groups = grouped(cube.reshape(-1, cube.shape[2]))
        shape = cube.shape[:2]
        variance += jackknife(lambda mean: _shape(mean.reshape(*shape, 1)), groups)
    return found, Z * np.sqrt(variance)


def _shape(cube: np.ndarray) -> np.ndarray:
    """The spread of centred curves and its share of all that the factor does, the noise of replicates taken out."""
    bases, count, replicates = cube.shape
    centred = cube - cube.mean(axis=1, keepdims=True)
    each = centred.mean(axis=2)
    raw = float(each.var(axis=0, ddof=1).mean())
    noise = seeds = 0.0
    if replicates > 1:
        # Of all values together; centred, each has a part less.
        noise = _single(centred) * (count - 1) / count
        # What a seed does to the curves of all base points alike, apart from the noise of single runs.
        together = float(centred.mean(axis=0).var(axis=1, ddof=1).mean()) / replicates
        seeds = max(together - noise / bases, 0.0)
    spread = max(raw - noise, 0.0)
    main = max(float((each.mean(axis=0) ** 2).mean()) - raw / bases - seeds, 0.0)
    moves = spread + main > (ROUNDING * float(np.abs(cube).max())) ** 2
    return np.array([spread**0.5, spread / (spread + main) if moves else np.nan])


def _typed(factor: Factor, codes: np.ndarray) -> list[Value]:
    """Values as a user types them."""
    if factor.kind == CHOICE:
        return [(factor.levels or ())[int(code)] for code in codes]
    return [{"flag": bool, "whole": int}.get(factor.kind, float)(code) for code in codes]
