"""A sweep's points become cases as they are, and what cannot be asked of it is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from outlast.analysis.discovery.factors import LEVELS, RANGE
from outlast.analysis.discovery.reading import read_cases
from outlast.runs.errors import FailedRunsError, UnknownValuesError
from outlast.runs.store import Store
from outlast.scenario import ScenarioError
from sweeps import a_sweep, conduct

VARY = ["mandate.vagueness=0:1", "mandate.grant=0:300", "mandate.duration=2:6", "structure.theory=latitude,fog"]


# As anyone may call it.
ask: Any = read_cases


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return conduct(a_sweep(VARY, samples=80, replicates=2), tmp_path_factory.mktemp("reading") / "sweep", size=80)


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A sweep in which funding that tapers from nothing cannot be run."""
    vary = ["mandate.taper=0,2", "mandate.duration=0,4", "mandate.grant=0:300"]
    return conduct(a_sweep(vary, samples=200, replicates=1), tmp_path_factory.mktemp("failing") / "sweep", size=100)


def test_a_case_is_a_point_with_the_mean_of_its_replicates(store: Store) -> None:
    cases = read_cases(store, "alive_4", above=0.5).cases
    runs = store.runs
    assert len(cases) == 80
    assert cases.runs.shape == (80, 2)
    for point in (0, 41, 79):
        at = (runs["point"] == point).to_numpy()
        own = runs["alive_4"].to_numpy()[at][np.argsort(runs["replicate"].to_numpy()[at])]
        assert cases.runs[point].tolist() == own.tolist()
        assert cases.values[point] == pytest.approx(own.mean())
        assert cases.interest[point] == (own.mean() > 0.5)
        setting = store.points.iloc[point]
        assert cases.matrix[point].tolist() == [setting[key] for key in cases.keys]
        assert cases.theories[cases.theory[point]] == setting["structure.theory"]
    assert cases.shared
    assert len(np.unique(cases.groups)) == 80
    assert (cases.question.least, cases.question.most) == (0.0, 1.0)


def test_what_keeps_itself_going_at_the_horizon_is_both_rungs_together(store: Store) -> None:
    cases = read_cases(store, "self_sustaining_end").cases
    whole = store.runs["ladder_end_self_sustained"] + store.runs["ladder_end_growing"]
    for point in (0, 41, 79):
        assert cases.values[point] == pytest.approx(whole[store.runs["point"] == point].mean())
    assert (cases.question.least, cases.question.most) == (0.0, 1.0)


def test_conditions_may_limit_whatever_was_varied_but_the_theory(store: Store) -> None:
    cases = read_cases(store, "alive_4", above=0.5).cases
    assert [(factor.key, factor.kind) for factor in cases.factors] == [
        ("mandate.vagueness", RANGE),
        ("mandate.grant", RANGE),
        ("mandate.duration", LEVELS),
    ]
    assert cases.theories == ("latitude", "fog")
    some = read_cases(store, "alive_4", above=0.5, factors=["mandate.grant", "mandate.duration"]).cases
    assert some.keys == ("mandate.grant", "mandate.duration")
    assert read_cases(store, "alive_4", above=0.5, factors="mandate").cases.keys == cases.keys


def test_without_a_value_the_upper_quartile_is_taken_and_said(store: Store) -> None:
    question = read_cases(store, "output_total").cases.question
    values = store.estimates("output_total")["mean"]
    assert question.value == pytest.approx(np.quantile(values, 0.75))
    assert question.says == "the upper quartile of all cases, taken since no value was given"
    assert read_cases(store, "output_total", below=0.5).cases.question.above is False


