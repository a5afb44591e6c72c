"""Scenarios: layers, shorthands, what they resolve to, and that nothing is lost when one is written down."""

import copy
import json
import pickle
import textwrap
import tomllib
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import outlast.scenario
from outlast.parameters import DECLARATIONS, Aim, Choice, Declaration, Listing, Settings, Spec, Vagueness
from outlast.scenario import (
    Change,
    Judgement,
    RosterEntry,
    Scenario,
    ScenarioError,
    load_scenario,
    parse_override,
    shipped_scenarios,
)
from outlast.scenario.checking import flat

NUMBERS = [key for key, entry in DECLARATIONS.items() if isinstance(entry.spec, Spec) and entry.type is not bool]
ROSTER = (
    "name,sector,region,size\nA,nhs,North,1\nB,NHS trust,North,2\nC,university,South,1\nD,nhs,South,1\nE,industry,,3\n"
)


@pytest.fixture
def write(tmp_path: Path):
    """A function that writes a file and gives its path."""

    def written(text: str, name: str = "mine.toml") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


def message_of(overrides: dict[str, Any]) -> str:
    """What is said against overrides of the founding case; empty where they are taken."""
    try:
        load_scenario("hiec", overrides)
    except ScenarioError as error:
        return str(error)
    return ""


class TestDefaults:
    def test_an_empty_file_is_the_defaults(self, write):
        scenario = load_scenario(write(""))
        assert scenario.settings == Settings()
        assert scenario.departures() == {}

    def test_a_file_without_a_title_is_called_by_its_name(self, write):
        assert load_scenario(write("", "our_region.toml")).title == "our_region"

    def test_the_horizon_covers_the_funding_and_twelve_quarters_more(self):
        assert Scenario().horizon == 40
        assert load_scenario("hiec", {"mandate.duration": 30, "mandate.taper": 4}).horizon == 46

    def test_a_horizon_that_is_set_is_kept(self):
        assert load_scenario("hiec", {"context.horizon": 25}).horizon == 25

    def test_each_partnership_has_its_own_region_unless_regions_are_counted(self):
        assert Scenario().regions == 17
        assert load_scenario("hiec", {"context.regions": 3}).regions == 3

    def test_a_scenario_cannot_be_changed_in_place(self):
        with pytest.raises(FrozenInstanceError):
            Scenario().name = "other"  # type: ignore[misc]

    def test_a_scenario_can_be_copied_pickled_and_hashed(self):
        scenario = load_scenario("workshop")
        assert pickle.loads(pickle.dumps(scenario)) == scenario
        assert copy.deepcopy(scenario) == scenario
        assert hash(scenario) == hash(load_scenario("workshop"))


class TestDeclarations:
    """What may be said is derived from the declarations, so that each of them is tried."""

    @pytest.mark.parametrize("key", NUMBERS)
    def test_the_ends_of_the_range_are_allowed_and_what_lies_beyond_is_not(self, key):
        spec = DECLARATIONS[key].spec
        assert isinstance(spec, Spec)
        for allowed in (spec.low, spec.high):
            assert "must be" not in message_of({key: allowed})  # it may still contradict another value
        for refused in (spec.low - 1, spec.high + 1, float("nan"), float("inf"), -float("inf"), True, "much", None):
            with pytest.raises(ScenarioError, match=f"^override of hiec: {key} is .* but must be a"):
                load_scenario("hiec", {key: refused})

    @pytest.mark.parametrize("key", [key for key, entry in DECLARATIONS.items() if isinstance(entry.spec, Choice)])
    def test_every_named_choice_is_allowed_and_other_names_are_not(self, key):
        spec = DECLARATIONS[key].spec
        assert isinstance(spec, Choice)
        for name in spec.names:
            load_scenario("hiec", {key: name})
        with pytest.raises(ScenarioError, match=f"{key} .* but must be .*{next(iter(spec.names))}"):
            load_scenario("hiec", {key: "neither"})

    def test_whole_numbers_count_as_numbers(self):
        grant = load_scenario("hiec", {"mandate.grant": 50}).settings.mandate.grant
        assert (type(grant), grant) == (float, 50.0)

    def test_numpy_numbers_count_as_numbers(self):
        overrides = {"mandate.duration": np.int64(7), "mandate.grant": np.float32(50), "output.twin": np.bool_(False)}
        scenario = load_scenario("hiec", overrides)
        assert (scenario.settings.mandate.duration, scenario.settings.mandate.grant) == (7, 50.0)
        assert type(scenario.settings.mandate.duration) is int


