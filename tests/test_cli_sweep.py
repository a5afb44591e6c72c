"""`outlast sweep` and `outlast merge` as a user meets them."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from outlast.cli import main

SMALL = ["--set", "context.partnerships=3", "--set", "context.members=8", "--set", "context.members_spread=0"]
GRID = ["hiec", *SMALL, "--vary", "mandate.vagueness=0:1:3", "--vary", "mandate.grant=0,100"]


def test_a_sweep_prints_a_table_and_writes_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "here"
    assert main(["sweep", *GRID, "--outcome", "trust_12", "--replicates", "12", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "72 at 6 points" in said
    assert "times less variance" in " ".join(said.split())
    assert "\x1b[" not in said
    assert max(len(line) for line in said.splitlines() if str(out) not in line) <= 80
    names = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    figures = {"sweep.png", "sweep.svg"}
    assert names == {"runs.parquet", "points.parquet", "summary.csv", "manifest.json", "parts"} | figures
    assert len(pd.read_parquet(out / "runs.parquet")) == 72
    assert len(pd.read_csv(out / "summary.csv")) == 6


def test_json_holds_an_estimate_for_each_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", *GRID, "--replicates", "2", "--outcome", "alive_8", "--out", str(tmp_path / "here"), "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["runs"], found["points"], found["failed"], found["outcome"]) == (12, 6, 0, "alive_8")
    assert [row["mandate.grant"] for row in found["estimates"]] == [0, 100] * 3
    assert {"mean", "low", "high", "runs", "failed"} <= found["estimates"][0].keys()


def test_a_dry_run_says_how_many_runs_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", *GRID, "--replicates", "7", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "Points: 6. Runs: 42." in said
    assert "Time: about" in said
    assert "Disk: about" in said
    assert list(tmp_path.iterdir()) == []


def test_failed_runs_end_in_status_1_and_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "hiec", *SMALL, "--vary", "mandate.taper=0,4", "--vary", "mandate.duration=0,8"]
    assert main([*words, "--replicates", "3", "--out", str(tmp_path / "here")]) == 1
    said = capsys.readouterr()
    assert "3 of 12 runs failed, at 1 of 4 points" in said.err
    assert "no funding to taper" in said.err
    assert "3 failed" in said.out
    failed = pd.read_csv(tmp_path / "here" / "failed.csv")
    assert failed["seed"].tolist() == [1, 2, 3]
    assert set(failed["mandate.taper"]) == {4}


def test_the_same_sweep_again_needs_leave_to_go_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", *GRID, "--replicates", "2", "--out", str(tmp_path / "here")]
    assert main(words) == 0
    before = (tmp_path / "here" / "manifest.json").read_bytes()
    assert main(words) == 2
    assert "complete; add --resume" in capsys.readouterr().err
    assert main([*words, "--resume"]) == 0
    assert (tmp_path / "here" / "manifest.json").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--vary", "mandate.grand=0:1"], "the nearest right name is mandate.grant"),
        (["--vary", "mandate.grant=0:5000:3"], "2000"),
        (["--vary", "mandate.grant=0:600"], "a grid needs to know how many values"),
        ([], "nothing is varied"),
        (
            ["--vary", "mandate.grant=0,1", "--outcome", "self_sustaning_8"],
            "the nearest right name is self_sustaining_8",
        ),
        (["--vary", "mandate.grant=0,1", "--outcome", "ladder_8"], "as in ladder_8_self_sustained"),
        (["--vary", "mandate.grant=0,1", "--replicates", "0"], "--replicates: found 0"),
        (["--vary", "mandate.grant=0,1", "--replicates", "2.5"], "allowed is a whole number"),
        (["--vary", "mandate.grant=0,1", "--precision", "0"], "--precision: found 0"),
        (["--vary", "mandate.grant=0,1", "--precision", "0.1", "--replicates", "3"], "give one of them"),
        (["--vary", "mandate.grant=0,1", "--precision", "0.1", "--shard", "1/2"], "cannot be split"),
        (["--vary", "mandate.grant=0,1", "--shard", "3/2"], "allowed is I/N"),
        (["--vary", "mandate.grant=0,1", "--dask", "tcp://127.0.0.1:1", "--workers", "2"], "its own workers"),
        (["--vary", "mandate.grant=0,1", "--design", "lsh"], "lhs"),
        (["--vary", "mandate.grant=0:1", "--design", "sobol", "--samples", "100"], "128"),
        (["--design", "nowhere.csv"], "nowhere.csv"),
        (["--vary", "mandate.grant=0,1", "--detail", "month"], "month"),
        (["--vary", "mandate.grant=0,1", "--luck", "bad"], "independent"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    words: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", "hiec", *SMALL, *words]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_shards_are_merged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole, split = tmp_path / "whole", tmp_path / "split"
    words = ["sweep", *GRID, "--replicates", "4"]
    assert main([*words, "--out", str(whole)]) == 0
    assert main([*words, "--out", str(split), "--shard", "1/2"]) == 0
    assert f"outlast merge {split}" in capsys.readouterr().err.replace("\n", "")
    assert main(["merge", str(split)]) == 2
    assert "12 of 24 runs are still missing" in capsys.readouterr().err
    assert main([*words, "--out", str(split), "--shard", "2/2"]) == 0
    assert main(["merge", str(split)]) == 0
    assert (split / "runs.parquet").read_bytes() == (whole / "runs.parquet").read_bytes()
    assert (split / "summary.csv").read_bytes() == (whole / "summary.csv").read_bytes()


def test_merging_what_is_no_sweep_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["merge", str(tmp_path / "nothing")]) == 2
    assert "holds no sweep" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_ctrl_c_leaves_a_folder_that_can_be_gone_on_with(tmp_path: Path) -> None:
    out = tmp_path / "here"
    words = [sys.executable, "-m", "outlast", "sweep", *GRID, "--replicates", "20000", "--out", str(out)]
    child = subprocess.Popen(
        words,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        # What runs in the background of a shell ignores Ctrl-C, and so would its children.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        deadline = time.monotonic() + 120
        while not list(out.glob("parts/runs-*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=60)
    finally:
        child.kill()
    assert child.returncode == 130, said
    assert "interrupted;" in said
    assert "--resume" in said
    assert "Traceback" not in said
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["status"] == "begun"


def test_a_full_disk_is_told_as_such_with_what_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "runs")

    monkeypatch.setattr("outlast.runs.parts.write", full)
    assert main(["sweep", *GRID, "--replicates", "2", "--out", str(tmp_path / "here")]) == 1
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert "0 finished runs are kept" in said
    assert "fault of outlast" not in said


def test_json_is_strict_where_little_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "hiec", "--set", "context.partnerships=1", *SMALL[2:], "--vary", "mandate.grant=0,60"]
    assert main([*words, "--replicates", "4", "--out", str(tmp_path / "here"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(name))
    assert found["gain"] is None or set(found["gain"]) == {"mean", "low", "high"}


def test_a_shard_with_failed_runs_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sweep", "hiec", *SMALL, "--vary", "mandate.taper=0,4", "--vary", "mandate.duration=0,8"]
    assert main([*words, "--replicates", "2", "--out", str(tmp_path / "here"), "--shard", "1/1"]) == 1
    assert "2 of the 8 runs" in capsys.readouterr().err
