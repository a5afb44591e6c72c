"""The report of an explanation: what happened to one partnership, and which single change would have saved it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from outlast.analysis.numbers import percent
from outlast.report.document.cells import value
from outlast.report.document.command import Typed, drawn, theory_of
from outlast.report.document.content import Content
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Table, plain_table
from outlast.report.document.scenarios import differing
from outlast.report.document.told import NEEDED, Sheet, told
from outlast.report.wording import points

KIND = "explanation"
__all__ = ["KIND", "NEEDED", "content"]

STORY, HAPPENED = "story.md", "## What happened"
# A line of the story: a quarter in bold, or quarters before a colon, then what happened.
LINE = re.compile(r"- (?:\*\*(?P<quarter>[^*]+)\*\* |(?P<quarters>Quarters? [\d–-]+): )?(?P<text>.+)")
CHANGES = {
    "lever": "lever", "says": "what it is", "stands": "as it stands", "status": "what it can do", "value": "changed to",
    "share_of_range": "part of its range", "judged_after_quarters": "judged after", "before": "over other histories",
    "after": "with the change", "difference": "difference, in points",
}  # fmt: skip
STATUS = {
    "flips": "changes the fate",
    "never": "never changes it",
    "idle": "changes nothing",
    "cannot": "cannot be moved alone",
}


def content(folder: ResultsFolder) -> Content:
    """What the report of an explanation says."""
    s = folder.settings
    number = s.get("partnership")
    who = f"Partnership {int(number) + 1}" if isinstance(number, int) else "One partnership"
    return told(
        folder,
        title=f"{who}: what happened, and what would have changed it?",
        question="One simulated history, quarter by quarter, and the same history with one thing changed.",
        design="One partnership of one world was followed, told from recorded events only. Each lever was then tried "
        "over its declared range on the same luck, all else the same, and the smallest change with another fate was "
        "sought on either side; the same change on other histories tells luck from more.",
        intervals=["One history has no interval. Where shares over other histories stand beside it, figures in "
                   "brackets are 95% intervals over these."],
        typed=_typed(s),
        tables=[_story(folder)] if folder.has(STORY) else [],
        sheets={"counterfactuals": Sheet(
            "What would have changed its fate, the smallest change first", CHANGES,
            {"share_of_range": percent, "before": percent, "after": percent, "difference": points,
             "status": lambda found: STATUS.get(str(found), value(found))},
            _ranked,
        )},
        leave=("tried", "events", "courses"),
        limits=["One history is one draw of luck. A change that would have saved this partnership need not save "
                "others."],
    )  # fmt: skip


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("rank", kind="stable", na_position="last") if "rank" in frame else frame


def _story(folder: ResultsFolder) -> Table:
    """What happened, quarter by quarter, from the lines of the story."""
    part = folder.text(STORY).partition(HAPPENED)[2].partition("\n## ")[0]
    found = [LINE.fullmatch(line.strip()) for line in part.splitlines()]
    rows = [(_quarter(one), f"{one['text'][0].upper()}{one['text'][1:]}".replace("**", "")) for one in found if one]
    return plain_table(
        "What happened, quarter by quarter", ("when", "what"), rows, (), ["Quarters are counted from 0."]
    )


def _quarter(line: re.Match[str]) -> str:
    if line["quarter"]:
        return f"quarter {line['quarter'].removeprefix('Q')}"
    return (line["quarters"] or "").lower()


def _typed(settings: Mapping[str, Any]) -> Typed | None:
    """`outlast explain`; None where the settings are not those that are known here."""
    if not {"scenario", "seeds", "partnership", "outcome", "histories", "context"} <= settings.keys():
        return None
    options = ["--seed", str(settings["seeds"][0]), "--partnership", str(settings["partnership"])]
    options += ["--outcome", settings["outcome"], "--histories", str(settings["histories"])]
    options += ["--context"] if settings["context"] else []
    options += ["--member", str(settings["member"])] if "member" in settings else []
    if "ensemble" not in settings:
        return Typed("explain", options)
    values = drawn(str(settings["ensemble"]), settings["member"], theory_of(settings["scenario"]))
    kept = differing(settings["scenario"], values)
    given = {key: one for key, one in values.items() if key not in kept}
    return Typed("explain", options, ensemble=settings["ensemble"], kept=kept, given=given)
