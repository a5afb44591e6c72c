"""`outlast frontier`: the cheapest mandates for each share that lasts under whichever theory is true."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from outlast.cli.app import SHIPPED, FailedError, app
from outlast.cli.compare import FromEnsemble, Theories, with_bar
from outlast.cli.options import Json, Out, Seed, Set, Workers, check_count, check_workers, chosen, set_keys, whole
from outlast.cli.terminal import console, print_json, rows_of

if TYPE_CHECKING:
    from outlast.analysis.policies.frontier import Frontier


@app.command
def frontier(
    scenario: str,
    /,
    *,
    vary: Annotated[
        list[str] | None,
        Parameter(
            help="A lever to search, as for outlast sweep (mandate.grant=10:300); may be repeated. Unless told: the "
            "three components of vagueness 0:1, grant 10:300, duration 4:40, taper 0:12, match 0:1.",
            negative="",
        ),
    ] = None,
    reach: Annotated[float, Parameter(help="The share that is asked for under every theory (0 to 1).")] = 0.5,
    outcome: Annotated[
        str,
        Parameter(
            help="A share of partnerships (see: outlast outcomes). self_sustaining_end judges all mandates at the same "
            "quarter, in place of each by its own last central pound."
        ),
    ] = "self_sustaining_8",
    generations: Annotated[
        int | None, Parameter(converter=whole, help="Generations of the search; 24 unless told.")
    ] = None,
    population: Annotated[
        int | None, Parameter(converter=whole, help="Mandates in a generation; 40 unless told.")
    ] = None,
    members: Annotated[
        int | None,
        Parameter(
            converter=whole,
            help="Cohorts of each mandate under each theory in the search, spread evenly over the members "
            "that hold it; 14 unless told.",
        ),
    ] = None,
    replicates: Annotated[
        int | None,
        Parameter(
            converter=whole,
            help="Cohorts of each mandate under each theory when the best are judged, with fresh seeds; 100 "
            "unless told.",
        ),
    ] = None,
    programme: Annotated[
        list[str] | None,
        Parameter(
            help="A scenario whose mandate is put into this context and drawn beside the frontier; may be repeated. "
            "The shipped programmes unless told.",
            negative="",
        ),
    ] = None,
    seed: Seed = 1,
    set_: Set = None,
    theory: Theories = None,
    posterior: FromEnsemble = None,
    workers: Workers = None,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Search for the cheapest mandate that reaches a share under every theory of vagueness.

    Two objectives, cost to the centre and the share under the worst theory, by NSGA-II; the best mandates are run again
    with seeds that the search has not seen, and only that is reported. A few minutes on two cores; --generations 8
    --members 6 gives a first look.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped one: its context, and all levers that are not searched.
    """
    from outlast.analysis.policies import frontier as study
    from outlast.report.policies.folder import FRONTIER, frontier_folder, save_frontier
    from outlast.runs.arguments import LARGEST_SEED
    from outlast.runs.folder import check_destination
    from outlast.scenario.names import THEORY

    started = datetime.now(UTC)
    check_count("--seed", seed, 0, LARGEST_SEED)
    check_workers(workers)
    _needs_library()
    keep = set_keys(set_)
    planned = study.plan_frontier(
        # A theory that is set is refused with its reason, before a scenario is read with it.
        chosen(scenario, None if THEORY in keep else set_, None),
        vary,
        reach=reach,
        outcome=outcome,
        generations=study.GENERATIONS if generations is None else generations,
        population=study.POPULATION if population is None else population,
        members=study.MEMBERS if members is None else members,
        replicates=study.REPLICATES if replicates is None else replicates,
        posterior=None if posterior == SHIPPED else posterior,
        theory=theory or (),
        seed=seed,
        keep=keep,
        programmes=programme,
    )
    settings = dict(planned.settings)
    folder = frontier_folder(settings) if out is None else out
    # Minutes of simulation are not to end in a folder that cannot be written.
    check_destination(folder, settings, FRONTIER)
    found: Frontier = with_bar("searching", planned, workers)
    manifest = save_frontier(found, folder, started)
    if json_:
        said: dict[str, Any] = {"folder": str(folder), "settings": settings, "says": found.sentences()}
        print_json(said | {name: rows_of(frame) for name, frame in found.to_frames().items()})
        return
    from outlast.report.policies.frontier_tables import frontier_table

    terminal = console()
    terminal.print(frontier_table(found), highlight=False)
    terminal.print(
        f"Written to {folder}/ in {manifest['times']['seconds']:.0f} s: frontier.png and settling.png, frontier.csv, "
        "programmes.csv and others, manifest.json",
        soft_wrap=True,
        highlight=False,
    )


def _needs_library() -> None:
    """Say how to get what searches, where it is not there."""
    from importlib.util import find_spec

    if find_spec("pymoo") is None:
        raise FailedError(
            "searching for mandates needs pymoo, which is not installed. In a checkout: python3 start.py outlast "
            "frontier …; "
            'elsewhere: pip install "outlast[discovery]"'
        )
