"""The page of a sweep's figure: title, subtitle and footnote, with room for panels between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.report import style
from outlast.report.sweep.scales import Sweep
from outlast.report.sweep.terms import over_cohorts

MARGIN = 0.35
ACROSS, UP = style.SIZE


class Page(NamedTuple):
    """A figure with the room left for panels, in inches from the bottom."""

    figure: Figure
    bottom: float
    top: float

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Axes at a place in inches."""
        return self.figure.add_axes((left / ACROSS, bottom / UP, width / ACROSS, height / UP))

    def write(self, left: float, y: float, text: str, size: float, **looks: Any) -> None:
        """Text from its top left corner, in inches."""
        self.figure.text(left / ACROSS, y / UP, text, fontsize=size, va="top", **looks)


def page_of(sweep: Sweep, remarks: Sequence[str], note: str, notes: Sequence[str]) -> Page:
    """A page with its title, subtitle, remarks in blue, and at its foot the caller's note and the others."""
    figure = Figure(figsize=style.SIZE)
    of = f"{sweep.measure.of}, {over_cohorts(sweep.points)}"
    # The title of a scenario may be long; what is cut off then is its end.
    subtitle = f"{of[0].upper()}{of[1:]}. {sweep.scenario.title}"
    y = UP - 0.25
    written: list[tuple[str, float, str, str, int]] = [
        (sweep.measure.title, style.TITLE, "bold", style.INK, 2),
        (subtitle, style.LEAD, "normal", style.SOFT, 2),
        *((remark, style.LEAD, "normal", style.MANDATED, 2) for remark in remarks),
    ]
    for text, size, weight, colour, lines in written:
        for part in style.wrapped(text, size, ACROSS - 2 * MARGIN, lines, weight):
            figure.text(MARGIN / ACROSS, y / UP, part, fontsize=size, fontweight=weight, color=colour, va="top")
            y -= size / 72 * 1.32
        y -= 0.05
    foot = 0.2
    inches = ACROSS - 2 * MARGIN
    # However much the caller has to say, there is room left for the rest.
    text = " ".join([*style.wrapped(note, style.SMALL, inches, 2), *notes])
    for part in reversed(style.wrapped(text, style.SMALL, inches, 5)):
        figure.text(MARGIN / ACROSS, foot / UP, part, fontsize=style.SMALL, color=style.SOFT, va="bottom")
        foot += style.SMALL / 72 * 1.3
    return Page(figure, foot + 0.1, y)
