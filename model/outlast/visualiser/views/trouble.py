"""What went wrong and what was done, said where it is seen wherever the page stands."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import solara

from outlast.visualiser.views.elements import said
from outlast.visualiser.visit import Visit


@solara.component
def Messages(visit: Visit) -> None:
    """A fault, a note, and what can be had back, at the foot of the window until something else is done."""
    fault, note, undone = visit.fault.value, visit.note.value, visit.undone.value
    with solara.Div(classes=["outlast-messages"]):
        if fault:
            with solara.Div(classes=["outlast-message", "outlast-fault"]):
                said("span", fault, role="alert")
                solara.Button("Close", text=True, small=True, on_click=lambda: visit.fault.set(None))
        if note:
            with solara.Div(classes=["outlast-message"]):
                said("span", note, role="status")
                solara.Button("Close", text=True, small=True, on_click=lambda: visit.note.set(None))
        if undone is not None:
            with solara.Div(classes=["outlast-message"]):
                said("span", "What was changed on the way, or world B, was put away.", role="status")
                solara.Button("Undo", text=True, small=True, on_click=visit.undo)
                solara.Button("Close", text=True, small=True, on_click=lambda: visit.undone.set(None))


@solara.component
def Failed(visit: Visit) -> None:
    """Where the runs behind the scenes failed on the question that is open: a word, and another try."""
    visit.tick.get()
    if visit.failed.value is None or visit.failed.value != visit.fingerprint():
        return

    def again() -> None:
        visit.failed.value = None
        visit.attempts.value += 1

    said("p", "The runs behind the comparison failed. This is a fault of outlast, not yours.", "outlast-answer")
    with solara.Div():
        solara.Button("Try again", on_click=again, color="primary")
