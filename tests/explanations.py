"""Small worlds whose partnerships are explained in tests: two partnerships of eight, judged after sixteen quarters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from outlast.analysis.explanation.conduct import explain
from outlast.analysis.explanation.explanation import Explanation
from outlast.scenario import Change, Scenario
from worlds import small

# Name: values by dotted name, changes, seed, partnership.
CASES: dict[str, tuple[dict[str, Any], tuple[Change, ...], int, int]] = {
    "lasts": ({"context.horizon": 24}, (), 1, 0),
    "closes": ({"mandate.vagueness.purpose": 0.9, "context.horizon": 24}, (), 8, 1),
    "unpaid": ({"mandate.grant": 0.0}, (), 3, 0),
    "moved": ({}, (Change(3, "mandate.grant", 200.0), Change(5, "mandate.pressure", 0.4)), 4, 1),
    "one": ({"context.partnerships": 1, "output.twin": True}, (), 5, 0),
}


def scenario(values: Mapping[str, Any] | None = None, changes: tuple[Change, ...] = ()) -> Scenario:
    """The small world, named."""
    return small(values, changes)


@cache
def explained(
    name: str, histories: int = 6, outcome: str = "self_sustaining_8", *, context: bool = False
) -> Explanation:
    """An explanation, sought once; not to be changed."""
    values, changes, seed, partnership = CASES[name]
    return explain(
        scenario(values, changes), seed=seed, partnership=partnership, outcome=outcome, histories=histories,
        context=context, workers=1,
    )  # fmt: skip
