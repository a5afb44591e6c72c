"""The page as the widgets that a browser draws, and visits in every state that it may have to show."""

# The libraries hand their components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ipyvuetify as v
import ipywidgets
import solara
from reacton.core import Element

from outlast.analysis.pairs import COURSES, alone, course, pairs
from outlast.simulation.simulate import simulate
from outlast.visualiser.guesses import SHARE
from outlast.visualiser.verdict import OUTCOMES, Verdict
from outlast.visualiser.visit import BRANCH, OTHER, UNMANDATED, Visit
from visits import caught_up, opening, stepped

CONTROLS = (v.Btn, v.Slider, v.TextField, v.Select, v.Autocomplete, v.Checkbox)


def verdict_of(visit: Visit) -> Verdict:
    """What a few runs say of the worlds of a visit."""
    first, second = (simulate(scenario, range(1, 6), twin=False) for scenario in (visit.world.scenario, opening()))
    courses = {name: course(first, name) for name in COURSES}
    if len(visit.worlds.value) == 1:
        return Verdict(visit.question(), "They last.", alone(first, OUTCOMES), courses, {})
    return Verdict(visit.question(), "They last.", pairs(first, second, OUTCOMES), courses, courses)


def judged(visit: Visit) -> Visit:
    """The visit with the answer to its question, without the runs behind it."""
    found = verdict_of(visit)
    visit.keep(visit.fingerprint(), found)
    visit.verdict.value = found
    visit.tick.value += 1
    return visit


def one_world() -> Visit:
    return stepped(Visit(opening()), 6)


def two_worlds(what: str) -> Visit:
    visit = one_world()
    visit.put_beside(what)
    caught_up(visit).move("mandate.duration", 20)
    visit.move("mandate.grant", 10.0)
    return stepped(visit, 3)


def guessing() -> Visit:
    visit = one_world()
    visit.ask("self_sustaining_8", SHARE, "How many?", "this mandate")
    visit.guess("Ann <b>", 30)
    return visit


def answered() -> Visit:
    visit = guessing()
    visit.reveal(verdict_of(visit))
    return visit


def faulty() -> Visit:
    visit = one_world()
    visit.move("mandate.grant", 1e9)
    return visit


def over() -> Visit:
    return stepped(Visit(opening()), 40)


def catching_up() -> Visit:
    visit = two_worlds(OTHER)
    visit.edit(1, 0, quarter=1)
    assert visit.behind
    return visit


VISITS: dict[str, Callable[[], Visit]] = {
    "before the first quarter": lambda: Visit(opening()),
    "one world": one_world,
    "no mandate beside": lambda: two_worlds(UNMANDATED),
    "another mandate beside": lambda: two_worlds(OTHER),
    "a branch": lambda: two_worlds(BRANCH),
    "guessing": guessing,
    "answered": answered,
    "a fault": faulty,
    "over": over,
    "catching up": catching_up,
}


class Shown:
    """What is on the page, as the widgets that the browser draws."""

    def __init__(self, root: ipywidgets.Widget) -> None:
        self.root = root

    def widgets(self) -> Iterator[Any]:
        """All widgets, from the outside in."""
        waiting, seen = [self.root], set()
        while waiting:
            one = waiting.pop(0)
            if one.model_id in seen:
                continue
            seen.add(one.model_id)
            yield one
            for name in ("children", "v_slots", "tabs"):
                waiting += _inside(getattr(one, name, None))

    def of(self, *kinds: type) -> list[Any]:
        return [one for one in self.widgets() if isinstance(one, kinds)]

    def texts(self) -> list[str]:
        """All that is written, and all labels."""
        return [
            child for one in self.widgets() for child in getattr(one, "children", None) or () if isinstance(child, str)
        ]

    def says(self, text: str) -> bool:
        return any(text in one for one in self.texts())

    def button(self, label: str) -> Any:
        [found] = [one for one in self.of(v.Btn) if label in words_of(one)]
        return found


def _inside(value: Any) -> list[Any]:
    if isinstance(value, ipywidgets.Widget):
        return [value]
    if isinstance(value, dict):
        return [one for part in value.values() for one in _inside(part)]
    return [one for part in value for one in _inside(part)] if isinstance(value, list | tuple) else []


def words_of(one: Any) -> str:
    children = getattr(one, "children", None) or ()
    return " ".join(child if isinstance(child, str) else words_of(child) for child in children)


def name_of(one: Any) -> str:
    """What a screen reader calls a control."""
    attributes = one.attributes or {}
    # The words of a button that holds an icon alone are the name of the icon.
    words = "" if isinstance(one, v.Btn) and one.icon else words_of(one)
    return str(attributes.get("aria-label") or getattr(one, "label", None) or words).strip()


@contextmanager
def shown(element: Element) -> Iterator[Shown]:
    box, context = solara.render(element, handle_error=False)
    try:
        yield Shown(box)
    finally:
        context.close()
