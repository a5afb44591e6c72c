"""The problem that SALib is given says what the declarations say, and its samples make a design."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import outlast
from outlast.parameters import DECLARATIONS, Listing, Spec
from outlast.runs.designs import design_of_samples, make_design
from outlast.scenario import Scenario, ScenarioError, load_scenario

VARY = {
    "mandate.vagueness": (0.2, 0.9),
    "mandate.duration": (3, 5),
    "output.twin": None,
    "structure.theory": ["fog+latitude", "none", "shield"],
}


@pytest.fixture(scope="module")
def hiec() -> Scenario:
    return load_scenario("hiec")


def test_keys_alone_take_their_declared_ranges(hiec: Scenario) -> None:
    spec = outlast.problem(hiec, ["mandate.vagueness", "mandate.grant"])
    assert spec["names"] == ["mandate.vagueness", "mandate.grant"]
    assert spec["bounds"] == [[0.0, 1.0], [0.0, 2000.0]]
    assert spec["outputs"] == ["self_sustaining_8"]
    assert spec["num_vars"] == 2


def test_every_declared_number_has_the_bounds_of_its_declaration(hiec: Scenario) -> None:
    keys = [key for key, entry in DECLARATIONS.items() if isinstance(entry.spec, Spec) and entry.type is float]
    spec = outlast.problem(hiec, keys)
    assert [[DECLARATIONS[key].spec.low, DECLARATIONS[key].spec.high] for key in keys] == spec["bounds"]  # type: ignore[union-attr]


def test_whole_numbers_names_and_switches_have_a_unit_of_room_each(hiec: Scenario) -> None:
    spec = outlast.problem(hiec, VARY)
    assert spec["bounds"] == [[0.2, 0.9], [3, 6], [0, 2], [0, 3]]
    keys = [key for key, entry in DECLARATIONS.items() if not isinstance(entry.spec, Listing)]
    assert len(keys) == outlast.problem(hiec, keys)["num_vars"]


def test_no_factors_are_grouped(hiec: Scenario) -> None:
    # SALib writes a group for each factor where there is none.
    assert list(VARY) == outlast.problem(hiec, VARY)["groups"]


@pytest.mark.parametrize("seed", [0, 5])
def test_samples_of_the_problem_are_the_points_of_the_design(hiec: Scenario, seed: int) -> None:
    spec: Any = outlast.problem(hiec, VARY)
    spec.sample_sobol(32, seed=seed)
    expected = make_design("saltelli", VARY, 32, seed)
    assert expected.digest() == design_of_samples(spec["factors"], spec.samples).digest()


def test_trajectories_of_the_problem_make_a_design(hiec: Scenario) -> None:
    # Ours are others: each trajectory has a seed of its own, and deals the names afresh.
    spec: Any = outlast.problem(hiec, VARY)
    spec.sample_morris(9, num_levels=spec["morris_levels"], seed=5)
    design = design_of_samples(spec["factors"], spec.samples)
    assert len(design) == len(make_design("morris", VARY, 9, 5)) == 45


def test_the_problem_holds_the_scenario_that_it_is_of(hiec: Scenario) -> None:
    record = outlast.problem(hiec, VARY)["scenario"]
    assert hiec.settings == Scenario.from_resolved(record).settings


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = -np.pi + 2 * np.pi * unit
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_indices_of_ishigami_come_out(hiec: Scenario) -> None:
    spec: Any = outlast.problem(hiec, ["mandate.vagueness", "mandate.assistance", "mandate.pressure"])
    spec.sample_sobol(4096, seed=1).evaluate(ishigami).analyze_sobol(seed=1)
    # Closed forms for a = 7, b = 0.1; 4096 base points leave an error of about 0.01.
    assert pytest.approx(spec.analysis["S1"].tolist(), abs=0.02) == [0.3139, 0.4424, 0.0]
    assert pytest.approx(spec.analysis["ST"].tolist(), abs=0.02) == [0.5576, 0.4424, 0.2437]
    assert spec.analysis["S2"][0, 2] == pytest.approx(0.2437, abs=0.03)


def test_results_from_elsewhere_can_be_set_for_a_design_of_ours(hiec: Scenario) -> None:
    vary = {"mandate.vagueness": (0, 1), "structure.production": None}
    spec: Any = outlast.problem(hiec, vary)
    design = make_design("saltelli", vary, 1024)
    # 0 to 3 each equally likely beside 0 to 1: variances 15/12 and 1/12.
    results = design.points["mandate.vagueness"] + design.points["structure.production"]
    spec.set_samples(design.matrix()).set_results(results).analyze_sobol(seed=1)
    assert pytest.approx(spec.analysis["S1"].tolist(), abs=0.02) == [1 / 16, 15 / 16]


def test_elementary_effects_of_a_line_are_its_slopes_over_the_ranges(hiec: Scenario) -> None:
    vary = {"mandate.vagueness": (0, 1), "mandate.grant": (0, 600), "output.twin": None}
    spec: Any = outlast.problem(hiec, vary)
    design = make_design("morris", vary, 8)
    results = 3 * design.points["mandate.vagueness"] - design.points["mandate.grant"] / 300
    spec.set_samples(design.matrix()).set_results(results)
    spec.analyze_morris(num_levels=design.settings["levels"], seed=1)
    assert pytest.approx(spec.analysis["mu_star"].tolist()) == [3.0, 2.0, 0.0]
    assert pytest.approx(spec.analysis["mu"].tolist()) == [3.0, -2.0, 0.0]


def test_several_outcomes_can_be_named(hiec: Scenario) -> None:
    names = ["self_sustaining_8", "additional_self_sustaining_8", "ladder_8_growing", "cost_per_self_sustained"]
    assert names == outlast.problem(hiec, VARY, names)["outputs"]


def test_an_outcome_that_the_scenario_does_not_have_is_refused(hiec: Scenario) -> None:
    with pytest.raises(ScenarioError, match="self_sustainig_8: no such outcome; the nearest right name is self_"):
        outlast.problem(hiec, VARY, "self_sustainig_8")
    with pytest.raises(ScenarioError, match="each once"):
        outlast.problem(hiec, VARY, ["alive_8", "alive_8"])
    alone = hiec.replace({"output.twin": False})
    with pytest.raises(ScenarioError, match="twin_alive_8: no twin runs"):
        outlast.problem(alone, ["mandate.grant"], "twin_alive_8")


def test_what_cannot_be_varied_is_refused(hiec: Scenario) -> None:
    with pytest.raises(ScenarioError, match=r"nearest right name is mandate\.grant"):
        outlast.problem(hiec, ["mandate.grnat"])
    with pytest.raises(ScenarioError, match="nothing is varied"):
        outlast.problem(hiec, [])
    with pytest.raises(ScenarioError, match="at least two values"):
        outlast.problem(hiec, {"mandate.grant": [60]})
    with pytest.raises(ScenarioError, match='problem: found the text "hiec", but a scenario is needed'):
        outlast.problem("hiec", VARY)  # type: ignore[arg-type]


def test_the_outcomes_that_may_be_named_are_the_columns_of_runs() -> None:
    from outlast.simulation.cohorts import run_columns

    scenario = load_scenario("hiec", {"context.partnerships": 2, "context.horizon": 24})
    found = list(outlast.simulate(scenario, [1], engine="mesa").runs)
    assert ["run", "seed", *run_columns(True)] == found
