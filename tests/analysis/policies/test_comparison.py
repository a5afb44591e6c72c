"""Comparisons: the same worlds for every design, paired differences, ties, and an order that says nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from outlast.analysis.calibration.posterior import simulate_posterior
from outlast.analysis.policies.comparison import compare, plan_comparison
from outlast.analysis.policies.frames import Row, numbers, records, where
from outlast.analysis.policies.tabulating import WEIGHTED
from outlast.outcomes.intervals import interval_of_mean
from outlast.scenario import ScenarioError, load_scenario
from outlast.simulation.simulate import simulate
from policies import compared, ensemble, made_up, small


def row(frame: pd.DataFrame, **columns: object) -> Row:
    (found,) = records(frame, **columns)
    return found


def test_runs_are_those_of_simulate_posterior() -> None:
    found, own = compared(), ensemble()
    alone = simulate_posterior(small(), range(1, 9), own, theory="autonomy", workers=1)
    runs = where(found.runs, design="small", theory="autonomy")
    assert runs["seed"].tolist() == list(range(1, 9))
    for name in ("self_sustaining_8", "twin_self_sustaining_8", "central_money"):
        assert numbers(runs, name) == pytest.approx(alone.runs[name].to_numpy())


def test_every_design_meets_the_same_luck_and_behaviour() -> None:
    runs = compared().runs
    each = [part[["theory", "run", "seed", "member"]].to_numpy().tolist() for _, part in runs.groupby("design")]
    assert len(each) == 3
    assert each[0] == each[1] == each[2]


def test_a_difference_is_that_of_the_runs() -> None:
    scenarios = {"small": small(), "longer": small({"mandate.duration": 10})}
    found = compare(scenarios, outcome="central_money", posterior=ensemble(20, ("fog",)), replicates=10, workers=1)
    runs = found.runs.pivot(index="run", columns="design", values="central_money")
    expected = interval_of_mean((runs["longer"] - runs["small"]).to_numpy())
    told = row(found.differences, design="longer", reference="small", theory="fog", outcome="central_money")
    assert tuple(told[name] for name in ("difference", "low", "high")) == pytest.approx(tuple(expected))
    assert told["apart"]


def test_the_weighted_mean_is_over_theories_by_weight() -> None:
    found = compared()
    each = [row(found.outcomes, design="longer", theory=name, outcome="self_sustaining_end")["mean"]
            for name in found.worlds.theories]  # fmt: skip
    total = row(found.outcomes, design="longer", theory=WEIGHTED, outcome="self_sustaining_end")["mean"]
    assert total == pytest.approx(float(np.dot(each, found.worlds.weights)))


def test_what_is_added_is_less_the_twin() -> None:
    told = row(compared().outcomes, design="longer", theory=WEIGHTED, outcome="self_sustaining_8")
    assert told["additional"] == pytest.approx(told["mean"] - told["twin"])


def test_two_identical_scenarios_differ_by_exactly_nought_and_tie() -> None:
    found = compare([small(), small()], posterior=ensemble(), replicates=6, workers=1)
    for one in records(found.differences):
        assert [one[name] for name in ("difference", "low", "high", "apart")] == [0.0, 0.0, 0.0, False]
    for one in records(found.regret):
        assert (one["regret"], one["best"]) == (0.0, 0.5)
    assert found.winners["level"].tolist() == ["hiec (2)", "hiec (2)"]
    said = found.sentences()
    assert said[0].endswith("on the same luck hiec (2) does not differ in any run.")
    assert said[1] == "Under none of the two theories do the runs tell the best design from the others."


def test_the_order_of_scenarios_changes_nothing_but_the_reference() -> None:
    one = compared()
    names = ["tied", "small", "longer"]
    scenarios = {
        "tied": small({"context.prior_ties": 0.6, "mandate.grant": 0.0}),
        "small": small(),
        "longer": small({"mandate.duration": 10}),
    }
    other = compare(scenarios, posterior=ensemble(), replicates=8, workers=2)
    assert other.names == names
    keys = {
        "policies": ["design"],
        "outcomes": ["design", "theory", "outcome"],
        "differences": ["design", "reference", "theory", "outcome"],
        "winners": ["theory"],
        "regret": ["design", "theory"],
        "costs": ["design", "theory"],
    }
    for name, by in keys.items():
        first, second = (
            frame.sort_values(by, ignore_index=True) for frame in (getattr(one, name), getattr(other, name))
        )
        if name == "winners":
            first, second = (frame.assign(level=frame["level"].map(lambda t: sorted(t.split("; ")))) for frame in
                             (first, second))  # fmt: skip
        pd.testing.assert_frame_equal(first, second)


def test_judged_at_one_time_where_grants_end_at_different_times() -> None:
    assert [one.name for one in compared().quantities] == ["self_sustaining_8", "self_sustaining_end"]
    alike = plan_comparison(["hiec", "hiec_clear"], posterior="none", replicates=1)
    assert [one.name for one in alike.quantities] == ["self_sustaining_8"]


def test_without_an_ensemble_behaviour_is_the_scenarios_own_under_each_theory() -> None:
    scenario = small({"rules.trust.gain": 0.3})
    found = compare([scenario, small()], posterior="none", theory=["fog", "shield"], replicates=3, workers=1)
    alone = simulate(scenario.replace({"structure.theory": "shield"}), [4, 5, 6], workers=1)
    runs = where(found.runs, design="hiec", theory="shield")
    assert numbers(runs, "self_sustaining_8") == pytest.approx(alone.runs["self_sustaining_8"].to_numpy())
    assert found.beside == {"hiec (2)": ("rules.trust.gain",)}


def test_an_ensemble_sets_behaviour_anew_unless_it_is_kept() -> None:
    scenario = small({"rules.trust.gain": 0.3})
    plain = plan_comparison([scenario, small()], posterior=ensemble(), replicates=1)
    assert plain.beside == {"hiec (2)": ()}
    assert plain.overruled["hiec"] == ("rules.trust.gain",)
    kept = plan_comparison([scenario, small()], posterior=ensemble(), replicates=1, keep={"rules.trust.gain"})
    assert kept.beside == {"hiec (2)": ("rules.trust.gain",)}
    assert kept.overruled["hiec"] == ()


def test_only_the_mandates_differ_once_they_are_transplanted() -> None:
    scenarios = ["hiec", "ahsn", "communities_that_care"]
    apart = plan_comparison(scenarios, posterior="none", replicates=1)
    assert "context.members" in apart.beside["ahsn"]
    moved = plan_comparison(scenarios, posterior="none", replicates=1, transplant=True)
    assert moved.beside == {"ahsn": (), "communities_that_care": ()}
    assert apart.settings != moved.settings


def test_the_numbers_do_not_depend_on_the_workers() -> None:
    again = compare(
        {
            "small": small(),
            "longer": small({"mandate.duration": 10}),
            "tied": small({"context.prior_ties": 0.6, "mandate.grant": 0.0}),
        },
        posterior=ensemble(), replicates=8, workers=3,
    )  # fmt: skip
    for name, frame in compared().to_frames().items():
        assert again.to_frames()[name].to_csv(index=False) == frame.to_csv(index=False)


def test_a_clear_winner_is_best_in_every_resample() -> None:
    found = made_up({"good": [[0.6, 0.5]], "bad": [[0.2, 0.1]]})
    assert row(found.regret, design="good")["best"] == 1.0
    assert row(found.regret, design="bad")["regret"] == pytest.approx(0.4)
    told = row(found.winners, theory="fog")
    assert (told["leader"], told["level"], told["next"]) == ("good", "", "bad")
    assert told["lead"] == pytest.approx(0.4)


def test_near_designs_share_the_resamples() -> None:
    found = made_up({"one": [[0.5, 0.3]], "other": [[0.3, 0.5, 0.4]]}, runs=30)
    best = row(found.regret, design="one")["best"]
    assert 0.1 < best < 0.9
    assert row(found.regret, design="other")["best"] == pytest.approx(1.0 - best)
    assert row(found.winners, theory="fog")["level"] != ""


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"replicates": 0}, "--replicates: found 0"),
        ({"seed": -1}, "--seed: found -1"),
        ({"outcome": "nothing"}, "no such outcome"),
        ({"outcome": []}, "found an empty list"),
        ({"outcome": "twin_alive_8"}, "a twin has no mandate"),
        ({"keep": {"structure.theory"}}, "choose some of them by --theory"),
        ({"theory": ["fogg"]}, "no member of the ensemble holds fogg"),
    ],
)
def test_what_cannot_be_used_is_refused_before_anything_runs(options: dict[str, object], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        plan_comparison(["hiec", "hiec_clear"], posterior=ensemble(4), **options)  # type: ignore[arg-type]


def test_designs_may_be_ranked_by_what_they_add() -> None:
    found = compare({"small": small(), "longer": small({"mandate.duration": 10})}, outcome="additional_alive_8",
                    posterior=ensemble(), replicates=4, workers=1)  # fmt: skip
    added = row(found.outcomes, design="longer", theory="fog", outcome="additional_alive_8")["mean"]
    runs = where(found.runs, design="longer", theory="fog")
    assert added == pytest.approx(numbers(runs, "additional_alive_8").mean())
    assert "added by the mandate: open 8 quarters" in found.sentences()[0].lower()


def test_whether_a_twin_runs_is_no_difference_of_programmes() -> None:
    planned = plan_comparison([small({"output.twin": False}), small()], posterior="none", replicates=1)
    assert planned.beside == {"hiec (2)": ()}


def test_a_difference_from_no_twin_is_refused() -> None:
    scenario = load_scenario("hiec", {"output.twin": False})
    with pytest.raises(ScenarioError, match="runs without its twin"):
        plan_comparison([scenario, "hiec_clear"], outcome="additional_alive_8", posterior="none")
