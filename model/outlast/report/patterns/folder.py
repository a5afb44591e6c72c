"""The folder of a validation: the pattern table, the verdicts by theory, what each member gave, and the figures."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outlast.analysis.patterns.validation import Validation
from outlast.report.figures import save_figure
from outlast.report.patterns.figures import figures_of
from outlast.runs.folder import check_destination, short, sign, whole

KIND = "validation"


def default_folder(settings: dict[str, Any]) -> Path:
    """Where a validation goes unless told: the same settings go to the same folder."""
    return Path("results") / f"{KIND}-seed{settings['seed']}-{settings['members']}-{short(settings)}"


def save_validation(
    validation: Validation, folder: Path | str | None = None, started: datetime | None = None
) -> dict[str, Any]:
    """Write the tables, the figures and the manifest of a validation; the manifest.

    `patterns.csv` is the table, `theories.csv` the verdicts by theory, `silent.csv` what the model says nothing of,
    `members.parquet` what each member gave (a column for each pattern). Without a folder it goes to one in `results/`.
    The folder is written whole or not at all.

    Raises ScenarioError where the folder holds anything but an earlier validation with the same settings.
    """
    settings = dict(validation.settings)
    folder = default_folder(settings) if folder is None else Path(folder)
    check_destination(folder, settings, KIND)
    started = started or datetime.now(UTC)
    with whole(folder) as work:
        for name, frame in (
            ("patterns", validation.table),
            ("theories", validation.theories),
            ("silent", validation.silent),
        ):
            frame.to_csv(work / f"{name}.csv", index=False, lineterminator="\n")
        validation.values.to_parquet(work / "members.parquet", engine="pyarrow", compression="zstd", index=False)
        (work / "findings.txt").write_text("\n".join(validation.sentences()) + "\n", encoding="utf-8")
        for name, figure in figures_of(validation).items():
            save_figure(figure, work, name)
        return sign(work, KIND, settings, started)
