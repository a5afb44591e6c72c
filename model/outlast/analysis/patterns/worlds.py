"""Every world of the patterns with every member of an ensemble: the same members, codings and luck in each of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration.arms import Arm, load_arm
from outlast.analysis.calibration.draws import records_of
from outlast.analysis.calibration.measures import Measure
from outlast.analysis.calibration.table import STAGE
from outlast.analysis.patterns.pattern import Reading, World, read
from outlast.scenario.names import THEORY

# Codings by judgement that are drawn of each scenario.
CODINGS = 16
# A member's cohorts have the same luck however many members there are, and however many cohorts.
MOST_COHORTS = 1000
# Apart from the stages of a calibration with the same seed.
VALIDATION = 29
# Cohorts handed to a thread at once.
CHUNK = 512


def simulate_worlds(
    worlds: Mapping[World, list[Reading]],
    members: pd.DataFrame,
    cohorts: int,
    seed: int,
    workers: int | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> dict[World, np.ndarray]:
    """What is read of each world (member, cohort, reading); not a number where nothing can be.

    Cohort `k` of a member has the same luck in every world, and the same coding of what a scenario leaves to judgement,
    so that two worlds differ by what is set in them alone.

    Parameters:
        worlds: what is to be read of each.
        members: a row each, as an ensemble holds them.
        cohorts: of each member and world, up to MOST_COHORTS.
        seed: of the luck and of the codings.
        workers: threads; as many as there are cores if None. The numbers do not depend on it.
        progress: called with how many cohorts are done, of how many.
    """
    count = len(members)
    number = np.arange(count)[:, None] * MOST_COHORTS + np.arange(cohorts)
    seeds = ((seed + VALIDATION) * STAGE + number).ravel()
    luck = np.stack([np.random.default_rng([seed, 78, k]).random(count) for k in range(cohorts)], axis=1).ravel()
    which = np.repeat(np.arange(count), cohorts)
    found = {world: np.empty((count * cohorts, len(readings))) for world, readings in worlds.items()}
    done, total = 0, len(worlds) * count * cohorts

    def simulate(task: tuple[World, Arm, np.ndarray, np.ndarray, slice]) -> int:
        world, arm, rules, switches, some = task
        codings = np.floor(luck[some] * len(arm.cases)).astype(np.int64)
        own = which[some]
        found[world][some] = arm.simulate(
            rules[own],
            switches[own],
            codings,
            seeds[some],
            lambda finals, trace: np.stack([read(one, finals, trace) for one in worlds[world]], axis=1),
        )
        return len(own)

    pool = ThreadPoolExecutor(workers or os.cpu_count() or 1)
    try:
        for world, readings in worlds.items():
            arm = load_arm(world.scenario, _measures(readings), seed, CODINGS, world.levers)
            rules, switches = records_of(_with(members, world.behaviour))
            ends = [*range(0, len(seeds), CHUNK), len(seeds)]
            parts = [slice(*pair) for pair in pairwise(ends)]
            for finished in pool.map(simulate, [(world, arm, rules, switches, part) for part in parts]):
                done += finished
                progress(done, total)
    finally:
        pool.shutdown(cancel_futures=True)
    return {world: values.reshape(count, cohorts, -1) for world, values in found.items()}


def _measures(readings: Iterable[Reading]) -> list[Measure]:
    """All that is measured, so that the runs last long enough for it."""
    return [one for reading in readings for one in ((reading,) if isinstance(reading, Measure) else reading.measures)]


def _with(members: pd.DataFrame, behaviour: Mapping[str, Any]) -> pd.DataFrame:
    """The members with some of their behaviour set anew."""
    said = {key: ",".join(value) or "none" if key == THEORY else value for key, value in behaviour.items()}
    return members.assign(**said)
