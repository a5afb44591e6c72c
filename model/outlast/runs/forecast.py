"""What a sweep would take: how many runs, how long, how much disk; from a few of its runs made and thrown away."""

from __future__ import annotations

import os
import time
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from outlast.runs.chunk import FAILED, make
from outlast.runs.execution import made
from outlast.runs.gathering import Shard
from outlast.runs.parts import Content
from outlast.runs.sweep import Sweep

# Runs to try for each worker: about a second's worth.
TRIED = 300
# Tables are put together from parts, which stay.
COPIES = 2


class Forecast(NamedTuple):
    """Points, runs (fewest and most), seconds and bytes for the fewest, and what the trial showed.

    `reason` is why the first of the `failed` runs among those `tried` failed; None where none did.
    """

    points: int
    runs: int
    most_runs: int
    seconds: float
    bytes: int
    rate: float
    workers: int
    tried: int
    failed: int
    reason: str | None


def forecast(sweep: Sweep, workers: int | None, dask: str | None, shard: Shard | None) -> Forecast:
    """Try a few runs spread over the whole sweep, and reckon up."""
    plan = sweep.first_plan()
    first, end = shard.span(plan.runs) if shard else (0, plan.runs)
    count = workers or os.cpu_count() or 1
    size = min(TRIED, max((end - first) // count, 1))
    tried = np.unique(np.linspace(first, end - 1, min(size * count, end - first)).astype(np.int64))
    chunks = [sweep.chunk(plan, runs) for runs in np.array_split(tried, count) if len(runs)]
    # The first run pays for what is done once: reading the compiled model, packing the scenario.
    make(sweep.chunk(plan, tried[:1]))
    started = time.perf_counter()
    contents = [content for made_of in made(chunks, workers, dask) for content in made_of]
    rate = len(tried) / max(time.perf_counter() - started, 1e-9)
    room = sum(len(content.data) for content in contents) / len(tried)
    failed = [content for content in contents if content.table == "runs" and content.failed]
    most = end - first if sweep.precision is None else len(sweep.design) * sweep.precision.most
    return Forecast(
        points=len(sweep.design),
        runs=end - first,
        most_runs=most,
        seconds=(end - first) / rate,
        bytes=int(room * (end - first) * COPIES),
        rate=rate,
        workers=count,
        tried=len(tried),
        failed=sum(content.failed for content in failed),
        reason=_reason(min(failed, key=lambda content: content.first)) if failed else None,
    )


def _reason(content: Content) -> str:
    """Why the first failed run of a part failed."""
    table = pq.read_table(pa.BufferReader(content.data), columns=["status", "error"])
    return table.filter(pc.field("status") == FAILED)["error"][0].as_py()
