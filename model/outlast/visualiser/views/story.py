"""The story of an organisation or a partnership, told from recorded events."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from outlast.report.story import (
    Line,
    organisation_story,
    partnership_story,
    standing_of_organisation,
    standing_of_partnership,
)
from outlast.visualiser.titles import SIDES
from outlast.visualiser.views.browser import Focus
from outlast.visualiser.views.elements import said
from outlast.visualiser.views.fate import ASK, BACK, Fate, may_ask, why_not
from outlast.visualiser.visit import Visit
from outlast.visualiser.world import World


@solara.component
def Chooser(visit: Visit, side: int, world: World) -> None:
    """The same as a click on the picture, for keyboard and screen reader."""
    items = solara.use_memo(lambda: _items(world), [world])
    chosen = visit.chosen.value

    def choose(found: Any) -> None:
        visit.chosen.value = None if not found else (side, str(found))

    v.Autocomplete(
        label="The story of … (or click in the picture)", items=items, dense=True, hide_details=True, clearable=True,
        class_="outlast-chooser",
        v_model=chosen[1] if chosen is not None and chosen[0] == side else None, on_v_model=choose,
    )  # fmt: skip


@solara.component
def Story(visit: Visit) -> None:
    """What happened to the one that is chosen, in a window of its own."""
    visit.tick.get()
    chosen = visit.chosen.value

    def close(is_open: bool) -> None:
        if not is_open:
            visit.chosen.value = None

    with v.Dialog(v_model=chosen is not None, on_v_model=close, max_width=800, scrollable=True):
        if chosen is not None and chosen[0] < len(visit.worlds.value):
            side, name = chosen
            Told(visit, side, visit.worlds.value[side], name).key(f"{side} {name}")


@solara.component
def Told(visit: Visit, side: int, world: World, name: str) -> None:
    """Title, where it stands, and its life by quarter; or what would have changed its fate, once that is asked."""
    visit.tick.get()
    if name.startswith("p"):
        key = int(name[1:])
        title, stands = f"Partnership {key + 1}", standing_of_partnership(world.chronicle, key)
        lines = partnership_story(world.chronicle, key)
    else:
        key = int(name)
        title, stands = world.model.organisation[key].name, standing_of_organisation(world.chronicle, key)
        lines = organisation_story(world.chronicle, key)
    where = f", world {SIDES[side]}" if len(visit.worlds.value) > 1 else ""
    asking, set_asking = solara.use_state(False)
    may = name.startswith("p") and may_ask(visit, world, key)
    named = {"role": "dialog", "aria-modal": "true", "aria-label": f"The story of {title}"}
    with v.Card(class_="outlast-story", attributes=named):
        Focus()
        v.CardTitle(children=[f"{title}{where}"])
        with v.CardText():
            if may and asking:
                Fate(visit, world, key)
            else:
                said("p", stands, "outlast-stands")
                _tell(lines)
                said("p", "Told from what was recorded in this one run, on this one luck.", "outlast-hint")
                if name.startswith("p") and not may and not visit.is_guessing:
                    said("p", why_not(world, key), "outlast-hint")
        with v.CardActions():
            if may:
                solara.Button(BACK if asking else ASK, on_click=lambda: set_asking(not asking), color="primary",
                              outlined=True)  # fmt: skip
            solara.Button("Close", on_click=lambda: visit.chosen.set(None), text=True)


def _tell(lines: list[Line]) -> None:
    """A story, a line for each turning point or stretch of quarters."""
    for line in lines:
        with solara.Div(classes=["outlast-line"]):
            # A stretch says itself which quarters it is about.
            stretch = line.text.startswith("Quarter")
            said("span", "" if stretch else f"Q{line.quarter}", "outlast-when")
            said("span", line.text)


def _items(world: World) -> list[dict[str, str]]:
    partnerships = [{"text": f"Partnership {one.key + 1}", "value": f"p{one.key}"} for one in world.model.partnerships]
    organisations = sorted(world.model.organisations, key=lambda one: one.key)
    return [*partnerships, *({"text": one.name, "value": str(one.key)} for one in organisations)]
