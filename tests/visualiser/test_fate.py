"""What would have changed a fate, asked on the page: as of the world's scenario file, and only once it is due."""

# The libraries hand their components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import asyncio
from collections.abc import Callable

import ipyvuetify as v
import pytest

from outlast.analysis.explanation.conduct import explain
from outlast.report.explanation.sentences import answer, further
from outlast.scenario.handed import scenario_from
from outlast.visualiser import fate
from outlast.visualiser.fate import Answer, found, inquiry, is_judged, judged_after
from outlast.visualiser.views import fate as view
from outlast.visualiser.views.fate import ASK, BACK, NO_MANDATE
from outlast.visualiser.views.story import Story
from outlast.visualiser.visit import UNMANDATED, VERDICTS, Visit
from pages import Shown, guessing, over, shown, words_of
from visits import beside, opening, stepped, world

MADE_UP = Answer(
    ("It closed.", "A grant of <b>more</b>.", "Luck."), (("the grant", "1 → 2", "5%", "–", "–"),), ("So.",)
)


def test_the_answer_is_that_of_the_scenario_file_with_what_was_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fate, "HISTORIES", 3)
    played = world({"context.horizon": 20}, seed=4).play_to(3)
    played.move("mandate.grant", 250.0)
    played.play_to(20)
    told = found(inquiry(played, 1))
    file = scenario_from(played.scenario.to_toml().encode(), "defaults.toml")
    explained = explain(file, seed=4, partnership=1, histories=3)
    assert told.says == tuple(answer(explained))
    assert told.further == tuple(further(explained))
    assert len(told.rows) == len(explained.changes) > 0
    assert any("the grant from quarter 3 on" in text for text in (*told.further, *(row[0] for row in told.rows)))
    recorded = played.model.records[1].finals["self_sustaining_8"]
    assert explained.fate.kept == (recorded == 1.0)


def test_a_fate_is_known_eight_quarters_after_the_last_pound_and_not_before() -> None:
    paid, unpaid = world(), world({"mandate.grant": 0.0})
    for one, quarter in ((paid, 16), (unpaid, 8)):
        assert judged_after(one, 0) == quarter
        assert not is_judged(one.play_to(quarter - 1), 0)
        assert is_judged(one.play_to(quarter), 0)
    longer = world().play_to(4)
    longer.move("mandate.duration", 20)
    assert judged_after(longer, 0) == 28
    gone = world({"mandate.early_cancel": 1.0, "context.reorganisations.scheduled": (3,)}).play_to(5)
    assert judged_after(gone, 0) == 11


def test_it_can_be_asked_once_the_fate_is_known_and_never_of_a_world_without_a_mandate() -> None:
    visit = Visit(opening())
    with shown(Story(visit)) as story:
        visit.chosen.value = (0, "p0")
        assert story.says("Its fate is judged after 16 quarters")
        assert not [one for one in story.of(v.Btn) if ASK in words_of(one)]
        stepped(visit, 16)
        assert story.button(ASK)
        assert not story.says("Its fate is judged")
        visit.chosen.value = (0, str(next(iter(visit.world.model.organisations)).key))
        assert not [one for one in story.of(v.Btn) if ASK in words_of(one)]
        assert not story.says("Its fate is judged")
    without = stepped(beside(UNMANDATED), 35)
    with shown(Story(without)) as story:
        without.chosen.value = (1, "p0")
        assert story.says(NO_MANDATE)
        without.chosen.value = (0, "p0")
        assert story.button(ASK)
    hidden = guessing()
    with shown(Story(hidden)) as story:
        hidden.chosen.value = (0, "p0")
        assert not [one for one in story.of(v.Btn) if ASK in words_of(one)]


def test_a_horizon_that_ends_too_early_is_said() -> None:
    visit = stepped(Visit(opening({"context.horizon": 12})), 12)
    with shown(Story(visit)) as story:
        visit.chosen.value = (0, "p0")
        assert story.says("lies beyond the 12 that are simulated")


def asking(visit: Visit, until: Callable[[Shown], bool], rounds: int = 1500) -> None:
    """Ask for the fate of the first partnership and wait until something holds of the window."""

    async def ask() -> None:
        with shown(Story(visit)) as story:
            visit.chosen.value = (0, "p0")
            story.button(ASK).click()
            assert story.says("Every lever is being tried")
            for _ in range(rounds):
                await asyncio.sleep(0.004)
                if until(story):
                    return
            raise AssertionError("it never came to that")

    asyncio.run(ask())


def test_the_answer_comes_and_the_story_can_be_had_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(view, "found", lambda one: asked.append(one) or MADE_UP)
    visit = over()

    def answered(story) -> bool:
        if not story.says("It closed."):
            return False
        assert story.says("A grant of <b>more</b>."), "text is text and never markup"
        cells = [words_of(one) for one in story.of(v.Html) if one.tag in ("td", "th")]
        assert cells[-5:] == list(MADE_UP.rows[0])
        assert story.says("from the start; where a lever was moved on the way")
        assert not story.says("Told from what was recorded")
        story.button(BACK).click()
        assert story.says("Told from what was recorded")
        story.button(ASK).click()
        assert story.says("It closed."), "what was found is kept"
        return True

    asking(visit, answered)
    assert [one.partnership for one in asked] == [0]
    assert asked[0].scenario.to_toml() == visit.world.scenario.to_toml()


def test_a_search_that_fails_is_said_and_can_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = []

    def fail(one: object) -> Answer:
        tries.append(one)
        if len(tries) == 1:
            raise RuntimeError("by design")
        return MADE_UP

    monkeypatch.setattr(view, "found", fail)

    def answered(story) -> bool:
        if [one for one in story.of(v.Btn) if "Try again" in words_of(one)]:
            assert story.says("The search failed.")
            story.button("Try again").click()
        return story.says("It closed.")

    asking(over(), answered)
    assert len(tries) == 2


def test_answers_are_kept_by_what_was_asked_and_the_oldest_forgotten() -> None:
    visit = over()
    names = [inquiry(visit.world, 0).fingerprint(), inquiry(visit.world, 1).fingerprint()]
    assert len({*names, inquiry(world(seed=9), 0).fingerprint()}) == 3
    for number in range(VERDICTS + 2):
        visit.keep_answer(str(number), MADE_UP)
    assert visit.answer("0") is None
    assert visit.answer(str(VERDICTS + 1)) is MADE_UP
