"""What partnerships do in a quarter, compiled: the twin of the partnership's methods, one function an action."""

from __future__ import annotations

import math
from typing import Any

from outlast import processes
from outlast.outcomes.judgement import mean_of
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.parameters.structure import LOCAL
from outlast.randomness import uniform
from outlast.rules import activity, agenda, clarity, fate, governance, money, production
from outlast.rules.agenda import squared_distance
from outlast.rules.stance import TOKEN
from outlast.simulation.compiled import ledger
from outlast.simulation.compiled.arrays import NEVER, Case, World
from outlast.simulation.compiled.cache import action

NEEDS = tuple(item.needs for item in GOVERNANCE_ACTIVITIES)
DIFFICULTY = tuple(item.difficulty for item in GOVERNANCE_ACTIVITIES)

# 1 policy -------------------------------------------------------------------------------------------------------------


@action
def receive_mandate(world: World, case: Case) -> None:
    """Learn whether the mandate is in force and what is on offer; a reorganisation leaves confusion."""
    now = world.centre[0]
    mandate, p = case.mandates[now.quarter], case.settings[0].rules.clarity
    local, end = case.settings[0].switches.reorganisation == LOCAL, mandate.duration + mandate.taper
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        partnership.left[now.quarter % len(partnership.left)] = 0
        partnership.reorganised = is_reorganised(world, case, k) if local else now.reorganised
        within = now.quarter < end and partnership.cancelled == NEVER
        if partnership.reorganised and within:
            draw = uniform(now.seed, processes.CANCELLATION, k + 1 if local else 0, 0, now.quarter, 0)
            if draw < mandate.early_cancel:
                partnership.cancelled, within = now.quarter, False
        if not within and end > 0 and not partnership.succession_decided:
            partnership.succession_decided = True
            draw = uniform(now.seed, processes.SUCCESSION, k, 0, now.quarter, 0)
            if partnership.status == fate.OPEN and draw < mandate.successor_chance:
                partnership.successor_end = now.quarter + mandate.successor_duration
                partnership.successor_grant = mandate.successor_grant
        carried = partnership.successor_end != NEVER and now.quarter < partnership.successor_end
        partnership.in_force = within or carried
        partnership.offer = 0.0
        if within:
            partnership.offer = money.grant_on_offer(now.quarter, mandate.grant, mandate.duration, mandate.taper)
        elif carried:
            partnership.offer = partnership.successor_grant
        if partnership.in_force:
            partnership.assistance = mandate.assistance
        if partnership.reorganised and partnership.status == fate.OPEN:
            partnership.clarity = clarity.after_reorganisation(partnership.clarity, p)
            partnership.legitimacy = clarity.legitimacy_after_reorganisation(partnership.legitimacy, p)


@action
def is_reorganised(world: World, case: Case, k: int) -> bool:
    """Whether a reorganisation of its own strikes a partnership this quarter."""
    now, settings = world.centre[0], case.settings[0]
    for scheduled in case.scheduled:
        draw = uniform(now.seed, processes.DELAY, k, 0, scheduled, 0)
        if scheduled + math.floor(draw * settings.rules.fate.local_delay) == now.quarter:
            return True
    draw = uniform(now.seed, processes.REORGANISATION, k + 1, 0, now.quarter, 0)
    return draw < fate.reorganisation_chance(settings.country.hazard)


@action
def on_successor_money(partnership: Any, quarter: int) -> bool:
    """Whether a successor programme's money is on offer."""
    return partnership.successor_end != NEVER and quarter < partnership.successor_end and partnership.offer > 0.0


@action
def end_of_funding(partnership: Any, mandate: Any) -> int:
    """The quarter in which funding is expected to have ended; 0 where none was offered."""
    if partnership.successor_end != NEVER:
        return partnership.successor_end
    if partnership.cancelled != NEVER:
        return partnership.cancelled
    return mandate.duration + mandate.taper if mandate.grant > 0.0 else 0


# 2 agenda -------------------------------------------------------------------------------------------------------------


@action
def set_agenda(world: World, case: Case) -> None:
    """Members pull the agenda; a mandate in force keeps it near the aim; what is left is conflict."""
    organisations, memberships, members = world.organisations, world.memberships, world.members
    mandate, switches, p = (
        case.mandates[world.centre[0].quarter],
        case.settings[0].switches,
        case.settings[0].rules.agenda,
    )
    weigh_sizes(world, agenda.size_power(mandate.purpose, switches.capture, p))
    radius = agenda.radius(mandate.purpose, switches.latitude, p)
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status != fate.OPEN:
            continue
        seated = world.seated[partnership.region]
        total = 0.0
        target = (0.0, 0.0, 0.0, 0.0)
        for place in range(partnership.members):
            seat = members[k, place]
            one = organisations[seated[seat]]
            weight = agenda.pull(one.weight, memberships[k, seat].effort, p)
            total += weight
            target = (
                target[0] + weight * one.priorities[0],
                target[1] + weight * one.priorities[1],
                target[2] + weight * one.priorities[2],
                target[3] + weight * one.priorities[3],
            )
        if total > 0.0:
            for topic in range(4):
                partnership.agenda[topic] = agenda.moved(partnership.agenda[topic], target[topic] / total, p)
        if partnership.in_force:
            stay_near_aim(partnership.agenda, mandate.aim, radius)
        for place in range(partnership.members):
            seat = members[k, place]
            gap = squared_distance(organisations[seated[seat]].priorities, partnership.agenda)
            memberships[k, seat].conflict = agenda.conflict(gap, p)


