"""The report of a comparison: policies on the same worlds with the same luck, and the regret of each."""

from __future__ import annotations

from outlast.report.document.content import Content
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.told import NEEDED, scenarios_in_words, told

KIND = "comparison"
__all__ = ["KIND", "NEEDED", "content"]


def content(folder: ResultsFolder) -> Content:
    """What the report of a comparison says."""
    return told(
        folder,
        title="Which policy does better, and under which theory?",
        question="Policies on the same worlds with the same luck: paired differences, and regret across theories.",
        design=f"Compared were {scenarios_in_words(folder.settings)}, on the same seeds, so that a difference between "
        "two is taken world by world.",
        intervals=["Figures in brackets are 95% intervals over cohorts; those of differences are of the paired "
                   "differences themselves. Regret: how much less a policy gives than the best of them in the same "
                   "world."],
        first=("outcomes", "differences", "regret"),
    )  # fmt: skip
