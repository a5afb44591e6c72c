"""The command that a report gives makes the same settings again, whatever made the folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import outlast
from documents import (
    ROOT,
    TINY,
    Page,
    a_run,
    a_study,
    a_sweep,
    copied,
    made,
    manifest_of,
    page_of,
    scenario_of_ours,
    shipped,
    sign,
)
from documents import parsed_command as parsed
from outlast.analysis.calibration.ensemble import load_ensemble
from outlast.analysis.calibration.planning import plan_of
from outlast.analysis.calibration.posterior import kept_of, of_theory
from outlast.analysis.patterns.validation import plan as validation_of
from outlast.analysis.sensitivity.conduct import runs_of
from outlast.cli.options import chosen, ensemble_of, set_keys
from outlast.report.document import write_report
from outlast.runs.conduct import choose_design, define, drawn
from outlast.runs.folder import settings_of
from outlast.runs.sweep import Sweep

DESIGNS: dict[str, tuple[str, ...]] = {
    "grid": ("--vary", "mandate.vagueness=0:1:3", "--vary", "mandate.grant=0,60", "--replicates", "2"),
    "lhs": ("--vary", "mandate.grant=0.5:123.25", "--vary", "mandate.duration=2:6", "--samples", "3",
            "--design-seed", "9", "--replicates", "2", "--outcome", "alive_8", "--luck", "independent", "--seed", "5"),
    "sobol": ("--vary", "structure.theory=fog,latitude+fog,none", "--vary", "mandate.pressure", "--design", "sobol",
              "--samples", "4", "--replicates", "1", "--detail", "quarter"),
    "saltelli": ("--vary", "mandate.grant=0:100", "--design", "saltelli", "--samples", "2", "--replicates", "1"),
    "morris": ("--vary", "mandate.growth", "--vary", "mandate.taper=0:4", "--design", "morris", "--samples", "2",
               "--replicates", "1"),
    "oat": ("--vary", "mandate.grant=0:100", "--vary", "structure.theory=fog,none", "--design", "oat", "--replicates",
            "1"),
    "precise": ("--vary", "mandate.grant=0,60", "--precision", "0.4"),
}  # fmt: skip

QUICK = ("lhs", "sobol", "precise")


def slow(*words: str) -> Any:
    """Words that are tried with the slow tests only; others like them are tried every day."""
    return pytest.param(words, marks=pytest.mark.slow)


def again(folder: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Page, str, dict[str, Any]]:
    """The page of a folder, and its command as it would be called where its files were saved."""
    page = page_of(write_report(folder, into / "page.html"))
    monkeypatch.chdir(into)
    for name, text in page.files().items():
        Path(name).write_text(text, encoding="utf-8")
    (line,) = page.commands()
    name, arguments = parsed(line)
    return page, name, arguments


def run_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """What decides the numbers of a run that is asked for in this way."""
    wanted = chosen(given["scenario"], given["set_"], given["theory"])
    seeds = tuple(range(given["seed"], given["seed"] + given["replicates"]))
    ensemble = None
    if given["posterior"] is not None:
        found = load_ensemble(None if given["posterior"] == "shipped" else given["posterior"])
        ensemble = found if given["theory"] is None else of_theory(found, given["theory"])
    kept = () if ensemble is None else kept_of(ensemble, set_keys(given["set_"]))
    settings = settings_of(
        wanted, seeds, bool(wanted.settings.output.twin), None if ensemble is None else ensemble.digest, kept
    )
    return json.loads(json.dumps(settings))


def swept(given: Mapping[str, Any]) -> Sweep:
    """The sweep that is asked for in this way."""
    base = chosen(given["scenario"], given["set_"], given["theory"])
    points = choose_design(base, given["vary"], given["design"], given["samples"], given["design_seed"])
    members = None
    if given["posterior"] is not None:
        members = drawn(ensemble_of(given["posterior"], given["theory"]), points, set_keys(given["set_"]))
    return define(
        base, points, precision=given["precision"], replicates=given["replicates"] or 20, members=members,
        seed=given["seed"], luck=given["luck"], outcomes=tuple(given["outcome"]), details=tuple(given["detail"] or ()),
    )  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        (),
        slow("--seed", "7"),
        ("--set", "mandate.grant=60.5", "--set", "context.reorganisations.scheduled=[]", "--theory", "shield,capture"),
        slow("--theory", "none", "--set", "mandate.growth=grown"),
        slow("--posterior"),
        slow("--posterior", "--theory", "fog"),
        ("--posterior", "--set", "rules.trust.gain=0.3", "--set", "structure.theory=fog"),
    ],
)
def test_the_command_of_a_run_gives_its_settings(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(
        "run", "hiec", "--set", "context.partnerships=2", "--set", "context.members=6", *words, "--replicates", "2"
    )
    _, name, given = again(folder, tmp_path, monkeypatch)
    assert name == "run"
    assert run_settings(given) == manifest_of(folder)["settings"]


def test_a_scenario_of_ones_own_comes_with_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made("run", str(scenario_of_ours(tmp_path)), "--replicates", "2")
    (tmp_path / "ours.toml").unlink()
    (tmp_path / "there").mkdir()
    page, _, given = again(folder, tmp_path / "there", monkeypatch)
    assert list(page.files()) == ["ours.toml"]
    assert given["scenario"] == "ours.toml"
    assert run_settings(given) == manifest_of(folder)["settings"]
    assert manifest_of(folder)["settings"]["scenario"]["changes"] != []
    assert len(manifest_of(folder)["settings"]["scenario"]["roster"]) == 13


def test_a_scenario_with_many_departures_becomes_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more = [
        word for text in ("mandate.grant=50", "mandate.match=0.5", "rules.trust.gain=0.2") for word in ("--set", text)
    ]
    folder = made("run", "hiec", *TINY, *more, "--replicates", "2")
    page, _, given = again(folder, tmp_path, monkeypatch)
    assert list(page.files()) == ["hiec.toml"]
    assert run_settings(given) == manifest_of(folder)["settings"]


@pytest.mark.parametrize(
    "design", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in DESIGNS]
)
def test_the_command_of_a_sweep_gives_its_settings(
    design: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made("sweep", "hiec", *TINY, *DESIGNS[design])
    _, name, given = again(folder, tmp_path, monkeypatch)
    assert name == "sweep"
    wanted = swept(given)
    assert wanted.settings == manifest_of(folder)["settings"]
    assert list(wanted.asked) == manifest_of(folder)["outcomes"]


@pytest.mark.parametrize(
    "words",
    [
        slow(),
        slow("--theory", "fog"),
        ("--set", "mandate.vagueness=0.4", "--set", "rules.trust.gain=0.3"),
        ("--vary", "structure.theory=fog,none", "--vary", "mandate.vagueness=0.2,0.8"),
        slow("--theory", "autonomy", "--vary", "rules.trust.gain=0.1,0.3"),
    ],
)
def test_the_command_of_a_sweep_over_an_ensemble_gives_its_settings(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    varied = ("--vary", "mandate.grant=0,60", "--replicates", "2")
    folder = made("sweep", "hiec", *TINY, *varied, *words, "--posterior")
    _, name, given = again(folder, tmp_path, monkeypatch)
    assert name == "sweep"
    assert swept(given).settings == manifest_of(folder)["settings"]
    assert manifest_of(folder)["settings"]["ensemble"] is not None


def test_points_from_a_file_are_asked_for_by_their_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ours.csv").write_text("mandate.grant,mandate.duration\n10,4\n60.5,8\n", encoding="utf-8")
    folder = made("sweep", "hiec", *TINY, "--design", str(tmp_path / "ours.csv"), "--replicates", "1")
    (tmp_path / "there").mkdir()
    points = pd.read_parquet(folder / "points.parquet").drop(columns="point")
    points.to_csv(tmp_path / "there" / "ours.csv", index=False)
    page, _, given = again(folder, tmp_path / "there", monkeypatch)
    assert given["design"] == "ours.csv"
    assert "points.parquet" in page.section("again")
    assert swept(given).settings == manifest_of(folder)["settings"]


def test_the_command_of_a_study_gives_its_settings_and_its_analysis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    curves = made(
        "sensitivity", "hiec", *TINY, "--method", "oat", "--vary", "mandate.grant=0:100:3", "--replicates", "2",
        "--outcome", "alive_8", "--resamples", "50", "--failed", "drop", "--over-time", "open",
    )  # fmt: skip
    for folder in (a_study(), curves):
        _, name, given = again(folder, tmp_path, monkeypatch)
        assert name == "sensitivity"
        wanted = runs_of(
            chosen(given["scenario"], given["set_"], given["theory"]), given["method"], given["vary"],
            outcome=given["outcome"], samples=given["samples"], replicates=given["replicates"],
            over_time=given["over_time"] or (), seed=given["seed"], design_seed=given["design_seed"],
        )  # fmt: skip
        manifest = manifest_of(folder)
        assert wanted.settings == manifest["settings"]
        assert manifest["analysis"] == {
            "method": given["method"], "outcomes": given["outcome"], "over_time": given["over_time"] or [],
            "failed": given["failed"], "resamples": given["resamples"], "seed": given["design_seed"],
        }  # fmt: skip


def test_a_study_that_was_enlarged_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copied(a_study(), tmp_path)
    manifest = manifest_of(folder)
    manifest["settings"]["earlier"] = [[6, 2]]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    page, _, _ = again(folder, tmp_path, monkeypatch)
    assert "was enlarged by --resume (before: 6 points of 2 replicates)" in page.section("again")


def test_settings_of_another_version_are_not_claimed_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, name, given = again(shipped("02_sensitivity/screen", tmp_path), tmp_path, monkeypatch)
    assert (name, given["scenario"], given["method"]) == ("sensitivity", "hiec", "morris")
    assert "This version cannot make the numbers again: take the source commit" in page.section("again")
    assert manifest_of(tmp_path / "02_sensitivity_screen")["source"]["commit"] in page.section("provenance")


def test_the_commands_of_calibration_value_and_validation_give_their_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shipped("calibration", tmp_path)
    _, name, given = again(folder, tmp_path, monkeypatch)
    assert (name, given["value_of_data"]) == ("calibrate", False)
    sizes = {
        "table": given["draws"],
        "population": given["population"],
        "truths": given["truths"],
        "members": given["members"],
    }
    plan, _ = plan_of(given["targets"], given["arms"], given["theory"], given["seed"], **sizes)
    assert json.loads(json.dumps(asdict(plan))) == manifest_of(folder)["settings"]

    folder = shipped("value_of_data", tmp_path)
    _, name, given = again(folder, tmp_path, monkeypatch)
    assert (name, given["value_of_data"], given["seed"], given["posterior"]) == ("calibrate", True, 1, None)
    assert load_ensemble().digest == manifest_of(folder)["settings"]["ensemble"]

    for study, posterior in (("patterns", None), ("patterns_prior", "prior")):
        folder = shipped(study, tmp_path)
        _, name, given = again(folder, tmp_path, monkeypatch)
        assert (name, given["posterior"]) == ("validate", posterior)
        wanted = validation_of(
            posterior, targets=given["targets"], patterns=given["patterns"], cohorts=given["cohorts"],
            members=given["members"], seed=given["seed"],
        )  # fmt: skip
        # The rules may have changed since the folder was made; all else decides as it did.
        own = manifest_of(folder)["settings"] | {"model": wanted.settings["model"]}
        assert wanted.settings == own


def test_an_ensemble_of_ones_own_is_named_by_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copied(a_run(), tmp_path)
    manifest = manifest_of(folder)
    manifest["settings"]["ensemble"] = "0badcafe"
    sign(folder, manifest)
    page, _, given = again(folder, tmp_path, monkeypatch)
    assert given["posterior"] == "ENSEMBLE"
    assert "the ensemble whose short name is 0badcafe" in page.section("again")
    assert "It assumes that vagueness works by" not in page.section("method")


def test_a_folder_that_says_its_command_has_it_on_its_page(tmp_path: Path) -> None:
    from documents import told

    folder = told(tmp_path, "discovery", ("One.", "Two.", "Three."))
    assert "settings.json" in page_of(write_report(folder)).files()
    (folder / "report.html").unlink()
    sign(folder, manifest_of(folder) | {"command": ["outlast", "run", "hiec", "--set", "mandate.growth=big bang"]})
    page = page_of(write_report(folder))
    assert page.commands() == ["outlast run hiec --set 'mandate.growth=big bang'"]
    assert page.files() == {}


def test_the_results_in_the_checkout_still_resolve() -> None:
    for name, scenario in (("01_hiec/run", "hiec"), ("03_vagueness_funding_duration/map", "hiec")):
        record = manifest_of(ROOT / "results" / name)["settings"]["scenario"]
        assert (
            outlast.Scenario.from_resolved({**record, "path": None}).settings
            == outlast.load_scenario(scenario).settings
        )


def test_luck_and_seeds_are_told(tmp_path: Path) -> None:
    page = page_of(write_report(a_sweep(), tmp_path / "page.html"))
    assert "the same at every point (common random numbers)" in page.section("method")
    independent = page_of(write_report(made("sweep", "hiec", *TINY, *DESIGNS["lhs"]), tmp_path / "other.html"))
    assert "No two runs share a seed; the first is 5." in independent.section("method")
