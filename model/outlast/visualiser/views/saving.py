"""Buttons that save a file: made at the click, of what was seen then, whatever is played meanwhile."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, cast

import solara
import solara.lab

from outlast.visualiser.visit import Visit

type Content = str | bytes


@solara.component_vue("save.vue")
def Saver(
    label: str, filename: str, mime: str, content: str, number: int, busy: bool, event_asked: Callable[..., None]
) -> None:
    """A button, and the file that the browser saves whenever `number` changes; `content` is base64."""


@solara.component
def Save(visit: Visit, label: str, filename: str, mime: str, make: Callable[[], Content | Future[bytes]]) -> None:
    """A button that saves what `make` gives, at once or in the background; what goes wrong is said on the page."""
    work = solara.use_ref(cast(Any, None))
    asked, set_asked = solara.use_state(0)
    done, set_done = solara.use_state(cast("tuple[str, int]", ("", 0)))

    def fail(error: Exception) -> None:
        logging.getLogger("outlast").error("%s could not be made", filename, exc_info=error)
        visit.complain(f"{filename} could not be made ({type(error).__name__}). Press Reset and try again.")

    async def deliver(number: int) -> None:
        try:
            found = work.current
            if isinstance(found, Future):
                found = await asyncio.wrap_future(found)
        except Exception as error:  # noqa: BLE001 (a visitor must never see a traceback)
            fail(error)
            set_done(("", number))
            return
        work.current = None
        data = found.encode() if isinstance(found, str) else found
        set_done((base64.b64encode(data).decode(), number))

    task = solara.lab.use_task(deliver, dependencies=None, prefer_threaded=False)

    def ask(*_: object) -> None:
        try:
            work.current = make()
        except Exception as error:  # noqa: BLE001 (a visitor must never see a traceback)
            fail(error)
            return
        set_asked(asked + 1)
        task(asked + 1)

    content, number = done
    Saver(
        label=label, filename=filename, mime=mime, content=content, number=number, busy=number != asked,
        event_asked=ask,
    )  # fmt: skip
