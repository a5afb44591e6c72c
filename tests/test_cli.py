"""The command line as a user meets it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from outlast.cli import main
from outlast.outcomes.catalogue import FINALS
from outlast.parameters import DECLARATIONS

SMALL = [
    "--replicates", "2", "--workers", "1", "--set", "context.partnerships=2", "--set", "context.members=6",
    "--set", "context.members_spread=0",
]  # fmt: skip


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "outlast", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


def test_a_run_prints_a_table_and_writes_the_folder(tmp_path: Path) -> None:
    done = run("run", "hiec", *SMALL, "--out", "here", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "self-sustain" in done.stdout
    assert "\x1b[" not in done.stdout
    assert not re.search(r"\bnan\b", done.stdout.lower())
    names = {path.name for path in (tmp_path / "here").iterdir()}
    tables = {f"{table}.parquet" for table in ("runs", "partnerships", "quarters")}
    assert names == tables | {"manifest.json", "summary.csv", "findings.txt", "run.png", "run.svg"}
    assert len(pd.read_parquet(tmp_path / "here" / "partnerships.parquet")) == 4


def test_the_same_command_twice_gives_identical_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert main(["run", "hiec", *SMALL, "--seed", "7", "--out", str(tmp_path / name)]) == 0
    for path in (tmp_path / "a").iterdir():
        if path.name == "manifest.json":
            one, two = (json.loads((tmp_path / name / path.name).read_text(encoding="utf-8")) for name in ("a", "b"))
            del one["times"], two["times"]
            assert one == two
        else:
            assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_json_is_json_and_holds_every_outcome(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "hiec", *SMALL, "--json", "--out", str(tmp_path / "run")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["runs"] == 2
    named = {row["outcome"] for row in told["outcomes"]}
    assert {"self_sustaining_8", "ladder_8_failed", "survival_8", "cost_per_self_sustained"} <= named


def test_theory_and_set_change_the_scenario(tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert (
        main(["run", "hiec", *SMALL, "--theory", "shield,capture", "--set", "mandate.grant=60", "--out", str(out)]) == 0
    )
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["structure"]["structure.theory"] == ["shield", "capture"]
    assert manifest["levers"]["mandate.grant"] == 60.0


@pytest.mark.parametrize(
    ("words", "fragments"),
    [
        (["run", "hiecc"], ["hiecc", "hiec"]),
        (["run", "hiec", "--set", "mandate.grnt=60"], ["mandate.grnt", "mandate.grant"]),
        (["run", "hiec", "--set", "mandate.grant=lots"], ["mandate.grant", "lots", "£k"]),
        (["run", "hiec", "--set", "mandate.grant=9999"], ["mandate.grant", "9999", "2000"]),
        (["run", "hiec", "--set", "mandate.grant"], ["mandate.grant", "="]),
        (["run", "hiec", "--set", "mandate.grant=1", "--set", "mandate.grant=2"], ["mandate.grant", "twice"]),
        (["run", "hiec", "--theory", "mist"], ["mist", "fog"]),
        (["run", "hiec", "--theory", "fog,none"], ["none"]),
        (["run", "hiec", "--theory", "fog", "--set", "structure.theory=fog"], ["structure.theory", "once"]),
        (["run", "hiec", "--replicates", "0"], ["--replicates", "0", "1"]),
        (["run", "hiec", "--replicates", "many"], ["--replicates", "many"]),
        (["run", "hiec", "--seed", "-1"], ["--seed", "-1"]),
        (["run", "hiec", "--seed", "1.5"], ["--seed", "1.5", "whole number"]),
        (["run", "hiec", "ahsn"], ["ahsn", "too many", "outlast run --help"]),
        (["run", "hiec", "--workers", "0"], ["--workers", "0"]),
        (["run", "hiec", "--engine", "mesaa"], ["--engine", "mesa"]),
        (["run", "hiec", "--colour", "red"], ["--colour"]),
        (["run"], ["SCENARIO"]),
        (["rnu"], ["rnu", "run"]),
        (["parameters", "mandate.grnt"], ["mandate.grnt", "mandate.grant"]),
        ([], []),
    ],
)
def test_bad_input_gives_one_clear_message_and_exit_status_two(
    words: list[str],
    fragments: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    status = main(words)
    told = capsys.readouterr()
    if not words:
        assert status == 0
        assert "Usage: outlast" in told.out
        return
    assert status == 2
    assert told.out == ""
    assert told.err.startswith("outlast: ")
    for fragment in fragments:
        assert fragment in told.err
    assert "Traceback" not in told.err
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "outlast", "scenarios"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_folder_of_something_else_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "thesis.txt").write_text("precious", encoding="utf-8")
    assert main(["run", "hiec", *SMALL, "--out", str(tmp_path)]) == 2
    assert "not a run of outlast" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_fault_inside_is_told_without_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setattr("outlast.simulation.simulate.simulate", broken)
    assert main(["run", "hiec", *SMALL, "--out", str(tmp_path / "run")]) == 1
    told = capsys.readouterr().err
    assert "failed while running" in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_the_lists_say_everything_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parameters", "--json"]) == 0
    keys = {record["name"] for record in json.loads(capsys.readouterr().out)}
    assert keys == set(DECLARATIONS)
    assert main(["outcomes", "--json"]) == 0
    names = {record["name"] for record in json.loads(capsys.readouterr().out)}
    assert {outcome.name for outcome in FINALS} <= names
    assert main(["scenarios", "--json"]) == 0
    shipped = {record["name"] for record in json.loads(capsys.readouterr().out)}
    assert {"hiec", "hiec_no_mandate", "ahsn", "communities_that_care", "workshop"} <= shipped


@pytest.mark.parametrize("command", ["parameters", "outcomes", "scenarios"])
def test_the_lists_print_as_tables(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 10
