"""The page puts every state of a visit before the visitor, with a name on every control."""

# The libraries hand their components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ipyvuetify as v
import ipywidgets
import pytest
import solara
from reacton.core import Element

from outlast.analysis.numbers import NULL
from outlast.analysis.pairs import COURSES, alone, course, pairs
from outlast.scenario import Scenario
from outlast.simulation.simulate import simulate
from outlast.visualiser import page
from outlast.visualiser.guesses import DIFFERENCE, SHARE
from outlast.visualiser.levers import LEVERS, THREE, lever
from outlast.visualiser.link import link_of
from outlast.visualiser.page import TABS, Judge, Main, Page, Player, begin
from outlast.visualiser.verdict import OUTCOMES, Question, Verdict
from outlast.visualiser.views.levers import Settings
from outlast.visualiser.views.story import Story
from outlast.visualiser.views.trouble import Messages
from outlast.visualiser.visit import BRANCH, NOTHING, OTHER, UNMANDATED, Visit
from outlast.visualiser.world import World
from visits import caught_up, opening, stepped, world

WATCH, COMPARE, PREDICT, AWAY, NOTES = range(len(TABS))
CONTROLS = (v.Btn, v.Slider, v.TextField, v.Select, v.Autocomplete, v.Checkbox)


def verdict_of(visit: Visit) -> Verdict:
    """What a few runs say of the worlds of a visit."""
    first, second = (simulate(scenario, range(1, 6), twin=False) for scenario in (visit.world.scenario, opening()))
    courses = {name: course(first, name) for name in COURSES}
    if len(visit.worlds.value) == 1:
        return Verdict(visit.question(), "They last.", alone(first, OUTCOMES), courses, {})
    return Verdict(visit.question(), "They last.", pairs(first, second, OUTCOMES), courses, courses)


def judged(visit: Visit) -> Visit:
    """The visit with the answer to its question, without the runs behind it."""
    found = verdict_of(visit)
    visit.keep(visit.fingerprint(), found)
    visit.verdict.value = found
    visit.tick.value += 1
    return visit


def one_world() -> Visit:
    return stepped(Visit(opening()), 6)


def two_worlds(what: str) -> Visit:
    visit = one_world()
    visit.put_beside(what)
    caught_up(visit).move("mandate.duration", 20)
    visit.move("mandate.grant", 10.0)
    return stepped(visit, 3)


def guessing() -> Visit:
    visit = one_world()
    visit.ask("self_sustaining_8", SHARE, "How many?", "this mandate")
    visit.guess("Ann <b>", 30)
    return visit


def answered() -> Visit:
    visit = guessing()
    visit.reveal(verdict_of(visit))
    return visit


def faulty() -> Visit:
    visit = one_world()
    visit.move("mandate.grant", 1e9)
    return visit


def over() -> Visit:
    return stepped(Visit(opening()), 40)


def catching_up() -> Visit:
    visit = two_worlds(OTHER)
    visit.edit(1, 0, quarter=1)
    assert visit.behind
    return visit


VISITS: dict[str, Callable[[], Visit]] = {
    "before the first quarter": lambda: Visit(opening()),
    "one world": one_world,
    "no mandate beside": lambda: two_worlds(UNMANDATED),
    "another mandate beside": lambda: two_worlds(OTHER),
    "a branch": lambda: two_worlds(BRANCH),
    "guessing": guessing,
    "answered": answered,
    "a fault": faulty,
    "over": over,
    "catching up": catching_up,
}


class Shown:
    """What is on the page, as the widgets that the browser draws."""

    def __init__(self, root: ipywidgets.Widget) -> None:
        self.root = root

    def widgets(self) -> Iterator[Any]:
        """All widgets, from the outside in."""
        waiting, seen = [self.root], set()
        while waiting:
            one = waiting.pop(0)
            if one.model_id in seen:
                continue
            seen.add(one.model_id)
            yield one
            for name in ("children", "v_slots", "tabs"):
                waiting += _inside(getattr(one, name, None))

    def of(self, *kinds: type) -> list[Any]:
        return [one for one in self.widgets() if isinstance(one, kinds)]

    def texts(self) -> list[str]:
        """All that is written, and all labels."""
        return [
            child for one in self.widgets() for child in getattr(one, "children", None) or () if isinstance(child, str)
        ]

    def says(self, text: str) -> bool:
        return any(text in one for one in self.texts())

    def button(self, label: str) -> Any:
        [found] = [one for one in self.of(v.Btn) if label in _words(one)]
        return found


def _inside(value: Any) -> list[Any]:
    if isinstance(value, ipywidgets.Widget):
        return [value]
    if isinstance(value, dict):
        return [one for part in value.values() for one in _inside(part)]
    return [one for part in value for one in _inside(part)] if isinstance(value, list | tuple) else []


