"""The outcomes of a set of runs with their intervals, their spread over cohorts, and the twin beside them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from outlast.analysis.survival import exposure, survival_after_funding
from outlast.outcomes.catalogue import COUNT, FINALS, FLAG, MONEY, RUN_OUTCOMES, RUNG, SHARE
from outlast.outcomes.intervals import Interval, interval_of_mean, interval_of_ratio, interval_of_share
from outlast.outcomes.judgement import RUNGS, STATES
from outlast.simulation.result import Result

SURVIVAL_AT = (4, 8, 12, 20)
# Other marks for own coverage, beside the scenario's own, so that results say how they move with it.
MARKS = (0.5, 0.75, 1.0)
COST = "cost_per_self_sustained"


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


def summary(result: Result) -> pd.DataFrame:
    """Every outcome of a result with its 95% interval, its spread over cohorts, the twin's and the difference from it.

    Columns: `outcome, says, unit, mean, low, high`, the central nine tenths of the cohorts (`cohort_5, cohort_95`),
    then `twin` and `additional` likewise (paired by run). One row an outcome; a rung of the ladder has its own.
    """
    return to_frame(summarise(result))


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
            row = _mean(result, outcome.name, outcome.says, outcome.unit)
            if outcome.kind in (SHARE, COUNT, MONEY):
                row = row._replace(mandated=_not_below_none(row.mandated), twin=_not_below_none(row.twin))
            rows.append(row)
    for outcome in RUN_OUTCOMES:
        if outcome.name == COST:
            rows.append(_cost(result, outcome.says, outcome.unit))
        else:
            rows.append(_mean(result, outcome.name, outcome.says, outcome.unit))
    return rows + _by_threshold(result) + _survival(result)


def _not_below_none(interval: Interval) -> Interval:
    """Student's interval of what cannot be negative, cut off at 0."""
    return interval._replace(low=max(interval.low, 0.0)) if interval.low < 0.0 else interval


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


def _cost(result: Result, says: str, unit: str) -> Row:
    """Central money for each partnership that kept itself going, all cohorts together; a twin costs nothing."""
    known = ~np.isnan(result.final("self_sustaining_8"))
    paid = np.where(known, result.final("central_money"), 0.0).sum(axis=1)
    kept = np.nansum(result.final("self_sustaining_8"), axis=1)
    pooled = interval_of_ratio(paid, kept) if paid.any() else NOTHING
    return Row(COST, says, unit, pooled, _middle(result.runs[COST].to_numpy(dtype=float)), NOTHING, NOTHING)


def _by_threshold(result: Result) -> list[Row]:
    """The share self-sustaining under other marks for own coverage, all else as the scenario asks."""
    rows = []
    for mark in MARKS:
        worlds = [
            _at_mark(result, mark, twin) for twin in ((False, True) if result.twin_finals is not None else (False,))
        ]
        shares = [hits / np.where(known > 0, known, np.nan) for hits, known in worlds]
        rows.append(
            Row(
                f"self_sustaining_8_at_{mark:.2f}",
                f"self-sustaining 8 quarters after the last central pound, were own coverage of {mark:.2f} enough",
                "share 0 to 1",
                interval_of_share(*worlds[0]),
                _middle(shares[0]),
                interval_of_share(*worlds[1]) if len(worlds) > 1 else NOTHING,
                interval_of_mean(shares[0] - shares[1]) if len(worlds) > 1 else NOTHING,
            )
        )
    return rows


def _at_mark(result: Result, mark: float, twin: bool) -> tuple[np.ndarray, np.ndarray]:
    """In each run, how many would count as self-sustaining at a mark, and how many are judged."""
    in_order, coverage = result.final("in_order_8", twin=twin), result.final("coverage_8", twin=twin)
    with np.errstate(invalid="ignore"):
        hits = (in_order == 1.0) & (coverage >= mark)
    return hits.sum(axis=1).astype(float), (~np.isnan(in_order)).sum(axis=1).astype(float)


def _survival(result: Result) -> list[Row]:
    """Survival since the last central pound (Kaplan-Meier), of those open when it was paid.

    The interval is that of the share still open among those that were watched that long.
    """
    horizon = result.trace.shape[1]
    frame = result.partnerships
    pooled = _curve(frame, horizon, "")
    by_run = [part for _, part in frame.groupby("run", sort=True)]
    curves = [_curve(part, horizon, "") for part in by_run]
    twin = None if result.twin_finals is None else _curve(frame, horizon, "twin_")
    rows = []
    for quarter in SURVIVAL_AT:
        if quarter >= len(pooled):
            continue
        watched = [_watched(part, horizon, quarter) for part in by_run]
        share = interval_of_share(*(np.array(column, dtype=float) for column in zip(*watched, strict=True)))
        rows.append(
            Row(
                f"survival_{quarter}",
                f"still open {quarter} quarters after the last central pound, of those open when it was paid; "
                "closing by success ends the watch",
                "share 0 to 1",
                Interval(float(pooled[quarter]), share.low, share.high),
                _middle(np.array([curve[quarter] if quarter < len(curve) else math.nan for curve in curves])),
                Interval(float(twin[quarter]) if twin is not None and quarter < len(twin) else math.nan, *NOTHING[1:]),
                NOTHING,
            )
        )
    return rows


def _watched(partnerships: pd.DataFrame, horizon: int, quarter: int) -> tuple[int, int]:
    """How many were still open after some quarters, and how many were watched until then or until they closed."""
    times, closed = exposure(partnerships, horizon)
    open_still = times >= quarter if quarter == 0 else (times > quarter) | ((times == quarter) & ~closed)
    return int(open_still.sum()), int((open_still | closed).sum())


def _curve(partnerships: pd.DataFrame, horizon: int, prefix: str) -> np.ndarray:
    return survival_after_funding(partnerships, horizon, prefix)["survival"].to_numpy()
