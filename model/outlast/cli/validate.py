"""`outlast validate`: every documented pattern that the model speaks to, against the simulation."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from outlast.cli.app import app
from outlast.cli.options import Json, Out, Workers, check_count, check_workers, whole
from outlast.cli.terminal import aside, console, print_json, rows_of

if TYPE_CHECKING:
    from outlast.analysis.patterns.validation import Study

# What --posterior stands for where it is given without a file.
SHIPPED = "shipped"


@app.command
def validate(
    *,
    posterior: Annotated[
        str | None,
        Parameter(
            help="An ensemble (a file, or a calibration's folder); the one that comes with outlast unless told. "
            "prior: draws of the prior instead, to see what passes without any fitting (a file so called: ./prior)."
        ),
    ] = None,
    targets: Annotated[
        Path | None, Parameter(help="A file of targets in place of the shipped scenarios/evidence/targets.toml.")
    ] = None,
    patterns: Annotated[
        Path | None, Parameter(help="A file of patterns in place of the shipped scenarios/evidence/patterns.toml.")
    ] = None,
    cohorts: Annotated[
        int | None,
        Parameter(converter=whole, help="Cohorts simulated with each member in each world; 10 unless told."),
    ] = None,
    members: Annotated[
        int | None,
        Parameter(converter=whole, help="Members of the ensemble to take, evenly spread; all of them unless told."),
    ] = None,
    seed: Annotated[
        int, Parameter(converter=whole, help="Seed of luck, codings by judgement, and draws of the prior.")
    ] = 1,
    workers: Workers = None,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Hold the calibrated model against what is documented: the pattern table, with verdict and source.

    Levels (how many last), directions (what makes more of them last) and associations, whether they were used for
    fitting or kept out of it. A miss is reported as a miss and is no failure of the command; what the model cannot
    speak to is listed with the reason. About five minutes on two cores; --members 50 --cohorts 2 gives a first look.
    """
    from outlast.analysis.patterns import validation as study
    from outlast.report.patterns.folder import KIND, default_folder, save_validation
    from outlast.runs.folder import check_destination

    started = datetime.now(UTC)
    check_workers(workers)
    check_count("--seed", seed, 0, study.LARGEST_SEED)
    check_count("--cohorts", cohorts, 1, study.MOST_COHORTS)
    check_count("--members", members, 1, 1_000_000)
    planned = study.plan(
        None if posterior == SHIPPED else posterior,
        targets=targets,
        patterns=patterns,
        cohorts=study.COHORTS if cohorts is None else cohorts,
        members=members,
        seed=seed,
    )
    # Minutes of simulation are not to end in a folder that cannot be written.
    folder = default_folder(planned.settings) if out is None else out
    check_destination(folder, planned.settings, KIND)
    found = _conducted(planned, workers)
    manifest = save_validation(found, folder, started)
    if json_:
        tables = {"patterns": found.table, "theories": found.theories, "silent": found.silent}
        said: dict[str, Any] = {"folder": str(folder), "settings": dict(found.settings), "says": found.sentences()}
        counted = {"kept_out": found.counts(fitted=False), "fitted": found.counts(fitted=True)}
        print_json(said | {"counts": counted} | {name: rows_of(frame) for name, frame in tables.items()})
        return
    from outlast.report.patterns.tables import validation_table

    terminal = console()
    terminal.print(validation_table(found), highlight=False)
    terminal.print(
        f"Written to {folder}/ in {manifest['times']['seconds']:.0f} s: patterns.png and others, patterns.csv, "
        "theories.csv, silent.csv, members.parquet, manifest.json",
        soft_wrap=True,
        highlight=False,
    )


def _conducted(planned: Study, workers: int | None) -> Any:
    """The validation, with a bar while it runs."""
    from outlast.simulation.compiled import warm_up

    stderr = aside()
    warm_up(lambda message: stderr.print(message, highlight=False))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("cohorts"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as progress:
        task = progress.add_task("validating", total=None)
        return planned.conduct(workers, lambda done, of: progress.update(task, completed=done, total=of))
