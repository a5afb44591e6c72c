"""The page in a browser: a server for each process of the tests, a browser for each file, a visitor for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser import ARGUMENTS, LAPTOP, WAIT, chromium, opened, served
from outlast.visualiser.visit import Visit
from visits import opening


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server of this process works."""
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    """Where the workshop scenario is served."""
    with served(folder, "workshop") as found:
        yield found


# While it drives a browser, this thread can run no other event loop, which tests of other modules do.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    expect.set_options(timeout=WAIT)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """The page as a new visitor has it; parametrise it indirectly with LAPTOP and PHONE for another window.

    Errors of the page and requests to anyone but this machine fail the test.
    """
    with opened(browser, address, getattr(request, "param", LAPTOP)) as visitor:
        yield visitor


@pytest.fixture
def visit() -> Visit:
    """A visitor before two small partnerships, where nothing was done yet."""
    return Visit(opening())
