"""The nearest change that gives another fate: found where it is, and confirmed by the readable engine."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from explanations import CASES, explained, scenario
from outlast.analysis.explanation.explanation import APART, CANNOT, FLIPS, IDLE, NEVER, status_of
from outlast.analysis.explanation.fate import after_of
from outlast.analysis.explanation.levers import Lever, levers_of
from outlast.analysis.explanation.search import HIGHER, LOWER, Response, Search, Tried
from outlast.outcomes.catalogue import FINAL_INDEX, FINALS
from outlast.runs.values import CHOICE, Value
from outlast.scenario import ScenarioError
from outlast.simulation.model import CollaborationModel

OUTCOME = "self_sustaining_8"


def row(kept: float) -> np.ndarray:
    found = np.zeros(len(FINALS))
    found[FINAL_INDEX[OUTCOME]] = kept
    return found


@dataclass(frozen=True)
class MadeUp(Search):
    """A search in a world whose fate is a known function of the lever; `asked` keeps what was tried."""

    fate: Callable[[float], float] = lambda value: 0.0
    asked: list[Value] = field(default_factory=list)

    def _run(self, lever: Lever, values: Sequence[Value]) -> list[Tried]:
        self.asked.extend(values)
        return [Tried(value, self.fate(float(value)), 16.0, math.nan, False, False, False, "") for value in values]


def response(key: str, fate: Callable[[float], float], stands: float, kept: float = 0.0) -> Response:
    own = scenario({key: stands})
    (lever,) = [one for one in levers_of(own) if one.key == key]
    return MadeUp(own, 1, 0, OUTCOME, row(kept), fate).response(lever)


@pytest.mark.parametrize("edge", [0.001, 0.0123, 0.1, 0.4987, 0.777, 1.0])
def test_a_threshold_is_found_to_a_step_on_either_side(edge: float) -> None:
    above = response("mandate.assistance", lambda value: float(value >= edge), 0.0)
    (flip,) = above.flips
    assert flip.value == math.ceil(round(edge * 1000, 6)) / 1000
    assert flip.before == pytest.approx(float(flip.value) - 0.001)
    assert (flip.side, flip.beyond, flip.back) == (HIGHER, flip.beyond_flipped, None)
    assert flip.lasting == flip.value
    other = round(1.0 - edge, 6)
    below = response("mandate.assistance", lambda value: float(value <= other), 1.0)
    (flip,) = below.flips
    assert (flip.side, flip.value) == (LOWER, math.floor(round(other * 1000, 6)) / 1000)


def test_a_window_is_found_with_what_lies_beyond_it() -> None:
    found = response("mandate.assistance", lambda value: float(0.3 <= value <= 0.42 or value >= 0.8), 0.1)
    (flip,) = found.flips
    assert (flip.value, flip.before) == (0.3, 0.299)
    assert flip.back == 0.43
    assert 0 < flip.beyond_flipped < flip.beyond
    assert flip.lasting == 0.8
    ends = response("mandate.assistance", lambda value: float(0.3 <= value <= 0.42), 0.1)
    assert ends.flips[0].lasting is None


def test_both_sides_are_searched_and_the_nearer_leads() -> None:
    found = response("mandate.pressure", lambda value: float(0.2 < value < 0.55), 0.5, kept=1.0)
    lower, higher = found.flips
    assert (lower.side, lower.value, higher.side, higher.value) == (LOWER, 0.2, HIGHER, 0.55)
    assert found.nearest is higher


def test_what_changes_only_very_near_to_what_stands_is_found() -> None:
    found = response("mandate.pressure", lambda value: float(abs(value - 0.15) >= 0.0005 and value < 0.1525), 0.15)
    assert [flip.value for flip in found.flips] == [0.149, 0.151]
    assert [flip.before for flip in found.flips] == [0.15, 0.15]


def test_whole_levers_are_tried_one_by_one() -> None:
    found = response("mandate.duration", lambda value: float(value in (13, 21)), 8)
    assert [one.value for one in found.tried] == [number for number in range(61) if number != 8]
    (flip,) = found.flips
    assert (flip.value, flip.before, flip.beyond_flipped, flip.back) == (13, 12, 1, 14)


def test_a_lever_that_changes_no_fate_has_no_flip() -> None:
    found = response("mandate.assistance", lambda value: 0.0, 0.0)
    assert found.flips == ()
    assert status_of(found) == NEVER
    assert found.nearest is None


def test_a_fate_beyond_the_horizon_is_no_other_fate() -> None:
    found = response("mandate.assistance", lambda value: math.nan if value < 0.5 else 1.0, 0.0)
    (flip,) = found.flips
    assert (flip.value, flip.before) == (0.5, 0.499)


# Real worlds ----------------------------------------------------------------------------------------------------------


def fate_in(lever: Lever, value: Value, name: str) -> float:
    """The fate of a case with another value, as the readable engine has it."""
    values, changes, seed, partnership = CASES[name]
    changed = lever.applied(scenario(values, changes), value, after_of(OUTCOME))
    model = CollaborationModel(changed, seed=seed, twin=False).run()
    return model.records[partnership].finals[OUTCOME]


@pytest.mark.parametrize("name", ["lasts", "closes", "unpaid", "moved"])
def test_the_readable_engine_agrees_at_every_flip_and_a_step_before_it(name: str) -> None:
    found = explained(name)
    assert found.changes
    for lever, flip, _ in found.changes:
        assert fate_in(lever, flip.value, name) == float(not found.fate.kept)
        assert fate_in(lever, flip.before, name) == float(found.fate.kept)


@pytest.mark.parametrize("name", ["lasts", "closes", "moved"])
def test_no_value_tried_lies_nearer_with_another_fate(name: str) -> None:
    found = explained(name)
    for one in found.responses:
        if one.lever.kind == CHOICE:
            continue
        stands, kept = float(one.lever.stands), float(found.fate.kept)
        known = [(float(tried.value), tried.kept) for tried in one.tried if tried.is_known]
        for flip in one.flips:
            at = float(flip.value)
            assert all(fate == kept for value, fate in known if min(stands, at) < value < max(stands, at))
            beyond = [fate != kept for value, fate in known if (value > at if at > stands else value < at)]
            assert (flip.beyond, flip.beyond_flipped) == (len(beyond), sum(beyond))


def test_a_lever_that_does_nothing_is_told_from_one_that_never_changes_the_fate() -> None:
    status = {one.lever.name: status_of(one) for one in explained("lasts").responses}
    assert status["mandate.vagueness.evaluation"] == IDLE, "only under shield does it act"
    assert status["mandate.successor.chance"] == CANNOT
    assert status["mandate.duration"] == FLIPS
    assert status["mandate.vagueness.purpose"] == NEVER


def test_a_grant_of_nothing_is_not_compared_as_it_is_judged_from_the_start() -> None:
    grant = next(one for one in explained("lasts").responses if one.lever.key == "mandate.grant")
    assert [one.value for one in grant.tried if one.apart] == [0.0]
    assert next(one.judged for one in grant.tried if one.apart) == 8
    unpaid = next(one for one in explained("unpaid").responses if one.lever.key == "mandate.grant")
    assert status_of(unpaid) == APART


def test_what_cannot_be_is_left_out_with_the_reason() -> None:
    chance = next(one for one in explained("lasts").responses if one.lever.key == "mandate.successor.chance")
    assert all("needs funded quarters" in one.fault for one in chance.tried)
    with pytest.raises(ScenarioError, match="needs funded quarters"):
        chance.lever.applied(scenario(), 0.5, 8)


def test_a_longer_mandate_is_judged_later_and_says_so() -> None:
    found = explained("closes")
    durations = next(one for one in found.responses if one.lever.key == "mandate.duration")
    known: list[Any] = [(one.value, one.judged) for one in durations.tried if one.is_known]
    assert known
    assert all(judged == value + 8 for value, judged in known)
