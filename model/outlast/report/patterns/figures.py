"""Figures of a validation: every pattern on one page, and the same in pages that say what each is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.analysis.patterns.judging import OF_DIRECTIONS, OF_LEVELS
from outlast.analysis.patterns.pattern import LEVEL
from outlast.analysis.patterns.validation import Validation
from outlast.report import style
from outlast.report.patterns.rows import apart, axis_of, draw_rows, handles
from outlast.report.patterns.tables import SAME, fitted_in_words, run_in_words
from outlast.report.patterns.terms import (
    INKS,
    Row,
    keys,
    observed,
    place,
    rows_of,
    shaped_in_words,
    simulated,
    verdict_in_words,
    words,
)
from outlast.report.sensitivity.page import page_of
from outlast.report.sweep.page import ACROSS, MARGIN, Page

# Rows of a page that says what each pattern is; the tallest row of such a page and of the overview.
MOST_LEVELS, MOST, TALLEST, LOW = 8, 6, 0.72, 0.3
LINE = style.SMALL / 72 * 1.16
BELOW, KEY = 0.66, 0.3
SMALLER = 9.5
MEDIAN = "Point and line: median over members, and the interval that holds nine in ten of them."
SHARES = (
    "With, ties, against: shares of members (ties: no difference, or none above the pattern's least), and the exact "
    "95% interval of the first."
)
ASSUMES = "A simulation, not a forecast: to pass these patterns is not to be proved right."


def figures_of(validation: Validation) -> dict[str, Figure]:
    """`patterns`, the overview; and `patterns_fitted`, `patterns_levels`, `patterns_directions`: what each pattern is.

    Of these a second page is `patterns_directions_2`, and so on.
    """
    kept, fitted = rows_of(validation.table, fitted=False), rows_of(validation.table, fitted=True)
    levels = [row for row in kept if row["kind"] == LEVEL]
    directions = [row for row in kept if row["kind"] != LEVEL]
    subject = "the prior" if validation.of_prior else "it"
    fits = "that a calibration is fitted to" if validation.of_prior else "it was fitted to"
    groups = {
        "fitted": (f"Does {subject} agree with the levels {fits}?", fitted),
        "levels": (f"Does {subject} agree with levels kept out of the fit?", levels),
        "directions": ("Do things go the way that is documented?", directions),
    }
    with mpl.rc_context(style.RC):
        found = {"patterns": _overview(validation, fitted, levels, directions)}
        for name, (title, rows) in groups.items():
            pages = -(-len(rows) // (MOST if rows is directions else MOST_LEVELS))
            for number in range(pages):
                some = rows[number * len(rows) // pages : (number + 1) * len(rows) // pages]
                end = f"_{number + 1}" if number else ""
                of = f" ({number + 1} of {pages})" if pages > 1 else ""
                found[f"patterns_{name}{end}"] = _page(validation, title + of, some)
    return found


def _overview(validation: Validation, fitted: list[Row], levels: list[Row], directions: list[Row]) -> Figure:
    """Every pattern by its short name: levels left, directions right."""
    title = f"Which documented patterns does the {'prior' if validation.of_prior else 'model'} pass?"
    marked = shaped_in_words(rows_of(validation.table, fitted=False))
    remarks = [" ".join(part for part in validation.summaries() if part)]
    page = page_of(title, run_in_words(validation), remarks, [MEDIAN, SAME, *marked, ASSUMES])
    column = (ACROSS - 2 * MARGIN - 0.5) / 2
    names, right = 2.75, 1.15
    held = f"Levels, {_lowered(fitted_in_words(validation))}"
    for left, groups in (
        (MARGIN, [("Levels, kept out of the fit", levels), (held, fitted)]),
        (MARGIN + column + 0.5, [("Directions, all kept out of the fit", directions)]),
    ):
        _column(page, left, column, (names, right), [group for group in groups if group[1]])
    _legend(page, (True, False))
    return page.figure


def _column(
    page: Page, left: float, width: float, room: tuple[float, float], groups: Sequence[tuple[str, list[Row]]]
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
        for at, row in enumerate(rows):
            taken = style.width_of(place(row), SMALLER) + 0.3
            said = style.wrapped(words(str(row["name"])), style.SMALL, names - taken, 1)[0]
            _beside(axes, at, said, -0.2, style.SMALL, "name")
            _beside(axes, at, apart(row), -0.06, style.SMALL, "unit")
            _beside(axes, at, place(row), -names + 0.02, SMALLER, "number", ha="left")
            _beside(axes, at, keys(row).partition(",")[0], 0.1, SMALLER, "source", right=True)
        y -= height
        last = number == len(groups) - 1
        axes.tick_params(labelbottom=last, length=3 if last else 0, labelsize=SMALLER)
        if last:
            _name_axis(axes, rows)
        axes.spines["bottom"].set_visible(last)


def _page(validation: Validation, title: str, rows: Sequence[Row]) -> Figure:
    """Some rows with what each says, what is simulated in numbers, the verdict and the sources."""
    level = rows[0]["kind"] == LEVEL
    rules = [OF_LEVELS] if level else [OF_DIRECTIONS, SHARES, SAME]
    page = page_of(title, run_in_words(validation), [], [MEDIAN, *rules, *shaped_in_words(rows), ASSUMES])
    names, right = (5.2, 2.6) if level else (4.4, 4.4)
    height = min(page.top - KEY - page.bottom - BELOW, TALLEST * len(rows))
    axes = page.axes(MARGIN + names, page.top - KEY - height, ACROSS - 2 * MARGIN - names - right, height)
    draw_rows(axes, rows, 10)
    _name_axis(axes, rows)
    tall = height / len(rows)
    for at, row in enumerate(rows):
        lines = style.wrapped(str(row["says"]), style.SMALL, names - 0.95, max(1, int(tall / LINE)))
        _lines(axes, at, lines, -0.2, style.SMALL)
        _beside(axes, at, apart(row), -0.06, style.SMALL, "unit")
        _beside(axes, at, place(row), -names + 0.02, style.SMALL, "number", ha="left", fontweight="bold")
        beside = [f"{simulated(row)}: {verdict_in_words(row)}", keys(row)]
        if not level:
            found = f"documented: {observed(row)}; found: {simulated(row)}"
            beside = [found, verdict_in_words(row), keys(row)]
        fitting = [style.wrapped(text, style.SMALL, right - 0.15, 1)[0] for text in beside]
        _lines(axes, at, fitting, 0.12, style.SMALL, INKS[str(row["verdict"])])
    _legend(page, (level,))
    return page.figure


def _name_axis(axes: Axes, rows: Sequence[Row]) -> None:
    """What the axis measures, and below it the units of rows that are marked."""
    axes.set_xlabel("\n".join(part for part in axis_of(rows) if part), fontsize=style.SMALL)


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:]


def _lines(axes: Axes, at: int, lines: Sequence[str], inches: float, size: float, colour: str = style.INK) -> None:
    """Lines beside a row, centred on it."""
    for number, text in enumerate(lines):
        up = LINE * ((len(lines) - 1) / 2 - number)
        _beside(axes, at, text, inches, size, "says", right=inches > 0, up=up, color=colour)


def _beside(
    axes: Axes, at: int, text: str, inches: float, size: float, gid: str, *, right: bool = False, up: float = 0.0,
    ha: str | None = None, color: str = style.INK, fontweight: str = "normal",
) -> None:  # fmt: skip
    """Text so many inches from the left end of a row, or from its right one."""
    axes.annotate(
        text, (1 if right else 0, at), (72 * inches, 72 * up), xycoords=("axes fraction", "data"),
        textcoords="offset points", ha=ha or ("left" if right else "right"), va="center", fontsize=size, color=color,
        fontweight=fontweight, gid=gid,
    )  # fmt: skip


def _legend(page: Page, kinds: Collection[bool]) -> None:
    """What bands and marks are, above the panels."""
    page.figure.legend(
        handles=handles(8, kinds), loc="upper right", borderaxespad=0.1,
        bbox_to_anchor=((ACROSS - MARGIN) / ACROSS, (page.top + 0.06) / style.SIZE[1]),
        ncols=5, frameon=False, fontsize=style.SMALL, handlelength=1.8, columnspacing=1.5,
    )  # fmt: skip
