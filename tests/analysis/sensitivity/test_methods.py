"""Every method says what it needs, what its indices mean, and where it comes from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from known_functions import PRODUCTION, UNIT, sampled
from outlast.analysis.sensitivity.indices import COLUMNS, indices
from outlast.analysis.sensitivity.methods import METHODS, method_of
from outlast.analysis.sensitivity.sample import check_design
from outlast.bibliography import references
from outlast.runs.designs import KINDS, make_design
from outlast.scenario import ScenarioError, load_scenario

SAMPLES = {"saltelli": 4, "morris": 6, "sobol": 32, "lhs": 30, "oat": None, "ice": 3}
CASES = [(name, kind) for name, method in METHODS.items() for kind in method.designs]


@pytest.mark.parametrize("name", list(METHODS))
def test_every_method_cites_sources_that_are_known_and_says_why(name: str) -> None:
    method = METHODS[name]
    assert method.cites
    assert {citation.key for citation in method.cites} <= references().keys()
    assert all(citation.reason for citation in method.cites)
    assert set(method.designs) <= set(KINDS)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_frames_have_the_columns_that_are_told_and_every_index_its_meaning(name: str, kind: str) -> None:
    frame: Any = None
    pairs: Any = None
    method, sample = METHODS[name], sampled(kind, {UNIT[0]: (0, 1), PRODUCTION: None}, SAMPLES[kind])
    values = np.random.default_rng(1).random((len(sample), 3))
    for response in (values, np.ones_like(values)):
        found = indices(method, sample, response, resamples=20)
        frame, pairs = found.frame, found.second_order
        assert list(frame) == ["name", *COLUMNS[name]]
        assert frame["name"].tolist() == [UNIT[0], PRODUCTION]
    assert set(method.indices) <= {*frame, *(() if pairs is None else pairs)}
    assert (pairs is not None) == (name == "sobol")
    assert method.ranks_by in method.indices
    without = [column for column in frame if column.endswith("_conf") and column.removesuffix("_conf") not in frame]
    assert without == []


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_the_number_of_points_is_told_beforehand(name: str, kind: str) -> None:
    # As the command has it: one at a time goes through eleven steps of a range.
    vary = {UNIT[1]: (0, 1, 11) if kind == "oat" else (0, 1), PRODUCTION: None}
    design = make_design(kind, vary, SAMPLES[kind], base=load_scenario("hiec"))
    most = METHODS[name].points(SAMPLES[kind] or 0, design.factors)
    if name == "oat":
        # A base point that lies on the curves is not run twice.
        assert most - 2 * (1 + (SAMPLES[kind] or 0)) <= len(design) <= most
    else:
        assert len(design) == most


def test_an_unknown_method_and_an_unfit_design_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"--method: found the text \"soblo\".* nearest right name is sobol\."):
        method_of("soblo")
    with pytest.raises(ScenarioError, match="--method sobol: needs a design of the kind saltelli, but found lhs"):
        check_design(METHODS["sobol"], "lhs")
