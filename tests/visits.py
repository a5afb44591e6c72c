"""Small worlds and visits for tests of the page: played without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from outlast.analysis.pairs import Pair
from outlast.outcomes.intervals import Interval
from outlast.scenario import Scenario
from outlast.visualiser.verdict import Question, Verdict
from outlast.visualiser.visit import Visit
from outlast.visualiser.world import World
from worlds import small

GRANT, DURATION = "mandate.grant", "mandate.duration"
ROSTER = b"name,sector,region,size\n" + b"".join(
    b"%s %d,%s,%s,1\n" % (sector, number, sector, region)
    for region in (b"north", b"south")
    for sector in (b"nhs", b"university", b"firm")
    for number in ((1, 2) if region == b"north" else (3, 4))
)
SCENARIO = b'title = "Ours"\n[mandate]\ngrant = 77\n[context]\npartnerships = 2\nmembers = 8\n'


def opening(values: Mapping[str, Any] | None = None) -> Scenario:
    """Two partnerships of eight, eight funded quarters, the default horizon of 40."""
    return small({"context.horizon": 0} | dict(values or {}))


def world(values: Mapping[str, Any] | None = None, seed: int = 1, *, unmandated: bool = False) -> World:
    return World(opening(values), seed, unmandated=unmandated)


def same(one: World, other: World) -> bool:
    """Whether two worlds stand at the same quarter and recorded the same, to the last bit."""
    return one.quarter == other.quarter and np.array_equal(one.trace(), other.trace(), equal_nan=True)


def replayed(one: World) -> World:
    """The world that its opening, seed and timeline say, played anew to the same quarter."""
    return World(one.opening, one.seed, list(one.timeline), unmandated=one.unmandated).play_to(one.quarter)


def caught_up(visit: Visit) -> Visit:
    """The visit once nothing is left to be played up to where it stands."""
    for _ in range(1000):
        if not visit.behind:
            return visit
        visit.catch_up()
    raise AssertionError("the worlds were never caught up with")


def stepped(visit: Visit, quarters: int) -> Visit:
    for _ in range(quarters):
        visit.step()
    return visit


def beside(what: str, quarter: int = 5) -> Visit:
    """A visit that was played to a quarter, with something beside the first world."""
    visit = stepped(Visit(opening()), quarter)
    visit.put_beside(what)
    return caught_up(visit)


def quarters(visit: Visit) -> list[int]:
    return [world.quarter for world in visit.worlds.value]


def verdict(mean: float = 0.25, difference: float = 0.1, asked: Scenario | None = None) -> Verdict:
    """A verdict without the runs behind it."""
    share, differs = (
        Interval(mean, mean - 0.05, mean + 0.05),
        Interval(difference, difference - 0.02, difference + 0.02),
    )
    pair = Pair("self_sustaining_8", "self-sustained", "true or false", share, share, differs)
    return Verdict(Question(asked or opening()), "says", [pair], {}, {})


def looks(visit: Visit) -> tuple[object, ...]:
    """All that a fault must leave as it was, but for what is said."""
    return (
        [(world.opening, world.seed, list(world.timeline), world.unmandated) for world in visit.worlds.value],
        quarters(visit), visit.beside.value, visit.side.value, visit.target, visit.handed_in.value,
        visit.guesses.value.rounds, visit.chosen.value,
    )  # fmt: skip
