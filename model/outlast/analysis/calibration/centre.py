"""The centre of a posterior: the values that the defaults have of what the targets identify."""

from __future__ import annotations

import math

import pandas as pd

from outlast.analysis.calibration.draws import behaviour

# The posterior knows medians to no more digits than that.
DIGITS = 2


def centre(learnt: pd.DataFrame) -> dict[str, float]:
    """The median of each identified parameter by dotted name, to two digits; whole numbers stay whole.

    `learnt` is what `learnt` of the ensemble's module gives: a row for each parameter. What the targets do not identify
    is not in it: its default is what was believed before.
    """
    table = learnt.set_index("parameter")
    found: dict[str, float] = {}
    for entry in behaviour():
        if bool(table.at[entry.key, "identified"]):
            median = float(table.at[entry.key, "median"])  # type: ignore[arg-type]
            found[entry.key] = round(median) if entry.is_integer else rounded(median)
    return found


def rounded(value: float) -> float:
    """A number to two digits."""
    return 0.0 if value == 0.0 else round(value, DIGITS - 1 - math.floor(math.log10(abs(value))))
