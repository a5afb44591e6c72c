"""Conditions as ranges of their factors, what holds under every theory on top; and those of each theory by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure

from outlast.analysis.discovery.box import Box, Limit
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.factors import NAMES, Factor
from outlast.analysis.numbers import percent
from outlast.report import style
from outlast.report.discovery.page import ROBUST, colour_of, discovery_page
from outlast.report.discovery.terms import Subject, density, subject_of, theory_label
from outlast.report.discovery.tracks import Row, draw_row
from outlast.report.discovery.words import axis_of, figure, unit_of
from outlast.report.sweep.page import ACROSS, MARGIN, Page

# In inches. Rows are no taller than the first; one more column is made where they would be lower than the second, and
# rows that would be lower than the third are left out, and counted.
TALLEST, LOW, LOWEST = 0.52, 0.26, 0.17
HEAD, GAP, SMALLER, COLUMNS = 0.3, 0.55, 9.5, 3
LINE = style.SMALL / 72 * 1.25
THEORY_INK = "#5b6b7a"
NOTE = "Grey: all that was varied. Coloured: what the condition allows, with its limits"


class Block(NamedTuple):
    """Rows under a heading, with a line of what holds there."""

    heading: str
    beneath: str
    colour: str
    rows: list[Row]


def ranges_figure(found: Discovery) -> Figure | None:
    """The limits of all conditions; None where there are none."""
    subject = subject_of(found)
    blocks = _conditions(subject)
    if not blocks:
        return None
    many = len(found.theories.judged) > 1
    title = "Which conditions hold, and which under every theory?" if many else "What makes up the conditions?"
    with mpl.rc_context(style.RC):
        return _figure(subject, title, _remarks(subject), blocks, f"{NOTE}.")


def theories_ranges_figure(found: Discovery) -> Figure | None:
    """The limits of the condition of each theory, one factor after the other; None where no theory has one."""
    subject = subject_of(found)
    blocks = _theories(subject)
    if not blocks:
        return None
    title = "What does each theory of vagueness ask for by itself?"
    with mpl.rc_context(style.RC):
        return _figure(subject, title, [], blocks, f"{NOTE}; pale: it does not limit this.")


def _figure(subject: Subject, title: str, remarks: Sequence[str], blocks: list[Block], note: str) -> Figure:
    """The blocks in as few columns as can be read."""
    page = discovery_page(subject, title, remarks, [note])
    columns, tall, shown = _laid_out(blocks, page.top - page.bottom)
    if shown < len(blocks):
        left = len(blocks) - shown
        page = discovery_page(subject, title, remarks, [f"{note} {left} more stand in restrictions.csv."])
    width = (ACROSS - 2 * MARGIN - GAP * (len(columns) - 1)) / len(columns)
    for number, part in enumerate(columns):
        _column(page, MARGIN + number * (width + GAP), width, tall, part)
    return page.figure


def _laid_out(blocks: list[Block], room: float) -> tuple[list[list[Block]], float, int]:
    """Columns of blocks in order, the height of a row, and how many blocks there is room for."""
    columns, tall = [blocks], 0.0
    for shown in range(len(blocks), 0, -1):
        for count in range(1, min(COLUMNS, shown) + 1):
            columns = _parted(blocks[:shown], count)
            tall = min(_tall(part, room, count) for part in columns)
            if tall >= LOW:
                return columns, min(tall, TALLEST), shown
        if tall >= LOWEST:
            return columns, tall, shown
    return columns, tall, 1


def _parted(blocks: list[Block], count: int) -> list[list[Block]]:
    """The blocks in so many columns, in order, about as long as each other."""
    sizes = [len(block.rows) + 2.0 for block in blocks]
    columns: list[list[Block]] = [[] for _ in range(count)]
    before = 0.0
    for block, size in zip(blocks, sizes, strict=True):
        columns[min(int((before + size / 2) / sum(sizes) * count), count - 1)].append(block)
        before += size
    return [part for part in columns if part]


def _tall(blocks: Sequence[Block], room: float, count: int) -> float:
    """What is left for a row of a column."""
    width = (ACROSS - 2 * MARGIN - GAP * (count - 1)) / count
    return (room - sum(_head(block, width) for block in blocks)) / max(sum(len(block.rows) for block in blocks), 1)


def _head(block: Block, width: float) -> float:
    """The height of a block without its rows."""
    return HEAD * len(_heading(block, width)) + (LINE if block.beneath else 0.0) + 0.14


def _heading(block: Block, width: float) -> list[str]:
    return style.wrapped(block.heading, style.SMALL, width, 2, "bold")


def _column(page: Page, left: float, width: float, tall: float, blocks: Sequence[Block]) -> None:
    """Blocks one below the other."""
    longest = max(style.width_of(row.name, style.SMALL) for block in blocks for row in block.rows)
    names = min(longest + 0.15, 0.46 * width)
    y = page.top
    for block in blocks:
        beneath = style.wrapped(block.beneath, style.SMALL, width, 1)
        for line in _heading(block, width):
            page.write(left, y - 0.03, line, style.SMALL, fontweight="bold", color=block.colour)
            y -= HEAD
        for line in beneath:
            page.write(left, y - 0.03, line, style.SMALL, color=style.SOFT)
            y -= LINE
        height = tall * len(block.rows)
        axes = page.axes(left + names, y - height, width - names - 0.1, height)
        axes.set_xlim(0, 1)
        axes.set_ylim(len(block.rows) - 0.5, -0.5)
        axes.axis("off")
        for place, row in enumerate(block.rows):
            draw_row(axes, place, row, (width - names - 0.1, tall))
            size = style.SMALL
            said = style.wrapped(row.name, size, names - 0.12, 2 if tall > 2.2 * LINE else 1)
            if said[-1].endswith("…"):
                size = SMALLER
                said = style.wrapped(row.name, size, names - 0.12, 2 if tall > 1.7 * LINE else 1)
            axes.annotate(
                "\n".join(said), (0, place), (-7, 0), textcoords="offset points", ha="right", va="center",
                fontsize=size, gid="name", linespacing=1.1,
            )  # fmt: skip
        y -= height + 0.14


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
        worst, again = robust.judged[robust.worst], robust.again[robust.worst]
        beneath = (
            f"Least under {theory_label(robust.worst)}: {density(worst)} of its cases, {percent(worst.base)} of all; "
            f"the same search held out {density(again)}"
        )
        heading = f"Robust: holds under all {len(robust.judged)} theories"
        blocks.append(Block(heading, beneath, ROBUST, _rows(subject, robust.box, ROBUST)))
    for number, one in enumerate(found.conditions, 1):
        heading = f"Condition {number}" if len(found.conditions) > 1 else "The condition"
        if len(found.cases.theories) > 1:
            heading = f"All theories together: {heading[0].lower()}{heading[1:]}"
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
