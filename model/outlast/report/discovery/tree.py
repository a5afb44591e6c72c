"""The tree of the cases: questions from the left, and at the right what holds where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from outlast.analysis.discovery.box import Limit
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.trees import Leaf, Split
from outlast.analysis.numbers import percent
from outlast.report import style
from outlast.report.discovery.page import INTEREST, TRACK, discovery_page
from outlast.report.discovery.terms import Subject, density, subject_of
from outlast.report.discovery.words import name_of, named, opened, span
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.sweep.scales import cut
from outlast.report.sweep.tables import short_names
from outlast.report.wording import counted

LEAF, TALLEST, SMALLER = 3.75, 1.3, 9.5
LINE = style.SMALL / 72 * 1.25


def tree_figure(found: Discovery) -> Figure | None:
    """The tree with its leaves in order; None where it has no question."""
    if isinstance(found.tree.root, Leaf):
        return None
    subject = subject_of(found)
    with mpl.rc_context(style.RC):
        return _figure(subject, found.tree.root)


def _figure(subject: Subject, root: Split) -> Figure:
    tree = subject.found.tree
    notes = [
        "Bars: the share of the cases of a leaf that are of interest, with its interval; the line is that of all cases "
        f"({percent(subject.cases.base)}). Intervals are of the cases that the tree was grown on, and so a little too "
        "narrow."
    ]
    remark = f"Accounts for {percent(tree.explained)} of the variance on cases that it was not grown on."
    title = "Which questions part the cases of interest from the others?"
    names, cut_short = _names(subject, root)
    page = discovery_page(subject, title, [remark], [*cut_short, *notes])
    leaves = _leaves(root)
    tall = min(TALLEST, (page.top - page.bottom - 0.35) / len(leaves))
    top = page.top - 0.3
    rows = {id(leaf): top - (place + 0.5) * tall for place, leaf in enumerate(leaves)}
    width = _width(root)
    _draw(subject, page, root, rows, (MARGIN, width), names)
    _heading(page)
    for leaf in leaves:
        _leaf(subject, page, leaf, rows[id(leaf)], tall)
    x = ACROSS - MARGIN - LEAF + 0.1 + 1.5 * subject.cases.base
    page.figure.add_artist(_line([(x, top), (x, top - tall * len(leaves))], style.SOFT, (0, (4, 3)), 1.2, "base"))
    return page.figure


def _draw(
    subject: Subject,
    page: Page,
    node: Split | Leaf,
    rows: Mapping[int, float],
    place: tuple[float, float],
    names: Mapping[str, str],
) -> float:
    """A node and all that hangs on it; the height at which it stands."""
    left, width = place
    if isinstance(node, Leaf):
        return rows[id(node)]
    ups = [_draw(subject, page, child, rows, (left + width, width), names) for child in (node.left, node.right)]
    y = sum(ups) / 2
    x = left + 0.12
    factor = next(factor for factor in subject.cases.factors if factor.key == node.factor)
    for child, up, text in zip((node.left, node.right), ups, _answers(subject, node), strict=True):
        end = left + width + 0.12 if isinstance(child, Split) else ACROSS - MARGIN - LEAF
        page.figure.add_artist(_line([(x, y), (x, up), (end, up)], style.SOFT, "-", 1.6, "branch"))
        room = max(width - 0.25, 0.8)
        said = style.wrapped(text, style.SMALL, room, 1)
        page.figure.text(
            (x + 0.08) / ACROSS,
            (up + 0.03) / style.SIZE[1],
            "".join(said),
            fontsize=style.SMALL,
            va="bottom",
            gid="answer",
        )
    text, room = names[factor.key], width - 0.3
    size = style.SMALL if style.width_of(text, style.SMALL, "bold") <= room else SMALLER
    # Between the upper branch and the answer above the lower one.
    middle = (ups[0] + ups[1] + LINE) / 2 if ups[0] - ups[1] < 4 * LINE else y
    page.figure.text(
        (x + 0.1) / ACROSS, middle / style.SIZE[1], cut(text, room, size, "bold"), fontsize=size, fontweight="bold",
        va="center", gid="question",
    )  # fmt: skip
    page.figure.add_artist(_dot(x, y))
    return y


def _names(subject: Subject, root: Split) -> tuple[dict[str, str], list[str]]:
    """What each question is called: in words, or where there is no room by the end of its key, told at the foot."""
    room, found, told = _width(root) - 0.3, {}, []
    keys = subject.cases.keys
    for key, short in zip(keys, short_names(keys), strict=True):
        found[key] = opened(named(key))
        if key in _asked(root) and style.width_of(found[key], SMALLER, "bold") > room:
            found[key] = opened(short.replace("_", " "))
            told.append(f"{found[key]}: {named(key)}.")
    return found, told


def _asked(node: Split | Leaf) -> set[str]:
    return set() if isinstance(node, Leaf) else {node.factor, *_asked(node.left), *_asked(node.right)}


def _width(root: Split) -> float:
    """Room from a question to the next, in inches."""
    return (ACROSS - 2 * MARGIN - LEAF - 0.2) / _depth(root)


def _answers(subject: Subject, node: Split) -> tuple[str, str]:
    """What leads to the left and to the right."""
    factor = next(factor for factor in subject.cases.factors if factor.key == node.factor)
    if isinstance(node.limit, tuple):
        sides = [" or ".join(name_of(factor, code) for code in codes) for codes in (node.limit, node.others)]
        # The longer side is what the shorter one is not.
        longer = int(len(sides[1]) > len(sides[0]))
        if len((node.limit, node.others)[longer]) > 1:
            sides[longer] = f"not {sides[1 - longer]}"
        return sides[0], sides[1]
    low = span(factor, Limit(low=node.limit))
    if factor.levels:
        return span(factor, Limit(high=max(level for level in factor.levels if level < node.limit))), low
    return span(factor, Limit(high=node.limit)), low


def _leaf(subject: Subject, page: Page, leaf: Leaf, y: float, tall: float) -> None:
    """A leaf: its density as a bar with the interval, and in words."""
    judged = leaf.judged
    left, room, high = ACROSS - MARGIN - LEAF + 0.1, 1.5, min(0.32, 0.6 * tall)
    axes = page.axes(left, y - high / 2, room, high)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.axis("off")
    axes.barh(0.5, 1.0, 1.0, color=TRACK, zorder=1)
    axes.barh(0.5, judged.density.mean, 1.0, color=INTEREST, zorder=2, gid="leaf")
    axes.plot(
        [judged.density.low, judged.density.high], [0.5, 0.5], color="#f0a030", linewidth=2.5, zorder=3, gid="interval"
    )
    said = [density(judged), f"{counted(judged.inside, 'case')}, mean {subject.measure.shown(judged.mean.mean)}"]
    if tall < 2 * LINE:
        said = [", ".join(said)]
    page.figure.text(
        (left + room + 0.12) / ACROSS, y / style.SIZE[1], "\n".join(said), fontsize=style.SMALL, va="center",
        gid="says", linespacing=1.15,
    )  # fmt: skip


def _heading(page: Page) -> None:
    page.write(
        ACROSS - MARGIN - LEAF + 0.1, page.top, "Of interest, of the cases there", style.SMALL, fontweight="bold"
    )


def _leaves(node: Split | Leaf) -> list[Leaf]:
    """From the top down, each question with its larger values first."""
    return [node] if isinstance(node, Leaf) else [*_leaves(node.left), *_leaves(node.right)]


def _depth(node: Split | Leaf) -> int:
    return 0 if isinstance(node, Leaf) else 1 + max(_depth(node.left), _depth(node.right))


def _line(places: list[tuple[float, float]], colour: str, dashes: Any, width: float, gid: str) -> Line2D:
    x, y = zip(*places, strict=True)
    return Line2D(
        [one / ACROSS for one in x], [one / style.SIZE[1] for one in y], color=colour, linestyle=dashes,
        linewidth=width, gid=gid,
    )  # fmt: skip


def _dot(x: float, y: float) -> Line2D:
    return Line2D(
        [x / ACROSS], [y / style.SIZE[1]], marker="o", markersize=7, color=style.INK, linestyle="none", gid="node"
    )
