"""The figure of a parameter sweep: a map, lines, dots or a panel for each factor, as its points allow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from outlast.report import style
from outlast.report.sweep.factors import (
    LEAST_FOR_BAR,
    around_own,
    by_explained,
    ends_of_bars,
    intervals_of,
    spread_of,
)
from outlast.report.sweep.layouts import (
    draw_dots,
    draw_factors,
    draw_line,
    draw_lines,
    draw_map,
    draw_multiples,
    with_cells,
)
from outlast.report.sweep.lines import LINES, kinds_of_intervals
from outlast.report.sweep.notes import assumption_of, notes_of
from outlast.report.sweep.page import page_of
from outlast.report.sweep.scales import Sweep
from outlast.report.sweep.terms import Factor, factor_of, has_intervals, in_millions, measure_of, why_no_intervals
from outlast.report.wording import counted, listed
from outlast.scenario import Scenario

MOST_PANELS = 12
# More levels of one sampled factor than these make a line jagged.
MOST_LEVELS = 40
# Designs whose points depend on one another: an interval over them as if they did not would be wrong.
DEPENDENT = ("morris", "saltelli", "oat")


def sweep_figure(
    points: pd.DataFrame,
    keys: Sequence[str],
    outcome: str,
    scenario: Scenario,
    kind: str,
    note: str = "",
    ensemble: str | None = None,
) -> Figure | None:
    """One figure of an outcome over the points of a design; None where there is nothing to draw.

    `points` has a row for each point: a column for each of `keys` (numbers, or names and flags as texts), `runs`,
    `failed`, and `mean`, `low`, `high` of `outcome`, a run-level column; it may have `known`, the runs that each mean
    is over. `kind` is the design: grid, oat, or any other
    for a sample. Up to three factors on a grid are drawn as they cross, all else factor by factor. `note` opens the
    footnote; `ensemble` is the short name of what behaviour and theories were drawn from, where they were.
    """
    sweep, held = sweep_of(points, keys, outcome, scenario, ensemble)
    if not sweep.factors or not np.isfinite(sweep.numbers("mean")).any():
        return None
    with mpl.rc_context(style.RC):
        if is_crossed_grid(sweep, kind):
            return _grid(sweep, held, note)
        return _by_factor(sweep, held, kind, note)


def sweep_of(
    points: pd.DataFrame, keys: Sequence[str], outcome: str, scenario: Scenario, ensemble: str | None = None
) -> tuple[Sweep, list[Factor]]:
    """What is to be drawn, and the factors that were held at one level."""
    points = points.copy()
    factors = []
    for key in keys:
        factor, points[key] = factor_of(pd.Series(points[key]), key, scenario)
        factors.append(factor)
    points["failed"] = points["failed"].fillna(0)
    vary = tuple(factor for factor in factors if len(factor.levels) > 1)
    held = [factor for factor in factors if len(factor.levels) == 1]
    measure = in_millions(measure_of(outcome, scenario, keys), np.asarray(points["mean"], dtype=float))
    return Sweep(points, vary, measure, scenario, outcome, ensemble), held


def is_crossed_grid(sweep: Sweep, kind: str) -> bool:
    """Whether the points are a grid, or as good as one, of as few factors as can be drawn as they cross."""
    keys = [factor.key for factor in sweep.factors]
    if not 1 <= len(keys) <= 3 or (kind == "oat" and len(keys) > 1):
        return False
    cells = math.prod(len(factor.levels) for factor in sweep.factors)
    is_full = len(sweep.points) == cells and not sweep.points.duplicated(keys).any()
    # A sample of one factor is a grid of sorts, but too jagged for a line.
    return kind == "grid" or (is_full and (len(keys) > 1 or cells <= MOST_LEVELS or not sweep.factors[0].is_number))


def _grid(sweep: Sweep, held: Sequence[Factor], note: str) -> Figure | None:
    """One to three factors as they cross."""
    factors = sweep.factors
    keys = [factor.key for factor in factors]
    points = sweep.points.dropna(subset=keys).drop_duplicates(keys)
    missing = math.prod(len(factor.levels) for factor in factors) - len(points)
    sweep = replace(sweep, points=points)
    by = min(factors, key=lambda factor: (len(factor.levels), factor.is_number)) if len(factors) == 3 else None
    if by is not None and len(by.levels) > MOST_PANELS:
        return None
    rest = [factor for factor in factors if factor is not by]
    numbers = [factor for factor in rest if factor.is_number]
    names = [factor for factor in rest if not factor.is_number]
    # Names read best down the side.
    rest = [*numbers, *names] if numbers else rest
    lines = len(numbers) == len(names) == 1 and len(names[0].levels) <= len(LINES)
    told = ""
    if lines or len(rest) == 1:
        told = _intervals_in_words(sweep, *(kinds_of_intervals(sweep, numbers[0]) if numbers else (False, True)))
    else:
        rest = list(with_cells(sweep, rest[0], rest[1], len(by.levels) if by is not None else 1))
    notes = notes_of(sweep, held, told, hollow=bool(told))
    ranked = [factor.key for factor in rest if factor.is_ranked]
    if ranked:
        axis = "axis is" if len(ranked) == 1 else "axes are"
        notes.insert(0, f"The {axis} not to scale: each level of {listed(ranked)} has a cell of the same size.")
    if missing:
        notes.append(f"{counted(missing, 'point').capitalize()} of the grid not run yet.")
    remarks = [f"Each panel one level of: {by.label}"] if by is not None else []
    page = page_of(sweep, remarks, note, [*notes, assumption_of(sweep)])
    if by is not None:
        draw_multiples(page, sweep, by, rest[0], rest[1], lines=lines)
    elif len(rest) == 1:
        (draw_line if numbers else draw_dots)(page, sweep)
    elif lines:
        draw_lines(page, sweep, numbers[0], names[0])
    else:
        draw_map(page, replace(sweep, factors=tuple(rest)))
    return page.figure


def _by_factor(sweep: Sweep, held: Sequence[Factor], kind: str, note: str) -> Figure:
    """A panel for each factor, whatever the others do, or with the others kept as they are."""
    along = around_own(sweep) if kind == "oat" else None
    if along is None:
        factors = by_explained(sweep)
        told = (
            "One factor a panel while all others vary; ordered by how far the blue means differ. No sensitivity index."
        )
    else:
        factors = sorted(sweep.factors, key=lambda factor: -round(spread_of(sweep, along[factor.key]), 9))
        told = "One factor a panel while all others stay; ordered by how far the outcome moves. No sensitivity index."
    notes = []
    if len(factors) > MOST_PANELS:
        notes.append(f"The first {MOST_PANELS} of {len(factors)} factors are drawn.")
    factors = factors[:MOST_PANELS]
    if any(factor.own_place is not None for factor in factors):
        notes.append(f"Dashed: {sweep.scenario.name} itself.")
    bars = along is None and kind not in DEPENDENT and bool(ends_of_bars(sweep, factors))
    if along is not None:
        kinds = [
            kinds_of_intervals(sweep, factor, along[factor.key])
            if factor.is_number
            else (False, has_intervals(along[factor.key]))
            for factor in factors
        ]
        shows = _intervals_in_words(sweep, any(band for band, _ in kinds), any(bar for _, bar in kinds))
    else:
        shows = _bins_in_words(sweep, factors, kind, bars=bars)
    notes += notes_of(sweep, held, shows, hollow=along is not None)
    page = page_of(sweep, [told] if len(factors) > 1 else [], note, [*notes, assumption_of(sweep)])
    draw_factors(page, sweep, factors, along, bars=bars)
    return page.figure


def _intervals_in_words(sweep: Sweep, bands: bool, bars: bool) -> str:
    """What shows the intervals of the points, or why nothing does."""
    if not has_intervals(sweep.points) or not (bands or bars):
        why = why_no_intervals(sweep.points)
        return f"{why[0].upper()}{why[1:]}: no intervals."
    shows = "Bands and bars" if bands and bars else "Bands" if bands else "Bars"
    return f"{shows}: 95% intervals of the mean."


def _bins_in_words(sweep: Sweep, factors: Sequence[Factor], kind: str, *, bars: bool) -> str:
    """What the means over points are, and what their intervals are over."""
    said = "Blue: means over points of like level"
    if kind in DEPENDENT:
        return f"{said}; no intervals, as the points of this design depend on one another."
    if not bars:
        return f"{said}; too few points for intervals."
    few = any(not math.isfinite(one.low) for factor in factors for one in intervals_of(sweep, factor))
    return f"{said}, with 95% intervals over points{f' (none below {LEAST_FOR_BAR} points)' if few else ''}."
