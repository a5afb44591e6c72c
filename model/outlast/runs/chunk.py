"""A chunk of a sweep: some runs made, and their tables as part files; the same here, in a thread and on a cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from outlast.runs.parts import Content, encode
from outlast.scenario import Scenario
from outlast.simulation.cohorts import run_columns, tabulate
from outlast.simulation.points import Outcome, Packer, run_points
from outlast.simulation.result import Result, detail_columns

DETAILS = ("partnership", "quarter")
TABLES = {"partnership": "partnerships", "quarter": "quarters"}
DONE, FAILED = "done", "failed"
# Runs whose quarters are held in memory at once.
TRACED = 100
# Scenarios packed before, for the next chunk of the same sweep; a cluster's worker may serve several.
_packers: dict[str, Packer] = {}
_REMEMBERED = 4
_ARROW = {"float": pa.float64(), "int": pa.int64(), "bool": pa.bool_(), "str": pa.string()}


@dataclass(frozen=True)
class Work:
    """What all chunks of a sweep share."""

    name: str  # tells sweeps apart
    scenario: Scenario
    types: Mapping[str, str]  # key of a column that says what was varied or drawn to its type: float, int, bool or str
    twin: bool  # whether the tables have columns for a twin
    details: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()  # the columns of quarters that are kept; all of them if empty

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of the sweep."""
        return ("runs", *(TABLES[detail] for detail in DETAILS if detail in self.details))


@dataclass(frozen=True)
class Chunk:
    """Some runs of a sweep, and what they set; `runs` are in order, the other columns stand beside them."""

    work: Work
    runs: np.ndarray
    points: np.ndarray
    replicates: np.ndarray
    seeds: np.ndarray
    values: Sequence[Mapping[str, Any]]  # what runs set, each combination once
    which: np.ndarray  # for each run: which of these it has
    labels: Mapping[str, np.ndarray]  # key to its column as it is tabled, one for each run: varied, or drawn


def make(chunk: Chunk) -> list[Content]:
    """Make the runs of a chunk; a part for each table of the sweep.

    A run that raises is a row with its seed, its settings and the error, and does not stop the others.
    """
    outcomes, faults = _run(chunk)
    failed = len(faults)
    first, last = int(chunk.runs[0]), int(chunk.runs[-1])
    tables = {"runs": _run_table(chunk, outcomes, faults)}
    for detail in chunk.work.details:
        tables[TABLES[detail]] = _detail_table(chunk, outcomes, detail)
    return [Content(name, first, last, failed, encode(tables[name])) for name in chunk.work.tables]


def _run(chunk: Chunk) -> tuple[list[Outcome], dict[int, str]]:
    """The outcomes of the runs, numbered by their place in the chunk, and what went wrong."""
    packer = _packer(chunk.work)
    trace = "quarter" in chunk.work.details
    step = TRACED if trace else len(chunk.runs)
    outcomes: list[Outcome] = []
    faults: dict[int, str] = {}
    for start in range(0, len(chunk.runs), step):
        places = np.arange(start, min(start + step, len(chunk.runs)))
        try:
            done, wrong = run_points(packer, chunk.values, chunk.which[places], chunk.seeds[places].tolist(), trace)
            found, wrong = [(places, outcome) for outcome in done], {int(places[k]): why for k, why in wrong.items()}
        except Exception as error:  # noqa: BLE001 - whatever it was, the others are still to be made
            if len(places) == 1:
                found, wrong = [], {int(places[0]): f"{type(error).__name__}: {error}"}
            else:
                found, wrong = _one_by_one(packer, chunk, places, trace)
        outcomes += [outcome._replace(runs=own[outcome.runs]) for own, outcome in found]
        faults |= wrong
    return outcomes, faults


