"""Coverage, density and means are what they are by hand, and their intervals hold what they say they hold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from discoveries import SPAN, clear_and_long, made_up
from outlast.analysis.discovery.cases import Cases, Question, cases_of
from outlast.analysis.discovery.judging import density_of, f1, gain_of, holds_luck, judge, lower_ends, mean_of, typical


def tiny(runs: list[list[float]], *, shared: bool = False, groups: list[int] | None = None) -> Cases:
    own = np.array(runs, dtype=float)
    return cases_of(
        (SPAN,), np.zeros((len(own), 1)), own, Question("alive_8", 0.5, least=0.0, most=1.0),
        groups=None if groups is None else np.array(groups), shared=shared,
    )  # fmt: skip


def test_a_condition_is_judged_by_hand() -> None:
    cases = tiny([[0.9], [0.8], [0.2], [0.7], [0.1], [0.6], [0.3], [0.4]])
    judged = judge(cases, np.array([True, True, True, False, False, False, False, True]))
    assert (judged.cases, judged.inside, judged.interest) == (8, 4, 2)
    assert judged.base == 4 / 8
    assert judged.coverage == 2 / 4
    assert judged.density.mean == 2 / 4
    assert judged.mass == 4 / 8
    assert judged.mean.mean == pytest.approx((0.9 + 0.8 + 0.2 + 0.4) / 4)
    assert judged.outside == pytest.approx((0.7 + 0.1 + 0.6 + 0.3) / 4)
    assert judged.overall == pytest.approx(0.5)
    assert judged.f1 == pytest.approx(0.5)
    half = stats.t.ppf(0.975, 3) * np.std([0.9, 0.8, 0.2, 0.4], ddof=1) / 2
    assert judged.mean.high - judged.mean.mean == pytest.approx(min(half, 1 - judged.mean.mean))


def test_below_a_value_the_small_ones_are_of_interest() -> None:
    question = Question("alive_8", 0.5, above=False)
    assert question.of(np.array([0.4, 0.5, 0.6])).tolist() == [True, False, False]
    assert replace(question, above=True).of(np.array([0.4, 0.5, 0.6])).tolist() == [False, False, True]


def test_a_condition_that_holds_nothing_or_everything_is_judged_without_complaint() -> None:
    cases = tiny([[0.9], [0.2], [0.8]])
    nothing = judge(cases, np.zeros(3, dtype=bool))
    assert (nothing.inside, nothing.coverage) == (0, 0.0)
    assert math.isnan(nothing.density.mean)
    assert math.isnan(nothing.mean.mean)
    everything = judge(cases, np.ones(3, dtype=bool))
    assert (everything.coverage, everything.density.mean) == (1.0, 2 / 3)
    assert math.isnan(everything.outside)


def test_a_density_of_all_or_none_keeps_an_honest_interval() -> None:
    cases = tiny([[0.9]] * 30)
    density = density_of(cases, np.ones(30, dtype=bool))
    assert density.mean == 1.0
    assert density.low == pytest.approx(0.025 ** (1 / 30))


def test_cases_that_share_a_member_count_for_less_than_as_many_others() -> None:
    draw = np.random.default_rng(1)
    luck = np.repeat(draw.normal(0.5, 0.2, 20), 20)
    groups = np.repeat(np.arange(20), 20).tolist()
    alone, together = tiny(luck[:, None].tolist()), tiny(luck[:, None].tolist(), groups=groups)
    everything = np.ones(400, dtype=bool)
    for found in (density_of, mean_of):
        one, other = found(alone, everything), found(together, everything)
        assert other.mean == pytest.approx(one.mean)
        # Twenty histories told twenty times each.
        assert (other.high - other.low) / (one.high - one.low) == pytest.approx(math.sqrt(20), rel=0.15)


def test_a_gain_is_the_density_less_that_of_all_with_the_interval_of_the_difference() -> None:
    draw = np.random.default_rng(4)
    cases = tiny(np.where(draw.random((400, 1)) < 0.4, 0.9, 0.1).tolist())
    inside = np.arange(400) < 120
    gain = gain_of(cases, inside)
    share, rest = cases.interest[inside].mean(), cases.interest[~inside].mean()
    assert gain.mean == pytest.approx(share - cases.base)
    # The part outside is seven tenths, and the difference of all is that part of the difference between the two.
    variance = 0.7**2 * (share * (1 - share) / 120 + rest * (1 - rest) / 280)
    assert gain.high - gain.mean == pytest.approx(stats.t.ppf(0.975, 119) * math.sqrt(variance), rel=0.01)
    assert math.isnan(gain_of(cases, np.zeros(400, dtype=bool)).mean)
    assert math.isnan(gain_of(cases, np.arange(400) < 1).low)


def clustered(seed: int) -> Cases:
    """Members that last more or less by themselves; in the first half of their cases a fifth more of them do."""
    draw = np.random.default_rng(seed)
    level = np.repeat(draw.choice([0.1, 0.7], 40), 20)
    chance = level + 0.2 * (np.arange(800) % 20 < 10)
    return tiny(
        np.where(draw.random(800) < chance, 0.9, 0.1)[:, None].tolist(), groups=np.repeat(np.arange(40), 20).tolist()
    )


def test_what_a_member_has_inside_and_outside_alike_is_no_doubt_about_the_gain() -> None:
    cases = clustered(1)
    inside = np.arange(800) % 20 < 10
    gain, density = gain_of(cases, inside), density_of(cases, inside)
    assert density.high - density.low > 1.6 * (gain.high - gain.low)
    # The density is not clear of that of all cases; the gain is clear of nought.
    assert density.low < cases.base
    assert gain.low > 0.0


def test_a_gain_of_all_or_none_counts_groups_and_not_their_cases() -> None:
    cases = tiny([[0.9]] * 60 + [[0.1]] * 60, groups=np.repeat(np.arange(12), 10).tolist())
    gain = gain_of(cases, np.arange(120) < 60)
    assert gain.mean == 0.5
    assert gain.low == pytest.approx(0.025 ** (1 / 6) - 0.5)


def test_luck_that_all_cases_share_widens_the_interval_of_a_mean() -> None:
    draw = np.random.default_rng(1)
    shift = np.array([-0.1, 0.0, 0.1, 0.04])
    runs = (0.5 + draw.normal(0, 0.01, (300, 1)) + shift).tolist()
    everything = np.ones(300, dtype=bool)
    apart, shared = mean_of(tiny(runs), everything), mean_of(tiny(runs, shared=True), everything)
    assert apart.high - apart.low < 0.01
    # As wide as four countries allow.
    expected = 2 * stats.t.ppf(0.975, 3) * shift.std(ddof=1) / 2
    assert shared.high - shared.low == pytest.approx(expected, rel=0.05)
    # One seed tells nothing of others.
    single = [[row[0]] for row in runs]
    assert mean_of(tiny(single, shared=True), everything) == mean_of(tiny(single), everything)


def test_replicates_that_only_some_cases_have_tell_nothing_of_shared_luck() -> None:
    ragged = [[0.5, 0.6], [0.5, math.nan], [0.7, 0.8], [0.4, 0.2]]
    cases = tiny(ragged, shared=True)
    assert cases.values == pytest.approx([0.55, 0.5, 0.75, 0.3])
    everything = np.ones(4, dtype=bool)
    assert mean_of(cases, everything) == mean_of(replace(cases, shared=False), everything)


def test_luck_is_shared_by_the_cases_of_a_theory_where_each_replicate_has_its_own() -> None:
    shift = np.array([-0.04, 0.04, 0.01, -0.02, 0.03, 0.02])
    both = 0.5 + np.zeros((200, 1)) + shift
    theory = np.repeat([0, 1], 100)
    both[:100, 3:] = np.nan
    both[100:, :3] = np.nan
    cases = replace(tiny(both.tolist(), shared=True), theory=theory, theories=("fog", "latitude"))
    everything = np.ones(200, dtype=bool)
    # Each theory has half of the cases, and three replicates that all of its cases share.
    parts = [0.25 * own.var(ddof=1) / 3 for own in (shift[:3], shift[3:])]
    variance = sum(parts)
    freedom = variance**2 / sum(part**2 / 2 for part in parts)
    found = mean_of(cases, everything)
    assert holds_luck(cases)
    assert not holds_luck(replace(cases, shared=False))
    assert found.high - found.mean == pytest.approx(stats.t.ppf(0.975, freedom) * math.sqrt(variance), rel=0.02)


@pytest.mark.parametrize(("coverage", "density", "expected"), [(1.0, 1.0, 1.0), (0.5, 1.0, 2 / 3), (0.0, 0.0, 0.0)])
def test_f1_is_the_harmonic_mean(coverage: float, density: float, expected: float) -> None:
    assert float(f1(coverage, density)) == pytest.approx(expected)


def test_lower_ends_are_exact() -> None:
    found = lower_ends(np.array([0, 3, 5]), np.array([5, 10, 5]))
    exact = [stats.binomtest(hits, of).proportion_ci(method="exact").low for hits, of in ((0, 5), (3, 10), (5, 5))]
    assert found == pytest.approx(exact)


def test_what_is_typical_is_the_median_of_what_is_known() -> None:
    cases = made_up(clear_and_long, 200)
    boxes = [np.arange(200) < stop for stop in (0, 50, 100, 150)]
    found = typical([judge(cases, inside) for inside in boxes])
    assert found.cases == 200
    densities = [cases.interest[inside].mean() for inside in boxes[1:]]
    assert found.density.mean == pytest.approx(np.median(densities))


@pytest.mark.slow
def test_intervals_of_density_hold_the_truth_as_often_as_they_say() -> None:
    draw = np.random.default_rng(2)
    held = 0
    for _ in range(1000):
        cases = tiny(np.where(draw.random((60, 1)) < 0.3, 0.9, 0.1).tolist())
        density = density_of(cases, np.ones(60, dtype=bool))
        held += density.low <= 0.3 <= density.high
    # Exact intervals hold at least what they say; three standard errors of a thousand draws.
    assert held / 1000 >= 0.95 - 0.02


@pytest.mark.slow
def test_intervals_of_gain_hold_the_truth_as_often_as_they_say() -> None:
    inside = np.arange(800) % 20 < 10
    held = [gain_of(clustered(seed), inside) for seed in range(1000)]
    # A fifth more in half of the cases is a tenth more than in all of them.
    assert np.mean([gain.low <= 0.1 <= gain.high for gain in held]) >= 0.95 - 0.02
