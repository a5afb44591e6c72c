"""Verdicts: three for a level, four for a direction, and which is which."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import beta

from outlast.analysis.calibration.measures import Measure
from outlast.analysis.calibration.targets import Target
from outlast.analysis.patterns.judging import MISSES, NO_EFFECT, PARTLY, PASSES, UNCLEAR, compared, judge
from outlast.analysis.patterns.pattern import CONTRAST, LEVEL, PARTS, POINTS, Pattern, Side, World

OPEN = Side(World("hiec"), Measure("open", 12))
OUTPUT = Side(World("hiec"), Measure("output", 12))


def level(low: float, high: float) -> Pattern:
    target = Target("a", "1", "hiec", "says", Measure("open", 12), "J", "assumed", "check", low, high, 0.05)
    return Pattern("1", "a", "says", LEVEL, (OPEN,), "assumed", "J", "check", "*", target)


def direction(sign: int, least: float = 0.0, side: Side = OPEN) -> Pattern:
    return Pattern("1", "a", "says", CONTRAST, (side, side), "assumed", "J", "check", "*", None, sign, least)


def members(*shares: tuple[float, int]) -> np.ndarray:
    return np.concatenate([np.full(count, value) for value, count in shares])


def test_a_level_passes_where_the_median_lies_within_what_was_observed() -> None:
    assert judge(level(0.2, 0.4), members((0.3, 60), (0.9, 40))).verdict == PASSES
    assert judge(level(0.3, 0.4), members((0.3, 100))).verdict == PASSES


def test_a_level_is_partly_met_where_only_the_interval_reaches_it() -> None:
    found = judge(level(0.2, 0.4), members((0.3, 40), (0.9, 60)))
    assert found.verdict == PARTLY
    assert found.median == 0.9
    assert found.right == 0.4


def test_a_level_is_missed_where_fewer_than_one_in_twenty_members_reach_it() -> None:
    assert judge(level(0.2, 0.4), members((0.3, 4), (0.9, 96))).verdict == MISSES
    nothing = judge(level(0.2, 0.4), np.full(5, np.nan))
    assert nothing.verdict == MISSES
    assert nothing.unknown == 1.0
    assert nothing.right == 0.0


@pytest.mark.parametrize(
    ("right", "ties", "verdict"),
    [
        (100, 0, PASSES),
        (90, 10, PASSES),
        (89, 0, UNCLEAR),
        (50, 0, UNCLEAR),
        (49, 0, MISSES),
        (0, 0, MISSES),
        (49, 51, NO_EFFECT),
        (0, 100, NO_EFFECT),
        (14, 84, NO_EFFECT),
        (50, 50, UNCLEAR),
        (25, 50, UNCLEAR),
        (24, 50, MISSES),
    ],
)
def test_a_direction_is_judged_by_how_many_members_have_it_show_nothing_or_are_against(
    right: int, ties: int, verdict: str
) -> None:
    values = members((0.1, right), (0.0, ties), (-0.1, 100 - right - ties))
    found, turned = judge(direction(1), values), judge(direction(-1), -values)
    assert found.verdict == turned.verdict == verdict
    shares = (found.right, found.ties, found.against)
    assert shares == (turned.right, turned.ties, turned.against)
    assert shares == pytest.approx((right / 100, ties / 100, 1 - (right + ties) / 100))


@pytest.mark.parametrize(("right", "verdict"), [(95, PASSES), (60, UNCLEAR), (5, MISSES)])
def test_the_reverse_of_a_direction_has_its_shares_reversed(right: int, verdict: str) -> None:
    values = members((0.1, right), (-0.1, 100 - right))
    there, back = judge(direction(1), values), judge(direction(-1), values)
    assert there.verdict == verdict
    assert (back.right, back.against) == (there.against, there.right)
    assert back.verdict == {PASSES: MISSES, UNCLEAR: MISSES, MISSES: PASSES}[verdict]


def test_ties_are_half_of_nothing() -> None:
    found = judge(direction(1), members((0.0, 20), (0.1, 80)))
    assert (found.right, found.ties, found.against, found.verdict) == (0.8, 0.2, 0.0, UNCLEAR)


def test_the_unknown_are_of_all_members_and_on_no_side() -> None:
    found = judge(direction(1), members((0.1, 85), (np.nan, 15)))
    assert (found.right, found.ties, found.against, found.verdict) == (0.85, 0.0, 0.0, UNCLEAR)
    assert found.unknown == pytest.approx(0.15)
    assert judge(direction(1), np.full(10, np.nan)).verdict == UNCLEAR


def test_what_arithmetic_leaves_of_equal_sides_is_a_tie() -> None:
    assert 0.1 + 0.2 - 0.3 > 0.0
    assert judge(direction(1), np.full(10, 0.1 + 0.2 - 0.3)).ties == 1.0


def test_a_difference_not_worth_speaking_of_is_a_tie() -> None:
    assert judge(direction(1, 0.05), members((0.04, 100))).ties == 1.0
    assert judge(direction(1, 0.05), members((0.05, 100))).ties == 1.0
    assert judge(direction(1, 0.05), members((0.06, 100))).right == 1.0


def test_hardly_any_difference_can_be_the_documented_one() -> None:
    found = judge(direction(0, 0.1), members((0.05, 50), (-0.05, 45), (0.2, 5)))
    assert (found.right, found.against, found.verdict) == (0.95, 0.05, PASSES)
    assert np.isnan(found.ties)
    assert judge(direction(0, 0.1), members((0.2, 90), (0.0, 10))).verdict == MISSES
    assert judge(direction(0, 0.1), members((0.2, 40), (0.0, 60))).verdict == UNCLEAR


def test_a_level_has_neither_ties_nor_members_against_it() -> None:
    found = judge(level(0.2, 0.4), members((0.3, 60), (0.9, 40)))
    assert np.isnan([found.ties, found.against]).all()


@pytest.mark.parametrize(("right", "distinct"), [(100, 100), (86, 100), (86, 40), (0, 40)])
def test_the_share_that_is_right_has_the_exact_interval_of_the_members_that_differ(right: int, distinct: int) -> None:
    found = judge(direction(1), members((0.1, right), (-0.1, 100 - right)), distinct)
    hits = right / 100 * distinct
    assert found.right_low == pytest.approx(beta.ppf(0.025, hits, distinct - hits + 1) if hits else 0.0)
    assert found.right_high == pytest.approx(beta.ppf(0.975, hits + 1, distinct - hits) if hits < distinct else 1.0)
    assert found.right_low <= found.right <= found.right_high


def test_one_member_alone_has_no_interval() -> None:
    assert np.isnan(judge(direction(1), np.ones(1)).right_low)


def test_shares_are_compared_in_points_and_other_quantities_as_parts_of_the_larger_side() -> None:
    this, that = np.array([[0.4, 0.6], [0.0, 0.0]]), np.array([[0.2, 0.3], [0.0, 0.0]])
    assert direction(1).unit == POINTS
    assert compared(direction(1), [this, that]) == pytest.approx([0.25, 0.0])
    by_part = direction(1, side=OUTPUT)
    assert by_part.unit == PARTS
    assert compared(by_part, [this, that]) == pytest.approx([0.5, 0.0])
    assert compared(by_part, [that, this]) == pytest.approx([-0.5, 0.0])


def test_cohorts_of_which_nothing_is_known_are_left_out_of_a_member() -> None:
    side = np.array([[0.4, np.nan], [np.nan, np.nan]])
    found = compared(replace(level(0, 1), sides=(OPEN,)), [side])
    assert found[0] == 0.4
    assert np.isnan(found[1])
