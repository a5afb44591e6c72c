"""`outlast validate` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outlast.analysis.calibration.ensemble import write_ensemble
from outlast.cli import main
from validations import ensemble, files


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    (tmp_path / "data").mkdir()
    write_ensemble(tmp_path / "ensemble.parquet", ensemble(4, fitted=["all_open"]))
    given = files(tmp_path / "data")
    return [
        "validate", "--posterior", str(tmp_path / "ensemble.parquet"), "--targets", str(given["targets"]), "--patterns",
        str(given["patterns"]), "--cohorts", "1", "--workers", "1", "--out", str(tmp_path / "here"),
    ]  # fmt: skip


def test_the_pattern_table_is_printed_with_misses_and_sources(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.index("Kept out of the fit") < said.index("Used for fitting")
    for part in ("passes", "misses", "NHMRC", "FEIN08", "15: a short horizon", "No theory is held by 15", "Written to"):
        assert part in said
    for part in (
        "18†",
        "† Kept out of the fit, but had shaped a mechanism: trust stays (trust fades slowly",
        "against it",
    ):
        assert part in said
    assert "at least nine in ten of all members have it. There is no effect where more than half of the" in said
    assert "validated" not in said
    assert (tmp_path / "here" / "patterns.png").exists()


def test_draws_of_the_prior_are_called_so(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words[words.index("--posterior") + 1] = "prior"
    assert main([*words, "--members", "4"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(
        "What is documented, against draws of the prior 4 draws of the prior, not fitted to anything; one cohort each"
    )
    assert "Fitted by a calibration, not here" in said
    assert "Of the 2 patterns that a calibration is fitted to" in said
    manifest = json.loads((tmp_path / "here" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["settings"]["of"] == "the prior, not fitted to anything"
    assert "not fitted to anything" in (tmp_path / "here" / "findings.txt").read_text(encoding="utf-8")


def test_json_has_every_pattern_with_its_verdict(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {row["name"]: row["use"] for row in said["patterns"]} == {
        "all_open": "fit",
        "none_open": "check",
        "ties_give_trust": "check",
        "ties_take_trust": "check",
        "trust_stays": "check",
    }
    assert {"verdict", "source", "observed_low", "median", "low", "high"} <= said["patterns"][0].keys()
    assert {"right", "right_low", "right_high", "ties", "against", "shaped"} <= said["patterns"][0].keys()
    assert said["counts"]["kept_out"]["misses"] >= 1
    assert [row["pattern"] for row in said["silent"]] == ["15"]


def test_the_same_settings_write_the_same_numbers_again(words: list[str], tmp_path: Path) -> None:
    assert main(words) == 0
    first = (tmp_path / "here" / "patterns.csv").read_bytes()
    assert main(words) == 0
    assert (tmp_path / "here" / "patterns.csv").read_bytes() == first


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--cohorts", "0"], "--cohorts: found 0"),
        (["--members", "5"], "members: found 5, allowed is a whole number from 1 to 4"),
        (["--seed", "-1"], "--seed: found -1"),
        (["--posterior", "nowhere.parquet"], "outlast calibrate"),
        (["--targets", "nowhere.toml"], "nowhere.toml"),
        (["--patterns", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    more: list[str], said: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    option = words.index(more[0]) if more[0] in words else len(words)
    assert main([*words[:option], *more, *words[option + 2 :]]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "here").exists()


def test_a_folder_of_something_else_is_refused_before_anything_is_simulated(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(words) == 2
    assert "not a validation of outlast" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["mine.txt"]
