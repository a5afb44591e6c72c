"""Small elements that the parts of the page share."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import reacton.ipyvuetify as v
import solara
from reacton.core import Element

# Pixels that a chart is high.
LOW = 250


def said(tag: str, text: str, *classes: str, style: str = "", **attributes: str) -> Element:
    """An HTML element around plain text, which is never read as HTML: names come from uploaded rosters."""
    return v.Html(tag=tag, children=[text], class_=" ".join(classes), style_=style, attributes=attributes)


def table(caption: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: bool = False) -> Element:
    """A table whose first column names the row; cells of numbers do not break."""
    heads = [v.Html(tag="th", children=[text], attributes={"scope": "col"}) for text in header]
    lines = [v.Html(tag="tr", children=heads)]
    for row in rows:
        cells = [v.Html(tag="th", children=[row[0]], attributes={"scope": "row"})]
        cells += [v.Html(tag="td", children=[text]) for text in row[1:]]
        lines.append(v.Html(tag="tr", children=cells))
    looks = "outlast-table outlast-numbers" if numbers else "outlast-table"
    inside = v.Html(tag="table", children=[v.Html(tag="caption", children=[caption]), *lines], class_=looks)
    return v.Html(tag="div", children=[inside], class_="outlast-scroll")


def held_back(says: str) -> None:
    """Why nothing is seen that gives the answer away: `says` what would be, and whether it is or are."""
    solara.Info(f"Guesses are being taken. {says} shown once the answer is: see Predict.", dense=True)


@solara.component_vue("chart.vue")
def Drawing(option: dict[str, Any], says: str, tall: int, told: bool, event_clicked: Callable[[str], None]) -> None:
    """An ECharts option as the browser draws it; where `told`, a click on something with an id is handed on."""


@solara.component
def Chart(option: dict[str, Any], tall: int = LOW, on_click: Callable[[str], None] | None = None) -> None:
    """A chart drawn by the browser, so many pixels high, named for whoever cannot see it."""
    says = option["aria"]["label"]["description"]
    Drawing(option=option, says=says, tall=tall, told=on_click is not None, event_clicked=on_click or _nothing)


def _nothing(_: str) -> None:
    """What a click on a chart does that tells no story."""


@solara.component
def Number(
    says: str, value: float, on_value: Callable[[Any], None], *, disabled: bool = False, step: float = 1
) -> None:
    """A number to type; taken when the field is left, or Enter pressed. What is refused goes back to what stands."""
    given, set_given = solara.use_state(cast("str | None", None))
    anew, set_anew = solara.use_state(0)
    shown = f"{value:.10g}"

    def take(text: Any) -> None:
        on_value(text)
        set_given(str(text))

    def settle() -> None:
        if given is None:
            return
        set_given(None)
        if not _alike(given, shown):
            # What was typed may still be on its way when it is refused: a new field hears nothing of it.
            set_anew(anew + 1)

    solara.use_effect(settle, [given])
    Field(says, shown, take, disabled=disabled, step=step).key(f"field {anew}")


@solara.component
def Field(says: str, shown: str, on_text: Callable[[Any], None], *, disabled: bool, step: float) -> None:
    """A field with what stands, or with what is being typed."""
    typed, set_typed = solara.use_state(cast("str | None", None))
    field = v.TextField(
        v_model=shown if typed is None else typed, on_v_model=set_typed, type="number", dense=True,
        hide_details=True, single_line=True, disabled=disabled,
        attributes={"aria-label": says, "step": f"{step:g}"}, class_="outlast-number",
    )  # fmt: skip

    def take(*event: Any) -> None:
        set_typed(None)
        on_text(event[-1])

    v.use_event(field, "change", take)


def _alike(text: str, shown: str) -> bool:
    try:
        return f"{float(text):.10g}" == shown
    except ValueError:
        return False


@solara.component
def Choice(
    label: str,
    value: Any,
    items: list[dict[str, Any]],
    on_value: Callable[[Any], None],
    *,
    disabled: bool = False,
    several: bool = False,
) -> None:
    """One of several, or several of them."""
    v.Select(
        label=label, v_model=value, items=items, on_v_model=on_value, dense=True, outlined=True, hide_details=True,
        disabled=disabled, multiple=several, menu_props={"maxHeight": 420},
    )  # fmt: skip
