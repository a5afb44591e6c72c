"""What is said of an explanation follows from what was recorded and found."""

from __future__ import annotations

import dataclasses
import math
import re
from typing import Any

import pytest

from explanations import CASES, explained, scenario
from outlast.analysis.explanation.course import Standing
from outlast.analysis.explanation.departure import Departure
from outlast.analysis.explanation.explanation import Change, Explanation
from outlast.analysis.explanation.fate import Fate
from outlast.analysis.explanation.histories import Elsewhere
from outlast.analysis.explanation.levers import Lever, levers_of
from outlast.analysis.explanation.search import HIGHER, OTHER, Flip
from outlast.outcomes.intervals import Interval
from outlast.report.explanation import explanation_text, findings, story_lines
from outlast.report.explanation.fate import fate_in_words, lacking, would_have
from outlast.report.explanation.parting import KINDS, parting
from outlast.report.explanation.sentences import answer, effect, points
from outlast.report.explanation.tables import fate_in_a_line
from outlast.report.explanation.terms import beyond_in_words, change_in_words, name_of, range_in_words, shown
from outlast.report.story import partnership_story
from outlast.scenario import Change as Move
from outlast.scenario import load_scenario
from outlast.simulation import chronicle as told
from outlast.simulation.chronicle import Event

KEPT = Fate("self_sustaining_8", True, 8, 18, 10, None, False, 0.9, "self_sustained")
CLOSED = dataclasses.replace(KEPT, kept=False, closed=15, own_coverage=math.nan, rung="failed")
MET = dataclasses.replace(CLOSED, aims_met=True, rung="closed_by_success")
SURVIVES = dataclasses.replace(KEPT, kept=False, own_coverage=0.6, rung="surviving")
STANDS = Standing(6, 2, 0.9, True)


def lever(key: str, own: Any = None) -> Lever:
    return next(one for one in levers_of(own or scenario()) if one.name == key)


def flip(value: Any, **fields: Any) -> Flip:
    made_up = Flip(HIGHER, value, value, 16, math.nan, False, 0.1, 0, 0, None, None)
    return made_up._replace(**fields)


def change(key: str, value: Any, own: Any = None, **fields: Any) -> Change:
    return Change(lever(key, own), flip(value, **fields), None)


# The fate -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fate", "standing", "says"),
    [
        (KEPT, STANDS, "kept itself going: after 18 quarters, eight after the last central pound, it had 6 active"
         " members of 2 sectors, own money for 90% of the cost over a year (75% is asked for), and a finished"
         " governance activity in use"),
        (CLOSED, None, "did not keep itself going: it had closed in quarter 15 when it was judged, after 18 quarters,"
         " eight after the last central pound"),
        (MET, None, "had closed with its aims met in quarter 15 when it was judged, after 18 quarters, eight after the"
         " last central pound; to close so is not to keep oneself going"),
        (SURVIVES, Standing(1, 1, 0.6, False), "was open after 18 quarters, eight after the last central pound, but did"
         " not keep itself going: it had one active member where 3 are asked for, members of one sector where 2 are"
         " asked for, own money for 60% of the cost over a year where 75% is asked for and no finished governance"
         " activity in use"),
        (dataclasses.replace(KEPT, outcome="alive_4", after=4), STANDS,
         "was open after 18 quarters, four after the last central pound"),
        (dataclasses.replace(CLOSED, outcome="alive_8"), None,
         "had closed in quarter 15 when it was judged, after 18 quarters, eight after the last central pound"),
        (dataclasses.replace(KEPT, funding_end=0, judged=8), STANDS._replace(own_coverage=2.0),
         "kept itself going: after 8 quarters, counted from the start as no central money was on offer, it had 6 active"
         " members of 2 sectors, own money for 200% of the cost over a year (75% is asked for), and a finished"
         " governance activity in use"),
    ],
)  # fmt: skip
def test_a_fate_is_told_with_when_and_why(fate: Fate, standing: Standing | None, says: str) -> None:
    assert fate_in_words(fate, standing, scenario()) == says


