"""A folder of results opened for a report: what kind it is of, and whether its files are those that were written."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from outlast.runs.folder import MANIFEST
from outlast.runs.provenance import checksum
from outlast.scenario import ScenarioError
from outlast.scenario.names import nearest, suggestion

# Files that are named in a message.
MOST_NAMED = 5


@dataclass(frozen=True)
class ResultsFolder:
    """A folder whose signed files are as they were written, as far as they are there; others are not looked at."""

    path: Path
    manifest: dict[str, Any]
    present: tuple[str, ...]
    absent: tuple[str, ...]

    @property
    def kind(self) -> str:
        """What the manifest says that it holds."""
        return self.manifest["outlast"]

    @property
    def settings(self) -> dict[str, Any]:
        """What decides its numbers."""
        return self.manifest["settings"]

    def has(self, name: str) -> bool:
        """Whether a signed file is there."""
        return name in self.present

    def require(self, names: Sequence[str]) -> None:
        """Refuse a folder that lacks what its report is made of; raises ScenarioError."""
        missing = [name for name in names if name not in self.present]
        if missing:
            raise ScenarioError(
                f"{self.path} is not complete: it lacks {_listed(missing)}, of which a report is made; restore "
                f"{'it' if len(missing) == 1 else 'them'}, or make the results again"
            )

    def data(self, name: str) -> bytes:
        """The bytes of a signed file."""
        return (self.path / name).read_bytes()

    def text(self, name: str) -> str:
        """A signed file as text."""
        return self.data(name).decode("utf-8")

    def frame(self, name: str) -> pd.DataFrame:
        """A signed CSV; empty where there are no rows."""
        try:
            return pd.read_csv(io.BytesIO(self.data(name)))
        except pd.errors.EmptyDataError:
            return pd.DataFrame()

    def lines(self, name: str = "findings.txt") -> list[str]:
        """The sentences of a file that has one a line."""
        return [line.strip() for line in self.text(name).splitlines() if line.strip()]


# What a manifest says of how the results were made, each as names with values.
FACTS = ("versions", "platform", "times", "source")


def open_folder(path: Path, kinds: Sequence[str]) -> ResultsFolder:
    """Open a folder of results of some kind.

    Raises:
        ScenarioError: it holds no results, others than these kinds, some that are not complete, or files that have
            changed since they were written (the message names them).
    """
    if not path.exists():
        near = nearest(path.name, [one.name for one in path.parent.iterdir()]) if path.parent.is_dir() else None
        raise ScenarioError(f"{path}: there is no such folder{suggestion(near and str(path.parent / near))}")
    if not path.is_dir():
        raise ScenarioError(f"{path} is a file; name the folder of results that it lies in")
    manifest = _manifest(path, kinds)
    signed = manifest["checksums"]
    present = tuple(name for name in signed if (path / name).is_file())
    changed = [name for name in present if checksum(path / name) != signed[name]]
    if changed:
        has = "has" if len(changed) == 1 else "have"
        raise ScenarioError(
            f"{path} is damaged: {_listed(changed)} {has} changed since the results were written; restore "
            f"{'it' if len(changed) == 1 else 'them'}, or make the results again"
        )
    return ResultsFolder(path, manifest, present, tuple(name for name in signed if name not in present))


def _manifest(path: Path, kinds: Sequence[str]) -> dict[str, Any]:
    """The manifest of a complete folder of one of these kinds; raises ScenarioError."""
    file = path / MANIFEST
    if not file.is_file():
        raise ScenarioError(_no_results(path))
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
        kind = found["outlast"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ScenarioError(f"{path} holds no results of outlast, or its {MANIFEST} is damaged") from None
    if kind not in kinds:
        raise ScenarioError(
            f"{path} holds {kind!r}, of which no report can be made; allowed is a folder of {', '.join(kinds)}"
        )
    if found.get("status", "done") != "done":
        raise ScenarioError(
            f"{path} holds a {kind} that is not complete; go on with it by its own command and --resume"
        )
    signed = found.get("checksums")
    if not isinstance(found.get("settings"), dict) or not isinstance(signed, dict) or not signed:
        raise ScenarioError(f"{path}: its {MANIFEST} is damaged: it lacks settings, or the checksums of the files")
    odd = [name for name in FACTS if not isinstance(found.get(name) or {}, dict)]
    if odd:
        raise ScenarioError(f"{path}: its {MANIFEST} is damaged: {_listed(odd)} is not a table of names and values")
    if any(not isinstance(name, str) or Path(name).name != name for name in signed):
        raise ScenarioError(f"{path}: its {MANIFEST} is damaged: it signs files outside the folder")
    return found


def _no_results(path: Path) -> str:
    """What is said of a folder without a manifest: where results may be instead."""
    if (path / "plan.json").is_file():
        return f"{path} holds a calibration that is not complete; go on with it by its own command and --resume"
    inside = sorted(one.parent.name for one in path.glob(f"*/{MANIFEST}"))
    if inside:
        return f"{path} holds no results itself, but folders of results; name one of them: {_listed(inside, path)}"
    return f"{path} holds no results of outlast: it has no {MANIFEST}"


def _listed(names: Sequence[str], within: Path | None = None) -> str:
    some = [str(within / name) if within else name for name in names[:MOST_NAMED]]
    more = len(names) - len(some)
    return ", ".join(some) + (f" and {more} more" if more else "")
