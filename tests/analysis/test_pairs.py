"""Two sets of runs on the same seeds: each side is what a summary says, the difference is run by run."""

from __future__ import annotations

import math

import numpy as np
import pytest

from outlast.analysis.pairs import COURSES, NOTHING, Pair, against_twin, alone, course, pairs
from outlast.analysis.summary import COST, Row, summarise
from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.outcomes.intervals import Interval, interval_of_mean, interval_of_share
from outlast.outcomes.judgement import GROWING, SELF_SUSTAINED
from outlast.scenario import Scenario
from outlast.simulation.result import Result
from outlast.simulation.simulate import simulate
from outlast.visualiser.verdict import OUTCOMES
from worlds import small

SEEDS = range(1, 31)
# Longer than eight quarters after the last pound, so that all is judged.
LIVELY = {"rules.opening.motivation_mean": 0.2, "mandate.grant": 60.0, "context.horizon": 24}
# A flag, a share, money, a mean that is null once closed, and what is one number for a run.
MEANS = ("self_sustaining_8", "alive_8", "governance_full_12", "central_money", "coverage_8", "clarity_12")


def lively(**values: float) -> Scenario:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return small(LIVELY | named)


@pytest.fixture(scope="module")
def first() -> Result:
    return simulate(lively(), SEEDS, twin=True)


@pytest.fixture(scope="module")
def second() -> Result:
    return simulate(lively(mandate__grant=400.0), SEEDS, twin=False)


@pytest.fixture(scope="module")
def longer() -> Result:
    """More partnerships and quarters than the others."""
    return simulate(lively(context__partnerships=5, context__horizon=28), SEEDS, twin=False)


def rows(result: Result) -> dict[str, Row]:
    return {row.outcome: row for row in summarise(result)}


def same(one: Interval, other: Interval) -> bool:
    return np.array_equal(one, other, equal_nan=True)


def test_the_scenarios_differ_enough_for_a_difference_to_be_seen(first: Result, second: Result, longer: Result) -> None:
    found = {one.outcome: one.difference.mean for one in pairs(first, second, MEANS)}
    assert found["central_money"] > 500.0
    assert found["alive_8"] != 0.0
    assert longer.finals.shape != first.finals.shape
    assert np.isnan(first.final("coverage_8")).any()


@pytest.mark.parametrize("other", ["second", "longer"])
def test_each_side_is_what_its_own_summary_says(first: Result, other: str, request: pytest.FixtureRequest) -> None:
    result: Result = request.getfixturevalue(other)
    one, two = rows(first), rows(result)
    names = [name for name in one if name in two]
    found = pairs(first, result, names)
    assert [pair.outcome for pair in found] == names
    for pair in found:
        assert same(pair.first, one[pair.outcome].mandated), pair.outcome
        assert same(pair.second, two[pair.outcome].mandated), pair.outcome
        assert (pair.says, pair.unit) == (one[pair.outcome].says, one[pair.outcome].unit)
    assert same(alone(first, ["alive_8"])[0].first, one["alive_8"].mandated)
    assert alone(first, ["alive_8"])[0][4:] == (NOTHING, NOTHING)


@pytest.mark.parametrize("name", MEANS)
def test_the_difference_is_the_second_less_the_first_run_by_run(first: Result, second: Result, name: str) -> None:
    [pair] = pairs(first, second, [name])
    by_run = []
    for run in range(len(SEEDS)):
        differences = second.final(name)[run] - first.final(name)[run]
        known = differences[~np.isnan(differences)]
        by_run.append(known.mean() if known.size else math.nan)
    assert pair.difference == pytest.approx(interval_of_mean(np.array(by_run)), rel=1e-12, nan_ok=True)
    if not np.isnan(first.final(name)).any() | np.isnan(second.final(name)).any():
        assert pair.difference.mean == pytest.approx(pair.second.mean - pair.first.mean, abs=1e-9)


def test_pairing_makes_the_interval_of_a_difference_narrower_than_the_two_apart(first: Result, second: Result) -> None:
    [pair] = pairs(first, second, ["governance_full_12"])
    width = {
        name: interval.high - interval.low for name, interval in pair._asdict().items() if name in Pair._fields[3:]
    }
    assert 0.0 < width["difference"] < width["first"] + width["second"]


def test_of_what_is_null_once_closed_only_those_known_in_both_are_compared(first: Result) -> None:
    finals = first.finals.copy()
    place = FINAL_INDEX["coverage_8"]
    finals[:, :, place] += 0.25
    finals[0, :, place] = np.nan
    other = Result(first.scenario, first.seeds, finals, first.trace)
    [pair] = pairs(first, other, ["coverage_8"])
    assert pair.difference.mean == pytest.approx(0.25, abs=1e-12)