@action
def weigh_sizes(world: World, power: float) -> None:
    """What the organisations' sizes weigh in the pull, where their power is not what it was."""
    now, organisations = world.centre[0], world.organisations
    if now.power == power:
        return
    now.power = power
    for k in range(now.organisations):
        organisations[k].weight = agenda.weight_of_size(organisations[k].size, power)


@action
def stay_near_aim(place: Any, aim: Any, radius: float) -> None:
    """Draw the agenda back to within a radius of the centre's aim."""
    kept = agenda.kept_share(math.sqrt(squared_distance(place, aim)), radius)
    if kept < 1.0:
        for topic in range(4):
            place[topic] = aim[topic] + kept * (place[topic] - aim[topic])


# 3 stance -------------------------------------------------------------------------------------------------------------


@action
def draw_up_bill(world: World, case: Case) -> None:
    """Look around: trust and capacity; choose the form; reckon the cost, the grant, the fee and its returns."""
    quarter, rules = world.centre[0].quarter, case.settings[0].rules
    match, switch, p = case.mandates[quarter].match, case.settings[0].switches.money, rules.money
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status != fate.OPEN:
            partnership.grant = partnership.contributions = partnership.cost = partnership.money_speed = 0.0
            continue
        see_each_other(world, k)
        partnership.capacity = mean_of(partnership.in_use)
        members, trust, saving = partnership.members, partnership.mean_trust, rules.stance.trust_saving
        grant = money.grant_paid(partnership.offer, match, quarter == 0, partnership.contributions)
        lead_cost = money.basic_cost(money.LEAD, members, trust, saving, p)
        fit = money.shared_fit(trust, members, p)
        partnership.grant = grant
        partnership.form = money.form_after(partnership.form, quarter, grant, lead_cost, fit, p)
        partnership.fit = fit if partnership.form == money.SHARED else 1.0
        partnership.basic_cost = money.basic_cost(partnership.form, members, trust, saving, p)
        cost, income = partnership.basic_cost + partnership.commitments, partnership.other_income
        partnership.cost = cost
        partnership.fee = money.fee(cost, grant, income, match, partnership.offer, members)
        partnership.returns = money.returns(partnership.fee, cost, grant, income, members, p)
        partnership.money_speed = activity.money_speed(grant, rules.stance.grant_half, switch)


@action
def see_each_other(world: World, k: int) -> None:
    """Each member's mean trust in the other members, and the mean of it over members."""
    partnership, memberships, members = world.partnerships[k], world.memberships, world.members
    trust, n = world.trust[partnership.region], partnership.members
    seats, sums = world.seats[partnership.region], world.sums
    # Row by row for all that have a seat there, members or not: several sums grow at a time, each in its order.
    for seat in range(seats):
        sums[seat] = 0.0
    for place in range(n):
        row = trust[members[k, place]]
        for seat in range(seats):
            sums[seat] += row[seat]
    total_of_means = 0.0
    for place in range(n):
        one = members[k, place]
        mean = sums[one] / (n - 1) if n > 1 else 0.0
        memberships[k, one].trust = mean
        total_of_means += mean
    partnership.mean_trust = total_of_means / n if n > 0 else 0.0


@action
def take_stock(world: World, case: Case) -> None:
    """What the stances taken add up to: joint effort, contributions and coverage of the cost."""
    memberships, members, efforts = world.memberships, world.members, world.efforts
    p, switch = case.settings[0].rules.production, case.settings[0].switches.production
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status != fate.OPEN:
            continue
        n = partnership.members
        counted = active = 0
        effort = conflict = contributions = 0.0
        for place in range(n):
            membership = memberships[k, members[k, place]]
            active += membership.stance <= TOKEN
            if production.counts(membership.stance <= TOKEN, switch):
                efforts[counted] = membership.effort
                counted += 1
            effort += membership.effort
            conflict += membership.conflict
            contributions += membership.contribution
        together = active >= production.FEWEST
        partnership.joint_effort = (
            production.joint_effort(efforts, counted, partnership.fit, switch, p) if together else 0.0
        )
        partnership.mean_effort = effort / n if n > 0 else 0.0
        partnership.mean_conflict = conflict / n if n > 0 else 0.0
        partnership.contributions = contributions
        partnership.coverage = (partnership.grant + partnership.other_income + contributions) / partnership.cost


