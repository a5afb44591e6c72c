"""The page puts every state of a visit before the visitor, with a name on every control."""

# The libraries hand their components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import asyncio

import ipyvuetify as v
import pytest
import solara

from outlast.scenario import Scenario
from outlast.visualiser import page
from outlast.visualiser.levers import LEVERS, THREE, lever
from outlast.visualiser.link import link_of
from outlast.visualiser.page import TABS, Main, Page, Player, begin
from outlast.visualiser.views.levers import Settings
from outlast.visualiser.views.trouble import Messages
from outlast.visualiser.visit import OTHER, Visit
from outlast.visualiser.world import World
from pages import CONTROLS, VISITS, catching_up, name_of, one_world, over, shown, words_of
from visits import caught_up, opening, stepped, world


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


def test_titles_of_scenarios_are_text_and_never_markup() -> None:
    evil = "<img src=x onerror=alert(1)>"
    visit = Visit(Scenario(title=evil, settings=opening().settings))
    visit.put_beside(OTHER)
    with shown(solara.Column(children=[Main(visit), Settings(visit)])) as everything:
        assert everything.says(evil)
        for one in everything.widgets():
            assert evil not in str(getattr(one, "unsafe_innerHTML", "") or getattr(one, "template", ""))


def test_the_whole_page_is_drawn_with_its_controls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTLAST_APP_SCENARIO", "workshop")

    async def draw() -> tuple[list[str], int]:
        # What plays the worlds is a task of the loop that the server runs.
        with shown(solara.AppLayout(children=[Page()])) as whole:
            await asyncio.sleep(0)
            return [words_of(one) for one in whole.of(v.Btn)], len(whole.of(v.Slider))

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
