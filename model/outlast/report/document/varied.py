"""What a design varied, as options of a command line: factors, kind, samples, seeds, and points that lie in a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outlast.report.document.parts import TextFile
from outlast.report.document.scenarios import as_typed
from outlast.runs.designs import ICE, KINDS, SAMPLES, TABLE

POINTS = "points.parquet"


def vary_options(settings: Mapping[str, Any]) -> tuple[list[str], list[str], list[TextFile]]:
    """Options of `outlast sweep` that give a design again, remarks, and files to save first."""
    design = settings["design"]
    kind, made = design["kind"], design["settings"]
    remarks = enlarged(settings)
    if kind == TABLE:
        options, more = _of_table(str(made.get("file", "")))
        return options, [*remarks, *more], []
    options = factors_options(design["factors"])
    if kind in KINDS:
        options += ["--design", kind]
    else:
        remarks.append(f"The points are of the kind {kind}, which only Python can ask for (outlast.sweep, design=…).")
    if "samples" in made and kind != SAMPLES:
        options += ["--samples", str(made["samples"])]
    if "seed" in made:
        options += ["--design-seed", str(made["seed"])]
    return options, remarks, []


def factors_options(factors: Iterable[Mapping[str, Any]]) -> list[str]:
    """A --vary for each factor."""
    return repeated("--vary", [factor_as_typed(factor) for factor in factors])


def factor_as_typed(factor: Mapping[str, Any]) -> str:
    """A factor of a manifest as it is typed after --vary."""
    key, levels = factor["key"], factor["levels"]
    if levels is not None:
        return f"{key}={','.join(as_typed(level) for level in levels)}"
    ends = f"{key}={as_typed(factor['low'])}:{as_typed(factor['high'])}"
    return ends if factor["steps"] is None else f"{ends}:{factor['steps']}"


def repeated(option: str, values: Sequence[str]) -> list[str]:
    """An option once for each value."""
    return [word for one in values for word in (option, str(one))]


def enlarged(settings: Mapping[str, Any]) -> list[str]:
    """What is said of a study that was made larger; empty where it was not."""
    if not settings.get("earlier"):
        return []
    sizes = ", ".join(f"{points:,} points of {replicates}" for points, replicates in settings["earlier"])
    return [
        f"The study was enlarged by --resume (before: {sizes} replicates). The command makes the same runs in one go, "
        "which numbers them otherwise."
    ]


def is_drawn(design: Mapping[str, Any]) -> bool:
    """Whether a design has curves around drawn base points."""
    return design["kind"] == ICE


def _of_table(file: str) -> tuple[list[str], list[str]]:
    """The option for points that were given one by one, and how to come by their file."""
    if not file.endswith(".csv"):
        return [], [
            f"The points were given from Python as a data frame; {POINTS} of the folder has them (in the column point "
            "their number): outlast.sweep(scenario, design=points.drop(columns='point'), …) with the settings of the "
            "command, which by itself would lack them."
        ]
    return ["--design", file], [
        f"{file} is the table of points that was handed in; {POINTS} of the folder has the same points (without its "
        "column point, saved as CSV, it is that file again)."
    ]
