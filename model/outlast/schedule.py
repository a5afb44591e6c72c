"""The order of a quarter as data: phases, who acts, and what each action reads and writes."""

from __future__ import annotations

from typing import NamedTuple


class Action(NamedTuple):
    """One action: who does it, the name of the method, what it reads and writes, and a sentence."""

    who: str
    does: str
    says: str
    reads: str
    writes: str


class Phase(NamedTuple):
    """A phase of the quarter; all its actors read the state before it, so the order of activation is nothing."""

    number: int
    name: str
    actions: tuple[Action, ...]


SCHEDULE: tuple[Phase, ...] = (
    Phase(
        1,
        "policy",
        (
            Action(
                "centre",
                "make_policy",
                "levers of the quarter; a reorganisation may strike",
                "levers, timeline",
                "mandate, reorganisation",
            ),
            Action(
                "partnerships",
                "receive_mandate",
                "cancellation, succession, grant on offer; confusion after a reorganisation",
                "mandate, reorganisation",
                "in force, offer, clarity, legitimacy",
            ),
            Action(
                "organisations",
                "turn_over",
                "boundary spanners and champions come and go",
                "reorganisation",
                "champion",
            ),
            Action(
                "organisations", "lose_touch", "ties fall where a boundary spanner has left", "turnover, trust", "trust"
            ),
        ),
    ),
    Phase(
        2,
        "agenda",
        (
            Action(
                "partnerships",
                "set_agenda",
                "members pull the agenda, the mandate holds it near the aim",
                "priorities, size, effort, aim",
                "agenda, conflict",
            ),
        ),
    ),
    Phase(
        3,
        "stance",
        (
            Action(
                "partnerships",
                "draw_up_bill",
                "form of governance, cost, grant paid, fee",
                "trust, in use, offer, other income",
                "form, cost, grant, fee",
            ),
            Action(
                "organisations",
                "choose_stances",
                "every member chooses at once: engaged, token or leave",
                "trust, conflict, clarity, capacity, experience, motivation, fee",
                "stance chosen",
            ),
            Action(
                "organisations",
                "take_stances",
                "effort follows, contributions are paid",
                "stance chosen, fee",
                "stance, effort, contribution",
            ),
            Action(
                "partnerships",
                "take_stock",
                "joint effort, contributions and coverage",
                "effort, contribution, cost",
                "joint effort, coverage",
            ),
        ),
    ),
    Phase(
        4,
        "activity",
        (
            Action(
                "organisations",
                "propose_activities",
                "engaged members propose joint activities and choose partners",
                "effort, clarity, agenda, trust",
                "proposals",
            ),
            Action(
                "partnerships", "start_activities", "free places go by drawn priority", "proposals", "joint activities"
            ),
            Action(
                "activities",
                "work",
                "each joint activity goes well or badly",
                "effort, trust, clarity, grant",
                "result",
            ),
            Action("centre", "tally_joint_work", "results are counted for each pair", "result", "joint work"),
            Action(
                "partnerships",
                "sum_up_work",
                "output of the quarter",
                "result, joint effort, clarity, conflict, capacity",
                "output",
            ),
            Action("activities", "learn_and_end", "an activity that went badly may end", "result", "joint activities"),
        ),
    ),
    Phase(
        5,
        "governance",
        (
            Action(
                "partnerships",
                "govern",
                "progress on governance activities, and their use",
                "joint effort, clarity, conflict, coverage",
                "progress, in use",
            ),
        ),
    ),
    Phase(
        6,
        "learning",
        (
            Action(
                "organisations",
                "learn_trust",
                "trust from joint work, from the board, and its decay",
                "joint work, effort, trust",
                "trust",
            ),
            Action(
                "organisations",
                "learn_experience",
                "experience, then motivation",
                "result, grant, pressure",
                "experience, motivation",
            ),
            Action(
                "partnerships",
                "make_sense",
                "clarity and legitimacy",
                "effort, conflict, output",
                "clarity, legitimacy",
            ),
        ),
    ),
    Phase(
        7,
        "money",
        (
            Action(
                "partnerships",
                "keep_books",
                "the ledger is balanced; other income moves",
                "grant, contributions, other income, cost, capacity, legitimacy",
                "ledger, other income",
            ),
        ),
    ),
    Phase(
        8,
        "fate",
        (
            Action("organisations", "leave_for_good", "dormant members may go for good", "stance", "members"),
            Action(
                "partnerships",
                "meet_fate",
                "closing, closing by success, a new host",
                "coverage, output, members",
                "status, host",
            ),
            Action(
                "activities",
                "face_closing",
                "activities of closed partnerships live on or end",
                "trust, priorities",
                "joint activities",
            ),
            Action("partnerships", "admit", "a grown partnership admits a member", "joint effort, trust", "members"),
        ),
    ),
    Phase(
        9,
        "record",
        (Action("centre", "record", "the quarter is recorded, and judged when it is time", "all", "records"),),
    ),
)
