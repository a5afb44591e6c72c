"""`outlast explain` as a user meets it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from outlast.cli import main

SMALL = [
    "explain", "workshop", "--seed", "2", "--workers", "1", "--set", "context.members=5", "--set",
    "context.partnerships=1", "--set", "mandate.duration=4", "--set", "mandate.taper=0", "--set",
    "context.horizon=16", "--set", "output.twin=false",
]  # fmt: skip
ONE = [*SMALL, "--partnership", "0", "--histories", "3"]


def test_the_story_and_the_changes_are_printed_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(ONE) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in ("Partnership 1 of workshop, seed 2", "number 0 in tables", "What happened", "Q0 Convened in",
                 "Judged: it", "eight after the last central pound"):  # fmt: skip
        assert part in said
    assert "The smallest change of one lever" in said
    assert list(tmp_path.iterdir()) == []
    # The world with that change has another fate.
    typed = re.findall(r"--set \S+", said[said.index("To see the world") :])
    fates = []
    for words in ([], [part for one in typed for part in one.split()]):
        assert main([*SMALL, *words, "--json"]) == 0
        fates.append(json.loads(capsys.readouterr().out)["partnerships"][0]["self_sustaining_8"])
    assert fates[0] != fates[1]


def test_a_folder_is_written_where_it_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ONE, "--context", "--out", str(tmp_path / "here"), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["folder"] == str(tmp_path / "here")
    assert said["says"] == (tmp_path / "here" / "findings.txt").read_text("utf-8").splitlines()
    assert (said["seed"], said["partnership"], said["fate"]["judged_after_quarters"]) == (2, 0, 12)
    assert {"quarter", "text"} == set(said["story"][0])
    groups = {row["group"] for row in said["changes"]}
    assert groups == {"mandate", "context"}
    assert {"lever", "status", "value", "just_before", "difference", "difference_low"} <= said["changes"][0].keys()
    # The same again is the same folder; other settings are not.
    assert main([*ONE, "--out", str(tmp_path / "here")]) == 2
    assert "other settings" in capsys.readouterr().err


def test_without_a_partnership_they_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "workshop", "--seed", "2"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert re.search(r"0 Partnership 1 Exampleshire (kept|open|closed)", said)
    assert re.search(r"1 Partnership 2 Exampleshire (kept|open|closed)", said)
    assert "--seed 2 --partnership NUMBER" in said
    assert main(["explain", "workshop", "--seed", "2", "--outcome", "alive_4", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [row["partnership"] for row in listed["partnerships"]] == [0, 1]
    assert {row["alive_4"] for row in listed["partnerships"]} <= {True, False}


def test_behaviour_can_be_that_of_a_member(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["explain", "workshop", "--seed", "2", "--posterior", "--json"]
    assert main([*words, "--member", "5"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert main([*words, "--theory", "fog", "--member", "5"]) == 0
    other = json.loads(capsys.readouterr().out)
    assert first["partnerships"] != other["partnerships"]


@pytest.mark.parametrize(
    ("words", "fragments"),
    [
        (["--partnership", "17"], ["--partnership", "found 17", "0 to 16", "leave --partnership out"]),
        (["--partnership", "1.5"], ["--partnership", "1.5", "whole number"]),
        (["--partnership", "0", "--outcome", "alive_9"], ["--outcome", "alive_9", "alive_8"]),
        (["--partnership", "0", "--set", "context.horizon=15"], ["context.horizon", "after 18 quarters", "15"]),
        (["--partnership", "0", "--histories", "-1"], ["--histories", "-1"]),
        (["--partnership", "0", "--member", "1"], ["--member", "--posterior"]),
        (["--partnership", "0", "--posterior", "--member", "300"], ["--member", "300", "299"]),
        (["--out", "somewhere"], ["--out", "--partnership"]),
        (["--seed", "-1"], ["--seed", "-1"]),
        (["--partnership", "0", "--posterior", "nowhere.parquet"], ["nowhere.parquet"]),
    ],
    ids=lambda value: " ".join(value),
)
def test_bad_input_is_refused_in_one_message(
    words: list[str], fragments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "hiec", *words]) == 2
    caught = capsys.readouterr()
    assert all(fragment in caught.err for fragment in fragments), caught.err
    assert "Traceback" not in caught.err
    assert caught.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_else_is_refused_before_anything_is_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["explain", "hiec", "--partnership", "0", "--out", str(tmp_path)]) == 2
    assert "not an explanation" in capsys.readouterr().err
