"""One way to run a scenario over many seeds, whichever engine does it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import numpy as np

from outlast.randomness import checked_seed
from outlast.scenario import Scenario, ScenarioError, load_scenario
from outlast.simulation.compiled.run import run_many
from outlast.simulation.model import CollaborationModel
from outlast.simulation.points import Packer, run_points
from outlast.simulation.result import Result

ENGINES = ("compiled", "mesa")
# Runs handed to a worker at once: enough to make the handing over nothing, few enough for a lively progress bar.
CHUNK = {"compiled": 25, "mesa": 1}

Points = tuple[Mapping[str, Any], ...]
# Seeds, and for each of them what else is set.
Chunk = tuple[tuple[int, ...], Points | None]
Arrays = tuple[np.ndarray, np.ndarray, np.ndarray | None, np.ndarray | None]


def simulate(
    scenario: Scenario | str,
    seeds: Iterable[int],
    *,
    engine: str | None = None,
    model: type[CollaborationModel] | None = None,
    twin: bool | None = None,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    points: Sequence[Mapping[str, Any]] | None = None,
) -> Result:
    """Run a scenario once for each seed.

    Parameters:
        scenario: a checked scenario, a path or a shipped name.
        seeds: whole numbers from 0; one run each, in their order.
        engine: `compiled`, or `mesa` (the readable one, far slower); both give the same numbers. `compiled` if None,
            but `mesa` for a model of your own.
        model: a subclass of `CollaborationModel` with behaviour of its own, which only the readable engine knows.
        twin: also run the same world with no mandate; the scenario's `output.twin` if None.
        workers: threads (compiled) or processes (mesa); as many as there are cores if None, but this process alone for
            a model of your own, since others may not find a class that a notebook defines.
        progress: called with the number of runs done so far.
        points: for each seed the values by dotted name in which that run departs from the scenario (the members of an
            ensemble); none where None.

    Raises:
        ValueError: no seeds, a seed that is no whole number from 0 to 2^63 - 1, another number of points than of seeds,
            an engine that does not exist, or one that cannot run the model.
        ScenarioError: a scenario given by name, or a value of a point, is not acceptable.

    With `engine="mesa"` and several workers, a script needs the customary `if __name__ == "__main__":` guard.
    """
    if not isinstance(seeds, Iterable) or isinstance(seeds, str):
        raise ValueError(f"seeds are several whole numbers, as in range(1, 201), found {seeds!r}")
    seeds = tuple(checked_seed(seed) for seed in seeds)
    if not seeds:
        raise ValueError("no seeds: there is nothing to run")
    if isinstance(scenario, str):
        scenario = load_scenario(scenario)
    if model is not None and not (isinstance(model, type) and issubclass(model, CollaborationModel)):
        raise ValueError(f"model is a subclass of CollaborationModel, found {model!r}")
    if model is not None and engine == "compiled":
        raise ValueError(
            f"the compiled engine knows its own behaviour only; leave engine out, and {model.__name__} runs in Mesa's"
        )
    engine = engine or ("compiled" if model is None else "mesa")
    workers = workers or (os.cpu_count() or 1 if model is None else 1)
    model = CollaborationModel if model is None else model
    if engine not in ENGINES:
        raise ValueError(f"engine is one of {', '.join(ENGINES)}, found {engine!r}")
    twin = scenario.settings.output.twin if twin is None else twin
    if points is not None and len(points) != len(seeds):
        raise ValueError(f"points has one entry for each seed: found {len(points)} for {len(seeds)} seeds")
    size = CHUNK[engine]
    chunks: list[Chunk] = []
    for start in range(0, len(seeds), size):
        beside = None if points is None else tuple(points[start : start + size])
        chunks.append((seeds[start : start + size], beside))
    found: list[Arrays] = []
    done = 0
    run = run_compiled if engine == "compiled" else partial(run_mesa, model=model)
    for arrays in _each(run, scenario, chunks, engine, twin, workers):
        found.append(arrays)
        done += len(arrays[0])
        if progress:
            progress(done)
    return Result(scenario, seeds, *(_joined([arrays[part] for arrays in found]) for part in range(4)))  # type: ignore[arg-type]


def run_compiled(scenario: Scenario, chunk: Chunk, twin: bool) -> Arrays:
    """Finals and trace of some runs in the compiled engine, and their twins' (None without)."""
    seeds, points = chunk
    if points is not None:
        return _run_points(scenario, seeds, points, twin)
    run = run_many(scenario, seeds, twin)
    assert run.trace is not None
    return run.finals, run.trace, run.twin_finals, run.twin_trace


def _run_points(scenario: Scenario, seeds: tuple[int, ...], points: Points, twin: bool) -> Arrays:
    """The same where each run departs from the scenario in its own way; raises ScenarioError for what cannot be."""
    packer = Packer(scenario.replace({"output.twin": twin}))
    found, faults = run_points(packer, points, np.arange(len(points)), seeds, trace=True)
    if faults:
        raise ScenarioError(next(iter(faults.values())))
    order = np.argsort(np.concatenate([outcome.runs for outcome in found]), kind="stable")
    sides = zip(*((one.finals, one.trace, one.twin_finals, one.twin_trace) for one in found), strict=True)
    joined = [_joined(list(side)) for side in sides]
    return tuple(None if array is None else array[order] for array in joined)  # type: ignore[return-value]


def run_mesa(
    scenario: Scenario, chunk: Chunk, twin: bool, model: type[CollaborationModel] = CollaborationModel
) -> Arrays:
    """Finals and trace of some runs in the Mesa engine, and their twins' (None without)."""
    seeds, points = chunk
    scenarios = [scenario] * len(seeds) if points is None else [scenario.replace(point) for point in points]
    worlds = [model(own, seed=seed, twin=twin).run() for own, seed in zip(scenarios, seeds, strict=True)]
    finals, trace = np.stack([world.finals() for world in worlds]), np.stack([world.trace() for world in worlds])
    others = [world.twin for world in worlds if world.twin is not None]
    if not others:
        return finals, trace, None, None
    return finals, trace, np.stack([other.finals() for other in others]), np.stack([other.trace() for other in others])


def _each(
    run: Callable[[Scenario, Chunk, bool], Arrays],
    scenario: Scenario,
    chunks: list[Chunk],
    engine: str,
    twin: bool,
    workers: int,
) -> Iterator[Arrays]:
    """The results of the chunks in their order."""
    if engine == "compiled":
        # The first chunk compiles, alone: threads that meet an uncompiled kernel would each wait for it.
        yield run(scenario, chunks[0], twin)
        chunks = chunks[1:]
    workers = min(workers, len(chunks))
    if workers <= 1:
        for chunk in chunks:
            yield run(scenario, chunk, twin)
        return
    with _pool(engine, workers) as pool:
        yield from pool.map(run, [scenario] * len(chunks), chunks, [twin] * len(chunks))


def _pool(engine: str, workers: int) -> Executor:
    if engine == "compiled":
        return ThreadPoolExecutor(workers)
    # Spawned, not forked: a forked child of a threaded parent can hang.
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def _joined(parts: list[np.ndarray | None]) -> np.ndarray | None:
    known = [part for part in parts if part is not None]
    return np.concatenate(known) if known else None