class TestShorthands:
    def test_a_number_for_vagueness_sets_its_three_components(self, write):
        scenario = load_scenario(write("[mandate]\nvagueness = 0.8"))
        assert scenario.settings.mandate.vagueness == Vagueness(0.8, 0.8, 0.8)

    @pytest.mark.parametrize("order", [("mandate.vagueness", "purpose"), ("purpose", "mandate.vagueness")])
    def test_within_a_layer_the_specific_component_wins_in_whatever_order(self, order):
        values = {"mandate.vagueness": 0.4, "purpose": 0.9}
        overrides = {name.replace("purpose", "mandate.vagueness.purpose"): values[name] for name in order}
        assert load_scenario("hiec", overrides).settings.mandate.vagueness == Vagueness(0.9, 0.4, 0.4)

    def test_a_quoted_component_may_stand_beside_the_number(self, write):
        scenario = load_scenario(write('[mandate]\nvagueness = 0.4\n"vagueness.purpose" = 0.9'))
        assert scenario.settings.mandate.vagueness == Vagueness(0.9, 0.4, 0.4)

    def test_a_later_layer_wins_over_an_earlier_one_however_specific(self, write):
        base = write("[mandate.vagueness]\npurpose = 0.9", "base.toml")
        child = write('extends = "base.toml"\n[mandate]\nvagueness = 0.3', "child.toml")
        assert load_scenario(child).settings.mandate.vagueness == Vagueness(0.3, 0.3, 0.3)
        assert load_scenario(base, {"mandate.vagueness.structure": 0.1}).settings.mandate.vagueness == Vagueness(
            0.9, 0.1, 0.5
        )

    def test_the_weights_of_the_aim_are_scaled_to_sum_to_one(self, write):
        scenario = load_scenario(
            write("[mandate]\naim = { care = 0.5, research = 0.5, education = 0.5, growth = 0.5 }")
        )
        assert scenario.settings.mandate.aim == Aim(0.25, 0.25, 0.25, 0.25)

    def test_one_weight_leaves_the_others_in_proportion(self):
        aim = load_scenario("hiec", {"mandate.aim.care": 1}).settings.mandate.aim
        assert sum(aim) == pytest.approx(1.0, abs=1e-12)
        assert aim.research / aim.education == pytest.approx(0.2 / 0.3)

    def test_a_bare_list_of_reorganisations_is_the_scheduled_ones_in_order(self, write):
        scenario = load_scenario(write("[context]\nreorganisations = [7, 3]"))
        assert scenario.settings.context.reorganisations.scheduled == (3, 7)

    @pytest.mark.parametrize("said", ['"shield,fog"', '"shield, fog"', '["shield", "fog"]', '["fog", "fog", "shield"]'])
    def test_theories_may_be_a_text_with_commas_or_a_list_and_have_one_order(self, write, said):
        scenario = load_scenario(write(f"[structure]\ntheory = {said}"))
        assert scenario.settings.structure.theory == ("fog", "shield")

    @pytest.mark.parametrize("said", ['"none"', '["none"]'])
    def test_no_theory_is_the_empty_set(self, write, said):
        assert load_scenario(write(f"[structure]\ntheory = {said}")).settings.structure.theory == ()


