"""The compiled engine: the same world as the readable one, on arrays, for many seeds at a time."""

from __future__ import annotations

import math
from typing import Any

from outlast import processes
from outlast.parameters.structure import LOCAL
from outlast.randomness import uniform
from outlast.rules import fate
from outlast.simulation.compiled.activity import face_closing, face_failure, tally_joint_work, work
from outlast.simulation.compiled.agents import (
    choose_stances,
    learn_experience,
    leave_for_good,
    propose_activities,
    take_stances,
    turn_over,
)
from outlast.simulation.compiled.arrays import Case, Convening, World
from outlast.simulation.compiled.cache import action, kernel, stage
from outlast.simulation.compiled.closing import admit, invite, meet_fate
from outlast.simulation.compiled.convened import open_partnerships, open_ties, take_seats
from outlast.simulation.compiled.opening import convene, open_organisations
from outlast.simulation.compiled.partnership import (
    draw_up_bill,
    govern,
    keep_books,
    make_sense,
    receive_mandate,
    set_agenda,
    start_activities,
    sum_up_work,
    take_stock,
)
from outlast.simulation.compiled.record import open_record, record
from outlast.simulation.compiled.trust import learn_trust, lose_touch


@kernel
def simulate(
    cases: Case,
    twin_cases: Case,
    which: Any,
    seeds: Any,
    has_twin: bool,
    room: Convening,
    world: World,
    twin: World,
    finals: Any,
    trace: Any,
    twin_finals: Any,
    twin_trace: Any,
) -> None:
    """Run every seed to the horizon with the levers and settings of its case, the world and its twin in lockstep."""
    for run in range(len(seeds)):
        case, twin_case = one_case(cases, which[run]), one_case(twin_cases, which[run])
        open_organisations(room, case, seeds[run])
        convene(room, case, seeds[run])
        open_world(world, case, room, seeds[run], finals[run])
        if has_twin:
            open_world(twin, twin_case, room, seeds[run], twin_finals[run])
        for quarter in range(case.settings[0].country.horizon):
            if has_twin:
                live(twin, twin_case, quarter)
            live(world, case, quarter)
            # The twin is judged by this world's funding, and this world's ties against the twin's.
            if has_twin:
                record(twin, twin_case, world.partnerships, twin.trust, False, twin_finals[run], twin_trace[run])
            record(world, case, world.partnerships, twin.trust, has_twin, finals[run], trace[run])


@action
def one_case(cases: Case, at: int) -> Case:
    """One of several cases that differ in settings and levers only."""
    return Case(
        cases.settings[at : at + 1], cases.mandates[at], cases.scheduled, cases.entries, cases.candidates, cases.listed
    )


@stage
def open_world(world: World, case: Case, room: Convening, seed: int, finals: Any) -> None:
    """A world with its organisations, ties and partnerships, before the first quarter."""
    now = world.centre[0]
    now.seed = seed
    now.quarter = now.pairs = 0
    now.power = math.nan
    take_seats(world, case, room, seed)
    open_ties(world, case, room, seed)
    open_partnerships(world, case, room, seed)
    open_record(world, finals)


@stage
def live(world: World, case: Case, quarter: int) -> None:
    """A quarter of one world but for its record: the actions in the schedule's order."""
    world.centre[0].quarter = quarter
    # 1 policy
    make_policy(world, case)
    receive_mandate(world, case)
    turn_over(world, case)
    lose_touch(world, case)
    # 2 agenda
    set_agenda(world, case)
    # 3 stance
    draw_up_bill(world, case)
    choose_stances(world, case)
    take_stances(world, case)
    take_stock(world, case)
    # 4 activity
    propose_activities(world, case)
    start_activities(world, case)
    work(world, case)
    tally_joint_work(world, case)
    sum_up_work(world, case)
    face_failure(world, case)
    # 5 governance
    govern(world, case)
    # 6 learning
    learn_trust(world, case)
    learn_experience(world, case)
    make_sense(world, case)
    # 7 money
    keep_books(world, case)
    # 8 fate
    leave_for_good(world, case)
    meet_fate(world, case)
    face_closing(world, case)
    invite(world, case)
    admit(world, case)


@action
def make_policy(world: World, case: Case) -> None:
    """Whether the whole country is reorganised; the levers of the quarter are read where they are needed."""
    now, settings = world.centre[0], case.settings[0]
    now.reorganised = False
    if settings.switches.reorganisation != LOCAL:
        draw = uniform(now.seed, processes.REORGANISATION, 0, 0, now.quarter, 0)
        now.reorganised = draw < fate.reorganisation_chance(settings.country.hazard)
        for scheduled in case.scheduled:
            now.reorganised = now.reorganised or scheduled == now.quarter
