"""Which box of a peeling is told: by a rule, without the limits that may be chance or hardly matter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outlast.analysis.discovery.box import Box, printed
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.judging import quasi_p, worth
from outlast.analysis.discovery.peeling import Trajectory

# A limit is dropped where so many cases of interest would be in the box by chance as often as this. assumed, as usual
LARGEST_QUASI_P = 0.05
# A limit is dropped too that is worth less than this of what the box is chosen by. assumed
LEAST_GAIN = 0.01
CHANCE, SMALL = "may be chance", "hardly matters"


def rule_in_words(least: float | None) -> str:
    """How a box is chosen and what is dropped of it."""
    chosen = "with the largest harmonic mean of coverage and density (F1)"
    what = "F1"
    if least is not None:
        chosen = f"with the largest coverage of those whose density is at least {least:g} (or else the densest)"
        what = "coverage (or of density, below that)"
    return (
        f"Of the boxes of a peeling the one {chosen} is told; its limits are rounded; limits whose quasi-p is "
        f"{LARGEST_QUASI_P:g} or more, and then those that are worth less than {LEAST_GAIN:g} of {what}, are dropped "
        "one by one, the least useful first."
    )


class Dropped(NamedTuple):
    """A limit that the peeling had and the box that is told has not; `quasi_p` when it was dropped, `why` it was."""

    key: str
    side: str
    limit: float | tuple[int, ...]
    quasi_p: float
    why: str


class Choice(NamedTuple):
    """The box that is told, the place in the peeling that it was made from, and what was dropped."""

    box: Box
    place: int
    dropped: tuple[Dropped, ...]


def choose(cases: Cases, trajectory: Trajectory, least: float | None = None) -> Choice:
    """The box of a peeling that is told, by F1 or with a least density; it limits nothing where nothing is worth it."""
    # The first of equal ones is the larger one.
    place = int(np.argmax(np.round(worth(trajectory.coverage, trajectory.density, least), 12)))
    box, dropped = pruned(cases, printed(trajectory.boxes[place], cases.factors), least)
    return Choice(box, place, dropped)


def pruned(cases: Cases, box: Box, least: float | None = None) -> tuple[Box, tuple[Dropped, ...]]:
    """The box without what may be chance or hardly matters, and what was dropped, in order."""
    dropped: list[Dropped] = []
    while box:
        found = {side: quasi_p(cases, box, *side) for side in box.sides()}
        side = max(found, key=lambda side: found[side])
        why = CHANCE
        if found[side] < LARGEST_QUASI_P:
            losses = {side: _worth(cases, box, least) - _worth(cases, box.without(*side), least) for side in found}
            side = min(losses, key=lambda side: losses[side])
            why = SMALL
            if losses[side] >= LEAST_GAIN:
                break
        limit = getattr(box.limits[side[0]], side[1])
        dropped.append(Dropped(*side, limit, found[side], why))
        box = box.without(*side)
    return box, tuple(dropped)


def _worth(cases: Cases, box: Box, least: float | None) -> float:
    inside = box.holds(cases.factors, cases.matrix)
    hits = int(cases.interest[inside].sum())
    return float(worth(hits / max(int(cases.interest.sum()), 1), hits / max(int(inside.sum()), 1), least))


def told_apart(cases: Cases, box: Box) -> list[str]:
    """The factors that a box limits, that first without which it loses most F1."""
    loss = {key: _worth(cases, box, None) - _worth(cases, box.without(key), None) for key in box.limits}
    return sorted(loss, key=lambda key: -loss[key])
