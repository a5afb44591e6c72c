"""Findings of any results are those that their commands write."""

from __future__ import annotations

from typing import Any

import pytest

import outlast
from outlast.scenario import ScenarioError
from worlds import small

FEW = {"context.partnerships": 2, "mandate.duration": 3}


def test_findings_of_a_run_and_of_a_comparison_are_what_their_folders_hold(tmp_path: Any) -> None:
    scenario = small(FEW)
    result = outlast.simulate(scenario, range(3))
    assert len(outlast.findings(result)) >= 3
    compared = outlast.compare({"A": scenario, "B": scenario.replace({"mandate.grant": 10})}, replicates=3)
    outlast.save_comparison(compared, tmp_path / "compared")
    written = (tmp_path / "compared" / "findings.txt").read_text("utf-8").splitlines()
    assert outlast.findings(compared) == written


def test_findings_of_an_explanation_open_with_its_fate() -> None:
    told = outlast.explain(small(FEW), seed=1, partnership=0, histories=0)
    assert "artnership" in outlast.findings(told)[0]


def test_what_has_no_findings_is_refused() -> None:
    anything: Any = 5
    with pytest.raises(ScenarioError, match="findings: found 5, but needed are results"):
        outlast.findings(anything)
