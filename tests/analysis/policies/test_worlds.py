"""The worlds of a comparison: theories with weights, members spread over runs, seeds of their own."""

from __future__ import annotations

import numpy as np
import pytest

from outlast.analysis.calibration.draws import THEORIES
from outlast.analysis.policies.worlds import plan_worlds
from outlast.scenario import ScenarioError
from policies import ensemble


def test_theories_have_the_weights_of_the_ensemble_and_runs_of_their_own_members() -> None:
    own = ensemble(9)
    found = plan_worlds(own, replicates=4, seed=10)
    assert found.theories == ("fog", "autonomy")
    assert found.weights == pytest.approx([5 / 9, 4 / 9])
    assert found.seeds.tolist() == [[10, 11, 12, 13], [14, 15, 16, 17]]
    assert (found.members[0] % 2 == 0).all()
    assert (found.members[1] % 2 == 1).all()
    assert found.points[1][2] == own.points[found.members[1, 2]]
    assert found.ensemble == own.digest


def test_some_theories_alone_are_weighed_among_themselves() -> None:
    own = ensemble(10, ("fog", "autonomy", "latitude,fog", "fog", "fog"))
    found = plan_worlds(own, ["fog,latitude", "autonomy"], replicates=2, seed=0)
    assert found.theories == ("latitude,fog", "autonomy")
    assert found.weights == pytest.approx([0.5, 0.5])


def test_a_member_that_stands_twice_is_one_behaviour() -> None:
    found = plan_worlds(ensemble(4, ("fog",), twice=2), replicates=12, seed=0)
    # By the number of the first; of six turns each of the two that stand twice has two.
    assert np.bincount(found.members.ravel()).tolist() == [4, 4, 2, 2]
    assert found.units.tolist() == found.members.tolist()


def test_values_that_are_kept_are_not_set() -> None:
    free, held = (plan_worlds(ensemble(4), replicates=2, seed=0, keep=keep) for keep in ((), {"rules.trust.gain"}))
    assert free.points[0][0].keys() - held.points[0][0].keys() == {"rules.trust.gain"}


def test_without_an_ensemble_each_run_is_a_unit_and_theories_weigh_alike() -> None:
    found = plan_worlds("none", replicates=3, seed=5)
    assert found.theories == THEORIES
    assert found.weights == pytest.approx(np.full(7, 1 / 7))
    assert found.points[1][0] == {"structure.theory": ("latitude",)}
    assert len(np.unique(found.units)) == 21
    assert not found.sets_behaviour


@pytest.mark.parametrize(
    ("posterior", "theories", "said"),
    [
        (None, ["shield", "fogg"], "no member of the ensemble holds fogg"),
        ("none", ["fogg"], "nearest is fog"),
        ("none", ["fog,latitude", "latitude,fog"], "given twice"),
        (None, ["fog", "fog"], "given twice"),
        ("nowhere.parquet", [], "there is no such file"),
    ],
)
def test_theories_and_files_that_cannot_be_used_are_refused(
    posterior: str | None, theories: list[str], said: str
) -> None:
    with pytest.raises(ScenarioError, match=said):
        plan_worlds(posterior, theories, replicates=2, seed=0)
