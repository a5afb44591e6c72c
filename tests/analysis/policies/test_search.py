"""The search on problems whose front is known, by the same path of asking and telling as the model's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from pymoo.core.variable import Choice, Integer, Real

from outlast.analysis.policies.search import Generation, has_settled, hypervolume, non_dominated, search

VARIABLES = {
    "x": Real(bounds=(0.0, 1.0)),
    "whole": Integer(bounds=(0, 9)),
    "name": Choice(options=[0, 1, 2]),
    "even": Real(bounds=(2.0, 3.0)),
}
# Where whole = 0, name = 1 and even = 2 the second objective is 1 − √x; of the box up to (1, 2) that front dominates
# (2 − (1 − √x)) over x from 0 to 1, half of it: (1 + 2/3) / 2.
WHOLE = (1.0 + 2.0 / 3.0) / 2.0


class Problem:
    """ZDT1 of mixed variables (Zitzler, Deb and Thiele 2000): what is not on its front only adds to the second."""

    def __init__(self) -> None:
        self.asked: list[Sequence[Mapping[str, Any]]] = []

    def __call__(self, values: Sequence[Mapping[str, Any]]) -> np.ndarray:
        self.asked.append(values)
        x = np.array([one["x"] for one in values])
        rest = np.array([one["whole"] / 9 + (one["name"] != 1) + (one["even"] - 2.0) for one in values])
        g = 1.0 + rest
        return np.stack([x, g * (1.0 - np.sqrt(x / g))], axis=1)


def test_it_finds_a_front_that_is_known() -> None:
    problem = Problem()
    found = search(VARIABLES, problem, generations=40, population=40, seed=1, nadir=(1.0, 2.0))
    front = found.objectives[non_dominated(found.objectives)]
    assert front[:, 1] == pytest.approx(1.0 - np.sqrt(front[:, 0]), abs=0.03)
    assert found.history[-1].hypervolume == pytest.approx(WHOLE, abs=0.01)
    assert found.history[-1].hypervolume <= WHOLE
    assert np.ptp(front[:, 0]) > 0.9
    best = [found.values[place] for place in non_dominated(found.objectives)]
    assert {(one["whole"], one["name"]) for one in best[len(best) // 4 :]} == {(0, 1)}


def test_a_generation_is_asked_for_at_once_and_no_value_leaves_its_bounds() -> None:
    problem = Problem()
    found = search(VARIABLES, problem, generations=6, population=12, seed=2)
    assert [len(values) for values in problem.asked] == [12] * 6
    assert [one.tried for one in found.history] == [12 * k for k in range(1, 7)]
    for one in found.values:
        assert 0.0 <= one["x"] <= 1.0
        assert 2.0 <= one["even"] <= 3.0
        assert isinstance(one["whole"], int)
        assert 0 <= one["whole"] <= 9
        assert one["name"] in (0, 1, 2)
    assert (np.diff([one.hypervolume for one in found.history]) >= 0.0).all()


def test_the_same_seed_gives_the_same_search() -> None:
    first, again, other = (search(VARIABLES, Problem(), generations=4, population=10, seed=seed) for seed in (3, 3, 4))
    assert again.values == first.values
    assert again.objectives.tolist() == first.objectives.tolist()
    assert other.values != first.values


def test_it_does_better_than_luck() -> None:
    problem = Problem()
    found = search(VARIABLES, problem, generations=15, population=20, seed=5, nadir=(1.0, 2.0))
    luck = np.random.default_rng(5)
    drawn = [{"x": x, "whole": w, "name": n, "even": e} for x, w, n, e in
             zip(luck.random(300), luck.integers(0, 10, 300), luck.integers(0, 3, 300), 2 + luck.random(300),
                 strict=True)]  # fmt: skip
    random = problem(drawn)
    by_luck = hypervolume(random[non_dominated(random)], np.zeros(2), np.array([1.0, 2.0]))
    assert found.history[-1].hypervolume > by_luck + 0.05


def test_a_space_of_few_designs_is_tried_to_its_end() -> None:
    few = {"whole": Integer(bounds=(0, 2)), "name": Choice(options=[0, 1])}
    found = search(
        few, lambda values: np.array([[v["whole"], -v["whole"] - v["name"]] for v in values], float), generations=20,
        population=4, seed=1,
    )  # fmt: skip
    assert len({tuple(one.items()) for one in found.values}) == 6


def test_designs_that_none_dominates() -> None:
    objectives = np.array([[1.0, 5.0], [2.0, 3.0], [2.0, 4.0], [3.0, 3.0], [4.0, 1.0], [1.0, 5.0]])
    assert non_dominated(objectives).tolist() == [0, 1, 4]


def test_the_hypervolume_is_a_share_of_the_box() -> None:
    front = np.array([[1.0, 2.0], [2.0, 1.0]])
    assert hypervolume(front, np.zeros(2), np.array([4.0, 4.0])) == pytest.approx((3 * 2 + 2 * 1) / 16)
    assert hypervolume(np.array([[5.0, 5.0]]), np.zeros(2), np.array([4.0, 4.0])) == 0.0
    assert hypervolume(np.array([[0.0, 0.0]]), np.zeros(2), np.array([4.0, 4.0])) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("course", "settled"),
    [
        ([0.1, 0.2], None),
        ([0.1, 0.2, 0.3, 0.4], False),
        ([0.1, 0.4, 0.4, 0.402], True),
        ([0.0] * 8, True),
        ([0.3] * 6 + [0.5, 0.5], False),
    ],
)
def test_a_search_has_settled_where_its_end_adds_little(course: list[float], settled: bool | None) -> None:
    assert has_settled([Generation(k + 1, 10, volume, 3) for k, volume in enumerate(course)]) is settled
