"""Designs: names that differ, one horizon, and mandates put into another context."""

from __future__ import annotations

import pytest

from outlast.analysis.policies.designs import designs_of, differing, judged_by, overruled, transplanted, unjudged
from outlast.scenario import ScenarioError, load_scenario
from outlast.simulation.simulate import simulate
from policies import small


def test_a_name_that_comes_up_again_is_numbered() -> None:
    assert [one.name for one in designs_of(["hiec", "ahsc", "hiec", "hiec"])] == [
        "hiec",
        "ahsc",
        "hiec (2)",
        "hiec (3)",
    ]
    assert [one.name for one in designs_of({"now": "hiec", "then": "hiec"})] == ["now", "then"]


def test_all_run_to_the_same_quarter() -> None:
    found = designs_of(["hiec", "ahsn"])
    assert [one.scenario.horizon for one in found] == [52, 52]
    assert designs_of(["hiec", "hiec_clear"])[1].scenario == load_scenario("hiec_clear")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["hiec"], "found 1 scenario, allowed are two"),
        ([], "found 0 scenarios"),
        ("hiec", "found 1 scenario"),
        (["hiec", "hiecc"], "hiec"),
    ],
)
def test_fewer_than_two_or_none_of_that_name_is_refused(given: list[str], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        designs_of(given)


def test_judgements_count_from_the_last_quarter_on_offer() -> None:
    found = {one.name: one for one in designs_of(["hiec", "hiec_taper", "ahsc", "hiec_no_mandate", "ahsn"])}
    assert {name: one.judged_from for name, one in found.items()} == {
        "hiec": 10,
        "hiec_taper": 14,
        "ahsc": 0,
        "hiec_no_mandate": 0,
        "ahsn": 40,
    }
    assert [name for name, one in found.items() if one.is_unpaid] == ["ahsc", "hiec_no_mandate"]


def test_a_grant_that_ends_by_a_change_ends_there() -> None:
    ended = load_scenario("hiec").with_change(4, "mandate.grant", 0.0)
    assert designs_of([load_scenario("hiec"), ended])[1].judged_from == 4


def test_a_mandate_moves_without_its_context() -> None:
    hiec, ahsn = load_scenario("hiec"), load_scenario("ahsn")
    moved = transplanted(ahsn, hiec)
    assert moved.settings.mandate == ahsn.settings.mandate
    assert moved.changes == ahsn.changes
    assert moved.settings.context == hiec.settings.context
    assert moved.settings.rules == hiec.settings.rules
    assert moved.name == "ahsn"
    assert differing(hiec, moved) == []
    assert designs_of(["hiec", "ahsn"], transplant=True)[1].scenario.settings.context.partnerships == 17


def test_a_mandate_that_contradicts_the_context_is_refused_by_name() -> None:
    short = small({"context.horizon": 20})
    with pytest.raises(
        ScenarioError, match=r"(?s)the mandate of ahsn in the context of hiec has.*context\.horizon = 20"
    ):
        transplanted(load_scenario("ahsn"), short)


def test_what_differs_beside_the_mandate_is_told() -> None:
    hiec = load_scenario("hiec")
    assert differing(hiec, load_scenario("hiec_longer")) == []
    assert "context.prior_ties" in differing(hiec, load_scenario("ahsc"))
    other = hiec.replace({"rules.trust.gain": 0.2, "structure.theory": "fog", "output.own_coverage": 0.5})
    assert differing(hiec, other) == ["rules.trust.gain", "output.own_coverage"]
    assert differing(hiec, other, ("rules.", "structure.")) == ["output.own_coverage"]
    assert differing(hiec, load_scenario("workshop"))[-1] == "roster"


def test_what_an_ensemble_sets_anew_is_told() -> None:
    other = load_scenario("hiec").replace({"rules.trust.gain": 0.2, "structure.theory": "fog"})
    assert overruled(other, ()) == ["rules.trust.gain"]
    assert overruled(other, {"rules.trust.gain"}) == []


def test_partnerships_that_a_successor_takes_on_are_judged_too() -> None:
    """In its own file the programme runs for 52 quarters; put into another context it still has to be judged."""
    moved = transplanted(load_scenario("clahrc"), load_scenario("hiec"))
    assert moved.horizon == judged_by(moved) == 20 + 20 + 8
    found = simulate(moved, seeds=range(4), twin=False).partnerships
    assert not found["self_sustaining_8"].isna().to_numpy().any()
    assert unjudged({"moved": moved}) == ""
    assert [one.scenario.horizon for one in designs_of(["hiec", "clahrc"], transplant=True)] == [48, 48]


def test_a_horizon_that_a_context_names_stays_and_what_it_leaves_unjudged_is_said() -> None:
    moved = transplanted(load_scenario("clahrc"), load_scenario("hiec", {"context.horizon": 42}))
    assert moved.horizon == 42
    assert unjudged({"clahrc": moved}).startswith("clahrc: partnerships that are paid longest are judged beyond")
    assert "set context.horizon to 48 or more" in unjudged({"clahrc": moved})
