"""`outlast sensitivity`: what matters, how much, and through which interactions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from outlast.cli.app import FailedError, app
from outlast.cli.options import Json, Out, Seed, Set, Theory, Workers, check_count, check_workers, chosen, whole
from outlast.cli.sweep import conducted, print_forecast
from outlast.cli.terminal import console, print_json
from outlast.scenario import ScenarioError

if TYPE_CHECKING:
    from outlast.analysis.sensitivity.study import Study
    from outlast.runs.store import Store


@app.command
def sensitivity(
    scenario: str,
    /,
    *,
    method: Annotated[
        Literal["oat", "morris", "sobol", "pawn", "delta"],
        Parameter(
            help="oat: one at a time, with curves; morris: screening; sobol: shares of variance; pawn, delta: whole "
            "distributions."
        ),
    ],
    vary: Annotated[
        list[str] | None,
        Parameter(
            help="What to vary, as for outlast sweep (rules.trust alone: all of that table); may be repeated. The main "
            "levers and prior ties, over all that is declared, unless told.",
            negative="",
        ),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        Parameter(help="What to explain (see: outlast outcomes); may be repeated, the first is drawn.", negative=""),
    ] = None,
    samples: Annotated[
        int | None,
        Parameter(
            converter=whole,
            help="Base points of sobol, trajectories of morris, points of pawn and delta, further centres of oat.",
        ),
    ] = None,
    replicates: Annotated[
        int | None, Parameter(converter=whole, help="Runs at each point, all on the same luck; 10 unless told.")
    ] = None,
    over_time: Annotated[
        list[str] | None,
        Parameter(
            help="Also explain a course over the quarters (open, trust, clarity …); may be repeated.", negative=""
        ),
    ] = None,
    failed: Annotated[
        Literal["stop", "drop"],
        Parameter(help="What to do about runs that failed or have no value: stop, or drop the blocks they stand in."),
    ] = "stop",
    resamples: Annotated[int, Parameter(converter=whole, help="Resamples for the intervals.")] = 1000,
    seed: Seed = 1,
    design_seed: Annotated[int, Parameter(converter=whole, help="Seed of the design and of the intervals.")] = 1,
    set_: Set = None,
    theory: Theory = None,
    workers: Workers = None,
    dask: Annotated[
        str | None, Parameter(help="Address of a Dask scheduler, in place of this machine's cores.")
    ] = None,
    dry_run: Annotated[
        bool, Parameter(negative="", help="Only say how many runs it is, how long and how large.")
    ] = False,
    resume: Annotated[
        bool, Parameter(negative="", help="Go on with what the folder holds; more samples or replicates enlarge it.")
    ] = False,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Say what matters about a scenario: indices with intervals, figures and tables.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped one (see: outlast scenarios).
    """
    from outlast.analysis.sensitivity import conduct
    from outlast.runs.arguments import LARGEST_SEED

    check_count("--seed", seed, 0, LARGEST_SEED)
    check_workers(workers)
    check_count("--resamples", resamples, conduct.FEWEST_RESAMPLES, conduct.MOST_RESAMPLES)
    if dask is not None and workers is not None:
        raise ScenarioError("--dask: the cluster has its own workers; leave --workers out")
    wanted = conduct.runs_of(
        chosen(scenario, set_, theory),
        method,
        vary,
        outcome=outcome or (),
        samples=samples,
        replicates=conduct.REPLICATES if replicates is None else replicates,
        over_time=over_time or (),
        seed=seed,
        design_seed=design_seed,
    )
    folder = conduct.folder_of(wanted, method) if out is None else out
    if dry_run:
        print_forecast(wanted, workers, dask, None, folder, json_)
        return
    store, _ = conducted(wanted, folder, resume=resume, enlarging=True, workers=workers, dask=dask)
    assert store is not None
    outcomes = conduct.outcomes_of(method, outcome or (), wanted)
    study = _analysed(store, method, outcomes, failed, resamples, design_seed, over_time)
    if json_:
        print_json({"folder": str(folder), "method": method, "rows": study.records(), "says": study.sentences()})
        return
    from outlast.report.sensitivity.tables import sensitivity_table

    terminal = console()
    terminal.print(sensitivity_table(study, store.scenario))
    terminal.print(
        f"Written to {folder}/: indices.csv and others, figures, runs.parquet", soft_wrap=True, highlight=False
    )


def _analysed(
    store: Store,
    method: str,
    outcomes: Sequence[str],
    failed: Literal["stop", "drop"],
    resamples: int,
    seed: int,
    over_time: list[str] | None,
) -> Study:
    """The study, with its tables and figures in the folder; raises FailedError where runs are missing."""
    from outlast.analysis.sensitivity.study import analyse
    from outlast.report.sensitivity.folder import save_study
    from outlast.runs.errors import FailedRunsError

    try:
        study = analyse(store, method, outcomes, failed, resamples, seed, tuple(over_time or ()))
    except FailedRunsError as error:
        raise FailedError(f"{error}\nTo leave out the blocks they stand in: --failed drop --resume") from None
    save_study(study)
    return study
