"""What would have changed the fate of a partnership on the page, as `outlast explain` says it of its scenario file."""

from __future__ import annotations

import math
from typing import NamedTuple

from outlast.analysis.explanation.conduct import explain
from outlast.analysis.explanation.fate import OUTCOMES
from outlast.outcomes.judgement import LATE
from outlast.report.explanation.sentences import answer, further
from outlast.report.explanation.text import HEADER, row_of
from outlast.scenario import Scenario
from outlast.visualiser.world import World

# Fewer than the command's, for a room that waits.
HISTORIES = 100
FIRST = OUTCOMES[0]
# What the page shows of the table: when a change is judged stands in the sentences.
SHOWN = tuple(name for name in HEADER if name != "judged")
FROM = (
    "A change is one lever at another value from the start; where a lever was moved on the way, also what it was moved"
    " to, from that quarter on. All luck, and all else, is the same."
)


class Inquiry(NamedTuple):
    """Whose fate is asked for: a world as its scenario file says it, its seed, and the number of the partnership."""

    scenario: Scenario
    seed: int
    partnership: int

    def fingerprint(self) -> str:
        """What tells one inquiry from another."""
        return f"{self.partnership} {self.seed}\n{self.scenario.to_toml()}"


class Answer(NamedTuple):
    """What was found, in words: the answer, a row for each change, and all else."""

    says: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    further: tuple[str, ...]


def inquiry(world: World, key: int) -> Inquiry:
    """What is asked of a partnership of a world as it stands, interventions included."""
    return Inquiry(world.scenario, world.seed, key)


def is_judged(world: World, key: int) -> bool:
    """Whether the fate of a partnership is known by now."""
    return not math.isnan(world.mandated.records[key].finals[FIRST])


def judged_after(world: World, key: int) -> int:
    """After how many quarters the fate of a partnership is judged, as things stand."""
    own, scenario = world.mandated.partnership(key), world.scenario
    paid = any(mandate.grant > 0.0 for _, mandate in scenario.stages)
    planned = scenario.funding_end if paid and own.cancelled is None else 0
    return max(planned, world.mandated.records[key].funding_end) + LATE


def found(asked: Inquiry) -> Answer:
    """Try every lever, in this thread: some seconds, or half a minute for a large world."""
    explained = explain(asked.scenario, seed=asked.seed, partnership=asked.partnership, histories=HISTORIES)
    places = [HEADER.index(name) for name in SHOWN]
    rows = [row_of(change) for change in explained.changes]
    shown = tuple(tuple(row[place] for place in places) for row in rows)
    return Answer(tuple(answer(explained)), shown, tuple(further(explained)))
