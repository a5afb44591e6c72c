"""Figures of a validation: every pattern on one page, and the same in pages that say what each is."""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.analysis.patterns.pattern import LEVEL
from outlast.analysis.patterns.validation import Validation
from outlast.report import style
from outlast.report.patterns.rows import DIRECTIONS, LEVELS, draw_rows, handles
from outlast.report.patterns.tables import SAME, legend, run_in_words
from outlast.report.patterns.terms import COLOURS, Row, keys, observed, rows_of, simulated, verdict, words
from outlast.report.sensitivity.page import page_of
from outlast.report.sweep.page import ACROSS, MARGIN, Page

TITLE = "Which documented patterns does the model pass?"
# Rows of a page that says what each pattern is; the tallest row of such a page and of the overview.
MOST, TALLEST, LOW = 8, 0.62, 0.3
LINE = style.SMALL / 72 * 1.16
BELOW, KEY = 0.58, 0.3
SMALLER = 9.5
NOTE = (
    "Median over the members of the ensemble, and the interval that holds nine in ten of them. Differences are of "
    f"shares, or parts of the larger side; of associations, rank correlations. {SAME}"
)
ASSUMES = "A simulation, not a forecast: to pass these patterns is not to be proved right."


def figures_of(validation: Validation) -> dict[str, Figure]:
    """`patterns`, the overview; and `patterns_fitted`, `patterns_levels`, `patterns_directions`: what each pattern is.

    Of these a second page is `patterns_directions_2`, and so on.
    """
    kept, fitted = rows_of(validation.table, fitted=False), rows_of(validation.table, fitted=True)
    levels = [row for row in kept if row["kind"] == LEVEL]
    directions = [row for row in kept if row["kind"] != LEVEL]
    groups = {
        "fitted": ("Does it agree with the levels it was fitted to?", fitted),
        "levels": ("Does it agree with levels kept out of the fit?", levels),
        "directions": ("Do things go the way that is documented?", directions),
    }
    with mpl.rc_context(style.RC):
        found = {"patterns": _overview(validation, fitted, levels, directions)}
        for name, (title, rows) in groups.items():
            pages = -(-len(rows) // MOST)
            for number in range(pages):
                some = rows[number * len(rows) // pages : (number + 1) * len(rows) // pages]
                end = f"_{number + 1}" if number else ""
                of = f" ({number + 1} of {pages})" if pages > 1 else ""
                found[f"patterns_{name}{end}"] = _page(validation, title + of, some)
    return found


def _overview(validation: Validation, fitted: list[Row], levels: list[Row], directions: list[Row]) -> Figure:
    """Every pattern by its short name: levels left, directions right."""
    page = page_of(TITLE, run_in_words(validation), [" ".join(validation.sentences()[:2])], [NOTE, ASSUMES])
    column = (ACROSS - 2 * MARGIN - 0.5) / 2
    names, right = 2.75, 1.15
    for left, groups, name in (
        (MARGIN, [("Levels, kept out of the fit", levels), ("Levels, used for fitting", fitted)], LEVELS),
        (MARGIN + column + 0.5, [("Directions, all kept out of the fit", directions)], DIRECTIONS),
    ):
        _column(page, left, column, (names, right), [group for group in groups if group[1]], name)
    _legend(page)
    return page.figure


def _column(
    page: Page, left: float, width: float, room: tuple[float, float], groups: Sequence[tuple[str, list[Row]]], name: str
) -> None:
    """Groups of rows one below the other, on the same scale."""
    names, right = room
    head = 0.27
    free = page.top - KEY - page.bottom - BELOW - head * len(groups)
    total = sum(len(rows) for _, rows in groups)
    tall = min(LOW, free / max(total, 1))
    y = page.top - KEY
    for number, (title, rows) in enumerate(groups):
        page.write(left, y - 0.04, title, style.SMALL, fontweight="bold", color=style.INK)
        y -= head
        height = tall * len(rows)
        axes = page.axes(left + names, y - height, width - names - right, height)
        draw_rows(axes, rows, 6.5)
        for place, row in enumerate(rows):
            said = style.wrapped(words(str(row["name"])), style.SMALL, names - 0.62, 1)[0]
            _beside(axes, place, said, -0.1, style.SMALL, "name")
            _beside(axes, place, str(row["pattern"]), -names + 0.02, SMALLER, "number", ha="left")
            _beside(axes, place, keys(row).partition(",")[0], 0.1, SMALLER, "source", right=True)
        y -= height
        last = number == len(groups) - 1
        axes.tick_params(labelbottom=last, length=3 if last else 0, labelsize=SMALLER)
        if last:
            axes.set_xlabel(name, fontsize=style.SMALL)
        axes.spines["bottom"].set_visible(last)


def _page(validation: Validation, title: str, rows: Sequence[Row]) -> Figure:
    """Some rows with what each says, what is simulated in numbers, the verdict and the sources."""
    page = page_of(title, run_in_words(validation), [], [*legend(), NOTE, ASSUMES])
    names, right = 5.2, 2.6
    height = min(page.top - KEY - page.bottom - BELOW, TALLEST * len(rows))
    axes = page.axes(MARGIN + names, page.top - KEY - height, ACROSS - 2 * MARGIN - names - right, height)
    draw_rows(axes, rows, 10)
    axes.set_xlabel(LEVELS if rows[0]["kind"] == LEVEL else DIRECTIONS)
    tall = height / len(rows)
    for place, row in enumerate(rows):
        lines = style.wrapped(str(row["says"]), style.SMALL, names - 0.75, max(1, int(tall / LINE)))
        _lines(axes, place, lines, -0.12, style.SMALL)
        _beside(axes, place, str(row["pattern"]), -names + 0.02, style.SMALL, "number", ha="left", fontweight="bold")
        towards = "" if row["kind"] == LEVEL else f"{observed(row)}: "
        beside = [f"{towards}{simulated(row)}", verdict(row), keys(row)]
        fitting = [style.wrapped(text, style.SMALL, right - 0.15, 1)[0] for text in beside]
        _lines(axes, place, fitting, 0.12, style.SMALL, COLOURS[str(row["verdict"])])
    _legend(page)
    return page.figure


def _lines(axes: Axes, place: int, lines: Sequence[str], inches: float, size: float, colour: str = style.INK) -> None:
    """Lines beside a row, centred on it."""
    for number, text in enumerate(lines):
        up = LINE * ((len(lines) - 1) / 2 - number)
        _beside(axes, place, text, inches, size, "says", right=inches > 0, up=up, color=colour)


def _beside(
    axes: Axes, place: int, text: str, inches: float, size: float, gid: str, *, right: bool = False, up: float = 0.0,
    ha: str | None = None, color: str = style.INK, fontweight: str = "normal",
) -> None:  # fmt: skip
    """Text so many inches from the left end of a row, or from its right one."""
    axes.annotate(
        text, (1 if right else 0, place), (72 * inches, 72 * up), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha=ha or ("left" if right else "right"), va="center", fontsize=size, color=color,
        fontweight=fontweight, gid=gid,
    )  # fmt: skip


def _legend(page: Page) -> None:
    """What bands and marks are, above the panels."""
    page.figure.legend(
        handles=handles(8), loc="upper right", borderaxespad=0.1,
        bbox_to_anchor=((ACROSS - MARGIN) / ACROSS, (page.top + 0.06) / style.SIZE[1]),
        ncols=4, frameon=False, fontsize=style.SMALL, handlelength=1.8, columnspacing=1.5,
    )  # fmt: skip
