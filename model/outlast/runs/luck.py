"""What common luck gains: how much less the difference between two points varies when they share their seeds."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from scipy import stats

from outlast.outcomes.intervals import LEVEL, Interval
from outlast.runs.plan import Plan

# So many points and replicates are enough to say it, and hold the matter in a few megabytes.
MOST_POINTS, MOST_REPLICATES = 200, 300


def gain(blocks: Iterable[pa.Table], outcome: str, plan: Plan) -> Interval:
    """How many times less variance a difference between two points has than with independent luck, with its interval.

    The sum of two points' variances over the variance of their paired difference, pooled over neighbours in the order
    of a round; the interval leaves out one replicate at a time (jackknife, on the logarithm). 1 is no gain. Points with
    fewer than three known values are passed over. Not a number where too little is known, or nothing varies.
    """
    stage = plan.stages[0]
    points, replicates = min(len(stage.points), MOST_POINTS), min(stage.replicates[1], MOST_REPLICATES)
    nothing = Interval(math.nan, math.nan, math.nan)
    if points < 2 or replicates < 3:
        return nothing
    # A study that was enlarged has points beyond those of its first stage.
    row = np.full(max(int(one.points.max()) for one in plan.stages) + 1, -1)
    row[stage.points[:points]] = np.arange(points)
    values = np.full((points, replicates), np.nan)
    for block in blocks:
        at, replicate = row[block["point"].to_numpy()], block["replicate"].to_numpy()
        wanted = (at >= 0) & (replicate < replicates)
        values[at[wanted], replicate[wanted]] = block[outcome].to_numpy(zero_copy_only=False)[wanted]
    values = values[(~np.isnan(values)).sum(axis=1) >= 3]
    if len(values) < 2 or not (whole := _ratio(values)) > 0.0:
        return nothing
    without = []
    for k in range(replicates):
        left = values.copy()
        left[:, k] = np.nan
        without.append(_ratio(left))
    steps = np.log(without) if min(without) > 0.0 else np.array([math.nan])
    spread = math.sqrt((replicates - 1) / replicates * float(((steps - steps.mean()) ** 2).sum()))
    reach = float(stats.norm.ppf(0.5 + LEVEL / 2)) * spread
    return Interval(whole, whole * math.exp(-reach), whole * math.exp(reach))


def _ratio(values: np.ndarray) -> float:
    """The pooled ratio of variances (point, replicate) over neighbouring points, from the replicates known at both."""
    both = ~np.isnan(values[1:]) & ~np.isnan(values[:-1])
    enough = both.sum(axis=1) >= 2
    if not enough.any():
        return math.nan
    pair = [np.where(both, side, np.nan)[enough] for side in (values[1:], values[:-1])]
    apart = sum(np.nanvar(side, axis=1, ddof=1).sum() for side in pair)
    together = np.nanvar(pair[0] - pair[1], axis=1, ddof=1).sum()
    return float(apart / together) if together > 0.0 else math.nan
