"""The result of a run as tables for a terminal, and as a record for a machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.analysis.numbers import NULL, percent
from outlast.analysis.summary import MARKS, NOTHING, SURVIVAL_AT, Row, summarise
from outlast.outcomes.intervals import Interval, interval_of_mean
from outlast.outcomes.judgement import EARLY, LATE, RUNGS, SURVEYS
from outlast.report.answer import answer
from outlast.report.listings import (
    outcomes_records,
    outcomes_table,
    parameters_records,
    parameters_table,
    scenarios_records,
    scenarios_table,
)
from outlast.report.values import by_quarter, judged
from outlast.report.wording import (
    STATE_NAMES,
    STATE_ORDER,
    Shown,
    between,
    counted,
    is_mandated,
    is_paid,
    money,
    number,
    origin,
    pence,
    points,
    seeds_in_words,
    self_sustaining_in_words,
    signed,
    theories_in_words,
    with_interval,
)
from outlast.simulation.result import Result

__all__ = [
    "outcomes_records",
    "outcomes_table",
    "parameters_records",
    "parameters_table",
    "run_record",
    "run_table",
    "scenarios_records",
    "scenarios_table",
]

WIDTH = 100
RUNGS_SAY = (
    "Surviving: open on its own money, not self-sustaining. Carried over: open on a successor's central money. "
    "Legacy: closed, yet joint activities or ties live on. Failed: closed, and nothing is left."
)


def run_table(result: Result) -> RenderableType:
    """The answer, then a table for each question, at most 100 columns wide."""
    rows = {row.outcome: _known(result, row) for row in summarise(result)}
    parts: list[RenderableType] = [Text(result.scenario.title, style="bold"), Text(answer(result)), Text()]
    parts += [
        _fates(result, rows),
        _survival(result, rows),
        _governance(result, rows),
        _money(result, rows),
        _ties(result, rows),
        _added(result, rows),
        _reading(result),
    ]
    return Constrain(Group(*parts), WIDTH)


def run_record(result: Result) -> dict[str, Any]:
    """The same for a machine: the answer, what was run, and every outcome; null where nothing is known."""
    return {
        "scenario": result.scenario.name,
        "title": result.scenario.title,
        "question": result.scenario.question,
        "answer": answer(result),
        "theory": list(result.scenario.settings.structure.theory),
        "runs": len(result.seeds),
        "seeds": list(result.seeds),
        "partnerships": result.finals.shape[1],
        "quarters": result.trace.shape[1],
        "outcomes": [_plain(_known(result, row)) for row in summarise(result)],
    }


def _plain(row: Row) -> dict[str, Any]:
    def null(value: float) -> float | None:
        return float(value) if math.isfinite(value) else None

    return {
        "outcome": row.outcome,
        "says": row.says,
        "unit": row.unit,
        "mean": null(row.mandated.mean),
        "low": null(row.mandated.low),
        "high": null(row.mandated.high),
        "cohort_5": null(row.cohorts[0]),
        "cohort_95": null(row.cohorts[1]),
        "twin": null(row.twin.mean),
        "twin_low": null(row.twin.low),
        "twin_high": null(row.twin.high),
        "additional": null(row.additional.mean),
        "additional_low": null(row.additional.low),
        "additional_high": null(row.additional.high),
    }


def _known(result: Result, row: Row) -> Row:
    """The row without what one cohort cannot tell: its partnerships share one history, so no interval, no spread."""
    if len(result.seeds) > 1:
        return row
    found = [Interval(part.mean, math.nan, math.nan) for part in (row.mandated, row.twin, row.additional)]
    return row._replace(mandated=found[0], twin=found[1], additional=found[2], cohorts=(math.nan, math.nan))


# Sections -----------------------------------------------------------------------------------------------------------


def _fates(result: Result, rows: dict[str, Row]) -> RenderableType:
    table = _table(result, [f"{after} quarters\nafter" for after in (EARLY, LATE)])
    for state in reversed(STATE_ORDER):
        if state in RUNGS:
            _add(
                table, result, STATE_NAMES[state], [rows[f"ladder_{after}_{state}"] for after in (EARLY, LATE)], percent
            )
    table.add_section()
    for says, name in (("open", "alive"), ("kept itself going", "self_sustaining")):
        _add(table, result, says, [rows[f"{name}_{after}"] for after in (EARLY, LATE)], percent)
    notes = [*(_beyond(result, after) for after in (EARLY, LATE)), RUNGS_SAY, _by_mark(rows)]
    return _section(f"What became of them, 4 and 8 quarters after {origin(result)}", table, notes)


def _by_mark(rows: dict[str, Row]) -> str:
    """How the share that keeps itself going moves with the own money that is asked for."""
    shares = [(mark, rows[f"self_sustaining_{LATE}_at_{mark:.2f}"].mandated.mean) for mark in MARKS]
    if any(math.isnan(share) for _, share in shares):
        return ""
    told = ", ".join(f"{percent(share)} at {percent(mark)}" for mark, share in shares)
    return f"Kept itself going {LATE} quarters after, by how much of its cost own money must cover: {told}."


def _survival(result: Result, rows: dict[str, Row]) -> RenderableType:
    end = origin(result)
    table = _table(result, ["still open"])
    alive = result.final("alive_at_funding_end")
    twins = result.final("alive_at_funding_end", twin=True) if result.twin_finals is not None else alive
    missing = twins_missing = False
    for after in SURVIVAL_AT:
        row = rows.get(f"survival_{after}", _row(NOTHING))
        missing |= math.isnan(row.mandated.mean)
        twins_missing |= math.isnan(row.twin.mean) and result.twin_finals is not None
        _add(table, result, f"{after} quarters after", [row], percent)
    notes = [f"Of those open at {end}: {int(alive.sum()):,} of {alive.size:,}"]
    if result.twin_finals is not None:
        notes[0] += f", and {int(twins.sum()):,} of their twins"
    notes[0] += ". Closing with the aims met does not count as an end."
    for lacks, those in ((missing, alive), (twins_missing, twins)):
        if lacks:
            why = (
                f"beyond the horizon, quarter {result.trace.shape[1]}" if those.any() else "none was open to begin with"
            )
            notes.append(f"{NULL}: {why}.")
    return _section(f"Survival after {end}", table, notes)


def _governance(result: Result, rows: dict[str, Row]) -> RenderableType:
    survey = SURVEYS[-1]
    table = _table(result, [f"after {survey} quarters"])
    for says, row in (
        ("activities not begun", rows[f"governance_none_{survey}"]),
        ("activities partial", rows[f"governance_partial_{survey}"]),
        ("activities full", rows[f"governance_full_{survey}"]),
        ("progress on paper, mean", _known(result, _at_survey(result, "progress"))),
        ("in use, mean", _known(result, _at_survey(result, "in_use"))),
        ("on paper but not in use", rows[f"decoupling_{survey}"]),
        ("formality (formal arrangements in use)", rows[f"formality_{survey}"]),
    ):
        _add(table, result, says, [row], percent)
    notes = ["A closed partnership keeps the governance that it had on closing."]
    if result.trace.shape[1] < survey:
        notes = [f"{NULL}: the horizon is quarter {result.trace.shape[1]}, before the survey."]
    return _section(f"Governance after {survey} quarters", table, notes)


def _money(result: Result, rows: dict[str, Row]) -> RenderableType:
    table = _table(result, ["mean"])
    for says, name in (
        ("central money per partnership", "central_money"),
        ("paid by members", "contributions"),
        ("other income", "other_income"),
        ("spent on coordination", "coordination_paid"),
        ("spent on joint work", "joint_work_paid"),
        ("cost that nobody paid", "cost_unmet"),
    ):
        _add(table, result, says, [rows[name]], money)
    for after in (EARLY, LATE):
        says = f"own money per £ of cost, {after} quarters after"
        _add(table, result, says, [rows[f"coverage_{after}"]], pence)
    cost = rows["cost_per_self_sustained"]
    _add(table, result, "central money per self-sustaining", [cost], money, twin=False)
    notes = ["Money is added up to the horizon.", _note_on_cost(result, cost)]
    if math.isnan(rows[f"coverage_{LATE}"].mandated.mean):
        notes.append(
            "" if not judged(result, LATE).any() else f"Own money {LATE} quarters after is {NULL}: none was open."
        )
    else:
        notes.append(f"Own money is of those open then: other income and what members paid, over {EARLY} quarters.")
    notes.append(_twin_gone(result, rows, "coverage"))
    notes += [_beyond(result, after) for after in (EARLY, LATE)]
    return _section("Money", table, notes)


def _twin_gone(result: Result, rows: dict[str, Row], name: str) -> str:
    """Why the twin has no value of what only open partnerships have, where the mandated ones have one."""
    for after in (EARLY, LATE):
        row = rows.get(f"{name}_{after}")
        if row is None or result.twin_finals is None or not judged(result, after).any():
            continue
        if math.isnan(row.twin.mean) and not math.isnan(row.mandated.mean):
            return f"{NULL} of the twin: none was open {after} quarters after."
    return ""


def _ties(result: Result, rows: dict[str, Row]) -> RenderableType:
    table = _table(result, ["mean"])
    after = f"{LATE} quarters after"
    for says, name, shown in (
        ("trust among all ever members, at the start", "ties_start", number),
        (f"trust among all ever members, {after}", "ties_8", number),
        ("density of ties, after 12 quarters", "density_12", percent),
        (f"density of ties, {after}", "density_8", percent),
        (f"ties that cross sectors, {after}", "cross_sector_8", percent),
        (f"active members, {after}", "members_8", number),
        (f"joint activities running, {after}", "activities_8", number),
        ("turnover, per member and year", "turnover", number),
    ):
        _add(table, result, says, [rows[name]], shown)
    notes = ["Trust runs from 0 to 1. Density and crossing are of those open then; a closed one has 0 active members."]
    if math.isnan(rows["density_12"].mandated.mean):
        early = result.trace.shape[1] < SURVEYS[-1]
        notes.append(f"{NULL} after 12 quarters: {'beyond the horizon' if early else 'none was open'}.")
    if judged(result, LATE).any() and math.isnan(rows["density_8"].mandated.mean):
        notes.append(f"{NULL} at {after}: none was open.")
    notes.append(_twin_gone(result, rows, "density"))
    return _section("Ties", table, [*notes, _beyond(result, LATE)])


def _added(result: Result, rows: dict[str, Row]) -> RenderableType:
    title = "What the mandate added"
    if result.twin_finals is None:
        return _section(title, None, ["Not known: no twin was run (output.twin = false)."])
    if not is_mandated(result):
        return _section(title, None, ["Nothing: no mandate was in force, so the twin is the same world."])
    several = len(result.seeds) > 1
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("", overflow="fold")
    for name in ("mandated", "without", "added"):
        table.add_column(name, justify="right", no_wrap=True)
    lines: list[tuple[str, str, Shown, Shown]] = [
        (f"open, {EARLY} quarters after", f"alive_{EARLY}", percent, points),
        (f"open, {LATE} quarters after", f"alive_{LATE}", percent, points),
        (f"self-sustaining, {EARLY} quarters after", f"self_sustaining_{EARLY}", percent, points),
        (f"self-sustaining, {LATE} quarters after", f"self_sustaining_{LATE}", percent, points),
        (f"governance full, after {SURVEYS[-1]} quarters", f"governance_full_{SURVEYS[-1]}", percent, points),
        (f"trust among all ever members, {LATE} quarters after", "ties_8", number, signed),
    ]
    for says, name, shown, difference in lines:
        row = rows[name]
        added = with_interval(row.additional, difference)
        if difference is points and added != NULL:
            added += " points"
        table.add_row(Text(says), Text(shown(row.mandated.mean)), Text(shown(row.twin.mean)), Text(added))
    notes = ["Each cohort is compared with its own twin: the interval is of the difference itself."] if several else []
    return _section(title, table, [*notes, *(_beyond(result, after) for after in (EARLY, LATE))])


def _reading(result: Result) -> RenderableType:
    runs, count = result.finals.shape[:2]
    words = [
        f"{counted(runs, 'run').capitalize()} of {counted(count, 'partnership')}, {seeds_in_words(result.seeds)}. "
        "A simulation, not a forecast: "
        f"it assumes {theories_in_words(result)}; another theory can give another answer.",
        f"Keeping itself going takes {self_sustaining_in_words(result)}.",
    ]
    if runs > 1:
        words.append("[ ]: 95% interval of the mean. Cohorts 5–95%: where nine in ten cohorts lie.")
    else:
        words.append("One cohort is one history: no interval and no spread. Run more with --replicates.")
    if result.twin_finals is not None:
        words.append("Twin: the same world with the same luck and no mandate, looked at in the same quarters.")
    return Group(*(Text(line, style="dim") for line in words))


# Parts of a section -------------------------------------------------------------------------------------------------


def _table(result: Result, columns: Sequence[str]) -> Table:
    """An empty table: what, then estimate, spread over cohorts and twin for each of the columns."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("", overflow="fold")
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
        if len(result.seeds) > 1:
            table.add_column("cohorts\n5–95%", justify="right", no_wrap=True)
        if result.twin_finals is not None:
            table.add_column("twin", justify="right", no_wrap=True)
    return table


