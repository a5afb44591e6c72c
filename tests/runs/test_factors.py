"""What `--vary` says: each way of writing it, and each way of getting it wrong."""

# ruff: noqa: E501 (a case is easier to read, and to compare with its neighbours, on one line)

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.parameters import DECLARATIONS, Choice, Listing
from outlast.runs.factors import Factor, overrides_of, parse_vary, read_vary
from outlast.runs.layouts import own_value
from outlast.scenario import ScenarioError, load_scenario
from outlast.scenario.layers import read_overrides
from outlast.scenario.settling import reach

VARIABLE = [key for key, entry in DECLARATIONS.items() if not isinstance(entry.spec, Listing)]


def test_a_range_of_a_number() -> None:
    expected = Factor(
        "mandate.grant", "number", 0.0, 600.0, None, None,
        "£k per partnership per quarter", "central money while funded, before any taper",
    )  # fmt: skip
    assert expected == parse_vary("mandate.grant=0:600")
    assert expected == parse_vary(" mandate.grant = 0 : 600 ")
    assert expected.values is None


def test_steps_are_the_numbers_that_one_would_type() -> None:
    factor = parse_vary("mandate.vagueness=0:1:11")
    assert factor.steps == 11
    assert factor.values == (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@given(st.floats(-0.1, 0.3), st.floats(-0.1, 0.3), st.integers(2, 50))
def test_steps_begin_and_end_at_the_ends_and_rise_between(low: float, high: float, steps: int) -> None:
    if high - low < 1e-6:
        return
    values = read_vary({"rules.opening.motivation_mean": (low, high, steps)})[0].values
    assert values is not None
    assert (low, high, steps) == (values[0], values[-1], len(values))
    assert np.all(np.diff(np.array(values, dtype=float)) > 0)


def test_steps_of_whole_numbers_are_the_nearest_whole_numbers() -> None:
    assert parse_vary("mandate.duration=4:12:4").values == (4, 7, 9, 12)
    assert parse_vary("mandate.duration=0:4:5").values == (0, 1, 2, 3, 4)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(2, 61))
def test_steps_of_whole_numbers_never_repeat_one(low: int, high: int, steps: int) -> None:
    if low >= high or steps > high - low + 1:
        with pytest.raises(ScenarioError):
            parse_vary(f"mandate.duration={low}:{high}:{steps}")
        return
    values = parse_vary(f"mandate.duration={low}:{high}:{steps}").values
    assert values is not None
    assert steps == len(set(values))
    assert all(type(value) is int for value in values)


def test_values_one_by_one_keep_their_order() -> None:
    factor = parse_vary("mandate.grant=600,0,62.5")
    assert factor.values == (600.0, 0.0, 62.5)
    assert (factor.low, factor.high) == (0.0, 600.0)
    assert parse_vary("mandate.duration=12,8").values == (12, 8)


def test_a_bare_key_is_all_that_is_declared() -> None:
    assert (parse_vary("mandate.grant").low, parse_vary("mandate.grant").high) == (0.0, 2000.0)
    assert parse_vary("context.horizon").high == 240
    assert parse_vary("structure.production").values == ("ces", "additive", "weakest_link", "step_level")
    assert parse_vary("output.twin").values == (False, True)
    assert parse_vary("structure.theory").values == ("latitude", "fog", "shield", "capture", "autonomy", "none")
    assert parse_vary("mandate.grant=all") == parse_vary("mandate.grant")


def test_every_declared_key_but_lists_can_be_varied_over_its_declared_range() -> None:
    assert len(VARIABLE) > 100
    for key in VARIABLE:
        factor, spec = parse_vary(key), DECLARATIONS[key].spec
        assert key == factor.key
        assert (spec.says, spec.unit) == (factor.says, factor.unit)
        if isinstance(spec, Choice):
            assert list(spec.names) == list(factor.values or ())
        elif factor.kind != "flag":
            assert (spec.low, spec.high) == factor.range


