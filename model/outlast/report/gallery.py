"""Every figure there is of some results, by name, whatever kind of results they are."""

from __future__ import annotations

from matplotlib.figure import Figure

from outlast.analysis.sensitivity.study import Study
from outlast.report.figures import run_figure
from outlast.report.sensitivity.figures import figures_of
from outlast.report.sweep.figure import sweep_figure
from outlast.report.sweep.settling import settling_figure
from outlast.runs.store import Store
from outlast.runs.summary import settling
from outlast.scenario import ScenarioError
from outlast.scenario.wording import described
from outlast.simulation.result import Result


def figures(results: Result | Store | Study) -> dict[str, Figure]:
    """The figures of results, as the command line draws them, by the name of their file.

    Of a `Result`: `run`. Of a `Store`: `sweep`, where its points can be drawn, and `settling`, where it ran to a
    precision. Of a `Study`: `ranked`, `plane`, `interactions`, `curves`, `convergence`, as far as the method has them,
    of the first outcome, `ranked_alive_8` and so on of the others, and `over_time_` with the name of a course.

    Raises ScenarioError for anything else, or a study whose scenario is not known.
    """
    if isinstance(results, Result):
        return {"run": run_figure(results)}
    if isinstance(results, Store):
        return _of_sweep(results)
    if isinstance(results, Study) and results.store is not None:
        return figures_of(results, results.store.scenario)
    raise ScenarioError(
        f"figures: found {described(results)}, but needed are results: of simulate, sweep, sensitivity."
    )


def _of_sweep(store: Store) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    points, kind = store.estimates(omit_failed=True), store.manifest["settings"]["design"]["kind"]
    figure = sweep_figure(points, store.keys, store.outcomes[0], store.scenario, kind, ensemble=store.ensemble)
    if figure is not None:
        found["sweep"] = figure
    settled = settling(store)
    if settled is not None:
        asked = store.manifest["settings"]["precision"][0]
        found["settling"] = settling_figure(settled, asked, store.outcomes[0], store.scenario)
    return found