def _words(one: Any) -> str:
    children = getattr(one, "children", None) or ()
    return " ".join(child if isinstance(child, str) else _words(child) for child in children)


def name_of(one: Any) -> str:
    """What a screen reader calls a control."""
    attributes = one.attributes or {}
    # The words of a button that holds an icon alone are the name of the icon.
    words = "" if isinstance(one, v.Btn) and one.icon else _words(one)
    return str(attributes.get("aria-label") or getattr(one, "label", None) or words).strip()


@contextmanager
def shown(element: Element) -> Iterator[Shown]:
    box, context = solara.render(element, handle_error=False)
    try:
        yield Shown(box)
    finally:
        context.close()


@pytest.mark.parametrize("tab", range(len(TABS)), ids=TABS)
@pytest.mark.parametrize("which", VISITS)
def test_every_tab_is_drawn_whatever_stands_on_the_page(which: str, tab: int) -> None:
    visit = VISITS[which]()
    visit.tab.value = tab
    fault = visit.fault.value
    with shown(Main(visit)) as main:
        assert main.button("Reset").disabled == visit.is_guessing
        assert main.says(f"Quarter {max(one.quarter for one in visit.worlds.value)} of")
        if fault:
            with shown(Messages(visit)) as messages:
                assert messages.says(fault)
        assert len(main.of(*CONTROLS)) >= 5
        for control in main.of(*CONTROLS):
            assert name_of(control), f"a {type(control).__name__} has no name"
    assert visit.fault.value == fault, "drawing the page does nothing"


@pytest.mark.parametrize("which", VISITS)
def test_every_lever_has_a_slider_and_a_number_with_a_name(which: str) -> None:
    visit = VISITS[which]()
    with shown(Settings(visit)) as settings:
        sliders = settings.of(v.Slider)
        assert [name_of(one) for one in sliders] == [lever(key).says for key in LEVERS]
        assert [one.v_model for one in sliders] == [float(visit.acted_on.setting(key)) for key in LEVERS]
        assert len(settings.of(v.TextField)) >= len(LEVERS) + 1
        for control in settings.of(*CONTROLS):
            assert name_of(control), f"a {type(control).__name__} has no name"
        running, ended = visit.acted_on.quarter > 0, visit.acted_on.is_over
        wanted = [visit.is_guessing or ended or (running and not lever(key).live) for key in LEVERS]
        assert [one.disabled for one in sliders] == wanted
        visit.three.value = True
        assert [name_of(one) for one in settings.of(v.Slider)] == [lever(key).says for key in THREE + LEVERS[1:]]


def test_levers_of_the_opening_are_still_once_the_world_runs_and_free_again_after_reset() -> None:
    visit = Visit(opening())
    with shown(Settings(visit)) as settings:
        assert not any(one.disabled for one in settings.of(v.Slider))
        visit.step()
        assert [not one.disabled for one in settings.of(v.Slider)] == [lever(key).live for key in LEVERS]
        visit.reset()
        assert not any(one.disabled for one in settings.of(v.Slider))


def test_a_lever_moved_on_the_page_moves_the_world() -> None:
    visit = one_world()
    with shown(Settings(visit)) as settings:
        place = LEVERS.index("mandate.grant")
        settings.of(v.Slider)[place].fire_event("change", 300)
        assert visit.world.setting("mandate.grant") == 300.0
        [field] = [one for one in settings.of(v.TextField) if name_of(one).startswith(lever("mandate.grant").says)]
        assert field.v_model == "300"
        field.fire_event("change", "12.5")
        assert visit.world.setting("mandate.grant") == 12.5
        for bad in ("", "lots", "1e9", "-1", "nan", "inf", None):
            # What is refused leaves a new field, with what stands.
            [field] = [one for one in settings.of(v.TextField) if name_of(one).startswith(lever("mandate.grant").says)]
            assert field.v_model == "12.5"
            field.fire_event("change", bad)
            assert visit.fault.value, bad
            assert visit.world.setting("mandate.grant") == 12.5


def test_a_step_moves_the_quarter_that_is_shown() -> None:
    visit = Visit(opening())
    with shown(Main(visit)) as main:
        main.button("Step").click()
        assert visit.world.quarter == 1
        assert main.says("Quarter 1 of 40")
        main.button("Reset").click()
        assert main.says("Quarter 0 of 40")


def test_at_the_end_nothing_can_be_played_but_all_can_start_again() -> None:
    with shown(Main(over())) as main:
        assert [main.button(label).disabled for label in ("Play", "Step", "Branch here")] == [True] * 3
        assert not main.button("Reset").disabled


