"""A study made larger: more points of the same kind, more replicates, and nothing of what ran thrown away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from outlast.runs.folder import MANIFEST
from outlast.runs.gathering import PARTS, read_manifest, write_manifest
from outlast.runs.plan import Size
from outlast.runs.store import POINTS
from outlast.runs.sweep import Sweep, facts_of
from outlast.scenario import ScenarioError

# What may differ between a study and a larger one.
LARGER = {"design", "replicates", "earlier"}


def enlarged(sweep: Sweep, folder: Path) -> Sweep:
    """The sweep as it goes on in a folder that holds it already, or a smaller one of the same kind.

    A larger design must begin with the points of the smaller one, as those of `sobol`, `saltelli` and `morris` do, and
    as any design does that only gets more replicates. Whatever else differs is left for the folder to refuse.
    """
    if not (folder / MANIFEST).is_file() or sweep.precision is not None:
        return sweep
    found = read_manifest(folder)["settings"]
    wanted = sweep.settings
    if {name for name in wanted if found.get(name) != wanted[name]} - LARGER or found.get("precision"):
        return sweep
    earlier = tuple(Size(*size) for size in found["earlier"])
    same = replace(sweep, earlier=earlier)
    if same.settings == found:
        return same
    size = Size(found["design"]["points"], found["replicates"])
    if size.points > len(sweep.design) or size.replicates > sweep.replicates:
        if apart_from_samples(found["design"]) == apart_from_samples(wanted["design"]):
            raise ScenarioError(
                f"{folder} holds a larger study of the same kind ({size.points:,} points of {size.replicates}"
                f" replicates; asked for are {len(sweep.design):,} of {sweep.replicates}); ask for at least as many of"
                " both, or name another folder by --out"
            )
        return sweep
    if not _begins(sweep, folder):
        return sweep
    return replace(sweep, earlier=(*earlier, size))


def is_larger(sweep: Sweep, folder: Path) -> bool:
    """Whether a sweep goes on with a smaller one that its folder holds."""
    return bool(sweep.earlier) and read_manifest(folder)["settings"] != sweep.settings


def enlarge(sweep: Sweep, folder: Path) -> None:
    """Sign a folder over to the larger sweep; its runs stay. Only for whoever holds the folder alone."""
    manifest = read_manifest(folder) | facts_of(sweep) | {"status": "begun", "settings": sweep.settings}
    (folder / PARTS).mkdir(exist_ok=True)
    write_manifest(folder, manifest)


def apart_from_samples(design: dict[str, Any]) -> list[Any]:
    """What decides a design but its size."""
    return [design["kind"], design["factors"], design["settings"] | {"samples": None}]


def _begins(sweep: Sweep, folder: Path) -> bool:
    """Whether the design begins with the points that the folder holds."""
    old, new = pd.read_parquet(folder / POINTS), sweep.table()
    return list(old) == list(new) and all(
        np.array_equal(old[name].to_numpy(), new[name].to_numpy()[: len(old)]) for name in old
    )
