"""The fate of a partnership in words: what it was judged as, when, and what was lacking."""

from __future__ import annotations

from outlast.analysis.explanation.course import Course, Standing
from outlast.analysis.explanation.explanation import Explanation
from outlast.analysis.explanation.fate import SELF_SUSTAINING, Fate
from outlast.report.story.words import partnership_name, some
from outlast.report.wording import WORDS, listed
from outlast.scenario import Scenario


def title_of(found: Explanation) -> str:
    """Which partnership it is, as pages call it and as tables count it."""
    return (
        f"{partnership_name(found.partnership)} of {found.scenario.name}, seed {found.seed}"
        f" (number {found.partnership} in tables, which count from 0)"
    )


def fate_in_words(fate: Fate, standing: Standing | None, scenario: Scenario) -> str:
    """What it was judged as, as the end of a sentence about it: kept itself going: after 18 quarters, …."""
    if not fate.is_open:
        how = " with its aims met" if fate.aims_met else ""
        told = f"had closed{how} in quarter {fate.closed} when it was judged, {when_judged(fate)}"
        if not fate.outcome.startswith(SELF_SUSTAINING):
            return told
        return (
            f"{told}; to close so is not to keep oneself going"
            if fate.aims_met
            else (f"did not keep itself going: it {told}")
        )
    if not fate.outcome.startswith(SELF_SUSTAINING):
        return f"was open {when_judged(fate)}"
    assert standing is not None
    if fate.kept:
        return f"kept itself going: {when_judged(fate)}, {_had(standing, scenario)}"
    return f"was open {when_judged(fate)}, but did not keep itself going: {lacking(standing, scenario)}"


def when_judged(fate: Fate) -> str:
    """After how many quarters it was judged, and what they are counted from."""
    if fate.funding_end == 0:
        return f"after {some(fate.judged, 'quarter')}, counted from the start as no central money was on offer"
    return f"after {fate.judged} quarters, {WORDS[fate.after]} after the last central pound"


def what_followed(fate: Fate, course: Course) -> str:
    """What became of it after it was judged; empty where it had closed."""
    horizon = len(course.trace)
    if not fate.is_open:
        return ""
    if fate.closed is not None:
        return f"It closed later, in quarter {fate.closed}{', with its aims met' if fate.aims_met else ''}."
    return f"It was still open at the end, after {horizon} quarters." if horizon > fate.judged else ""


def would_have(fate: Fate) -> str:
    """The fate of a world that was not: would have kept itself going."""
    if fate.kept:
        return f"would have {'kept itself going' if fate.outcome.startswith(SELF_SUSTAINING) else 'been open'}"
    if not fate.is_open:
        return f"would have closed in quarter {fate.closed}{', with its aims met' if fate.aims_met else ''}"
    return "would have been open, without keeping itself going"


def lacking(standing: Standing, scenario: Scenario) -> str:
    """What keeping oneself going asks for and it did not have."""
    output = scenario.settings.output
    found = []
    if standing.active < output.organisations:
        found.append(f"{some(standing.active, 'active member') if standing.active else 'no active member'} where"
                     f" {output.organisations} are asked for")  # fmt: skip
    if standing.sectors < output.sectors:
        found.append(f"members of {some(standing.sectors, 'sector')} where {output.sectors} are asked for")
    if standing.own_coverage < output.own_coverage:
        own, asked = _apart(standing.own_coverage, output.own_coverage)
        found.append(f"own money for {own} of the cost over a year where {asked} is asked for")
    if not standing.governed:
        found.append("no finished governance activity in use")
    return f"it had {listed(found)}"


def _had(standing: Standing, scenario: Scenario) -> str:
    asked = scenario.settings.output.own_coverage
    own, least = _apart(standing.own_coverage, asked)
    return (
        f"it had {some(standing.active, 'active member')} of {some(standing.sectors, 'sector')}, own money for {own} of"
        f" the cost over a year ({least} is asked for), and a finished governance activity in use"
    )


def _apart(one: float, other: float) -> tuple[str, str]:
    """Two shares as percentages that do not read alike while they differ."""
    said = [(f"{100 * one:.{digits}f}%", f"{100 * other:.{digits}f}%") for digits in range(5)]
    return next((pair for pair in said if pair[0] != pair[1]), said[0])
