"""`outlast discover`: under which conditions partnerships last."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from cyclopts import Parameter
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from outlast.cli.app import FailedError, app
from outlast.cli.options import Json, Out, whole
from outlast.cli.terminal import aside, console, print_json, rows_of

if TYPE_CHECKING:
    from outlast.analysis.discovery.discovery import Discovery


@app.command
def discover(
    results: Path,
    /,
    *,
    outcome: Annotated[
        str | None, Parameter(help="What should last (see: outlast outcomes); the sweep's first outcome unless told.")
    ] = None,
    above: Annotated[
        float | None,
        Parameter(
            help="Cases above this are of interest, in the unit of the outcome (0.5: half of the partnerships); the "
            "upper quartile of all cases unless told."
        ),
    ] = None,
    below: Annotated[
        float | None, Parameter(help="In place of --above: cases below this are of interest, of what is wanted low.")
    ] = None,
    factor: Annotated[
        list[str] | None,
        Parameter(
            help="What a condition may limit, as in mandate or context.prior_ties; may be repeated. All that was "
            "varied but the theory unless told.",
            negative="",
        ),
    ] = None,
    density: Annotated[
        float | None,
        Parameter(
            help="Tell the condition with most coverage of those in which at least this share of cases is of interest; "
            "unless told, the one with the largest harmonic mean of both."
        ),
    ] = None,
    boxes: Annotated[
        int, Parameter(converter=whole, help="The most conditions, each of the cases that those before it leave.")
    ] = 3,
    peel: Annotated[float, Parameter(help="The part of the cases that PRIM takes off at a time.")] = 0.05,
    mass: Annotated[float, Parameter(help="The least part of all cases that a condition holds.")] = 0.05,
    halvings: Annotated[
        int,
        Parameter(
            converter=whole,
            help="Random halvings of the cases; each half is judged by what the other gave, and says how stable it is.",
        ),
    ] = 5,
    failed: Annotated[
        Literal["stop", "drop"],
        Parameter(help="What to do about runs that failed or have no value: stop, or drop the points they stand in."),
    ] = "stop",
    seed: Annotated[int, Parameter(converter=whole, help="Seed of the halvings.")] = 1,
    out: Out = None,
    json_: Json = False,
) -> None:
    """Find the conditions under which partnerships last, in words and numbers: boxes (PRIM) and a tree.

    A case is a point of the sweep. Every condition is judged on cases that it was not found in, and, where the sweep
    varied or drew the theory of vagueness, under each theory: what holds under all of them is set apart.

    Parameters
    ----------
    results
        The folder of a finished sweep, its points spread over what was varied (--samples, or a grid).
    """
    _needs_libraries()
    from outlast.analysis.discovery.conduct import settings_of
    from outlast.report.discovery.folder import KIND, default_folder, save_discovery
    from outlast.runs.errors import FailedRunsError
    from outlast.runs.folder import check_destination
    from outlast.runs.store import Store

    started = datetime.now(UTC)
    store = Store(results)
    asked: dict[str, Any] = {
        "outcome": outcome, "above": above, "below": below, "factors": tuple(factor or ()), "density": density,
        "boxes": boxes, "peel": peel, "mass": mass, "halvings": halvings, "failed": failed, "seed": seed,
    }  # fmt: skip
    try:
        settings = settings_of(store, **asked)
        folder = default_folder(settings, store.scenario.name) if out is None else out
        # A minute of search is not to end in a folder that cannot be written.
        check_destination(folder, settings, KIND)
        found = _conducted(store, asked)
    except FailedRunsError as error:
        raise FailedError(f"{error}\nTo leave out the points they stand in: --failed drop") from None
    manifest = save_discovery(found, folder, started)
    if json_:
        print_json(_record(found, folder))
        return
    from outlast.report.discovery.tables import discovery_table

    terminal = console()
    terminal.print(discovery_table(found), highlight=False)
    names = [name for name in manifest["checksums"] if not name.endswith(".svg")]
    terminal.print(
        f"Written to {folder}/ in {manifest['times']['seconds']:.0f} s: {', '.join(names)}",
        soft_wrap=True,
        highlight=False,
    )


def _record(found: Discovery, folder: Path) -> dict[str, Any]:
    """The result in the types of JSON."""
    from outlast.report.discovery.sentences import sentences

    question = found.cases.question
    record: dict[str, Any] = {
        "folder": str(folder),
        "outcome": question.outcome,
        "above" if question.above else "below": question.value,
        "cases": len(found.cases),
        "of_interest": int(found.cases.interest.sum()),
        "robust_under_all": None if found.theories.robust is None else found.theories.robust.is_robust,
        "says": sentences(found),
    }
    frames = found.to_frames()
    return record | {name: rows_of(frames[name]) for name in ("boxes", "restrictions", "tree", "robust")}


def _conducted(store: Any, asked: dict[str, Any]) -> Discovery:
    """The discovery, with a bar while it runs."""
    from outlast.analysis.discovery.conduct import discover as find

    stderr = aside()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as progress:
        task = progress.add_task("peeling", total=None)
        return find(store, **asked, progress=lambda done, of: progress.update(task, completed=done, total=of))


def _needs_libraries() -> None:
    """Say how to get what a discovery needs beside the rest, where it is not there."""
    from importlib.util import find_spec

    missing = [name for name in ("ema_workbench", "sklearn") if find_spec(name) is None]
    if missing:
        raise FailedError(
            "finding conditions needs ema_workbench and scikit-learn, which are not installed. In a checkout: python3 "
            'start.py outlast discover …; elsewhere: pip install "outlast[discovery]"'
        )
