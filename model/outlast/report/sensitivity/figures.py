"""All the figures of a study, by the name of their file."""

from __future__ import annotations

from matplotlib.figure import Figure

from outlast.analysis.sensitivity.study import Study
from outlast.report.sensitivity.convergence import convergence_figure
from outlast.report.sensitivity.curves import curves_figure
from outlast.report.sensitivity.interactions import interactions_figure
from outlast.report.sensitivity.over_time import over_time_figure
from outlast.report.sensitivity.plane import plane_figure
from outlast.report.sensitivity.ranked import ranked_figure
from outlast.scenario import Scenario

DRAWN = {
    "ranked": ranked_figure,
    "plane": plane_figure,
    "interactions": interactions_figure,
    "curves": curves_figure,
    "convergence": convergence_figure,
}


def figures_of(study: Study, scenario: Scenario) -> dict[str, Figure]:
    """Every figure there is to draw, by name: `ranked`, `plane` … of the first outcome, `ranked_alive_4` of others.

    Those over time are `over_time_` and the name of the course.
    """
    found: dict[str, Figure] = {}
    for place, findings in enumerate(study.findings):
        end = f"_{findings.outcome}" if place else ""
        for name, draw in DRAWN.items():
            figure = draw(study, findings.outcome, scenario)
            if figure is not None:
                found[f"{name}{end}"] = figure
    for course in study.over_time:
        figure = over_time_figure(study, course, scenario)
        if figure is not None:
            found[f"over_time_{course}"] = figure
    return found
