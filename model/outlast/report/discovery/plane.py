"""The cases over the two factors that tell most, with the condition as a box."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FixedLocator

from outlast.analysis.discovery.box import Box
from outlast.analysis.discovery.choosing import told_apart
from outlast.analysis.discovery.covering import Condition
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.factors import LEVELS, NAMES, Factor
from outlast.report import style
from outlast.report.discovery.page import INTEREST, OTHER, colour_of, discovery_page
from outlast.report.discovery.terms import Subject, subject_of
from outlast.report.discovery.words import axis_of, name_of, named
from outlast.report.sweep.page import ACROSS, MARGIN
from outlast.report.sweep.scales import cut, number_ticks
from outlast.report.wording import listed

# More points than these hide each other; so many are drawn, evenly picked.
MOST = 6000
GOLDEN = 0.6180339887498949


def plane_figure(found: Discovery) -> Figure | None:
    """The first condition over its two most telling factors; None where no condition is told."""
    if not found.conditions:
        return None
    subject = subject_of(found)
    with mpl.rc_context(style.RC):
        return _figure(subject, found.conditions[0])


def _figure(subject: Subject, one: Condition) -> Figure:
    cases = subject.cases
    across, up = _factors(subject, one)
    others = [key for key in one.box.limits if key not in (across.key, None if up is None else up.key)]
    rest = one.box.only(others).holds(cases.factors, cases.matrix)
    notes = []
    if others:
        notes.append(f"Faint: cases outside the limits on {listed([named(key) for key in others])}.")
    picked = np.arange(len(cases))
    if len(picked) > MOST:
        picked = np.linspace(0, len(cases) - 1, MOST).astype(int)
        notes.append(f"{MOST:,} of the {len(cases):,} cases are drawn.")
    jittered = [factor for factor in (across, up) if factor is not None and factor.kind != "range"]
    if jittered:
        notes.append("Cases at the same level are drawn side by side.")
    said = [f"Condition 1: {subject.condition(one.box)}."]
    page = discovery_page(subject, "Where are the cases of interest?", said, notes, intervals=False)
    bottom, left = 0.85, 1.25
    if up is not None and up.kind == NAMES:
        left = 2.3
    width, height = ACROSS - 2 * MARGIN - left - 2.6, page.top - page.bottom - bottom - 0.1
    axes = page.axes(MARGIN + left, page.bottom + bottom, width, height)
    x = _places(subject, across)
    y = _places(subject, up) if up is not None else cases.values * subject.measure.scale
    for hit, colour, order in ((False, OTHER, 2), (True, INTEREST, 3)):
        for inner, alpha in ((False, 0.25), (True, 0.9)):
            own = picked[(cases.interest[picked] == hit) & (rest[picked] == inner)]
            axes.plot(
                x[own], y[own], linestyle="none", marker="o", markersize=5.5 if len(picked) < 1500 else 3.5,
                markeredgewidth=0, color=colour, alpha=alpha, zorder=order, gid="interest" if hit else "other",
                rasterized=len(picked) > 1500,
            )  # fmt: skip
    _axis(axes, "x", across, width)
    if up is None:
        of = subject.measure.title + (f" ({subject.measure.axis})" if subject.measure.axis else "")
        axes.set_ylabel("\n".join(style.wrapped(of, style.SMALL, height, 2)), linespacing=1.15)
        number_ticks(axes.yaxis, 6)
        axes.axhline(
            cases.question.value * subject.measure.scale, color=style.INK, linewidth=1.2, linestyle=(0, (4, 3))
        )
    else:
        _axis(axes, "y", up, height)
    _box(axes, one.box, across, up)
    keys = [
        Line2D([], [], linestyle="none", marker="o", markersize=8, color=INTEREST, label=f"{subject.bound}"),
        Line2D([], [], linestyle="none", marker="o", markersize=8, color=OTHER, label="the other cases"),
        Patch(facecolor="none", edgecolor=colour_of(1), linewidth=3, label="condition 1"),
    ]
    corner = ((MARGIN + left + width + 0.2) / ACROSS, page.top / style.SIZE[1])
    page.figure.legend(
        handles=keys, loc="upper left", bbox_to_anchor=corner, frameon=False, fontsize=style.SMALL, borderaxespad=0.0,
        handlelength=1.6,
    )  # fmt: skip
    return page.figure


def _factors(subject: Subject, one: Condition) -> tuple[Factor, Factor | None]:
    """The two that tell most: those whose limits are worth most, or else the one that halves limit most often."""
    cases = subject.cases
    by_key = {factor.key: factor for factor in cases.factors}
    order = told_apart(cases, one.box)
    others = [key for key in cases.keys if key not in order]
    order += sorted(others, key=lambda key: -one.held_out.shares(key)["any"])
    return by_key[order[0]], by_key[order[1]] if len(order) > 1 else None


def _places(subject: Subject, factor: Factor) -> np.ndarray:
    """Where cases stand along a factor; at a level they are spread a little, evenly and the same each time."""
    cases = subject.cases
    column = cases.matrix[:, cases.keys.index(factor.key)]
    if factor.kind == NAMES:
        room = 0.7
    elif factor.kind == LEVELS and len(factor.levels) > 1:
        room = 0.6 * min(b - a for a, b in zip(factor.levels, factor.levels[1:], strict=False))
    else:
        return column
    spread = np.empty(len(column))
    for level in np.unique(column):
        own = np.flatnonzero(column == level)
        # Multiples of the golden ratio fill a stretch evenly, however many there are.
        spread[own] = (np.arange(len(own)) * GOLDEN) % 1.0 - 0.5
    return column + room * spread


def _axis(axes: Axes, which: str, factor: Factor, inches: float) -> None:
    axis, name = (axes.xaxis, axes.set_xlabel) if which == "x" else (axes.yaxis, axes.set_ylabel)
    set_limits: Any = axes.set_xlim if which == "x" else axes.set_ylim
    name("\n".join(style.wrapped(axis_of(factor.key), style.SMALL, inches, 2)), linespacing=1.15)
    if factor.kind == NAMES:
        count = len(factor.names)
        axis.set_major_locator(FixedLocator(list(range(count))))
        room = inches / count - 0.1 if which == "x" else 1.9
        axis.set_ticklabels([cut(name_of(factor, code), room, style.SMALL) for code in range(count)])
        set_limits(-0.5, count - 0.5)
        return
    low, high = _reach(factor)
    room = 0.015 * (high - low)
    set_limits(low - room, high + room)
    number_ticks(axis, 6)


def _reach(factor: Factor) -> tuple[float, float]:
    """The ends of an axis; levels take half the space to the next beyond the outer ones."""
    if factor.kind != LEVELS or len(factor.levels) < 2:
        return factor.low, factor.high
    half = min(b - a for a, b in zip(factor.levels, factor.levels[1:], strict=False)) / 2
    return factor.low - half, factor.high + half


def _box(axes: Axes, box: Box, across: Factor, up: Factor | None) -> None:
    """The limits of the condition on these factors."""
    spans = [_spans(box, across), [axes.get_ylim()] if up is None else _spans(box, up)]
    for left, right in spans[0]:
        for bottom, top in spans[1]:
            axes.add_patch(
                Rectangle((left, bottom), right - left, top - bottom, facecolor="none", edgecolor=colour_of(1),
                          linewidth=3, zorder=6, gid="box")
            )  # fmt: skip


def _spans(box: Box, factor: Factor) -> list[tuple[float, float]]:
    """The stretches of an axis that the condition allows."""
    limit = box.limits.get(factor.key)
    if factor.kind == NAMES:
        codes = range(len(factor.names)) if limit is None or limit.names is None else limit.names
        return [(code - 0.5, code + 0.5) for code in codes] if limit is not None else [(-0.5, len(factor.names) - 0.5)]
    low, high = _reach(factor)
    half = (factor.low - low) if factor.kind == LEVELS else 0.0
    if limit is not None:
        low = low if limit.low is None else limit.low - half
        high = high if limit.high is None else limit.high + half
    return [(low, high)]
