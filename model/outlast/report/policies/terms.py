"""What figures of policies share: the page, how an outcome is drawn, names of theories, labels that keep apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes

from outlast.analysis.numbers import Shown, counted
from outlast.analysis.policies.figures_in_words import capital, shown_by, spelt, theory
from outlast.analysis.policies.quantities import ADDITIONAL, Quantity
from outlast.analysis.policies.tabulating import WEIGHTED
from outlast.analysis.policies.worlds import Worlds
from outlast.report import style
from outlast.report.calibration.layout import INCHES
from outlast.report.sensitivity.page import page_of
from outlast.report.sweep.page import MARGIN, Page

ASSUMES = "A simulation, not a forecast: what it shows holds within the model and its assumptions."
# Lines of a label stand so far apart, in inches; around a label there is so much room.
LINE, ROOM = style.SMALL / 72 * 1.15, 0.05
# Lines that the answer may take above a figure; the widest name of a design, in inches.
MOST_LINES, WIDEST = 3, 2.9


def policy_page(title: str, subtitle: str, remarks: Sequence[str], notes: Sequence[str]) -> Page:
    """A page with its question, what it is about, the answer in blue, and notes at its foot."""
    page = page_of(title, subtitle, [], [*notes, ASSUMES])
    y = page.top
    for line in style.wrapped(" ".join(remarks), style.LEAD, INCHES, MOST_LINES):
        page.write(MARGIN, y, line, style.LEAD, color=style.MANDATED, gid="remark")
        y -= style.LEAD / 72 * 1.32
    return page._replace(top=y - 0.08)


class Scale(NamedTuple):
    """How an outcome is drawn: times what, in which unit, within which bounds; and how its values read."""

    times: float
    unit: str
    least: float
    most: float
    shown: Shown


def scale_of(of: Quantity) -> Scale:
    """The scale of an outcome; shares are drawn as %."""
    added = of.world == ADDITIONAL
    if of.is_share:
        unit = "percentage points" if added else "% of partnerships" if of.is_counted else "%"
        return Scale(100.0, unit, -100.0 if added else 0.0, 100.0, shown_by(of))
    least = 0.0 if of.is_money and not added else -math.inf
    return Scale(1.0, "£k" if of.is_money else of.outcome.unit, least, math.inf, shown_by(of))


def theory_label(name: str) -> str:
    """A theory as the name of a column; the mean over all of them too."""
    return "all, weighted" if name == WEIGHTED else theory(name).strip("“”")


def run_in_words(worlds: Worlds) -> str:
    """What was simulated: 200 cohorts under each of seven theories, ensemble c062b4ad, seeds 1 to 1,400."""
    of = len(worlds.theories)
    under = f"under each of {spelt(of)} theories" if of > 1 else f"under {theory(worlds.theories[0])}"
    behaviour = "the scenarios' own behaviour"
    if worlds.ensemble is not None:
        members = len(set(worlds.members.ravel().tolist()))
        behaviour = f"behaviour by {counted(members, 'member')} of the ensemble {worlds.ensemble}"
    first, last = int(worlds.seeds.min()), int(worlds.seeds.max())
    seeds = f"seed {first}" if first == last else f"seeds {first} to {last}"
    return f"{capital(counted(worlds.replicates, 'cohort'))} {under}, {behaviour}, {seeds}"


def short(name: str, inches: float, size: float = style.SMALL, weight: str = "normal") -> str:
    """A name that fits a width; of a long one the middle goes, since names tend to differ at their ends."""
    if style.width_of(name, size, weight) <= inches:
        return name
    kept = len(name) - 1
    while kept > 8:
        front, back = name[: kept - kept // 2].rstrip(), name[len(name) - kept // 2 :].lstrip(" ,")
        if style.width_of(cut := f"{front} … {back}", size, weight) <= inches:
            return cut
        kept -= 1
    return f"{name[:8]} …"


def room_for(names: Sequence[str]) -> float:
    """Room in inches for the names of rows, in bold."""
    return 0.3 + min(WIDEST, max(style.width_of(name, style.INSIDE, "bold") for name in names))


def names_of_rows(names: Sequence[str]) -> list[tuple[str, str]]:
    """The names of rows, as short as there is room for, with nothing below them."""
    return [(short(name, WIDEST, style.INSIDE, "bold"), "") for name in names]


def limits(values: Sequence[float] | np.ndarray, scale: Scale, *, nought: bool = True) -> tuple[float, float]:
    """Ends of an axis that holds all drawn values, from nought where that is an end."""
    known = np.asarray(values, float)
    known = known[np.isfinite(known)]
    if nought or not known.size:
        known = np.append(known, 0.0)
    low, high = max(float(known.min()), scale.least), min(float(known.max()), scale.most)
    high = high if high > low else low + 1.0
    room = 0.06 * (high - low)
    return low if low >= 0.0 else low - room, high + room


def place_labels(
    axes: Axes, points: Sequence[tuple[float, float]], labels: Sequence[str], size: tuple[float, float], *,
    taken: Sequence[tuple[float, float]] = (), colours: Sequence[str] | None = None, text_size: float = style.SMALL,
) -> None:  # fmt: skip
    """Write names beside points so that none lies on another name or on a mark; a line leads where one had to move.

    Parameters:
        axes: with its limits set.
        points, labels: in data, with what each is called.
        size: width and height of the axes in inches.
        taken: other marks, in data, that names keep clear of.
        colours: of the names.
    """
    transform = axes.transData + axes.transAxes.inverted()
    at = [np.array(transform.transform(point)) * size for point in points]
    marks = [*at, *(np.array(transform.transform(point)) * size for point in taken)]
    boxes: list[tuple[float, float, float, float]] = [(*(mark - 0.06), *(mark + 0.06)) for mark in marks]
    # The most crowded first: who has neighbours has fewest places to go.
    crowd = [sum(float(np.hypot(*(one - other))) < 1.0 for other in marks) for one in at]
    for k in sorted(range(len(at)), key=lambda k: -crowd[k]):
        label = short(labels[k], WIDEST, text_size)
        wide, tall = style.width_of(label, text_size), LINE
        best = min(_spots(at[k], wide, tall), key=lambda spot: (_overlap(spot, boxes, size), spot[4]))
        boxes.append(best[:4])
        middle = (best[0] + best[2]) / 2 / size[0], (best[1] + best[3]) / 2 / size[1]
        colour = style.INK if colours is None else colours[k]
        # A line begins where the name is nearest, or it would run through the letters.
        begins = [0.0 if at[k][d] < best[d] else 1.0 if at[k][d] > best[d + 2] else 0.5 for d in (0, 1)]
        arrow = {"arrowstyle": "-", "color": style.SOFT, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 3, "relpos": begins}
        axes.annotate(
            label, points[k], middle, xycoords="data", textcoords="axes fraction", ha="center", va="center",
            fontsize=text_size, color=colour, annotation_clip=False, gid="name", zorder=6,
            arrowprops=arrow if best[4] > 0.3 else None,
        )  # fmt: skip


def _spots(at: np.ndarray, wide: float, tall: float) -> list[tuple[float, float, float, float, float]]:
    """Boxes around a point where its name may stand, each with how far it is."""
    found = []
    for away in (0.11, 0.3, 0.5, 0.75, 1.05):
        for angle in range(0, 360, 30):
            x = at[0] + (away + wide / 2) * math.cos(math.radians(angle))
            y = at[1] + (away + tall / 2) * math.sin(math.radians(angle))
            # Right, above and below read best.
            found.append(
                (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2, away + 0.02 * (angle not in (0, 90, 270)))
            )
    return found


def _overlap(
    spot: tuple[float, float, float, float, float], boxes: Sequence[tuple[float, float, float, float]],
    size: tuple[float, float],
) -> float:  # fmt: skip
    """How much of a box lies on others or beyond the axes, in square inches."""
    left, bottom, right, top, _ = spot
    lost = 0.0
    for other in boxes:
        across = min(right, other[2]) - max(left, other[0]) + ROOM
        up = min(top, other[3]) - max(bottom, other[1]) + ROOM / 2
        lost += max(across, 0.0) * max(up, 0.0)
    beyond = max(-left, 0.0) + max(right - size[0], 0.0), max(-bottom, 0.0) + max(top - size[1], 0.0)
    return lost + 2.0 * (beyond[0] * (top - bottom) + beyond[1] * (right - left))
