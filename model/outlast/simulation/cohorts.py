"""The run table: shares and means of each run over its partnerships, the twin's, and the difference."""

from __future__ import annotations

from functools import cache

import numpy as np

from outlast.outcomes.catalogue import FINAL_INDEX, FINALS, RUN_OUTCOMES, RUNG
from outlast.outcomes.cohort import agenda_need_correlation, agenda_variance, cost_per_self_sustained, mean_known
from outlast.outcomes.judgement import RUNGS, STATES
from outlast.parameters import TOPICS

COST = "cost_per_self_sustained"
AGENDA = [FINAL_INDEX[f"agenda_{topic}_12"] for topic in TOPICS]
# The final that each mean of a cohort is over.
AVERAGED = tuple(outcome.name for outcome in FINALS if outcome.kind != RUNG)


@cache
def cohort_columns() -> tuple[str, ...]:
    """The columns of one world: a share for each rung, a mean for each other final, and what is one for the run."""
    names: list[str] = []
    for outcome in FINALS:
        if outcome.kind == RUNG:
            names += [f"{outcome.name}_{rung}" for rung in rungs_of(outcome.name)]
        else:
            names.append(outcome.name)
    return (*names, *(outcome.name for outcome in RUN_OUTCOMES))


@cache
def run_columns(twin: bool) -> tuple[str, ...]:
    """The columns of the run table; with a twin its own (`twin_`) and the difference (`additional_`) as well."""
    names = cohort_columns()
    return names + tuple(f"{prefix}_{name}" for prefix in ("twin", "additional") for name in names) if twin else names


def rungs_of(name: str) -> tuple[str, ...]:
    """The names of a final that is a rung; only at the horizon a partnership may be funded still."""
    return STATES if name == "ladder_end" else RUNGS


def tabulate(finals: np.ndarray, twin_finals: np.ndarray | None, needs: np.ndarray) -> np.ndarray:
    """The run table (run, `run_columns`) of finals (run, partnership, FINALS).

    `needs` (run, region, topic) is what the regions need; partnerships take the regions in turn.

    A difference that is a mean is one over the partnerships known in both worlds: what is null once closed would
    otherwise compare the many survivors of one world with the few of the other. A cost per survivor has no twin, which
    costs the centre nothing.
    """
    mandated = _cohorts(finals, needs)
    if twin_finals is None:
        return mandated
    twin = _cohorts(twin_finals, needs)
    difference = mandated - twin
    places = {name: k for k, name in enumerate(cohort_columns())}
    paired = mean_known(finals - twin_finals)
    for name in AVERAGED:
        difference[:, places[name]] = paired[:, FINAL_INDEX[name]]
    twin[:, places[COST]] = difference[:, places[COST]] = np.nan
    return np.concatenate([mandated, twin, difference], axis=1)


def _cohorts(finals: np.ndarray, needs: np.ndarray) -> np.ndarray:
    """Shares and means over the partnerships of each run, and what is measured of the cohort as a whole."""
    means = mean_known(finals)
    columns: list[np.ndarray] = []
    for k, outcome in enumerate(FINALS):
        if outcome.kind != RUNG:
            columns.append(means[:, k])
            continue
        codes = finals[:, :, k]
        known = (~np.isnan(codes)).sum(axis=1)
        for code in range(len(rungs_of(outcome.name))):
            share = np.full(len(codes), np.nan)
            columns.append(np.divide((codes == code).sum(axis=1), known, out=share, where=known > 0))
    agendas, partnerships = finals[:, :, AGENDA], np.arange(finals.shape[1])
    columns.append(agenda_variance(agendas))
    columns.append(agenda_need_correlation(agendas, needs[:, partnerships % needs.shape[1]]))
    columns.append(
        cost_per_self_sustained(
            finals[:, :, FINAL_INDEX["central_money"]], finals[:, :, FINAL_INDEX["self_sustaining_8"]]
        )
    )
    return np.stack(columns, axis=1)
