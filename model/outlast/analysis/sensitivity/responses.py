"""The responses of a sweep as arrays by point and replicate, and what is done about runs that failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow.parquet as pq

from outlast.analysis.sensitivity.sample import Sample
from outlast.runs.chunk import FAILED
from outlast.runs.errors import FailedRunsError, UnknownValuesError
from outlast.runs.estimates import check_outcome
from outlast.runs.store import Store
from outlast.runs.tables import ROWS
from outlast.runs.values import as_typed
from outlast.scenario import ScenarioError
from outlast.scenario.names import nearest, suggestion
from outlast.simulation.result import detail_columns

MOST_LISTED = 3
# More settings make a message that nobody reads; the folder has them all.
MOST_SETTINGS = 6

Failed = Literal["stop", "drop"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """What an analysis leaves out: runs that failed or have no value, and the whole blocks that they stand in."""

    failed: int = 0  # runs
    unknown: int = 0  # runs that did not fail
    points: int = 0
    blocks: int = 0
    of_blocks: int = 0

    def __str__(self) -> str:
        return (
            f"{self.blocks} of {self.of_blocks} blocks ({self.points} points) are left out, because {self.failed} runs"
            f" failed and {self.unknown} have no value"
        )


@dataclass(frozen=True, eq=False)
class Response:
    """One outcome of a sweep: `values` (point, replicate) of the points kept; `kept` (point,) says which of all are."""

    outcome: str
    values: np.ndarray
    kept: np.ndarray
    dropped: Dropped


def read_runs(store: Store, outcomes: Sequence[str]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Each outcome (point, replicate) in the order of the design, null as not a number; and which runs failed.

    Read block by block. Raises ScenarioError for an outcome that the sweep does not have, and for one whose points
    have different numbers of replicates (a sweep to a precision).
    """
    for name in outcomes:
        check_outcome(name, store.has_twin)
    points, replicates = len(store.points), _replicates(store)
    found = {name: np.full((points, replicates), np.nan) for name in outcomes}
    failed = np.zeros((points, replicates), dtype=bool)
    for block in store.blocks(["point", "replicate", "status", *outcomes]):
        at = block["point"].to_numpy(), block["replicate"].to_numpy()
        failed[at] = np.array(block["status"].to_pylist()) == FAILED
        for name, values in found.items():
            values[at] = block[name].to_numpy(zero_copy_only=False).astype(float)
    return found, failed


