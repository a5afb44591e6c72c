"""The pictures of the page in docs/, drawn anew by `.venv/bin/python tests/screenshots.py` in the system's Chromium."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from browser import ARGUMENTS, LAPTOP, WAIT, chromium, opened, served
from browsing import button, play, tab

DOCS = Path(__file__).resolve().parents[1] / "docs"
# As high as the whole of a page, so that a picture shows what a visitor scrolls to.
HIGH: ViewportSize = {"width": LAPTOP["width"], "height": 880}


def main() -> int:
    """Draw each picture of the documentation."""
    expect.set_options(timeout=WAIT)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        with served(Path(folder), "hiec") as address:
            with opened(browser, address, HIGH) as page:
                play(page)
                shot(page, "workshop")
            with opened(browser, address, HIGH) as page:
                beside(page, "no mandate")
                tab(page, "Compare")
                expect(page.locator("table")).to_be_visible()
                shot(page, "compare")
        browser.close()
    return 0


def beside(page: Page, what: str) -> None:
    """Put a second world beside the first."""
    page.locator(".outlast-beside .v-select").click()
    page.get_by_role("option", name=what, exact=True).click()
    expect(page.locator(".outlast-beside")).to_contain_text(what)


def shot(page: Page, name: str) -> None:
    """Save what is seen, without the pointer over anything."""
    page.mouse.move(0, 0)
    expect(button(page, "Reset")).to_be_visible()
    page.wait_for_timeout(1500)
    page.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
