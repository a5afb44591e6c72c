"""How many runs a second each engine makes of one scenario, side by side: `python benchmarks/speed.py --help`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from mesa.batchrunner import batch_run

from measuring import Times, machine, show, side_by_side
from outlast.scenario import Scenario, load_scenario
from outlast.simulation.compiled import run_many, warm_up
from outlast.simulation.model import CollaborationModel

GOAL = 1000


def main() -> None:
    """Measure with and without the twin, and print rates and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--scenario", default="hiec", help="a shipped name or a file")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="threads, and processes of batch_run")
    parser.add_argument("--runs", type=int, default=400, help="compiled runs a thread and repeat")
    parser.add_argument("--mesa-runs", type=int, default=4, help="Mesa runs a process and repeat")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="a world of two partnerships, once: to see that it works")
    asked = parser.parse_args()
    overrides = {}
    if asked.quick:
        overrides = {"context.partnerships": 2}
        asked.runs, asked.mesa_runs, asked.repeats, asked.workers = 2, 1, 1, 1
    scenario = load_scenario(asked.scenario, overrides)
    print(machine())
    warm_up(print)
    for twin in (False, True):
        times = side_by_side(tasks(scenario, twin, asked), asked.repeats)
        report(times, twin, asked, scenario)


def tasks(scenario: Scenario, twin: bool, asked: argparse.Namespace) -> dict[str, Callable[[], object]]:
    """What is timed: both engines on one core, and on as many as there are workers."""
    seeds = [range(worker * asked.runs, (worker + 1) * asked.runs) for worker in range(asked.workers)]

    def threads() -> None:
        with ThreadPoolExecutor(asked.workers) as pool:
            list(pool.map(lambda share: run_many(scenario, share, twin, trace=False), seeds))

    def batch(runs: int) -> None:
        batch_run(
            CollaborationModel,
            {"scenario": [scenario], "twin": twin},
            number_processes=asked.workers,
            rng=range(runs * asked.workers),
            display_progress=False,
        )

    return {
        "compiled": lambda: run_many(scenario, seeds[0], twin, trace=False),
        "threads": threads,
        "mesa": lambda: [CollaborationModel(scenario, seed=k, twin=twin).run() for k in range(asked.mesa_runs)],
        # A batch of one run a process tells what starting the processes takes.
        "short batch": lambda: batch(1),
        "batch": lambda: batch(1 + asked.mesa_runs),
    }


def report(times: dict[str, Times], twin: bool, asked: argparse.Namespace, scenario: Scenario) -> None:
    """Print rates and ratios."""
    workers = asked.workers
    going = Times(
        tuple(
            max(long - short, 1e-9)
            for long, short in zip(times["batch"].seconds, times["short batch"].seconds, strict=True)
        )
    )
    rates = {
        "compiled, one core": (asked.runs / times["compiled"].best, times["compiled"]),
        f"compiled, {workers} threads": (workers * asked.runs / times["threads"].best, times["threads"]),
        "Mesa alone, one core": (asked.mesa_runs / times["mesa"].best, times["mesa"]),
        f"Mesa's batch_run, {workers} processes": (workers * asked.mesa_runs / going.best, going),
        "the same with their start": (workers * (1 + asked.mesa_runs) / times["batch"].best, times["batch"]),
    }
    title = f"{scenario.name}, {scenario.horizon} quarters, {'with' if twin else 'without'} the twin"
    show(
        title,
        ("engine", "runs a second", "median and slowest repeat"),
        [
            (name, f"{rate:,.2f}" if rate < 100 else f"{rate:,.0f}", taken.spread)
            for name, (rate, taken) in rates.items()
        ],
    )
    one, many, mesa, batch, _ = (rate for rate, _ in rates.values())
    show(
        f"ratios (goal: {GOAL:,})",
        ("compiled against Mesa", "ratio", "goal"),
        [
            ("one core", f"{one / mesa:,.0f}", told(one / mesa)),
            (f"{workers} threads against {workers} processes", f"{many / batch:,.0f}", told(many / batch)),
            (f"{workers} threads against one core", f"{many / mesa:,.0f}", told(many / mesa)),
        ],
    )


def told(ratio: float) -> str:
    """Whether the goal is met."""
    return "met" if ratio >= GOAL else "not met"


if __name__ == "__main__":
    main()
