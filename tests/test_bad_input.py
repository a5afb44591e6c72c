"""Bad input: one clear message that names the file, the key, what was found, what is allowed and the nearest name."""

# ruff: noqa: E501 (a case is easier to read, and to compare with its neighbours, on one line)

import re
from pathlib import Path

import pytest

from outlast.scenario import (
    RosterError,
    Scenario,
    ScenarioError,
    ScenarioNotFoundError,
    load_scenario,
    parse_override,
)

# What only a programmer should see.
INNER_WORDS = re.compile(
    r"traceback|pydantic|exception|errno|\bline \d+, in\b|valueerror|https?://|\bNoneType\b", re.IGNORECASE
)

# claim, what the file holds, what the message must hold
FILES = [
    ("a misspelt lever", "[mandate]\nvaguenes = 0.4", ["mandate.vaguenes ", "nearest right name is mandate.vagueness."]),
    ("a misspelt component", "[mandate.vagueness]\npurpos = 0.4", ["mandate.vagueness.purpos ", "mandate.vagueness.purpose."]),
    ("a misspelt table", "[mandat]\ngrant = 3", ["mandat ", "mandate"]),
    ("a misspelt front key", 'titel = "x"', ["titel ", "title"]),
    ("a key of another table", "[mandate]\nmembers = 10", ["mandate.members ", "context.members"]),
    ("a key of no table", "grant = 50", ["grant ", "mandate.grant"]),
    ("a misspelt parameter", "[rules.trust]\ngian = 0.1", ["rules.trust.gian ", "rules.trust.gain"]),
    ("a table in the wrong place", "[trust]\ngain = 0.1", ["trust ", "rules.trust"]),
    ("a key like no other", "[output]\nxyzzy = 1", ["output.xyzzy", "[output] holds twin, own_coverage"]),
    ("a table like no other", "[xyzzy]\na = 1", ["xyzzy", "[mandate], [context], [rules], [structure], [output]"]),
    ("a number above its range", "[mandate]\ngrant = 5000", ["mandate.grant is 5000", "between 0 and 2000 (£k per partnership per quarter)"]),
    ("a number below its range", "[mandate]\nduration = -3", ["mandate.duration is -3", "between 0 and 60 (quarters)"]),
    ("vagueness above its range", "[mandate]\nvagueness = 1.4", ["mandate.vagueness is 1.4", "between 0 and 1 (share)", "purpose, structure, evaluation"]),
    ("a number with its unit", '[mandate]\ngrant = "130k"', ["mandate.grant", '"130k"', "£k per partnership per quarter", "bare number in that unit: 130."]),
    ("a number with its unit, spelt out", '[mandate]\ngrant = "130 £k"', ['"130 £k"', "bare number in that unit: 130."]),
    ("a number with its unit and no quotes", "[mandate]\ngrant = 130k", ["not valid TOML", "line 2", '"grant = 130k"', "without its unit"]),
    ("a sum in pounds, whose thousands nobody can guess", '[mandate]\ngrant = "£130,000"', ["mandate.grant", "Give a bare number in that unit."]),
    ("a percentage", '[mandate]\nvagueness = "40%"', ["mandate.vagueness", '"40%"', "between 0 and 1", "bare number"]),
    ("a number in quotes", '[mandate]\ngrant = "130"', ["mandate.grant", "Write 130 without quotes."]),
    ("a word for a number", '[mandate]\nduration = "long"', ["mandate.duration", '"long"', "a whole number between 0 and 60 (quarters)"]),
    ("a yes for a number", "[mandate]\ngrant = true", ["mandate.grant is true (a yes or no)", "a number between"]),
    ("no number at all", "[mandate]\ngrant = nan", ["mandate.grant is nan", "between 0 and 2000"]),
    ("an infinite number", "[mandate]\ngrant = inf", ["mandate.grant is inf", "between 0 and 2000"]),
    ("a number too large to hold", "[mandate]\ngrant = 1e400", ["mandate.grant is inf (infinite, or too large to hold)"]),
    ("a whole number of many digits", "[mandate]\nduration = 1" + "0" * 300, ["mandate.duration", "301 digits", "between 0 and 60"]),
    ("a whole number of more digits than can be read", "[mandate]\nduration = 1" + "0" * 5000, ["not valid TOML", "too many digits"]),
    ("half a quarter", "[mandate]\nduration = 2.5", ["mandate.duration is 2.5", "a whole number"]),
    ("a whole number written as a fraction", "[mandate]\nduration = 10.0", ["mandate.duration is 10.0", "Write 10."]),
    ("a date", "[mandate]\nduration = 2010-01-01", ["mandate.duration is the date or time 2010-01-01", "a whole number"]),
    ("a list for a number", "[mandate]\ngrant = [1, 2]", ["mandate.grant is the list [1, 2]", "a number"]),
    ("a table for a number", "[mandate.grant]\nvalue = 4", ["mandate.grant is a table", "a number"]),
    ("a number for a table", "mandate = 5", ["mandate is 5", "a table"]),
    ("a number for an inner table", "[mandate]\nsuccessor = 0.4", ["mandate.successor is 0.4", "chance, grant, duration"]),
    ("a yes in quotes", '[output]\ntwin = "true"', ["output.twin", "true or false", "Write true without quotes."]),
    ("one for yes", "[output]\ntwin = 1", ["output.twin is 1", "true or false"]),
    ("a misspelt choice", '[mandate]\ngrowth = "bigbang"', ["mandate.growth", '"bigbang"', "big_bang, grown", "The nearest is big_bang."]),
    ("a choice in capitals", '[structure]\nproduction = "CES"', ["structure.production", "The nearest is ces."]),
    ("a number for a choice", "[mandate]\ngrowth = 3", ["mandate.growth is 3", "big_bang, grown"]),
    ("a misspelt theory", '[structure]\ntheory = "fogg"', ["structure.theory", '"fogg"', "The nearest is fog."]),
    ("no theory beside a theory", '[structure]\ntheory = ["none", "fog"]', ["structure.theory", "contradicts itself", '["fog"]']),
    ("an empty theory", '[structure]\ntheory = ""', ["structure.theory", '"none" or any of latitude, fog']),
    ("a number for reorganisations", "[context]\nreorganisations = 3", ["context.reorganisations is 3", "[3]"]),
    ("a reorganisation beyond all quarters", "[context]\nreorganisations = [3, 300]", ["scheduled holds 300", "between 0 and 240"]),
    ("a reorganisation listed twice", "[context]\nreorganisations = [3, 3]", ["scheduled lists quarter 3 twice"]),
    ("weights of the aim that are all zero", "[mandate]\naim = { care = 0, research = 0, education = 0, growth = 0 }", ["mandate.aim", "all four", "above 0"]),
    ("a list for the aim", "[mandate]\naim = [0.5, 0.5]", ["mandate.aim is the list", "care, research, education, growth"]),
    ("a value given twice", '[mandate]\nvagueness = { purpose = 0.1 }\n"vagueness.purpose" = 0.2', ["mandate.vagueness.purpose is given twice"]),
    ("a key given twice", "[mandate]\ngrant = 1\ngrant = 2\n", ["not valid TOML", "line 3", "given twice"]),
    ("no TOML", "[mandate]\ngrant 50\n", ["not valid TOML", "line 2", '"grant 50"']),
    ("nesting without end", "a = " + "[" * 5000, ["not valid TOML", "nested too deeply"]),
    ("a title that is a number", "title = 5", ["title is 5", "a text"]),
    ("a source that is a number", "source = 5", ["source is 5", "a text or a list of texts"]),
    # contradictions
    ("more members than there are organisations", "[context]\nmembers = 40", ["context.members = 40", "28 organisations", "15 trusts", "Seek fewer"]),
    ("shares that exceed the whole", "[rules.opening]\nshare_nhs = 0.8", ["rules.opening.share_nhs = 0.8", "share_university = 0.25 (the default)", "1.05"]),
    ("more founders than members", '[mandate]\ngrowth = "grown"\n[rules.opening]\nfounders = 12\n[context]\nmembers = 6', ["rules.opening.founders = 12", "context.members = 6"]),
    ("a reorganisation beyond the horizon", "[context]\nreorganisations = [45]", ["quarter 45", "40 quarters", "at least 46"]),
    ("a reorganisation at the horizon", "[context]\nreorganisations = [40]", ["quarter 40", "at least 41"]),
    ("a change at the horizon", "[[change]]\nquarter = 40\nmandate.grant = 1", ["[[change]] at quarter 40", "at least 41"]),
    ("a successor with no funded quarters", "[mandate.successor]\nchance = 0.5", ["mandate.successor.chance = 0.5", "mandate.successor.duration = 0 (the default)"]),
    ("a match of no grant", "[mandate]\nmatch = 1\ngrant = 0", ["mandate.match = 1", "mandate.grant = 0", "no grant to match"]),
    ("a taper of no funding", "[mandate]\ntaper = 4\nduration = 0", ["mandate.taper = 4", "mandate.duration = 0", "no funding to taper"]),
    ("a horizon within the funding", "[context]\nhorizon = 10", ["context.horizon = 10", "12 quarters", "at least 12"]),
    ("nobody to host", "[context.population]\ntrusts = 0\nuniversities = 0\nfirms = 30", ["population.trusts = 0", "population.universities = 0", "host"]),
    ("nobody at all", "[context.population]\ntrusts = 0\nuniversities = 0\nfirms = 0", ["nobody could be invited", "context.population"]),
    ("more regions than partnerships", "[context]\nregions = 20", ["context.regions = 20", "context.partnerships = 17"]),
    ("nothing that counts as partial", "[output]\nnone_below = 0.5\nfull_from = 0.5", ["output.none_below = 0.5", "output.full_from = 0.5", "partial"]),
    # changes
    ("a change by key and value", '[[change]]\nquarter = 6\nkey = "mandate.grant"\nvalue = 5', ["[[change]] 1", "mandate.grant = 50"]),
    ("a change in one bracket", "[change]\nquarter = 6", ["change is a table", "[[change]], with two brackets"]),
    ("a change of the context", "[[change]]\nquarter = 6\ncontext.members = 4", ["[[change]] 1", "context.members", "only levers of [mandate]"]),
    ("a change of how partnerships grow", '[[change]]\nquarter = 6\nmandate.growth = "grown"', ["[[change]] 1", "mandate.growth", "convened once"]),
    ("a change at no quarter", "[[change]]\nmandate.grant = 5", ["[[change]] 1: quarter is missing"]),
    ("a change before the start", "[[change]]\nquarter = -1\nmandate.grant = 5", ["[[change]] 1: quarter is -1", "0 or more"]),
    ("a change of nothing", "[[change]]\nquarter = 6", ["[[change]] 1 changes nothing"]),
    ("a change beyond its range", "[[change]]\nquarter = 6\nmandate.grant = 5000", ["[[change]] 1: mandate.grant is 5000", "2000"]),
    ("the same change twice", "[[change]]\nquarter = 6\nmandate.grant = 5\n[[change]]\nquarter = 6\nmandate.grant = 6", ["mandate.grant twice at quarter 6"]),
    # judgements and provenance
    ("a value outside its own judgement", '[mandate]\ngrant = 200\n[judgement]\nmandate.grant = { low = 62, high = 162, why = "w" }', ["mandate.grant = 200", "62 to 162"]),
    ("a judgement with one end", '[judgement]\n"mandate.grant" = { low = 62, why = "w" }', ["[judgement] mandate.grant.high is missing"]),
    ("a judgement for no reason", '[judgement]\nmandate.grant = { low = 1, high = 200, why = "" }', ["[judgement] mandate.grant.why", "says something"]),
    ("a judgement the wrong way round", '[judgement]\nmandate.grant = { low = 150, high = 50, why = "w" }', ["[judgement] mandate.grant", "low must be below high"]),
    ("a judgement beyond the range", '[judgement]\nmandate.grant = { low = 50, high = 5000, why = "w" }', ["mandate.grant.high is 5000", "between 0 and 2000"]),
    ("a judgement of a name", '[judgement]\nmandate.growth = { low = 1, high = 2, why = "w" }', ["mandate.growth", "not a number"]),
    ("a judgement of nothing known", '[judgement]\nmandate.grnt = { low = 1, high = 2, why = "w" }', ["mandate.grnt", "mandate.grant"]),
    ("a judgement with another word in it", '[judgement]\nmandate.grant = { low = 1, high = 200, why = "w", becuase = "x" }', ["mandate.grant.becuase"]),
    ("a number for a judgement", "[judgement]\nmandate.grant = 5", ["[judgement] mandate.grant is 5", "low, high, why"]),
    ("provenance of nothing known", '[provenance]\nmandate.grnt = "assumed: x"', ["[provenance] mandate.grnt", "mandate.grant"]),
    ("provenance that is no text", "[provenance]\nmandate.grant = 5", ["[provenance] mandate.grant is 5", "assumed"]),
    # extends and rosters that are not there
    ("a base that is not there", 'extends = "heic"', ['extends "heic"', "nearest right name is hiec"]),
    ("a base that is a number", "extends = 5", ["extends is 5", "a text"]),
    ("an empty base", 'extends = ""', ["extends", "says something"]),
    ("a roster that is not there", 'roster = "none.csv"', ['roster "none.csv"', "not there"]),
    ("a roster that is a number", "roster = 5", ["roster is 5", "CSV"]),
    ("an organisation beside its table", '[[roster]]\nname = "A"\nsector = "nhs"\nregion = "N"\nsize = true', ["[[roster]] 1", "size is true", "above 0"]),
]  # fmt: skip

