"""What an ensemble gives for each target, fitted or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration.draws import behaviour, structures
from outlast.analysis.calibration.ensemble import Ensemble, weighted_quantiles
from outlast.analysis.calibration.folder import Plan, Step
from outlast.analysis.calibration.table import Arms, load_arms
from outlast.analysis.calibration.targets import Target
from outlast.parameters import DECLARATIONS
from outlast.scenario.names import THEORY

# The stream of the cohorts that are predicted.
PREDICTION, USUAL = 11, 12
# Cohorts of the default world; what is said of it, with nine in ten of them.
COHORTS_OF_DEFAULTS = 500
DEFAULT = ("default_low", "default_median", "default_high")


def predict(
    ensemble: Ensemble,
    targets: Sequence[Target],
    plan: Plan,
    workers: int | None = None,
    notify: Callable[[Step], None] = lambda step: None,
) -> pd.DataFrame:
    """What the ensemble gives for each target, fitted or not: medians and 90% intervals over fresh cohorts.

    `expected_…` are over members (each the mean of its cohorts), so of what is not known of behaviour; `default_…` over
    single cohorts of the default behaviour and structures; the others over single cohorts of members, luck included, as
    the one history that happened was.
    """
    arms = load_arms(targets, plan.seed, plan.codings)
    count = len(ensemble) * plan.cohorts
    draws = pd.concat([ensemble.members] * plan.cohorts, ignore_index=True)
    codings = arms.drawn_codings(count, plan.seed + PREDICTION)
    simulated = arms.simulate(
        draws, codings, plan.seed + PREDICTION, workers=workers,
        progress=lambda done: notify(Step("predicting every target with the ensemble", done, count)),
    )  # fmt: skip
    usual = _default_world(arms, plan, workers, notify)
    rows: list[dict[str, Any]] = []
    even = np.ones(count)
    for k, target in enumerate(arms.targets):
        values = simulated[:, k]
        with np.errstate(all="ignore"):
            means = np.array([_mean(values[member :: len(ensemble)]) for member in range(len(ensemble))])
        low, middle, high = weighted_quantiles(values, even, (0.05, 0.5, 0.95))
        expected = weighted_quantiles(means, even[: len(means)], (0.05, 0.5, 0.95))
        observed = target.interval()
        rows.append(
            {
                "target": target.name,
                "pattern": target.pattern,
                "arm": target.arm,
                "use": target.use,
                "observed_low": observed[0],
                "observed_high": observed[1],
                "low": low,
                "median": middle,
                "high": high,
                "expected_low": expected[0],
                "expected_median": expected[1],
                "expected_high": expected[2],
                **dict(
                    zip(DEFAULT, weighted_quantiles(usual[:, k], np.ones(len(usual)), (0.05, 0.5, 0.95)), strict=True)
                ),
                "within": float(np.mean((values >= observed[0]) & (values <= observed[1]))),
                "undefined": float(np.mean(np.isnan(values))),
                "source": target.source,
            }
        )
    return pd.DataFrame(rows)


def _default_world(arms: Arms, plan: Plan, workers: int | None, notify: Callable[[Step], None]) -> np.ndarray:
    """What cohorts of the default behaviour and structures give (cohort, target), codings by judgement at random."""
    values = {entry.key: entry.default for entry in behaviour()}
    values |= {key: DECLARATIONS[key].default for key in structures()}
    count = COHORTS_OF_DEFAULTS
    draws = pd.DataFrame({key: [value] * count for key, value in values.items()})
    draws[THEORY] = ",".join(DECLARATIONS[THEORY].default)
    return arms.simulate(
        draws, arms.drawn_codings(count, plan.seed + USUAL), plan.seed + USUAL, workers=workers,
        progress=lambda done: notify(Step("predicting every target with the defaults", done, count)),
    )  # fmt: skip


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
