"""What joint activities do in a quarter, compiled: where trust is made and lost."""

from __future__ import annotations

from outlast import processes
from outlast.randomness import uniform
from outlast.rules import activity, fate
from outlast.simulation.compiled.arrays import Case, World
from outlast.simulation.compiled.cache import action


@action
def luck(world: World, k: int, joint, process: int) -> float:  # noqa: ANN001
    """This quarter's luck of an activity: addressed by host, partnership and the quarter it started."""
    lead = world.organisations[world.seated[world.partnerships[k].region, joint.lead]].key
    return uniform(world.centre[0].seed, process, lead, k, world.centre[0].quarter, joint.started)


@action
def mean_trust(world: World, k: int, joint) -> float:  # noqa: ANN001
    """Mean trust of each participant in each other."""
    region, n = world.partnerships[k].region, joint.participants
    total = 0.0
    for a in range(n):
        for b in range(n):
            if a != b:
                total += world.trust[region, joint.participant[b], joint.participant[a]]
    return total / (n * (n - 1))


@action
def mean_effort(world: World, k: int, joint) -> float:  # noqa: ANN001
    """Mean effort of the participants; as last seen once the partnership has closed."""
    total = 0.0
    for a in range(joint.participants):
        total += world.memberships[k, joint.participant[a]].effort
    return total / joint.participants


@action
def work(world: World, case: Case) -> None:
    """Go well or badly this quarter, by the participants' effort and trust, clarity and money."""
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        for at in range(partnership.activities):
            joint = world.activities[k, at]
            chance = activity.success_chance(
                mean_effort(world, k, joint),
                mean_trust(world, k, joint),
                partnership.clarity,
                partnership.money_speed,
                case.rules.activity,
            )
            joint.result = luck(world, k, joint, processes.RESULT) < chance


@action
def learn_and_end(world: World, case: Case) -> None:
    """An activity that went badly may end."""
    for k in range(len(world.partnerships)):
        going_on = 0
        for at in range(world.partnerships[k].activities):
            joint = world.activities[k, at]
            ends = not joint.result and luck(world, k, joint, processes.ENDING) < case.rules.activity.end_on_failure
            if not ends:
                world.activities[k, going_on] = joint
                going_on += 1
        world.partnerships[k].activities = going_on


@action
def face_closing(world: World, case: Case) -> None:
    """An activity of a closed partnership lives on in its host for another quarter, or ends."""
    for k in range(len(world.partnerships)):
        partnership = world.partnerships[k]
        if partnership.status == fate.OPEN:
            continue
        going_on = 0
        for at in range(partnership.activities):
            joint = world.activities[k, at]
            lead = world.organisations[world.seated[partnership.region, joint.lead]]
            chance = fate.lives_on_chance(
                mean_trust(world, k, joint), lead.priorities[joint.topic], case.rules.fate
            )
            if luck(world, k, joint, processes.LEGACY) < chance:
                world.activities[k, going_on] = joint
                going_on += 1
        partnership.activities = going_on


@action
def lose_participant(world: World, k: int, leaver: int) -> None:
    """A participant has left the partnership for good; without its lead or a second partner the work ends."""
    going_on = 0
    for at in range(world.partnerships[k].activities):
        joint = world.activities[k, at]
        staying = 0
        for a in range(joint.participants):
            if joint.participant[a] != leaver:
                joint.participant[staying] = joint.participant[a]
                staying += 1
        joint.participants = staying
        if leaver != joint.lead and staying > 1:
            world.activities[k, going_on] = joint
            going_on += 1
    world.partnerships[k].activities = going_on
