"""The folders of a comparison and of a frontier: tables, findings, figures and a manifest, written whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from outlast.analysis.policies.comparison import Comparison
from outlast.analysis.policies.frontier import Frontier
from outlast.report.figures import save_figure
from outlast.report.policies import frontier_figures
from outlast.report.policies.comparison_figures import figures_of
from outlast.runs.folder import check_destination, short, sign, whole

COMPARISON, FRONTIER = "comparison", "frontier"
# Designs that a folder is named after.
NAMED = 3


def default_folder(settings: Mapping[str, Any]) -> Path:
    """Where a comparison goes unless told: the same settings go to the same folder."""
    names = [name.replace(" ", "") for name in settings["scenarios"]]
    more = [f"and{len(names) - NAMED}"] if len(names) > NAMED else []
    return Path("results") / "-".join(["compare", *names[:NAMED], *more, short(settings)])


def save_comparison(
    comparison: Comparison, folder: Path | str | None = None, started: datetime | None = None
) -> dict[str, Any]:
    """Write the tables, the figures, `findings.txt` and the manifest of a comparison; the manifest.

    A CSV for each frame of `Comparison`, and `runs.parquet`. Without a folder it goes to one in `results/`. The folder
    is written whole or not at all.

    Raises ScenarioError where the folder holds anything but an earlier comparison with the same settings.
    """
    place = default_folder(comparison.settings) if folder is None else Path(folder)
    return write_folder(
        place, COMPARISON, dict(comparison.settings), comparison.to_frames(), comparison.runs, comparison.sentences(),
        figures_of(comparison), started,
    )  # fmt: skip


def write_folder(
    folder: Path,
    kind: str,
    settings: dict[str, Any],
    frames: Mapping[str, pd.DataFrame],
    runs: pd.DataFrame | None,
    said: list[str],
    figures: Mapping[str, Figure],
    started: datetime | None,
    packages: Sequence[str] = (),
) -> dict[str, Any]:
    """Write a folder of one kind, whole or not at all; the manifest as written.

    `packages` are those whose behaviour moves its numbers beside the usual ones.
    """
    check_destination(folder, settings, kind)
    started = started or datetime.now(UTC)
    with whole(folder) as work:
        for name, frame in frames.items():
            frame.to_csv(work / f"{name}.csv", index=False, lineterminator="\n")
        if runs is not None:
            runs.to_parquet(work / "runs.parquet", engine="pyarrow", compression="zstd", index=False)
        (work / "findings.txt").write_text("\n".join(said) + "\n", encoding="utf-8")
        for name, figure in figures.items():
            save_figure(figure, work, name)
        return sign(work, kind, settings, started, packages=packages)


def frontier_folder(settings: Mapping[str, Any]) -> Path:
    """Where a frontier goes unless told: the same settings go to the same folder."""
    return Path("results") / f"frontier-{settings['scenario']['name']}-seed{settings['seed']}-{short(settings)}"


def save_frontier(
    frontier: Frontier, folder: Path | str | None = None, started: datetime | None = None
) -> dict[str, Any]:
    """Write the tables, the figures, `findings.txt` and the manifest of a frontier; the manifest.

    A CSV for each frame of `Frontier`. Without a folder it goes to one in `results/`. The folder is written whole or
    not at all.

    Raises ScenarioError where the folder holds anything but an earlier frontier with the same settings.
    """
    place = frontier_folder(frontier.settings) if folder is None else Path(folder)
    return write_folder(
        place, FRONTIER, dict(frontier.settings), frontier.to_frames(), None, frontier.sentences(),
        frontier_figures.figures_of(frontier), started, ("pymoo",),
    )  # fmt: skip
