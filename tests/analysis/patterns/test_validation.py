"""A validation from end to end: what was fitted and what was not, honest counts, and the folder it is kept in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import outlast
from outlast.analysis.patterns.judging import MISSES, PASSES
from outlast.analysis.patterns.validation import plan, validate
from outlast.scenario import ScenarioError
from validations import ensemble, files, small


def row(name: str) -> dict[str, Any]:
    (found,) = [one for one in small().table.to_dict("records") if one["name"] == name]
    return {str(key): value for key, value in found.items()}


def test_a_pattern_passes_and_its_reverse_is_reported_as_a_miss() -> None:
    assert row("ties_give_trust")["verdict"] == PASSES
    assert row("ties_take_trust")["verdict"] == MISSES
    assert row("ties_give_trust")["median"] == row("ties_take_trust")["median"] > 0.0
    assert row("all_open")["verdict"] == PASSES
    assert row("none_open")["verdict"] == MISSES


def test_counts_and_sentences_tell_misses_and_silence() -> None:
    assert small().counts(fitted=False) == {"passes": 2, "partly": 0, "unclear": 0, "misses": 1}
    assert small().counts(fitted=True) == {"passes": 1, "partly": 0, "unclear": 0, "misses": 1}
    kept, fitted, at_once, silent = small().sentences()
    assert kept.startswith("Of the 3 patterns kept out of the fit, the model passes 2;")
    assert kept.endswith("it misses 1.")
    assert fitted.startswith("Of the 2 patterns used for fitting, the model passes 1;")
    assert at_once == (
        "At once, luck averaged out: within all 2 intervals 0 of 30 members; within one tolerance of all 2 are 0."
    )
    assert "(15)" in silent
    assert "validated" not in " ".join(small().sentences())


def test_members_that_meet_all_that_was_fitted_at_once_are_counted_by_theory() -> None:
    # Where all are open, all_open is met and none_open missed by 0.9 or 18 tolerances.
    everyone = pd.DataFrame({name: np.ones(30) for name in small().values})
    assert replace(small(), values=everyone).misses() == pytest.approx(np.full(30, 18.0))
    met = small().table.assign(observed_high=[1.0] * len(small().table))
    found = replace(small(), table=met, values=everyone)
    assert np.all(found.misses() == 0.0)
    assert "within all 2 intervals 30 (fog 15, none 15) of 30 members" in " ".join(found.sentences())
    near = replace(found, table=met.assign(observed_high=np.where(met["name"] == "none_open", 0.97, 1.0)))
    assert near.misses() == pytest.approx(np.full(30, 0.6))
    assert "within one tolerance of all 2 are 30 (fog 15, none 15)." in " ".join(near.sentences())


def test_every_row_has_a_source_and_says_which_patterns_it_tells() -> None:
    assert small().table["source"].str.len().min() > 0
    assert row("all_open")["pattern"] == "T1, 1"
    assert list(small().silent["pattern"]) == ["15"]


def test_each_theory_that_enough_members_hold_gets_its_verdicts() -> None:
    found = small().theories
    assert set(found["theory"]) == {"fog", "none"}
    assert set(found["members"]) == {15}
    assert len(found) == 2 * len(small().table)


def test_a_theory_that_few_hold_gets_none(tmp_path: Path) -> None:
    found = validate(ensemble(4), **files(tmp_path), cohorts=1, workers=1)  # type: ignore[arg-type]
    assert found.theories.empty


def test_members_are_kept_in_the_units_of_the_table() -> None:
    assert small().values.shape == (30, len(small().table))
    assert row("ties_give_trust")["median"] == pytest.approx(np.median(small().values["ties_give_trust"]))


def test_the_ensemble_knows_better_than_the_file_what_was_fitted(tmp_path: Path) -> None:
    study = plan(ensemble(4, fitted=["none_open"]), **files(tmp_path))  # type: ignore[arg-type]
    assert {one.name: one.use for one in study.patterns.compared if one.name.endswith("open")} == {
        "all_open": "check",
        "none_open": "fit",
    }


def test_fewer_members_are_taken_evenly_from_the_ensemble(tmp_path: Path) -> None:
    whole = ensemble(30)
    study = plan(whole, **files(tmp_path), members=3)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(study.members, whole.members.iloc[[0, 10, 20]].reset_index(drop=True))


@pytest.mark.parametrize(("option", "value"), [("members", 31), ("members", 0), ("cohorts", 0), ("seed", -1)])
def test_a_size_out_of_range_is_refused(option: str, value: int, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=f"{option}: found {value}, allowed is"):
        plan(ensemble(30), **files(tmp_path), **{option: value})  # type: ignore[arg-type]


def test_it_is_saved_whole_with_a_manifest_and_refuses_what_is_another(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    manifest = outlast.save_validation(small(), folder)
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8")) == manifest
    assert {"patterns.csv", "theories.csv", "silent.csv", "members.parquet", "patterns.png", "patterns.svg"} <= set(
        manifest["checksums"]
    )
    kept = pd.read_csv(folder / "patterns.csv")
    for column in ("name", "verdict", "source"):
        assert list(kept[column]) == list(small().table[column])
    outlast.save_validation(small(), folder)
    (folder / "manifest.json").write_text(json.dumps(manifest | {"settings": {}}), encoding="utf-8")
    with pytest.raises(ScenarioError, match="a validation with other settings"):
        outlast.save_validation(small(), folder)
    (folder / "manifest.json").write_text(json.dumps(manifest | {"outlast": "run"}), encoding="utf-8")
    with pytest.raises(ScenarioError, match="not a validation of outlast"):
        outlast.save_validation(small(), folder)
