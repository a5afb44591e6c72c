"""Elementary effects are changes over the range of a number, and between two names of a choice."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from SALib.analyze import morris as salib

from known_functions import PRODUCTION, TWIN, UNIT, by_level, ishigami, repeated, sampled
from outlast.analysis.sensitivity.indices import indices
from outlast.analysis.sensitivity.methods import METHODS
from outlast.analysis.sensitivity.sample import Sample

LEVELS = {"ces": 0.0, "additive": 1.0, "weakest_link": 5.0, "step_level": 2.0}


def found(sample: Sample, values: np.ndarray) -> Any:
    return indices(METHODS["morris"], sample, values, resamples=200).frame.set_index("name")


def test_effects_of_a_line_are_its_slopes_over_the_ranges() -> None:
    vary = {"mandate.vagueness": (0.2, 0.7), "mandate.duration": (4, 8), "mandate.grant": [0, 60, 130], TWIN: None}
    sample = sampled("morris", vary, 10)
    response = sample.matrix @ [3.0, -1.0, 0.01, 2.0]
    frame = found(sample, response[:, None])
    # Over a half, over four quarters, over 130, and of turning it on; whatever the size of the steps on the grid.
    assert frame["mu"].tolist() == pytest.approx([1.5, -4.0, 1.3, 2.0])
    assert frame["mu_star"].tolist() == pytest.approx([1.5, 4.0, 1.3, 2.0])
    assert frame["sigma"].tolist() == pytest.approx([0.0] * 4, abs=1e-9)
    assert frame["mu_star_conf"].tolist() == pytest.approx([0.0] * 4, abs=1e-9)


def test_effects_of_numbers_are_salibs_own() -> None:
    sample = sampled("morris", UNIT[:3], 30)
    response = ishigami(sample.matrix)
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    expected = salib.analyze(problem, sample.matrix, response, num_levels=4, seed=1)
    frame = found(sample, response[:, None])
    for name in ("mu", "mu_star", "sigma"):
        assert frame[name].tolist() == pytest.approx(list(expected[name]))
    # Bootstraps of the same thirty effects.
    assert frame["mu_star_conf"].tolist() == pytest.approx(list(expected["mu_star_conf"]), rel=0.3)


def test_a_choice_has_the_mean_change_between_any_two_names_and_no_sign() -> None:
    sample = sampled("morris", {PRODUCTION: list(LEVELS), UNIT[0]: (0, 1)}, 400)
    frame = found(sample, by_level(LEVELS)(sample, 0)[:, None])
    sizes = [abs(one - other) for one in LEVELS.values() for other in LEVELS.values() if one != other]
    assert math.isnan(frame["mu"][PRODUCTION])
    assert math.isnan(frame["mu_conf"][PRODUCTION])
    # 400 trajectories; sizes differ by 1.5 among themselves, so that their mean errs by 0.08.
    assert frame["mu_star"][PRODUCTION] == pytest.approx(np.mean(sizes), abs=0.25)
    assert frame["sigma"][PRODUCTION] == pytest.approx(np.std(sizes), abs=0.25)
    assert frame["mu_star"][UNIT[0]] == 0.0


def test_noise_alone_gives_the_size_that_is_told() -> None:
    sample = sampled("morris", UNIT[:2], 200)
    values = repeated(sample.matrix[:, 0] * 10.0, 6, 4, alone=1.0, shared=3.0)
    frame = found(sample, values)
    # The second factor does nothing: its effects are noise, of both ends and over two thirds of the range.
    expected = math.sqrt(2 / math.pi) * math.sqrt(2 / 6) * 1.5
    assert frame["mu_star_noise"].tolist() == pytest.approx([expected, expected], rel=0.1)
    assert frame["mu_star"][UNIT[1]] == pytest.approx(expected, rel=0.2)
    assert frame["mu"][UNIT[1]] == pytest.approx(0.0, abs=0.2)


def test_noise_that_all_points_share_changes_no_effect() -> None:
    sample = sampled("morris", UNIT[:2], 10)
    frame = found(sample, repeated(sample.matrix[:, 0], 5, 4, shared=3.0))
    assert frame["mu_star"].tolist() == pytest.approx([1.0, 0.0], abs=1e-9)
    assert frame["mu_star_noise"].tolist() == pytest.approx([0.0, 0.0], abs=1e-9)


@pytest.mark.slow
def test_the_interval_of_the_mean_effect_covers_it_under_common_noise() -> None:
    hits = 0
    for seed in range(100):
        sample = sampled("morris", UNIT[:2], 20, seed)
        values = repeated(sample.matrix[:, 0] ** 2, 8, seed, alone=0.2, shared=1.0, along=0.5 * sample.matrix[:, 0])
        frame = found(sample, values)
        # The mean slope of a square over steps of two thirds on four levels: 2/3 or 4/3 alike.
        hits += abs(frame["mu"][UNIT[0]] - 1.0) <= frame["mu_conf"][UNIT[0]]
    # Eight seeds are few for a normal interval: Student's would be a fifth wider.
    assert hits >= 86


@pytest.mark.parametrize("replicates", [2, 3, 5])
def test_the_floor_is_what_noise_alone_gives_however_few_the_replicates(replicates: int) -> None:
    sample = sampled("morris", UNIT[:3], 400)
    frame = found(sample, repeated(np.zeros(len(sample)), replicates, 1, alone=1.0, shared=2.0))
    # 1,200 effects, whose sizes vary by three quarters of their mean: a fiftieth of it.
    assert (frame["mu_star"] / frame["mu_star_noise"]).mean() == pytest.approx(1.0, abs=0.05)
