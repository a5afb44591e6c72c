"""What a set of runs gave, as arrays and as data frames; the same whichever engine ran."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from outlast.outcomes.catalogue import COUNT, FINAL_INDEX, FINALS, FLAG, QUARTER, RUNG, TRACE, TRACE_INDEX
from outlast.outcomes.judgement import FUNDED, GROWING, RUNGS, SELF_SUSTAINED, STATES
from outlast.population import region_keys
from outlast.scenario import Scenario
from outlast.simulation.cohorts import run_columns, tabulate
from outlast.simulation.compiled.needs import regional_needs

# Of a closed partnership nothing but these goes on, so that the mean of the rest is over the open ones.
AFTER_CLOSING = ("progress", "in_use", "governance_none", "governance_partial", "governance_full", "formality")


class Drawn(NamedTuple):
    """Which member of an ensemble each run was (run,), the theory that it holds, and a short name for the ensemble.

    `kept` are the dotted names that had the scenario's value in every run.
    """

    members: tuple[int, ...]
    theories: tuple[str, ...]
    ensemble: str
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """Runs of one scenario with their seeds.

    `finals` is (run, partnership, FINALS), `trace` is (run, quarter, partnership, TRACE); the twin's are None where no
    twin ran. Data frames: `partnerships` has a row for each run and partnership, `runs` a row for each run with shares
    and means over its partnerships, `quarters` a row for each run and quarter. Columns: `outlast outcomes`.
    """

    scenario: Scenario
    seeds: tuple[int, ...]
    finals: np.ndarray
    trace: np.ndarray
    twin_finals: np.ndarray | None = None
    twin_trace: np.ndarray | None = None
    drawn: Drawn | None = None  # where the runs are of members of an ensemble

    def final(self, name: str, *, twin: bool = False) -> np.ndarray:
        """One of FINALS as numbers (run, partnership): rungs as codes, flags as 0 or 1, null as not a number."""
        finals = self.twin_finals if twin else self.finals
        if finals is None:
            raise ValueError("no twin ran")
        return finals[:, :, FINAL_INDEX[name]]

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """One row for each run and partnership; rungs as names, null where a judgement lies beyond the horizon."""
        runs, count = self.finals.shape[:2]
        frame: dict[str, object] = {
            "run": np.repeat(np.arange(runs), count),
            "seed": np.repeat(np.array(self.seeds), count),
            "partnership": np.tile(np.arange(count), runs),
        }
        if self.drawn is not None:
            frame |= {"member": np.repeat(self.drawn.members, count), "theory": np.repeat(self.drawn.theories, count)}
        frame |= _final_columns(self.finals, "")
        if self.twin_finals is not None:
            frame |= _final_columns(self.twin_finals, "twin_")
        return pd.DataFrame(frame)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each run: shares and means over its partnerships, the twin's, and the difference."""
        spread = self.scenario.settings.rules.opening.need_spread
        table = tabulate(self.finals, self.twin_finals, regional_needs(self.seeds, region_keys(self.scenario), spread))
        named = dict(zip(run_columns(self.twin_finals is not None), table.T, strict=True))
        beside: dict[str, object] = {"run": np.arange(len(self.seeds)), "seed": np.array(self.seeds)}
        if self.drawn is not None:
            beside |= {"member": np.array(self.drawn.members), "theory": list(self.drawn.theories)}
        return pd.DataFrame(beside | named)

    @cached_property
    def quarters(self) -> pd.DataFrame:
        """One row for each run and quarter: shares of partnerships in each state, and means over those open."""
        runs, horizon = self.trace.shape[:2]
        frame: dict[str, object] = {
            "run": np.repeat(np.arange(runs), horizon),
            "seed": np.repeat(np.array(self.seeds), horizon),
            "quarter": np.tile(np.arange(horizon), runs),
        }
        frame |= _quarter_columns(self.trace, "")
        if self.twin_trace is not None:
            frame |= _quarter_columns(self.twin_trace, "twin_")
        return pd.DataFrame(frame)


def detail_columns(detail: str, twin: bool) -> dict[str, str]:
    """The columns of `partnerships` or `quarters` after their keys, with their types: float, int, bool or str."""
    if detail == "partnership":
        kinds = {RUNG: "str", FLAG: "bool", COUNT: "int", QUARTER: "int"}
        own = {outcome.name: kinds.get(outcome.kind, "float") for outcome in FINALS}
    else:
        own = dict.fromkeys(_quarter_columns(np.empty((0, 0, 1, len(TRACE))), ""), "float")
    return own | {f"twin_{name}": kind for name, kind in own.items()} if twin else own


def _final_columns(finals: np.ndarray, prefix: str) -> dict[str, object]:
    columns: dict[str, object] = {}
    for k, outcome in enumerate(FINALS):
        values = pd.Series(finals[:, :, k].ravel())
        if outcome.kind == RUNG:
            columns[prefix + outcome.name] = values.map(lambda code: None if np.isnan(code) else STATES[int(code)])
        elif outcome.kind == FLAG:
            columns[prefix + outcome.name] = values.astype("boolean")
        elif outcome.kind in (COUNT, QUARTER):
            columns[prefix + outcome.name] = values.astype("Int64")
        else:
            columns[prefix + outcome.name] = values
    return columns


def _quarter_columns(trace: np.ndarray, prefix: str) -> dict[str, object]:
    runs, horizon = trace.shape[:2]
    state = trace[..., TRACE_INDEX["state"]]
    is_open = ~np.isnan(trace[..., TRACE_INDEX["active"]])
    columns: dict[str, object] = {
        f"{prefix}open": is_open.mean(axis=2).ravel(),
        f"{prefix}self_sustaining": np.isin(state, (SELF_SUSTAINED, GROWING)).mean(axis=2).ravel(),
    }
    for code in (FUNDED, *range(len(RUNGS))):
        columns[f"{prefix}state_{STATES[code]}"] = (state == code).mean(axis=2).ravel()
    for k, outcome in enumerate(TRACE):
        if outcome.name == "state":
            continue
        values = trace[..., k]
        known = ~np.isnan(values) if outcome.name in AFTER_CLOSING else is_open & ~np.isnan(values)
        counts = known.sum(axis=2)
        totals = np.where(known, values, 0.0).sum(axis=2)
        means = np.divide(totals, counts, out=np.full((runs, horizon), np.nan), where=counts > 0)
        columns[prefix + outcome.name] = means.ravel()
    return columns
