"""Events are what happened: they can be counted back from what the engine recorded."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from outlast import CollaborationModel, load_scenario
from outlast.outcomes.catalogue import FINAL_INDEX, TRACE_INDEX
from outlast.rules import fate
from outlast.simulation import chronicle as life
from outlast.simulation.chronicle import Chronicle


def watched(scenario: str, seed: int, values: Mapping[str, Any], until: int = 99) -> Chronicle:
    model = CollaborationModel(load_scenario(scenario, values), rng=seed, twin=False)
    found = Chronicle(model)
    while model.quarter < min(until, model.horizon):
        model.step()
        found.observe()
    return found


@pytest.fixture(scope="module")
def told() -> Chronicle:
    return watched("hiec", 3, {"context.partnerships": 8})


def test_watching_changes_nothing(told: Chronicle) -> None:
    alone = CollaborationModel(load_scenario("hiec", {"context.partnerships": 8}), rng=3, twin=False).run()
    assert np.array_equal(alone.trace(), told.model.trace(), equal_nan=True)


def test_every_closing_is_an_event_in_its_quarter(told: Chronicle) -> None:
    closed = {e.partnership: e for e in told.events if e.kind in (life.CLOSED, life.AIMS_MET)}
    for partnership in told.model.partnerships:
        if partnership.status == fate.OPEN:
            assert partnership.key not in closed
            continue
        event = closed[partnership.key]
        assert event.quarter + 1 == partnership.closed_quarter
        assert (event.kind == life.AIMS_MET) == (partnership.status == fate.SUCCEEDED)
    assert len(closed) > 2


def test_those_who_left_are_as_many_as_were_recorded(told: Chronicle) -> None:
    left = Counter(event.partnership for event in told.events if event.kind == life.LEFT)
    for partnership in told.model.partnerships:
        # In the quarter of its closing a partnership is told as closed, not as left by everyone.
        missing = partnership.left_total - left[partnership.key]
        assert missing == 0 if partnership.is_open else 0 <= missing <= len(partnership.ever_members)
    assert sum(left.values()) > 10


def test_every_joint_activity_that_was_started_is_an_event(told: Chronicle) -> None:
    seen = Counter(event.partnership for event in told.events if event.kind == life.STARTED)
    # An activity that starts and fails within a quarter is never seen, only counted.
    for event in told.events:
        if event.kind == life.FELL_THROUGH:
            seen[event.partnership] += int(event.what)
    started = told.model.finals()[:, FINAL_INDEX["activities_started"]]
    assert [seen[key] for key in range(len(started))] == started.tolist()


def test_stances_follow_from_events_as_they_were_recorded(told: Chronicle) -> None:
    trace = told.model.trace()
    for partnership in told.model.partnerships:
        events = told.of_partnership(partnership.key)
        stance = dict.fromkeys(events[0].organisations, "engaged")
        for quarter in range(told.model.horizon):
            for event in (event for event in events[1:] if event.quarter == quarter):
                if event.kind == life.STANCE:
                    assert stance[event.organisations[0]] != event.what
                    stance[event.organisations[0]] = event.what
                elif event.kind == life.LEFT:
                    assert stance.pop(event.organisations[0]) == "dormant"
            if partnership.closed_quarter == quarter + 1:
                # Those who acted in the quarter of closing, whose last stances decide whether it closes.
                active = sum(one != "dormant" for one in stance.values())
                failed = partnership.status == fate.FAILED
                assert not failed or active < fate.FEWEST_MEMBERS or partnership.troubled > 0
                break
            counted = Counter(stance.values())
            recorded = [trace[quarter, partnership.key, TRACE_INDEX[name]] for name in life.STANCES.values()]
            assert [counted[name] for name in life.STANCES.values()] == recorded


def test_of_a_closed_partnership_only_joint_work_is_told() -> None:
    seen = 0
    for seed in range(4):
        told = watched("hiec", seed, {"context.partnerships": 8})
        ends = {event.partnership: event.quarter for event in told.events if event.kind in (life.CLOSED, life.AIMS_MET)}
        after = [event for event in told.events if event.quarter > ends.get(event.partnership, 99)]
        assert {event.kind for event in after} <= {life.ENDED}
        seen += len(after)
    assert seen > 3


def test_a_successor_programme_is_told_with_its_length() -> None:
    told = watched("hiec_then_ahsn", 2, {"context.partnerships": 6})
    found = [event for event in told.events if event.kind == life.SUCCEEDED_BY]
    assert {(event.quarter, event.what) for event in found} == {(10, "20")}
    carried = [one.key for one in told.model.partnerships if one.successor_end is not None]
    assert [event.partnership for event in found] == carried


def test_a_copy_with_its_model_goes_on_as_the_first_does() -> None:
    told = watched("hiec", 5, {"context.partnerships": 4}, until=9)
    copied = copy.deepcopy(told)
    for one in (told, copied):
        while one.model.quarter < one.model.horizon:
            one.model.step()
            one.observe()
    assert copied.model is not told.model
    assert copied.events == told.events


def test_money_begins_and_ends_as_the_mandate_says(told: Chronicle) -> None:
    duration = told.model.mandate.duration
    for partnership in told.model.partnerships:
        own = told.of_partnership(partnership.key)
        assert [event.quarter for event in own if event.kind == life.FUNDED] == [0]
        ends = [event.quarter for event in own if event.kind == life.UNFUNDED]
        assert ends in ([duration], [])
    assert {event.quarter for event in told.events if event.kind == life.REORGANISED} == {3}


def test_an_organisation_has_a_story_too(told: Chronicle) -> None:
    host = next(iter(told.model.partnerships)).host
    own = told.of_organisation(host.key)
    assert own[0].kind == life.CONVENED
    assert all(host.key in event.organisations for event in own)
