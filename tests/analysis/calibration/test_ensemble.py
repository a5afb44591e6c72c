"""The ensemble: members drawn by weight, a file that says what it is, and runs that draw from it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import outlast
from outlast.analysis.calibration import ensemble as ensembles
from outlast.analysis.calibration.centre import centre
from outlast.analysis.calibration.draws import THEORIES, behaviour, prior_draws
from outlast.analysis.calibration.ensemble import (
    Ensemble,
    EnsembleError,
    learnt,
    load_ensemble,
    resampled,
    theory_weights,
    weighted_quantiles,
    write_ensemble,
)
from outlast.analysis.calibration.posterior import simulate_posterior
from outlast.analysis.calibration.targets import load_targets
from outlast.parameters import DECLARATIONS, Spec
from outlast.scenario.names import THEORY


@pytest.fixture(scope="module")
def ensemble():
    return Ensemble(prior_draws(14, 21), {"made": "for a test"})


def test_the_shipped_ensemble_is_of_this_model_and_of_the_shipped_targets():
    held = load_ensemble()
    assert len(held) == 300
    assert set(held.theories) <= set(THEORIES)
    assert held.manifest["fitted"] == [target.name for target in load_targets() if target.fitted]
    for entry in behaviour():
        values, spec = held.members[entry.key].to_numpy(), entry.spec
        assert isinstance(spec, Spec)
        assert spec.low <= values.min() <= values.max() <= spec.high


def test_the_defaults_are_the_centre_of_the_shipped_ensemble():
    middle = load_ensemble().manifest["centre"]
    assert 5 < len(middle) < 40
    assert {key: DECLARATIONS[key].default for key in middle} == middle


def test_the_centre_has_what_is_identified_and_to_two_digits():
    rows = [
        {"parameter": entry.key, "median": 7.6 if entry.is_integer else 0.01234, "identified": k % 3 == 0}
        for k, entry in enumerate(behaviour())
    ]
    found = centre(pd.DataFrame(rows))
    assert list(found) == [entry.key for entry in behaviour()][::3]
    for key, value in found.items():
        assert value == (8 if DECLARATIONS[key].is_integer else 0.012)


def test_members_come_by_their_weights():
    draws = prior_draws(50, 22)
    weights = np.linspace(1.0, 3.0, 50)
    members, places = resampled(draws, weights, 1000, seed=1)
    counts = np.bincount(places, minlength=50)
    # Systematic resampling misses what is due by less than one.
    assert np.all(np.abs(counts - 1000 * weights / weights.sum()) < 1.0)
    assert members.iloc[0].equals(draws.iloc[places[0]])


def test_an_ensemble_is_read_as_it_was_written(ensemble, tmp_path):
    write_ensemble(tmp_path / "ensemble.parquet", ensemble)
    for place in (tmp_path, tmp_path / "ensemble.parquet"):
        again = load_ensemble(place)
        pd.testing.assert_frame_equal(again.members, ensemble.members)
        assert (again.manifest, again.digest) == (ensemble.manifest, ensemble.digest)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path, _: None, "there is no such file"),
        (lambda path, _: path.write_text("no"), "this is no ensemble"),
        (lambda path, one: one.members.to_parquet(path), "this is no ensemble"),
        (
            lambda path, one: write_ensemble(path, Ensemble(one.members.assign(**{"rules.old": 1.0}), {})),
            "it speaks of rules.old",
        ),
        (
            lambda path, one: write_ensemble(path, Ensemble(one.members.drop(columns="rules.trust.gain"), {})),
            "it says nothing of rules.trust.gain",
        ),
        (lambda path, one: write_ensemble(path, Ensemble(one.members.iloc[:0], {})), "it has no members"),
    ],
)
def test_what_is_no_ensemble_is_refused(ensemble, tmp_path, make, says):
    path = tmp_path / "ensemble.parquet"
    make(path, ensemble)
    with pytest.raises(EnsembleError, match=says):
        load_ensemble(path)


def test_runs_are_those_of_their_members(ensemble):
    """Each run of an ensemble is the run of the scenario with that member's values, in either engine."""
    result = simulate_posterior("ahsc", range(3, 10), ensemble, twin=True)
    assert result.drawn is not None
    assert result.twin_trace is not None
    other = simulate_posterior("ahsc", range(3, 10), ensemble, twin=True, engine="mesa", workers=1)
    assert np.array_equal(result.finals, other.finals, equal_nan=True)
    for place, member in enumerate(result.drawn.members):
        scenario = outlast.load_scenario("ahsc").replace(ensemble.points[member])
        alone = outlast.simulate(scenario, [3 + place])
        assert np.array_equal(alone.finals[0], result.finals[place], equal_nan=True)
        assert alone.twin_trace is not None
        assert np.array_equal(alone.twin_trace[0], result.twin_trace[place], equal_nan=True)
    assert list(result.runs["theory"]) == [ensemble.members[THEORY][member] for member in result.drawn.members]


