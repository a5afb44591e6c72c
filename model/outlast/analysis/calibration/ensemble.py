"""The ensemble: behaviours and theories that agree with the targets, as data that a run can draw from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from outlast.analysis.calibration.draws import behaviour, share, structures, values_of
from outlast.scenario.errors import ScenarioError
from outlast.scenario.names import THEORY
from outlast.scenario.shipped import HOMES

MEMBERS = 300
MANIFEST = b"outlast"
# A parameter has moved where its interval is narrower than so much of the prior's, or its median is shifted by more
# than so much of the range, and draws resampled agree; it is as before where they agree that neither is so.
NARROWER, SHIFTED = 0.8, 0.1
MOVED, SAME, OPEN = "moved", "as before", "undecided"
RESAMPLED = 1000


class EnsembleError(ScenarioError):
    """A file that holds no ensemble, or one of another version of the model."""


@dataclass(frozen=True)
class Ensemble:
    """Equally likely members (a row each: parameters and structural choices), and how they were come by."""

    members: pd.DataFrame
    manifest: Mapping[str, Any]

    def __len__(self) -> int:
        return len(self.members)

    @cached_property
    def points(self) -> list[dict[str, Any]]:
        """Each member as values by dotted name, of their declared types."""
        return [values_of(row) for row in self.members.to_dict("records")]

    def for_runs(self, runs: int) -> np.ndarray:
        """The number of the member for each run (run,): evenly spread over them, or all in turn where runs are more."""
        if runs >= len(self):
            return np.arange(runs) % len(self)
        return ((np.arange(runs) + 0.5) * len(self) / runs).astype(int)

    @cached_property
    def first_alike(self) -> np.ndarray:
        """For each member the place of the first that is the same (member,): a draw taken twice is one behaviour."""
        groups = self.members.groupby(list(self.members.columns), sort=False).ngroup().to_numpy()
        return np.unique(groups, return_index=True)[1][groups]

    def of_theory(self, theory: str) -> Ensemble:
        """The members that hold a theory."""
        return Ensemble(self.members.loc[self.members[THEORY] == theory].reset_index(drop=True), self.manifest)

    @cached_property
    def digest(self) -> str:
        """A short name for what the members are."""
        return hashlib.sha256(self.members.to_csv(index=False).encode()).hexdigest()[:8]

    @property
    def theories(self) -> dict[str, float]:
        """The weight of each theory: its share of the members."""
        return self.members[THEORY].value_counts(normalize=True).to_dict()


def shipped_ensemble() -> Path:
    """The ensemble that comes with the package."""
    for home in HOMES:
        if (path := home / "evidence" / "ensemble.parquet").exists():
            return path
    raise EnsembleError("no ensemble comes with this copy of outlast; make one with: outlast calibrate")


def resampled(draws: pd.DataFrame, weights: np.ndarray, count: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Equally likely members from weighted draws, by systematic resampling; and which draw each is."""
    start = np.random.default_rng([seed, 41]).random()
    marks = (start + np.arange(count)) / count
    places = np.minimum(np.searchsorted(np.cumsum(weights / weights.sum()), marks), len(weights) - 1)
    return draws.iloc[places].reset_index(drop=True), places


def write_ensemble(path: Path, ensemble: Ensemble) -> None:
    """Write an ensemble with its manifest as one Parquet file."""
    table = pa.Table.from_pandas(ensemble.members, preserve_index=False)
    known = dict(table.schema.metadata or {}) | {MANIFEST: json.dumps(ensemble.manifest, sort_keys=True).encode()}
    pq.write_table(table.replace_schema_metadata(known), path, compression="zstd")


def load_ensemble(path: str | Path | None = None) -> Ensemble:
    """The ensemble of a file (or of a folder that `outlast calibrate` has written); the shipped one without.

    Raises EnsembleError for a file that is missing, is none, or speaks of parameters that the model does not have.
    """
    file = shipped_ensemble() if path is None else Path(path)
    if file.is_dir():
        file /= "ensemble.parquet"
    try:
        table = pq.read_table(file)
    except FileNotFoundError:
        raise EnsembleError(f"{file}: there is no such file; make an ensemble with: outlast calibrate") from None
    except (OSError, pa.ArrowInvalid) as error:
        raise EnsembleError(f"{file}: this is no ensemble: {error}") from None
    manifest = (table.schema.metadata or {}).get(MANIFEST)
    if manifest is None:
        raise EnsembleError(f"{file}: this is no ensemble; one is written by: outlast calibrate")
    members = table.to_pandas()
    known = [*(entry.key for entry in behaviour()), THEORY, *structures()]
    strange = [f"it speaks of {name}, unknown here" for name in members.columns if name not in known]
    strange += [f"it says nothing of {name}" for name in known if name not in members.columns]
    if not len(members):
        strange = ["it has no members"]
    if strange:
        raise EnsembleError(f"{file}: an ensemble of another version: {strange[0]}. Make one anew: outlast calibrate")
    return Ensemble(members, json.loads(manifest))