@pytest.mark.parametrize("name", MEANS)
def test_a_scenario_differs_from_itself_by_exactly_nothing(first: Result, name: str) -> None:
    again = simulate(lively(), SEEDS, twin=False)
    [pair] = pairs(first, again, [name])
    assert pair.difference == (0.0, 0.0, 0.0)
    assert pair.first == pair.second


def test_worlds_of_different_numbers_of_partnerships_are_compared_by_run(first: Result, longer: Result) -> None:
    for name in MEANS:
        [pair] = pairs(first, longer, [name])
        by_run = (longer.runs[name] - first.runs[name]).to_numpy(dtype=float)
        assert pair.difference == pytest.approx(interval_of_mean(by_run), rel=1e-12)
        assert not math.isnan(pair.difference.mean)
    [back] = pairs(longer, first, ["alive_8"])
    [there] = pairs(first, longer, ["alive_8"])
    assert back.difference == pytest.approx((-there.difference.mean, -there.difference.high, -there.difference.low))


def test_what_is_no_mean_of_a_run_has_no_difference(first: Result, second: Result) -> None:
    names = [COST, "survival_8", "self_sustaining_8_at_0.50"]
    for pair in pairs(first, second, names):
        assert same(pair.difference, NOTHING), pair.outcome
        assert same(pair.first, rows(first)[pair.outcome].mandated)


@pytest.mark.parametrize("name", [*OUTCOMES, "clarity_12", "ladder_8_failed"])
def test_against_the_twin_the_difference_is_what_the_mandate_adds_with_its_sign_turned(
    first: Result, name: str
) -> None:
    [pair] = against_twin(first, [name])
    row = rows(first)[name]
    assert same(pair.first, row.mandated)
    assert same(pair.second, row.twin)
    turned = (-row.additional.mean, -row.additional.high, -row.additional.low)
    assert np.array_equal(pair.difference, turned, equal_nan=True)
    if not math.isnan(pair.difference.mean):
        assert pair.difference.low <= pair.difference.mean <= pair.difference.high


def test_the_twin_as_the_second_of_a_pair_gives_the_same(first: Result) -> None:
    assert first.twin_finals is not None
    assert first.twin_trace is not None
    twin = Result(first.scenario, first.seeds, first.twin_finals, first.twin_trace)
    for one, other in zip(against_twin(first, MEANS), pairs(first, twin, MEANS), strict=True):
        assert one.second == pytest.approx(other.second, nan_ok=True)
        assert one.difference == pytest.approx(other.difference, rel=1e-9, abs=1e-12, nan_ok=True)


def test_what_cannot_be_paired_is_refused(first: Result, second: Result) -> None:
    shifted = simulate(lively(), range(2, 32), twin=False)
    with pytest.raises(ValueError, match="same seeds"):
        pairs(first, shifted, ["alive_8"])
    for act in (lambda: pairs(first, second, ["alive_9"]), lambda: alone(first, ["alive_9"]),
                lambda: against_twin(first, ["alive_9"])):  # fmt: skip
        with pytest.raises(ValueError, match="alive_9"):
            act()
    with pytest.raises(ValueError, match="no twin"):
        against_twin(second, ["alive_8"])


@pytest.mark.parametrize("name", COURSES)
@pytest.mark.parametrize("twin", [False, True])
def test_a_course_is_the_mean_by_quarter_with_the_interval_of_a_share(first: Result, name: str, twin: bool) -> None:
    found = course(first, name, twin=twin)
    column = f"twin_{name}" if twin else name
    by_quarter: dict[int, list[float]] = {}
    for quarter, value in zip(first.quarters["quarter"], first.quarters[column], strict=True):
        by_quarter.setdefault(int(quarter), []).append(float(value))
    assert found.mean == pytest.approx([math.fsum(values) / len(SEEDS) for values in by_quarter.values()], rel=1e-12)
    trace = first.twin_trace if twin else first.trace
    assert trace is not None
    state = trace[..., 0]
    hits = np.isin(state, (SELF_SUSTAINED, GROWING)) if name == "self_sustaining" else ~np.isnan(trace[..., 1])
    for quarter in (0, 9, 16, 23):
        share = interval_of_share(hits[:, quarter].sum(axis=1).astype(float), np.full(len(SEEDS), 2.0))
        assert (found.mean[quarter], found.low[quarter], found.high[quarter]) == pytest.approx(share, abs=1e-9)
    assert (found.low <= found.mean).all()
    assert (found.mean <= found.high).all()
    assert (found.low >= 0.0).all()
    assert (found.high <= 1.0).all()


def test_a_course_has_the_length_of_its_own_scenario(longer: Result) -> None:
    assert course(longer, "open").mean.shape == (28,)


def test_one_run_gives_a_course_without_an_interval() -> None:
    found = course(simulate(lively(), [3], twin=False), "open")
    assert not np.isnan(found.mean).any()
    assert np.isnan(found.low).all()
