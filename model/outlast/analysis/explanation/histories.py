"""Luck: what the same change does over other histories of the same scenario."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.outcomes.cohort import mean_known
from outlast.outcomes.intervals import Interval, interval_of_mean, interval_of_share, widest_share

NOTHING = Interval(math.nan, math.nan, math.nan)


class Elsewhere(NamedTuple):
    """Shares of partnerships over other histories, as the scenario stands and with a change, and the difference.

    The difference is run by run on the same luck, its 95% interval over runs (histories), as the partnerships of one
    share a history. `gained` and `lost` are the shares of partnerships that the change gives the outcome, or takes it
    from.
    """

    histories: int
    before: Interval
    after: Interval
    difference: Interval
    gained: float
    lost: float

    @property
    def is_told(self) -> bool:
        """Whether the runs tell the difference from none."""
        low, high = self.difference.low, self.difference.high
        return low > 0.0 or high < 0.0


def elsewhere(before: np.ndarray, after: np.ndarray, outcome: str) -> Elsewhere:
    """The same outcome of two sets of runs on the same seeds, finals (run, partnership, FINALS)."""
    one, other = (finals[:, :, FINAL_INDEX[outcome]] for finals in (before, after))
    known = ~(np.isnan(one) | np.isnan(other))
    if not known.any():
        return Elsewhere(0, NOTHING, NOTHING, NOTHING, math.nan, math.nan)
    one, other = (np.where(known, values, np.nan) for values in (one, other))
    return Elsewhere(
        int(known.any(axis=1).sum()),
        _share(one),
        _share(other),
        _difference(mean_known(other - one), one.shape[1]),
        float(((other == 1.0) & (one == 0.0)).sum() / known.sum()),
        float(((other == 0.0) & (one == 1.0)).sum() / known.sum()),
    )


def _difference(runs: np.ndarray, each: int) -> Interval:
    """The mean difference of shares (run,) with its interval, which no difference of shares can leave.

    Where all runs agree, it is as wide as what may well have gone unseen in so many runs of so many partnerships.
    """
    found = interval_of_mean(runs)
    if found.low == found.high:
        reach = float(widest_share(np.array((~np.isnan(runs)).sum()), np.array(each)))
        found = Interval(found.mean, found.mean - reach, found.mean + reach)
    return Interval(found.mean, max(found.low, -1.0), min(found.high, 1.0))


def _share(values: np.ndarray) -> Interval:
    trials = (~np.isnan(values)).sum(axis=1).astype(float)
    return interval_of_share(np.nansum(values, axis=1), trials)
