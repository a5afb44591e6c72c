"""Regret against a table worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from outlast.analysis.policies.regret import regrets_of

# Three designs (columns) under two theories (rows): A is best under the first, C under the second.
MEANS = np.array([[0.50, 0.40, 0.10], [0.10, 0.30, 0.45]])
WEIGHTS = np.array([0.75, 0.25])


def test_regret_is_what_the_best_under_each_theory_has_more() -> None:
    found = regrets_of(MEANS, WEIGHTS)
    assert found.each == pytest.approx(np.array([[0.0, 0.1, 0.4], [0.35, 0.15, 0.0]]))
    assert found.greatest == pytest.approx(np.array([0.35, 0.15, 0.4]))
    assert found.expected == pytest.approx(np.array([0.25 * 0.35, 0.75 * 0.1 + 0.25 * 0.15, 0.75 * 0.4]))


def test_the_design_that_is_best_nowhere_may_have_the_smallest_greatest_regret() -> None:
    found = regrets_of(MEANS, WEIGHTS)
    assert found.best.tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    assert found.least_greatest.tolist() == [0.0, 1.0, 0.0]
    assert found.least_expected.tolist() == [1.0, 0.0, 0.0]


def test_less_may_be_better() -> None:
    found = regrets_of(MEANS, WEIGHTS, minimise=True)
    assert found.each == pytest.approx(np.array([[0.4, 0.3, 0.0], [0.0, 0.2, 0.35]]))
    assert found.least_greatest.tolist() == [0.0, 1.0, 0.0]


def test_designs_that_do_not_differ_share_a_win() -> None:
    found = regrets_of(np.array([[0.3, 0.3 + 1e-15, 0.1]]), np.ones(1))
    assert found.best.tolist() == [[0.5, 0.5, 0.0]]
    assert found.greatest[:2].tolist() == [0.0, 0.0]


def test_what_is_not_known_has_no_regret_and_wins_nothing() -> None:
    found = regrets_of(np.array([[0.3, np.nan], [np.nan, np.nan]]), np.array([0.5, 0.5]))
    assert found.each[0, 0] == 0.0
    assert np.isnan(found.each[0, 1])
    assert np.isnan(found.each[1]).all()
    assert found.best.tolist() == [[1.0, 0.0], [0.0, 0.0]]
    assert np.isnan(found.greatest).all()
    assert found.least_greatest.tolist() == [0.0, 0.0]


def test_resamples_are_judged_each_by_itself() -> None:
    found = regrets_of(np.stack([MEANS, MEANS[:, ::-1]]), WEIGHTS)
    assert found.each[1] == pytest.approx(found.each[0][:, ::-1])
    assert found.best.mean(axis=0).tolist() == [[0.5, 0.0, 0.5], [0.5, 0.0, 0.5]]
