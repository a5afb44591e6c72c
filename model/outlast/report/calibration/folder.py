"""The files that a reader opens: figures and tables beside the stages of a calibration, and a value of data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from outlast.report.calibration.data_words import data_sentences
from outlast.report.calibration.figures import draw_calibration
from outlast.report.calibration.rows import calibration_frames
from outlast.report.calibration.sentences import sentences
from outlast.report.calibration.value import value_figure
from outlast.report.calibration.value_tables import value_record
from outlast.report.figures import save_figure
from outlast.runs.folder import MANIFEST, check_destination, whole
from outlast.runs.provenance import checksum, package_versions, platform_facts, source_commit, source_digest

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration
    from outlast.analysis.calibration.value import Value

VALUE = "value of data"


def save_calibration(calibration: Calibration) -> list[str]:
    """Write the tables, `findings.txt` and the figures into a calibration's folder, and sign them; their names."""
    folder = calibration.path
    tables = calibration_frames(calibration)
    for name, frame in tables.items():
        _write(folder / f"{name}.csv", frame)
    said = ["\n".join(part) for part in sentences(calibration).values() if part]
    (folder / "findings.txt").write_text("\n\n".join(said) + "\n", encoding="utf-8")
    figures = [path.name for path in draw_calibration(calibration, folder)]
    names = [*(f"{name}.csv" for name in tables), "findings.txt", *figures]
    signed = folder / MANIFEST
    if signed.exists():
        manifest = json.loads(signed.read_text(encoding="utf-8"))
        manifest["checksums"] |= {name: checksum(folder / name) for name in names}
        manifest["checksums"] = dict(sorted(manifest["checksums"].items()))
        passing = folder / f".{MANIFEST}.writing"
        passing.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        passing.replace(signed)
    return names


def save_value(value: Value, folder: Path | str) -> dict[str, Any]:
    """Write `value.csv`, `findings.txt`, the figure and a manifest into a folder, whole or not at all; the manifest.

    Raises ScenarioError where the folder holds anything but an earlier one with the same settings.
    """
    settings: dict[str, Any] = {
        "ensemble": value.ensemble,
        "seed": value.seed,
        "members": value.members,
        "cohorts": value.cohorts,
        "theories": value.theories,
        "measurements": [one.name for one in value.measurements],
    }
    check_destination(Path(folder), settings, VALUE)
    with whole(Path(folder)) as work:
        _write(work / "value.csv", pd.DataFrame(value_record(value)["measurements"]))
        said = data_sentences(value.told, value.measurements)
        (work / "findings.txt").write_text("\n".join(said) + "\n", encoding="utf-8")
        figure = value_figure(value)
        if figure is not None:
            save_figure(figure, work, "value")
        manifest = {
            "outlast": VALUE,
            "settings": settings,
            "versions": package_versions(),
            "source": source_commit(),
            "model": source_digest(),
            "platform": platform_facts(),
            "checksums": {path.name: checksum(path) for path in sorted(work.iterdir())},
        }
        (work / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return manifest


def _write(path: Path, frame: pd.DataFrame) -> None:
    frame.to_csv(path, index=False, lineterminator="\n")
