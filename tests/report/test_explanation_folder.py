"""The folder of an explanation: everything a reader needs, the same bytes each time, nothing overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import outlast
from explanations import explained
from outlast.outcomes.catalogue import TRACE
from outlast.report.explanation import default_folder, findings
from outlast.report.explanation.text import explanation_text
from outlast.runs.provenance import checksum
from outlast.scenario import ScenarioError

TABLES = ("counterfactuals.csv", "tried.csv", "events.csv", "courses.csv")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("explained") / "here"
    outlast.save_explanation(explained("closes"), place)
    return place


def test_the_folder_has_text_tables_figures_and_manifest(folder: Path) -> None:
    figures = {f"{name}.{kind}" for name in ("levers", "course") for kind in ("png", "svg")}
    assert {path.name for path in folder.iterdir()} == {
        "story.md", "findings.txt", "manifest.json", *TABLES, *figures
    }  # fmt: skip
    assert (folder / "findings.txt").read_text("utf-8").splitlines() == findings(explained("closes"))
    assert (folder / "story.md").read_text("utf-8") == explanation_text(explained("closes"))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["outlast"] == "explanation"
    assert manifest["settings"] == json.loads(json.dumps(explained("closes").settings))
    assert {"partnership", "outcome", "histories", "context", "seeds", "scenario"} <= manifest["settings"].keys()
    assert manifest["fate"]["kept"] is False
    for name, value in manifest["checksums"].items():
        assert checksum(folder / name) == value


def test_the_same_explanation_writes_the_same_bytes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # That a figure is drawn the same each time is held elsewhere, and drawing takes seconds.
    monkeypatch.setattr("outlast.report.explanation.folder.figures_of", lambda _: {})
    outlast.save_explanation(explained("closes"), tmp_path / "again")
    for name in ("story.md", "findings.txt", *TABLES):
        assert (folder / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_tables_hold_what_was_found(folder: Path) -> None:
    found = explained("closes")
    frame = pd.read_csv(folder / "counterfactuals.csv")
    flips = frame[frame["status"] == "flips"]
    assert len(flips) == len(found.changes)
    assert flips["rank"].tolist() == list(range(1, len(flips) + 1))
    tried = pd.read_csv(folder / "tried.csv")
    assert len(tried) == sum(len(one.tried) for one in found.responses)
    events = pd.read_csv(folder / "events.csv", keep_default_na=False)
    assert events["world"].tolist().count("in fact") == len(found.course.chronicle.of_partnership(found.partnership))
    assert len(set(events["world"])) == 2
    courses = pd.read_csv(folder / "courses.csv")
    assert list(courses.columns) == ["world", "quarter", *(one.name for one in TRACE)]
    assert courses["world"].tolist().count("in fact") == len(found.course.trace)


def test_a_folder_of_other_settings_is_refused(folder: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ScenarioError, match="an explanation with other settings"):
        outlast.save_explanation(explained("one"), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ScenarioError, match="not an explanation"):
        outlast.save_explanation(explained("one"), tmp_path)


def test_the_default_folder_is_named_after_what_decides_it() -> None:
    folder = default_folder(explained("closes"))
    assert folder.parent == Path("results")
    assert folder.name.startswith("explanation-defaults-seed8-1-")
    assert folder != default_folder(explained("one"))
