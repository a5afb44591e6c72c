"""What policies are compared by: finals, rungs, what is judged at one time, and what a mandate added."""

from __future__ import annotations

import numpy as np
import pytest

from outlast.analysis.policies.quantities import quantity
from outlast.outcomes.catalogue import FINAL_INDEX, FINALS
from outlast.outcomes.judgement import FAILED, FUNDED, GROWING, SELF_SUSTAINED
from outlast.scenario import ScenarioError


def finals(**columns: list[float]) -> np.ndarray:
    """One run of two partnerships."""
    found = np.zeros((1, 2, len(FINALS)))
    for name, values in columns.items():
        found[0, :, FINAL_INDEX[name]] = values
    return found


def test_a_final_is_read_as_it_is() -> None:
    own = quantity("coverage_8")
    assert own.values(finals(coverage_8=[0.5, 0.7]), None).tolist() == [[0.5, 0.7]]
    assert not own.is_counted
    assert own.is_timed
    assert quantity("central_money").is_money


def test_a_rung_is_the_share_on_it() -> None:
    own = quantity("ladder_8_failed")
    assert own.values(finals(ladder_8=[FAILED, GROWING]), None).tolist() == [[1.0, 0.0]]
    assert own.is_counted
    unknown = own.values(finals(ladder_8=[np.nan, FAILED]), None)
    assert np.isnan(unknown[0, 0])
    assert quantity("ladder_end_funded").values(finals(ladder_end=[FUNDED, FAILED]), None).tolist() == [[1.0, 0.0]]


def test_at_the_horizon_growing_and_self_sustained_count() -> None:
    own = quantity("self_sustaining_end")
    assert own.values(finals(ladder_end=[GROWING, FUNDED]), None).tolist() == [[1.0, 0.0]]
    assert own.values(finals(ladder_end=[SELF_SUSTAINED, FAILED]), None).tolist() == [[1.0, 0.0]]
    assert not own.is_timed


def test_what_is_added_is_the_difference_from_the_twin() -> None:
    one, twin = finals(alive_8=[1.0, 1.0]), finals(alive_8=[0.0, 1.0])
    assert quantity("additional_alive_8").values(one, twin).tolist() == [[1.0, 0.0]]
    assert quantity("twin_alive_8").values(one, twin).tolist() == [[0.0, 1.0]]
    assert np.isnan(quantity("additional_alive_8").values(one, None)).all()
    assert not quantity("additional_alive_8").is_counted
    assert quantity("alive_8").of("twin_").name == "twin_alive_8"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("alive_88", "nearest right name is alive_8"),
        ("ladder_8", "ladder_8_self_sustained"),
        ("cost_per_self_sustained", "one number of a whole cohort"),
        ("additional_aliv_8", "nearest right name is alive_8"),
    ],
)
def test_what_is_no_outcome_of_a_partnership_is_refused(name: str, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        quantity(name)
