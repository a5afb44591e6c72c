"""A study of a sweep says what matters, what is noise, and what is exactly nothing; on limits of the model itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from known_functions import UNIT, g_function, repeated, sampled
from outlast.analysis.sensitivity.methods import METHODS
from outlast.analysis.sensitivity.responses import settled
from outlast.analysis.sensitivity.study import FRAMES, Study, analyse, find
from outlast.analysis.sensitivity.wording import sentences
from outlast.parameters import DECLARATIONS
from outlast.runs.errors import FailedRunsError
from outlast.runs.store import Store
from outlast.scenario import ScenarioError
from sweeps import a_sweep, conduct

VAGUE = [f"mandate.vagueness.{part}" for part in ("purpose", "structure", "evaluation")]
Made = Callable[..., Store]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Small sweeps, each made once."""
    known: dict[str, Store] = {}

    def make(**rest: Any) -> Store:
        key = json.dumps(rest, sort_keys=True)
        if key not in known:
            folder: Path = tmp_path_factory.mktemp("study") / "sweep"
            known[key] = conduct(a_sweep(**rest), folder, size=100, workers=1)
        return known[key]

    return make


@pytest.mark.parametrize(
    ("method", "design", "samples"),
    [("sobol", "saltelli", 4), ("morris", "morris", 6), ("pawn", "sobol", 32), ("delta", "lhs", 30), ("oat", "ice", 3)],
)
def test_every_method_goes_from_a_sweep_to_sentences(made: Made, method: str, design: str, samples: int) -> None:
    vary = ["mandate.grant=0:600", "structure.production"]
    store = made(vary=vary, design=design, samples=samples, replicates=3, details=["quarter"])
    # Densities for each quarter would take the longest of all.
    quarters = [] if method == "delta" else ["open"]
    study = analyse(store, method, ["alive_8", "output_total"], resamples=20, quarters=quarters)
    frames = study.to_frames()
    assert set(frames) <= set(FRAMES)
    assert {"indices", "noise", "dropped"} <= set(frames)
    assert ("over_time" in frames) == bool(quarters)
    assert all(next(iter(frame)) == "outcome" for frame in frames.values())
    records = study.records()
    assert json.loads(json.dumps(records, allow_nan=False)) == records
    assert [(row["outcome"], row["name"]) for row in records] == [
        (outcome, key) for outcome in ("alive_8", "output_total") for key in ("mandate.grant", "structure.production")
    ]
    assert records[0]["unit"] == DECLARATIONS["mandate.grant"].spec.unit
    assert records[0]["says"] == DECLARATIONS["mandate.grant"].spec.says
    assert METHODS[method].ranks_by in records[0]
    text = study.sentences()
    assert text[0].startswith("alive_8 ")
    assert any(said.startswith("output_total ") for said in text)
    assert all(said.endswith(".") and "nan" not in said for said in text)


def test_without_a_theory_vagueness_does_exactly_nothing(made: Made) -> None:
    # ODD: with `none` vagueness does nothing; common luck then gives the same runs to the last digit.
    store = made(
        vary=[*VAGUE, "mandate.grant=0:600"],
        values={"structure.theory": "none"},
        design="saltelli",
        samples=4,
        replicates=2,
    )
    study = analyse(store, "sobol", "output_total", resamples=20)
    frame: Any = study.findings[0].indices.frame.set_index("name")
    assert frame.loc[VAGUE, ["s1", "s1_conf", "st", "st_conf"]].abs().to_numpy().max() < 1e-12
    assert frame.loc["mandate.grant", "st"] > 0.5
    assert study.findings[0].still == tuple(VAGUE)
    assert any("alone changed none of the runs compared, all on the same luck" in said for said in study.sentences())


