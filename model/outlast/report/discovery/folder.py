"""The folder of a discovery: the tables, what was found in words, and the figures."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outlast.analysis.discovery.discovery import Discovery
from outlast.report.discovery.figures import figures_of
from outlast.report.discovery.sentences import sentences
from outlast.report.figures import save_figure
from outlast.runs.folder import check_destination, short, sign, whole

KIND = "discovery"
# What the numbers of this kind of study also depend on.
ALSO = ("ema_workbench", "scikit-learn")


def default_folder(settings: dict[str, Any], name: str) -> Path:
    """Where a discovery goes unless told: the same settings go to the same folder."""
    return Path("results") / f"{KIND}-{name}-{short(settings)}"


def save_discovery(
    found: Discovery, folder: Path | str | None = None, started: datetime | None = None
) -> dict[str, Any]:
    """Write the tables, the figures and the manifest of a discovery; the manifest.

    `boxes.csv` has the conditions, `restrictions.csv` their limits, `trajectory.csv` the peelings, `tree.csv` the
    leaves, `robust.csv` each condition under each theory; `findings.txt` all of it in words. Without a folder it goes
    to one in `results/`. The folder is written whole or not at all.

    Raises ScenarioError where the folder holds anything but an earlier discovery with the same settings.
    """
    settings = dict(found.settings)
    folder = default_folder(settings, found.scenario.name) if folder is None else Path(folder)
    check_destination(folder, settings, KIND)
    started = started or datetime.now(UTC)
    with whole(folder) as work:
        for name, frame in found.to_frames().items():
            frame.to_csv(work / f"{name}.csv", index=False, lineterminator="\n")
        (work / "findings.txt").write_text("\n".join(sentences(found)) + "\n", encoding="utf-8")
        for name, figure in figures_of(found).items():
            save_figure(figure, work, name)
        return sign(
            work,
            KIND,
            settings,
            started,
            {"scenario": {"name": found.scenario.name, "title": found.scenario.title}, "sweep": dict(found.facts)},
            ALSO,
        )
