"""Synthetic truths: the posterior covers what made the data, and structures are told apart where they differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from made_up import FIRST, MadeUp, made_up, target
from outlast.analysis.calibration import synthetic
from outlast.analysis.calibration.draws import behaviour, prior_draws
from outlast.analysis.calibration.synthetic import coverage, tell


@pytest.fixture(scope="module")
def checked():
    draws = prior_draws(6000, 11)
    simulated = made_up(draws, 5)[1]
    # Wide uncertainty, so that a table of this size holds a posterior without softening.
    arms = Sized((), (wide("a"), wide("b")))
    return coverage(arms, draws, simulated, truths=300, seed=1)


class Sized(MadeUp):
    @property
    def sizes(self):
        return {"a": 20}


def wide(name):
    return target(name, 0.5, 0.5).softened(25.0)


def test_the_posterior_covers_what_made_the_data(checked):
    levels = np.array([0.5, 0.9])
    covered = checked.covered(levels)
    # 300 truths: three standard errors are 0.087 and 0.052; the mean over parameters is far tighter.
    assert covered.mean(axis=1) == pytest.approx(levels, abs=0.02)
    at = [entry.key for entry in behaviour()].index(FIRST.key)
    assert covered[:, at] == pytest.approx(levels, abs=0.09)


def test_it_narrows_the_parameter_that_the_targets_depend_on_and_no_other(checked):
    narrowing: dict[str, float] = dict(zip(checked.parameters, checked.narrowing.mean(axis=0), strict=True))
    best = max(narrowing, key=lambda key: narrowing[key])
    assert best == FIRST.key
    assert narrowing[best] > 0.5
    assert np.median(list(narrowing.values())) < 0.05


def test_how_well_draws_agree_is_covered_too_and_would_not_be_by_the_prior(checked, monkeypatch):
    levels = np.array([0.5, 0.9])
    assert checked.fit_covered(levels) == pytest.approx(levels, abs=0.09)

    def all_alike(fit, truth):
        return np.where(np.arange(len(fit)) == truth, 0.0, 1.0 / (len(fit) - 1))

    # A posterior that is no more than the prior covers parameters as well; how well draws agree it does not.
    monkeypatch.setattr(synthetic, "_weights", all_alike)
    draws = prior_draws(2000, 13)
    found = coverage(Sized((), (wide("a"), wide("b"))), draws, made_up(draws, 7)[1], truths=150, seed=1)
    assert found.covered(levels).mean(axis=1) == pytest.approx(levels, abs=0.02)
    assert found.fit_covered(levels)[1] < 0.8


def test_of_a_whole_number_the_lowest_value_is_covered_like_any_other(checked):
    """A truth that many draws have too counts as in the middle of them."""
    at = [entry.key for entry in behaviour() if entry.is_integer]
    places = [checked.parameters.index(key) for key in at]
    covered = checked.covered(np.array([0.9]))[0, places]
    assert len(places) >= 3
    assert covered.min() > 0.82


def test_chances_that_are_given_are_held_against_how_often_they_are_right(checked):
    rows = checked.reliability((0.0, 0.1, 0.2, 1.01))
    assert sum(row["count"] for row in rows) == checked.chances.size
    assert sum(row["count"] * row["true"] for row in rows) == pytest.approx(300)
    assert all(row["low"] <= row["given"] < row["high"] for row in rows)


def test_chances_of_theories_are_chances(checked):
    assert checked.chances.sum(axis=1) == pytest.approx(np.ones(300))
    # Among truths given about as much chance, about as many hold the theory.
    given = checked.chances[np.arange(300), checked.true]
    assert given.mean() == pytest.approx((checked.chances**2).sum(axis=1).mean(), abs=0.04)


def test_a_wrong_posterior_would_be_seen():
    """Weighing with a kernel that is far too sharp for the errors made does not cover."""
    draws = prior_draws(6000, 12)
    simulated = made_up(draws, 6)[1]
    sharp = Sharp((), (wide("a"), wide("b")))
    found = coverage(sharp, draws, simulated, truths=150, seed=1)
    at = [entry.key for entry in behaviour()].index(FIRST.key)
    assert found.covered(np.array([0.9]))[0, at] < 0.75


class Sharp(Sized):
    """Its targets observe with an error four times as large as they say."""

    def __init__(self, arms, targets):
        super().__init__(arms, tuple(Liar(**one.__dict__) for one in targets))


class Liar(type(wide("a"))):
    def observed_as(self, simulated, partnerships, luck):
        return super().observed_as(simulated + luck.normal(0.0, 4 * self.spread), partnerships, luck)


def test_a_choice_that_leaves_a_trace_is_told_and_one_that_leaves_none_is_not():
    luck = np.random.default_rng(2)
    draws = pd.DataFrame({"seen": luck.choice(["a", "b"], 600), "unseen": luck.choice(["a", "b"], 600)})
    statistics = (draws["seen"] == "a").to_numpy(float)[:, None] + luck.normal(0.0, 0.3, (600, 1))
    seen, unseen = (tell(draws, statistics, choice, "all", seed=1) for choice in ("seen", "unseen"))
    assert seen.accuracy_low > 0.85
    assert seen.bits > 0.5 * seen.most
    assert unseen.accuracy == pytest.approx(0.5, abs=0.07)
    assert unseen.bits < 0.02


def test_copies_of_a_draw_do_not_answer_for_each_other():
    """A hundred draws, ten copies each, whose choice is random: only the copies could tell."""
    luck = np.random.default_rng(3)
    once = pd.DataFrame({"choice": luck.choice(["a", "b"], 100)})
    statistics = np.tile(luck.normal(size=(100, 1)), (10, 1))
    draws, groups = pd.concat([once] * 10, ignore_index=True), np.tile(np.arange(100), 10)
    assert tell(draws, statistics, "choice", "all", 1).accuracy > 0.75
    assert tell(draws, statistics, "choice", "all", 1, groups).accuracy < 0.65
