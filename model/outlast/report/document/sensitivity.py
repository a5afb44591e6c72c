"""The report of a study of sensitivity: what matters most, in the words of its findings, and every index."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.numbers import NULL
from outlast.analysis.sensitivity.methods import CURVES, FREE, METHODS, Method, design_kind
from outlast.outcomes.catalogue import FINALS, RUN_OUTCOMES
from outlast.parameters import DECLARATIONS
from outlast.report.document import method as common
from outlast.report.document.cells import Shown, table_of, words
from outlast.report.document.command import Typed
from outlast.report.document.content import Content, Told, figures_of
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Table, plain_table
from outlast.report.document.pictures import names_of
from outlast.report.document.scenarios import nearly
from outlast.report.document.varied import enlarged, factors_options, is_drawn, repeated, vary_options
from outlast.report.wording import counted
from outlast.runs.values import declared
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.names import THEORY

KIND, NEEDED = "sensitivity", ("indices.csv", "findings.txt")
LEADING = 3
# Values below this are read to three decimals.
SMALL = 10.0
WHAT = {
    "ranked": "how much each factor matters, the leading one first",
    "plane": "the mean size of elementary effects against their spread: far right matters, high up is curved or "
    "depends on others",
    "interactions": "what pairs of factors cause together, beyond each alone",
    "curves": "how the outcome moves along each factor while the others stay, at every base point and on average",
    "convergence": "how the indices settled as points were added",
}


def content(folder: ResultsFolder) -> Content:
    """What the report of a study of sensitivity says."""
    folder.require(NEEDED)
    settings, scenario = folder.settings, nearly(folder.settings["scenario"])
    indices, lines = folder.frame("indices.csv"), folder.lines()
    method = method_of(folder)
    outcomes = list(dict.fromkeys(indices["outcome"].astype(str)))
    titles = {name: outcome_says(name) for name in outcomes}
    tables = [_table(indices, name, titles[name], method) for name in outcomes]
    if folder.has("verdicts.csv"):
        tables.append(_verdicts(folder.frame("verdicts.csv"), method))
    return Content(
        lines[:3],
        lines[3:],
        figures_of(folder, _told(folder, indices, method, titles)),
        [*tables, _names(settings["design"]["factors"], titles)],
        _method(folder, scenario, method),
        [f"Indices stand with their 95% interval (±) from a bootstrap over the blocks of the design; noise is what the "
         f"replicates of one point differ by. {common.LEFT_OPEN}, nor of the ranges over which factors were varied."],
        _typed(folder, method, outcomes),
        title=f"What matters? {scenario.title or scenario.name}",
    )  # fmt: skip


def method_of(folder: ResultsFolder) -> Method:
    """The method, as the manifest says; of a folder that was made before it did, by the indices that it gives."""
    said = folder.manifest.get("analysis", {}).get("method")
    if said in METHODS:
        return METHODS[said]
    columns = set(folder.frame("indices.csv").columns)
    return next((one for one in METHODS.values() if one.ranks_by in columns), METHODS[CURVES])


def outcome_says(name: str) -> str:
    """What an outcome of a run means, in a few words; its name where the catalogue lacks it."""
    known = {one.name: one.says for one in (*FINALS, *RUN_OUTCOMES)}
    return words(known.get(name, name)).partition(";")[0]


def leading(method: Method, columns: Sequence[str]) -> str:
    """The column that factors are ranked by: without noise where it is there."""
    return f"{method.ranks_by}{FREE}" if f"{method.ranks_by}{FREE}" in columns else method.ranks_by


def _ranked(indices: pd.DataFrame, outcome: str, method: Method) -> pd.DataFrame:
    own = indices.loc[(indices["outcome"] == outcome).to_numpy()]
    by = leading(method, list(own.columns))
    return own.sort_values(by, ascending=False, kind="stable", na_position="last") if by in own else own


def _table(indices: pd.DataFrame, outcome: str, says: str, method: Method) -> Table:
    own = _ranked(indices, outcome, method)
    notes = [f"{words(name)}: {meaning}." for name, meaning in method.indices.items() if name in own]
    reasons = list(dict.fromkeys(str(one) for one in own["reason"].dropna())) if "reason" in own else []
    leave = ["outcome", "reason", *(str(name) for name in own if pd.isna(own[name].to_numpy()).all())]
    return table_of(
        own, f"Indices of {outcome} ({says})", "indices.csv", heads={"name": "factor"}, leave=leave,
        shown=_decimals(own), notes=[*notes, *reasons],
    )  # fmt: skip


def _verdicts(frame: pd.DataFrame, method: Method) -> Table:
    """Whether the index that factors are ranked by has settled, factor by factor."""
    by = leading(method, list(frame["index"].unique()))
    own = frame.loc[(frame["index"] == by).to_numpy()].rename(columns={"conf": "value_conf"})
    return table_of(
        own, f"Whether the ranking has settled ({words(by)})", "verdicts.csv", heads={"name": "factor"},
        shown=_decimals(own), leave=("index",),
        notes=["Settled: the interval is narrower than the threshold, the index has not moved by more than that since "
               "half as many points, and the order is stable."],
    )  # fmt: skip


def _decimals(frame: pd.DataFrame) -> dict[str, Shown]:
    """Columns of small numbers read to three decimals, so that they can be compared down the column."""
    found: dict[str, Shown] = {}
    for name in frame.columns:
        values = frame[name].to_numpy()
        if values.dtype.kind == "f" and np.nanmax(np.abs(values), initial=0.0) < SMALL:
            found[str(name)] = _three
    return found


def _three(found: float) -> str:
    text = f"{found:.3f}"
    return NULL if found != found else ("0.000" if text == "-0.000" else text.replace("-", "−"))


def _names(factors: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> Table:
    """What every name in the findings means, and over what it was varied."""
    rows = [(name, says, "outcome") for name, says in titles.items()]
    for factor in factors:
        try:
            says = declared(factor["key"], factor["key"]).spec.says
        except ScenarioError:
            says = str(factor.get("says", ""))
        rows.append((factor["key"], says, _over(factor)))
    return plain_table("What the names mean", ("name", "meaning", "varied over"), rows)


def _over(factor: Mapping[str, Any]) -> str:
    if factor["levels"] is not None:
        return ", ".join(str(level) for level in factor["levels"])
    unit = str(factor.get("unit", "")).removesuffix(" 0 to 1")
    return f"{factor['low']:g} to {factor['high']:g} {unit}".strip()


def _told(folder: ResultsFolder, indices: pd.DataFrame, method: Method, titles: Mapping[str, str]) -> dict[str, Told]:
    """Alternative texts and captions of the figures, by the names that there are."""
    found: dict[str, Told] = {}
    first = next(iter(titles))
    for stem in names_of(folder):
        drawn = next((name for name in WHAT if stem == name or stem.startswith(f"{name}_")), None)
        if drawn is None:
            if stem.startswith("over_time_"):
                course = words(stem.removeprefix("over_time_"))
                caption = f"What matters for {course}, quarter by quarter."
                found[stem] = (f"Lines of indices over the quarters, a line for each factor. {caption}", caption)
            continue
        outcome = stem.removeprefix(drawn).removeprefix("_") or first
        says = titles.get(outcome, outcome_says(outcome))
        caption = f"{says[0].upper()}{says[1:]}: {WHAT[drawn]}."
        found[stem] = (f"{caption} {_leaders(indices, outcome, method)}".strip(), caption)
    order = {name: k for k, name in enumerate(WHAT)}
    return dict(sorted(found.items(), key=lambda one: order.get(one[0], len(order))))


def _leaders(indices: pd.DataFrame, outcome: str, method: Method) -> str:
    """The leading factors with their index, for whoever cannot see the picture."""
    own = _ranked(indices, outcome, method)
    by = leading(method, list(own.columns))
    rows = [row for row in own.to_dict("records") if math.isfinite(row.get(by, math.nan))][:LEADING]
    if not rows:
        return ""
    some = "; ".join(f"{row['name']} {row[by]:.3g}" for row in rows)
    return f"The leading factors by {words(by)}: {some}."


def _method(folder: ResultsFolder, scenario: Scenario, method: Method) -> list[str]:
    settings, manifest = folder.settings, folder.manifest
    runs = manifest["runs"]
    design = manifest["design"].partition("\n")[0]
    replicates = counted(int(settings["replicates"] or 0), "replicate")
    said = (
        f"Method: {method.says} {common.citations([one.key for one in method.cites])}. {design} At each point "
        f"{replicates} ran, {runs['done']:,} runs in all, of which {runs['failed']:,} failed. "
        f"{common.seeds_of(settings)} {common.LUCK}"
    )
    assumed = common.judged_in_words(scenario)
    if THEORY not in settings["keys"] and not settings.get("ensemble"):
        assumed = f"{common.theories_sentence(scenario)} {assumed}"
    return [common.model_in_words(manifest, manifest.get("engine")), said, assumed]


def _typed(folder: ResultsFolder, method: Method, outcomes: Sequence[str]) -> Typed:
    settings, asked = folder.settings, folder.manifest.get("analysis", {})
    design = settings["design"]
    samples = design["settings"].get("samples")
    if design["kind"] != design_kind(method.name, samples):
        # A sweep that was analysed from Python; the command would run another design.
        options, remarks, files = vary_options(settings)
        options += [
            "--replicates",
            str(settings["replicates"]),
            "--seed",
            str(settings["seed"]),
            "--luck",
            settings["luck"],
        ]
        then = f"outlast.save_study(outlast.analyse(store, {method.name!r}, {list(outcomes)!r}))"
        return Typed("sweep", options, [*remarks, f"Then, from Python: {then}."], files=files)
    options = ["--method", method.name, *factors_options(design["factors"])]
    options += repeated("--outcome", outcomes)
    if samples is not None and (method.name != CURVES or is_drawn(design)):
        options += ["--samples", str(samples)]
    options += ["--replicates", str(settings["replicates"])]
    options += repeated("--over-time", settings["courses"])
    options += [
        "--seed",
        str(settings["seed"]),
        "--design-seed",
        str(asked.get("seed", design["settings"].get("seed", 1))),
    ]
    if "resamples" in asked:
        options += ["--resamples", str(asked["resamples"])]
    if asked.get("failed") == "drop":
        options += ["--failed", "drop"]
    remarks = enlarged(settings)
    if not asked:
        remarks.append(
            "How many resamples the intervals have was not recorded in this folder; the command takes the usual."
        )
    unknown = [
        factor["key"]
        for factor in design["factors"]
        if factor["key"] not in DECLARATIONS and factor["key"] != "mandate.vagueness"
    ]
    if unknown:
        remarks.append(f"Not known to this version: {', '.join(unknown)}.")
    return Typed("sensitivity", options, remarks, ensemble=settings.get("ensemble"))