# 4 activity -----------------------------------------------------------------------------------------------------------


@action
def start_activities(world: World, case: Case) -> None:
    """Start proposed activities, by drawn priority, while fewer than the most run at once."""
    proposals, at_once = world.proposals, case.settings[0].rules.activity.at_once
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        for started in range(partnership.proposals):
            if partnership.activities >= at_once:
                break
            # The proposals not yet dealt with stand from here on: the luckiest of them is brought forward.
            first = started
            for other in range(started + 1, partnership.proposals):
                if proposals[k, other].luck < proposals[k, first].luck:
                    first = other
            if first != started:
                spare = proposals.shape[1] - 1
                proposals[k, spare] = proposals[k, started]
                proposals[k, started] = proposals[k, first]
                proposals[k, first] = proposals[k, spare]
            start_activity(world, k, proposals[k, started])


@action
def start_activity(world: World, k: int, proposal: Any) -> None:
    """A joint activity starts with its participants in the order of identifiers."""
    partnership = world.partnerships[k]
    joint = world.activities[k, partnership.activities]
    joint.lead, joint.topic, joint.started = proposal.lead, proposal.topic, world.centre[0].quarter
    joint.participants = 0
    for at in range(-1, proposal.partners):
        seat = proposal.lead if at < 0 else proposal.partner[at]
        place = joint.participants
        while place > 0 and joint.participant[place - 1] > seat:
            joint.participant[place] = joint.participant[place - 1]
            place -= 1
        joint.participant[place] = seat
        joint.participants += 1
    partnership.activities += 1
    partnership.activities_started += 1


@action
def sum_up_work(world: World, case: Case) -> None:
    """Count what went well, and the output of the quarter."""
    p = case.settings[0].rules.activity
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        partnership.successes = 0
        for at in range(partnership.activities):
            partnership.successes += world.activities[k, at].result
        partnership.successes_total += partnership.successes
        if partnership.status == fate.OPEN:
            partnership.output = activity.output(
                partnership.joint_effort,
                partnership.clarity,
                partnership.mean_conflict,
                partnership.successes,
                partnership.capacity,
                p,
            )
            partnership.output_total += partnership.output


# 5 governance ---------------------------------------------------------------------------------------------------------


@action
def govern(world: World, case: Case) -> None:
    """Work on the first few governance activities that are open; what stands on paper comes into use."""
    p = case.settings[0].rules.governance
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status != fate.OPEN:
            continue
        pace = governance.pace(
            partnership.leadership,
            partnership.joint_effort,
            partnership.clarity,
            partnership.mean_conflict,
            partnership.coverage,
            partnership.assistance if partnership.in_force else 0.0,
            p,
        )
        progress, in_use = partnership.progress, partnership.in_use
        # All are chosen, as bits of a number, before any moves.
        at_work = chosen = 0
        for item in range(len(progress)):
            if chosen < p.at_once and governance.open_to_work(item, progress, NEEDS, p):
                at_work |= 1 << item
                chosen += 1
        for item in range(len(progress)):
            if (at_work >> item) & 1:
                progress[item] = governance.progress_after(progress[item], pace, DIFFICULTY[item])
            in_use[item] = governance.in_use_after(
                in_use[item], progress[item], partnership.joint_effort, partnership.coverage, p
            )


# 6 learning -----------------------------------------------------------------------------------------------------------


@action
def make_sense(world: World, case: Case) -> None:
    """Clarity grows as members work it out; output wins legitimacy."""
    rules = case.settings[0].rules
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status == fate.OPEN:
            partnership.clarity = clarity.after_quarter(
                partnership.clarity,
                partnership.leadership,
                partnership.mean_effort,
                partnership.mean_conflict,
                partnership.assistance if partnership.in_force else 0.0,
                rules.clarity,
            )
            partnership.legitimacy = money.legitimacy_after(partnership.legitimacy, partnership.output, rules.money)


# 7 money --------------------------------------------------------------------------------------------------------------


@action
def keep_books(world: World, case: Case) -> None:
    """Enter the quarter in the ledger, and see what commitments and other income the next one brings."""
    quarter, p = world.centre[0].quarter, case.settings[0].rules.money
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status == fate.OPEN:
            ledger.enter(partnership)
            partnership.commitments = money.commitments_after(
                partnership.commitments, partnership.grant, partnership.basic_cost, p
            )
            end = end_of_funding(partnership, case.mandates[quarter])
            plan = money.plan(partnership.capacity, partnership.assistance, quarter, end, p)
            partnership.other_income = money.other_income_after(
                partnership.other_income, plan, partnership.legitimacy, partnership.joint_effort, p
            )
            partnership.member_quarters += partnership.members
