"""Playing in a browser: to the end, pause, step, reset, luck, speed and keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browsing import VAGUE, at_quarter, button, caught_up, chart, field, play, series, step, typed

# Many steps on one page each: with the slow tests. That the page works is held by the other browser tests.
pytestmark = pytest.mark.slow


def seed(page: Page):
    return page.get_by_role("spinbutton", name="Luck: the seed")


def trusted(page: Page) -> list[float]:
    """Trust in each quarter so far, which hardly two kinds of luck have alike."""
    return series(chart(page, "Trust and clarity"))["trust"]


def test_play_runs_to_the_end_and_stops(page: Page) -> None:
    play(page)
    for name in ("Play", "Step", "Branch here"):
        expect(button(page, name)).to_be_disabled()
    assert len(next(iter(series(chart(page, "What became of them")).values()))) == 40
    button(page, "Reset").click()
    at_quarter(page, 0)
    expect(button(page, "Play")).to_be_enabled()
    expect(button(page, "Step")).to_be_enabled()


def test_pause_stops_and_step_goes_on_by_one(page: Page) -> None:
    button(page, "Play").click()
    expect(button(page, "Step")).to_be_disabled()
    expect(page.locator(".outlast-quarter")).not_to_have_text("Quarter 0 of 40")
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()
    expect(button(page, "Step")).to_be_enabled()
    stands = int(page.locator(".outlast-quarter").inner_text().split()[1])
    assert 0 < stands < 40
    step(page, stands + 2, since=stands)


def test_reset_keeps_luck_and_levers(page: Page) -> None:
    typed(seed(page), "7")
    typed(field(page, VAGUE), "0.3")
    step(page, 3)
    first = trusted(page)
    button(page, "Reset").click()
    at_quarter(page, 0)
    expect(seed(page)).to_have_value("7")
    expect(field(page, VAGUE)).to_have_value("0.3")
    step(page, 3)
    assert trusted(page) == first


def test_a_reset_that_was_not_meant_can_be_undone(page: Page) -> None:
    step(page, 2)
    typed(field(page, VAGUE), "0.2")
    expect(page.get_by_label("new value")).to_have_value("0.2")
    step(page, 3, since=2)
    first = trusted(page)
    button(page, "Reset").click()
    at_quarter(page, 0)
    button(page, "Undo").click()
    at_quarter(page, 3)
    caught_up(page)
    assert trusted(page) == first
    expect(page.get_by_label("new value")).to_have_value("0.2")


def test_another_seed_is_other_luck_from_quarter_0(page: Page) -> None:
    step(page, 2)
    first = trusted(page)
    typed(seed(page), "8")
    at_quarter(page, 0)
    step(page, 2)
    other = trusted(page)
    assert len(other) == len(first) == 2
    assert other != first
    typed(seed(page), "1")
    at_quarter(page, 0)
    step(page, 2)
    assert trusted(page) == first


def test_a_seed_that_is_none_is_refused(page: Page) -> None:
    step(page, 1)
    typed(seed(page), "")
    expect(page.locator(".outlast-fault")).to_contain_text("seed")
    expect(seed(page)).to_have_value("1")
    at_quarter(page, 1)


def test_the_speed_that_is_chosen_stays(page: Page) -> None:
    # The library marks the chosen one of several buttons by its class alone.
    expect(page.locator(".outlast-speed .v-item--active")).to_have_text("medium")
    button(page, "slow").click()
    expect(page.locator(".outlast-speed .v-item--active")).to_have_text("slow")
    button(page, "fast").click()
    button(page, "Play").click()
    at_quarter(page, 40)
    button(page, "Reset").click()
    at_quarter(page, 0)
    expect(page.locator(".outlast-speed .v-item--active")).to_have_text("fast")


def test_keys_play_pause_step_branch_and_reset(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("ArrowRight")
    at_quarter(page, 1)
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="World B")).to_be_visible()
    page.keyboard.press("r")
    at_quarter(page, 0)
    expect(page.get_by_role("heading", name="World B")).to_have_count(0)
    page.keyboard.press("Space")
    expect(button(page, "Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(button(page, "Play")).to_be_visible()


def test_keys_do_nothing_while_somebody_types(page: Page) -> None:
    step(page, 1)
    chooser = page.get_by_role("textbox", name="The story of")
    chooser.click()
    chooser.press_sequentially("r b")
    expect(chooser).to_have_value("r b")
    chooser.press("ArrowRight")
    seed(page).press("ArrowRight")
    field(page, VAGUE).press("b")
    step(page, 2, since=1)
    expect(button(page, "Play")).to_be_visible()
    expect(page.get_by_role("heading", name="World B")).to_have_count(0)
