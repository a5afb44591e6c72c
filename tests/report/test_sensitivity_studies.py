"""Small made-up studies for the tests of their figures, and that these studies are what they claim to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity.methods import method_of
from outlast.analysis.sensitivity.over_time import over_time
from outlast.analysis.sensitivity.responses import Dropped, Response
from outlast.analysis.sensitivity.sample import Sample, sample_of
from outlast.analysis.sensitivity.study import Study, find
from outlast.runs.designs import ICE, LHS, MORRIS, OAT, SALTELLI, make_design
from outlast.scenario import Scenario, load_scenario

# In the order in which they matter below; the fourth has names, the last do nothing.
KEYS = (
    "mandate.vagueness.purpose",
    "mandate.grant=0:600",
    "mandate.duration=4:24",
    "structure.production",
    "mandate.taper=0:12",
    "mandate.assistance",
    "mandate.pressure",
    "context.prior_ties",
    "context.members=5:30",
    "mandate.match",
    "mandate.early_cancel",
    "mandate.vagueness.structure",
    "rules.governance.use_effort",
    "output.own_coverage",
    "mandate.successor.duration",
)
WEIGHTS = np.array([2.5, 2.0, 1.6, 1.2, 1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.0, 0.0])
DESIGNS = {"sobol": (SALTELLI, 32), "morris": (MORRIS, 8), "pawn": (LHS, 60), "oat": (ICE, 4)}
ALIVE, FUNDED, MONEY = "alive_8", "alive_at_funding_end", "central_money"


@cache
def hiec() -> Scenario:
    return load_scenario("hiec")


def unit_cube(sample: Sample) -> np.ndarray:
    """The points of a sample with every factor from 0 to 1."""
    ends = [(0.0, len(factor.levels) - 1.0) if factor.levels else factor.range for factor in sample.factors]
    low, high = np.array(ends, dtype=float).T
    return (sample.matrix - low) / (high - low)


def tipping(unit: np.ndarray) -> np.ndarray:
    """A share that tips along the factors, the first two of them together."""
    weights = WEIGHTS[: unit.shape[1]]
    drive = (2.0 * (unit - 0.5) * weights).sum(axis=1)
    if unit.shape[1] > 1:
        drive = drive + 3.0 * (unit[:, 0] - 0.5) * (unit[:, 1] - 0.5)
    return 1.0 / (1.0 + np.exp(-1.5 * drive))


@cache
def study(
    method: str = "sobol",
    factors: int = 3,
    *,
    kind: str | None = None,
    samples: int | None = None,
    outcomes: Sequence[str] = (ALIVE,),
    function: Callable[[np.ndarray], np.ndarray] = tipping,
    scale: float = 1.0,
    replicates: int = 3,
    quarters: int = 0,
) -> Study:
    """A method's study of a made-up response with a little noise, over so many of KEYS."""
    usual = DESIGNS[method]
    vary = list(KEYS[:factors])
    count = None if kind == OAT else samples or usual[1]
    design = make_design(kind or usual[0], vary, count, 1, base=hiec())
    sample, chosen = sample_of(design), method_of(method)
    noise = np.random.default_rng(1).normal(0.0, 0.03, (len(sample), replicates)) if function is tipping else 0.0
    values = np.repeat(function(unit_cube(sample))[:, None], replicates, axis=1) + noise
    if scale == 1.0 and function is tipping:
        values = values.clip(0.0, 1.0)
    every, whole = np.ones(len(sample), dtype=bool), Dropped(of_blocks=int(sample.blocks.max()) + 1)
    found = tuple(find(chosen, sample, Response(name, scale * values, every, whole), resamples=20) for name in outcomes)
    course = np.array([values if quarter > 1 else np.ones_like(values) for quarter in range(quarters)])
    times = {"open": over_time(chosen, sample, course, resamples=20)} if quarters else {}
    return Study(chosen, design, replicates, "common", found, times)


def of_delta(one: Study) -> Study:
    """A study by delta with made-up indices, as its estimator is slow."""
    first = one.findings[0]
    names = first.indices.frame["name"]
    frame = pd.DataFrame({"name": names, "delta": 0.3, "delta_conf": 0.1, "s1": 0.2, "s1_conf": 0.1})
    found = replace(first, indices=replace(first.indices, frame=frame), convergence=None)
    return replace(one, method=method_of("delta"), findings=(found,))


def with_indices(one: Study, **columns: Any) -> Study:
    """The study with columns of its first outcome's indices set anew."""
    first = one.findings[0]
    frame = first.indices.frame.assign(**columns)
    return replace(one, findings=(replace(first, indices=replace(first.indices, frame=frame)), *one.findings[1:]))


def test_the_first_factor_of_a_made_up_study_matters_most() -> None:
    frame = study("sobol", 3, samples=256).findings[0].indices.frame
    assert frame["st"].to_numpy().argmax() == 0


def test_the_cube_goes_from_nought_to_one() -> None:
    unit = unit_cube(sample_of(study("oat", 4, kind=OAT).design))
    assert unit.min(axis=0).tolist() == [0.0] * 4
    assert unit.max(axis=0).tolist() == [1.0] * 4
