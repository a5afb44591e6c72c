"""Conducting a sweep: what is missing is made side by side, gathered in the folder, and put together at the end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from outlast.runs import arguments
from outlast.runs.designs import Design, default_kind, design_of_points, make_design
from outlast.runs.enlarging import enlarge, enlarged, is_larger
from outlast.runs.errors import SweepHaltedError
from outlast.runs.execution import knock, made
from outlast.runs.factors import Factor, read_vary
from outlast.runs.gathering import (
    Gathering,
    Locks,
    Shard,
    begin,
    check_folder,
    chunks_of,
    read_manifest,
    stand,
)
from outlast.runs.members import Members
from outlast.runs.parts import sweep_up
from outlast.runs.plan import Plan, Size, plan_of_sizes
from outlast.runs.precision import Precision
from outlast.runs.store import POINTS, Store
from outlast.runs.summary import write_summary
from outlast.runs.sweep import Sweep, facts_of, write_points
from outlast.scenario import Scenario, ScenarioError, load_scenario

# Runs in a part: enough that files are few, few enough that little is lost when a process is killed.
MOST_IN_CHUNK, FEWEST_IN_CHUNK = 1000, 20
CHUNKS = 16
REPLICATES = 20


class Progress(NamedTuple):
    """How far a sweep is: runs that are there, that failed, and that are planned so far."""

    done: int
    failed: int
    planned: int


Tell = Callable[[Progress], None]
Extras = Callable[[Store], None]


def silent(_: Any) -> None:
    """Tell nobody, add nothing."""


def sweep(
    scenario: Scenario | Path | str,
    vary: Mapping[str, Any] | Sequence[str | Factor] | None = None,
    *,
    design: Design | pd.DataFrame | str | None = None,
    samples: int | None = None,
    replicates: int | None = None,
    precision: float | None = None,
    outcome: str | Sequence[str] = (),
    seed: int = 1,
    design_seed: int = 1,
    luck: Literal["common", "independent"] = "common",
    detail: str | Sequence[str] = (),
    posterior: Any = None,
    keep: Collection[str] = (),
    workers: int | None = None,
    dask: str | None = None,
    out: Path | str | None = None,
    resume: bool = True,
    progress: Tell = silent,
) -> Store:
    """Run a design of experiments on the compiled engine, as `outlast sweep` does; the store of its runs.

    Parameters:
        scenario: a checked scenario, a path or a shipped name.
        vary: key to `(low, high)`, `(low, high, steps)`, a list of values, or None for all that is declared; or texts
            as typed after `--vary`.
        design: `grid`, `lhs`, `sobol`, `saltelli`, `morris`, `oat`, `ice`, a path to a CSV of points, a data frame of
            points (a column for each key), or a `Design`; a grid without `samples`, else a Latin hypercube.
        samples: points (of `morris` trajectories, of `saltelli` and `ice` base points).
        replicates: runs at each point; 20 if None.
        precision: in place of `replicates`: half-width of the 95% interval of the (first) outcome to reach at each.
        outcome: columns of the run table to report; `self_sustaining_8` and its company unless told.
        seed: of the first replicate; the others follow it.
        design_seed: of a sampled design.
        luck: `common` (every point the same seeds) or `independent`.
        detail: `partnership` and `quarter` for tables of these as well.
        posterior: an ensemble (`outlast.load_ensemble()`): each run has the behaviour and theories of one of its
            members in place of the scenario's, as part of its luck; what is varied stays varied.
        keep: dotted names that have the scenario's value whatever the members say.
        workers: threads; as many as there are cores if None.
        dask: address of a Dask scheduler, in place of threads.
        out: the folder; results/sweep-NAME-… if None.
        resume: go on with what the folder holds; a sweep that is complete is only read. If False, it must be new.
        progress: called with (done, failed, planned).

    Raises:
        ScenarioError: bad input; nothing is written.
        SweepHaltedError: the disk is full or the cluster is lost; what was finished is kept.
    """
    many, narrow = arguments.replicates_or_precision(replicates, precision)
    rest: dict[str, Any] = {
        "outcomes": arguments.texts("--outcome", outcome, "the name of an outcome, or a list of them"),
        "seed": arguments.seed(seed),
        "luck": arguments.luck(luck),
        "details": arguments.texts("--detail", detail, "partnership, quarter, or a list of these"),
    }
    how: dict[str, Any] = {
        "workers": arguments.workers(workers, dask),
        "dask": arguments.dask(dask),
        "resume": arguments.resume(resume),
        "progress": arguments.progress(progress),
    }
    place = arguments.out(out)
    if isinstance(design, pd.DataFrame):
        design = design_of_points(design)
    arguments.design_alone(design, vary, samples)
    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    points = design if isinstance(design, Design) else choose_design(chosen, vary, design, samples, design_seed)
    if posterior is not None:
        rest["members"] = drawn(posterior, points, keep)
    made_of = define(chosen, points, precision=narrow, replicates=REPLICATES if many is None else many, **rest)
    store = run_sweep(made_of, made_of.folder if place is None else place, **how)
    assert store is not None
    return store


def choose_design(
    scenario: Scenario,
    vary: Mapping[str, Any] | Sequence[str | Factor] | None,
    kind: str | None,
    samples: int | None,
    seed: int,
) -> Design:
    """The design that is asked for; raises ScenarioError."""
    factors = read_vary(vary or {})
    chosen = default_kind(factors, samples) if kind is None else kind
    return make_design(chosen, factors, samples, seed, base=scenario)


def drawn(ensemble: Any, design: Design, keep: Collection[str] = ()) -> Members:
    """The members of an ensemble for a design; raises ScenarioError for what is no ensemble."""
    return Members.drawn(ensemble, {*keep, *(factor.key for factor in design.factors)})


def define(scenario: Scenario, design: Design, *, precision: float | None, replicates: int, **rest: Any) -> Sweep:
    """A sweep of fixed replicates or to a precision; raises ScenarioError."""
    if precision is None:
        return Sweep(scenario, design, replicates, **rest)
    return Sweep(scenario, design, precision=Precision(arguments.half_width(precision)), **rest)


def run_sweep(
    sweep: Sweep,
    folder: Path,
    *,
    resume: bool = False,
    enlarging: bool = False,
    shard: Shard | None = None,
    workers: int | None = None,
    dask: str | None = None,
    size: int | None = None,
    progress: Tell = silent,
    extras: Extras = silent,
) -> Store | None:
    """Make the runs of a sweep that its folder does not hold yet; the store, or None where a shard did its share.

    With `enlarging`, a folder that holds a smaller sweep of the same kind is gone on with too, and not refused.
    `size` is the number of runs in a part, `extras` may add files to the folder before it is signed.

    Raises:
        ScenarioError: the folder holds something else, or another process is at work on it.
        SweepHaltedError: the disk is full or the cluster is lost; what was finished is kept.
    """
    if shard is not None and sweep.precision is not None:
        raise ScenarioError(
            "--shard: a sweep to a given precision decides on further runs by looking at all the others, and cannot be "
            "split; give --replicates, or use --dask"
        )
    started = datetime.now(UTC)
    goes_on = resume or shard is not None
    if resume and enlarging:
        sweep = enlarged(sweep, folder)
    if is_larger(sweep, folder):
        with Locks(folder, None):
            enlarge(sweep, folder)
    if check_folder(folder, sweep.settings, goes_on) is None and dask is not None:
        # Before a folder is begun that nobody could go on with.
        knock(dask)
    with _told(folder) as told, Locks(folder, shard) as locks:
        with locks.door():
            manifest = begin(folder, sweep.settings, facts_of(sweep), goes_on)
            _lay_out(folder, sweep, manifest)
        if shard is None:
            sweep_up(folder)
        gathered = told.gathered = Gathering(folder, sweep.work.tables, manifest)
        if gathered.has_tables() and not manifest["runs"]["failed"]:
            return None if shard else _finished(gathered, sweep.asked, started, extras)

        def make(first: int, end: int) -> None:
            _make(sweep, gathered, plan, (first, end), size, lambda chunks: made(chunks, workers, dask), progress)

        plan = sweep.first_plan()
        make(*(shard.span(plan.runs) if shard else (0, plan.runs)))
        if shard is not None:
            return None
        while (longer := sweep.next_stage(plan, gathered)) is not None:
            plan = longer
            make(plan.stages[-1].first, plan.runs)
        gathered.manifest["outcomes"] = list(sweep.asked)
        return _joined(gathered, plan, started, extras)


def merge(folder: Path, extras: Extras = silent) -> Store:
    """Put together what the shards of a sweep have made.

    Raises:
        ScenarioError: the folder holds no sweep, another process is at work on it, or runs are missing.
        SweepHaltedError: the disk is full.
    """
    started = datetime.now(UTC)
    manifest = read_manifest(folder)
    settings = manifest["settings"]
    with _told(folder) as told, Locks(folder, None):
        gathered = told.gathered = Gathering(folder, manifest["tables"], manifest)
        _check_points(gathered)
        if gathered.has_tables():
            return _finished(gathered, tuple(manifest["outcomes"]), started, extras)
        if settings["precision"] is not None:
            raise ScenarioError(f"{folder}: a sweep to a given precision has no shards; go on with it by --resume")
        runs = settings["design"]["points"] * settings["replicates"]
        gaps = gathered.gaps(0, runs)
        if gaps:
            missing = sum(end - first for first, end in gaps)
            raise ScenarioError(
                f"{folder}: {missing} of {runs} runs are still missing (run {gaps[0][0]} is the first); let every "
                "shard come to its end, or make the rest by giving the sweep's own command with --resume"
            )
        sizes = [Size(*size) for size in (*settings["earlier"], (settings["design"]["points"], settings["replicates"]))]
        plan = plan_of_sizes(settings["design"]["kind"], sizes, settings["seed"], settings["luck"])
        return _joined(gathered, plan, started, extras)


def _lay_out(folder: Path, sweep: Sweep, manifest: dict[str, Any]) -> None:
    """Write the design beside the runs, unless it is there as it was signed."""
    if not stand(folder, manifest, [POINTS]):
        (folder / POINTS).unlink(missing_ok=True)
        write_points(folder, sweep)


def _check_points(gathered: Gathering) -> None:
    """Refuse to go on where the design is missing or damaged; raises ScenarioError."""
    path = gathered.folder / POINTS
    try:
        # The file by itself: names of folders above it must not become columns.
        pq.ParquetFile(pa.BufferReader(path.read_bytes())).read()
        is_signed = gathered.manifest.get("status") == "done"
        is_whole = not is_signed or stand(gathered.folder, gathered.manifest, [POINTS])
    except (OSError, pa.ArrowException):
        is_whole = False
    if not is_whole:
        raise ScenarioError(
            f"{path} is missing or damaged; write it anew by giving the sweep's own command with --resume"
        )


def _make(
    sweep: Sweep,
    gathered: Gathering,
    plan: Plan,
    span: tuple[int, int],
    size: int | None,
    made: Callable[[Any], Any],
    progress: Tell,
) -> None:
    """Make the runs of a span (from, to) that are missing, and once more those that failed before."""

    def tell() -> None:
        progress(Progress(*gathered.count(), plan.runs))

    failed = [part for part in gathered.failed() if part.first < span[1] and part.last >= span[0]]
    gaps = gathered.gaps(*span)
    missing = sum(end - first for first, end in gaps)
    size = size or min(max(missing // CHUNKS, FEWEST_IN_CHUNK), MOST_IN_CHUNK)
    tell()
    for contents in made(sweep.chunk(plan, runs) for runs in chunks_of(gaps, size)):
        gathered.add(contents)
        tell()
    for contents in made(sweep.chunk(plan, gathered.failed_runs(part)) for part in failed):
        part = next(part for part in failed if part.first <= contents[0].first <= part.last)
        if sweep.precision is not None and contents[0].failed < part.failed:
            # Which points went on was decided without these runs.
            gathered.drop(span[1])
        gathered.mend(part, contents)
        tell()


def _joined(gathered: Gathering, plan: Plan, started: datetime, extras: Extras) -> Store:
    """The store of a sweep whose runs are all there."""
    done, failed = gathered.count()
    gathered.join()
    gathered.manifest.pop("times", None)
    gathered.manifest |= {
        "runs": {"done": done, "failed": failed},
        "stages": [[stage.first, len(stage.points), *stage.replicates] for stage in plan.stages],
    }
    return _signed(gathered, started, extras)


def _finished(gathered: Gathering, outcomes: tuple[str, ...], started: datetime, extras: Extras) -> Store:
    """The store of a sweep whose tables are there; what else is missing, or asked for now, is made anew."""
    if gathered.has_all() and gathered.manifest["outcomes"] == list(outcomes):
        return Store(gathered.folder)
    gathered.manifest["outcomes"] = list(outcomes)
    return _signed(gathered, started, extras)


def amend(store: Store, add: Callable[[Store], list[str]]) -> None:
    """Add files to the folder of a complete sweep, and sign them too: `add` writes them and returns their names.

    Raises as `run_sweep`.
    """
    with _told(store.folder), Locks(store.folder, None):
        gathered = Gathering(store.folder, store.manifest["tables"], store.manifest)
        gathered.sign(datetime.now(UTC), add(store))


def _signed(gathered: Gathering, started: datetime, extras: Extras) -> Store:
    """The store of a sweep with its summary and whatever `extras` adds, signed."""
    store = Store(gathered.folder, gathered.manifest)
    write_summary(store)
    extras(store)
    gathered.sign(started)
    return Store(gathered.folder)


class _Told:
    """What is known when a fault of the disk must be told."""

    gathered: Gathering | None = None


@contextmanager
def _told(folder: Path) -> Iterator[_Told]:
    """A fault of the disk is told together with what is kept."""
    told = _Told()
    try:
        yield told
    except OSError as error:
        done = 0 if told.gathered is None else told.gathered.count()[0]
        raise SweepHaltedError(
            f"{error.strerror or error}: {error.filename or folder}\n{done} finished runs are kept in {folder}; make "
            "room, then give the same command with --resume"
        ) from error
