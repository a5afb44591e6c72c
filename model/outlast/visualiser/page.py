"""The page: levers at the side, the network and what became of the partnerships, played quarter by quarter."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import asyncio
from typing import Any

import solara
import solara.lab

from outlast.runs.values import CHOICE, WHOLE
from outlast.scenario import ScenarioError, load_scenario
from outlast.visualiser import charts
from outlast.visualiser.levers import Lever, levers
from outlast.visualiser.network import described, network_option, places
from outlast.visualiser.world import World

# Seconds between quarters, by the name of the speed.
SPEEDS = {"slow": 1.0, "medium": 0.4, "fast": 0.1}
MOST_SEED = 999_999


class Visit:
    """What one visitor has before them; reactive, so that what changes is drawn again."""

    def __init__(self, scenario: str) -> None:
        self.preset = solara.reactive(scenario)
        self.seed = solara.reactive(1)
        self.world: solara.Reactive[World] = solara.reactive(World(load_scenario(scenario), 1))
        self.tick = solara.reactive(0)
        self.playing = solara.reactive(False)
        self.speed = solara.reactive("medium")
        self.fault: solara.Reactive[str | None] = solara.reactive(None)
        self.chosen: solara.Reactive[str | None] = solara.reactive(None)
        self.where = places(self.world.value.model)

    def guarded(self, act: Any, *arguments: Any) -> None:
        """Do something; what goes wrong is said on the page and stops the play."""
        try:
            act(*arguments)
            self.fault.value = None
        except (ScenarioError, ValueError) as error:
            self.fault.value = str(error)
            self.playing.value = False
        except Exception as error:  # noqa: BLE001 (a visitor must never see a traceback)
            self.fault.value = f"Something went wrong in the simulation ({type(error).__name__}); press reset."
            self.playing.value = False
        self.tick.value += 1

    def step(self) -> None:
        """Play one quarter."""
        self.guarded(self.world.value.step)

    def reset(self) -> None:
        """The same scenario and seed from quarter 0, without what was moved."""
        self.playing.value = False
        self.guarded(self._open, self.preset.value, self.seed.value)

    def load(self, name: str) -> None:
        """Another scenario, from quarter 0."""
        self.playing.value = False
        self.preset.value = name
        self.guarded(self._open, name, self.seed.value)

    def reseed(self, seed: int) -> None:
        """Other luck, from quarter 0."""
        self.playing.value = False
        self.seed.value = min(max(int(seed), 0), MOST_SEED)
        self.guarded(self._open, self.preset.value, self.seed.value)

    def move(self, lever: Lever, value: Any) -> None:
        """Move a lever: before the first quarter it is the opening, afterwards an intervention."""
        world = self.world.value
        if world.quarter == 0:
            self.guarded(self._open_with, lever.key, value)
        else:
            self.guarded(world.move, lever.key, value)

    def _open(self, name: str, seed: int) -> None:
        self._show(World(load_scenario(name), seed))

    def _open_with(self, key: str, value: Any) -> None:
        self._show(World(self.world.value.opening.replace({key: value}), self.seed.value))

    def _show(self, world: World) -> None:
        self.where = places(world.model)
        self.chosen.value = None
        self.world.value = world


@solara.component
def Page() -> None:
    """The whole page; every visitor has a visit of their own."""
    from outlast.visualiser.server import opening_scenario

    visit = solara.use_memo(lambda: Visit(opening_scenario()), [])

    async def play() -> None:
        while visit.playing.value and not visit.world.value.is_over:
            await asyncio.sleep(SPEEDS[visit.speed.value])
            if visit.playing.value:
                visit.step()
        visit.playing.value = False

    solara.lab.use_task(play, dependencies=[visit.playing.value], prefer_threaded=False)
    solara.Title("outlast: which mandated collaborations outlast their funding?")
    with solara.AppBarTitle():
        solara.Text("outlast")
    with solara.Sidebar():
        Levers(visit)
    with solara.Column(gap="8px", style={"padding": "8px"}):
        Controls(visit)
        if visit.fault.value:
            solara.Error(visit.fault.value)
        Picture(visit)
        Assumptions(visit)


@solara.component
def Controls(visit: Visit) -> None:
    """Play, step, reset, speed, seed and where the world stands."""
    visit.tick.get()
    world = visit.world.value
    over = world.is_over
    with solara.Row(gap="8px", style={"align-items": "center", "flex-wrap": "wrap"}):
        label = "Pause" if visit.playing.value else "Play"
        solara.Button(label, color="primary", disabled=over,
                      on_click=lambda: visit.playing.set(not visit.playing.value))  # fmt: skip
        solara.Button("Step", disabled=over or visit.playing.value, on_click=visit.step)
        solara.Button("Reset", on_click=visit.reset)
        solara.ToggleButtonsSingle(visit.speed, values=list(SPEEDS))
        solara.InputInt("Seed (luck)", value=visit.seed.value, on_value=visit.reseed, continuous_update=False)
        solara.Text(f"Quarter {world.quarter} of {world.model.horizon}", classes=["quarter"])


@solara.component
def Picture(visit: Visit) -> None:
    """The network beside what became of the partnerships."""
    visit.tick.get()
    world = visit.world.value
    chosen = visit.chosen.value
    key = int(chosen) if chosen is not None and chosen.isdecimal() else None

    def click(data: dict[str, Any]) -> None:
        found = (data or {}).get("data") or {}
        if "id" in found:
            visit.chosen.value = found["id"]

    tall = {"style": "height: 580px; width: 100%;"}
    low = {"style": "height: 270px; width: 100%;"}
    with solara.Columns([1, 1], wrap=True):
        with solara.Column():
            solara.FigureEcharts(
                option=network_option(world.model, visit.where, key), on_click=click, attributes=tall, responsive=True
            )
            solara.Text(described(world.model), classes=["described"])
        with solara.Column():
            solara.FigureEcharts(option=charts.states_option(world), attributes=low, responsive=True)
            solara.FigureEcharts(option=charts.money_option(world), attributes=low, responsive=True)
    with solara.Columns([1, 1], wrap=True):
        solara.FigureEcharts(option=charts.governance_option(world), attributes=low, responsive=True)
        solara.FigureEcharts(option=charts.relations_option(world), attributes=low, responsive=True)


@solara.component
def Levers(visit: Visit) -> None:
    """Presets and levers."""
    from outlast.scenario import shipped_scenarios

    visit.tick.get()
    solara.Select("Scenario", value=visit.preset.value, values=list(shipped_scenarios()), on_value=visit.load)
    world = visit.world.value
    for one in levers():
        Control(visit, one, world.setting(one.key), disabled=world.is_over or (not one.live and world.quarter > 0))


@solara.component
def Control(visit: Visit, lever: Lever, value: Any, *, disabled: bool) -> None:
    """One lever, with its meaning on hover."""
    with solara.Tooltip(lever.meaning), solara.Column(gap="0px"):
        if lever.kind == CHOICE:
            solara.Select(lever.says, value=value, values=list(lever.choices), disabled=disabled,
                          on_value=lambda new: visit.move(lever, new))  # fmt: skip
            return
        solara.Text(f"{lever.says}: {lever.shown(value)}", style={"font-size": "0.95rem"})
        looks: dict[str, Any] = {"disabled": disabled, "thumb_label": False}
        if lever.kind == WHOLE:
            ends = {"min": round(lever.low), "max": round(lever.high), "step": round(lever.step)}
            solara.SliderInt("", value=int(value), on_value=lambda new: visit.move(lever, new), **ends, **looks)
            return
        solara.SliderFloat(
            "", value=float(value), min=lever.low, max=lever.high, step=lever.step,
            on_value=lambda new: visit.move(lever, new), **looks,
        )  # fmt: skip


@solara.component
def Assumptions(visit: Visit) -> None:
    """Which theory is assumed, what is uncertain, and what this cannot tell."""
    from outlast.report.wording import theories_in_words

    scenario = visit.world.value.opening
    said = f"It assumes {theories_in_words(scenario)}; another theory can give another answer."
    solara.Info(f"One world, one luck: a single run is a story, not a verdict. {said}", dense=True)
