"""Conditions as ranges of their factors: what holds under every theory on top, and each theory's own beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from outlast.analysis.discovery.box import Box, Limit
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.factors import LEVELS, NAMES, Factor
from outlast.analysis.numbers import percent
from outlast.report import style
from outlast.report.discovery.page import ROBUST, TRACK, colour_of, discovery_page
from outlast.report.discovery.terms import Subject, density, subject_of, theory_label
from outlast.report.discovery.words import axis_of, figure, name_of, unit_of
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.sweep.scales import cut

# Rows are no taller than that, in inches; a heading takes so much.
TALLEST, HEAD, NAMES_ROOM = 0.52, 0.3, 2.75
GAP = 0.55
LINE = style.SMALL / 72 * 1.25
THEORY_INK = "#5b6b7a"


class Row(NamedTuple):
    """A line of the figure: its name, the factor and what it is limited to (None: not limited), and its colour."""

    name: str
    factor: Factor
    limit: Limit | None
    colour: str


class Block(NamedTuple):
    """Rows under a heading, with a line of what holds there."""

    heading: str
    beneath: str
    colour: str
    rows: list[Row]
    above: str = ""


def ranges_figure(found: Discovery) -> Figure | None:
    """The limits of all conditions; None where there are none."""
    subject = subject_of(found)
    left, right = _conditions(subject), _theories(subject)
    if not left and not right:
        return None
    with mpl.rc_context(style.RC):
        return _figure(subject, left, right)


def _figure(subject: Subject, left: list[Block], right: list[Block]) -> Figure:
    notes = [
        "Grey: all that was varied. Coloured: what the condition allows, with its limits; pale: it does not limit this."
    ]
    many = len(subject.found.theories.judged) > 1
    title = "Which conditions hold under every theory, and which under some?" if many else "What makes up the conditions?"
    page = discovery_page(subject, title, _remarks(subject), notes)
    if right:
        right[0] = right[0]._replace(above="Under each theory by itself")
    columns = [part for part in (left, right) if part]
    width = (ACROSS - 2 * MARGIN - GAP * (len(columns) - 1)) / len(columns)
    for number, blocks in enumerate(columns):
        _column(page, MARGIN + number * (width + GAP), min(width, 9.0), blocks)
    return page.figure


def _column(page: Page, left: float, width: float, blocks: Sequence[Block]) -> None:
    """Blocks one below the other."""
    heads = sum(HEAD * (1 + bool(block.above)) + (LINE if block.beneath else 0.0) + 0.1 for block in blocks)
    count = sum(len(block.rows) for block in blocks)
    tall = min(TALLEST, (page.top - page.bottom - heads) / max(count, 1))
    names = min(NAMES_ROOM, 0.42 * width)
    y = page.top
    for block in blocks:
        texts = [(block.above, style.HEADING, "bold", style.INK), (block.heading, style.SMALL, "bold", block.colour)]
        for text, size, weight, colour in (*texts, (block.beneath, style.SMALL, "normal", style.SOFT)):
            for line in style.wrapped(text, size, width, 1, weight):
                page.write(left, y - 0.03, line, size, fontweight=weight, color=colour)
                y -= HEAD if weight == "bold" else LINE
        height = tall * len(block.rows)
        axes = page.axes(left + names, y - height, width - names - 0.1, height)
        axes.set_xlim(0, 1)
        axes.set_ylim(len(block.rows) - 0.5, -0.5)
        axes.axis("off")
        for place, row in enumerate(block.rows):
            _row(axes, place, row, (width - names - 0.1, tall))
            said = style.wrapped(row.name, style.SMALL, names - 0.12, 2 if tall > 2.2 * LINE else 1)
            axes.annotate(
                "\n".join(said), (0, place), (-7, 0), textcoords="offset points", ha="right", va="center",
                fontsize=style.SMALL, gid="name", linespacing=1.1,
            )  # fmt: skip
        y -= height + 0.1


def _row(axes: Axes, place: int, row: Row, inches: tuple[float, float]) -> None:
    """The track of a factor and its limits."""
    high = 0.34 if inches[1] > 0.4 else 0.6
    centre = place + (0.16 if inches[1] > 0.4 else 0.0)
    if row.factor.kind == NAMES:
        _names(axes, centre, high, row, inches[0])
        return
    axes.barh(centre, 1.0, high, color=TRACK, zorder=1, gid="track")
    low, top = row.factor.low, row.factor.high
    start, end = _ends(row.factor, row.limit)
    axes.barh(centre, end - start, high, left=start, color=row.colour, zorder=2, gid="range")
    above = place - 0.08 if inches[1] > 0.4 else centre
    marks: list[tuple[float, str, bool]] = [(0.0, figure(row.factor, low), False), (1.0, figure(row.factor, top), False)]
    if row.limit is not None:
        if row.limit.low is not None:
            marks.append((start, figure(row.factor, row.limit.low), True))
        if row.limit.high is not None:
            marks.append((end, figure(row.factor, row.limit.high), True))
    if inches[1] > 0.4:
        _above(axes, above, marks, inches[0], row.colour)
    else:
        _within(axes, centre, marks, inches[0], start, end)


def _above(axes: Axes, y: float, marks: Sequence[tuple[float, str, bool]], width: float, colour: str) -> None:
    """Numbers above a track; the ends of the range give way to limits."""
    taken: list[tuple[float, float]] = []
    for x, text, is_limit in sorted(marks, key=lambda mark: not mark[2]):
        half = style.width_of(text, style.SMALL, "bold" if is_limit else "normal") / width / 2 + 0.01
        at = min(max(x, half), 1 - half)
        if any(abs(at - other) < half + room for other, room in taken):
            continue
        taken.append((at, half))
        axes.text(
            at, y, text, ha="center", va="bottom", fontsize=style.SMALL, fontweight="bold" if is_limit else "normal",
            color=style.INK if is_limit else style.SOFT, gid="limit" if is_limit else "end",
        )  # fmt: skip


def _within(
    axes: Axes, y: float, marks: Sequence[tuple[float, str, bool]], width: float, start: float, end: float
) -> None:
    """Limits on the track itself where rows are low: beside the coloured part, or in it where there is no room."""
    for x, text, is_limit in marks:
        if not is_limit:
            continue
        room = (style.width_of(text, style.SMALL) + 0.12) / width
        is_low = x == start and not (x == end)
        outside = x - room >= 0 if is_low else x + room <= 1
        side = -1 if is_low == outside else 1
        axes.text(
            x + side * 0.06 / width, y, text, ha="right" if side < 0 else "left", va="center", fontsize=style.SMALL,
            color=style.INK if outside else "white", gid="limit",
        )  # fmt: skip


def _names(axes: Axes, y: float, high: float, row: Row, width: float) -> None:
    """A cell for each name, coloured where it is allowed."""
    count = len(row.factor.names)
    for code in range(count):
        allowed = row.limit is None or row.limit.names is None or code in row.limit.names
        axes.barh(
            y, 0.98 / count, max(high, 0.5), left=code / count + 0.01 / count, color=row.colour if allowed else TRACK,
            zorder=2, gid="range" if allowed else "track",
        )  # fmt: skip
        axes.text(
            (code + 0.5) / count, y, cut(name_of(row.factor, code), 0.94 * width / count, 10.0), ha="center", va="center",
            fontsize=10.0, color="white" if allowed else style.SOFT, zorder=3, gid="level",
        )  # fmt: skip


def _ends(factor: Factor, limit: Limit | None) -> tuple[float, float]:
    """Where limits lie between the ends of what was varied; a single level has a width too."""
    size = (factor.high - factor.low) or 1.0
    half = 0.0
    if factor.kind == LEVELS and len(factor.levels) > 1:
        half = min(b - a for a, b in zip(factor.levels, factor.levels[1:], strict=False)) / size / 2
    low = 0.0 if limit is None or limit.low is None else (limit.low - factor.low) / size
    high = 1.0 if limit is None or limit.high is None else (limit.high - factor.low) / size
    if high - low < 0.01:
        low, high = max(0.0, low - max(half, 0.01)), min(1.0, high + max(half, 0.01))
    return low, high


def _rows(subject: Subject, box: Box, colour: str) -> list[Row]:
    return [
        Row(_label(factor), factor, box.limits[factor.key], colour)
        for factor in subject.cases.factors
        if factor.key in box.limits
    ]


def _label(factor: Factor) -> str:
    """A factor with its unit, which its values show already where it is money."""
    unit = unit_of(factor.key)
    return axis_of(factor.key).replace(f" ({unit})", f" ({unit.removeprefix('£k ')})")


def _conditions(subject: Subject) -> list[Block]:
    """The robust condition first, then those of all theories together."""
    found, blocks = subject.found, []
    robust = found.theories.robust
    if robust is not None and robust.is_robust:
        worst = robust.again[robust.worst]
        beneath = f"Least under {theory_label(robust.worst)}: {density(worst)} of its cases, {percent(worst.base)} of all"
        heading = f"Robust: holds under all {len(robust.judged)} theories"
        blocks.append(Block(heading, beneath, ROBUST, _rows(subject, robust.box, ROBUST)))
    for number, one in enumerate(found.conditions, 1):
        which = "All theories together" if len(found.cases.theories) > 1 else "Condition"
        heading = f"{which}: condition {number}" if len(found.conditions) > 1 or which != "Condition" else "The condition"
        if number > 1:
            heading += " (of the other cases)"
        beneath = (
            f"{density(one.judged)} of its cases, {percent(one.judged.base)} of all"
            f"{' the others' if number > 1 else ''}; covers {percent(one.judged.coverage)}"
        )
        blocks.append(Block(heading, beneath, colour_of(number), _rows(subject, one.box, colour_of(number))))
    return blocks


def _theories(subject: Subject) -> list[Block]:
    """A block for each factor that the condition of any theory limits, with a row for each theory."""
    conditions = subject.found.theories.conditions
    blocks = []
    for factor in subject.cases.factors:
        if not any(factor.key in one.box.limits for one in conditions.values()):
            continue
        rows = [
            Row(theory_label(theory), factor, one.box.limits.get(factor.key), _shade(one.box.limits.get(factor.key)))
            for theory, one in conditions.items()
        ]
        over = "" if factor.kind == NAMES else f", {figure(factor, factor.low)} to {figure(factor, factor.high)}"
        blocks.append(Block(f"{_label(factor)}{over}", "", THEORY_INK, rows))
    return blocks


def _shade(limit: Limit | None) -> str:
    return "#cfd8e0" if limit is None else THEORY_INK


def _remarks(subject: Subject) -> list[str]:
    robust = subject.found.theories.robust
    if robust is None:
        return []
    if robust.is_robust:
        return []
    return ["Nothing is robust: no condition that was found is clear of the share of all cases under every theory."]
