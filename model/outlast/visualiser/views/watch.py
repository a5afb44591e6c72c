"""The worlds as they are played: the network, and what became of the partnerships, side by side where there are two."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import solara

from outlast.visualiser import charts
from outlast.visualiser.network import described, key, network_option, places
from outlast.visualiser.titles import SIDES, WITHOUT, assumed, title_of
from outlast.visualiser.views.elements import Chart, held_back, said
from outlast.visualiser.views.story import Chooser
from outlast.visualiser.views.timeline import Timeline
from outlast.visualiser.visit import Visit
from outlast.visualiser.world import World

TALL, SQUAT = 490, 450


@solara.component
def Watch(visit: Visit) -> None:
    """One world on the whole page, or two beside each other."""
    visit.tick.get()
    worlds = visit.worlds.value
    if visit.is_guessing:
        held_back("What happens is")
    scenarios = [world.scenario for world in worlds if not world.unmandated]
    said("p", f"One run, one story, {assumed(scenarios)}. For what holds on average: Compare.", "outlast-hint")
    if visit.is_over:
        said("p", "The end. Reset plays again from quarter 0; Compare has the average of many runs.", "outlast-hint")
    Timeline(visit)
    if len(worlds) == 1:
        with solara.Div(classes=["outlast-two"]):
            with solara.Div():
                Network(visit, 0, worlds[0], visit.tick.value, tall=True)
            with solara.Div():
                Chart(charts.states_option(worlds[0]))
                Chart(charts.money_option(worlds[0]))
            Chart(charts.governance_option(worlds[0]))
            Chart(charts.relations_option(worlds[0]))
        return
    # Row by row, so that what is compared stands on one line.
    with solara.Div(classes=["outlast-two"]):
        for side in range(len(worlds)):
            Heading(visit, side)
        for world in worlds:
            Chart(charts.states_option(world))
        for side, world in enumerate(worlds):
            with solara.Div():
                Network(visit, side, world, visit.tick.value, tall=False)
        for option in (charts.money_option, charts.governance_option, charts.relations_option):
            for world in worlds:
                Chart(option(world))


@solara.component
def Heading(visit: Visit, side: int) -> None:
    """Which world this is."""
    visit.tick.get()
    world = visit.worlds.value[side]
    says = WITHOUT if world.unmandated else title_of(world.scenario, visit.world.scenario if side else None)
    said("h2", f"World {SIDES[side]}: {says}", "outlast-world")


@solara.component
def Network(visit: Visit, side: int, world: World, tick: int, *, tall: bool) -> None:
    """The network of one world, with its key; a click tells a story."""
    where = solara.use_memo(lambda: places(world.model), [world])
    chosen = visit.chosen.value
    picked = chosen[1] if chosen is not None and chosen[0] == side else None
    option = network_option(world.model, where, picked)

    def click(found: str) -> None:
        # Another world may have taken the place of the one that was clicked.
        if any(one["id"] == found for one in option["series"][0]["data"]):
            visit.chosen.value = (side, found)

    Chart(option, TALL if tall else SQUAT, click)
    solara.HTML("div", unsafe_innerHTML=key(world.model), classes=["outlast-key"])
    solara.Text(described(world.model), classes=["outlast-described"])
    Chooser(visit, side, world)
