"""What a discovery asks and finds, in the words that its sentences, tables and figures share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from outlast.analysis.discovery.box import HIGH, LOW, Box, Limit
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.factors import Factor
from outlast.analysis.discovery.judging import Judged, holds_luck
from outlast.analysis.discovery.tabulating import AT_HORIZON, PARTS
from outlast.analysis.numbers import NULL, percent
from outlast.outcomes.intervals import Interval
from outlast.report.discovery.words import condition, figure, theory_in_words
from outlast.report.sensitivity.terms import in_a_sentence
from outlast.report.sweep.digits import with_digits
from outlast.report.sweep.terms import ADDITIONAL, Measure, measure_of
from outlast.report.wording import counted, with_interval
from outlast.scenario.names import THEORY

RUNG = "rung of the ladder "


@dataclass(frozen=True, eq=False)
class Subject:
    """A discovery with what is needed to name it: the measure of its outcome."""

    found: Discovery
    measure: Measure

    @property
    def cases(self) -> Cases:
        """Its cases."""
        return self.found.cases

    @property
    def of(self) -> str:
        """The outcome within a sentence."""
        outcome = self.cases.question.outcome
        title = self.measure.title[0].lower() + self.measure.title[1:]
        if outcome.startswith(ADDITIONAL):
            what = title.removeprefix("added by the mandate: ")
            return f"what the mandate adds to {_share_of(what) if self.measure.is_share else what}"
        if self.measure.axis == "% of partnerships":
            return _share_of(title)
        return in_a_sentence(self.measure)

    @property
    def bound(self) -> str:
        """What makes a case of interest: above 65%."""
        question = self.cases.question
        return f"{'above' if question.above else 'below'} {self.value(question.value)}"

    @property
    def interest(self) -> str:
        """What cases of interest are, within a sentence."""
        return f"{self.of} is {self.bound}"

    @property
    def _points(self) -> str:
        return " points" if self.measure.is_share and self.measure.is_difference else ""

    def plain(self, value: float) -> str:
        """A value of the outcome, with its unit."""
        return f"{self.measure.shown(value)}{self._points}"

    def value(self, value: float) -> str:
        """The value that parts the cases: with a decimal where a round one would have cases on both sides."""
        if self.measure.is_share and abs(100 * value - round(100 * value)) > 1e-9:
            text = f"{100 * value:+.1f}" if self._points else f"{100 * value:.1f}%"
            return text.replace("-", "−") + self._points
        return self.plain(value)

    def mean(self, interval: Interval, *, unit: bool = True) -> str:
        """A mean of the outcome with its interval."""
        return f"{with_digits(interval, self.measure)}{self._points if unit else ''}"

    def condition(self, box: Box, *, plain: bool = False) -> str:
        """A condition in words; where room is short plain ones, without what little and much are called."""
        return condition(box, self.cases.factors, plain=plain)


def subject_of(found: Discovery) -> Subject:
    """A discovery with its measure; of an outcome that is several rungs together, that of the first in other words."""
    keys = [*found.cases.keys, *([THEORY] if len(found.cases.theories) > 1 else [])]
    outcome = found.cases.question.outcome
    measure = measure_of(PARTS.get(outcome, (outcome,))[0], found.scenario, keys)
    if outcome == AT_HORIZON:
        measure = measure._replace(title="Self-sustained or growing at the horizon")
    return Subject(found, measure)


def density(judged: Judged) -> str:
    """The share of cases of interest inside, with its interval."""
    return with_interval(judged.density)


def many_cases(count: int) -> str:
    """How many cases."""
    return counted(count, "case")


def quasi(value: float) -> str:
    """A quasi-p value, as small as anyone reads it."""
    if math.isnan(value):
        return NULL
    return "<0.001" if value < 0.001 else f"{value:.3f}" if value < 0.1 else f"{value:.2f}"


def limit_in_words(factor: Factor, limit: Limit, side: str) -> str:
    """One side of a limit: at least 13."""
    if side == LOW and limit.low is not None:
        return f"at least {figure(factor, limit.low)}"
    if side == HIGH and limit.high is not None:
        return f"{'at most' if factor.levels else 'below'} {figure(factor, limit.high)}"
    return ""


def theory_label(theory: str) -> str:
    """A theory as a heading."""
    return "“none”" if theory == "none" else theory.replace(",", " + ")


def run_in_words(subject: Subject) -> str:
    """What was looked at: the cases, those of interest, and the runs behind them."""
    cases, hits = subject.cases, int(subject.cases.interest.sum())
    runs = (~np.isnan(cases.runs)).sum(axis=1)
    few, most = int(runs.min()), int(runs.max())
    each = "one run each" if most == 1 else f"means of {few if few == most else f'{few} to {most}'} runs each"
    points = int(subject.found.facts.get("points", len(cases)))
    of = ""
    if points != len(cases):
        under, rest = divmod(len(cases), points)
        of = f" ({counted(points, 'point')}, each under {'the theories of its runs' if rest else f'{under} theories'})"
    return (
        f"{many_cases(len(cases))}{of}, {each}; {hits:,} ({percent(cases.base)}) are of interest: {subject.interest}."
    )


def interval_in_words(found: Discovery) -> str:
    """What the intervals hold, and what they do not."""
    cases, members = found.cases, int(found.facts.get("members", 0))
    groups, points = len(np.unique(cases.groups)), int(found.facts.get("points", len(cases)))
    over = "cases"
    if members and not cases.shared and cases.runs.shape[1] == 1:
        over = "members of the ensemble, each with all of its cases"
    elif groups < points:
        over = "blocks of the design"
    elif groups < len(cases):
        over = "points, each with all of its cases"
    said = f"Intervals of 95% are over {over}"
    if not cases.shared:
        return f"{said}."
    if holds_luck(cases):
        what = "luck and behaviour" if members else "the luck"
        return f"{said}; those of means also hold {what} that all cases share, those of shares of cases do not."
    one, other = "one seed", "another country and history"
    if members:
        one, other = "one seed and one member of the ensemble", "other behaviour, country and history"
    return f"{said}: all cases share {one}, and {other} could move them all, which no interval holds."


def assumption(subject: Subject) -> str:
    """What a reader must not forget."""
    first, *others = subject.cases.theories
    said = "Shares of cases are shares of what was varied, not chances. A simulation, not a forecast"
    if others:
        return f"{said}."
    return f"{said}; it assumes {theory_in_words(first)}, and another theory can give another answer."


def _share_of(title: str) -> str:
    if title.startswith(RUNG):
        when, _, rung = title.removeprefix(RUNG).partition(": ")
        return f"the share on the rung “{rung}” {when}"
    return f"the share {title}"
