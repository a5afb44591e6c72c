"""What somebody hands in is checked as a file is, said in words that name it, and no file is read for it."""

from __future__ import annotations

import builtins
import pathlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.scenario import RosterError, Scenario, ScenarioError, load_scenario, shipped_scenarios
from outlast.scenario.handed import LARGEST_HANDED, LONGEST_NAME, scenario_from, with_roster
from outlast.simulation.model import CollaborationModel

HEADER = "name,sector,region,size\n"
# Two regions with two hosts and two firms each, and one firm of none.
GOOD = HEADER + "".join(
    f"{sector} {number} of {region},{sector},{region},{number}\n"
    for region in ("North", "South")
    for sector in ("nhs", "university", "firm")
    for number in (1, 2)
) + "Everywhere Ltd,firm,,3\n"  # fmt: skip
BASES = ("hiec", "workshop", "ahsn", "vanguard")


@contextmanager
def no_file() -> Iterator[None]:
    """Nothing that is handed in opens a file, but for the shipped scenarios."""
    opens = pathlib.Path.open
    home = next(iter(shipped_scenarios().values())).parent

    def shipped_only(path: pathlib.Path, *rest: str, **named: str) -> object:
        assert path in shipped_scenarios().values() or path == home / "workshop_roster.csv", f"{path} was opened"
        return opens(path, *rest, **named)  # type: ignore[call-overload]

    def never(*what: object, **_: object) -> None:
        raise AssertionError(f"{what} was opened")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pathlib.Path, "open", shipped_only)
        patch.setattr(builtins, "open", never)
        yield


def hiec() -> Scenario:
    return load_scenario("hiec")


def runs(scenario: Scenario) -> CollaborationModel:
    """One world of the scenario, played to its end."""
    return CollaborationModel(scenario, rng=1, twin=False).run()


def refused(kind: type[ScenarioError], data: bytes, name: str = "ours.csv") -> str:
    """What is said of a roster or scenario that cannot be used: readable, and it names the file."""
    act = partial(scenario_from, data, name) if name.endswith(".toml") else partial(with_roster, hiec(), data, name)
    with no_file(), pytest.raises(kind) as error:
        act()
    says = str(error.value)
    assert says.startswith(name)
    assert len(says.splitlines()) <= 22
    assert not any(word in says for word in ("Traceback", "Error(", "object at", "pydantic"))
    return says


# Rosters ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", BASES)
def test_a_good_roster_peoples_any_scenario_and_runs(base: str) -> None:
    before = load_scenario(base)
    found = with_roster(before, GOOD.encode(), "ours.csv")
    assert found.roster is not None
    assert [entry.name for entry in found.roster][:2] == ["nhs 1 of North", "nhs 2 of North"]
    assert found.region_names == ("North", "South")
    assert (found.settings.context.partnerships, found.settings.context.members) == (
        2,
        min(7, before.settings.context.members),
    )
    assert found.title == f"{before.title}, with the organisations of ours.csv"
    assert found.name == "ours"
    assert found.settings.mandate == before.settings.mandate
    world = runs(found)
    assert sorted(one.name for one in world.organisations) == sorted(entry.name for entry in found.roster)
    assert {partnership.region for partnership in world.partnerships} == {0, 1}
    assert world.trace().shape[:2] == (found.horizon, 2)
    again = scenario_from(found.to_toml().encode(), "again.toml")
    assert (again.roster, again.settings) == (found.roster, found.settings)


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("name,sector,region,size", "Name , SECTOR,Region,Size").encode(),
        GOOD.replace(",nhs,", ",NHS Foundation Trust,").encode(),
        GOOD.replace("\n", "\n\n").encode(),
        GOOD.replace("North,", "north ,", 1).encode(),
    ],
    ids=["byte order mark", "windows lines", "header", "sector", "empty lines", "region"],
)
def test_what_spreadsheets_make_of_a_roster_is_the_same_roster(data: bytes) -> None:
    found, plain = (with_roster(hiec(), one, "ours.csv") for one in (data, GOOD.encode()))
    assert found.settings == plain.settings
    assert found.roster is not None
    assert plain.roster is not None
    assert [entry[1::2] for entry in found.roster] == [entry[1::2] for entry in plain.roster]


