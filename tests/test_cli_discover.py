"""`outlast discover` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import outlast
from outlast.cli import main
from outlast.runs.store import Store
from sweeps import a_sweep, conduct

VARY = ["mandate.grant=0:300", "mandate.duration=2:6", "structure.theory=latitude,fog"]
QUICK = ["--halvings", "2", "--peel", "0.2", "--mass", "0.2", "--boxes", "1"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return conduct(a_sweep(VARY, samples=160, replicates=2), tmp_path_factory.mktemp("discover") / "sweep", size=160)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders without figures, which take most of the time."""
    monkeypatch.setattr("outlast.report.discovery.folder.figures_of", lambda found: {})


@pytest.fixture(scope="module")
def written(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the command wrote."""
    out = tmp_path_factory.mktemp("discover") / "here"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("outlast.report.style.DPI", 20)
        assert main(["discover", str(store.folder), "--outcome", "output_total", *QUICK, "--out", str(out)]) == 0
    return out


def test_the_folder_has_every_table_and_figure_and_says_what_decided_them(written: Path, store: Store) -> None:
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["outlast"] == "discovery"
    assert manifest["settings"]["outcome"] == "output_total"
    assert manifest["settings"]["sweep"]["runs"] == store.manifest["checksums"]["runs.parquet"]
    assert manifest["settings"]["factors"] == ["mandate.grant", "mandate.duration"]
    assert (manifest["settings"]["peel"], manifest["settings"]["halvings"]) == (0.2, 2)
    assert {"ema_workbench", "scikit-learn"} <= manifest["versions"].keys()
    assert manifest["sweep"]["folder"] == str(store.folder)
    tables = {"boxes.csv", "restrictions.csv", "trajectory.csv", "tree.csv", "robust.csv", "findings.txt"}
    assert (
        tables | {"ranges.png", "ranges.svg", "plane.png", "tradeoff.png", "tree.png"} <= manifest["checksums"].keys()
    )
    assert {path.name for path in written.iterdir()} == {*manifest["checksums"], "manifest.json"}
    findings = (written / "findings.txt").read_text(encoding="utf-8").splitlines()
    assert "is above" in findings[0]
    boxes = pd.read_csv(written / "boxes.csv")
    assert {"limits", "density", "density_low", "coverage", "density_held_out", "mean", "mean_outside"} <= set(boxes)


def test_json_has_what_the_tables_have_and_the_same_settings_write_the_same_bytes(
    written: Path, store: Store, undrawn: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "again"
    words = ["discover", str(store.folder), "--outcome", "output_total", *QUICK, "--out", str(out), "--json"]
    assert main(words) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["cases"] == 160
    assert said["of_interest"] == 40
    assert {"boxes", "restrictions", "tree", "robust", "says"} <= said.keys()
    assert said["says"] == (written / "findings.txt").read_text(encoding="utf-8").splitlines()
    assert [row["condition"] for row in said["boxes"]] == pd.read_csv(written / "boxes.csv")["condition"].astype(
        str
    ).tolist()
    for name in ("boxes.csv", "restrictions.csv", "trajectory.csv", "tree.csv", "robust.csv"):
        assert (out / name).read_bytes() == (written / name).read_bytes(), name


def test_the_python_face_gives_the_same_and_draws_it(store: Store, written: Path) -> None:
    found = outlast.discover(store, "output_total", halvings=2, peel=0.2, mass=0.2, boxes=1)
    assert isinstance(found, outlast.Discovery)
    assert found.boxes.to_csv(index=False, lineterminator="\n") == (written / "boxes.csv").read_text(encoding="utf-8")
    assert list(found.to_frames()) == ["boxes", "restrictions", "trajectory", "tree", "robust"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--outcome", "alive_9"], "--outcome alive_9: no such outcome"),
        (["--above", "99"], "--above 99: none of the 160 cases is above"),
        (["--above", "0.1", "--below", "0.1"], "--above and --below: give one of them"),
        (["--factor", "mandate.gant"], "the nearest right name is mandate.grant"),
        (["--peel", "0.9"], "--peel: found 0.9, but allowed is a share from 0.005 to 0.5"),
        (["--mass", "0"], "--mass: found 0"),
        (["--density", "80"], "--density: found 80.0, but allowed is a share from 0 to 1"),
        (["--boxes", "0"], "--boxes: found 0"),
        (["--halvings", "1"], "--halvings: found 1, but allowed is a whole number from 2 to 1000"),
        (["--seed", "-1"], "--seed: found -1"),
        (["--failed", "leave"], "--failed"),
    ],
)
def test_bad_input_is_one_message_and_nothing_is_written(
    more: list[str], said: str, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["discover", str(store.folder), *more, "--out", str(tmp_path / "here")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "here").exists()


def test_a_folder_that_holds_no_sweep_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["discover", str(tmp_path)]) == 2
    assert "holds no sweep: it has no manifest.json" in capsys.readouterr().err


def test_a_folder_of_something_else_is_refused_before_anything_is_searched(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["discover", str(store.folder), "--outcome", "output_total", "--out", str(tmp_path)]) == 2
    assert "not a discovery of outlast" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_failed_runs_end_the_command_and_say_how_to_go_on(
    undrawn: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vary = ["mandate.taper=0,2", "mandate.duration=0,4", "mandate.grant=0:300"]
    made = conduct(a_sweep(vary, samples=120, replicates=1), tmp_path / "sweep", size=60)
    words = ["discover", str(made.folder), "--outcome", "output_total", *QUICK, "--out", str(tmp_path / "here")]
    assert main(words) == 1
    said = capsys.readouterr().err
    assert f"{made.failures} of 120 runs" in said
    assert said.endswith("To leave out the points they stand in: --failed drop\n")
    assert not (tmp_path / "here").exists()
    assert main([*words, "--failed", "drop"]) == 0
    assert f"{made.failures} points are left out" in " ".join(capsys.readouterr().out.split())


def test_without_the_libraries_it_says_how_to_get_them(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert main(["discover", str(store.folder)]) == 1
    said = capsys.readouterr().err
    assert "python3 start.py outlast discover" in said
    assert 'pip install "outlast[discovery]"' in said
