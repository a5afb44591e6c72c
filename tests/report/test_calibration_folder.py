"""What is written for a reader: beside the stages of a calibration, and in a folder of its own for a value of data."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from outlast.report.calibration import save_calibration, save_value
from outlast.runs.provenance import checksum
from outlast.scenario import ScenarioError
from report.calibrations import changed, made_up, measured, value


def test_a_calibration_gets_its_figures_its_targets_and_its_findings_and_they_are_signed(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"outlast": "calibration", "checksums": {"plan.json": "x"}}))
    names = save_calibration(changed(path=tmp_path))
    signed = json.loads((tmp_path / "manifest.json").read_text())["checksums"]
    assert set(signed) == {"plan.json", *names}
    assert all(signed[name] == checksum(tmp_path / name) for name in names)
    assert {"targets.csv", "findings.txt", "theories.png", "theories.svg"} <= set(names)
    table = pd.read_csv(tmp_path / "targets.csv")
    assert set(table["verdict"]) == {"passes", "partly", "misses"}
    assert "The targets do not tell" in (tmp_path / "findings.txt").read_text()


def test_a_folder_without_a_manifest_gets_none(tmp_path: Path) -> None:
    save_calibration(changed(path=tmp_path))
    assert not (tmp_path / "manifest.json").exists()


def test_a_value_of_data_is_written_whole_and_may_be_written_again(tmp_path: Path) -> None:
    folder = tmp_path / "value"
    for _ in range(2):
        manifest = save_value(value(), folder)
        assert {path.name for path in folder.iterdir()} == {
            "value.csv", "value.png", "value.svg", "findings.txt", "manifest.json",
        }  # fmt: skip
        assert manifest["checksums"]["value.csv"] == checksum(folder / "value.csv")
    table = pd.read_csv(folder / "value.csv")
    assert list(table["measurement"]) == [one.statistics for one in measured()]


def test_a_value_of_data_does_not_write_over_something_else(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear reader")
    with pytest.raises(ScenarioError, match="--out"):
        save_value(value(), tmp_path)
    assert made_up().path.exists()
