"""What a few hundred compiled runs say of a mandate, or of two on the same luck: the page's only verdict."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from outlast.analysis.pairs import COURSES, Course, Pair, against_twin, alone, course, pairs
from outlast.report.answer import answer
from outlast.scenario import Scenario
from outlast.simulation.result import Result
from outlast.simulation.simulate import simulate

# The runs of `outlast run … --seed 1 --replicates 300`.
FIRST_SEED, RUNS = 1, 300
SEEDS = range(FIRST_SEED, FIRST_SEED + RUNS)
OUTCOMES = (
    *("self_sustaining_8", "alive_8", "closed_by_success", "governance_full_12", "central_money"),
    "cost_per_self_sustained",
)
# Outcomes that people may be asked to guess: shares that everybody can picture.
GUESSED = ("self_sustaining_8", "alive_8", "governance_full_12")

# One at a time whoever asks, so that a room of visitors does not take the processor from the pages they look at.
_WORKER = ThreadPoolExecutor(1, thread_name_prefix="outlast-runs")


class Verdict(NamedTuple):
    """What many runs gave: an answer in words, outcomes with intervals and differences, and courses by quarter.

    Where nothing stands beside the mandate, the second of each pair and `other` are empty.
    """

    asked: Question
    says: str
    pairs: list[Pair]
    first: dict[str, Course]
    other: dict[str, Course]


class Question(NamedTuple):
    """What is to be run: a scenario, and beside it another, or its own twin without a mandate, or nothing."""

    scenario: Scenario
    beside: Scenario | None = None
    unmandated: bool = False


def judge(asked: Question) -> Verdict:
    """Run the question now, in this thread."""
    first = simulate(asked.scenario, SEEDS, twin=asked.unmandated)
    if asked.unmandated:
        return Verdict(asked, answer(first), against_twin(first, OUTCOMES), _courses(first), _courses(first, twin=True))
    if asked.beside is None:
        return Verdict(asked, answer(first), alone(first, OUTCOMES), _courses(first), {})
    second = simulate(asked.beside, SEEDS, twin=False)
    return Verdict(asked, answer(first), pairs(first, second, OUTCOMES), _courses(first), _courses(second))


def submit[Found](work: Callable[..., Found], *arguments: object) -> Future[Found]:
    """Do some heavy work in the background, after what was asked for before it."""
    return _WORKER.submit(work, *arguments)


def _courses(result: Result, *, twin: bool = False) -> dict[str, Course]:
    return {name: course(result, name, twin=twin) for name in COURSES}