def over_an_ensemble(
    store: Store, folder: Path, member: np.ndarray, theory: np.ndarray | None, luck: str = "common"
) -> Store:
    """The same runs, as if they had members (run,) of an ensemble with these theories (run,)."""
    folder.mkdir()
    (folder / "points.parquet").write_bytes((store.folder / "points.parquet").read_bytes())
    manifest = json.loads((store.folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["settings"]["luck"] = luck
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    runs = store.runs.drop(columns="structure.theory").assign(member=member)
    runs = runs if theory is None else runs.assign(**{"structure.theory": theory})
    runs.to_parquet(folder / "runs.parquet")
    return Store(folder)


def test_a_point_whose_runs_have_several_theories_is_a_case_of_each(store: Store, tmp_path: Path) -> None:
    replicate = store.runs["replicate"].to_numpy()
    theory = np.where(replicate == 0, "fog+latitude", "shield")
    read = read_cases(over_an_ensemble(store, tmp_path / "here", replicate, theory), "alive_4", above=0.5)
    cases = read.cases
    # By their declaration, and a set after single ones.
    assert cases.theories == ("shield", "latitude,fog")
    assert len(cases) == 160
    assert read.table.point.tolist() == np.repeat(np.arange(80), 2).tolist()
    assert cases.groups.tolist() == read.table.point.tolist()
    assert (read.table.members, read.table.member) == (2, None)
    values = store.runs["alive_4"].to_numpy()
    point = store.runs["point"].to_numpy()
    for row in (0, 1, 77):
        own = (point == read.table.point[row]) & (replicate == (0 if cases.theory[row] == 1 else 1))
        assert cases.values[row] == values[own][0]
    assert cases.matrix[0].tolist() == cases.matrix[1].tolist()


def test_cases_with_the_same_member_belong_together_where_each_has_a_run_of_its_own(
    store: Store, tmp_path: Path
) -> None:
    single = Store(store.folder)
    first = store.runs["replicate"].to_numpy() == 0
    single.__dict__["runs"] = store.runs[first].reset_index(drop=True)
    member = single.runs["point"].to_numpy() // 4
    theory = np.where(member % 2 == 0, "fog", "none")
    drawn = over_an_ensemble(single, tmp_path / "here", member, theory, "independent")
    read = read_cases(drawn, "alive_4", above=0.5)
    assert read.cases.groups.tolist() == (np.arange(80) // 4).tolist()
    assert read.cases.theories == ("fog", "none")
    assert (read.cases.theory == (np.arange(80) // 4) % 2).all()
    # With common luck all cases have the same one, which is no group.
    alike = read_cases(over_an_ensemble(single, tmp_path / "alike", 0 * member, None), "alive_4", above=0.5)
    assert len(np.unique(alike.cases.groups)) == 80


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"outcome": "alive_9"}, "--outcome alive_9: no such outcome; the nearest right name is alive_4"),
        ({"above": 0.5, "below": 0.2}, "--above and --below: give one of them"),
        ({"above": "half"}, 'found the text "half", but allowed is a number in the unit of the outcome'),
        ({"above": float("nan")}, "--above: found nan"),
        ({"below": True}, "--below: found true"),
        ({"failed": "leave"}, "--failed: found 'leave', but allowed is stop or drop"),
        ({"factors": ["mandate.grants"]}, "the sweep did not vary it; the nearest right name is mandate.grant;"),
        ({"factors": ["structure.theory"]}, "--factor structure.theory: theories are compared, never limited"),
        ({"factors": ["context"]}, "it varied mandate.vagueness, mandate.grant, mandate.duration"),
        ({"factors": [3]}, "--factor: found 3"),
        ({"above": 1.0}, "--above 1: none of the 80 cases is above, but at least 10 must be, and as many not."),
        ({"above": -1}, "--above -1: every one of the 80 cases is above"),
        ({"below": -1}, "--below -1: none of the 80 cases is below"),
        ({"above": 50}, "alive_4 goes from"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_message(store: Store, asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        ask(store, **({"outcome": "alive_4"} | asked))
    assert said in str(refused.value)


def test_a_value_that_leaves_too_few_says_what_there_is(store: Store) -> None:
    with pytest.raises(ScenarioError) as refused:
        read_cases(store, "output_total", above=1e9)
    values = store.estimates("output_total")["mean"].to_numpy()
    low, high = values.min(), values.max()
    quartiles = ", ".join(f"{value:.4g}" for value in np.quantile(values, (0.25, 0.5, 0.75)))
    assert f"output_total goes from {low:.4g} to {high:.4g}, with quartiles {quartiles}; name a value" in str(
        refused.value
    )


@pytest.mark.parametrize(
    ("vary", "design", "samples", "said"),
    [
        (["mandate.grant=0:300", "mandate.pressure=0:1"], "morris", 4, "its design (morris) moves one thing at a time"),
        (["mandate.grant=0:300"], "lhs", 12, "it has 12 points, but at least 40 are needed"),
        (["structure.theory"], "grid", None, "the sweep varied nothing but the theory"),
    ],
)
def test_a_sweep_that_tells_no_conditions_is_refused(
    vary: list[str], design: str, samples: int | None, said: str, tmp_path: Path
) -> None:
    made = conduct(a_sweep(vary, design=design, samples=samples, replicates=1), tmp_path / "sweep", size=20)
    with pytest.raises(ScenarioError) as refused:
        read_cases(made, "output_total")
    assert said in str(refused.value)


def test_what_is_the_same_in_all_cases_is_left_out_and_named(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    rows = [f"{grant},0.5" for grant in range(0, 240, 4)]
    file.write_text("\n".join(["mandate.grant,mandate.pressure", *rows]), encoding="utf-8")
    made = conduct(a_sweep([], design=str(file), samples=None, replicates=1), tmp_path / "sweep", size=60)
    read = read_cases(made, "output_total")
    assert read.still == ("mandate.pressure",)
    assert read.cases.keys == ("mandate.grant",)
    with pytest.raises(ScenarioError, match=r"every case has the same mandate\.pressure"):
        read_cases(made, "output_total", factors="mandate.pressure")


def test_failed_runs_stop_a_discovery_unless_their_points_may_be_dropped(failing: Store) -> None:
    assert failing.failures > 0
    with pytest.raises(FailedRunsError, match=f"{failing.failures} of 200 runs"):
        read_cases(failing, "output_total")
    read = read_cases(failing, "output_total", failed="drop")
    assert read.table.dropped == failing.failures
    assert len(read.cases) == 200 - failing.failures


def test_unknown_values_stop_it_too(store: Store) -> None:
    # Nothing is left to divide by where no partnership kept itself going.
    missing = np.isnan(store.runs["cost_per_self_sustained"].to_numpy())
    assert missing.any()
    with pytest.raises(UnknownValuesError, match=f"{missing.sum()} of 160 runs, at .* have no value of cost_per"):
        read_cases(store, "cost_per_self_sustained")