@pytest.mark.parametrize(
    ("data", "fragments"),
    [
        (b"", ["line 1 names no columns", "name, sector, region, size"]),
        (b"\n\n", ["line 1 names no columns"]),
        (HEADER.encode(), ["the roster is empty"]),
        (b"name,sector,region\na,nhs,x\n", ["column size is missing"]),
        (b"name,sectr,region,size\na,nhs,x,1\n", ["column sector is missing", "sectr"]),
        (b"name,sector,region,size,colour\na,nhs,x,1,red\n", ["colour", "not known"]),
        (b"name,name,sector,region,size\na,a,nhs,x,1\n", ["column name stands twice"]),
        (GOOD.replace(",", ";").encode(), ["commas, not by semicolons"]),
        (GOOD.replace(",", "\t").encode(), ["commas, not by semicolons or tabs"]),
        (f"{HEADER}a,school,x,1\nb,nhss,x,1\n".encode(),
         ["line 2", "school", "nhs, university, firm", "line 3", "nearest is nhs"]),
        (f"{HEADER}a,nhs,x,0\nb,nhs,x,big\nc,nhs,x,-1\nd,nhs,x,inf\ne,nhs,x,nan\n".encode(),
         ["5 faults", "line 6", "size"]),
        (f"{HEADER}a,nhs,x,1\nA,firm,x,1\n,firm,x,1\n".encode(), ["already that of line 2", "name is empty"]),
        (f"{HEADER}a,nhs,x,1,7\n".encode(), ["line 2 has 5 cells"]),
        (f'{HEADER}"a,nhs,x,1\n'.encode(), ["is not CSV"]),
        (b"\xff\xfen\x00a\x00", ["not UTF-8", "UTF-16"]),
        (GOOD.encode("utf-16"), ["UTF-16", "Save it as UTF-8"]),
        (HEADER.encode() + b"Caf\xe9,nhs,x,1\n", ["not UTF-8", "line 2", "0xe9"]),
        (b"\x00\x01\x02\x03" * 50, ["column name is missing"]),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, ["not UTF-8"]),
        (b"PK\x03\x04" + b"\x00" * 50, ["this is a workbook", "CSV (UTF-8)"]),
        (GOOD.encode() + b"#" * LARGEST_HANDED, ["larger than 500 kB"]),
        ((HEADER + "".join(f"org {k},nhs,x,1\n" for k in range(2001))).encode(),
         ["2001 organisations", "at most 2000"]),
        (f"{HEADER}a,nhs,x,1\n".encode(), ["smallest region has 1 organisation", "at least 3"]),
        (f"{HEADER}a,nhs,x,1\nb,nhs,x,1\n".encode(), ["smallest region has 2 organisations"]),
        (f"{HEADER}a,nhs,,1\n".encode(), ["smallest region has 1 organisation"]),
        (
            (GOOD + "a,firm,West,1\nb,firm,West,1\nc,firm,West,1\n").encode(),
            ["no NHS trust and no university in region", "West", "no host"],
        ),
        ((GOOD + "a,nhs,West,1\n").encode(), ["smallest region has 2"]),
    ],
)  # fmt: skip
def test_a_roster_that_cannot_be_used_is_refused_in_words(data: bytes, fragments: list[str]) -> None:
    says = refused(ScenarioError, data)
    for fragment in fragments:
        assert fragment in says


def test_a_roster_of_no_region_is_one_partnership_of_one_region() -> None:
    rows = "".join(f"org {k},{sector},,1\n" for k, sector in enumerate(["nhs", "university", "firm", "nhs"]))
    found = with_roster(hiec(), (HEADER + rows).encode(), "ours.csv")
    assert len(found.region_names) == 1
    assert found.settings.context.partnerships == 1
    assert len(runs(found).partnerships) == 1


def test_fewer_members_are_sought_where_the_smallest_region_has_fewer_and_no_more_than_were() -> None:
    base = hiec()
    many = HEADER + "".join(f"org {k},nhs,x,1\n" for k in range(50))
    few = HEADER + "".join(f"org {k},nhs,x,1\n" for k in range(5))
    assert with_roster(base, many.encode(), "a.csv").settings.context.members == 16
    assert with_roster(base, few.encode(), "a.csv").settings.context.members == 5
    assert with_roster(base, many.encode(), "a.csv", 7).settings.context.members == 7
    assert with_roster(base, few.encode(), "a.csv", 7).settings.context.members == 5
    one = with_roster(with_roster(base, few.encode(), "few.csv"), many.encode(), "many.csv", 16)
    assert one == with_roster(base, many.encode(), "many.csv")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.csv", "a\x00b.csv", "\ud800.csv", "x" * 500 + ".csv", "", "<b>.csv"]
)
def test_a_name_is_only_a_name(name: str) -> None:
    found = with_roster(hiec(), GOOD.encode(), name)
    assert "/" not in found.name
    assert found.title.isprintable()
    assert len(found.name) <= LONGEST_NAME
    found.to_toml().encode()


@settings(max_examples=100)
@given(
    st.one_of(
        st.binary(max_size=400), st.text(max_size=400).map(lambda text: (HEADER + text).encode("utf-8", "ignore"))
    )
)
def test_whatever_is_handed_in_is_used_or_refused(data: bytes) -> None:
    for act in (lambda: with_roster(hiec(), data, "ours.csv"), lambda: scenario_from(data, "ours.toml")):
        try:
            found = act()
        except ScenarioError as error:
            said = str(error)
        else:
            said = found.title
        assert "ours" in said