def _add(table: Table, result: Result, says: str, rows: Sequence[Row], shown: Shown, *, twin: bool = True) -> None:
    cells = [says]
    for row in rows:
        cells.append(with_interval(row.mandated, shown))
        if len(result.seeds) > 1:
            cells.append(between(row.cohorts, shown))
        if result.twin_finals is not None:
            cells.append(shown(row.twin.mean) if twin else "")
    table.add_row(*(Text(cell) for cell in cells))


def _section(title: str, table: Table | None, notes: Sequence[str]) -> RenderableType:
    said = [Text(note, style="dim") for note in dict.fromkeys(notes) if note]
    return Group(Text(title, style="bold"), *([table] if table else []), *said, Text())


def _beyond(result: Result, after: int) -> str:
    """Why a judgement is missing for some or all partnerships; empty where none is."""
    missing, total = int((~judged(result, after)).sum()), judged(result, after).size
    if not missing:
        return ""
    who = "" if missing == total else f" of {missing:,} of {total:,} partnerships is left out"
    said = f"{after} quarters after{who}: beyond the horizon, quarter {result.trace.shape[1]}."
    return said if who else f"{NULL} at {said}"


def _at_survey(result: Result, name: str) -> Row:
    """A quarterly outcome after the last survey's quarter, as a row."""
    last = SURVEYS[-1] - 1
    if last >= result.trace.shape[1]:
        return _row(NOTHING)
    values = by_quarter(result, name)[:, last].mean(axis=1)
    low, high = np.quantile(values, [0.05, 0.95])
    twin = NOTHING
    if result.twin_trace is not None:
        twin = interval_of_mean(by_quarter(result, name, twin=True)[:, last].mean(axis=1))
    return _row(interval_of_mean(values), (float(low), float(high)), twin)


def _row(mandated: Interval, cohorts: tuple[float, float] = (math.nan, math.nan), twin: Interval = NOTHING) -> Row:
    return Row("", "", "", mandated, cohorts, twin, NOTHING)


def _note_on_cost(result: Result, cost: Row) -> str:
    """Why there is no cost for each that kept itself going, or which cohorts its spread leaves out."""
    if not is_paid(result):
        return f"{NULL}: there was no central money to divide."
    known = judged(result, LATE)
    if math.isnan(cost.mandated.mean):
        return f"{NULL}: none kept itself going {LATE} quarters after." if known.any() else ""
    kept = np.nansum(result.final(f"self_sustaining_{LATE}"), axis=1)
    without = int((kept[known.any(axis=1)] == 0).sum())
    has = "has" if without == 1 else "have"
    note = f"Per self-sustaining: all cohorts together; the spread leaves out {without} that {has} none."
    return note if without and len(result.seeds) > 1 else ""