def test_an_intervention_is_a_row_that_can_be_edited_and_taken_back() -> None:
    visit = one_world()
    visit.move("mandate.grant", 300.0)
    stepped(visit, 4)
    with shown(Main(visit)) as main:
        [quarter] = [one for one in main.of(v.TextField) if "Quarter" in name_of(one)]
        quarter.fire_event("change", "2")
        assert [one.quarter for one in caught_up(visit).world.timeline] == [2]
        for bad in ("", "soon", "99", "-1"):
            [quarter] = [one for one in main.of(v.TextField) if "Quarter" in name_of(one)]
            quarter.fire_event("change", bad)
            assert visit.fault.value
            assert [one.quarter for one in visit.world.timeline] == [2]
        [take_back] = [one for one in main.of(v.Btn) if name_of(one).startswith("Take back")]
        take_back.click()
        assert visit.world.timeline == []
        assert not [one for one in main.of(v.Btn) if name_of(one).startswith("Take back")]


@pytest.mark.parametrize("which", ["one world", "no mandate beside", "another mandate beside", "a branch"])
def test_compare_shows_every_outcome_with_its_numbers_once_they_are_known(which: str) -> None:
    visit = VISITS[which]()
    visit.tab.value = COMPARE
    with shown(Main(visit)) as main:
        assert main.says("Running 300 worlds")
        judged(visit)
        assert not main.says("Running 300 worlds")
        cells = [one for one in main.of(v.Html) if one.tag == "td"]
        assert len(cells) == len(OUTCOMES) * (1 if which == "one world" else 3)
        assert all(_words(cell) for cell in cells)
        assert not any("nan" in _words(cell).lower() for cell in cells)
        visit.side.value = 0
        visit.move("mandate.grant", 66.0)
        assert visit.fault.value is None
        assert main.says("Running 300 worlds"), "numbers of another mandate are never shown"


def test_nothing_that_gives_the_answer_away_is_shown_while_guesses_are_taken() -> None:
    visit = judged(guessing())
    for tab in (COMPARE, AWAY):
        visit.tab.value = tab
        with shown(Main(visit)) as main:
            assert main.says("Guesses are being taken")
            assert not [one for one in main.of(v.Html) if one.tag == "td"]
            assert not [one for one in main.of(v.Btn) if "CSV" in _words(one) or "PNG" in _words(one)]


def test_a_round_is_asked_guessed_and_answered_on_the_page() -> None:
    visit = judged(Visit(opening()))
    visit.tab.value = PREDICT
    with shown(Main(visit)) as main:
        main.button("Ask the room").click()
        assert visit.is_guessing
        name, number = main.of(v.TextField)
        assert number.v_model == "50"
        name.v_model = "Ann"
        [slider] = main.of(v.Slider)
        slider.v_model = 33
        main.button("Keep this guess").click()
        current = visit.guesses.value.current
        assert current is not None
        assert [(one.name, one.value) for one in current.guesses] == [("Ann", 33)]
        # Nobody learns from the page what Ann thinks, and nobody starts from it.
        assert not main.says("33")
        assert slider.v_model == 50
        assert main.button("Step").disabled
        main.button("Show the answer").click()
        assert not visit.is_guessing
        assert main.says("nearest came Ann")
        assert not main.button("Step").disabled


def test_a_difference_can_be_asked_of_two_worlds_only() -> None:
    for visit, several in ((one_world(), False), (two_worlds(OTHER), True)):
        visit.tab.value = PREDICT
        with shown(Main(visit)) as main:
            values = [item["value"] for one in main.of(v.Select) for item in one.items or [] if isinstance(item, dict)]
            assert (DIFFERENCE in values) == several


def test_no_link_is_made_of_organisations_of_ones_own() -> None:
    visit = one_world()
    visit.tab.value = AWAY
    rows = b"name,sector,region,size\nSecret Trust,nhs,x,1\nb,university,x,1\nc,firm,x,1\n"
    with shown(Main(visit)) as main:
        [link] = [one for one in main.of(v.TextField) if "link" in name_of(one)]
        assert "page=" in link.v_model
        visit.hand_in(rows, "ours.csv")
        assert not [one for one in main.of(v.TextField) if "link" in name_of(one)]
        assert main.says("No link is made")
        visit.load("workshop")
        assert [one for one in main.of(v.TextField) if "link" in name_of(one)]


@pytest.mark.parametrize("which", ["one world", "no mandate beside", "a branch", "over"])
def test_every_organisation_and_partnership_has_a_story(which: str) -> None:
    visit = VISITS[which]()
    with shown(Story(visit)) as story:
        for side, one in enumerate(visit.worlds.value):
            for chosen in ("p0", "p1", *(str(other.key) for other in list(one.model.organisations)[:6])):
                visit.chosen.value = (side, chosen)
                assert story.says("Told from what was recorded")
                assert story.button("Close")
        story.button("Close").click()
        assert visit.chosen.value is None


