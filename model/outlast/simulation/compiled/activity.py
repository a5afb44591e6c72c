"""What joint activities do in a quarter, compiled: where trust is made and lost."""

from __future__ import annotations

from typing import Any

from outlast import processes
from outlast.randomness import uniform
from outlast.rules import activity, fate
from outlast.simulation.compiled.arrays import Case, World
from outlast.simulation.compiled.cache import action
from outlast.simulation.compiled.ties import tie_between


@action
def luck(world: World, k: int, joint: Any, process: int) -> float:
    """This quarter's luck of an activity: addressed by host, partnership and the quarter it started."""
    now, lead = world.centre[0], world.organisations[world.seated[world.partnerships[k].region, joint.lead]]
    return uniform(now.seed, process, lead.key, k, now.quarter, joint.started)


@action
def mean_trust(trust: Any, joint: Any) -> float:
    """Mean trust of each participant in each other."""
    n = joint.participants
    total = 0.0
    for a in range(n):
        for b in range(n):
            if a != b:
                total += trust[joint.participant[b], joint.participant[a]]
    return total / (n * (n - 1))


@action
def mean_effort(memberships: Any, joint: Any) -> float:
    """Mean effort of the participants; as last seen once the partnership has closed."""
    total = 0.0
    for a in range(joint.participants):
        total += memberships[joint.participant[a]].effort
    return total / joint.participants


@action
def work(world: World, case: Case) -> None:
    """Go well or badly this quarter, by the participants' effort and trust, clarity and money."""
    memberships, trust, activities = world.memberships, world.trust, world.activities
    p = case.settings[0].rules.activity
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        for at in range(partnership.activities):
            joint = activities[k, at]
            chance = activity.success_chance(
                mean_effort(memberships[k], joint),
                mean_trust(trust[partnership.region], joint),
                partnership.clarity,
                partnership.money_speed,
                p,
            )
            joint.result = luck(world, k, joint, processes.RESULT) < chance


@action
def face_failure(world: World, case: Case) -> None:
    """An activity that went badly may end."""
    activities, chance = world.activities, case.settings[0].rules.activity.end_on_failure
    for k in range(len(world.partnerships)):
        going_on = 0
        for at in range(world.partnerships[k].activities):
            joint = activities[k, at]
            if joint.result or not luck(world, k, joint, processes.ENDING) < chance:
                activities[k, going_on] = joint
                going_on += 1
        world.partnerships[k].activities = going_on


@action
def face_closing(world: World, case: Case) -> None:
    """An activity of a closed partnership lives on in its host for another quarter, or ends."""
    activities, organisations, trust = world.activities, world.organisations, world.trust
    p = case.settings[0].rules.fate
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status == fate.OPEN:
            continue
        going_on = 0
        for at in range(partnership.activities):
            joint = activities[k, at]
            lead = organisations[world.seated[partnership.region, joint.lead]]
            chance = fate.lives_on_chance(mean_trust(trust[partnership.region], joint), lead.priorities[joint.topic], p)
            if luck(world, k, joint, processes.LEGACY) < chance:
                activities[k, going_on] = joint
                going_on += 1
        partnership.activities = going_on


@action
def lose_participant(world: World, k: int, leaver: int) -> None:
    """A participant has left the partnership for good; without its lead or a second partner the work ends."""
    activities = world.activities
    going_on = 0
    for at in range(world.partnerships[k].activities):
        joint = activities[k, at]
        staying = 0
        for a in range(joint.participants):
            if joint.participant[a] != leaver:
                joint.participant[staying] = joint.participant[a]
                staying += 1
        joint.participants = staying
        if leaver != joint.lead and staying > 1:
            activities[k, going_on] = joint
            going_on += 1
    world.partnerships[k].activities = going_on


@action
def tally_joint_work(world: World, case: Case) -> None:
    """Count for each pair the joint activities that went well and badly; note who took part."""
    organisations, activities = world.organisations, world.activities
    for k in range(world.centre[0].organisations):
        organisations[k].took_part = organisations[k].did_well = False
    for k in range(len(world.partnerships)):
        region = world.partnerships[k].region
        for at in range(world.partnerships[k].activities):
            joint = activities[k, at]
            for a in range(joint.participants):
                one = organisations[world.seated[region, joint.participant[a]]]
                one.took_part = True
                one.did_well = one.did_well or joint.result
                for b in range(a):
                    count_pair(world, region, joint.participant[a], joint.participant[b], joint.result)


@action
def count_pair(world: World, region: int, one: int, other: int, went_well: bool) -> None:
    """Count a joint activity of two seats, the higher first; list the pair when it is their first this quarter."""
    table, a, b = tie_between(world, region, one, other)
    tie, now = world.ties[table, a, b], world.centre[0]
    if tie.well == 0 and tie.badly == 0:
        world.pairs[now.pairs, 0] = table
        world.pairs[now.pairs, 1] = a
        world.pairs[now.pairs, 2] = b
        now.pairs += 1
    if went_well:
        tie.well += 1
    else:
        tie.badly += 1
