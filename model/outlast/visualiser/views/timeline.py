"""The timeline of interventions: what was moved when, from what to what; each can be edited or taken back."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

from typing import Any

import solara

from outlast.runs.values import CHOICE, WHOLE
from outlast.visualiser.levers import lever
from outlast.visualiser.titles import SIDES
from outlast.visualiser.views.elements import Number, said
from outlast.visualiser.visit import Visit
from outlast.visualiser.world import Intervention


@solara.component
def Timeline(visit: Visit) -> None:
    """A row for each intervention; nothing where there is none."""
    visit.tick.get()
    rows = [(side, world) for side, world in enumerate(visit.worlds.value) if world.timeline and not world.unmandated]
    if not rows:
        return
    with solara.Div(classes=["outlast-timeline"]):
        with solara.Div(classes=["outlast-move"]):
            said("span", "What was changed on the way", "outlast-label")
            solara.Button(
                "Play again with these", on_click=visit.replay, disabled=visit.is_guessing, small=True, text=True
            )
        for side, world in rows:
            for place, one in enumerate(world.timeline):
                Row(visit, side, place, one, several=len(visit.worlds.value) > 1, still=visit.is_guessing)
        behind = visit.behind
        if behind:
            least = min(world.quarter for world in behind)
            said("p", f"Playing again: quarter {least} of {visit.target}", "outlast-hint")


@solara.component
def Row(visit: Visit, side: int, place: int, one: Intervention, *, several: bool, still: bool) -> None:
    """One intervention: quarter and value can be typed anew, and it can be taken back."""
    spec = lever(one.key)

    def to_quarter(text: Any) -> None:
        try:
            quarter = int(float(text))
        except (TypeError, ValueError):
            visit.complain(f"{text!r} is no quarter; give a whole number.")
            return
        visit.edit(side, place, quarter=quarter)

    def to_value(text: Any) -> None:
        try:
            value = round(float(text)) if spec.kind == WHOLE else float(text)
        except (TypeError, ValueError):
            visit.complain(f"{spec.says}: {text!r} is no number.")
            return
        visit.edit(side, place, after=value)

    with solara.Div(classes=["outlast-move"]):
        said("span", f"{f'{SIDES[side]}: ' if several else ''}from quarter")
        Number(f"Quarter of intervention {place + 1}", one.quarter, to_quarter, disabled=still)
        said("span", f"{spec.says}: {spec.shown(one.before)} →")
        if spec.kind == CHOICE:
            said("span", spec.shown(one.after))
        else:
            Number(f"{spec.says}, new value", float(one.after), to_value, disabled=still, step=spec.step)
        solara.Button(
            icon_name="mdi-close", on_click=lambda: visit.take_back(side, place), icon=True, small=True,
            disabled=still, attributes={"aria-label": f"Take back: {spec.says} from quarter {one.quarter}"},
        )  # fmt: skip
