"""How long partnerships last after the last central pound: survival curves with censoring (KM58)."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats


def survival_after_funding(partnerships: pd.DataFrame, horizon: int, prefix: str = "") -> pd.DataFrame:
    """Kaplan-Meier estimate of staying open, for partnerships open when the last central pound had been paid.

    Columns: `quarters` since the last central pound (from 0), `survival` (share 0 to 1). A partnership still open at
    the horizon is censored there; an empty frame where none was open when funding ended.
    """
    times, closed = exposure(partnerships, horizon, prefix)
    if len(times) == 0:
        return pd.DataFrame({"quarters": [], "survival": []})
    estimate = stats.ecdf(stats.CensoredData(uncensored=times[closed], right=times[~closed])).sf
    steps = np.arange(0, int(times.max()) + 1)
    return pd.DataFrame({"quarters": steps, "survival": estimate.evaluate(steps)})


def exposure(partnerships: pd.DataFrame, horizon: int, prefix: str = "") -> tuple[np.ndarray, np.ndarray]:
    """Quarters under observation after the funding's end, and whether each ended in closing (not by success)."""
    alive = partnerships[f"{prefix}alive_at_funding_end"].to_numpy(dtype=float, na_value=math.nan) == 1.0
    end = partnerships["funding_end"].to_numpy(dtype=float)
    closing = partnerships[f"{prefix}closed_quarter"].to_numpy(dtype=float, na_value=math.nan)
    done = partnerships[f"{prefix}closed_by_success"].to_numpy(dtype=float) == 1.0
    last = np.where(np.isnan(closing), horizon, closing)
    return (last - end)[alive], (~np.isnan(closing) & ~done)[alive]
