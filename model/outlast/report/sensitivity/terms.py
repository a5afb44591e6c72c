"""What the factors, the indices and the outcome of a study are called, and in which unit its indices are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from outlast.analysis.sensitivity.indices import known_index, leading_index
from outlast.analysis.sensitivity.methods import CURVES, DELTA, ELEMENTARY, FREE, PAWN, SOBOL_INDICES, Method
from outlast.analysis.sensitivity.study import Findings, Study
from outlast.parameters import DECLARATIONS
from outlast.report.sweep.tables import short_names
from outlast.report.sweep.terms import Factor, Measure, factor_of, in_millions, measure_of, scale_number
from outlast.runs.factors import Factor as Varied
from outlast.runs.values import CHOICE, FLAG
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.names import nearest, suggestion

# Each index in a few words, for keys and headings; what it means in full stands in methods.py.
WORDS = {
    "s1": "first order: the factor alone",
    "st": "total: with all that it does together with others",
    "s2": "second order",
    "mu_star": "mean size of elementary effects",
    "sigma": "standard deviation of elementary effects",
    "median": "median distance between distributions",
    "delta": "delta",
    "range": "range of the curve",
}
MOST_NAMES = 3


class Term(NamedTuple):
    """A factor in words: `says` its meaning, `short` the end of its key, `over` what it was varied over, with unit."""

    key: str
    says: str
    short: str
    over: str
    is_choice: bool


@dataclass(frozen=True, eq=False)
class Subject:
    """One outcome of a study, with what is needed to name it: `terms` by key, in the order of the design."""

    study: Study
    found: Findings
    scenario: Scenario
    measure: Measure
    terms: dict[str, Term]

    @property
    def method(self) -> Method:
        """The method of the study."""
        return self.study.method

    @property
    def frame(self) -> pd.DataFrame:
        """The indices, a row for each factor."""
        return self.found.indices.frame

    @property
    def ranked(self) -> list[str]:
        """The factors' keys, that of the largest index first, unknown ones last."""
        values = column(self.frame, leading_index(self.method, self.frame))
        order = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")
        return np.array(self.frame["name"])[order].tolist()

    @property
    def of(self) -> str:
        """What the outcome is, within a sentence."""
        return in_a_sentence(self.measure)

    @property
    def has_unit(self) -> bool:
        """Whether the leading index is in the unit of the response."""
        return self.method.name in (ELEMENTARY, CURVES)

    @property
    def scale(self) -> float:
        """What an index is drawn times: one that is in the unit of the response is drawn in the unit of its axis."""
        return self.measure.scale if self.has_unit else 1.0

    @property
    def unit(self) -> str:
        """The unit of the leading index."""
        return unit_of(self.method, self.measure)


def subject_of(study: Study, outcome: str, scenario: Scenario) -> Subject:
    """One outcome of a study; raises ScenarioError where it was not analysed."""
    names = [found.outcome for found in study.findings]
    if outcome not in names:
        raise ScenarioError(f"{outcome}: this study has no such outcome{suggestion(nearest(outcome, names))}.")
    found = study.findings[names.index(outcome)]
    measure = measure_of(outcome, scenario, [factor.key for factor in study.design.factors])
    frame = found.indices.frame if found.curves is None else found.curves
    values = [column(frame, name) for name in ("mean", "mu_star", "range") if name in frame]
    measure = in_millions(measure, np.concatenate(values) if values else np.empty(0))
    return Subject(study, found, scenario, measure, terms_of(study, scenario))


def terms_of(study: Study, scenario: Scenario) -> dict[str, Term]:
    """Each factor of a study in words, by its key."""
    factors = study.design.factors
    found = {}
    for factor, short in zip(factors, short_names([one.key for one in factors]), strict=True):
        named = named_factor(factor, list(factor.values or factor.range), scenario)
        says = qualified(factor.key, named.says.partition(";")[0].partition(" (")[0])
        found[factor.key] = Term(factor.key, says, short, _over(factor, named), factor.kind == CHOICE)
    return found


def qualified(key: str, says: str) -> str:
    """What a factor is, with the table that it stands in where others are called the same (a score of each sector)."""
    said = DECLARATIONS[key].spec.says if key in DECLARATIONS else None
    alike = sum(entry.spec.says == said for entry in DECLARATIONS.values())
    return f"{says}, {key.split('.')[-2]}" if alike > 1 else says


def named_factor(factor: Varied, values: list[object], scenario: Scenario) -> Factor:
    """A factor with its levels, as the figures of a sweep know it."""
    return factor_of(pd.Series(values, dtype=object), factor.key, scenario)[0]


def _over(factor: Varied, named: Factor) -> str:
    """What a factor was varied over, with its unit."""
    if factor.kind == FLAG:
        return "true or false"
    if factor.low is None:
        names = [named.level(level) for level in named.levels]
        text = ("; " if any("," in name for name in names) else " or ").join(names)
        few = len(names) <= MOST_NAMES and len(text) <= 48
        unit = f" {named.unit}" if named.is_number and named.unit else ""
        return f"{text}{unit}" if few else f"{len(names)} {'values' if named.is_number else 'names'}{unit}"
    low, high = (scale_number(float(f"{end:.6g}")) for end in factor.range)
    unit = "share" if named.unit == "share 0 to 1" else named.unit
    return f"{low} to {high} {unit}".rstrip()


def indices_drawn(method: Method, frame: pd.DataFrame) -> list[str]:
    """The indices that a ranking shows, the leading one first."""
    names = {SOBOL_INDICES: ["st", "s1"], PAWN: ["median"], DELTA: ["delta"]}.get(method.name, [method.ranks_by])
    return [known_index(name, frame) for name in names]


def words_of(index: str) -> str:
    """An index in a few words."""
    return WORDS.get(index.removesuffix(FREE), index.replace("_", " "))


def unit_of(method: Method, measure: Measure) -> str:
    """The unit of a method's leading index."""
    if method.name == SOBOL_INDICES:
        return "share of the variance"
    if method.name in (ELEMENTARY, CURVES):
        return "percentage points" if measure.is_share else measure.axis or "in the outcome's own unit"
    return "0: does nothing, 1: decides all"


def in_a_sentence(measure: Measure) -> str:
    """What an outcome is, within a sentence."""
    title = measure.title[0].lower() + measure.title[1:]
    return f"the share {title}" if measure.axis == "% of partnerships" else title


def column(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A column as numbers; unknown ones where there is none of the name."""
    return frame[name].to_numpy(dtype=float) if name in frame else np.full(len(frame), np.nan)


def rows_of(frame: pd.DataFrame, name: str, value: object) -> pd.DataFrame:
    """The rows with a value in a column."""
    return pd.DataFrame(frame[(frame[name] == value).to_numpy()])
