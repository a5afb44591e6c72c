"""Sliders, numbers and marks are those of the declarations and of the scenarios."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.analysis.numbers import NICE, nice
from outlast.parameters import DECLARATIONS, Spec
from outlast.runs.values import CHOICE, WHOLE
from outlast.scenario import ScenarioError, load_scenario, shipped_scenarios
from outlast.scenario.names import THEORY, VAGUENESS
from outlast.visualiser.levers import LEVERS, MARKED, PLACES, THREE, lever, mark, value_of
from outlast.visualiser.world import World

ALL = (*LEVERS, *THREE)
MARKS = {
    "mandate.vagueness": 0.8,
    "mandate.grant": 130.0,
    "mandate.duration": 10,
    "mandate.taper": 0,
    "mandate.match": 0.0,
    "mandate.assistance": 0.0,
    "mandate.pressure": 0.15,
    "context.prior_ties": 0.2,
}


@pytest.mark.parametrize("key", ALL)
def test_a_control_takes_range_and_meaning_from_the_declaration(key: str) -> None:
    one = lever(key)
    spec = DECLARATIONS[THREE[0] if key == VAGUENESS else key].spec
    assert isinstance(spec, Spec)
    assert (one.low, one.high) == (spec.low, spec.high)
    assert one.says
    assert one.says[0].isupper()
    assert f"From {one.low:g} to {one.high:g}" in one.meaning
    assert one.step > 0
    assert 2 <= (one.high - one.low) / one.step <= PLACES
    assert (one.kind == WHOLE) == (one.step == 1.0 and isinstance(value_of(load_scenario(MARKED), key), int))


@pytest.mark.parametrize("name", shipped_scenarios())
@pytest.mark.parametrize("key", ALL)
def test_the_values_of_shipped_scenarios_lie_on_the_slider(key: str, name: str) -> None:
    one, value = lever(key), value_of(load_scenario(name), key)
    assert isinstance(value, int | float)
    assert 0.0 <= one.place(value) <= 1.0
    steps = (value - one.low) / one.step
    assert math.isclose(steps, round(steps), abs_tol=1e-6), "a slider would show another number than the scenario's"


def test_a_place_is_0_at_the_left_and_1_at_the_right() -> None:
    for one in map(lever, LEVERS):
        assert (one.place(one.low), one.place(one.high)) == (0.0, 1.0)
        assert one.place((one.low + one.high) / 2) == pytest.approx(0.5)


@pytest.mark.parametrize(("key", "value"), MARKS.items())
def test_the_mark_shows_where_the_clusters_stood(key: str, value: float) -> None:
    assert mark(key) == value == value_of(load_scenario("hiec"), key)
    assert isinstance(mark("context.reorganisations.hazard"), float)


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("mandate.grant", 130.0, "£130k per partnership per quarter"),
        ("mandate.grant", 1234.4, "£1,234k per partnership per quarter"),
        ("mandate.duration", 10, "10 quarters"),
        ("mandate.vagueness", 0.8, "0.80"),
        ("mandate.pressure", 0.15, "0.15"),
        ("mandate.match", 1.0, "£1.00 per £ of grant"),
        (THEORY, "fog+shield", "fog+shield"),
    ],
)
def test_a_value_is_shown_with_its_unit(key: str, value: float | str, shown: str) -> None:
    assert lever(key).shown(value) == shown


def test_vagueness_as_a_whole_is_the_mean_of_its_parts_to_the_last_bit() -> None:
    scenario = load_scenario("hiec")
    for number in (0.1, 0.3, 0.7, 0.8):
        assert value_of(scenario.replace({VAGUENESS: number}), VAGUENESS) == number
    mixed = scenario.replace(dict(zip(THREE, (0.1, 0.2, 0.6), strict=True)))
    assert value_of(mixed, VAGUENESS) == pytest.approx(0.3)


@pytest.mark.parametrize(("theories", "shown"), [("none", "none"), ("fog", "fog"), (["shield", "fog"], "fog+shield")])
def test_theories_are_one_text(theories: object, shown: str) -> None:
    assert value_of(load_scenario("hiec", {THEORY: theories}), THEORY) == shown
    assert (lever(THEORY).kind, lever(THEORY).choices[0] in DECLARATIONS[THEORY].spec.names) == (CHOICE, True)  # type: ignore[union-attr]


@pytest.mark.parametrize("key", ALL)
def test_what_is_live_can_be_moved_while_a_world_runs_and_nothing_else(key: str) -> None:
    one = lever(key)
    world = World(load_scenario("workshop"), 1).play_to(1)
    value = one.high if world.setting(key) != one.high else one.low
    value = round(value) if one.kind == WHOLE else value
    if one.live:
        assert world.move(key, value) is not None
        assert world.setting(key) == value
        return
    with pytest.raises(ScenarioError, match="cannot change during a run"):
        world.move(key, value)


def test_what_cannot_be_set_has_no_lever() -> None:
    for name in ("mandate.gold", "mandate", ""):
        with pytest.raises(ScenarioError):
            lever(name)


@given(st.floats(1e-9, 1e9))
def test_a_handy_step_is_the_smallest_that_is_not_below(step: float) -> None:
    found = nice(step)
    assert step * (1 - 1e-9) <= found <= 2.5 * step
    power = 10.0 ** math.floor(math.log10(found * (1 + 1e-12)))
    assert any(math.isclose(found / power, factor) for factor in NICE)
