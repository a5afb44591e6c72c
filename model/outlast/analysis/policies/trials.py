"""The mandates that a search has tried: what it saw of each, which are the best, and how it came to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from outlast.analysis.policies.judging import Judged, judged_rows
from outlast.analysis.policies.levers import Point, Space
from outlast.analysis.policies.measuring import Measured
from outlast.analysis.policies.quantities import MONEY_PAID, Quantity
from outlast.analysis.policies.search import Searched, non_dominated
from outlast.analysis.policies.worlds import Worlds
from outlast.outcomes.cohort import mean_known

# Of a long front so many mandates are run again, for each of the two ways to weigh theories; near the share that is
# asked for so many more.
AGAIN, NEAR = 16, 4
WORST, MEAN, BOTH = "worst", "weighted", "both"


class Seen(NamedTuple):
    """What a search sees of a mandate: £k for each partnership, the share under the worst theory, and weighted."""

    cost: float
    worst: float
    weighted: float


class Trials:
    """Mandates tried in one set of worlds, each once, and the best of them after each generation."""

    def __init__(
        self, space: Space, worlds: Worlds, outcome: Quantity, run: Callable[[Sequence[Point]], list[Measured]]
    ) -> None:
        self.space, self.worlds, self.outcome = space, worlds, outcome
        self.mandates: list[Point] = []
        self._run = run
        self._known: dict[tuple[Any, ...], Seen] = {}
        self._course: list[tuple[int, float, float]] = []

    def objectives(self, values: Sequence[Mapping[str, Any]]) -> np.ndarray:
        """What a generation costs, and what it loses under the worst theory: 1 less the share (mandate, 2)."""
        mandates = [self.space.mandate(own) for own in values]
        names = [_name(own) for own in mandates]
        # Two that differ by less than a step are one mandate, and are not run twice.
        fresh = {name: own for name, own in zip(names, mandates, strict=True) if name not in self._known}
        for name, own in zip(fresh, self._run(list(fresh.values())), strict=True):
            self._known[name] = seen_of(own, self.worlds, self.outcome)
        self.mandates += mandates
        seen = [self._known[name] for name in names]
        return np.array([(one.cost, 1.0 - one.worst) for one in seen])

    @property
    def seen(self) -> list[Seen]:
        """What was seen of each mandate, in the order in which they were tried."""
        return [self._known[_name(mandate)] for mandate in self.mandates]

    def history(self, found: Searched, reach: float) -> pd.DataFrame:
        """The course of the search by generation, with the largest share and the least cost that reaches a share."""
        frame = pd.DataFrame(found.history)
        seen, names = self.seen, [_name(mandate) for mandate in self.mandates]
        rows = []
        for count in frame["tried"]:
            reaching = [one.cost for one in seen[:count] if one.worst >= reach]
            rows.append(
                (len(set(names[:count])), max(one.worst for one in seen[:count]), min(reaching, default=np.nan))
            )
        tried, best, cheapest = zip(*rows, strict=True)
        return frame.assign(tried=tried, best_worst=best, cheapest_reaching=cheapest)

    def fronts(self) -> tuple[list[int], list[int]]:
        """The places of the mandates that no other dominates, by the worst theory and weighted; the cheapest first."""
        seen = self.seen
        worst, mean = ([(one.cost, -getattr(one, name)) for one in seen] for name in ("worst", "weighted"))
        return non_dominated(np.array(worst)).tolist(), non_dominated(np.array(mean)).tolist()

    def again(self, reach: float) -> list[int]:
        """The places of those that are run again: both fronts, thinned where they are long but not near a share."""
        seen = self.seen
        kept: set[int] = set()
        for front, name in zip(self.fronts(), ("worst", "weighted"), strict=True):
            even = np.unique(np.linspace(0, len(front) - 1, min(AGAIN, len(front))).round().astype(int))
            away = [abs(getattr(seen[place], name) - reach) for place in front]
            near = np.argsort(away, kind="stable")[:NEAR]
            kept |= {front[k] for k in (*even.tolist(), *near.tolist())}
        return sorted(kept, key=lambda place: (seen[place].cost, place))

    def frame(self, places: Sequence[int], results: Sequence[Measured], worlds: Worlds, reach: float) -> pd.DataFrame:
        """A row per mandate that was run again, on other luck."""
        worst, mean = (set(front) for front in self.fronts())
        seen = self.seen
        rows = []
        for number, (place, own) in enumerate(zip(places, results, strict=True), 1):
            of = BOTH if place in worst and place in mean else WORST if place in worst else MEAN
            back = {"of_front": of, "worst_in_search": seen[place].worst}
            rows.append(Judged({"design": number, **self.mandates[place]}, own, back))
        found = judged_rows(rows, worlds, self.outcome, reach)
        for name, column in (("efficient", "worst"), ("efficient_weighted", "weighted")):
            best = non_dominated(np.stack([found["cost"], -found[column]], axis=1))
            found[name] = np.isin(np.arange(len(found)), best)
        return found


def seen_of(measured: Measured, worlds: Worlds, outcome: Quantity) -> Seen:
    """What a mandate costs and gives, by estimates alone."""
    paid, shares = (
        np.array([np.nanmean(mean_known(own)) for own in measured[name]]) for name in (MONEY_PAID, outcome.name)
    )
    return Seen(float(paid @ worlds.weights), float(shares.min()), float(shares @ worlds.weights))


def _name(mandate: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(mandate.items())
