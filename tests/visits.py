"""Small worlds and visits for tests of the page: played without a browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from outlast.scenario import Scenario
from outlast.visualiser.visit import Visit
from outlast.visualiser.world import World
from worlds import small


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
