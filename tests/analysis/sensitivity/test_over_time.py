"""Indices over time are those of each quarter, and a quarter that does not move has none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from known_functions import UNIT, g_function, repeated, sampled
from outlast.analysis.sensitivity.indices import indices
from outlast.analysis.sensitivity.methods import METHODS
from outlast.analysis.sensitivity.over_time import over_time
from outlast.runs.errors import UnknownValuesError

SOBOL = METHODS["sobol"]


def test_each_quarter_has_its_own_indices_and_a_still_one_none() -> None:
    sample = sampled("saltelli", UNIT[:3], 32)
    moving = repeated(g_function(sample.matrix), 3, 1, alone=0.1)
    found: Any = over_time(SOBOL, sample, np.stack([np.ones_like(moving), moving, sample.matrix[:, :1] * moving]))
    assert found["quarter"].tolist() == [0, 0, 0, 1, 1, 1, 2, 2, 2]
    first = found[found["quarter"] == 0]
    assert first[["s1", "st", "s1_conf"]].isna().all(axis=None)
    assert first["reason"].str.contains("the same at every point").all()
    second = found[found["quarter"] == 1]
    assert second["reason"].isna().all()
    assert second["st"].tolist() == indices(SOBOL, sample, moving, resamples=200).frame["st"].tolist()


def test_blocks_are_left_out_only_in_the_quarters_that_lack_them() -> None:
    sample = sampled("saltelli", UNIT[:2], 8)
    course = np.stack([repeated(g_function(sample.matrix, (0.0, 1.0)), 2, seed, alone=0.1) for seed in range(3)])
    course[1, [0, 7], 0] = np.nan
    course[2, :, 1] = np.nan
    with pytest.raises(UnknownValuesError, match="no value of open in quarter 1"):
        over_time(SOBOL, sample, course, name="open")
    found: Any = over_time(SOBOL, sample, course, failing="drop", resamples=50)
    assert found.groupby("quarter")["dropped"].first().tolist() == [0, 2, 8]
    assert found[found["quarter"] == 1]["st"].notna().all()
    last = found[found["quarter"] == 2]
    assert last["st"].isna().all()
    assert last["reason"].unique().tolist() == ["no block has a value in every run"]


def test_no_quarters_give_an_empty_frame_with_its_columns() -> None:
    sample = sampled("morris", UNIT[:2], 4)
    found: Any = over_time(METHODS["morris"], sample, np.empty((0, len(sample), 2)))
    assert len(found) == 0
    assert list(found)[:3] == ["quarter", "name", "mu"]