def test_where_nothing_matters_there_are_no_indices_and_it_is_said(made: Made) -> None:
    for design, samples, method in (("morris", 4, "morris"), ("saltelli", 2, "sobol"), ("sobol", 32, "pawn")):
        store = made(vary=VAGUE, values={"structure.theory": "none"}, design=design, samples=samples, replicates=2)
        study = analyse(store, method, "output_total", resamples=20)
        assert study.findings[0].indices.frame.drop(columns="name").isna().all(axis=None)
        assert study.sentences()[0] == (
            "output_total has no indices: the response is the same at every point: there is nothing to explain."
        )
        assert all(row["reason"] for row in study.records())


def test_the_chance_of_an_early_end_does_nothing_without_reorganisations(made: Made) -> None:
    # ODD: it is a chance per reorganisation; none are scheduled, and none come by chance.
    store = made(
        vary=["mandate.early_cancel=0:1", "mandate.assistance=0:1"],
        values={"context.reorganisations.hazard": 0.0, "context.reorganisations.scheduled": []},
        design="morris",
        samples=4,
        replicates=2,
    )
    study = analyse(store, "morris", ["central_money", "output_total"], resamples=20)
    found = study.findings[1]
    frame: Any = found.indices.frame.set_index("name")
    assert frame.loc["mandate.early_cancel", "mu_star"] == 0.0
    assert found.still == ("mandate.early_cancel",)
    assert frame.loc["mandate.assistance", "mu_star"] > 0.0


def test_money_paid_by_the_centre_is_the_grant_times_its_quarters(made: Made) -> None:
    # With no taper, match or closing before the end: a product of two factors, with all of its indices known.
    vary = ["mandate.grant=10:600", "mandate.duration=1:2"]
    store = made(vary=vary, values={"mandate.duration": 2}, design="saltelli", samples=64, replicates=2)
    study = analyse(store, "sobol", "central_money", resamples=50)
    frame: Any = study.findings[0].indices.frame.set_index("name")
    mean, spread = np.array([305.0, 1.5]), np.array([590.0**2 / 12, 0.25])
    parts = np.array([spread[0] * mean[1] ** 2, spread[1] * mean[0] ** 2, spread[0] * spread[1]])
    # 64 base points err by about 0.05; a partnership that closes within two quarters would be paid less.
    assert frame["s1"].tolist() == pytest.approx(parts[:2] / parts.sum(), abs=0.08)
    assert frame["st"].tolist() == pytest.approx((parts[:2] + parts[2]) / parts.sum(), abs=0.08)


def test_failed_runs_stop_a_study_or_lose_their_blocks(made: Made) -> None:
    store = made(
        vary={"mandate.taper": [0, 2], "mandate.duration": [0, 4, 5], "mandate.grant": [0.0, 60.0]},
        design="saltelli",
        samples=32,
        replicates=2,
    )
    with pytest.raises(FailedRunsError, match="points, failed"):
        analyse(store, "sobol", "alive_8")
    study = analyse(store, "sobol", "alive_8", failed="drop", resamples=20)
    dropped = study.findings[0].dropped
    assert dropped.failed == store.failures
    assert 0 < dropped.blocks < 32
    assert dropped.points == dropped.blocks * 8
    assert any(f"{dropped.blocks} of 32 blocks" in said for said in study.sentences())


def test_a_sweep_of_another_design_is_refused(made: Made) -> None:
    store = made(vary=["mandate.grant=0:600", "structure.production"], design="lhs", samples=30, replicates=3)
    with pytest.raises(ScenarioError, match="needs a design of the kind saltelli, but found lhs"):
        analyse(store, "sobol")
    with pytest.raises(ScenarioError, match="found the text"):
        analyse(store, "fast")


def study_of(replicates: int, noise: float, weights: tuple[float, ...] = (0.0, 1.0, 9.0)) -> list[str]:
    sample = sampled("saltelli", UNIT[:3], 512)
    values = repeated(g_function(sample.matrix, weights), replicates, 1, alone=noise)
    response = settled("y", values, np.zeros(values.shape, bool), sample)
    return sentences(METHODS["sobol"], find(METHODS["sobol"], sample, response, resamples=100), "common")


