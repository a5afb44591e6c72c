"""Indices for each quarter of a response over time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity.indices import COLUMNS, Indices, indices
from outlast.analysis.sensitivity.methods import Method
from outlast.analysis.sensitivity.noise import noise_of
from outlast.analysis.sensitivity.responses import Failed, settled
from outlast.analysis.sensitivity.sample import Sample
from outlast.runs.errors import FailedRunsError
from outlast.runs.plan import Luck
from outlast.runs.store import Store

# Forty quarters, each with its own intervals: a fifth of the resamples is enough to draw them.
RESAMPLES = 200


def over_time(
    method: Method,
    sample: Sample,
    course: np.ndarray,
    *,
    failed: np.ndarray | None = None,
    failing: Failed = "stop",
    luck: Luck = "common",
    resamples: int = RESAMPLES,
    seed: int = 1,
    name: str = "",
    store: Store | None = None,
) -> pd.DataFrame:
    """The indices of each quarter of `course` (quarter, point, replicate), one row a quarter and factor.

    Columns: `quarter`, those of the method's indices, `noise_share` (of the variance of the means), `dropped` (blocks
    left out) and `reason`, why a quarter has null indices: a response that does not move has none. With `drop`, blocks
    are left out in those quarters only in which a run has no value.

    Raises FailedRunsError and UnknownValuesError as `settled`, of the first quarter in which something is missing.
    """
    gone = np.zeros(course.shape[1:], dtype=bool) if failed is None else failed
    frames = []
    for quarter, values in enumerate(course):
        try:
            response = settled(f"{name} in quarter {quarter}", values, gone, sample, failing, store)
        except FailedRunsError:
            if failing == "stop":
                raise
            frames.append(_empty(method, sample, quarter))
            continue
        found: Indices = indices(
            method, sample.take(response.kept), response.values, luck=luck, resamples=resamples, seed=seed
        )
        noise = noise_of(response.values, luck, sample.blocks[response.kept])
        frame = found.frame.assign(noise_share=noise.share, dropped=response.dropped.blocks, reason=found.reason)
        frame.insert(0, "quarter", quarter)
        frames.append(frame)
    columns = ["quarter", "name", *COLUMNS[method.name], "noise_share", "dropped", "reason"]
    if not frames:
        return pd.DataFrame(columns=columns)
    # A quarter of nothing but nulls must not decide the type of a column.
    rows = [row for frame in frames for row in frame.to_dict("records")]
    return pd.DataFrame(rows, columns=columns)


def _empty(method: Method, sample: Sample, quarter: int) -> pd.DataFrame:
    """A quarter in which some run of every block has no value."""
    frame = pd.DataFrame({"name": sample.names, **dict.fromkeys(COLUMNS[method.name], np.nan)})
    frame.insert(0, "quarter", quarter)
    blocks = len(np.unique(sample.blocks))
    return frame.assign(noise_share=np.nan, dropped=blocks, reason="no block has a value in every run")