class TestLayers:
    def test_the_example_in_the_documentation_is_a_scenario(self, write):
        assert outlast.scenario.__doc__ is not None
        example = outlast.scenario.__doc__.split("\n\n    ", 1)[1].rsplit("\n\n", 1)[0]
        write("name,sector,region,size\n" + "\n".join(f"T{i},nhs,N,1" for i in range(16)), "ours.csv")
        scenario = load_scenario(write(textwrap.dedent(f"    {example}")))
        assert scenario.settings.mandate.vagueness == Vagueness(0.2, 0.8, 0.8)
        assert scenario.mandate_at(6).grant == 50.0
        assert scenario.roster is not None

    def test_a_file_departs_only_in_what_it_says(self, write):
        child = load_scenario(write('extends = "hiec"\n[mandate]\ngrant = 50'))
        hiec = load_scenario("hiec")
        assert child.departures() == hiec.departures() | {"mandate.grant": 50.0}
        assert child.question == hiec.question
        assert child.source == hiec.source

    def test_a_file_may_extend_one_that_extends_another(self, write):
        write('extends = "hiec"\n[mandate]\ngrant = 50', "middle.toml")
        child = load_scenario(write('extends = "middle.toml"\n[mandate]\nduration = 6'))
        assert (child.settings.mandate.grant, child.settings.mandate.duration) == (50.0, 6)
        assert child.settings.mandate.vagueness.purpose == 0.8

    def test_a_shipped_name_wins_over_a_folder_of_that_name(self, tmp_path, monkeypatch):
        (tmp_path / "hiec").mkdir()
        monkeypatch.chdir(tmp_path)
        assert load_scenario("hiec").settings.mandate.duration == 10

    def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm(self, tmp_path):
        path = tmp_path / "mine.toml"
        path.write_bytes(b"\xef\xbb\xbf[mandate]\r\ngrant = 50\r\n")
        assert load_scenario(path).settings.mandate.grant == 50.0

    def test_a_judgement_goes_with_the_value_that_it_was_made_of(self, write):
        judged = {judgement.key for judgement in load_scenario("hiec").judgements}
        assert {"mandate.vagueness", "mandate.grant"} <= judged
        after = {judgement.key for judgement in load_scenario("hiec", {"mandate.vagueness.purpose": 0.2}).judgements}
        assert after == judged - {"mandate.vagueness"}

    def test_a_judgement_of_its_own_takes_the_place_of_the_one_before(self, write):
        text = (
            'extends = "hiec"\n[mandate]\ngrant = 70\n[judgement]\nmandate.grant = { low = 60, high = 80, why = "w" }'
        )
        assert Judgement("mandate.grant", 60, 80, "w") in load_scenario(write(text)).judgements

    def test_a_roster_takes_the_place_of_the_population_that_it_extends(self, write):
        write(ROSTER, "r.csv")
        scenario = load_scenario(write('extends = "hiec"\nroster = "r.csv"\n[context]\nmembers = 3'))
        assert scenario.settings.context.population.national_firms == 0
        assert scenario.roster is not None

    def test_replacing_is_the_same_as_loading_with_overrides(self):
        overrides = {"mandate.vagueness": "0.4", "mandate.aim.care": 0.9, "structure.theory": "fog"}
        assert load_scenario("hiec").replace(overrides) == load_scenario("hiec", overrides)


class TestChanges:
    TEXT = """
        [mandate]
        grant = 100
        [[change]]
        quarter = 8
        mandate.grant = 20
        [[change]]
        quarter = 4
        mandate.grant = 50
        mandate.vagueness = 0.1
        mandate.aim = { care = 1, research = 1, education = 0, growth = 0 }
    """

    def test_a_lever_holds_from_its_quarter_on(self, write):
        scenario = load_scenario(write(self.TEXT))
        grants = [scenario.mandate_at(quarter).grant for quarter in (0, 3, 4, 7, 8, 39)]
        assert grants == [100.0, 100.0, 50.0, 50.0, 20.0, 20.0]

    def test_several_levers_may_change_at_once_and_shorthands_hold_there_too(self, write):
        mandate = load_scenario(write(self.TEXT)).mandate_at(8)
        assert mandate.vagueness == Vagueness(0.1, 0.1, 0.1)
        assert mandate.aim == Aim(0.5, 0.5, 0.0, 0.0)

    def test_what_does_not_change_stays(self, write):
        scenario = load_scenario(write(self.TEXT))
        assert scenario.mandate_at(0) == scenario.settings.mandate
        assert scenario.mandate_at(8).duration == scenario.settings.mandate.duration

    def test_the_horizon_covers_funding_that_is_prolonged_later(self, write):
        scenario = load_scenario(write("[[change]]\nquarter = 4\nmandate.duration = 36"))
        assert (scenario.funding_end, scenario.horizon) == (36, 48)

    def test_changes_add_to_those_of_the_base_and_win_at_the_same_quarter(self, write):
        base = write(self.TEXT, "base.toml")
        child = load_scenario(write(f'extends = "{base.name}"\n[[change]]\nquarter = 8\nmandate.grant = 0'))
        assert [child.mandate_at(quarter).grant for quarter in (4, 8)] == [50.0, 0.0]
        assert Change(8, "mandate.grant", 0.0) in child.changes


