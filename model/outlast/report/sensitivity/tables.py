"""A study of sensitivity as a table for a terminal: the factors in order, and what can be said of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.analysis.numbers import NULL, percent
from outlast.analysis.sensitivity.indices import known_index
from outlast.analysis.sensitivity.methods import CURVES, DELTA, ELEMENTARY, FREE, PAWN, SOBOL_INDICES
from outlast.analysis.sensitivity.study import Study
from outlast.analysis.sensitivity.wording import sentences
from outlast.report.sensitivity.notes import assumption_of, run_in_words
from outlast.report.sensitivity.terms import Subject, rows_of, subject_of
from outlast.report.sweep.tables import WIDTH
from outlast.report.sweep.terms import measure_of
from outlast.scenario import Scenario

# What stays of the width for keys beside the columns of Morris, the widest.
LONGEST_KEY = 28


class Column(NamedTuple):
    """A column of the table: its heading, its index, and whether this is in the unit of the outcome."""

    heading: str
    name: str
    in_unit: bool = False


COLUMNS = {
    SOBOL_INDICES: (Column("total", "st"), Column("first order", "s1")),
    ELEMENTARY: (
        Column("mu_star", "mu_star", True),
        Column("sigma", "sigma", True),
        Column("noise", "mu_star_noise", True),
    ),
    PAWN: (Column("median", "median"), Column("floor", "median_floor")),
    DELTA: (Column("delta", "delta"), Column("first order", "s1")),
    CURVES: (
        Column("range", "range", True),
        Column("floor", "range_floor", True),
        Column("change", "change", True),
        Column("interaction\nshare", "interaction_share"),
    ),
}


def sensitivity_table(study: Study, scenario: Scenario, most: int = 30) -> RenderableType:
    """Each outcome's factors by their leading index with 95% intervals, and its sentences, at most 80 columns wide.

    The first `most` factors are listed.
    """
    parts: list[RenderableType] = [
        Text(scenario.title or scenario.name, style="bold"),
        Text(f"{study.method.says[0].upper()}{study.method.says[1:]}. {run_in_words(study)}"),
    ]
    subjects = [subject_of(study, found.outcome, scenario) for found in study.findings]
    for subject in subjects:
        parts += _of_outcome(subject, most)
    if subjects:
        parts += _legend(subjects, most)
    parts.append(Text(assumption_of(study, scenario), style="dim"))
    return Constrain(Group(*parts), WIDTH)


def _of_outcome(subject: Subject, most: int) -> list[RenderableType]:
    """The title of an outcome, its table if it has indices, and its sentences."""
    heading = Text(f"\n{subject.measure.title} ({subject.found.outcome}; {subject.measure.of})", style="bold")
    said = [Text(f"• {text}") for text in sentences(subject.method, subject.found, subject.study.luck)]
    if subject.found.indices.reason is not None:
        return [heading, *said]
    listed: list[RenderableType] = [heading, _table(subject, subject.ranked[:most])]
    if len(subject.frame) > most:
        listed.append(Text(f"The first {most} of {len(subject.frame)} factors.", style="dim"))
    unit = [column for column in COLUMNS[subject.method.name] if column.in_unit]
    if unit:
        listed.append(Text(f"{', '.join(column.heading for column in unit)}: in {_own_unit(subject)}.", style="dim"))
    share = subject.found.noise.share
    noise = NULL if math.isnan(share) else percent(share)
    return [*listed, Text(f"Share of noise in the variance of the means: {noise}", style="dim"), *said]


def _own_unit(subject: Subject) -> str:
    """The unit of the outcome itself, in which the sentences and the files have their figures too."""
    measure = measure_of(subject.found.outcome, subject.scenario, list(subject.terms))
    return "shares from 0 to 1" if measure.is_share else measure.axis or "the outcome's own unit"


def _table(subject: Subject, keys: Sequence[str]) -> Table:
    """The factors in order, the largest first."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("factor", overflow="fold")
    columns = COLUMNS[subject.method.name]
    for column in columns:
        table.add_column(column.heading, justify="right", no_wrap=True)
    verdicts = _verdicts(subject)
    if verdicts:
        table.add_column("settled", no_wrap=True)
    rows = {row["name"]: row for row in subject.frame.to_dict("records")}
    for rank, key in enumerate(keys, 1):
        cells = [str(rank), broken(key)]
        for column in columns:
            index = known_index(column.name, subject.frame)
            value, half = (float(rows[key].get(name, math.nan)) for name in (index, f"{index}_conf"))
            cells.append(figure_of(value, half))
        if verdicts:
            cells.append(verdicts[key])
        table.add_row(*(Text(cell) for cell in cells), style="dim" if key in subject.found.still else None)
    return table


def broken(key: str) -> str:
    """A key over two lines where it is long, cut at a dot as a reader would."""
    if len(key) <= LONGEST_KEY:
        return key
    first = key.rfind(".", 0, LONGEST_KEY) + 1
    return f"{key[:first]}\n  {key[first:]}" if first else key


def _verdicts(subject: Subject) -> dict[str, str]:
    """Whether each factor has settled by the leading index, or else how wide its interval is still against."""
    found = subject.found.convergence
    if found is None:
        return {}
    rows = rows_of(found.verdicts, "index", found.leading).to_dict("records")
    return {row["name"]: "yes" if row["settled"] else "too wide" if not row["narrow"] else "order" for row in rows}


def _legend(subjects: Sequence[Subject], most: int) -> list[RenderableType]:
    """What the factors and the columns mean, once for all outcomes."""
    subject = subjects[0]
    lines: list[RenderableType] = [Text("")]
    shown = {key for one in subjects for key in one.ranked[:most]}
    terms = [term for term in subject.terms.values() if term.key in shown]
    lines += [Text(f"{term.key}: {term.says}; varied over {term.over}", style="dim") for term in terms]
    for column in COLUMNS[subject.method.name]:
        meaning = subject.method.indices.get(column.name, "")
        heading = column.heading.replace("\n", " ")
        lines.append(Text(f"{heading}: {meaning.removeprefix(f'{heading}: ')}", style="dim"))
    if any(known_index(column.name, subject.frame).endswith(FREE) for column in COLUMNS[subject.method.name]):
        lines.append(Text("The noise of the replicates is taken out of the indices listed.", style="dim"))
    lines.append(Text("±: half of the 95% interval.", style="dim"))
    if any(_verdicts(subject) for subject in subjects):
        lines.append(Text("settled: by the first index; too wide: its interval; order: of the leaders.", style="dim"))
    return lines


def figure_of(value: float, half: float) -> str:
    """A value with the half-width of its interval, both to as many places as the half-width is worth."""
    if not math.isfinite(value):
        return NULL
    size = half if math.isfinite(half) and half > 0.0 else abs(value)
    digits = 2 if size == 0.0 else int(np.clip(1 - math.floor(math.log10(size)), 0, 3))
    text = f"{value:,.{digits}f}"
    if not text.strip("-0.,"):
        text = text.lstrip("-")
    text = text.replace("-", "−")
    return f"{text} ± {half:,.{digits}f}" if math.isfinite(half) else text
