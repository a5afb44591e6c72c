"""The report of a search for mandates: what can be had of one aim without giving up another."""

from __future__ import annotations

from outlast.report.document.content import Content
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.told import NEEDED, told

KIND = "frontier"
__all__ = ["KIND", "NEEDED", "content"]


def content(folder: ResultsFolder) -> Content:
    """What the report of a frontier says."""
    return told(
        folder,
        title="What can be had for what?",
        question="Mandates that no other mandate found beats in every aim at once.",
        design="Mandates were searched for by a genetic algorithm that keeps those which are not beaten in every aim, "
        "and those that were kept were run anew on seeds that the search had not seen.",
        intervals=["Figures in brackets are 95% intervals over cohorts, from runs on other seeds than those of the "
                   "search: what was chosen for its luck in the search is not flattered by it."],
        first=("frontier", "mandates"),
        limits=["A search finds what its levers and ranges hold and its time allows: a better mandate may exist."],
    )  # fmt: skip
