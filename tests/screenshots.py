"""The pictures of the page in docs/, drawn anew by `.venv/bin/python tests/screenshots.py` in the system's Chromium."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from browser import ARGUMENTS, LAPTOP, WAIT, chromium, opened, served
from browsing import button, play, tab

DOCS = Path(__file__).resolve().parents[1] / "docs"
# Higher than a window, so that a picture shows what a visitor scrolls to.
HIGH: ViewportSize = {"width": LAPTOP["width"], "height": 930}


def main() -> int:
    """Draw each picture of the documentation."""
    expect.set_options(timeout=WAIT)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        with served(Path(folder), "hiec") as address:
            with opened(browser, address, HIGH) as page:
                play(page)
                shot(page, "workshop", ".outlast-chooser")
            with opened(browser, address, HIGH) as page:
                beside(page, "no mandate")
                tab(page, "Compare")
                expect(page.locator("table")).to_be_visible()
                shot(page, "compare", ".outlast-two")
        browser.close()
    return 0


def beside(page: Page, what: str) -> None:
    """Put a second world beside the first."""
    page.locator(".outlast-beside .v-select").click()
    page.get_by_role("option", name=what, exact=True).click()
    expect(page.locator(".outlast-beside")).to_contain_text(what)


def shot(page: Page, name: str, last: str) -> None:
    """Save what is seen down to an element, without the pointer over anything or the focus on it."""
    page.locator("h1").click()
    page.mouse.move(0, 0)
    expect(button(page, "Reset")).to_be_visible()
    page.wait_for_timeout(1500)
    box = page.locator(last).bounding_box()
    assert box is not None
    low = min(box["y"] + box["height"] + 8, HIGH["height"])
    page.screenshot(path=DOCS / f"{name}.png", clip={"x": 0, "y": 0, "width": HIGH["width"], "height": low})


if __name__ == "__main__":
    sys.exit(main())
