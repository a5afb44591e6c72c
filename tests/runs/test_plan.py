"""Which runs a sweep makes: evenly spread at any moment, each once, with seeds that are shared or apart."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.runs.designs import KINDS, SAMPLED
from outlast.runs.gathering import Shard, chunks_of
from outlast.runs.parts import Part, gaps
from outlast.runs.plan import MOST_REPLICATES, Plan, plan_of, round_order


def whole(plan: Plan) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return plan.of(np.arange(plan.runs))


def longer(luck: str = "common") -> Plan:
    """A plan that goes on in two further stages, over fewer points each."""
    plan = plan_of(np.array([3, 1, 0, 2]), 3, 7, "common" if luck == "common" else "independent")
    return plan.begin(np.array([3, 0, 2]), (3, 5)).begin(np.array([0]), (5, 9))


@given(st.sampled_from(KINDS), st.integers(1, 40), st.integers(1, 5))
def test_any_beginning_of_the_runs_covers_the_points_evenly(kind: str, points: int, replicates: int) -> None:
    found, rounds, _ = whole(plan_of(round_order(kind, points), replicates, 1, "common"))
    for end in range(1, len(found) + 1):
        counts = np.bincount(found[:end], minlength=points)
        assert counts.max() - counts.min() <= 1
        assert np.bincount(rounds[:end]).max() <= points


def test_every_point_has_each_of_its_replicates_once() -> None:
    points, replicates, _ = whole(longer())
    pairs = Counter(zip(points.tolist(), replicates.tolist(), strict=True))
    expected = {(point, r) for point, count in enumerate([9, 3, 5, 5]) for r in range(count)}
    assert set(pairs) == expected
    assert set(pairs.values()) == {1}


def test_a_part_of_the_plan_is_as_in_the_whole() -> None:
    plan = longer()
    together = whole(plan)
    assert plan.runs == 4 * 3 + 3 * 2 + 4
    for runs in (np.array([0]), np.array([11, 12, 17, 18, 21]), np.array([20, 2, 13])):
        for part, column in zip(plan.of(runs), together, strict=True):
            assert part.tolist() == column[runs].tolist()


def test_a_further_stage_leaves_the_runs_before_it_as_they_were() -> None:
    first = plan_of(np.array([3, 1, 0, 2]), 3, 7, "common")
    for before, after in zip(whole(first), whole(longer()), strict=True):
        assert after[: first.runs].tolist() == before.tolist()


def test_common_luck_gives_every_point_the_same_seeds() -> None:
    points, replicates, seeds = whole(longer())
    assert (seeds == 7 + replicates).all()
    assert set(seeds[points == 1]) == {7, 8, 9}
    assert set(seeds[points == 0]) == set(range(7, 16))


@pytest.mark.parametrize("points", [3, 1000])
def test_independent_luck_gives_no_two_runs_the_same_seed(points: int) -> None:
    found, replicates, seeds = whole(plan_of(np.arange(points), 20, 5, "independent"))
    assert len(set(seeds.tolist())) == points * 20
    assert seeds.min() == 5
    assert (seeds - replicates - 5 == found * MOST_REPLICATES).all()
    # The last replicate that a point may have is still below its neighbour's first.
    most = Plan(plan_of(np.arange(points), MOST_REPLICATES, 5, "independent").stages, 5, "independent")
    ends = np.array([0, 1, (MOST_REPLICATES - 1) * points, (MOST_REPLICATES - 1) * points + 1])
    seeds = most.of(ends)[2]
    assert seeds[0] < seeds[2] < seeds[1] < seeds[3]


def test_independent_seeds_stay_apart_in_further_stages() -> None:
    seeds = whole(longer("independent"))[2]
    assert len(set(seeds.tolist())) == len(seeds)


@pytest.mark.parametrize("kind", KINDS)
def test_a_round_visits_every_point_once_in_an_order_that_is_always_the_same(kind: str) -> None:
    order = round_order(kind, 50)
    assert sorted(order.tolist()) == list(range(50))
    assert order.tolist() == round_order(kind, 50).tolist()


def test_a_grid_is_shuffled_and_a_sequence_is_not() -> None:
    assert round_order("grid", 50).tolist() != list(range(50))
    for kind in SAMPLED:
        assert round_order(kind, 50).tolist() == list(range(50))


@given(st.integers(0, 500), st.integers(1, 40))
def test_shards_take_every_run_once(runs: int, count: int) -> None:
    spans = [Shard(number, count).span(runs) for number in range(1, count + 1)]
    taken = [run for first, end in spans for run in range(first, end)]
    assert taken == list(range(runs))
    sizes = [end - first for first, end in spans]
    assert max(sizes) - min(sizes) <= 1


def a_part(first: int, last: int) -> Part:
    return Part("runs", first, last, 0, None)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8))), st.integers(0, 30), st.integers(0, 30))
def test_gaps_are_the_runs_that_no_part_holds(parts: list[tuple[int, int]], first: int, length: int) -> None:
    held = {run for start, more in parts for run in range(start, start + more + 1)}
    found = list(gaps([a_part(start, start + more) for start, more in parts], first, first + length))
    missing = [run for start, end in found for run in range(start, end)]
    assert missing == [run for run in range(first, first + length) if run not in held]


@given(st.lists(st.integers(1, 20), max_size=5), st.integers(1, 30))
def test_chunks_are_the_missing_runs_in_order_and_no_larger_than_asked(lengths: list[int], size: int) -> None:
    starts = np.cumsum([0, *(length + 3 for length in lengths)]).tolist()
    missing = [(start, start + length) for start, length in zip(starts, lengths, strict=False)]
    chunks = list(chunks_of(missing, size))
    assert all(1 <= len(chunk) <= size for chunk in chunks)
    assert [run for chunk in chunks for run in chunk.tolist()] == [run for a, b in missing for run in range(a, b)]
    # No chunk reaches over runs that are there already.
    assert all(np.array_equal(chunk, np.arange(chunk[0], chunk[-1] + 1)) for chunk in chunks)
