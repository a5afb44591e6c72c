"""The side of the page: scenarios, the second world, and the levers with what they mean."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from outlast.parameters import DECLARATIONS
from outlast.parameters import Choice as Categories
from outlast.runs.values import WHOLE, Value
from outlast.scenario import shipped_scenarios
from outlast.scenario.names import THEORY, VAGUENESS
from outlast.visualiser.levers import LEVERS, MARK, THREE, Lever, lever, mark
from outlast.visualiser.titles import SIDES, is_as_shipped, title_of
from outlast.visualiser.views.browser import Upload
from outlast.visualiser.views.elements import Choice, Number, said
from outlast.visualiser.visit import BRANCH, Visit

NO_THEORY = "none"
STILL = "What is drawn before quarter 0 can be changed before the first quarter only: press Reset first."


@solara.component
def Settings(visit: Visit) -> None:
    """Everything that sets a world."""
    visit.tick.get()
    world, worlds = visit.acted_on, visit.worlds.value
    guessing = visit.is_guessing

    def reseed(text: Any) -> None:
        try:
            visit.reseed(int(float(text)))
        except (TypeError, ValueError, OverflowError):
            visit.complain(f"{text!r} is no seed; give a whole number.")

    flipped = ["outlast-flipped"] if visit.flipped.value else []
    with solara.Div(classes=["outlast-side", *flipped], attributes={"role": "region", "aria-label": "Levers"}):
        if len(worlds) > 1 and not worlds[1].unmandated:
            said("span", "The levers move world", "outlast-label")
            solara.ToggleButtonsSingle(
                SIDES[visit.side.value], values=list(SIDES), on_value=lambda side: visit.side.set(SIDES.index(side)),
                classes=["outlast-sides"],
            )  # fmt: skip
        elif len(worlds) > 1:
            said("p", "The levers move world A; B is the same world without a mandate.", "outlast-hint")
        if not (visit.beside.value == BRANCH and visit.side.value == 1):
            name, known = world.opening.name, shipped_scenarios()
            items = [{"text": one, "value": one} for one in known]
            Choice("Scenario", name if name in known else None, items, visit.load, disabled=guessing).key("scenario")
            if name in known and not is_as_shipped(world.opening):
                # A choice that does not change tells nobody, so that the way back needs a button.
                solara.Button(f"{name} as it was", small=True, disabled=guessing, icon_name="mdi-restore",
                              on_click=lambda: visit.load(name)).key("restore")  # fmt: skip
        said("p", title_of(world.opening), "outlast-hint")
        with solara.Div(classes=["outlast-seed"]):
            said("span", "Luck (seed)", "outlast-label")
            Number("Luck: the seed", visit.world.seed, reseed, disabled=guessing)
        running, over = world.quarter > 0, world.is_over
        shown = THREE + LEVERS[1:] if visit.three.value else LEVERS
        for key in shown:
            one = lever(key)
            still = guessing or over or (running and not one.live)
            # By its key: what comes and goes above a lever must not make it another one under somebody's hands.
            Control(visit, one, world.setting(key), mark(key), disabled=still).key(key)
            if key in (VAGUENESS, THREE[-1]):
                solara.Checkbox(label="vagueness in three parts", value=visit.three).key("three")
        theories = tuple(world.opening.settings.structure.theory)
        Theory(visit, theories, disabled=guessing or running).key(THEORY)
        if running:
            said("p", STILL, "outlast-hint")
        Upload(visit, disabled=guessing).key("upload")


@solara.component
def Control(visit: Visit, one: Lever, value: Value, marked: Value, *, disabled: bool) -> None:
    """One lever: its name and meaning, a number to type, a slider, and where the clusters stood."""

    def set_to(number: Any) -> None:
        try:
            found = round(float(number)) if one.kind == WHOLE else round(float(number), 6)
        except (TypeError, ValueError):
            visit.complain(f"{one.says}: {number!r} is no number; give one between {one.low:g} and {one.high:g}.")
            return
        if one.low <= found <= one.high:
            visit.move(one.key, found)
        else:
            visit.complain(
                f"{one.says}: {one.shown(found)} cannot be; from {one.bare(one.low)} to {one.bare(one.high)}."
            )

    number = float(value)  # type: ignore[arg-type]
    with solara.Div(classes=["outlast-lever"]):
        with solara.Div(classes=["outlast-lever-head"]):
            said("span", one.says, "outlast-label")
            with solara.Tooltip(one.meaning):
                # To be reached by key and by touch as well.
                said("span", "?", "outlast-help", tabindex="0", role="note", **{"aria-label": one.meaning})
            Number(
                f"{one.says} ({one.unit})" if one.unit else one.says, number, set_to, disabled=disabled, step=one.step
            )
        if one.unit:
            said("div", one.unit, "outlast-hint")
        slider = v.Slider(
            v_model=number, min=one.low, max=one.high, step=one.step, dense=True, hide_details=True, disabled=disabled,
            thumb_label=True, attributes={"aria-label": one.says}, class_="outlast-slider",
        )  # fmt: skip
        # Moved is when it is let go of: a world for every pixel on the way would be drawn for nobody.
        v.use_event(slider, "change", lambda *event: set_to(event[-1]))
        at = 100 * one.place(float(marked))  # type: ignore[arg-type]
        with solara.Div(classes=["outlast-marks"]):
            said("span", *_marked(at, f"{MARK} {marked:g}"), style=f"left: {at:.1f}%")


@solara.component
def Theory(visit: Visit, theories: tuple[str, ...], *, disabled: bool) -> None:
    """Which theories of vagueness are assumed; none of them is one too."""
    says = _theories()
    names = [name for name in says if name != NO_THEORY]

    def choose(name: str, holds: bool) -> None:
        chosen = [one for one in names if (holds if one == name else one in theories)]
        visit.move(THEORY, ",".join(chosen) or NO_THEORY)

    with solara.Div(classes=["outlast-theory"], attributes={"role": "group", "aria-label": lever(THEORY).says}):
        said("span", lever(THEORY).says, "outlast-label")
        for name in names:
            solara.Checkbox(
                label=f"{name}: {says[name]}", value=name in theories, disabled=disabled,
                on_value=lambda holds, name=name: choose(name, holds),
            )  # fmt: skip
        if not theories:
            said("p", f"None chosen: {says[NO_THEORY]}.", "outlast-hint")


def _theories() -> dict[str, str]:
    """What each theory says, from the declaration."""
    spec = DECLARATIONS[THEORY].spec
    assert isinstance(spec, Categories)
    return dict(spec.names)


def _marked(at: float, says: str) -> tuple[str, str, str]:
    """A mark that points to its place, written on the side where there is room for it."""
    return (f"{says} ▲", "outlast-mark", "outlast-mark-left") if at > 50 else (f"▲ {says}", "outlast-mark", "")
