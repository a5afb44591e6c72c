"""What is recorded of a partnership, compiled: each quarter, and once for the whole run."""

from __future__ import annotations

import math
from collections import namedtuple
from typing import Any

from outlast.outcomes import judgement
from outlast.outcomes.catalogue import FINALS, TRACE
from outlast.outcomes.judgement import EARLY, FUNDED, LATE, SURVEYS, WINDOW, mean_of, mean_where
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.rules import fate, money
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN
from outlast.simulation.compiled import ledger
from outlast.simulation.compiled.arrays import NEVER, Case, World
from outlast.simulation.compiled.cache import action, stage
from outlast.simulation.compiled.closing import members_active
from outlast.simulation.compiled.network import mean_opening, mean_ties, mean_trust, see_network
from outlast.simulation.compiled.partnership import on_successor_money


def places(kind: str, outcomes: tuple[Any, ...]) -> Any:
    """The place of each outcome by its name."""
    names = [outcome.name for outcome in outcomes]
    return namedtuple(kind, names)(*range(len(names)))


FORMAL = tuple(item.formal for item in GOVERNANCE_ACTIVITIES)
F = places("F", FINALS)
T = places("T", TRACE)
# What is judged afresh once money has come again.
JUDGED = tuple(
    place
    for place, outcome in enumerate(FINALS)
    if outcome.name.endswith((f"_{EARLY}", f"_{LATE}")) and not outcome.name.startswith("governance")
)


@action
def open_record(world: World, finals: Any) -> None:
    """The finals before the first quarter."""
    for k in range(len(world.partnerships)):
        finals[k, :] = math.nan
        finals[k, F.members_start] = world.partnerships[k].members_start
        finals[k, F.members_sought] = world.partnerships[k].members_sought
        finals[k, F.alive_at_funding_end] = 1.0


@stage
def record(world: World, case: Case, mandated: Any, others_trust: Any, has_twin: bool, finals: Any, trace: Any) -> None:
    """Record the quarter; the `mandated` partnerships tell when funding ended, ties are compared with the twin's.

    The trace has no rows where it is not wanted.
    """
    quarter, settings = world.centre[0].quarter, case.settings[0]
    for k in range(len(world.partnerships)):
        partnership, row = world.partnerships[k], finals[k]
        is_open, completed = partnership.status == fate.OPEN, quarter + 1
        partnership.outputs[quarter % WINDOW] = partnership.output if is_open else math.nan
        if not is_open and partnership.closed_quarter == completed:
            partnership.ties_start = mean_opening(world, k)
        # The trace tells where a partnership stands each quarter, the finals only now and then.
        since, offered = completed - partnership.funding_end, mandated[k].offer > 0.0
        judged = len(trace) > 0 or since == EARLY or since == LATE or completed == settings.country.horizon
        if not (judged or offered or completed in SURVEYS):
            continue
        active = members_active(world.memberships[k], world.members[k], partnership.members)
        output = mean_output(partnership, quarter)
        keeps_itself = judged and is_open and self_sustaining(world, settings.output, k, active)
        # Ties decide only where nothing better is left.
        ties_decide = judged and not is_open and partnership.activities == 0
        trust_above = ties_decide and is_trust_above(world, others_trust, has_twin, k)
        if len(trace) > 0:
            record_quarter(world, settings.output, k, active, trace[quarter, k])
            trace[quarter, k, T.state] = state(partnership, quarter, keeps_itself, active, output, trust_above)
        if offered:
            partnership.funding_end = completed
            partnership.members_at_end = active
            partnership.output_at_end = output
            row[F.alive_at_funding_end] = is_open
            for place in JUDGED:
                row[place] = math.nan
        if completed in SURVEYS:
            survey(world, settings.output, k, completed, row)
        if completed == partnership.funding_end + EARLY:
            row[F.ladder_4] = state(partnership, quarter, keeps_itself, active, output, trust_above)
            row[F.self_sustaining_4] = keeps_itself
            row[F.alive_4] = is_open
            row[F.coverage_4] = ledger.own_coverage(partnership) if is_open else math.nan
        if completed == partnership.funding_end + LATE:
            row[F.ladder_8] = state(partnership, quarter, keeps_itself, active, output, trust_above)
            row[F.self_sustaining_8] = keeps_itself
            row[F.alive_8] = is_open
            row[F.coverage_8] = ledger.own_coverage(partnership) if is_open else math.nan
            if is_open:
                see_network(world, settings.output, k, row, F.trust_8)
            row[F.in_order_8] = is_open and in_order(world, settings.output, k, active)
            row[F.members_8] = active
            row[F.ties_8] = mean_ties(world, k, world.trust)
            row[F.activities_8] = partnership.activities
        if completed == settings.country.horizon:
            record_life(partnership, row)
            row[F.ladder_end] = state(partnership, quarter, keeps_itself, active, output, trust_above)
            row[F.ties_start] = mean_opening(world, k)


