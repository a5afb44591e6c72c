"""What goes wrong in a visit is said and changes nothing; what is handed in takes its place or is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from outlast.scenario import ScenarioError
from outlast.visualiser.guesses import SHARE
from outlast.visualiser.visit import BESIDE, BRANCH, OTHER, UNMANDATED, Visit
from outlast.visualiser.visit import NOTHING as ALONE
from outlast.visualiser.world import World
from visits import GRANT, ROSTER, SCENARIO, beside, caught_up, looks, opening, quarters, stepped

BAD_ROSTER = b"name,sector,region,size\nA,school,north,1\n"
WRONG: dict[str, Callable[[Visit], None]] = {
    "a value out of range": lambda visit: visit.move(GRANT, 1e9),
    "no number": lambda visit: visit.move(GRANT, "lots"),
    "an unknown lever": lambda visit: visit.move("mandate.gold", 1.0),
    "a quarter beyond the horizon": lambda visit: visit.edit(0, 0, quarter=900),
    "a value that cannot be": lambda visit: visit.edit(0, 0, after=-5.0),
    "an intervention that has gone": lambda visit: visit.edit(0, 7, after=5.0),
    "taken back twice": lambda visit: visit.take_back(0, 7),
    "a world that has gone": lambda visit: visit.take_back(5, 0),
    "a side below 0": lambda visit: visit.edit(-1, 0, after=5.0),
    "a bad roster": lambda visit: visit.hand_in(BAD_ROSTER, "ours.csv"),
    "an empty roster": lambda visit: visit.hand_in(b"", "ours.csv"),
    "no text": lambda visit: visit.hand_in(b"\xff\xfe\x00", "ours.csv"),
    "a bad scenario": lambda visit: visit.hand_in(b"[mandate]\ngrant = -1\n", "ours.toml"),
    "no scenario": lambda visit: visit.hand_in(b"\x00[[[", "ours.toml"),
    "a scenario of another file": lambda visit: visit.hand_in(b'extends = "../x.toml"', "ours.toml"),
    "a preset that is none": lambda visit: visit.load("nosuch"),
    "nothing to put beside": lambda visit: visit.put_beside("an elephant"),
    "a damaged link": lambda visit: visit.restore("eJyrVkrLz1eyUlBKSixSqgUAIfcFAw"),
    "no seed": lambda visit: visit.reseed("seven"),  # type: ignore[arg-type]
    "a guess of no question": lambda visit: visit.guess("Ann", 5),
    "a question of nothing": lambda visit: visit.ask("weather", SHARE, "?", "this"),
    "a question of no kind": lambda visit: visit.ask("alive_8", "money", "?", "this"),
}


@pytest.mark.parametrize("what", BESIDE)
@pytest.mark.parametrize("wrong", WRONG)
def test_what_goes_wrong_is_said_stops_the_play_and_leaves_all_as_it_was(wrong: str, what: str) -> None:
    visit = stepped(Visit(opening()), 2)
    visit.move(GRANT, 400.0)
    stepped(visit, 3).put_beside(what)
    caught_up(visit)
    visit.chosen.value = (0, "p0")
    visit.playing.value = True
    before, worlds, tick = looks(visit), visit.worlds.value, visit.tick.value
    WRONG[wrong](visit)
    assert visit.fault.value
    assert "Traceback" not in visit.fault.value
    assert (visit.playing.value, visit.note.value) == (False, None)
    assert looks(visit) == before
    assert visit.worlds.value is worlds
    assert visit.tick.value == tick + 1
    visit.step()
    assert visit.fault.value is None, "the next good deed clears what was said"
    assert quarters(visit) == [6] * len(worlds)


@pytest.mark.parametrize("what", BESIDE)
@pytest.mark.parametrize(
    "act",
    [Visit.reset, Visit.replay, lambda visit: visit.load("workshop"), lambda visit: visit.reseed(3),
     lambda visit: visit.hand_in(ROSTER, "ours.csv"), lambda visit: visit.put_beside(OTHER),
     lambda visit: visit.put_beside(UNMANDATED), lambda visit: visit.ask("alive_8", SHARE, "?", "this")],
    ids=["reset", "replay", "load", "reseed", "hand in", "another", "twin", "ask"],
)  # fmt: skip
def test_a_world_that_cannot_be_made_leaves_what_stood_before(
    act: Callable[[Visit], None], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = beside(what)
    before = looks(visit)

    def fails(_: World) -> None:
        raise RuntimeError("no world")

    monkeypatch.setattr(World, "__post_init__", fails)
    act(visit)
    assert visit.fault.value == "Something went wrong in the simulation (RuntimeError); press Reset."
    assert looks(visit) == before


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ScenarioError("the grant is too large"), "the grant is too large"),
        (ValueError("no such guess"), "no such guess"),
        (ZeroDivisionError("inside"), "Something went wrong in the simulation (ZeroDivisionError); press Reset."),
        (KeyError("secret"), "Something went wrong in the simulation (KeyError); press Reset."),
    ],
)
def test_a_mistake_is_said_in_its_own_words_and_a_fault_of_ours_without_its_inside(error: Exception, says: str) -> None:
    visit = Visit(opening())

    def fail() -> None:
        raise error

    visit.playing.value = True
    visit.guarded(fail)
    assert (visit.fault.value, visit.playing.value) == (says, False)
    visit.complain("another")
    assert visit.fault.value == "another"


def test_a_roster_brings_its_organisations_and_the_levers_stay(visit: Visit) -> None:
    visit.move(GRANT, 210.0)
    visit.hand_in(ROSTER, "ours.csv")
    assert "ours.csv is loaded, 12 organisations" in str(visit.note.value)
    assert visit.handed_in.value
    assert visit.world.opening.settings.mandate.grant == 210.0
    assert sorted(one.region for one in visit.world.model.organisations) == [0] * 6 + [1] * 6
    assert len(visit.world.model.partnerships) == 2
    assert visit.world.opening.title.endswith("with the organisations of ours.csv")
    stepped(visit, 1)
    assert visit.note.value is None


def test_one_roster_after_another_leaves_no_trace_of_the_first(visit: Visit) -> None:
    few = b"name,sector,region,size\na,nhs,x,1\nb,firm,x,1\nc,firm,x,1\n"
    visit.hand_in(few, "few.csv")
    assert visit.world.opening.settings.context.members == 3
    visit.hand_in(ROSTER, "ours.csv")
    alone = Visit(opening())
    alone.hand_in(ROSTER, "ours.csv")
    assert visit.world.opening == alone.world.opening


def test_organisations_of_ones_own_are_known_as_long_as_they_are_loaded(visit: Visit) -> None:
    visit.hand_in(SCENARIO, "ours.toml")
    assert not visit.handed_in.value
    visit.put_beside(OTHER)
    visit.hand_in(ROSTER, "ours.csv")
    assert visit.handed_in.value
    visit.move(GRANT, 5.0)
    assert visit.handed_in.value
    stepped(visit, 2).put_beside(BRANCH)
    assert visit.handed_in.value == (visit.world.opening.roster is not None)
    visit.put_beside(ALONE)
    visit.hand_in(ROSTER, "ours.csv")
    stepped(visit, 2).put_beside(BRANCH)
    visit.side.value = 0
    assert visit.handed_in.value, "a branch has the organisations of its world"
    visit.load("workshop")
    assert not visit.handed_in.value


def test_the_end_of_a_name_tells_a_scenario_from_a_roster(visit: Visit) -> None:
    visit.hand_in(SCENARIO, "OURS.TOML")
    assert visit.world.opening.title == "Ours"
    visit.hand_in(SCENARIO, "ours.csv")
    assert "ours.csv" in str(visit.fault.value)
