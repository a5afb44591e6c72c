"""A tree parts the cases where they part, and its leaves hold what they say."""

from __future__ import annotations

import numpy as np
import pytest

from discoveries import MIX, SPAN, TIES, VAGUE, clear_and_long, discovery, made_up, nowhere, two_ways
from outlast.analysis.discovery.box import Box, Limit
from outlast.analysis.discovery.trees import MOST_LEAVES, Leaf, Split, agreement, tree_of


def test_the_true_condition_is_the_densest_leaf() -> None:
    cases = made_up(clear_and_long, 1500)
    tree = tree_of(cases, 0.05, seed=1)
    leaf = tree.leaves[0]
    assert set(leaf.box.limits) == {VAGUE.key, SPAN.key}
    assert leaf.box.limits[VAGUE.key].high == pytest.approx(0.4, abs=0.02)
    assert leaf.box.limits[SPAN.key] == Limit(low=14.0)
    assert leaf.judged.density.mean > 0.95
    assert tree.explained > 0.8


def test_leaves_part_all_cases_and_are_sorted_by_density() -> None:
    cases = made_up(two_ways, 900, factors=(VAGUE, SPAN, TIES, MIX))
    tree = tree_of(cases, 0.05, seed=1)
    held = np.sum([leaf.box.holds(cases.factors, cases.matrix) for leaf in tree.leaves], axis=0)
    assert (held == 1).all()
    assert sum(leaf.judged.inside for leaf in tree.leaves) == len(cases)
    densities = [leaf.judged.density.mean for leaf in tree.leaves]
    assert densities == sorted(densities, reverse=True)
    assert 2 <= len(tree.leaves) <= MOST_LEAVES


def test_names_go_to_either_side() -> None:
    cases = made_up(lambda x, _: x["production"] == 2, 600, factors=(TIES, MIX))
    tree = tree_of(cases, 0.05, seed=1)
    assert isinstance(tree.root, Split)
    assert tree.root.factor == MIX.key
    assert (tree.root.limit, tree.root.others) == ((0, 1, 3), (2,))
    assert tree.leaves[0].box == Box({MIX.key: Limit(names=(2,))})


def test_of_noise_a_single_leaf_is_left() -> None:
    tree = tree_of(made_up(nowhere, 400), 0.05, seed=1)
    assert isinstance(tree.root, Leaf)
    assert tree.explained == 0.0
    assert tree.courses[8][0] > tree.courses[1][0]


def test_a_tree_and_boxes_that_hold_the_same_cases_agree() -> None:
    found = discovery("sure")
    assert found.agreement is not None
    assert found.agreement.shared == 1.0
    assert found.agreement.leaves == 1
    half = found.covered & (np.arange(len(found.cases)) % 2 == 0)
    apart = agreement(found.cases, found.tree, half)
    assert apart is not None
    assert apart.shared == pytest.approx(half.sum() / found.covered.sum())
    assert agreement(found.cases, found.tree, np.zeros(len(found.cases), dtype=bool)) is None
