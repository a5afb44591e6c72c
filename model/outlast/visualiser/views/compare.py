"""The verdict of many runs: two worlds on the same luck, the difference with its interval."""

# The library hands its components on by star imports, which a type checker takes for private.
# pyright: reportPrivateImportUsage=false

from __future__ import annotations

import math
from collections.abc import Callable

import solara

from outlast.analysis.numbers import NULL, percent
from outlast.analysis.pairs import Pair, turned
from outlast.outcomes.intervals import Interval
from outlast.outcomes.judgement import LATE
from outlast.report import wording
from outlast.scenario import Scenario
from outlast.visualiser import charts
from outlast.visualiser.titles import SIDES, WITHOUT, assumed, title_of
from outlast.visualiser.verdict import FIRST_SEED, RUNS, SEEDS, Verdict
from outlast.visualiser.views.elements import Chart, held_back, said, table
from outlast.visualiser.views.trouble import Failed
from outlast.visualiser.visit import Visit

SHARE = "share 0 to 1"
# A difference that reads as 0 once it is rounded; enough runs tell it from 0, and nobody should act on it.
UNSEEN = 0.005
READING = (
    f"{RUNS} runs of each, {wording.seeds_in_words(SEEDS)}; in brackets the 95% interval,"
    " which says how well the average is known, not how far one programme may differ from it. Differences are run by"
    " run on the same luck, and each number is rounded by itself, so that they may seem one off.",
    "A partnership keeps itself going when it is self-sustained or growing (see Notes); one that closed with its aims"
    " met counts as neither, and has a row of its own. A dash: nothing to divide by, or nothing to compare.",
    f"The same numbers: outlast run FILE --seed {FIRST_SEED} --replicates {RUNS}, with the file from Take away.",
)


@solara.component
def Compare(visit: Visit) -> None:
    """Numbers for the mandate, or for both worlds, as `outlast run` gives them."""
    visit.tick.get()
    verdict = visit.verdict.value
    if visit.is_guessing:
        held_back("The numbers are")
        return
    if verdict is None or visit.known(visit.fingerprint()) is not verdict:
        if visit.failed.value == visit.fingerprint():
            Failed(visit)
            return
        said("p", f"Running {RUNS} worlds for each mandate on the same luck …", "outlast-answer")
        said("p", "Where several people ask at once, they wait for each other.", "outlast-hint")
        solara.ProgressLinear(True)
        return
    Answered(verdict)


@solara.component
def Answered(verdict: Verdict) -> None:
    """The answer in words, the table, the courses, and how to read them."""
    two, twin = bool(verdict.other), verdict.asked.unmandated
    said("p", in_words(verdict), "outlast-answer", role="status")
    said("p", f"{names_of(verdict)}; {assumed(scenarios_of(verdict))}.", "outlast-hint")
    header = ["", "A", "B", "A less B" if twin else "B less A"] if two else ["", "average"]
    rows = []
    for pair in verdict.pairs:
        shown, signed, unit = _ways(pair)
        cells = [wording.with_interval(pair.first, shown)]
        if two:
            difference = turned(pair.difference) if twin else pair.difference
            less = wording.with_interval(difference, signed)
            cells += [wording.with_interval(pair.second, shown), less if less == NULL else f"{less}{unit}"]
        rows.append([row_of(pair), *cells])
    table(f"Outcomes over {RUNS} runs, with 95% intervals", header, rows, numbers=True)
    with solara.Div(classes=["outlast-two"]):
        Chart(charts.course_option("self_sustaining", "Keeping themselves going", verdict))
        Chart(charts.course_option("open", "Open", verdict))
    for text in READING:
        said("p", text, "outlast-hint")


def row_of(pair: Pair) -> str:
    """What an outcome is called in the table."""
    says = pair.says.partition(";")[0]
    each = ", for each partnership" if pair.outcome == "central_money" else ""
    return f"{says[0].upper()}{says[1:]}{each}"


def in_words(verdict: Verdict) -> str:
    """The answer in a sentence or two; never of a single run."""
    if not verdict.other:
        return verdict.says
    found = next(pair for pair in verdict.pairs if pair.outcome == "self_sustaining_8")
    first, second, difference = found.first, found.second, found.difference
    if math.isnan(difference.mean):
        return "What keeps itself going cannot be judged within the quarters that are simulated."
    one, other = wording.with_interval(first), wording.with_interval(second)
    if verdict.asked.unmandated:
        says = (
            f"Eight quarters after the last central pound {one} of the mandated partnerships keep themselves going, and"
            f" {other} of the same without a mandate."
        )
        added = turned(difference)
        if added.low <= 0.0 <= added.high:
            return f"{says} The runs do not tell the two apart: A less B is {_points(added)}."
        does, size = ("adds", added) if added.mean > 0 else ("takes away", difference)
        return f"{says} On the same luck the mandate {does} {_points(size).replace('+', '')}."
    when = [f"quarter {scenario.funding_end + LATE}" for scenario in scenarios_of(verdict)]
    apart = [f" ({quarter})" if when[0] != when[1] else "" for quarter in when]
    says = (
        f"Eight quarters after the last central pound {one} of partnerships keep themselves going in A{apart[0]} and"
        f" {other} in B{apart[1]}."
    )
    if difference.low <= 0.0 <= difference.high:
        return f"{says} The runs do not tell the two apart: B less A is {_points(difference)}."
    if max(abs(difference.low), abs(difference.high)) < UNSEEN:
        return f"{says} They differ by less than half a percentage point."
    more = SIDES[1] if difference.mean > 0 else SIDES[0]
    return f"{says} On the same luck more keep themselves going in {more}: B less A is {_points(difference)}."


def scenarios_of(verdict: Verdict) -> list[Scenario]:
    """The scenarios that were run; a twin has none of its own."""
    asked = verdict.asked
    return [asked.scenario] if asked.beside is None else [asked.scenario, asked.beside]


def names_of(verdict: Verdict) -> str:
    """What was run."""
    scenarios = scenarios_of(verdict)
    first = title_of(scenarios[0])
    if not verdict.other:
        return first
    second = WITHOUT if verdict.asked.unmandated else title_of(scenarios[1], scenarios[0])
    return f"A: {first}. B: {second}"


def _points(difference: Interval) -> str:
    return f"{wording.with_interval(difference, wording.points)} percentage points"


def _ways(pair: Pair) -> tuple[Callable[[float], str], Callable[[float], str], str]:
    """How the numbers of an outcome and their differences are written, and the unit after a difference."""
    if pair.unit == "£k":
        return wording.money, lambda value: wording.money(value) if not value > 0 else f"+{wording.money(value)}", ""
    if pair.unit in (SHARE, "true or false"):
        return percent, wording.points, " pts"
    return wording.number, wording.signed, ""
