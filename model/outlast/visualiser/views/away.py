"""Take it away: scenario files, data, figure, a report, and a link that brings the page back."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

from concurrent.futures import Future
from functools import partial

import reacton.ipyvuetify as v
import solara
import solara.lab

from outlast.visualiser import take
from outlast.visualiser.link import LONGEST, link_of
from outlast.visualiser.report import report
from outlast.visualiser.titles import SIDES
from outlast.visualiser.verdict import RUNS
from outlast.visualiser.views.elements import held_back, said
from outlast.visualiser.views.saving import Save
from outlast.visualiser.visit import Visit
from outlast.visualiser.world import World

HOLDS = (
    f"Scenario files hold the levers and what was changed on the way; tables and figures are of {RUNS} runs. The report"
    " is one page with all of it, to read, print and send; it needs no network."
)
PRIVATE = (
    "No link is made while organisations of your own are loaded: their names would travel in it. Take the files;"
    " scenario and report have the names in them, for whoever you give them to."
)


@solara.component
def Away(visit: Visit) -> None:
    """Files to save, and the link."""
    visit.tick.get()
    worlds = visit.worlds.value
    if visit.is_guessing:
        held_back("What can be taken away is")
        return
    said("p", HOLDS, "outlast-hint")
    with solara.Div(classes=["outlast-saves"]):
        everything = partial(_everything, visit)
        Save(visit, "Report (HTML)", "outlast.html", "text/html", partial(_report, visit)).key("html")
        Save(visit, "Everything (ZIP)", "outlast.zip", "application/zip", everything).key("zip")
        for side, world in enumerate(worlds):
            letter = f" {SIDES[side]}" if len(worlds) > 1 else ""
            if not world.unmandated:
                toml, drawn = partial(_toml, world), partial(_figure, world)
                Save(visit, f"Scenario{letter} (TOML)", f"scenario_{SIDES[side]}.toml", "application/toml", toml).key(
                    f"toml {side}"
                )
                Save(visit, f"Figure{letter} (PNG)", f"run_{SIDES[side]}.png", "image/png", drawn).key(f"png {side}")
            if world.quarter > 0:
                shown = partial(take.played, world)
                Save(visit, f"What was played{letter} (CSV)", f"played_{SIDES[side]}.csv", "text/csv", shown).key(
                    f"csv {side}"
                )
    if visit.handed_in.value:
        solara.Info(PRIVATE, dense=True)
        return
    packed = link_of(worlds)
    if len(packed) > LONGEST:
        solara.Info("These worlds are too large for a link. Take the files.", dense=True)
        return
    v.TextField(label="A link that brings this page back, on this machine", v_model=f"{address()}/?page={packed}",
                readonly=True, outlined=True, dense=True, hide_details=True, class_="outlast-link")  # fmt: skip


def tables(visit: Visit) -> dict[str, str]:
    """What was played in each world, by name of the file."""
    return {
        f"played_{SIDES[side]}.csv": take.played(world)
        for side, world in enumerate(visit.worlds.value)
        if world.quarter > 0
    }


def _everything(visit: Visit) -> Future[bytes]:
    return take.bundle(visit.worlds.value, tables(visit))


def _report(visit: Visit) -> Future[bytes]:
    return report(visit.worlds.value, visit.guesses.value.kept)


def _toml(world: World) -> str:
    return world.scenario.to_toml()


def _figure(world: World) -> Future[bytes]:
    return take.figure(world.scenario)


def address() -> str:
    """Where the page is, as the visitor's browser knows it."""
    found = (solara.lab.headers.value or {}).get("host", [])
    return f"http://{found[0]}" if found else ""
