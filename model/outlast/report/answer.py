"""The answer to a run in one sentence, from its numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from outlast.analysis.intervals import Interval, interval_of_share
from outlast.outcomes.judgement import EARLY, LATE
from outlast.report.wording import (
    WORDS,
    bracket,
    counted,
    is_mandated,
    is_paid,
    origin,
    percent,
)
from outlast.simulation.result import Result

NO_INTERVAL = Interval(math.nan, math.nan, math.nan)


class Verdict(NamedTuple):
    """What became of the partnerships that could be judged: how many of how many, and the shares with intervals."""

    after: int
    judged: int
    cohorts: int
    alive: Interval
    kept: Interval
    twin_alive: float
    twin_kept: float
    by_success: float


def answer(result: Result) -> str:
    """The sentence on top: how many were open, how many kept themselves going, and how many without the mandate."""
    verdict = judge(result)
    said = _unjudged(result) if verdict is None else _judged(result, verdict)
    if not is_paid(result):
        lacking = "No central money" if is_mandated(result) else "No mandate was in force: no central money"
        said += f" {lacking} was ever on offer. {_at_the_end(result)}"
    return said


def judge(result: Result) -> Verdict | None:
    """The latest judgement that falls within the horizon for any partnership; None where none does."""
    for after in (LATE, EARLY):
        known = _by_run(result, f"ladder_{after}", None)
        if known.sum() == 0:
            continue
        alive, kept = (_share(result, f"{name}_{after}", True, known) for name in ("alive", "self_sustaining"))
        twin_alive = twin_kept = NO_INTERVAL
        if result.twin_finals is not None:
            twin_alive = _share(result, f"twin_alive_{after}", True, known)
            twin_kept = _share(result, f"twin_self_sustaining_{after}", True, known)
        by_success = _share(result, f"ladder_{after}", "closed_by_success", known).mean
        cohorts = int((known > 0).sum())
        return Verdict(after, int(known.sum()), cohorts, alive, kept, twin_alive.mean, twin_kept.mean, by_success)
    return None


def _by_run(result: Result, column: str, wanted: object) -> np.ndarray:
    """How many partnerships of each run have a value, or one that is wanted."""
    values = result.partnerships[column]
    hit = values.notna() if wanted is None else (values == wanted).fillna(False)
    return hit.to_numpy(dtype=bool).reshape(len(result.seeds), -1).sum(axis=1).astype(float)


def _share(result: Result, column: str, wanted: object, known: np.ndarray) -> Interval:
    """A pooled share; its interval needs two cohorts, as the partnerships of one share a history."""
    found = interval_of_share(_by_run(result, column, wanted), known)
    return found if (known > 0).sum() > 1 else Interval(found.mean, math.nan, math.nan)


def _judged(result: Result, v: Verdict) -> str:
    total = len(result.partnerships)
    when = f"{WORDS[v.after]} quarters after {origin(result)}"
    mandated = "mandated " if is_mandated(result) else ""
    has_twin = is_mandated(result) and not math.isnan(v.twin_alive)
    if v.judged == total == 1:
        said = f"The one {mandated}partnership was {_fate(v.alive.mean, v.kept.mean, v.by_success)} {when}"
        return f"{said}; without the mandate it was {_fate(v.twin_alive, v.twin_kept)}." if has_twin else f"{said}."
    counts = f"{v.judged:,}" if v.judged == total else f"the {v.judged:,} (out of {total:,})"
    beyond = "" if v.judged == total else " that can be judged within the horizon"
    said = (
        f"Of {counts} {mandated}partnerships{beyond} in {counted(v.cohorts, 'cohort')}, "
        f"{percent(v.alive.mean)}{bracket(v.alive)} were open and {percent(v.kept.mean)}{bracket(v.kept)} "
        f"kept themselves going {when}"
    )
    if v.by_success > 0.0:
        said += f", and {percent(v.by_success)} had closed with their aims met"
    if has_twin:
        said += f"; without the mandate, {percent(v.twin_alive)} and {percent(v.twin_kept)}"
    if v.after != LATE:
        said += f". {WORDS[LATE].capitalize()} quarters after lies beyond the horizon"
    return f"{said}."


def _fate(alive: float, kept: float, by_success: float = 0.0) -> str:
    if by_success > 0.0:
        return "closed, its aims met,"
    if alive == 0.0:
        return "closed"
    return "open and kept itself going" if kept > 0.0 else "open, but did not keep itself going,"


def _unjudged(result: Result) -> str:
    """Why there is no judgement, and what is known instead."""
    horizon = result.trace.shape[1]
    ends = result.partnerships["funding_end"].to_numpy(dtype=float)
    first = int(ends.min()) + EARLY
    said = (
        f"Too early to judge: the {counted(horizon, 'quarter')} simulated end before quarter {first}, "
        f"{WORDS[EARLY]} quarters after {origin(result)}."
    )
    return f"{said} {_at_the_end(result)}" if is_paid(result) else said


def _at_the_end(result: Result) -> str:
    horizon, total = result.trace.shape[1], len(result.partnerships)
    mandated = "mandated " if is_mandated(result) else ""
    if total == 1:
        is_open = bool(result.partnerships["alive_end"].iloc[0])
        return (
            f"After {counted(horizon, 'quarter')} the one {mandated}partnership was {'open' if is_open else 'closed'}."
        )
    ends = result.partnerships["alive_end"], result.partnerships["closed_by_success"]
    is_open, met = (float(end.mean()) for end in ends)
    said = f"After {counted(horizon, 'quarter')}, {percent(is_open)} of the {total:,} {mandated}partnerships were open"
    if met > 0.0:
        said += f" and {percent(met)} had closed with their aims met"
    if result.twin_finals is not None and is_mandated(result):
        said += f"; without the mandate, {percent(float(result.partnerships['twin_alive_end'].mean()))} were open"
    return f"{said}."
