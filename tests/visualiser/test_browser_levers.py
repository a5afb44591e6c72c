"""Levers in a browser: by keyboard and by number, before the first quarter and on the way, and what cannot be."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from browsing import (
    GRANT,
    TIES,
    VAGUE,
    at_quarter,
    button,
    caught_up,
    chart,
    field,
    pick,
    saved,
    series,
    slider,
    step,
    tab,
    typed,
)
from outlast.scenario import Scenario
from outlast.scenario.handed import scenario_from

# Many steps on one page each: with the slow tests. That the page works is held by the other browser tests.
pytestmark = pytest.mark.slow


def taken_away(page: Page) -> Scenario:
    """The scenario of the page as a file says it."""
    tab(page, "Take away")
    _, data = saved(page, "Scenario (TOML)")
    tab(page, "Watch")
    return scenario_from(data, "taken.toml")


def granted(page: Page, side: int = 0) -> list[float]:
    """The grant of each quarter so far, as the page draws it."""
    return series(chart(page, "Money of those open", side)).get("grant", [])


def test_a_slider_moved_by_keyboard_changes_the_model(page: Page) -> None:
    slider(page, VAGUE).focus()
    least = float(field(page, VAGUE).get_attribute("step") or 0)
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expected = round(0.6 - 3 * least, 6)
    expect(field(page, VAGUE)).to_have_value(f"{expected:g}")
    slider(page, TIES).press("Home")
    expect(field(page, TIES)).to_have_value("0")
    found = taken_away(page).settings
    assert tuple(found.mandate.vagueness) == (expected,) * 3
    assert found.context.prior_ties == 0
    at_quarter(page, 0)


def test_a_number_can_be_typed_while_the_world_plays(page: Page) -> None:
    button(page, "Play").click()
    expect(page.locator(".outlast-quarter")).not_to_have_text("Quarter 0 of 40")
    where = field(page, GRANT)
    where.fill("")
    # Slower than quarters go by, so that the page is drawn anew between one digit and the next.
    where.press_sequentially("64", delay=600)
    where.press("Enter")
    expect(page.get_by_label("new value")).to_have_value("64")
    button(page, "Pause").click()
    expect(where).to_have_value("64")


def test_a_number_that_is_typed_changes_the_model(page: Page) -> None:
    typed(field(page, GRANT), "70")
    expect(slider(page, GRANT)).to_have_attribute("aria-valuenow", "70")
    step(page, 2)
    assert granted(page) == [70, 70]
    found = taken_away(page)
    assert found.settings.mandate.grant == 70
    assert found.changes == ()


def test_a_lever_moved_on_the_way_is_an_intervention_that_can_be_edited_and_taken_back(page: Page) -> None:
    step(page, 3)
    typed(field(page, GRANT), "60")
    timeline = page.locator(".outlast-timeline")
    expect(timeline).to_contain_text(re.compile("Central money while funded, before any taper: £?120"))
    expect(page.get_by_label("Quarter of intervention 1")).to_have_value("3")
    value = page.get_by_label("new value")
    expect(value).to_have_value("60")
    step(page, 5, since=3)
    assert granted(page) == [120, 120, 120, 60, 60]
    assert [change.quarter for change in taken_away(page).changes] == [3]

    typed(page.get_by_label("Quarter of intervention 1"), "1")
    expect(button(page, "Take back: Central money while funded, before any taper from quarter 1")).to_be_visible()
    caught_up(page)
    at_quarter(page, 5)
    assert granted(page) == [120, 60, 60, 60, 60]
    typed(page.get_by_label("new value"), "90")
    expect(field(page, GRANT)).to_have_value("90")
    caught_up(page)
    assert granted(page) == [120, 90, 90, 90, 90]

    button(page, "Take back: Central money while funded, before any taper from quarter 1").click()
    expect(timeline).to_have_count(0)
    expect(field(page, GRANT)).to_have_value("120")
    caught_up(page)
    at_quarter(page, 5)
    assert granted(page) == [120] * 5


def test_an_intervention_can_be_played_again_and_goes_with_reset(page: Page) -> None:
    step(page, 2)
    typed(field(page, GRANT), "60")
    step(page, 3, since=2)
    button(page, "Play again with these").click()
    at_quarter(page, 0)
    expect(page.get_by_label("Quarter of intervention 1")).to_have_value("2")
    step(page, 3)
    assert granted(page) == [120, 120, 60]
    button(page, "Reset").click()
    at_quarter(page, 0)
    expect(page.locator(".outlast-timeline")).to_have_count(0)
    expect(field(page, GRANT)).to_have_value("120")


def test_what_is_drawn_before_quarter_0_stands_still_while_a_world_runs(page: Page) -> None:
    expect(field(page, TIES)).to_be_enabled()
    step(page, 1)
    expect(field(page, TIES)).to_be_disabled()
    expect(field(page, VAGUE)).to_be_enabled()
    button(page, "Reset").click()
    expect(field(page, TIES)).to_be_enabled()


def test_a_lever_says_what_it_means_and_where_the_clusters_stood(page: Page) -> None:
    expect(page.get_by_text("HIEC 0.8")).to_be_visible()
    expect(page.get_by_text("HIEC 130")).to_be_visible()
    meaning = page.get_by_text(re.compile("From 0 to 2,?000; unit: £k per partnership per quarter"))
    expect(meaning).to_be_hidden()
    page.get_by_role("note", name=GRANT).hover()
    expect(meaning).to_be_visible()


@pytest.mark.parametrize(("text", "says"), [("9999999", "cannot be"), ("-5", "cannot be"), ("1e", "no number")])
def test_a_value_that_cannot_be_is_refused_in_words(page: Page, text: str, says: str) -> None:
    where, complaint = field(page, GRANT), page.locator(".outlast-fault")
    typed(where, text)
    expect(complaint).to_contain_text(says)
    # What stands in the field is what the world has.
    expect(where).to_have_value("120")
    expect(slider(page, GRANT)).to_have_attribute("aria-valuenow", "120")
    step(page, 1)
    assert granted(page) == [120]
    expect(complaint).to_have_count(0)


def test_a_shipped_scenario_takes_the_place_of_the_world(page: Page) -> None:
    step(page, 1)
    pick(page, "Scenario", "hiec")
    at_quarter(page, 0)
    expect(field(page, VAGUE)).to_have_value("0.8")
    expect(field(page, GRANT)).to_have_value("130")
    assert taken_away(page).settings.context.partnerships == 17


def test_vagueness_can_be_set_in_three_parts(page: Page) -> None:
    page.get_by_role("checkbox", name="vagueness in three parts").check(force=True)
    typed(page.get_by_role("spinbutton", name="what to aim at"), "0.2")
    expect(page.get_by_role("spinbutton", name="what to aim at")).to_have_value("0.2")
    assert tuple(taken_away(page).settings.mandate.vagueness) == (0.2, 0.6, 0.6)
