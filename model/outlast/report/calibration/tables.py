"""A calibration as text for a terminal, at most 80 columns wide: a section for each question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table

from outlast.analysis.numbers import percent
from outlast.report.calibration import method_tables, terms
from outlast.report.calibration.agreement import MEANINGS, verdict
from outlast.report.calibration.sections import add_row, remark, section, table_of
from outlast.report.calibration.sentences import sentences
from outlast.report.calibration.terms import ASSUMES, sentence, three
from outlast.report.wording import number

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

# Identified parameters that are listed, the narrowest first; parameters.csv has all of them.
MOST = 20
PARAMETER_NOTE = (
    f"At most {MOST} are listed of those that have moved: the 90% interval is narrower than 80% of what it was "
    "(width), or the median has shifted by more than a tenth of the range, beyond Monte Carlo error. parameters.csv "
    "has all."
)


def calibration_text(calibration: Calibration) -> RenderableType:
    """All that was found, for a terminal."""
    return Group(*calibration_tables(calibration))


def calibration_tables(calibration: Calibration) -> list[RenderableType]:
    """The same as sections, each with its title, its table, what it shows in words, and notes."""
    said = sentences(calibration)
    method = method_tables
    return [
        *(remark(sentence) for sentence in said["posterior"]),
        section(
            "Does it agree with what is known?", [_targets(calibration)], said["targets"], _target_notes(calibration)
        ),
        section("Which theory?", [_theories(calibration)], said["theories"], _theory_notes(calibration)),
        section("Which other structure?", [_choices(calibration)], said["choices"], []),
        section("What was learnt of behaviour?", [_parameters(calibration)], said["parameters"], [PARAMETER_NOTE]),
        section(
            "What is ruled out?",
            [method.history_table(calibration), method.ruled_table(calibration)],
            said["history"],
            method.HISTORY_NOTES if calibration.history else [],
        ),
        section(
            "Can the method be trusted?", [method.coverage_table(calibration)], said["coverage"], method.COVERAGE_NOTES
        ),
        section(
            "Could the targets tell structures apart?",
            [method.telling_table(calibration)],
            said["telling"],
            method.TELLING_NOTES,
        ),
        remark(ASSUMES),
    ]


def _targets(calibration: Calibration) -> Table:
    table = table_of(
        [("", False), ("target", False), ("observed", True), ("members, 90%", True), ("default", True), ("", False)]
    )
    units = {target.name: terms.unit_of(target.measure) for target in calibration.targets}
    use = None
    for row in calibration.predictions.to_dict("records"):
        if use is not None and row["use"] != use:
            table.add_section()
        use = row["use"]
        unit = units.get(str(row["target"]), terms.SHARES)
        expected = terms.shown_with(three(row, "expected_median", "expected_low", "expected_high"), unit)
        usual = terms.shown_with(three(row, "default_median", "default_median", "default_median"), unit).split(" ")[0]
        observed = terms.shown_between(row["observed_low"], row["observed_high"], unit)
        add_row(table, [str(row["pattern"]), str(row["target"]), observed, expected, usual, verdict(row)])
    return table


def _target_notes(calibration: Calibration) -> list[str]:
    rows = calibration.predictions.to_dict("records")
    checks = [str(row["target"]) for row in rows if row["use"] != "fit"]
    notes = [
        "observed: an interval, two tolerances about a value, or the exact 95% interval of a count. "
        "members: the median, and where nine in ten members of the ensemble lie, luck averaged out. default: the "
        "median cohort of the default behaviour. targets.csv has single cohorts too, luck included.",
        " ".join(f"{word}: {meaning}." for word, meaning in MEANINGS.items()),
    ]
    if checks:
        notes.append(f"Kept out of the fit, to contradict it: {', '.join(checks)}.")
    blank = [f"{row['target']} ({percent(row['undefined'])})" for row in rows if row["undefined"] > 0.0]
    if blank:
        notes.append(f"Cohorts with nobody of whom it could be measured: {', '.join(blank)}.")
    return [*notes, *(f"{one.name}: {one.says}. Source: {sentence(one.source)}" for one in calibration.targets)]


def _theories(calibration: Calibration) -> Table:
    table = table_of([("theory", False), ("before", True), ("after [95%]", True), ("against the likeliest", True)])
    for row in calibration.theories.to_dict("records"):
        found = terms.weighed(three(row, "weight", "low", "high"))
        cells = [
            terms.theory_label(row["theory"]),
            terms.weight(row["prior"]),
            found,
            terms.weight(row["against_best"]),
        ]
        add_row(table, cells)
    return table


def _choices(calibration: Calibration) -> Table:
    table = table_of([("structural choice", False), ("alternative", False), ("before", True), ("after [95%]", True)])
    before = None
    for row in calibration.choices.to_dict("records"):
        name = terms.choice_label(row["choice"])
        found = terms.weighed(three(row, "weight", "low", "high"))
        alternative = str(row["alternative"]).replace("_", " ")
        add_row(table, ["" if name == before else name, alternative, terms.weight(row["prior"]), found])
        before = name
    return table


def _theory_notes(calibration: Calibration) -> list[str]:
    says = [f"{terms.theory_label(name)}: {terms.theory_says(name)}." for name in calibration.theories["theory"]]
    return ["[ ]: 95% interval of the Monte Carlo error of the weight.", *says]


def _parameters(calibration: Calibration) -> Table:
    table = table_of([("parameter", False), ("before", True), ("after: median [90%]", True), ("width", True)])
    known = calibration.parameters
    known = known.loc[known["identified"].to_numpy(bool)].sort_values("width")
    for row in known.head(MOST).to_dict("records"):
        after = f"{number(row['median'])} [{number(row['low'])}, {number(row['high'])}]"
        before = f"{number(row['prior_low'])}–{number(row['prior_high'])}"
        named = f"{str(row['parameter']).removeprefix('rules.')}\n  {row['unit']}"
        add_row(table, [named, before, after, percent(row["width"])])
    return table
