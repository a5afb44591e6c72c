"""The report of a calibration: what agrees with what is known, which theories are told apart, what was learnt."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from outlast.analysis.calibration.draws import THEORIES
from outlast.analysis.calibration.folder import Plan
from outlast.analysis.calibration.targets import load_targets
from outlast.report.calibration.agreement import MEANINGS, verdict
from outlast.report.calibration.terms import (
    choice_label,
    parameter_says,
    shown_between,
    shown_with,
    theory_label,
    theory_says,
    three,
    unit_of,
    weighed,
    weight,
    words,
)
from outlast.report.document import method
from outlast.report.document.cells import cut, number
from outlast.report.document.command import Typed
from outlast.report.document.content import Content, Told, figures_of
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Group, Table, plain_table
from outlast.report.document.scenarios import cited
from outlast.report.document.varied import repeated
from outlast.report.wording import counted, listed

KIND = "calibration"
NEEDED = ("findings.txt", "targets.csv", "theories.csv", "choices.csv", "parameters.csv")
TITLE = "Which behaviours and theories agree with what is known?"
# The parts of its findings, in their order.
PARTS = ("posterior", "targets", "theories", "choices", "parameters", "history", "coverage", "telling")
MOST = 40


def content(folder: ResultsFolder) -> Content:
    """What the report of a calibration says."""
    folder.require(NEEDED)
    parts = parts_of(folder.text("findings.txt"))
    lines = [line for part in parts.values() for line in part]
    chosen = [parts[name][0] for name in ("targets", "theories", "parameters") if parts.get(name)]
    answer = chosen if len(chosen) == 3 else lines[:3]
    settings = folder.settings
    return Content(
        answer,
        [line for line in lines if line not in answer],
        figures_of(folder, _told(parts, folder)),
        [_targets(folder.frame("targets.csv")), _theories(folder.frame("theories.csv")),
         _choices(folder.frame("choices.csv")), _parameters(folder.frame("parameters.csv"))],
        _method(folder),
        ["Of members of the ensemble the median and the interval that holds nine in ten of them are given. Weights of "
         "theories and choices stand with the 95% interval of their Monte Carlo error. Figures in brackets after a "
         "share of synthetic truths are exact 95% intervals.",
         "Intervals of the ensemble hold what these few facts leave open of behaviour, within the ranges that were "
         "believed before and within the rules of this model; they do not hold that the rules may be others."],
        _typed(settings, folder.manifest),
        title=TITLE,
        question="Behaviours and theories of vagueness, held against documented facts of several programmes at once.",
        limits=["To agree with these facts is not to be proved right: they are few, and several are words put into "
                "numbers by judgement."],
    )  # fmt: skip


def parts_of(text: str) -> dict[str, list[str]]:
    """The findings by their part; numbered where they are not the parts that are known."""
    found = [[line for line in part.splitlines() if line.strip()] for part in text.strip().split("\n\n")]
    names = PARTS if len(found) == len(PARTS) else tuple(str(number) for number in range(len(found)))
    return dict(zip(names, found, strict=True))


def _told(parts: Mapping[str, Sequence[str]], folder: ResultsFolder) -> dict[str, Told]:
    """Alternative texts and captions of its figures: what is drawn, and what is found there."""

    def found(*names: str) -> str:
        return " ".join(line for name in names for line in parts.get(name, ())[:2])

    verdicts = folder.frame("targets.csv")["verdict"].value_counts().to_dict()
    counts = listed([f"{name} {count}" for name, count in verdicts.items()])
    captions = {
        "targets": (
            "Documented facts that were fitted, beside what the ensemble and the default world give.",
            "targets",
        ),
        "checks": ("Documented facts that were not fitted, beside what the ensemble gives.", ""),
        "theories": ("Weights of the theories after the calibration, beside what was believed before.", "theories"),
        "parameters": ("Parameters that the facts speak of: before and after.", "parameters"),
        "structures": ("Which structural choices the simulated facts tell something of.", "telling"),
        "history": ("What history matching leaves of the prior, and which facts rule out most.", "history"),
        "coverage": (
            "Whether intervals hold the true value as often as they promise, on synthetic truths.",
            "coverage",
        ),
    }
    told = {}
    for name, (caption, part) in captions.items():
        says = found(part) if part else f"Of all targets by verdict: {counts}."
        told[name] = (f"{caption} {says}".strip(), caption)
    return told


def _targets(frame: pd.DataFrame) -> Table:
    """Each documented fact: what was observed, what members and the default world give, and the verdict."""
    units = {one.name: unit_of(one.measure) for one in load_targets()}
    groups = []
    for use, title in (("fit", "Fitted"), ("check", "Kept out of the fit")):
        rows = frame.loc[(frame["use"] == use).to_numpy()].to_dict("records")
        if rows:
            groups.append(Group(title, tuple(_target(row, units.get(str(row["target"]), "")) for row in rows)))
    heads = (
        "documented fact",
        "programme",
        "observed",
        "ensemble, luck averaged out [90%]",
        "default world",
        "verdict",
        "source",
    )
    notes = [f"{name}: {says}." for name, says in MEANINGS.items()]
    return Table("Documented facts and the calibrated model", heads, tuple(groups), frozenset({2, 3, 4}), tuple(notes))


def _target(row: Mapping[str, Any], unit: str) -> tuple[str, ...]:
    return (
        str(row["says"]), words(str(row["arm"])), shown_between(row["observed_low"], row["observed_high"], unit),
        shown_with(three(row, "expected_median", "expected_low", "expected_high"), unit),
        shown_with(three(row, "default_median", "default_low", "default_high"), unit),
        str(row.get("verdict") or verdict(row)), cited(str(row["source"])),
    )  # fmt: skip


def _theories(frame: pd.DataFrame) -> Table:
    rows = [
        (theory_label(str(row["theory"])), theory_says(str(row["theory"])), weight(row["prior"]),
         weighed(three(row, "weight", "low", "high")))
        for row in frame.to_dict("records")
    ]  # fmt: skip
    heads = ("theory of vagueness", "what it takes for granted", "before", "after [95%]")
    return plain_table("Theories and their weights", heads, rows, (2, 3))


def _choices(frame: pd.DataFrame) -> Table:
    rows = [
        (choice_label(str(row["choice"])), words(str(row["alternative"])), weight(row["prior"]),
         weighed(three(row, "weight", "low", "high")), "yes" if row["clear"] else "no")
        for row in frame.to_dict("records")
    ]  # fmt: skip
    heads = ("choice", "alternative", "before", "after [95%]", "clearly other than before")
    return plain_table("Other structural choices and their weights", heads, rows, (2, 3))


def _parameters(frame: pd.DataFrame) -> Table:
    """Those that have moved; the file has every one."""
    moved = frame.loc[frame["identified"].to_numpy(bool)].sort_values("width", kind="stable")
    rows = [
        (str(row["parameter"]), parameter_says(str(row["parameter"])), str(row["unit"]),
         f"{number(row['prior_low'])} to {number(row['prior_high'])}", number(row["default"]),
         f"{number(row['median'])} [{number(row['low'])}, {number(row['high'])}]")
        for row in moved.head(MOST).to_dict("records")
    ]  # fmt: skip
    heads = ("parameter", "meaning", "unit", "range before", "default", "median after [90%]")
    notes = [cut(len(moved), MOST, "parameters.csv"), f"parameters.csv has all {counted(len(frame), 'parameter')}."]
    if not rows:
        notes.append("No parameter has moved.")
    return plain_table("Parameters that have moved", heads, rows, (3, 4, 5), notes)


def _method(folder: ResultsFolder) -> list[str]:
    s = folder.settings
    theories = listed([theory_label(name) for name in s["theories"]])
    said = (
        f"{counted(len(s['targets']), 'documented fact')} (targets) of {_arms(s)} were held against the model, "
        f"{sum(str(one).endswith(', fit') for one in s['targets'])} of them fitted. "
        f"{s['table']:,} draws of the prior over behaviour, structural choices and {len(s['theories'])} theories "
        f"({theories}) were simulated in every arm, with values coded by judgement drawn anew ({s['codings']} "
        f"codings). {counted(s['waves'], 'wave')} of history matching [PUK94; VER10] ruled out what disagrees; the "
        f"posterior of {s['population'] * s.get('repeats', 1)} accepted draws is from approximate Bayesian computation "
        f"with the targets' own uncertainty as the chance of acceptance [WIL13], by pyABC [SCHA22]; it was checked on "
        f"{s['truths']} "
        f"synthetic truths [TAL18] and resampled to an ensemble of {s['members']} equally likely members. Predictions "
        f"are of {s['cohorts']} cohorts for each member. Seed {s['seed']}. {method.LUCK}"
    )
    return [method.model_in_words(folder.manifest, "compiled"), said]


def _arms(settings: Mapping[str, Any]) -> str:
    arms = list(dict.fromkeys(str(target).partition(": ")[2].partition(" ")[0] for target in settings["targets"]))
    return f"{counted(len(arms), 'programme')} ({listed([words(arm) for arm in arms])})"


def _typed(settings: Mapping[str, Any], manifest: Mapping[str, Any]) -> Typed:
    options = ["--seed", str(settings["seed"])]
    if settings["arms"]:
        options += ["--arms", ",".join(settings["arms"])]
    if tuple(settings["theories"]) != THEORIES:
        options += repeated("--theory", settings["theories"])
    for option, name in (
        ("--draws", "table"),
        ("--population", "population"),
        ("--repeats", "repeats"),
        ("--truths", "truths"),
        ("--members", "members"),
    ):
        # Folders of before there were repeats have one.
        options += [option, str(settings.get(name, 1))]
    remarks = ["It needs what python3 start.py calibrate installs (the extra calibration)."]
    arms = settings["arms"]
    shipped = [one.decisive() for one in load_targets() if not arms or one.arm in arms]
    if list(settings["targets"]) != shipped:
        options += ["--targets", "TARGETS.toml"]
        remarks.append(
            "The targets are not those that come with this version: for TARGETS.toml give the file that was used."
        )
    usual = dataclasses.asdict(Plan())
    other = [name for name in ("waves", "wave", "codings", "cohorts") if settings.get(name) != usual[name]]
    if other:
        told = ", ".join(f"{name}={settings[name]}" for name in other)
        remarks.append(f"The command line cannot ask for {told}: from Python, outlast.plan_of(…, {told}).")
    return Typed("calibrate", options, remarks, has_scenario=False)
