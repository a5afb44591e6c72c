"""Levers of a scenario: all of them, each with values that it can take, and changes that change nothing else."""

from __future__ import annotations

import math

import pytest

from explanations import scenario
from outlast.analysis.explanation.fate import is_judged
from outlast.analysis.explanation.levers import CIRCUMSTANCES, Lever, circumstances_of, levers_of
from outlast.analysis.explanation.runs import of_scenario
from outlast.parameters import DECLARATIONS, Spec
from outlast.report.explanation.terms import NAMES
from outlast.runs.values import CHOICE, NUMBER
from outlast.scenario import Change, Scenario, load_scenario, shipped_scenarios
from outlast.scenario.names import VAGUENESS, components
from outlast.scenario.settling import reach

MANDATE = [key for key in DECLARATIONS if key.startswith("mandate.")]
AHSN = load_scenario("ahsn")


def named(found: list[Lever], name: str) -> Lever:
    (one,) = [lever for lever in found if lever.name == name]
    return one


def test_every_lever_of_the_mandate_is_tried_and_has_a_name() -> None:
    found = levers_of(scenario())
    assert [lever.key for lever in found] == [VAGUENESS, *MANDATE]
    assert {*NAMES} == {VAGUENESS, *MANDATE, *CIRCUMSTANCES}


def test_vagueness_as_a_whole_needs_components_that_are_alike() -> None:
    mixed = scenario({"mandate.vagueness.purpose": 0.9})
    assert [lever.key for lever in levers_of(mixed)] == MANDATE


@pytest.mark.parametrize("name", sorted(shipped_scenarios()))
def test_what_stands_is_what_the_scenario_sets(name: str) -> None:
    own = load_scenario(name)
    for lever in [*levers_of(own), *circumstances_of(own)]:
        if lever.key.startswith("mandate."):
            held = own.mandate_at(lever.quarter)
            for key in lever.keys:
                assert lever.stands == reach(held, key.removeprefix("mandate."))
        else:
            assert lever.stands == reach(own.settings, lever.key)


@pytest.mark.parametrize("lever", [*levers_of(scenario()), *circumstances_of(scenario())], ids=lambda one: one.key)
def test_places_are_values_of_the_declared_range(lever: Lever) -> None:
    if lever.kind == CHOICE:
        return
    spec = DECLARATIONS[lever.keys[0]].spec
    assert isinstance(spec, Spec)
    assert (lever.at(0), lever.places * lever.step) == (spec.low, pytest.approx(spec.high - spec.low, abs=lever.step))
    values = [lever.at(place) for place in range(lever.places + 1)]
    assert all(spec.low <= float(value) <= spec.high for value in values)
    assert all(isinstance(value, float if lever.kind == NUMBER else int) for value in values)
    assert all(float(f"{value:.6g}") == value for value in values), "a value reads as it is"
    if lever.kind == NUMBER:
        assert lever.step * 1000 >= spec.high - spec.low >= lever.step * 400
    else:
        assert lever.step == 1


def test_a_change_on_the_way_is_a_lever_of_its_own() -> None:
    found = levers_of(AHSN)
    opening = named(found, "mandate.grant")
    first, second = named(found, "mandate.grant@16"), named(found, "mandate.grant@20")
    assert [(one.stands, one.quarter, one.until) for one in (opening, first, second)] == [
        (900.0, 0, 16),
        (833.0, 16, 20),
        (733.0, 20, None),
    ]
    for one, grants in ((opening, (50.0, 833.0, 733.0)), (first, (900.0, 50.0, 733.0)), (second, (900.0, 833.0, 50.0))):
        changed = one.applied(AHSN, 50.0, 8)
        assert tuple(changed.mandate_at(quarter).grant for quarter in (15, 19, 51)) == grants


def test_a_change_in_the_first_quarter_is_the_opening() -> None:
    own = scenario(changes=(Change(0, "mandate.grant", 70.0),))
    lever = named(levers_of(own), "mandate.grant")
    assert lever.stands == 70.0
    assert lever.applied(own, 90.0, 8).mandate_at(0).grant == 90.0


def test_vagueness_that_changes_as_a_whole_is_tried_as_a_whole() -> None:
    alike = tuple(Change(4, key, 0.2) for key in components(VAGUENESS))
    whole = named(levers_of(scenario(changes=alike)), "mandate.vagueness@4")
    assert {*whole.applied(scenario(changes=alike), 0.7, 8).mandate_at(4).vagueness} == {0.7}
    assert {*whole.applied(scenario(changes=alike), 0.7, 8).mandate_at(3).vagueness} == {0.5}
    apart = levers_of(scenario(changes=(*alike[:2], Change(4, alike[2].key, 0.3))))
    assert "mandate.vagueness@4" not in [lever.name for lever in apart]


@pytest.mark.parametrize("lever", levers_of(scenario()), ids=lambda one: one.key)
def test_one_change_changes_nothing_else(lever: Lever) -> None:
    own = scenario()
    if lever.key in ("mandate.match", "mandate.successor.chance"):
        own = scenario({"mandate.successor.duration": 4})
    value = "grown" if lever.kind == CHOICE else lever.at(lever.places // 3)
    changed = lever.applied(own, value, 8)
    differs = {key for key in DECLARATIONS if reach(changed.settings, key) != reach(own.settings, key)}
    # The weights of the aim are scaled to one sum, and a longer mandate may need a longer horizon.
    allowed = {key for key in DECLARATIONS if key.startswith("mandate.aim.")} if ".aim." in lever.key else {*lever.keys}
    assert differs - {"context.horizon"} <= allowed
    assert differs & {*lever.keys}
    assert ("context.horizon" in differs) <= (lever.key in ("mandate.duration", "mandate.taper"))


@pytest.mark.parametrize("fixed", [0, 20])
@pytest.mark.parametrize("key", ["mandate.duration", "mandate.taper", "mandate.successor.duration"])
def test_the_horizon_is_long_enough_to_judge_every_value(key: str, fixed: int) -> None:
    own = scenario(
        {"context.horizon": fixed, "mandate.successor.chance": 1.0, "mandate.successor.duration": 4,
         "mandate.successor.grant": 60.0}
    )  # fmt: skip
    lever = named(levers_of(own), key)
    for value in (1, lever.places // 2, lever.places):
        changed = lever.applied(own, value, 8)
        finals = of_scenario(changed, [3])[0]
        assert all(is_judged(row, "self_sustaining_8") for row in finals)


def test_a_horizon_that_is_long_enough_stays() -> None:
    own: Scenario = load_scenario("clahrc")
    lever = named(levers_of(own), "mandate.duration")
    assert lever.applied(own, 18, 8).horizon == own.horizon == 52
    assert lever.applied(own, 30, 8).horizon == 58


def test_a_circumstance_that_a_roster_settles_is_no_density() -> None:
    keys = [lever.key for lever in circumstances_of(load_scenario("workshop"))]
    assert [key for key in CIRCUMSTANCES if key not in keys] == ["context.prior_ties"]


def test_shares_of_the_range_are_between_none_and_all() -> None:
    grant = named(levers_of(scenario()), "mandate.grant")
    assert math.isclose(grant.share(230.0), 0.05)
    growth = named(levers_of(scenario()), "mandate.growth")
    assert growth.share("grown") == 1.0
