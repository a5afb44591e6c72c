"""The report of a validation: which documented patterns the model passes, which it misses, and where it is silent."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from outlast.analysis.numbers import NULL, percent
from outlast.analysis.patterns.judging import OF_DIRECTIONS, OF_LEVELS, VERDICTS
from outlast.analysis.patterns.pattern import LEVEL
from outlast.analysis.patterns.validation import PRIOR
from outlast.outcomes.intervals import Interval
from outlast.report.document import method
from outlast.report.document.cells import value
from outlast.report.document.command import Typed
from outlast.report.document.content import Content, Told, figures_of
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Group, Table, plain_table
from outlast.report.document.pictures import names_of
from outlast.report.document.scenarios import cited
from outlast.report.wording import Shown, between, counted, number, points, signed, with_interval

KIND = "validation"
NEEDED = ("findings.txt", "patterns.csv", "theories.csv", "silent.csv")
PAGES = {
    "patterns": "Which documented patterns are passed: levels left, directions right.",
    "patterns_fitted": "Levels that a calibration is fitted to: observed and simulated.",
    "patterns_levels": "Levels that were kept out of the fit: observed and simulated.",
    "patterns_directions": "Directions and associations: whether things go the way that is documented.",
}
USES = {"fit": "Used for fitting", "check": "Kept out of the fit"}


def content(folder: ResultsFolder) -> Content:
    """What the report of a validation says."""
    folder.require(NEEDED)
    lines, table = folder.lines(), folder.frame("patterns.csv")
    prior = "prior" in str(folder.settings["of"])
    return Content(
        lines[:3],
        lines[3:],
        figures_of(folder, _told(table, folder, lines)),
        [_patterns(table), _by_theory(folder.frame("theories.csv")), _silent(folder.frame("silent.csv"))],
        _method(folder, prior=prior),
        ["Of members the median and the interval that holds nine in ten of them are given, each member the mean of its "
         "cohorts. Shares of members that go the documented way stand with the exact 95% interval for as many members "
         "as differ. Neither holds what the rules of the model leave out."],
        _typed(folder.settings, prior=prior),
        title=f"Which documented patterns does the {'prior' if prior else 'model'} pass?",
        question="Every documented pattern that the model speaks to, fitted or kept out of the fit, against what it "
        "simulates.",
        limits=["To pass these patterns is not to be proved right: some were fitted, and others had shaped a mechanism "
                "(they are marked)."],
    )  # fmt: skip


def _told(table: pd.DataFrame, folder: ResultsFolder, lines: list[str]) -> dict[str, Told]:
    """Alternative texts and captions: what kind of patterns a page shows, and how many have which verdict."""
    level, fitted = (table["kind"] == LEVEL).to_numpy(), (table["use"] == "fit").to_numpy()
    shown = {
        "patterns": table, "patterns_fitted": table.loc[fitted], "patterns_levels": table.loc[level & ~fitted],
        "patterns_directions": table.loc[~level & ~fitted],
    }  # fmt: skip
    found: dict[str, Told] = {}
    for stem in sorted(names_of(folder), key=_place):
        base, _, page = stem.rpartition("_")
        name = base if page.isdecimal() else stem
        if name not in PAGES:
            continue
        caption = PAGES[name] + (f" Page {page}." if page.isdecimal() else "")
        alt = f"{caption} {' '.join(lines[:2])}" if name == "patterns" else f"{caption} {_verdicts(shown[name])}"
        found[stem] = (alt, caption)
    return found


def _place(stem: str) -> tuple[int, int]:
    base, _, page = stem.rpartition("_")
    name = base if page.isdecimal() else stem
    return list(PAGES).index(name) if name in PAGES else len(PAGES), int(page) if page.isdecimal() else 1


def _verdicts(table: pd.DataFrame) -> str:
    counts = table["verdict"].value_counts()
    told = ", ".join(f"{name} {count}" for name, count in counts.items())
    return f"Of {counted(len(table), 'pattern')} on these pages, by verdict: {told}."


def _patterns(table: pd.DataFrame) -> Table:
    groups = []
    for use, title in USES.items():
        rows = table.loc[(table["use"] == use).to_numpy()]
        if len(rows):
            groups.append(Group(title, tuple(_row(row) for row in rows.to_dict("records"))))
    heads = (
        "what is documented", "pattern", "observed", "members, median [90%]", "members that have it [95%]", "verdict",
        "source",
    )  # fmt: skip
    notes = ["*: the pattern had shaped a mechanism of the model. patterns.csv has every column."]
    return Table("Documented patterns", heads, tuple(groups), frozenset({2, 3, 4}), tuple(notes))


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    is_share = row["unit"] in ("share", "share 0 to 1")
    shown = percent if is_share else number
    observed = between((_float(row["observed_low"]), _float(row["observed_high"])), shown)
    if row["kind"] != LEVEL:
        sign = 0 if _none(row["sign"]) else int(row["sign"])
        observed = {1: "above 0", -1: "below 0", 0: "hardly any difference"}[sign]
    found = _members(row, percent if is_share else number)
    right = NULL if _none(row["right"]) else (
        f"{percent(row['right'])} [{100 * row['right_low']:.0f}, {100 * row['right_high']:.0f}]"
    )  # fmt: skip
    shaped = "" if _none(row["shaped"]) or row["shaped"] in ("", False) else " *"
    unit = "" if is_share or row["kind"] == LEVEL else f" ({row['unit']})"
    return (
        f"{row['says']}{unit}{shaped}",
        str(row["pattern"]),
        observed,
        found,
        right,
        str(row["verdict"]),
        cited(str(row["source"])),
    )


def _members(row: Mapping[str, Any], shown: Shown) -> str:
    """What members give: a level as it is; a difference with its sign, of shares in points."""
    found = Interval(*(_float(row[name]) for name in ("median", "low", "high")))
    if row["kind"] == LEVEL:
        return with_interval(found, shown)
    text = with_interval(found, points if shown is percent else signed)
    return f"{text} points" if shown is percent and text != NULL else text


def _by_theory(table: pd.DataFrame) -> Table:
    """How many patterns have which verdict under each theory."""
    if table.empty:
        return plain_table(
            "Verdicts by theory",
            ("theory", "members"),
            (),
            (),
            ["No theory has enough members for verdicts of its own."],
        )
    verdicts = Counter(zip(table["theory"], table["verdict"], strict=True))
    order_of = [one for one in VERDICTS if one in set(table["verdict"])]
    members = dict(zip(table["theory"], table["members"], strict=True))
    rows = [
        (str(name).replace(",", " + "), value(int(count)), *(value(verdicts[name, one]) for one in order_of))
        for name, count in members.items()
    ]
    heads = ("theory", "members", *order_of)
    return plain_table(
        "Verdicts by theory", heads, rows, range(1, len(heads)), ["theories.csv has the verdict on each pattern."]
    )


def _silent(table: pd.DataFrame) -> Table:
    rows = [
        (str(row["says"]), str(row["pattern"]), str(row["why"]), cited(str(row["source"])))
        for row in table.to_dict("records")
    ]
    heads = ("what is documented", "pattern", "why the model says nothing of it", "source")
    return plain_table("Patterns of which the model says nothing", heads, rows, (), [] if rows else ["There are none."])


def _method(folder: ResultsFolder, *, prior: bool) -> list[str]:
    s = folder.settings
    of = (
        "draws of the prior, not fitted to anything"
        if prior
        else f"members of a calibrated ensemble, of which {s['distinct']} differ"
    )
    said = (
        f"{counted(s['members'], 'set')} of behaviour and theories ({of}) were simulated in every world that a pattern "
        f"speaks of, {counted(s['cohorts'], 'cohort')} each, with values coded by judgement drawn anew ({s['codings']} "
        f"codings; seed {s['seed']}). {OF_LEVELS} {OF_DIRECTIONS} {method.LUCK}"
    )
    return [method.model_in_words(folder.manifest, "compiled"), said]


def _typed(settings: Mapping[str, Any], *, prior: bool) -> Typed:
    options = ["--seed", str(settings["seed"]), "--cohorts", str(settings["cohorts"])]
    remarks = []
    if not prior or settings["members"] != 300:
        options += ["--members", str(settings["members"])]
    if prior:
        options = ["--posterior", PRIOR, *options]
    else:
        options, remarks = _of_ensemble(settings, options)
    return Typed("validate", options, remarks, has_scenario=False)


def _of_ensemble(settings: Mapping[str, Any], options: list[str]) -> tuple[list[str], list[str]]:
    """The options for the shipped ensemble, or for the file of another one."""
    from outlast.analysis.patterns.validation import plan
    from outlast.scenario import ScenarioError

    try:
        wanted = plan(cohorts=settings["cohorts"], members=settings["members"], seed=settings["seed"]).settings
    except ScenarioError:
        wanted = {}
    remarks = []
    if wanted.get("ensemble") != settings["ensemble"]:
        options = ["--posterior", "ENSEMBLE", *options]
        remarks.append(
            f"For ENSEMBLE give the file of the ensemble whose members have the digest {settings['ensemble']}; it is "
            "not the one that comes with this version."
        )
    if wanted.get("patterns") != settings["patterns"]:
        remarks.append(
            "The patterns or targets are not those that come with this version: give the files that were used by "
            "--patterns and --targets."
        )
    return options, remarks


def _none(found: Any) -> bool:
    return found is None or (isinstance(found, float) and math.isnan(found))


def _float(found: Any) -> float:
    return math.nan if _none(found) else float(found)
