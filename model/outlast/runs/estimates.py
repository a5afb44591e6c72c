"""What a sweep's runs say of each point: mean and interval of an outcome over the replicates."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa

from outlast.outcomes.catalogue import COUNT, FINALS, FLAG, MONEY, RUNG, SHARE
from outlast.outcomes.intervals import intervals_of_means
from outlast.outcomes.judgement import RUNGS, SELF_SUSTAINED
from outlast.runs.chunk import FAILED
from outlast.scenario import ScenarioError
from outlast.scenario.names import nearest, suggestion
from outlast.simulation.cohorts import run_columns, rungs_of

ADDITIONAL, TWIN = "additional_", "twin_"


def check_outcome(name: str, twin: bool, where: str = "--outcome") -> None:
    """Refuse what is no column of the run table.

    Raises:
        ScenarioError: opens with `where`; names the nearest right name, or says that no twin runs.
    """
    columns = run_columns(twin)
    if name in columns:
        return
    if name in run_columns(True):
        raise ScenarioError(f"{where} {name}: no twin runs in this scenario (output.twin = false).")
    if any(outcome.name == name and outcome.kind == RUNG for outcome in FINALS):
        example = f"{name}_{RUNGS[SELF_SUSTAINED]}"
        raise ScenarioError(f"{where} {name}: this is a rung; ask for the share on one of them, as in {example}.")
    raise ScenarioError(
        f"{where} {name}: no such outcome{suggestion(nearest(str(name), columns))}; see: outlast outcomes."
    )


class Moments:
    """Count, mean and variance of an outcome at each point, taken in block by block."""

    def __init__(self, points: int) -> None:
        self.runs = np.zeros(points, np.int64)
        self.failed = np.zeros(points, np.int64)
        self.known = np.zeros(points, np.int64)
        self.means = np.zeros(points)
        self._squares = np.zeros(points)

    def take(self, points: np.ndarray, failed: np.ndarray, values: np.ndarray) -> None:
        """Add the runs of a block: their points, which of them failed, and the outcome (not a number: not known)."""
        size = len(self.runs)
        self.runs += np.bincount(points, minlength=size)
        self.failed += np.bincount(points[failed], minlength=size)
        there = ~np.isnan(values)
        at, values = points[there], values[there]
        count = np.bincount(at, minlength=size)
        mean = _over(np.bincount(at, values, size), count)
        away = values - mean[at]
        together = self.known + count
        gap = mean - self.means
        self._squares += np.bincount(at, away * away, size) + gap * gap * _over(self.known * count, together)
        self.means += gap * _over(count, together)
        self.known = together

    @property
    def variances(self) -> np.ndarray:
        """Variance over replicates (divisor n - 1); not a number below two."""
        return np.divide(self._squares, self.known - 1, out=np.full(len(self.known), np.nan), where=self.known > 1)


def _over(values: np.ndarray, by: np.ndarray) -> np.ndarray:
    return np.divide(values, by, out=np.zeros(len(values)), where=by != 0)


def moments(blocks: Iterable[pa.Table], outcome: str, points: int) -> Moments:
    """Count, mean and variance at each point, from blocks with `point`, `status` and the outcome."""
    found = Moments(points)
    for block in blocks:
        failed = np.array(block["status"].to_pylist()) == FAILED
        values = block[outcome].to_numpy(zero_copy_only=False).astype(float)
        found.take(block["point"].to_numpy(), failed, values)
    return found


def estimates(found: Moments, outcome: str, each: np.ndarray) -> pd.DataFrame:
    """One row for each point: `runs`, `failed`, `mean`, `low`, `high` (95% interval over replicates).

    `each` is the number of partnerships at each point. A share of partnerships has the interval of a share
    (`interval_of_share`), anything else Student's, cut off where the outcome ends.
    """
    name, low, high = outcome, -np.inf, np.inf
    kind = _kind(name.removeprefix(TWIN))
    share = kind in (FLAG, RUNG) and not name.startswith(ADDITIONAL)
    if kind == SHARE and not name.startswith(ADDITIONAL):
        low, high = 0.0, 1.0
    elif kind in (COUNT, MONEY) and not name.startswith(ADDITIONAL):
        low = 0.0
    elif name.startswith(ADDITIONAL) and _kind(name.removeprefix(ADDITIONAL)) in (FLAG, RUNG, SHARE):
        # The difference of two shares.
        low, high = -1.0, 1.0
    ends = intervals_of_means(found.known, found.means, found.variances, each if share else None)
    return pd.DataFrame(
        {
            "runs": found.runs,
            "failed": found.failed,
            "mean": np.where(found.known > 0, found.means, np.nan),
            "low": np.maximum(ends[0], low),
            "high": np.minimum(ends[1], high),
        }
    )


def _kind(name: str) -> str | None:
    """The kind of a column of the run table; of a share on a rung, that of the rung."""
    for outcome in FINALS:
        if outcome.kind == RUNG and name in [f"{outcome.name}_{rung}" for rung in rungs_of(outcome.name)]:
            return RUNG
        if outcome.name == name:
            return outcome.kind
    return None
