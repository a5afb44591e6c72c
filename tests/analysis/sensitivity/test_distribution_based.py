"""PAWN and delta find what matters whatever the order of names, and chance has a floor."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from SALib.analyze import delta as salib_delta
from SALib.analyze import pawn as salib_pawn
from scipy.stats import ks_2samp

from known_functions import PRODUCTION, TWIN, UNIT, by_level, ishigami, repeated, sampled
from outlast.analysis.sensitivity.density_based import _classes
from outlast.analysis.sensitivity.distribution_based import distances
from outlast.analysis.sensitivity.indices import indices
from outlast.analysis.sensitivity.methods import METHODS
from outlast.analysis.sensitivity.sample import Sample

LEVELS = {"ces": 0.0, "additive": 1.0, "weakest_link": 5.0, "step_level": 2.0}
PROBLEM = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}


def found(method: str, sample: Sample, values: np.ndarray, resamples: int = 60) -> Any:
    return indices(METHODS[method], sample, values, resamples=resamples).frame.set_index("name")


def test_pawn_is_salibs_own_for_numbers() -> None:
    sample = sampled("sobol", UNIT[:3], 256)
    response = ishigami(sample.matrix)
    expected = salib_pawn.analyze(PROBLEM, sample.matrix, response, S=10)
    frame = found("pawn", sample, response[:, None])
    for name in ("median", "mean", "maximum"):
        assert frame[name].tolist() == pytest.approx(expected[name].tolist())


def test_distances_are_those_of_kolmogorov_and_smirnov_with_ties_too() -> None:
    generator = np.random.default_rng(3)
    labels, response = generator.integers(0, 4, 200), generator.integers(0, 12, 200).astype(float)
    tests: list[Any] = [ks_2samp(response[labels == k], response) for k in range(4)]
    expected = [test.statistic for test in tests]
    assert distances(labels, response).tolist() == pytest.approx(expected)


@pytest.mark.parametrize("method", ["pawn", "delta"])
def test_a_factor_that_does_nothing_comes_last(method: str) -> None:
    sample = sampled("sobol", UNIT[:4], 512)
    frame = found(method, sample, repeated(ishigami(sample.matrix), 2, 1, alone=0.2, shared=2.0), 5)
    assert frame[METHODS[method].ranks_by].idxmin() == UNIT[3]
    assert frame[METHODS[method].ranks_by].idxmax() == UNIT[1]


def test_a_factor_that_does_nothing_stays_below_the_floor() -> None:
    above = 0
    for seed in range(20):
        sample = sampled("lhs", (UNIT[1], UNIT[3]), 200, seed)
        frame = found("pawn", sample, np.sin(7.0 * sample.matrix[:, :1]), 100)
        above += frame["median"][UNIT[3]] > frame["median_floor"][UNIT[3]]
        assert frame["median"][UNIT[1]] > 2 * frame["median_floor"][UNIT[1]]
    # One in twenty by design; more than four with a chance of 1 in 400.
    assert above <= 4


@pytest.mark.parametrize("method", ["pawn", "delta"])
def test_the_order_of_names_means_nothing(method: str) -> None:
    sample = sampled("sobol", {PRODUCTION: list(LEVELS), UNIT[0]: (0, 1), TWIN: None}, 128)
    response = by_level(LEVELS)(sample, 0) * (1.0 + sample.matrix[:, 1])
    other = replace(sample, matrix=sample.matrix.copy())
    other.matrix[:, 0] = np.array([2, 0, 3, 1])[sample.matrix[:, 0].astype(int)]
    other.matrix[:, 2] = 1.0 - sample.matrix[:, 2]
    one, two = (found(method, each, response[:, None], 5) for each in (sample, other))
    assert one.to_numpy() == pytest.approx(two.to_numpy())


def test_every_level_of_a_choice_counts_the_last_one_too() -> None:
    sample = sampled("sobol", {PRODUCTION: list(LEVELS), UNIT[0]: (0, 1)}, 256)
    levels = dict.fromkeys(LEVELS, 0.0)
    for name in LEVELS:
        response = by_level(levels | {name: 10.0})(sample, 0) + sample.matrix[:, 1]
        # A quarter of the points lie above all others: their distribution is three quarters away from that of all.
        assert found("pawn", sample, response[:, None])["maximum"][PRODUCTION] == pytest.approx(0.75, abs=0.02)


def test_delta_is_near_salibs_own() -> None:
    sample = sampled("sobol", UNIT[:3], 256)
    response = ishigami(sample.matrix)
    frame = found("delta", sample, response[:, None], 10)
    state = np.random.get_state()  # noqa: NPY002 (SALib seeds the global generator)
    expected = salib_delta.analyze(PROBLEM, sample.matrix, response, num_resamples=4, seed=1, method="delta")
    np.random.set_state(state)  # noqa: NPY002
    name = "delta_raw" if "delta_raw" in expected else "delta"
    # SALib's own takes its estimate from a resample, which errs by about 0.03.
    assert frame["delta"].tolist() == pytest.approx(expected[name].tolist(), abs=0.08)


def test_first_order_from_given_data_is_near_the_known_one() -> None:
    sample = sampled("sobol", UNIT[:3], 512)
    frame = found("delta", sample, (sample.matrix @ [3.0, 2.0, 1.0])[:, None], 4)
    # Five classes of a straight line miss a twenty-fifth of its variance; chance adds about 0.01.
    assert frame["s1"].tolist() == pytest.approx([9 / 14, 4 / 14, 1 / 14], abs=0.05)


def test_delta_of_a_switch_that_parts_two_halves_is_a_half() -> None:
    sample = sampled("sobol", {TWIN: None, UNIT[0]: (0, 1)}, 256)
    # Uniform from 0 to 1 or from 1 to 2: with the switch known, half of the density goes elsewhere. Smoothed edges
    # take some of it away.
    response = sample.matrix.sum(axis=1)
    assert found("delta", sample, response[:, None], 20)["delta"][TWIN] == pytest.approx(0.5, abs=0.1)


def test_classes_are_as_many_as_in_the_source() -> None:
    # 2 / (7 + tanh((1500 - n) / 500)): n to the 1/4 for few points, to the 1/3 for many.
    assert _classes(256) == 5
    assert _classes(10_000) == 22


def test_the_global_generator_stays_as_it_was() -> None:
    sample = sampled("sobol", UNIT[:2], 64)
    before = np.random.get_state()[1].copy()  # type: ignore[index]  # noqa: NPY002
    for method in ("pawn", "delta"):
        found(method, sample, sample.matrix[:, :1], 5)
    assert (np.random.get_state()[1] == before).all()  # type: ignore[index]  # noqa: NPY002