class TestRosters:
    def test_a_roster_defines_organisations_and_regions(self, write):
        write(ROSTER, "r.csv")
        scenario = load_scenario(write('roster = "r.csv"\n[context]\nmembers = 3\npartnerships = 2'))
        assert scenario.roster is not None
        assert [entry.sector for entry in scenario.roster] == ["nhs", "nhs", "university", "nhs", "firm"]
        assert scenario.region_names == ("North", "South")
        assert scenario.roster[4] == RosterEntry("E", "firm", "", 3.0)

    def test_weights_are_scaled_and_may_be_left_out(self, write):
        rows = (
            "name,sector,region,size,care,research,education,growth\nA,nhs,N,1,3,1,0,0\nB,nhs,N,1,,,,\nC,firm,N,1,,,,\n"
        )
        write(rows, "r.csv")
        scenario = load_scenario(write('roster = "r.csv"\n[context]\nmembers = 3'))
        assert scenario.roster is not None
        assert [entry.priorities for entry in scenario.roster] == [(0.75, 0.25, 0.0, 0.0), None, None]

    def test_names_regions_and_ties_are_one_whatever_their_case_and_space(self, write):
        header = "Name, Sector ,REGION,size,Prior ties"
        rows = "\n".join([header, "The  Trust,NHS,North,1,", "B,firm,north,1,the trust; THE TRUST", "C,nhs, North ,1,"])
        write("\ufeff" + rows, "r.csv")
        scenario = load_scenario(write('roster = "r.csv"\n[context]\nmembers = 3'))
        assert scenario.roster is not None
        assert [entry.name for entry in scenario.roster] == ["The Trust", "B", "C"]
        assert scenario.roster[1].prior_ties == ("The Trust",)
        assert scenario.region_names == ("North",)

    def test_a_roster_that_names_no_region_is_one_region(self, write):
        write(ROSTER.replace("North", "").replace("South", ""), "r.csv")
        scenario = load_scenario(write('roster = "r.csv"\n[context]\nmembers = 5'))
        assert scenario.regions == 1
        assert scenario.roster is not None
        assert {entry.region for entry in scenario.roster} == set(scenario.region_names)

    def test_organisations_may_stand_in_the_scenario_itself(self, write):
        row = '[[roster]]\nname = "{}"\nsector = "{}"\nregion = "N"\nsize = 1\n'
        text = "[context]\nmembers = 3\n" + "".join(
            row.format(*one) for one in [("A", "nhs"), ("B", "firm"), ("C", "nhs")]
        )
        assert load_scenario(write(text)).roster == tuple(
            RosterEntry(name, sector, "N") for name, sector in [("A", "nhs"), ("B", "firm"), ("C", "nhs")]
        )


