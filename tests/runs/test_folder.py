"""The run folder: whole or not at all, the same bytes for the same settings."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from outlast.outcomes.catalogue import FINALS, TRACE
from outlast.runs.folder import check_destination, default_folder, settings_of, write_run
from outlast.runs.provenance import checksum
from outlast.scenario import Scenario, ScenarioError, load_scenario
from outlast.simulation.result import Result
from outlast.simulation.simulate import simulate

SMALL = {"context.partnerships": 2, "context.members": 6, "context.members_spread": 0}


@pytest.fixture(scope="module")
def result() -> Result:
    return simulate(load_scenario("hiec", SMALL), range(3, 5), workers=1)


def write(folder: Path, result: Result) -> dict:
    return write_run(folder, result, "mesa", datetime.now(UTC), lambda work: None)


def test_the_tables_hold_every_documented_column(tmp_path: Path, result: Result) -> None:
    write(tmp_path / "run", result)
    partnerships = pd.read_parquet(tmp_path / "run" / "partnerships.parquet")
    assert len(partnerships) == 4
    assert {"run", "seed", "partnership"} <= set(partnerships)
    for outcome in FINALS:
        assert {outcome.name, f"twin_{outcome.name}"} <= set(partnerships)
    quarters = pd.read_parquet(tmp_path / "run" / "quarters.parquet")
    assert len(quarters) == 2 * 40
    assert {outcome.name for outcome in TRACE} - {"state"} <= set(quarters)
    runs = pd.read_parquet(tmp_path / "run" / "runs.parquet")
    assert runs["seed"].tolist() == [3, 4]
    assert {"self_sustaining_8", "twin_self_sustaining_8", "additional_self_sustaining_8"} <= set(runs)


def test_the_manifest_tells_how_to_run_it_again(tmp_path: Path, result: Result) -> None:
    manifest = write(tmp_path / "run", result)
    assert json.loads((tmp_path / "run" / "manifest.json").read_text(encoding="utf-8")) == manifest
    again = Scenario.from_resolved(manifest["settings"]["scenario"] | {"path": None})
    assert again.settings == result.scenario.settings
    assert manifest["settings"]["seeds"] == [3, 4]
    assert manifest["departures"]["mandate.vagueness.purpose"] == 0.8
    for name, digest in manifest["checksums"].items():
        assert checksum(tmp_path / "run" / name) == digest
    assert set(manifest["checksums"]) == {"runs.parquet", "partnerships.parquet", "quarters.parquet"}


def test_the_same_settings_give_the_same_bytes(tmp_path: Path, result: Result) -> None:
    first = write(tmp_path / "a", result)["checksums"]
    again = simulate(load_scenario("hiec", SMALL), range(3, 5), workers=2)
    assert write(tmp_path / "b", again)["checksums"] == first


def test_a_run_may_be_written_over_by_itself_and_by_nothing_else(tmp_path: Path, result: Result) -> None:
    write(tmp_path / "run", result)
    write(tmp_path / "run", result)
    other = settings_of(result.scenario, (9,), True)
    with pytest.raises(ScenarioError, match="holds a run with other settings"):
        check_destination(tmp_path / "run", other)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious", encoding="utf-8")
    with pytest.raises(ScenarioError, match="not a run of outlast"):
        write(tmp_path / "mine", result)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_a_failure_leaves_nothing_behind(tmp_path: Path, result: Result) -> None:
    def fail(work: Path) -> None:
        (work / "half").write_text("half", encoding="utf-8")
        raise RuntimeError("the figure broke")

    with pytest.raises(RuntimeError, match="broke"):
        write_run(tmp_path / "run", result, "mesa", datetime.now(UTC), fail)
    assert list(tmp_path.iterdir()) == []


def test_other_settings_go_to_another_folder(result: Result) -> None:
    here = default_folder(result.scenario, (1, 2), True)
    assert here != default_folder(result.scenario.replace({"mandate.grant": 60}), (1, 2), True)
    assert here == default_folder(load_scenario("hiec", SMALL), (1, 2), True)
