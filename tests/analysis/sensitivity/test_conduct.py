"""`outlast.sensitivity` runs and analyses as the command does, and refuses what it cannot use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import outlast
from outlast.scenario import ScenarioError

SMALL = {
    "context.partnerships": 3, "context.members": 8, "context.members_spread": 0, "output.twin": False,
}  # fmt: skip
VARY = {"mandate.grant": (0, 300), "mandate.pressure": None}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> outlast.Study:
    scenario = outlast.load_scenario("hiec", SMALL)
    out = tmp_path_factory.mktemp("study") / "runs"
    return outlast.sensitivity(scenario, "oat", VARY, samples=3, replicates=3, resamples=50, out=out)


def test_a_study_knows_its_runs_and_says_what_it_is(study: outlast.Study) -> None:
    assert study.store is not None
    assert len(study.store) == len(study.design) * 3
    assert repr(study).startswith("<Study of self_sustaining_8, alive_at_funding_end by oat: ")
    assert list(study.indices["name"]) == [
        name for _, name in sorted(zip(-study.indices["range"], study.indices["name"], strict=True))
    ]


def test_curves_have_the_end_of_funding_beside_them(study: outlast.Study) -> None:
    figures = outlast.figures(study)
    labels = [text.get_text() for legend in figures["curves"].legends for text in legend.get_texts()]
    assert "open at the end of funding" in labels


def test_a_study_is_saved_beside_its_runs(study: outlast.Study) -> None:
    folder = outlast.save_study(study)
    assert {"indices.csv", "averages.csv", "curves.png", "curves.svg", "findings.txt"} <= {
        path.name for path in folder.iterdir()
    }


def test_every_kind_of_results_has_figures(study: outlast.Study, tmp_path: Path) -> None:
    scenario = outlast.load_scenario("hiec", SMALL)
    assert set(outlast.figures(outlast.simulate(scenario, [1, 2]))) == {"run"}
    store = outlast.sweep(scenario, {"mandate.grant": [0, 100]}, replicates=2, out=tmp_path / "sweep")
    assert set(outlast.figures(store)) == {"sweep"}
    assert {"ranked", "curves"} <= set(outlast.figures(study))
    with pytest.raises(ScenarioError, match="figures: found 5"):
        outlast.figures(5)  # type: ignore[arg-type]


def test_the_table_of_a_result_has_intervals() -> None:
    frame = outlast.summary(outlast.simulate(outlast.load_scenario("hiec", SMALL), range(4))).set_index("outcome")
    assert {"mean", "low", "high", "twin"} <= set(frame)
    assert 0.0 <= frame.loc["alive_8", "low"] <= frame.loc["alive_8", "mean"] <= frame.loc["alive_8", "high"] <= 1.0


BAD: list[tuple[dict[str, Any], str]] = [
    ({"method": "fast"}, "allowed are oat, morris"),
    ({"vary": {}}, "nothing is varied"),
    ({"vary": []}, "nothing is varied"),
    ({"samples": False}, "--samples"),
    ({"samples": 1}, "from 2"),
    ({"replicates": 0}, "--replicates"),
    ({"resamples": 3}, "--resamples"),
    ({"design_seed": 0}, "--design-seed"),
    ({"outcome": "alive_88"}, "alive_8"),
    ({"over_time": "opne"}, "open"),
    ({"failed": "leave"}, "stop or drop"),
    ({"workers": 0}, "--workers"),
    ({"out": 5}, "--out"),
]


@pytest.mark.parametrize(("wrong", "told"), BAD, ids=[f"{wrong}" for wrong, _ in BAD])
def test_a_bad_argument_is_refused_and_nothing_is_written(
    wrong: dict[str, Any], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments: dict[str, Any] = {"method": "morris", "vary": VARY, "samples": 4, "out": "here"} | wrong
    with pytest.raises(ScenarioError, match=told):
        outlast.sensitivity("hiec", **arguments)
    assert list(tmp_path.iterdir()) == []
