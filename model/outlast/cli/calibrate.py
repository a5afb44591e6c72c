"""`outlast calibrate`: which behaviours and theories agree with what is known of the programmes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from outlast.cli.app import SHIPPED, FailedError, app
from outlast.cli.options import Json, Out, Workers, check_count, check_workers, whole
from outlast.cli.terminal import aside, console, print_json
from outlast.scenario import ScenarioError

if TYPE_CHECKING:
    from outlast.analysis.calibration.folder import Plan, Step

FEWEST, MOST = 200, 10_000_000
# Lines of a log, where there is no terminal to draw a bar on, are so many seconds apart.
SELDOM = 30.0


@app.command
def calibrate(
    *,
    targets: Annotated[
        Path | None, Parameter(help="A file of targets in place of the shipped scenarios/evidence/targets.toml.")
    ] = None,
    arms: Annotated[
        str | None, Parameter(help="Only the targets of these arms, as in hiec,ahsc; all of them unless told.")
    ] = None,
    theory: Annotated[
        list[str] | None,
        Parameter(
            help="A theory of vagueness (fog,latitude is one that holds both); may be repeated. Each alone, none, and "
            "latitude with fog, unless told.",
            negative="",
        ),
    ] = None,
    draws: Annotated[
        int | None, Parameter(converter=whole, help="Draws of the prior in the table that all begins with.")
    ] = None,
    population: Annotated[
        int | None, Parameter(converter=whole, help="Draws that are accepted as the posterior.")
    ] = None,
    repeats: Annotated[
        int | None,
        Parameter(
            converter=whole,
            help="Independent samples of so many draws; intervals hold that of each. One unless told.",
        ),
    ] = None,
    truths: Annotated[int | None, Parameter(converter=whole, help="Synthetic truths that it is checked on.")] = None,
    members: Annotated[int | None, Parameter(converter=whole, help="Members of the ensemble.")] = None,
    seed: Annotated[int, Parameter(converter=whole, help="Seed of all that is drawn.")] = 1,
    value_of_data: Annotated[
        bool,
        Parameter(
            negative="",
            help="Calibrate nothing: say what each measurement that nobody has made would tell of the theories.",
        ),
    ] = False,
    posterior: Annotated[
        str | None,
        Parameter(
            help="With --value-of-data: an ensemble (a file, or a calibration's folder); the shipped one if none."
        ),
    ] = None,
    measurements: Annotated[
        Path | None,
        Parameter(help="With --value-of-data: a file of measurements in place of the shipped one."),
    ] = None,
    workers: Workers = None,
    resume: Annotated[bool, Parameter(negative="", help="Go on with a calibration that was cut short.")] = False,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Calibrate behaviours and theories to what is known of several programmes at once.

    History matching rules out; the method is checked on synthetic truths; then the posterior is sampled over parameters
    and structures, and written as an ensemble that `outlast run --posterior` draws from. About half an
    hour on two cores.
    """
    check_workers(workers)
    check_count("--seed", seed, 0, 1_000_000)
    if value_of_data:
        _refuse_fit({"--targets": targets, "--arms": arms, "--theory": theory, "--draws": draws,
                     "--population": population, "--repeats": repeats, "--truths": truths, "--members": members,
                     "--resume": resume or None})  # fmt: skip
        _value(posterior, measurements, seed, workers, out, json_)
        return
    for option, given in (("--posterior", posterior), ("--measurements", measurements)):
        if given is not None:
            raise ScenarioError(f"{option}: it belongs to --value-of-data")
    check_count("--draws", draws, FEWEST, MOST)
    check_count("--population", population, 20, 100_000)
    check_count("--repeats", repeats, 1, 100)
    check_count("--truths", truths, 10, 100_000)
    check_count("--members", members, 10, 100_000)
    _needs_libraries()
    from outlast.analysis.calibration.planning import plan_of

    sizes = {"table": draws, "population": population, "repeats": repeats, "truths": truths, "members": members}
    plan, wanted = plan_of(
        targets, arms, theory, seed, **{key: size for key, size in sizes.items() if size is not None}
    )
    from outlast.analysis.calibration.conduct import calibrate as conduct
    from outlast.report.calibration import calibration_record, calibration_tables, save_calibration

    folder = out or _folder(plan)
    with Stages() as stages:
        found = conduct(folder, plan, wanted, resume=resume, workers=workers, notify=stages)
    save_calibration(found)
    if json_:
        print_json({"folder": str(folder)} | calibration_record(found))
        return
    terminal = console()
    for part in calibration_tables(found):
        terminal.print(part, highlight=False)
    terminal.print(
        f"Written to {folder}/: ensemble.parquet (outlast run --posterior {folder}), posterior, tables, figures",
        soft_wrap=True,
        highlight=False,
    )


def _value(
    posterior: str | None, measurements: Path | None, seed: int, workers: int | None, out: Path | None, json_: bool
) -> None:
    _needs_libraries()
    from outlast.analysis.calibration.ensemble import load_ensemble
    from outlast.analysis.calibration.measurements import load_measurements

    ensemble = load_ensemble(None if posterior == SHIPPED else posterior)
    asked = load_measurements(measurements)
    from outlast.analysis.calibration.value import study
    from outlast.report.calibration import save_value, value_record, value_tables

    folder = out or Path("results") / f"value-of-data-{ensemble.digest}-seed{seed}"
    with Stages() as stages:
        found = study(ensemble, asked, seed, workers=workers, notify=stages)
    save_value(found, folder)
    if json_:
        print_json({"folder": str(folder)} | value_record(found))
        return
    terminal = console()
    for part in value_tables(found):
        terminal.print(part, highlight=False)
    terminal.print(f"Written to {folder}/: value.csv and its figure", soft_wrap=True, highlight=False)


def _folder(plan: Plan) -> Path:
    """Where a calibration goes unless told: the same plan to the same folder."""
    return Path("results") / f"calibration-seed{plan.seed}-{plan.digest()}"


def _refuse_fit(given: dict[str, Any]) -> None:
    for option, value in given.items():
        if value is not None:
            raise ScenarioError(f"{option}: it belongs to a calibration, and --value-of-data calibrates nothing")


def _needs_libraries() -> None:
    """Say how to get what a calibration needs beside the rest, where it is not there."""
    from importlib.util import find_spec

    missing = [name for name in ("pyabc", "sklearn") if find_spec(name) is None]
    if missing:
        raise FailedError(
            "calibrating needs pyABC and scikit-learn, which are not installed. In a checkout: python3 start.py "
            'calibrate …; elsewhere: pip install "outlast[calibration]"'
        )


class Stages:
    """Says how far a calibration is: a bar for the stage that runs; in a log, a line now and then."""

    def __init__(self) -> None:
        self._console = aside()
        columns: Sequence[Any] = (
            SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        )  # fmt: skip
        self._bar = Progress(*columns, console=self._console, transient=True, disable=not self._console.is_terminal)
        self._task = self._bar.add_task("", total=None)
        self._doing = ""
        self._said = 0.0

    def __enter__(self) -> Stages:
        self._bar.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._bar.stop()

    def __call__(self, step: Step) -> None:
        """Show a step."""
        if step.doing != self._doing:
            self._bar.reset(self._task, description=step.doing, total=step.of)
        self._bar.update(self._task, completed=step.done, total=step.of)
        now = time.monotonic()
        if self._bar.disable and (step.doing != self._doing or now - self._said > SELDOM):
            self._said = now
            amount = f": {step.done:,} of {step.of:,}" if step.of else ""
            self._console.print(f"{step.doing}{amount}", highlight=False, soft_wrap=True)
        self._doing = step.doing
