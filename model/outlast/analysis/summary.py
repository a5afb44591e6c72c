"""The outcomes of a set of runs with their intervals, their spread over cohorts, and the twin beside them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from outlast.analysis.intervals import Interval, interval_of_mean, interval_of_share
from outlast.analysis.survival import survival_after_funding
from outlast.outcomes.catalogue import FINALS, FLAG, RUN_OUTCOMES, RUNG
from outlast.outcomes.judgement import RUNGS, STATES
from outlast.simulation.result import Result

SURVIVAL_AT = (4, 8, 12, 20)


class Row(NamedTuple):
    """One outcome: estimate and 95% interval, central nine tenths of the cohorts, twin, and the paired difference."""

    outcome: str
    says: str
    unit: str
    mandated: Interval
    cohorts: tuple[float, float]
    twin: Interval
    additional: Interval


NOTHING = Interval(math.nan, math.nan, math.nan)


def summarise(result: Result) -> list[Row]:
    """One row for each outcome; rungs are spread out into one row each."""
    rows: list[Row] = []
    for outcome in FINALS:
        if outcome.kind == RUNG:
            names = STATES if outcome.name == "ladder_end" else RUNGS
            rows += [
                _share(result, f"{outcome.name}_{name}", f"{outcome.says}: {name}", outcome.name, name)
                for name in names
            ]
        elif outcome.kind == FLAG:
            rows.append(_share(result, outcome.name, outcome.says, outcome.name, True))
        else:
            rows.append(_mean(result, outcome.name, outcome.says, outcome.unit))
    rows += [_mean(result, outcome.name, outcome.says, outcome.unit) for outcome in RUN_OUTCOMES]
    return rows + _survival(result)


def to_frame(rows: list[Row]) -> pd.DataFrame:
    """The rows as a table: `outcome, says, unit, mean, low, high, cohort_5, cohort_95`, then `twin`, `additional`."""
    return pd.DataFrame(
        [
            {
                "outcome": row.outcome,
                "says": row.says,
                "unit": row.unit,
                "mean": row.mandated.mean,
                "low": row.mandated.low,
                "high": row.mandated.high,
                "cohort_5": row.cohorts[0],
                "cohort_95": row.cohorts[1],
                "twin": row.twin.mean,
                "twin_low": row.twin.low,
                "twin_high": row.twin.high,
                "additional": row.additional.mean,
                "additional_low": row.additional.low,
                "additional_high": row.additional.high,
            }
            for row in rows
        ]
    )


def _share(result: Result, name: str, says: str, column: str, wanted: object) -> Row:
    mandated, cohorts = _pooled(result, column, wanted)
    twin = NOTHING
    if result.twin_finals is not None:
        twin, _ = _pooled(result, f"twin_{column}", wanted)
    return Row(name, says, "share 0 to 1", mandated, _middle(cohorts), twin, _difference(result, name))


def _pooled(result: Result, column: str, wanted: object) -> tuple[Interval, np.ndarray]:
    frame = result.partnerships
    known = frame[column].notna().to_numpy().reshape(len(result.seeds), -1)
    hit = (frame[column] == wanted).fillna(False).to_numpy(dtype=bool).reshape(len(result.seeds), -1)
    successes, trials = (hit & known).sum(axis=1).astype(float), known.sum(axis=1).astype(float)
    with np.errstate(invalid="ignore"):
        return interval_of_share(successes, trials), successes / trials


def _mean(result: Result, name: str, says: str, unit: str) -> Row:
    values = result.runs[name].to_numpy(dtype=float)
    twin = NOTHING
    if result.twin_finals is not None:
        twin = interval_of_mean(result.runs[f"twin_{name}"].to_numpy(dtype=float))
    return Row(name, says, unit, interval_of_mean(values), _middle(values), twin, _difference(result, name))


def _difference(result: Result, name: str) -> Interval:
    """The mean of the paired differences run by run; common luck makes it narrower than the two intervals."""
    column = f"additional_{name}"
    if result.twin_finals is None or column not in result.runs:
        return NOTHING
    return interval_of_mean(result.runs[column].to_numpy(dtype=float))


def _middle(values: np.ndarray) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if known.size == 0:
        return math.nan, math.nan
    low, high = np.quantile(known, [0.05, 0.95])
    return float(low), float(high)


def _survival(result: Result) -> list[Row]:
    """Survival since the last central pound at some quarters, with the interval over runs."""
    horizon = result.trace.shape[1]
    pooled = _curve(result.partnerships, horizon, "")
    by_run = [_curve(frame, horizon, "") for _, frame in result.partnerships.groupby("run", sort=True)]
    twin = None if result.twin_finals is None else _curve(result.partnerships, horizon, "twin_")
    rows = []
    for quarter in SURVIVAL_AT:
        cohorts = np.array([curve[quarter] if quarter < len(curve) else math.nan for curve in by_run])
        if np.isnan(cohorts).all():
            continue
        around = interval_of_mean(cohorts)
        half = (around.high - around.low) / 2
        mean = pooled[quarter] if quarter < len(pooled) else math.nan
        other = twin[quarter] if twin is not None and quarter < len(twin) else math.nan
        rows.append(
            Row(
                f"survival_{quarter}",
                f"still open {quarter} quarters after the last central pound, of those open when it was paid",
                "share 0 to 1",
                _within_share(mean, half),
                _middle(cohorts),
                Interval(other, math.nan, math.nan),
                NOTHING,
            )
        )
    return rows


def _within_share(mean: float, half: float) -> Interval:
    """An interval of a share, kept between 0 and 1; not a number where its width is not known."""
    if math.isnan(half):
        return Interval(mean, math.nan, math.nan)
    return Interval(mean, max(0.0, mean - half), min(1.0, mean + half))


def _curve(partnerships: pd.DataFrame, horizon: int, prefix: str) -> np.ndarray:
    return survival_after_funding(partnerships, horizon, prefix)["survival"].to_numpy()
