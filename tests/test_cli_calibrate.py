"""`outlast calibrate` and `outlast run --posterior` as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from outlast.analysis.calibration import planning, synthetic
from outlast.analysis.calibration.draws import prior_draws
from outlast.analysis.calibration.ensemble import Ensemble, write_ensemble
from outlast.analysis.calibration.targets import load_targets, shipped_targets
from outlast.cli import main
from outlast.cli.app import whole_words

TINY = ["--arms", "ahsc", "--theory", "fog", "--theory", "none", "--draws", "200", "--population", "20"]
FEW = ["--truths", "10", "--members", "20", "--seed", "3"]


@pytest.fixture
def few_trees(monkeypatch):
    monkeypatch.setattr(synthetic, "TREES", 10)


@pytest.fixture
def ensemble(tmp_path) -> Path:
    path = tmp_path / "ensemble.parquet"
    write_ensemble(path, Ensemble(prior_draws(12, 2), {}))
    return path


@pytest.mark.usefixtures("few_trees")
def test_a_calibration_prints_its_tables_and_writes_an_ensemble_that_runs_draw_from(tmp_path, capsys):
    out = tmp_path / "made"
    assert main(["calibrate", *TINY, *FEW, "--repeats", "2", "--out", str(out)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for word in ("does it agree", "theories", "history matching", "synthetic"):
        assert word.casefold() in said.casefold()
    assert "in 2 independent samples" in said
    drawn = pd.read_parquet(out / "posterior.parquet")
    assert drawn["repeat"].value_counts().to_dict() == {0: 20, 1: 20}
    assert (
        not drawn[drawn["repeat"] == 0]
        .drop(columns="repeat")
        .equals(drawn[drawn["repeat"] == 1].drop(columns="repeat"))
    )
    signed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["checksums"]
    assert {"ensemble.parquet", "findings.txt", "targets.csv", "coverage.png", "theories.svg"} <= signed.keys()
    assert main(["run", "ahsc", "--posterior", str(out), "--replicates", "20", "--out", str(tmp_path / "run")]) == 0
    assert "members of the ensemble" in " ".join(capsys.readouterr().out.split())
    runs = pd.read_parquet(tmp_path / "run" / "runs.parquet")
    assert set(runs["theory"]) <= {"fog", "none"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--arms", "hiecc"], "--arms: no target of targets.toml is of hiecc"),
        (["--theory", "fogg"], "--theory: holds the text"),
        (["--draws", "10"], "--draws: found 10, allowed is a whole number from 200"),
        (["--population", "2"], "--population: found 2"),
        (["--targets", "nothing.toml"], "nothing.toml: there is no such file"),
        (["--posterior", "some.parquet"], "--posterior: it belongs to --value-of-data"),
        (["--value-of-data", "--draws", "500"], "--draws: it belongs to a calibration"),
        (["--value-of-data", "--posterior", "nothing.parquet"], "nothing.parquet: there is no such file"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(words, says, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["calibrate", *words]) == 2
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_arm_that_does_not_exist_is_refused_before_anything_is_fitted(capsys, tmp_path):
    """Also one that is only checked against, which is simulated last of all."""
    text = shipped_targets().read_text(encoding="utf-8").replace('arm = "vanguard"', 'arm = "vangard"')
    ours = tmp_path / "ours.toml"
    ours.write_text(text, encoding="utf-8")
    assert main(["calibrate", "--targets", str(ours), "--out", str(tmp_path / "made")]) == 2
    said = capsys.readouterr().err
    assert "ours.toml: arm = vangard: " in said
    assert "the nearest right name is vanguard" in said
    assert not (tmp_path / "made").exists()


def test_a_scenario_that_has_changed_is_another_calibration(monkeypatch):
    first = planning.plan_of()[0]
    load = planning.load_scenario
    monkeypatch.setattr(planning, "load_scenario", lambda name, *rest: load(name, {"mandate.grant": 77}))
    assert planning.plan_of(theories=None)[0].digest() != first.digest()
    assert [text.split()[0] for text in first.scenarios] == list(dict.fromkeys(t.arm for t in load_targets()))


def test_without_its_libraries_it_says_how_to_get_them(monkeypatch, capsys, tmp_path):
    from importlib import util

    found = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name, *rest: None if name == "pyabc" else found(name, *rest))
    assert main(["calibrate", *TINY, "--out", str(tmp_path / "none")]) == 1
    assert "python3 start.py calibrate" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


@pytest.mark.usefixtures("few_trees")
def test_the_value_of_data_is_printed_and_written(ensemble, tmp_path, capsys, monkeypatch):
    from outlast.analysis.calibration import value

    monkeypatch.setattr(value, "ROWS", 60)
    words = ["calibrate", "--value-of-data", "--posterior", str(ensemble), "--out", str(tmp_path / "value"), "--json"]
    assert main(words) == 0
    rows = json.loads(capsys.readouterr().out)["measurements"]
    assert rows[-1]["statistics"] == "all together"
    assert (tmp_path / "value" / "value.csv").exists()


def test_a_run_of_a_theory_takes_its_members_only(ensemble, tmp_path, capsys):
    out = tmp_path / "run"
    words = ["run", "ahsc", "--posterior", str(ensemble), "--theory", "fog", "--replicates", "6", "--out", str(out)]
    assert main([*words, "--json"]) == 0
    assert set(pd.read_parquet(out / "partnerships.parquet")["theory"]) == {"fog"}
    assert main([*words[:4], "--theory", "fog,capture", "--out", str(tmp_path / "other")]) == 2
    capsys.readouterr()
    # Another ensemble is another run: the folder is not overwritten.
    assert main(["run", "ahsc", "--replicates", "6", "--out", str(out)]) == 2
    assert "holds a run with other settings" in capsys.readouterr().err


def test_posterior_alone_means_the_shipped_one():
    assert whole_words(["run", "hiec", "--posterior"]) == ["run", "hiec", "--posterior", "shipped"]
    assert whole_words(["run", "hiec", "--posterior", "--seed", "2"])[3] == "shipped"
    assert whole_words(["run", "hiec", "--posterior", "x.parquet"]) == ["run", "hiec", "--posterior", "x.parquet"]
