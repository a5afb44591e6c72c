"""Events are what happened: they can be counted back from what the engine recorded."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from outlast import CollaborationModel, load_scenario
from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.rules import fate
from outlast.simulation import chronicle as life
from outlast.simulation.chronicle import Chronicle


@pytest.fixture(scope="module")
def told() -> Chronicle:
    model = CollaborationModel(load_scenario("hiec", {"context.partnerships": 8}), rng=3, twin=False)
    found = Chronicle(model)
    while model.quarter < model.horizon:
        model.step()
        found.observe()
    return found


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


def test_activities_that_are_seen_are_among_those_that_were_started(told: Chronicle) -> None:
    seen = Counter(event.partnership for event in told.events if event.kind == life.STARTED)
    started = told.model.finals()[:, FINAL_INDEX["activities_started"]]
    # An activity that starts and fails within a quarter is never seen.
    assert all(seen[key] <= count for key, count in enumerate(started))
    assert sum(seen.values()) > 0.5 * started.sum()


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
