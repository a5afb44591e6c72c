"""Which condition holds under every theory: the one that keeps most of what could be had under the worst of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, combinations
from typing import NamedTuple

import numpy as np

from outlast.analysis.discovery.box import Box, printed
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.choosing import LARGEST_QUASI_P, LEAST_GAIN
from outlast.analysis.discovery.exploring import Explored
from outlast.analysis.discovery.judging import lower_ends, quasi_p, worth

# A box with more limits has more parts than are worth a look.
MOST_PARTS = 6

RULE = (
    "Looked for among all boxes of the peelings (of all theories together, and of each theory) and the parts of the "
    "boxes that are told: of those whose density is clear of the share of all cases under every theory, the one that "
    "keeps most of the best worth (F1, unless a density is wanted) that any of them has, under the theory where it "
    "keeps least."
)


class Robust(NamedTuple):
    """The most robust box of some cases, and whether it is clear of the base rate under every theory there."""

    box: Box
    is_clear: bool


def most_robust(explored: Explored, theories: Sequence[str], least: float | None = None) -> Robust:
    """The box of all peelings that is best under its worst theory; an empty one where there is none to choose."""
    cases = explored.cases
    judge = _Judge(cases, theories, least)
    boxes = list(_candidates(explored))
    if not boxes:
        return Robust(Box(), False)
    hits, trials = judge.counts(boxes)
    clear = judge.clear(hits, trials)
    scores = judge.scores(hits, trials)
    best = scores.max(axis=0)
    if clear.any():
        score = np.where(clear, _worst(scores, best), -np.inf)
    else:
        # None holds everywhere: the one that does so under most theories, and of these the one that fails least.
        margins = judge.margins(hits, trials)
        score = (margins > 0.0).sum(axis=1) + 0.4 * margins.min(axis=1)
    box = printed(boxes[int(np.argmax(np.round(score, 12)))], cases.factors)
    return Robust(*_pruned(cases, judge, box, best))


class _Judge:
    """Counts of many boxes under each theory (box, theory)."""

    def __init__(self, cases: Cases, theories: Sequence[str], least: float | None) -> None:
        self.cases = cases
        self.least = least
        self.places = [cases.theories.index(theory) for theory in theories]
        own = np.isin(cases.theory, self.places)
        size = len(cases.theories)
        self.all = np.bincount(cases.theory[own], minlength=size)[self.places]
        self.of_interest = np.bincount(cases.theory[own & cases.interest], minlength=size)[self.places]
        self.base = self.of_interest / np.maximum(self.all, 1)

    def counts(self, boxes: Iterable[Box]) -> tuple[np.ndarray, np.ndarray]:
        """Cases of interest and cases inside."""
        hits, trials = [], []
        size = len(self.cases.theories)
        for box in boxes:
            inside = box.holds(self.cases.factors, self.cases.matrix)
            trials.append(np.bincount(self.cases.theory[inside], minlength=size)[self.places])
            hits.append(np.bincount(self.cases.theory[inside & self.cases.interest], minlength=size)[self.places])
        return np.array(hits), np.array(trials)

    def margins(self, hits: np.ndarray, trials: np.ndarray) -> np.ndarray:
        """How far the lower end of each density is above the base rate; where all cases are of interest it holds."""
        return np.where(self.base < 1.0, lower_ends(hits, trials) - self.base, np.where(trials > 0, 1.0, -1.0))

    def clear(self, hits: np.ndarray, trials: np.ndarray) -> np.ndarray:
        """Which boxes are clear of the base rate under every theory."""
        return (self.margins(hits, trials) > 0.0).all(axis=1)

    def scores(self, hits: np.ndarray, trials: np.ndarray) -> np.ndarray:
        """What a box is worth under each theory."""
        return worth(hits / np.maximum(self.of_interest, 1), hits / np.maximum(trials, 1), self.least)


def _worst(scores: np.ndarray, best: np.ndarray) -> np.ndarray:
    """What part of the best is kept under the theory where it is least."""
    kept = np.divide(scores, best, out=np.ones(scores.shape), where=best > 0.0)
    return kept.min(axis=1)


def _candidates(explored: Explored) -> Iterable[Box]:
    """All boxes of the peelings that limit anything, and all parts of those that are told."""
    peelings = [explored.whole, *explored.theories.values()]
    yield from (box for one in peelings if one is not None for box in one.boxes if box)
    for choice in (explored.chosen, *explored.choices.values()):
        keys = list(choice.box.limits)
        if 1 <= len(keys) <= MOST_PARTS:
            parts = chain.from_iterable(combinations(keys, size) for size in range(1, len(keys) + 1))
            yield from (choice.box.only(part) for part in parts)


def _pruned(cases: Cases, judge: _Judge, box: Box, best: np.ndarray) -> tuple[Box, bool]:
    """The box without limits that may be chance or hardly matter, as long as it stays clear under as many theories."""

    def known(one: Box) -> tuple[int, float]:
        """Under how many theories it is clear, and what it keeps under the worst of all."""
        hits, trials = judge.counts([one])
        margins = judge.margins(hits, trials)
        count = int((margins > 0.0).sum())
        kept = _worst(judge.scores(hits, trials), best)[0] if count == margins.size else margins.min()
        return count, float(kept)

    count, worst = known(box)
    while len(list(box.sides())) > 1:
        options = []
        for side in box.sides():
            other = box.without(*side)
            many, kept = known(other)
            if many >= count and (worst - kept < LEAST_GAIN or quasi_p(cases, box, *side) >= LARGEST_QUASI_P):
                options.append((many, kept, other))
        if not options:
            break
        count, worst, box = max(options, key=lambda option: option[:2])
    return box, count == len(best)
