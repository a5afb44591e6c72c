"""Policies for tests: a small ensemble, small worlds, comparisons of made-up values, and a search space of few runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration.draws import prior_draws
from outlast.analysis.calibration.ensemble import Ensemble
from outlast.analysis.policies.comparison import Comparison, Planned, compare, plan_comparison
from outlast.analysis.policies.frontier import Frontier, frontier
from outlast.scenario import Scenario, load_scenario
from outlast.scenario.names import THEORY

SMALL: dict[str, Any] = {
    "context.partnerships": 3,
    "context.members": 6,
    "context.members_spread": 0,
    "context.population.trusts": 5,
    "context.population.universities": 2,
    "context.population.firms": 3,
    "context.population.national_firms": 0,
    "context.horizon": 20,
    "mandate.duration": 6,
}


def small(values: Mapping[str, Any] | None = None) -> Scenario:
    """Three small clusters over twenty quarters, with some values set anew."""
    return load_scenario("hiec", SMALL | dict(values or {}))


def ensemble(members: int = 12, theories: tuple[str, ...] = ("fog", "autonomy"), twice: int = 0) -> Ensemble:
    """Draws of the prior, the theories in turn; the first ones stand in it twice where that is asked for."""
    draws = prior_draws(members, 4)
    held = pd.Series([theories[number % len(theories)] for number in range(members)])
    frame = draws.assign(**{THEORY: held})
    return Ensemble(pd.concat([frame, frame.iloc[:twice]], ignore_index=True), {})


@cache
def compared() -> Comparison:
    """Three small designs under two theories; the third differs in its context too."""
    return compare(
        {
            "small": small(),
            "longer": small({"mandate.duration": 10}),
            "tied": small({"context.prior_ties": 0.6, "mandate.grant": 0.0}),
        },
        posterior=ensemble(),
        replicates=8,
        workers=1,
    )


@cache
def searched() -> Frontier:
    """A search of three levers in a small world, and two programmes beside it."""
    return frontier(
        small({"output.twin": False}),
        {"mandate.grant": (20, 200), "mandate.duration": (2, 8), "mandate.vagueness": (0, 1)},
        posterior=ensemble(),
        generations=4,
        population=6,
        members=2,
        replicates=4,
        reach=0.05,
        programmes=["hiec_matched", "communities_that_care"],
        workers=1,
    )


def made_up(
    shares: Mapping[str, list[list[float]]], *, runs: int = 40, costs: Mapping[str, float] | None = None, **options: Any
) -> Comparison:
    """A comparison whose designs have these shares under each theory (design to a list for each of its theories).

    A share comes with the luck of its run, the same for every design: each run has 20 partnerships, and so many of them
    keep themselves going that the mean is right. A list of shares stands for the runs of a theory, taken in turn.
    """
    theories = ["fog", "autonomy", "shield", "latitude", "capture", "none", "latitude,fog"]
    count = len(next(iter(shares.values())))
    planned: Planned = plan_comparison(
        {name: small({"context.partnerships": 20}) for name in shares},
        posterior="none", theory=theories[:count], replicates=runs, **options,
    )  # fmt: skip
    measured = [
        {
            "self_sustaining_8": _flags(each, runs),
            "twin_self_sustaining_8": np.zeros((count, runs, 20)),
            "additional_self_sustaining_8": _flags(each, runs),
            "central_money": np.full((count, runs, 20), (costs or {}).get(name, 1000.0)),
        }
        for name, each in shares.items()
    ]
    return planned.found(measured)


def _flags(shares: list[list[float]], runs: int) -> np.ndarray:
    """Which partnerships keep themselves going (theory, run, partnership)."""
    found = np.zeros((len(shares), runs, 20))
    for theory, own in enumerate(shares):
        for run in range(runs):
            found[theory, run, : round(20 * own[run % len(own)])] = 1.0
    return found
