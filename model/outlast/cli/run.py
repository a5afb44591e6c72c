"""`outlast run`: one scenario, many cohorts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from outlast.cli.app import app
from outlast.cli.options import (
    Json,
    Out,
    Seed,
    Set,
    Theory,
    Workers,
    check_count,
    check_workers,
    chosen,
    ensemble_of,
    set_keys,
    whole,
)
from outlast.cli.terminal import aside, console, print_json, rows_of
from outlast.scenario import Scenario

if TYPE_CHECKING:
    from outlast.analysis.calibration.ensemble import Ensemble
    from outlast.simulation.result import Result


@app.command
def run(
    scenario: str,
    /,
    *,
    seed: Seed = 1,
    replicates: Annotated[
        int, Parameter(converter=whole, help="Runs, each a whole cohort with a history of its own.")
    ] = 200,
    set_: Set = None,
    theory: Theory = None,
    posterior: Annotated[
        str | None,
        Parameter(
            help="Draw behaviour and theories from an ensemble in place of the defaults: a file, a calibration's "
            "folder, or alone for the shipped one. --theory then picks members; what --set sets holds in every run."
        ),
    ] = None,
    engine: Annotated[
        Literal["compiled", "mesa"], Parameter(help="Which engine runs it; both give the same numbers.")
    ] = "compiled",
    workers: Workers = None,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Run a scenario: a table with intervals, the run folder and a figure.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped one (see: outlast scenarios).
    """
    from outlast.analysis.calibration.posterior import kept_of
    from outlast.runs.folder import check_destination, default_folder, settings_of, write_run

    started = datetime.now(UTC)
    check_count("--replicates", replicates, 1, 100_000)
    check_count("--seed", seed, 0, 2**62)
    check_workers(workers)
    wanted = chosen(scenario, set_, theory)
    seeds = tuple(range(seed, seed + replicates))
    twin = bool(wanted.settings.output.twin)
    ensemble = None if posterior is None else ensemble_of(posterior, theory)
    digest = None if ensemble is None else ensemble.digest
    kept = () if ensemble is None else kept_of(ensemble, set_keys(set_))
    folder = default_folder(wanted, seeds, twin, digest, kept) if out is None else out
    check_destination(folder, settings_of(wanted, seeds, twin, digest, kept))
    result = _simulate(wanted, seeds, engine, workers, ensemble, kept)
    manifest = write_run(folder, result, engine, started, lambda work: _write_extras(result, work))
    if json_:
        from outlast.analysis.summary import summarise, to_frame

        records = rows_of(to_frame(summarise(result)))
        print_json({"folder": str(folder), "scenario": wanted.name, "runs": len(seeds), "outcomes": records})
        return
    from outlast.report.tables import run_table

    terminal = console()
    terminal.print(run_table(result))
    terminal.print(
        f"Written to {folder}/ in {manifest['times']['seconds']:.0f} s: run.png, summary.csv, findings.txt, runs, "
        "partnerships and quarters (Parquet), manifest.json",
        soft_wrap=True,
        highlight=False,
    )


def _simulate(
    scenario: Scenario,
    seeds: tuple[int, ...],
    engine: str,
    workers: int | None,
    ensemble: Ensemble | None,
    keep: Collection[str],
) -> Result:
    from outlast.analysis.calibration.posterior import simulate_posterior
    from outlast.simulation.simulate import simulate

    stderr = aside()
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
        options = {
            "engine": engine,
            "workers": workers,
            "progress": lambda done: progress.update(task, completed=done),
        }
        if ensemble is None:
            return simulate(scenario, seeds, **options)
        return simulate_posterior(scenario, seeds, ensemble, keep=keep, **options)


def _write_extras(result: Result, folder: Path) -> None:
    from outlast.analysis.summary import summarise, to_frame
    from outlast.report.figures import run_figure, save_figure
    from outlast.report.findings import findings

    (folder / "findings.txt").write_text("\n".join(findings(result)) + "\n", encoding="utf-8")
    to_frame(summarise(result)).to_csv(folder / "summary.csv", index=False, lineterminator="\n")
    save_figure(run_figure(result), folder, "run")