def read_quarters(store: Store, columns: Sequence[str]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Columns of the table of quarters (quarter, point, replicate), null as not a number; and which runs failed.

    Where the horizon differs between points, the quarters that all of them have. Read block by block. Raises
    ScenarioError for a column that the table does not have, or a sweep that was not asked for quarters.
    """
    known = detail_columns("quarter", store.has_twin)
    for name in columns:
        if name not in known:
            raise ScenarioError(f"--over-time {name}: no such column of quarters{suggestion(nearest(name, known))}.")
    path = store.folder / "quarters.parquet"
    if not path.exists():
        raise ScenarioError(f"{store.folder} has no quarters: the sweep was not asked for --detail quarter")
    _, failed = read_runs(store, [])
    with pq.ParquetFile(path) as file:
        longest = np.zeros(failed.shape, dtype=np.int64)
        for batch in file.iter_batches(ROWS, columns=["point", "replicate", "quarter"]):
            at = batch["point"].to_numpy(), batch["replicate"].to_numpy()
            np.maximum.at(longest, at, batch["quarter"].to_numpy() + 1)
        quarters = int(longest[~failed].min()) if not failed.all() else 0
        found = {name: np.full((quarters, *failed.shape), np.nan) for name in columns}
        for batch in file.iter_batches(ROWS, columns=["point", "replicate", "quarter", *columns]):
            quarter = batch["quarter"].to_numpy()
            own = quarter < quarters
            at = quarter[own], batch["point"].to_numpy()[own], batch["replicate"].to_numpy()[own]
            for name, values in found.items():
                values[at] = batch[name].to_numpy(zero_copy_only=False).astype(float)[own]
    return found, failed


def settled(
    outcome: str,
    values: np.ndarray,
    failed: np.ndarray,
    sample: Sample,
    failing: Failed = "stop",
    store: Store | None = None,
) -> Response:
    """A response (point, replicate) with all its values known.

    With `stop`, what is missing stops the analysis; with `drop`, the whole block goes in which a run is missing, as an
    estimator needs it whole. `store` lends seeds and settings to the message.

    Raises:
        FailedRunsError: runs failed, and nobody said that they may be left out; or nothing would be left.
        UnknownValuesError: the same for runs that did not fail, but have no value of this outcome.
        ScenarioError: `failing` is neither of the two.
    """
    check_failing(failing)
    missing = ~np.isfinite(values)
    everything = np.ones(len(values), dtype=bool)
    if not missing.any():
        return Response(outcome, values, everything, Dropped(of_blocks=len(np.unique(sample.blocks))))
    if failing == "stop":
        if failed.any():
            raise FailedRunsError(_message(outcome, failed, store, "failed"))
        raise UnknownValuesError(_message(outcome, missing, store, f"have no value of {outcome}"))
    gone = np.unique(sample.blocks[missing.any(axis=1)])
    kept = ~np.isin(sample.blocks, gone)
    dropped = Dropped(
        int(failed.sum()),
        int((missing & ~failed).sum()),
        int((~kept).sum()),
        len(gone),
        len(np.unique(sample.blocks)),
    )
    if not kept.any():
        raise (FailedRunsError if failed.any() else UnknownValuesError)(
            f"{outcome}: nothing is left to analyse; {dropped}"
        )
    return Response(outcome, values[kept], kept, dropped)


def check_failing(failing: str) -> None:
    """Refuse what is neither `stop` nor `drop`; raises ScenarioError."""
    if failing not in ("stop", "drop"):
        raise ScenarioError(f"--failed: found {failing!r}, but allowed is stop or drop")


def _replicates(store: Store) -> int:
    """How many replicates each point has; raises ScenarioError where they differ."""
    counts = np.zeros(len(store.points), dtype=np.int64)
    for block in store.blocks(["point"]):
        counts += np.bincount(block["point"].to_numpy(), minlength=len(counts))
    if len(set(counts.tolist())) > 1:
        raise ScenarioError(
            f"{store.folder}: its points have from {counts.min()} to {counts.max()} replicates, but an analysis of"
            " sensitivity needs the same number at each; give --replicates, not --precision"
        )
    return int(counts[0])


def _message(outcome: str, missing: np.ndarray, store: Store | None, what: str) -> str:
    """How many runs are missing, where, and why as far as it is known."""
    pairs = np.argwhere(missing)
    points = len(np.unique(pairs[:, 0]))
    reasons = _reasons(store, pairs)
    if reasons is None:
        told = [_told(point, replicate, store) for point, replicate in pairs[:MOST_LISTED].tolist()]
        more = f"; and {len(pairs) - MOST_LISTED} more" if len(pairs) > MOST_LISTED else ""
        reasons = f"{'; '.join(told)}{more}"
    return (
        f"{len(pairs):,} of {missing.size:,} runs, at {points:,} of {len(missing):,} points, {what} ({reasons}); the"
        f" indices of {outcome} cannot be taken as if they had not: mend them, or say that the blocks they stand in"
        " may be dropped"
    )


def _reasons(store: Store | None, pairs: np.ndarray) -> str | None:
    """Why runs failed, each kind of reason with the first run that gives it; None for runs that did not."""
    if store is None or not store.failures:
        return None
    frame = store.failed
    kinds = frame["error"].str.replace(r"\d[\d.e+-]*", "#", regex=True)
    count = kinds.value_counts()
    told = []
    for kind in count.index[:MOST_LISTED]:
        first = frame[kinds == kind].iloc[0]
        place = int(first["point"])
        told.append(f"{count[kind]:,} like {_told(place, int(first['replicate']), store)}: {first['error']}")
    more = [f"and {len(count) - MOST_LISTED} more kinds of reasons"] if len(count) > MOST_LISTED else []
    return "; ".join([*told, *more, f"all are listed in {store.folder}/failed.csv"])


def _told(point: int, replicate: int, store: Store | None) -> str:
    """A run by its place, its seed, and its settings where they are few."""
    if store is None:
        return f"point {point}, replicate {replicate}"
    seed = store.manifest["settings"]["seed"] + replicate
    if store.manifest["settings"]["luck"] != "common":
        found = store.plan.of(np.arange(len(store)))
        seed = int(found[2][(found[0] == point) & (found[1] == replicate)][0])
    if len(store.keys) > MOST_SETTINGS:
        return f"point {point}, seed {seed}"
    settings: Mapping[str, object] = store.points.iloc[point][list(store.keys)].to_dict()
    values = ", ".join(f"{key}={as_typed(value)}" for key, value in settings.items())
    return f"point {point}, seed {seed}: {values}"
