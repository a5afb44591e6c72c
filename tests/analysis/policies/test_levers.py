"""The space of mandates: ranges that hold, whole numbers that stay whole, contradictions refused at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.analysis.policies.levers import LEVERS, held, mandate_in_words, space_of, variables_of
from outlast.analysis.policies.quantities import ALIKE, quantity
from outlast.parameters import DECLARATIONS
from outlast.scenario import ScenarioError, load_scenario
from policies import small

EIGHT, END = quantity("self_sustaining_8"), quantity(ALIKE.name)
HIEC = load_scenario("hiec")
MIXED = {
    "mandate.grant": (10, 300),
    "mandate.duration": (4, 40),
    "mandate.match": [0.0, 0.5, 1.0],
    "mandate.growth": None,
    "mandate.vagueness": (0.2, 0.35),
}

SPACE = space_of(HIEC, MIXED, EIGHT)


@given(
    st.fixed_dictionaries(
        {
            "mandate.grant": st.floats(-1e4, 1e4),
            "mandate.duration": st.floats(-100, 100),
            "mandate.match": st.integers(0, 2),
            "mandate.growth": st.integers(0, 1),
            "mandate.vagueness": st.floats(-2, 2),
        }
    )
)
def test_no_lever_leaves_its_range_and_whole_numbers_are_whole(values: dict[str, float]) -> None:
    found = SPACE.mandate(values)
    assert 10.0 <= found["mandate.grant"] <= 300.0
    assert isinstance(found["mandate.duration"], int)
    assert 4 <= found["mandate.duration"] <= 40
    assert found["mandate.match"] in (0.0, 0.5, 1.0)
    assert found["mandate.growth"] in ("big_bang", "grown")
    assert 0.2 <= found["mandate.vagueness"] <= 0.35


def test_what_is_read_of_a_mandate_is_what_is_run() -> None:
    found = space_of(HIEC, MIXED, EIGHT).mandate(
        {"mandate.grant": 63.2847, "mandate.duration": 11.6, "mandate.match": 1, "mandate.growth": 1,
         "mandate.vagueness": 0.31234}
    )  # fmt: skip
    assert found == {
        "mandate.grant": 63.0,
        "mandate.duration": 12,
        "mandate.match": 0.5,
        "mandate.growth": "grown",
        "mandate.vagueness": 0.312,
    }
    assert mandate_in_words(found) == "£63k a quarter for 12 quarters, match 0.5, growth grown, vagueness 0.312"


def test_a_mandate_is_told_as_anyone_would() -> None:
    found = {
        "mandate.vagueness.purpose": 0.2,
        "mandate.vagueness.structure": 0.9,
        "mandate.grant": 63.0,
        "mandate.duration": 1,
        "mandate.taper": 0,
    }
    said = "£63k a quarter for one quarter, then a cliff, vagueness 0.2 of purpose, 0.9 of structure"
    assert mandate_in_words(found) == said
    assert mandate_in_words({"mandate.taper": 4}) == "then a taper of 4"


def test_variables_are_of_the_kind_of_the_lever() -> None:
    from pymoo.core.variable import Choice, Integer, Real

    found = variables_of(space_of(HIEC, MIXED, EIGHT))
    assert {name: type(one) for name, one in found.items()} == {
        "mandate.grant": Real,
        "mandate.duration": Integer,
        "mandate.match": Integer,
        "mandate.growth": Choice,
        "mandate.vagueness": Real,
    }
    assert found["mandate.duration"].bounds == (4, 40)
    assert found["mandate.match"].bounds == (0, 2)


def test_the_default_levers_are_declared_and_leave_out_what_costs_nothing() -> None:
    keys = [text.partition("=")[0] for text in LEVERS]
    assert space_of(HIEC, None, EIGHT).keys == tuple(keys)
    assert set(keys) < DECLARATIONS.keys()
    assert not {"mandate.assistance", "mandate.pressure"} & set(keys)


def test_a_run_is_as_long_as_its_judgement_needs() -> None:
    space = space_of(HIEC, {"mandate.duration": (1, 40), "mandate.taper": (0, 12)}, EIGHT)
    assert space.levers({"mandate.duration": 20, "mandate.taper": 4})["context.horizon"] == 32
    # The founding survey's quarters, and reorganisations that are scheduled, lie within every run.
    assert space.levers({"mandate.duration": 1, "mandate.taper": 0})["context.horizon"] == 12
    late = space_of(HIEC.replace({"context.reorganisations.scheduled": (30,)}), {"mandate.duration": (1, 40)}, EIGHT)
    assert late.levers({"mandate.duration": 1})["context.horizon"] == 31
    followed = HIEC.replace({"mandate.successor.chance": 0.5, "mandate.successor.duration": 9})
    after = space_of(followed, {"mandate.duration": (1, 40)}, EIGHT)
    assert after.levers({"mandate.duration": 10})["context.horizon"] == 27


def test_what_is_judged_at_the_horizon_is_run_to_the_same_one() -> None:
    space = space_of(HIEC, {"mandate.duration": (1, 40), "mandate.taper": (0, 12)}, END)
    assert space.levers({"mandate.duration": 1, "mandate.taper": 0})["context.horizon"] == 60
    assert space.levers({"mandate.duration": 40, "mandate.taper": 12})["context.horizon"] == 60


def test_the_shorthand_for_vagueness_sets_all_three() -> None:
    found = space_of(HIEC, ["mandate.vagueness"], EIGHT).levers({"mandate.vagueness": 0.3})
    assert [found[f"mandate.vagueness.{part}"] for part in ("purpose", "structure", "evaluation")] == [0.3] * 3
    assert "mandate.vagueness" not in found


def test_a_lever_that_changes_in_time_is_the_same_throughout_once_it_is_searched() -> None:
    ahsn = load_scenario("ahsn")
    space = space_of(ahsn, ["mandate.grant=10:300"], EIGHT)
    assert space.dropped == ["mandate.grant"]
    assert space.base.changes == ()
    assert space_of(ahsn, ["mandate.duration=30:40"], EIGHT).base.changes == ahsn.changes


def test_levers_that_are_held_are_named_where_another_mandate_sets_them() -> None:
    space = space_of(HIEC, None, EIGHT)
    assert held(space, load_scenario("communities_that_care")) == ["mandate.assistance", "mandate.pressure"]
    assert held(space, load_scenario("hiec_longer")) == []


@pytest.mark.parametrize(
    ("vary", "said"),
    [
        (["context.prior_ties=0:1"], "only levers can be varied"),
        (["mandate.grantt=0:1"], "mandate.grant"),
        (["mandate.duration=0:4", "mandate.taper=1:4"], "mandate.duration = 0, mandate.taper = 1.*no funding to taper"),
        (["mandate.grant=0:40", "mandate.match=0:1"], "no grant to match.*Narrow the ranges"),
        (["mandate.successor.chance=0:1"], "needs funded quarters"),
        (["mandate.grant=10:9"], "lower end must be below"),
    ],
)
def test_what_could_contradict_itself_is_refused_with_the_range(vary: list[str], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        space_of(small(), vary, EIGHT)
