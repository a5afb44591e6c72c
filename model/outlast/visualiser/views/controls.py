"""Play, pause, step, reset, speed, luck, and what stands beside the world."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import solara

from outlast.visualiser.views.elements import Choice, said
from outlast.visualiser.visit import BESIDE, BRANCH, SPEEDS, Visit


@solara.component
def Controls(visit: Visit) -> None:
    """The row of controls above everything."""
    visit.tick.get()
    over, guessing, playing = visit.is_over, visit.is_guessing, visit.playing.value
    quarter = max(world.quarter for world in visit.worlds.value)
    horizon = max(world.horizon for world in visit.worlds.value)

    with solara.Div(classes=["outlast-controls"]):
        solara.Button(
            "Pause" if playing else "Play", icon_name="mdi-pause" if playing else "mdi-play", color="primary",
            disabled=over or guessing, on_click=visit.toggle, classes=["outlast-play"],
        )  # fmt: skip
        solara.Button(
            "Step",
            icon_name="mdi-step-forward",
            disabled=over or playing or guessing or bool(visit.behind),
            on_click=visit.step,
        )
        solara.Button("Reset", icon_name="mdi-restart", on_click=visit.reset, disabled=guessing)
        solara.ToggleButtonsSingle(visit.speed, values=list(SPEEDS), dense=True, classes=["outlast-speed"])
        items = [{"text": name, "value": name} for name in BESIDE]
        with solara.Div(classes=["outlast-beside"]):
            Choice("Beside it (world B)", visit.beside.value, items, visit.put_beside, disabled=guessing)
        solara.Button("Branch here", icon_name="mdi-source-branch", disabled=not visit.may_branch,
                      on_click=lambda: visit.put_beside(BRANCH))  # fmt: skip
        said("span", f"Quarter {quarter} of {horizon}", "outlast-quarter", role="status")
