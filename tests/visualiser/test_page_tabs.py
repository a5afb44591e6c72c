"""Tabs of the page: the comparison, the guesses, what is taken away, and the stories."""

# The libraries hand their components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import asyncio
from collections.abc import Callable

import ipyvuetify as v
import pytest

from outlast.analysis.numbers import NULL
from outlast.visualiser import page
from outlast.visualiser.guesses import DIFFERENCE
from outlast.visualiser.page import TABS, Judge, Main
from outlast.visualiser.verdict import OUTCOMES, Question, Verdict
from outlast.visualiser.views.story import Story
from outlast.visualiser.visit import NOTHING, OTHER, Visit
from pages import VISITS, guessing, judged, name_of, one_world, shown, two_worlds, verdict_of, words_of
from visits import opening

WATCH, COMPARE, PREDICT, AWAY, NOTES = range(len(TABS))


@pytest.mark.parametrize("which", ["one world", "no mandate beside", "another mandate beside", "a branch"])
def test_compare_shows_every_outcome_with_its_numbers_once_they_are_known(which: str) -> None:
    visit = VISITS[which]()
    visit.tab.value = COMPARE
    with shown(Main(visit)) as main:
        assert main.says("Running 300 worlds")
        judged(visit)
        assert not main.says("Running 300 worlds")
        cells = [one for one in main.of(v.Html) if one.tag == "td"]
        assert len(cells) == len(OUTCOMES) * (1 if which == "one world" else 3)
        assert all(words_of(cell) for cell in cells)
        assert not any("nan" in words_of(cell).lower() for cell in cells)
        visit.side.value = 0
        visit.move("mandate.grant", 66.0)
        assert visit.fault.value is None
        assert main.says("Running 300 worlds"), "numbers of another mandate are never shown"


def test_nothing_that_gives_the_answer_away_is_shown_while_guesses_are_taken() -> None:
    visit = judged(guessing())
    for tab in (COMPARE, AWAY):
        visit.tab.value = tab
        with shown(Main(visit)) as main:
            assert main.says("Guesses are being taken")
            assert not [one for one in main.of(v.Html) if one.tag == "td"]
            assert not [one for one in main.of(v.Btn) if "CSV" in words_of(one) or "PNG" in words_of(one)]


def test_a_round_is_asked_guessed_and_answered_on_the_page() -> None:
    visit = judged(Visit(opening()))
    visit.tab.value = PREDICT
    with shown(Main(visit)) as main:
        main.button("Ask the room").click()
        assert visit.is_guessing
        name, number = main.of(v.TextField)
        assert number.v_model == "50"
        name.v_model = "Ann"
        [slider] = main.of(v.Slider)
        slider.v_model = 33
        main.button("Keep this guess").click()
        current = visit.guesses.value.current
        assert current is not None
        assert [(one.name, one.value) for one in current.guesses] == [("Ann", 33)]
        # Nobody learns from the page what Ann thinks, and nobody starts from it.
        assert not main.says("33")
        assert slider.v_model == 50
        assert main.button("Step").disabled
        main.button("Show the answer").click()
        assert not visit.is_guessing
        assert main.says("nearest came Ann")
        assert not main.button("Step").disabled


def test_a_difference_can_be_asked_of_two_worlds_only() -> None:
    for visit, several in ((one_world(), False), (two_worlds(OTHER), True)):
        visit.tab.value = PREDICT
        with shown(Main(visit)) as main:
            values = [item["value"] for one in main.of(v.Select) for item in one.items or [] if isinstance(item, dict)]
            assert (DIFFERENCE in values) == several


def test_no_link_is_made_of_organisations_of_ones_own() -> None:
    visit = one_world()
    visit.tab.value = AWAY
    rows = b"name,sector,region,size\nSecret Trust,nhs,x,1\nb,university,x,1\nc,firm,x,1\n"
    with shown(Main(visit)) as main:
        [link] = [one for one in main.of(v.TextField) if "link" in name_of(one)]
        assert "page=" in link.v_model
        visit.hand_in(rows, "ours.csv")
        assert not [one for one in main.of(v.TextField) if "link" in name_of(one)]
        assert main.says("No link is made")
        visit.load("workshop")
        assert [one for one in main.of(v.TextField) if "link" in name_of(one)]


@pytest.mark.parametrize("which", ["one world", "no mandate beside", "a branch", "over"])
def test_every_organisation_and_partnership_has_a_story(which: str) -> None:
    visit = VISITS[which]()
    with shown(Story(visit)) as story:
        for side, one in enumerate(visit.worlds.value):
            for chosen in ("p0", "p1", *(str(other.key) for other in list(one.model.organisations)[:6])):
                visit.chosen.value = (side, chosen)
                assert story.says("Told from what was recorded")
                assert story.button("Close")
        story.button("Close").click()
        assert visit.chosen.value is None


def test_the_story_of_what_is_no_longer_there_is_not_told() -> None:
    visit = two_worlds(OTHER)
    with shown(Story(visit)) as story:
        visit.chosen.value = (1, "p0")
        assert story.says("Partnership 1")
        visit.put_beside(NOTHING)
        assert visit.chosen.value is None
        visit.chosen.value = (1, "p0")
        assert not story.says("Told from what was recorded")


def test_a_click_on_what_another_world_has_taken_the_place_of_tells_no_story() -> None:
    visit = one_world()
    with shown(Main(visit)) as main:
        [picture] = [one for one in main.widgets() if getattr(one, "told", False)]
        for gone in ("p99", "99999", "nonsense"):
            picture.vue_clicked(gone)
            assert visit.chosen.value is None
        picture.vue_clicked("p1")
        assert visit.chosen.value == (0, "p1")


def judging(visit: Visit, until: Callable[[], bool], rounds: int = 1500) -> None:
    async def watch() -> None:
        with shown(Judge(visit)):
            for _ in range(rounds):
                await asyncio.sleep(0.004)
                if until():
                    return

    asyncio.run(watch())


def test_the_runs_are_asked_once_for_each_question(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = one_world()
    asked: list[Question] = []

    def judge(question: Question) -> Verdict:
        asked.append(question)
        return verdict_of(visit)

    monkeypatch.setattr(page, "judge", judge)
    visit.tab.value = WATCH
    judging(visit, lambda: False, rounds=120)
    assert asked == [], "nobody looks at the answer yet"
    visit.tab.value = COMPARE
    judging(visit, lambda: visit.verdict.value is not None)
    assert asked == [visit.question()]
    first = visit.verdict.value
    visit.verdict.value = None
    judging(visit, lambda: visit.verdict.value is not None)
    assert (asked, visit.verdict.value) == ([visit.question()], first)


def test_a_number_that_is_not_known_is_a_dash_not_a_nan() -> None:
    visit = Visit(opening({"context.horizon": 9}))
    visit.tab.value = COMPARE
    with shown(Main(judged(visit))) as main:
        cells = [words_of(one) for one in main.of(v.Html) if one.tag == "td"]
        assert sum(NULL in cell for cell in cells) >= 3
        assert not any("nan" in text.lower().split() for text in main.texts())
