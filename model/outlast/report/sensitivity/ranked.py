"""Which factors matter most: the indices in order, with their intervals."""

from __future__ import annotations

import re
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outlast.analysis.sensitivity.methods import BOUNDED, FLOORS, SOBOL_INDICES
from outlast.analysis.sensitivity.study import Study
from outlast.analysis.sensitivity.wording import sentences, uncertain
from outlast.report import style
from outlast.report.sensitivity.page import CUT, LINE, limits_of, subject_page, whisker
from outlast.report.sensitivity.terms import Subject, column, indices_drawn, subject_of, words_of
from outlast.report.sweep.page import ACROSS, MARGIN
from outlast.report.sweep.scales import number_ticks
from outlast.scenario import Scenario

MOST = 15
NAMES, RANGES = 4.6, 3.3
# The tallest row, in inches.
TALLEST, THICKEST = 1.3, 0.75
HOLLOW = "Hollow: no effect can be made out in a sample of this size."
DEEP, PALE, FLOOR = style.MANDATED, "#8fbfe3", "#c05a00"
FLOOR_SAYS = {
    "median": "Orange mark: what a factor that does nothing would stay below in 95 of 100 samples of this size.",
    "mu_star": "Orange mark: what the noise of the replicates alone would give.",
    "range": "Orange mark: what a factor that does nothing would stay below in 95 of 100 samples of this size.",
}


def ranked_figure(study: Study, outcome: str, scenario: Scenario) -> Figure | None:
    """The factors of one outcome by their leading index, first the largest; None where there are no indices.

    Of Sobol' indices the total is a bar and the first order a dot, with the noise taken out where that is known; every
    other method has one dot a factor, and a mark at the floor beneath which it says nothing.
    """
    subject = subject_of(study, outcome, scenario)
    drawn = indices_drawn(study.method, subject.frame)
    if subject.found.indices.reason is not None or not np.isfinite(column(subject.frame, drawn[0])).any():
        return None
    with mpl.rc_context(style.RC):
        return _figure(subject, drawn)


