"""Governance: progress on arrangements, and whether what stands on paper is used."""

from __future__ import annotations

from collections.abc import Sequence

from outlast.parameters.behaviour import Governance
from outlast.rules.rule import rule, within


@rule
def open_to_work(item: int, progress: Sequence[float], prerequisites: Sequence[int], p: Governance) -> bool:
    """Whether a governance activity can be worked on: unfinished, and each prerequisite far enough.

    `prerequisites` holds for each activity a bit mask of the activities that it needs.
    """
    if progress[item] >= 1.0:
        return False
    for other in range(len(prerequisites)):
        if (prerequisites[item] >> other) & 1 and progress[other] < p.prerequisite:
            return False
    return True


@rule
def pace(
    leadership: float,
    joint_effort: float,
    clarity: float,
    mean_conflict: float,
    coverage: float,
    assistance: float,
    p: Governance,
) -> float:
    """Progress of a quarter at difficulty 1: r (1 + a/2)(1/2 + leadership) E clarity (1 - C) min(1, coverage).

    Success factors of collaborative governance: ENB12, AG08; size assumed.
    """
    helped = 1.0 + p.assistance * assistance
    paid = min(1.0, coverage)
    return p.rate * helped * (0.5 + leadership) * joint_effort * clarity * (1.0 - mean_conflict) * paid


@rule
def progress_after(progress: float, pace: float, difficulty: float) -> float:
    """Progress (0..1) of an activity that was worked on."""
    return min(1.0, progress + pace / difficulty)


@rule
def in_use_after(in_use: float, progress: float, joint_effort: float, coverage: float, p: Governance) -> float:
    """Use (0..1) of an arrangement, following progress times min(1, 1.5 E) times its upkeep. HUNTER12, FREED13.

    Paper may stay paper; and upkeep, 1 - paid_use (1 - min(1, coverage)), lapses with what pays for it.
    """
    upkeep = 1.0 - p.paid_use * (1.0 - min(1.0, coverage))
    reach = progress * min(1.0, p.use_effort * joint_effort) * upkeep
    return within(in_use + p.use_speed * (reach - in_use), 0.0, 1.0)
