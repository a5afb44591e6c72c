"""`outlast.sweep` refuses what it cannot use in one sentence, before anything is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import outlast
from outlast.scenario import ScenarioError

BAD: list[tuple[dict[str, Any], str]] = [
    ({"luck": "foo"}, "common"),
    ({"replicates": 3, "precision": 0.4}, "give one of them"),
    ({"replicates": "x"}, "--replicates"),
    ({"replicates": 2.5}, "--replicates"),
    ({"replicates": 0}, "--replicates"),
    ({"replicates": True}, "--replicates"),
    ({"precision": "x"}, "--precision"),
    ({"precision": True}, "--precision"),
    ({"precision": float("inf")}, "--precision"),
    ({"workers": 0}, "--workers"),
    ({"workers": -3}, "--workers"),
    ({"workers": "x"}, "--workers"),
    ({"resume": "no"}, "resume"),
    ({"out": 5}, "--out"),
    ({"outcome": 5}, "--outcome"),
    ({"outcome": "alive_88"}, "alive_8"),
    ({"progress": 5}, "progress"),
    ({"seed": -1}, "--seed"),
    ({"seed": 1.5}, "--seed"),
    ({"design_seed": -1}, "--design-seed"),
    ({"detail": "month"}, "partnership"),
    ({"design": 5}, "--design"),
]


@pytest.mark.parametrize(("wrong", "told"), BAD, ids=[f"{wrong}" for wrong, _ in BAD])
def test_a_bad_argument_is_refused_and_nothing_is_written(
    wrong: dict[str, Any], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments: dict[str, Any] = {"vary": {"mandate.grant": (0, 100)}, "samples": 4, "out": "here"} | wrong
    with pytest.raises(ScenarioError, match=told):
        outlast.sweep("hiec", **arguments)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scenario", [5, None, ["hiec"]])
def test_what_is_no_scenario_is_refused(scenario: Any, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError):
        outlast.sweep(scenario, {"mandate.grant": [0, 1]}, out=tmp_path / "here")


def test_what_a_sweep_raises_can_be_caught_by_name() -> None:
    assert issubclass(outlast.FailedRunsError, ValueError)
    assert issubclass(outlast.SweepHaltedError, RuntimeError)


def test_a_data_frame_of_points_is_a_design(tmp_path: Path) -> None:
    few = {"context.partnerships": 2, "context.members": 6, "context.members_spread": 0, "output.twin": False}
    points = pd.DataFrame({"mandate.grant": [0.0, 62.5], "structure.theory": ["fog", "latitude+fog"]})
    store = outlast.sweep(outlast.load_scenario("hiec", few), design=points, replicates=2, out=tmp_path / "here")
    assert store.points["mandate.grant"].tolist() == [0.0, 62.5]
    assert store.points["structure.theory"].tolist() == ["fog", "latitude+fog"]
    with pytest.raises(ScenarioError, match=r"column mandate\.grnat"):
        outlast.sweep("hiec", design=pd.DataFrame({"mandate.grnat": [1]}), out=tmp_path / "there")
    with pytest.raises(ScenarioError, match=r"line 3: mandate\.grant: found 5000"):
        outlast.sweep("hiec", design=pd.DataFrame({"mandate.grant": [1, 5000]}), out=tmp_path / "there")
    assert not (tmp_path / "there").exists()
