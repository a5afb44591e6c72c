"""What a sweep is: a scenario, a design, and how often each point runs; and the chunks that it falls into."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from outlast.runs.chunk import DETAILS, Chunk, Work
from outlast.runs.designs import Design
from outlast.runs.estimates import check_course, check_outcome, estimates
from outlast.runs.folder import section
from outlast.runs.gathering import Gathering
from outlast.runs.members import Members
from outlast.runs.parts import passing_by
from outlast.runs.plan import MOST_REPLICATES, Luck, Plan, Size, plan_of_sizes
from outlast.runs.precision import Precision
from outlast.runs.provenance import source_digest
from outlast.runs.store import PARTNERSHIPS, POINTS
from outlast.runs.values import CHOICE, FLAG, NUMBER, WHOLE, theories
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.names import THEORY, VAGUENESS, components

TWIN = "output.twin"
OUTCOMES = ("self_sustaining_8", "alive_8", "additional_self_sustaining_8")


@dataclass(frozen=True)
class Sweep:
    """What a sweep is: the scenario, the design, and how often each point runs."""

    scenario: Scenario
    design: Design
    replicates: int = 20
    precision: Precision | None = None
    outcomes: tuple[str, ...] = ()
    seed: int = 1
    luck: Luck = "common"
    details: tuple[str, ...] = ()
    # Columns of quarters to keep, which takes less room than all of them.
    courses: tuple[str, ...] = ()
    # Sizes that the study had before it was enlarged.
    earlier: tuple[Size, ...] = ()
    # Whose behaviour and theories the runs have in place of the scenario's, drawn as part of their luck.
    members: Members | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be run; raises ScenarioError."""
        for name in self.outcomes:
            check_outcome(name, self.has_twin)
        for name in self.courses:
            check_course(name, self.has_twin)
        for detail in self.details:
            if detail not in DETAILS:
                raise ScenarioError(f"--detail: found {detail!r}, allowed is {' or '.join(DETAILS)}")
        if not 1 <= self.replicates <= MOST_REPLICATES:
            raise ScenarioError(
                f"--replicates: found {self.replicates}, allowed is a whole number from 1 to {MOST_REPLICATES}"
            )

    @property
    def has_twin(self) -> bool:
        """Whether any point runs a twin."""
        return TWIN in self.keys or bool(self.scenario.settings.output.twin)

    @property
    def keys(self) -> tuple[str, ...]:
        """What is varied."""
        return tuple(factor.key for factor in self.design.factors)

    @property
    def asked(self) -> tuple[str, ...]:
        """The outcomes that are reported; the first is drawn, and is what a precision is about."""
        return self.outcomes or tuple(name for name in OUTCOMES if self.has_twin or "additional" not in name)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What decides every number; two folders with the same settings hold the same tables."""
        precision = None if self.precision is None else [*self.precision, self.asked[0]]
        settings = {
            "scenario": {name: value for name, value in self.scenario.resolved().items() if name != "path"},
            "design": self.design.record(),
            "keys": list(self.keys),
            "replicates": self.replicates if precision is None else None,
            "precision": precision,
            "seed": self.seed,
            "luck": self.luck,
            "earlier": self.earlier,
            "ensemble": None if self.members is None else self.members.digest,
            "held": [] if self.members is None else sorted(self.members.held),
            "courses": self.courses,
            "details": [detail for detail in DETAILS if detail in self.details],
            "model": source_digest(),
        }
        # As a manifest gives it back: JSON knows lists, but no tuples.
        return json.loads(json.dumps(settings))

    @property
    def folder(self) -> Path:
        """Where it goes unless told: the same settings go to the same folder, others to another."""
        scenario = self.settings["scenario"]
        decisive = {name: scenario[name] for name in ("settings", "changes", "roster", "horizon")}
        text = json.dumps(self.settings | {"scenario": decisive}, sort_keys=True)
        return Path("results") / f"sweep-{self.scenario.name}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def first_plan(self) -> Plan:
        """The runs to be made, as far as they are known before any is."""
        replicates = self.replicates if self.precision is None else self.precision.first
        sizes = (*self.earlier, Size(len(self.design), replicates))
        return plan_of_sizes(self.design.kind, sizes, self.seed, self.luck)

    def next_stage(self, plan: Plan, gathered: Gathering) -> Plan | None:
        """The plan with another stage for the points that need more runs; None where it is complete."""
        if self.precision is None:
            return None
        done = plan.stages[-1].replicates[1]
        if done >= min(self.precision.most, MOST_REPLICATES):
            return None
        name = self.asked[0]
        # Later stages may be there already, from before a stop; what was decided then is decided again.
        found = estimates(lambda columns: gathered.blocks(columns, plan.runs), name, self.each)
        unmet = self.precision.unmet(found) & ~self.precision.hopeless(found)
        last = plan.stages[-1].points
        return plan.begin(last[unmet[last]], (done, self.precision.next(done))) if unmet[last].any() else None

    @property
    def each(self) -> np.ndarray:
        """Partnerships at each point."""
        if PARTNERSHIPS in self.keys:
            return self.design.column(PARTNERSHIPS)
        return np.full(len(self.design), self.scenario.settings.context.partnerships)

    @cached_property
    def work(self) -> Work:
        """What all its chunks share."""
        kinds = {NUMBER: "float", WHOLE: "int", FLAG: "bool", CHOICE: "str"}
        types = {factor.key: kinds[factor.kind] for factor in self.design.factors}
        name = hashlib.sha256(json.dumps(self.settings, sort_keys=True).encode()).hexdigest()
        if self.members is not None:
            types |= self.members.types
        return Work(name, self.scenario, types, self.has_twin, self.details, self.courses)

    def chunk(self, plan: Plan, runs: np.ndarray) -> Chunk:
        """Some runs, ready to be made."""
        points, replicates, seeds = plan.of(runs)
        present = np.unique(points)
        columns = {key: self._column(key, present).tolist() for key in self.keys}
        columns |= {key: [theories(name) for name in columns[key]] for key in columns if key == THEORY}
        if VAGUENESS in columns:
            shared = columns.pop(VAGUENESS)
            columns |= dict.fromkeys(components(VAGUENESS), shared)
        values = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        labels = {key: self._column(key, points) for key in self.keys}
        which = np.searchsorted(present, points)
        if self.members is not None:
            members = self.members.of(self.luck, points, replicates)
            labels |= self.members.labels(members)
            drawn, which = np.unique(np.column_stack([which, members]), axis=0, return_inverse=True)
            values = [self.members.values[member] | values[place] for place, member in drawn.tolist()]
        return Chunk(self.work, runs, points, replicates, seeds, values, which, labels)

    def _column(self, key: str, points: np.ndarray) -> np.ndarray:
        """The values of one factor at some points; of a choice its names, looked up for these points only."""
        factor = next(factor for factor in self.design.factors if factor.key == key)
        values = self.design.points[key][points]
        return np.array(factor.levels, dtype=np.str_)[values] if factor.kind == CHOICE else values

    def table(self) -> pd.DataFrame:
        """The design as a table: one row a point, one column a key."""
        return pd.DataFrame(
            {"point": np.arange(len(self.design)), **{key: self.design.column(key) for key in self.keys}}
        )


def facts_of(sweep: Sweep) -> dict[str, Any]:
    """What a manifest says beside what decides the numbers."""
    return {
        "departures": {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in sweep.scenario.departures().items()
        },
        "levers": section(sweep.scenario, "mandate"),
        "structure": section(sweep.scenario, "structure"),
        "design": sweep.design.describe(),
        "outcomes": list(sweep.asked),
        "tables": list(sweep.work.tables),
        "twin": sweep.has_twin,
        "engine": "compiled",
    }


def write_points(folder: Path, sweep: Sweep) -> None:
    """Write the design beside the runs; the same design gives the same bytes, so that a damaged one is mended."""
    path = folder / POINTS
    passing = passing_by(path)
    pq.write_table(pa.Table.from_pandas(sweep.table(), preserve_index=False), passing, compression="zstd")
    passing.replace(path)
