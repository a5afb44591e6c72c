"""The report of a discovery: under which conditions partnerships last, how sure and how stable they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from outlast.analysis.numbers import percent
from outlast.report.document.cells import Shown, number, value
from outlast.report.document.command import Typed
from outlast.report.document.content import Content
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.scenarios import as_typed
from outlast.report.document.told import NEEDED, Sheet, told
from outlast.report.document.varied import repeated

KIND = "discovery"
__all__ = ["KIND", "NEEDED", "content"]

HELD: tuple[str, ...] = ("coverage", "density", "coverage_held_out", "density_held_out", "limited", "base")
SHARES: dict[str, Shown] = dict.fromkeys(HELD, percent)
COUNTS = {"cases": "cases", "inside": "inside", "coverage": "covers", "density": "density", "base": "of all cases"}
HELD_OUT = {"coverage_held_out": "covers, held out", "density_held_out": "density, held out"}
MEANS = {"mean": "mean inside", "mean_outside": "mean elsewhere"}


def _chance(found: float) -> str:
    return "below 0.001" if found < 0.001 else value(found)


def _limiting(frame: pd.DataFrame) -> pd.DataFrame:
    """The quantities that a condition limits, or that some half of the cases would have limited."""
    if not {"in_condition", "limited"} <= set(frame):
        return frame
    return frame.loc[(frame["in_condition"].astype(str) == "True") | (frame["limited"] > 0)]


SHEETS = {
    "boxes": Sheet("Conditions", {"condition": "condition", "limits": "limits", **COUNTS, **HELD_OUT}, SHARES),
    "robust": Sheet("Each condition under each theory",
                    {"condition": "condition", "under": "under", "verdict": "verdict", **COUNTS, **HELD_OUT}, SHARES),
    "restrictions": Sheet(
        "Limits of the conditions, and how often halves of the cases give them",
        {"condition": "condition", "factor": "factor", "in_condition": "limited", "low": "at least", "high": "below",
         "names": "names", "quasi_p_low": "quasi-p of the lower limit", "quasi_p_high": "quasi-p of the upper limit",
         "limited": "limited in halves"},
        SHARES | {"low": number, "high": number, "quasi_p_low": _chance, "quasi_p_high": _chance},
        rows=_limiting,
        # Shares that are limited from below and from above, and no interval.
        bare=frozenset({"limited"}),
    ),
    "tree": Sheet("Leaves of the tree", {"leaf": "leaf", "limits": "limits", **COUNTS, **MEANS}, SHARES),
}  # fmt: skip


def content(folder: ResultsFolder) -> Content:
    """What the report of a discovery says."""
    about = folder.manifest.get("scenario")
    title = str(about.get("title", "")) if isinstance(about, Mapping) else ""
    swept = folder.manifest.get("sweep")
    design = str(swept.get("design", "")).partition("\n")[0] if isinstance(swept, Mapping) else ""
    return told(
        folder,
        title=f"Under which conditions do partnerships last? {title}".strip(),
        question="Regions of the space of levers, circumstances and behaviours in which the outcome is reached.",
        design=f"The points of a sweep ({design.rstrip('.') or 'see its own folder'}) are the cases. PRIM peels off "
        "what holds few cases of interest and leaves boxes, conditions in a few quantities that hold many of them "
        "(coverage) and few others (density); a tree of questions is grown beside it. The same "
        "search is made in random halves of the cases, each judged by what the other gave; that judges the search, and "
        "not the very condition.",
        intervals=["Coverage: the share of all cases of interest that a condition holds. Density: the share of its "
                   "cases that are of interest, beside that of all cases. Figures in brackets are 95% intervals; the "
                   "findings say over what. A condition that was chosen among many looks better in the cases that it "
                   "was found in than in others: read what the search comes to held out."],
        typed=_typed(folder),
        sheets=SHEETS,
        leave=("trajectory",),
        limits=["A condition describes the cases of this design: it says where in the model partnerships last, and "
                "does not show that moving a quantity there causes it. Shares of cases are shares of what was varied, "
                "not chances."],
    )  # fmt: skip


def _typed(folder: ResultsFolder) -> Typed | None:
    """`outlast discover` on the folder of the sweep; None where the settings are not those that are known here."""
    s, swept = folder.settings, folder.manifest.get("sweep")
    known = {"outcome", "factors", "failed", "peel", "mass", "boxes", "halvings", "seed", "sweep"}
    if not known <= s.keys() or not isinstance(swept, Mapping):
        return None
    options = [str(swept.get("folder", "SWEEP")), "--outcome", s["outcome"], *_question(s)]
    options += repeated("--factor", s["factors"])
    if s.get("density") is not None:
        options += ["--density", as_typed(s["density"])]
    for name in ("boxes", "peel", "mass", "halvings", "failed", "seed"):
        options += [f"--{name}", as_typed(s[name])]
    remark = (
        "It reads the folder of the sweep, whose own report says how that is made; its runs.parquet has the SHA-256 "
        f"{s['sweep']['runs']}."
    )
    return Typed("discover", options, [remark], has_scenario=False)


def _question(settings: Mapping[str, Any]) -> list[str]:
    name = "above" if "above" in settings else "below"
    return [f"--{name}", as_typed(settings[name])]