HEADER = "name,sector,region,size"
WITH_TIES = f"{HEADER},prior_ties"
WITH_WEIGHTS = f"{HEADER},care,research,education,growth"
THREE = "A,nhs,N,1\nB,university,N,1\nC,firm,N,1"

# claim, what the roster holds, what the message must hold
ROSTERS = [
    ("an empty file", "", ["line 1", "name, sector, region, size"]),
    ("a header and nothing more", HEADER, ["the roster is empty", "at least one organisation"]),
    ("a missing column", "name,sector,region\nA,nhs,N", ["column size is missing"]),
    ("a misspelt column", "name,sector,regoin,size\nA,nhs,N,1", ["column region is missing", "regoin"]),
    ("a column that is not known", f"{HEADER},colour\nA,nhs,N,1,red", ['"colour"', "prior_ties"]),
    ("a column given twice", f"{HEADER},size\nA,nhs,N,1,1", ["column size stands twice"]),
    ("semicolons between the columns", "name;sector;region;size\nA;nhs;N;1", ["line 1", "commas"]),
    ("a name given twice, but for case and space", f"{HEADER}\nTrust A,nhs,N,1\ntrust  a,firm,N,1", ["line 3", '"trust a"', "line 2"]),
    ("an organisation with no name", f"{HEADER}\n,nhs,N,1", ["line 2", "name is empty"]),
    ("a misspelt sector", f"{HEADER}\nA,universty,N,1", ["line 2", '"universty"', "nhs, university, firm", "nearest is university"]),
    ("no size", f"{HEADER}\nA,nhs,N,", ["line 2", "size is empty", "above 0"]),
    ("a size of zero", f"{HEADER}\nA,nhs,N,0", ["line 2", "size is 0", "above 0"]),
    ("a size below zero", f"{HEADER}\nA,nhs,N,-1", ["line 2", "size is -1", "above 0"]),
    ("a size that is no number", f"{HEADER}\nA,nhs,N,nan", ["line 2", '"nan"', "above 0"]),
    ("a size in words", f"{HEADER}\nA,nhs,N,big", ["line 2", '"big"', "above 0"]),
    ("a huge size", f"{HEADER}\nA,nhs,N,1e9", ["line 2", "1e9", "at most 1000"]),
    ("a tie to nobody", f"{WITH_TIES}\nBee,nhs,N,1,Be", ["line 2", '"Be"', "not in the roster", 'nearest is "Bee"']),
    ("a tie to itself", f"{WITH_TIES}\nA,nhs,N,1, a ", ["line 2", '"A"', "itself"]),
    ("some weights and not others", f"{WITH_WEIGHTS}\nA,nhs,N,1,0.5,,,", ["line 2", "research, education, growth left empty"]),
    ("weights that are all zero", f"{WITH_WEIGHTS}\nA,nhs,N,1,0,0,0,0", ["line 2", "all four weights", "above 0"]),
    ("a weight below zero", f"{WITH_WEIGHTS}\nA,nhs,N,1,-1,1,1,1", ["line 2", 'care is "-1"', "between 0 and"]),
    ("more cells than columns", f"{HEADER}\nA,nhs,N,1,3", ["line 2", "5 cells", "4 columns"]),
    ("a quote that never ends", f'{HEADER}\n"A,nhs,N,1', ["line 2", "not CSV"]),
    ("too many organisations", "\n".join([HEADER, *(f"T{i},nhs,N,1" for i in range(2001))]), ["2001", "at most 2000"]),
    ("fewer organisations than members", f"{HEADER}\n{THREE}", ["context.members = 16 (the default)", 'region "N"', "which is 3"]),
    ("nobody to host in a region", "\n".join([HEADER, *(f"F{i},firm,N,1" for i in range(20))]), ['region "N"', "host"]),
]  # fmt: skip


