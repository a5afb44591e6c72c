"""Two sets of runs on the same seeds: what each gave, and the difference run by run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from outlast.analysis.summary import COST, NOTHING, Row, summarise
from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.outcomes.cohort import mean_known
from outlast.outcomes.intervals import Interval, interval_of_mean, intervals_of_means
from outlast.simulation.cohorts import AVERAGED
from outlast.simulation.result import Result

# Shares over partnerships by quarter, of which a course is drawn.
COURSES = ("open", "self_sustaining")


class Pair(NamedTuple):
    """One outcome of two sets of runs, each with its 95% interval, and the difference, second less first."""

    outcome: str
    says: str
    unit: str
    first: Interval
    second: Interval
    difference: Interval


class Course(NamedTuple):
    """A share over partnerships by quarter with its 95% interval, each (quarter,)."""

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray


def pairs(first: Result, second: Result, outcomes: Sequence[str]) -> list[Pair]:
    """The outcomes of two results on the same seeds, paired by run.

    Each side is what `summary` says of it. Raises ValueError where the seeds differ or an outcome is not known.
    """
    if first.seeds != second.seeds:
        raise ValueError("paired runs have the same seeds; these differ")
    one, other = _named(first, outcomes), _named(second, outcomes)
    return [
        Pair(
            name, one[name].says, one[name].unit, one[name].mandated, other[name].mandated, _paired(first, second, name)
        )
        for name in outcomes
    ]


def against_twin(result: Result, outcomes: Sequence[str]) -> list[Pair]:
    """The outcomes of a result and of its twin, which is the second. Raises ValueError without one."""
    if result.twin_finals is None:
        raise ValueError("no twin ran")
    rows = _named(result, outcomes)
    return [
        Pair(
            name, rows[name].says, rows[name].unit, rows[name].mandated, rows[name].twin, turned(rows[name].additional)
        )
        for name in outcomes
    ]


def alone(result: Result, outcomes: Sequence[str]) -> list[Pair]:
    """The outcomes of one result, with nothing beside it."""
    rows = _named(result, outcomes)
    return [Pair(name, rows[name].says, rows[name].unit, rows[name].mandated, NOTHING, NOTHING) for name in outcomes]


def course(result: Result, name: str, *, twin: bool = False) -> Course:
    """One of COURSES by quarter."""
    column = f"twin_{name}" if twin else name
    values = result.quarters[column].to_numpy(dtype=float).reshape(len(result.seeds), -1)
    runs, quarters = values.shape
    mean = values.mean(axis=0)
    spread = values.var(axis=0, ddof=1) if runs > 1 else np.zeros(quarters)
    each = np.full(quarters, result.finals.shape[1])
    low, high = intervals_of_means(np.full(quarters, runs), mean, spread, each)
    return Course(mean, low, high)


def _named(result: Result, outcomes: Sequence[str]) -> dict[str, Row]:
    rows = {row.outcome: row for row in summarise(result)}
    unknown = [name for name in outcomes if name not in rows]
    if unknown:
        raise ValueError(f"no outcome is called {unknown[0]!r}; see: outlast outcomes")
    return rows


def _paired(first: Result, second: Result, name: str) -> Interval:
    """The mean of the differences run by run; not a number for what is no mean of a run, as a ratio of totals.

    Where both worlds have as many partnerships, it is over those known in both, number by number, as the difference
    from the twin is: what is null once closed would otherwise compare the many survivors of one with the few of the
    other.
    In two scenarios of other places the same number is no more than the same place in the order.
    """
    if name == COST or name not in first.runs or name not in second.runs:
        return NOTHING
    if name in AVERAGED and first.finals.shape == second.finals.shape:
        return interval_of_mean(mean_known(second.finals - first.finals)[:, FINAL_INDEX[name]])
    return interval_of_mean((second.runs[name] - first.runs[name]).to_numpy(dtype=float))


def turned(interval: Interval) -> Interval:
    """A difference the other way round."""
    return Interval(-interval.mean, -interval.high, -interval.low)
