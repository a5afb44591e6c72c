"""What is measured of runs: an outcome of partnerships as a mean over the cohort, or as the share above a mark."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outlast.outcomes.catalogue import FINAL_INDEX, FINALS, RUNG, TRACE, TRACE_INDEX
from outlast.outcomes.cohort import agenda_variance, mean_known
from outlast.outcomes.judgement import GROWING, SELF_SUSTAINED
from outlast.parameters import TOPICS
from outlast.scenario.errors import ScenarioError
from outlast.scenario.names import nearest
from outlast.scenario.wording import shown
from outlast.simulation.result import AFTER_CLOSING

# Shares over all partnerships, and what only the whole cohort has; the rest are outcomes of a partnership.
OPEN, SUSTAINING, VARIANCE = "open", "self_sustaining", "agenda_variance_12"
AT_THE_END = (*(outcome.name for outcome in FINALS if outcome.kind != RUNG), VARIANCE)
BY_QUARTER = (OPEN, SUSTAINING, *(outcome.name for outcome in TRACE if outcome.kind != RUNG))
AGENDAS = [FINAL_INDEX[f"agenda_{topic}_12"] for topic in TOPICS]


class Measure(NamedTuple):
    """A quantity of a cohort: a column, the quarter after which it is read, and a mark that counts partnerships.

    `quarter` is None for outcomes that have their time in their name. With `at_least` or `above` the measure is the
    share of the partnerships of which the column is known; without, their mean.
    """

    quantity: str
    quarter: int | None = None
    at_least: float | None = None
    above: float | None = None

    @property
    def horizon(self) -> int:
        """Quarters that a run must last for this to be read; 0 where the outcome itself says when."""
        return self.quarter or 0


def check_measure(measure: Measure, where: str) -> list[str]:
    """What is wrong with a measure, as sentences; none where it can be taken."""
    names = AT_THE_END if measure.quarter is None else BY_QUARTER
    if measure.quantity not in names:
        other = BY_QUARTER if measure.quarter is None else AT_THE_END
        if measure.quantity in other:
            needed = "needs a quarter" if measure.quarter is None else "says its own time, so that no quarter is given"
            return [f"{where}: quantity {measure.quantity} {needed}."]
        near = nearest(measure.quantity, names)
        hint = f" Did you mean {near}?" if near else " See: outlast outcomes."
        return [f"{where}: there is no quantity {shown(measure.quantity)}.{hint}"]
    if measure.at_least is not None and measure.above is not None:
        return [f"{where}: give at_least or above, not both."]
    if measure.quantity == VARIANCE and (measure.at_least is not None or measure.above is not None):
        return [f"{where}: {VARIANCE} is one number of a cohort, so that no share of partnerships is above a mark."]
    if measure.quarter is not None and not 1 <= measure.quarter <= 240:
        return [f"{where}: quarter: found {measure.quarter}, allowed is a whole number from 1 to 240."]
    return []


def take(measure: Measure, finals: np.ndarray, trace: np.ndarray | None) -> np.ndarray:
    """The measure of each run (run,); not a number where no partnership has it.

    Parameters:
        finals: (run, partnership, FINALS).
        trace: (run, quarter, partnership, TRACE), at least as many quarters as the measure asks for.

    Raises ScenarioError where the runs end before the quarter that is asked for.
    """
    if measure.quantity == VARIANCE:
        return agenda_variance(finals[:, :, AGENDAS])
    return mean_known(partnership_values(measure, finals, trace))


def partnership_values(measure: Measure, finals: np.ndarray, trace: np.ndarray | None) -> np.ndarray:
    """What a measure is the mean of (run, partnership): the column, or whether it reaches the mark.

    Not for what only a whole cohort has. Raises as `take`.
    """
    values = _column(measure, finals, trace)
    if measure.at_least is not None:
        values = np.where(np.isnan(values), np.nan, values >= measure.at_least)
    if measure.above is not None:
        values = np.where(np.isnan(values), np.nan, values > measure.above)
    return values


def _column(measure: Measure, finals: np.ndarray, trace: np.ndarray | None) -> np.ndarray:
    """The column of each run and partnership (run, partnership)."""
    if measure.quarter is None:
        return finals[:, :, FINAL_INDEX[measure.quantity]]
    if trace is None or trace.shape[1] < measure.quarter:
        lasted = 0 if trace is None else trace.shape[1]
        raise ScenarioError(f"{measure.quantity} after {measure.quarter} quarters: the runs last {lasted} quarters.")
    then = trace[:, measure.quarter - 1]
    is_open = ~np.isnan(then[..., TRACE_INDEX["active"]])
    if measure.quantity == OPEN:
        return is_open.astype(float)
    if measure.quantity == SUSTAINING:
        return np.isin(then[..., TRACE_INDEX["state"]], (SELF_SUSTAINED, GROWING)).astype(float)
    column = then[..., TRACE_INDEX[measure.quantity]]
    return column if measure.quantity in AFTER_CLOSING else np.where(is_open, column, np.nan)
