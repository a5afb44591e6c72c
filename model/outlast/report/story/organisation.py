"""The story of an organisation: its memberships one by one, and what it did in them summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from outlast.report.story.life import Life
from outlast.report.story.lines import Line, as_lines, stretches
from outlast.report.story.words import STANCE_WORDS, figure, in_stance, joint, numbered, on_topics, some, times
from outlast.report.wording import listed
from outlast.simulation import chronicle as told
from outlast.simulation.chronicle import Chronicle, Event

DOINGS = (told.STANCE, told.STARTED, told.ENDED)
# In more partnerships at once its time is added up, and a shorter time without any change is left to the next line.
FEW, BRIEF = 2, 4


def organisation_story(chronicle: Chronicle, key: int) -> list[Line]:
    """An organisation's life so far in plain sentences, in order of time; made from what was recorded and no more."""
    teller = _Teller(chronicle, key)
    if not teller.lives:
        return [Line(0, "It has belonged to no partnership.")]
    return as_lines(teller.turns(), teller.between())


class _Teller:
    """Tells an organisation's life in the partnerships to which it ever belonged."""

    def __init__(self, chronicle: Chronicle, key: int) -> None:
        self.key = key
        self.events = chronicle.of_organisation(key)
        self.lives = {one: Life(chronicle, one) for one in sorted({event.partnership for event in self.events})}
        self.name_of = {one.key: one.name for one in chronicle.model.organisations}
        started = [event.quarter for event in self.events if event.kind == told.STARTED]
        self.first_joint = started[0] if started else None

    def acted_in(self, quarter: int) -> dict[str, str]:
        """Its stance by the partnership of which it was a member all through a quarter."""
        found = {}
        for life in self.lives.values():
            now = life.quarters[quarter]
            if self.key in now.acted and self.key in now.members:
                found[life.name] = now.acted[self.key]
        return found

    # Turning points -----------------------------------------------------------------------------------------------

    def turns(self) -> dict[int, list[str]]:
        """What is told of a quarter by itself."""
        found: dict[int, list[str]] = {0: self._convened()}
        if self.first_joint is not None:
            found.setdefault(self.first_joint, []).append(self._first_joint(self.first_joint))
        for event in self.events:
            found.setdefault(event.quarter, []).extend(self._turn(event))
        return found

    def _convened(self) -> list[str]:
        events = [event for event in self.events if event.kind == told.CONVENED]
        if not events:
            return []
        others = f", with {some(len(events[0].organisations) - 1, 'other')}" if len(events) == 1 else ""
        hosted = [e.partnership for e in events if self.lives[e.partnership].first_host == self.key]
        where = numbered([event.partnership for event in events])
        host = f", as the host of {numbered(hosted) if len(events) > 1 else 'it'}" if hosted else ""
        return [f"convened into {where}{others}{host}"]

    def _first_joint(self, quarter: int) -> str:
        begun = [event for event in self.events if event.kind == told.STARTED and event.quarter == quarter]
        which = "; ".join(f"with {self._partners(event)}, on {event.what}" for event in begun)
        # Of one that fell through within its quarter it is not recorded who took part.
        earlier = [
            event
            for life in self.lives.values()
            for event in life.events
            if event.kind == told.FELL_THROUGH and event.quarter <= quarter
        ]
        lasting = " that outlasted a quarter" if earlier else ""
        return f"it took up joint work{lasting} for the first time: {which}"

    def _partners(self, event: Event) -> str:
        return listed([self.name_of[one] for one in event.organisations if one != self.key])

    def _turn(self, event: Event) -> list[str]:
        life = self.lives[event.partnership]
        if event.kind == told.JOINED:
            count = len(life.quarters[event.quarter].members)
            return [f"it joined {life.name}, which then had {some(count, 'member')}"]
        if event.kind == told.HOST:
            old = self.name_of[life.host_before(event.quarter)]
            return [f"it took over as host of {life.name} from {old}"]
        if event.kind == told.LEFT:
            return [f"it left {self._which(life, event.quarter)} for good{self._idle(life, event.quarter)}"]
        if event.kind in (told.CLOSED, told.AIMS_MET):
            stance = in_stance(life.quarters[event.quarter].acted[self.key])
            kind = "closed with its aims met" if event.kind == told.AIMS_MET else "closed"
            return [f"{self._which(life, event.quarter)} {kind}; in that quarter it {stance}"]
        return []

    def _which(self, life: Life, quarter: int) -> str:
        return f"{life.name}, which it had hosted," if life.host_before(quarter) == self.key else life.name

    def _idle(self, life: Life, quarter: int) -> str:
        """For how long it had been dormant when it left."""
        past = [life.quarters[before].acted.get(self.key) for before in range(quarter, -1, -1)]
        dormant = sum(1 for _ in takewhile(lambda stance: stance == "dormant", past))
        return f" after {some(dormant, 'quarter')} dormant" if dormant else ""

    # Between ------------------------------------------------------------------------------------------------------

    def between(self) -> list[tuple[range, list[str]]]:
        """What it did between its comings and goings, by stretch; a time without any change is told at once."""
        end = max(life.completed for life in self.lives.values())
        inside = [bool(self.acted_in(quarter)) for quarter in range(end)]
        cuts = {quarter for quarter in range(1, end) if inside[quarter] != inside[quarter - 1]}
        busy = {event.quarter for event in self.events if event.kind in DOINGS and event.quarter}
        found = stretches(0, end, cuts, lambda quarter: quarter not in busy)
        if found and found[-1][0] > 0 and len(found[-1]) < BRIEF and not busy.intersection(found[-1]):
            found.pop()
        return [(stretch, [*self._stances(stretch), *self._joint_work(stretch)]) for stretch in found]

    def _stances(self, stretch: range) -> list[str]:
        """How long it was in which stance; the quarter in which it left or all ended is told by itself."""
        spent: dict[str, list[str]] = {}
        for quarter in stretch:
            for name, stance in self.acted_in(quarter).items():
                spent.setdefault(name, []).append(stance)
        if not spent:
            return []
        if len(spent) > FEW:
            together = [stance for stances in spent.values() for stance in stances]
            return [f"added up over {len(spent)} partnerships it {_time(together, 0)}"]
        if len(self.lives) == 1:
            return [f"it {_time(stances, len(stretch))}" for stances in spent.values()]
        return ["; ".join(f"in {name} it {_time(stances, len(stretch))}" for name, stances in spent.items())]

    def _joint_work(self, stretch: range) -> list[str]:
        """With whom it took up joint work, and how much ended."""
        events = [event for event in self.events if event.quarter in stretch]
        begun = [event for event in events if event.kind == told.STARTED and event.quarter != self.first_joint]
        ended = sum(event.kind == told.ENDED for event in events)
        found = []
        if begun:
            partners = Counter(one for event in begun for one in event.organisations if one != self.key)
            ordered = sorted(partners.items(), key=lambda pair: (-pair[1], pair[0]))
            often = [self.name_of[one] + (f" ({times(count)})" if count > 1 else "") for one, count in ordered]
            found.append(f"it took up {joint(len(begun), 'more')} ({on_topics(begun)}), with {listed(often)}")
        if ended:
            found.append(f"{joint(ended)} in which it took part ended")
        return found


def _time(spent: Sequence[str], length: int) -> str:
    """Time by stance: was engaged throughout; or was engaged in 5 quarters and dormant in 2."""
    count = Counter(spent)
    (first, often), *rest = [(stance, count[stance]) for stance in STANCE_WORDS if count[stance]]
    if not rest and often == length:
        return in_stance(first) + (" throughout" if length > 1 else "")
    verb = "took part " if first == "token" and not rest else "was "
    after = [f"{STANCE_WORDS[stance]} in {figure(number)}" for stance, number in rest]
    return verb + listed([f"{STANCE_WORDS[first]} in {some(often, 'quarter')}", *after])