def _one_by_one(
    packer: Packer, chunk: Chunk, places: np.ndarray, trace: bool
) -> tuple[list[tuple[np.ndarray, Outcome]], dict[int, str]]:
    """The same runs each by itself, so that only those that raise are lost."""
    found: list[tuple[np.ndarray, Outcome]] = []
    faults: dict[int, str] = {}
    for place in places.tolist():
        own = np.array([place])
        try:
            done, wrong = run_points(packer, chunk.values, chunk.which[own], chunk.seeds[own].tolist(), trace)
        except Exception as error:  # noqa: BLE001 - it becomes a row
            faults[place] = f"{type(error).__name__}: {error}"
            continue
        found += [(own, outcome) for outcome in done]
        faults |= dict.fromkeys([place] * len(wrong), *wrong.values()) if wrong else {}
    return found, faults


def _packer(work: Work) -> Packer:
    if work.name not in _packers:
        while len(_packers) >= _REMEMBERED:
            _packers.pop(next(iter(_packers)))
        _packers[work.name] = Packer(work.scenario)
    return _packers[work.name]


def _front(chunk: Chunk, rows: np.ndarray) -> dict[str, Any]:
    """The columns that say which run a row belongs to and what was varied."""
    front: dict[str, Any] = {
        "run": pa.array(chunk.runs[rows]),
        "point": pa.array(chunk.points[rows]),
        "replicate": pa.array(chunk.replicates[rows]),
        "seed": pa.array(chunk.seeds[rows]),
    }
    return front | {key: pa.array(chunk.labels[key][rows], _ARROW[kind]) for key, kind in chunk.work.types.items()}


def _run_table(chunk: Chunk, outcomes: Sequence[Outcome], faults: Mapping[int, str]) -> pa.Table:
    columns = run_columns(chunk.work.twin)
    values = np.full((len(chunk.runs), len(columns)), np.nan)
    for outcome in outcomes:
        table = tabulate(outcome.finals, outcome.twin_finals, outcome.needs)
        values[outcome.runs, : table.shape[1]] = table
    rows = np.arange(len(chunk.runs))
    front = _front(chunk, rows) | {
        "status": pa.array([FAILED if row in faults else DONE for row in rows.tolist()]),
        "error": pa.array([faults.get(row) for row in rows.tolist()], pa.string()),
    }
    # What is not known is null.
    known = {name: pa.array(values[:, k], from_pandas=True) for k, name in enumerate(columns)}
    return pa.table(front | known)


def _detail_table(chunk: Chunk, outcomes: Sequence[Outcome], detail: str) -> pa.Table:
    """The rows of partnerships or of quarters of all runs that did not fail."""
    columns = detail_columns(detail, chunk.work.twin)
    if detail == "quarter" and chunk.work.courses:
        columns = {name: columns[name] for name in chunk.work.courses}
    own = "partnership" if detail == "partnership" else "quarter"
    frames = [pd.DataFrame({"place": np.empty(0, np.int64), own: np.empty(0, np.int64)})]
    for outcome in outcomes:
        trace = np.empty((len(outcome.runs), 0, 0, 0)) if outcome.trace is None else outcome.trace
        seeds = tuple(chunk.seeds[outcome.runs].tolist())
        result = Result(outcome.scenario, seeds, outcome.finals, trace, outcome.twin_finals, outcome.twin_trace)
        frame = result.partnerships if detail == "partnership" else result.quarters
        frames.append(frame.assign(place=outcome.runs[frame["run"].to_numpy()]))
    frame = frames[0] if len(frames) == 1 else pd.concat(frames[1:], ignore_index=True)
    frame = frame.sort_values("place", kind="stable", ignore_index=True)
    front = _front(chunk, frame["place"].to_numpy(dtype=np.int64)) | {own: pa.array(frame[own], pa.int64())}
    absent = pd.Series(np.nan, index=frame.index)
    known = {name: _typed(frame.get(name, absent), _ARROW[kind]) for name, kind in columns.items()}
    return pa.table(front | known)


def _typed(values: Any, kind: pa.DataType) -> pa.Array:
    """A column of one type whatever it happens to hold: nothing at all, where no twin ran or all are closed."""
    return pa.nulls(len(values), kind) if values.isna().all() else pa.array(values, kind, from_pandas=True)
