"""Judgement: self-sustaining, governed, the rungs and their precedence, and shares at their boundaries."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest

from outlast.outcomes import judgement
from outlast.outcomes.judgement import RUNGS, STATES
from outlast.parameters.levers import Output
from outlast.rules import fate

P = Output(own_coverage=0.75, organisations=3, sectors=2, in_use=0.5, none_below=0.05, full_from=0.95)

JUST_ENOUGH: dict[str, Any] = {"active": 3, "sectors": 2, "coverage": 0.75, "governed": True}


def rung(
    status: int,
    successor: bool = False,
    keeps: bool = False,
    grew: bool = False,
    activities: int = 0,
    trust_above: bool = False,
) -> str:
    return RUNGS[judgement.rung(status, successor, keeps, grew, activities, trust_above)]


# The rungs, from the top ------------------------------------------------------------------------------------------


def test_the_rungs_stand_in_the_order_of_the_ladder() -> None:
    assert RUNGS == (
        "failed",
        "legacy_ties",
        "legacy_activities",
        "surviving",
        "carried_over",
        "self_sustained",
        "growing",
        "closed_by_success",
    )
    assert (*RUNGS, "funded") == STATES
    assert STATES[judgement.FUNDED] == "funded"


def test_closing_by_success_stands_apart_from_all_else() -> None:
    for successor, keeps, grew, activities, above in itertools.product(
        (False, True), (False, True), (False, True), (0, 3), (False, True)
    ):
        assert rung(fate.SUCCEEDED, successor, keeps, grew, activities, above) == "closed_by_success"


@pytest.mark.parametrize("left_behind", [{}, {"activities": 2, "trust_above": True}])
@pytest.mark.parametrize(
    ("successor", "keeps", "grew", "expected"),
    [
        (False, False, False, "surviving"),
        (False, False, True, "surviving"),
        (True, False, False, "carried_over"),
        (True, False, True, "carried_over"),
        (False, True, False, "self_sustained"),
        (True, True, False, "self_sustained"),
        (False, True, True, "growing"),
        (True, True, True, "growing"),
    ],
)
def test_an_open_partnership_stands_by_how_it_keeps_itself(
    successor: bool, keeps: bool, grew: bool, expected: str, left_behind: dict[str, Any]
) -> None:
    assert rung(fate.OPEN, successor, keeps, grew, **left_behind) == expected


@pytest.mark.parametrize(
    ("activities", "trust_above", "expected"),
    [
        (0, False, "failed"),
        (0, True, "legacy_ties"),
        (1, False, "legacy_activities"),
        (1, True, "legacy_activities"),
        (4, True, "legacy_activities"),
    ],
)
def test_a_closed_partnership_stands_by_what_it_leaves_behind(
    activities: int, trust_above: bool, expected: str
) -> None:
    assert rung(fate.FAILED, activities=activities, trust_above=trust_above) == expected
    # Nothing that only an open partnership can be lifts a closed one.
    assert rung(fate.FAILED, True, True, True, activities, trust_above) == expected


# Self-sustaining --------------------------------------------------------------------------------------------------


def test_just_enough_of_everything_is_self_sustaining() -> None:
    assert judgement.self_sustaining(**JUST_ENOUGH, p=P)


@pytest.mark.parametrize(
    "short",
    [{"active": 2}, {"sectors": 1}, {"coverage": 0.7499}, {"coverage": 0.0}, {"governed": False}],
    ids=str,
)
def test_each_condition_alone_can_fail_self_sustaining(short: dict[str, Any]) -> None:
    plenty: dict[str, Any] = {"active": 20, "sectors": 3, "coverage": 2.0, "governed": True}
    assert judgement.self_sustaining(**plenty, p=P)
    assert not judgement.self_sustaining(**(plenty | short), p=P)
    assert not judgement.self_sustaining(**(JUST_ENOUGH | short), p=P)


@pytest.mark.parametrize(
    ("short", "expected"), [({}, True), ({"active": 2}, False), ({"sectors": 1}, False), ({"governed": False}, False)]
)
def test_a_partnership_is_in_order_by_all_but_its_coverage(short: dict[str, Any], expected: bool) -> None:
    enough = {name: value for name, value in JUST_ENOUGH.items() if name != "coverage"}
    assert judgement.in_order(**(enough | short), p=P) is expected


@pytest.mark.parametrize("stricter", [{"organisations": 4}, {"sectors": 3}, {"own_coverage": 0.76}], ids=str)
def test_the_bars_are_parameters(stricter: dict[str, Any]) -> None:
    assert not judgement.self_sustaining(**JUST_ENOUGH, p=P._replace(**stricter))


@pytest.mark.parametrize(
    ("progress", "in_use", "expected"),
    [
        ((0.95, 0.0), (0.5, 0.0), True),  # both bars are reached exactly
        ((0.0, 1.0), (0.0, 1.0), True),  # any one activity will do
        ((1.0, 1.0), (0.49, 0.0), False),  # full, and not in use
        ((0.94, 0.5), (1.0, 1.0), False),  # in use, and not full
        ((1.0, 0.5), (0.4, 1.0), False),  # one full, another in use
        ((0.0, 0.0), (0.0, 0.0), False),
    ],
)
def test_governance_counts_where_one_activity_is_both_full_and_in_use(
    progress: tuple[float, ...], in_use: tuple[float, ...], expected: bool
) -> None:
    assert judgement.governed(progress, in_use, P) is expected


def test_own_coverage_is_own_money_for_each_pound_of_cost() -> None:
    assert judgement.own_coverage(30.0, 40.0) == 0.75
    assert judgement.own_coverage(0.0, 40.0) == 0.0
    assert judgement.own_coverage(50.0, 40.0) == 1.25


@pytest.mark.parametrize("own", [0.0, 5.0])
def test_where_there_is_no_cost_it_is_covered(own: float) -> None:
    assert judgement.own_coverage(own, 0.0) == 1.0


# Shares and means -------------------------------------------------------------------------------------------------


def test_a_share_counts_what_has_just_reached_the_level() -> None:
    progress = (0.0, 0.0499, 0.05, 0.5, 0.9499, 0.95, 1.0, 1.0)
    assert judgement.share_at_least(progress, 0.05) == 6 / 8
    assert judgement.share_at_least(progress, 0.95) == 3 / 8
    assert judgement.share_at_least(progress, 0.0) == 1.0


def test_means_are_over_all_and_over_the_marked() -> None:
    assert judgement.mean_of((0.1, 0.2, 0.6)) == pytest.approx(0.3)
    assert judgement.mean_where((0.1, 0.2, 0.6), (True, False, True)) == pytest.approx(0.35)
    assert judgement.mean_where((0.1, 0.2), (False, False)) == 0.0


def test_a_partnership_is_judged_one_and_two_years_on_over_a_window_of_one() -> None:
    assert (judgement.EARLY, judgement.LATE, judgement.WINDOW) == (4, 8, 4)
    assert judgement.SURVEYS == (4, 8, 12)
    assert math.isclose(Output().own_coverage, 0.75)
    assert (Output().organisations, Output().sectors, Output().in_use) == (3, 2, 0.5)
    assert (Output().none_below, Output().full_from) == (0.05, 0.95)
