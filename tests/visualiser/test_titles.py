"""What the worlds of a page are called, and how the second differs."""

from __future__ import annotations

import dataclasses

import pytest

from outlast.scenario import Scenario, load_scenario
from outlast.visualiser.levers import LEVERS, THREE, lever
from outlast.visualiser.titles import MOST, assumed, differences, is_as_shipped, title_of
from visits import opening

HIEC = load_scenario("hiec")


def test_a_scenario_is_called_by_its_title() -> None:
    assert title_of(HIEC) == HIEC.title
    assert title_of(HIEC, load_scenario("ahsn")) == HIEC.title
    assert title_of(HIEC, HIEC) == HIEC.title
    assert differences(HIEC, HIEC) == []


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"mandate.grant": 200.0}, ["£200k per partnership per quarter (not 130)"]),
        ({"mandate.duration": 12}, ["12 quarters (not 10)"]),
        ({"mandate.vagueness": 0.2}, ["0.20 (not 0.80)"]),
        ({"structure.theory": "none"}, ["none (not latitude+fog)"]),
        ({"context.prior_ties": 0.5, "mandate.pressure": 0.9}, ["0.90 (not 0.15)", "0.50 (not 0.20)"]),
    ],
)
def test_a_second_world_of_the_same_title_is_told_by_its_levers(values: dict[str, object], says: list[str]) -> None:
    other = HIEC.replace(values)
    found = differences(other, HIEC)
    assert len(found) == len(says)
    for fragment, one in zip(says, found, strict=True):
        assert fragment in one
        assert one[0].islower()
    assert title_of(other, HIEC) == f"{HIEC.title}, with {'; '.join(found)}"
    # The first world is told from the shipped scenario just as the second is.
    assert title_of(other) == title_of(other, HIEC)
    assert title_of(HIEC, other) == HIEC.title
    assert not is_as_shipped(other)
    assert is_as_shipped(HIEC)
    assert not is_as_shipped(HIEC.with_change(4, "mandate.grant", 10.0))


def test_vagueness_is_told_in_its_three_parts_where_they_differ() -> None:
    mixed = HIEC.replace({THREE[0]: 0.1})
    [only] = differences(mixed, HIEC)
    assert "0.10 (not 0.80)" in only
    assert only.startswith(lever(THREE[0]).says[:12].lower())
    assert len(differences(HIEC.replace({"mandate.vagueness": 0.1}), HIEC)) == 1


def test_many_differences_are_cut_and_counted() -> None:
    values = {key: lever(key).high / 2 for key in LEVERS if key not in ("mandate.duration", "mandate.taper")}
    found = differences(HIEC.replace(values), HIEC)
    assert len(found) == MOST + 1
    assert found[-1] == f"and {len(values) - MOST} more"


@pytest.mark.parametrize(
    ("mine", "theirs", "says"),
    [
        ([4], [], ["changed in quarter 4"]),
        ([4, 8], [], ["changed in quarters 4 and 8"]),
        ([9, 4, 8], [], ["changed in quarters 4, 8 and 9"]),
        ([1, 2, 3, 4, 5], [], ["changed in 5 quarters from 1 on"]),
        ([], [6], ["not changed in quarter 6"]),
        ([4], [6], ["changed in quarter 4", "not changed in quarter 6"]),
        ([4, 6], [4], ["changed in quarter 6"]),
    ],
)
def test_what_changes_on_the_way_is_told_by_its_quarters(mine: list[int], theirs: list[int], says: list[str]) -> None:
    def with_changes(quarters: list[int]) -> Scenario:
        found = opening()
        for quarter in quarters:
            found = found.with_change(quarter, "mandate.grant", 50.0 + quarter)
        return found

    assert differences(with_changes(mine), with_changes(theirs)) == says


def test_a_change_to_another_value_is_told_once() -> None:
    one, other = (opening().with_change(4, "mandate.grant", value) for value in (10.0, 20.0))
    assert differences(one, other) == ["changed in quarter 4"]


def test_worlds_that_differ_in_nothing_that_is_told_share_their_title() -> None:
    other = dataclasses.replace(HIEC, question="another?")
    assert title_of(other, HIEC) == HIEC.title


def test_what_is_assumed_is_said_for_each_world_where_they_differ() -> None:
    autonomy = HIEC.replace({"structure.theory": "autonomy"})
    assert assumed([HIEC]) == assumed([HIEC, HIEC]) == "assuming that vagueness works by latitude and fog"
    assert assumed([HIEC, autonomy]) == (
        "A assumes that vagueness works by latitude and fog; B assumes that vagueness works by autonomy"
    )
