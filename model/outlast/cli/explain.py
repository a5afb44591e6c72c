"""`outlast explain`: what happened to one partnership, and which single change would have changed its fate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter
from rich.progress import BarColumn, Progress, TextColumn

from outlast.cli.app import SHIPPED, app
from outlast.cli.options import (
    Json,
    Set,
    Theory,
    Workers,
    check_count,
    check_workers,
    chosen,
    set_keys,
    whole,
)
from outlast.cli.terminal import aside, console, print_json, rows_of
from outlast.scenario import ScenarioError

if TYPE_CHECKING:
    from outlast.analysis.explanation.explanation import Explanation
    from outlast.scenario import Scenario


@app.command
def explain(
    scenario: str,
    /,
    *,
    seed: Annotated[int, Parameter(converter=whole, help="Seed of the world, as a run folder's tables have it.")] = 1,
    partnership: Annotated[
        int | None,
        Parameter(
            converter=whole,
            help="Which one, counted from 0 as in partnerships.parquet; without it they are listed with their fates.",
        ),
    ] = None,
    outcome: Annotated[
        str,
        Parameter(help="What its fate is: self_sustaining_8, alive_8, self_sustaining_4 or alive_4."),
    ] = "self_sustaining_8",
    histories: Annotated[
        int | None,
        Parameter(
            converter=whole,
            help="Other seeds on which each change is tried too, against luck; 200 unless told, 0: none.",
        ),
    ] = None,
    context: Annotated[
        bool, Parameter(negative="", help="Also try what is not in the centre's hands: ties, members, reorganisations.")
    ] = False,
    set_: Set = None,
    theory: Theory = None,
    posterior: Annotated[
        str | None,
        Parameter(
            help="Behaviour and theories of one member of an ensemble: a file, a calibration's folder, or alone for "
            "the shipped one. --theory then picks members; what --set sets holds."
        ),
    ] = None,
    member: Annotated[
        int | None,
        Parameter(converter=whole, help="With --posterior: which member, counted from 0; the first if none."),
    ] = None,
    workers: Workers = None,
    out: Annotated[
        Path | None, Parameter(help="Folder to write: text, tables and figures; unless told it is only printed.")
    ] = None,
    json_: Json = False,
) -> None:
    """Say what happened to one partnership, quarter by quarter, and what would have changed its fate.

    The story is told from recorded events only. Each lever of the mandate is then tried over its declared range on the
    same luck, and the smallest change with another fate is found on either side; the same change on other histories
    tells luck from more.

    Parameters
    ----------
    scenario
        A scenario file, or the name of a shipped one (see: outlast scenarios).
    """
    from outlast.analysis.explanation import conduct
    from outlast.analysis.explanation.fate import checked_outcome

    started = datetime.now(UTC)
    check_count("--seed", seed, 0, conduct.LARGEST_SEED)
    check_count("--histories", histories, 0, conduct.MOST_HISTORIES)
    check_workers(workers)
    checked_outcome(outcome)
    wanted = chosen(scenario, set_, theory)
    options: dict[str, Any] = {"seed": seed, "outcome": outcome, "keep": set_keys(set_), "member": member}
    if posterior is not None:
        options["posterior"] = _ensemble(posterior, theory)
    if partnership is None:
        if out is not None:
            raise ScenarioError("--out: a list of partnerships is only printed; name one of them with --partnership")
        _list(wanted, options, json_)
        return
    conduct.checked_partnership(partnership, wanted)
    options |= {"partnership": partnership, "context": context, "workers": workers}
    options["histories"] = conduct.HISTORIES if histories is None else histories
    if out is not None:
        _check(out, wanted, options)
    found = _explained(lambda progress: conduct.explain(wanted, progress=progress, **options))
    manifest = None
    if out is not None:
        from outlast.report.explanation.folder import save_explanation

        manifest = save_explanation(found, out, started)
    if json_:
        print_json(_record(found) | {"folder": None if out is None else str(out)})
        return
    from outlast.report.explanation.tables import explanation_table

    terminal = console()
    terminal.print(explanation_table(found), highlight=False)
    if manifest is not None:
        terminal.print(
            f"Written to {out}/ in {manifest['times']['seconds']:.0f} s: story.md, findings.txt, counterfactuals.csv, "
            "tried.csv, events.csv, courses.csv, course.png, levers.png, manifest.json",
            soft_wrap=True,
            highlight=False,
        )


def _check(out: Path, scenario: Scenario, options: dict[str, Any]) -> None:
    """Refuse a folder that holds anything else, before half a minute is spent."""
    from outlast.analysis.explanation.conduct import chosen as behaving
    from outlast.analysis.explanation.explanation import settings_for
    from outlast.report.explanation.folder import KIND
    from outlast.runs.folder import check_destination

    own, behaviour = behaving(scenario, options.get("posterior"), options["member"], options["keep"])
    asked = [options[name] for name in ("seed", "partnership", "outcome", "histories")]
    check_destination(out, settings_for(own, *asked, context=options["context"], behaviour=behaviour), KIND)


def _list(scenario: Scenario, options: dict[str, Any], json_: bool) -> None:
    """The partnerships of the world with their fates, so that one can be chosen."""
    from outlast.analysis.explanation.conduct import fates

    frame = _warmed(lambda: fates(scenario, **options))
    if json_:
        head = {"scenario": scenario.name, "seed": options["seed"], "outcome": options["outcome"]}
        print_json(head | {"partnerships": rows_of(frame)})
        return
    from outlast.report.explanation.tables import fates_table

    console().print(fates_table(frame, scenario, options["seed"], options["outcome"]), highlight=False)


def _record(found: Explanation) -> dict[str, Any]:
    """An explanation in the types of JSON."""
    from outlast.report.explanation import findings, story_lines

    return {
        "scenario": found.scenario.name,
        "seed": found.seed,
        "partnership": found.partnership,
        "fate": found.fate.record(),
        "says": findings(found),
        "story": [line._asdict() for line in story_lines(found)],
        "changes": rows_of(found.counterfactuals),
    }


def _ensemble(posterior: str, theory: str | None) -> Any:
    from outlast.analysis.calibration.ensemble import load_ensemble
    from outlast.analysis.calibration.posterior import of_theory

    found = load_ensemble(None if posterior == SHIPPED else posterior)
    return found if theory is None else of_theory(found, theory)


def _warmed[Found](work: Callable[[], Found]) -> Found:
    from outlast.simulation.compiled import warm_up

    warm_up(lambda message: aside().print(message, highlight=False))
    return work()


def _explained(work: Callable[[Callable[[int, int], None]], Explanation]) -> Explanation:
    """The explanation, with a bar while it is sought."""
    stderr = aside()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:.0f}%"))
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as progress:
        task = progress.add_task("explaining", total=None)
        return _warmed(lambda: work(lambda done, of: progress.update(task, completed=done, total=of)))