def test_what_is_lacking_never_reads_as_enough() -> None:
    assert "own money for 74.99% of the cost over a year where 75.00% is" in lacking(
        Standing(3, 2, 0.74993, True), scenario()
    )
    assert lacking(Standing(0, 0, 1.0, True), scenario()).startswith("it had no active member where 3")


@pytest.mark.parametrize(
    ("fate", "says"),
    [
        (KEPT, "would have kept itself going"),
        (CLOSED, "would have closed in quarter 15"),
        (MET, "would have closed in quarter 15, with its aims met"),
        (SURVIVES, "would have been open, without keeping itself going"),
        (dataclasses.replace(KEPT, outcome="alive_8"), "would have been open"),
        # Closed after it was judged: what it was then is its fate.
        (dataclasses.replace(SURVIVES, closed=25), "would have been open, without keeping itself going"),
    ],
)
def test_what_would_have_been_is_what_was_judged(fate: Fate, says: str) -> None:
    assert would_have(fate) == says


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ((True, 18, "growing", None, False), "kept itself going (growing)"),
        ((True, 18, "self_sustained", 27, True),
         "kept itself going (self-sustained); closed with its aims met in quarter 27"),
        ((False, 18, "surviving", None, False), "open, without keeping itself going (surviving)"),
        ((False, 18, "failed", 15, False), "closed in quarter 15"),
        ((False, 18, "closed_by_success", 15, True), "closed with its aims met in quarter 15"),
        ((None, 18, None, None, False), "open; judged after 18 quarters, beyond the horizon"),
        ((None, 18, None, 12, False), "closed in quarter 12; judged after 18 quarters, beyond the horizon"),
    ],
)  # fmt: skip
def test_a_list_has_a_fate_in_each_line(row: tuple[Any, ...], says: str) -> None:
    names = ("self_sustaining_8", "judged_after_quarters", "ladder_8", "closed_in_quarter", "closed_by_success")
    assert fate_in_a_line(dict(zip(names, row, strict=True)), "self_sustaining_8") == says


# Changes --------------------------------------------------------------------------------------------------------------


def test_changes_are_told_with_units_and_quarters() -> None:
    own = load_scenario("ahsn")
    assert change_in_words(change("mandate.grant", 96.0, own)) == (
        "the grant up to quarter 15 at £96k in place of £900k a quarter"
    )
    assert change_in_words(change("mandate.grant@16", 1220.0, own)) == (
        "the grant from quarter 16 to 19 at £1.22m in place of £833k a quarter"
    )
    assert change_in_words(change("mandate.grant@20", 0.0, own)) == (
        "the grant from quarter 20 on at £0 in place of £733k a quarter"
    )
    assert change_in_words(change("mandate.duration", 1)) == "1 funded quarter in place of 8"
    assert change_in_words(change("mandate.taper", 3)) == "3 quarters of taper in place of none"
    assert change_in_words(change("mandate.match", 0.5)) == "match money at £0.5 in place of £0 per £ of grant"
    assert change_in_words(change("mandate.pressure", 0.213)) == "pressure at 0.213 in place of 0.15"
    assert change_in_words(change("mandate.growth", "grown", side=OTHER)) == (
        "“grown” in place of “big bang” as the way it reaches its size"
    )
    moved = scenario(changes=(Move(5, "mandate.duration", 12),))
    assert change_in_words(change("mandate.duration@5", 14, moved)) == (
        "14 funded quarters from quarter 5 on in place of 12"
    )
    assert name_of(lever("mandate.duration", moved)) == "the funded quarters up to quarter 4"
    assert shown(lever("mandate.successor.grant"), 1500.0) == "£1.5m a quarter"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"beyond": 0}, ""),
        ({"beyond": 1, "beyond_flipped": 1}, "so it is at the one value tried beyond"),
        ({"beyond": 9, "beyond_flipped": 9}, "so it is at each of the 9 values tried beyond"),
        ({"beyond": 1, "back": 400.0}, "at the one value tried beyond (£400k) it is as in fact again"),
        ({"beyond": 9, "back": 400.0}, "at each of the 9 values tried beyond (from £400k on) it is as in fact again"),
        ({"beyond": 9, "beyond_flipped": 4, "back": 400.0},
         "so it is at 4 of the 9 values tried beyond, but not at £400k"),
    ],
)  # fmt: skip
def test_what_lies_beyond_is_told_for_none_some_and_all(fields: dict[str, Any], says: str) -> None:
    assert beyond_in_words(change("mandate.grant", 300.0, **fields)) == says


