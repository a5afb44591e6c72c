"""What was run and how it is judged, in words; with it the numbers of `analysis.numbers` as a reader meets them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from outlast.analysis.numbers import (
    NULL,
    Shown,
    between,
    bracket,
    counted,
    listed,
    money,
    number,
    pence,
    percent,
    points,
    signed,
    with_interval,
)
from outlast.outcomes.judgement import EARLY, LATE
from outlast.parameters import Settings
from outlast.scenario import Scenario
from outlast.simulation.result import Result

__all__ = [
    "NULL",
    "STATE_NAMES",
    "STATE_ORDER",
    "WORDS",
    "Shown",
    "between",
    "bracket",
    "counted",
    "is_mandated",
    "is_paid",
    "listed",
    "money",
    "number",
    "origin",
    "pence",
    "percent",
    "points",
    "seeds_in_words",
    "self_sustaining_in_words",
    "signed",
    "theories_in_words",
    "with_interval",
]

WORDS = {1: "one", EARLY: "four", LATE: "eight"}

# The states from the bottom of the stack to its top: what lasts, what is open, what is left of the closed.
STATE_ORDER = (
    "growing",
    "self_sustained",
    "carried_over",
    "surviving",
    "funded",
    "closed_by_success",
    "legacy_activities",
    "legacy_ties",
    "failed",
)
STATE_NAMES = {
    "growing": "growing",
    "self_sustained": "self-sustained",
    "carried_over": "carried over",
    "surviving": "surviving",
    "funded": "still funded",
    "closed_by_success": "closed by success",
    "legacy_activities": "legacy activities",
    "legacy_ties": "legacy ties",
    "failed": "failed",
}


def seeds_in_words(seeds: Sequence[int]) -> str:
    """Which seeds were run."""
    if len(seeds) == 1:
        return f"seed {seeds[0]}"
    if list(seeds) == list(range(seeds[0], seeds[0] + len(seeds))):
        return f"seeds {seeds[0]} to {seeds[-1]}"
    if len(seeds) <= 6:
        return f"seeds {listed([str(seed) for seed in seeds])}"
    return f"{len(seeds)} seeds between {min(seeds)} and {max(seeds)}"


def theories_in_words(run: Result | Scenario, ensemble: str | None = None) -> str:
    """How vagueness was assumed to work: by which theories, or with which ensemble (`ensemble` is its short name)."""
    if ensemble is not None:
        return f"what the members of the ensemble {ensemble} hold"
    if isinstance(run, Result) and run.drawn is not None:
        held = Counter(run.drawn.theories).most_common()
        shares = [f"{theory.replace(',', ' and ')} in {percent(count / len(run.seeds))}" for theory, count in held]
        members = counted(len(set(run.drawn.members)), "member")
        return f"what {members} of the ensemble {run.drawn.ensemble} hold (of the runs, {listed(shares)})"
    theories = [name for name in _settings(run).structure.theory if name != "none"]
    return f"that vagueness works by {listed(theories)}" if theories else "that vagueness does nothing"


def self_sustaining_in_words(run: Result | Scenario) -> str:
    """What it takes to count as keeping oneself going."""
    output = _settings(run).output
    return (
        f"at least {counted(output.organisations, 'organisation')} of {counted(output.sectors, 'sector')}, "
        f"own money for {percent(output.own_coverage)} of the cost over a year, "
        "and a finished governance activity in use"
    )


def is_mandated(result: Result) -> bool:
    """Whether a mandate was ever to be in force, paid or not."""
    return any(mandate.duration + mandate.taper > start for start, mandate in result.scenario.stages)


def is_paid(result: Result) -> bool:
    """Whether central money was ever on offer to any partnership."""
    return bool((result.final("funding_end") > 0).any())


def origin(result: Result) -> str:
    """What the judgements are counted from."""
    if not is_paid(result):
        return "the start"
    never = bool((result.final("funding_end") == 0).any())
    return "the last central pound" + (" (or the start, where none was on offer)" if never else "")


def _settings(run: Result | Scenario) -> Settings:
    return run.settings if isinstance(run, Scenario) else run.scenario.settings
