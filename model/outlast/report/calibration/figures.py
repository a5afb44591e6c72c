"""All the figures of a calibration, by the name of their file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outlast.report.calibration.coverage import coverage_figure
from outlast.report.calibration.history import history_figure
from outlast.report.calibration.measurements import measurements_figure
from outlast.report.calibration.parameters import parameters_figure
from outlast.report.calibration.structures import structures_figure
from outlast.report.calibration.targets import checks_figure, targets_figure
from outlast.report.calibration.theories import theories_figure
from outlast.report.figures import save_figure

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration
    from outlast.analysis.calibration.measurements import Measurement
    from outlast.analysis.calibration.synthetic import Telling

DRAWN = {
    "targets": targets_figure,
    "checks": checks_figure,
    "theories": theories_figure,
    "parameters": parameters_figure,
    "history": history_figure,
    "coverage": coverage_figure,
    "structures": structures_figure,
}
DATA = "value_of_data"


def figures_of(
    calibration: Calibration, data: Sequence[Telling] = (), measurements: Sequence[Measurement] = ()
) -> dict[str, Figure]:
    """Every figure there is to draw, by name; `value_of_data` only with what measurements would tell."""
    found = {name: draw(calibration) for name, draw in DRAWN.items()}
    found[DATA] = measurements_figure(calibration, data, measurements) if data else None
    return {name: figure for name, figure in found.items() if figure is not None}


def draw_calibration(
    calibration: Calibration,
    folder: Path | str,
    data: Sequence[Telling] = (),
    measurements: Sequence[Measurement] = (),
) -> list[Path]:
    """Write every figure as PNG and SVG into a folder; the files.

    Parameters:
        calibration: a finished one.
        folder: made where it is missing.
        data: what measurements would tell (see `value_of_data`).
        measurements: what these are, for their meaning.
    """
    drawn = figures_of(calibration, data, measurements)
    return [path for name, figure in drawn.items() for path in save_figure(figure, folder, name)]
