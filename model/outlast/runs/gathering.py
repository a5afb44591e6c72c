"""A sweep's folder while the sweep goes on: who may write to it, what is there, what is missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from outlast.runs import parts as part_files
from outlast.runs.chunk import FAILED
from outlast.runs.folder import MANIFEST, check_place
from outlast.runs.parts import Content, Part
from outlast.runs.provenance import checksum, package_versions, platform_facts, source_commit, times
from outlast.runs.tables import blocks, join
from outlast.scenario import ScenarioError
from outlast.scenario.wording import shown

PARTS = "parts"
LOCK = ".lock"
# Seconds that a shard waits while others take their locks.
PATIENCE = 60.0
# What a sweep writes beside its tables; other files in its folder are not its own.
BESIDE = (
    "points.parquet",
    "summary.csv",
    "failed.csv",
    "settling.csv",
    "settling.png",
    "settling.svg",
    "sweep.png",
    "sweep.svg",
)
# Of a scenario, what decides numbers; how it is titled and sourced does not.
DECISIVE = ("settings", "changes", "roster", "horizon")
# Differences between two scenarios that are told.
MOST_TOLD = 3


class Shard(NamedTuple):
    """One of several processes that share a sweep and a disk: number `number` (from 1) of `of`."""

    number: int
    of: int

    def span(self, runs: int) -> tuple[int, int]:
        """Its runs, from and to (not included)."""
        return runs * (self.number - 1) // self.of, runs * self.number // self.of

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


class Gathering:
    """The parts of a sweep in its folder; made by `gather`, which holds the lock."""

    def __init__(self, folder: Path, tables: Sequence[str], manifest: dict[str, Any]) -> None:
        self.folder = folder
        self.tables = tuple(tables)
        self.manifest = manifest
        self.parts, others = part_files.scan(folder / PARTS, tables)
        damaged = [path for path in others if part_files.is_named(path)]
        self.damaged = len(damaged)
        for path in damaged:
            path.unlink(missing_ok=True)

    def gaps(self, first: int, end: int) -> list[tuple[int, int]]:
        """The stretches of runs (from, to) between two numbers that are still to be made."""
        return list(part_files.gaps(self._of("runs"), first, end))

    def failed(self) -> list[Part]:
        """The parts with runs that failed."""
        return [part for part in self._of("runs") if part.failed]

    def failed_runs(self, part: Part) -> np.ndarray:
        """The runs of a part that failed."""
        table = pq.read_table(part.path, columns=["run", "status"])
        return table.filter(pc.field("status") == FAILED)["run"].to_numpy()

    def add(self, contents: Sequence[Content]) -> None:
        """Keep the parts of a chunk.

        Raises:
            OSError: the disk is full, or the folder cannot be written; what was there before stays.
        """
        # The run table comes last: a stretch whose other tables are there without it does not count.
        for content in sorted(contents, key=lambda content: content.table == "runs"):
            self.parts.append(part_files.write(self.folder / PARTS, content))

    def mend(self, part: Part, contents: Sequence[Content]) -> None:
        """Put runs that were made again in the place of those that failed in a part."""
        old = [other for other in self.parts if (other.first, other.last) == (part.first, part.last)]
        again = {content.table: pq.read_table(pa.BufferReader(content.data)) for content in contents}
        made = again["runs"]["run"].to_numpy()
        still = again["runs"]["status"].to_pylist().count(FAILED)
        mended = []
        for other in old:
            kept = pq.read_table(other.path)
            kept = kept.filter(pa.array(~np.isin(kept["run"].to_numpy(), made)))
            whole = pa.concat_tables([kept, again[other.table]])
            order = np.argsort(whole["run"].to_numpy(), kind="stable")
            data = part_files.encode(whole.take(pa.array(order)).combine_chunks())
            mended.append(Content(other.table, part.first, part.last, still, data))
        self.parts = [other for other in self.parts if other not in old]
        self.add(mended)
        fresh = {other.path for other in self.parts}
        for other in old:
            if other.path not in fresh:
                other.path.unlink(missing_ok=True)

    def count(self) -> tuple[int, int]:
        """How many runs are there, and how many of them failed."""
        own = self._of("runs")
        return sum(part.last - part.first + 1 for part in own), sum(part.failed for part in own)

    def blocks(self, names: Sequence[str], end: int) -> Iterator[pa.Table]:
        """Some columns of the run table before a run, in the order of the runs, in blocks of one size."""
        return blocks(pq.read_table(part.path, columns=list(names)) for part in self._of("runs") if part.last < end)

    def drop(self, first: int) -> None:
        """Give up the parts from a run on."""
        dropped = [part for part in self.parts if part.first >= first]
        self.parts = [part for part in self.parts if part.first < first]
        for part in dropped:
            part.path.unlink(missing_ok=True)

    def join(self) -> None:
        """Put the tables together from their parts."""
        for table in self.tables:
            join((part.path for part in self._of(table)), self.folder / f"{table}.parquet")

    def sign(self, started: datetime, also: Iterable[str] = ()) -> None:
        """Write the manifest of a complete sweep, with the checksum of every file that the sweep wrote."""
        names = sorted({*(f"{table}.parquet" for table in self.tables), *BESIDE, *also})
        files = [self.folder / name for name in names if (self.folder / name).is_file()]
        # What is only drawn or summed up anew was finished when its runs were.
        self.manifest.setdefault("times", times(started, datetime.now(UTC)))
        self.manifest |= {
            "status": "done",
            "checksums": {path.name: checksum(path) for path in files},
        }
        write_manifest(self.folder, self.manifest)

    def has_tables(self) -> bool:
        """Whether the tables are all there as they were signed."""
        return stand(self.folder, self.manifest, [f"{table}.parquet" for table in self.tables])

    def has_all(self) -> bool:
        """Whether every file is there as it was signed."""
        return stand(self.folder, self.manifest, self.manifest.get("checksums", {}))

    def _of(self, table: str) -> list[Part]:
        return sorted((part for part in self.parts if part.table == table), key=lambda part: part.first)


def stand(folder: Path, manifest: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Whether files are there as they were signed."""
    signed = manifest.get("checksums", {})
    return manifest.get("status") == "done" and all(
        (folder / name).is_file() and checksum(folder / name) == signed.get(name) for name in names
    )


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a sweep.

    Raises:
        ScenarioError: the folder holds no sweep, or its manifest is damaged.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if found["outlast"] != "sweep" or not isinstance(found["settings"], dict):
            raise KeyError("outlast")
    except FileNotFoundError:
        raise ScenarioError(f"{folder} holds no sweep: it has no {MANIFEST}") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise ScenarioError(
            f"{folder} holds no sweep, or its {MANIFEST} is damaged; restore that file, or name another folder"
        ) from None
    return found


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the manifest, whole or not at all."""
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    part_files.put(folder / MANIFEST, text.encode())


def check_folder(folder: Path, settings: dict[str, Any], goes_on: bool) -> dict[str, Any] | None:
    """The manifest of the sweep that a folder holds already; None where it is new.

    Raises:
        ScenarioError: nothing can be written there, it holds something else, a sweep with other settings; or this one,
            without leave to go on with it.
    """
    check_place(folder)
    # A process killed as it began leaves no more than this.
    if not folder.exists() or all(path.name.startswith((LOCK, f".{MANIFEST}.")) for path in folder.iterdir()):
        return None
    if not (folder / MANIFEST).is_file():
        raise ScenarioError(
            f"--out: {folder} holds files that are not a sweep of outlast; name another folder, or empty it"
        )
    manifest = read_manifest(folder)
    _refuse_other(folder, manifest["settings"], settings)
    if not goes_on:
        state = "complete" if manifest.get("status") == "done" else "begun"
        raise ScenarioError(
            f"{folder} holds these very runs already, {state}; add --resume to go on with them or to see them again, "
            "or name another folder by --out"
        )
    return manifest


def begin(folder: Path, settings: dict[str, Any], facts: dict[str, Any], goes_on: bool) -> dict[str, Any]:
    """The manifest of a sweep's folder, which is begun if it is new; raises as `check_folder`, and OSError."""
    manifest = check_folder(folder, settings, goes_on)
    if manifest is None:
        manifest = {
            "outlast": "sweep",
            "status": "begun",
            "settings": settings,
            **facts,
            "versions": package_versions(),
            "source": source_commit(),
            "platform": platform_facts(),
        }
        write_manifest(folder, manifest)
    # After the manifest: whatever else is there is there with it.
    (folder / PARTS).mkdir(exist_ok=True)
    return manifest


