"""All the figures of a calibration, by the name of their file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outlast.report.calibration.coverage import coverage_figure
from outlast.report.calibration.history import history_figure
from outlast.report.calibration.parameters import parameters_figure
from outlast.report.calibration.structures import structures_figure
from outlast.report.calibration.targets import checks_figure, targets_figure
from outlast.report.calibration.theories import theories_figure
from outlast.report.figures import FORMATS, save_figure

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

DRAWN = {
    "targets": targets_figure,
    "checks": checks_figure,
    "theories": theories_figure,
    "parameters": parameters_figure,
    "history": history_figure,
    "coverage": coverage_figure,
    "structures": structures_figure,
}


def figures_of(calibration: Calibration) -> dict[str, Figure]:
    """Every figure there is to draw, by name."""
    found = {name: draw(calibration) for name, draw in DRAWN.items()}
    return {name: figure for name, figure in found.items() if figure is not None}


def draw_calibration(calibration: Calibration, folder: Path | str) -> list[Path]:
    """Write every figure as PNG and SVG into a folder, which is made where it is missing; the files.

    Those of an earlier try that there is nothing to draw of any more go.
    """
    drawn = figures_of(calibration)
    for name in DRAWN:
        if name not in drawn:
            for kind in FORMATS:
                (Path(folder) / f"{name}.{kind}").unlink(missing_ok=True)
    return [path for name, figure in drawn.items() for path in save_figure(figure, folder, name)]
