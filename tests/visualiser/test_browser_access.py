"""For everyone, in a browser: names for screen readers, a keyboard's way, a focus that is seen, enough contrast."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from browser import LAPTOP, PHONE, opened
from browsing import GRANT, beside, button, field, step, tab, typed

TABS = ("Watch", "Compare", "Predict", "Take away", "Notes")
NAMELESS = re.compile(r"^ *- '?(?:button|slider|spinbutton|textbox|checkbox|radio|tab|link)(?=$|:| \[)", re.MULTILINE)
# The ratio of WCAG 2.1 for every visible text that is not of a disabled control, on what lies behind it.
CONTRAST = """() => {
  const parsed = text => {
    const n = text.match(/[\\d.]+/g).map(Number);
    return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1];
  };
  const over = (top, below) => [0, 1, 2].map(k => top[k] * top[3] + below[k] * (1 - top[3])).concat(1);
  const light = c => [0.2126, 0.7152, 0.0722].reduce((sum, weight, k) => {
    const part = c[k] / 255;
    return sum + weight * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  const found = [], seen = new Set(), texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, element = text.parentElement;
    if (!/[^\\s\u200b]/.test(text.data) || seen.has(element)) continue;
    if (element.closest('script, style, [disabled], [aria-disabled=true], .v-input--is-disabled')) continue;
    if (!element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    seen.add(element);
    const layers = []; let opacity = 1;
    for (let one = element; one; one = one.parentElement) {
      const look = getComputedStyle(one); opacity *= +look.opacity; layers.push(parsed(look.backgroundColor));
    }
    const behind = layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
    const ink = parsed(getComputedStyle(element).color); ink[3] *= opacity;
    const [high, low] = [light(over(ink, behind)), light(behind)].sort((a, b) => b - a);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) found.push(`${ratio.toFixed(2)}: ${text.data.trim().slice(0, 40)}`);
  }
  return [seen.size, found];
}"""
# What has the focus, and whether an outline shows it, around the control itself or what stands for it.
FOCUSED = """() => {
  const focused = document.activeElement;
  const name = focused.getAttribute('aria-label') || focused.innerText || focused.id;
  for (let one = focused, k = 0; one && k < 4; one = one.parentElement, k++) {
    const look = getComputedStyle(one);
    if (+look.opacity && look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2) return [name.trim(), true];
  }
  return [name.trim(), focused === document.body];
}"""


def prepared(page: Page) -> None:
    """Two worlds with an intervention, so that all there is to name and to read is there."""
    beside(page, "another mandate")
    step(page, 1)
    if page.locator(".outlast-side").is_hidden():
        button(page, "Levers").click()
    typed(field(page, GRANT), "50")
    expect(page.get_by_label("new value")).to_have_value("50")


@pytest.mark.parametrize(
    "size", [pytest.param(LAPTOP, id="laptop", marks=pytest.mark.slow), pytest.param(PHONE, id="phone")]
)
def test_everything_has_a_name_and_can_be_read(browser: Browser, address: str, size: ViewportSize) -> None:
    with opened(browser, address, size) as page:
        prepared(page)
        for name in TABS:
            tab(page, name)
            if name == "Compare":
                expect(page.get_by_role("table")).to_be_visible()
            if name == "Predict":
                button(page, "Ask the room").click()
                expect(button(page, "Keep this guess")).to_be_visible()
            snapshot = page.locator("body").aria_snapshot()
            assert NAMELESS.findall(snapshot) == [], name
            texts, faint = page.evaluate(CONTRAST)
            assert texts > 20, name
            assert faint == [], name
            for canvas in page.locator("canvas").all():
                chart = canvas.locator("xpath=ancestor::*[@role][1]")
                expect(chart).to_have_role("img")
                expect(chart).to_have_accessible_name(re.compile(r"\w+ .*\.$"))
            if name == "Predict":
                button(page, "Call it off").click()
                expect(button(page, "Ask the room")).to_be_visible()


def test_the_keyboard_reaches_play_and_shows_where_it_is(page: Page) -> None:
    page.locator("h1").click()
    unseen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        name, seen = page.evaluate(FOCUSED)
        if not seen:
            unseen.append(name)
        if name == "Play":
            break
    else:
        pytest.fail("Play is not reached")
    assert unseen == []
    page.keyboard.press("Enter")
    expect(button(page, "Pause")).to_be_visible()


def test_a_heading_a_language_and_a_title_say_what_the_page_is(page: Page) -> None:
    expect(page).to_have_title(re.compile("outlast"))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.locator("html").get_attribute("lang") is not None
