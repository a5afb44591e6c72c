"""The command line: `outlast …`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import App, CycloptsError, Parameter, Token, UnusedCliTokensError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from outlast.scenario import Scenario, ScenarioError, load_scenario, parse_override

if TYPE_CHECKING:
    from outlast.simulation.result import Result

DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
NARROWEST = 80

app = App(
    name="outlast",
    help="Which mandated collaborations outlast their funding? An agent-based simulation.",
    help_epilogue="Start with: outlast run hiec",
    version_flags=["--version"],
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)


def _whole(_: Any, tokens: Sequence[Token]) -> int:
    """A whole number as typed; a fraction is refused, not rounded."""
    text = tokens[0].value
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"found {text!r}, allowed is a whole number") from None


Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON in place of a table.")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status: 0 done, 1 failed while running, 2 bad input."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(words, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except CycloptsError as error:
        command = f" {words[0]}" if words and words[0] in app else ""
        if isinstance(error, UnusedCliTokensError):
            error = f"{words[-1]!r} is one argument too many"
        return _complain(f"{error}\nSee: outlast{command} --help", BAD_INPUT)
    except ScenarioError as error:
        return _complain(str(error), BAD_INPUT)
    except KeyboardInterrupt:
        return _complain("interrupted; nothing half-written was left", INTERRUPTED)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain when it flushes what is left at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        return _complain(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "), FAILED)
    except Exception as error:
        if os.environ.get("OUTLAST_TRACEBACK"):
            raise
        return _complain(
            f"failed while running ({type(error).__name__}: {error}). This is a fault of outlast, not of your input; "
            "set OUTLAST_TRACEBACK=1 to see where, and report it.",
            FAILED,
        )
    return DONE


@app.command
def run(
    scenario: str,
    /,
    *,
    seed: Annotated[int, Parameter(converter=_whole, help="Seed of the first replicate; the others follow it.")] = 1,
    replicates: Annotated[
        int, Parameter(converter=_whole, help="Runs, each a whole cohort with a history of its own.")
    ] = 200,
    set_: Annotated[
        list[str] | None,
        Parameter(
            name="--set",
            help="Depart from the scenario: KEY=VALUE (mandate.grant=60); may be repeated.",
            negative="",
        ),
    ] = None,
    theory: Annotated[str | None, Parameter(help="Theories of vagueness, as in fog,latitude; or none.")] = None,
    engine: Annotated[
        Literal["compiled", "mesa"], Parameter(help="Which engine runs it; both give the same numbers.")
    ] = "compiled",
    workers: Annotated[
        int | None, Parameter(help="Threads or processes; as many as there are cores unless told.")
    ] = None,
    out: Annotated[Path | None, Parameter(help="Folder to write; results/NAME-seed… unless told.")] = None,
    json_: Json = False,
) -> None:
    """Run a scenario: a table with intervals, the run folder and a figure.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped one (see: outlast scenarios).
    """
    from outlast.runs.folder import check_destination, default_folder, settings_of, write_run

    started = datetime.now(UTC)
    _check_count("--replicates", replicates, 1, 100_000)
    _check_count("--seed", seed, 0, 2**62)
    if workers is not None:
        _check_count("--workers", workers, 1, 1024)
    chosen = _chosen(scenario, set_ or [], theory)
    seeds = tuple(range(seed, seed + replicates))
    twin = bool(chosen.settings.output.twin)
    folder = default_folder(chosen, seeds, twin) if out is None else out
    check_destination(folder, settings_of(chosen, seeds, twin))
    result = _simulate(chosen, seeds, engine, workers)
    manifest = write_run(folder, result, engine, started, lambda work: _write_extras(result, work))
    if json_:
        from outlast.analysis.summary import summarise, to_frame

        records = json.loads(to_frame(summarise(result)).to_json(orient="records", double_precision=15) or "[]")
        _print_json({"folder": str(folder), "scenario": chosen.name, "runs": len(seeds), "outcomes": records})
        return
    from outlast.report.tables import run_table

    console = _console()
    console.print(run_table(result))
    console.print(
        f"Written to {folder}/ in {manifest['times']['seconds']:.0f} s: run.png, summary.csv, runs, partnerships and "
        "quarters (Parquet), manifest.json",
        soft_wrap=True,
        highlight=False,
    )


@app.command
def scenarios(*, json_: Json = False) -> None:
    """The shipped scenarios and what each asks; with --json also how each departs from the defaults."""
    from outlast.report.tables import scenarios_records, scenarios_table

    if json_:
        _print_json(scenarios_records())
    else:
        _console().print(scenarios_table())


@app.command
def parameters(name: str | None = None, /, *, json_: Json = False) -> None:
    """What can be set: meaning, unit, range, default and source.

    Parameters
    ----------
    name
        A dotted name (mandate.grant) or the beginning of one (rules.trust); all of them if left out.
    """
    from outlast.report.tables import parameters_records, parameters_table

    if json_:
        _print_json(parameters_records(name))
    else:
        _console().print(parameters_table(name))


@app.command
def outcomes(*, json_: Json = False) -> None:
    """What a run is judged by: every column of a run folder, with its meaning and unit."""
    from outlast.report.tables import outcomes_records, outcomes_table

    if json_:
        _print_json(outcomes_records())
    else:
        _console().print(outcomes_table())


class Terminal(Console):
    """A console whose reader may have seen enough: that is `main`'s to settle, and no failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _console() -> Console:
    """A terminal; the tables are made for 80 columns, and a narrower one wraps their lines."""
    console = Terminal()
    return console if console.width >= NARROWEST else Terminal(width=NARROWEST)


def _chosen(name: str, settings: list[str], theory: str | None) -> Scenario:
    overrides: dict[str, Any] = {}
    for text in settings:
        key, value = parse_override(text)
        if key in overrides:
            raise ScenarioError(f"--set {key}: given twice; give each key once")
        overrides[key] = value
    if theory is not None:
        if "structure.theory" in overrides:
            raise ScenarioError("--theory: structure.theory is given by --set too; give it once")
        overrides["structure.theory"] = theory
    return load_scenario(name, overrides)


def _simulate(scenario: Scenario, seeds: tuple[int, ...], engine: str, workers: int | None) -> Result:
    from outlast.simulation.simulate import simulate

    stderr = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TimeRemainingColumn(),
    )
    if engine == "compiled":
        from outlast.simulation.compiled import warm_up

        warm_up(lambda message: stderr.print(message, highlight=False))
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as progress:
        task = progress.add_task(f"{scenario.name}", total=len(seeds))
        return simulate(
            scenario,
            seeds,
            engine=engine,
            workers=workers,
            progress=lambda done: progress.update(task, completed=done),
        )


def _write_extras(result: Result, folder: Path) -> None:
    from outlast.analysis.summary import summarise, to_frame
    from outlast.report.figures import run_figure, save_figure

    to_frame(summarise(result)).to_csv(folder / "summary.csv", index=False, lineterminator="\n")
    save_figure(run_figure(result), folder, "run")


def _check_count(option: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ScenarioError(f"{option}: found {value}, allowed is a whole number from {low} to {high}")


def _complain(message: str, status: int) -> int:
    print(f"outlast: {message}", file=sys.stderr)
    return status


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


if __name__ == "__main__":
    sys.exit(main())
