"""The names and numbers of a calibration as a reader meets them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scipy.stats import binomtest

from outlast.analysis.calibration.measures import BY_QUARTER, OPEN, SUSTAINING, VARIANCE, Measure
from outlast.analysis.numbers import NULL, percent
from outlast.outcomes.catalogue import FINAL_INDEX, FINALS, FLAG, RUN_OUTCOMES, SHARE, TRACE, TRACE_INDEX
from outlast.parameters import DECLARATIONS, Choice
from outlast.report.wording import between, listed, number
from outlast.scenario.names import THEORY

# What a share is called where it stands beside other units.
SHARES = "share 0 to 1"
ALL_DATA = "all together"
ASSUMES = "A simulation, not a forecast; what it has learnt holds within its theories and rules."


class Weighed(NamedTuple):
    """A number with the ends of its interval."""

    value: float
    low: float
    high: float


# Names ---------------------------------------------------------------------------------------------------------------


def theory_label(theory: str) -> str:
    """A theory, or a set of them, in words: latitude + fog."""
    return " + ".join(part.strip() for part in theory.split(","))


def theory_named(theory: str) -> str:
    """The same within a sentence, where a bare "none" would say something else."""
    return "“none”" if theory == "none" else theory_label(theory)


def theory_says(theory: str) -> str:
    """What a theory, or a set of them, takes for granted."""
    spec = DECLARATIONS[THEORY].spec
    assert isinstance(spec, Choice)
    return "; ".join(spec.names.get(part.strip(), part) for part in theory.split(","))


def choice_label(choice: str) -> str:
    """A structural choice without the table that it stands in: trust learning."""
    return words(choice.rpartition(".")[2])


def choice_says(choice: str) -> str:
    """What a structural choice is about."""
    return DECLARATIONS[choice].spec.says if choice in DECLARATIONS else choice


def words(name: str) -> str:
    """A name of a file as words."""
    return name.replace("_", " ")


def parameter_says(key: str) -> str:
    """What a parameter means."""
    return DECLARATIONS[key].spec.says if key in DECLARATIONS else key


def unit_of(measure: Measure) -> str:
    """The unit of a measure: counted partnerships and flags are shares."""
    if measure.at_least is not None or measure.above is not None or measure.quantity in (OPEN, SUSTAINING):
        return SHARES
    if measure.quantity == VARIANCE:
        return next(outcome.unit for outcome in RUN_OUTCOMES if outcome.name == VARIANCE)
    is_traced = measure.quarter is not None and measure.quantity in BY_QUARTER
    known = TRACE[TRACE_INDEX[measure.quantity]] if is_traced else FINALS[FINAL_INDEX[measure.quantity]]
    return SHARES if known.kind in (FLAG, SHARE) else known.unit


# Numbers -------------------------------------------------------------------------------------------------------------


def shown_with(found: Weighed, unit: str) -> str:
    """A value with its interval in their unit: 22% [4, 40]."""
    if unit == SHARES or math.isnan(found.value):
        return share_of(found)
    return f"{number(found.value)} [{number(found.low)}, {number(found.high)}]"


def shown_between(low: float, high: float, unit: str) -> str:
    """Two ends in their unit."""
    return between((low, high), percent if unit == SHARES else number)


def weight(value: float) -> str:
    """A weight to two places; what is not quite nought does not read as such."""
    if math.isnan(value):
        return NULL
    return "<0.01" if 0.0 < value < 0.005 else f"{value:.2f}"


def weighed(found: Weighed) -> str:
    """A weight with its interval."""
    if math.isnan(found.low) or math.isnan(found.high):
        return weight(found.value)
    return f"{weight(found.value)} [{weight(found.low)}, {weight(found.high)}]"


def bits(found: Weighed) -> str:
    """Information with its interval; below nought is luck, and is shown as such."""
    if math.isnan(found.value):
        return NULL
    ends = "" if math.isnan(found.low) else f" [{_two(found.low)}, {_two(found.high)}]"
    return f"{_two(found.value)}{ends}"


def share_of(found: Weighed) -> str:
    """A share with its interval, in %: 31% [29, 33]."""
    if math.isnan(found.value):
        return NULL
    ends = "" if math.isnan(found.low) else f" [{100 * found.low:.0f}, {100 * found.high:.0f}]"
    return f"{percent(found.value)}{ends}"


def small_share(share: float) -> str:
    """A share that may be very small, to two digits."""
    if math.isnan(share) or share == 0.0 or share >= 0.0995:
        return percent(share)
    return "<0.01%" if share < 5e-5 else f"{100 * share:.1f}%" if share >= 0.00995 else f"{100 * share:.2f}%"


def counted_share(share: float, of: int) -> Weighed:
    """A share of so many with its exact 95% interval."""
    exact = binomtest(round(share * of), of).proportion_ci(method="exact")
    return Weighed(share, float(exact.low), float(exact.high))


def three(row: Mapping[str, Any], name: str, low: str, high: str) -> Weighed:
    """Three columns of a row as a number with its interval."""
    return Weighed(float(row[name]), float(row[low]), float(row[high]))


def sentence(text: str) -> str:
    """Text with a full stop, unless it ends in a mark of its own."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def few(names: Sequence[str], most: int = 6) -> str:
    """Names in a row, the first so many of a long list with how many more there are."""
    if len(names) <= most:
        return listed(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1} more"


def _two(value: float) -> str:
    text = f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")
