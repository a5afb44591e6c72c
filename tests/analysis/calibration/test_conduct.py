"""A calibration from end to end, small: one programme, two theories."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from made_up import MadeUp
from outlast.analysis.calibration import ensemble, predicting, synthetic
from outlast.analysis.calibration.conduct import calibrate
from outlast.analysis.calibration.draws import prior_draws
from outlast.analysis.calibration.ensemble import Ensemble, load_ensemble
from outlast.analysis.calibration.measurements import load_measurements
from outlast.analysis.calibration.planning import plan_of
from outlast.analysis.calibration.value import study
from outlast.scenario import ScenarioError, shipped_scenarios
from outlast.scenario.names import THEORY

SMALL: dict[str, Any] = {
    "table": 400, "waves": 2, "wave": 60, "truths": 20, "population": 24,
    "members": 30, "codings": 4, "cohorts": 2,
}  # fmt: skip


class Sized(MadeUp):
    @property
    def sizes(self):
        return {"a": 20}


@pytest.fixture(scope="module")
def small():
    return plan_of(arms="ahsc", theories=["fog", "none"], seed=5, **SMALL)


@pytest.fixture(scope="module")
def found(small, tmp_path_factory):
    plan, targets = small
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synthetic, "TREES", 10)
        patch.setattr(ensemble, "RESAMPLED", 100)
        patch.setattr(predicting, "COHORTS_OF_DEFAULTS", 20)
        return calibrate(tmp_path_factory.mktemp("made") / "ahsc", plan, targets, workers=2)


def test_a_calibration_moves_what_is_expected_towards_the_targets(found):
    prior: Any = pd.read_parquet(found.path / "table.parquet")["simulated.ahsc_alive"]
    row: Any = found.predictions.set_index("target").loc["ahsc_alive"]
    assert prior.mean() < 0.6
    assert row["median"] >= 0.8
    assert (row["observed_low"], row["observed_high"]) == pytest.approx((0.478, 1.0), abs=0.001)


def test_all_stages_are_in_the_folder_and_in_its_manifest(found):
    manifest = json.loads((found.path / "manifest.json").read_text())
    assert manifest["outlast"] == "calibration"
    assert manifest["settings"]["theories"] == ["fog", "none"]
    for name in ("table", "telling", "posterior", "theories", "parameters", "predictions", "ensemble"):
        assert f"{name}.parquet" in manifest["checksums"]
    assert {"history.json", "coverage.json", "sampling.json"} <= set(manifest["checksums"])


def test_the_posterior_has_as_many_draws_as_were_asked_for(found):
    posterior: Any = pd.read_parquet(found.path / "posterior.parquet")
    assert posterior["weight"].sum() == pytest.approx(1.0)
    assert len(posterior) == found.sampling["accepted"] == 24
    assert found.sampling["candidates"] > 24
    assert found.sampling["effective"] == pytest.approx(1 / (posterior["weight"] ** 2).sum())


def test_the_ensemble_can_be_read_from_the_folder(found):
    ensemble = load_ensemble(found.path)
    assert len(ensemble) == 30
    assert set(ensemble.theories) <= {"fog", "none"}
    assert ensemble.manifest["fitted"] == ["ahsc_alive"]


def test_a_calibration_goes_on_from_what_its_folder_holds(found, small, monkeypatch):
    monkeypatch.setattr(predicting, "COHORTS_OF_DEFAULTS", 20)
    plan, targets = small
    before = (found.path / "posterior.parquet").read_bytes()
    (found.path / "predictions.parquet").unlink()
    again = calibrate(found.path, plan, targets, resume=True, workers=1)
    assert (found.path / "posterior.parquet").read_bytes() == before
    pd.testing.assert_frame_equal(again.predictions, found.predictions)


def test_a_folder_of_another_plan_is_not_touched(found, small, tmp_path):
    _, targets = small
    other, _ = plan_of(arms="ahsc", theories=["fog", "none"], seed=6, **SMALL)
    with pytest.raises(ScenarioError, match="holds a calibration with other settings"):
        calibrate(found.path, other, targets, resume=True)
    with pytest.raises(ScenarioError, match="go on with --resume"):
        calibrate(found.path, small[0], targets)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ScenarioError, match="holds files that are no calibration"):
        calibrate(tmp_path, small[0], targets)


@pytest.mark.slow
def test_the_posterior_is_the_same_whoever_evaluates_it(found, small, tmp_path):
    plan, targets = small
    alone = calibrate(tmp_path / "alone", plan, targets, workers=1)
    pd.testing.assert_frame_equal(
        pd.read_parquet(alone.path / "posterior.parquet"), pd.read_parquet(found.path / "posterior.parquet")
    )


def test_with_nothing_to_fit_it_says_so(tmp_path):
    plan, targets = plan_of(arms="vanguard")
    with pytest.raises(ScenarioError, match="nothing to fit"):
        calibrate(tmp_path / "none", plan, targets)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"arms": "hiecc"}, "Did you mean hiec?"),
        ({"theories": ["fogg"]}, "--theory: .* The nearest is fog"),
        ({"targets": "nothing.toml"}, "there is no such file"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(given, says):
    with pytest.raises(ScenarioError, match=says):
        plan_of(**given)


def test_a_set_of_theories_is_the_same_in_any_order():
    assert plan_of(theories=["fog,latitude", "latitude,fog", "none"])[0].theories == ("latitude,fog", "none")


def test_what_could_be_measured_is_weighed_over_an_ensemble():
    measurements = [one for one in load_measurements() if one.arm == "hiec"][:3]
    ensemble = Ensemble(prior_draws(40, 32, ["fog", "none"]), {})
    value = study(ensemble, measurements, seed=1, rows=120)
    assert value.told[-1].statistics == "all together"
    assert {one.statistics for one in value.told[:-1]} == {one.name for one in measurements}
    assert [one.bits for one in value.told[:-1]] == sorted((one.bits for one in value.told[:-1]), reverse=True)
    assert value.told[0].most == pytest.approx(_entropy(ensemble.members[THEORY]))


def test_the_shipped_measurements_speak_of_shipped_arms():
    measurements = load_measurements()
    assert {one.arm for one in measurements} <= set(shipped_scenarios())
    assert {"token_members", "clarity_month_6", "variance_of_agendas", "paper_against_use", "turnover"} <= {
        one.name for one in measurements
    }


def _entropy(labels):
    shares = labels.value_counts(normalize=True).to_numpy()
    return float(-(shares * np.log2(shares)).sum())
