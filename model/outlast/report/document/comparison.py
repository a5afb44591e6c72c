"""The report of a comparison: policies on the same worlds with the same luck, and the regret of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from outlast.analysis.numbers import percent
from outlast.analysis.policies.quantities import ALIKE
from outlast.outcomes.catalogue import FINALS, FLAG, RUNG, SHARE
from outlast.report.document.cells import Shown, number
from outlast.report.document.command import Typed, over, posterior_of_all
from outlast.report.document.content import Content
from outlast.report.document.designs import words_of_designs
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.told import NEEDED, Sheet, told
from outlast.report.document.varied import repeated
from outlast.report.wording import counted, listed, money, points, signed

KIND = "comparison"
__all__ = ["KIND", "NEEDED", "content"]

WEIGHTED = "weighted"
# Outcomes that a comparison adds of itself.
ADDED = (ALIKE.name,)


def content(folder: ResultsFolder) -> Content:
    """What the report of a comparison says."""
    s = folder.settings
    names, theories = list(s.get("scenarios", ())), list(s.get("theories", ()))
    drawn = f"with behaviour from members of the ensemble {s['ensemble']}" if s.get("ensemble") else "as each has it"
    return told(
        folder,
        title=f"Which policy does better, and under which theory? {listed(names)}".strip(),
        question="Policies on the same worlds with the same luck: paired differences, and regret across theories.",
        design=f"{counted(len(names), 'policy').replace('policys', 'policies').capitalize()} ({listed(names)}) were "
        f"run under {counted(len(theories), 'theory').replace('theorys', 'theories')} of vagueness, "
        f"{counted(int(s.get('replicates', 0)), 'run')} each, {drawn}. Every policy meets the same behaviour and the "
        "same luck, so that a difference between two is taken world by world.",
        intervals=[f"Figures in brackets are 95% intervals of means over {over(s)}; those of differences are of the "
                   "paired differences themselves, and two policies are told apart where theirs leaves out 0. Regret: "
                   "how much less a policy gives than the best of them under the same theory."],
        typed=_typed(s),
        sheets=_sheets(s),
    )  # fmt: skip


def _sheets(settings: Mapping[str, Any]) -> dict[str, Sheet]:
    """The tables in the order of the answer; shares read as %, their differences in points."""
    ranked = str((settings.get("outcomes") or [""])[0])
    shown, apart = (percent, points) if _is_share(ranked) else (number, signed)

    def of_ranked(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.loc[(frame["outcome"] == ranked).to_numpy()] if "outcome" in frame else frame

    def weighted(frame: pd.DataFrame) -> pd.DataFrame:
        own = of_ranked(frame)
        return own.loc[(own["theory"] == WEIGHTED).to_numpy()] if "theory" in own else own

    theory = {"design": "policy", "theory": "theory"}
    regret = {"greatest_regret": "greatest regret", "under": "under", "expected_regret": "expected regret",
              "best_under": "best under so many theories"}  # fmt: skip
    outcome: dict[str, Shown] = {"mean": shown, "twin": shown, "additional": apart}
    return {
        "policies": Sheet("Policies by regret", {"design": "policy", **regret},
                          {"greatest_regret": apart, "expected_regret": apart}),
        "outcomes": Sheet(f"{ranked}, weighted over theories",
                          {"design": "policy", "mean": "mean", "twin": "no mandate", "additional": "added"}, outcome,
                          weighted, "mean"),
        "differences": Sheet(f"Differences in {ranked}",
                             {**theory, "reference": "less", "difference": "difference", "apart": "told apart"},
                             {"difference": apart}, of_ranked, "difference"),
        "winners": Sheet("The best under each theory",
                         {"theory": "theory", "leader": "best", "level": "not told from it", "next": "next",
                          "lead": "ahead of the next"}, {"lead": apart}),
        "costs": Sheet("Central money", {**theory, "per_partnership": "for each partnership",
                                         "per_self_sustained": "for each that keeps itself going",
                                         "per_additional": "for each more than without"},
                       dict.fromkeys(("per_partnership", "per_self_sustained", "per_additional"), _pounds)),
        "regret": Sheet("Regret under each theory", {**theory, "regret": "regret"}, {"regret": apart},
                        interval="regret"),
    }  # fmt: skip


def _pounds(thousands: float) -> str:
    return "no limit" if thousands == float("inf") else money(thousands)


def _is_share(outcome: str) -> bool:
    shares = [one.name for one in FINALS if one.kind in (FLAG, RUNG, SHARE)]
    return outcome in ADDED or any(f"{outcome}_".startswith(f"{name}_") for name in shares)


def _typed(settings: Mapping[str, Any]) -> Typed | None:
    """`outlast compare` with its scenarios; None where the settings are not those that are known here."""
    known = {"scenarios", "outcomes", "minimise", "ensemble", "theories", "replicates", "seed", "keep", "transplanted"}
    if not known <= settings.keys():
        return None
    options, files, remarks = words_of_designs(
        settings["scenarios"], settings["keep"], transplanted=settings["transplanted"]
    )
    options += repeated("--outcome", [one for one in settings["outcomes"] if one not in ADDED] or settings["outcomes"])
    options += ["--minimise"] if settings["minimise"] else []
    options += ["--transplant"] if settings["transplanted"] else []
    options += ["--seed", str(settings["seed"]), "--replicates", str(settings["replicates"])]
    more_options, remark = posterior_of_all(settings)
    return Typed("compare", [*options, *more_options], [*remarks, remark], files=files, has_scenario=False)
