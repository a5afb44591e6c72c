"""A small tree that parts the cases (CART, BRE84), its size chosen by cross-validation; its leaves are conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from outlast.analysis.discovery.box import Box, Limit, printed
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.factors import LEVELS, NAMES
from outlast.analysis.discovery.judging import Judged, judge

MOST_LEAVES, FOLDS = 8, 5
RULE = (
    f"Tree: the smallest one of at most {MOST_LEAVES} leaves whose error in {FOLDS}-fold cross-validation (the mean "
    "square of what it is off by) is within one standard error of the least."
)


@dataclass(frozen=True, slots=True)
class Split:
    """A question of a tree: a factor, and from where on it goes right; of names those to the left, and the `others`."""

    factor: str
    limit: float | tuple[int, ...]
    left: Split | Leaf
    right: Split | Leaf
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf: its condition, and what holds of the cases there."""

    box: Box
    judged: Judged


@dataclass(frozen=True, eq=False)
class Tree:
    """A tree, its leaves (densest first), and how it does on cases that it was not grown on.

    `error` is the mean square of what the shares of its leaves are off by in cross-validation, `flat` that of no tree;
    `courses` has them by number of leaves.
    """

    root: Split | Leaf
    leaves: tuple[Leaf, ...]
    error: float
    flat: float
    courses: dict[int, tuple[float, float]]

    @property
    def explained(self) -> float:
        """The part of the variance that it explains on other cases, nought where it explains none."""
        return max(0.0, 1.0 - self.error / self.flat) if self.flat > 0.0 else 0.0


def tree_of(cases: Cases, mass: float, seed: int) -> Tree:
    """The tree of the cases of interest; a single leaf where no question is worth it."""
    matrix, columns = _columns(cases)
    least = max(1, int(np.ceil(mass * len(cases))))
    courses = _cross_validated(matrix, cases, least, seed)
    best = min(courses, key=lambda leaves: courses[leaves][0])
    bound = sum(courses[best])
    leaves = min(size for size, (error, _) in courses.items() if error <= bound)
    flat = courses[1][0]
    if leaves == 1:
        leaf = Leaf(Box(), judge(cases, np.ones(len(cases), dtype=bool)))
        return Tree(leaf, (leaf,), flat, flat, courses)
    grown = _grow(matrix, cases.interest, leaves, least, seed).tree_
    root = _node(cases, grown, columns, 0, Box())
    # Of limits that are rounded to the same number nothing is left between; such a leaf comes last.
    found = sorted(_leaves(root), key=lambda leaf: -np.nan_to_num(leaf.judged.density.mean, nan=-1.0))
    return Tree(root, tuple(found), courses[leaves][0], flat, courses)


def _columns(cases: Cases) -> tuple[np.ndarray, list[tuple[int, int | None]]]:
    """The matrix as a tree takes it, a column for each name; and of each column the factor and the name."""
    parts, columns = [], []
    for place, factor in enumerate(cases.factors):
        own = cases.matrix[:, place]
        codes = range(len(factor.names)) if factor.kind == NAMES and len(factor.names) > 2 else (None,)
        for code in codes:
            parts.append(own if code is None else (own == code).astype(float))
            columns.append((place, code))
    return np.column_stack(parts), columns


def _grow(matrix: np.ndarray, interest: np.ndarray, leaves: int, least: int, seed: int) -> Any:
    made = DecisionTreeClassifier(criterion="gini", max_leaf_nodes=leaves, min_samples_leaf=least, random_state=seed)
    return made.fit(matrix, interest)


def _cross_validated(matrix: np.ndarray, cases: Cases, least: int, seed: int) -> dict[int, tuple[float, float]]:
    """The error of a tree of each size and its standard error over folds; groups are in one fold each."""
    draw = np.random.default_rng(seed)
    groups = np.unique(cases.groups)
    fold_of = np.empty(int(groups.max()) + 1, dtype=int)
    fold_of[draw.permutation(groups)] = np.arange(len(groups)) % FOLDS
    folds = fold_of[cases.groups]
    errors: dict[int, list[float]] = {size: [] for size in range(1, MOST_LEAVES + 1)}
    for fold in range(FOLDS):
        own, other = folds != fold, folds == fold
        if not own.any() or not other.any():
            continue
        share = float(cases.interest[own].mean())
        for size, known in errors.items():
            said = np.full(int(other.sum()), share)
            if size > 1 and 0.0 < share < 1.0:
                said = _grow(matrix[own], cases.interest[own], size, least, seed).predict_proba(matrix[other])[:, 1]
            known.append(float(np.mean((cases.interest[other] - said) ** 2)))
    return {
        size: (float(np.mean(known)), float(np.std(known, ddof=1) / np.sqrt(len(known))))
        for size, known in errors.items()
    }


def _node(cases: Cases, grown: Any, columns: list[tuple[int, int | None]], node: int, box: Box) -> Split | Leaf:
    """A node with all that hangs on it; limits as they are printed, so that leaves hold what they say."""
    left, right = int(grown.children_left[node]), int(grown.children_right[node])
    if left < 0:
        shown = printed(box, cases.factors)
        return Leaf(shown, judge(cases, shown.holds(cases.factors, cases.matrix)))
    place, code = columns[int(grown.feature[node])]
    factor = cases.factors[place]
    held = box.limits.get(factor.key, Limit())
    if factor.kind == NAMES:
        every = range(len(factor.names)) if held.names is None else held.names
        # Of two names the code is the column itself, and the lower one goes left.
        one = {1 if code is None else code}
        to_left, to_right = (tuple(name for name in every if (name in one) == side) for side in (False, True))
        sides = (Limit(names=to_left), Limit(names=to_right))
        limit: float | tuple[int, ...] = to_left
        others = to_right
    else:
        threshold, others = float(grown.threshold[node]), ()
        if factor.kind == LEVELS:
            below = max(level for level in factor.levels if level <= threshold)
            above = min(level for level in factor.levels if level > threshold)
        else:
            below = above = factor.rounded(threshold)
        limit = above
        sides = (Limit(held.low, below), Limit(above, held.high))
    children = (
        _node(cases, grown, columns, child, Box({**box.limits, factor.key: side}))
        for child, side in zip((left, right), sides, strict=True)
    )
    return Split(factor.key, limit, *children, others=others)


def _leaves(node: Split | Leaf) -> list[Leaf]:
    return [node] if isinstance(node, Leaf) else [*_leaves(node.left), *_leaves(node.right)]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the leaves that are denser than all cases (so many) agree with the boxes.

    `shared` is the share of the cases in either that are in both.
    """

    leaves: int
    tree: Judged
    boxes: Judged
    shared: float


def agreement(cases: Cases, tree: Tree, boxes: np.ndarray) -> Agreement | None:
    """The leaves that are denser than all cases against the boxes (a mask of cases); None without both."""
    dense = [leaf for leaf in tree.leaves if leaf.judged.density.mean > cases.base]
    if not dense or not boxes.any():
        return None
    inside = np.any([leaf.box.holds(cases.factors, cases.matrix) for leaf in dense], axis=0)
    shared = float((inside & boxes).sum() / (inside | boxes).sum())
    return Agreement(len(dense), judge(cases, inside), judge(cases, boxes), shared)