class TestOverrides:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("mandate.vagueness=0.4", ("mandate.vagueness", 0.4)),
            (" mandate.grant = 50 ", ("mandate.grant", 50)),
            ("output.twin=false", ("output.twin", False)),
            ("structure.theory=fog,latitude", ("structure.theory", "fog,latitude")),
            ("mandate.growth=grown", ("mandate.growth", "grown")),
            ("context.reorganisations=3,7", ("context.reorganisations", [3, 7])),
            ("context.reorganisations.scheduled=[3]", ("context.reorganisations.scheduled", [3])),
            ("mandate.grant=130k", ("mandate.grant", "130k")),
        ],
    )
    def test_a_typed_override_is_read_as_its_declaration_asks(self, text, expected):
        assert parse_override(text) == expected

    def test_texts_among_overrides_are_read_as_typed(self):
        typed = {"mandate.grant": "50", "output.twin": "false", "context.reorganisations": "3,7"}
        meant = {"mandate.grant": 50, "output.twin": False, "context.reorganisations.scheduled": [3, 7]}
        assert load_scenario("hiec", typed) == load_scenario("hiec", meant)

    def test_overrides_may_be_nested_tables(self):
        nested = load_scenario("hiec", {"mandate": {"grant": 50, "vagueness": {"purpose": 0.1}}})
        assert nested == load_scenario("hiec", {"mandate.grant": 50, "mandate.vagueness.purpose": 0.1})


def values_of(entry: Declaration) -> st.SearchStrategy[Any]:
    """Any value that a declaration allows."""
    spec = entry.spec
    if isinstance(spec, Choice):
        names = [name for name in spec.names if name != "none"]
        return st.sets(st.sampled_from(names)).map(list) if spec.several else st.sampled_from(names)
    if isinstance(spec, Listing):
        return st.sets(st.integers(int(spec.low), int(spec.high)), max_size=4).map(list)
    if entry.type is bool:
        return st.booleans()
    if entry.is_integer:
        return st.integers(int(spec.low), int(spec.high))
    return st.floats(spec.low, spec.high)


OVERRIDES = st.sets(st.sampled_from(list(DECLARATIONS)), max_size=8).flatmap(
    lambda keys: st.fixed_dictionaries({key: values_of(DECLARATIONS[key]) for key in sorted(keys)})
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


def drawn(name: str, overrides: dict[str, Any]) -> Scenario:
    """A scenario with random values; those that contradict each other are left out."""
    try:
        return load_scenario(name, overrides)
    except ScenarioError:
        assume(False)
        raise


class TestNothingIsLost:
    @given(name=st.sampled_from(sorted(shipped_scenarios())), overrides=OVERRIDES)
    def test_a_resolved_record_gives_the_same_scenario_through_json(self, name, overrides):
        scenario = drawn(name, overrides)
        assert Scenario.from_resolved(json.loads(json.dumps(scenario.resolved(), allow_nan=False))) == scenario

    @given(name=st.sampled_from(sorted(shipped_scenarios())), overrides=OVERRIDES)
    def test_a_written_file_gives_the_same_scenario(self, tmp_path_factory, name, overrides):
        scenario = drawn(name, overrides)
        path = tmp_path_factory.mktemp("written") / f"{scenario.name}.toml"
        path.write_text(scenario.to_toml(), encoding="utf-8")
        again = load_scenario(path)
        assert again.resolved() | {"path": None} == scenario.resolved() | {"path": None}

    @given(title=TEXTS, question=TEXTS)
    def test_any_text_survives_being_written(self, tmp_path_factory, title, question):
        scenario = Scenario(title=title or "x", question=question)
        path = tmp_path_factory.mktemp("texts") / "mine.toml"
        path.write_text(scenario.to_toml(), encoding="utf-8", newline="")
        again = load_scenario(path)
        assert (again.title, again.question) == (scenario.title, scenario.question)

    @given(overrides=OVERRIDES)
    def test_replacing_is_loading_with_overrides_whatever_they_are(self, overrides):
        scenario = drawn("hiec", overrides)
        assert load_scenario("hiec").replace(overrides) == scenario

    @given(overrides=OVERRIDES)
    def test_the_horizon_is_never_shorter_than_the_funding_and_the_mandate_is_known_at_each_quarter(self, overrides):
        scenario = drawn("ahsn", overrides)
        assert scenario.horizon >= scenario.funding_end
        assert all(abs(sum(scenario.mandate_at(quarter).aim) - 1.0) < 1e-9 for quarter in range(scenario.horizon))

    def test_a_written_file_holds_departures_only(self):
        scenario = load_scenario("hiec")
        written = tomllib.loads(scenario.to_toml())
        tables = {name: written[name] for name in Settings._fields if name in written}
        assert set(flat(tables)) == set(scenario.departures())
