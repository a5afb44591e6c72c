"""The report of a value of data: what each measurement that nobody has made would tell of the theories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from outlast.analysis.numbers import percent
from outlast.report.calibration.terms import bits, choice_label, share_of, theory_label, three, words
from outlast.report.document import method
from outlast.report.document.command import Typed
from outlast.report.document.content import Content, figures_of
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Table, plain_table
from outlast.report.wording import counted, listed
from outlast.scenario import ScenarioError

KIND, NEEDED = "value of data", ("value.csv", "findings.txt")


def content(folder: ResultsFolder) -> Content:
    """What the report of a value of data says."""
    folder.require(NEEDED)
    lines, settings = folder.lines(), folder.settings
    caption = "What each measurement would tell of the theories of vagueness, in bits, with 95% intervals."
    return Content(
        lines[:3],
        lines[3:],
        figures_of(folder, {"value": (f"{caption} {' '.join(lines[:2])}", caption)}),
        [_table(folder.frame("value.csv"))],
        _method(folder),
        ["Bits and the share recognised stand with 95% intervals. A measurement whose interval of bits reaches 0 is "
         "not shown to tell anything. They hold the luck of so many simulated cohorts, and not that all theories may "
         "be wrong."],
        _typed(settings),
        title="Which measurement would tell the theories apart?",
        question="What each thing that could be surveyed, and was not, would tell of the theories of vagueness.",
        limits=["The value is that under this model: a measurement tells theories apart only as far as they are put "
                "rightly into its rules."],
    )  # fmt: skip


def _table(frame: pd.DataFrame) -> Table:
    rows = [
        (words(str(row["measurement"])), _text(row["says"]), choice_label(str(row["choice"])),
         bits(three(row, "bits", "bits_low", "bits_high")), f"{float(row['most']):.2f}",
         share_of(three(row, "accuracy", "accuracy_low", "accuracy_high")), percent(float(row["chance"])),
         _text(row["how"]))
        for row in frame.to_dict("records")
    ]  # fmt: skip
    heads = (
        "measurement",
        "what is measured",
        "of",
        "bits told [95%]",
        "of bits",
        "recognised [95%]",
        "by guessing",
        "how it is to be had",
    )
    return plain_table("Measurements, the most telling first", heads, rows, (3, 4, 5, 6))


def _text(found: Any) -> str:
    return "" if found is None or found != found else str(found)


def _method(folder: ResultsFolder) -> list[str]:
    s = folder.settings
    held = listed([f"{theory_label(name)} {percent(share)}" for name, share in s["theories"].items()])
    said = (
        f"The {counted(s['members'], 'member')} of the ensemble {s['ensemble']} hold the theories in these shares: "
        f"{held}. For each, {counted(s['cohorts'], 'cohort')} were simulated and "
        f"{counted(len(s['measurements']), 'measurement')} read off them, each with its error; a classifier was asked "
        f"how well they tell which theory a member holds [PUD16]. Seed {s['seed']}. {method.LUCK}"
    )
    return [method.model_in_words(folder.manifest, "compiled"), said]


def _typed(settings: Mapping[str, Any]) -> Typed:
    from outlast.analysis.calibration.ensemble import load_ensemble
    from outlast.analysis.calibration.measurements import load_measurements

    options = ["--value-of-data", "--seed", str(settings["seed"])]
    remarks = ["It needs what python3 start.py calibrate installs (the extra calibration)."]
    try:
        shipped = load_ensemble().digest
    except ScenarioError:
        shipped = None
    if settings["ensemble"] != shipped:
        options += ["--posterior", "ENSEMBLE"]
        remarks.append(f"For ENSEMBLE give the file of the ensemble whose short name is {settings['ensemble']}.")
    if list(settings["measurements"]) != [one.name for one in load_measurements()]:
        options += ["--measurements", "MEASUREMENTS.toml"]
        remarks.append("The measurements are not those that come with this version: give the file that was used.")
    return Typed("calibrate", options, remarks, has_scenario=False)
