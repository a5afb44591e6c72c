"""The values of one outcome out of a result: by run and partnership, or by quarter."""

from __future__ import annotations

import numpy as np

from outlast.outcomes.catalogue import TRACE_INDEX
from outlast.outcomes.judgement import STATES
from outlast.simulation.result import Result


def by_quarter(result: Result, name: str, *, twin: bool = False) -> np.ndarray:
    """One value of each partnership in each quarter (run, quarter, partnership); not a number where null."""
    trace = result.twin_trace if twin else result.trace
    if trace is None:
        raise ValueError("no twin was run")
    return trace[..., TRACE_INDEX[name]]


def in_state(result: Result, name: str) -> np.ndarray:
    """Whether each partnership is in a state in each quarter (run, quarter, partnership)."""
    return by_quarter(result, "state") == STATES.index(name)


def is_open(result: Result, *, twin: bool = False) -> np.ndarray:
    """Whether each partnership is open at the end of each quarter (run, quarter, partnership)."""
    return ~np.isnan(by_quarter(result, "active", twin=twin))


def judged(result: Result, after: int) -> np.ndarray:
    """Whether the judgement of each partnership falls within the horizon (run, partnership)."""
    return ~np.isnan(result.final(f"ladder_{after}"))
