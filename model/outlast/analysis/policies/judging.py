"""Mandates judged: cost, share under each theory, under the worst of them and weighted, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from outlast.analysis.policies.estimating import (
    interval_across,
    interval_of,
    interval_within,
    spread_within,
    weighted,
)
from outlast.analysis.policies.measuring import Measured
from outlast.analysis.policies.quantities import MONEY_PAID, Quantity
from outlast.analysis.policies.worlds import Worlds
from outlast.outcomes.cohort import mean_known
from outlast.outcomes.intervals import Interval


class Judged(NamedTuple):
    """What is known of a mandate beside its runs: what stands first in its row, and what stands last."""

    front: Mapping[str, Any]
    measured: Measured
    back: Mapping[str, Any] = {}


def judged_rows(mandates: Sequence[Judged], worlds: Worlds, outcome: Quantity, reach: float) -> pd.DataFrame:
    """A row per mandate: its own columns, `cost`, the share under each theory, `worst`, `weighted`, with intervals.

    `worst` is the smallest of the shares, with the interval under that theory (`worst_theory`). A mandate `reaches` a
    share where each theory's estimate does, and is `certain` to where the lower end of each interval does: to say so
    wrongly of a mandate that fails under any theory has a chance of 2.5% at most.
    """
    rows = []
    for one in mandates:
        row: dict[str, Any] = dict(one.front)
        cost = weighted([spread_within(mean_known(own), worlds.units[k]) for k, own in
                         enumerate(one.measured[MONEY_PAID])], worlds.weights)  # fmt: skip
        paid = interval_of(cost)
        row |= _three("cost", paid._replace(low=max(paid.low, 0.0)) if paid.low < 0.0 else paid)
        values = one.measured[outcome.name]
        shares = [interval_within(own, worlds.units[k], outcome.is_counted) for k, own in enumerate(values)]
        for theory, share in zip(worlds.theories, shares, strict=True):
            row |= _three(f"share_{theory}", share)
        means = np.array([share.mean for share in shares])
        lows = np.array([share.low for share in shares])
        known = not np.isnan(means).any()
        least = int(means.argmin()) if known else 0
        row |= _three("worst", shares[least] if known else Interval(np.nan, np.nan, np.nan))
        row["worst_theory"] = worlds.theories[least] if known else None
        row |= _three("weighted", interval_across(values, worlds.units, worlds.weights, outcome.is_counted))
        row["reaches"] = bool(known and (means >= reach).all())
        row["certain"] = bool(known and (lows >= reach).all())
        rows.append(row | dict(one.back))
    return pd.DataFrame(rows)


def _three(name: str, found: Interval) -> dict[str, float]:
    return {name: found.mean, f"{name}_low": found.low, f"{name}_high": found.high}
