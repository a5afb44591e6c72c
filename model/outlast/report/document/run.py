"""The report of a run: its answer, the figure, and the outcomes with the twin beside them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from outlast.analysis.numbers import percent
from outlast.analysis.summary import COST, SURVIVAL_AT, Row
from outlast.outcomes.intervals import Interval
from outlast.outcomes.judgement import EARLY, LATE, RUNGS, SURVEYS
from outlast.report.document import method
from outlast.report.document.command import Typed
from outlast.report.document.content import Content, figures_of
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Group, Table
from outlast.report.document.scenarios import nearly
from outlast.report.findings import ANSWER, known_rows, told
from outlast.report.wording import (
    STATE_NAMES,
    STATE_ORDER,
    WORDS,
    Shown,
    between,
    counted,
    money,
    number,
    pence,
    points,
    seeds_in_words,
    signed,
    with_interval,
)
from outlast.scenario import Scenario

KIND, NEEDED = "run", ("summary.csv",)
FINDINGS = "findings.txt"
# Rows of the table by what they answer, with what stands before each; those that a summary lacks are left out.
SECTIONS: dict[str, dict[str, str]] = {
    **{
        f"What became of them, {WORDS[after]} quarters after the last central pound": {
            f"alive_{after}": "open",
            f"self_sustaining_{after}": "kept itself going (self-sustained or growing)",
            **{f"ladder_{after}_{rung}": STATE_NAMES[rung] for rung in reversed(STATE_ORDER) if rung in RUNGS},
        }
        for after in (EARLY, LATE)
    },
    "Still open after the last central pound, of those open then": {
        f"survival_{at}": f"{at} quarters after" for at in SURVIVAL_AT
    },
    f"Governance after {SURVEYS[-1]} quarters": {
        f"governance_none_{SURVEYS[-1]}": "activities not begun",
        f"governance_partial_{SURVEYS[-1]}": "activities partly done",
        f"governance_full_{SURVEYS[-1]}": "activities fully done",
        f"decoupling_{SURVEYS[-1]}": "on paper but not in use",
        f"formality_{SURVEYS[-1]}": "formal arrangements in use",
    },
    "Money, added up to the horizon": {
        "central_money": "central money per partnership",
        "contributions": "paid by members",
        "other_income": "other income",
        "coordination_paid": "spent on coordination",
        "joint_work_paid": "spent on joint work",
        "cost_unmet": "cost that nobody paid",
        f"coverage_{LATE}": f"own money per £ of cost, of those open {LATE} quarters after",
        COST: f"central money per partnership that kept itself going {LATE} quarters after",
    },
    f"Ties and members, {LATE} quarters after": {
        "ties_start": "trust among all ever members, at the start (0 to 1)",
        f"ties_{LATE}": "trust among all ever members (0 to 1)",
        f"density_{LATE}": "density of ties, of those open",
        f"cross_sector_{LATE}": "ties that cross sectors, of those open",
        f"members_{LATE}": "active members",
        f"activities_{LATE}": "joint activities running",
        "turnover": "turnover, per member and year",
    },
}


def content(folder: ResultsFolder) -> Content:
    """What the report of a run says."""
    folder.require(NEEDED)
    settings, scenario = folder.settings, nearly(folder.settings["scenario"])
    runs, twin = len(settings["seeds"]), bool(settings["twin"])
    rows = rows_of(folder)
    mandated = any(one.duration + one.taper > start for start, one in scenario.stages)
    said = folder.lines(FINDINGS) if folder.has(FINDINGS) else [
        _answer(rows, scenario, runs, twin=twin and mandated),
        *told(rows, twin=twin, mandated=mandated, runs=runs),
    ]  # fmt: skip
    alt = (
        f"Four panels. The largest stacks the share of partnerships in each state, quarter by quarter over "
        f"{counted(scenario.horizon, 'quarter')}; beside it are their money, their governance on paper and in use, and "
        f"the share still open beside the same world without a mandate. {said[0]}"
    )
    caption = (
        "What became of the partnerships over time, beside money, governance and the same world without a mandate."
    )
    return Content(
        said[:ANSWER],
        said[ANSWER:],
        figures_of(folder, {"run": (alt, caption)}),
        [outcomes_table(rows, runs, twin=twin)],
        _method(folder, scenario),
        [f"Figures in square brackets are 95% intervals over cohorts. {method.SHARES}",
         "The range of nine in ten cohorts says how far single histories differ, however many are run. "
         "Differences from the twin are taken cohort by cohort, and the interval is of the difference itself."
         if twin else "The range of nine in ten cohorts says how far single histories differ, however many are run.",
         f"{method.LEFT_OPEN}." if not settings.get("ensemble") else
         "Since every run has another member of the ensemble, intervals and ranges hold what is not known of behaviour "
         "and theories too, as far as the ensemble goes."],
        _typed(settings),
    )  # fmt: skip


def rows_of(folder: ResultsFolder) -> dict[str, Row]:
    """The outcomes of a summary as `summarise` gave them."""
    frame = folder.frame("summary.csv")

    def interval(row: dict[str, Any], mean: str, low: str, high: str) -> Interval:
        return Interval(*(float(row[name]) for name in (mean, low, high)))

    found = [
        Row(
            row["outcome"], row["says"], row["unit"], interval(row, "mean", "low", "high"),
            (float(row["cohort_5"]), float(row["cohort_95"])),
            interval(row, "twin", "twin_low", "twin_high"),
            interval(row, "additional", "additional_low", "additional_high"),
        )
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return known_rows(found, len(folder.settings["seeds"]))


def outcomes_table(rows: dict[str, Row], runs: int, *, twin: bool) -> Table:
    """The main outcomes by section: mean and interval, spread over cohorts, twin, and what the mandate added."""
    heads = ["outcome", "mean [95%]" if runs > 1 else "value"]
    heads += ["nine in ten cohorts"] if runs > 1 else []
    heads += (
        ["without the mandate", "added by the mandate [95%]" if runs > 1 else "added by the mandate"] if twin else []
    )
    groups = []
    for title, names in SECTIONS.items():
        there = {
            name: says for name, says in names.items() if name in rows and not math.isnan(rows[name].mandated.mean)
        }
        if there:
            groups.append(Group(title, tuple(_line(says, rows[name], runs, twin=twin) for name, says in there.items())))
    notes = [
        f"summary.csv holds all {len(rows):,} outcomes. What cannot be judged within the horizon is left out.",
        "Surviving: open on its own money, not self-sustaining. Carried over: open on a successor's central money. "
        "Legacy: closed, yet joint activities or ties live on. Failed: closed, and nothing is left.",
    ]
    if not groups:
        notes[0] = "Nothing can be judged within the horizon."
    numeric = frozenset(range(1, len(heads)))
    return Table("Outcomes", tuple(heads), tuple(groups), numeric, tuple(notes))


def _line(says: str, row: Row, runs: int, *, twin: bool) -> tuple[str, ...]:
    shown, difference = _shown(row)
    cells = [says, with_interval(row.mandated, shown)]
    cells += [between(row.cohorts, shown)] if runs > 1 else []
    return (*cells, *([shown(row.twin.mean), with_interval(row.additional, difference)] if twin else []))


def _shown(row: Row) -> tuple[Shown, Shown]:
    """How values and differences of an outcome read."""
    if row.unit in ("share 0 to 1", "true or false"):
        # Trust and density are numbers from 0 to 1 that nobody reads as a share of partnerships.
        return (number, signed) if row.outcome.startswith(("ties", "trust")) else (percent, points)
    if row.unit.startswith("£k"):
        return money, lambda one: f"+{money(one)}" if one > 0 else money(one)
    return (pence, signed) if row.unit.startswith("£ per") else (number, signed)


def _answer(rows: dict[str, Row], scenario: Scenario, runs: int, *, twin: bool) -> str:
    """The first sentence of a folder that was written before runs kept it."""
    after = next((one for one in (LATE, EARLY) if not math.isnan(rows[f"self_sustaining_{one}"].mandated.mean)), None)
    each = counted(scenario.settings.context.partnerships, "partnership")
    if after is None:
        return f"Too early to judge: the {counted(scenario.horizon, 'quarter')} simulated end before any judgement."
    alive, kept = rows[f"alive_{after}"], rows[f"self_sustaining_{after}"]
    ends = rows["funding_end"]
    origin = "the last central pound"
    if ends.mandated.mean == 0.0:
        origin = "the start"
    elif len({ends.mandated.mean, *ends.cohorts} - {math.nan}) > 1 and not np.isnan(ends.cohorts).any():
        origin = "the last central pound (or the start, where none was on offer)"
    said = (
        f"In {counted(runs, 'cohort')} of {each}, {with_interval(alive.mandated)} of those that can be judged were "
        f"open and {with_interval(kept.mandated)} kept themselves going {WORDS[after]} quarters after {origin}"
    )
    if twin:
        said += f"; without the mandate, {percent(alive.twin.mean)} and {percent(kept.twin.mean)}"
    return f"{said}."


def _method(folder: ResultsFolder, scenario: Scenario) -> list[str]:
    settings, manifest = folder.settings, folder.manifest
    runs, each = len(settings["seeds"]), counted(scenario.settings.context.partnerships, "partnership")
    twin = (
        " Beside each goes its twin: the same organisations, members and luck, and no mandate."
        if settings["twin"]
        else ""
    )
    design = (
        f"{counted(runs, 'run').capitalize()} were made ({seeds_in_words(settings['seeds'])}), each a cohort of {each} "
        f"over {counted(scenario.horizon, 'quarter')} with a history of its own.{twin}"
    )
    if runs == 1:
        design = design.replace("One run were", "One run was")
    assumed = f"{method.theories_sentence(scenario)} {method.judged_in_words(scenario)}"
    if settings.get("ensemble"):
        assumed = (
            f"Behaviour and theories of each run are those of a member of the ensemble {settings['ensemble']}, spread "
            "evenly over the runs; it was calibrated to documented facts of several programmes (outlast calibrate), by "
            f"approximate Bayesian computation [WIL13]. {method.judged_in_words(scenario)}"
        )
    return [method.model_in_words(manifest, manifest.get("engine")), f"{design} {method.LUCK}", assumed]


def _typed(settings: dict[str, Any]) -> Typed:
    seeds = settings["seeds"]
    options = ["--seed", str(seeds[0]), "--replicates", str(len(seeds))]
    remarks = []
    if list(seeds) != list(range(seeds[0], seeds[0] + len(seeds))):
        remarks.append("The seeds are not in a row, which the command line cannot ask for: from Python, "
                       f"outlast.simulate(scenario, seeds={seeds}).")  # fmt: skip
    return Typed("run", options, remarks, kept=tuple(settings.get("kept", ())), ensemble=settings.get("ensemble"))
