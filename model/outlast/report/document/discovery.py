"""The report of a discovery: under which conditions partnerships last, how sure and how stable they are."""

from __future__ import annotations

from outlast.report.document.content import Content
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.told import NEEDED, told

KIND = "discovery"
__all__ = ["KIND", "NEEDED", "content"]


def content(folder: ResultsFolder) -> Content:
    """What the report of a discovery says."""
    return told(
        folder,
        title="Under which conditions do partnerships last?",
        question="Regions of the space of levers, circumstances and behaviours in which the outcome is reached.",
        design="Runs of a sweep were searched for boxes and trees: conditions in a few quantities that hold most of "
        "the cases of interest (coverage) and few others (density).",
        intervals=["Coverage: the share of all cases of interest that a condition holds. Density: the share of its "
                   "cases that are of interest. Figures in brackets are 95% intervals. A condition that was chosen "
                   "among many looks better on the runs it was found in than on others."],
        first=("boxes", "conditions", "tree", "stability"),
        limits=["A condition describes the runs of this design: it says where in the model partnerships last, and does "
                "not show that moving a quantity there causes it."],
    )  # fmt: skip