def test_shares_of_a_range_keep_a_digit_where_they_are_small() -> None:
    shares = {0.0004: "<0.1%", 0.0035: "0.4%", 0.045: "4.5%", 0.0997: "10%", 0.5: "50%", 1.0: "100%"}
    assert {share: range_in_words(flip(1.0, share=share)) for share in shares} == shares


def there(mean: float, low: float, high: float, histories: int = 200) -> Elsewhere:
    share = Interval(0.2, 0.18, 0.22)
    after = Interval(0.2 + mean, 0.2, 0.3)
    return Elsewhere(histories, share, after, Interval(mean, low, high), 0.08, 0.05)


def verdict(elsewhere: Elsewhere, name: str) -> str:
    found = explained(name)
    assert found.smallest is not None
    beside = dataclasses.replace(found.smallest, change=found.smallest.change._replace(elsewhere=elsewhere))
    return answer(dataclasses.replace(found, smallest=beside))[2]


def test_luck_is_told_from_more_by_the_other_histories() -> None:
    rises, falls, unclear = there(0.03, 0.01, 0.05), there(-0.03, -0.05, -0.01), there(0.002, -0.008, 0.012)
    assert "adds 3.0 [1.0, 5.0] percentage points to the share that keeps itself going" in verdict(rises, "closes")
    assert "(20% as it stands, 23% with the change: 8% gain it and 5% lose it)" in verdict(rises, "closes")
    assert verdict(rises, "closes").endswith("the same way as here.")
    assert verdict(rises, "lasts").endswith("the other way round than here, where it was luck.")
    assert "takes 3.0 [1.0, 5.0] percentage points from the share" in verdict(falls, "closes")
    assert verdict(falls, "lasts").endswith("the same way as here.")
    assert verdict(falls, "closes").endswith("the other way round than here, where it was luck.")
    for name in ("closes", "lasts"):
        assert "adds 0.2 [−0.8, 1.2]" in verdict(unclear, name)
        assert verdict(unclear, name).endswith("so that here it may well have been luck.")
    nan = math.nan
    assert verdict(there(0.1, nan, nan, 1), "closes").startswith("Over one other history the same change adds 10.0 ")
    assert verdict(there(0.1, nan, nan, 1), "closes").endswith("too few to tell luck from more.")
    assert "cannot be judged" in effect(there(nan, nan, nan), explained("closes"))
    assert points(-0.00001) == "0.0"


# Whole texts ----------------------------------------------------------------------------------------------------------


def everything(found: Explanation) -> list[str]:
    return [*findings(found), explanation_text(found), *(line.text for line in story_lines(found))]


@pytest.mark.parametrize("name", CASES)
def test_the_first_three_lines_are_the_answer(name: str) -> None:
    found = explained(name)
    fate, smallest, luck = findings(found)[:3]
    assert fate.startswith(f"Partnership {found.partnership + 1} of ")
    assert f"seed {found.seed}" in fate
    if found.smallest is None:
        assert smallest.startswith("No value of a single lever")
    else:
        assert change_in_words(found.smallest.change) in smallest
        assert "other histories" in luck
    for text in everything(found):
        assert not re.search(r"\bnan\b|None|NaN|\{|\}|  \S|\.\.|,,|inf\b", text), text
    assert all(re.match(r"[A-Z“\d]", line) and line.endswith(".") for line in findings(found))


