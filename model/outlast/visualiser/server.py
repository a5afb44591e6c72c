"""Serving the page: checked before it starts, without a network, to this machine unless told otherwise."""

from __future__ import annotations

import errno
import ipaddress
import os
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from importlib import import_module
from importlib.util import find_spec

from outlast.scenario import ScenarioError, load_scenario

SCENARIO = "OUTLAST_APP_SCENARIO"
DEFAULT_SCENARIO = "hiec"
LOOPBACK = "127.0.0.1"
PORT = 8765
# A roster of a thousand organisations has some hundred kilobytes, and the browser sends a file in pieces.
LARGEST_MESSAGE = 4 * 2**20
# A link may hold whole worlds.
LARGEST_HEAD = 2**17
SETTINGS = {
    # Nobody is told who visits, no banner, no address beyond this machine; a closed tab is forgotten soon.
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_TELEMETRY_SERVER_USER_ID": "nobody",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "outlast",
    "SOLARA_KERNEL_CULL_TIMEOUT": "30m",
    "SOLARA_MODE": "production",
    # In the terminal of some editors the library would have the browser fetch its scripts from the internet.
    "SOLARA_ASSETS_PROXY": "True",
    "SOLARA_APP": "outlast.visualiser.page",
}
MISSING = (
    "the page needs packages that are not installed ({what}): python3 start.py app sets them up in a checkout, "
    "pip install 'outlast[app]' elsewhere"
)


class NotInstalledError(Exception):
    """The page cannot be served as outlast is installed; the message says what is missing and how to get it."""


def opening_scenario() -> str:
    """The scenario that the page opens with."""
    return os.environ.get(SCENARIO, DEFAULT_SCENARIO)


def serve(
    scenario: str,
    listener: socket.socket,
    ready: Callable[[str], None] = lambda address: None,
    notify: Callable[[str], None] = lambda message: None,
) -> None:
    """Serve the page on a socket of `listen` until Ctrl-C.

    `ready` is told the address once the page can be opened, `notify` what takes long before. Raises ScenarioError for a
    scenario that cannot be read, NotInstalledError.
    """
    load_scenario(scenario)
    check_installed()
    from outlast.simulation.compiled import warm_up
    from outlast.visualiser.local import HERE, application, assets

    folder = assets()
    assert folder is not None, "checked above"
    warm_up(notify)
    # The library writes an identity of the server to a folder in the user's home unless it has another place.
    os.environ.update(SETTINGS, SOLARA_ASSETS_PROXY_CACHE_DIR=str(folder), SOLARA_HOME=str(folder.parent))
    os.environ[SCENARIO] = scenario
    import uvicorn

    class Announced(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready(address(listener))

    page = application(folder, HERE if is_loopback(listener) else None)
    # A fault in it is told as one of any command; the server would answer it in ways of its own.
    import_module(SETTINGS["SOLARA_APP"])
    config = uvicorn.Config(
        page,
        log_level="warning",
        access_log=False,
        server_header=False,
        ws_max_size=LARGEST_MESSAGE,
        h11_max_incomplete_event_size=LARGEST_HEAD,
        http="h11",
        timeout_graceful_shutdown=2,
    )
    # Ctrl-C is how a page is closed.
    with suppress(KeyboardInterrupt):
        Announced(config).run([listener])


def check_installed() -> None:
    """Refuse to go on without the packages of the page; raises NotInstalledError."""
    for package in ("solara", "uvicorn"):
        if find_spec(package) is None:
            raise NotInstalledError(MISSING.format(what=package))
    from outlast.visualiser.local import assets

    if assets() is None:
        # Without them every visitor's page would stay empty, or ask the internet.
        raise NotInstalledError(MISSING.format(what="solara-assets, the scripts and fonts"))


def listen(host: str = LOOPBACK, port: int = PORT) -> socket.socket:
    """Hold a port, 0 for any that is free, so that nothing else takes it while the page is made ready.

    Raises ScenarioError for an address that is not this machine's or a port that cannot be had.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ScenarioError(f"--host: found {host!r}, which is no address; the usual one is {LOOPBACK}") from None
    # A name that stands for both kinds of address is served under the older, which every browser can show.
    family, *_, where = min(found, key=lambda entry: entry[0] != socket.AF_INET)
    try:
        return socket.create_server(where[:2], family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            after = next_free(family, str(where[0]), port)
            fault = f"is in use by another program, perhaps by a page that is open already{after}"
        elif isinstance(error, PermissionError):
            fault = "may not be used by you; try one from 1024"
        else:
            raise ScenarioError(f"--host: found {host!r}, which is not an address of this machine") from None
        raise ScenarioError(f"--port: {port} {fault}") from None


def next_free(family: int, host: str, port: int) -> str:
    """What to try where a port is taken; nothing where the next hundred are as well."""
    for other in range(port + 1, min(port + 100, 65536)):
        with suppress(OSError), closing(socket.create_server((host, other), family=family)):
            return f"; try --port {other}"
    return ""


def is_loopback(listener: socket.socket) -> bool:
    """Whether only this machine can reach a socket."""
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def address(listener: socket.socket) -> str:
    """Where the page is for a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = LOOPBACK if listener.family == socket.AF_INET else "::1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
