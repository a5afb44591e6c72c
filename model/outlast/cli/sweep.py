"""`outlast sweep` and `outlast merge`: a design of experiments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter

from outlast.cli.app import FailedError, StoppedError, app
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
from outlast.scenario import ScenarioError

if TYPE_CHECKING:
    from outlast.runs.conduct import Progress
    from outlast.runs.forecast import Forecast
    from outlast.runs.gathering import Shard
    from outlast.runs.store import Store
    from outlast.runs.sweep import Sweep

# Points that are listed with --json; a larger design is in summary.csv.
MOST_LISTED = 10_000


@app.command
def sweep(
    scenario: str,
    /,
    *,
    vary: Annotated[
        list[str] | None,
        Parameter(
            help="What to vary: KEY=LOW:HIGH, KEY=LOW:HIGH:STEPS, KEY=VALUE,VALUE, KEY alone or TABLE alone; may be "
            "repeated.",
            negative="",
        ),
    ] = None,
    design: Annotated[
        str | None,
        Parameter(
            help="grid, lhs, sobol, saltelli, morris, oat, ice, or a CSV of points; grid unless --samples is given, "
            "else lhs."
        ),
    ] = None,
    samples: Annotated[
        int | None,
        Parameter(converter=whole, help="Points of lhs and sobol, base points of saltelli, trajectories of morris."),
    ] = None,
    replicates: Annotated[int | None, Parameter(converter=whole, help="Runs at each point; 20 unless told.")] = None,
    precision: Annotated[
        float | None,
        Parameter(help="In place of --replicates: go on at each point until the 95% interval is plus or minus this."),
    ] = None,
    outcome: Annotated[
        list[str] | None,
        Parameter(
            help="What to report (see: outlast outcomes); may be repeated, the first is drawn and made precise.",
            negative="",
        ),
    ] = None,
    seed: Seed = 1,
    design_seed: Annotated[int, Parameter(converter=whole, help="Seed of a sampled design.")] = 1,
    luck: Annotated[
        Literal["common", "independent"],
        Parameter(help="Common: every point has the same seeds, so that differences show sooner."),
    ] = "common",
    detail: Annotated[
        list[Literal["partnership", "quarter"]] | None,
        Parameter(help="Also keep a row for each partnership or quarter; may be repeated.", negative=""),
    ] = None,
    set_: Set = None,
    theory: Theory = None,
    posterior: Annotated[
        str | None,
        Parameter(
            help="Draw behaviour and theories of each run from an ensemble, as part of its luck: a file, a "
            "calibration's folder, or alone for the shipped one. --theory then picks members; what is varied or --set "
            "holds."
        ),
    ] = None,
    workers: Workers = None,
    dask: Annotated[
        str | None, Parameter(help="Address of a Dask scheduler, in place of this machine's cores.")
    ] = None,
    shard: Annotated[str | None, Parameter(help="I/N: make the I-th of N parts only, for a job array.")] = None,
    dry_run: Annotated[
        bool, Parameter(negative="", help="Only say how many runs it is, how long and how large.")
    ] = False,
    resume: Annotated[bool, Parameter(negative="", help="Go on with what the folder holds.")] = False,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Run a design of experiments over levers, parameters, circumstances and switches.

    It can be stopped at any moment, even killed, and gone on with by --resume.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped one (see: outlast scenarios).
    """
    from outlast.runs.arguments import LARGEST_SEED
    from outlast.runs.conduct import REPLICATES, choose_design, define, drawn

    check_count("--seed", seed, 0, LARGEST_SEED)
    check_workers(workers)
    if precision is not None and replicates is not None:
        raise ScenarioError("--precision and --replicates: give one of them; a precision decides on the replicates")
    if dask is not None and (workers is not None or shard is not None):
        raise ScenarioError("--dask: the cluster has its own workers; leave --workers and --shard out")
    part = None if shard is None else _shard(shard)
    base = chosen(scenario, set_, theory)
    points = choose_design(base, vary, design, samples, design_seed)
    members = None if posterior is None else drawn(ensemble_of(posterior, theory), points, set_keys(set_))
    wanted = define(
        base,
        points,
        precision=precision,
        replicates=REPLICATES if replicates is None else replicates,
        outcomes=tuple(outcome or ()),
        seed=seed,
        luck=luck,
        details=tuple(dict.fromkeys(detail or ())),
        members=members,
    )
    folder = wanted.folder if out is None else out
    if dry_run:
        print_forecast(wanted, workers, dask, part, folder, json_)
        return
    store, last = conducted(wanted, folder, resume=resume, shard=part, workers=workers, dask=dask, extras=_draw)
    if store is None:
        assert part is not None
        done = f"Shard {part} is done. When all {part.of} are: outlast merge {folder}"
        aside().print(done, highlight=False, soft_wrap=True)
        if last.failed:
            raise FailedError(
                f"{last.failed} of the {last.done} runs that are in {folder} so far failed; they are rows with status "
                "failed. Give the shard's own command once more to make its failed runs again."
            )
        return
    _print_store(store, json_)


@app.command
def merge(folder: Path, /, *, json_: Json = False) -> None:
    """Put together the shards of a sweep.

    Parameters
    ----------
    folder
        The folder that all shards wrote to.
    """
    from outlast.runs.conduct import merge as merge_shards

    _print_store(merge_shards(folder, _draw), json_)


