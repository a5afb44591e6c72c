"""All the figures of a discovery, by the name of their file."""

from __future__ import annotations

from matplotlib.figure import Figure

from outlast.analysis.discovery.discovery import Discovery
from outlast.report.discovery.plane import plane_figure
from outlast.report.discovery.ranges import ranges_figure, theories_ranges_figure
from outlast.report.discovery.tradeoff import tradeoff_figure
from outlast.report.discovery.tree import tree_figure
from outlast.report.discovery.under import under_figure

DRAWN = {
    "ranges": ranges_figure,
    "ranges_theories": theories_ranges_figure,
    "theories": under_figure,
    "plane": plane_figure,
    "tradeoff": tradeoff_figure,
    "tree": tree_figure,
}


def figures_of(found: Discovery) -> dict[str, Figure]:
    """Every figure that there is to draw."""
    figures = {name: draw(found) for name, draw in DRAWN.items()}
    return {name: figure for name, figure in figures.items() if figure is not None}