@pytest.mark.parametrize("name", CASES)
def test_every_change_and_every_lever_is_in_the_text(name: str) -> None:
    found = explained(name)
    text = explanation_text(found)
    rows = [line for line in text.splitlines() if line.startswith("| ") and "→" in line]
    assert len(rows) == len(found.changes) + bool(found.changes)
    said = " ".join(findings(found))
    for response in found.responses:
        if not response.flips:
            assert name_of(response.lever) in said.replace("The ", "the ").replace("Match", "match")


def test_the_story_is_told_whole_with_the_judgement_in_its_place() -> None:
    for name in ("lasts", "closes"):
        found = explained(name)
        lines = story_lines(found)
        own = partnership_story(found.course.chronicle, found.partnership)
        assert [line for line in lines if line in own] == own
        (judged,) = [line for line in lines if line.text.startswith("Judged: it ")]
        assert judged.quarter == found.fate.judged - 1
        assert [line.quarter for line in lines] == sorted(line.quarter for line in lines)
        ending = [line for line in lines if "counts as" in line.text and line not in own]
        assert len(ending) == (found.fate.closed is None)


def test_without_any_change_or_other_history_the_text_says_so() -> None:
    found = dataclasses.replace(explained("closes"), changes=(), responses=(), smallest=None, sturdiest=None)
    assert answer(found)[1].startswith("No value of a single lever")
    assert "| lever" not in explanation_text(found)
    alone = explained("one", histories=0)
    assert "was not tried" in answer(alone)[2]
    assert not any("over other histories" in line for line in findings(alone))
    context = " ".join(findings(explained("one", context=True)))
    assert "Not in the centre's hands: " in context
    assert "Not in the centre's hands: " not in " ".join(findings(explained("one")))


# Where courses part -------------------------------------------------------------------------------------------------


def told_of(kind: str, in_fact: list[Event], changed: list[Event], quarter: int = 3) -> str:
    found = explained("closes")
    assert found.smallest is not None
    return parting(Departure(quarter, tuple(in_fact), tuple(changed)), found.course, found.smallest.course)


def test_every_kind_of_event_can_be_told_of_either_course() -> None:
    found = explained("closes")
    who = found.course.chronicle.of_partnership(found.partnership)[0].organisations[:2]
    name = found.course.chronicle.model.organisation[who[0]].name
    whats = {told.GOVERNED: "aims", told.FELL_THROUGH: "2", told.SUCCEEDED_BY: "4", told.FORM: "shared",
             told.STARTED: "care", told.ENDED: "care", told.STANCE: "token", told.CONVENED: str(who[0])}  # fmt: skip
    for kind in KINDS:
        event = Event(3, kind, found.partnership, who, whats.get(kind, ""))
        for in_fact, changed in (([event], []), ([], [event])):
            said = told_of(kind, in_fact, changed)
            assert said.startswith("the course first differs in quarter 3: ")
            assert "in fact " in said
            assert "with the change " in said
            assert not re.search(r"None|  |; ;|: ;|;$| $", said), said
            if kind not in (told.STANCE, told.CONVENED):
                # What did not happen is said after what did.
                assert said.index("in fact" if in_fact else "with the change") < said.index("; ")
    left = [Event(3, told.LEFT, found.partnership, (key,)) for key in who]
    said = told_of(told.LEFT, left, [])
    assert f"{name} left for good and " in said
    assert said.endswith("with the change nobody did")
    assert "(one other event of that quarter differs too)" in told_of(
        told.LEFT, [*left, Event(3, told.SHORT, found.partnership)], []
    )
    assert parting(None, found.course, found.course).startswith("no recorded event differs")


def test_stances_are_those_of_the_two_courses() -> None:
    found = explained("closes")
    assert found.smallest is not None
    parted = found.smallest.departure
    assert parted is not None
    said = " ".join(findings(found))
    assert f"the course first differs in quarter {parted.quarter}: " in said
