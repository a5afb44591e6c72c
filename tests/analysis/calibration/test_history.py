"""History matching: what is ruled out is implausible, and little else is."""

from __future__ import annotations

import numpy as np
import pytest

from made_up import LUCK, MadeUp, made_up, target
from outlast.analysis.calibration.draws import prior_draws
from outlast.analysis.calibration.history import CUT, emulate, features, match


@pytest.fixture(scope="module")
def world():
    arms = MadeUp((), (target("a", 0.7, 0.9), target("b", 0.6, 0.8)))
    draws = prior_draws(2500, 1)
    return arms, draws, made_up(draws)[1]


@pytest.mark.slow
def test_an_emulator_knows_its_error(world):
    arms, draws, simulated = world
    emulator = emulate(draws, simulated, arms.targets, seed=1)
    fresh = prior_draws(2000, 2)
    expected, _ = made_up(fresh)
    found = np.stack([fit.predict(features(fresh)) for fit in emulator.fits], axis=1)
    # Its error holds the luck of a cohort too, which the means do not.
    assert np.sqrt(np.mean((found - expected) ** 2, axis=0)) == pytest.approx([0.0, 0.0], abs=0.03)
    assert emulator.errors == pytest.approx([LUCK, LUCK], abs=0.02)


def test_what_is_left_is_what_could_have_given_the_targets(world):
    arms, draws, simulated = world
    waves, emulators, left = match(arms, draws, simulated, seed=3, waves=2, size=800)
    means, _ = made_up(left)
    bound = CUT * np.hypot(emulators[-1].errors, 0.02) + 0.05
    assert np.all(means[:, 0] >= 0.7 - bound[0])
    assert np.all(means[:, 1] >= 0.6 - bound[1])
    # The shares are of fresh draws each time.
    assert waves[-1].left <= waves[0].left + 0.03
    # Under fog the first target cannot be met at all; a wave says so by theory.
    assert waves[-1].by_theory["fog"] < 0.2 * waves[-1].by_theory["latitude"]
    assert waves[0].wrongly is not None
    assert waves[0].wrongly < 0.05


@pytest.mark.slow
def test_the_shares_left_are_those_of_fresh_draws(world):
    arms, draws, simulated = world
    waves, emulators, _ = match(arms, draws, simulated, seed=4, waves=1, size=800)
    fresh = prior_draws(4000, 77)
    kept = emulators[0].implausibility(fresh).max(axis=1) <= CUT
    assert waves[0].left == pytest.approx(kept.mean(), abs=0.04)
