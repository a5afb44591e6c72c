"""Acceptance: the norm, the weights of draws above it, and that both give the posterior of the table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyabc
import pytest
from scipy.special import ndtr

from outlast.analysis.calibration.draws import behaviour, share, structures
from outlast.analysis.calibration.rejection import Prior, Programmes, accept, choices_of, norm_of
from outlast.analysis.calibration.sampler import AddressedSampler
from outlast.analysis.calibration.table import Arms
from outlast.scenario.names import THEORY

THEORIES = ("fog", "none")


@pytest.fixture(scope="module")
def posterior():
    import outlast.analysis.calibration.rejection as place

    class Weighted(Programmes):
        """Agreement is known without simulating: the first parameter's share is near .8, and fog agrees less."""

        def _simulate(self, drawn, lowest):
            away = (drawn["shares"][0] - 0.8) / 0.1
            return -0.5 * away**2 - 1.0 * (drawn["choices"][THEORY] == "fog"), np.zeros(1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, "Programmes", Weighted)
        sampler = AddressedSampler(3, 1)
        try:
            # A norm with much of the weight above it: those draws have weights of more than one.
            yield accept(THEORIES, sampler, lambda: Arms((), ()), -0.5, 200)
        finally:
            sampler.close()


def test_half_of_the_weight_lies_above_the_norm():
    values = -np.random.default_rng(1).exponential(3.0, 20_000)
    weights = np.exp(values)
    assert weights[values >= norm_of(values)].sum() / weights.sum() == pytest.approx(0.5, abs=0.01)
    assert norm_of(np.full(10, -2.0)) == -2.0


def test_weights_of_accepted_draws_give_the_posterior_that_is_known(posterior):
    first = behaviour()[0]
    shares = share(first, posterior.draws[first.key].to_numpy())
    mean = posterior.weights @ shares
    # A normal about .8 with .1, cut at 1.
    grid = np.linspace(0, 1, 2001)
    density = np.exp(-0.5 * ((grid - 0.8) / 0.1) ** 2)
    assert mean == pytest.approx(grid @ density / density.sum(), abs=4 * 0.09 / np.sqrt(posterior.effective))
    fog = posterior.weights[posterior.draws[THEORY].to_numpy() == "fog"].sum()
    known = np.exp(-1.0) / (1.0 + np.exp(-1.0))
    assert fog == pytest.approx(known, abs=4 * np.sqrt(known * (1 - known) / posterior.effective))


def test_a_draw_above_the_norm_counts_for_more_than_one_below(posterior):
    assert posterior.weights.max() / posterior.weights.min() == pytest.approx(np.exp(0.5), rel=0.01)
    assert 0.9 * len(posterior.draws) < posterior.effective < len(posterior.draws)


def test_the_prior_is_standard_normal_scores_and_choices_equally_likely():
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(4)  # noqa: NPY002, TID251
    prior = Prior(THEORIES)
    frame = pd.DataFrame([dict(prior.rvs()) for _ in range(2000)])
    np.random.set_state(state)  # noqa: NPY002
    scores = frame[[entry.key for entry in behaviour()]].to_numpy()
    assert np.abs(ndtr(scores).mean(axis=0) - 0.5).max() < 5 * np.sqrt(1 / 12 / 2000)
    for key, names in choices_of(THEORIES).items():
        found = frame[key].value_counts(normalize=True)
        assert set(found.index) == set(range(len(names)))
        assert np.abs(found - 1 / len(names)).max() < 0.05
    at = prior.rvs()
    for key, size in prior.sizes.items():
        assert prior.pdf(pyabc.Parameter(**(at | {key: size}))) == 0.0
    assert pyabc.Distribution.pdf(prior, at) == pytest.approx(prior.pdf(at), rel=1e-9)
    assert set(frame.columns) == {*(entry.key for entry in behaviour()), THEORY, *structures()}
