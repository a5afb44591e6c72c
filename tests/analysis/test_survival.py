"""Survival after the last central pound."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from outlast.analysis.survival import exposure, survival_after_funding


def cohort(closed: list[int | None], end: int = 10, success: tuple[int, ...] = ()) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "alive_at_funding_end": pd.array([c is None or c > end for c in closed], dtype="boolean"),
            "funding_end": [end] * len(closed),
            "closed_quarter": pd.array(closed, dtype="Int64"),
            "closed_by_success": pd.array([k in success for k in range(len(closed))], dtype="boolean"),
        }
    )


def test_without_censoring_the_curve_is_the_share_still_open() -> None:
    curve = survival_after_funding(cohort([12, 12, 14, 18]), 40)["survival"].to_numpy()
    assert curve[1] == 1.0
    assert curve[2] == pytest.approx(0.5)
    assert curve[4] == pytest.approx(0.25)
    assert curve[8] == pytest.approx(0.0)


def test_a_worked_example_with_censoring() -> None:
    # Times 2, 4+ (closed by success), 5, 30+ (open at the horizon): 3/4, then 3/4 x 1/2.
    curve = survival_after_funding(cohort([12, 14, 15, None], success=(1,)), 40)["survival"].to_numpy()
    assert curve[3] == pytest.approx(0.75)
    assert curve[5] == pytest.approx(0.375)
    assert curve[30] == pytest.approx(0.375)


def test_those_closed_while_funded_are_not_at_risk() -> None:
    times, closed = exposure(cohort([5, 12, None]), 40)
    assert times.tolist() == [2, 30]
    assert closed.tolist() == [True, False]


def test_nobody_open_at_the_end_of_funding_gives_an_empty_curve() -> None:
    assert survival_after_funding(cohort([3, 4]), 40).empty


def test_the_curve_never_rises() -> None:
    closing = np.random.default_rng(3).integers(11, 60, 50)
    curve = survival_after_funding(cohort([int(c) if c < 40 else None for c in closing]), 40)["survival"]
    assert (np.diff(curve) <= 0).all()
