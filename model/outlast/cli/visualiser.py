"""`outlast app`: the workshop page in a browser."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from typing import Annotated

from cyclopts import Parameter

from outlast.cli.app import FailedError, app
from outlast.cli.options import check_count, whole
from outlast.cli.terminal import aside
from outlast.visualiser.server import (
    DEFAULT_SCENARIO,
    LOOPBACK,
    PORT,
    NotInstalledError,
    is_loopback,
    listen,
    serve,
)

OPEN_TO_ALL = (
    "Everyone who can reach this machine ({name}) over the network can open the page and use its processor: there is "
    "no password, and nothing is encrypted. Do this in a network that you trust only, and stop it afterwards."
)


@app.command(name="app")
def visualiser(
    scenario: str = DEFAULT_SCENARIO,
    /,
    *,
    port: Annotated[int, Parameter(converter=whole, help="Port of the page; 0 takes one that is free.")] = PORT,
    host: Annotated[
        str, Parameter(help="Address to serve; the usual one can be reached from this machine only.")
    ] = LOOPBACK,
    open_: Annotated[
        bool | None,
        Parameter(name="--open", negative="--no-open", help="Open the browser; at a terminal it opens unless told."),
    ] = None,
) -> None:
    """Open the workshop page: a world that is played quarter by quarter, with levers to move.

    It needs no network, and only this machine can open it unless told. Ctrl-C stops it.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped one (see: outlast scenarios).
    """
    check_count("--port", port, 0, 65535)
    stderr = aside()
    try:
        with listen(host, port) as listener:
            serve(
                scenario,
                listener,
                lambda address: tell(address, open_, to_all=not is_loopback(listener)),
                lambda message: stderr.print(message, highlight=False),
            )
    except NotInstalledError as error:
        raise FailedError(str(error)) from None


def tell(address: str, open_: bool | None, *, to_all: bool) -> None:
    """Say that the page can be opened, and who can; open it where that is wanted."""
    if to_all:
        aside().print(OPEN_TO_ALL.format(name=socket.gethostname()), highlight=False, soft_wrap=True)
    print(f"The page is at {address} ; Ctrl-C stops it.", flush=True)
    if has_screen() and sys.stdout.isatty() if open_ is None else open_:
        # Some systems wait for the browser to come up; visitors must not.
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def has_screen() -> bool:
    """Whether a browser with a window can be expected; one without would take over this terminal."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
