"""Scenarios and rosters that somebody hands in as text: checked like any file, and no file is read for them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from outlast.parameters import DECLARATIONS
from outlast.scenario.assembly import assemble, peopled
from outlast.scenario.contradictions import contradictions
from outlast.scenario.entries import NATIONAL
from outlast.scenario.errors import RosterError, ScenarioError, fail
from outlast.scenario.files import decoded
from outlast.scenario.reading import load_scenario, parsed
from outlast.scenario.record import LEAST_HORIZON, Scenario
from outlast.scenario.revision import revise
from outlast.scenario.roster import parse_roster
from outlast.scenario.shipped import shipped_scenarios
from outlast.scenario.wording import shown

# What a visitor may hand in; a roster of 2,000 organisations with their ties is half of it.
LARGEST_HANDED = 500_000
# A world that is drawn while people wait: pairs of organisations that share a region, and memberships sought over the
# shortest horizon. The largest shipped has 39,000 and 500.
MOST_PAIRS, MOST_MEMBERSHIPS = 1_000_000, 5_000
LONGEST_NAME = 120
# How the files of spreadsheets begin, which are archives.
ARCHIVE = b"PK\x03\x04"
WITH_ROSTER = ", with the organisations of "


def scenario_from(data: bytes, name: str) -> Scenario:
    """A scenario file as bytes. It may extend a shipped scenario and hold a roster as tables, but name no other file.

    Raises ScenarioError in one message, as `load_scenario` does.
    """
    name = _printable(name)
    tables = parsed(decoded(data, name, largest=LARGEST_HANDED), name)
    extended = tables.get("extends")
    base = Scenario(name=Path(name).stem)
    if isinstance(extended, str) and extended:
        if extended not in shipped_scenarios():
            raise ScenarioError(
                f"{name}: extends = {shown(extended)} is no shipped scenario, and other files cannot be reached from"
                f" here. Shipped are {', '.join(shipped_scenarios())}."
            )
        found = load_scenario(extended)
        base = revise(found, {}, name=base.name, path=None)
    if isinstance(tables.get("roster"), str):
        raise RosterError(
            f"{name}: roster = {shown(tables['roster'])} names a file, which cannot be reached from here. Hand in the"
            " roster by itself, or write it into the scenario as [[roster]] tables."
        )
    scenario, values = assemble(base, tables, Path(), name)
    if not scenario.title:
        scenario = revise(scenario, {}, title=scenario.name)
    fail(name, [*contradictions(scenario, dict.fromkeys(values, name)), *_too_large(scenario)])
    return scenario


def with_roster(scenario: Scenario, data: bytes, name: str, members: float | None = None) -> Scenario:
    """The scenario with the organisations of a CSV file, given as bytes, one partnership to each region that can host.

    A region can host with an NHS trust or a university in it. Fewer members are sought where the smallest region has
    fewer; `members` is how many are, those of the scenario if None. Raises RosterError or ScenarioError in one message.
    """
    name = _printable(name)
    if data.startswith(ARCHIVE):
        raise RosterError(
            f"{name}: this is a workbook, not a CSV file. Save its sheet as CSV (UTF-8) and hand that in."
        )
    roster = parse_roster(decoded(data, name, RosterError, largest=LARGEST_HANDED), name)
    found = peopled(scenario, roster)
    national = sum(entry.region not in found.region_names for entry in roster)
    fewest = min((sum(entry.region == one for entry in roster) for one in found.region_names), default=0) + national
    context, least = found.settings.context, int(DECLARATIONS["context.members"].spec.low)  # type: ignore[union-attr]
    if found.region_names and fewest < least:
        raise RosterError(
            f"{name}: its smallest region has {fewest} organisation{'' if fewest == 1 else 's'} to invite (those of no"
            f" region counted in), but a partnership has at least {least}. Add organisations, or leave the region empty"
            " for those of none."
        )
    values = {
        "context.partnerships": max(len(found.region_names), 1),
        "context.members": min(context.members if members is None else members, fewest),
    }
    title = f"{scenario.title.partition(WITH_ROSTER)[0]}{WITH_ROSTER}{name}"
    found = revise(found, values, title=title, name=Path(name).stem)
    fail(name, [*contradictions(found, dict.fromkeys(values, "from the roster")), *_too_large(found)])
    return found


def _too_large(scenario: Scenario) -> list[str]:
    """What makes a world too large to be played while people wait."""
    context = scenario.settings.context
    if scenario.roster is None:
        people = context.population
        pairs = scenario.regions * (people.trusts + people.universities + people.firms) ** 2
    else:
        regions = Counter(entry.region for entry in scenario.roster if entry.region != NATIONAL)
        pairs = sum(count**2 for count in regions.values())
    memberships = context.partnerships * (context.members + context.members_spread)
    if pairs <= MOST_PAIRS and memberships * scenario.horizon <= MOST_MEMBERSHIPS * LEAST_HORIZON:
        return []
    return [
        f"a world of {context.partnerships} partnerships in {scenario.regions} regions, with so many members and"
        " organisations, is too large to be played here. Run it with `outlast run`."
    ]


def _printable(name: str) -> str:
    """A name as messages and links can hold it."""
    return "".join(sign for sign in name if sign.isprintable())[:LONGEST_NAME] or "file"
