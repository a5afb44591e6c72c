"""Indices from beginnings of a design are those of smaller designs, and a verdict follows its criteria."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from known_functions import UNIT, g_function, sampled
from outlast.analysis.sensitivity.convergence import convergence, order_is_stable
from outlast.analysis.sensitivity.indices import indices
from outlast.analysis.sensitivity.methods import METHODS


@pytest.mark.parametrize(("method", "kind", "samples"), [("sobol", "saltelli", 64), ("morris", "morris", 16)])
def test_a_beginning_is_the_smaller_design(method: str, kind: str, samples: int) -> None:
    def response(unit: np.ndarray) -> np.ndarray:
        return g_function(unit)[:, None]

    whole, half = sampled(kind, UNIT[:3], samples), sampled(kind, UNIT[:3], samples // 2)
    found: Any = convergence(METHODS[method], whole, response(whole.matrix), resamples=50)
    assert found is not None
    assert sorted(found.course["samples"].unique()) == [samples // 8, samples // 4, samples // 2, samples]
    index = METHODS[method].ranks_by
    expected = indices(METHODS[method], half, response(half.matrix), resamples=50).frame[index].tolist()
    rows = found.course[(found.course["samples"] == samples // 2) & (found.course["index"] == index)]
    assert rows["value"].tolist() == pytest.approx(expected)
    assert rows["points"].unique().tolist() == [len(half)]


def test_an_easy_function_settles_and_a_short_study_of_a_hard_one_does_not() -> None:
    easy, short = sampled("saltelli", UNIT[:3], 2048), sampled("saltelli", UNIT[:3], 16)
    settled: Any = convergence(METHODS["sobol"], easy, (easy.matrix @ [3.0, 2.0, 0.5])[:, None], resamples=100)
    assert settled is not None
    # The bootstrap takes the sequence for chance: ±0.05 of the largest index asks for some 2000 base points.
    assert settled.verdicts[settled.verdicts["index"] == "st"]["settled"].all()
    open_: Any = convergence(METHODS["sobol"], short, g_function(short.matrix)[:, None], resamples=100)
    assert open_ is not None
    assert not open_.is_settled
    assert set(open_.verdicts["threshold"]) == {0.05}


def test_only_leading_factors_that_are_clearly_apart_upset_the_order() -> None:
    narrow, wide = np.full(5, 0.01), np.full(5, 0.2)
    before = np.array([0.5, 0.3, 0.2, 0.02, 0.01])
    assert order_is_stable(before, before, narrow)
    swapped = np.array([0.3, 0.5, 0.2, 0.02, 0.01])
    assert not order_is_stable(before, swapped, narrow)
    assert order_is_stable(before, np.array([0.39, 0.41, 0.2, 0.02, 0.01]), wide)
    # The last two of five may change places.
    assert order_is_stable(before, np.array([0.5, 0.3, 0.2, 0.01, 0.05]), narrow)


def test_a_threshold_of_effects_is_a_part_of_the_largest() -> None:
    sample = sampled("morris", UNIT[:2], 8)
    found: Any = convergence(METHODS["morris"], sample, (sample.matrix @ [30.0, 1.0])[:, None], resamples=50)
    assert found is not None
    assert found.verdicts["threshold"].tolist() == pytest.approx([3.0, 3.0])
    assert found.is_settled


def test_curves_have_no_course() -> None:
    sample = sampled("oat", UNIT[:2], None)
    assert convergence(METHODS["oat"], sample, np.ones((len(sample), 2))) is None
