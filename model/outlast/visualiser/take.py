"""What a visitor may take away: scenario files, what was played, and the tables and figure of the runs behind it."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import Future

import matplotlib as mpl
import pandas as pd

from outlast.analysis.summary import summary
from outlast.outcomes.catalogue import TRACE
from outlast.outcomes.judgement import STATES
from outlast.report import style
from outlast.report.figures import run_figure
from outlast.scenario import Scenario
from outlast.simulation.result import Result
from outlast.simulation.simulate import simulate
from outlast.visualiser.titles import SIDES
from outlast.visualiser.verdict import FIRST_SEED, RUNS, SEEDS, submit
from outlast.visualiser.world import World

READ_ME = """Taken away from the outlast page. {beside}

played_*.csv       what was played on the page, one row for each quarter and partnership (one run, seed {luck})
scenario_*.toml    the mandate as a scenario file, interventions included
summary_*.csv      every outcome over {runs} runs with its 95% interval
run_*.png          the figure of these runs

The same summary and figure: outlast run scenario_A.toml --seed {seed} --replicates {runs}
What was played: seed {luck} of the same scenario. Nothing is there of a world that was not played.
"""
BESIDE = {
    (): "There was one world, A.",
    (True,): "B is the world of A without a mandate; summary_A.csv has it too.",
    (False,): "A and B are the two worlds.",
}


def played(world: World) -> str:
    """What was recorded of a world so far as CSV: a row for each quarter and partnership."""
    trace = world.trace()
    quarters, partnerships, _ = trace.shape
    frame = pd.DataFrame(trace.reshape(quarters * partnerships, len(TRACE)), columns=[one.name for one in TRACE])
    frame["state"] = [STATES[int(code)] for code in frame["state"]]
    frame.insert(0, "partnership", [number + 1 for _ in range(quarters) for number in range(partnerships)])
    frame.insert(0, "quarter", [quarter for quarter in range(quarters) for _ in range(partnerships)])
    return frame.to_csv(index=False, lineterminator="\n")


def figure(scenario: Scenario) -> Future[bytes]:
    """The figure that `outlast run` draws of a scenario, as PNG; takes a second or two, in the background."""
    return submit(_figure, scenario)


def bundle(worlds: tuple[World, ...], tables: dict[str, str]) -> Future[bytes]:
    """Everything in one archive, in the background, which takes some seconds; `tables` are what was played, by file."""
    beside = BESIDE[tuple(world.unmandated for world in worlds[1:])]
    scenarios = [world.scenario for world in worlds if not world.unmandated]
    return submit(_bundle, scenarios, worlds[0].seed, tables, beside)


def _figure(scenario: Scenario) -> bytes:
    return _drawn(simulate(scenario, SEEDS))


def _bundle(scenarios: list[Scenario], luck: int, tables: dict[str, str], beside: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", READ_ME.format(runs=RUNS, seed=FIRST_SEED, luck=luck, beside=beside))
        for name, text in tables.items():
            archive.writestr(name, text)
        for side, scenario in zip(SIDES, scenarios, strict=False):
            result = simulate(scenario, SEEDS)
            archive.writestr(f"scenario_{side}.toml", scenario.to_toml())
            archive.writestr(f"summary_{side}.csv", summary(result).to_csv(index=False, lineterminator="\n"))
            archive.writestr(f"run_{side}.png", _drawn(result))
    return held.getvalue()


def _drawn(result: Result) -> bytes:
    drawn = io.BytesIO()
    with mpl.rc_context(style.RC):
        run_figure(result).savefig(drawn, dpi=style.DPI, format="png")
    return drawn.getvalue()
