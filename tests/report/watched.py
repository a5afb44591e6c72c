"""Worlds as they are seen by who looks at the model itself each quarter, beside the chronicle that stories rest on."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from outlast import CollaborationModel, load_scenario
from outlast.outcomes.catalogue import TRACE_INDEX
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.report.story import Line, partnership_story
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN
from outlast.simulation.agents import Membership
from outlast.simulation.chronicle import Chronicle

FEW: dict[str, Any] = {"context.partnerships": 8}
STORMY = FEW | {"context.reorganisations.hazard": 1.2, "mandate.early_cancel": 0.2}
LOCAL = FEW | {"structure.reorganisation": "local", "context.reorganisations.hazard": 0.5}

# Name: scenario, seed, what is set anew.
WORLDS: dict[str, tuple[str, int, dict[str, Any]]] = {
    "workshop": ("workshop", 2, {}),
    "hiec": ("hiec", 1, FEW),
    "then_ahsn": ("hiec_then_ahsn", 2, FEW),
    "stormy": ("hiec", 4, STORMY),
    "local": ("hiec", 5, LOCAL),
    "matched": ("hiec_matched", 3, FEW),
    "grown": ("communities_that_care", 1, FEW),
    "unpaid": ("ahsc", 1, {}),
    "no_mandate": ("hiec_no_mandate", 1, FEW),
    "tapered": ("hiec_taper", 2, FEW | {"mandate.taper": 6}),
}
CASES = list(WORLDS)
N = r"(one|none|\d+)"
WORDS = {ENGAGED: "engaged", TOKEN: "token", DORMANT: "dormant"}


@dataclass
class Snapshot:
    """A partnership at the end of a quarter, as the model has it."""

    stances: dict[int, str]
    memberships: dict[int, Membership]
    host: str
    form: int
    started: int
    activities: dict[int, tuple[int, ...]]
    done: set[str]
    reorganised: bool


@dataclass
class Watched:
    """A world played to some quarter, with a snapshot of every partnership before it and after each quarter."""

    model: CollaborationModel
    chronicle: Chronicle = field(init=False)
    snapshots: list[dict[int, Snapshot]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chronicle = Chronicle(self.model)
        self._snap()

    def play(self, until: int = 99) -> Watched:
        while self.model.quarter < min(until, self.model.horizon):
            self.model.step()
            self.chronicle.observe()
            self._snap()
        return self

    def _snap(self) -> None:
        full = self.model.settings.output.full_from
        self.snapshots.append(
            {
                one.key: Snapshot(
                    {key: WORDS[membership.stance] for key, membership in one.memberships.items()},
                    dict(one.memberships),
                    one.host.name,
                    one.form,
                    one.activities_started,
                    {joint.unique_id: tuple(joint.participants) for joint in one.activities},
                    {a.says for a, step in zip(GOVERNANCE_ACTIVITIES, one.progress, strict=True) if step >= full},
                    one.reorganised,
                )
                for one in self.model.partnerships
            }
        )

    def after(self, quarter: int, key: int) -> Snapshot:
        """A partnership at the end of a quarter; as it convened for quarter -1."""
        return self.snapshots[quarter + 1][key]

    def open_quarters(self, key: int) -> range:
        """The quarters in which it was open at the start."""
        closed = self.model.partnership(key).closed_quarter
        return range(self.model.quarter if closed is None else closed)

    def acted(self, quarter: int, key: int) -> dict[int, str]:
        """How those acted in a quarter who were members at its start, where it was the last for them."""
        return {who: WORDS[one.stance] for who, one in self.after(quarter - 1, key).memberships.items()}

    def closing(self, key: int) -> int | None:
        """The quarter in which it closed."""
        closed = self.model.partnership(key).closed_quarter
        return None if closed is None else closed - 1

    def measure(self, key: int, name: str) -> list[float]:
        """A column of the trace."""
        return self.model.trace()[:, key, TRACE_INDEX[name]].tolist()

    def name(self, key: int) -> str:
        return self.model.organisation[key].name


def opened(name: str) -> Watched:
    scenario, seed, values = WORLDS[name]
    return Watched(CollaborationModel(load_scenario(scenario, values), rng=seed, twin=False))


@cache
def world(name: str) -> Watched:
    """A world played to its horizon; not to be stepped or changed."""
    return opened(name).play()


@cache
def half_way(name: str, quarter: int) -> Watched:
    """The same world up to a quarter."""
    return copy.deepcopy(opened(name)).play(quarter)


def count(word: str | None) -> int:
    """What a word stands for; where the singular needs no number it is one."""
    said = (word or "one").lower()
    return {"one": 1, "none": 0}[said] if said in ("one", "none") else int(said)


def stories(seen: Watched) -> dict[int, list[Line]]:
    return {one.key: partnership_story(seen.chronicle, one.key) for one in seen.model.partnerships}


def told(lines: list[Line], pattern: str) -> list[tuple[int, re.Match[str]]]:
    """Where something is said, with the quarter of the line."""
    return [(line.quarter, found) for line in lines for found in re.finditer(pattern, line.text)]


def total(lines: list[Line], pattern: str) -> int:
    return sum(count(found.group(1)) for _, found in told(lines, pattern))


def first(quarters: range, holds: Callable[[int], bool]) -> list[int]:
    return [quarter for quarter in quarters if holds(quarter)][:1]


def at(lines: list[Line], pattern: str) -> list[int]:
    return [quarter for quarter, _ in told(lines, pattern)]


def start_of(lines: list[Line], end: int) -> int:
    (start,) = [int(found.group(1)) for q, found in told(lines, r"^Quarters (\d+)–(\d+): ") if q == end] or [end]
    return start
