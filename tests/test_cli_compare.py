"""`outlast compare` and `outlast frontier` as a user meets them."""

from __future__ import annotations

import json
from importlib import util
from pathlib import Path

import pytest

from outlast.analysis.calibration.ensemble import write_ensemble
from outlast.cli import main
from policies import SMALL, ensemble

SETTINGS = [word for key, value in SMALL.items() if key != "mandate.duration" for word in ("--set", f"{key}={value}")]


@pytest.fixture
def posterior(tmp_path: Path) -> str:
    write_ensemble(tmp_path / "ensemble.parquet", ensemble(8))
    return str(tmp_path / "ensemble.parquet")


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No figures, which take longer than all else."""
    monkeypatch.setattr("outlast.report.policies.folder.figures_of", lambda found: {})
    monkeypatch.setattr("outlast.report.policies.frontier_figures.figures_of", lambda found: {})


@pytest.fixture
def compare(tmp_path: Path, posterior: str) -> list[str]:
    return [
        "compare", "hiec", "hiec_clear", *SETTINGS, "--posterior", posterior, "--replicates", "3", "--workers", "1",
        "--out", str(tmp_path / "here"),
    ]  # fmt: skip


@pytest.fixture
def frontier(tmp_path: Path, posterior: str) -> list[str]:
    return [
        "frontier", "hiec", *SETTINGS, "--posterior", posterior, "--vary", "mandate.grant=20:200", "--vary",
        "mandate.duration=2:8", "--generations", "2", "--population", "4", "--members", "2", "--replicates", "2",
        "--programme", "hiec_clear", "--workers", "1", "--out", str(tmp_path / "here"),
    ]  # fmt: skip


@pytest.mark.usefixtures("undrawn")
def test_a_comparison_prints_its_answer_and_tables(
    compare: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(compare) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in (
        "weighted over two theories: hiec",
        "By theory",
        "Central money",
        "Written to",
        "autonomy",
        "hiec_clear",
    ):
        assert part in said
    assert (tmp_path / "here" / "outcomes.csv").exists()


@pytest.mark.usefixtures("undrawn")
def test_json_has_every_frame(compare: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*compare, "--json", "--theory", "fog", "--outcome", "alive_8", "--outcome", "coverage_8"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"policies", "outcomes", "differences", "winners", "regret", "costs", "says", "settings", "folder"} == set(
        said
    )
    assert {row["outcome"] for row in said["outcomes"]} == {
        "alive_8",
        "coverage_8",
        "self_sustaining_8",
        "central_money",
    }
    assert {row["theory"] for row in said["regret"]} == {"fog"}
    assert said["settings"]["outcomes"] == ["alive_8", "coverage_8"]


@pytest.mark.usefixtures("undrawn")
def test_the_same_words_write_the_same_numbers(compare: list[str], tmp_path: Path) -> None:
    assert main(compare) == 0
    first = {path.name: path.read_bytes() for path in (tmp_path / "here").glob("*.csv")}
    assert main(compare) == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "here").glob("*.csv")} == first


@pytest.mark.usefixtures("undrawn")
def test_behaviour_may_be_the_scenarios_own(compare: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    compare[compare.index("--posterior") + 1] = "none"
    assert main([*compare, "--transplant", "--theory", "fog,latitude", "--theory", "none"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "behaviour as each scenario has it" in said
    assert "latitude + fog" in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--replicates", "0"], "--replicates: found 0"),
        (["--seed", "-1"], "--seed: found -1"),
        (["--workers", "0"], "--workers: found 0"),
        (["--outcome", "aliv_8"], "nearest right name is alive_8"),
        (["--theory", "fogg"], "no member of the ensemble holds fogg"),
        (["--posterior", "nowhere.parquet"], "there is no such file"),
        (["--set", "structure.theory=fog"], "choose some of them by --theory"),
        (["--set", "mandate.grantt=3"], "mandate.grant"),
        (["--out", "tests"], "--out"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    more: list[str], said: str, compare: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if more[0] == "--out":
        (tmp_path / "other").mkdir()
        (tmp_path / "other" / "mine.txt").write_text("mine", encoding="utf-8")
        more = ["--out", str(tmp_path / "other")]
    option = compare.index(more[0]) if more[0] in compare and more[0] != "--set" else len(compare)
    assert main([*compare[:option], *more, *compare[option + 2 :]]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "here").exists()


def test_one_scenario_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "hiec"]) == 2
    assert "found 1 scenario, allowed are two or more" in capsys.readouterr().err


@pytest.mark.usefixtures("undrawn")
def test_a_frontier_prints_its_answer_and_tables(
    frontier: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*frontier, "--reach", "0.9"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for part in ("mandates tried reaches 90%", "The frontier: most under the worst theory", "hiec_clear", "Written to"):
        assert part in said
    assert (tmp_path / "here" / "frontier.csv").exists()


@pytest.mark.usefixtures("undrawn")
def test_a_frontier_as_json(frontier: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*frontier, "--json", "--outcome", "self_sustaining_end"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {"frontier", "programmes", "history", "named", "says", "settings", "folder"} == set(said)
    assert all(isinstance(row["mandate.duration"], int) for row in said["frontier"])
    assert [row["programme"] for row in said["programmes"]] == ["hiec", "hiec_clear"]
    assert len(said["history"]) == 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--reach", "2"], "--reach: found 2.0"),
        (["--generations", "0"], "--generations: found 0"),
        (["--population", "1"], "--population: found 1"),
        (["--outcome", "central_money"], "no share of the mandated partnerships"),
        (["--vary", "context.members=3:9"], "only levers can be varied"),
        (["--vary", "mandate.taper=0:30"], "mandate.taper"),
        (["--programme", "ahsn"], "the mandate of ahsn in the context of hiec"),
    ],
)
def test_bad_input_to_a_frontier_is_one_message_and_nothing_is_written(
    more: list[str], said: str, frontier: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    option = frontier.index(more[0]) if more[0] in frontier and more[0] != "--vary" else len(frontier)
    assert main([*frontier[:option], *more, *frontier[option + 2 :]]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "here").exists()


def test_what_searches_is_asked_for_where_it_is_not_installed(
    frontier: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name, *rest: None if name == "pymoo" else found(name, *rest))
    assert main(frontier) == 1
    assert "needs pymoo, which is not installed" in capsys.readouterr().err
