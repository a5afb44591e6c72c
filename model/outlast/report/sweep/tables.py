"""The points of a sweep as a table for a terminal: what was run, and where the outcome is highest and lowest."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.outcomes.intervals import Interval
from outlast.report.sweep.digits import with_digits
from outlast.report.sweep.terms import (
    Factor,
    Level,
    Measure,
    factor_of,
    has_intervals,
    known_runs,
    measure_of,
    over_cohorts,
    why_no_intervals,
)
from outlast.report.wording import NULL, counted, theories_in_words
from outlast.scenario import Scenario
from outlast.scenario.names import THEORY

WIDTH = 80
# So many points at either end, or all where there are few; so many factors in columns of their own.
AT_EITHER_END, FEW, MOST_COLUMNS = 5, 12, 4


def sweep_table(
    points: pd.DataFrame,
    keys: Sequence[str],
    outcome: str,
    scenario: Scenario,
    facts: Mapping[str, str],
    ensemble: str | None = None,
) -> RenderableType:
    """The facts of a sweep, then its points by outcome, at most 80 columns wide.

    `points` has a row for each point: a column for each of `keys`, and `runs`, `failed`, `mean`, `low`, `high` of
    `outcome`, a run-level column; it may have `known`, the runs that each mean is over. `facts` are
    lines to print above, by label; `ensemble` is the short name of what behaviour and theories were drawn from.
    """
    points = points.reset_index(drop=True)
    factors = []
    for key in keys:
        factor, points[key] = factor_of(pd.Series(points[key]), key, scenario)
        factors.append(factor)
    measure = measure_of(outcome, scenario, keys)
    of = f"{measure.of}, {over_cohorts(points)}."
    head: list[RenderableType] = [
        Text(scenario.title, style="bold"),
        Text(f"{measure.title}: {of}"),
        Text(),
        _facts(facts),
    ]
    if facts:
        head.append(Text())
    return Constrain(Group(*head, *_ranking(points, factors, measure, scenario, ensemble)), WIDTH)


def short_names(keys: Sequence[str]) -> list[str]:
    """Each dotted key by as few of its last parts as tell it from the others."""
    names = []
    for key in keys:
        parts = key.split(".")
        ends = [".".join(parts[-count:]) for count in range(1, len(parts) + 1)]
        others = [other for other in keys if other != key]
        names.append(next((end for end in ends if not any(f".{other}".endswith(f".{end}") for other in others)), key))
    return names


def _facts(facts: Mapping[str, str]) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for label, text in facts.items():
        table.add_row(Text(label), Text(text))
    return table


def _ranking(
    points: pd.DataFrame, factors: Sequence[Factor], measure: Measure, scenario: Scenario, ensemble: str | None
) -> list[RenderableType]:
    """The points with the highest and the lowest values, and what the columns mean."""
    means = np.asarray(points["mean"], dtype=float)
    known = [k for k in np.argsort(-means, kind="stable").tolist() if math.isfinite(means[k])]
    without = len(points) - len(known)
    notes = []
    if without:
        notes.append(f"{without:,} of {counted(len(points), 'point')} {'has' if without == 1 else 'have'} no value.")
    if measure.aside:
        notes.append(f"{measure.aside[0].upper()}{measure.aside[1:]}.")
    if not known:
        return [Text("No point has a value."), *(Text(note, style="dim") for note in notes)]
    if len(known) <= FEW:
        title = f"{counted(len(known), 'point').capitalize()}, highest first" if len(known) > 1 else "One point"
        chosen = [known]
    else:
        title = f"The {AT_EITHER_END} highest and the {AT_EITHER_END} lowest of {len(known):,} points"
        title += " that have a value" if without else ""
        chosen = [known[:AT_EITHER_END], known[-AT_EITHER_END:]]
    table, marked = _table(points, factors, measure, chosen)
    names = short_names([factor.key for factor in factors])
    legend = [f"{name}: {factor.label}" for name, factor in zip(names, factors, strict=True)]
    if has_intervals(points):
        notes.append("[ ]: 95% interval of the mean, where it is known.")
    else:
        why = why_no_intervals(points)
        notes.append(f"{why[0].upper()}{why[1:]}: no intervals.")
    if marked:
        notes.append(f"*: {scenario.name} itself.")
    notes.append("A simulation, not a forecast.")
    if ensemble is not None or THEORY not in [factor.key for factor in factors]:
        notes[-1] += f" It assumes {theories_in_words(scenario, ensemble)}; another theory can give another answer."
    said = [Text(line, style="dim") for line in [*legend, *notes]]
    return [Text(title, style="bold"), table, *said]


def _table(
    points: pd.DataFrame, factors: Sequence[Factor], measure: Measure, chosen: Sequence[Sequence[int]]
) -> tuple[Table, bool]:
    """The chosen points, and whether the scenario's own is among them."""
    names = short_names([factor.key for factor in factors])
    failed = np.nan_to_num(np.asarray(points["failed"], dtype=float))
    known = known_runs(points)
    in_columns = len(factors) <= MOST_COLUMNS
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    if in_columns:
        for name, factor in zip(names, factors, strict=True):
            table.add_column(name, justify="right" if factor.is_number else "left", overflow="fold")
    else:
        table.add_column("point", overflow="fold")
    plain = not measure.axis or (measure.is_share and not measure.is_difference)
    table.add_column("mean" if plain else f"mean\n{measure.axis}", no_wrap=True)
    table.add_column("runs", justify="right", no_wrap=True)
    if failed.any():
        table.add_column("failed", justify="right", no_wrap=True)
    marked = False
    for part in chosen:
        for k in part:
            row = points.iloc[k]
            levels = [factor.level(row[factor.key]) if _is_known(row[factor.key]) else NULL for factor in factors]
            cells = (
                levels if in_columns else [", ".join(f"{n} {level}" for n, level in zip(names, levels, strict=True))]
            )
            own = all(_is_own(factor, row[factor.key]) for factor in factors)
            marked |= own
            found = Interval(*(float(row[name]) for name in ("mean", "low", "high")))
            cells = [*cells, with_digits(found, measure) + (" *" if own else ""), _of_runs(row["runs"], known[k])]
            if failed.any():
                cells.append(f"{int(failed[k]):,}")
            table.add_row(*(Text(cell) for cell in cells), style="bold" if own else None)
        table.add_section()
    return table, marked


def _of_runs(runs: float, known: float) -> str:
    """How many runs a mean is over, and of how many where some have no value."""
    return f"{int(runs):,}" if known == runs else f"{int(known):,} of {int(runs):,}"


def _is_known(level: Level | None) -> bool:
    return level is not None and not (isinstance(level, float) and math.isnan(level))


def _is_own(factor: Factor, level: Level) -> bool:
    if factor.own is None or not _is_known(level):
        return False
    return bool(np.isclose(float(level), float(factor.own))) if factor.is_number else level == factor.own
