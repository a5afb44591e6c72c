"""What the factors and the outcome of a sweep are called, in which unit, and how their values read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from outlast.analysis.numbers import percent
from outlast.outcomes.catalogue import FINALS, FLAG, MONEY, RUN_OUTCOMES, RUNG, SHARE
from outlast.parameters import DECLARATIONS, Choice, Listing
from outlast.report.listings import outcomes_records
from outlast.report.wording import Shown, counted, money, number, pence, points, signed
from outlast.runs.values import NONE, TOGETHER, declared
from outlast.scenario import Scenario, ScenarioError

TWIN, ADDITIONAL = "twin_", "additional_"
PARTNERSHIPS = "context.partnerships"
# A grid has no more levels of a factor than these; a sample has about as many as points.
MANY = 25
TRUTH = {"false": "", "true": ""}

Level = float | str


class Factor(NamedTuple):
    """What a sweep varies: its meaning and unit, its levels in order, and the scenario's own level (None: no single).

    `meanings` has the sentence of each named alternative; `is_number` tells a scale from named alternatives.
    `is_ranked`: the levels of a scale stand at their rank, since at their values some would be too close to see.
    """

    key: str
    says: str
    unit: str
    levels: tuple[Level, ...]
    own: Level | None
    is_number: bool
    meanings: dict[str, str]
    is_ranked: bool = False

    @property
    def label(self) -> str:
        """The name of an axis: the meaning in words, with the unit."""
        return f"{self.says} ({self.unit})" if self.is_number and self.unit else self.says

    def level(self, level: Level) -> str:
        """How a level reads."""
        if not self.is_number:
            return str(level).replace("_", " ")
        # Drawn levels have more digits than anyone reads.
        return scale_number(float(f"{level:.3g}" if len(self.levels) > MANY else level))

    def places(self, levels: Sequence[Level] | None = None) -> np.ndarray:
        """Where levels (all by default) stand on an axis: numbers at their value or rank, names at their rank."""
        wanted = self.levels if levels is None else levels
        if self.is_ranked:
            return np.array([self._rank(float(level)) for level in wanted])
        if self.is_number:
            return np.array([float(level) for level in wanted])
        return np.array([float(self.levels.index(level)) if level in self.levels else math.nan for level in wanted])

    @property
    def own_place(self) -> float | None:
        """Where the scenario's own level stands on an axis; None where it has no single one or outside the levels."""
        if self.own is None or not self.levels:
            return None
        if self.is_number:
            low, high = float(self.levels[0]), float(self.levels[-1])
            # The outermost of many drawn levels fall short of the range by about the space between two.
            slack = (high - low) / len(self.levels) if len(self.levels) > MANY else 1e-9 * max(abs(low), abs(high))
            if not low - slack <= float(self.own) <= high + slack:
                return None
            return self._rank(float(self.own)) if self.is_ranked else float(self.own)
        return float(self.levels.index(self.own)) if self.own in self.levels else None

    def _rank(self, level: float) -> float:
        """The rank of a number among the levels, between two in proportion."""
        return float(np.interp(level, [float(one) for one in self.levels], np.arange(len(self.levels))))


class Measure(NamedTuple):
    """The outcome of a sweep: title, what it is a mean of, the unit of its axis, and how its values read.

    Values are drawn times `scale` (shares as %). `mark` is the drawn value that parts the points in two, with its name.
    No value is below `least` or above `most`, so that no interval reaches there either.
    """

    title: str
    of: str
    aside: str
    axis: str
    scale: float
    mark: float | None
    mark_says: str
    shown: Shown
    half_width: Shown
    is_difference: bool
    is_share: bool
    least: float
    most: float


def scale_number(value: float) -> str:
    """A number as a scale names it, with a true minus sign and no more digits than it needs."""
    text = f"{value:,.6g}" if abs(value) < 1e5 else f"{value:,.0f}" if abs(value) < 1e12 else f"{value:.4g}"
    return text.replace("-", "−")


# Factors ------------------------------------------------------------------------------------------------------------


