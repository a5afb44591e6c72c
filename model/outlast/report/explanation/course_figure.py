"""The course of a partnership in fact and with one change, in small panels, with what happened below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.typing import LineStyleType

from outlast.analysis.explanation.course import Course
from outlast.analysis.explanation.explanation import Beside, Explanation
from outlast.analysis.explanation.fate import SELF_SUSTAINING, Fate
from outlast.report import style
from outlast.report.explanation.events import MARKS, draw_events, key_of
from outlast.report.explanation.sentences import effect, judged_later
from outlast.report.explanation.terms import change_in_words
from outlast.report.sensitivity.page import page_of
from outlast.report.story.words import partnership_name
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.wording import theories_in_words

# Title, measure, what it is multiplied with, and the top of the axis (None: as far as the values go).
PANELS = (
    ("Active members", "active", 1.0, None),
    ("Effort, 0 to 1", "effort", 1.0, 1.0),
    ("Trust among members, 0 to 1", "trust", 1.0, 1.0),
    ("Clarity of purpose, 0 to 1", "clarity", 1.0, 1.0),
    ("Governance in use, %", "in_use", 100.0, 100.0),
    ("Own money, % of cost (line: asked for)", "own_coverage", 100.0, None),
)
FACT, CHANGED = style.MANDATED, style.TWIN
LEFT, BETWEEN, ABOVE, BELOW, STRIP, KEY, AXIS = 0.75, 0.55, 0.3, 0.28, 1.05, 0.25, 0.42
# Own money beyond that part of the cost says no more.
MOST = 200.0
# What is shared by the two keys.
LOOKS: dict[str, Any] = {
    "frameon": False, "fontsize": style.SMALL, "borderaxespad": 0.0, "columnspacing": 1.6, "handletextpad": 0.5,
}  # fmt: skip
MOST_KEYS = 6
Told = tuple[Course, Fate, str, str, LineStyleType]


def course_figure(found: Explanation, beside: Beside | None) -> Figure:
    """Members, effort, trust, clarity, governance and money by quarter, in fact and with a change (if there is one)."""
    with mpl.rc_context(style.RC):
        subtitle = f"{found.scenario.title} ({found.scenario.name}, seed {found.seed})"
        page = page_of(_title(found, beside), subtitle, [], _notes(found, beside))
        told: list[Told] = [(found.course, found.fate, "in fact", FACT, "-")]
        if beside is not None:
            told.append((beside.course, beside.fate, "with the change", CHANGED, "--"))
        quarters = max(len(course.trace) for course, *_ in told)
        rows = -(-len(key_of([course for course, *_ in told])) // MOST_KEYS)
        strip = page.bottom + rows * KEY + AXIS
        low, high = strip + STRIP + BELOW, page.top - KEY - ABOVE
        wide = (ACROSS - 2 * MARGIN - LEFT - 2 * BETWEEN) / 3
        tall = (high - low - ABOVE - BELOW) / 2
        for number, panel in enumerate(PANELS):
            left = MARGIN + LEFT / 2 + (number % 3) * (wide + BETWEEN)
            bottom = low + (1 - number // 3) * (tall + ABOVE + BELOW)
            _panel(page.axes(left, bottom, wide, tall - 0.05), panel, told, quarters, found)
        axes = page.axes(MARGIN + 1.35, strip, ACROSS - 2 * MARGIN - 1.45, STRIP - 0.15)
        draw_events(axes, [(course, fate, says, colour) for course, fate, says, colour, _ in told], quarters)
        _keys(page, told)
        return page.figure


def _title(found: Explanation, beside: Beside | None) -> str:
    name, fate = partnership_name(found.partnership), found.fate
    keeps = fate.outcome.startswith(SELF_SUSTAINING)
    if fate.kept:
        did, then = ("kept itself going", "would not have") if keeps else ("was open", "would have closed")
    else:
        how = " with its aims met" if fate.aims_met else ""
        closed = f"closed in quarter {fate.closed}{how}"
        did = "was open without keeping itself going" if fate.is_open else closed
        then = "would have kept itself going" if keeps else "would have been open"
    if beside is None:
        return f"{name} {did}; no single change of a lever that was tried would have changed this"
    return f"{name} {did}; with {change_in_words(beside.change)} it {then}"


def _notes(found: Explanation, beside: Beside | None) -> list[str]:
    said = [f"A simulation, not a forecast: one history (seed {found.seed}), one luck for both courses."]
    if beside is not None and beside.change.elsewhere is not None:
        text = effect(beside.change.elsewhere, found)
        said.append(f"{text[0].upper()}{text[1:]}{judged_later(found, beside.change)}.")
    return [*said, f"It assumes {theories_in_words(found.scenario)}.", "Quarters count from 0."]


def _panel(
    axes: Axes, panel: tuple[str, str, float, float | None], told: Sequence[Told], quarters: int, found: Explanation
) -> None:
    title, name, scale, top = panel
    axes.set_title(title, loc="left", fontsize=style.INSIDE, fontweight="bold", pad=5)
    most = 0.0
    for course, fate, _, colour, dashes in told:
        values = course.measure(name) * scale
        if fate.closed is not None:
            # What a closed partnership leaves behind is not its own.
            values = np.where(np.arange(len(values)) < fate.closed, values, np.nan)
        shown = np.minimum(values, MOST) if name == "own_coverage" else values
        axes.plot(np.arange(len(shown)), shown, color=colour, linestyle=dashes, linewidth=2.2, gid=name)
        known = np.flatnonzero(~np.isnan(shown))
        if fate.closed is not None and known.size:
            axes.plot(known[-1], shown[known[-1]], marker="X", color=colour, markersize=8, gid="end", clip_on=False)
        axes.axvline(fate.judged - 1, color=colour, linewidth=1.0, linestyle=":", zorder=1)
        most = max(most, float(np.nanmax(shown, initial=0.0)))
    if name == "own_coverage":
        asked = 100 * found.scenario.settings.output.own_coverage
        axes.axhline(asked, color=style.SOFT, linewidth=1.0, zorder=1)
    axes.set_ylim(0, 1.04 * top if top else max(most * 1.08, 1.0))
    axes.set_xlim(-0.5, quarters - 0.5)
    axes.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=name == "active"))
    if name == "own_coverage" and most >= MOST:
        axes.set_yticks([0.0, MOST / 2, MOST], ["0", f"{MOST / 2:.0f}", f"{MOST:.0f}+"])
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    axes.tick_params(length=3, pad=2)


def _keys(page: Page, told: Sequence[Told]) -> None:
    """What lines and marks are: courses above the panels, events at the foot."""
    lines = [Line2D([], [], color=colour, linestyle=dashes, linewidth=2.2, label=says)
             for _, _, says, colour, dashes in told]  # fmt: skip
    lines.append(Line2D([], [], color=style.SOFT, linestyle=":", linewidth=1.2, label="judged"))
    up = style.SIZE[1]
    page.figure.legend(handles=lines, loc="lower right", ncols=len(lines), handlelength=2.4,
                       bbox_to_anchor=((ACROSS - MARGIN) / ACROSS, (page.top - KEY + 0.06) / up), **LOOKS)  # fmt: skip
    present = key_of([course for course, *_ in told])
    handles = [Line2D([], [], linestyle="", marker=MARKS[name].marker, color=style.INK, markersize=8,
                      fillstyle=MARKS[name].fill, label=MARKS[name].says) for name in present]  # fmt: skip
    columns = -(-len(handles) // -(-len(handles) // MOST_KEYS))
    page.figure.legend(handles=handles, loc="lower center", ncols=columns, handlelength=1.0,
                       bbox_to_anchor=(0.5, page.bottom / up), **LOOKS)  # fmt: skip
