"""Boxes are peeled as ema_workbench peels them, and the true box is found."""

from __future__ import annotations

import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pytest

from discoveries import FACTORS, MIX, SPAN, TIES, VAGUE, clear_and_long, made_up, two_ways
from outlast.analysis.discovery.box import Box, Limit
from outlast.analysis.discovery.choosing import CHANCE, LARGEST_QUASI_P, SMALL, choose, pruned, told_apart
from outlast.analysis.discovery.judging import judge, quasi_p
from outlast.analysis.discovery.peeling import peel
from sweeps import environment

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from ema_workbench.analysis.prim import Prim


def test_the_peeling_is_that_of_the_library_without_its_shortcuts() -> None:
    cases = made_up(two_ways, 500, factors=FACTORS)
    frame = pd.DataFrame(cases.matrix, columns=list(cases.keys))
    frame[MIX.key] = pd.Categorical(frame[MIX.key].astype(int))
    whole = Prim(frame, cases.interest.astype(int), peel_alpha=0.05, mass_min=0.1).find_box()
    assert whole is not None
    own = peel(cases, 0.05, 0.1)
    steps = len(own.boxes)
    assert steps > 20
    # The library goes on to paste at the end.
    for name in ("coverage", "density", "mass"):
        assert whole.peeling_trajectory[name].to_numpy(float)[:steps] == pytest.approx(getattr(own, name), abs=1e-12)
    for box, coverage, density in zip(own.boxes, own.coverage, own.density, strict=True):
        judged = judge(cases, box.holds(cases.factors, cases.matrix))
        assert (judged.coverage, judged.density.mean) == pytest.approx((coverage, density), abs=1e-12)


def test_the_true_box_is_found_and_what_does_not_matter_is_not_limited() -> None:
    cases = made_up(clear_and_long, 1500, factors=(VAGUE, SPAN, TIES, MIX))
    box = choose(cases, peel(cases, 0.05, 0.05)).box
    assert set(box.limits) == {VAGUE.key, SPAN.key}
    # Peeling takes a twentieth at a time, which is as near as it comes.
    assert box.limits[VAGUE.key].high == pytest.approx(0.4, abs=0.03)
    assert box.limits[VAGUE.key].low is None
    assert box.limits[SPAN.key] == Limit(low=14.0)


def test_names_are_limited_to_those_that_matter() -> None:
    cases = made_up(lambda x, _: x["production"] == 2, 600, factors=(TIES, MIX))
    assert choose(cases, peel(cases, 0.05, 0.05)).box == Box({MIX.key: Limit(names=(2,))})
    other = made_up(lambda x, _: x["production"] != 2, 600, factors=(TIES, MIX))
    assert choose(other, peel(other, 0.05, 0.05)).box == Box({MIX.key: Limit(names=(0, 1, 3))})


def test_quasi_p_is_that_of_the_library() -> None:
    cases = made_up(clear_and_long, 400)
    frame = pd.DataFrame(cases.matrix, columns=list(cases.keys))
    whole = Prim(frame, cases.interest.astype(int), peel_alpha=0.1, mass_min=0.15).find_box()
    assert whole is not None
    step = len(peel(cases, 0.1, 0.15).boxes) - 1
    box = peel(cases, 0.1, 0.15).boxes[step]
    expected = whole.p_values[step]
    found = {(key, side): quasi_p(cases, box, key, side) for key, side in box.sides()}
    assert len(found) >= 2
    for (key, side), value in found.items():
        assert value == pytest.approx(expected[key][("low", "high").index(side)], rel=1e-6)


def test_a_limit_that_may_be_chance_has_a_large_quasi_p_and_is_dropped() -> None:
    cases = made_up(clear_and_long, 1500)
    true = {VAGUE.key: Limit(high=0.4), SPAN.key: Limit(low=14)}
    box = Box(true | {TIES.key: Limit(low=0.2)})
    assert quasi_p(cases, box, TIES.key, "low") > LARGEST_QUASI_P
    assert quasi_p(cases, box, VAGUE.key, "high") < 1e-9
    kept, dropped = pruned(cases, box)
    assert kept == Box(true)
    assert [(one.key, one.side, one.limit, one.why) for one in dropped] == [(TIES.key, "low", 0.2, CHANCE)]


def test_a_limit_that_is_no_chance_but_hardly_matters_is_dropped_too() -> None:
    # All of the lowest hundredth are of no interest: no chance in so many cases, and of no consequence.
    cases = made_up(lambda x, _: (x["duration"] >= 14) & (x["prior_ties"] > 0.02), 12_000, factors=(SPAN, TIES))
    box = Box({SPAN.key: Limit(low=14), TIES.key: Limit(low=0.02)})
    assert quasi_p(cases, box, TIES.key, "low") < LARGEST_QUASI_P
    kept, dropped = pruned(cases, box)
    assert kept == Box({SPAN.key: Limit(low=14)})
    assert [one.why for one in dropped] == [SMALL]


def test_the_factor_that_tells_most_comes_first() -> None:
    cases = made_up(lambda x, _: (x["vagueness"] < 0.7) & (x["duration"] >= 18), 1500)
    box = Box({VAGUE.key: Limit(high=0.7), SPAN.key: Limit(low=18)})
    assert told_apart(cases, box) == [SPAN.key, VAGUE.key]


def test_the_box_with_the_largest_f1_is_chosen() -> None:
    cases = made_up(clear_and_long, 400)
    peeled = peel(cases, 0.05, 0.05)
    f1 = 2 * peeled.coverage * peeled.density / (peeled.coverage + peeled.density)
    assert choose(cases, peeled).place == np.argmax(f1)


def test_with_a_least_density_the_largest_box_that_has_it_is_chosen() -> None:
    # Denser with each step of the ladder, so that F1 would stop at the wide one.
    cases = made_up(lambda x, _: x["prior_ties"] > 0.3, 900, factors=(SPAN, TIES), inside=0.45)
    peeled = peel(cases, 0.05, 0.05)
    usual = choose(cases, peeled)
    wanted = float(peeled.density[usual.place] + 0.05)
    chosen = choose(cases, peeled, wanted)
    assert chosen.place > usual.place
    assert peeled.density[chosen.place] >= wanted > peeled.density[: chosen.place].max()
    # Where none is so dense, the densest.
    assert choose(cases, peeled, 1.0).place == np.argmax(peeled.density)


def test_what_is_wanted_is_not_lost_when_limits_are_dropped() -> None:
    cases = made_up(clear_and_long, 1500)
    box = Box({VAGUE.key: Limit(high=0.4), SPAN.key: Limit(low=14)})
    base = judge(cases, Box({SPAN.key: Limit(low=14)}).holds(cases.factors, cases.matrix)).density.mean
    # With less wanted, what is not needed for it goes, and coverage is gained.
    assert pruned(cases, box, base - 0.01)[0] == Box({SPAN.key: Limit(low=14)})
    assert pruned(cases, box, 0.8)[0] == box


@pytest.mark.slow
def test_the_same_boxes_come_out_however_python_orders_sets() -> None:
    script = (
        "from discoveries import *; from outlast.analysis.discovery.peeling import peel;"
        "cases = made_up(two_ways, 300, factors=(MIX, TIES, VAGUE, SPAN)); print(peel(cases, 0.05, 0.05).boxes)"
    )
    said = {
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script],
            env=environment() | {"PYTHONHASHSEED": str(seed)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in (1, 2)
    }  # fmt: skip
    assert len(said) == 1
