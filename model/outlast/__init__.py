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
    from outlast.analysis.patterns.validation import Validation, validate
    from outlast.analysis.problem import problem
    from outlast.analysis.sensitivity.conduct import sensitivity
    from outlast.analysis.sensitivity.study import Study, analyse
    from outlast.analysis.summary import summary
    from outlast.report.archive import archive
    from outlast.report.calibration import save_calibration
    from outlast.report.document import write_report
    from outlast.report.figures import save_figure
    from outlast.report.gallery import figures
    from outlast.report.patterns.folder import save_validation
    from outlast.report.sensitivity.folder import save_study
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
    "Change": "outlast.scenario",
    "CollaborationModel": "outlast.simulation.model",
    "Ensemble": "outlast.analysis.calibration.ensemble",
    "FailedRunsError": "outlast.runs.errors",
    "Firm": "outlast.simulation.agents",
    "JointActivity": "outlast.simulation.activity",
    "NHSTrust": "outlast.simulation.agents",
    "Organisation": "outlast.simulation.agents",
    "Partnership": "outlast.simulation.partnership",
    "Result": "outlast.simulation.result",
    "RosterEntry": "outlast.scenario",
    "Scenario": "outlast.scenario",
    "ScenarioError": "outlast.scenario",
    "Store": "outlast.runs.store",
    "SweepHaltedError": "outlast.runs.errors",
    "Study": "outlast.analysis.sensitivity.study",
    "University": "outlast.simulation.agents",
    "Validation": "outlast.analysis.patterns.validation",
    "analyse": "outlast.analysis.sensitivity.study",
    "archive": "outlast.report.archive",
    "figures": "outlast.report.gallery",
    "load_ensemble": "outlast.analysis.calibration.ensemble",
    "Calibration": "outlast.analysis.calibration.conduct",
    "calibrate": "outlast.analysis.calibration.conduct",
    "plan_of": "outlast.analysis.calibration.planning",
    "save_calibration": "outlast.report.calibration",
    "simulate_posterior": "outlast.analysis.calibration.posterior",
    "load_scenario": "outlast.scenario",
    "problem": "outlast.analysis.problem",
    "save_figure": "outlast.report.figures",
    "save_study": "outlast.report.sensitivity.folder",
    "save_validation": "outlast.report.patterns.folder",
    "sensitivity": "outlast.analysis.sensitivity.conduct",
    "shipped_scenarios": "outlast.scenario",
    "simulate": "outlast.simulation.simulate",
    "summary": "outlast.analysis.summary",
    "sweep": "outlast.runs.conduct",
    "validate": "outlast.analysis.patterns.validation",
    "write_report": "outlast.report.document",
}

__all__ = [
    "Calibration",
    "Change",
    "CollaborationModel",
    "Ensemble",
    "FailedRunsError",
    "Firm",
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
    "figures",
    "load_ensemble",
    "load_scenario",
    "plan_of",
    "problem",
    "save_calibration",
    "save_figure",
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
