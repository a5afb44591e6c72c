"""The page in a real browser: it opens without a network, draws, fits its window, and forgets who has left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from browser import LAPTOP, PHONE, leave, opened
from browsing import VAGUE, at_quarter, beside, branch, button, field, stands_beside, step, tab, typed
from census import KEPT, until

TABS = ("Watch", "Compare", "Predict", "Take away", "Notes")
# What leaves the window to the right, but for what scrolls by itself.
WIDE = """() => [...document.querySelectorAll('.outlast *')].filter(e => e.getClientRects().length
  && !e.closest('.outlast-scroll, .v-slide-group, canvas') && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("page", [LAPTOP, PHONE], ids=["laptop", "phone"], indirect=True)
def test_the_page_opens_and_draws_the_network(page: Page) -> None:
    canvas = page.locator("canvas").first
    box = canvas.bounding_box()
    assert box is not None
    assert box["width"] > 0
    assert box["height"] > 0
    page.wait_for_function(
        "() => { const c = document.querySelector('canvas');"
        " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        " let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n > 1000; }"
    )


@pytest.mark.parametrize("page", [LAPTOP, PHONE], ids=["laptop", "phone"], indirect=True)
def test_every_tab_opens_and_fits_the_window(page: Page) -> None:
    step(page, 2)
    for name in TABS:
        tab(page, name)
        fits(page, name)
    tab(page, "Watch")
    beside(page, "another mandate")
    for name in TABS[:-1]:
        tab(page, name)
        fits(page, name, 2)


def fits(page: Page, name: str, worlds: int = 1) -> None:
    """A tab shows what it is there for, and nothing leaves the window to the right."""
    signs = {
        "Watch": page.locator("canvas").nth(5 * worlds - 1),
        "Compare": page.get_by_role("table", name="Outcomes over 300 runs"),
        "Predict": button(page, "Ask the room"),
        "Take away": button(page, "Everything (ZIP)"),
        "Notes": page.get_by_text("What this cannot tell you"),
    }
    expect(signs[name]).to_be_visible()
    size = page.viewport_size or LAPTOP
    shown(page, f"{name}_{worlds}_{size['width']}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
    assert page.evaluate(WIDE) == [], name


@pytest.mark.parametrize("page", [PHONE], ids=["phone"], indirect=True)
def test_on_a_narrow_page_the_levers_come_out_and_go_away(page: Page) -> None:
    levers = page.get_by_role("region", name="Levers")
    expect(levers).to_be_hidden()
    button(page, "Levers").click()
    expect(levers).to_be_visible()
    typed(field(page, VAGUE), "0.25")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate(WIDE) == []
    shown(page, "levers_phone")
    button(page, "Levers").click()
    expect(levers).to_be_hidden()


@pytest.mark.slow
def test_two_visitors_do_not_see_each_others_worlds(browser: Browser, address: str) -> None:
    with opened(browser, address) as one, opened(browser, address) as other:
        typed(field(one, VAGUE), "0.1")
        step(one, 3)
        beside(one, "no mandate")
        typed(field(other, VAGUE), "0.9")
        step(other, 1)
        expect(field(one, VAGUE)).to_have_value("0.1")
        expect(field(other, VAGUE)).to_have_value("0.9")
        at_quarter(one, 3)
        at_quarter(other, 1)
        stands_beside(other, "nothing")
        one.reload()
        at_quarter(one, 0)
        at_quarter(other, 1)


@pytest.mark.slow
def test_whoever_leaves_is_forgotten_with_their_worlds(browser: Browser, address: str, folder: Path) -> None:
    before = until(folder, lambda now: now["kernels"] == now["Visit"])
    with opened(browser, address) as page:
        step(page, 2)
        beside(page, "no mandate")
        step(page, 3, since=2)
        for quarter in range(3, 7):
            branch(page)
            step(page, quarter + 1, since=quarter)
        during = until(folder, lambda now: now["kernels"] == before["kernels"] + 1)
        assert during["Visit"] == before["Visit"] + 1
        # Two that stand beside each other, and at most what was drawn just before; not every branch there ever was.
        assert 2 <= during["World"] - before["World"] <= 3
        leave(page)
        until(folder, lambda now: all(now[name] <= before[name] for name in KEPT))


def shown(page: Page, name: str) -> None:
    """A picture of the page for whoever wants to look at it: in the folder that OUTLAST_SCREENSHOTS names."""
    if folder := os.environ.get("OUTLAST_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name.replace(' ', '_')}.png")
