"""What happens in a world as it is stepped: events by partnership and organisation, seen from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from outlast.parameters import TOPICS
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.rules import fate, money
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN

if TYPE_CHECKING:
    from outlast.simulation.activity import JointActivity
    from outlast.simulation.agents import Membership
    from outlast.simulation.model import CollaborationModel
    from outlast.simulation.partnership import Partnership

STANCES = {ENGAGED: "engaged", TOKEN: "token", DORMANT: "dormant"}
CONVENED, JOINED, LEFT, STANCE = "convened", "joined", "left", "stance"
STARTED, FELL_THROUGH, ENDED = "activity_started", "activity_fell_through", "activity_ended"
GOVERNED = "governance_done"
FUNDED, UNFUNDED, REORGANISED, CANCELLED, SUCCEEDED_BY = "funded", "unfunded", "reorganised", "cancelled", "successor"
HOST, FORM, SHORT, CLOSED, AIMS_MET = "host", "form", "short_of_money", "closed", "aims_met"


class Event(NamedTuple):
    """Something that happened in a quarter to a partnership; `organisations` are those concerned, `what` says more.

    `what` is the host's identifier of a convening, the new stance or form, the topic of joint work, the name of a
    governance activity, how many activities fell through, or for how many quarters a successor programme is to run.
    """

    quarter: int
    kind: str
    partnership: int
    organisations: tuple[int, ...] = ()
    what: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A partnership as it was last seen; its memberships are kept, to see how those acted who are gone by the next."""

    members: dict[int, int]
    memberships: dict[int, Membership]
    activities: dict[JointActivity, tuple[int, ...]]
    started: int
    done: tuple[bool, ...]
    funded: bool
    host: int
    form: int
    short: bool
    status: int
    successor: bool


class Chronicle:
    """The events of a model, found by looking at it after each step; the model does not know that it is watched."""

    def __init__(self, model: CollaborationModel) -> None:
        self.model = model
        self.events: list[Event] = [
            Event(0, CONVENED, one.key, tuple(one.memberships), str(one.host.key)) for one in model.partnerships
        ]
        self._seen = {one.key: _look(one) for one in model.partnerships}

    def observe(self) -> list[Event]:
        """The events of the quarter that has just ended, which are also kept."""
        quarter = self.model.quarter - 1
        found: list[Event] = []
        for partnership in self.model.partnerships:
            before, now = self._seen[partnership.key], _look(partnership)
            if before.status == fate.OPEN or before.activities != now.activities:
                found += [
                    Event(quarter, kind, partnership.key, who, what)
                    for kind, who, what in _changes(before, now, partnership)
                ]
            self._seen[partnership.key] = now
        self.events += found
        return found

    def of_partnership(self, key: int) -> list[Event]:
        """The life of one partnership so far."""
        return [event for event in self.events if event.partnership == key]

    def of_organisation(self, key: int) -> list[Event]:
        """What one organisation took part in so far."""
        return [event for event in self.events if key in event.organisations]


def _look(partnership: Partnership) -> _Seen:
    full = partnership.model.settings.output.full_from
    return _Seen(
        {key: membership.stance for key, membership in partnership.memberships.items()},
        dict(partnership.memberships),
        {joint: tuple(joint.participants) for joint in partnership.activities},
        partnership.activities_started,
        tuple(step >= full for step in partnership.progress),
        partnership.grant > 0.0,
        partnership.host.key,
        partnership.form,
        partnership.troubled > 0,
        partnership.status,
        partnership.successor_end is not None,
    )


def _changes(before: _Seen, now: _Seen, partnership: Partnership) -> list[tuple[str, tuple[int, ...], str]]:
    """What is different, in the order of a quarter."""
    found: list[tuple[str, tuple[int, ...], str]] = []

    def note(kind: str, who: tuple[int, ...] = (), what: str = "") -> None:
        found.append((kind, who, what))

    if before.status != fate.OPEN:
        # What outlives a partnership is its joint work; money and mandate no longer reach it.
        for joint, participants in before.activities.items():
            if joint not in now.activities:
                note(ENDED, participants, TOPICS[joint.topic])
        return found
    quarter = partnership.model.quarter - 1
    if partnership.reorganised:
        note(REORGANISED)
    if partnership.cancelled == quarter:
        note(CANCELLED)
    if partnership.successor_end is not None and not before.successor:
        note(SUCCEEDED_BY, (), str(partnership.successor_end - quarter))
    if now.funded != before.funded:
        note(FUNDED if now.funded else UNFUNDED)
    for key, membership in before.memberships.items():
        if membership.stance != before.members[key]:
            note(STANCE, (key,), STANCES[membership.stance])
    begun = [joint for joint in now.activities if joint not in before.activities]
    for joint in begun:
        note(STARTED, now.activities[joint], TOPICS[joint.topic])
    if now.started - before.started > len(begun):
        note(FELL_THROUGH, (), str(now.started - before.started - len(begun)))
    for joint, participants in before.activities.items():
        if joint not in now.activities:
            note(ENDED, participants, TOPICS[joint.topic])
    for item, (was, done) in zip(GOVERNANCE_ACTIVITIES, zip(before.done, now.done, strict=True), strict=True):
        if done and not was:
            note(GOVERNED, (), item.name)
    if now.form != before.form and now.status == fate.OPEN:
        note(FORM, (), "lead organisation" if now.form == money.LEAD else "shared")
    if now.short and not before.short:
        note(SHORT)
    for key in now.members.keys() - before.members.keys():
        note(JOINED, (key,))
    if now.status == fate.OPEN:
        for key in sorted(before.members.keys() - now.members.keys()):
            note(LEFT, (key,))
        if now.host != before.host:
            note(HOST, (now.host,))
    else:
        note(AIMS_MET if now.status == fate.SUCCEEDED else CLOSED, tuple(sorted(before.members)))
    return found
