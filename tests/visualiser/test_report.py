"""A report of the worlds at hand says what stands on the page, and gives it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from documents import NASTY, Page, parsed_command
from outlast.outcomes.intervals import Interval
from outlast.report.answer import answer
from outlast.scenario import load_scenario
from outlast.simulation.simulate import simulate
from outlast.visualiser import report as reporting
from outlast.visualiser.guesses import SHARE, Round
from outlast.visualiser.pictures import course_figure
from outlast.visualiser.report import report
from outlast.visualiser.world import World
from visits import opening, same, world

FEW = 12


@pytest.fixture(scope="module", autouse=True)
def few_runs() -> Iterator[None]:
    """A few runs in place of hundreds; all that is said of them is the same."""
    with patch.object(reporting, "RUNS", FEW), patch.object(reporting, "SEEDS", range(1, FEW + 1)):
        yield


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No figures, which take seconds."""
    monkeypatch.setattr(reporting, "_figures", lambda *_: [])


@pytest.fixture(scope="module")
def both(worlds: tuple[World, World]) -> Page:
    """The page of two worlds and a prediction."""
    return taken(*worlds, rounds=(asked(),))


@pytest.fixture(scope="module")
def worlds() -> tuple[World, World]:
    """A world with an intervention, and a branch of it with another, played to quarter 14."""
    first = World(opening({"output.twin": True}), 5).play_to(3)
    first.move("mandate.grant", 60.0)
    second = first.play_to(7).branch()
    second.move("mandate.pressure", 0.9)
    return first.play_to(14), second.play_to(14)


def asked() -> Round:
    one = Round(f"How many? {NASTY}", "of world A", "self_sustaining_8", SHARE)
    return Round(one.question, one.about, one.outcome, SHARE, one.with_guess(NASTY, 30).guesses, Interval(20, 18, 23))


def taken(*those: World, rounds: tuple[Round, ...] = ()) -> Page:
    return Page(report(those, rounds).result().decode("utf-8"))


def test_it_says_what_was_set_moved_played_and_predicted(worlds: tuple[World, World], both: Page) -> None:
    page = both
    result = simulate(worlds[0].scenario, range(1, FEW + 1))
    said = page.section("answer")
    assert answer(result) in said
    assert "In B, on the same luck, " in said
    assert "In world A, played with seed 5: after 14 quarters " in said
    assert "1 guess, median 30; the runs gave 20 [18, 23] of 100" in said
    tables = page.section("tables")
    for part in (
        "Levers as the worlds opened",
        "world B",
        "quarter 3",
        "£60k per partnership per quarter",
        "quarter 7",
        "0.90",
    ):
        assert part in tables
    captions = [one.text for one in page.all("figcaption")]
    assert len(captions) == 6
    assert sum("as it was played, quarter 1 to 14" in one for one in captions) == 2
    assert all(len(one.attributes["alt"].split()) > 12 for one in page.all("img"))
    # Names of guessers are not to be trusted.
    assert page.all("script") == []
    assert any(one.text == NASTY[:40] for one in page.all("th"))


def test_its_files_give_the_worlds_again(
    worlds: tuple[World, World], both: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = both
    monkeypatch.chdir(tmp_path)
    assert list(page.files()) == ["scenario_A.toml", "scenario_B.toml"]
    for played, command, (name, text) in zip(worlds, page.commands(), page.files().items(), strict=True):
        Path(name).write_text(text, encoding="utf-8")
        assert same(World(load_scenario(name), 5).play_to(14), played)
        kind, given = parsed_command(command)
        assert (kind, given["scenario"], given["seed"], given["replicates"]) == ("run", name, 1, FEW)
        assert shlex.split(command)[:2] == ["outlast", "run"]


@pytest.mark.usefixtures("undrawn")
def test_a_world_that_was_not_played_and_a_twin_are_told_as_such() -> None:
    page = taken(world(), world(unmandated=True).play_to(2))
    assert "In world A, played with seed 1, no quarter has been played yet" in page.section("answer")
    assert "In world B (without a mandate), played with seed 1: after 2 quarters" in page.section("answer")
    assert list(page.files()) == ["scenario_A.toml"]
    assert "url(" not in page.all("style")[0].text
    assert {one.tag for one in page.elements} & {"link", "script", "iframe"} == set()


@pytest.mark.usefixtures("undrawn")
def test_what_is_played_on_meanwhile_is_not_told() -> None:
    one = world().play_to(2)
    coming = report((one,), ())
    one.play_to(9)
    assert "after 2 quarters" in Page(coming.result().decode("utf-8")).section("answer")


def test_a_course_has_the_numbers_that_were_recorded() -> None:
    played = world().play_to(17)
    states, money, shares = course_figure(played.trace(), "Title", "Subtitle", ["Note"]).axes
    heights = np.zeros(17)
    for bar in rectangles(states):
        heights[round(bar.get_x() + 0.5) - 1] += bar.get_height()
    assert heights.tolist() == [2.0] * 17
    grant = [bar.get_height() for bar in rectangles(money)[:17]]
    assert grant == np.nan_to_num(np.nanmean(played.course("grant"), axis=1)).tolist()
    (trust,) = [line for line in shares.lines if line.get_label() == "trust"]
    assert np.asarray(trust.get_ydata()).tolist() == np.nanmean(played.course("trust"), axis=1).tolist()


def rectangles(axes: Axes) -> list[Rectangle]:
    return [one for one in axes.patches if isinstance(one, Rectangle)]
