"""What each measurement that nobody has made would tell of the theories, given what is known already."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from outlast.analysis.calibration.ensemble import Ensemble
from outlast.analysis.calibration.folder import Step
from outlast.analysis.calibration.measurements import Measurement, value_of_data
from outlast.analysis.calibration.synthetic import Telling
from outlast.analysis.calibration.table import load_arms
from outlast.scenario.errors import ScenarioError
from outlast.scenario.names import THEORY

# Rows that the classifier learns from: each member of the ensemble with so many cohorts that about so many come about.
ROWS = 3000


@dataclass(frozen=True)
class Value:
    """What was asked of which ensemble, and what each measurement (most telling first, then all together) tells."""

    measurements: tuple[Measurement, ...]
    told: tuple[Telling, ...]
    theories: dict[str, float]
    members: int
    cohorts: int
    seed: int
    ensemble: str


def study(
    ensemble: Ensemble,
    measurements: Sequence[Measurement],
    seed: int,
    *,
    rows: int | None = None,
    workers: int | None = None,
    notify: Callable[[Step], None] = lambda step: None,
) -> Value:
    """Simulate every measurement with every member, and ask what it tells of the theory that the member holds.

    Parameters:
        ensemble, measurements: what is asked of which members.
        rows: about so many cohorts in all; ROWS if None.

    Raises ScenarioError where the ensemble holds a single theory, so that there is nothing to tell apart.
    """
    if len(ensemble.theories) < 2:
        raise ScenarioError("the ensemble holds a single theory: there is nothing that a measurement could tell apart")
    cohorts = max(1, round((rows or ROWS) / len(ensemble)))
    members = pd.concat([ensemble.members] * cohorts, ignore_index=True)
    arms = load_arms(measurements, seed)
    doing = "simulating what could be measured"
    statistics = arms.simulate(
        members, arms.drawn_codings(len(members), seed), seed, workers=workers,
        progress=lambda done: notify(Step(doing, done, len(members))),
    )  # fmt: skip
    notify(Step("asking what each measurement would tell", 0, None))
    # Members that are copies of one draw know each other's answer.
    copies = ensemble.first_alike
    told = value_of_data(members, statistics, measurements, seed, np.tile(copies, cohorts), THEORY)
    return Value(tuple(measurements), tuple(told), ensemble.theories, len(ensemble), cohorts, seed, ensemble.digest)