def test_sentences_say_what_leads_and_how_much_is_noise() -> None:
    text = " ".join(study_of(8, 0.6))
    assert text.startswith(f"y depends most on {UNIT[0]} (0.8")
    assert "with the noise taken out" in text
    assert "Noise makes 9% of the variance of the means over 8 replicates" in text
    assert "about 15 replicates would bring it to 5%" in text
    assert f"no effect can be made out of {UNIT[2]}; that is no proof of none" in text


def test_a_sentence_claims_no_order_from_a_half_that_was_not_looked_at() -> None:
    sample = sampled("morris", UNIT[:3], 3)
    values = repeated(sample.matrix @ [300.0, 1.0, 0.0], 3, 1, alone=0.1)
    response = settled("y", values, np.zeros(values.shape, bool), sample)
    found = find(METHODS["morris"], sample, response, resamples=50)
    text = " ".join(sentences(METHODS["morris"], found, "common"))
    assert "too few points to see what half of them would say" in text
    assert "not the same as with half the points" not in text


def test_dropped_blocks_may_leave_two_beginnings_alike() -> None:
    sample = sampled("morris", UNIT[:3], 8)
    values = repeated(g_function(sample.matrix), 3, 1, alone=0.1)
    values[np.isin(sample.blocks, [2, 3, 4, 5])] = np.nan
    response = settled("y", values, np.isnan(values), sample, "drop")
    found = find(METHODS["morris"], sample, response, resamples=50)
    assert found.convergence is not None
    rows: Any = found.convergence.course[["samples", "name", "index"]]
    assert not rows.duplicated().any()


def test_interactions_are_not_called_few_where_they_are_not_known() -> None:
    # A handful of base points: what is left for interactions may come out far below nought.
    for seed in range(30):
        sample = sampled("saltelli", UNIT[:3], 8, seed)
        values = repeated(g_function(sample.matrix), 3, seed, alone=0.6)
        found = find(METHODS["sobol"], sample, settled("y", values, np.zeros(values.shape, bool), sample), resamples=50)
        text = " ".join(sentences(METHODS["sobol"], found, "common"))
        assert "Factors act nearly by themselves" not in text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"method": ["sobol"]}, "--method"),
        ({"resamples": 0}, "--resamples"),
        ({"seed": -1}, "--design-seed"),
        ({"outcomes": []}, "name at least one outcome"),
        ({"quarters": "opne"}, "the nearest right name is open"),
        ({"failed": "leave"}, "stop or drop"),
    ],
)
def test_a_bad_argument_of_an_analysis_is_one_sentence(made: Made, wrong: dict[str, Any], told: str) -> None:
    store = made(vary=["mandate.grant=0:600", "structure.production"], design="morris", samples=6, replicates=3,
                 details=["quarter"])  # fmt: skip
    arguments: dict[str, Any] = {"method": "morris", "resamples": 30} | wrong
    with pytest.raises(ScenarioError, match=told):
        analyse(store, **arguments)


def test_an_outcome_named_twice_is_explained_once(made: Made) -> None:
    store = made(vary=["mandate.grant=0:600", "structure.production"], design="morris", samples=6, replicates=3,
                 details=["quarter"])  # fmt: skip
    study = analyse(store, "morris", ["alive_8", "alive_8"], resamples=30)
    assert [found.outcome for found in study.findings] == ["alive_8"]


def test_sentences_admit_what_one_replicate_cannot_say() -> None:
    text = " ".join(study_of(1, 0.3))
    assert "With one replicate a point, noise and parameters cannot be told apart" in text
    assert "with the noise taken out" not in text


def test_a_study_is_the_same_each_time(made: Made) -> None:
    store = made(vary=["mandate.grant=0:600", "structure.production"], design="morris", samples=6, replicates=3,
                 details=["quarter"])  # fmt: skip
    one, two = (analyse(store, "morris", resamples=30) for _ in range(2))
    assert isinstance(one, Study)
    assert one.records() == two.records()
