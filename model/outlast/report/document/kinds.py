"""Which kinds of results a report can be made of, and the module that tells each."""

from __future__ import annotations

from collections.abc import Callable

from outlast.report.document import (
    calibration,
    comparison,
    discovery,
    explanation,
    frontier,
    run,
    sensitivity,
    sweep,
    validation,
    value_of_data,
)
from outlast.report.document.content import Content
from outlast.report.document.folder import ResultsFolder

MODULES = (run, sweep, calibration, validation, value_of_data, discovery, comparison, frontier, explanation)
CONTENT: dict[str, Callable[[ResultsFolder], Content]] = {module.KIND: module.content for module in MODULES}
# What a kind is called on its page.
NAMES = {
    run.KIND: "Run",
    sweep.KIND: "Sweep",
    sensitivity.KIND: "Sensitivity",
    calibration.KIND: "Calibration",
    validation.KIND: "Validation",
    value_of_data.KIND: "Value of data",
    discovery.KIND: "Discovery",
    comparison.KIND: "Comparison of policies",
    frontier.KIND: "Frontier of mandates",
    explanation.KIND: "Explanation",
}


def kind_of(folder: ResultsFolder) -> str:
    """The kind of results; a sweep that was analysed is a study of sensitivity."""
    if folder.kind == sweep.KIND and any("indices.csv" in names for names in (folder.present, folder.absent)):
        return sensitivity.KIND
    return folder.kind


def content_of(folder: ResultsFolder) -> Content:
    """What the report of a folder says; raises ScenarioError where it lacks what that is made of."""
    kind = kind_of(folder)
    return sensitivity.content(folder) if kind == sensitivity.KIND else CONTENT[kind](folder)
