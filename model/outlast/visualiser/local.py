"""What is served and to whom: files of this machine only, and nothing to pages of another origin."""

from __future__ import annotations

import warnings
from collections.abc import Collection
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
# The library's own way to these files fetches what is missing from the internet and deletes a folder that is asked for
# by its name; what it tells of the machine and its visitors is nobody's business.
ASSETS, STATUS = "/_solara/cdn", "/resourcez"
# What a browser may load, so that a page that asks for anything from elsewhere does not get it. The library writes
# scripts and styles into the page and compiles templates there.
POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; connect-src 'self' ws://{host} wss://{host}; frame-ancestors 'self';"
    " base-uri 'self'; form-action 'self'; object-src 'none'"
)


def assets() -> Path | None:
    """The folder of scripts, styles and fonts that solara-assets installed, or None where it is not there."""
    try:
        files = metadata.files("solara-assets") or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name == "require.js" and file.parts[-3] == "cdn":
            found = Path(str(file.locate())).resolve()
            return found.parents[1] if found.is_file() else None
    return None


def application(folder: Path, hosts: Collection[str] | None) -> Starlette:
    """The page as an application; `folder` holds the scripts, `hosts` are the names it answers to, None for any.

    Its settings are read from the environment when this is called first.
    """
    from solara.server import starlette as served

    # The cookie of a page that no other page frames need not be more than it is here.
    warnings.filterwarnings("ignore", "Cookies with samesite=none")

    class LocalFiles(served.StaticCdn):
        """Versioned files, which a browser may keep for good; what is not there is not found."""

        def lookup_path(self, path: str) -> tuple[str, object]:  # type: ignore[override]
            return StaticFiles.lookup_path(self, path)

    kept = [route for route in served.routes if getattr(route, "path", "") not in (ASSETS, STATUS)]
    routes = [Mount(ASSETS, app=LocalFiles(directory=folder)), *kept]
    guarded = [Middleware(Guard, hosts=hosts), *served.middleware]
    return Starlette(routes=routes, lifespan=served.lifespan, middleware=guarded)


class Guard:
    """Turns away requests under a foreign name or from another site's page, and tells browsers to load nothing else.

    A site that is open in the same browser can reach this machine, by a connection of its own or by a name that it
    points here; both show in what the browser says of itself.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if fault := self.fault(host, headers.get("origin")):
            answer = PlainTextResponse(fault, 403) if scope["type"] == "http" else WebSocketClose(1008, fault)
            await answer(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = MutableHeaders(scope=message)
                told["Content-Security-Policy"] = POLICY.format(host=host)
                told["X-Content-Type-Options"] = "nosniff"
                told["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self.app(scope, receive, guarded)

    def fault(self, host: str, origin: str | None) -> str:
        """Why a request is turned away, or nothing."""
        try:
            name = urlsplit(f"//{host}").hostname
            site = urlsplit(origin).netloc if origin is not None else host
        except ValueError:
            return "This is no address."
        if self.hosts is not None and name not in self.hosts:
            return "This page does not answer to that name."
        # A semicolon would end a clause of the policy that the name becomes part of.
        return "" if site == host and not set(host) & set("; ,") else "This page answers to itself only."
