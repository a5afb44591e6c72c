"""The figures and the table of a sweep promise no more than their points hold."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, QuadMesh
from matplotlib.lines import Line2D

from outlast.outcomes.intervals import Interval
from outlast.report.sweep.digits import with_digits
from outlast.report.sweep.scales import level_names
from outlast.report.sweep.terms import factor_of, measure_of, over_cohorts
from outlast.scenario import Scenario, load_scenario
from report.test_sweep_figure import (
    GRANT,
    GRANTS,
    KINDS,
    LEAVING,
    LONG,
    PRODUCTION,
    TENTHS,
    THEORY,
    VAGUE,
    assert_readable,
    drawn,
    foot,
    grid,
    marked,
    said,
    sampled,
)
from report.test_sweep_tables import points_of, printed, rows_of


@pytest.fixture(scope="module")
def hiec() -> Scenario:
    return load_scenario("hiec")


def ticks(axes: Axes) -> tuple[list[str], list[str]]:
    return [text.get_text() for text in axes.get_xticklabels()], [text.get_text() for text in axes.get_yticklabels()]


# Uneven levels ------------------------------------------------------------------------------------------------------


def test_very_uneven_levels_have_equal_cells_that_are_all_named(hiec: Scenario) -> None:
    points = grid({GRANT: [0, 10, 600], LONG: [4, 5, 20]}, lambda grant, _: 0.2 + grant / 1000)
    figure = drawn(points, hiec)
    axes = figure.axes[0]
    (mesh,) = [one for one in axes.collections if isinstance(one, QuadMesh)]
    corners = np.asarray(mesh.get_coordinates())
    assert np.ptp(np.diff(corners[0, :, 0])) == np.ptp(np.diff(corners[:, 0, 1])) == 0.0
    assert ticks(axes) == (["0", "10", "600"], ["4", "5", "20"])
    assert "not to scale: each level of mandate.grant and mandate.duration" in foot(figure)
    (line,) = marked(axes, "mark")
    # One half is reached at 300, which is 290/590 of the way from the second cell to the third.
    at = line.get_paths()[0].vertices[:, 0]  # type: ignore[attr-defined]
    assert at == pytest.approx(np.full(len(at), 1 + 290 / 590))
    (own,) = marked(axes, "own")
    assert isinstance(own, Line2D)
    assert own.get_xdata() == pytest.approx([1 + 120 / 590])
    assert_readable(figure)


def test_even_and_logarithmic_levels_stay_to_scale(hiec: Scenario) -> None:
    for grants in (GRANTS, [1, 10, 100, 1000], [0, 100, 300]):
        assert "not to scale" not in foot(drawn(grid({VAGUE: TENTHS, GRANT: grants}, lambda v, _: v), hiec))


def test_every_level_is_named_in_narrow_panels_of_equal_cells(hiec: Scenario) -> None:
    levels = {VAGUE: [0, 0.5, 1], GRANT: [0, 10, 130.5, 300, 600], LONG: [4, 5, 9, 20]}
    figure = drawn(grid(levels, lambda v, g, d: 0.9 - v / 2 + g / 2000 - d / 50), hiec)
    assert ticks(figure.axes[0])[0] == ["0", "10", "130.5", "300", "600"]
    assert_readable(figure)


# Panels of factors --------------------------------------------------------------------------------------------------


def with_names(count: int, factors: int, hiec: Scenario) -> pd.DataFrame:
    points = sampled(count, factors, hiec)
    theories = ["none", "latitude", "fog", "shield", "capture", "autonomy", "latitude+fog", "latitude+shield"]
    rng = np.random.default_rng(5)
    points[THEORY] = rng.choice(theories, count)
    points[PRODUCTION] = rng.choice(KINDS, count)
    points[LEAVING] = rng.choice(["own_utility", "bandwagon"], count)
    return points


@pytest.mark.parametrize("factors", [1, 2, 3, 6, 9])
@pytest.mark.parametrize("kind", ["lhs", "morris"])
def test_names_of_alternatives_do_not_overlap(hiec: Scenario, factors: int, kind: str) -> None:
    figure = drawn(with_names(60, factors, hiec), hiec, kind=kind)
    assert_readable(figure)
    for axes in figure.axes:
        names = ticks(axes)[0]
        assert len(set(names)) == len(names)
        assert axes.get_position().height * 7.5 > 0.4


def test_sets_that_begin_alike_are_cut_to_different_names(hiec: Scenario) -> None:
    sets = pd.Series(["latitude", "latitude+fog", "latitude+shield", "autonomy", "none", "capture"])
    factor, _ = factor_of(sets, THEORY, hiec)
    for longest in (1.2, 1.0, 0.8, 0.65, 0.5):
        names, turned = level_names(factor, "x", 2.0, longest)
        assert turned
        assert len({tuple(lines) for lines in names}) == len(sets)


def bars_of(axes: Axes) -> np.ndarray:
    found = [one for one in marked(axes, "bars") if isinstance(one, LineCollection)]
    return np.array([corner[1] for one in found for part in one.get_segments() for corner in np.asarray(part)])


def test_bars_of_shares_end_among_the_shares_and_within_the_axis(hiec: Scenario) -> None:
    points = with_names(30, 2, hiec).assign(mean=np.tile([0.0, 1.0, 1.0], 10))
    figure = drawn(points, hiec, kind="lhs")
    for axes in figure.axes:
        ends = bars_of(axes)
        ends = ends[np.isfinite(ends)]
        low, high = axes.get_ylim()
        assert len(ends)
        assert low <= ends.min()
        assert max(low, 0) <= ends.min() <= ends.max() <= min(high, 100)


@pytest.mark.parametrize("kind", ["morris", "saltelli", "lhs", "sobol", "table"])
def test_dependent_points_have_no_bars(hiec: Scenario, kind: str) -> None:
    figure = drawn(sampled(60, 3, hiec), hiec, kind=kind)
    dependent = kind in ("morris", "saltelli")
    assert all(bool(marked(axes, "bars")) != dependent for axes in figure.axes)
    assert ("depend on one another" in foot(figure)) == dependent
    assert ("95% intervals over points" in foot(figure)) != dependent


# Intervals that are not known ---------------------------------------------------------------------------------------


def test_a_lone_known_point_has_a_bar(hiec: Scenario) -> None:
    points = grid({GRANT: GRANTS}, lambda grant: 0.2 + grant / 1000)
    assert not marked(drawn(points, hiec), "bars")
    points.loc[[3, 5], ["mean", "low", "high"]] = np.nan
    figure = drawn(points, hiec)
    (bar,) = marked(figure, "bars")
    assert isinstance(bar, LineCollection)
    assert np.asarray(bar.get_segments()[0]).ravel() == pytest.approx([240, 41, 240, 47])
    assert "Bands and bars: 95% intervals" in foot(figure)
    points.loc[[0, 1, 2, 6, 7, 8, 9, 10], ["mean", "low", "high"]] = np.nan
    assert "Bars: 95% intervals" in foot(drawn(points, hiec))


@pytest.mark.parametrize("levels", [{GRANT: GRANTS}, {PRODUCTION: KINDS}, {VAGUE: TENTHS, PRODUCTION: KINDS}])
@pytest.mark.parametrize("kind", ["grid", "oat"])
def test_no_intervals_are_promised_where_none_is_known(hiec: Scenario, levels: Any, kind: str) -> None:
    points = grid(levels, lambda *_: 0.3).assign(low=np.nan, high=np.nan)
    for runs, known, why in ((20, 20, "Too little varies"), (20, 1, "One known value"), (1, 1, "One run at each")):
        text = foot(drawn(points.assign(runs=runs, known=known), hiec, kind=kind))
        assert why in text
        assert "no intervals." in text
        assert "95%" not in text


def test_a_map_says_why_it_has_no_intervals(hiec: Scenario) -> None:
    points = grid({VAGUE: TENTHS, GRANT: GRANTS}, lambda v, _: v).assign(low=np.nan, high=np.nan)
    assert "too little varies" in said(drawn(points, hiec))
    assert "one run at each point" in said(drawn(points.assign(runs=1), hiec))


def test_no_interval_reads_as_not_a_number(hiec: Scenario) -> None:
    points = points_of({VAGUE: [0.0, 0.5, 1.0]}, [0.5, 0.2, 0.9])
    points.loc[0, ["low", "high"]] = np.nan
    for frame in (points, points.assign(low=np.nan, high=np.nan)):
        for outcome in ("alive_8", "additional_alive_8", "central_money", "members_8"):
            text = printed(frame, hiec, outcome)
            assert "nan" not in text
            row = next(row for row in rows_of(text) if row.startswith("  0 ") or row.split()[0] == "0")
            assert "[" not in row
    assert "no intervals" in printed(points.assign(low=np.nan, high=np.nan), hiec)


# How many cohorts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("runs", "known", "says"),
    [
        ([100, 100], [3, 3], "mean of 3 of 100 cohorts at each point"),
        ([3, 3], [1, 3], "mean of 1 to 3 of 3 cohorts at each point"),
        ([3, 8], [2, 8], "mean of 2 to 8 of 3 to 8 cohorts at each point"),
        ([5, 5], [1, 1], "one of 5 cohorts at each point"),
        ([5, 5], [5, 5], "mean of 5 cohorts at each point"),
        ([5, 5], None, "mean of 5 cohorts at each point"),
        ([1, 1], [1, 1], "one cohort at each point"),
    ],
)
def test_means_are_over_the_cohorts_that_have_a_value(
    hiec: Scenario, runs: list[int], known: list[int] | None, says: str
) -> None:
    points = points_of({VAGUE: [0.0, 1.0]}, [0.2, 0.1]).assign(runs=runs)
    points = points if known is None else points.assign(known=known)
    assert over_cohorts(points) == says
    text = printed(points, hiec)
    assert says in " ".join(text.split())
    for row, of, number in zip(rows_of(text), runs, known or runs, strict=True):
        assert row.rstrip().endswith(f"] {number} of {of}" if number < of else str(of)) or f"{number} of {of}" in row
        assert ("of" in row) == (number < of)
    assert says in said(drawn(points, hiec))


# Digits -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "values", "says"),
    [
        ("additional_alive_8", (-0.023, -0.028, -0.018), "−2.3 [−2.8, −1.8]"),
        ("additional_alive_8", (0.1, 0.05, 0.15), "+10 [+5, +15]"),
        ("additional_alive_8", (0.0, -0.005, 0.005), "0.0 [−0.5, +0.5]"),
        ("alive_8", (0.2, 0.15, 0.25), "20% [15, 25]"),
        ("alive_8", (0.2, 0.195, 0.205), "20.0% [19.5, 20.5]"),
        ("alive_8", (0.003, 0.001, 0.005), "0.3% [0.1, 0.5]"),
        ("alive_8", (1.0, 0.99995, 1.0), "100.000% [99.995, 100.000]"),
        ("alive_8", (0.3, 0.3, 0.3), "30%"),
        ("alive_8", (0.3, math.nan, math.nan), "30%"),
        ("central_money", (1200.0, 1199.0, 1201.0), "£1.200m [£1.199m, £1.201m]"),
        ("central_money", (1200.0, 1000.0, 1400.0), "£1.20m [£1.00m, £1.40m]"),
        ("members_8", (5.0, 4.999, 5.001), "5.000 [4.999, 5.001]"),
    ],
)
def test_digits_follow_the_width_of_the_interval(
    hiec: Scenario, outcome: str, values: tuple[float, float, float], says: str
) -> None:
    assert with_digits(Interval(*values), measure_of(outcome, hiec)) == says
