"""Intervals of a ratio whose divisor may be nought, and what a policy costs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from outlast.analysis.policies.costs import Pair, costs_of, fieller, pair_within
from outlast.outcomes.intervals import interval_of_ratio


def refuted(ratio: float, pair: Pair) -> float:
    """Fieller's own definition: above 0 where the runs refute a ratio."""
    t = float(stats.t.ppf(0.975, pair.freedom))
    spread = pair.top_variance - 2 * ratio * pair.covariance + ratio**2 * pair.bottom_variance
    return (pair.top - ratio * pair.bottom) ** 2 - t**2 * spread


def test_the_ends_are_where_the_runs_begin_to_refute_a_ratio() -> None:
    pair = Pair(10.0, 4.0, 0.3, 0.2, 0.05, 30.0)
    found = fieller(pair)
    assert found.mean == 2.5
    for end in (found.low, found.high):
        assert refuted(end, pair) == pytest.approx(0.0, abs=1e-9)
    assert refuted((found.low + found.high) / 2, pair) < 0.0
    assert refuted(found.high + 0.1, pair) > 0.0
    # The upper side is the longer one, which a symmetric interval does not see.
    assert found.high - found.mean > found.mean - found.low


def test_independent_parts_give_the_closed_form() -> None:
    # With no covariance and equal variances g = t² v / b² the ends are (r ± √g √(r² + 1 − g)) / (1 − g).
    pair = Pair(3.0, 2.0, 0.04, 0.04, 0.0, 12.0)
    g = float(stats.t.ppf(0.975, 12.0)) ** 2 * 0.04 / 4.0
    half = math.sqrt(g) * math.sqrt(1.5**2 + 1.0 - g) / (1.0 - g)
    middle = 1.5 / (1.0 - g)
    assert fieller(pair) == pytest.approx((1.5, middle - half, middle + half))


def test_of_a_divisor_that_is_certain_it_is_the_linearised_interval() -> None:
    luck = np.random.default_rng(1)
    bottom = 5.0 + 0.01 * luck.standard_normal(400)
    top = 20.0 + luck.standard_normal(400)
    found = fieller(pair_within(top, bottom, np.arange(400)))
    assert found == pytest.approx(interval_of_ratio(top, bottom), rel=1e-4)


def test_a_divisor_that_may_be_nought_leaves_no_upper_end() -> None:
    pair = Pair(10.0, 0.5, 0.1, 0.2, 0.0, 20.0)
    found = fieller(pair)
    assert found.mean == 20.0
    assert math.isinf(found.high)
    assert refuted(found.low, pair) == pytest.approx(0.0, abs=1e-9)
    assert refuted(found.low * 0.99, pair) > 0.0
    assert refuted(found.low * 10.0, pair) < 0.0


@pytest.mark.parametrize("bottom", [0.0, -0.2])
def test_of_a_divisor_of_nought_or_less_the_ratio_is_infinite(bottom: float) -> None:
    pair = Pair(10.0, bottom, 0.1, 0.2, 0.0, 20.0)
    found = fieller(pair)
    assert math.isinf(found.mean)
    assert 0.0 < found.low < math.inf
    assert refuted(found.low, pair) == pytest.approx(0.0, abs=1e-9)


def test_what_takes_away_for_certain_costs_more_than_anything() -> None:
    assert fieller(Pair(10.0, -3.0, 0.1, 0.1, 0.0, 20.0)) == (math.inf, math.inf, math.inf)


def test_what_costs_nothing_has_a_ratio_of_nought_unless_it_gives_nothing() -> None:
    assert fieller(Pair(0.0, 0.5, 0.0, 0.1, 0.0, 20.0)) == (0.0, 0.0, 0.0)
    assert np.isnan(fieller(Pair(0.0, 0.0, 0.0, 0.1, 0.0, 20.0))).all()


def values(each: list[float], runs: int = 10) -> np.ndarray:
    """The same partnerships in every run of one theory (theory, run, partnership)."""
    return np.tile(np.array(each, float), (1, runs, 1))


def test_costs_are_ratios_of_totals() -> None:
    units = np.arange(10)[None]
    found = costs_of(values([100.0, 300.0]), values([1.0, 0.0]), values([0.5, 0.0]), units, np.ones(1))
    assert found.partnership == (200.0, 200.0, 200.0)
    assert found.sustained.mean == pytest.approx(400.0)
    assert found.additional.mean == pytest.approx(800.0)


def test_runs_in_which_none_lasts_count_too() -> None:
    kept = values([1.0, 0.0])
    kept[0, :5] = 0.0
    found = costs_of(values([100.0, 300.0]), kept, kept, np.arange(10)[None], np.ones(1))
    assert found.sustained.mean == pytest.approx(800.0)


def test_where_none_lasts_the_cost_is_infinite_from_what_may_go_unseen_on() -> None:
    found = costs_of(values([100.0]), values([0.0]), values([0.0]), np.arange(10)[None], np.ones(1))
    unseen = 1.0 - 0.025 ** (1.0 / 10)
    assert math.isinf(found.sustained.mean)
    assert found.sustained.low == pytest.approx(100.0 / unseen)
    assert math.isinf(found.sustained.high)


def test_theories_count_by_their_weights() -> None:
    paid = np.concatenate([values([100.0]), values([500.0])])
    kept = np.concatenate([values([1.0]), values([0.0])])
    units = np.arange(20).reshape(2, 10)
    found = costs_of(paid, kept, kept, units, np.array([0.75, 0.25]))
    assert found.partnership.mean == pytest.approx(200.0)
    assert found.sustained.mean == pytest.approx(200.0 / 0.75)


@pytest.mark.slow
def test_the_interval_holds_the_true_ratio_as_often_as_it_says() -> None:
    luck = np.random.default_rng(3)
    count, held = 4000, 0
    for _ in range(count):
        bottom = luck.exponential(1.0, 25)
        found = fieller(pair_within(3.0 * bottom + luck.standard_normal(25) + 6.0, bottom, np.arange(25)))
        held += found.low <= 9.0 <= found.high
    assert 0.93 <= held / count <= 0.965
