"""Rosters of one's own in a browser: good ones, bad ones, and names that would be code."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browsing import at_quarter, beside, chart, close_story, fault, hand_in, pixels, step, story, tab

# Many steps on one page each: with the slow tests. That the page works is held by the other browser tests.
pytestmark = pytest.mark.slow

HEAD = "name,sector,region,size\n"
GOOD = HEAD + "".join(
    f"{name},{sector},{region},1\n"
    for region in ("North", "South")
    for name, sector in (
        (f"{region} Trust", "nhs"),
        (f"{region} Hospital", "nhs"),
        (f"{region} University", "university"),
        (f"{region} Devices", "firm"),
    )
)
CODE = "<img src=x onerror=window.ran=1>"


def loaded(page: Page, name: str) -> None:
    expect(page.get_by_text(f"{name} is loaded")).to_be_visible()


def test_a_good_roster_peoples_the_page(page: Page) -> None:
    step(page, 2)
    hand_in(page, "ours.csv", GOOD.encode())
    loaded(page, "ours.csv")
    expect(page.get_by_text("8 organisations")).to_be_visible()
    at_quarter(page, 0)
    chooser = page.get_by_role("textbox", name="The story of")
    chooser.fill("South Dev")
    expect(page.get_by_role("option")).to_have_text(["South Devices"])
    chooser.press("Escape")
    step(page, 2)
    tab(page, "Compare")
    expect(page.get_by_role("table")).to_be_visible()


BAD = (
    ("sector.csv", (HEAD + "A Trust,nhs,North,1\nB,hospice,North,1\n").encode(), ("line 3", "hospice")),
    ("semicolons.csv", GOOD.replace(",", ";").encode(), ("comma",)),
    ("latin.csv", (HEAD + "Trust Zoë,nhs,North,1\n").encode("latin-1"), ("UTF-8",)),
    ("empty.csv", b"", ("empty",)),
    ("large.csv", b"x" * 600_000, ("500 kB",)),
    ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01", ()),
    ("broken.toml", b"[mandate\nvagueness = ", ("line",)),
    ("wrong.toml", b'title = "x"\nextends = "hiec"\n[mandate]\nvagueness = 7\n', ("vagueness", "7")),
)


def test_bad_files_are_refused_in_words_and_the_world_stays(page: Page) -> None:
    step(page, 1)
    for name, data, says in BAD:
        hand_in(page, name, data)
        fault(page, name, *says)
        at_quarter(page, 1)
        expect(page.get_by_role("button", name="Scenario workshop")).to_be_visible()
        assert "Traceback" not in page.inner_text("body")
    # The next is taken as if nothing had been.
    hand_in(page, "ours.csv", GOOD.encode())
    loaded(page, "ours.csv")
    expect(page.locator(".outlast-fault")).to_have_count(0)


def test_a_name_that_would_be_code_is_shown_as_text(page: Page) -> None:
    hand_in(page, f"{CODE}.csv", GOOD.replace("North Trust", CODE).replace("South", f"{CODE}S").encode())
    loaded(page, f"{CODE}.csv")
    picture = page.get_by_role("img", name="memberships").first
    at = pixels(picture, CODE)
    page.mouse.move(*at)
    tooltip = picture.get_by_text(CODE, exact=True)
    expect(tooltip).to_be_visible()
    page.mouse.click(*at)
    expect(story(page, CODE)).to_be_visible()
    close_story(page, story(page, CODE))
    chooser = page.get_by_role("textbox", name="The story of")
    chooser.fill("onerror")
    expect(page.get_by_role("option").first).to_contain_text(CODE)
    chooser.press("Escape")
    beside(page, "another mandate")
    step(page, 1)
    tab(page, "Compare")
    expect(page.get_by_role("table")).to_be_visible()
    tab(page, "Take away")
    tab(page, "Watch")
    expect(chart(page, "What became of them")).to_be_visible()
    assert page.evaluate("[window.ran, document.querySelectorAll('img[src=x]').length]") == [None, 0]


def test_a_scenario_of_ones_own_takes_the_place_of_the_world(page: Page) -> None:
    hand_in(page, "mine.toml", b'title = "Mine"\nextends = "hiec"\n[mandate]\nvagueness = 0.35\n', "application/toml")
    loaded(page, "mine.toml")
    expect(page.get_by_text("Mine", exact=True).first).to_be_visible()
    expect(page.get_by_role("spinbutton", name="How vague the mandate is")).to_have_value("0.35")
