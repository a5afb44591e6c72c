"""One way to run a scenario over many seeds, whichever engine does it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from outlast.scenario import Scenario
from outlast.simulation.model import CollaborationModel
from outlast.simulation.result import Result

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray | None, np.ndarray | None]


def run_once(scenario: Scenario, seed: int, twin: bool) -> Arrays:
    """Finals and trace of one run in the Mesa engine, and its twin's (None without one)."""
    model = CollaborationModel(scenario, seed=seed, twin=twin).run()
    other = model.twin
    if other is None:
        return model.finals(), model.trace(), None, None
    return model.finals(), model.trace(), other.finals(), other.trace()


def simulate(
    scenario: Scenario,
    seeds: Iterable[int],
    *,
    engine: str = "mesa",
    twin: bool | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Result:
    """Run a scenario once for each seed.

    Parameters:
        scenario: a checked scenario.
        seeds: whole numbers from 0; one run each, in their order.
        engine: which engine; both give the same numbers.
        twin: also run the same world with no mandate; the scenario's `output.twin` if None.
        workers: processes; as many as there are cores if None.
        progress: called with the number of runs done so far.

    Raises:
        ValueError: no seeds, a seed below 0 or above 2^63 - 1, or an engine that does not exist.
    """
    seeds = tuple(int(seed) for seed in seeds)
    if not seeds:
        raise ValueError("no seeds: there is nothing to run")
    if min(seeds) < 0 or max(seeds) >= 2**63:
        raise ValueError(f"seeds are whole numbers from 0 to 2^63 - 1, found {min(seeds)} to {max(seeds)}")
    if engine != "mesa":
        raise ValueError(f"engine is 'mesa', found {engine!r}")
    twin = scenario.settings.output.twin if twin is None else twin
    workers = min(workers or os.cpu_count() or 1, len(seeds))
    found: list[Arrays] = []
    if workers == 1:
        for seed in seeds:
            found.append(run_once(scenario, seed, twin))
            if progress:
                progress(len(found))
    else:
        # Spawned, not forked: a forked child of a threaded parent can hang.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            count = len(seeds)
            for arrays in pool.map(run_once, [scenario] * count, seeds, [twin] * count):
                found.append(arrays)
                if progress:
                    progress(len(found))
    return Result(
        scenario,
        seeds,
        np.stack([one[0] for one in found]),
        np.stack([one[1] for one in found]),
        np.stack([one[2] for one in found]) if twin else None,  # type: ignore[arg-type]
        np.stack([one[3] for one in found]) if twin else None,  # type: ignore[arg-type]
    )
