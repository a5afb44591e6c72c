"""Timing side by side, and printing what came out."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple


class Times(NamedTuple):
    """Seconds that one task took, repeat by repeat."""

    seconds: tuple[float, ...]

    @property
    def best(self) -> float:
        return min(self.seconds)

    @property
    def spread(self) -> str:
        """How far the median and the slowest repeat lie above the best: what the machine's noise amounts to."""
        median, worst = statistics.median(self.seconds), max(self.seconds)
        return f"+{100 * (median / self.best - 1):.0f} %, +{100 * (worst / self.best - 1):.0f} %"


def side_by_side[K](tasks: Mapping[K, Callable[[], object]], repeats: int) -> dict[K, Times]:
    """Time tasks in turn, all of them in each repeat, so that a slow spell of the machine hits all alike."""
    found: dict[K, list[float]] = {name: [] for name in tasks}
    for _ in range(repeats):
        for name, task in tasks.items():
            start = time.perf_counter()
            task()
            found[name].append(time.perf_counter() - start)
    return {name: Times(tuple(seconds)) for name, seconds in found.items()}


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table: the first column to the left, the others to the right."""
    cells = [list(heads), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[k]) for row in cells) for k in range(len(heads))]
    print(f"\n{title}\n")
    for row in cells:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join([first.strip().ljust(widths[0]), *others]))


def machine() -> str:
    """What was measured on: the processor, its cores, and how busy it is with other things."""
    name = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        models = [line for line in described.read_text().splitlines() if line.startswith("model name")]
        name = models[0].partition(":")[2].strip() if models else name
    busy = f", load before the run {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}{busy}"
