"""What a sweep's runs say of each point: mean and interval of an outcome over the replicates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from outlast.outcomes.catalogue import COUNT, FATES, FINALS, FLAG, MONEY, RUNG, SHARE
from outlast.outcomes.intervals import intervals_of_means, widest_share
from outlast.outcomes.judgement import RUNGS, SELF_SUSTAINED
from outlast.runs.chunk import FAILED
from outlast.scenario import ScenarioError
from outlast.scenario.names import nearest, suggestion
from outlast.simulation.cohorts import COST, run_columns, rungs_of
from outlast.simulation.result import detail_columns

ADDITIONAL, TWIN = "additional_", "twin_"
MONEY_PAID, KEPT, FUNDING_END = "central_money", "self_sustaining_8", "alive_at_funding_end"

# Gives blocks of some columns of the run table, from the beginning each time it is called.
Reader = Callable[[Sequence[str]], Iterable[pa.Table]]


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


def check_course(name: str, twin: bool, where: str = "--over-time") -> None:
    """Refuse what is no column of the table of quarters; raises ScenarioError that opens with `where`."""
    columns = detail_columns("quarter", twin)
    if name not in columns:
        raise ScenarioError(
            f"{where} {name}: no such course over the quarters{suggestion(nearest(str(name), columns))}; allowed are"
            f" {', '.join(columns)}."
        )


class Moments:
    """Count, mean and variance of a value at each point, taken in block by block."""

    def __init__(self, points: int) -> None:
        self.runs = np.zeros(points, np.int64)
        self.failed = np.zeros(points, np.int64)
        self.known = np.zeros(points, np.int64)
        self.means = np.zeros(points)
        self._squares = np.zeros(points)

    def take(self, points: np.ndarray, failed: np.ndarray, values: np.ndarray) -> None:
        """Add the runs of a block: their points, which of them failed, and the value (not a number: not known)."""
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


def moments(
    read: Reader, names: Sequence[str], points: int, value: Callable[[np.ndarray, list[np.ndarray]], np.ndarray]
) -> Moments:
    """Moments at each point of a value that is reckoned from columns of the run table.

    `value` is given the points of some runs and the columns `names`, one array each.
    """
    found = Moments(points)
    for block in read(["point", "status", *names]):
        failed = np.array(block["status"].to_pylist()) == FAILED
        at = block["point"].to_numpy()
        found.take(at, failed, value(at, [block[name].to_numpy(zero_copy_only=False).astype(float) for name in names]))
    return found


def estimates(read: Reader, outcome: str, each: np.ndarray) -> pd.DataFrame:
    """One row for each point: `runs`, `failed`, `known`, `mean`, `low`, `high` (95% interval over replicates).

    `runs` counts all, `known` those that have a value, which alone count in the mean. `each` is the number of
    partnerships at each point. A share of partnerships has the interval of a share (`interval_of_share`), a cost per
    survivor is the ratio of two totals (`interval_of_ratio`), anything else has Student's, cut off where the outcome
    ends. Where several runs agree to the last digit, that is no proof of certainty: a share and a difference of
    shares then reach as far as so many partnerships without an exception allow, anything else has no interval.
    """
    if outcome == COST:
        return _ratio(read, each)
    return of_moments(moments(read, [outcome], len(each), lambda _, columns: columns[0]), outcome, each)


def of_moments(found: Moments, outcome: str, each: np.ndarray) -> pd.DataFrame:
    """The same from the moments of an outcome that is no ratio."""
    name = outcome.removeprefix(TWIN).removeprefix(ADDITIONAL)
    pooled = _kind(name) == RUNG or name in FATES
    least, most = ends(outcome)
    if pooled and not outcome.startswith(ADDITIONAL):
        low, high = intervals_of_means(found.known, found.means, found.variances, each)
    else:
        low, high = intervals_of_means(found.known, found.means, found.variances)
        if pooled:
            # Of few that differ none may have been met yet; Student's interval knows nothing of them.
            reach = np.maximum(high - found.means, widest_share(found.known, each))
            low, high = found.means - reach, found.means + reach
        else:
            alike = ~(found.variances > 0.0)
            low, high = np.where(alike, np.nan, low), np.where(alike, np.nan, high)
    return _frame(found, found.means, np.maximum(low, least), np.minimum(high, most))


def _ratio(read: Reader, each: np.ndarray) -> pd.DataFrame:
    """Central money for each partnership that kept itself going, all runs of a point together, linearised.

    Not a number where none was paid, or none is left.
    """
    names = (MONEY_PAID, KEPT)

    def paid(_: np.ndarray, columns: list[np.ndarray]) -> np.ndarray:
        return np.where(np.isnan(columns[1]), np.nan, columns[0])

    money = moments(read, names, len(each), paid).means
    found = moments(read, names, len(each), lambda _, columns: columns[1])
    kept = found.means
    ratio = np.divide(money, kept, out=np.full(len(kept), np.nan), where=(kept > 0.0) & (money > 0.0))
    away = moments(read, names, len(each), lambda at, columns: (paid(at, columns) - ratio[at] * columns[1]) / kept[at])
    low, high = intervals_of_means(away.known, ratio, away.variances)
    alike = ~(away.variances > 0.0)
    return _frame(found, ratio, np.where(alike, np.nan, np.maximum(low, 0.0)), np.where(alike, np.nan, high))


def _frame(found: Moments, means: np.ndarray, low: np.ndarray, high: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "runs": found.runs,
            "failed": found.failed,
            "known": found.known,
            "mean": np.where(found.known > 0, means, np.nan),
            "low": low,
            "high": high,
        }
    )


def ends(outcome: str) -> tuple[float, float]:
    """Between which values the mean of an outcome lies; from minus to plus infinity for what is no outcome."""
    kind = _kind(outcome.removeprefix(TWIN).removeprefix(ADDITIONAL))
    difference = outcome.startswith(ADDITIONAL)
    if kind in (SHARE, RUNG, FLAG):
        return (-1.0, 1.0) if difference else (0.0, 1.0)
    return (0.0 if kind in (COUNT, MONEY) and not difference else -np.inf), np.inf


def _kind(name: str) -> str | None:
    """The kind of a column of the run table; of a share on a rung, that of the rung."""
    for outcome in FINALS:
        if outcome.kind == RUNG and name in [f"{outcome.name}_{rung}" for rung in rungs_of(outcome.name)]:
            return RUNG
        if outcome.name == name:
            return outcome.kind
    return None
