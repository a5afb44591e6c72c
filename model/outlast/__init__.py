"""Outlast: which mandated collaborations outlast their funding?

An agent-based simulation of centrally mandated partnerships between NHS trusts, universities and firms.
"""

from __future__ import annotations

import os
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration, calibrate
    from outlast.analysis.calibration.ensemble import Ensemble, load_ensemble
    from outlast.analysis.calibration.planning import plan_of
    from outlast.analysis.calibration.posterior import simulate_posterior
    from outlast.analysis.discovery.conduct import discover
    from outlast.analysis.discovery.discovery import Discovery
    from outlast.analysis.explanation.conduct import explain, fates
    from outlast.analysis.explanation.explanation import Explanation
    from outlast.analysis.patterns.validation import Validation, validate
    from outlast.analysis.policies.comparison import Comparison, compare
    from outlast.analysis.policies.frontier import Frontier, frontier
    from outlast.analysis.problem import problem
    from outlast.analysis.sensitivity.conduct import sensitivity
    from outlast.analysis.sensitivity.study import Study, analyse
    from outlast.analysis.summary import summary
    from outlast.report.archive import archive
    from outlast.report.calibration import save_calibration
    from outlast.report.discovery.folder import save_discovery
    from outlast.report.document import write_report
    from outlast.report.explanation import explanation_text, save_explanation
    from outlast.report.figures import save_figure
    from outlast.report.gallery import figures
    from outlast.report.patterns.folder import save_validation
    from outlast.report.policies.folder import save_comparison, save_frontier
    from outlast.report.sensitivity.folder import save_study
    from outlast.report.sentences import findings
    from outlast.runs.conduct import sweep
    from outlast.runs.errors import FailedRunsError, SweepHaltedError
    from outlast.runs.store import Store
    from outlast.scenario import Change, RosterEntry, Scenario, ScenarioError, load_scenario, shipped_scenarios
    from outlast.simulation.activity import JointActivity
    from outlast.simulation.agents import Firm, NHSTrust, Organisation, University
    from outlast.simulation.model import CollaborationModel
    from outlast.simulation.partnership import Partnership
    from outlast.simulation.result import Result
    from outlast.simulation.simulate import simulate

# An installed vector library of other roundings must not decide the last digit; Numba asks when it is imported.
os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")

# Loaded when first used: Mesa and pandas take seconds to import, and `outlast --help` needs neither.
_HOME = {
    "Calibration": "outlast.analysis.calibration.conduct",
    "Change": "outlast.scenario",
    "CollaborationModel": "outlast.simulation.model",
    "Comparison": "outlast.analysis.policies.comparison",
    "Discovery": "outlast.analysis.discovery.discovery",
    "Ensemble": "outlast.analysis.calibration.ensemble",
    "Explanation": "outlast.analysis.explanation.explanation",
    "FailedRunsError": "outlast.runs.errors",
    "Firm": "outlast.simulation.agents",
    "Frontier": "outlast.analysis.policies.frontier",
    "JointActivity": "outlast.simulation.activity",
    "NHSTrust": "outlast.simulation.agents",
    "Organisation": "outlast.simulation.agents",
    "Partnership": "outlast.simulation.partnership",
    "Result": "outlast.simulation.result",
    "RosterEntry": "outlast.scenario",
    "Scenario": "outlast.scenario",
    "ScenarioError": "outlast.scenario",
    "Store": "outlast.runs.store",
    "Study": "outlast.analysis.sensitivity.study",
    "SweepHaltedError": "outlast.runs.errors",
    "University": "outlast.simulation.agents",
    "Validation": "outlast.analysis.patterns.validation",
    "analyse": "outlast.analysis.sensitivity.study",
    "archive": "outlast.report.archive",
    "calibrate": "outlast.analysis.calibration.conduct",
    "compare": "outlast.analysis.policies.comparison",
    "discover": "outlast.analysis.discovery.conduct",
    "explain": "outlast.analysis.explanation.conduct",
    "explanation_text": "outlast.report.explanation",
    "fates": "outlast.analysis.explanation.conduct",
    "figures": "outlast.report.gallery",
    "findings": "outlast.report.sentences",
    "frontier": "outlast.analysis.policies.frontier",
    "load_ensemble": "outlast.analysis.calibration.ensemble",
    "load_scenario": "outlast.scenario",
    "plan_of": "outlast.analysis.calibration.planning",
    "problem": "outlast.analysis.problem",
    "save_calibration": "outlast.report.calibration",
    "save_comparison": "outlast.report.policies.folder",
    "save_discovery": "outlast.report.discovery.folder",
    "save_explanation": "outlast.report.explanation",
    "save_figure": "outlast.report.figures",
    "save_frontier": "outlast.report.policies.folder",
    "save_study": "outlast.report.sensitivity.folder",
    "save_validation": "outlast.report.patterns.folder",
    "sensitivity": "outlast.analysis.sensitivity.conduct",
    "shipped_scenarios": "outlast.scenario",
    "simulate": "outlast.simulation.simulate",
    "simulate_posterior": "outlast.analysis.calibration.posterior",
    "summary": "outlast.analysis.summary",
    "sweep": "outlast.runs.conduct",
    "validate": "outlast.analysis.patterns.validation",
    "write_report": "outlast.report.document",
}

__all__ = [
    "Calibration",
    "Change",
    "CollaborationModel",
    "Comparison",
    "Discovery",
    "Ensemble",
    "Explanation",
    "FailedRunsError",
    "Firm",
    "Frontier",
    "JointActivity",
    "NHSTrust",
    "Organisation",
    "Partnership",
    "Result",
    "RosterEntry",
    "Scenario",
    "ScenarioError",
    "Store",
    "Study",
    "SweepHaltedError",
    "University",
    "Validation",
    "analyse",
    "archive",
    "calibrate",
    "compare",
    "discover",
    "explain",
    "explanation_text",
    "fates",
    "figures",
    "findings",
    "frontier",
    "load_ensemble",
    "load_scenario",
    "plan_of",
    "problem",
    "save_calibration",
    "save_comparison",
    "save_discovery",
    "save_explanation",
    "save_figure",
    "save_frontier",
    "save_study",
    "save_validation",
    "sensitivity",
    "shipped_scenarios",
    "simulate",
    "simulate_posterior",
    "summary",
    "sweep",
    "validate",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return version("outlast")
    if name not in _HOME:
        raise AttributeError(f"module 'outlast' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
