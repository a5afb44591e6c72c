"""Predicting in a browser: ask, guess, see nothing, show the answer, keep the round."""

from __future__ import annotations

import csv
import io

import pytest
from playwright.sync_api import Page, expect

from browsing import VAGUE, at_quarter, beside, button, field, saved, step, tab, typed


def ask(page: Page) -> None:
    tab(page, "Predict")
    button(page, "Ask the room").click()
    expect(button(page, "Keep this guess")).to_be_visible()


def guess(page: Page, name: str, value: int) -> None:
    """Guess with the slider, from its least place up."""
    slider = page.get_by_role("slider", name="Guess, 0 to 100")
    slider.press("Home")
    for _ in range(value):
        slider.press("ArrowRight")
    expect(page.get_by_role("spinbutton", name="Guess, as a number")).to_have_value(f"{value}")
    page.get_by_label("Name (optional)").fill(name)
    button(page, "Keep this guess").click()
    # Who has guessed is said, and what is not.
    kept = page.get_by_role("status").filter(has_text="hidden until the answer is shown")
    expect(kept).to_contain_text(name)
    expect(kept).not_to_contain_text(f"{name} {value}")
    expect(page.get_by_label("Name (optional)")).to_have_value("")
    expect(page.get_by_role("spinbutton", name="Guess, as a number")).to_have_value("50")


def test_a_round_from_question_to_kept_guesses(page: Page) -> None:
    step(page, 2)
    ask(page)
    at_quarter(page, 0)
    # The runs behind it are done while everybody guesses, whatever tab is looked at.
    expect(button(page, "Show the answer")).to_be_enabled()
    for name in ("Play", "Step", "Reset"):
        expect(button(page, name)).to_be_disabled()
    expect(field(page, VAGUE)).to_be_disabled()
    guess(page, "Ada", 12)
    guess(page, "Ben", 3)
    tab(page, "Compare")
    expect(page.get_by_text("Guesses are being taken")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    tab(page, "Take away")
    expect(page.get_by_text("Guesses are being taken")).to_be_visible()
    expect(page.get_by_role("button", name="Figure")).to_have_count(0)

    tab(page, "Predict")
    button(page, "Show the answer").click()
    table = page.get_by_role("table", name="Guesses and answers by round")
    expect(table).to_contain_text("keep themselves going")
    expect(page.get_by_role("img", name="Guesses: Ben 3, Ada 12.")).to_be_visible()
    expect(button(page, "Play")).to_be_enabled()
    name, data = saved(page, "The guesses (CSV)")
    assert name == "guesses.csv"
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    assert [(row["name"], row["guess"]) for row in rows] == [("Ada", "12"), ("Ben", "3")]

    tab(page, "Compare")
    outcomes = page.get_by_role("table", name="Outcomes over 300 runs")
    shown = float(outcomes.locator("td").first.inner_text().split("%")[0])
    assert shown == round(float(rows[0]["answer"]))
    for row in rows:
        assert float(row["miss"]) == pytest.approx(abs(float(row["guess"]) - float(row["answer"])), abs=0.011)
        assert float(row["answer_low"]) <= float(row["answer"]) <= float(row["answer_high"])


@pytest.mark.slow
def test_a_question_that_is_called_off_leaves_no_round(page: Page) -> None:
    ask(page)
    guess(page, "Ada", 1)
    button(page, "Call it off").click()
    expect(button(page, "Ask the room")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    expect(button(page, "Play")).to_be_enabled()
    step(page, 1)


@pytest.mark.slow
def test_a_difference_is_guessed_where_two_worlds_stand(page: Page) -> None:
    beside(page, "no mandate")
    tab(page, "Predict")
    button(page, "Ask the room").click()
    typed(page.get_by_role("spinbutton", name="Guess, as a number"), "-2")
    expect(page.get_by_role("slider", name="Guess, -100 to 100")).to_have_attribute("aria-valuenow", "-2")
    button(page, "Keep this guess").click()
    expect(page.get_by_text("guess is kept")).to_contain_text("guess 1")
    button(page, "Show the answer").click()
    rounds = page.get_by_role("table", name="Guesses and answers by round")
    expect(rounds).to_contain_text("more keep themselves going")
    expect(rounds).to_contain_text("with the mandate than without it")
    expect(rounds).to_contain_text("−2")
