"""The programmes that are simulated side by side, each with codings by judgement that are sampled, not fixed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from outlast.analysis.calibration.measures import Measure, take
from outlast.parameters import DECLARATIONS
from outlast.scenario import Scenario, load_scenario
from outlast.simulation.compiled.arrays import Case
from outlast.simulation.compiled.run import Run, pack, run_cases

# Codings by judgement are a Latin hypercube of so many points, packed once; a draw takes one of them at random.
CODINGS = 64
# Runs simulated at once: a trace takes up to half a megabyte a run.
AT_ONCE = 64
# What is made of the finals and the trace of some runs (run, column).
Read = Callable[[np.ndarray, np.ndarray | None], np.ndarray]
# Judged so long after the last central pound, and surveyed after so many quarters (the latest of each).
JUDGED, SURVEYED = 8, 12


@dataclass(frozen=True)
class Arm:
    """A programme: its scenario, its codings (a row each), the packed world of each, and what is measured."""

    name: str
    scenario: Scenario
    measures: tuple[Measure, ...]
    codings: pd.DataFrame
    cases: tuple[Case, ...]
    twins: tuple[Case, ...]

    def simulate(
        self, rules: np.ndarray, switches: np.ndarray, codings: np.ndarray, seeds: np.ndarray, read: Read | None = None
    ) -> np.ndarray:
        """The measures (draw, measure) of one cohort for each draw, or whatever else is read of it (draw, column).

        Parameters:
            rules, switches: (draw,), as `records_of` gives them.
            codings: (draw,), which coding each takes.
            seeds: (draw,), the luck of each.
            read: what is made of some runs; the measures unless told.
        """
        found = np.empty((len(rules), 0))
        read = read or self._measured
        for coding in np.unique(codings):
            own = np.flatnonzero(codings == coding)
            for start in range(0, len(own), AT_ONCE):
                some = own[start : start + AT_ONCE]
                done = self._cohorts(int(coding), rules[some], switches[some], seeds[some])
                values = read(done.finals, done.trace)
                if not found.size:
                    found = np.empty((len(rules), values.shape[1]))
                found[some] = values
        return found

    def _measured(self, finals: np.ndarray, trace: np.ndarray | None) -> np.ndarray:
        return np.stack([take(measure, finals, trace) for measure in self.measures], axis=1)

    def _cohorts(self, coding: int, rules: np.ndarray, switches: np.ndarray, seeds: np.ndarray) -> Run:
        case, twin = self.cases[coding], self.twins[coding]
        settings = case.settings.repeat(len(rules))
        settings["rules"], settings["switches"] = rules, switches
        mandates = case.mandates.repeat(len(rules), axis=0)
        own = case._replace(settings=settings, mandates=mandates)
        return run_cases(own, twin, np.arange(len(rules)), seeds.tolist(), twin=False, trace=True)

    @property
    def effort(self) -> int:
        """What it takes to simulate a cohort: its partnerships times its quarters."""
        return self.partnerships * int(self.cases[0].settings[0]["country"]["horizon"])

    @property
    def partnerships(self) -> int:
        """How many partnerships a cohort has."""
        return int(self.scenario.settings.context.partnerships)


def load_arm(
    name: str, measures: Sequence[Measure], seed: int, codings: int = CODINGS, settings: Mapping[str, Any] | None = None
) -> Arm:
    """An arm from a scenario (a shipped name or a path), with its codings drawn and packed.

    `settings` (values by dotted name) are put over every coding.

    Raises ScenarioError for a scenario that cannot be used, or a coding that contradicts itself.
    """
    scenario = load_scenario(name, {"output.twin": False})
    table = coding_table(scenario, codings, seed)
    packed: list[tuple[Case, Case]] = []
    for values in table.to_dict("records"):
        coded = scenario.replace({str(key): value for key, value in values.items()})
        coded = coded.replace(settings) if settings else coded
        last = horizon_of(coded, measures)
        packed.append(pack(coded.replace({"context.horizon": last})))
    return Arm(name, scenario, tuple(measures), table, *(tuple(side) for side in zip(*packed, strict=True)))


def coding_table(scenario: Scenario, count: int, seed: int) -> pd.DataFrame:
    """Codings of the judgements of a scenario (coding, judgement): a Latin hypercube over their intervals."""
    judged = scenario.judgements
    if not judged:
        return pd.DataFrame(index=range(1))
    shares = qmc.LatinHypercube(len(judged), rng=np.random.default_rng([seed, *map(ord, scenario.name)])).random(count)
    columns: dict[str, list[Any]] = {}
    for place, one in enumerate(judged):
        entry = DECLARATIONS.get(one.key)
        if entry is not None and entry.is_integer:
            values = np.floor(one.low + shares[:, place] * (one.high - one.low + 1))
            columns[one.key] = [int(min(value, one.high)) for value in values]
        else:
            columns[one.key] = (one.low + shares[:, place] * (one.high - one.low)).tolist()
    # Whole numbers beside fractions stay whole only where no column is made to share a type.
    return pd.DataFrame({key: pd.Series(column, dtype=object) for key, column in columns.items()})


def horizon_of(scenario: Scenario, measures: Iterable[Measure]) -> int:
    """Quarters after which nothing is measured any more, nothing is paid, and nothing is scheduled to happen."""
    struck = [*scenario.settings.context.reorganisations.scheduled, *(change.quarter for change in scenario.changes)]
    last = max(SURVEYED, scenario.funding_end, *(quarter + 1 for quarter in struck), 0)
    for measure in measures:
        last = max(last, measure.quarter if measure.quarter is not None else scenario.funding_end + JUDGED)
    return last
