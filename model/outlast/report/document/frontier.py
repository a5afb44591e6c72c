"""The report of a search for mandates: what can be had of one aim without giving up another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outlast.analysis.numbers import percent
from outlast.report.document.cells import Shown, value
from outlast.report.document.command import Typed, over, posterior_of_all
from outlast.report.document.content import Content
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.scenarios import as_typed
from outlast.report.document.told import NEEDED, Sheet, told
from outlast.report.document.varied import factors_options, repeated
from outlast.report.wording import counted, listed, money
from outlast.scenario import shipped_scenarios

KIND = "frontier"
__all__ = ["KIND", "NEEDED", "content"]

JUDGED = {"cost": "central money for each partnership", "worst": "under the worst theory", "worst_theory": "which",
          "weighted": "weighted over theories", "reaches": "reaches it"}  # fmt: skip
NOT_HELD = "Scenarios that neither come with outlast nor are held by the folder: {files}."
READ: dict[str, Shown] = {
    "cost": money,
    "worst": percent,
    "weighted": percent,
    "holds": lambda keys: ", ".join(keys.split()) if isinstance(keys, str) else value(keys),
}
# A frontier goes from cheap to dear; cut short it would lack what reaches most.
MOST_MANDATES = 60


def content(folder: ResultsFolder) -> Content:
    """What the report of a frontier says."""
    s = folder.settings
    levers = {
        str(one["key"]): str(one["key"]).removeprefix("mandate.")
        for one in s.get("vary", ())
        if isinstance(one, Mapping) and "key" in one
    }
    asked = f"{percent(float(s['reach']))} under every theory" if "reach" in s else "the aim"
    return told(
        folder,
        title="What can be had for what?",
        question="The cheapest mandates for each share that lasts under whichever theory is true. Asked for is "
        f"{asked}.",
        design="Mandates were searched for by NSGA-II, a genetic algorithm that keeps those which no other beats both "
        f"in cost and in the share under the worst theory ({counted(int(s.get('generations', 0)), 'generation')} of "
        f"{s.get('population', '?')} mandates). Of those that were kept some, spread over all, were run again with "
        "seeds that the search had not seen, and only that is reported. Behaviours are of the same ensemble.",
        intervals=[f"Figures in brackets are 95% intervals over {over(s)}, from runs with other seeds than those of "
                   "the search: what was chosen for its luck in the search is not flattered by it."],
        typed=_typed(s),
        sheets={
            "named": Sheet("The mandates that are named, run once more with seeds used for nothing else",
                           {**levers, **JUDGED}, READ),
            "frontier": Sheet("Mandates that were run again", {"design": "mandate", **levers, **JUDGED}, READ,
                              most=MOST_MANDATES),
            "programmes": Sheet("Other programmes' mandates in this context",
                                {"programme": "programme", "title": "title", **JUDGED, "holds": "held otherwise"},
                                READ),
            "history": Sheet("How the search went", {"generation": "generation", "tried": "tried", "front": "kept",
                             "hypervolume": "hypervolume", "best_worst": "best under the worst theory",
                             "cheapest_reaching": "cheapest that reaches it"},
                             {"best_worst": percent, "cheapest_reaching": money, "hypervolume": value}),
        },
        limits=["A search finds what its levers, ranges and time allow: a better mandate may exist."],
    )  # fmt: skip


def _typed(settings: Mapping[str, Any]) -> Typed | None:
    """`outlast frontier`; None where the settings are not those that are known here."""
    numbers = ("reach", "outcome", "generations", "population", "members", "replicates")
    if not {"scenario", "vary", "seed", "keep", "programmes", "theories", *numbers} <= settings.keys():
        return None
    options = factors_options(settings["vary"])
    for name in numbers:
        options += [f"--{name}", as_typed(settings[name])]
    own, shipped = str(settings["scenario"]["name"]), shipped_scenarios()
    beside = [name for name in settings["programmes"] if name != own]
    foreign = [f"{name}.toml" for name in beside if name not in shipped]
    options += repeated("--programme", [name if name in shipped else f"{name}.toml" for name in beside])
    options += ["--seed", str(settings["seed"])]
    more, remark = posterior_of_all(settings)
    unknown = NOT_HELD.format(files=listed(foreign)) if foreign else ""
    return Typed("frontier", [*options, *more], [remark, unknown], kept=settings["keep"])
