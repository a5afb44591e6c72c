"""Stories in a browser: chosen from the list or clicked in the picture, read, and closed again."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser import LAPTOP, PHONE, opened
from browsing import DRAWING, at_quarter, button, close_story, option, pixels, play, step, story


def choose(page: Page, name: str) -> None:
    chooser = page.get_by_role("textbox", name="The story of").first
    chooser.fill(name)
    page.get_by_role("option", name=name, exact=True).click()


def test_a_story_is_chosen_read_and_closed_by_key(page: Page) -> None:
    step(page, 4)
    choose(page, "Partnership 2")
    told = story(page, "Partnership 2")
    expect(told).to_be_visible()
    expect(told.get_by_text(re.compile(r"^Q\d+$")).first).to_be_visible()
    expect(told).to_contain_text("Q0")
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    # The page behind did not hear the key, and hears the next.
    at_quarter(page, 4)
    button(page, "Step").click()
    at_quarter(page, 5)


def test_a_story_is_a_window_of_its_own_to_screen_readers(page: Page) -> None:
    choose(page, "Partnership 1")
    expect(page.get_by_role("dialog", name="The story of Partnership 1")).to_be_visible()


@pytest.mark.parametrize("page", [LAPTOP, PHONE], ids=["laptop", "phone"], indirect=True)
def test_a_click_in_the_picture_tells_the_story(page: Page) -> None:
    step(page, 1)
    picture = page.get_by_role("img", name="memberships").first
    names = [one["name"] for one in option(picture)["series"][0]["data"]]
    partnership, organisation = names[0], names[-1]
    assert partnership == "Partnership 1"
    for name in (partnership, organisation):
        page.mouse.click(*pixels(picture, name))
        told = story(page, name)
        expect(told).to_be_visible()
        close_story(page, told)


def watched(picture: Locator) -> Callable[[], list[str]]:
    """The ids that a picture hands on from now, so that each can be seen to be handed on once."""
    picture.evaluate(
        f"""e => {{
            const drawing = {DRAWING}(e), hand = drawing.clicked;
            window.handed = [];
            drawing.clicked = id => {{ window.handed.push(id); hand(id); }};
        }}"""
    )
    return lambda: picture.page.evaluate("window.handed")


def redrawn(picture: Locator) -> None:
    """Draw a picture anew as the page does when its world goes on."""
    picture.evaluate(f"e => {{ const drawing = {DRAWING}(e); drawing.chart.setOption(drawing.option, true); }}")


@pytest.mark.slow
def test_a_click_is_heard_though_the_picture_is_redrawn_meanwhile(page: Page) -> None:
    step(page, 1)
    picture = page.get_by_role("img", name="memberships").first
    handed = watched(picture)
    nodes = option(picture)["series"][0]["data"]
    for told_before, one in enumerate((nodes[1], nodes[-1])):
        page.mouse.move(*pixels(picture, one["name"]))
        page.mouse.down()
        redrawn(picture)
        page.mouse.up()
        told = story(page, one["name"])
        expect(told).to_be_visible()
        assert handed()[told_before:] == [one["id"]]
        close_story(page, told)


def test_what_was_no_click_tells_no_story(page: Page) -> None:
    picture = page.get_by_role("img", name="memberships").first
    handed = watched(picture)
    x, y = pixels(picture, "Partnership 2")
    # Pressed and dragged away; then pressed beside it and released on it.
    for begin, end in ((0, 40), (40, 0)):
        page.mouse.move(x + begin, y)
        page.mouse.down()
        page.mouse.move(x + end, y)
        page.mouse.up()
    page.mouse.click(x, y, button="right")
    assert handed() == []
    page.mouse.click(x, y)
    expect(story(page, "Partnership 2")).to_be_visible()
    assert handed() == ["p1"]


@pytest.mark.slow
def test_a_finger_in_the_picture_tells_the_story_once(browser: Browser, address: str) -> None:
    with opened(browser, address, PHONE, touched=True) as page:
        picture = page.get_by_role("img", name="memberships").first
        handed = watched(picture)
        page.touchscreen.tap(*pixels(picture, "Partnership 2"))
        told = story(page, "Partnership 2")
        expect(told).to_be_visible()
        close_story(page, told)
        assert handed() == ["p1"]


def test_keys_do_not_reach_the_page_behind_a_story(page: Page) -> None:
    step(page, 2)
    choose(page, "Partnership 1")
    told = story(page, "Partnership 1")
    expect(told).to_be_visible()
    for key in ("r", "b", "ArrowRight"):
        page.keyboard.press(key)
    close_story(page, told)
    step(page, 3, since=2)
    expect(page.get_by_role("heading", name="World B")).to_have_count(0)


@pytest.mark.slow
def test_the_story_goes_on_as_the_world_does(page: Page) -> None:
    step(page, 1)
    choose(page, "Partnership 1")
    told = story(page, "Partnership 1")
    lines = told.locator(".outlast-line")
    expect(lines.first).to_be_visible()
    before = lines.count()
    close_story(page, told)
    step(page, 20, since=1)
    choose(page, "Partnership 1")
    expect(told).to_be_visible()
    expect(lines.nth(before)).to_be_visible()


def test_what_would_have_changed_a_fate_is_asked_under_its_story(page: Page) -> None:
    choose(page, "Partnership 2")
    told = story(page, "Partnership 2")
    expect(told).to_contain_text("Its fate is judged after 24 quarters")
    close_story(page, told)
    play(page)
    choose(page, "Partnership 2")
    told.get_by_role("button", name="What would have changed its fate?").click()
    expect(told.get_by_role("status").first).to_contain_text("Every lever is being tried")
    # Every lever is tried in the background; the page can be used meanwhile.
    expect(told.locator(".outlast-fate")).to_be_visible(timeout=180_000)
    expect(told.locator(".outlast-stands").nth(0)).to_contain_text(
        "Partnership 2 of workshop (seed 1) kept itself going"
    )
    expect(told.locator(".outlast-stands").nth(1)).to_contain_text("would have changed this")
    expect(told.locator(".outlast-stands").nth(2)).to_contain_text("Over 100 other histories")
    expect(told.locator("table tr").nth(1)).to_contain_text("→")
    told.get_by_role("button", name="Back to the story").click()
    expect(told.locator(".outlast-line").first).to_be_visible()
    close_story(page, told)
