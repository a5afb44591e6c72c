"""Compiled runs of changed scenarios: what became of partnerships, and nothing else kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from outlast.scenario import Scenario
from outlast.simulation.compiled.run import pack, run_cases
from outlast.simulation.points import Packer, run_points

# Seeds handed to a thread at once.
CHUNK = 50


def in_threads[Given, Found](
    work: Callable[[Given], Found], given: Iterable[Given], workers: int | None, notify: Callable[[], None]
) -> list[Found]:
    """Work done in threads, in the order of what was given; `notify` is called after each.

    The compiled engine lets other threads go on, so that threads use all cores.
    """

    def one(thing: Given) -> Found:
        found = work(thing)
        notify()
        return found

    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        return list(pool.map(one, given))


def of_points(
    packer: Packer, points: Sequence[Mapping[str, Any]], seed: int, partnership: int
) -> list[np.ndarray | str]:
    """The finals of one partnership for each point (FINALS,), on one seed; the reason where a point cannot be."""
    found: list[np.ndarray | str] = [""] * len(points)
    outcomes, faults = run_points(packer, points, np.arange(len(points)), [seed] * len(points))
    for outcome in outcomes:
        for run, finals in zip(outcome.runs.tolist(), outcome.finals, strict=True):
            found[run] = finals[partnership]
    for run, fault in faults.items():
        found[run] = fault
    return found


def of_scenario(scenario: Scenario, seeds: Sequence[int], *, twin: bool = False) -> np.ndarray:
    """The finals of a scenario (run, partnership, FINALS), a run for each seed."""
    cases = pack(scenario)
    chunks = [seeds[start : start + CHUNK] for start in range(0, len(seeds), CHUNK)]
    done = [run_cases(*cases, np.zeros(len(some), np.int64), some, twin, False).finals for some in chunks]
    return np.concatenate(done)