@action
def record_life(partnership: Any, row: Any) -> None:
    """Complete the finals at the horizon."""
    years = partnership.member_quarters / 4.0
    row[F.funding_end] = partnership.funding_end
    row[F.alive_end] = partnership.status == fate.OPEN
    row[F.carried_over] = partnership.successor_end != NEVER
    row[F.closed_by_success] = partnership.status == fate.SUCCEEDED
    row[F.turnover] = (partnership.joined_total + partnership.left_total) / years if years > 0.0 else math.nan
    row[F.activities_started] = partnership.activities_started
    row[F.successes] = partnership.successes_total
    row[F.output_total] = partnership.output_total
    row[F.central_money] = partnership.grant_total
    row[F.contributions] = partnership.contributions_total
    row[F.other_income] = partnership.other_income_total
    row[F.coordination_paid] = partnership.coordination_total
    row[F.joint_work_paid] = partnership.joint_work_total
    row[F.cost_unmet] = partnership.unmet_total
    if partnership.closed_quarter != NEVER:
        row[F.closed_quarter] = partnership.closed_quarter


# Judgement ------------------------------------------------------------------------------------------------------------


@action
def state(partnership: Any, quarter: int, keeps_itself: bool, active: int, output: float, trust_above: bool) -> int:
    """The rung on which the partnership stands now, or FUNDED while the programme's own money is on offer."""
    carried = on_successor_money(partnership, quarter)
    if partnership.status == fate.OPEN and partnership.offer > 0.0 and not carried:
        return FUNDED
    grew = not carried and active > partnership.members_at_end and output > partnership.output_at_end
    return judgement.rung(partnership.status, carried, keeps_itself, grew, partnership.activities, trust_above)


@action
def self_sustaining(world: World, p: Any, k: int, active: int) -> bool:
    """Whether an open partnership keeps itself going now."""
    partnership = world.partnerships[k]
    governed = judgement.governed(partnership.progress, partnership.in_use, p)
    coverage = ledger.own_coverage(partnership)
    return judgement.self_sustaining(active, sectors_active(world, k), coverage, governed, p)


@action
def in_order(world: World, p: Any, k: int, active: int) -> bool:
    """Whether an open partnership has all that self-sustaining asks but money."""
    partnership = world.partnerships[k]
    governed = judgement.governed(partnership.progress, partnership.in_use, p)
    return judgement.in_order(active, sectors_active(world, k), governed, p)


@action
def sectors_active(world: World, k: int) -> int:
    """How many sectors the active members come from."""
    partnership, organisations = world.partnerships[k], world.organisations
    present = 0
    for place in range(partnership.members):
        seat = world.members[k, place]
        if world.memberships[k, seat].stance <= TOKEN:
            present |= 1 << organisations[world.seated[partnership.region, seat]].sector
    return (present & 1) + ((present >> 1) & 1) + ((present >> 2) & 1)


