"""Where the time of a run goes in the compiled engine: `python benchmarks/phases.py --help`.

The actions of a quarter are compiled into one kernel as ever, with a reading of the processor's cycle counter between
each two. Draws and functions of the quarters are counted in a run of the readable engine, and costed by a loop that
does nothing else; the opening, for which the compiled engine draws less, is left out of them.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from measuring import machine, show
from outlast import processes, randomness
from outlast.outcomes.catalogue import FINALS, TRACE
from outlast.rules import production, stance
from outlast.scenario import Scenario, load_scenario
from outlast.schedule import SCHEDULE
from outlast.simulation.compiled import model, run_many, warm_up
from outlast.simulation.compiled.arrays import empty_convening, empty_world
from outlast.simulation.compiled.run import pack
from outlast.simulation.model import CollaborationModel

IN_TURN = "a draw that waits for the last one"
PARTS = ["opening", *(action.does for phase in SCHEDULE for action in phase.actions)]


@intrinsic
def cycles(typing: Any) -> Any:
    """The processor's cycle counter."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        counter = builder.module.declare_intrinsic("llvm.readcyclecounter", (), ir.FunctionType(ir.IntType(64), ()))
        return builder.call(counter, ())

    return types.int64(), code


def timed_kernel() -> Any:
    """The kernel without a twin, as the schedule has it, that adds up the cycles of each part."""
    lines = [
        "def timed(cases, seeds, room, world, finals, trace, spent):",
        "    for run in range(len(seeds)):",
        "        case, seed = one_case(cases, 0), seeds[run]",
        "        spent[0] -= cycles()",
        "        open_organisations(room, case, seed)",
        "        convene(room, case, seed)",
        "        open_world(world, case, room, seed, finals)",
        "        spent[0] += cycles()",
        "        for quarter in range(case.settings[0].country.horizon):",
        "            world.centre[0].quarter = quarter",
    ]
    for at, name in enumerate(PARTS[1:], start=1):
        call = f"{name}(world, case)"
        if name == "record":
            call = "record(world, case, world.partnerships, world.trust, False, finals, trace)"
        lines += [f"            spent[{at}] -= cycles()", f"            {call}", f"            spent[{at}] += cycles()"]
    space: dict[str, Any] = {**vars(model), "cycles": cycles}
    exec("\n".join(lines), space)
    return njit(nogil=True, error_model="numpy", _nrt=False)(space["timed"])  # type: ignore[call-overload]


def spent_on(scenario: Scenario, runs: int, repeats: int) -> np.ndarray:
    """Seconds a run on each part: the repeat that took least, of several."""
    cases, _ = pack(scenario)
    partnerships = scenario.settings.context.partnerships
    finals, trace = np.empty((partnerships, len(FINALS))), np.empty((0, partnerships, len(TRACE)))
    room, world, kernel = empty_convening(cases), empty_world(cases), timed_kernel()
    best = np.full(len(PARTS), np.inf)
    for repeat in range(repeats + 1):
        spent, start = np.zeros(len(PARTS), np.int64), time.perf_counter()
        kernel(cases, np.arange(runs), room, world, finals, trace, spent)
        seconds = spent * ((time.perf_counter() - start) / max(1, spent.sum())) / runs
        # The first time it is compiled.
        if repeat > 0 and seconds.sum() < best.sum():
            best = seconds
    return best


# What is drawn and computed -------------------------------------------------------------------------------------------


