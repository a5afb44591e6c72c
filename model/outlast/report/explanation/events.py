"""What happened to a partnership, as marks in a row over the quarters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from outlast.analysis.explanation.course import Course
from outlast.analysis.explanation.fate import Fate
from outlast.report import style
from outlast.simulation import chronicle as told


class Mark(NamedTuple):
    """How an event is drawn, and what its mark means; `up` is how far above the row it stands."""

    marker: str
    says: str
    up: float
    fill: Literal["full", "none"] = "full"


JUDGED = "judged"
MARKS = {
    told.REORGANISED: Mark("D", "reorganisation", 0.0),
    told.CANCELLED: Mark("P", "mandate cancelled", 0.0),
    told.SUCCEEDED_BY: Mark("^", "successor programme", 0.0),
    told.UNFUNDED: Mark("s", "central money ends", 0.0),
    told.SHORT: Mark("v", "money short", -0.26),
    told.LEFT: Mark("x", "members left", 0.26),
    told.JOINED: Mark("+", "members joined", 0.45),
    told.HOST: Mark("h", "new host", -0.26),
    told.GOVERNED: Mark("|", "governance done", -0.26),
    told.CLOSED: Mark("X", "closed", 0.0),
    told.AIMS_MET: Mark("*", "closed, aims met", 0.0),
    JUDGED: Mark("o", "judged (filled: lasted)", 0.0, "none"),
}
# The first time is a turning point; later times are not.
ONCE = {told.SHORT}
SIZES = {told.GOVERNED: 9, told.LEFT: 8, told.JOINED: 9, told.AIMS_MET: 12, JUDGED: 11}


def key_of(courses: Sequence[Course]) -> list[str]:
    """The kinds of events that were drawn, in order; the judgement always."""
    kinds = {event.kind for course in courses for event in course.chronicle.of_partnership(course.partnership)}
    return [name for name in MARKS if name in kinds or name == JUDGED]


def draw_events(axes: Axes, courses: Sequence[tuple[Course, Fate, str, str]], quarters: int) -> None:
    """A row for each course (with its fate, name and colour), a mark for each event."""
    for row, (course, fate, _, colour) in enumerate(courses):
        y = len(courses) - 1 - row
        end = quarters if fate.closed is None else fate.closed
        axes.plot([-0.5, min(end, len(course.trace) - 0.5)], [y, y], color=colour, linewidth=1.0, zorder=1)
        for (quarter, kind), often in sorted(_events(course).items()):
            mark = MARKS[kind]
            size = SIZES.get(kind, 7) + min(often - 1, 3)
            axes.plot(quarter, y + mark.up, marker=mark.marker, markersize=size, color=colour, linestyle="", gid=kind,
                      markeredgewidth=1.6 if mark.marker in "x+|" else 0.8, clip_on=False)  # fmt: skip
        axes.plot(fate.judged - 1, y, marker="o", markersize=SIZES[JUDGED], color=colour, linestyle="", gid=JUDGED,
                  fillstyle="full" if fate.kept else "none", markerfacecolor=colour if fate.kept else "white",
                  markeredgewidth=1.8, zorder=1.5)  # fmt: skip
    axes.set_yticks(range(len(courses)), [says for *_, says, _ in reversed(courses)])
    axes.set_ylim(-0.6, len(courses) - 0.3)
    axes.set_xlim(-0.5, quarters - 0.5)
    axes.set_xlabel("quarter", labelpad=1)
    axes.xaxis.set_major_locator(MaxNLocator(14, integer=True))
    axes.tick_params(axis="y", length=0, labelcolor=style.INK)
    axes.tick_params(axis="x", length=3, pad=2)
    axes.spines["left"].set_visible(False)


def _events(course: Course) -> Counter[tuple[int, str]]:
    """How often each kind of event is drawn, by quarter."""
    found: Counter[tuple[int, str]] = Counter()
    seen: set[str] = set()
    for event in course.chronicle.of_partnership(course.partnership):
        if event.kind in MARKS and not (event.kind in ONCE and event.kind in seen):
            seen.add(event.kind)
            found[event.quarter, event.kind] += max(1, len(event.organisations)) if event.kind == told.LEFT else 1
    return found
