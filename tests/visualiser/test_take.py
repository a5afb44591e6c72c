"""What is taken away holds what it says, and gives the same again."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest

from outlast.cli import main
from outlast.outcomes.catalogue import TRACE
from outlast.outcomes.judgement import STATES
from outlast.scenario import load_scenario
from outlast.simulation.simulate import simulate
from outlast.visualiser import take
from outlast.visualiser.world import World
from visits import opening, same, world

LIVELY = {"rules.opening.motivation_mean": 0.2, "output.twin": True}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def worlds() -> tuple[World, World]:
    """A world with interventions, and a branch of it, played to quarter 14."""
    first = World(opening(LIVELY), 5).play_to(3)
    first.move("mandate.grant", 60.0)
    second = first.play_to(7).branch()
    second.move("mandate.duration", 31)
    return first.play_to(14), second.play_to(14)


@pytest.fixture(scope="module")
def archive(worlds: tuple[World, World]) -> dict[str, bytes]:
    tables = {"played_A.csv": take.played(worlds[0]), "played_B.csv": take.played(worlds[1])}
    with zipfile.ZipFile(io.BytesIO(take.bundle(worlds, tables).result())) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


@pytest.mark.parametrize("unmandated", [False, True])
def test_what_was_played_is_a_row_for_each_quarter_and_partnership(unmandated: bool) -> None:
    played = world(LIVELY, unmandated=unmandated).play_to(17)
    found = rows(take.played(played))
    assert list(found[0]) == ["quarter", "partnership", *(one.name for one in TRACE)]
    assert [(row["quarter"], row["partnership"]) for row in found] == [
        (str(quarter), str(number)) for quarter in range(17) for number in (1, 2)
    ]
    trace = played.trace()
    for k, row in enumerate(found):
        for column, outcome in enumerate(TRACE):
            value = trace[k // 2, k % 2, column]
            if outcome.name == "state":
                assert row["state"] == STATES[int(value)]
            elif np.isnan(value):
                assert row[outcome.name] == ""
            else:
                assert float(row[outcome.name]) == value


def test_what_was_played_is_what_the_runs_say_of_that_seed() -> None:
    found = rows(take.played(world(LIVELY, seed=9).play_to(40)))
    result = simulate(opening(LIVELY), [9], twin=False)
    place = [one.name for one in TRACE].index("progress")
    assert [float(row["progress"]) for row in found] == result.trace[0, :, :, place].ravel().tolist()


def test_before_the_first_quarter_nothing_was_played() -> None:
    assert rows(take.played(world())) == []


def test_the_archive_holds_the_files_that_it_says(archive: dict[str, bytes]) -> None:
    kinds = ("played_{}.csv", "scenario_{}.toml", "summary_{}.csv", "run_{}.png")
    wanted = {kind.format(side) for side in "AB" for kind in kinds}
    assert set(archive) == wanted | {"README.txt"}
    told = archive["README.txt"].decode()
    for pattern in ("played_*.csv", "scenario_*.toml", "summary_*.csv", "run_*.png", "seed 5", "--replicates 300"):
        assert pattern in told
    assert "{" not in told


def test_the_scenarios_of_the_archive_give_the_worlds_that_were_played(
    archive: dict[str, bytes], worlds: tuple[World, World], tmp_path: Path
) -> None:
    for side, played in zip("AB", worlds, strict=True):
        file = tmp_path / f"scenario_{side}.toml"
        file.write_bytes(archive[file.name])
        assert same(World(load_scenario(file), 5).play_to(14), played)
        assert archive[f"played_{side}.csv"].decode() == take.played(played)


@pytest.mark.parametrize("side", ["A", "B"])
def test_summary_and_figure_are_those_of_the_command_line(archive: dict[str, bytes], side: str, tmp_path: Path) -> None:
    file = tmp_path / f"scenario_{side}.toml"
    file.write_bytes(archive[file.name])
    out = tmp_path / "run"
    assert main(["run", str(file), "--seed", "1", "--replicates", "300", "--json", "--out", str(out)]) == 0
    assert archive[f"summary_{side}.csv"] == (out / "summary.csv").read_bytes()
    assert size_of(archive[f"run_{side}.png"]) == size_of((out / "run.png").read_bytes())


def test_the_world_without_a_mandate_has_no_scenario_of_its_own() -> None:
    first, twin = world().play_to(2), world(unmandated=True).play_to(2)
    with zipfile.ZipFile(io.BytesIO(take.bundle((first, twin), {"played_B.csv": take.played(twin)}).result())) as found:
        assert set(found.namelist()) == {"README.txt", "played_B.csv", "scenario_A.toml", "summary_A.csv", "run_A.png"}
        assert "without a mandate" in found.read("README.txt").decode()


def test_the_figure_by_itself_is_that_of_the_archive(archive: dict[str, bytes], worlds: tuple[World, World]) -> None:
    drawn = take.figure(worlds[0].scenario).result()
    assert size_of(drawn) == size_of(archive["run_A.png"])
    assert min(size_of(drawn)) > 800


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height of a PNG, from its header."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert png.endswith(b"IEND\xaeB`\x82")
    return struct.unpack(">II", png[16:24])
