"""One partnership's course as the readable engine plays it: events, measures, and how it stood when judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from outlast.outcomes import judgement
from outlast.outcomes.catalogue import FINALS, TRACE_INDEX
from outlast.outcomes.judgement import WINDOW
from outlast.scenario import Scenario
from outlast.simulation.chronicle import Chronicle
from outlast.simulation.model import CollaborationModel
from outlast.simulation.partnership import Partnership


class Standing(NamedTuple):
    """What keeping oneself going asks for, as a partnership had it: the last is a finished governance activity in use.

    `own_coverage` is £ of own money for each £ of cost over the last year.
    """

    active: int
    sectors: int
    own_coverage: float
    governed: bool


@dataclass(frozen=True, eq=False)
class Course:
    """A world that was played to its horizon, and one partnership in it; `standing` is None once that was closed."""

    chronicle: Chronicle
    partnership: int
    standing: Standing | None

    @property
    def trace(self) -> np.ndarray:
        """All that was recorded of it each quarter (quarter, TRACE)."""
        return np.array(self.chronicle.model.records[self.partnership].trace)

    @property
    def row(self) -> np.ndarray:
        """Its outcomes at the horizon (FINALS,)."""
        finals = self.chronicle.model.records[self.partnership].finals
        return np.array([finals[outcome.name] for outcome in FINALS])

    def measure(self, name: str) -> np.ndarray:
        """One of the recorded measures (quarter,)."""
        return self.trace[:, TRACE_INDEX[name]]


def played(scenario: Scenario, seed: int, partnership: int, judged: int, row: np.ndarray) -> Course:
    """A world played to its horizon and watched; how the partnership stood after `judged` quarters is kept.

    `row` is what the compiled engine recorded of it (FINALS,). Raises RuntimeError where the two engines disagree,
    which would be a fault of outlast.
    """
    model = CollaborationModel(scenario, rng=seed, twin=False)
    chronicle, standing = Chronicle(model), None
    while model.quarter < model.horizon:
        model.step()
        chronicle.observe()
        if model.quarter == judged:
            standing = _standing(model.partnership(partnership))
    found = Course(chronicle, partnership, standing)
    if not np.array_equal(found.row, row, equal_nan=True):
        raise RuntimeError(f"the two engines disagree on partnership {partnership} of seed {seed}")
    return found


def _standing(partnership: Partnership) -> Standing | None:
    if not partnership.is_open:
        return None
    return Standing(
        partnership.members_active,
        len({one.sector for _, one in partnership.active_members}),
        partnership.ledger.own_coverage(WINDOW),
        judgement.governed(partnership.progress, partnership.in_use, partnership.model.settings.output),
    )
