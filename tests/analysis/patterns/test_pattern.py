"""Rank correlations across partnerships, against SciPy's and the textbook's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from outlast.analysis.calibration.measures import Measure
from outlast.analysis.patterns.pattern import Correlation, correlation, read
from outlast.outcomes.catalogue import FINAL_INDEX, FINALS

LUCK = np.random.default_rng(7)
EARLY = LUCK.random(30)
GIVEN = EARLY + LUCK.random(30)
LATE = (GIVEN + LUCK.random(30) > 1.4).astype(float)


def rho(one: np.ndarray, other: np.ndarray) -> float:
    found: Any = spearmanr(one, other)
    return float(found.statistic)


def test_the_correlation_is_spearmans_with_ties_shared() -> None:
    assert correlation(EARLY, LATE) == pytest.approx(rho(EARLY, LATE))


def test_the_partial_correlation_is_that_of_the_textbook() -> None:
    both, first, second = rho(EARLY, LATE), rho(EARLY, GIVEN), rho(LATE, GIVEN)
    expected = (both - first * second) / np.sqrt((1 - first**2) * (1 - second**2))
    assert correlation(EARLY, LATE, GIVEN) == pytest.approx(expected)


def test_what_does_not_vary_is_held_constant_already() -> None:
    assert correlation(EARLY, LATE, np.ones(30)) == pytest.approx(correlation(EARLY, LATE))


def test_a_third_that_explains_all_leaves_nothing_to_say() -> None:
    assert np.isnan(correlation(EARLY, LATE, EARLY))


def test_nothing_is_said_of_few_or_of_what_does_not_vary() -> None:
    assert np.isnan(correlation(EARLY[:4], LATE[:4]))
    assert np.isnan(correlation(EARLY, np.ones(30)))


def test_partnerships_of_which_something_is_unknown_are_left_out() -> None:
    early = EARLY.copy()
    early[:10] = np.nan
    assert correlation(early, LATE) == pytest.approx(correlation(EARLY[10:], LATE[10:]))


def test_each_cohort_has_a_correlation_of_its_own() -> None:
    finals = np.full((2, 30, len(FINALS)), np.nan)
    finals[:, :, FINAL_INDEX["coverage_8"]] = EARLY
    finals[0, :, FINAL_INDEX["trust_8"]] = EARLY
    finals[1, :, FINAL_INDEX["trust_8"]] = -EARLY
    found = read(Correlation(Measure("coverage_8"), Measure("trust_8")), finals, None)
    assert found == pytest.approx([1.0, -1.0])
