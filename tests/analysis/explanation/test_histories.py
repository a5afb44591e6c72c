"""What a change does over other histories, counted by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from explanations import explained, scenario
from outlast.analysis.explanation.histories import elsewhere
from outlast.outcomes.catalogue import FINAL_INDEX, FINALS
from outlast.simulation.simulate import simulate

OUTCOME = "alive_8"


def finals(values: list[list[float]]) -> np.ndarray:
    """Finals (run, partnership, FINALS) with one outcome."""
    found = np.full((len(values), len(values[0]), len(FINALS)), np.nan)
    found[:, :, FINAL_INDEX[OUTCOME]] = values
    return found


def test_shares_difference_gains_and_losses_are_counted() -> None:
    before = finals([[1, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]])
    after = finals([[1, 1, 1, 0], [0, 1, 1, 0], [1, 0, 0, 0]])
    there = elsewhere(before, after, OUTCOME)
    assert (there.histories, there.before.mean, there.after.mean) == (3, 0.25, 0.5)
    assert there.difference.mean == pytest.approx((0.5 + 0.0 + 0.25) / 3)
    assert (there.gained, there.lost) == (pytest.approx(4 / 12), pytest.approx(1 / 12))
    assert there.difference.low < there.difference.mean < there.difference.high
    assert not there.is_told


def test_what_is_judged_in_one_of_two_worlds_only_is_not_compared() -> None:
    nan = math.nan
    there = elsewhere(finals([[1, nan], [0, 1], [nan, nan]]), finals([[0, 1], [1, nan], [nan, 0]]), OUTCOME)
    assert (there.histories, there.before.mean, there.after.mean) == (2, 0.5, 0.5)
    assert (there.gained, there.lost) == (0.5, 0.5)
    nothing = elsewhere(finals([[nan, nan]]), finals([[1, 0]]), OUTCOME)
    assert nothing.histories == 0
    assert math.isnan(nothing.difference.mean)
    assert not nothing.is_told


def test_agreement_of_few_runs_is_no_certainty() -> None:
    same = elsewhere(finals([[1, 0], [0, 0]]), finals([[1, 0], [0, 0]]), OUTCOME)
    assert same.difference.mean == 0.0
    assert same.difference.low < -0.5 < 0.5 < same.difference.high
    every = elsewhere(finals([[0, 0]] * 40), finals([[1, 1]] * 40), OUTCOME)
    assert (every.difference.mean, every.difference.high) == (1.0, 1.0)
    assert 0.9 < every.difference.low < 1.0
    assert every.is_told


def test_one_history_has_no_interval() -> None:
    there = elsewhere(finals([[1, 0]]), finals([[1, 1]]), OUTCOME)
    assert there.difference.mean == 0.5
    assert math.isnan(there.difference.low)
    assert not there.is_told


def test_other_histories_are_the_seeds_that_follow() -> None:
    found = explained("lasts")
    change = found.changes[0]
    assert change.elsewhere is not None
    seeds = range(found.seed + 1, found.seed + 7)
    values = {"context.horizon": 24}
    before = simulate(scenario(values), seeds, workers=1, twin=False)
    after = simulate(change.lever.applied(scenario(values), change.flip.value, 8), seeds, workers=1, twin=False)
    shares = [result.runs[found.fate.outcome].mean() for result in (before, after)]
    assert [change.elsewhere.before.mean, change.elsewhere.after.mean] == pytest.approx(shares)
    assert change.elsewhere.difference.mean == pytest.approx(shares[1] - shares[0])