def test_the_story_of_what_is_no_longer_there_is_not_told() -> None:
    visit = two_worlds(OTHER)
    with shown(Story(visit)) as story:
        visit.chosen.value = (1, "p0")
        assert story.says("Partnership 1")
        visit.put_beside(NOTHING)
        assert visit.chosen.value is None
        visit.chosen.value = (1, "p0")
        assert not story.says("Told from what was recorded")


def test_titles_of_scenarios_are_text_and_never_markup() -> None:
    evil = "<img src=x onerror=alert(1)>"
    visit = Visit(Scenario(title=evil, settings=opening().settings))
    visit.put_beside(OTHER)
    with shown(solara.Column(children=[Main(visit), Settings(visit)])) as everything:
        assert everything.says(evil)
        for one in everything.widgets():
            assert evil not in str(getattr(one, "unsafe_innerHTML", "") or getattr(one, "template", ""))


# The whole page -----------------------------------------------------------------------------------------------------


def test_the_whole_page_is_drawn_with_its_controls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTLAST_APP_SCENARIO", "workshop")

    async def draw() -> tuple[list[str], int]:
        # What plays the worlds is a task of the loop that the server runs.
        with shown(solara.AppLayout(children=[Page()])) as whole:
            await asyncio.sleep(0)
            return [_words(one) for one in whole.of(v.Btn)], len(whole.of(v.Slider))

    buttons, sliders = asyncio.run(draw())
    for label in ("Play", "Step", "Reset", "Branch here"):
        assert any(label in words for words in buttons)
    assert sliders == len(LEVERS)


def test_play_plays_to_the_end_and_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(page.SPEEDS, "fast", 0.0)
    visit = Visit(opening({"context.horizon": 12}))
    visit.speed.value = "fast"

    async def watch() -> None:
        with shown(Player(visit)):
            visit.toggle()
            for _ in range(2000):
                await asyncio.sleep(0.002)
                if not visit.playing.value:
                    return

    asyncio.run(watch())
    assert (visit.world.quarter, visit.playing.value) == (12, False)


def test_worlds_that_are_behind_are_caught_up_with_by_themselves() -> None:
    visit = catching_up()
    wanted = visit.target

    async def watch() -> None:
        with shown(Player(visit)):
            for _ in range(2000):
                await asyncio.sleep(0.002)
                if not visit.behind:
                    return

    asyncio.run(watch())
    assert [one.quarter for one in visit.worlds.value] == [wanted, wanted]


def judging(visit: Visit, until: Callable[[], bool], rounds: int = 1500) -> None:
    async def watch() -> None:
        with shown(Judge(visit)):
            for _ in range(rounds):
                await asyncio.sleep(0.004)
                if until():
                    return

    asyncio.run(watch())


def test_the_runs_are_asked_once_for_each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = one_world()
    asked: list[Question] = []

    def judge(question: Question) -> Verdict:
        asked.append(question)
        return verdict_of(visit)

    monkeypatch.setattr(page, "judge", judge)
    visit.tab.value = WATCH
    judging(visit, lambda: False, rounds=120)
    assert asked == [], "nobody looks at the answer yet"
    visit.tab.value = COMPARE
    judging(visit, lambda: visit.verdict.value is not None)
    assert asked == [visit.question()]
    first = visit.verdict.value
    visit.verdict.value = None
    judging(visit, lambda: visit.verdict.value is not None)
    assert (asked, visit.verdict.value) == ([visit.question()], first)


@pytest.mark.parametrize("search", [None, "", "?", "page=", "page=nonsense", "other=1", "page=%00&page=2"])
def test_the_page_opens_whatever_the_address_says(monkeypatch: pytest.MonkeyPatch, search: str | None) -> None:
    monkeypatch.setenv("OUTLAST_APP_SCENARIO", "workshop")
    visit = begin(search)
    assert visit.world.opening.name == "workshop"
    assert bool(visit.fault.value) == ("page=nonsense" in str(search) or "page=%00" in str(search))


def test_a_link_opens_the_page_where_it_was_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTLAST_APP_SCENARIO", "workshop")
    made: tuple[World, ...] = (world(seed=4).play_to(7), world(seed=4, unmandated=True).play_to(7))
    visit = caught_up(begin(f"page={link_of(made)}"))
    assert visit.fault.value is None
    assert [(one.seed, one.quarter, one.unmandated) for one in visit.worlds.value] == [(4, 7, False), (4, 7, True)]


def test_a_number_that_is_not_known_is_a_dash_not_a_nan() -> None:
    visit = Visit(opening({"context.horizon": 9}))
    visit.tab.value = COMPARE
    with shown(Main(judged(visit))) as main:
        cells = [_words(one) for one in main.of(v.Html) if one.tag == "td"]
        assert sum(NULL in cell for cell in cells) >= 3
        assert not any("nan" in text.lower().split() for text in main.texts())
