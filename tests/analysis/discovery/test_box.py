"""A condition holds the cases that it says it holds, to the last digit that is printed."""

from __future__ import annotations

import numpy as np
import pytest

from discoveries import FACTORS, GRANT, MIX, SPAN, VAGUE
from outlast.analysis.discovery.box import Box, Limit, printed
from outlast.analysis.discovery.factors import LEVELS, NAMES, RANGE, Factor, factor_of
from outlast.runs.factors import parse_vary

ROWS = np.array([[0.34, 13, 0, 0, 0], [0.35, 14, 0, 0, 1], [0.36, 15, 0, 0, 2], [0.9, 24, 0, 0, 3]], dtype=float)


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, [True, True, True, True]),
        # Of a range the lower end is in and the upper one is not, so that two halves share no case.
        ({VAGUE.key: Limit(low=0.35)}, [False, True, True, True]),
        ({VAGUE.key: Limit(high=0.35)}, [True, False, False, False]),
        # Levels are in at both ends.
        ({SPAN.key: Limit(14, 15)}, [False, True, True, False]),
        ({MIX.key: Limit(names=(0, 3))}, [True, False, False, True]),
        (
            {VAGUE.key: Limit(low=0.35), SPAN.key: Limit(high=15), MIX.key: Limit(names=(2,))},
            [False, False, True, False],
        ),
    ],
)
def test_a_box_holds_the_rows_that_meet_all_of_its_limits(limits: dict[str, Limit], expected: list[bool]) -> None:
    assert Box(limits).holds(FACTORS, ROWS).tolist() == expected


@pytest.mark.parametrize(
    ("key", "limit", "expected"),
    [
        (VAGUE.key, Limit(0.3512, 0.8049), Limit(0.35, 0.8)),
        (GRANT.key, Limit(low=123.0), Limit(low=120.0)),
        # What rounds to the end of what was varied limits nothing.
        (VAGUE.key, Limit(0.004, 0.997), None),
        (GRANT.key, Limit(high=597.0), None),
        (SPAN.key, Limit(13.5, 23.5), Limit(14.0, 23.0)),
        (SPAN.key, Limit(4.0, 24.0), None),
        (MIX.key, Limit(names=(0, 1, 2, 3)), None),
        (MIX.key, Limit(names=(1,)), Limit(names=(1,))),
    ],
)
def test_limits_are_printed_in_few_digits_and_those_that_limit_nothing_are_left_out(
    key: str, limit: Limit, expected: Limit | None
) -> None:
    assert printed(Box({key: limit}), FACTORS).limits.get(key) == expected


def test_a_side_is_taken_off_and_the_rest_stays_in_its_order() -> None:
    box = Box({VAGUE.key: Limit(0.2, 0.6), SPAN.key: Limit(low=10)})
    assert box.without(VAGUE.key, "low") == Box({VAGUE.key: Limit(high=0.6), SPAN.key: Limit(low=10)})
    assert list(box.without(VAGUE.key, "low").limits) == [VAGUE.key, SPAN.key]
    assert box.without(SPAN.key, "low") == box.without(SPAN.key) == Box({VAGUE.key: Limit(0.2, 0.6)})
    assert list(box.sides()) == [(VAGUE.key, "low"), (VAGUE.key, "high"), (SPAN.key, "low")]
    assert not box.only([])


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("mandate.vagueness=0:1", np.linspace(0, 1, 99), Factor("mandate.vagueness", RANGE, 0, 1, 0.01)),
        ("mandate.grant=0:600", np.linspace(1, 599, 99), Factor("mandate.grant", RANGE, 0, 600, 10.0)),
        ("mandate.grant=0:600:3", np.array([0, 300, 600]), Factor("mandate.grant", LEVELS, 0, 600, 0, (0, 300, 600))),
        ("mandate.duration=4:8", np.array([5, 4, 8]), Factor("mandate.duration", LEVELS, 4, 8, 0, (4, 5, 8))),
        ("output.twin", np.array([0, 1]), Factor("output.twin", NAMES, names=("false", "true"))),
    ],
)
def test_a_factor_is_a_range_levels_or_names(text: str, column: np.ndarray, expected: Factor) -> None:
    assert factor_of(parse_vary(text), column.astype(float)) == expected
