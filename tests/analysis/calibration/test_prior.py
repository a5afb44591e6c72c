"""The prior: uniform over declared ranges, addressed, and put into the engines' records without loss."""

from __future__ import annotations

import numpy as np
import pytest

import outlast
from outlast.analysis.calibration.draws import (
    THEORIES,
    behaviour,
    prior_draws,
    quantile,
    records_of,
    share,
    structures,
    values_of,
)
from outlast.parameters import Spec
from outlast.scenario.names import THEORY


def test_every_draw_lies_in_its_declared_range():
    draws = prior_draws(1500, 3)
    for entry in behaviour():
        values, spec = draws[entry.key].to_numpy(), entry.spec
        assert isinstance(spec, Spec)
        assert spec.low <= values.min() < values.max() <= spec.high
        assert np.mean(share(entry, values)) == pytest.approx(0.5, abs=0.06)


def test_theories_and_structures_are_equally_likely():
    draws = prior_draws(7000, 4)
    assert draws[THEORY].value_counts(normalize=True).to_dict() == pytest.approx(
        dict.fromkeys(THEORIES, 1 / 7), abs=0.02
    )
    for key, names in structures().items():
        assert set(draws[key]) == set(names)


def test_a_longer_table_begins_with_the_shorter_one():
    assert prior_draws(2500, 5).iloc[:300].equals(prior_draws(300, 5))
    assert prior_draws(2500, 5).iloc[1990:2100].reset_index(drop=True).equals(prior_draws(110, 5, start=1990))
    assert not prior_draws(300, 6).equals(prior_draws(300, 5))


def test_a_draw_reaches_the_engine_as_a_scenario_would_have_it():
    draws = prior_draws(3, 7)
    rules, switches = records_of(draws)
    for place, row in enumerate(draws.to_dict("records")):
        scenario = outlast.load_scenario("hiec").replace(values_of(row))
        assert rules[place]["stance"]["value"] == scenario.settings.rules.stance.value
        assert rules[place]["governance"]["at_once"] == scenario.settings.rules.governance.at_once
        assert switches[place]["fog"] == ("fog" in scenario.settings.structure.theory)


def test_whole_numbers_are_equally_likely():
    whole = next(entry for entry in behaviour() if entry.is_integer)
    values = quantile(whole, (np.arange(1000) + 0.5) / 1000)
    counts = np.unique(values, return_counts=True)[1]
    assert isinstance(whole.spec, Spec)
    assert len(counts) == whole.spec.high - whole.spec.low + 1
    assert counts.max() - counts.min() <= 1
