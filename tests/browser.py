"""A page in a real browser: the server as users start it, the system's Chromium, and a watch on all that goes wrong."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, ViewportSize, WebSocket, expect

NAMES = ("chromium", "chromium-browser", "google-chrome")
LAPTOP: ViewportSize = {"width": 1280, "height": 720}
PHONE: ViewportSize = {"width": 390, "height": 844}
HOST = "127.0.0.1"
# Names are not looked up, so that nothing can leave this machine even by mistake.
ARGUMENTS = ("--no-sandbox", f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}")
# The first start compiles the engine, which takes about a minute, and the machine may be busy.
PATIENCE = 300.0
# By which connections a page reached the server.
KERNELS: dict[Page, list[str]] = {}
# Milliseconds that a page may take for anything, on a busy machine.
WAIT = 30_000
# Loaded by the server's Python before all else: notes whom it turns to, and counts when asked what it holds.
HOOK = """
import collections, gc, json, os, sys, threading, time

calls = os.environ["OUTLAST_TEST_CALLS"]
asked, answer = calls + ".asked", calls + ".held"

def hook(event, details):
    host = {"socket.getaddrinfo": lambda: details[0], "socket.connect": lambda: details[1]}.get(event, lambda: None)()
    host = host[0] if isinstance(host, tuple) else None if event == "socket.connect" else host
    if host not in (None, "127.0.0.1", "localhost", "::1"):
        with open(calls, "a") as file:
            print(event, host, file=file)

def count():
    gc.collect()
    held = collections.Counter(type(one).__name__ for one in gc.get_objects())
    kernels = getattr(sys.modules.get("solara.server.kernel_context"), "contexts", ())
    with open(answer + ".part", "w") as file:
        json.dump({"pid": os.getpid(), "kernels": len(kernels), **held}, file)
    os.remove(asked)
    os.replace(answer + ".part", answer)

def wait():
    while True:
        time.sleep(0.1)
        if os.path.exists(asked):
            count()

sys.addaudithook(hook)
threading.Thread(target=wait, daemon=True).start()
"""


def chromium() -> str:
    """The system's browser, none is ever downloaded; without one a test is left out, or fails where it must run."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = f"no browser: none of {', '.join(NAMES)} is installed"
        if os.environ.get("OUTLAST_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def served(folder: Path, *words: str) -> Iterator[str]:
    """The address of a page that `outlast app` serves from a folder; stopped by Ctrl-C, which must be in peace.

    A server that turns to anything but this machine is found out in the end.
    """
    (folder / "sitecustomize.py").write_text(HOOK, "utf-8")
    out, err, calls = folder / "app.out", folder / "app.err", folder / "calls"
    calls.touch()
    search = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    # In the terminal of an editor, which the last of these stands for, scripts would come from the internet by default.
    environment = {"PYTHONPATH": search, "OUTLAST_TEST_CALLS": str(calls), "PYTHONUTF8": "1", "VSCODE_PID": "1"}
    with out.open("w") as stdout, err.open("w") as stderr:
        command = [sys.executable, "-m", "outlast", "app", *words, "--port", "0", "--no-open"]
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr
        )
    try:
        end = time.monotonic() + PATIENCE
        while not (found := re.search(rf"http://{re.escape(HOST)}:\d+", out.read_text("utf-8"))):
            assert process.poll() is None, f"outlast app ended: {err.read_text('utf-8')}"
            assert time.monotonic() < end, f"outlast app is not ready: {err.read_text('utf-8')}"
            time.sleep(0.1)
        yield found[0]
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        assert process.wait(30) == 0 or os.name != "posix"
        assert calls.read_text("utf-8") == ""
        assert "Traceback" not in err.read_text("utf-8"), err.read_text("utf-8")[-2000:]
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


class Watch:
    """What a page complains of, and all that it asks of anyone but this machine."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.faults.append(f"error on the page: {error}"))
        page.on("request", self.request)
        page.on("requestfailed", self.failed)
        page.on("response", self.response)
        page.on("websocket", self.websocket)

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"error on the console: {message.text} ({message.location.get('url', '')})")

    def request(self, request: Request) -> None:
        self.visit(request.url)

    def websocket(self, socket: WebSocket) -> None:
        self.visit(socket.url)

    def visit(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != HOST:
            self.faults.append(f"asked for {url}")

    def failed(self, request: Request) -> None:
        self.faults.append(f"request failed: {request.url} ({request.failure})")

    def response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"answered {response.status}: {response.url}")


def leave(page: Page) -> None:
    """Go elsewhere and tell the server, as the page does when its tab is closed.

    What it sends on its way out is lost now and then where this thread, which serves the browser, waits for the server.
    """
    says = page.inner_text("body")
    assert "Traceback" not in says
    assert "could not be drawn" not in says
    page.goto("about:blank")
    for url in KERNELS.pop(page, ()):
        parts = urlsplit(url)
        closing = f"http://{parts.netloc}/_solara/api/close/{parts.path.split('/')[-2]}?{parts.query}"
        assert page.request.post(closing).ok


@contextmanager
def opened(
    browser: Browser, address: str, viewport: ViewportSize = LAPTOP, path: str = "/", *, touched: bool = False
) -> Iterator[Page]:
    """A visitor of their own at an address; whatever went wrong fails the test in the end.

    A screen that can be `touched` answers to fingers as well.
    """
    context = browser.new_context(viewport=viewport, base_url=address, has_touch=touched)
    context.set_default_timeout(WAIT)
    try:
        page = context.new_page()
        watch = Watch(page)
        page.on("websocket", lambda socket: KERNELS.setdefault(page, []).append(socket.url))
        # Whoever has guesses is asked whether to leave; here everybody does.
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(path)
        expect(page.locator("canvas").first).to_be_visible(timeout=WAIT)
        yield page
        if page.url != "about:blank":
            leave(page)
        assert watch.faults == []
    finally:
        context.close()
