"""Conditions as ranges of their factors: what holds under every theory on top, and each theory's own beside it."""

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

# Rows are no taller than that, in inches; a heading takes so much.
TALLEST, HEAD, NAMES_ROOM = 0.52, 0.3, 2.75
GAP, SMALLER = 0.55, 9.5
LINE = style.SMALL / 72 * 1.25
THEORY_INK = "#5b6b7a"


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
    title = (
        "Which conditions hold under every theory, and which under some?" if many else "What makes up the conditions?"
    )
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
    names = min(NAMES_ROOM if width < 8 else 1.5 * NAMES_ROOM, 0.46 * width)
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
        y -= height + 0.1


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
        beneath = (
            f"Least under {theory_label(robust.worst)}: {density(worst)} of its cases, {percent(worst.base)} of all"
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
