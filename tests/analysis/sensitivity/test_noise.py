"""The variance of a response falls into its known parts."""

from __future__ import annotations

import math

import numpy as np
import pytest

from known_functions import UNIT, repeated, sampled
from outlast.analysis.sensitivity.noise import noise_of


def two_way(points: int, replicates: int, seed: int, of_points: float, of_seeds: float, alone: float) -> np.ndarray:
    generator = np.random.default_rng(seed)
    values = generator.normal(0, of_points, (points, 1)) + generator.normal(0, of_seeds, (1, replicates))
    return values + generator.normal(0, alone, (points, replicates))


def test_the_parts_are_found_without_bias() -> None:
    found = [noise_of(two_way(40, 12, seed, 2.0, 1.0, 1.5)) for seed in range(300)]
    # Means over 300 data sets; the part of twelve seeds varies most, by 0.43 in each.
    assert np.mean([one.between for one in found]) == pytest.approx(4.0, abs=0.2)
    assert np.mean([one.seed for one in found]) == pytest.approx(1.0, abs=0.1)
    assert np.mean([one.interaction for one in found]) == pytest.approx(2.25, abs=0.05)
    assert np.mean([one.noise for one in found]) == pytest.approx(3.25, abs=0.1)
    truth = (2.25 / 12) / (4.0 + 2.25 / 12)
    covered = np.mean([one.low <= truth <= one.high for one in found])
    # 300 intervals of 95%: within three standard deviations of 1.3%.
    assert covered == pytest.approx(0.95, abs=0.04)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "samples"), [("saltelli", 32), ("morris", 30)])
def test_where_points_share_coordinates_the_interval_is_over_their_blocks(kind: str, samples: int) -> None:
    weights = np.array([3.0, 2.0, 1.0, 1.0, 0.5])
    # The expected response differs between points as much as the design makes it, so that the truth is its limit.
    large = sampled(kind, UNIT, 1024 if kind == "saltelli" else 1000, 99).matrix @ weights
    noise, covered, plain = 1.0, [], []
    truth = (noise / 4) / (large.var() + noise / 4)
    for seed in range(200):
        sample = sampled(kind, UNIT, samples, seed)
        values = repeated(sample.matrix @ weights, 4, 1000 + seed, alone=noise**0.5, shared=1.0)
        found, other = noise_of(values, "common", sample.blocks), noise_of(values, "common")
        covered.append(found.low <= truth <= found.high)
        plain.append(other.low <= truth <= other.high)
    # 200 tries of 0.95: above 0.90 in all but one of a thousand; points taken for independent do worse.
    assert np.mean(covered) > 0.9
    assert np.mean(covered) > np.mean(plain)


def test_with_independent_luck_all_noise_disturbs() -> None:
    common, independent = (noise_of(two_way(400, 10, 1, 2.0, 1.0, 1.5), luck) for luck in ("common", "independent"))
    assert independent.noise == pytest.approx(common.noise, rel=0.05)
    assert math.isnan(independent.seed)
    assert common.disturbing == pytest.approx(common.interaction)
    assert independent.disturbing == independent.noise
    assert independent.between == pytest.approx(common.between - common.seed / 10, rel=0.05)


def test_what_all_points_share_is_no_noise_of_a_comparison() -> None:
    found = noise_of(two_way(30, 8, 3, 2.0, 5.0, 0.0))
    assert found.share == pytest.approx(0.0, abs=1e-12)
    assert found.single_share > 0.3
    assert found.replicates_for(0.05) == 1


def test_the_replicates_named_bring_the_share_to_the_figure() -> None:
    found = noise_of(two_way(200, 10, 5, 1.0, 1.0, 2.0))
    for share in (0.2, 0.05, 0.01):
        count = found.replicates_for(share)
        assert count is not None

        def left(replicates: int) -> float:
            return found.interaction / replicates / (found.between + found.interaction / replicates)

        assert left(count) <= share < left(count - 1)
    with pytest.raises(ValueError, match="between 0 and 1, not at 1"):
        found.replicates_for(1.0)


def test_where_points_do_not_differ_no_number_would_do() -> None:
    found = [noise_of(two_way(20, 5, seed, 0.0, 1.0, 1.0)) for seed in range(40)]
    low = [one for one in found if one.between <= 0]
    # Without bias, about half of the estimates of nought come out below it.
    assert 8 < len(low) < 32
    assert all(one.replicates_for() is None for one in low)
    assert all(one.share == pytest.approx(1.0, abs=0.7) for one in found)
    assert any(one.share == 1.0 for one in found), "a ratio above 1 is told as all"
    assert all(one.low <= one.share for one in found)


def test_one_replicate_says_nothing_of_noise() -> None:
    found = noise_of(np.arange(5.0)[:, None])
    assert math.isnan(found.share)
    assert found.replicates_for() is None
    assert found.record()["between"] is None
    assert noise_of(np.zeros((4, 3))).record()["share"] is None
