"""Curves show what a factor does around each point, and whether it does the same everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from known_functions import PRODUCTION, TWIN, UNIT, by_level, repeated, sampled
from outlast.analysis.sensitivity.ice import averages, curves, effects, own_effects
from outlast.analysis.sensitivity.sample import Sample

LEVELS = {"ces": 0.0, "additive": 1.0, "weakest_link": 5.0, "step_level": 2.0}
VARY = {"mandate.vagueness": (0, 1), "mandate.pressure": (0, 1), PRODUCTION: list(LEVELS), TWIN: None}


@pytest.fixture(scope="module")
def sample() -> Sample:
    return sampled("ice", VARY, 16)


def effects_of(sample: Sample, values: np.ndarray) -> Any:
    return effects(sample, values, "common").set_index("name")


def test_every_base_point_has_a_curve_of_every_factor(sample: Sample) -> None:
    frame: Any = curves(sample, sample.matrix[:, :1])
    assert frame["base"].unique().tolist() == list(range(17))
    counts = frame.groupby(["base", "name"], sort=False).size()
    # The scenario's own values lie on the curves; those of the sequence do not lie among the eleven of a range.
    assert counts[0].tolist() == [11, 12, 4, 2]
    assert counts[1].tolist() == [12, 12, 4, 2]
    assert frame.groupby(["base", "name"])["is_base"].sum().eq(1).all()
    own = frame[(frame["name"] == "mandate.vagueness") & (frame["base"] == 3)]
    assert own["value"].is_monotonic_increasing
    assert own["mean"].tolist() == own["value"].tolist()


def test_the_effects_of_an_additive_function_are_the_same_everywhere(sample: Sample) -> None:
    response = 2.0 * sample.matrix[:, 0] - sample.matrix[:, 1] + by_level(LEVELS)(sample, 2)
    frame = effects_of(sample, repeated(response, 4, 1, shared=2.0))
    assert frame["range"].tolist() == pytest.approx([2.0, 1.0, 5.0, 0.0], abs=1e-9)
    assert frame["range_conf"].tolist() == pytest.approx([0.0] * 4, abs=1e-9)
    assert frame["change"].tolist() == pytest.approx([2.0, -1.0, np.nan, 0.0], abs=1e-9, nan_ok=True)
    assert frame["heterogeneity"].tolist() == pytest.approx([0.0] * 4, abs=1e-6)
    assert frame["interaction_share"][:3].tolist() == pytest.approx([0.0] * 3, abs=1e-6)
    assert np.isnan(frame["interaction_share"][TWIN])
    assert frame["highest_at"].tolist()[:3] == [1.0, 0.0, "weakest_link"]
    assert frame["curves"].tolist() == [16] * 4


def test_a_pure_interaction_is_all_heterogeneity(sample: Sample) -> None:
    centred = sample.matrix - 0.5
    frame = effects_of(sample, (centred[:, 0] * centred[:, 1])[:, None])
    # Slopes from -½ to ½ over eleven values: √(1/12) × √0.1; sixteen curves know it to a tenth.
    assert frame["heterogeneity"].iloc[0] == pytest.approx(np.sqrt(0.1 / 12), rel=0.15)
    assert frame["interaction_share"].iloc[0] > 0.95
    assert frame["interaction_share"].iloc[1] > 0.95


def test_noise_is_no_heterogeneity(sample: Sample) -> None:
    frame = effects_of(sample, repeated(2.0 * sample.matrix[:, 0], 10, 4, alone=0.5, shared=1.0))
    # Untreated, noise would make it 0.5 / √10 = 0.16.
    assert frame["heterogeneity"].iloc[0] < 0.06
    assert frame["range"].iloc[0] == pytest.approx(2.0, abs=0.2)


def test_what_a_seed_does_to_all_curves_is_no_main_effect(sample: Sample) -> None:
    centred = sample.matrix - 0.5
    shares = []
    for seed in range(40):
        values = repeated(0.6 * centred[:, 0] * centred[:, 1], 4, seed, along=sample.matrix[:, 0])
        shares.append(effects_of(sample, values)["interaction_share"].iloc[0])
    # Untreated, the slope that four seeds happen to share would pass for a main effect, and the share be a third.
    assert np.nanmedian(shares) > 0.8


@pytest.mark.parametrize(("kind", "vary"), [("oat", {UNIT[0]: (0, 1, 11)}), ("oat", {PRODUCTION: None}), ("ice", VARY)])
def test_a_factor_that_does_nothing_stays_below_its_floor_as_often_as_it_says(kind: str, vary: Any) -> None:
    flat = sampled(kind, vary, None if kind == "oat" else 8)
    above = []
    for seed in range(300):
        base = np.zeros(len(flat))
        if kind == "ice":
            base = np.random.default_rng(seed).normal(0.0, 1.0, int(flat.blocks.max()) + 1)[flat.blocks]
        frame = effects(flat, repeated(base, 6, 1000 + seed, alone=0.5, shared=1.0), "common")
        above += (frame["range"] > frame["range_floor"]).tolist()
    # One in twenty, of 300 tries and more: between 0.015 and 0.085. With two sources of noise the floor errs upwards.
    assert 0.01 < np.mean(above) < 0.085


def test_the_average_is_that_of_the_sampled_base_points(sample: Sample) -> None:
    response = (sample.matrix[:, 0] * sample.matrix[:, 1])[:, None]
    frame: Any = averages(sample, response, "common")
    own = frame[frame["name"] == "mandate.vagueness"]
    first = np.array([np.flatnonzero(sample.blocks == base)[0] for base in range(1, 17)])
    mean = sample.matrix[first, 1].mean()
    assert own["mean"].tolist() == pytest.approx([value * mean for value in own["value"]])


def test_the_interval_of_an_average_is_of_base_points_and_of_seeds(sample: Sample) -> None:
    def half_of(values: np.ndarray) -> float:
        row: Any = averages(sample, values, "common").iloc[0]
        return (row["high"] - row["low"]) / 2

    # Student's intervals, with the fewer degrees of freedom, here those of the six seeds: of 16 base points where
    # only they differ, and of the seeds where only these do.
    first = np.array([np.flatnonzero(sample.blocks == base)[0] for base in range(1, 17)])
    bases = repeated(0.5 * sample.matrix[:, 1], 6, 3)
    assert half_of(bases) == pytest.approx(2.5706 * bases[first, 0].std(ddof=1) / 4.0, rel=1e-3)
    seeds = repeated(np.zeros(len(sample)), 6, 3, shared=1.0)
    assert half_of(seeds) == pytest.approx(2.5706 * seeds[0].std(ddof=1) / np.sqrt(6), rel=1e-3)


def test_the_interval_of_an_average_covers_the_truth_as_often_as_it_says() -> None:
    covered = []
    for seed in range(1, 201):
        sample = sampled("ice", {UNIT[0]: (0, 1)}, 12)
        generator = np.random.default_rng(seed)
        drawn = generator.normal(0.0, 1.0, int(sample.blocks.max()) + 1)[sample.blocks]
        values = repeated(drawn, 5, 1000 + seed, alone=0.5, shared=0.5)
        row: Any = averages(sample, values, "common").iloc[3]
        covered.append(row["low"] < 0.0 < row["high"])
    # 200 tries of 0.95: between 0.91 and 0.98 (Student's quantile of the fewer degrees errs on the wide side).
    assert 0.91 < np.mean(covered) <= 1.0


def test_the_interval_of_an_average_ends_where_the_outcome_does(sample: Sample) -> None:
    values = repeated(np.where(sample.matrix[:, 1] > 0.8, 0.2, 0.0), 4, 1).clip(0.0, 1.0)
    frame: Any = averages(sample, values, "common", "alive_8")
    assert frame["low"].min() == 0.0
    free: Any = averages(sample, values, "common")
    assert free["low"].min() < 0.0


def test_one_at_a_time_gives_one_curve_a_factor() -> None:
    sample = sampled("oat", VARY, None)
    response = 2.0 * sample.matrix[:, 0] + by_level(LEVELS)(sample, 2)
    frame = effects_of(sample, repeated(response, 5, 1, shared=3.0))
    assert frame["curves"].tolist() == [1] * 4
    assert frame["range"].tolist() == pytest.approx([2.0, 0.0, 5.0, 0.0], abs=1e-9)
    assert frame["heterogeneity"].isna().all()
    table: Any = curves(sample, response[:, None])
    assert table[table["name"] == "mandate.vagueness"]["value"].tolist() == [0.0, 0.8, 1.0]
    assert len(averages(sample, response[:, None], "common")) == 0


def test_own_curves_are_those_around_the_scenarios_own_point(sample: Sample) -> None:
    response = (sample.matrix[:, 0] * sample.matrix[:, 1])[:, None]
    frame: Any = own_effects(sample, response, "common").set_index("name")
    assert frame["change"]["mandate.vagueness"] == pytest.approx(sample.first[1])
    without = sample.blocks > 0
    assert len(own_effects(sample.take(without), response[without], "common")) == 0


def test_the_interval_of_a_range_is_of_paired_differences() -> None:
    sample = sampled("oat", {UNIT[0]: (0, 1)}, None)
    values = repeated(sample.matrix[:, 0], 6, 2, shared=10.0, along=0.5 * sample.matrix[:, 0])
    row = effects_of(sample, values).iloc[0]
    slopes = values[sample.matrix[:, 0] == 1.0][0] - values[sample.matrix[:, 0] == 0.0][0]
    # Student's interval of six slopes; what all points share is not in it.
    assert row["range_conf"] == pytest.approx(2.5706 * slopes.std(ddof=1) / np.sqrt(6), rel=1e-3)
