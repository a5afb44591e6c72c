"""How the cost of a run grows with its size, in the compiled engine: `python benchmarks/scaling.py --help`."""

from __future__ import annotations

import argparse
import math
from functools import partial

from measuring import machine, show, side_by_side
from outlast.scenario import load_scenario
from outlast.simulation.compiled import run_many, warm_up

# Regions large enough for the largest partnerships, the same at every size.
ROOM = {"context.population.trusts": 30, "context.population.universities": 10, "context.population.firms": 20}
# What grows: the override that makes it grow, its values, what else is set.
GROWTH: dict[str, tuple[str | None, tuple[int, ...], dict[str, object]]] = {
    "partnerships": ("context.partnerships", (5, 10, 20, 40, 80), {}),
    "members": ("context.members", (6, 9, 14, 21, 32), {**ROOM, "context.members_spread": 1.0}),
    "quarters": ("context.horizon", (15, 30, 60, 120, 240), {}),
    "replicates": (None, (25, 50, 100, 200, 400), {}),
}


def main() -> None:
    """Measure each growth, and print the points and the fitted exponents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--scenario", default="hiec", help="a shipped name or a file")
    parser.add_argument("--runs", type=int, default=100, help="runs a point (but for replicates)")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="two runs a point, once: to see that it works")
    asked = parser.parse_args()
    if asked.quick:
        asked.runs, asked.repeats = 2, 1
    print(machine())
    warm_up(print)
    fitted = []
    for name, (key, values, others) in GROWTH.items():
        tasks = {}
        for value in values:
            scenario = load_scenario(asked.scenario, {**others, key: value} if key else others)
            seeds = range(asked.runs if key else value)
            tasks[value] = partial(run_many, scenario, seeds, False, trace=False)
        times = side_by_side(tasks, asked.repeats)
        runs = dict.fromkeys(values, asked.runs if key else 1)
        cost = {value: times[value].best / runs[value] for value in values}
        show(
            f"{name}: seconds {'a run' if key else 'for all'}",
            (name, "milliseconds", "milliseconds for each", "median and slowest repeat"),
            [
                (value, f"{1e3 * cost[value]:.3f}", f"{1e3 * cost[value] / value:.4f}", times[value].spread)
                for value in values
            ],
        )
        fitted.append((name, f"{slope(cost):.2f}", f"{slope(dict(list(cost.items())[-2:])):.2f}"))
    show("cost grows with the power of", ("what grows", "exponent, all points", "last two points"), fitted)


def slope(cost: dict[int, float]) -> float:
    """The exponent of a power law through the points: least squares on logarithms."""
    x, y = [math.log(value) for value in cost], [math.log(seconds) for seconds in cost.values()]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    rises = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return rises / sum((a - mean_x) ** 2 for a in x)


if __name__ == "__main__":
    main()
