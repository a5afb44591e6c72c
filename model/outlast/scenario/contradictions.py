"""Values that are each allowed but cannot hold together, and where each of them was set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from outlast.parameters import DECLARATIONS
from outlast.scenario.entries import NATIONAL
from outlast.scenario.names import AIM, SCHEDULED, VAGUENESS, components
from outlast.scenario.settling import reach
from outlast.scenario.wording import shown

if TYPE_CHECKING:
    from outlast.scenario.record import Scenario

POPULATION = "context.population"

type InWords = Callable[[str], str]


def contradictions(scenario: Scenario, origins: Mapping[str, str]) -> list[str]:
    """Every contradiction in a scenario, as a sentence; `origins` says where the value of a key was set."""

    def value_of(key: str) -> str:
        """A key and its value in words: `mandate.taper = 4 (from hiec_taper.toml)`."""
        value = reach(scenario.settings, key)
        is_default = value == DECLARATIONS[key].default
        origin = f" ({origins[key]})" if key in origins else " (the default)" if is_default else ""
        return f"{key} = {shown(value)}{origin}"

    checks = (_mandate, _time, _membership, _judging, _roster, _judged)
    return [sentence for check in checks for sentence in check(scenario, value_of)]


def _mandate(scenario: Scenario, say: InWords) -> Iterator[str]:
    mandate = scenario.settings.mandate
    if mandate.taper > 0 and mandate.duration == 0:
        yield (
            f"{say('mandate.taper')} with {say('mandate.duration')}: there is no funding to taper."
            " Give a duration of at least 1, or a taper of 0."
        )
    for quarter, stage in scenario.stages:
        if sum(stage.aim) <= 0.0:
            since = f" from quarter {quarter} on" if quarter else ""
            yield f"{AIM} gives all four topics a weight of 0{since}; at least one must be above 0."
    stages = [stage for _, stage in scenario.stages]
    if any(stage.match > 0.0 for stage in stages) and not any(stage.grant > 0.0 for stage in stages):
        yield (
            f"{say('mandate.match')} with {say('mandate.grant')}: there is no grant to match."
            " Give a grant above 0, or a match of 0."
        )
    if mandate.successor.chance > 0.0 and mandate.successor.duration == 0:
        yield (
            f"{say('mandate.successor.chance')} with {say('mandate.successor.duration')}: a successor programme"
            " needs funded quarters. Give it a duration of at least 1, or a chance of 0."
        )


def _time(scenario: Scenario, say: InWords) -> Iterator[str]:
    horizon = scenario.horizon
    span = f"which has {horizon} quarters, 0 to {horizon - 1}"
    if scenario.settings.context.horizon and horizon < scenario.funding_end:
        yield (
            f"{say('context.horizon')} is shorter than the funding, which runs for"
            f" {scenario.funding_end} quarters with its taper. Give at least {scenario.funding_end}, better 12 more"
            " to see what follows, or 0 for the default."
        )
    for quarter in scenario.settings.context.reorganisations.scheduled:
        if quarter >= horizon:
            yield (
                f"{say(SCHEDULED)}: quarter {quarter} lies beyond the horizon, {span}."
                f" Take it out, or set context.horizon to at least {quarter + 1}."
            )
    for quarter in dict.fromkeys(change.quarter for change in scenario.changes):
        if quarter >= horizon:
            yield (
                f"[[change]] at quarter {quarter} lies beyond the horizon, {span}."
                f" Take it out, or set context.horizon to at least {quarter + 1}."
            )


def _membership(scenario: Scenario, say: InWords) -> Iterator[str]:
    context, opening, mandate = (
        scenario.settings.context,
        scenario.settings.rules.opening,
        scenario.settings.mandate,
    )
    if opening.share_nhs + opening.share_university > 1.0:
        yield (
            f"{say('rules.opening.share_nhs')} and {say('rules.opening.share_university')} add up to"
            f" {opening.share_nhs + opening.share_university:g}, but shares of the invited may add up to 1 at most;"
            " firms get the rest."
        )
    if mandate.growth == "grown" and opening.founders > context.members:
        yield (
            f"{say('rules.opening.founders')} is more than {say('context.members')}: a grown partnership cannot"
            " start larger than the size that it seeks."
        )
    if scenario.roster is not None:
        return
    if context.regions > context.partnerships:
        yield (
            f"{say('context.regions')} is more than {say('context.partnerships')}: some regions would have no"
            " partnership. Give at most as many regions as partnerships, or 0 for one region each."
        )
    people = context.population
    available = sum(people)
    kinds = (
        f"{POPULATION}: {people.trusts} trusts, {people.universities} universities, {people.firms} firms,"
        f" {people.national_firms} national firms"
    )
    if available == 0:
        yield f"nobody could be invited ({kinds}). Give a population."
    elif people.trusts + people.universities == 0:
        yield (
            f"{say(f'{POPULATION}.trusts')} and {say(f'{POPULATION}.universities')}: nobody could host a"
            " partnership. Give at least one NHS trust or university."
        )
    elif context.members > available:
        yield (
            f"{say('context.members')} is more than the {available} organisations that could be invited in a"
            f" region ({kinds}). Seek fewer members, or give a larger population."
        )


def _judging(scenario: Scenario, say: InWords) -> Iterator[str]:
    output = scenario.settings.output
    if output.none_below >= output.full_from:
        yield (
            f"{say('output.none_below')} is not below {say('output.full_from')}: no progress would count as partial."
        )


def _roster(scenario: Scenario, say: InWords) -> Iterator[str]:
    if scenario.roster is None:
        return
    context = scenario.settings.context
    set_anyway = [key for key in components(POPULATION) if reach(scenario.settings, key) != DECLARATIONS[key].default]
    if set_anyway:
        yield (
            f"{', '.join(say(key) for key in set_anyway)} beside a roster: the roster is the whole"
            " population. Take one of the two out."
        )
    if context.regions:
        yield f"{say('context.regions')} beside a roster: its own regions count. Take the number out."
    national = [entry for entry in scenario.roster if entry.region == NATIONAL]
    for region in scenario.region_names[: context.partnerships]:
        local = [entry for entry in scenario.roster if entry.region == region]
        if not any(entry.sector in ("nhs", "university") for entry in local):
            yield (
                f"the roster has no NHS trust and no university in region {shown(region)}: a partnership"
                " there could find no host."
            )
        available = len(local) + len(national)
        if context.members > available:
            yield (
                f"{say('context.members')} is more than the roster has for region {shown(region)}, which is"
                f" {available} (those of no region counted in). Seek fewer members, or add organisations."
            )


def _judged(scenario: Scenario, say: InWords) -> Iterator[str]:
    for judgement in scenario.judgements:
        keys = components(VAGUENESS) if judgement.key == VAGUENESS else [judgement.key]
        for key in keys:
            value: Any = reach(scenario.settings, key)
            if not judgement.low <= value <= judgement.high:
                yield (
                    f"{say(key)} lies outside its own [judgement], {judgement.low:g} to {judgement.high:g}."
                    " Widen the interval, or take the judgement out."
                )