def test_what_is_set_holds_in_every_run(ensemble):
    kept = simulate_posterior(
        outlast.load_scenario("ahsc", {"rules.stance.value": 3.4}), range(5), ensemble, keep={"rules.stance.value"}
    )
    assert kept.drawn is not None
    member = ensemble.points[kept.drawn.members[0]] | {"rules.stance.value": 3.4}
    alone = outlast.simulate(outlast.load_scenario("ahsc").replace(member), [0])
    assert np.array_equal(alone.finals[0], kept.finals[0], equal_nan=True)


def test_members_are_spread_evenly_over_runs(ensemble):
    assert list(ensemble.for_runs(7)) == [1, 3, 5, 7, 9, 11, 13]
    assert sorted(np.bincount(ensemble.for_runs(30))) == [2] * 12 + [3] * 2


def test_a_theory_picks_its_members(ensemble):
    theory = ensemble.members[THEORY][0]
    result = simulate_posterior("ahsc", range(4), ensemble, theory=theory)
    assert result.drawn is not None
    assert set(result.drawn.theories) == {theory}
    with pytest.raises(EnsembleError, match="no member of the ensemble holds fog,capture"):
        simulate_posterior("ahsc", range(4), ensemble, theory="fog,capture")


def test_what_the_targets_say_nothing_of_is_called_not_identified(monkeypatch):
    monkeypatch.setattr(ensembles, "RESAMPLED", 100)
    draws = prior_draws(2000, 23)
    entry: Any = behaviour()[7]
    values = draws[entry.key].to_numpy()
    low, high = entry.spec.low, entry.spec.high
    weights = np.exp(-0.5 * ((values - (low + 0.8 * (high - low))) / (0.1 * (high - low))) ** 2)
    table: Any = learnt(draws, weights).set_index("parameter")
    assert table.loc[entry.key, "identified"]
    assert table["identified"].sum() <= 0.1 * len(table)


def test_weights_of_theories_have_their_monte_carlo_error():
    draws = prior_draws(2000, 24)
    table: Any = theory_weights(draws, np.ones(2000), THEORIES, seed=1).set_index("theory")
    assert table["weight"].sum() == pytest.approx(1.0)
    # A share of 1/7 of 2000 draws has a standard error of 0.0078.
    assert (table["high"] - table["low"]).mean() == pytest.approx(2 * 1.96 * 0.0078, rel=0.15)
    assert ((table["low"] <= 1 / 7) & (table["high"] >= 1 / 7)).sum() >= 5


def test_what_one_of_several_samples_does_not_show_is_not_shown():
    """Draws of one sample lean one way and of the other the other way: the whole would seem to lean the one way."""
    draws = pd.DataFrame({THEORY: ["fog"] * 900 + ["none"] * 100 + ["fog"] * 480 + ["none"] * 520})
    repeat = np.repeat([0, 1], 1000)
    alone: Any = theory_weights(draws, np.ones(2000), ("fog", "none"), seed=1).set_index("theory")
    both: Any = theory_weights(draws, np.ones(2000), ("fog", "none"), 1, repeat).set_index("theory")
    assert alone.at["fog", "clear"]
    assert not both.at["fog", "clear"]
    assert both.at["fog", "low"] < 0.48 < 0.9 < both.at["fog", "high"]
    assert both.at["fog", "weight"] == alone.at["fog", "weight"]


def test_a_parameter_that_has_moved_in_one_sample_alone_has_not_moved():
    base = prior_draws(300, 3)
    key, entry = behaviour()[0].key, behaviour()[0]
    assert isinstance(entry.spec, Spec)
    shifted = base[key].to_numpy() * 0.4 + 0.6 * float(entry.spec.high)
    draws = pd.concat([base.assign(**{key: shifted}), prior_draws(300, 9)], ignore_index=True)
    repeat, weights = np.repeat([0, 1], 300), np.full(600, 1 / 600)
    alone: Any = learnt(draws, weights).set_index("parameter")
    both: Any = learnt(draws, weights, 1, repeat).set_index("parameter")
    assert alone.at[key, "status"] == "moved"
    assert both.at[key, "status"] != "moved"
    assert both.at[key, "median"] == alone.at[key, "median"]
    twice = pd.concat([base.assign(**{key: shifted})] * 2, ignore_index=True)
    agreed: Any = learnt(twice, weights, 1, repeat).set_index("parameter")
    assert agreed.at[key, "status"] == "moved"


def test_weighted_quantiles_leave_out_what_is_not_known():
    values = np.array([3.0, np.nan, 1.0, 2.0])
    assert weighted_quantiles(values, np.array([1.0, 9.0, 1.0, 1.0]), (0.1, 0.5, 0.9)) == [1.0, 2.0, 3.0]