def _refuse_other(folder: Path, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Refuse to mix two sweeps, and say in what they differ."""
    before, now = _decisive(found.get("scenario")), _decisive(wanted["scenario"])
    differing = [name for name in wanted if name != "scenario" and found.get(name) != wanted[name]]
    if before != now:
        keys = [key for key in {**now, **before} if before.get(key) != now.get(key)]
        told = [f"{key}: {shown(before.get(key))} there, {shown(now.get(key))} here" for key in keys[:MOST_TOLD]]
        more = [f"and {len(keys) - MOST_TOLD} more"] if len(keys) > MOST_TOLD else []
        differing.insert(0, f"scenario ({'; '.join([*told, *more])})")
    if not differing:
        return
    if differing == ["model"]:
        raise ScenarioError(
            f"--out: the runs in {folder} were made by another version of the model (its rules have changed since); "
            "name another folder"
        )
    raise ScenarioError(
        f"--out: {folder} holds a sweep with other settings (what differs: {', '.join(differing)}); name another "
        "folder, or delete this one first"
    )


def _decisive(scenario: Any) -> dict[str, Any]:
    """What decides numbers in the record of a scenario, by dotted key."""
    if not isinstance(scenario, Mapping):
        return {}
    rest = {name: scenario.get(name) for name in DECISIVE[1:]}
    return dict(_dotted(scenario.get(DECISIVE[0]), "")) | rest


def _dotted(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    """The single values of a nested table, each by its dotted key."""
    if not isinstance(value, Mapping):
        yield key, value
        return
    for name, inner in value.items():
        yield from _dotted(inner, f"{key}.{name}" if key else name)


class Locks:
    """Who may write to a folder: one process, or any number of different shards of one sweep."""

    def __init__(self, folder: Path, shard: Shard | None) -> None:
        self.folder = folder
        self.shard = shard
        self._held = ExitStack()

    def __enter__(self) -> Locks:
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            if self.shard is None:
                self._hold(LOCK, 0.0)
                for path in sorted(self.folder.glob(f"{LOCK}-*")):
                    self._hold(path.name, 0.0)
            else:
                with self.door():
                    self._hold(f"{LOCK}-{self.shard.number}-of-{self.shard.of}", 0.0)
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._held.close()

    @contextmanager
    def door(self) -> Iterator[None]:
        """Keep all others out: a whole sweep does so for as long as it goes on, a shard only for a moment."""
        if self.shard is None:
            yield
            return
        lock = self._hold(LOCK, PATIENCE)
        try:
            yield
        finally:
            lock.release()

    def _hold(self, name: str, patience: float) -> FileLock:
        try:
            lock = FileLock(self.folder / name)
            lock.acquire(timeout=patience)
        except Timeout:
            raise ScenarioError(
                f"--out: another process is at work on {self.folder}; wait until it has ended, or name another folder"
            ) from None
        self._held.callback(lock.release)
        return lock


def chunks_of(gaps: Sequence[tuple[int, int]], size: int) -> Iterator[np.ndarray]:
    """The runs of some stretches, cut into chunks of at most a size."""
    for first, end in gaps:
        for start in range(first, end, size):
            yield np.arange(start, min(start + size, end))