def learnt(draws: pd.DataFrame, weights: np.ndarray, seed: int = 1, repeat: np.ndarray | None = None) -> pd.DataFrame:
    """Prior against posterior of every parameter: 90% intervals, medians, and whether the targets speak of it.

    `shift` (of the median, in ranges) and `width` (of the 90% interval, in the prior's) have 95% intervals of their
    Monte Carlo error, from draws resampled with their weights; of several independent samples (`repeat` says which a
    draw is of) they hold the interval of each, so that only what each shows by itself is shown. `status` is one of
    MOVED, SAME and OPEN, `identified` says whether it has moved.
    """
    luck = np.random.default_rng([seed, 43])
    samples = _samples(len(draws), repeat)
    again = [
        (some, luck.multinomial(len(some), np.full(len(some), 1.0 / len(some)), size=RESAMPLED) * weights[some])
        for some in samples
    ]
    rows: list[dict[str, Any]] = []
    for entry in behaviour():
        values = draws[entry.key].to_numpy(float)
        low, middle, high = weighted_quantiles(values, weights, (0.05, 0.5, 0.95))
        at = share(entry, np.array([low, middle, high]))
        width, shift = float(at[2] - at[0]) / 0.9, float(at[1]) - 0.5
        each = [_quantiles(share(entry, values[some]), own, (0.05, 0.5, 0.95)) for some, own in again]
        shifts = _around([found[:, 1] - 0.5 for found in each])
        widths = _around([(found[:, 2] - found[:, 0]) / 0.9 for found in each])
        status = _status(shift, shifts, width, widths)
        rows.append(
            {
                "parameter": entry.key,
                "unit": entry.spec.unit,
                "prior_low": entry.spec.low,  # type: ignore[union-attr]
                "prior_high": entry.spec.high,  # type: ignore[union-attr]
                "default": entry.default,
                "low": low,
                "median": middle,
                "high": high,
                "width": width,
                "width_low": widths[0],
                "width_high": widths[1],
                "shift": shift,
                "shift_low": shifts[0],
                "shift_high": shifts[1],
                "status": status,
                "identified": status == MOVED,
            }
        )
    return pd.DataFrame(rows)


def _status(shift: float, shifts: np.ndarray, width: float, widths: np.ndarray) -> str:
    """Whether a parameter has moved, is as before, or which of the two cannot be told."""
    shifted = abs(shift) > SHIFTED and (shifts[0] > 0.0 or shifts[1] < 0.0)
    if shifted or (width < NARROWER and widths[1] < 1.0):
        return MOVED
    still = np.abs(shifts).max() < SHIFTED and widths[0] > NARROWER and widths[1] < 1.0 / NARROWER
    return SAME if still else OPEN


def _quantiles(values: np.ndarray, weights: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Quantiles (resample, share) of values (draw,) under many weights (resample, draw)."""
    order = np.argsort(values, kind="stable")
    summed = np.cumsum(weights[:, order], axis=1)
    summed /= summed[:, -1:]
    places = np.stack([(summed < wanted).sum(axis=1) for wanted in shares], axis=1)
    return values[order][np.minimum(places, len(values) - 1)]


def weighted_quantiles(values: np.ndarray, weights: np.ndarray, shares: Sequence[float]) -> list[float]:
    """Quantiles of weighted values; those that are not numbers are left out."""
    known = ~np.isnan(values)
    if not known.any():
        return [float("nan")] * len(shares)
    order = np.argsort(values[known], kind="stable")
    summed = np.cumsum(weights[known][order])
    places = np.searchsorted(summed / summed[-1], shares)
    return [float(values[known][order][min(place, len(order) - 1)]) for place in places]


def _samples(count: int, repeat: np.ndarray | None) -> list[np.ndarray]:
    """The places of the draws of each independent sample; all of them if there is one."""
    if repeat is None:
        return [np.arange(count)]
    return [np.flatnonzero(repeat == number) for number in np.unique(repeat)]


def _around(resampled: Sequence[np.ndarray]) -> np.ndarray:
    """The ends that hold the 95% interval of each sample, of what its resamples give."""
    ends = np.array([np.quantile(own, (0.025, 0.975), axis=0) for own in resampled])
    return np.array([ends[:, 0].min(axis=0), ends[:, 1].max(axis=0)])


def choice_weights(
    draws: pd.DataFrame, weights: np.ndarray, seed: int, repeat: np.ndarray | None = None
) -> pd.DataFrame:
    """Weights of every alternative of the structural choices beside the theory, as `theory_weights` has them."""
    frames = []
    for key, names in structures().items():
        found = theory_weights(draws.assign(**{THEORY: draws[key]}), weights, names, seed, repeat)
        found.insert(0, "choice", key)
        frames.append(found.rename(columns={"theory": "alternative"}))
    return pd.concat(frames, ignore_index=True)


def theory_weights(
    draws: pd.DataFrame, weights: np.ndarray, theories: Sequence[str], seed: int, repeat: np.ndarray | None = None
) -> pd.DataFrame:
    """Posterior weight of each theory with the 95% interval of its Monte Carlo error, from resampled draws.

    Of several independent samples (`repeat` says which a draw is of) it holds the interval of each: weights are uneven,
    and to resample one sample does not show what it lacks.
    """
    luck = np.random.default_rng([seed, 42])
    coded = np.array([theories.index(theory) for theory in draws[THEORY]])
    summed = np.bincount(coded, weights, len(theories)) / weights.sum()
    resampled = []
    for some in _samples(len(draws), repeat):
        own, held = weights[some], coded[some]
        picked = luck.integers(len(some), size=(2000, len(some)))
        resampled.append(np.stack([np.bincount(held[one], own[one], len(theories)) / own[one].sum() for one in picked]))
    low, high = _around(resampled)
    prior = 1.0 / len(theories)
    return pd.DataFrame(
        {
            "theory": list(theories),
            "prior": prior,
            "weight": summed,
            "low": low,
            "high": high,
            "against_best": summed / summed.max(),
            "clear": (high < prior) | (low > prior),
        }
    )
