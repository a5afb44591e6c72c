"""Where two courses part, in one sentence: the first event that only one of them has, and what the other has then."""

from __future__ import annotations

from collections.abc import Sequence

from outlast.analysis.explanation.course import Course
from outlast.analysis.explanation.departure import Departure
from outlast.report.story.life import Life
from outlast.report.story.partnership_between import SAYS
from outlast.report.story.words import in_stance, joint, some
from outlast.report.wording import listed
from outlast.simulation import chronicle as told
from outlast.simulation.chronicle import Event

# Of several that differ the first of these is told; where a world has none of a kind, the text says so.
KINDS = {
    told.CONVENED: "",
    told.AIMS_MET: "it did not close",
    told.CLOSED: "it did not close",
    told.CANCELLED: "it was not",
    told.SUCCEEDED_BY: "none did",
    told.REORGANISED: "none did",
    told.UNFUNDED: "it did not end then",
    told.FUNDED: "none began",
    told.LEFT: "nobody did",
    told.JOINED: "nobody did",
    told.HOST: "the host stayed",
    told.FORM: "its form stayed as it was",
    told.SHORT: "it was not",
    told.GOVERNED: "none was",
    told.STANCE: "",
    told.STARTED: "no such work did",
    told.ENDED: "no such work did",
    told.FELL_THROUGH: "none did",
}
MOST = 3


def parting(found: Departure | None, fact: Course, changed: Course) -> str:
    """The first event in which two courses differ, of the changed one and in fact, as a clause."""
    if found is None:
        return "no recorded event differs while both worlds are played; only measures do"
    happened = {event.kind for event in (*found.in_fact, *found.changed)}
    kind = next(kind for kind in KINDS if kind in happened)
    lives = [Life(course.chronicle, course.partnership) for course in (changed, fact)]
    events = [[event for event in side if event.kind == kind] for side in (found.changed, found.in_fact)]
    if kind == told.STANCE:
        # One organisation, whose stance in either world is known whether it was taken up then or before.
        who = min(event.organisations[0] for side in events for event in side)
        events = [[event for event in side if event.organisations == (who,)] for side in events]
        there, here = [_stance(life, who, found.quarter) for life in lives]
    elif kind == told.CONVENED:
        there, here = [_convened(*pair) for pair in zip(lives, reversed(lives), strict=True)]
    else:
        pairs = zip(lives, events, strict=True)
        there, here = [_told(life, side) or KINDS[kind] for life, side in pairs]
    others = len(found.in_fact) + len(found.changed) - sum(map(len, events))
    more = f" ({some(others, 'other event')} of that quarter {'differs' if others == 1 else 'differ'} too)"
    # What did not happen is said after what did.
    sides = [f"in fact {here}", f"with the change {there}"]
    first, second = sides if events[1] or not events[0] else reversed(sides)
    return f"the course first differs in quarter {found.quarter}: {first}; {second}{more if others else ''}"


def _told(life: Life, events: Sequence[Event]) -> str:
    """Events of one kind in a row, empty where there is none."""
    more = [f"{len(events) - MOST} more such"] if len(events) > MOST else []
    return listed([_happened(life, event) for event in events[:MOST]] + more)


def _convened(life: Life, other: Life) -> str:
    """With whom it convened that the other world did not have."""
    only = [life.names([key]) for key in life.convened if key not in other.convened]
    named = [*only[:MOST], *(["others"] if len(only) > MOST else [])]
    host = f", hosted by {life.names([life.first_host])}" if life.first_host != other.first_host else ""
    among = f" ({listed(named)} among them)" if only else ""
    return f"it was convened with {some(len(life.convened), 'member')}{among}{host}"


def _stance(life: Life, who: int, quarter: int) -> str:
    name = life.names([who])
    stance = life.quarters[quarter].acted.get(who)
    return f"{name} {in_stance(stance)}" if stance else f"{name} was no member"


def _happened(life: Life, event: Event) -> str:
    who = life.names(event.organisations)
    match event.kind:
        case told.CLOSED:
            return "it closed"
        case told.AIMS_MET:
            return "it closed with its aims met"
        case told.CANCELLED:
            return "the mandate was cancelled early"
        case told.SUCCEEDED_BY:
            return "a successor programme took it up"
        case told.REORGANISED:
            return "a reorganisation of the health service struck"
        case told.UNFUNDED:
            return "central money ended"
        case told.FUNDED:
            return "central money began"
        case told.LEFT:
            return f"{who} left for good"
        case told.JOINED:
            return f"{who} joined"
        case told.HOST:
            return f"{who} took over as host"
        case told.FORM:
            return f"its form became {event.what}"
        case told.SHORT:
            return "money was short"
        case told.GOVERNED:
            return f"{SAYS[event.what]} was fully done"
        case told.STARTED:
            return f"joint work of {who} on {event.what} began"
        case told.ENDED:
            return f"joint work of {who} on {event.what} ended"
        case _:
            return f"{joint(int(event.what))} began and ended within the quarter"
