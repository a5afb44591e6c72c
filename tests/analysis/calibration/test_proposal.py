"""Proposals: what is drawn has the density that it is weighed with, and follows what was accepted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from outlast.analysis.calibration.proposal import PRIOR, Proposal

KEYS = ("a", "b")


@pytest.fixture
def fitted():
    luck = np.random.default_rng(1)
    shared = luck.normal(size=400)
    frame = pd.DataFrame(
        {
            "a": 1.0 + 0.5 * shared,
            "b": -0.5 + 0.5 * shared + 0.1 * luck.normal(size=400),
            "c": 0.8 * luck.normal(size=400) - 0.4,
            "choice": luck.choice([0, 1, 2], 400, p=[0.7, 0.3, 0.0]),
        }
    )
    weights = luck.uniform(0.5, 1.5, 400)
    proposal: Any = Proposal(KEYS, ("c",), {"choice": 3})
    proposal.fit(frame, weights / weights.sum())
    return proposal, frame, weights / weights.sum()


def drawn(proposal, count=4000):
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002, TID251
    found = pd.DataFrame([dict(proposal.rvs_single()) for _ in range(count)])
    np.random.set_state(state)  # noqa: NPY002
    return found


def prior(x):
    scores = np.array([x["a"], x["b"], x["c"]])
    return np.exp(-0.5 * scores @ scores) / (2 * np.pi) ** 1.5 / 3


def test_weights_of_proposals_average_to_one_over_the_prior(fitted):
    """The mean of prior over density, over proposals, is the prior's total, 1: the density is that of what is drawn."""
    proposal, _, _ = fitted
    weights = np.array([prior(row) / proposal.pdf(row) for row in drawn(proposal).to_dict("records")])
    # Three standard errors of this sample.
    assert weights.mean() == pytest.approx(1.0, abs=3 * weights.std() / np.sqrt(len(weights)))
    # A part of the prior in each of three kernels and in the choice bounds every weight.
    assert weights.max() <= PRIOR**-3 / PRIOR + 1e-9


def test_proposals_follow_what_was_accepted_and_do_not_spread_it(fitted):
    proposal, frame, weights = fitted
    found: Any = drawn(proposal)
    for key in ("a", "b", "c"):
        values = frame[key].to_numpy()
        mean = weights @ values
        spread = weights @ (values - mean) ** 2
        mixed = (1 - PRIOR) * (spread + mean**2) + PRIOR
        expected = (1 - PRIOR) * mean
        assert found[key].mean() == pytest.approx(expected, abs=0.06)
        assert found[key].var() == pytest.approx(mixed - expected**2, rel=0.1)


def test_what_is_as_before_is_proposed_from_the_prior_itself():
    """So that a hundred parameters of which nothing was learnt add no noise to the weights."""
    luck = np.random.default_rng(4)
    names = [f"x{k}" for k in range(100)]
    frame = pd.DataFrame(luck.normal(size=(400, 102)), columns=[*KEYS, *names])
    proposal: Any = Proposal(KEYS, tuple(names), {})
    proposal.fit(frame, np.full(400, 1 / 400))
    assert proposal.moved.mean() <= 0.03
    scores = drawn(proposal, 500)
    prior_density = np.exp(-0.5 * (scores**2).sum(axis=1) - 102 * 0.5 * np.log(2 * np.pi))
    weights = np.array([prior_density[k] / proposal.pdf(row) for k, row in enumerate(scores.to_dict("records"))])
    assert weights.sum() ** 2 / (weights**2).sum() > 0.6 * len(weights)


def test_those_proposed_together_keep_their_correlation(fitted):
    proposal, frame, _ = fitted
    found: Any = drawn(proposal)
    near = found.loc[(found["a"] - 1).abs() < 1]
    assert np.corrcoef(near["a"], near["b"])[0, 1] > 0.6
    assert abs(np.corrcoef(found["a"], found["c"])[0, 1]) < 0.1
    assert np.corrcoef(frame["a"], frame["b"])[0, 1] > 0.9


def test_a_choice_that_died_out_can_come_back(fitted):
    proposal, frame, weights = fitted
    shares: Any = drawn(proposal)["choice"].value_counts(normalize=True)
    assert shares[2] == pytest.approx(PRIOR / 3, abs=0.012)
    assert shares[0] == pytest.approx((1 - PRIOR) * weights[frame["choice"] == 0].sum() + PRIOR / 3, abs=0.03)
