"""The report of an explanation: what happened to one partnership, and which single change would have saved it."""

from __future__ import annotations

from outlast.report.document.content import Content
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.told import NEEDED, told

KIND = "explanation"
__all__ = ["KIND", "NEEDED", "content"]


def content(folder: ResultsFolder) -> Content:
    """What the report of an explanation says."""
    return told(
        folder,
        title="What happened to one partnership, and what would have saved it?",
        question="One simulated history, quarter by quarter, and the same history with one thing changed.",
        design="One partnership of one world was followed, and the world was run again with the same luck and one "
        "thing changed at a time.",
        intervals=["One history has no interval. Where shares over many cohorts stand beside it, figures in brackets "
                   "are 95% intervals over cohorts."],
        first=("quarters", "changes"),
        limits=["One history is one draw of luck. A change that would have saved this partnership need not save "
                "others."],
    )  # fmt: skip
