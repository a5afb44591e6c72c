"""Where a partnership or an organisation stands now, in a few sentences with numbers."""

from __future__ import annotations

from outlast.analysis.numbers import percent
from outlast.outcomes.judgement import STATES
from outlast.parameters import TOPICS
from outlast.population import NATIONAL
from outlast.report.story.life import Life, region_name
from outlast.report.story.words import (
    SECTOR_WORDS,
    covered,
    in_stance,
    joint,
    members_said,
    numbered,
    paragraph,
    sentence,
    some,
)
from outlast.report.wording import STATE_NAMES, listed, money, number
from outlast.simulation.chronicle import Chronicle

STATE_MEANS = {
    "growing": "it keeps itself going, with more active members and more output than when funding ended",
    "self_sustained": "it keeps itself going",
    "carried_over": "it is open on a successor programme's money",
    "surviving": "it is open, without all that keeping itself going asks for",
    "funded": "it is open while the programme's money is on offer",
    "closed_by_success": "its aims were met",
    "legacy_activities": "joint activities go on without it",
    "legacy_ties": "more trust is left among all that were ever members than there was at the start",
    "failed": "neither joint activities nor more trust than at the start are left of it",
}


def standing_of_partnership(chronicle: Chronicle, key: int) -> str:
    """Where a partnership stands after the last quarter: state, members, governance, trust and money."""
    life = Life(chronicle, key)
    if not life.completed:
        members = some(len(life.convened), "member")
        return sentence(f"{life.name} has been convened in {life.region} with {members}; no quarter is completed yet")
    last = life.completed - 1
    state = STATES[int(life.measure("state", last))]
    paper, use = percent(life.measure("progress", last)), percent(life.measure("in_use", last))
    running = life.quarters[last].running
    work = f"{joint(running)} {'is' if running == 1 else 'are'} running" if running else "no joint activity is running"
    if life.closed is not None:
        return paragraph(
            [
                f"{life.name} closed in quarter {life.closed} and counts as {STATE_NAMES[state]}: {STATE_MEANS[state]}",
                f"governance had come to {paper} on paper and {use} in use; {work} now",
            ]
        )
    return paragraph(
        [
            f"{life.name} counts as {STATE_NAMES[state]}: {STATE_MEANS[state]}",
            _members(life, last),
            f"governance stands at {paper} on paper and {use} in use; {work}",
            _money(life, last),
        ]
    )


def _members(life: Life, last: int) -> str:
    members = life.quarters[last].members
    trust = life.measure("trust", last)
    among = "" if len(members) < 2 else f"; trust among them is {number(trust)} on the scale from 0 to 1"
    return members_said(members.values(), past=False) + among


def _money(life: Life, last: int) -> str:
    """What came in against the cost, and whether that counts as short."""
    parts = (("grant", "grant"), ("contributions", "contributions"), ("other_income", "other income"))
    amounts = [(life.measure(name, last), says) for name, says in parts]
    came = listed([f"{money(amount) + ' of' if amount > 0.0 else 'no'} {says}" for amount, says in amounts])
    share, cost = covered(life.coverage(last)), money(life.measure("cost", last))
    short = ", which counts as short" if life.is_short(last) else ""
    return f"in quarter {last} {came} came in against a cost of {cost}: {share}{short}"


def standing_of_organisation(chronicle: Chronicle, key: int) -> str:
    """Who an organisation is, what it cares about, and where it is a member now, in which stance and as host or not."""
    one = chronicle.model.organisation[key]
    where = "of no one region" if one.region == NATIONAL else f"in {region_name(chronicle, one.region)}"
    kind = SECTOR_WORDS[one.sector][0]
    article = "an" if kind.startswith("NHS") else "a"
    order = sorted(range(len(TOPICS)), key=lambda topic: (-one.priorities[topic], topic))
    cares = listed([f"{TOPICS[topic]} ({percent(one.priorities[topic])})" for topic in order])
    return paragraph(
        [
            f"{one.name} is {article} {kind} {where}, {_size(one.size)}",
            f"its priorities are {cares}",
            _memberships(chronicle, key),
        ]
    )


def _size(size: float) -> str:
    said = f"{size:.1f}"
    return "of the size typical of its sector" if said == "1.0" else f"{said} times the size typical of its sector"


def _memberships(chronicle: Chronicle, key: int) -> str:
    events = chronicle.of_organisation(key)
    lives = [Life(chronicle, one) for one in sorted({event.partnership for event in events})]
    if not lives:
        return "it has belonged to no partnership"
    here, host = [], []
    for life in lives:
        members = life.quarters[-1].members if life.completed else dict.fromkeys(life.convened, "engaged")
        if key not in members:
            continue
        # Before the first quarter no stance has been chosen yet.
        stance = f"{in_stance(members[key], past=False)} in" if life.completed else "is a member of"
        here.append(f"{stance} {life.name}")
        if (life.quarters[-1].host if life.completed else life.first_host) == key:
            host.append(life.key)
    if not here:
        return f"it belongs to no partnership now; it did to {numbered([life.key for life in lives])}"
    return f"it {listed(here)}" + (f"; it is the host of {numbered(host)}" if host else "")
