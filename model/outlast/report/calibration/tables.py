"""A calibration as text for a terminal, at most 80 columns wide: a table and its sentences for each question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.analysis.numbers import NULL, percent
from outlast.report.calibration import terms
from outlast.report.calibration.agreement import MEANINGS, verdict
from outlast.report.calibration.data_words import data_sentences, right, single, together, told
from outlast.report.calibration.rows import ALL
from outlast.report.calibration.sentences import NAMED, outside_band, sentences
from outlast.report.calibration.terms import sentence, three, words
from outlast.report.sweep.tables import WIDTH
from outlast.report.wording import number

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration
    from outlast.analysis.calibration.measurements import Measurement
    from outlast.analysis.calibration.synthetic import Telling

ASSUMES = "A simulation, not a forecast; what it has learnt holds within its theories and rules."
# Targets that rule out most, as many as are listed.
MOST_RULED = 6


def calibration_text(
    calibration: Calibration, data: Sequence[Telling] = (), measurements: Sequence[Measurement] = ()
) -> RenderableType:
    """All that was found, for a terminal.

    Parameters:
        calibration: a finished one.
        data: what measurements would tell (see `value_of_data`); that part is left out without.
        measurements: what these are, for their meaning.
    """
    said = sentences(calibration)
    parts: list[RenderableType] = [
        _section(
            "Does it agree with what is known?", _targets(calibration), said["targets"], _target_notes(calibration)
        ),
        _section("Which theory?", _theories(calibration), said["theories"], _theory_notes(calibration)),
        _section("What was learnt of behaviour?", _parameters(calibration), said["parameters"], _parameter_notes()),
        _section("What is ruled out?", _history(calibration), said["history"], HISTORY_NOTES),
    ]
    if calibration.history:
        parts.append(
            _section(
                "",
                _ruled(calibration),
                [],
                ["Wave 1: of all draws of the prior; later waves: of what those before had left."],
            )
        )
    parts += [
        _section("Can the method be trusted?", _coverage(calibration), said["coverage"], COVERAGE_NOTES),
        _section("Could the targets tell structures apart?", _telling(calibration), said["telling"], TELLING_NOTES),
    ]
    if data:
        title = "What should be measured next?"
        parts.append(_section(title, _data(data), data_sentences(data, measurements), _data_notes(data, measurements)))
    parts.append(Text(ASSUMES, style="dim"))
    return Constrain(Group(*parts), WIDTH)


def table_of(columns: Sequence[tuple[str, bool]]) -> Table:
    """An empty table; each column has its heading, and whether it holds numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for name, is_number in columns:
        if is_number:
            table.add_column(name, justify="right", no_wrap=True)
        else:
            table.add_column(name, overflow="fold")
    return table


def _section(title: str, table: Table, said: Sequence[str], notes: Sequence[str]) -> RenderableType:
    head: list[RenderableType] = [Text(title, style="bold")] if title else []
    lines = [Text(f"• {text}") for text in said]
    return Group(*head, table, *lines, *(Text(note, style="dim") for note in notes if note), Text())


def _row(table: Table, cells: Sequence[str], style: str | None = None) -> None:
    table.add_row(*(Text(cell) for cell in cells), style=style)


# Targets -------------------------------------------------------------------------------------------------------------


def _targets(calibration: Calibration) -> Table:
    table = table_of(
        [("", False), ("target", False), ("observed", True), ("cohorts, 90%", True), ("expected", True), ("", False)]
    )
    units = {target.name: terms.unit_of(target.measure) for target in calibration.targets}
    use = None
    for row in calibration.predictions.to_dict("records"):
        if use is not None and row["use"] != use:
            table.add_section()
        use = row["use"]
        unit = units.get(str(row["target"]), terms.SHARES)
        cohorts = terms.shown_with(three(row, "median", "low", "high"), unit)
        expected = terms.shown_between(row["expected_low"], row["expected_high"], unit)
        observed = terms.shown_between(row["observed_low"], row["observed_high"], unit)
        _row(table, [str(row["pattern"]), str(row["target"]), observed, cohorts, expected, verdict(row)])
    return table


def _target_notes(calibration: Calibration) -> list[str]:
    rows = calibration.predictions.to_dict("records")
    checks = [str(row["target"]) for row in rows if row["use"] != "fit"]
    notes = [
        "observed: an interval, two tolerances about a value, or the exact 95% interval of a count. "
        "cohorts: the median, and where nine in ten single cohorts lie, luck included. expected: where nine in ten "
        "members of the ensemble lie, luck averaged out.",
        " ".join(f"{word}: {meaning}." for word, meaning in MEANINGS.items()),
    ]
    if checks:
        notes.append(f"Kept out of the fit, to contradict it: {', '.join(checks)}.")
    blank = [f"{row['target']} ({percent(row['undefined'])})" for row in rows if row["undefined"] > 0.0]
    if blank:
        notes.append(f"Cohorts with nobody of whom it could be measured: {', '.join(blank)}.")
    return [*notes, *(f"{one.name}: {one.says}. Source: {sentence(one.source)}" for one in calibration.targets)]


# Theories and parameters ---------------------------------------------------------------------------------------------


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
        _row(table, cells)
    return table


