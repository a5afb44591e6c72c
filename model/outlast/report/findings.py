"""What a run found, in sentences from its summary: what the mandate added, how far cohorts differ, and more."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from outlast.analysis.numbers import percent
from outlast.analysis.summary import COST, MARKS, SURVIVAL_AT, Row, summarise
from outlast.outcomes.intervals import Interval
from outlast.outcomes.judgement import EARLY, LATE, SURVEYS
from outlast.report.answer import answer
from outlast.report.wording import WORDS, between, bracket, is_mandated, listed, money, points, with_interval
from outlast.simulation.result import Result

# The sentences that are the answer; what follows them is detail.
ANSWER = 3
# Of fewer cohorts nobody says "nine of ten".
MANY = 20


def findings(result: Result) -> list[str]:
    """The answer of a run in three sentences, then what else it found; one sentence each."""
    rows = known_rows(summarise(result), len(result.seeds))
    twin = result.twin_finals is not None
    return [answer(result), *told(rows, twin=twin, mandated=is_mandated(result), runs=len(result.seeds))]


def known_rows(rows: Sequence[Row], runs: int) -> dict[str, Row]:
    """The rows by outcome; without interval and spread where one cohort is all there is."""
    if runs > 1:
        return {row.outcome: row for row in rows}
    alone = (Interval(row.mandated.mean, math.nan, math.nan) for row in rows)
    return {
        row.outcome: row._replace(
            mandated=own,
            cohorts=(math.nan, math.nan),
            additional=row.additional._replace(low=math.nan, high=math.nan),
        )
        for row, own in zip(rows, alone, strict=True)
    }


def told(rows: Mapping[str, Row], *, twin: bool, mandated: bool, runs: int) -> list[str]:
    """The sentences after the first: two of the answer, then detail that there is."""
    after = next((one for one in (LATE, EARLY) if _known(rows, f"self_sustaining_{one}")), None)
    return [
        _added(rows, after, twin=twin, mandated=mandated),
        _spread(rows, after, runs),
        *(one for one in (_governance(rows), _survival(rows), _money(rows, mandated)) if one),
    ]


def _added(rows: Mapping[str, Row], after: int | None, *, twin: bool, mandated: bool) -> str:
    """What the mandate added, cohort by cohort beside its own twin."""
    if not twin:
        return "What the mandate added is not known: no twin was run (output.twin = false)."
    if not mandated:
        return "No mandate was in force, so that the twin is the same world and nothing was added."
    if after is None:
        return "What the mandate added cannot be judged within the horizon."
    kept, alive = (rows[f"{name}_{after}"].additional for name in ("self_sustaining", "alive"))
    said = (
        f"Beside its twin, the same world with the same luck and no mandate, the mandate added {_points(kept)} to the "
        f"share that kept itself going and {_points(alive)} to the share that was open {WORDS[after]} quarters after"
    )
    doubt = [name for name, one in (("first", kept), ("second", alive)) if one.low <= 0.0 <= one.high]
    if len(doubt) == 2:
        said += "; neither can be told from none"
    elif doubt:
        said += f"; the {doubt[0]} cannot be told from none"
    return f"{said}."


def _spread(rows: Mapping[str, Row], after: int | None, runs: int) -> str:
    """How far single cohorts differ, and how the share moves with the own money that is asked for."""
    if after is None:
        return "How far cohorts differ in what lasts cannot be judged within the horizon."
    marks = [(mark, rows.get(f"self_sustaining_8_at_{mark:.2f}")) for mark in MARKS] if after == LATE else []
    at = [f"{percent(row.mandated.mean)} at {percent(mark)}" for mark, row in marks if row and _is(row)]
    moved = f"by the part of its cost that own money must cover it is {listed(at)}" if at else ""
    if runs < 2:
        alone = "One cohort is one history, so that no interval and no spread is known"
        return f"{alone}; {moved.replace('it is', 'the share is')}." if moved else f"{alone}."
    share = between(rows[f"self_sustaining_{after}"].cohorts)
    span = f"between {share.replace('–', '% and ')}" if "–" in share else share
    who = "In nine cohorts of ten" if runs >= MANY else f"In the central nine tenths of {runs} cohorts"
    said = f"{who} the share that kept itself going {WORDS[after]} quarters after is {span}"
    return f"{said}; {moved}." if moved else f"{said}."


def _governance(rows: Mapping[str, Row]) -> str:
    survey = SURVEYS[-1]
    names = [f"governance_{level}_{survey}" for level in ("none", "partial", "full")]
    if not all(_known(rows, name) for name in names):
        return ""
    none, partial, full = (with_interval(rows[name].mandated) for name in names)
    return (
        f"After {survey} quarters {none} of governance activities had not begun, {partial} were partly and {full} "
        "fully done."
    )


def _survival(rows: Mapping[str, Row]) -> str:
    known = [at for at in SURVIVAL_AT if _known(rows, f"survival_{at}")]
    if not known:
        return ""
    at = known[-1]
    return (
        f"Of those open at the end of central money {with_interval(rows[f'survival_{at}'].mandated)} were still open "
        f"{at} quarters later (closing with the aims met ends the watch)."
    )


def _money(rows: Mapping[str, Row], mandated: bool) -> str:
    if not mandated or not _known(rows, "central_money") or rows["central_money"].mandated.mean == 0.0:
        return ""
    said = f"A partnership was paid {with_interval(rows['central_money'].mandated, money)} of central money on average"
    if _known(rows, COST):
        said += f"; that is {with_interval(rows[COST].mandated, money)} for each that kept itself going"
    return f"{said}."


def _points(found: Interval) -> str:
    size = points(found.mean)
    return f"{size} point{'' if size in ('+1', '−1') else 's'}{bracket(found, points)}"


def _known(rows: Mapping[str, Row], name: str) -> bool:
    return name in rows and _is(rows[name])


def _is(row: Row) -> bool:
    return not math.isnan(row.mandated.mean)
