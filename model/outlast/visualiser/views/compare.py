"""The verdict of many runs: two worlds on the same luck, the difference with its interval."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import math
from collections.abc import Callable

import solara

from outlast.analysis.numbers import NULL, percent
from outlast.analysis.pairs import Pair
from outlast.outcomes.intervals import Interval
from outlast.report import wording
from outlast.visualiser import charts
from outlast.visualiser.titles import WITHOUT, title_of
from outlast.visualiser.verdict import FIRST_SEED, RUNS, Verdict
from outlast.visualiser.views.elements import Chart, said, table
from outlast.visualiser.visit import SIDES, Visit

SHARE = "share 0 to 1"
# A difference that reads as 0 once it is rounded; enough runs tell it from 0, and nobody should act on it.
UNSEEN = 0.005
PAUSED = "Guesses are being taken. The numbers are shown once the answer is: see Predict."


@solara.component
def Compare(visit: Visit) -> None:
    """Numbers for the mandate, or for both worlds, as `outlast run` gives them."""
    visit.tick.get()
    verdict = visit.verdict.value
    if visit.is_guessing:
        solara.Info(PAUSED, dense=True)
        return
    if verdict is None or visit.known(visit.fingerprint()) is not verdict:
        said("p", f"Running {RUNS} worlds for each mandate on the same luck …", "outlast-answer")
        solara.ProgressLinear(True)
        return
    Answered(verdict)


@solara.component
def Answered(verdict: Verdict) -> None:
    """The answer in words, the table, the courses, and how to read them."""
    two = bool(verdict.other)
    said("p", in_words(verdict), "outlast-answer", role="status")
    names = names_of(verdict)
    said("p", f"A: {names[0]}. B: {names[1]}." if two else f"{names[0]}.", "outlast-hint")
    header = ["", "A", "B", "B less A"] if two else ["", "average"]
    rows = []
    for pair in verdict.pairs:
        shown, signed = _ways(pair)
        cells = [wording.with_interval(pair.first, shown)]
        if two:
            cells += [wording.with_interval(pair.second, shown), wording.with_interval(pair.difference, signed)]
        rows.append([f"{pair.says[0].upper()}{pair.says[1:].partition(';')[0]}", *cells])
    table(f"Outcomes over {RUNS} runs, with 95% intervals", header, rows)
    with solara.Div(classes=["outlast-two"]):
        Chart(charts.course_option("self_sustaining", "Keeping themselves going", verdict))
        Chart(charts.course_option("open", "Open", verdict))
    said("p", f"{RUNS} runs of each, {wording.seeds_in_words(range(FIRST_SEED, FIRST_SEED + RUNS))}; in brackets the"
         " 95% interval, which says how well the average is known, not how far one programme may differ from it."
         " Differences are run by run on the same luck. The same numbers:"
         f" outlast run FILE --seed {FIRST_SEED} --replicates {RUNS}, with the scenario file from Take away.",
         "outlast-hint")  # fmt: skip


def in_words(verdict: Verdict) -> str:
    """The answer in a sentence or two; never of a single run."""
    if not verdict.other:
        return verdict.says
    found = next(pair for pair in verdict.pairs if pair.outcome == "self_sustaining_8")
    first, second, difference = found.first, found.second, found.difference
    if math.isnan(difference.mean):
        return "What keeps itself going cannot be judged within the quarters that are simulated."
    says = (
        f"Eight quarters after the last central pound {wording.with_interval(first)} of partnerships keep themselves"
        f" going in A and {wording.with_interval(second)} in B."
    )
    if difference.low <= 0.0 <= difference.high:
        return f"{says} The runs do not tell the two apart: {_points(difference)}."
    if max(abs(difference.low), abs(difference.high)) < UNSEEN:
        return f"{says} They differ by less than half a percentage point."
    better = SIDES[1] if difference.mean > 0 else SIDES[0]
    return f"{says} {better} does better on the same luck: {_points(difference)}."


def names_of(verdict: Verdict) -> tuple[str, str]:
    """What the two worlds are called."""
    asked = verdict.asked
    first = title_of(asked.scenario)
    if asked.unmandated:
        return first, WITHOUT
    return first, "" if asked.beside is None else title_of(asked.beside, asked.scenario)


def _points(difference: Interval) -> str:
    return f"B less A is {wording.with_interval(difference, wording.points)} percentage points"


def _ways(pair: Pair) -> tuple[Callable[[float], str], Callable[[float], str]]:
    """How the numbers of an outcome and their differences are written."""
    if pair.unit == "£k":
        return wording.money, lambda value: wording.money(value) if not value > 0 else f"+{wording.money(value)}"
    if pair.unit in (SHARE, "true or false"):
        return percent, lambda value: NULL if math.isnan(value) else f"{wording.points(value)} pts"
    return wording.number, wording.signed
