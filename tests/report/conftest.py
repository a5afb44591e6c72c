"""Small results of every kind that a report must be able to tell."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from outlast.scenario import load_scenario
from outlast.simulation.result import Result
from outlast.simulation.simulate import simulate

FEW: dict[str, Any] = {"context.partnerships": 3, "context.members": 8, "context.members_spread": 0}

# Name: scenario, what is set anew, runs.
KINDS: dict[str, tuple[str, dict[str, Any], int]] = {
    "paid": ("hiec", FEW, 3),
    "taper": ("hiec_taper", FEW, 2),
    "unpaid": ("ahsc", {"context.partnerships": 2}, 3),
    "no_mandate": ("hiec_no_mandate", FEW, 2),
    "successor": ("hiec_then_ahsn", FEW, 2),
    "cancelled": ("hiec", FEW | {"mandate.early_cancel": 0.5, "context.reorganisations.hazard": 0.6}, 5),
    "no_twin": ("hiec", FEW | {"output.twin": False}, 2),
    "one_run": ("hiec", FEW, 1),
    "one_partnership": ("hiec", FEW | {"context.partnerships": 1}, 1),
    "judged_early_only": ("hiec", FEW | {"context.horizon": 15}, 2),
    "too_early": ("hiec", FEW | {"context.horizon": 10, "context.reorganisations.scheduled": "[]"}, 2),
}


@cache
def result_of_kind(kind: str) -> Result:
    name, values, runs = KINDS[kind]
    return simulate(load_scenario(name, values), range(1, runs + 1), workers=1)


@pytest.fixture(scope="session")
def result_of() -> Callable[[str], Result]:
    return result_of_kind


@pytest.fixture(params=list(KINDS))
def any_result(request: pytest.FixtureRequest) -> Result:
    return result_of_kind(request.param)
