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
    from outlast.simulation.model import CollaborationModel
    from outlast.simulation.partnership import Partnership

STANCES = {ENGAGED: "engaged", TOKEN: "token", DORMANT: "dormant"}
CONVENED, JOINED, LEFT, STANCE = "convened", "joined", "left", "stance"
STARTED, ENDED, GOVERNED = "activity_started", "activity_ended", "governance_done"
FUNDED, UNFUNDED, REORGANISED, CANCELLED, SUCCEEDED_BY = "funded", "unfunded", "reorganised", "cancelled", "successor"
HOST, FORM, SHORT, CLOSED, AIMS_MET = "host", "form", "short_of_money", "closed", "aims_met"


class Event(NamedTuple):
    """Something that happened in a quarter to a partnership; `organisations` are those concerned, `what` says more."""

    quarter: int
    kind: str
    partnership: int
    organisations: tuple[int, ...] = ()
    what: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A partnership as it was last seen."""

    members: dict[int, int]
    activities: dict[JointActivity, tuple[int, ...]]
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
        {joint: tuple(joint.participants) for joint in partnership.activities},
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

    if partnership.reorganised and before.status == fate.OPEN:
        note(REORGANISED)
    if partnership.cancelled == partnership.model.quarter - 1:
        note(CANCELLED)
    if now.successor and not before.successor:
        note(SUCCEEDED_BY)
    if now.funded != before.funded:
        note(FUNDED if now.funded else UNFUNDED)
    for key, stance in now.members.items():
        if key in before.members and stance != before.members[key]:
            note(STANCE, (key,), STANCES[stance])
    for joint, participants in now.activities.items():
        if joint not in before.activities:
            note(STARTED, participants, TOPICS[joint.topic])
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
    elif before.status == fate.OPEN:
        note(AIMS_MET if now.status == fate.SUCCEEDED else CLOSED, tuple(sorted(before.members)))
    return found