@contextmanager
def counting(counts: Counter[str]) -> Iterator[None]:
    """Count the draws and the functions of the readable engine."""
    undo: list[tuple[Any, str, Any]] = []

    def replace(place: Any, name: str, by: Callable[..., Any]) -> None:
        undo.append((place, name, getattr(place, name)))
        setattr(place, name, by)

    def counted(kind: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            counts[kind] += 1
            return function(*arguments)

        return call

    uniform = randomness.uniform

    def drawn(seed: int, process: int, *address: int) -> float:
        # The compiled engine draws prior ties as it opens, turnover for those that can meet, and a proposal for each
        # stance.
        counts["draw"] += process not in (processes.PRIOR_TIE, processes.TURNOVER, processes.PROPOSAL)
        counts["draw"] += process == processes.STANCE
        return uniform(seed, process, *address)

    for name, module in list(sys.modules.items()):
        if name.startswith("outlast.") and vars(module).get("uniform") is uniform:
            replace(module, "uniform", drawn)
    for name in ("exp", "log"):
        replace(math, name, counted(name, getattr(math, name)))
    # What a member's effort tells the board the readable engine asks for each pair, the compiled one once a member.
    replace(stance, "effort_after", counted("tanh", stance.effort_after))
    combine = production.joint_effort

    def joint_effort(efforts: Any, members: int, *others: Any) -> float:
        counts["power"] += members + 1
        return combine(efforts, members, *others)

    replace(production, "joint_effort", joint_effort)
    try:
        yield
    finally:
        for place, name, was in reversed(undo):
            setattr(place, name, was)


def seated(scenario: Scenario, seed: int) -> int:
    """How many organisations have a seat somewhere: turnover is drawn for these."""
    cases, twin_cases = pack(scenario)
    world = empty_world(cases)
    shape = (1, scenario.settings.context.partnerships)
    finals, none = np.empty((*shape, len(FINALS))), np.empty((1, 0, shape[1], len(TRACE)))
    seeds, which = np.array([seed]), np.zeros(1, np.int64)
    model.simulate(
        cases, twin_cases, which, seeds, False, empty_convening(cases), world, world, finals, none, finals[:0], none[:0]
    )
    return int(world.centre["organisations"][0])


def cost_of_one() -> dict[str, float]:
    """Seconds for one draw or function, in a loop over a row of them."""
    uniform, n = randomness.uniform, 512

    def draws(who: Any, x: Any, room: Any) -> None:
        for k in range(len(who)):
            room[k] = uniform(7, 3, who[k], 0, 5, 0)

    def draws_in_turn(who: Any, x: Any, room: Any) -> None:
        last = 0.0
        for k in range(len(who)):
            last = uniform(7, 3, int(last * 1000.0) + who[k], 0, 5, 0)
        room[0] = last

    def exps(who: Any, x: Any, room: Any) -> None:
        for k in range(len(who)):
            room[k] = math.exp(x[k])

    def logs(who: Any, x: Any, room: Any) -> None:
        for k in range(len(who)):
            room[k] = math.log(2.0 + x[k])

    def tanhs(who: Any, x: Any, room: Any) -> None:
        for k in range(len(who)):
            room[k] = math.tanh(x[k])

    def powers(who: Any, x: Any, room: Any) -> None:
        for k in range(len(who)):
            room[k] = (2.0 + x[k]) ** -1.8

    found = {}
    loops = {"draw": draws, IN_TURN: draws_in_turn, "exp": exps, "log": logs, "tanh": tanhs, "power": powers}
    arguments = np.arange(n), np.linspace(-1.0, 0.9, n), np.empty(n)
    for kind, loop in loops.items():
        kernel = njit(error_model="numpy", _nrt=False)(loop)  # type: ignore[call-overload]
        kernel(*arguments)
        best = math.inf
        for _ in range(200):
            start = time.perf_counter()
            kernel(*arguments)
            best = min(best, time.perf_counter() - start)
        found[kind] = best / n
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenario", default="hiec", help="a shipped name or a file")
    parser.add_argument("--runs", type=int, default=300, help="runs a repeat")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="two runs of a small world, once: to see that it works")
    asked = parser.parse_args()
    overrides: dict[str, Any] = {}
    if asked.quick:
        asked.runs, asked.repeats, overrides = 2, 1, {"context.partnerships": 2}
    scenario = load_scenario(asked.scenario, overrides)
    print(machine())
    warm_up(print)
    spent = spent_on(scenario, asked.runs, asked.repeats)
    start = time.perf_counter()
    run_many(scenario, range(asked.runs), False, trace=False)
    plain = (time.perf_counter() - start) / asked.runs
    total = spent.sum()
    phases = [("opening", ("opening",)), *((phase.name, tuple(a.does for a in phase.actions)) for phase in SCHEDULE)]
    rows = []
    for name, actions in phases:
        parts = {action: spent[PARTS.index(action)] for action in actions}
        most = sorted(parts, key=lambda action: -parts[action])[:3]
        rows.append(
            (
                name,
                f"{1e6 * sum(parts.values()):.0f}",
                f"{100 * sum(parts.values()) / total:.1f} %",
                ", ".join(f"{action} {100 * parts[action] / total:.1f}" for action in most) if len(parts) > 1 else "",
            )
        )
    show(
        f"{scenario.name} without the twin: {1e6 * total:.0f} µs a run with the counter, {1e6 * plain:.0f} without",
        ("phase", "µs a run", "share", "most of it (% of all)"),
        rows,
    )
    counts: Counter[str] = Counter()
    runs = 1 if asked.quick else 4
    for seed in range(runs):
        opened = CollaborationModel(scenario, seed=seed, twin=False)
        with counting(counts):
            opened.run()
        counts["draw"] += scenario.horizon * seated(scenario, seed)
    costs = cost_of_one()
    rows = []
    for kind in ("draw", "exp", "log", "tanh", "power"):
        each = counts[kind] / runs
        nanoseconds = [1e9 * costs[kind]]
        if kind == "draw":
            nanoseconds.append(1e9 * costs[IN_TURN])
        shares = [100 * each * cost / (1e9 * total) for cost in nanoseconds]
        rows.append((kind, f"{each:,.0f}", *(" to ".join(f"{x:.1f}" for x in row) for row in (nanoseconds, shares))))
    show("draws and functions in the quarters", ("what", "a run", "ns each", "% of the run"), rows)


if __name__ == "__main__":
    main()
