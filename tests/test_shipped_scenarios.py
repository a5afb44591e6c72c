"""The shipped scenarios: each loads, says where every value comes from, and asks one question at a time."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from outlast.bibliography import BibliographyError, read_references, references
from outlast.parameters import ASSUMED, DECLARATIONS, Mandate, Settings
from outlast.scenario import Scenario, load_scenario, shipped_scenarios
from outlast.scenario.layers import read_layer
from outlast.scenario.names import VAGUENESS, components
from outlast.scenario.settling import reach

ROOT = Path(__file__).resolve().parents[1]
ARMS = ("hiec", "communities_that_care", "ahsc", "ahsn")
VARIANTS = ("hiec_no_mandate", "hiec_clear", "hiec_longer", "hiec_taper", "hiec_matched", "hiec_then_ahsn")
PROGRAMMES = (
    "clahrc",
    "communities_that_care_trial",
    "health_action_zone",
    "information_exchange",
    "research_translation_centre",
    "strategic_clinical_network",
    "vanguard",
)
NAMES = sorted([*ARMS, *VARIANTS, *PROGRAMMES, "workshop"])
CITED = re.compile(r"\b[A-Z]{2,}[A-Za-z-]*\d{2}[a-z]?(?:-T\d)?\b")


def file_of(name: str) -> dict[str, Any]:
    return tomllib.loads(shipped_scenarios()[name].read_text(encoding="utf-8"))


def source_of(entry: str) -> str:
    """The key of "KEY: reason"; the reason must not be empty."""
    key, sign, reason = entry.partition(": ")
    assert sign
    assert reason.strip()
    return key


def covers(said: str, key: str) -> bool:
    """Whether what is said of a name (a quantity or a table) is said of a quantity."""
    return key == said or key.startswith(f"{said}.")


def pounds_granted(mandate: Mandate) -> float:
    """Central money of a mandate over its whole life (£k), by the definition of a taper."""
    tapered = sum(1.0 - k / (mandate.taper + 1) for k in range(1, mandate.taper + 1))
    return mandate.grant * (mandate.duration + tapered)


def test_the_shipped_scenarios_are_these():
    assert sorted(shipped_scenarios()) == NAMES


@pytest.mark.parametrize("name", NAMES)
class TestEach:
    def test_it_has_a_title_and_asks_a_question(self, name):
        told = file_of(name)
        assert told["title"].strip()
        assert told["question"].strip().endswith("?")

    def test_its_sources_are_in_the_bibliography(self, name):
        scenario = load_scenario(name)
        assert scenario.source
        for entry in [*scenario.source, *(provenance.source for provenance in scenario.provenance)]:
            assert source_of(entry) in {*references(), ASSUMED}

    def test_every_source_that_its_words_mention_is_in_the_bibliography(self, name):
        text = shipped_scenarios()[name].read_text(encoding="utf-8")
        assert set(CITED.findall(text)) <= set(references())

    def test_every_departure_says_where_it_comes_from(self, name):
        scenario = load_scenario(name)
        told = [entry.key for entry in (*scenario.provenance, *scenario.judgements)]
        for key in [*scenario.departures(), *(change.key for change in scenario.changes)]:
            assert any(covers(said, key) for said in told), key
        assert (scenario.roster is None) or ("roster" in told)

    def test_every_value_coded_by_judgement_has_its_interval(self, name):
        """An assumed number of an arm is a judgement; what a variant assumes is the question that it asks."""
        if name in VARIANTS or name == "workshop":
            return
        scenario = load_scenario(name)
        judged = [judgement.key for judgement in scenario.judgements]
        excused = ("mandate.aim", "context.reorganisations.scheduled", "context.horizon")  # not one number, or no fact
        for entry in scenario.provenance:
            if source_of(entry.source) == ASSUMED and entry.key not in excused:
                assert any(covers(entry.key, key) for key in judged), entry.key

    def test_it_states_departures_only(self, name):
        told = file_of(name)
        base = load_scenario(told["extends"]) if "extends" in told else Scenario()
        stated, _ = read_layer({table: told[table] for table in Settings._fields if table in told})
        for key, value in stated.items():
            assert value != reach(base.settings, key) or covers("mandate.aim", key), key

    def test_written_out_it_is_the_same(self, name, tmp_path):
        scenario = load_scenario(name)
        path = tmp_path / f"{name}.toml"
        path.write_text(scenario.to_toml(), encoding="utf-8")
        assert load_scenario(path).resolved() | {"path": None} == scenario.resolved() | {"path": None}

    def test_there_is_time_to_judge_what_outlasts_the_money(self, name):
        scenario = load_scenario(name)
        mandate = scenario.settings.mandate
        last = scenario.funding_end + (mandate.successor.duration if mandate.successor.chance > 0.0 else 0)
        assert scenario.horizon >= last + 8


class TestTheFoundingCase:
    def test_it_is_coded_as_documented(self):
        scenario = load_scenario("hiec")
        mandate, context = scenario.settings.mandate, scenario.settings.context
        assert mandate.vagueness == (0.8, 0.8, 0.8)
        assert (mandate.grant, mandate.duration, mandate.taper, mandate.match) == (130.0, 10, 0, 0.0)
        assert (mandate.pressure, mandate.assistance) == (0.15, 0.0)
        assert (context.partnerships, context.members, context.members_spread) == (17, 16.0, 4.0)
        assert (context.prior_ties, context.reorganisations.scheduled) == (0.2, (3,))
        assert context.population.national_firms == 3  # BMW, GlaxoSmithKline and BT

    def test_the_interval_of_its_money_is_that_of_the_two_sources(self):
        """£0.5m over two years and £11m over 17 clusters in one, in £k a quarter, rounded down."""
        judged = {judgement.key: judgement for judgement in load_scenario("hiec").judgements}
        assert judged["mandate.grant"].low == 500 / 2 // 4
        assert judged["mandate.grant"].high == 650 // 4
        assert round(11_000 / 17, -1) == 650


class TestTheVariants:
    """Each departs from the founding case in what it asks about, and in nothing else."""

    @pytest.mark.parametrize(
        ("name", "departures"),
        [
            ("hiec_clear", dict.fromkeys(components(VAGUENESS), 0.2)),
            ("hiec_longer", {"mandate.duration": 20}),
            ("hiec_taper", {"mandate.duration": 6, "mandate.taper": 8}),
            ("hiec_matched", {"mandate.match": 1.0}),
            (
                "hiec_no_mandate",
                dict.fromkeys(components(VAGUENESS), 0.0)
                | {"mandate.grant": 0.0, "mandate.duration": 0, "mandate.pressure": 0.0},
            ),
            (
                "hiec_then_ahsn",
                {
                    "mandate.successor.chance": 0.5,
                    "mandate.successor.grant": load_scenario("ahsn").settings.mandate.grant,
                    "mandate.successor.duration": 20,
                },
            ),
        ],
    )
    def test_a_variant_departs_in_what_it_asks_about(self, name, departures):
        hiec, variant = load_scenario("hiec"), load_scenario(name)
        found = {
            key: reach(variant.settings, key)
            for key in DECLARATIONS
            if reach(variant.settings, key) != reach(hiec.settings, key)
        }
        assert found == departures
        assert variant.horizon == hiec.horizon

    def test_the_taper_spends_the_same_money_over_a_longer_time(self):
        hiec, taper = load_scenario("hiec"), load_scenario("hiec_taper")
        assert pounds_granted(hiec.settings.mandate) == 1300.0
        assert pounds_granted(taper.settings.mandate) == pytest.approx(1300.0, abs=1e-9)
        assert taper.funding_end == hiec.funding_end + 4


class TestTheArms:
    """The first settings of the calibration arms."""

    @pytest.mark.parametrize(
        ("name", "vagueness", "pressure", "grant", "duration", "assistance", "members", "ties", "partnerships"),
        [
            ("hiec", 0.8, 0.15, 130, 10, 0, 16, 0.2, 17),
            ("communities_that_care", 0.15, 0.1, 35, 12, 1, 12, 0.25, 40),
            ("ahsc", 0.4, 0.1, 0, 40, 0, 5, 0.9, 5),
            ("ahsn", 0.5, 0.2, 900, 40, 0.3, 20, 0.25, 15),
            ("communities_that_care_trial", 0.15, 0.1, 35, 18, 1, 12, 0.25, 12),
            ("health_action_zone", 0.8, 0.15, 660, 16, 0, 14, 0.25, 26),
            ("information_exchange", 0.5, 0.1, 110, 16, 0, 20, 0.25, 30),
            ("research_translation_centre", 0.5, 0.1, 0, 40, 0, 7, 0.8, 4),
            ("strategic_clinical_network", 0.35, 0.5, 715, 20, 0, 20, 0.4, 12),
        ],
    )
    def test_an_arm_is_coded_so(
        self, name, vagueness, pressure, grant, duration, assistance, members, ties, partnerships
    ):
        settings = load_scenario(name).settings
        mandate, context = settings.mandate, settings.context
        assert mandate.vagueness == (vagueness, vagueness, vagueness)
        assert (mandate.pressure, mandate.grant, mandate.duration, mandate.taper) == (pressure, grant, duration, 0)
        assert mandate.assistance == assistance
        assert (context.members, context.prior_ties, context.partnerships) == (members, ties, partnerships)

    def test_the_arms_share_one_set_of_behavioural_parameters(self):
        for name in (*ARMS, *PROGRAMMES):
            settings = load_scenario(name).settings
            assert settings.rules == Scenario().settings.rules
            assert settings.structure == Scenario().settings.structure

    def test_money_is_the_arithmetic_of_its_sources(self):
        """Total over collaborations, years and quarters, in £k, to the nearest five or one as the file says."""
        clahrc, vanguard = load_scenario("clahrc").settings.mandate, load_scenario("vanguard").settings.mandate
        assert clahrc.grant == pytest.approx(88_000 / 9 / 5 / 4, abs=2.5)
        assert clahrc.successor.grant == pytest.approx(124_000 / 13 / 5 / 4, abs=0.5)
        assert vanguard.grant == pytest.approx(329_000 / 50 / 3 / 4, abs=2.5)
        later = [change.value for change in load_scenario("ahsn").changes]
        assert later == pytest.approx([50_000 / 15 / 4, 44_000 / 15 / 4], abs=0.5)
        zones, networks = load_scenario("health_action_zone"), load_scenario("strategic_clinical_network")
        assert zones.settings.mandate.grant == pytest.approx(274_200 / 26 / 16, abs=2.5)
        spent = [networks.settings.mandate.grant, *(change.value for change in networks.changes)]
        assert spent == pytest.approx([34_400 / 12 / 4, 32_100 / 12 / 4, 26_000 / 12 / 4], abs=2.5)

    def test_what_the_centre_paid_and_announced_lies_within_what_is_judged(self):
        def grant(name):
            [found] = [judged for judged in load_scenario(name).judgements if judged.key == "mandate.grant"]
            return found

        networks, zones, exchanges = map(
            grant, ("strategic_clinical_network", "health_action_zone", "information_exchange")
        )
        assert (networks.low, networks.high) == pytest.approx((26_000 / 12 / 4, 42_000 / 12 / 4), abs=2.5)
        assert zones.low == pytest.approx(184_300 / 26 / 16, abs=5)
        # Eleven zones began in the first of the four years, the others in the second.
        assert zones.high == pytest.approx(274_200 / (11 * 16 + 15 * 12), abs=5)
        # All of the State programme's dollars over the exchanges of 2012, at an assumed rate of exchange.
        assert exchanges.high == pytest.approx(547_000 / 119 / 16 / 1.5, abs=5)

    def test_the_trial_is_the_programme_of_pennsylvania_for_longer(self):
        trial, programme = load_scenario("communities_that_care_trial"), load_scenario("communities_that_care")
        found = {
            key: reach(trial.settings, key)
            for key in DECLARATIONS
            if reach(trial.settings, key) != reach(programme.settings, key)
        }
        assert found == {"mandate.duration": 18, "context.partnerships": 12}


class TestTheWorkshop:
    def test_two_partnerships_share_one_region_of_28_hypothetical_organisations(self):
        scenario = load_scenario("workshop")
        assert scenario.roster is not None
        assert (len(scenario.roster), scenario.regions, scenario.settings.context.partnerships) == (28, 1, 2)
        assert {entry.sector for entry in scenario.roster} == {"nhs", "university", "firm"}
        assert sum(bool(entry.prior_ties) for entry in scenario.roster) >= 10
        assert "hypothetical" in scenario.title


class TestFound:
    def test_a_wheel_carries_them_beside_its_modules(self, tmp_path):
        """The layout of the wheel, made by copying: modules, with the scenarios in a folder of the package."""
        package = tmp_path / "outlast"
        shutil.copytree(ROOT / "model" / "outlast", package, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / "scenarios", package / "scenarios")
        code = (
            "import sys; sys.path.insert(0, sys.argv[1]);"
            "from outlast.scenario import load_scenario; print(load_scenario('workshop').path)"
        )
        found = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, cwd=tmp_path
        )
        assert Path(found.stdout.strip()) == Path("outlast/scenarios/workshop.toml")

    def test_the_build_puts_them_there(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
        included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
        assert included == {"scenarios": "outlast/scenarios"}


class TestTheBibliography:
    def test_every_source_of_a_parameter_is_there(self):
        cited = {entry.spec.source for entry in DECLARATIONS.values()}
        assert len(cited) > 1
        assert cited <= {*references(), ASSUMED}

    def test_every_source_says_what_it_is_cited_for_and_where_it_is(self):
        for reference in references().values():
            assert reference.note
            assert reference.address or reference.journal or "address was not recorded" in reference.note

    def test_a_source_reads_as_a_citation(self):
        assert str(references()["WEB06"]) == (
            "Weber, Roberto A. Managing Growth to Achieve Efficient Coordination in Large Groups."
            " American Economic Review 96(1), 114-126. 2006"
        )

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("@misc{KEY10,\n  title = {T},\n}\n", "KEY10 has no note"),
            ("@misc{KEY10,\n  title = {T},\n  note = {N},\n", "KEY10 is not closed"),
            ("@misc{KEY10,\n  title = {T}\n}\n", "not in the plain form"),
            ("@misc{KEY10,\n  title = {T},\n  note = {N},\n  colour = {red},\n}\n", "not known: colour"),
            ("@misc{KEY10,\n  title = {T},\n  note = {N},\n  year = {20},\n}\n", "four digits"),
            (2 * "@misc{KEY10,\n  title = {T},\n  note = {N},\n}\n", "KEY10 is given twice"),
        ],
    )
    def test_a_faulty_entry_is_named_with_its_line(self, text, said):
        with pytest.raises(BibliographyError, match=rf"^references\.bib, line \d+: .*{said}"):
            read_references(text)
