"""The order of a quarter as data: phases, who acts, and what each action reads and writes."""

from __future__ import annotations

from typing import NamedTuple


class Action(NamedTuple):
    """One action: who does it, the name of the method, a sentence, and what it reads and writes.

    Its actors all act on the state that stood before it: none reads what another writes, so that the order of
    activation is nothing. Only admissions, which also make ties, go by the identifiers of partnerships.
    """

    who: str
    does: str
    says: str
    reads: str
    writes: str


class Phase(NamedTuple):
    """A phase of the quarter: actions that follow one another, each on the state that the last one left."""

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
                "levers of the quarter; a reorganisation may strike the country",
                "levers and their changes, reorganisations planned",
                "mandate, the country's reorganisation",
            ),
            Action(
                "partnerships",
                "receive_mandate",
                "cancellation, succession, grant on offer; confusion after a reorganisation",
                "mandate, the country's reorganisation, reorganisations planned, cancellation, succession, status,"
                " clarity, legitimacy",
                "reorganisation, cancellation, succession, in force, offer, assistance, clarity, legitimacy",
            ),
            Action(
                "organisations",
                "turn_over",
                "boundary spanners and champions come and go",
                "the country's reorganisation, reorganisation of each partnership",
                "spanner left, champion",
            ),
            Action(
                "organisations",
                "lose_touch",
                "ties fall where a boundary spanner at either end has left",
                "spanner left, trust",
                "trust",
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
                "members pull the agenda, a mandate in force holds it near the aim",
                "priorities, size, effort, agenda, vagueness of purpose, aim, in force",
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
                "trust and capacity are looked at; form of governance, cost, grant paid, fee and its returns",
                "members, trust, in use, offer, match, contributions of the last quarter, other income, commitments,"
                " form",
                "mean trust, capacity, grant, form, fit, cost, fee, returns, money speed",
            ),
            Action(
                "organisations",
                "choose_stances",
                "every member chooses at once: engaged, token or leave",
                "conflict, mean trust, experience, motivation, champion, dependence, budget, members, memberships,"
                " joint effort of the last quarter, clarity, capacity, fit, grant, fee, returns, in force, pressure,"
                " vagueness of evaluation, share that left",
                "stance chosen",
            ),
            Action(
                "organisations",
                "take_stances",
                "effort follows, contributions are paid",
                "stance chosen, effort, fee, budget, memberships",
                "stance, effort, contribution",
            ),
            Action(
                "partnerships",
                "take_stock",
                "joint effort, contributions and coverage",
                "effort, conflict, fit, contribution, grant, other income, cost",
                "joint effort, mean effort, mean conflict, contributions, coverage",
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
                "stance, effort, clarity, money speed, priorities, agenda, trust, sector, last joint activity",
                "proposals",
            ),
            Action(
                "partnerships",
                "start_activities",
                "free places go by drawn priority",
                "proposals, joint activities",
                "joint activities",
            ),
            Action(
                "activities",
                "work",
                "each joint activity goes well or badly",
                "participants, effort, trust, clarity, money speed",
                "result",
            ),
            Action(
                "centre",
                "tally_joint_work",
                "results are counted for each pair",
                "participants, result",
                "joint work, who took part, who did well",
            ),
            Action(
                "partnerships",
                "sum_up_work",
                "output of the quarter",
                "result, joint effort, clarity, mean conflict, capacity",
                "successes, output, total output",
            ),
            Action(
                "activities",
                "face_failure",
                "an activity that went badly may end",
                "result",
                "joint activities",
            ),
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
                "progress, in use, leadership, joint effort, clarity, mean conflict, coverage, assistance, in force",
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
                "joint work, memberships, effort of the others, trust, damage",
                "trust, damage, last joint activity",
            ),
            Action(
                "organisations",
                "learn_experience",
                "experience, then motivation",
                "who took part, who did well, memberships, grant, pressure, vagueness of structure, experience,"
                " motivation",
                "experience, motivation",
            ),
            Action(
                "partnerships",
                "make_sense",
                "clarity and legitimacy",
                "leadership, mean effort, mean conflict, assistance, in force, output, clarity, legitimacy",
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
                "the ledger is balanced; commitments and other income move",
                "grant, contributions, other income, commitments, cost, members, capacity, assistance, levers,"
                " cancellation, succession, legitimacy, joint effort",
                "ledger, commitments, other income",
            ),
        ),
    ),
    Phase(
        8,
        "fate",
        (
            Action(
                "organisations",
                "leave_for_good",
                "dormant members may go for good",
                "stance, participants",
                "members, share that left, joint activities",
            ),
            Action(
                "partnerships",
                "meet_fate",
                "closing, closing by success, a new host",
                "coverage, quarters in trouble, total output, grant, cost, stance, members, size, sector",
                "quarters in trouble, status, members, host, grant, contributions",
            ),
            Action(
                "activities",
                "face_closing",
                "activities of closed partnerships live on or end",
                "status, participants, trust, priorities",
                "joint activities",
            ),
            Action(
                "partnerships",
                "invite",
                "a grown partnership invites an organisation, which accepts or not",
                "growth, members, size sought, trust, agenda, in force, pressure, joint effort, clarity, capacity, fit,"
                " grant, priorities, motivation, champion, experience, dependence, memberships",
                "newcomer",
            ),
            Action("partnerships", "admit", "whoever has accepted becomes a member", "newcomer", "members, new ties"),
        ),
    ),
    Phase(
        9,
        "record",
        (
            Action(
                "centre",
                "record",
                "the quarter is recorded, and judged when it is time",
                "all, the twin's too",
                "records",
            ),
        ),
    ),
)
