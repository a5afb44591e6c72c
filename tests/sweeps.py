"""Small sweeps for tests: made here, in a process of their own, and compared byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import outlast
from outlast.runs.conduct import choose_design, define, run_sweep
from outlast.runs.gathering import Shard
from outlast.runs.store import Store
from outlast.runs.sweep import Sweep
from outlast.scenario import Scenario, load_scenario

# A cohort that is over in a millisecond.
TINY: dict[str, Any] = {
    "context.partnerships": 3,
    "context.members": 8,
    "context.members_spread": 0,
    "mandate.duration": 4,
    "context.horizon": 16,
}
VARY: dict[str, Any] = {"mandate.vagueness": (0, 1), "mandate.grant": [0, 60, 130]}
TABLES = ("runs", "partnerships", "quarters")
ROOT = Path(__file__).resolve().parent
PATIENCE = 60.0


def tiny(values: Mapping[str, Any] | None = None) -> Scenario:
    """A scenario of few partnerships and few quarters, with no twin unless told."""
    return load_scenario("hiec", TINY | {"output.twin": False} | dict(values or {}))


def a_sweep(
    vary: Mapping[str, Any] | Sequence[str] | None = None,
    *,
    values: Mapping[str, Any] | None = None,
    scenario: Scenario | None = None,
    design: str | None = None,
    samples: int | None = 4,
    replicates: int = 5,
    precision: float | None = None,
    **rest: Any,
) -> Sweep:
    """A small sweep: four points of a Latin hypercube, five runs each, unless told."""
    base = tiny(values) if scenario is None else scenario
    chosen = choose_design(base, VARY if vary is None else vary, design, samples, 1)
    return define(base, chosen, precision=precision, replicates=replicates, **rest)


def conduct(sweep: Sweep, folder: Path, *, workers: int | None = 2, size: int | None = 3, **rest: Any) -> Store:
    """The sweep made to its end, in chunks of three runs by two threads unless told."""
    store = run_sweep(sweep, folder, workers=workers, size=size, **rest)
    assert store is not None
    return store


def conduct_shard(sweep: Sweep, folder: Path, number: int, count: int, *, size: int = 3) -> None:
    """One shard of the sweep."""
    found = run_sweep(sweep, folder, shard=Shard(number, count), workers=1, size=size)
    assert found is None


def tables_of(folder: Path) -> dict[str, bytes]:
    """The bytes of the tables that are there, by name, and of what is reckoned from them."""
    names = [f"{table}.parquet" for table in TABLES] + ["points.parquet", "summary.csv", "settling.csv", "failed.csv"]
    return {name: (folder / name).read_bytes() for name in names if (folder / name).exists()}


def parts_of(folder: Path, table: str = "runs") -> list[Path]:
    """The part files of a table, in the order of their runs."""
    return sorted((folder / "parts").glob(f"{table}-*.parquet"))


def runs_in(path: Path) -> list[int]:
    """The numbers of the runs in a table."""
    return pq.read_table(path, columns=["run"])["run"].to_pylist()


def flip_a_byte(path: Path) -> None:
    """One byte of a file in the middle changed."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def environment() -> dict[str, str]:
    """The environment of a process that finds this same package and these helpers."""
    package = Path(outlast.__file__).resolve().parent.parent
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(package), str(ROOT)])}


def begin_process(script: str, *words: str | Path, **rest: Any) -> subprocess.Popen[str]:
    """A script begun in a process of its own, with words on its command line; what it says is kept."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, words)],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **rest,
    )


def end_process(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit status, output and complaints of a process, waited for."""
    out, err = process.communicate(timeout=PATIENCE * 4)
    return process.returncode, out, err


def kill(process: subprocess.Popen[str]) -> int:
    """End a process by signal 9, whatever it is doing; its exit status."""
    process.kill()
    return end_process(process)[0]


def wait_until(happened: Callable[[], bool], what: str, pause: float = 0.002) -> None:
    """Wait for something that another process does."""
    until = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > until:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(pause)