def _figure(subject: Subject, drawn: list[str]) -> Figure:
    keys = subject.ranked[:MOST]
    frame = subject.frame.set_index("name").loc[keys]
    values = np.array([column(frame, name) for name in drawn]) * subject.scale
    widths = np.array([column(frame, f"{name}_conf") for name in drawn]) * subject.scale
    floor = column(frame, FLOORS.get(drawn[0], "")) * subject.scale
    least = 0.0 if subject.has_unit else 0.05
    limits = limits_of(np.append(values, floor), np.append(widths, np.zeros_like(floor)), least)
    notes = _notes(subject, drawn, values, widths, limits)
    title = "What matters most for {}?"
    page = subject_page(subject, title, drawn, remarks_of(subject), notes)
    height = min(page.top - page.bottom - 0.95, TALLEST * len(keys))
    axes = page.axes(MARGIN + NAMES, page.top - 0.35 - height, ACROSS - 2 * MARGIN - NAMES - RANGES, height)
    axes.set_xlim(*limits)
    axes.set_ylim(len(keys) - 0.5, -0.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.axvline(0.0, color=style.INK, linewidth=1.0, zorder=1)
    _rows(axes, subject, keys, height / len(keys))
    part = min(1.0, THICKEST * len(keys) / height)
    for k in range(len(keys)):
        # As the sentences have it: a floor that is itself a bound is for the index, and not for its interval.
        low = values[:, k] - (0.0 if drawn[0] in BOUNDED else np.nan_to_num(widths[:, k]))
        seen = low > np.nan_to_num(floor[k])
        if len(drawn) > 1:
            looks: dict[str, Any] = (
                {"color": PALE} if seen[0] else {"facecolor": "white", "edgecolor": PALE, "linewidth": 1.5}
            )
            axes.barh(k - 0.14 * part, values[0, k], 0.38 * part, zorder=2, gid=drawn[0], **looks)
            whisker(axes, values[0, k], k - 0.14 * part, widths[0, k], color=style.SOFT, linewidth=2.0, zorder=3)
        dot, at = len(drawn) - 1, k + (0.24 * part if len(drawn) > 1 else 0.0)
        whisker(axes, values[dot, k], at, widths[dot, k], color=DEEP, linewidth=2.2, zorder=4)
        axes.plot(
            values[dot, k], at, "o", color=DEEP, markerfacecolor=DEEP if seen[dot] else "white", markeredgewidth=1.8,
            markersize=8, zorder=5, clip_on=False, gid=drawn[dot],
        )  # fmt: skip
        if np.isfinite(floor[k]):
            ends = [k - 0.34 * part, k + 0.34 * part]
            axes.plot([floor[k]] * 2, ends, color=FLOOR, linewidth=3, zorder=6, gid="floor")
    number_ticks(axes.xaxis, 5)
    axes.set_xlabel(axis_of(subject))
    _key(axes, drawn, height, has_floor=bool(np.isfinite(floor).any()))
    return page.figure


def remarks_of(subject: Subject) -> list[str]:
    """What cannot be seen: whether the order is certain, and how much factors do together."""
    close = uncertain(subject.method, subject.frame, subject.found.still)
    found = []
    if close:
        # Places that follow on one another are named as one stretch.
        stretches = [[close[0], close[0] + 1]]
        for place in close[1:]:
            if place == stretches[-1][1]:
                stretches[-1][1] += 1
            else:
                stretches.append([place, place + 1])
        told = [f"{first + 1} {'and' if last == first + 1 else 'to'} {last + 1}" for first, last in stretches]
        found.append(f"The order of places {', '.join(told)} is not certain.")
    said = sentences(subject.method, subject.found, subject.study.luck)
    found += [text for text in said[1:] if "nteractions cause" in text]
    return [re.sub(r"(?<!\w)-(?=\d)", "−", " ".join(found))] if found else []


def axis_of(subject: Subject) -> str:
    """The name of the axis of the leading index, with its unit."""
    if subject.method.name == SOBOL_INDICES:
        return f"{subject.unit} of the outcome"
    return f"{words_of(subject.method.ranks_by)} ({subject.unit})"


def _notes(
    subject: Subject, drawn: list[str], values: np.ndarray, widths: np.ndarray, limits: tuple[float, float]
) -> list[str]:
    """What the picture itself does not say."""
    notes = [HOLLOW]
    if len(subject.frame) > MOST:
        notes.append(f"The first {MOST} of {len(subject.frame)} factors are drawn.")
    if drawn[0] in FLOORS and FLOORS[drawn[0]] in subject.frame:
        notes.append(FLOOR_SAYS[drawn[0]])
    with np.errstate(invalid="ignore"):
        if (values - widths < limits[0]).any() or (values + widths > limits[1]).any():
            notes.append(CUT)
        if (values < 0.0).any() and not subject.has_unit:
            notes.append("An index below 0 is an estimate: the true one is 0 or more.")
    return notes


def _rows(axes: Axes, subject: Subject, keys: list[str], tall: float) -> None:
    """The name of each factor with its key beneath, and what it was varied over."""
    two = tall > 2 * LINE + 0.04
    lines = 2 if tall > 3 * LINE + 0.04 else 1
    for k, key in enumerate(keys):
        term = subject.terms[key]
        size = style.INSIDE
        left = style.wrapped(term.says, size, NAMES - 0.4, lines)
        if not two and left[-1].endswith("…"):
            # What is cut can still be told by its key, whose end takes a part of the line.
            size, end = style.SMALL, f" ({term.short})"
            left = [style.wrapped(term.says, size, NAMES - 0.4 - style.width_of(end, size), 1)[0] + end]
        right = [*style.wrapped(term.over, style.SMALL, RANGES - 0.2, 2 if two else 1)]
        if two:
            left.append(key)
        for parts, x, inches, align in ((left, 0, -0.12, "right"), (right, 1, 0.14, "left")):
            for number, text in enumerate(parts):
                main = x == 0 and text != key
                axes.annotate(
                    text, (x, k), (72 * inches, 72 * LINE * ((len(parts) - 1) / 2 - number)),
                    xycoords=("axes fraction", "data"), textcoords="offset points", ha=align, va="center",
                    fontsize=size if main else style.SMALL, color=style.INK if main else style.SOFT,
                    gid="name" if main else "range" if x else "key",
                )  # fmt: skip
    axes.annotate(
        "varied over", (1, 1), (10, 6), xycoords="axes fraction", textcoords="offset points", fontsize=style.SMALL,
        color=style.SOFT, va="bottom",
    )  # fmt: skip


def _key(axes: Axes, drawn: list[str], height: float, *, has_floor: bool) -> None:
    """What bars, dots and marks are, above the panel."""
    handles: list[Line2D | Patch] = []
    if len(drawn) > 1:
        handles.append(Patch(color=PALE, label=words_of(drawn[0])))
    handles.append(Line2D([], [], color=DEEP, marker="o", markersize=8, linewidth=2.2, label=words_of(drawn[-1])))
    if has_floor:
        handles.append(
            Line2D([], [], color=FLOOR, marker="|", markersize=14, markeredgewidth=3, linewidth=0, label="noise floor")
        )
    axes.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=len(handles), frameon=False,
        fontsize=style.SMALL, borderaxespad=0.1, handlelength=1.4, columnspacing=1.4,
    )  # fmt: skip