def factor_of(values: pd.Series, key: str, scenario: Scenario) -> tuple[Factor, pd.Series]:
    """A factor from the column of its values, with the values themselves made comparable to its levels."""
    says, unit, names = _declared(key)
    own = _own(scenario, key)
    as_numbers = np.asarray(pd.to_numeric(values, errors="coerce"), dtype=float)
    known = ~np.isnan(as_numbers)
    if names is None and known.any() and bool(np.all(known | np.asarray(values.isna()))):
        levels = tuple(sorted({float(value) for value in as_numbers[known]}))
        number = None if own is None or isinstance(own, str) else float(own)
        return Factor(key, says, unit, levels, number, True, {}), pd.Series(as_numbers, index=values.index)
    texts = values.map(lambda value: None if _is_null(value) else _text(value, names))
    order = {name: rank for rank, name in enumerate(names or ())}
    seen = dict.fromkeys(text for text in texts if text is not None)
    found = tuple(sorted(seen, key=lambda text: order.get(text, len(order))))
    text = None if own is None else _text(own, names)
    return Factor(key, says, unit, found, text, False, names or {}), texts


def _declared(key: str) -> tuple[str, str, dict[str, str] | None]:
    """Meaning, unit, and the names with their sentences where there are names in place of a number."""
    if key in DECLARATIONS:
        entry = DECLARATIONS[key]
        if isinstance(entry.spec, Choice):
            return entry.spec.says, "", dict(entry.spec.names)
        if isinstance(entry.spec, Listing):
            return entry.spec.says, "", {}
        return entry.spec.says, entry.spec.unit, TRUTH if entry.type is bool else None
    try:
        # The shorthand for components that are set alike; its axis has no room to list them.
        spec = declared(key, key).spec
    except ScenarioError:
        return key, "", None
    return spec.says.partition(" (")[0], spec.unit, None


def _own(scenario: Scenario, key: str) -> Any:
    """The scenario's own value; None where the components of a shorthand differ."""
    record: Any = scenario.settings
    try:
        for name in key.split("."):
            record = getattr(record, name)
    except AttributeError:
        return None
    if key in DECLARATIONS:
        return record
    values = {value for value in record if isinstance(value, int | float)}
    return values.pop() if len(values) == 1 else None


