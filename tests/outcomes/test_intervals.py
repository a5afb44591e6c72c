"""Intervals cover what they say, and do not pretend to more than the runs show."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from outlast.outcomes.intervals import interval_of_mean, interval_of_share, intervals_of_means


def test_three_of_seventeen_independent_has_about_the_exact_interval_of_the_textbook() -> None:
    # One degree of freedom goes to the estimated variance: 16 in place of 17 effective partnerships.
    exact = stats.binomtest(3, 17).proportion_ci(0.95, "exact")
    found = interval_of_share(np.array([1.0] * 3 + [0.0] * 14), np.ones(17))
    assert found == pytest.approx((3 / 17, exact.low, exact.high), abs=0.02)
    assert found.low <= exact.low
    assert found.high >= exact.high


def test_independent_partnerships_get_about_the_exact_interval() -> None:
    draws = np.random.default_rng(1).binomial(17, 0.3, 400).astype(float)
    exact = stats.binomtest(int(draws.sum()), 400 * 17).proportion_ci(0.95, "exact")
    found = interval_of_share(draws, np.full(400, 17.0))
    assert found.high - found.low == pytest.approx(exact.high - exact.low, rel=0.15)


def test_partnerships_that_share_their_fate_count_as_one() -> None:
    together = np.array([0.0, 17.0] * 20)
    found = interval_of_share(together, np.full(40, 17.0))
    as_runs = stats.binomtest(20, 40).proportion_ci(0.95, "exact")
    assert found.high - found.low == pytest.approx(as_runs.high - as_runs.low, rel=0.1)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_none_or_all_keeps_a_width(share: float) -> None:
    found = interval_of_share(np.full(10, 17.0 * share), np.full(10, 17.0))
    assert found.mean == share
    assert 0.0 < found.high - found.low < 0.05
    assert found.low <= share <= found.high


def test_one_history_has_a_share_and_no_interval() -> None:
    found = interval_of_share(np.array([3.0]), np.array([17.0]))
    assert found.mean == 3 / 17
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_nothing_known_gives_nothing() -> None:
    assert all(math.isnan(value) for value in interval_of_share(np.zeros(3), np.zeros(3)))
    assert all(math.isnan(value) for value in interval_of_mean(np.array([np.nan])))


def test_one_run_has_a_mean_and_no_interval() -> None:
    found = interval_of_mean(np.array([2.0, np.nan]))
    assert found.mean == 2.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_the_interval_of_a_mean_is_students() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    low, high = stats.t.interval(0.95, 3, values.mean(), stats.sem(values))
    assert interval_of_mean(values) == pytest.approx((4.0, low, high), rel=1e-12)


def test_the_share_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    # Cohorts with their own success rates; 600 trials put the standard error of the coverage at 0.9 points.
    generator = np.random.default_rng(7)
    covered = 0
    for _ in range(600):
        rates = generator.beta(2, 6, 30)
        found = interval_of_share(generator.binomial(17, rates).astype(float), np.full(30, 17.0))
        covered += found.low <= 0.25 <= found.high
    assert 0.92 <= covered / 600 <= 1.0


# Runs, partnerships in each, and how unevenly the runs fare: none, all, all alike, one apart, many.
SHAPES = [
    (2, 1, "mixed"),
    (2, 3, "none"),
    (2, 3, "all"),
    (3, 17, "alike"),
    (5, 3, "one"),
    (5, 3, "but_one"),
    (40, 17, "mixed"),
    (40, 17, "extremes"),
    (400, 2, "mixed"),
    (1000, 1, "one"),
    (10, 500, "mixed"),
]


def successes_of(runs: int, each: int, how: str) -> np.ndarray:
    """How many partnerships of each run succeed."""
    if how in ("none", "one"):
        found = np.zeros(runs)
        found[0] = how == "one"
        return found
    if how in ("all", "but_one"):
        found = np.full(runs, float(each))
        found[0] -= how == "but_one"
        return found
    if how == "alike":
        return np.full(runs, float(each // 3))
    if how == "extremes":
        return np.tile([0.0, float(each)], runs // 2)
    return np.random.default_rng(runs * each).binomial(each, 0.4, runs).astype(float)


@pytest.mark.parametrize(("runs", "each", "how"), SHAPES)
def test_intervals_of_many_shares_are_those_of_each(runs: int, each: int, how: str) -> None:
    hits = successes_of(runs, each, how)
    expected = interval_of_share(hits, np.full(runs, float(each)))
    shares = hits / each
    low, high = intervals_of_means(
        np.array([runs, runs]), np.full(2, shares.mean()), np.full(2, shares.var(ddof=1)), np.array([each, each])
    )
    assert low == pytest.approx([expected.low] * 2, rel=1e-7, abs=1e-12)
    assert high == pytest.approx([expected.high] * 2, rel=1e-7, abs=1e-12)


@pytest.mark.parametrize("values", [[0.0, 0.0], [1.0, 1.0, 1.0], [1.0, 2.0, 4.0, 9.0], [-3.0, 5.0], list(range(100))])
def test_intervals_of_many_means_are_those_of_each(values: list[float]) -> None:
    array = np.array(values, dtype=float)
    expected = interval_of_mean(array)
    low, high = intervals_of_means(np.array([len(array)]), array.mean(keepdims=True), np.array([array.var(ddof=1)]))
    assert low == pytest.approx([expected.low], rel=1e-12)
    assert high == pytest.approx([expected.high], rel=1e-12)


@pytest.mark.parametrize("each", [None, np.array([3, 3, 3])])
def test_many_intervals_are_not_numbers_below_two_runs(each: np.ndarray | None) -> None:
    low, high = intervals_of_means(
        np.array([0, 1, 2]), np.array([0.0, 0.5, 0.5]), np.array([np.nan, np.nan, 0.1]), each
    )
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, True, False]


def test_many_shares_at_once_have_the_intervals_that_they_have_alone() -> None:
    counts, means = np.array([5, 1, 40, 7, 2]), np.array([0.0, 0.3, 0.25, 1.0, 0.5])
    variances, each = np.array([0.0, np.nan, 0.02, 0.0, 0.5]), np.array([3, 3, 17, 1, 2])
    low, high = intervals_of_means(counts, means, variances, each)
    for k in range(5):
        own = (counts[k : k + 1], means[k : k + 1], variances[k : k + 1], each[k : k + 1])
        assert np.array_equal([low[k : k + 1], high[k : k + 1]], intervals_of_means(*own), equal_nan=True)
    assert low[0] == 0.0
    assert high[3] == 1.0
