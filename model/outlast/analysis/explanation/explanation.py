"""An explanation: the fate of one partnership, what single change of each lever would have changed it, and luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from outlast.analysis.explanation.course import Course
from outlast.analysis.explanation.departure import Departure
from outlast.analysis.explanation.fate import Fate
from outlast.analysis.explanation.histories import Elsewhere
from outlast.analysis.explanation.levers import Lever
from outlast.analysis.explanation.search import Flip, Response
from outlast.outcomes.intervals import Interval
from outlast.runs.folder import settings_of
from outlast.runs.values import as_typed
from outlast.scenario import Scenario

FLIPS, NEVER, IDLE, CANNOT, APART = "flips", "never", "idle", "cannot", "apart"


class Change(NamedTuple):
    """One single change that gives the partnership another fate, and what it does over other histories (or None)."""

    lever: Lever
    flip: Flip
    elsewhere: Elsewhere | None


@dataclass(frozen=True, eq=False)
class Beside:
    """The world with one change, played beside the one in fact, and where the two part."""

    change: Change
    fate: Fate
    course: Course
    departure: Departure | None


@dataclass(frozen=True, eq=False)
class Explanation:
    """What became of one partnership of one world, and what single change would have changed that.

    `course` is the world as it was; `changes` are the flips, the smallest part of a declared range first, those of
    circumstances after those of the mandate; `smallest` and `sturdiest` are worlds with a change, played out: the one
    that takes the smallest part of its range, and the one that does most of the same over other histories, where there
    is one that the runs tell from luck. `counterfactuals` and `tried` are the tables.
    """

    scenario: Scenario
    seed: int
    partnership: int
    fate: Fate
    course: Course
    responses: tuple[Response, ...]
    changes: tuple[Change, ...]
    histories: int
    smallest: Beside | None
    sturdiest: Beside | None
    behaviour: tuple[str, int] | None = None  # the ensemble and its member, where behaviour is one's of an ensemble

    @property
    def settings(self) -> dict[str, Any]:
        """What decides every number of it."""
        context = any(response.lever.is_context for response in self.responses)
        asked = (self.seed, self.partnership, self.fate.outcome, self.histories)
        return settings_for(self.scenario, *asked, context=context, behaviour=self.behaviour)

    def of_mandate(self, *, context: bool = False) -> list[Change]:
        """The flips of the mandate's levers, or of circumstances, the smallest part of a range first."""
        return [change for change in self.changes if change.lever.is_context == context]

    @cached_property
    def counterfactuals(self) -> pd.DataFrame:
        """A row for each lever and side with another fate, ranked; then a row for each lever without one."""
        rows = []
        for context in (False, True):
            for rank, change in enumerate(self.of_mandate(context=context), 1):
                response = next(one for one in self.responses if one.lever is change.lever)
                rows.append(_row(response) | {"rank": rank} | _flip(change))
            rows += [_row(one) for one in self.responses if one.lever.is_context == context and not one.flips]
        frame = pd.DataFrame(rows, columns=COLUMNS)
        whole = [name for name in COLUMNS if name in WHOLE]
        return frame.astype(dict.fromkeys(whole, "Int64") | {"aims_met": "boolean"})

    @cached_property
    def tried(self) -> pd.DataFrame:
        """A row for each value of each lever that was tried, in order."""
        rows = [
            {
                "lever": response.lever.key,
                "from_quarter": response.lever.quarter,
                "value": as_typed(one.value),
                self.fate.outcome: one.kept,
                "judged_after_quarters": one.judged,
                "closed_in_quarter": one.closed,
                "aims_met": one.aims_met,
                "changes_nothing": one.same,
                "not_compared": one.apart,
                "not_possible": one.fault,
            }
            for response in self.responses
            for one in response.tried
        ]
        frame = pd.DataFrame(rows)
        whole = (self.fate.outcome, "judged_after_quarters", "closed_in_quarter")
        return frame.astype(dict.fromkeys(whole, "Int64"))


WHOLE = (
    *("rank", "from_quarter", "until_quarter", "judged_after_quarters", "closed_in_quarter", "tried", "not_possible"),
    *("not_compared", "beyond_tried", "beyond_flipped", "histories"),
)
COLUMNS = (
    *("group", "lever", "says", "unit", "from_quarter", "until_quarter", "stands", "status", "tried", "not_possible"),
    *("not_compared", "rank", "side", "value", "just_before", "share_of_range", "judged_after_quarters"),
    *("closed_in_quarter", "aims_met", "beyond_tried", "beyond_flipped", "flips_back_at", "lasting_from", "histories"),
    *("before", "before_low", "before_high", "after", "after_low", "after_high"),
    *("difference", "difference_low", "difference_high", "gained", "lost"),
)


def settings_for(
    scenario: Scenario,
    seed: int,
    partnership: int,
    outcome: str,
    histories: int,
    *,
    context: bool,
    behaviour: tuple[str, int] | None,
) -> dict[str, Any]:
    """What decides every number of an explanation, as its manifest has it."""
    found = settings_of(scenario, (seed,), bool(scenario.settings.output.twin))
    found |= {"partnership": partnership, "outcome": outcome, "histories": histories, "context": context}
    return found if behaviour is None else found | {"ensemble": behaviour[0], "member": behaviour[1]}


def status_of(response: Response) -> str:
    """What a lever can do for the fate: flips it, never does, changes nothing, cannot be moved alone, or is apart."""
    if response.flips:
        return FLIPS
    if all(one.fault for one in response.tried):
        return CANNOT
    if response.is_idle:
        return IDLE
    return NEVER if any(one.is_known for one in response.tried) else APART


def ranked(responses: Sequence[Response]) -> list[tuple[Lever, Flip]]:
    """All flips, the smallest part of a declared range first, circumstances after levers."""
    found = [(response.lever, flip) for response in responses for flip in response.flips]
    return sorted(found, key=lambda pair: (pair[0].is_context, pair[1].share))


def _row(response: Response) -> dict[str, Any]:
    lever, tried = response.lever, response.tried
    return {
        "group": "context" if lever.is_context else "mandate",
        "lever": lever.key,
        "says": lever.says,
        "unit": lever.unit,
        "from_quarter": lever.quarter,
        "until_quarter": lever.until,
        "stands": as_typed(lever.stands),
        "status": status_of(response),
        "tried": len(tried),
        "not_possible": sum(bool(one.fault) for one in tried),
        "not_compared": sum(one.apart for one in tried),
    }


def _flip(change: Change) -> dict[str, Any]:
    flip = change.flip
    found: dict[str, Any] = {
        "side": flip.side,
        "value": as_typed(flip.value),
        "just_before": as_typed(flip.before),
        "share_of_range": round(flip.share, 10),
        "judged_after_quarters": flip.judged,
        "closed_in_quarter": None if math.isnan(flip.closed) else int(flip.closed),
        "aims_met": flip.aims_met,
        "beyond_tried": flip.beyond,
        "beyond_flipped": flip.beyond_flipped,
        "flips_back_at": None if flip.back is None else as_typed(flip.back),
        "lasting_from": None if flip.lasting is None else as_typed(flip.lasting),
    }
    there = change.elsewhere
    if there is None:
        return found
    found |= {"histories": there.histories, "gained": there.gained, "lost": there.lost}
    for name in ("before", "after", "difference"):
        interval: Interval = getattr(there, name)
        found |= {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}
    return found
