"""What would have changed the fate of a partnership: asked under its story, answered in the background."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import asyncio
import logging

import solara
import solara.lab

from outlast.outcomes.judgement import LATE
from outlast.visualiser.fate import FROM, HISTORIES, SHOWN, Answer, found, inquiry, is_judged, judged_after
from outlast.visualiser.verdict import submit
from outlast.visualiser.views.elements import said, table
from outlast.visualiser.visit import Visit
from outlast.visualiser.world import World

ASK, BACK = "What would have changed its fate?", "Back to the story"
NO_MANDATE = "This world has no mandate, so that no lever could have changed the fate of its partnerships."
READING = (
    "Range: the part of what the lever can be that the change takes. Beyond: of the values tried further out, those"
    f" that change the fate too. Elsewhere: percentage points that the same change adds over {HISTORIES} other"
    " histories, with the 95% interval."
)


def may_ask(visit: Visit, world: World, key: int) -> bool:
    """Whether there is a fate to ask about, and nobody is guessing."""
    return not (world.unmandated or visit.is_guessing) and is_judged(world, key)


def why_not(world: World, key: int) -> str:
    """Why nothing can be asked yet."""
    if world.unmandated:
        return NO_MANDATE
    judged = judged_after(world, key)
    said = (
        f"Its fate is judged after {judged} quarters, {LATE} after the last central pound (or the start, without one)"
    )
    if judged > world.horizon:
        return f"{said}, which lies beyond the {world.horizon} that are simulated."
    return f"{said}; what would have changed it can be asked then."


@solara.component
def Fate(visit: Visit, world: World, key: int) -> None:
    """The answer, or a word while it is sought."""
    asked = inquiry(world, key)
    name = asked.fingerprint()
    failed, set_failed = solara.use_state("")
    attempts, set_attempts = solara.use_state(0)

    def again() -> None:
        set_failed("")
        set_attempts(attempts + 1)

    async def ask() -> None:
        if visit.answer(name) is not None or failed == name:
            return
        try:
            answer = await asyncio.wrap_future(submit(found, asked))
        except Exception as error:
            logging.getLogger("outlast").error("the search for what would have changed a fate failed", exc_info=error)
            set_failed(name)
            return
        visit.keep_answer(name, answer)

    solara.lab.use_task(ask, dependencies=[name, attempts], prefer_threaded=False)
    visit.tick.get()
    answer = visit.answer(name)
    if answer is not None:
        Answered(answer)
    elif failed == name:
        said("p", "The search failed. This is a fault of outlast, not yours.", "outlast-stands")
        solara.Button("Try again", on_click=again, color="primary")
    else:
        said("p", "Every lever is being tried on the same luck: some seconds, up to a minute for a large world …",
             "outlast-stands", role="status")  # fmt: skip
        said("p", "Where several people ask at once, they wait for each other.", "outlast-hint")
        solara.ProgressLinear(True)


@solara.component
def Answered(answer: Answer) -> None:
    """The answer in sentences, the changes in a table, and how to read them."""
    with solara.Column(gap="10px", classes=["outlast-fate"]):
        for text in answer.says:
            said("p", text, "outlast-stands", role="status")
        if answer.rows:
            caption = "What would have changed it, the smallest change first"
            table(caption, SHOWN, answer.rows, numbers=True)
            said("p", READING, "outlast-hint")
        for text in answer.further:
            said("p", text, "outlast-prose")
        said("p", FROM, "outlast-hint")
