"""Means over theories: runs that share a behaviour count as one, theories are strata."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outlast.analysis.policies.estimating import (
    RESAMPLED,
    Spread,
    differences,
    interval_across,
    interval_of,
    interval_within,
    resampled_means,
    spread_within,
    weighted,
)
from outlast.outcomes.intervals import interval_of_mean, interval_of_share

LUCK = np.random.default_rng(2)
FLAGS = (LUCK.random((30, 5)) < 0.3).astype(float)
NUMBERS = LUCK.standard_normal((30, 5))


def test_runs_of_their_own_are_as_everywhere_else() -> None:
    units = np.arange(30)
    share = interval_of_share(FLAGS.sum(axis=1), np.full(30, 5.0))
    assert interval_within(FLAGS, units, counted=True) == pytest.approx(share)
    assert interval_within(NUMBERS, units, counted=False) == pytest.approx(interval_of_mean(NUMBERS.mean(axis=1)))


def test_runs_of_one_behaviour_count_as_one() -> None:
    twice, units = np.concatenate([NUMBERS, NUMBERS]), np.tile(np.arange(30), 2)
    once = interval_within(NUMBERS, np.arange(30), counted=False)
    assert interval_within(twice, units, counted=False) == pytest.approx(once)
    narrower = interval_within(twice, np.arange(60), counted=False)
    assert narrower.high - narrower.low < 0.8 * (once.high - once.low)
    spread = spread_within(twice.mean(axis=1), units)
    assert spread.variance == pytest.approx(spread_within(NUMBERS.mean(axis=1), np.arange(30)).variance)


def test_a_single_behaviour_tells_no_interval() -> None:
    found = interval_within(NUMBERS, np.zeros(30, int), counted=False)
    assert found.mean == pytest.approx(NUMBERS.mean())
    assert math.isnan(found.low)


def test_what_is_not_known_does_not_count() -> None:
    holed = FLAGS.copy()
    holed[3] = np.nan
    kept = np.delete(FLAGS, 3, axis=0)
    expected = interval_of_share(kept.sum(axis=1), np.full(29, 5.0))
    assert interval_within(holed, np.arange(30), counted=True) == pytest.approx(expected)
    assert math.isnan(interval_within(np.full((4, 2), np.nan), np.arange(4), counted=False).mean)


def test_the_weighted_mean_adds_variances_by_the_squares_of_weights() -> None:
    found = weighted([Spread(1.0, 0.04, 9.0), Spread(3.0, 0.09, 19.0)], np.array([0.25, 0.75]))
    assert found.mean == 2.5
    assert found.variance == pytest.approx(0.0625 * 0.04 + 0.5625 * 0.09)
    parts = np.array([0.0625 * 0.04, 0.5625 * 0.09])
    assert found.freedom == pytest.approx(parts.sum() ** 2 / (parts[0] ** 2 / 9 + parts[1] ** 2 / 19))


def test_one_theory_is_as_that_theory() -> None:
    units = np.arange(30)[None]
    alone = interval_within(NUMBERS, units[0], counted=False)
    assert interval_across(NUMBERS[None], units, np.ones(1), counted=False) == pytest.approx(alone)
    share = interval_within(FLAGS, units[0], counted=True)
    assert interval_across(FLAGS[None], units, np.ones(1), counted=True) == pytest.approx(share, rel=1e-6)


def test_a_weighted_share_of_none_keeps_an_honest_interval() -> None:
    found = interval_across(np.zeros((2, 10, 5)), np.arange(20).reshape(2, 10), np.array([0.5, 0.5]), counted=True)
    assert (found.mean, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(1.0 - 0.025 ** (1 / 100), rel=1e-6)


def test_an_interval_without_luck_is_a_point() -> None:
    assert interval_of(Spread(0.5, 0.0, 9.0)) == (0.5, 0.5, 0.5)


def test_a_difference_is_over_what_is_known_in_both() -> None:
    first, second = np.array([[[0.2, np.nan]]]), np.array([[[0.5, 0.9]]])
    assert differences(first, second) == pytest.approx(np.array([[0.3]]))


def test_of_other_numbers_of_partnerships_the_cohorts_are_compared() -> None:
    first, second = np.array([[[0.0, 1.0]]]), np.array([[[1.0, 1.0, 1.0]]])
    assert differences(first, second) == pytest.approx(np.array([[0.5]]))


def test_resamples_draw_the_same_units_for_every_policy() -> None:
    values = NUMBERS.mean(axis=1)[None]
    found = resampled_means([values, values + 1.0], np.arange(30)[None], 5)
    assert found.shape == (RESAMPLED, 1, 2)
    assert found[:, 0, 1] - found[:, 0, 0] == pytest.approx(np.ones(RESAMPLED))
    expected = interval_of_mean(values[0])
    spread = (expected.high - expected.low) / 2 / 2.045
    assert found[:, 0, 0].std() == pytest.approx(spread, rel=0.06)


def test_resamples_of_a_single_unit_are_not_known() -> None:
    assert np.isnan(resampled_means([np.ones((1, 3))], np.zeros((1, 3), int), 5)).all()
