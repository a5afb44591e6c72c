"""What only the browser can do: hear the keyboard, and read a file that somebody chooses."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any

import solara

from outlast.scenario.handed import LARGEST_HANDED, LONGEST_NAME
from outlast.visualiser.visit import BRANCH, Visit

KEYS = {
    "space": ("Space", "play or pause"),
    "arrowright": ("→", "one quarter on"),
    "r": ("R", "back to quarter 0"),
    "b": ("B", "branch here"),
    "escape": ("Esc", "close a story"),
}


@solara.component_vue("keys.vue")
def Listener(listens: list[str], guards: bool, event_pressed: Callable[[str], None]) -> None:
    """Hears the keys `listens` while no control has the focus; asks before a page that `guards` something is left."""


@solara.component_vue("focus.vue")
def Focus() -> None:
    """Takes the focus into the window that it stands in, and gives it back when that closes."""


@solara.component_vue("upload.vue")
def Chooser(
    label: str, accept: str, largest: int, disabled: bool, event_handed: Callable[[dict[str, Any]], None]
) -> None:
    """A button to choose a file with; its content comes as base64, or not at all where it is too large."""


@solara.component
def Keyboard(visit: Visit) -> None:
    """Play, step, reset and branch by key."""

    def press(key: str) -> None:
        if key == "escape":
            visit.chosen.value = None
        elif visit.chosen.value is not None:
            return
        elif key == "space":
            visit.toggle()
        elif key == "arrowright" and not visit.playing.value:
            visit.step()
        elif key == "r":
            visit.reset()
        elif key == "b" and visit.may_branch:
            visit.put_beside(BRANCH)

    Listener(
        listens=list(KEYS) if visit.keys.value else ["escape"], guards=bool(visit.guesses.value.rounds),
        event_pressed=press,
    )  # fmt: skip


@solara.component
def Upload(visit: Visit, *, disabled: bool) -> None:
    """A roster or a scenario of one's own: checked like any file, and kept in memory only."""

    def take(handed: dict[str, Any]) -> None:
        name, content = str(handed.get("name", "file"))[:LONGEST_NAME], handed.get("content")
        if not isinstance(content, str):
            limit = f"{LARGEST_HANDED // 1000} kB"
            visit.complain(f"{name}: the file could not be read, or is larger than {limit}. Nothing was changed.")
            return
        try:
            data = base64.b64decode(content, validate=True)
        except binascii.Error:
            visit.complain(f"{name}: the file came damaged; choose it again.")
            return
        visit.hand_in(data, name)

    Chooser(
        label="Your own roster (CSV) or scenario (TOML)",
        accept=".csv,.toml,text/csv",
        largest=LARGEST_HANDED,
        disabled=disabled,
        event_handed=take,
    )
