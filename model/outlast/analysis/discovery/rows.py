"""What holds of a condition, and of each of its factors, as the columns of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from outlast.analysis.discovery.box import HIGH, LOW, WHICH, Box
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.covering import Condition
from outlast.analysis.discovery.factors import LEVELS, NAMES, Factor
from outlast.analysis.discovery.judging import Judged, quasi_p

JUDGED = (
    *("cases", "inside", "of_interest", "base", "mass", "coverage"),
    *("density", "density_low", "density_high", "gain", "gain_low", "gain_high"),
    *("mean", "mean_low", "mean_high", "mean_outside", "mean_overall"),
)
AGAIN = (
    *("coverage_held_out", "density_held_out", "density_held_out_low", "density_held_out_high"),
    *("gain_held_out", "gain_held_out_low", "gain_held_out_high"),
    *("mean_held_out", "mean_held_out_low", "mean_held_out_high"),
)


def limits_in_code(box: Box, factors: Sequence[Factor]) -> str:
    """The limits of a box as a filter reads them: `mandate.duration >= 14 & mandate.vagueness < 0.35`."""
    said = []
    for factor in factors:
        limit = box.limits.get(factor.key)
        if limit is None:
            continue
        if limit.low is not None:
            said.append(f"{factor.key} >= {limit.low:.12g}")
        if limit.high is not None:
            said.append(f"{factor.key} {'<=' if factor.kind == LEVELS else '<'} {limit.high:.12g}")
        if limit.names is not None:
            said.append(f"{factor.key} in {'|'.join(factor.names[code] for code in limit.names)}")
    return " & ".join(said)


def numbers_of(judged: Judged) -> dict[str, Any]:
    """A judgement as columns."""
    return dict(
        zip(
            JUDGED,
            (
                judged.cases, judged.inside, judged.interest, judged.base, judged.mass, judged.coverage,
                *judged.density, *judged.gain, *judged.mean, judged.outside, judged.overall,
            ),
            strict=True,
        )
    )  # fmt: skip


def again_of(judged: Judged | None) -> dict[str, Any]:
    """The same of cases that it was not found in, where there are such."""
    values = (
        (np.nan,) * len(AGAIN) if judged is None else (judged.coverage, *judged.density, *judged.gain, *judged.mean)
    )
    return dict(zip(AGAIN, values, strict=True))


def restriction_of(box: Box, factor: Factor, cases: Cases, one: Condition | None) -> dict[str, Any]:
    """One factor of a condition: its limits with their quasi-p, or those that were dropped and why."""
    limit = box.limits.get(factor.key)
    row: dict[str, Any] = {"factor": factor.key, "in_condition": limit is not None}
    for side in (LOW, HIGH, WHICH):
        value = None if limit is None else getattr(limit, side)
        row[side] = _named(factor, value)
        row[f"quasi_p_{side}"] = np.nan if value is None else quasi_p(cases, box, factor.key, side)
    gone = [] if one is None else [dropped for dropped in one.choice.dropped if dropped.key == factor.key]
    row["dropped"] = "; ".join(
        f"{dropped.side} {_named(factor, dropped.limit)} (quasi-p {dropped.quasi_p:.2g}: {dropped.why})"
        for dropped in gone
    )
    return row


def _named(factor: Factor, value: Any) -> Any:
    if isinstance(value, tuple):
        return "|".join(factor.names[code] for code in value) if factor.kind == NAMES else value
    return np.nan if value is None else value
