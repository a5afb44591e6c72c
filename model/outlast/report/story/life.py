"""The life of a partnership by quarter, replayed from its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outlast.outcomes.catalogue import TRACE_INDEX
from outlast.outcomes.judgement import GROWING, SELF_SUSTAINED
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.population import NATIONAL
from outlast.report.story.words import partnership_name
from outlast.report.wording import listed
from outlast.simulation import chronicle as told
from outlast.simulation.chronicle import Chronicle, Event

KEPT = (SELF_SUSTAINED, GROWING)


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter of a partnership: what happened, who acted in which stance, and how it stood at the end.

    `acted` holds those who chose a stance, also where they left for good by the end or the partnership closed;
    `members` those on the books at the end.
    """

    events: tuple[Event, ...]
    acted: Mapping[int, str]
    members: Mapping[int, str]
    host: int
    running: int

    def of_kind(self, *kinds: str) -> list[Event]:
        """Its events of some kinds, in order."""
        return [event for event in self.events if event.kind in kinds]


class Life:
    """A partnership as it was recorded: its quarters as events give them, its measures as the trace does."""

    def __init__(self, chronicle: Chronicle, key: int) -> None:
        self.chronicle, self.key = chronicle, key
        self.model = chronicle.model
        self.name = partnership_name(key)
        self.region = region_name(chronicle, self.model.partnership(key).region)
        opening, *self.events = chronicle.of_partnership(key)
        self.convened = opening.organisations
        self.first_host = int(opening.what)
        self.quarters = self._replayed()
        ends = [event.quarter for event in self.events if event.kind in (told.CLOSED, told.AIMS_MET)]
        self.closed = ends[0] if ends else None

    def _replayed(self) -> list[Quarter]:
        members = dict.fromkeys(self.convened, "engaged")
        host, running = self.first_host, 0
        found: list[Quarter] = []
        for quarter in range(len(self.model.records[self.key].trace)):
            events = tuple(event for event in self.events if event.quarter == quarter)
            acted = members | {event.organisations[0]: event.what for event in events if event.kind == told.STANCE}
            members = dict(acted)
            for event in events:
                if event.kind == told.LEFT:
                    del members[event.organisations[0]]
                elif event.kind == told.JOINED:
                    members[event.organisations[0]] = "engaged"
                elif event.kind == told.HOST:
                    host = event.organisations[0]
                elif event.kind in (told.CLOSED, told.AIMS_MET):
                    members = {}
                running += (event.kind == told.STARTED) - (event.kind == told.ENDED)
            found.append(Quarter(events, acted, members, host, running))
        return found

    @property
    def completed(self) -> int:
        """Quarters completed."""
        return len(self.quarters)

    @property
    def open_until(self) -> int:
        """Quarters that it was open until their end: those completed, or those before the one of its closing."""
        return self.completed if self.closed is None else self.closed

    def host_before(self, quarter: int) -> int:
        """Who was its host at the start of a quarter."""
        return self.quarters[quarter - 1].host if quarter else self.first_host

    def measure(self, name: str, quarter: int) -> float:
        """One of the recorded measures at the end of a quarter."""
        return self.model.records[self.key].trace[quarter][TRACE_INDEX[name]]

    def quarters_with(self, kind: str) -> list[int]:
        """The quarters in which something of a kind happened."""
        return sorted({event.quarter for event in self.events if event.kind == kind})

    def coverage(self, quarter: int) -> float:
        """What came in for each pound of cost, also in the quarter of closing, when no coverage is recorded."""
        income = [self.measure(name, quarter) for name in ("grant", "other_income", "contributions")]
        return sum(income) / self.measure("cost", quarter)

    def is_short(self, quarter: int) -> bool:
        """Whether so little money came in that the model counts the partnership as in trouble."""
        return self.coverage(quarter) < self.model.rules.fate.closing_coverage

    def names(self, keys: Iterable[int]) -> str:
        """Organisations by name, in a row."""
        return listed([self.model.organisation[key].name for key in keys])


@dataclass(frozen=True, slots=True)
class Firsts:
    """The quarters in which something happened for the first time, which have a line of their own; None if never."""

    joint: int | None
    governed: int | None
    all_governed: int | None
    short: int | None
    kept: int | None


def firsts(life: Life) -> Firsts:
    """What happened for the first time, and when."""
    governed = [event for event in life.events if event.kind == told.GOVERNED]
    kept = (quarter for quarter in range(life.completed) if life.measure("state", quarter) in KEPT)
    return Firsts(
        joint=next(iter(life.quarters_with(told.STARTED)), None),
        governed=governed[0].quarter if governed else None,
        all_governed=governed[-1].quarter if len(governed) == len(GOVERNANCE_ACTIVITIES) else None,
        short=next(iter(life.quarters_with(told.SHORT)), None),
        kept=next(kept, None),
    )


def region_name(chronicle: Chronicle, region: int) -> str:
    """Where it is, as a roster or the scenario calls it."""
    return "no one region" if region == NATIONAL else chronicle.model.case.region_names[region]
