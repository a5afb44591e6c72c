"""A sweep over an ensemble: who each run's behaviour is from, that it is indeed, and what still holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import outlast
from outlast.analysis.calibration.ensemble import Ensemble
from outlast.cli import main
from outlast.runs.conduct import drawn, merge, sweep
from outlast.runs.members import Members
from outlast.scenario import ScenarioError
from outlast.scenario.names import THEORY
from outlast.simulation.simulate import simulate
from sweeps import TINY, a_sweep, conduct, conduct_shard, tables_of, tiny

ENSEMBLE = outlast.load_ensemble()
MANY = len(ENSEMBLE)
VARIED = {"mandate.grant": (0, 300), "rules.trust.gain": (0.1, 0.3)}


def over_the_ensemble(**rest):
    """A small sweep of four points over the shipped ensemble."""
    plain = a_sweep(VARIED, **rest)
    return a_sweep(VARIED, members=drawn(ENSEMBLE, plain.design), **rest)


def turns(luck: str, points: list[int], replicates: list[int]) -> np.ndarray:
    return Members(ENSEMBLE.points, "x").of(luck, np.array(points), np.array(replicates))  # type: ignore[arg-type]


def test_with_common_luck_a_replicate_has_one_member_at_all_points_and_all_members_come_up_before_one_returns() -> None:
    assert len(set(turns("common", [0, 5, 900], [3, 3, 3]))) == 1
    for first in (0, MANY):
        found = turns("common", [0] * MANY, list(range(first, first + MANY)))
        assert sorted(found) == list(range(MANY))
    assert turns("common", [0] * MANY, list(range(MANY))).tolist() != found.tolist()


def test_with_independent_luck_neighbouring_points_have_other_members() -> None:
    assert sorted(turns("independent", list(range(MANY)), [0] * MANY)) == list(range(MANY))
    of_one_point = turns("independent", [7] * MANY, list(range(MANY - 7, 2 * MANY - 7)))
    assert sorted(of_one_point) == list(range(MANY))


@pytest.mark.parametrize("luck", ["common", "independent"])
def test_a_run_is_the_scenario_with_the_behaviour_of_its_member_and_what_is_varied(luck: str, tmp_path: Path) -> None:
    store = conduct(over_the_ensemble(luck=luck), tmp_path / "here")
    for row in store.runs.iloc[::4].to_dict("records"):
        values = ENSEMBLE.points[row["member"]]
        assert row[THEORY] == ("+".join(values[THEORY]) or "none")
        own = values | {key: row[key] for key in VARIED}
        expected: Any = simulate(tiny(), [row["seed"]], points=[own]).runs.iloc[0]
        for outcome in ("trust_12", "alive_8", "coverage_8"):
            assert row[outcome] == expected[outcome], outcome
    # Members differ, and it shows.
    assert len(set(store.runs["member"])) >= 5


def test_parts_of_a_sweep_over_an_ensemble_are_those_of_the_whole(tmp_path: Path) -> None:
    whole = conduct(over_the_ensemble(), tmp_path / "whole", size=20, workers=1)
    for number in (1, 2, 3):
        conduct_shard(over_the_ensemble(), tmp_path / "shards", number, 3)
    merge(tmp_path / "shards")
    assert tables_of(tmp_path / "shards") == tables_of(whole.folder)
    larger = conduct(over_the_ensemble(replicates=8), tmp_path / "larger", resume=True)
    both = [store.runs.set_index(["point", "replicate"]).sort_index() for store in (whole, larger)]
    pd.testing.assert_frame_equal(both[0].drop(columns="run"), both[1].loc[both[0].index].drop(columns="run"))


def test_what_is_varied_or_kept_is_not_drawn(tmp_path: Path) -> None:
    base = outlast.load_scenario("hiec", TINY | {"rules.trust.gain": 0.29})
    store = sweep(
        base, {THEORY: ["fog", "none"]}, replicates=3, posterior=ENSEMBLE, keep=["rules.trust.gain"], out=tmp_path / "a"
    )
    assert list(store.runs.columns[:6]) == ["run", "point", "replicate", "seed", THEORY, "member"]
    assert store.manifest["settings"]["held"] == ["rules.trust.gain", THEORY]
    row = store.runs.iloc[-1]
    own = ENSEMBLE.points[row["member"]] | {"rules.trust.gain": 0.29, THEORY: ("fog",) if row[THEORY] == "fog" else ()}
    assert row["trust_12"] == simulate(base, [row["seed"]], points=[own]).runs["trust_12"].iloc[0]


def test_a_folder_of_other_members_or_of_none_is_refused(tmp_path: Path) -> None:
    conduct(over_the_ensemble(), tmp_path / "here")
    fog = ENSEMBLE.of_theory("fog")
    for other in (a_sweep(VARIED), a_sweep(VARIED, members=drawn(fog, a_sweep(VARIED).design))):
        with pytest.raises(ScenarioError, match=r"other settings \(what differs: ensemble"):
            conduct(other, tmp_path / "here", resume=True)


def test_what_is_no_ensemble_is_refused() -> None:
    with pytest.raises(ScenarioError, match=r"needed is an ensemble: outlast\.load_ensemble"):
        sweep("hiec", {"mandate.grant": [0, 1]}, posterior="fog")


def test_the_command_draws_from_the_shipped_ensemble_or_its_members_of_a_theory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = [word for key, value in TINY.items() for word in ("--set", f"{key}={value}")]
    words = ["sweep", "hiec", *small, "--set", "output.twin=false", "--vary", "mandate.grant=0,100"]
    words += ["--replicates", "4", "--theory", "fog", "--out", str(tmp_path / "here"), "--posterior"]
    assert main(words) == 0
    digest = ENSEMBLE.of_theory("fog").digest
    assert f"the members of the ensemble {digest} hold" in " ".join(capsys.readouterr().out.split())
    runs = pd.read_parquet(tmp_path / "here" / "runs.parquet")
    assert set(runs[THEORY]) == {"fog"}
    assert runs.groupby("replicate")["member"].nunique().tolist() == [1, 1, 1, 1]
    settings = json.loads((tmp_path / "here" / "manifest.json").read_text())["settings"]
    assert (settings["ensemble"], settings["held"]) == (digest, [])
    assert main([*words[:-1], "--posterior", "no/such.parquet", "--resume"]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_a_member_that_an_ensemble_holds_twice_has_one_number(tmp_path: Path) -> None:
    twice = Ensemble(pd.concat([ENSEMBLE.members.iloc[:3]] * 2, ignore_index=True), {})
    assert twice.first_alike.tolist() == [0, 1, 2, 0, 1, 2]
    members = Members.drawn(twice, ())
    assert members.labels(np.arange(6))["member"].tolist() == [0, 1, 2, 0, 1, 2]
    # What the sweep itself decides makes members alike that differ in nothing else.
    kept = [key for key in members.points[0] if key != "rules.trust.gain"]
    assert Members.drawn(twice, kept).first_alike.max() <= 2
    assert set(Members.drawn(ENSEMBLE, ()).first_alike) == set(ENSEMBLE.first_alike)
    assert len(np.unique(ENSEMBLE.first_alike)) < len(ENSEMBLE)
