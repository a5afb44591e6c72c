"""What common luck gains: how much less the difference between two points varies when they share their seeds."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from outlast.outcomes.intervals import Interval
from outlast.runs.plan import Plan

# So many points and replicates are enough to say it, and hold the matter in a few megabytes.
MOST_POINTS, MOST_REPLICATES = 200, 300


def gain(blocks: Iterable[pa.Table], outcome: str, plan: Plan) -> Interval:
    """How many times less variance a difference between two points has than with independent luck, with its interval.

    The sum of two points' variances over the variance of their paired difference, pooled over neighbours in the order
    of a round; the interval leaves out one replicate at a time (jackknife, on the logarithm). 1 is no gain. Not a
    number where a point has one replicate, or nothing varies.
    """
    stage = plan.stages[0]
    points, replicates = min(len(stage.points), MOST_POINTS), min(stage.replicates[1], MOST_REPLICATES)
    nothing = Interval(math.nan, math.nan, math.nan)
    if points < 2 or replicates < 3:
        return nothing
    row = np.full(int(stage.points.max()) + 1, -1)
    row[stage.points[:points]] = np.arange(points)
    values = np.full((points, replicates), np.nan)
    for block in blocks:
        at, replicate = row[block["point"].to_numpy()], block["replicate"].to_numpy()
        wanted = (at >= 0) & (replicate < replicates)
        values[at[wanted], replicate[wanted]] = block[outcome].to_numpy(zero_copy_only=False)[wanted]
    known = values[:, ~np.isnan(values).any(axis=0)]
    if known.shape[1] < 3:
        return nothing
    whole = _ratio(known)
    if not whole > 0.0:
        return nothing
    n = known.shape[1]
    without = np.log([_ratio(np.delete(known, k, axis=1)) for k in range(n)])
    spread = math.sqrt((n - 1) / n * float(((without - without.mean()) ** 2).sum()))
    return Interval(whole, whole * math.exp(-1.96 * spread), whole * math.exp(1.96 * spread))


def _ratio(values: np.ndarray) -> float:
    """The pooled ratio of variances (point, replicate) over neighbouring points."""
    variances = values.var(axis=1, ddof=1)
    apart = (variances[1:] + variances[:-1]).sum()
    together = np.diff(values, axis=0).var(axis=1, ddof=1).sum()
    return float(apart / together) if together > 0.0 else math.nan
