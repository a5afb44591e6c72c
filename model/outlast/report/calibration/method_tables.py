"""How a calibration came about, as tables: what was ruled out, whether the method holds, what could be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from outlast.analysis.numbers import NULL, percent
from outlast.report.calibration import terms
from outlast.report.calibration.rows import ALL
from outlast.report.calibration.sections import add_row, table_of
from outlast.report.calibration.sentences import NAMED, outside_band
from outlast.report.calibration.terms import three

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

# Targets that rule out most, as many as are listed.
MOST_RULED = 6
HISTORY_NOTES = [
    "Ruled out: some target lies more than three standard deviations from what is expected, the emulator's error and "
    "the luck of a cohort counted.",
    "Ruled out by a target alone: in wave 1 of all draws of the prior, later of what the waves before had left.",
]
COVERAGE_NOTES = [
    "Each synthetic truth is a draw of the prior whose simulated values were taken as observed. Where the method is "
    "right the share that holds the true value equals the level."
]
TELLING_NOTES = [
    "right: how often a classifier recognises the alternative, on draws of the prior that it has not seen; guess: how "
    "often naming the commonest does. bits: information about it, of the most there is. [ ]: 95% interval."
]


def history_table(calibration: Calibration) -> Table:
    """The share of the prior left, by wave and theory."""
    waves = calibration.history
    table = table_of([("share of the prior left", False), *((f"wave {wave['number']}", True) for wave in waves)])
    if not waves:
        return table
    for theory in (ALL, *waves[0]["by_theory"]):
        shares = [wave["left"] if theory == ALL else wave["by_theory"].get(theory, float("nan")) for wave in waves]
        add_row(table, ["all" if theory == ALL else terms.theory_label(theory), *map(terms.small_share, shares)])
    table.add_section()
    add_row(table, ["draws simulated", *(f"{wave['simulated']:,}" for wave in waves)], "dim")
    add_row(table, ["ruled out wrongly", *map(_wrongly, waves)], "dim")
    add_row(table, ["weight of the posterior ruled out", *(percent(wave["lost"]) for wave in waves)], "dim")
    return table


def _wrongly(wave: dict[str, Any]) -> str:
    if wave["wrongly"] is None or not wave["plausible"]:
        return NULL
    return f"{percent(wave['wrongly'])} of {wave['plausible']}"


def ruled_table(calibration: Calibration) -> Table:
    """What the targets that rule out most rule out alone, by wave."""
    waves = calibration.history
    table = table_of([("ruled out by this target alone", False), *((f"wave {wave['number']}", True) for wave in waves)])
    if not waves:
        return table
    ranked = sorted(waves[0]["ruled"], key=lambda name: -waves[0]["ruled"][name])
    for name in ranked[:MOST_RULED]:
        add_row(table, [name, *(percent(wave["ruled"].get(name, float("nan"))) for wave in waves)])
    return table


def coverage_table(calibration: Calibration) -> Table:
    """How often intervals hold the true value, and how many parameters stray further than luck would have them."""
    coverage = calibration.coverage
    table = table_of(
        [("interval", False), ("holds the true value", True), ("parameters outside the band of luck", True)]
    )
    levels = [round(level, 2) for level in coverage["levels"]]
    for level in NAMED:
        if level in levels:
            outside, of = outside_band(coverage, level)
            covered = f"{100 * coverage['covered'][levels.index(level)]:.1f}%"
            add_row(table, [percent(level), covered, f"{outside} of {of} (about {0.05 * of:.0f} by luck)"])
    return table


def telling_table(calibration: Calibration) -> Table:
    """How well each structural choice is recognised from each set of simulated values."""
    table = table_of(
        [("choice", False), ("told from", False), ("right", True), ("guess", True), ("bits", True), ("of", True)]
    )
    before = None
    for row in calibration.telling.to_dict("records"):
        name = terms.choice_label(row["choice"])
        share = terms.share_of(three(row, "accuracy", "accuracy_low", "accuracy_high"))
        found = terms.bits(three(row, "bits", "bits_low", "bits_high"))
        cells = ["" if name == before else name, str(row["statistics"]), share, percent(row["chance"]), found]
        add_row(table, [*cells, f"{row['most']:.2f}"])
        before = name
    return table