def conducted(wanted: Sweep, folder: Path, *, dask: str | None = None, **how: Any) -> tuple[Store | None, Progress]:
    """The store of a sweep that is run with its progress shown (none of a shard), and how far it came.

    Raises StoppedError on Ctrl-C.
    """
    from outlast.cli.progress import Watch
    from outlast.runs.conduct import run_sweep

    if dask is None:
        _warm_up()
    with Watch(wanted.scenario.name) as watch:
        try:
            return run_sweep(wanted, folder, dask=dask, progress=watch, **how), watch.last
        except KeyboardInterrupt:
            raise StoppedError(
                f"interrupted; {watch.last.done} of {watch.last.planned} runs are kept in {folder}: give the same "
                "command with --resume to go on"
            ) from None


def _warm_up() -> None:
    from outlast.simulation.compiled import warm_up

    warm_up(lambda message: aside().print(message, highlight=False))


def _shard(text: str) -> Shard:
    from outlast.runs.gathering import Shard

    number, slash, count = text.partition("/")
    if not (slash and number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count) <= 100_000):
        raise ScenarioError(f"--shard: found {text!r}, allowed is I/N with I from 1 to N, as in 3/40")
    return Shard(int(number), int(count))


def _draw(store: Store) -> None:
    from outlast.report.figures import save_figure
    from outlast.report.gallery import figures

    for name, figure in figures(store).items():
        save_figure(figure, store.folder, name)


def print_forecast(
    wanted: Sweep, workers: int | None, dask: str | None, part: Shard | None, folder: Path, json_: bool
) -> None:
    """Say what a sweep would take."""
    from outlast.cli.progress import room, span
    from outlast.runs.forecast import forecast

    if dask is None:
        _warm_up()
    found: Forecast = forecast(wanted, workers, dask, part)
    if json_:
        print_json(found._asdict() | {"design": wanted.design.describe(), "folder": str(folder)})
        return
    many = f"{found.runs:,}" if found.most_runs == found.runs else f"{found.runs:,} to {found.most_runs:,}"
    at_least = "" if found.most_runs == found.runs else "at least "
    where = f"on {dask}" if dask else f"on {found.workers} cores"
    lines = [
        wanted.design.describe(),
        f"Points: {found.points:,}. Runs: {many}.",
        f"Time: {at_least}about {span(found.seconds)} {where} ({found.rate:,.0f} runs a second).",
        f"Disk: {at_least}about {room(found.bytes)} in {folder}.",
    ]
    if found.failed:
        lines.append(
            f"Of {found.tried} runs that were tried {found.failed} failed, and would be rows marked failed. The first: "
            f"{found.reason}"
        )
    console().print("\n".join(lines), highlight=False, soft_wrap=True)


def _print_store(store: Store, json_: bool) -> None:
    """The result; raises FailedError where runs failed."""
    points = store.estimates(omit_failed=True)
    if json_:
        listed = points if len(points) <= MOST_LISTED else points.head(0)
        print_json(
            {
                "folder": str(store.folder),
                "scenario": store.scenario.name,
                "outcome": store.outcomes[0],
                "points": len(points),
                "runs": len(store),
                "failed": store.failures,
                "luck": store.manifest["settings"]["luck"],
                "gain": store.manifest["gain"],
                "estimates": rows_of(listed),
            }
        )
    else:
        from outlast.report.sweep.tables import sweep_table

        terminal = console()
        facts = _facts(store, points)
        terminal.print(sweep_table(points, store.keys, store.outcomes[0], store.scenario, facts, store.ensemble))
        names = [name for name in store.manifest["checksums"] if not name.endswith(".svg")]
        terminal.print(f"Written to {store.folder}/: {', '.join(names)}", soft_wrap=True, highlight=False)
    if store.failures:
        first = store.failed.iloc[0]
        settings = ", ".join(f"{key} = {first[key]}" for key in store.keys)
        raise FailedError(
            f"{store.failures} of {len(store)} runs failed, at {store.failed['point'].nunique()} of {len(points)} "
            f"points; they are rows with status failed, listed in {store.folder}/failed.csv, and left out of every "
            f"mean above.\nThe first: run {first['run']} (seed {first['seed']}, {settings}): {first['error']}\n"
            "Give the sweep's own command with --resume to make them once more."
        )


def _facts(store: Store, points: Any) -> dict[str, str]:
    """What the table says above the estimates."""
    from outlast.runs.precision import Precision

    settings = store.manifest["settings"]
    facts = {
        "design": store.manifest["design"],
        "runs": f"{len(store):,} at {len(store.points):,} points, {store.failures} failed",
    }
    if settings["precision"] is not None:
        half, counts = settings["precision"][0], points["runs"]
        unmet = int(Precision(half).unmet(points).sum())
        span = f"{counts.min()}" if counts.min() == counts.max() else f"{counts.min()} to {counts.max()}"
        facts["precision"] = (
            f"plus or minus {half:g} took {span} runs at a point"
            f"{f'; {unmet} points are not there' if unmet else ''}; settling.csv says how it settled"
        )
    return facts | {"luck": _luck(settings["luck"], store.manifest["gain"])}


def _luck(luck: str, gain: dict[str, float | None] | None) -> str:
    """What sharing seeds gained, in words."""
    if luck == "independent":
        return "independent: no two runs share a seed"
    if gain is None:
        return "common: what it gains cannot be told (it takes three runs at two points, and an outcome that varies)"
    span = "" if gain["low"] is None else f" [{gain['low']:.1f}, {gain['high']:.1f}]"
    return (
        f"common: a difference between two points has {gain['mean']:.1f}{span} times less variance than with"
        " independent luck"
    )
