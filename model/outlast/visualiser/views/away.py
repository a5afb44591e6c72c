"""Take it away: scenario files, data, figure, and a link that brings the page back."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import reacton.ipyvuetify as v
import solara
import solara.lab

from outlast.visualiser import take
from outlast.visualiser.link import LONGEST, link_of
from outlast.visualiser.verdict import RUNS
from outlast.visualiser.views.elements import said
from outlast.visualiser.visit import SIDES, Visit

PAUSED = "Guesses are being taken. There is something to take away once the answer is shown: see Predict."
PRIVATE = "No link is made while organisations of your own are loaded: their names would travel in it. Take the files."


@solara.component
def Away(visit: Visit) -> None:
    """Files to save, and the link."""
    visit.tick.get()
    worlds = visit.worlds.value
    if visit.is_guessing:
        solara.Info(PAUSED, dense=True)
        return
    tables = {f"played_{SIDES[side]}.csv": take.played(world) for side, world in enumerate(worlds) if world.quarter > 0}
    said("p", f"Scenario files hold the levers and what was changed on the way; tables and figures are of {RUNS} runs.",
         "outlast-hint")  # fmt: skip
    with solara.Row(gap="8px", classes=["outlast-wrap"]):
        solara.FileDownload(lambda: take.bundle(worlds, tables), "outlast.zip", label="Everything (ZIP)",
                            mime_type="application/zip")  # fmt: skip
        for side, world in enumerate(worlds):
            if world.unmandated:
                continue
            letter = f" {SIDES[side]}" if len(worlds) > 1 else ""
            solara.FileDownload(world.scenario.to_toml(), f"scenario_{SIDES[side]}.toml",
                                label=f"Scenario{letter} (TOML)", mime_type="application/toml")  # fmt: skip
            solara.FileDownload(lambda world=world: take.figure(world.scenario), f"run_{SIDES[side]}.png",
                                label=f"Figure{letter} (PNG)", mime_type="image/png")  # fmt: skip
        for name, text in tables.items():
            letter = f" {name[-5]}" if len(worlds) > 1 else ""
            solara.FileDownload(text, name, label=f"What was played{letter} (CSV)", mime_type="text/csv")
    if visit.handed_in.value:
        solara.Info(PRIVATE, dense=True)
        return
    packed = link_of(worlds)
    if len(packed) > LONGEST:
        solara.Info("These worlds are too large for a link. Take the files.", dense=True)
        return
    v.TextField(label="A link that brings this page back, on this machine", v_model=f"{address()}/?page={packed}",
                readonly=True, outlined=True, dense=True, hide_details=True, class_="outlast-link")  # fmt: skip


def address() -> str:
    """Where the page is, as the visitor's browser knows it."""
    found = (solara.lab.headers.value or {}).get("host", [])
    return f"http://{found[0]}" if found else ""
