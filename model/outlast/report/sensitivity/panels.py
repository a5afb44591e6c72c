"""A panel for each factor, with its name above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.report import style
from outlast.report.sensitivity.page import LINE
from outlast.report.sweep.page import ACROSS, MARGIN, UP, Page

MOST = 12
GAP, KEY = 0.38, 0.3


class Panel(NamedTuple):
    """Axes of one factor and their size in inches; `is_first` in its lane, `is_last` in its column."""

    axes: Axes
    inches: tuple[float, float]
    is_first: bool
    is_last: bool


class Heading(NamedTuple):
    """What stands above a panel: the factor in words, and a line beneath in its own colour."""

    says: str
    beneath: str
    colour: str = style.SOFT


def arranged(count: int) -> tuple[int, int]:
    """Columns and lanes for so many panels."""
    columns = count if count <= 3 else 2 if count == 4 else 3 if count <= 6 else 4
    return columns, -(-count // columns)


def panel_width(count: int, left: float) -> float:
    """Width of each of so many panels in inches."""
    columns = arranged(count)[0]
    return (ACROSS - left - MARGIN - GAP * (columns - 1)) / columns


def panels_of(page: Page, headings: Sequence[Heading], left: float, below: Sequence[float]) -> list[Panel]:
    """A panel for each heading, in reading order; `left` is the room for their scale, `below` each panel's for its own.

    Lanes are as far apart as their panels need; above them there is room for a key.
    """
    columns, lanes = arranged(len(headings))
    width = panel_width(len(headings), left)
    # What a raster draws is a little wider than the outlines that are measured.
    most = 2 if lanes < 3 else 1
    names = [style.wrapped(heading.says, style.SMALL, 0.94 * width, most, "bold") for heading in headings]
    beneath = [style.wrapped(heading.beneath, style.SMALL, 0.96 * width, 2) for heading in headings]
    lines = [len(name) + len(under) for name, under in zip(names, beneath, strict=True)]
    above = [LINE * max(lines[lane * columns : (lane + 1) * columns]) + 0.14 for lane in range(lanes)]
    under = [max(below[lane * columns : (lane + 1) * columns]) for lane in range(lanes)]
    height = (page.top - KEY - page.bottom - sum(under) - sum(above)) / lanes
    found = []
    for k, (heading, name) in enumerate(zip(headings, names, strict=True)):
        lane, place = divmod(k, columns)
        bottom = page.top - KEY - (lane + 1) * height - sum(above[: lane + 1]) - sum(under[:lane])
        axes = page.axes(left + place * (width + GAP), bottom, width, height)
        for number, text in enumerate([*reversed(beneath[k]), *reversed(name)]):
            is_name = number >= len(beneath[k])
            axes.annotate(
                text, (0, 1), (0, 5 + 72 * LINE * number), xycoords="axes fraction", textcoords="offset points",
                va="bottom", fontsize=style.SMALL, fontweight="bold" if is_name else "normal",
                color=style.INK if is_name else heading.colour, gid="says" if is_name else "beneath",
            )  # fmt: skip
        found.append(Panel(axes, (width, height), place == 0, k + columns >= len(headings)))
    return found


def key_of(page: Page, left: float, handles: Sequence[Any]) -> None:
    """What lines and bands are, above the panels."""
    page.figure.legend(
        handles=list(handles), loc="upper left", bbox_to_anchor=(left / ACROSS, (page.top - 0.03) / UP), frameon=False,
        ncols=len(handles), fontsize=style.SMALL, borderaxespad=0.0, borderpad=0.0, handlelength=1.8, columnspacing=1.6,
    )  # fmt: skip


def shared_label(figure: Figure, text: str, y: float) -> None:
    """The name of the scale that all panels share, at the left edge."""
    figure.text(
        (MARGIN + 0.05) / ACROSS, y / UP, text, rotation=90, ha="center", va="center", fontsize=style.SMALL, gid="scale"
    )
