"""The page puts a world before a visitor, and says what goes wrong in place of breaking."""

# The libraries hand their components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import asyncio
from typing import Any

import ipyvuetify as v
import pytest
import solara

from outlast.scenario import ScenarioError
from outlast.visualiser import page
from outlast.visualiser.levers import lever
from outlast.visualiser.page import Controls, Levers, Page, Visit


@pytest.fixture
def visit() -> Visit:
    return Visit("workshop")


def test_two_visitors_have_worlds_of_their_own(visit: Visit) -> None:
    other = Visit("workshop")
    visit.step()
    assert visit.world.value.quarter == 1
    assert other.world.value.quarter == 0


def test_a_lever_before_the_first_quarter_is_the_opening_and_after_it_an_intervention(visit: Visit) -> None:
    visit.move(lever("mandate.grant"), 200.0)
    assert visit.world.value.opening.settings.mandate.grant == 200.0
    assert visit.world.value.timeline == []
    visit.step()
    visit.move(lever("mandate.grant"), 50.0)
    assert [one.after for one in visit.world.value.timeline] == [50.0]
    visit.reset()
    assert visit.world.value.quarter == 0
    assert visit.world.value.timeline == []


def test_the_seed_is_kept_on_reset_and_makes_another_world(visit: Visit) -> None:
    visit.reseed(7)
    visit.step()
    visit.reset()
    assert visit.world.value.seed == visit.seed.value == 7


def test_what_goes_wrong_is_said_and_stops_the_play(visit: Visit) -> None:
    def fail(error: Exception) -> None:
        raise error

    visit.playing.value = True
    visit.guarded(fail, ScenarioError("the grant is too large"))
    assert visit.fault.value == "the grant is too large"
    assert not visit.playing.value
    visit.guarded(fail, ZeroDivisionError("inside"))
    assert "press reset" in str(visit.fault.value)
    assert "inside" not in str(visit.fault.value)
    visit.step()
    assert visit.fault.value is None


def test_the_page_renders_with_its_controls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTLAST_APP_SCENARIO", "workshop")

    async def render() -> tuple[set[str], int]:
        # What plays the world is a task of the loop that the server runs.
        _, found = solara.render(solara.AppLayout(children=[Page()]), handle_error=False)
        labels: list[Any] = [button.widget.children for button in found.find(v.Btn)]
        seen = {str(child) for children in labels for child in children}, len(found.find(v.Slider))
        found.close()
        return seen

    buttons, sliders = asyncio.run(render())
    assert {"Play", "Step", "Reset"} <= buttons
    assert sliders == len(page.levers())


def test_a_step_moves_the_quarter_that_is_shown(visit: Visit) -> None:
    _, found = solara.render(Controls(visit), handle_error=False)
    found.find(v.Btn, children=["Step"]).widget.click()
    assert visit.world.value.quarter == 1
    assert any("Quarter 1 of" in str(one.widget.children) for one in found.find(v.Html))
    found.close()


def test_levers_of_the_opening_are_still_once_the_world_runs(visit: Visit) -> None:
    _, found = solara.render(Levers(visit), handle_error=False)
    assert not any(slider.widget.disabled for slider in found.find(v.Slider))
    visit.step()
    frozen = [slider.widget.disabled for slider in found.find(v.Slider)]
    assert frozen == [not one.live for one in page.levers()]
    found.close()
