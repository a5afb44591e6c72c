"""Charts and network show what was recorded, stand still from quarter to quarter, and can be sent as JSON."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from outlast.analysis.pairs import alone, course, pairs
from outlast.outcomes.intervals import Interval
from outlast.scenario import load_scenario
from outlast.scenario.handed import with_roster
from outlast.simulation.simulate import simulate
from outlast.visualiser import charts, network
from outlast.visualiser.guesses import DIFFERENCE, Round
from outlast.visualiser.verdict import OUTCOMES, Question, Verdict
from outlast.visualiser.world import World
from visits import opening, world

# Closes within a few quarters, so that the last quarters have nothing but empty values.
DOOMED = {"rules.opening.motivation_mean": -2.0, "mandate.grant": 0.0, "context.prior_ties": 0.0}
DRAWN: dict[str, Callable[[World], dict[str, Any]]] = {
    "states": charts.states_option,
    "money": charts.money_option,
    "governance": charts.governance_option,
    "relations": charts.relations_option,
    "network": lambda one: network.network_option(one.model, network.places(one.model), "p0"),
}
WORLDS: dict[str, Callable[[], World]] = {
    "before the first quarter": world,
    "after one": lambda: world().play_to(1),
    "in the middle": lambda: world().play_to(20),
    "at the horizon": lambda: world().play_to(40),
    "all closed": lambda: world(DOOMED).play_to(40),
    "without a mandate": lambda: world(unmandated=True).play_to(30),
    "with interventions": lambda: moved(),
    "of overlapping members": lambda: World(load_scenario("workshop"), 1).play_to(9),
}


def moved() -> World:
    played = world().play_to(5)
    played.move("mandate.grant", 300.0)
    played.move("mandate.duration", 34)
    played.play_to(9).move("mandate.grant", 10.0)
    return played.play_to(12)


def sent(option: dict[str, Any]) -> dict[str, Any]:
    """The option as it reaches the browser, which knows neither NaN nor arrays."""
    return json.loads(json.dumps(option, allow_nan=False))


@pytest.mark.parametrize("chart", DRAWN)
@pytest.mark.parametrize("which", WORLDS)
def test_every_chart_can_be_sent_and_is_described(chart: str, which: str) -> None:
    option = sent(DRAWN[chart](WORLDS[which]()))
    says = option["aria"]["label"]["description"]
    assert len(says) > 20
    assert not re.search(r"\b(nan|none)\b", says.lower())
    assert option["series"]


@pytest.mark.parametrize("most", range(1, 151))
def test_the_numbers_beside_partnerships_are_whole_few_and_apart(most: int) -> None:
    drawn = charts._axes("What became of them", "partnerships", 40, [], most)["yAxis"]
    step = drawn["interval"]
    assert (drawn["max"], step) == (most, round(step))
    assert 1 <= most / step <= 6
    assert most % step == 0 or most % step >= 0.6 * step


def test_other_axes_go_up_in_quarters() -> None:
    assert charts.governance_option(world())["yAxis"]["interval"] == 25
    assert charts.relations_option(world())["yAxis"]["interval"] == 0.25
    assert "interval" not in charts.money_option(world())["yAxis"]


@pytest.mark.parametrize("said", [True, False])
def test_the_key_tells_of_organisations_of_no_region_where_there_are_any(said: bool) -> None:
    model = (World(load_scenario("hiec"), 1) if said else world()).model
    assert said == any(one.region < 0 for one in model.organisations)
    assert ("of no region" in network.key(model)) == said
    assert network.key(model).startswith(network.KEY)


def series(option: dict[str, Any]) -> dict[str, list[Any]]:
    return {one["name"]: one["data"] for one in option["series"] if "name" in one}


def test_the_doomed_world_is_closed_so_that_its_charts_have_gaps() -> None:
    one = world(DOOMED).play_to(40)
    assert np.isnan(one.course("trust")[-1]).all()
    assert all(data[-1] is None for data in series(charts.relations_option(one)).values())


@pytest.mark.parametrize("which", ["in the middle", "all closed", "without a mandate"])
def test_states_add_up_to_the_partnerships_in_every_quarter(which: str) -> None:
    one = WORLDS[which]()
    totals = np.sum(list(series(charts.states_option(one)).values()), axis=0)
    assert totals.tolist() == [2] * one.quarter


def test_charts_show_what_was_recorded() -> None:
    one = world().play_to(20)
    money = series(charts.money_option(one))
    assert money["grant"][:8] == pytest.approx(np.nanmean(one.course("grant"), axis=1)[:8], abs=1e-3)
    assert money["grant"][8] in (0.0, None)
    governance = series(charts.governance_option(one))
    assert governance["on paper"] == pytest.approx(100 * one.course("progress").mean(axis=1), abs=1e-2)


def marks(option: dict[str, Any]) -> list[float]:
    found = [one["markLine"]["data"] for one in option["series"] if "markLine" in one]
    return sorted(mark["xAxis"] for mark in itertools.chain.from_iterable(found))


@pytest.mark.parametrize("chart", ["states", "money", "governance", "relations"])
def test_the_end_of_funding_and_every_quarter_of_a_change_are_marked(chart: str) -> None:
    assert marks(DRAWN[chart](world().play_to(12))) == [8]
    assert marks(DRAWN[chart](moved())) == [5, 9, 34]
    assert marks(DRAWN[chart](world(unmandated=True).play_to(12))) == []


# Network ------------------------------------------------------------------------------------------------------------


def stands(one: World) -> dict[str, tuple[float, float]]:
    """Where everything in the picture is, by its identifier."""
    [drawn] = network.network_option(one.model, network.places(one.model))["series"]
    found = {node["id"]: (node["x"], node["y"]) for node in drawn["data"]}
    assert len(found) == len(drawn["data"]), "identifiers differ"
    return found


@pytest.mark.parametrize("name", ["hiec", "workshop", "ahsc"])
def test_the_network_stands_still_and_shows_every_organisation(name: str) -> None:
    one = World(load_scenario(name), 2)
    before = stands(one)
    assert set(before) == {str(other.key) for other in one.model.organisations} | {
        f"p{partnership.key}" for partnership in one.model.partnerships
    }
    for quarter in (1, 6, 16):
        assert stands(one.play_to(quarter)) == before
    other = one.branch()
    one.move("mandate.grant", 600.0)
    assert stands(one.play_to(20)) == stands(other.play_to(20)) == before
    twin = World(load_scenario(name), 2, unmandated=True).play_to(5)
    assert stands(twin) == before, "the world without a mandate shows the same organisations in the same places"


@pytest.mark.parametrize("name", ["hiec", "workshop", "ahsn", "vanguard"])
def test_no_organisation_and_no_partnership_covers_another(name: str) -> None:
    one = World(load_scenario(name), 1)
    found = stands(one)
    assert len(set(found.values())) == len(found)
    titles = [place for name, place in found.items() if name.startswith("p")]
    for (x, y), (other_x, other_y) in itertools.combinations(titles, 2):
        assert abs(x - other_x) >= 15 or abs(y - other_y) >= 15, "titles are boxes of about 15 by 10"


def test_partnerships_of_one_region_stand_beside_each_other() -> None:
    one = World(load_scenario("hiec", {"context.partnerships": 6, "context.regions": 2}), 1)
    titles = [place for name, place in stands(one).items() if name.startswith("p")]
    assert len(set(titles)) == 6
    gaps = [abs(x - z) for (x, y), (z, w) in itertools.combinations(titles, 2) if y == w]
    assert min(gaps) >= 15


def test_every_line_of_the_network_joins_two_that_are_shown() -> None:
    one = World(load_scenario("workshop"), 1)
    seen = 0
    for quarter in range(1, 24):
        option = network.network_option(one.play_to(quarter).model, network.places(one.model))
        [drawn] = sent(option)["series"]
        ids = {node["id"] for node in drawn["data"]}
        assert all({link["source"], link["target"]} <= ids for link in drawn["links"])
        seen += len(drawn["links"])
        assert f"After {quarter} quarters" in option["aria"]["label"]["description"]
    assert seen > 100


def test_what_is_chosen_is_marked_and_nothing_else() -> None:
    one = world().play_to(3)
    where = network.places(one.model)
    plain = network.network_option(one.model, where)["series"][0]["data"]
    for chosen in ("p1", plain[-1]["id"]):
        drawn = network.network_option(one.model, where, chosen)["series"][0]["data"]
        assert [node["id"] for node, before in zip(drawn, plain, strict=True) if node != before] == [chosen]


def test_a_roster_of_one_region_and_many_organisations_has_a_place_for_each() -> None:
    rows = "".join(f"org {k},{('nhs', 'university', 'firm')[k % 3]},,1\n" for k in range(200))
    ours = with_roster(load_scenario("hiec"), f"name,sector,region,size\n{rows}".encode(), "ours.csv")
    found = stands(World(ours, 1))
    assert len(set(found.values())) == 201


def test_a_name_is_data_and_stays_as_it_was_written() -> None:
    rows = "<img src=x onerror=alert(1)>,nhs,,1\n&amp;,nhs,,1\nc,firm,,1\n"
    ours = with_roster(load_scenario("hiec"), f"name,sector,region,size\n{rows}".encode(), "ours.csv")
    [drawn] = DRAWN["network"](World(ours, 1))["series"]
    assert "<img src=x onerror=alert(1)>" in {node["name"] for node in drawn["data"]}


# Verdict and guesses ------------------------------------------------------------------------------------------------


def test_courses_are_drawn_for_one_world_and_for_two() -> None:
    one = simulate(opening(), range(20), twin=False)
    other = simulate(opening({"mandate.duration": 32}), range(20), twin=False)
    courses = [{name: course(result, name) for name in ("open", "self_sustaining")} for result in (one, other)]
    two = Verdict(Question(one.scenario, other.scenario), "", pairs(one, other, OUTCOMES), *courses)
    single = Verdict(Question(one.scenario), "", alone(one, OUTCOMES), courses[0], {})
    for name in ("open", "self_sustaining"):
        drawn = series(sent(charts.course_option(name, "Open", two)))
        assert drawn["A"] == pytest.approx(100 * courses[0][name].mean, abs=0.06)
        assert drawn["B"] == pytest.approx(100 * courses[1][name].mean, abs=0.06)
        assert (len(drawn["A"]), len(drawn["B"])) == (40, 44)
        low, band = (np.array(drawn[f"{part} A"]) for part in ("low", "band"))
        assert low + band == pytest.approx(100 * courses[0][name].high, abs=0.02)
        lone = sent(charts.course_option(name, "Open", single))
        assert "B" not in series(lone)
        assert len(lone["xAxis"][0]["data"]) == 40


@pytest.mark.parametrize("asks", ["share", DIFFERENCE])
def test_guesses_are_dots_and_equal_ones_stand_on_each_other(asks: str) -> None:
    one = Round("how many?", "this", "alive_8", asks)
    for number, value in enumerate((5.0, 5.0, 5.0, 60.0)):
        one = one.with_guess(f"guest {number}", value)
    hidden = sent(charts.guesses_option(one))
    [dots] = hidden["series"]
    assert sorted(dot["value"] for dot in dots["data"]) == [[5.0, 1], [5.0, 2], [5.0, 3], [60.0, 1]]
    assert "markLine" not in dots, "the answer is not given away"
    assert (hidden["xAxis"]["min"], hidden["xAxis"]["max"]) == one.limits
    shown = Round("how many?", "this", "alive_8", asks, one.guesses, Interval(12.0, 10.0, 14.0))
    [dots] = sent(charts.guesses_option(shown))["series"]
    assert dots["markLine"]["data"] == [{"xAxis": 12.0}]
    assert "guest 3 60" in hidden["aria"]["label"]["description"]


def test_a_round_without_guesses_is_drawn_too() -> None:
    assert sent(charts.guesses_option(Round("how many?", "this", "alive_8")))["series"]
