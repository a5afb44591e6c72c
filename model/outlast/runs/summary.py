"""The small tables of a sweep beside the big ones: estimates by point, how they settled, and what failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from outlast.outcomes.intervals import Interval
from outlast.runs.estimates import estimates
from outlast.runs.precision import half_widths
from outlast.runs.store import Store

SUMMARY, SETTLING, FAILED_RUNS = "summary.csv", "settling.csv", "failed.csv"


def write_summary(store: Store) -> None:
    """Write `summary.csv`; and where there is something to say, `settling.csv` and `failed.csv`.

    What sharing seeds gained goes into the manifest.
    """
    store.manifest["gain"] = _known(store.gain())
    summary(store).to_csv(store.folder / SUMMARY, index=False, lineterminator="\n")
    others = {FAILED_RUNS: store.failed if store.failures else None, SETTLING: settling(store)}
    for name, frame in others.items():
        if frame is None:
            (store.folder / name).unlink(missing_ok=True)
        else:
            frame.to_csv(store.folder / name, index=False, lineterminator="\n")


def _known(gain: Interval) -> dict[str, float | None] | None:
    """An interval in the types of JSON; None where there is no estimate."""
    return None if isnan(gain.mean) else {name: None if isnan(x) else x for name, x in gain._asdict().items()}


def summary(store: Store) -> pd.DataFrame:
    """One row a point: what it sets, how many runs it had and how many failed, and each outcome with its interval.

    Failed runs are counted and left out of the means.
    """
    columns: dict[str, Any] = dict(store.points)
    for name in store.outcomes:
        found = store.estimates(name, omit_failed=True)
        columns |= {"runs": found["runs"], "failed": found["failed"]}
        columns |= {
            f"{name}_known": found["known"],
            name: found["mean"],
            f"{name}_low": found["low"],
            f"{name}_high": found["high"],
        }
    return pd.DataFrame(columns)


def settling(store: Store) -> pd.DataFrame | None:
    """How the intervals narrowed stage by stage in a sweep to a given precision; None in any other.

    One row a stage: `replicates` that a point has then, `points` that the stage ran, `runs` in all so far, the widest
    and the median half-width over all points, and `unmet`: points that were still wider than asked.
    """
    asked = store.manifest["settings"]["precision"]
    if asked is None:
        return None
    name, rows = asked[-1], []
    for first, points, begin, end in store.manifest["stages"]:
        until = first + points * (end - begin)
        found = estimates(lambda columns, until=until: _until(store, columns, until), name, store.each)
        reach = half_widths(found)
        rows.append(
            {
                "replicates": end,
                "points": points,
                "runs": until,
                "widest": np.max(reach),
                "median": np.nanmedian(reach) if (~np.isnan(reach)).any() else np.nan,
                "unmet": int((~(reach <= asked[0])).sum()),
            }
        )
    return pd.DataFrame(rows)


def _until(store: Store, columns: Sequence[str], run: int) -> Iterator[pa.Table]:
    """The runs before one."""
    for block in store.blocks(["run", *columns]):
        early = block.filter(pc.field("run") < run)
        if len(early):
            yield early