# Scenarios ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped_scenarios())
def test_a_scenario_may_extend_a_shipped_one(name: str) -> None:
    found = scenario_from(f'title = "Ours"\nextends = "{name}"\n[mandate]\npressure = 0.33\n'.encode(), "ours.toml")
    base = load_scenario(name).replace({"mandate.pressure": 0.33})
    assert (found.settings, found.changes, found.roster) == (base.settings, base.changes, base.roster)
    assert (found.title, found.name, found.path) == ("Ours", "ours", None)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_is_taken_away_can_be_handed_in(name: str) -> None:
    scenario = load_scenario(name)
    found = scenario_from(scenario.to_toml().encode(), f"{name}.toml")
    assert found.to_toml() == scenario.to_toml()
    assert found.settings == scenario.settings


def test_a_scenario_of_its_own_runs() -> None:
    text = (
        "[mandate]\ngrant = 77\n[context]\npartnerships = 2\nmembers = 8\n[[change]]\nquarter = 4\nmandate.grant = 5\n"
    )
    found = scenario_from(text.encode(), "ours.toml")
    assert (found.title, found.settings.mandate.grant) == ("ours", 77.0)
    world = runs(found)
    assert (len(world.partnerships), world.mandate.grant) == (2, 5.0)


def test_a_scenario_may_hold_its_roster_as_tables() -> None:
    rows = "".join(
        f'[[roster]]\nname = "org {k}"\nsector = "{sector}"\nregion = "x"\nsize = 1.5\n'
        for k, sector in enumerate(["nhs", "nhs", "university", "firm"])
    )
    found = scenario_from(f"[context]\npartnerships = 1\nmembers = 4\n{rows}".encode(), "ours.toml")
    assert found.roster is not None
    assert len(runs(found).organisations) == 4


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ('extends = "../../etc/passwd"', ["../../etc/passwd", "no shipped scenario", "hiec"]),
        ('extends = "/etc/passwd"', ["no shipped scenario"]),
        ('extends = "scenarios/hiec.toml"', ["no shipped scenario"]),
        ('extends = "hiec.toml"', ["no shipped scenario"]),
        ('extends = "hiek"', ["no shipped scenario", "hiec"]),
        ("extends = 5", ["extends", "5"]),
        ('extends = ""', ["extends"]),
        ('extends = ["hiec"]', ["extends"]),
        ('roster = "/etc/passwd"', ["/etc/passwd", "names a file", "by itself"]),
        ('extends = "hiec"\nroster = "workshop_roster.csv"', ["names a file"]),
        ('roster = ""', ["names a file"]),
        ("roster = 5", ["roster", "[[roster]]"]),
        ("[mandate]\ngrnt = 5", ["mandate.grnt", "mandate.grant"]),
        ("[mandate]\ngrant = 1e9", ["mandate.grant"]),
        ("[mandate]\ngrant = nan", ["mandate.grant"]),
        ("[mandate]\nduration = 8.5", ["mandate.duration", "whole"]),
        ("[mandate]\ngrant = £130", ["not valid TOML", "Line 2"]),
        ("[mandate\n", ["not valid TOML", "ine 1"]),
        ("x = " + "[" * 5000, ["not valid TOML"]),
        (f"x = {'9' * 5000}", ["not valid TOML", "too many digits"]),
        ("[mandate]\ntaper = 4\nduration = 0", ["mandate.taper", "no funding to taper"]),
        ("[[change]]\nquarter = 99\nmandate.grant = 5", ["beyond the horizon"]),
        ("[[change]]\nquarter = 3\ncontext.prior_ties = 0.5", ["cannot change during a run"]),
        ("[context]\npartnerships = 500\nmembers = 28", ["too large to be played here", "outlast run"]),
        ("[context]\nmembers = 20\npopulation.trusts = 200\npopulation.firms = 300", ["too large to be played here"]),
    ],
)
def test_a_scenario_that_cannot_be_used_is_refused_in_words(text: str, fragments: list[str]) -> None:
    says = refused(ScenarioError, text.encode(), "ours.toml")
    for fragment in fragments:
        assert fragment in says


@pytest.mark.parametrize(
    ("data", "fragment"),
    [("title = 'x'".encode("utf-16"), "UTF-16"), (b"title = '\xe9'", "not UTF-8"), (b"\x00", "not valid TOML"),
     (b"#" * (LARGEST_HANDED + 1), "larger than 500 kB")],
)  # fmt: skip
def test_a_scenario_that_is_no_text_is_refused(data: bytes, fragment: str) -> None:
    assert fragment in refused(ScenarioError, data, "ours.toml")


def test_a_roster_fault_is_a_roster_error() -> None:
    refused(RosterError, b"a,b\n")
    with pytest.raises(RosterError):
        scenario_from(b'roster = "x.csv"', "ours.toml")


def test_an_empty_scenario_is_the_defaults_by_the_name_of_its_file() -> None:
    found = scenario_from(b"", "our region.toml")
    assert (found.title, found.name, found.settings) == ("our region", "our region", Scenario().settings)


def test_every_shipped_scenario_is_small_enough_to_be_handed_in() -> None:
    sizes = [len(load_scenario(name).to_toml()) for name in shipped_scenarios()]
    assert max(sizes) < LARGEST_HANDED / 20
