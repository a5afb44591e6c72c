"""The page in a real browser: it opens without a network, and draws."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from browser import LAPTOP, PHONE

# One server and one browser serve them all, so that one worker runs them.
pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("page", [LAPTOP, PHONE], ids=["laptop", "phone"], indirect=True)
def test_the_page_opens_and_draws_the_network(page: Page) -> None:
    started = time.monotonic()
    canvas = page.locator("canvas").first
    expect(canvas).to_be_visible(timeout=30_000)
    print(f"first picture after {time.monotonic() - started:.1f} s")
    box = canvas.bounding_box()
    assert box is not None
    assert box["width"] > 0
    assert box["height"] > 0
    painted = canvas.evaluate(
        "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; }"
    )
    assert painted > 1000, "the canvas is not empty"
