"""A link brings a page back, and whatever else it holds is refused in a sentence."""

from __future__ import annotations

import base64
import builtins
import json
import pathlib
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlast.scenario import Scenario, ScenarioError, load_scenario, shipped_scenarios
from outlast.scenario.handed import with_roster
from outlast.visualiser import link
from outlast.visualiser.link import BROKEN, LARGEST, LONGEST, Restored, from_link, link_of
from outlast.visualiser.world import Intervention, World, chained
from visits import opening, same, world
from worlds import random_values

GRANT, DURATION, VAGUENESS = "mandate.grant", "mandate.duration", "mandate.vagueness"


def pack(record: object) -> str:
    return pack_bytes(json.dumps(record).encode())


def pack_bytes(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def record_of(*worlds: World) -> dict[str, Any]:
    packed = link_of(worlds)
    return json.loads(zlib.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))))


def back(*worlds: World) -> Restored:
    """The worlds of a link, played to the quarter that it says."""
    found = from_link(link_of(worlds))
    assert all(one.quarter == 0 for one in found.worlds)
    for one in found.worlds:
        one.play_to(found.quarter)
    return found


def same_scenario(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios say the same, but for the file that they were read from."""
    return one.to_toml() == other.to_toml() and one.name == other.name


# There and back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 999_999])
@pytest.mark.parametrize("quarter", [0, 1, 17, 40])
def test_a_world_comes_back_with_its_seed_at_its_quarter(seed: int, quarter: int) -> None:
    played = world(seed=seed).play_to(min(quarter, 3))
    played.move(GRANT, 44.5)
    played.play_to(quarter)
    found = back(played)
    [one] = found.worlds
    assert (one.seed, found.quarter, one.timeline) == (seed, quarter, played.timeline)
    assert same(one, played)


def test_two_worlds_come_back_with_what_was_moved_in_each() -> None:
    first = World(load_scenario("hiec", {"context.partnerships": 2}), 3).play_to(4)
    first.move(VAGUENESS, 0.25)
    second = first.branch()
    first.play_to(9).move(GRANT, 0.0)
    second.play_to(9).move(DURATION, 33)
    second.play_to(12)
    first.play_to(12)
    found = back(first, second)
    assert [one.timeline for one in found.worlds] == [first.timeline, second.timeline]
    assert [one.horizon for one in found.worlds] == [40, 45]
    assert all(same(one, other) for one, other in zip(found.worlds, (first, second), strict=True))


def test_the_twin_comes_back_as_the_twin_of_its_world() -> None:
    first, twin = world(), world(unmandated=True)
    for one in (first, twin):
        one.play_to(5).move(DURATION, 30)
        one.play_to(11)
    found = back(first, twin)
    assert [one.unmandated for one in found.worlds] == [False, True]
    assert same(found.worlds[1], twin)
    assert found.worlds[1].timeline == first.timeline


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_fits_into_a_link_and_comes_back(name: str) -> None:
    scenario = load_scenario(name)
    worlds = (World(scenario, 1), World(scenario, 1))
    packed = link_of(worlds)
    assert len(packed) < LONGEST / 10
    assert set(packed) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    for one in from_link(packed).worlds:
        assert same_scenario(one.opening, scenario)
        assert one.opening.settings == scenario.settings
        assert one.opening.roster == scenario.roster


def test_a_link_with_four_levers_moved_in_every_quarter_still_fits() -> None:
    moves = [
        Intervention(quarter, key, None, (quarter % 7 + 1) / 7.3)
        for quarter in range(40)
        for key in (GRANT, VAGUENESS, "mandate.pressure", "mandate.assistance")
    ]
    played = World(opening(), 1, chained(opening(), moves))
    packed = link_of((played, played))
    assert len(played.timeline) == 160
    assert len(packed) < LONGEST
    assert from_link(packed).worlds[1].timeline == played.timeline


def test_changes_switches_theories_and_a_title_in_any_script_come_back() -> None:
    scenario = opening({"structure.theory": ("shield", "capture"), "structure.reorganisation": "local"})
    scenario = scenario.with_change(5, GRANT, 10.0).replace({"context.prior_ties": 0.35})
    scenario = Scenario(**{**vars_of(scenario), "title": 'Ünïcode "quotes" \\ 🙂 and\nlines', "name": "ours"})
    played = World(scenario, 1).play_to(6)
    played.move(GRANT, 99.0)
    [one] = back(played).worlds
    assert one.opening.title == scenario.title
    assert one.opening.changes == scenario.changes
    assert one.opening.settings == scenario.settings
    assert same(one, played)


def vars_of(scenario: Scenario) -> dict[str, Any]:
    return {name: getattr(scenario, name) for name in Scenario.__dataclass_fields__}


@settings(max_examples=15)
@given(random_values(), st.integers(0, 2**62))
def test_any_scenario_that_can_be_checked_comes_back(values: dict[str, Any], seed: int) -> None:
    try:
        scenario = opening().replace({key: value for key, value in values.items() if key != "context.horizon"})
    except ScenarioError:
        return
    [one] = from_link(link_of([World(scenario, seed)])).worlds
    assert (one.opening.settings, one.seed) == (scenario.settings, seed)


def test_a_world_too_large_for_a_link_gives_none_that_looks_like_one() -> None:
    rows = "".join(f"organisation number {n},nhs,region {n % 20},1\n" for n in range(2000))
    ours = with_roster(opening(), f"name,sector,region,size\n{rows}".encode(), "ours.csv")
    big = World(ours, 1)
    assert len(link_of([big])) <= LONGEST or len(link_of([big, big])) > LONGEST
    long = World(Scenario(**{**vars_of(opening()), "question": "why? " * (LARGEST // 4)}), 1)
    packed = link_of([long])
    assert len(packed) > LONGEST, "what could not be unpacked again is too long to be given away"
    with pytest.raises(ScenarioError, match="too long"):
        from_link(packed)


# Damaged ------------------------------------------------------------------------------------------------------------


def refused(text: str) -> str:
    """What is said of a link that cannot be: one plain sentence or two, within a moment."""
    begun = time.perf_counter()
    with pytest.raises(ScenarioError) as error:
        from_link(text)
    assert time.perf_counter() - begun < 5.0
    says = str(error.value)
    assert says
    assert "Traceback" not in says
    assert len(says) < 2500
    return says


@pytest.fixture(scope="module")
def good() -> str:
    played = world().play_to(3)
    played.move(GRANT, 5.0)
    return link_of((played, world(unmandated=True).play_to(3)))


@pytest.mark.parametrize("text", ["", "?", "%%%", "AAAA", "hello world", "£", "\ud800", "=" * 50, "A" * (LONGEST + 1)])
def test_what_is_no_link_is_refused(text: str) -> None:
    assert "link" in refused(text)


def test_a_link_that_was_cut_anywhere_is_refused(good: str) -> None:
    for end in range(0, len(good) - 1, 7):
        assert refused(good[:end]) == BROKEN
    for begin in range(1, len(good), 41):
        refused(good[begin:])


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(zlib.compress)))
def test_random_bytes_are_refused(data: bytes) -> None:
    refused(base64.urlsafe_b64encode(data).decode())


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_random_text_is_refused(text: str) -> None:
    refused(text)


@settings(max_examples=60)
@given(st.data())
def test_a_letter_that_was_changed_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    text = link_of([world()])
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("Az09-_"))
    changed = text[:place] + letter + text[place + 1 :]
    try:
        found = from_link(changed)
    except ScenarioError:
        return
    # The last letter of base64 has bits to spare.
    assert same_scenario(found.worlds[0].opening, opening())


def test_a_small_link_that_unpacks_to_very_much_is_refused_at_once() -> None:
    bomb = zlib.compress(b" " * 200_000_000, 9)
    text = base64.urlsafe_b64encode(bomb).decode()
    assert len(text) > LONGEST
    refused(text)
    smaller = base64.urlsafe_b64encode(zlib.compress(b" " * 40_000_000, 9)).decode()
    assert len(smaller) < LONGEST
    assert refused(smaller) == BROKEN


@pytest.mark.parametrize("signs", ["[", '{"a":', "[{", '"'])
def test_what_is_nested_too_deeply_is_refused(signs: str) -> None:
    assert refused(pack_bytes((signs * 100_000)[:LARGEST].encode())) == BROKEN
    deep = "[" * 40_000 + "]" * 40_000
    assert refused(pack_bytes(deep.encode())) == BROKEN


@pytest.mark.parametrize("what", [None, [], 5, "text", {}, {"version": 1}, [[]], True])
def test_another_record_is_refused(what: object) -> None:
    assert refused(pack(what)) == BROKEN


# Hostile ------------------------------------------------------------------------------------------------------------


def put(record: dict[str, Any], *path: Any, value: Any) -> dict[str, Any]:
    place: Any = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return record


INF, NAN = float("inf"), float("nan")
HOSTILE: dict[str, Callable[[dict[str, Any]], Any]] = {
    **{f"version {value!r}": lambda record, value=value: put(record, "version", value=value)
       for value in (2, "1", None)},
    **{f"seed {value!r}": lambda record, value=value: put(record, "seed", value=value)
       for value in (-1, 2**63, 1.5, "1", None, True, INF, [1])},
    **{f"quarter {value!r}": lambda record, value=value: put(record, "quarter", value=value)
       for value in (INF, -INF, NAN, None, "soon", [], {})},
    **{f"worlds {value!r}": lambda record, value=value: put(record, "worlds", value=value)
       for value in ([], None, {}, "ab", 3, [None], [[]], ["a", "b"], [{}], {"0": {}})},
    "three worlds": lambda record: put(record, "worlds", value=record["worlds"] * 2),
    "a twin of nothing": lambda record: put(record, "worlds", value=[record["worlds"][1]]),
    "twins alone": lambda record: put(record, "worlds", value=[record["worlds"][1]] * 2),
    "a twin that is none": lambda record: put(record, "worlds", 0, "unmandated", value="yes"),
    **{f"moves {value!r:.30}": lambda record, value=value: put(record, "worlds", 0, "moves", value=value) for value in (
        None, 5, "moves", {"a": 1}, [1], [[1]], [[1, GRANT]], [[1, GRANT, 5.0, 6.0]], [["soon", GRANT, 5.0]],
        [[INF, GRANT, 5.0]], [[NAN, GRANT, 5.0]], [[None, GRANT, 5.0]], [[10**9, GRANT, 5.0]], [[-1, GRANT, 5.0]],
        [[40, GRANT, 5.0]], [[1, GRANT, INF]], [[1, GRANT, NAN]], [[1, GRANT, -5.0]], [[1, GRANT, 1e308]],
        [[1, GRANT, None]], [[1, GRANT, "lots"]], [[1, GRANT, [5.0]]], [[1, GRANT, {"a": 1}]], [[1, GRANT, True]],
        [[1, DURATION, 8.5]], [[1, DURATION, 10**30]], [[1, "mandate.gold", 5.0]], [[1, "mandate", 5.0]],
        [[1, "context.prior_ties", 0.5]], [[1, "structure.theory", "fog"]], [[1, "roster", "/etc/hostname"]],
        [[1, "extends", "ahsn"]], [[1, "quarter", 7]], [[1, "mandate.__class__", 5.0]], [[1, "", 5.0]],
        [[1, "mandate._replace", 5.0]], [[1, "x" * 100_000, 5.0]], [[1, None, 5.0]], [[1, "\ud800", 5.0]],
        [[1, "mandate.growth", "grown"]], [[1, GRANT, "x" * 100_000]],
    )},
    "very many moves": lambda record: put(
        record, "worlds", 0, "moves", value=[[k % 40, GRANT, float(k % 300)] for k in range(5000)]
    ),
    **{f"scenario {value!r:.40}": lambda record, value=value: put(record, "worlds", 0, "scenario", value=value)
       for value in (
        None, 5, ["a"], "\x00", "[[[", "x" * 200_000, "a = " + "[" * 50_000, "\ud800", "grant = 5",
        "[mandate]\ngold = 1", "[mandate]\ngrant = inf", "[mandate]\ngrant = nan", "[mandate]\ngrant = -1",
        "[mandate]\nduration = 1e3",
        'extends = "/etc/hostname"', 'extends = "../../../../etc/passwd"', 'extends = "scenarios/hiec.toml"',
        'extends = "hiec.toml"', "extends = 5", 'extends = ["hiec"]', 'extends = ""', 'roster = "/etc/passwd"',
        'roster = "workshop_roster.csv"', 'roster = ""', "roster = 5", "roster = []", "roster = [1]",
        "[[roster]]\nname = 1", '[[roster]]\nname = "a"\nsector = "nhs"\nregion = "x"\nsize = inf',
        "[context]\npartnerships = 500\nmembers = 100", "[context]\npopulation.trusts = 200\npopulation.firms = 300",
        "[context]\npartnerships = 99999999", "change = 5", "[[change]]\nquarter = 900\nmandate.grant = 5",
        f"x = {'9' * 5000}", "title = 5", "[judgement]\n'mandate.grant' = 5", "[provenance]\nx = 5",
    )},
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_a_link_cannot_hold_is_refused_in_words_and_reads_no_file(
    what: str, good: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = zlib.decompress(base64.urlsafe_b64decode(good + "=" * (-len(good) % 4)))
    text = pack(HOSTILE[what](json.loads(raw)))

    def never(*what: object, **_: object) -> None:
        raise AssertionError(f"{what} was opened")

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "open", never)
        patch.setattr(pathlib.Path, "open", never)
        says = refused(text)
    assert "root:" not in says


@pytest.mark.parametrize(("said", "quarter"), [(-7, 0), (10**12, 40), (39.9, 39), (40, 40), (True, 1)])
def test_a_quarter_lies_within_the_horizon(said: float, quarter: int) -> None:
    found = from_link(pack(put(record_of(world()), "quarter", value=said)))
    assert found.quarter == quarter


@pytest.mark.parametrize("name", ["../../etc/passwd", "\ud800\udfff", "a\x00b", "", "x" * 5000, "<b>", None, 5, ["a"]])
def test_a_name_is_only_a_name_and_can_be_packed_again(name: object) -> None:
    found = from_link(pack(put(record_of(world()), "worlds", 0, "name", value=name)))
    called = found.worlds[0].opening.name
    assert len(called) <= 120
    assert "/" not in called
    assert called.isprintable()
    assert from_link(link_of(found.worlds)).worlds[0].opening.name == called


def test_what_stands_in_a_link_for_the_twin_is_nothing_of_its_own() -> None:
    record = record_of(world(), world(unmandated=True))
    put(record, "worlds", 1, "scenario", value='extends = "/etc/passwd"')
    put(record, "worlds", 1, "moves", value=[[1, GRANT, 7.0]])
    first, twin = from_link(pack(record)).worlds
    assert (twin.opening, twin.timeline) == (first.opening, first.timeline)


def test_more_moves_than_are_read_are_refused_not_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    played = world()
    for quarter in range(4):
        played.move(GRANT, float(quarter))
        played.step()
    text = link_of([played])
    monkeypatch.setattr(link, "MOST_MOVES", 4)
    assert len(from_link(text).worlds[0].timeline) == 4
    monkeypatch.setattr(link, "MOST_MOVES", 3)
    assert refused(text) == BROKEN