def test_vagueness_as_one_has_the_range_of_its_components() -> None:
    factor = parse_vary("mandate.vagueness")
    assert factor.range == (0.0, 1.0)
    assert factor.kind == "number"
    assert factor.unit == DECLARATIONS["mandate.vagueness.purpose"].spec.unit
    scenario = load_scenario("hiec").replace(overrides_of({"mandate.vagueness": 0.25}))
    assert tuple(scenario.settings.mandate.vagueness) == (0.25, 0.25, 0.25)


def test_theories_that_hold_together_are_joined_in_order_of_declaration() -> None:
    assert parse_vary("structure.theory=fog+latitude, none ,shield").values == ("latitude+fog", "none", "shield")
    assert read_vary({"structure.theory": [("fog", "latitude"), ()]})[0].values == ("latitude+fog", "none")


def test_flags_are_true_and_false_however_they_are_capitalised() -> None:
    assert parse_vary("output.twin=True,FALSE").values == (True, False)
    assert read_vary({"output.twin": [False, True]})[0].values == (False, True)


SAME = [
    ({"mandate.grant": (0, 600)}, ["mandate.grant=0:600"]),
    ({"mandate.grant": (0, 600, 7)}, ["mandate.grant=0:600:7"]),
    ({"mandate.grant": [0, 62, 130]}, ["mandate.grant=0,62,130"]),
    ({"mandate.grant": np.array([0, 62, 130])}, ["mandate.grant=0,62,130"]),
    ({"mandate.duration": range(4, 13, 4)}, ["mandate.duration=4,8,12"]),
    ({"mandate.duration": np.linspace(4, 12, 3)}, ["mandate.duration=4,8,12"]),
    ({"mandate.grant": None, "output.twin": "all"}, ["mandate.grant", "output.twin"]),
    ({"mandate.grant": "0:600"}, "mandate.grant=0:600"),
    ({"mandate.grant": (np.float64(0), np.int64(600))}, parse_vary("mandate.grant=0:600")),
    ({"mandate.grant": (0, 600)}, [parse_vary("mandate.grant=0:600")]),
    ({}, []),
]


@pytest.mark.parametrize(("mapping", "texts"), SAME)
def test_python_and_the_command_line_say_the_same(mapping: Any, texts: Any) -> None:
    assert read_vary(texts) == read_vary(mapping)


def test_a_table_alone_is_all_that_it_holds_over_all_that_is_declared() -> None:
    expected = [parse_vary(key) for key in DECLARATIONS if key.startswith("rules.trust.")]
    assert len(expected) > 5
    assert expected == list(read_vary("rules.trust"))
    assert expected == list(read_vary({"rules.trust": None}))
    assert expected == list(read_vary(["rules.trust=all"]))


def test_a_table_leaves_out_lists_and_whatever_is_said_more_closely() -> None:
    keys = [factor.key for factor in read_vary("context.reorganisations")]
    assert keys == ["context.reorganisations.hazard"]
    factors = read_vary(["rules", "rules.trust.gain=0.1:0.2", "mandate.grant=0:50"])
    assert [factor.key for factor in factors].count("rules.trust.gain") == 1
    assert next(factor for factor in factors if factor.key == "rules.trust.gain").range == (0.1, 0.2)
    both = read_vary(["rules", "rules.trust"])
    assert sorted(factor.key for factor in both) == sorted(key for key in VARIABLE if key.startswith("rules."))
    assert [factor.key for factor in both[-2:]] == [key for key in VARIABLE if key.startswith("rules.trust.")][-2:]
    levers = [factor.key for factor in read_vary({"mandate": None, "mandate.vagueness": (0, 0.5)})]
    assert "mandate.vagueness" in levers
    assert not any(key.startswith("mandate.vagueness.") for key in levers)


