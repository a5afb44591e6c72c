"""The page of a sensitivity figure, and the intervals and scales that its panels share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.report import style
from outlast.report.sensitivity.notes import assumption_of, notes_of
from outlast.report.sensitivity.terms import Subject
from outlast.report.sweep.page import ACROSS, MARGIN, UP, Page
from outlast.report.wording import counted
from outlast.scenario import Scenario

MOST_NOTES = 6
LINE = style.SMALL / 72 * 1.3
CUT = "Arrow: the interval goes on beyond the picture."


def page_of(title: str, subtitle: str, remarks: Sequence[str], notes: Sequence[str]) -> Page:
    """A page with its title (the question), subtitle, remarks in blue, and notes at its foot."""
    figure = Figure(figsize=style.SIZE)
    inches = ACROSS - 2 * MARGIN
    written: list[tuple[str, float, str, str, int]] = [
        (title, style.TITLE, "bold", style.INK, 2),
        (subtitle, style.LEAD, "normal", style.SOFT, 2),
        *((remark, style.LEAD, "normal", style.MANDATED, 2) for remark in remarks),
    ]
    y = UP - 0.25
    for text, size, weight, colour, lines in written:
        for part in style.wrapped(text, size, inches, lines, weight):
            figure.text(MARGIN / ACROSS, y / UP, part, fontsize=size, fontweight=weight, color=colour, va="top")
            y -= size / 72 * 1.32
        y -= 0.05
    foot = 0.2
    for part in reversed(style.wrapped(" ".join(notes), style.SMALL, inches, MOST_NOTES)):
        figure.text(MARGIN / ACROSS, foot / UP, part, fontsize=style.SMALL, color=style.SOFT, va="bottom")
        foot += LINE
    return Page(figure, foot + 0.1, y)


def subject_page(
    subject: Subject, title: str, indices: Sequence[str], remarks: Sequence[str] = (), notes: Sequence[str] = ()
) -> Page:
    """The page of a figure of one outcome, whose name stands in the title for `{}` or else opens the subtitle.

    `notes` are the figure's own, said first.
    """
    foot = [*notes, *notes_of(subject, indices), assumption_of(subject.study, subject.scenario)]
    named = "{}" in title
    of = subject.measure.of if named else _with_unit(subject)
    subtitle = f"{of[0].upper()}{of[1:]}, {over_runs(subject.study.replicates)}. {title_of(subject.scenario)}"
    return page_of(title.format(subject.of), subtitle, remarks, foot)


def _with_unit(subject: Subject) -> str:
    """The outcome with what a value of it is."""
    if subject.measure.axis == "% of partnerships":
        return f"{subject.measure.of} {subject.of.removeprefix('the share ')}"
    return f"{subject.of} ({subject.measure.of})"


def over_runs(replicates: int) -> str:
    """How many runs each value is a mean of."""
    return f"mean of {counted(replicates, 'run')} at each point" if replicates > 1 else "one run at each point"


def title_of(scenario: Scenario) -> str:
    """The scenario's title, or its name where it has none."""
    return scenario.title or scenario.name


def limits_of(
    values: np.ndarray, widths: np.ndarray, least: float, *, floor: float | None = 0.0
) -> tuple[float, float]:
    """Ends of a scale for indices with half-widths: no interval, however wide, may press the indices together.

    An interval is shown up to so far beyond the indices as these reach from nought (or `least`); `floor` is a value
    that the scale has in any case.
    """
    known = values[np.isfinite(values)]
    ends = np.concatenate([values - widths, values + widths])
    ends = ends[np.isfinite(ends)]
    if floor is not None:
        known = np.append(known, floor)
    if not known.size:
        return 0.0, least
    low, high = float(known.min()), float(known.max())
    reach = max(high - low, least)
    if reach == 0.0:
        reach = least = float(np.max(np.abs(ends), initial=0.0)) or 1.0
    lowest, highest = float(np.min(ends, initial=low)), float(np.max(ends, initial=high))
    low, high = max(lowest, low - 0.75 * reach), max(min(highest, high + 0.75 * reach), low + least)
    room = 0.04 * (high - low)
    return (low - room if low < (0.0 if floor is None else floor) or floor is None else low), high + room


def whisker(
    axes: Axes, x: float, y: float, half: float, *, upright: bool = False, least: float = -np.inf, **looks: Any
) -> bool:
    """A 95% interval around a value, with an arrow where it goes beyond the scale; returns whether it does.

    It ends at `least`, below which there is no value.
    """
    if not np.isfinite([x, y, half]).all():
        return False
    low, high = sorted(axes.get_ylim() if upright else axes.get_xlim())
    at = y if upright else x
    ends = np.array([max(at - half, least), at + half])
    shown = np.clip(ends, low, high)
    across = [x, x] if upright else shown
    axes.plot(across, shown if upright else [y, y], solid_capstyle="butt", gid="interval", **looks)
    marks = ("v", "^") if upright else ("<", ">")
    looks = {name: value for name, value in looks.items() if name in ("color", "zorder")}
    cut = False
    for end, place, mark in zip(ends, shown, marks, strict=True):
        if end != place:
            cut = True
            where = ([x], [place]) if upright else ([place], [y])
            axes.plot(*where, marker=mark, markersize=8, clip_on=False, gid="cut", **looks)
    return cut
