"""The fate of one partnership: the outcome that is judged, when it is judged, and what was recorded then."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from outlast.outcomes.catalogue import FINAL_INDEX
from outlast.outcomes.judgement import EARLY, LATE, RUNGS
from outlast.scenario import ScenarioError
from outlast.scenario.names import nearest, suggestion
from outlast.scenario.wording import described

SELF_SUSTAINING, ALIVE = "self_sustaining", "alive"
# What a fate may be judged by, the default first.
OUTCOMES = tuple(f"{what}_{after}" for after in (LATE, EARLY) for what in (SELF_SUSTAINING, ALIVE))


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a partnership.

    `kept` is the outcome itself; it is judged after `judged` quarters, `after` of them after the last of the
    `funding_end` quarters in which central money was on offer (0: never). `closed` is the quarter (from 0) in which it
    closed, None while open at the horizon; `own_coverage` is £ of own money for each £ of cost over the last year, not
    a number once closed; `rung` is its place on the ladder when judged.
    """

    outcome: str
    kept: bool
    after: int
    judged: int
    funding_end: int
    closed: int | None
    aims_met: bool
    own_coverage: float
    rung: str

    @property
    def is_open(self) -> bool:
        """Whether it was open when it was judged."""
        return self.closed is None or self.closed >= self.judged

    def record(self) -> dict[str, Any]:
        """The fate in the types of JSON."""
        return {
            "outcome": self.outcome,
            "kept": self.kept,
            "judged_after_quarters": self.judged,
            "funding_end": self.funding_end,
            "closed_in_quarter": self.closed,
            "aims_met": self.aims_met,
            "own_coverage": None if math.isnan(self.own_coverage) else self.own_coverage,
            "rung": self.rung,
        }


def checked_outcome(outcome: Any) -> str:
    """The name of an outcome that a fate may be judged by; raises ScenarioError for any other."""
    if isinstance(outcome, str) and outcome in OUTCOMES:
        return outcome
    like = suggestion(nearest(outcome, OUTCOMES)) if isinstance(outcome, str) else ""
    raise ScenarioError(f"--outcome: found {described(outcome)}, but allowed is one of {', '.join(OUTCOMES)}{like}.")


def after_of(outcome: str) -> int:
    """How many quarters after the last central pound an outcome is judged."""
    return int(outcome.rpartition("_")[2])


def is_judged(row: Sequence[float] | np.ndarray, outcome: str) -> bool:
    """Whether the judgement falls within the horizon, for one partnership's finals (FINALS,)."""
    return not math.isnan(row[FINAL_INDEX[outcome]])


def judged_after(row: Sequence[float] | np.ndarray, outcome: str) -> int:
    """Quarters completed when an outcome is judged, for one partnership's finals (FINALS,)."""
    return int(row[FINAL_INDEX["funding_end"]]) + after_of(outcome)


def fate_of(row: Sequence[float] | np.ndarray, outcome: str) -> Fate:
    """The fate that one partnership's finals (FINALS,) tell; the outcome must have been judged."""
    after, closing = after_of(outcome), row[FINAL_INDEX["closed_quarter"]]
    return Fate(
        outcome,
        bool(row[FINAL_INDEX[outcome]] == 1.0),
        after,
        judged_after(row, outcome),
        int(row[FINAL_INDEX["funding_end"]]),
        None if math.isnan(closing) else int(closing) - 1,
        bool(row[FINAL_INDEX["closed_by_success"]] == 1.0),
        float(row[FINAL_INDEX[f"coverage_{after}"]]),
        RUNGS[int(row[FINAL_INDEX[f"ladder_{after}"]])],
    )
