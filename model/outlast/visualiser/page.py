"""The page: levers at the side, the worlds as they are played, and what many runs say of them."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from urllib.parse import parse_qs

import solara
import solara.lab

from outlast.scenario import load_scenario
from outlast.visualiser.server import opening_scenario
from outlast.visualiser.verdict import judge, submit
from outlast.visualiser.views.away import Away
from outlast.visualiser.views.browser import Keyboard
from outlast.visualiser.views.compare import Compare
from outlast.visualiser.views.controls import Controls
from outlast.visualiser.views.elements import said
from outlast.visualiser.views.levers import Settings
from outlast.visualiser.views.notes import Notes
from outlast.visualiser.views.predict import Predict
from outlast.visualiser.views.story import Story
from outlast.visualiser.views.trouble import Messages
from outlast.visualiser.views.watch import Watch
from outlast.visualiser.visit import SPEEDS, Visit

TABS = ("Watch", "Compare", "Predict", "Take away", "Notes")
# Those that show what many runs say.
JUDGED = ("Compare", "Predict")
LOOKS = Path(__file__).parent / "page.css"


@solara.component
def Page() -> None:
    """The page, or a plain word in its place where it cannot be drawn."""
    fault, again = solara.use_exception()
    if fault is None:
        Whole()
        return
    # The visitor cannot mend it and need not see it; whoever runs the server can.
    logging.getLogger("outlast").error("the page could not be drawn", exc_info=fault)
    with solara.Div(classes=["outlast-main"]):
        solara.Error(f"The page could not be drawn ({type(fault).__name__}). This is a fault of outlast, not yours.")
        solara.Button("Start anew", color="primary", on_click=again)


@solara.component
def Whole() -> None:
    """The whole page; every visitor has a visit of their own."""
    search = solara.use_router().search
    visit = solara.use_memo(lambda: begin(search), [])
    with solara.Div(classes=["outlast"]):
        solara.Title("outlast: which mandated collaborations outlast their funding?")
        solara.Style(LOOKS)
        Player(visit)
        Judge(visit)
        Keyboard(visit)
        said("a", "Skip the levers", "outlast-skip", href="#outlast-main")
        with solara.Div(classes=["outlast-head"], attributes={"role": "banner"}):
            said("span", "outlast", "outlast-name")
            said("h1", "Which mandated collaborations outlast their funding?", "outlast-asks")
            solara.Button("Levers", icon_name="mdi-tune", text=True, classes=["outlast-levers-button"],
                          on_click=lambda: visit.flipped.set(not visit.flipped.value))  # fmt: skip
        with solara.Div(classes=["outlast-body"]):
            Settings(visit)
            Main(visit)
        Story(visit)
        Messages(visit)


@solara.component
def Main(visit: Visit) -> None:
    """Controls, and the tab that is chosen."""
    with solara.Div(classes=["outlast-main"], attributes={"role": "main", "id": "outlast-main", "tabindex": "-1"}):
        Controls(visit)
        with solara.lab.Tabs(value=visit.tab, background_color="transparent"):
            for name in TABS:
                solara.lab.Tab(name)
        shown = TABS[visit.tab.value]
        if shown == "Watch":
            Watch(visit)
        elif shown == "Compare":
            Compare(visit)
        elif shown == "Predict":
            Predict(visit)
        elif shown == "Take away":
            Away(visit)
        else:
            Notes(visit)


def begin(search: str | None) -> Visit:
    """A new visit: the scenario that the page was opened with, or what a link holds."""
    visit = Visit(load_scenario(opening_scenario()))
    link = parse_qs(search or "").get("page", [])
    if link:
        visit.restore(link[0])
    return visit


@solara.component
def Player(visit: Visit) -> None:
    """Plays the worlds, and catches up with those that were changed in their past."""

    async def play() -> None:
        while visit.playing.value and not visit.is_over:
            await asyncio.sleep(SPEEDS[visit.speed.value])
            if visit.playing.value:
                visit.step()
        visit.playing.value = False

    async def chase() -> None:
        while visit.behind:
            visit.catch_up()
            await asyncio.sleep(0.02)

    solara.lab.use_task(play, dependencies=[visit.playing.value], prefer_threaded=False)
    solara.lab.use_task(chase, dependencies=[visit.chase.value], prefer_threaded=False)


@solara.component
def Judge(visit: Visit) -> None:
    """Asks the compiled runs what they say, whenever somebody looks at the answer and it is not known yet."""
    visit.tick.get()
    wanted = TABS[visit.tab.value] in JUDGED
    fingerprint = visit.fingerprint() if wanted else ""

    async def ask() -> None:
        if not fingerprint or visit.failed.value == fingerprint:
            return
        found = visit.known(fingerprint)
        if found is None:
            # A lever that is still being moved should not start a run for every place on its way.
            await asyncio.sleep(0.3)
            try:
                found = await asyncio.wrap_future(submit(judge, visit.question()))
            except Exception as error:
                logging.getLogger("outlast").error("the runs behind the comparison failed", exc_info=error)
                visit.failed.value = fingerprint
                visit.tick.value += 1
                return
            visit.keep(fingerprint, found)
        visit.verdict.value = found
        visit.tick.value += 1

    solara.lab.use_task(ask, dependencies=[fingerprint, visit.attempts.value], prefer_threaded=False)
