"""Stories read well, are the same each time, and do not change behind the reader's back."""

from __future__ import annotations

import copy
import re

import pytest

from outlast.analysis.numbers import percent
from outlast.outcomes.judgement import STATES
from outlast.report.story import (
    Line,
    organisation_story,
    partnership_story,
    standing_of_organisation,
    standing_of_partnership,
)
from outlast.report.story.lines import LONGEST
from outlast.report.wording import STATE_NAMES, money, number
from report.watched import CASES, N, Watched, half_way, opened, world


def partnerships(seen: Watched) -> list[list[Line]]:
    return [partnership_story(seen.chronicle, one.key) for one in seen.model.partnerships]


def organisations(seen: Watched) -> list[list[Line]]:
    return [organisation_story(seen.chronicle, one.key) for one in seen.model.organisations]


def standings(seen: Watched) -> list[str]:
    return [
        *(standing_of_partnership(seen.chronicle, one.key) for one in seen.model.partnerships),
        *(standing_of_organisation(seen.chronicle, one.key) for one in seen.model.organisations),
    ]


def figure(count: int) -> str:
    return {0: "none", 1: "one"}.get(count, str(count))


def assert_reads_well(text: str) -> None:
    assert text == text.strip()
    assert text[0].isupper() or text[0].isdigit()
    assert text.endswith(".")
    # Names end in numbers; a number before a noun in the plural is above one.
    assert not re.search(r"None|nan\b|NaN|  | [.,;:]|\.\.|,,|–[.,; ]|[{}_\[\]]", text), text
    assert not re.search(r"(?<!\w )(?<![.\w])[01] (?:more )?(?:members?|quarters?|firms?|joint|governance)", text), text


@pytest.mark.parametrize("name", CASES)
def test_every_line_reads_well(name: str) -> None:
    seen = world(name)
    for lines in [*partnerships(seen), *organisations(seen)]:
        assert lines
        assert [line.quarter for line in lines] == sorted(line.quarter for line in lines)
        assert all(0 <= line.quarter < seen.model.horizon for line in lines)
        for line in lines:
            assert_reads_well(line.text)
    for text in standings(seen):
        assert_reads_well(text)


@pytest.mark.parametrize("name", CASES)
def test_a_life_is_short_enough_to_read(name: str) -> None:
    seen = world(name)
    for lines in partnerships(seen):
        assert 2 <= len(lines) <= 30
        assert max(len(line.text) for line in lines) <= 600
        assert sum(len(line.text.split()) for line in lines) <= 700
    for lines in organisations(seen):
        assert 1 <= len(lines) <= 20
        assert max(len(line.text) for line in lines) <= 600


@pytest.mark.parametrize("name", ["workshop", "stormy"])
def test_the_same_world_has_the_same_story(name: str) -> None:
    seen, again = world(name), opened(name).play()
    assert partnerships(seen) == partnerships(again)
    assert organisations(seen) == organisations(again)
    assert standings(seen) == standings(again)
    assert partnerships(copy.deepcopy(again)) == partnerships(again)


@pytest.mark.parametrize("name", ["workshop", "hiec", "then_ahsn", "stormy", "tapered"])
@pytest.mark.parametrize("quarter", [1, 9, 12, 21])
def test_what_was_told_stays_told(name: str, quarter: int) -> None:
    early, late = half_way(name, quarter), world(name)
    settled = quarter - LONGEST
    for before, after in zip(partnerships(early), partnerships(late), strict=True):
        assert [line for line in before if line.quarter < settled] == [line for line in after if line.quarter < settled]


def test_before_the_first_quarter_there_is_a_story_too() -> None:
    seen = opened("workshop")
    for lines in partnerships(seen):
        (line,) = lines
        assert line.quarter == 0
        assert_reads_well(line.text)
        assert re.fullmatch(r"Convened in Exampleshire with 12 members \(.+\), hosted by .+\.", line.text)
    for text in standings(seen):
        assert_reads_well(text)
    for one in seen.model.organisations:
        (line,) = organisation_story(seen.chronicle, one.key)
        assert line.text.startswith("Convened into" if one.memberships else "It has belonged to no partnership")
        said = standing_of_organisation(seen.chronicle, one.key)
        assert ("is a member of" in said) == bool(one.memberships)


@pytest.mark.parametrize("name", ["workshop", "hiec", "stormy", "matched", "grown"])
def test_where_a_partnership_stands_is_what_was_recorded(name: str) -> None:
    for seen in (half_way(name, 12), world(name)):
        last = seen.model.quarter - 1
        for one in seen.model.partnerships:
            text = standing_of_partnership(seen.chronicle, one.key)
            state = STATES[int(seen.measure(one.key, "state")[-1])]
            assert f"counts as {STATE_NAMES[state]}:" in text
            assert re.search(rf"Partnership {one.key + 1}\b", text)
            running = len(one.activities)
            assert ("no joint activity is" if not running else f"{running if running > 1 else 'one'} joint") in text
            assert one.is_open == ("trust among them is" in text)
            paper, use = (percent(seen.measure(one.key, column)[-1]) for column in ("progress", "in_use"))
            assert f"{paper} on paper and {use} in use" in text
            if not one.is_open:
                assert f"closed in quarter {seen.closing(one.key)} and" in text
                continue
            engaged = int(seen.measure(one.key, "engaged")[-1])
            members = len(one.memberships)
            assert re.search(rf"(?:of|all) its {members} members", text.lower())
            everyone = f"All its {members} members are engaged" in text
            assert everyone == (engaged == members)
            assert everyone or (re.findall(rf"{N} (?:is|are) engaged", text) or ["none"]) == [figure(engaged)]
            assert f"trust among them is {number(seen.measure(one.key, 'trust')[-1])} on" in text
            grant = seen.measure(one.key, "grant")[-1]
            assert (f"In quarter {last} {money(grant)} of grant" if grant else "no grant") in text
            assert f"against a cost of {money(one.cost)}: " in text
            short = one.coverage < seen.model.rules.fate.closing_coverage
            assert short == ("counts as short" in text)
