"""The files of a study beside its runs: every frame as CSV, every figure as PNG and SVG."""

from __future__ import annotations

from pathlib import Path

from outlast.analysis.sensitivity.study import FRAMES, Study
from outlast.report.figures import FORMATS, save_figure
from outlast.report.sensitivity.figures import DRAWN, figures_of
from outlast.runs.conduct import amend
from outlast.scenario import Scenario, ScenarioError


def save_study(study: Study) -> Path:
    """Write the tables and figures of a study into the folder of its runs, and sign them; the folder.

    The manifest says under `analysis` how it was analysed, beside the settings of the runs.

    Raises:
        ScenarioError: the study has no runs behind it.
        SweepHaltedError: the disk is full.
    """
    if study.store is None:
        raise ScenarioError("save_study: this study did not come from a folder of runs, so there is nowhere to write.")
    study.store.manifest["analysis"] = dict(study.asked)
    amend(study.store, lambda own: write_study(study, own.scenario, own.folder))
    return study.store.folder


def write_study(study: Study, scenario: Scenario, folder: Path) -> list[str]:
    """Write `indices.csv` and the other frames (see `Study.to_frames`), `findings.txt` and the figures; their names.

    What an earlier analysis of the same runs wrote goes.
    """
    for kind in FORMATS:
        # Of an earlier analysis of the same runs: other outcomes, or another method.
        for path in [one for name in (*DRAWN, "over_time") for one in folder.glob(f"{name}*.{kind}")]:
            path.unlink()
    for name in FRAMES:
        (folder / f"{name}.csv").unlink(missing_ok=True)
    names = ["findings.txt"]
    for name, frame in study.to_frames().items():
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        names.append(f"{name}.csv")
    (folder / "findings.txt").write_text("\n".join(study.sentences()) + "\n", encoding="utf-8")
    for name, figure in figures_of(study, scenario).items():
        names += [path.name for path in save_figure(figure, folder, name)]
    return names
