"""What a smaller condition gains in density it loses in coverage: the peelings, and the boxes that were chosen."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.judging import f1
from outlast.report import style
from outlast.report.discovery.page import colour_of, discovery_page
from outlast.report.discovery.terms import Subject, subject_of
from outlast.report.discovery.words import opened
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.sweep.scales import HALO, number_ticks

LEVELS = (0.2, 0.4, 0.6, 0.8)
KEY = 4.9
LINE = style.SMALL / 72 * 1.3


def tradeoff_figure(found: Discovery) -> Figure | None:
    """Coverage against density along each peeling; None where nothing could be peeled."""
    if found.first is None:
        return None
    subject = subject_of(found)
    with mpl.rc_context(style.RC):
        return _figure(subject)


def _figure(subject: Subject) -> Figure:
    found = subject.found
    curves = " Grey curves: equal F1, the harmonic mean of both." if found.rules.density is None else ""
    notes = [
        "Dots: the boxes of a peeling, from all cases (right) to the smallest. Large: the box that is told, after "
        "limits that may be chance or hardly matter were dropped. Hollow, with its interval: what its search comes to "
        f"on cases that it was not found in.{curves} Of a later condition both are shares of the cases that those "
        "before it leave."
    ]
    title = "What does a narrower condition gain, and what does it miss?"
    page = discovery_page(subject, title, _remarks(subject), notes)
    height = page.top - page.bottom - 0.85
    width = ACROSS - 2 * MARGIN - 0.75 - KEY
    axes = page.axes(MARGIN + 0.75, page.bottom + 0.62, width, height)
    axes.set_xlim(0, 103)
    axes.set_ylim(0, 103)
    least = found.rules.density
    if least is None:
        _equal_f1(axes)
    else:
        axes.axhline(100 * least, color=style.INK, linewidth=1.2, zorder=1, gid="wanted")
        axes.text(1, 100 * least + 1, "wanted", color=style.INK, fontsize=style.SMALL, va="bottom")
    axes.axhline(100 * found.cases.base, color=style.SOFT, linewidth=1.3, linestyle=(0, (4, 3)), zorder=2, gid="base")
    axes.text(1, 100 * found.cases.base + 1, "all cases", color=style.SOFT, fontsize=style.SMALL, va="bottom")
    if not found.conditions and found.first is not None:
        axes.plot(
            100 * found.first.coverage, 100 * found.first.density, ".-", color=style.SOFT, linewidth=1, gid="peeling"
        )
    for number, one in enumerate(found.conditions, 1):
        colour, peeled = colour_of(number), one.trajectory
        axes.plot(
            100 * peeled.coverage, 100 * peeled.density, linewidth=1, marker="o", markersize=4.5, color=colour,
            alpha=0.55, zorder=3, gid="peeling",
        )  # fmt: skip
        judged, again = one.judged, one.again
        axes.plot(100 * judged.coverage, 100 * judged.density.mean, "o", markersize=13, color=colour, zorder=6,
                  gid="told", markeredgecolor="white", markeredgewidth=1.5)  # fmt: skip
        axes.annotate(
            str(number), (100 * judged.coverage, 100 * judged.density.mean), (9, 7), textcoords="offset points",
            color=colour, fontsize=style.LEAD, fontweight="bold", path_effects=HALO, zorder=9, gid="number",
        )  # fmt: skip
        ends = np.array([[again.density.mean - again.density.low], [again.density.high - again.density.mean]])
        axes.errorbar(
            100 * again.coverage, 100 * again.density.mean, yerr=100 * ends, fmt="o", markersize=7, color=colour,
            markerfacecolor="white", markeredgewidth=2, linewidth=2, zorder=8, gid="again",
        )  # fmt: skip
    number_ticks(axes.xaxis, 6)
    number_ticks(axes.yaxis, 6)
    axes.set_xlabel("Coverage: % of the cases of interest that it holds")
    axes.set_ylabel("Density: % of its cases that are of interest")
    _said(subject, page, MARGIN + 0.75 + width + 0.35)
    return page.figure


def _equal_f1(axes: Axes) -> None:
    """Curves on which the rule sees no difference."""
    for level in LEVELS:
        coverage = np.linspace(level / (2 - level) + 1e-6, 1.0, 200)
        density = level * coverage / (2 * coverage - level)
        assert np.allclose(f1(coverage, density), level)
        axes.plot(100 * coverage, 100 * density, color="#d8d8d8", linewidth=1, zorder=1, gid="f1")
        axes.text(100 * coverage[0], 101, f"F1 {level:g}", fontsize=9.5, color=style.SOFT, ha="center", va="bottom")


def _said(subject: Subject, page: Page, left: float) -> None:
    """The conditions in words beside the panel."""
    y = page.top - 0.05
    room = ACROSS - left - MARGIN
    for number, one in enumerate(subject.found.conditions, 1):
        said = opened(subject.condition(one.box)) if number == 1 else f"Otherwise {subject.condition(one.box)}"
        page.write(left, y, str(number), style.HEADING, color=colour_of(number), fontweight="bold")
        for line in style.wrapped(said, style.INSIDE, room - 0.3, 6):
            page.write(left + 0.3, y, line, style.INSIDE)
            y -= LINE
        y -= 0.18


def _remarks(subject: Subject) -> list[str]:
    if not subject.found.conditions:
        return [f"No condition is told: {subject.found.why}."]
    one = subject.found.conditions[0]
    gained = f"{100 * one.judged.density.mean:.0f}% of its cases against {100 * one.judged.base:.0f}% of all"
    again = f"{100 * one.again.density.mean:.0f}%"
    return [f"Condition 1: {gained}, and the same search held out {again}."]
