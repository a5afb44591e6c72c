"""`outlast sensitivity` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from outlast.cli import main

SMALL = ["--set", "context.partnerships=3", "--set", "context.members=8", "--set", "context.members_spread=0"]
VARY = ["--vary", "mandate.grant=0:300", "--vary", "mandate.pressure=0:1"]


@pytest.mark.parametrize(
    ("method", "samples", "columns"),
    [
        ("sobol", "8", {"s1", "s1_conf", "st", "st_conf"}),
        ("morris", "4", {"mu_star", "sigma"}),
        ("pawn", "32", {"median", "median_conf"}),
        ("oat", "2", {"range"}),
    ],
)
def test_each_method_prints_indices_and_writes_its_folder(
    method: str, samples: str, columns: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "here"
    words = ["sensitivity", "hiec", *SMALL, *VARY, "--method", method, "--samples", samples, "--replicates", "3"]
    assert main([*words, "--outcome", "output_total", "--out", str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert {row["name"] for row in rows} == {"mandate.grant", "mandate.pressure"}
    assert columns <= rows[0].keys()
    signed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["checksums"]
    assert {"indices.csv", "noise.csv", "findings.txt", "runs.parquet"} <= signed.keys()
    assert set(pd.read_csv(out / "indices.csv")["name"]) == {"mandate.grant", "mandate.pressure"}


def test_a_study_is_enlarged_without_making_its_runs_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, fresh = tmp_path / "grown", tmp_path / "fresh"
    words = ["sensitivity", "hiec", *SMALL, *VARY, "--method", "sobol", "--outcome", "output_total", "--json"]
    assert main([*words, "--samples", "8", "--replicates", "2", "--out", str(out)]) == 0
    first = pd.read_parquet(out / "runs.parquet")
    assert main([*words, "--samples", "16", "--replicates", "3", "--out", str(out), "--resume"]) == 0
    grown = pd.read_parquet(out / "runs.parquet")
    pd.testing.assert_frame_equal(grown.head(len(first)), first)
    capsys.readouterr()
    assert main([*words, "--samples", "16", "--replicates", "3", "--out", str(fresh)]) == 0
    whole = pd.read_parquet(fresh / "runs.parquet")
    by = ["point", "replicate"]
    rest = [name for name in whole if name != "run"]
    found: Any = grown.sort_values(by, ignore_index=True)[rest]
    expected: Any = whole.sort_values(by, ignore_index=True)[rest]
    pd.testing.assert_frame_equal(found, expected)
    assert (out / "indices.csv").read_bytes() == (fresh / "indices.csv").read_bytes()


@pytest.mark.parametrize(("method", "samples"), [("sobol", (4, 8)), ("morris", (4, 6)), ("pawn", (32, 64))])
def test_a_study_is_enlarged_by_points_alone_with_as_many_replicates_as_its_luck_needs(
    method: str, samples: tuple[int, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "here"
    words = ["sensitivity", "hiec", *SMALL, *VARY, "--method", method, "--replicates", "3", "--out", str(out), "--json"]
    assert main([*words, "--samples", str(samples[0])]) == 0
    assert main([*words, "--samples", str(samples[1]), "--resume"]) == 0
    capsys.readouterr()
    grown = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert grown["status"] == "done"
    assert grown["gain"] is not None
    assert len(pd.read_parquet(out / "runs.parquet")) == 3 * len(pd.read_parquet(out / "points.parquet"))


def test_a_design_that_is_not_the_beginning_of_the_other_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["sensitivity", "hiec", *SMALL, *VARY, "--method", "sobol", "--samples", "8", "--replicates", "2"]
    assert main([*words, "--out", str(tmp_path / "here"), "--json"]) == 0
    other = [*words, "--design-seed", "2", "--out", str(tmp_path / "here"), "--resume"]
    assert main(other) == 2
    assert "other settings" in capsys.readouterr().err


def test_runs_without_a_value_stop_the_analysis_unless_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sensitivity", "hiec", *SMALL, *VARY, "--method", "morris", "--samples", "4", "--replicates", "2"]
    words += ["--outcome", "cost_per_self_sustained", "--out", str(tmp_path / "here")]
    assert main(words) == 1
    assert "--failed drop" in capsys.readouterr().err


def test_another_analysis_of_the_same_runs_leaves_nothing_of_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "here"
    words = ["sensitivity", "hiec", *SMALL, *VARY, "--method", "morris", "--samples", "4", "--replicates", "2"]
    words += ["--out", str(out), "--json", "--outcome", "alive_8"]
    assert main([*words, "--outcome", "output_total"]) == 0
    assert (out / "ranked_output_total.png").exists()
    assert main([*words, "--resume"]) == 0
    signed = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["checksums"]
    there = {path.name for path in out.iterdir() if path.is_file() and not path.name.startswith((".", "manifest"))}
    assert there == set(signed)
    assert "ranked_output_total.png" not in there
    capsys.readouterr()


def test_one_at_a_time_draws_a_curve_and_not_two_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sensitivity", "hiec", *SMALL, "--method", "oat", "--vary", "mandate.duration=4:24", "--replicates", "2"]
    assert main([*words, "--vary", "mandate.grant=0,60", "--out", str(tmp_path / "here"), "--json"]) == 0
    capsys.readouterr()
    curves = pd.read_csv(tmp_path / "here" / "curves.csv").query("outcome == 'self_sustaining_8'")
    # Eleven steps of a range, the values that were named, and the scenario's own beside them.
    assert curves["name"].value_counts().to_dict() == {"mandate.duration": 11, "mandate.grant": 3}


def test_a_study_that_could_have_no_indices_is_refused_before_it_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "sensitivity",
        "hiec",
        *SMALL,
        *VARY,
        "--method",
        "pawn",
        "--samples",
        "4",
        "--out",
        str(tmp_path / "here"),
    ]
    assert main(words) == 2
    assert "--samples: found 4, but allowed is a whole number from 20" in capsys.readouterr().err
    assert not (tmp_path / "here").exists()


def test_a_smaller_study_than_the_folder_holds_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "sensitivity",
        "hiec",
        *SMALL,
        *VARY,
        "--method",
        "sobol",
        "--replicates",
        "2",
        "--out",
        str(tmp_path / "a"),
    ]
    assert main([*words, "--samples", "16", "--json"]) == 0
    capsys.readouterr()
    assert main([*words, "--samples", "8", "--resume"]) == 2
    assert "holds a larger study of the same kind (96 points of 2 replicates; asked for are 48 of 2)" in " ".join(
        capsys.readouterr().err.split()
    )


def test_a_study_finds_its_folder_whatever_its_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["sensitivity", "hiec", *SMALL, *VARY, "--method", "morris", "--replicates", "2", "--json"]
    assert main([*words, "--samples", "4"]) == 0
    assert main([*words, "--samples", "6", "--resume"]) == 0
    assert main([*words, "--samples", "4", "--design-seed", "2"]) == 0
    assert len(list((tmp_path / "results").iterdir())) == 2
    capsys.readouterr()
