"""What a set of runs gave, as arrays and as data frames; the same whichever engine ran."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from outlast.outcomes.catalogue import COUNT, FINAL_INDEX, FINALS, FLAG, QUARTER, RUN_OUTCOMES, RUNG, TRACE, TRACE_INDEX
from outlast.outcomes.cohort import agenda_need_correlation, agenda_variance, cost_per_self_sustained, mean_known
from outlast.outcomes.judgement import FUNDED, GROWING, RUNGS, SELF_SUSTAINED, STATES
from outlast.parameters import TOPICS
from outlast.population import need, region_keys
from outlast.scenario import Scenario

# Of a closed partnership nothing but these goes on, so that the mean of the rest is over the open ones.
AFTER_CLOSING = ("progress", "in_use", "governance_none", "governance_partial", "governance_full", "formality")


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
        frame |= _final_columns(self.finals, "")
        if self.twin_finals is not None:
            frame |= _final_columns(self.twin_finals, "twin_")
        return pd.DataFrame(frame)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row for each run: shares and means over its partnerships, the twin's, and the difference."""
        rows = []
        for run, seed in enumerate(self.seeds):
            row: dict[str, float] = {"run": run, "seed": seed}
            mandated = self._cohort(seed, self.finals[run])
            row |= mandated
            if self.twin_finals is not None:
                twin = self._cohort(seed, self.twin_finals[run])
                row |= {f"twin_{name}": value for name, value in twin.items()}
                row |= {f"additional_{name}": value - twin[name] for name, value in mandated.items()}
                row |= _paired(self.finals[run], self.twin_finals[run])
            rows.append(row)
        return pd.DataFrame(rows)

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

    def _cohort(self, seed: int, finals: np.ndarray) -> dict[str, float]:
        """Shares and means of one run over its partnerships, and what is measured of the cohort as a whole."""
        row: dict[str, float] = {}
        for k, outcome in enumerate(FINALS):
            values = finals[:, k]
            if outcome.kind == RUNG:
                known = values[~np.isnan(values)]
                names = STATES if outcome.name == "ladder_end" else RUNGS
                for code, name in enumerate(names):
                    row[f"{outcome.name}_{name}"] = float(np.mean(known == code)) if known.size else np.nan
            else:
                row[outcome.name] = mean_known(values)
        agendas = finals[:, [FINAL_INDEX[f"agenda_{topic}_12"] for topic in TOPICS]]
        p = self.scenario.settings.rules.opening
        homes = region_keys(self.scenario)
        needs = np.array(
            [[need(seed, homes[k % len(homes)], topic, p) for topic in range(4)] for k in range(len(finals))]
        )
        row["agenda_variance_12"] = agenda_variance(agendas)
        row["agenda_need_12"] = agenda_need_correlation(agendas, needs)
        row["cost_per_self_sustained"] = cost_per_self_sustained(
            finals[:, FINAL_INDEX["central_money"]], finals[:, FINAL_INDEX["self_sustaining_8"]]
        )
        assert [outcome.name for outcome in RUN_OUTCOMES] == list(row)[-len(RUN_OUTCOMES) :]
        return row


def _paired(mandated: np.ndarray, twin: np.ndarray) -> dict[str, float]:
    """Differences that are means over the partnerships known in both worlds.

    What is null once closed would otherwise compare the many survivors of one world with the few of the other. A cost
    per survivor has no twin, which costs the centre nothing.
    """
    row = {
        f"additional_{outcome.name}": mean_known(mandated[:, k] - twin[:, k])
        for k, outcome in enumerate(FINALS)
        if outcome.kind != RUNG
    }
    return row | {"twin_cost_per_self_sustained": np.nan, "additional_cost_per_self_sustained": np.nan}


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
