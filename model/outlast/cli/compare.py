"""`outlast compare`: policies on the same worlds with the same luck, under every theory of vagueness."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from outlast.cli.app import SHIPPED, app
from outlast.cli.options import Json, Out, Seed, Set, Workers, check_count, check_workers, chosen, set_keys, whole
from outlast.cli.terminal import aside, console, print_json, rows_of

if TYPE_CHECKING:
    from outlast.analysis.policies.comparison import Comparison, Planned

Theories = Annotated[
    list[str] | None,
    Parameter(
        name="--theory",
        help="A theory (or a set of them, as in fog,latitude) to run under; may be repeated. All that the ensemble "
        "holds unless told, weighted as it holds them.",
        negative="",
    ),
]
FromEnsemble = Annotated[
    str | None,
    Parameter(
        name="--posterior",
        help="The ensemble that behaviours are drawn from: a file, or a calibration's folder; the shipped one unless "
        "told. none: behaviour as the scenario has it, under each theory (a file so called: ./none). What --set sets "
        "holds in every run.",
    ),
]


@app.command
def compare(
    *scenarios: str,
    outcome: Annotated[
        list[str] | None,
        Parameter(
            help="What designs are ranked by (see: outlast outcomes), self_sustaining_8 unless told; may be repeated, "
            "the others are reported. self_sustaining_end judges all at the same quarter, the horizon.",
            negative="",
        ),
    ] = None,
    minimise: Annotated[bool, Parameter(negative="", help="Less of the outcome is better.")] = False,
    transplant: Annotated[
        bool,
        Parameter(
            negative="",
            help="Put the mandates alone into the context of the first scenario, so that differences are of policies.",
        ),
    ] = False,
    seed: Seed = 1,
    replicates: Annotated[
        int, Parameter(converter=whole, help="Runs of each design under each theory, all on the same luck.")
    ] = 200,
    set_: Set = None,
    theory: Theories = None,
    posterior: FromEnsemble = None,
    workers: Workers = None,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Hold policies against each other in the same worlds with the same luck: which is best, and under which theory?

    Paired differences, what each adds to the same world with no mandate, regret under each theory of vagueness, and
    what it costs the centre. Five designs take about half a minute on two cores.

    Parameters
    ----------
    scenarios
        Two or more scenario files, or names of shipped ones; the first is the reference.
    """
    from outlast.analysis.policies import comparison as study
    from outlast.report.policies.folder import COMPARISON, default_folder, save_comparison
    from outlast.runs.arguments import LARGEST_SEED
    from outlast.runs.folder import check_destination
    from outlast.scenario.names import THEORY

    started = datetime.now(UTC)
    check_count("--seed", seed, 0, LARGEST_SEED)
    check_count("--replicates", replicates, 1, study.MOST_REPLICATES)
    check_workers(workers)
    keep = set_keys(set_)
    planned = study.plan_comparison(
        # A theory that is set is refused with its reason, before a scenario is read with it.
        [chosen(name, None if THEORY in keep else set_, None) for name in scenarios],
        outcome=outcome or study.SUSTAINED,
        minimise=minimise,
        posterior=None if posterior == SHIPPED else posterior,
        theory=theory or (),
        replicates=replicates,
        seed=seed,
        keep=keep,
        transplant=transplant,
    )
    settings = dict(planned.settings)
    folder = default_folder(settings) if out is None else out
    # Minutes of simulation are not to end in a folder that cannot be written.
    check_destination(folder, settings, COMPARISON)
    found: Comparison = with_bar("comparing", planned, workers)
    manifest = save_comparison(found, folder, started)
    if json_:
        said: dict[str, Any] = {"folder": str(folder), "settings": settings, "says": found.sentences()}
        print_json(said | {name: rows_of(frame) for name, frame in found.to_frames().items()})
        return
    from outlast.report.policies.comparison_tables import comparison_table

    terminal = console()
    terminal.print(comparison_table(found), highlight=False)
    terminal.print(
        f"Written to {folder}/ in {manifest['times']['seconds']:.0f} s: outcomes.png and others, policies.csv and "
        "others, runs.parquet, manifest.json",
        soft_wrap=True,
        highlight=False,
    )


def with_bar(says: str, planned: Planned | Any, workers: int | None) -> Any:
    """What is planned, conducted with a bar while it runs."""
    from outlast.simulation.compiled import warm_up

    stderr = aside()
    warm_up(lambda message: stderr.print(message, highlight=False))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("runs"),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as progress:
        task = progress.add_task(says, total=None)
        tell: Callable[[int, int], None] = lambda done, of: progress.update(task, completed=done, total=of)  # noqa: E731
        return planned.conduct(workers, tell)
