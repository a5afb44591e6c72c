"""Numbers as a reader meets them: shares as %, money with £, null as a dash."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from outlast.analysis.numbers import NULL, percent
from outlast.outcomes.intervals import Interval
from outlast.outcomes.judgement import EARLY, LATE
from outlast.parameters import Settings
from outlast.scenario import Scenario
from outlast.simulation.result import Result

Shown = Callable[[float], str]
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


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return NULL if math.isnan(difference) else _signed(100 * difference, 0)


def number(value: float) -> str:
    """A plain number to three digits or so."""
    if math.isnan(value):
        return NULL
    text = f"{value:,.0f}" if abs(value) >= 99.5 else f"{value:.1f}" if abs(value) >= 9.95 else f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def signed(difference: float) -> str:
    """A difference of plain numbers, with its sign."""
    return NULL if math.isnan(difference) else _signed(difference, 2)


def money(thousands: float) -> str:
    """Pounds from thousands of pounds."""
    if math.isnan(thousands):
        return NULL
    size = abs(thousands)
    if size == 0.0:
        return "£0"
    if size < 0.05:
        return "<£0.1k"
    if size >= 999.5:
        text = f"£{size / 1000:.1f}m" if size >= 9995 else f"£{size / 1000:.2f}m"
    else:
        text = f"£{size:.0f}k" if size >= 9.95 else f"£{size:.1f}k"
    return f"−{text}" if thousands < 0 else text


def pence(pounds: float) -> str:
    """Pounds and pence, of what is paid for each pound of cost."""
    return NULL if math.isnan(pounds) else f"£{pounds:.2f}"


def bracket(interval: Interval, shown: Shown = percent) -> str:
    """The interval in brackets after its estimate, without repeating a % sign; empty where there is none."""
    if math.isnan(interval.low) or math.isnan(interval.high) or interval.low == interval.high:
        return ""
    low, high = (_end(end) if shown is percent else shown(end) for end in (interval.low, interval.high))
    return f" [{low}, {high}]"


def with_interval(interval: Interval, shown: Shown = percent) -> str:
    """An estimate with its interval, where it has one."""
    return NULL if math.isnan(interval.mean) else shown(interval.mean) + bracket(interval, shown)


def between(ends: tuple[float, float], shown: Shown = percent) -> str:
    """Two ends of a range, or one where they read the same; a dash where they are not known."""
    low, high = ends
    if math.isnan(low) or math.isnan(high):
        return NULL
    if shown(low) == shown(high):
        return shown(low)
    if shown is percent:
        return f"{_end(low)}–{_end(high)}%"
    return f"{shown(low)}–{shown(high)}"


def counted(count: int, noun: str) -> str:
    """A count with its noun: one cohort, 16 cohorts."""
    return f"{WORDS[1]} {noun}" if count == 1 else f"{count:,} {noun}s"


def listed(words: Sequence[str]) -> str:
    """Words in a row: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


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


def _signed(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    return text.lstrip("+-") if float(text) == 0.0 else text.replace("-", "−")


def _end(share: float) -> str:
    """An end of an interval of shares as a whole percentage; Student's interval may leave 0 to 1, a share does not."""
    return f"{100 * min(1.0, max(0.0, share)):.0f}"
