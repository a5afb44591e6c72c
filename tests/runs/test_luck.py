"""What common luck gains is what it is made to gain, and nothing where there is nothing to share."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from outlast.runs.luck import MOST_POINTS, gain
from outlast.runs.plan import plan_of, round_order
from sweeps import a_sweep, conduct

POINTS, REPLICATES = 20, 200


def blocks_of(values: np.ndarray, order: np.ndarray, size: int = 1000) -> Iterator[pa.Table]:
    """Values (point, replicate) as blocks of a run table."""
    runs = np.arange(values.size)
    points, replicates = order[runs % len(order)], runs // len(order)
    for start in range(0, values.size, size):
        own = slice(start, start + size)
        yield pa.table(
            {
                "point": points[own],
                "replicate": replicates[own],
                "y": pa.array(values[points[own], replicates[own]], from_pandas=True),
            }
        )


def gain_of(values: np.ndarray) -> tuple[float, float, float]:
    order = round_order("grid", len(values))
    return gain(blocks_of(values, order), "y", plan_of(order, values.shape[1], 1, "common"))


def correlated(rho: float, points: int = POINTS, replicates: int = REPLICATES) -> np.ndarray:
    """Values (point, replicate) of which every two points share so much of their luck."""
    generator = np.random.default_rng(3)
    shared = generator.normal(size=(1, replicates))
    return math.sqrt(rho) * shared + math.sqrt(1.0 - rho) * generator.normal(size=(points, replicates))


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.8, 0.95])
def test_the_gain_is_one_over_what_is_not_shared(rho: float) -> None:
    # Var a + Var b over Var (a - b) is 2 / (2 - 2 rho).
    mean, low, high = gain_of(correlated(rho))
    assert mean == pytest.approx(1.0 / (1.0 - rho), rel=0.2)
    assert low < 1.0 / (1.0 - rho) < high
    assert high / low < 1.6


def test_points_that_move_against_each_other_lose_by_it() -> None:
    values = np.random.default_rng(1).normal(size=(2, 300)) * 0.3
    values[1] -= 3.0 * values[0]
    assert gain_of(values)[2] < 1.0


def test_the_interval_of_the_gain_covers_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(8)
    covered = 0
    for _ in range(200):
        values = generator.normal(size=(1, 40)) + generator.normal(size=(6, 40))
        _, low, high = gain_of(values)
        covered += low <= 2.0 <= high
    assert covered >= 170


def test_neighbours_are_compared_on_the_replicates_that_both_have() -> None:
    values = correlated(0.8, points=2)
    holed = values.copy()
    holed[0, 5] = holed[1, 9] = np.nan
    assert gain_of(holed)[0] == pytest.approx(gain_of(np.delete(values, [5, 9], axis=1))[0])


def test_a_point_that_knows_nothing_does_not_hide_what_the_others_gain() -> None:
    values = correlated(0.8)
    values[4] = np.nan
    assert gain_of(values)[0] == pytest.approx(5.0, rel=0.3)


@pytest.mark.parametrize(
    "values",
    [np.zeros((1, 50)), np.zeros((5, 2)), np.zeros((5, 50)), np.full((5, 50), np.nan), np.ones((2, 3)) * [1, 2, 3]],
)
def test_there_is_no_gain_to_tell_where_nothing_varies_or_can_be_compared(values: np.ndarray) -> None:
    assert all(math.isnan(value) for value in gain_of(values))


def test_only_so_many_points_are_looked_at_and_the_gain_stays_what_it_is() -> None:
    assert gain_of(correlated(0.5, points=MOST_POINTS + 50, replicates=60))[0] == pytest.approx(2.0, rel=0.2)


def test_a_sweep_with_common_luck_gains_and_one_with_independent_luck_does_not(tmp_path: Path) -> None:
    # A small difference in money between points with the same country and history.
    vary = {"mandate.grant": [100, 104, 108, 112, 116, 120]}
    found = {}
    for luck in ("common", "independent"):
        store = conduct(a_sweep(vary, samples=None, replicates=60, luck=luck), tmp_path / luck, size=60)
        found[luck] = store.gain("output_total")
    assert found["common"].low > 10.0
    assert 0.6 < found["independent"].mean < 1.6
    assert found["independent"].low < found["independent"].mean < found["independent"].high
