"""Many runs of many policies on the compiled engine, and of each what is asked of its partnerships."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from outlast.analysis.policies.quantities import Quantity
from outlast.analysis.policies.worlds import Worlds
from outlast.scenario import Scenario, ScenarioError
from outlast.simulation.compiled import warm_up
from outlast.simulation.points import Packer, run_points

# Runs handed to a thread at once: enough that handing over is nothing, few enough for a lively progress bar.
CHUNK = 100

Progress = Callable[[int, int], None]
# What is asked of each partnership, by name (theory, run, partnership).
Measured = dict[str, np.ndarray]


class Policy(NamedTuple):
    """A scenario, packed or to be packed, and the levers that are set in it."""

    packer: Packer
    levers: Mapping[str, Any]


class _Part(NamedTuple):
    """Some runs of one policy."""

    policy: int
    first: int
    end: int


def silent(done: int, of: int) -> None:
    """Tell nobody."""


def policy_of(scenario: Scenario, quantities: Sequence[Quantity]) -> Policy:
    """A scenario as a policy; its twin runs only where something is asked of it."""
    twin = bool(scenario.settings.output.twin) and any(one.world for one in quantities)
    return Policy(Packer(scenario.replace({"output.twin": twin})), {})


def measure(
    policies: Sequence[Policy],
    worlds: Worlds,
    quantities: Sequence[Quantity],
    workers: int | None = None,
    progress: Progress = silent,
) -> list[Measured]:
    """Run each policy in every world; what was asked of its partnerships.

    Run `r` of a theory has the same luck and the same behaviour under every policy. The numbers do not depend on the
    workers. Raises ScenarioError for levers that cannot hold together, and where `Worlds` set what does not exist.
    """
    warm_up()
    points = [point for row in worlds.points for point in row]
    seeds = worlds.seeds.ravel().tolist()
    count = len(seeds)
    shape = worlds.seeds.shape
    parts = [
        _Part(number, first, min(first + CHUNK, count))
        for number in range(len(policies))
        for first in range(0, count, CHUNK)
    ]

    def simulate(part: _Part) -> tuple[_Part, dict[str, np.ndarray]]:
        packer, levers = policies[part.policy]
        own = [{**point, **levers} for point in points[part.first : part.end]]
        outcomes, faults = run_points(packer, own, np.arange(len(own)), seeds[part.first : part.end])
        if faults:
            raise ScenarioError(next(iter(faults.values())))
        order = np.argsort(np.concatenate([one.runs for one in outcomes]), kind="stable")
        read = {
            asked.name: np.concatenate([asked.values(one.finals, one.twin_finals) for one in outcomes])[order]
            for asked in quantities
        }
        return part, read

    gathered: list[dict[str, list[np.ndarray]]] = [{asked.name: [] for asked in quantities} for _ in policies]
    pool = ThreadPoolExecutor(workers or os.cpu_count() or 1)
    done, total = 0, count * len(policies)
    try:
        for part, read in pool.map(simulate, parts):
            for name, values in read.items():
                gathered[part.policy][name].append(values)
            done += part.end - part.first
            progress(done, total)
    finally:
        pool.shutdown(cancel_futures=True)
    return [{name: np.concatenate(values).reshape(*shape, -1) for name, values in own.items()} for own in gathered]