def _is_null(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _text(value: Any, names: dict[str, str] | None) -> str:
    """A name as its declaration writes it; sets of names in the order of their declaration."""
    if isinstance(value, list | tuple | set | frozenset | np.ndarray):
        parts = [str(part) for part in value]
    else:
        parts = str(value).replace(TOGETHER, ",").strip("[]() ").split(",")
    parts = [part.strip(" '\"") for part in parts]
    if names is TRUTH:
        return {"1": "true", "1.0": "true", "0": "false", "0.0": "false"}.get(parts[0], parts[0].lower())
    if names:
        parts.sort(key=lambda part: list(names).index(part) if part in names else len(names))
    return ", ".join(parts) or NONE


# The outcome --------------------------------------------------------------------------------------------------------


@cache
def _columns() -> dict[str, dict[str, Any]]:
    return {record["name"]: record for record in outcomes_records() if record["table"] == "run"}


def measure_of(outcome: str, scenario: Scenario, keys: Sequence[str] = ()) -> Measure:
    """What there is to say of a run-level outcome; a column that the catalogue lacks goes by its name."""
    name, world = outcome, ""
    for prefix in (TWIN, ADDITIONAL):
        if outcome not in _columns() and outcome.startswith(prefix):
            name, world = outcome.removeprefix(prefix), prefix
    record = _columns().get(name, {"says": name.replace("_", " "), "unit": "", "kind": ""})
    says, _, aside = str(record["says"]).partition(";")
    says = says.replace("_", " ")
    titles = {TWIN: f"{says}, in the same world with no mandate", ADDITIONAL: f"added by the mandate: {says}"}
    title = titles.get(world, says)
    kind, unit = record["kind"], record["unit"]
    is_share, is_difference = kind == SHARE, world == ADDITIONAL
    is_bounded = is_share or unit.endswith(" 0 to 1")
    axis, shown, scale = unit, number, 1.0
    if is_share:
        axis, shown, scale = ("percentage points", points, 100.0) if is_difference else ("%", percent, 100.0)
    elif kind == MONEY:
        shown = money
    elif unit.startswith("£ per"):
        shown = signed if is_difference else pence
    elif is_difference:
        shown = signed
    whose = "partnerships" if PARTNERSHIPS in keys else counted(scenario.settings.context.partnerships, "partnership")
    of = _of(name, unit, whose)
    if is_share and not is_difference and of.startswith("share of"):
        axis = "% of partnerships"
    return Measure(
        title=title[0].upper() + title[1:],
        of=of + (", mandated less the same world with no mandate" if is_difference else ""),
        aside=aside.strip().replace("null", "no value"),
        axis=axis,
        scale=scale,
        mark=0.0 if is_difference else 50.0 if is_share else None,
        mark_says="no difference" if is_difference else "half",
        shown=shown,
        half_width=_points_either_way if is_share else shown if kind == MONEY else number,
        is_difference=is_difference,
        is_share=is_share,
        least=-1.0 if is_bounded and is_difference else 0.0 if is_bounded else -math.inf,
        most=1.0 if is_bounded else math.inf,
    )


def in_millions(measure: Measure, thousands: np.ndarray) -> Measure:
    """The measure with its axis in millions where thousands of pounds would have too many digits."""
    known = np.abs(thousands[np.isfinite(thousands)])
    if measure.axis != "£k" or not known.size or known.max() < 1e4:
        return measure
    return measure._replace(axis="£m", of=measure.of.replace("£k", "£m"), scale=0.001)


def _of(name: str, unit: str, whose: str) -> str:
    """What a value of one run is: a share of its partnerships, a mean over them, or one value of the cohort."""
    kinds = {outcome.name: outcome.kind for outcome in FINALS}
    counts = [known for known, kind in kinds.items() if kind in (FLAG, RUNG) and f"{name}_".startswith(f"{known}_")]
    if counts:
        return f"share of {whose}"
    unit = unit.removesuffix(" 0 to 1")
    if name in {outcome.name for outcome in RUN_OUTCOMES} or name not in kinds:
        return unit or "value of the cohort"
    return f"{unit}, mean over {whose}"


def _points_either_way(share: float) -> str:
    width = 100 * share
    if 0.0 < width < 0.95:
        return "<1 point"
    return f"{width:.0f} point{'' if round(width) == 1 else 's'}"


def known_runs(points: pd.DataFrame) -> np.ndarray:
    """How many runs each mean is over: those whose outcome is known, or all where that is not told."""
    runs = np.asarray(points["runs"], dtype=float)
    if "known" not in points:
        return runs
    known = np.asarray(points["known"], dtype=float)
    return np.where(np.isnan(known), runs, known)


def over_cohorts(points: pd.DataFrame) -> str:
    """How many cohorts each mean is over, and of how many that were run."""
    drawn = np.isfinite(np.asarray(points["mean"], dtype=float))
    runs, known = np.asarray(points["runs"], dtype=float)[drawn], known_runs(points)[drawn]
    if not runs.size:
        return "no cohort"
    if (known < runs).any():
        of = f"{_span(known)} of {_span(runs)} cohorts at each point"
        return f"one{of[1:]}" if known.max() == 1 else f"mean of {of}"
    if runs.min() == runs.max() == 1:
        return "one cohort at each point"
    return f"mean of {_span(runs)} cohorts at each point"


def _span(counts: np.ndarray) -> str:
    low, high = int(counts.min()), int(counts.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def has_intervals(points: pd.DataFrame) -> bool:
    """Whether any point has an interval: one run shows none."""
    ends = np.asarray(points[["mean", "low", "high"]], dtype=float)
    return bool(np.isfinite(ends).all(axis=1).any())


def why_no_intervals(points: pd.DataFrame) -> str:
    """Why no point has an interval."""
    drawn = np.isfinite(np.asarray(points["mean"], dtype=float))
    if (np.asarray(points["runs"], dtype=float)[drawn] <= 1).all():
        return "one run at each point"
    return "one known value at each point" if (known_runs(points)[drawn] <= 1).all() else "too little varies"