@action
def mean_output(partnership: Any, quarter: int) -> float:
    """Mean output over the last quarters in which the partnership was open."""
    total = 0.0
    count = 0
    for past in range(max(0, quarter + 1 - WINDOW), quarter + 1):
        output = partnership.outputs[past % WINDOW]
        if not math.isnan(output):
            total += output
            count += 1
    return total / count if count > 0 else 0.0


@stage
def is_trust_above(world: World, others_trust: Any, has_twin: bool, k: int) -> bool:
    """Whether trust among all that were ever members is above the opening's, and above the twin's."""
    now = mean_ties(world, k, world.trust)
    if not now > world.partnerships[k].ties_start:
        return False
    return not has_twin or now > mean_ties(world, k, others_trust)


# Governance -----------------------------------------------------------------------------------------------------------


@action
def shares(progress: Any, p: Any) -> tuple[float, float, float]:
    """Shares of governance activities not begun, partly done and fully done."""
    begun = judgement.share_at_least(progress, p.none_below)
    full = judgement.share_at_least(progress, p.full_from)
    return 1.0 - begun, begun - full, full


@stage
def survey(world: World, p: Any, k: int, completed: int, row: Any) -> None:
    """Governance as a survey finds it; the last survey asks more."""
    partnership = world.partnerships[k]
    first = F.governance_none_4
    if completed == SURVEYS[1]:
        first = F.governance_none_8
    elif completed == SURVEYS[2]:
        first = F.governance_none_12
    row[first], row[first + 1], row[first + 2] = shares(partnership.progress, p)
    if completed == SURVEYS[2]:
        row[F.decoupling_12] = mean_of(partnership.progress) - mean_of(partnership.in_use)
        row[F.formality_12] = mean_where(partnership.in_use, FORMAL)
        if partnership.status == fate.OPEN:
            row[F.lead_form_12] = partnership.form == money.LEAD
            row[F.clarity_12] = partnership.clarity
            for topic in range(4):
                row[F.agenda_care_12 + topic] = partnership.agenda[topic]
            see_network(world, p, k, row, F.trust_12)


# Trace ----------------------------------------------------------------------------------------------------------------


@action
def record_quarter(world: World, p: Any, k: int, active: int, row: Any) -> None:
    """A row of the trace, but for the state."""
    partnership = world.partnerships[k]
    row[:] = math.nan
    row[T.progress] = mean_of(partnership.progress)
    row[T.in_use] = mean_of(partnership.in_use)
    row[T.governance_none], row[T.governance_partial], row[T.governance_full] = shares(partnership.progress, p)
    row[T.formality] = mean_where(partnership.in_use, FORMAL)
    row[T.offer] = partnership.offer
    row[T.grant] = partnership.grant
    row[T.contributions] = partnership.contributions
    row[T.cost] = partnership.cost
    row[T.commitments] = partnership.commitments_entered if partnership.cost > 0.0 else 0.0
    row[T.other_income] = partnership.income_entered if partnership.cost > 0.0 else 0.0
    row[T.activities] = partnership.activities
    row[T.successes] = partnership.successes
    row[T.joined] = partnership.joined_total
    row[T.left] = partnership.left_total
    if partnership.status != fate.OPEN:
        return
    engaged = token = dormant = 0
    for place in range(partnership.members):
        stance = world.memberships[k, world.members[k, place]].stance
        engaged += stance == ENGAGED
        token += stance == TOKEN
        dormant += stance == DORMANT
    row[T.active] = active
    row[T.engaged] = engaged
    row[T.token] = token
    row[T.dormant] = dormant
    row[T.effort] = partnership.mean_effort
    row[T.trust] = mean_trust(world, k)
    row[T.conflict] = partnership.mean_conflict
    row[T.clarity] = partnership.clarity
    for topic in range(4):
        row[T.agenda_care + topic] = partnership.agenda[topic]
    row[T.joint_effort] = partnership.joint_effort
    row[T.output] = partnership.output
    row[T.legitimacy] = partnership.legitimacy
    row[T.form] = partnership.form
    row[T.coverage] = partnership.coverage
    row[T.own_coverage] = ledger.own_coverage(partnership)