def check(message: str, named: str, fragments: list[str]) -> None:
    """The message names its place, holds the fragments, and is one paragraph that anyone may read."""
    assert message.startswith(named)
    for fragment in fragments:
        assert fragment in message
    assert "\n\n" not in message
    assert not INNER_WORDS.search(message)
    assert len(message) < 1500
    for line in message.splitlines():
        assert line.rstrip().endswith((".", ":"))


@pytest.mark.parametrize(("text", "fragments"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_a_file_is_refused_for(tmp_path: Path, text: str, fragments: list[str]):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refusal:
        load_scenario(path)
    check(str(refusal.value), str(path), fragments)


@pytest.mark.parametrize(("text", "fragments"), [case[1:] for case in ROSTERS], ids=[case[0] for case in ROSTERS])
def test_a_roster_is_refused_for(tmp_path: Path, text: str, fragments: list[str]):
    (tmp_path / "r.csv").write_text(text, encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text('roster = "r.csv"', encoding="utf-8")
    with pytest.raises(ScenarioError) as refusal:
        load_scenario(path)
    check(str(refusal.value), str(path), fragments)


def test_the_tables_above_are_not_silently_short():
    assert len(FILES) >= 80
    assert len(ROSTERS) >= 25


class TestSeveralFaults:
    def test_all_faults_of_a_file_are_told_at_once_each_on_its_line(self, tmp_path):
        path = tmp_path / "mine.toml"
        path.write_text(
            'titel = "x"\n[mandate]\ngrant = -1\nduration = "ten"\n[context]\nmembres = 3', encoding="utf-8"
        )
        with pytest.raises(ScenarioError) as refusal:
            load_scenario(path)
        first, *faults = str(refusal.value).splitlines()
        assert first == f"{path} has 4 faults:"
        assert [fault.split()[1] for fault in faults] == [
            "mandate.grant",
            "mandate.duration",
            "context.membres",
            "titel",
        ]

    def test_all_contradictions_are_told_at_once(self):
        with pytest.raises(ScenarioError) as refusal:
            load_scenario("hiec", {"context.members": 50, "context.regions": 30})
        assert "has 2 faults:" in str(refusal.value)

    def test_a_long_list_of_faults_is_cut_short(self, tmp_path):
        rows = "\n".join(["name,sector,region,size", *(f"T{i},nhs,N,0" for i in range(500))])
        (tmp_path / "r.csv").write_text(rows, encoding="utf-8")
        path = tmp_path / "mine.toml"
        path.write_text('roster = "r.csv"', encoding="utf-8")
        with pytest.raises(RosterError, match="has 500 faults:") as refusal:
            load_scenario(path)
        assert str(refusal.value).endswith("- and 480 more.")


class TestWhereTheFaultLies:
    def test_a_fault_in_the_base_names_the_base(self, tmp_path):
        (tmp_path / "base.toml").write_text("[mandate]\ngrant = -1", encoding="utf-8")
        (tmp_path / "child.toml").write_text('extends = "base.toml"', encoding="utf-8")
        with pytest.raises(ScenarioError, match=r"base\.toml: mandate\.grant is -1"):
            load_scenario(tmp_path / "child.toml")

    def test_a_contradiction_says_where_each_value_was_set(self, tmp_path):
        (tmp_path / "base.toml").write_text("[mandate]\nduration = 0", encoding="utf-8")
        (tmp_path / "child.toml").write_text('extends = "base.toml"', encoding="utf-8")
        with pytest.raises(ScenarioError) as refusal:
            load_scenario(tmp_path / "child.toml", {"mandate.taper": 4})
        assert "mandate.taper = 4 (override) with mandate.duration = 0 (from base.toml)" in str(refusal.value)

    def test_a_fault_of_an_override_says_so_and_leaves_the_file_out_of_it(self):
        with pytest.raises(ScenarioError, match=r"^override of hiec: mandate\.grnt .* mandate\.grant\.$"):
            load_scenario("hiec", {"mandate.grnt": 5})
        with pytest.raises(ScenarioError, match=r"^override of hiec: mandate\.grant is 5000"):
            load_scenario("hiec").replace({"mandate.grant": 5000})

    @pytest.mark.parametrize(
        ("overrides", "fragment"),
        [
            ({5: 3}, "5 is no key"),
            ({"title": "x"}, "title can only be said in a scenario file"),
            ({"mandate..grant": 5}, "mandate.grant"),
            ({"mandate.grant.first": 5}, "mandate.grant is a single value"),
            ({"mandate": 5, "mandate.grant": 3}, "mandate is 5"),
            ({"mandate.grant": 10**5000}, "digits"),
            ({"mandate.grant": "130k"}, "bare number in that unit: 130."),
            ({"mandate.grant": object()}, "a number between"),
        ],
    )
    def test_odd_overrides_are_refused_as_plainly(self, overrides, fragment):
        with pytest.raises(ScenarioError) as refusal:
            load_scenario("hiec", overrides)
        check(str(refusal.value), "override of hiec", [fragment])

    @pytest.mark.parametrize(
        ("text", "fragment"),
        [
            ("mandate.vaguenes=0.4", "nearest right name is mandate.vagueness"),
            ("mandate.grant", "key=value"),
            ("=3", "key=value"),
            ("mandate.grant=", "no value stands after the ="),
        ],
    )
    def test_a_typed_override_that_cannot_be_one_is_refused(self, text, fragment):
        with pytest.raises(ScenarioError) as refusal:
            parse_override(text)
        check(str(refusal.value), f'override "{text}"', [fragment])


class TestFiles:
    @pytest.mark.parametrize(("name", "nearest"), [("heic", "hiec"), ("scenarios/hiec_taperr.toml", "hiec_taper")])
    def test_a_missing_file_is_answered_with_the_nearest_shipped_name(self, name, nearest):
        with pytest.raises(ScenarioNotFoundError) as refusal:
            load_scenario(name)
        check(str(refusal.value), f"{name}: ", [f"nearest right name is {nearest}."])

    def test_a_name_like_no_other_is_answered_with_all_that_are_shipped(self):
        with pytest.raises(ScenarioNotFoundError, match=r"shipped are ahsc, .*, workshop"):
            load_scenario("zzzzzz")

    def test_a_name_without_its_ending_is_answered_with_the_whole_name(self, tmp_path):
        (tmp_path / "mine.toml").touch()
        with pytest.raises(ScenarioNotFoundError, match=r"nearest right name is .*mine\.toml\.$"):
            load_scenario(tmp_path / "mine")

    def test_a_folder_is_not_a_file(self, tmp_path):
        with pytest.raises(ScenarioError, match="this is a directory, but a file is needed"):
            load_scenario(tmp_path)

    @pytest.mark.parametrize("given", [None, "", 5, b"hiec"])
    def test_what_is_no_name_is_refused(self, given):
        with pytest.raises(ScenarioError, match="a path or the name of a shipped scenario is needed"):
            load_scenario(given)

    @pytest.mark.parametrize("name", ["a\0b", "a" * 5000])
    def test_impossible_names_are_refused(self, name):
        with pytest.raises(ScenarioNotFoundError, match="there is neither such a file nor a shipped scenario"):
            load_scenario(name)

    def test_another_encoding_is_named_by_its_first_byte(self, tmp_path):
        path = tmp_path / "mine.toml"
        path.write_bytes(b'title = "x"\n# caf\xe9\n')
        with pytest.raises(ScenarioError, match=r"not UTF-8: byte 17 \(line 2\) is 0xe9"):
            load_scenario(path)
        path.write_text('title = "x"', encoding="utf-16")
        with pytest.raises(ScenarioError, match="it seems to be UTF-16"):
            load_scenario(path)

    def test_a_roster_in_another_encoding_is_named_too(self, tmp_path):
        (tmp_path / "r.csv").write_bytes("name,sector,region,size\nCafé,nhs,N,1".encode("latin-1"))
        (tmp_path / "mine.toml").write_text('roster = "r.csv"', encoding="utf-8")
        with pytest.raises(RosterError, match=r"mine\.toml, roster r\.csv: the file is not UTF-8: byte 27 \(line 2\)"):
            load_scenario(tmp_path / "mine.toml")

    def test_a_misspelt_roster_is_answered_with_the_nearest_file(self, tmp_path):
        (tmp_path / "our_roster.csv").touch()
        (tmp_path / "mine.toml").write_text('roster = "our_rostr.csv"', encoding="utf-8")
        with pytest.raises(RosterError, match=r"nearest right name is our_roster\.csv"):
            load_scenario(tmp_path / "mine.toml")

    def test_a_file_of_data_is_not_read_to_its_end(self, tmp_path):
        path = tmp_path / "mine.toml"
        path.write_bytes(b"#" * 5_000_000)
        with pytest.raises(ScenarioError, match="larger than 4 MB"):
            load_scenario(path)

    @pytest.mark.parametrize("chain", [["a.toml"], ["a.toml", "b.toml"], ["a.toml", "b.toml", "c.toml"]])
    def test_a_circle_of_extends_is_shown_whole(self, tmp_path, chain):
        for name, extended in zip(chain, [*chain[1:], chain[0]], strict=True):
            (tmp_path / name).write_text(f'extends = "{extended}"', encoding="utf-8")
        with pytest.raises(ScenarioError) as refusal:
            load_scenario(tmp_path / "a.toml")
        assert " → ".join([*chain, "a.toml"]) in str(refusal.value)


class TestRostersAndPopulations:
    ROWS = "\n".join(["name,sector,region,size", *(f"T{i},nhs,N,1" for i in range(20))])

    @pytest.mark.parametrize(
        ("text", "fragments"),
        [
            (
                "[context.population]\ntrusts = 4",
                ["context.population.trusts = 4", "the roster is the whole population"],
            ),
            ("[context]\nregions = 3", ["context.regions = 3 beside a roster"]),
        ],
    )
    def test_a_roster_leaves_no_room_for_a_population_in_the_same_file(self, tmp_path, text, fragments):
        (tmp_path / "r.csv").write_text(self.ROWS, encoding="utf-8")
        path = tmp_path / "mine.toml"
        path.write_text(f'roster = "r.csv"\n{text}', encoding="utf-8")
        with pytest.raises(ScenarioError) as refusal:
            load_scenario(path)
        check(str(refusal.value), str(path), fragments)

    def test_a_roster_leaves_no_room_for_a_population_in_an_override(self):
        with pytest.raises(ScenarioError, match=r"population\.firms = 3 \(override\) beside a roster"):
            load_scenario("workshop", {"context.population.firms": 3})


class TestResolvedRecords:
    @pytest.mark.parametrize(
        ("edit", "fragment"),
        [
            (lambda record: record.pop("title"), "title is missing"),
            (lambda record: record.update(colour="red"), "colour is not a known key"),
            (lambda record: record["settings"]["mandate"].pop("grant"), "mandate.grant: no value is given"),
            (lambda record: record["settings"]["mandate"].update(grant=5000), "mandate.grant is 5000"),
            (lambda record: record["settings"]["mandate"].update(grnt=5), "mandate.grant"),
            (lambda record: record["changes"].append({"quarter": 4}), "lacks"),
            (lambda record: record.update(roster=[{"name": "A"}]), "organisation 1: sector is"),
            (lambda record: record.update(settings=5), "settings is 5"),
        ],
    )
    def test_a_damaged_record_is_refused(self, edit, fragment):
        record = load_scenario("hiec").resolved()
        edit(record)
        with pytest.raises(ScenarioError) as refusal:
            Scenario.from_resolved(record)
        check(str(refusal.value), "resolved scenario", [fragment])

    def test_what_is_no_record_is_refused(self):
        with pytest.raises(ScenarioError, match="the record is 5, but must be a table"):
            Scenario.from_resolved(5)  # type: ignore[arg-type]
