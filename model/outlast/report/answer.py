"""The answer to a run in one sentence, from its numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from outlast.outcomes.intervals import Interval, interval_of_share
from outlast.outcomes.judgement import CLOSED_BY_SUCCESS, EARLY, LATE
from outlast.report.values import judged
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
        known = judged(result, after)
        if not known.any():
            continue

        def share(hit: np.ndarray, known: np.ndarray = known) -> Interval:
            """A pooled share; its interval needs two cohorts, as the partnerships of one share a history."""
            trials = known.sum(axis=1).astype(float)
            found = interval_of_share((hit & known).sum(axis=1).astype(float), trials)
            return found if (trials > 0).sum() > 1 else Interval(found.mean, math.nan, math.nan)

        twin_alive = twin_kept = math.nan
        if result.twin_finals is not None:
            twin_alive = share(result.final(f"alive_{after}", twin=True) == 1).mean
            twin_kept = share(result.final(f"self_sustaining_{after}", twin=True) == 1).mean
        return Verdict(
            after,
            int(known.sum()),
            int(known.any(axis=1).sum()),
            share(result.final(f"alive_{after}") == 1),
            share(result.final(f"self_sustaining_{after}") == 1),
            twin_alive,
            twin_kept,
            share(result.final(f"ladder_{after}") == CLOSED_BY_SUCCESS).mean,
        )
    return None


def _judged(result: Result, v: Verdict) -> str:
    total = result.final("alive_end").size
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
    first = int(result.final("funding_end").min()) + EARLY
    said = (
        f"Too early to judge: the {counted(horizon, 'quarter')} simulated end before quarter {first}, "
        f"{WORDS[EARLY]} quarters after {origin(result)}."
    )
    return f"{said} {_at_the_end(result)}" if is_paid(result) else said


def _at_the_end(result: Result) -> str:
    horizon, ends = result.trace.shape[1], result.final("alive_end")
    mandated = "mandated " if is_mandated(result) else ""
    if ends.size == 1:
        fate = "open" if ends.sum() else "closed"
        return f"After {counted(horizon, 'quarter')} the one {mandated}partnership was {fate}."
    met = float(result.final("closed_by_success").mean())
    said = f"After {counted(horizon, 'quarter')}, {percent(float(ends.mean()))} of the {ends.size:,} {mandated}"
    said += "partnerships were open"
    if met > 0.0:
        said += f" and {percent(met)} had closed with their aims met"
    if result.twin_finals is not None and is_mandated(result):
        said += f"; without the mandate, {percent(float(result.final('alive_end', twin=True).mean()))} were open"
    return f"{said}."