WRONG = [
    ("no key", "=0:1", ['--vary "=0:1"', "KEY=LOW:HIGH"]),
    ("nothing", "", ['--vary ""', "KEY=LOW:HIGH"]),
    ("no sign", "mandate.grant:0:600", ['"mandate.grant:0:600"', "KEY=LOW:HIGH"]),
    ("nothing after the sign", "mandate.grant=", ["--vary mandate.grant: nothing stands after the ="]),
    ("a misspelt key", "mandate.grnat=0:1", ["--vary mandate.grnat: ", "nearest right name is mandate.grant."]),
    ("a key of no table", "xyzzy.gain=0:1", ["xyzzy.gain is not a known key"]),
    ("a list", "context.reorganisations.scheduled=0:4", ["--vary context.reorganisations.scheduled: a list has no range"]),
    ("the roster", "roster=a,b", ["--vary roster: ", "only be said in a scenario file"]),
    ("the title", "title", ["--vary title: ", "only be said in a scenario file"]),
    ("a table", "rules.trust=0:1", ["--vary rules.trust: this is a table", "rules.trust.gain"]),
    ("the aim", "mandate.aim=0:1", ["mandate.aim.care, mandate.aim.research, mandate.aim.education, mandate.aim.growth."]),
    ("a range above the declared one", "mandate.grant=0:5000", ["--vary mandate.grant: found 5000,", "between 0 and 2000 (£k per partnership per quarter)", "outlast parameters mandate.grant"]),
    ("a range below the declared one", "rules.trust.gain=0:0.2", ["found 0,", "between 0.06 and 0.3 (share)", "outlast parameters rules.trust.gain"]),
    ("a value outside the declared range", "mandate.vagueness=0.5,1.5", ["--vary mandate.vagueness: found 1.5,", "between 0 and 1 (share)", "outlast parameters mandate.vagueness"]),
    ("a range upside down", "mandate.grant=600:0", ["the range 600 to 0, but the lower end must be below the upper end."]),
    ("a range of one value", "mandate.grant=5:5", ["the range 5 to 5, but the lower end must be below the upper end."]),
    ("an open range", "mandate.grant=5:", ["found nothing where a value belongs", "a number between 0 and 2000"]),
    ("not a number", "mandate.grant=0:nan", ['found the text "nan"', "a number between"]),
    ("infinity", "mandate.grant=0:inf", ['found the text "inf"', "a number between"]),
    ("a word for a number", "mandate.grant=low:high", ['found the text "low"', "Give a bare number in that unit."]),
    ("a number with its unit", "mandate.grant=0:130k", ['found the text "130k"', "bare number in that unit: 130."]),
    ("a decimal comma", "mandate.vagueness=0,1:0,5", ['found the text "0,1"', "a number between 0 and 1"]),
    ("too many parts", "mandate.grant=0:1:2:3", ["more than three parts", "KEY=LOW:HIGH:STEPS"]),
    ("one step", "mandate.grant=0:600:1", ["found 1 for the steps, but allowed is a whole number from 2"]),
    ("half a step", "mandate.grant=0:600:2.5", ["found 2.5 for the steps"]),
    ("a word for steps", "mandate.grant=0:600:many", ['found the text "many" for the steps']),
    ("steps finer than whole numbers", "mandate.duration=1:3:5", ["5 steps from 1 to 3 would give some whole numbers twice; take at most 3 steps"]),
    ("one step more than there are whole numbers", "mandate.duration=1:3:4", ["take at most 3 steps"]),
    ("half a quarter", "mandate.duration=1:2.5", ["found 2.5,", "a whole number between 0 and 60 (quarters)"]),
    ("a value twice", "mandate.grant=5,5.0", ["--vary mandate.grant: 5 is given twice"]),
    ("a set of theories twice", "structure.theory=fog+latitude,latitude+fog", ["latitude+fog is given twice"]),
    ("a misspelt name", "structure.production=ces,additve", ['found the text "additve"', "one of ces, additive, weakest_link, step_level", "The nearest is additive."]),
    ("a range of names", "structure.production=ces:additive", ["found a range", "as in structure.production=ces,additive,weakest_link,step_level."]),
    ("a range of a flag", "output.twin=0:1", ["found a range", "true or false", "as in output.twin=false,true."]),
    ("a number for a flag", "output.twin=0,1", ['found the text "0"', "true or false"]),
    ("no theory beside one", "structure.theory=none+fog", ["found none+fog, but none means that no theory holds"]),
    ("a misspelt theory", "structure.theory=fog+latitud", ['found the text "latitud"', "The nearest is latitude.", "joined by +"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_text_is_one_sentence_that_names_what_was_found_and_what_is_allowed(
    text: str, parts: list[str]
) -> None:
    with pytest.raises(ScenarioError) as error:
        parse_vary(text)
    message = str(error.value)
    assert message.startswith("--vary ")
    assert message.endswith(".")
    assert "\n" not in message
    for part in parts:
        assert part in message


WRONG_TOGETHER = [
    (["mandate.grant=0:1", "mandate.grant=2:3"], "--vary mandate.grant: this is varied twice; give each key once."),
    (["mandate.vagueness=0:1", "mandate.vagueness.purpose=0:1"], "--vary mandate.vagueness: this sets all three components, but mandate.vagueness.purpose is varied by itself too; vary one or the other."),
    (["rules.trust", "rules.trust"], "--vary rules.trust: this is varied twice; give each table once."),
    ({"mandate.grant": 60}, "found 60, but allowed is a tuple (low, high)"),
    ({"mandate.grant": (1,)}, "found the list [1], but allowed is a tuple (low, high)"),
    ({"mandate.grant": []}, "the list of values is empty"),
    ({"mandate.grant": [True, 5]}, "found true (a yes or no)"),
    ({"mandate.grant": [None]}, "found nothing (None)"),
    ({"mandate.grant": (0, float("nan"))}, "found nan (not a number)"),
    ({"mandate.grant": (0, 10**400)}, "401 digits"),
    ({"output.twin": [0, 1]}, "found 0, but allowed is true or false"),
    ({"structure.production": ("ces", "additive")}, "found a range, but allowed is one of ces"),
    ({3: (0, 1)}, "--vary 3: a dotted name is needed"),
    ([3], "--vary: found 3, but allowed is a text"),
    (3, "--vary: found 3, but allowed is a mapping"),
]  # fmt: skip


@pytest.mark.parametrize(("vary", "message"), WRONG_TOGETHER)
def test_a_wrong_set_of_factors_is_refused(vary: Any, message: str) -> None:
    with pytest.raises(ScenarioError, match=re.escape(message)):
        read_vary(vary)


@pytest.mark.parametrize("key", [*VARIABLE, "mandate.vagueness"])
def test_the_scenarios_own_value_put_back_leaves_its_settings_as_they_were(key: str) -> None:
    scenario = load_scenario("hiec")
    own = own_value(parse_vary(key), scenario)
    assert scenario.settings == scenario.replace(overrides_of({key: own})).settings


@given(st.data())
def test_any_value_of_any_factor_is_one_that_a_scenario_takes(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(VARIABLE))
    factor = parse_vary(key)
    if factor.values is not None:
        value = data.draw(st.sampled_from(factor.values))
    else:
        low, high = factor.range
        value = data.draw(st.integers(int(low), int(high)) if factor.kind == "whole" else st.floats(low, high))
    expected = overrides_of({key: value})[key]
    found = read_overrides({key: expected}, "test")[key]
    assert expected == found
    assert type(expected) is type(found)


def test_a_set_of_theories_reaches_the_scenario() -> None:
    scenario = load_scenario("hiec")
    for text, expected in (("shield+fog", ("fog", "shield")), ("none", ()), ("capture", ("capture",))):
        value = parse_vary(f"structure.theory={text}").values
        assert value is not None
        replaced = scenario.replace(overrides_of({"structure.theory": value[0]}))
        assert expected == reach(replaced.settings, "structure.theory")