def _theory_notes(calibration: Calibration) -> list[str]:
    says = [f"{terms.theory_label(name)}: {terms.theory_says(name)}." for name in calibration.theories["theory"]]
    return ["[ ]: 95% interval of the Monte Carlo error of the weight.", *says]


def _parameters(calibration: Calibration) -> Table:
    table = table_of([("parameter", False), ("before", True), ("after: median [90%]", True), ("width", True)])
    known = calibration.parameters
    known = known.loc[known["identified"].to_numpy(bool)].sort_values("width")
    for row in known.to_dict("records"):
        after = f"{number(row['median'])} [{number(row['low'])}, {number(row['high'])}]"
        before = f"{number(row['prior_low'])}–{number(row['prior_high'])}"
        named = f"{str(row['parameter']).removeprefix('rules.')}\n  {row['unit']}"
        _row(table, [named, before, after, percent(row["width"])])
    return table


def _parameter_notes() -> list[str]:
    return [
        "Those that the targets speak of: the 90% interval is narrower than 80% of what it was (width), or the median "
        "has moved by more than a tenth of the range."
    ]


# History matching ----------------------------------------------------------------------------------------------------

HISTORY_NOTES = [
    "Ruled out: some target lies more than three standard deviations from what is expected, the emulator's error and "
    "the luck of a cohort counted."
]


def _history(calibration: Calibration) -> Table:
    waves = calibration.history
    table = table_of([("share of the prior left", False), *((f"wave {wave['number']}", True) for wave in waves)])
    if not waves:
        return table
    for theory in (ALL, *waves[0]["by_theory"]):
        shares = [wave["left"] if theory == ALL else wave["by_theory"].get(theory, float("nan")) for wave in waves]
        _row(table, ["all" if theory == ALL else terms.theory_label(theory), *map(terms.small_share, shares)])
    table.add_section()
    _row(table, ["draws simulated", *(f"{wave['simulated']:,}" for wave in waves)], "dim")
    _row(table, ["ruled out wrongly", *map(_wrongly, waves)], "dim")
    return table


def _wrongly(wave: dict[str, Any]) -> str:
    if wave["wrongly"] is None or not wave["plausible"]:
        return NULL
    return f"{percent(wave['wrongly'])} of {wave['plausible']}"


def _ruled(calibration: Calibration) -> Table:
    waves = calibration.history
    table = table_of([("ruled out by this target alone", False), *((f"wave {wave['number']}", True) for wave in waves)])
    ranked = sorted(waves[0]["ruled"], key=lambda name: -waves[0]["ruled"][name])
    for name in ranked[:MOST_RULED]:
        _row(table, [name, *(percent(wave["ruled"].get(name, float("nan"))) for wave in waves)])
    return table


# Synthetic truths ----------------------------------------------------------------------------------------------------

COVERAGE_NOTES = [
    "Each synthetic truth is a draw of the prior whose simulated values were taken as observed. Where the method is "
    "right the share that holds the true value equals the level."
]
TELLING_NOTES = [
    "right: how often a classifier recognises the alternative, on draws of the prior that it has not seen; guess: how "
    "often naming the commonest does. bits: information about it, of the most there is. [ ]: 95% interval."
]


def _coverage(calibration: Calibration) -> Table:
    coverage = calibration.coverage
    table = table_of(
        [("interval", False), ("holds the true value", True), ("parameters outside the band of luck", True)]
    )
    levels = [round(level, 2) for level in coverage["levels"]]
    for level in NAMED:
        if level in levels:
            outside, of = outside_band(coverage, level)
            covered = f"{100 * coverage['covered'][levels.index(level)]:.1f}%"
            _row(table, [percent(level), covered, f"{outside} of {of} (about {0.05 * of:.0f} by luck)"])
    return table


def _telling(calibration: Calibration) -> Table:
    table = table_of(
        [("choice", False), ("told from", False), ("right", True), ("guess", True), ("bits", True), ("of", True)]
    )
    before = None
    for row in calibration.telling.to_dict("records"):
        name = terms.choice_label(row["choice"])
        share = terms.share_of(three(row, "accuracy", "accuracy_low", "accuracy_high"))
        found = terms.bits(three(row, "bits", "bits_low", "bits_high"))
        cells = ["" if name == before else name, str(row["statistics"]), share, percent(row["chance"]), found]
        _row(table, [*cells, f"{row['most']:.2f}"])
        before = name
    return table


def _data(data: Sequence[Telling]) -> Table:
    table = table_of([("measurement", False), ("bits", True), ("theory recognised", True)])
    for one in single(data):
        _row(table, [words(one.statistics), terms.bits(told(one)), terms.share_of(right(one))])
    everything = together(data)
    if everything is not None:
        table.add_section()
        _row(table, [terms.ALL_DATA, terms.bits(told(everything)), terms.share_of(right(everything))])
    return table


def _data_notes(data: Sequence[Telling], measurements: Sequence[Measurement]) -> list[str]:
    first = data[0]
    notes = [
        f"Beyond what the targets have told: {first.most:.2f} bits are open, and guessing the likeliest theory finds "
        f"{percent(first.chance)}. [ ]: 95% interval; below 0 is luck."
    ]
    return [*notes, *(f"{words(one.name)}: {one.says}; by {sentence(one.how)}" for one in measurements)]
