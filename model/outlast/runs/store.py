"""A finished sweep, read from its folder."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from outlast.outcomes.intervals import Interval
from outlast.runs.chunk import FAILED
from outlast.runs.errors import FailedRunsError
from outlast.runs.estimates import check_outcome, estimates
from outlast.runs.gathering import read_manifest
from outlast.runs.luck import gain
from outlast.runs.plan import Plan, Stage
from outlast.runs.tables import ROWS
from outlast.scenario import Scenario, ScenarioError

POINTS = "points.parquet"
PARTNERSHIPS = "context.partnerships"


class Store:
    """The runs of a sweep: data frames, estimates at each point, and where they come from.

    `folder` is where it lies, `manifest` says how it was made. Frames are read when first asked for; `runs` has one row
    a run (columns: `run, point, replicate, seed`, what was varied, with an ensemble also `member` and
    `structure.theory`, `status, error`, then `outlast outcomes`), `points` one row a point of the design.
    `partnerships` and `quarters` are there if the sweep was asked for that detail.
    """

    def __init__(self, folder: Path | str, manifest: dict[str, Any] | None = None) -> None:
        """Open a folder that `outlast sweep` wrote; with `manifest`, one that is about to be signed with it.

        Raises:
            ScenarioError: it holds no sweep, or one that is not complete.
        """
        self.folder = Path(folder)
        self.manifest: dict[str, Any] = read_manifest(self.folder) if manifest is None else manifest
        if manifest is None and self.manifest.get("status") != "done":
            raise ScenarioError(f"{self.folder} holds a sweep that is not complete; go on with it by --resume")

    def __repr__(self) -> str:
        failed = f", {self.failures} failed" if self.failures else ""
        return f"<Store {self.folder}: {len(self)} runs at {len(self.points)} points{failed}>"

    def __len__(self) -> int:
        return int(self.manifest["runs"]["done"])

    @property
    def failures(self) -> int:
        """How many runs failed."""
        return int(self.manifest["runs"]["failed"])

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that the points depart from."""
        return Scenario.from_resolved(self.manifest["settings"]["scenario"] | {"path": None})

    @property
    def keys(self) -> tuple[str, ...]:
        """What was varied."""
        return tuple(self.manifest["settings"]["keys"])

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that the sweep was asked about; the first is drawn."""
        return tuple(self.manifest["outcomes"])

    @property
    def ensemble(self) -> str | None:
        """The short name of the ensemble that behaviour and theories were drawn from; None where they were not."""
        return self.manifest["settings"].get("ensemble")

    @property
    def has_twin(self) -> bool:
        """Whether the tables have columns for a twin."""
        return bool(self.manifest["twin"])

    @cached_property
    def points(self) -> pd.DataFrame:
        """The design: one row a point, one column a key."""
        return pd.read_parquet(self.folder / POINTS)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each run, failed ones too (`status`); a warning says how many, for they have no outcomes."""
        if self.failures:
            warnings.warn(
                f"{self.failures} of {len(self)} runs failed; they are rows with status failed and no outcomes",
                stacklevel=3,
            )
        return self._frame("runs")

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """One row for each run and partnership."""
        return self._frame("partnerships")

    @cached_property
    def quarters(self) -> pd.DataFrame:
        """One row for each run and quarter."""
        return self._frame("quarters")

    @cached_property
    def failed(self) -> pd.DataFrame:
        """The runs that failed: where, with which seed and settings, and why."""
        columns = ["run", "point", "replicate", "seed", *self.keys, "error"]
        filters = [("status", "==", FAILED)]
        return pd.read_parquet(self.folder / "runs.parquet", columns=columns, filters=filters)

    def estimates(self, outcome: str | None = None, *, omit_failed: bool = False) -> pd.DataFrame:
        """The design with `runs`, `failed`, `known`, `mean`, `low`, `high` of an outcome at each point (95% intervals).

        `known` runs have a value, and alone count in the mean; see `runs.estimates` for the intervals.

        Raises:
            ScenarioError: no such outcome.
            FailedRunsError: some runs failed, and it was not said that they may be left out.
        """
        name = self.outcomes[0] if outcome is None else outcome
        check_outcome(name, self.has_twin)
        if not omit_failed:
            self.refuse_failed()
        found = estimates(self.blocks, name, self.each)
        return pd.concat([self.points, found], axis=1)

    def refuse_failed(self) -> None:
        """Raise FailedRunsError where runs failed: what is left may be a skewed sample of the design."""
        if self.failures:
            first = self.failed.iloc[0]
            raise FailedRunsError(
                f"{self.failures} of {len(self)} runs in {self.folder} failed (the first: run {first['run']}, seed "
                f"{first['seed']}: {first['error']}); make them again with --resume, or say that they may be left out"
            )

    @property
    def each(self) -> np.ndarray:
        """Partnerships at each point."""
        if PARTNERSHIPS in self.points:
            return self.points[PARTNERSHIPS].to_numpy()
        return np.full(len(self.points), self.scenario.settings.context.partnerships)

    @property
    def plan(self) -> Plan:
        """Which runs were made, in their order."""
        settings = self.manifest["settings"]
        points = pq.read_table(self.folder / "runs.parquet", columns=["point"])["point"].to_numpy()
        stages = [
            Stage(first, points[first : first + count], (begin, end))
            for first, count, begin, end in self.manifest["stages"]
        ]
        return Plan(tuple(stages), settings["seed"], settings["luck"])

    def gain(self, outcome: str | None = None) -> Interval:
        """How many times less variance a difference between two points has for sharing seeds; see `runs.luck`."""
        name = self.outcomes[0] if outcome is None else outcome
        return gain(self.blocks(["point", "replicate", name]), name, self.plan)

    def blocks(self, columns: Sequence[str]) -> Iterator[pa.Table]:
        """Some columns of the run table, a little at a time."""
        with pq.ParquetFile(self.folder / "runs.parquet") as file:
            for batch in file.iter_batches(ROWS, columns=list(columns)):
                yield pa.Table.from_batches([batch]).select(list(columns))

    def _frame(self, table: str) -> pd.DataFrame:
        path = self.folder / f"{table}.parquet"
        if not path.exists():
            detail = table.removesuffix("s")
            raise ScenarioError(f"{self.folder} has no {table}: the sweep was not asked for --detail {detail}")
        return pd.read_parquet(path)
