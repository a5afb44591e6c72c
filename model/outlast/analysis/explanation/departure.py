"""Where two courses of the same partnership part: the first quarter in which other things happen."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from outlast.analysis.explanation.course import Course
from outlast.simulation.chronicle import Event


class Departure(NamedTuple):
    """The first quarter with other events, and those that only one of the two courses has."""

    quarter: int
    in_fact: tuple[Event, ...]
    changed: tuple[Event, ...]


def departure(fact: Course, changed: Course) -> Departure | None:
    """Where the events of two courses first differ; None where they never do while both are played."""
    events, others = (one.chronicle.of_partnership(one.partnership) for one in (fact, changed))
    for quarter in range(min(len(fact.trace), len(changed.trace))):
        one = Counter(event for event in events if event.quarter == quarter)
        other = Counter(event for event in others if event.quarter == quarter)
        if one != other:
            return Departure(quarter, tuple((one - other).elements()), tuple((other - one).elements()))
    return None
