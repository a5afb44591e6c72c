"""A discovery as tables for a terminal: conditions, their limits, the theories, and what was found in words."""

from __future__ import annotations

import math

from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.analysis.discovery.box import WHICH
from outlast.analysis.discovery.choosing import rule_in_words
from outlast.analysis.discovery.covering import Condition
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.judging import Judged, quasi_p
from outlast.analysis.discovery.robust import RULE as ROBUST_RULE
from outlast.analysis.discovery.theories import BETTER, WORSE, verdict
from outlast.analysis.discovery.trees import RULE as TREE_RULE
from outlast.analysis.numbers import NULL, percent
from outlast.report.discovery.sentences import sentences
from outlast.report.discovery.terms import Subject, density, quasi, run_in_words, subject_of, theory_label
from outlast.report.discovery.theory_words import theory_sentences
from outlast.report.discovery.words import figure, opened, restriction
from outlast.report.sensitivity.page import title_of
from outlast.report.sweep.tables import WIDTH

SIGNS = {BETTER: "better", WORSE: "worse"}
STYLES = {BETTER: "green", WORSE: "red"}
LEGEND = (
    "cases of interest: their share of the cases in the condition (its density), with the 95% interval.",
    "held out: the same by halves of the cases, each judged by what the other half gave.",
    "covers: the share of all cases of interest that are in it. mean: of the outcome, with the 95% interval.",
    "quasi-p: how likely so many cases of interest would be if the limit did nothing; too low, as the same cases gave "
    "the limit. halves: how many of them limit the factor on that side, and the limits of nine in ten of those.",
)
OF_THEORIES = (
    "all: the share of all cases of a theory that are of interest. robust: the same in the condition that is best "
    "under its worst theory, held out; better or worse: clearly more or less than all, by the "
    "interval of the difference. own: in "
    "the theory's own condition, in its own cases; held out: the same search on cases that it had not seen."
)


def discovery_table(found: Discovery) -> RenderableType:
    """Everything that a terminal shows, at most 80 columns wide."""
    subject = subject_of(found)
    parts: list[RenderableType] = [Text(title_of(found.scenario), style="bold"), Text(run_in_words(subject)), Text()]
    if found.conditions:
        parts += [_conditions(subject), Text(), _limits(subject), Text()]
    if len(found.theories.judged) > 1:
        parts += [*_theories(subject), Text()]
    # What the tables say already is not said again.
    told = {run_in_words(subject), *theory_sentences(subject)}
    parts += [Text(f"• {said}") for said in sentences(found) if said not in told]
    parts += [Text(), *(Text(line, style="dim") for line in (rule_in_words(found.rules.density), *LEGEND, TREE_RULE))]
    if len(found.theories.judged) > 1:
        parts.append(Text(f"{OF_THEORIES} {ROBUST_RULE}", style="dim"))
    return Constrain(Group(*parts), WIDTH)


def _conditions(subject: Subject) -> Table:
    table = _table("", "condition")
    for heading in ("cases of\ninterest", "held out", "covers", f"mean{_unit(subject)}"):
        table.add_column(heading, no_wrap=True)
    for number, one in enumerate(subject.found.conditions, 1):
        said = opened(subject.condition(one.box)) if number == 1 else f"otherwise {subject.condition(one.box)}"
        cells = (str(number), said, density(one.judged), density(one.again), percent(one.judged.coverage))
        table.add_row(*(Text(cell) for cell in (*cells, subject.mean(one.judged.mean, unit=False))))
    base = percent(subject.cases.base)
    overall = subject.measure.shown(float(subject.cases.values.mean()))
    table.add_section()
    table.add_row(*(Text(cell, style="dim") for cell in ("", "all cases", base, "", "100%", overall)))
    return table


def _unit(subject: Subject) -> str:
    measure = subject.measure
    return "\npoints" if measure.is_share and measure.is_difference else ""


def _limits(subject: Subject) -> Table:
    table = _table("", "limit")
    for heading in ("quasi-p", "halves"):
        table.add_column(heading, no_wrap=True)
    for number, one in enumerate(subject.found.conditions, 1):
        for row in _rows(subject, number, one):
            table.add_row(*(Text(cell) for cell in row))
        table.add_section()
    return table


def _rows(subject: Subject, number: int, one: Condition) -> list[tuple[str, ...]]:
    """A row for each side that is limited."""
    own, found = subject.cases.take(one.remaining), []
    halves = len(one.held_out.boxes)
    for factor in subject.cases.factors:
        limit = one.box.limits.get(factor.key)
        if limit is None:
            continue
        shares = one.held_out.shares(factor.key)
        for side in limit.sides:
            only = limit
            for other in limit.sides:
                only = only if other == side else only.without(other)
            ends = "" if side == WHICH else _ends([figure(factor, end) for end in one.held_out.ends(factor.key, side)
                                                   if not math.isnan(end)])  # fmt: skip
            chance = quasi(quasi_p(own, one.box, factor.key, side))
            found.append(
                (str(number), restriction(factor, only), chance, f"{round(shares[side] * halves)}/{halves}{ends}")
            )
    return found


def _ends(limits: list[str]) -> str:
    if not limits:
        return ""
    return f": {limits[0]}" if limits[0] == limits[-1] else f": {limits[0]} to {limits[-1]}"


def _theories(subject: Subject) -> list[RenderableType]:
    theories = subject.found.theories
    table = _table("theory")
    for heading in ("all", "robust", "", "own", "held out"):
        table.add_column(heading, no_wrap=True)
    robust = theories.robust
    for theory in theories.judged:
        own = theories.conditions.get(theory)
        again: Judged | None = None if robust is None or not robust.is_telling else robust.again[theory]
        found = "" if again is None else verdict(again)
        cells = [
            Text(theory_label(theory)),
            Text(percent(subject.cases.under(theory).base)),
            Text(NULL if again is None else density(again)),
            Text(SIGNS.get(found, ""), style=STYLES.get(found, "")),
            Text(NULL if own is None else density(own.judged)),
            Text(NULL if own is None else density(own.again)),
        ]
        table.add_row(*cells)
    lines: list[RenderableType] = [Text("By theory", style="bold")]
    if robust is not None and robust.is_telling:
        name = "Robust" if robust.is_robust else "Closest to robust, but not under every theory"
        lines.append(Text(f"{name}: {subject.condition(robust.box)}."))
    return [*lines, table]


def _table(*left: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for heading in left:
        table.add_column(heading, overflow="fold")
    return table
