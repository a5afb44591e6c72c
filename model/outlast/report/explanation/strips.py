"""How far each lever would have had to move: its declared range as a strip, coloured by the fate at each value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from outlast.analysis.explanation.explanation import CANNOT, IDLE, Explanation, status_of
from outlast.analysis.explanation.fate import SELF_SUSTAINING
from outlast.analysis.explanation.search import Response, Tried
from outlast.report import style
from outlast.report.explanation.sentences import answer, points
from outlast.report.explanation.terms import bare_value, name_of
from outlast.report.sensitivity.page import page_of
from outlast.report.story.words import partnership_name
from outlast.report.sweep.page import ACROSS, MARGIN, Page
from outlast.report.wording import counted, theories_in_words, with_interval
from outlast.runs.values import CHOICE

KEPT, NOT, LEFT_OUT = style.STATE_COLOURS["self_sustained"], "#d4d4d4", "white"
# Inches left of the strips and right of them, and where the columns there begin.
NAMES, NUMBERS, KEY, AXIS = 3.75, 3.55, 0.62, 0.12
LOW, HIGH, NEAREST, ELSEWHERE = -0.08, 0.08, 0.72, 1.6
TALLEST, MOST = 0.42, 18
CIRCUMSTANCE = " *"


def strips_figure(found: Explanation) -> Figure:
    """A strip for each lever that does anything, the smallest change on top, circumstances last."""
    with mpl.rc_context(style.RC):
        responses = _ordered(found)
        page = page_of(_title(found), answer(found)[0], [], _notes(found, responses))
        _draw(page, found, responses[:MOST])
        _key(page, found)
        return page.figure


def _ordered(found: Explanation) -> list[Response]:
    told = [one for one in found.responses if status_of(one) not in (IDLE, CANNOT)]
    return sorted(told, key=lambda one: (one.lever.is_context, one.nearest.share if one.nearest else math.inf))


def _title(found: Explanation) -> str:
    name = f"{partnership_name(found.partnership)} of {found.scenario.name}"
    return f"How far would each lever have had to move to change the fate of {name}?"


def _notes(found: Explanation, responses: Sequence[Response]) -> list[str]:
    hidden = [one for one in found.responses if status_of(one) in (IDLE, CANNOT)]
    said = [f"A simulation, not a forecast: one history (seed {found.seed}), one lever at a time, all luck the same."]
    if hidden:
        said.append(f"Not shown: {counted(len(hidden), 'lever')} that alone can change nothing here.")
    if len(responses) > MOST:
        said.append(f"Further levers, to be found in counterfactuals.csv: {len(responses) - MOST}.")
    if found.histories and found.changes:
        said.append(
            f"Elsewhere: percentage points that the nearest change adds over {found.histories} other histories, with"
            " the 95% interval."
        )
    starred = ["* Not in the centre's hands."] if any(one.lever.is_context for one in responses) else []
    return [*starred, *said, f"It assumes {theories_in_words(found.scenario)}."]


def _draw(page: Page, found: Explanation, responses: Sequence[Response]) -> None:
    if not responses:
        return
    free = page.top - KEY - page.bottom - AXIS
    tall = min(TALLEST, free / len(responses))
    left, wide = MARGIN + NAMES, ACROSS - 2 * MARGIN - NAMES - NUMBERS
    height = tall * len(responses)
    axes = page.axes(left, page.top - KEY - height, wide, height)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(responses), 0)
    axes.axis("off")
    size = min(style.SMALL, 72 * tall / 1.5)
    for row, response in enumerate(responses):
        _strip(axes, row, response, found, size)
    for at, name in ((NEAREST, "nearest"), (ELSEWHERE, "elsewhere" if found.histories else "")):
        page.write(left + wide + at, page.top - KEY + 0.2, name, style.SMALL, color=style.SOFT)


def _strip(axes: Axes, row: int, response: Response, found: Explanation, size: float) -> None:
    lever, y, nearest = response.lever, row + 0.2, response.nearest
    _beside(axes, row, f"{name_of(lever)}{CIRCUMSTANCE if lever.is_context else ''}", -0.8, size)
    for start, end, fill in _cells(response, found):
        axes.add_patch(Rectangle((start, y), end - start, 0.6, facecolor=fill, linewidth=0, gid=f"cell {lever.name}"))
    axes.add_patch(Rectangle((0, y), 1, 0.6, fill=False, edgecolor=style.SOFT, linewidth=0.6))
    if lever.kind != CHOICE:
        at = lever.share(lever.low)
        axes.plot([at, at], [y - 0.1, y + 0.7], color=style.INK, linewidth=2.6, gid="stands", clip_on=False)
    low = lever.stands if lever.kind == CHOICE else lever.low
    _beside(axes, row, bare_value(lever, low), LOW, size - 1.5, style.SOFT)
    _beside(axes, row, _end(response), HIGH, size - 1.5, style.SOFT, right=True)
    if nearest is None:
        _beside(axes, row, "none", NEAREST, size, style.SOFT, right=True)
        return
    _beside(axes, row, bare_value(lever, nearest.value), NEAREST, size, right=True, weight="bold")
    there = next((one.elsewhere for one in found.changes if one.flip is nearest), None)
    if there is not None:
        _beside(axes, row, with_interval(there.difference, points), ELSEWHERE, size, right=True)


def _end(response: Response) -> str:
    """What stands at the right end of a strip."""
    lever = response.lever
    if lever.kind == CHOICE:
        return ", ".join(bare_value(lever, one.value) for one in response.tried)
    return bare_value(lever, lever.high)


def _cells(response: Response, found: Explanation) -> list[tuple[float, float, str]]:
    """Parts of a strip with the colour of the fate there; what lies between two values goes with the nearer."""
    lever = response.lever
    if lever.kind == CHOICE:
        names = [lever.stands, *(one.value for one in response.tried)]
        fills = [_own(found), *(_fill(one) for one in response.tried)]
        return [(k / len(names), (k + 1) / len(names), fill) for k, fill in enumerate(fills)]
    span = lever.high - lever.low
    places = [(float(one.value) - lever.low) / span for one in response.tried]
    fills = [_fill(one) for one in response.tried]
    own = (float(lever.stands) - lever.low) / span
    at = int(np.searchsorted(places, own))
    places.insert(at, own)
    fills.insert(at, _own(found))
    edges = [0.0, *((one + other) / 2 for one, other in pairwise(places)), 1.0]
    merged: list[tuple[float, float, str]] = []
    for start, end, fill in zip(edges, edges[1:], fills, strict=False):
        if merged and merged[-1][2] == fill:
            merged[-1] = (merged[-1][0], end, fill)
        else:
            merged.append((start, end, fill))
    return merged


def _own(found: Explanation) -> str:
    return KEPT if found.fate.kept else NOT


def _fill(one: Tried) -> str:
    return LEFT_OUT if not one.is_known else KEPT if one.kept == 1.0 else NOT


def _beside(
    axes: Axes, row: int, text: str, inches: float, size: float, colour: str = style.INK, *, right: bool = False,
    weight: str = "normal",
) -> None:  # fmt: skip
    """Text so many inches from the left end of a strip, or from its right one."""
    axes.annotate(
        text, (1 if right else 0, row + 0.5), (72 * inches, 0), xycoords="data", textcoords="offset points",
        ha="left" if right else "right", va="center", fontsize=size, color=colour, fontweight=weight,
        annotation_clip=False, gid="text",
    )  # fmt: skip


def _key(page: Page, found: Explanation) -> None:
    keeps = found.fate.outcome.startswith(SELF_SUSTAINING)
    yes, no = ("keeps itself going", "does not keep itself going") if keeps else ("is open", "has closed")
    fills = [(KEPT, yes), (NOT, no)]
    if any(not one.is_known for response in found.responses for one in response.tried):
        fills.append((LEFT_OUT, "cannot be, or not compared"))
    handles: list[Any] = [
        Patch(facecolor=fill, edgecolor=style.SOFT, linewidth=0.6, label=says) for fill, says in fills
    ]
    handles.append(Line2D([], [], color=style.INK, linewidth=2.6, label="where it stands in fact"))
    page.figure.legend(
        handles=handles, loc="upper left", ncols=len(handles), frameon=False, fontsize=style.SMALL, borderaxespad=0.0,
        bbox_to_anchor=(MARGIN / ACROSS, page.top / style.SIZE[1]), handlelength=1.4, columnspacing=1.6,
    )  # fmt: skip
