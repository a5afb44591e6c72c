"""The run folder: tables, figures and a manifest, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from outlast.parameters import DECLARATIONS
from outlast.runs.provenance import checksum, package_versions, platform_facts, source_commit, source_digest, times
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.settling import reach
from outlast.simulation.result import Result

MANIFEST = "manifest.json"


def settings_of(
    scenario: Scenario, seeds: tuple[int, ...], twin: bool, ensemble: str | None = None, kept: Collection[str] = ()
) -> dict[str, Any]:
    """What decides every number of a run folder; two folders with the same settings hold the same tables.

    `ensemble` is the short name of the ensemble that the runs draw their behaviour from, where they do, and `kept` are
    the dotted names that have the scenario's value all the same.
    """
    described = {key: value for key, value in scenario.resolved().items() if key != "path"}
    settings: dict[str, Any] = {"scenario": described, "seeds": list(seeds), "twin": twin}
    if ensemble is None:
        return settings
    return settings | {"ensemble": ensemble} | ({"kept": sorted(kept)} if kept else {})


def digest_of(settings: dict[str, Any]) -> str:
    """A short name for what decides the numbers; how a scenario is titled and sourced does not."""
    scenario = settings["scenario"]
    decisive = {name: scenario[name] for name in ("settings", "changes", "roster", "horizon")}
    return short(settings | {"scenario": decisive})


def short(settings: Mapping[str, Any]) -> str:
    """A short name for settings, all of which decide the numbers."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:8]


def default_folder(
    scenario: Scenario, seeds: tuple[int, ...], twin: bool, ensemble: str | None = None, kept: Collection[str] = ()
) -> Path:
    """Where a run goes unless told: the same settings go to the same folder, other settings to another."""
    digest = digest_of(settings_of(scenario, seeds, twin, ensemble, kept))
    return Path("results") / f"{scenario.name}-seed{seeds[0]}-{len(seeds)}-{digest}"


def check_place(folder: Path) -> None:
    """Refuse a folder where nothing can be written.

    Raises:
        ScenarioError: the folder is a file, or may not be written to.
    """
    if not folder.exists():
        place = next(above for above in folder.absolute().parents if above.exists())
        if not place.is_dir() or not os.access(place, os.W_OK):
            raise ScenarioError(f"--out: nothing can be written in {place}; name another folder")
        return
    if not folder.is_dir():
        raise ScenarioError(f"--out: {folder} is a file; name a folder that does not exist yet")
    if not os.access(folder, os.W_OK):
        raise ScenarioError(f"--out: nothing can be written in {folder}; name another folder")


def check_destination(folder: Path, settings: dict[str, Any], kind: str = "run") -> None:
    """Refuse a folder that holds anything but an earlier result of this kind with the same settings.

    Raises:
        ScenarioError: the folder is a file, may not be written to, holds another result, or files of another kind.
    """
    check_place(folder)
    if not folder.exists() or not any(folder.iterdir()):
        return
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        earlier, found = manifest["settings"], manifest["outlast"]
    except (OSError, ValueError, KeyError, TypeError):
        earlier = found = None
    result = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if found != kind:
        raise ScenarioError(
            f"--out: {folder} holds files that are not {result} of outlast; name another folder, or empty it"
        )
    if earlier != settings:
        raise ScenarioError(
            f"--out: {folder} holds {result} with other settings; name another folder, or delete this one first"
        )


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to fill beside the one that is meant, moved into its place at the end; of a failure nothing is left."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        work.chmod(0o755)
        yield work
        _replace(work, folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def write_run(
    folder: Path,
    result: Result,
    engine: str,
    started: datetime,
    extras: Callable[[Path], None],
) -> dict[str, Any]:
    """Write the tables, whatever `extras` adds (summary, figures) and the manifest; the manifest as written.

    Everything is made beside the folder and moved into place at the end, so that an interrupted run leaves nothing
    half-written.
    """
    twin = result.twin_finals is not None
    ensemble = None if result.drawn is None else result.drawn.ensemble
    kept = () if result.drawn is None else result.drawn.kept
    settings = settings_of(result.scenario, result.seeds, twin, ensemble, kept)
    check_destination(folder, settings)
    with whole(folder) as work:
        _write_table(result.runs, work / "runs.parquet")
        _write_table(result.partnerships, work / "partnerships.parquet")
        _write_table(result.quarters, work / "quarters.parquet")
        extras(work)
        facts = {
            "departures": {key: _plain(value) for key, value in result.scenario.departures().items()},
            "levers": section(result.scenario, "mandate"),
            "structure": section(result.scenario, "structure"),
            "design": {"kind": "replicates", "runs": len(result.seeds)},
            "engine": engine,
            "model": source_digest(),
        }
        return sign(work, "run", settings, started, facts)


def sign(
    work: Path,
    kind: str,
    settings: Mapping[str, Any],
    started: datetime,
    facts: Mapping[str, Any] | None = None,
    packages: Sequence[str] = (),
) -> dict[str, Any]:
    """Write the manifest of a folder whose files are all there, last of all; the manifest as written.

    `facts` are what it says beside what decides the numbers, `packages` those that move them beside the usual ones.
    """
    manifest = {
        "outlast": kind,
        "settings": dict(settings),
        **(facts or {}),
        "versions": package_versions() | {package: version(package) for package in packages},
        "source": source_commit(),
        "platform": platform_facts(),
        "times": times(started, datetime.now(UTC)),
        "checksums": {path.name: checksum(path) for path in sorted(work.iterdir())},
    }
    (work / MANIFEST).write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return manifest


def section(scenario: Scenario, name: str) -> dict[str, Any]:
    """One table of a scenario's settings by dotted name, in the types of JSON."""
    return {key: _plain(reach(scenario.settings, key)) for key in DECLARATIONS if key.startswith(f"{name}.")}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _write_table(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, engine="pyarrow", compression="zstd", index=False)


def _replace(work: Path, folder: Path) -> None:
    """Put the finished folder where it belongs; an earlier run with the same settings gives way."""
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}-old-", dir=folder.parent))
        folder.rename(old / folder.name)
        work.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        work.rename(folder)
