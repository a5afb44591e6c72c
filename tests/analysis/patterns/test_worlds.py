"""Worlds are simulated with the same members, codings and luck, whatever else is simulated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from outlast.analysis.calibration.draws import prior_draws
from outlast.analysis.calibration.measures import Measure
from outlast.analysis.patterns.pattern import World, world_of
from outlast.analysis.patterns.worlds import simulate_worlds

MEMBERS = prior_draws(4, 3)
# Few and small, so that a test takes no time; measured early.
SMALL = {"context.partnerships": 3, "context.members": 6.0, "context.members_spread": 0.0}
TRUST = Measure("trust", 4)


def world(settings: Mapping[str, Any] | None = None) -> World:
    return world_of("hiec", SMALL | dict(settings or {}))


def trust(*worlds: World, count: int = 4, cohorts: int = 2, workers: int = 1) -> list[np.ndarray]:
    found = simulate_worlds({one: [TRUST] for one in worlds}, MEMBERS.head(count), cohorts, 5, workers)
    return [found[one][:, :, 0] for one in worlds]


def test_worlds_that_differ_in_name_only_give_the_same_to_the_last_bit() -> None:
    plain, said_again = trust(world(), world({"output.own_coverage": 0.75}))
    assert np.array_equal(plain, said_again)


def test_worlds_differ_by_what_is_set_in_them() -> None:
    plain, tied = trust(world({"context.prior_ties": 0.0}), world({"context.prior_ties": 1.0}))
    assert (tied > plain).all()


def test_rules_are_set_in_place_of_a_members_own() -> None:
    low, high = trust(world({"rules.opening.trust_prior": 0.5}), world({"rules.opening.trust_prior": 0.9}))
    assert (high > low).all()


def test_a_members_cohorts_do_not_depend_on_members_cohorts_workers_or_other_worlds() -> None:
    (whole,) = trust(world())
    fewer, _ = trust(world(), world({"context.prior_ties": 1.0}), count=2, cohorts=1, workers=2)
    assert np.array_equal(whole[:2, :1], fewer)


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    simulate_worlds({world(): [TRUST]}, MEMBERS, 2, 5, 1, lambda *step: told.append(step))
    assert told[-1] == (8, 8)


def test_theories_are_set_in_place_of_a_members_own() -> None:
    without, spelt = trust(world({"structure.theory": ("none",)}), world({"structure.theory": ()}))
    assert np.array_equal(without, spelt)


@pytest.mark.parametrize("seed", [0, 1_000_000])
def test_every_seed_can_be_used(seed: int) -> None:
    found = simulate_worlds({world(): [TRUST]}, MEMBERS.head(1), 1, seed, 1)
    assert np.isfinite(found[world()]).all()
