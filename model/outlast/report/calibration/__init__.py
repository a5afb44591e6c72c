"""What a reader sees of a calibration, and of what further data would tell: tables, sentences and figures."""

from outlast.report.calibration.figures import draw_calibration, figures_of
from outlast.report.calibration.folder import save_calibration, save_value
from outlast.report.calibration.rows import calibration_frames, calibration_record
from outlast.report.calibration.tables import calibration_tables, calibration_text
from outlast.report.calibration.value import value_figure
from outlast.report.calibration.value_tables import value_record, value_tables

__all__ = [
    "calibration_frames",
    "calibration_record",
    "calibration_tables",
    "calibration_text",
    "draw_calibration",
    "figures_of",
    "save_calibration",
    "save_value",
    "value_figure",
    "value_record",
    "value_tables",
]
