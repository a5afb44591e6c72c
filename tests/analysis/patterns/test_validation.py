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
from outlast.analysis.calibration.draws import prior_draws
from outlast.analysis.calibration.ensemble import MEMBERS, write_ensemble
from outlast.analysis.patterns.judging import MISSES, NO_EFFECT, PASSES
from outlast.analysis.patterns.pattern import Patterns
from outlast.analysis.patterns.result import OF_PRIOR
from outlast.analysis.patterns.validation import plan, table_of, validate
from outlast.scenario import ScenarioError
from validations import ensemble, files, small


def row(name: str) -> dict[str, Any]:
    (found,) = [one for one in small().table.to_dict("records") if one["name"] == name]
    return {str(key): value for key, value in found.items()}


def load_small(tmp_path: Path) -> Patterns:
    return plan(ensemble(4), **files(tmp_path)).patterns  # type: ignore[arg-type]


def test_a_pattern_passes_and_its_reverse_is_reported_as_a_miss() -> None:
    assert row("ties_give_trust")["verdict"] == PASSES
    assert row("ties_take_trust")["verdict"] == MISSES
    assert row("ties_give_trust")["median"] == row("ties_take_trust")["median"] > 0.0
    assert row("all_open")["verdict"] == PASSES
    assert row("none_open")["verdict"] == MISSES


def test_counts_and_sentences_tell_misses_and_silence() -> None:
    # In some members trust varies too little for a correlation: they are of all members, and do not have it.
    assert row("trust_stays")["unknown"] > 0.1
    assert small().counts(fitted=False) == {
        "passes": 1, "partly": 0, "unclear": 1, "no effect": 0, "misses": 1,
    }  # fmt: skip
    assert small().counts(fitted=True) == {
        "passes": 1, "partly": 0, "unclear": 0, "no effect": 0, "misses": 1,
    }  # fmt: skip
    kept, fitted, at_once, silent = small().sentences()
    assert kept.startswith("Of the 3 patterns kept out of the fit, the model passes 1; 1 is partly met or unclear,")
    assert kept.endswith(
        "in 0 it shows no effect, and it misses 1. "
        "One of the 3 had shaped a mechanism (trust stays), of which none passes."
    )
    assert fitted.startswith("Of the 2 patterns used for fitting, the model passes 1;")
    assert at_once == (
        "At once, luck averaged out: within all 2 intervals 0 of 30 members; within one tolerance of all 2 are 0."
    )
    assert "(15)" in silent
    assert "validated" not in " ".join(small().sentences())


def test_what_has_no_effect_is_counted_as_such(tmp_path: Path) -> None:
    still = small().values.assign(ties_give_trust=0.0)
    (pattern,) = [one for one in load_small(tmp_path).compared if one.name == "ties_give_trust"]
    (found,) = table_of([pattern], still).to_dict("records")
    assert (found["verdict"], found["right"], found["ties"], found["against"]) == (NO_EFFECT, 0.0, 1.0, 0.0)
    table = small().table.assign(verdict=[*small().table["verdict"][:-1], NO_EFFECT])
    changed = replace(small(), table=table)
    assert changed.counts(fitted=False)["no effect"] == 1
    assert "in 1 it shows no effect" in changed.sentences()[0]
    assert "of which none passes." in changed.sentences()[0]


def test_a_fitted_pattern_is_not_counted_among_those_that_had_shaped_a_mechanism() -> None:
    assert list(small().shaped()["name"]) == ["trust_stays"]
    fitted = replace(small(), table=small().table.assign(use="fit"))
    assert fitted.shaped().empty
    assert "had shaped" not in " ".join(fitted.sentences())


def test_shares_of_members_and_what_a_pattern_has_shaped_are_in_the_table() -> None:
    found = row("ties_take_trust")
    assert found["right"] + found["ties"] + found["against"] + found["unknown"] == pytest.approx(1.0)
    assert found["right_low"] <= found["right"] <= found["right_high"]
    assert row("trust_stays")["shaped"] == "trust fades slowly (made up)"
    assert row("all_open")["shaped"] == ""


def test_members_that_an_ensemble_holds_twice_count_once_for_the_interval(tmp_path: Path) -> None:
    once = ensemble(10)
    twice = replace(once, members=pd.concat([once.members] * 2, ignore_index=True))
    study = plan(twice, **files(tmp_path))  # type: ignore[arg-type]
    assert (study.settings["members"], study.settings["distinct"]) == (20, 10)


def test_the_prior_stands_for_draws_that_nothing_was_fitted_to(tmp_path: Path) -> None:
    study = plan("prior", **files(tmp_path), seed=3)  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(study.members, prior_draws(MEMBERS, 3))
    assert study.settings["of"] == "the prior, not fitted to anything"
    assert study.settings["distinct"] == study.settings["members"] == MEMBERS
    assert study.settings["fitted"] is None
    # Targets keep the use that their file says, so that counts can be held against those of an ensemble.
    assert [one.use for one in study.patterns.compared if one.name.endswith("open")] == ["fit", "fit"]
    assert plan(ensemble(4), **files(tmp_path)).settings["of"] == "the ensemble"  # type: ignore[arg-type]


def test_a_file_called_prior_is_still_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = files(tmp_path)
    write_ensemble(tmp_path / "prior", ensemble(4))
    monkeypatch.chdir(tmp_path)
    for posterior in ("./prior", Path("prior")):
        assert plan(posterior, **given).settings["members"] == 4  # type: ignore[arg-type]


def test_findings_of_the_prior_say_that_it_is_the_prior() -> None:
    found = replace(small(), settings=dict(small().settings) | {"of": OF_PRIOR})
    first, *_ = found.sentences()
    assert first == "These are draws of the prior, not fitted to anything: what passes here passes without any fitting."
    assert "Of the 2 patterns that a calibration is fitted to, the prior passes 1;" in " ".join(found.sentences())


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
