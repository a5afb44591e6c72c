"""Every figure there is of some results, by name, whatever kind of results they are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

from matplotlib.figure import Figure

from outlast.analysis.explanation.explanation import Explanation
from outlast.analysis.policies.comparison import Comparison
from outlast.analysis.policies.frontier import Frontier
from outlast.analysis.sensitivity.study import Study
from outlast.report import explanation
from outlast.report.figures import run_figure
from outlast.report.policies import comparison_figures, frontier_figures
from outlast.report.sensitivity.figures import figures_of
from outlast.report.sweep.figure import sweep_figure
from outlast.report.sweep.settling import settling_figure
from outlast.runs.store import Store
from outlast.runs.summary import settling
from outlast.scenario import ScenarioError
from outlast.scenario.wording import described
from outlast.simulation.result import Result

if TYPE_CHECKING:
    from outlast.analysis.discovery.discovery import Discovery


def figures(results: Result | Store | Study | Discovery | Comparison | Frontier | Explanation) -> dict[str, Figure]:
    """The figures of results, as the command line draws them, by the name of their file.

    Of a `Result`: `run`. Of a `Store`: `sweep`, where its points can be drawn, and `settling`, where it ran to a
    precision. Of a `Study`: `ranked`, `plane`, `interactions`, `curves`, `convergence`, as far as the method has them,
    of the first outcome, `ranked_alive_8` and so on of the others, and `over_time_` with the name of a course. Of a
    `Discovery`: `ranges`, `ranges_theories`, `theories`, `tradeoff`, `plane`, `tree`, as far as there is anything to
    draw. Of a `Comparison`: `outcomes`, `cost`, and `regret` under several theories. Of a `Frontier`: `frontier`,
    `settling`. Of an `Explanation`: `levers`, `course`, `course_sturdiest`.

    Raises ScenarioError for anything else, or a study whose scenario is not known.
    """
    if isinstance(results, Result):
        return {"run": run_figure(results)}
    if isinstance(results, Store):
        return _of_sweep(results)
    if isinstance(results, Study) and results.store is not None:
        return figures_of(results, results.store.scenario)
    # What finds conditions needs libraries that a plain set-up does not have; without them there is none of these.
    discovery = sys.modules.get("outlast.analysis.discovery.discovery")
    if discovery is not None and isinstance(results, discovery.Discovery):
        from outlast.report.discovery import figures as of_discovery

        return of_discovery.figures_of(cast("Discovery", results))
    if isinstance(results, Comparison):
        return comparison_figures.figures_of(results)
    if isinstance(results, Frontier):
        return frontier_figures.figures_of(results)
    if isinstance(results, Explanation):
        return explanation.figures_of(results)
    raise ScenarioError(
        f"figures: found {described(results)}, but needed are results: of simulate, sweep, sensitivity, "
        "discover, compare, frontier, explain."
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
