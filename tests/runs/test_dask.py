"""A cluster makes the same bytes as this process, even if a worker is killed; and says what is wrong with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from outlast.runs.conduct import Progress
from outlast.runs.errors import SweepHaltedError
from outlast.scenario import ScenarioError
from outlast.simulation.compiled import warm_up
from sweeps import a_sweep, conduct, environment, parts_of, tables_of, wait_until

pytest.importorskip("distributed")
# What the cluster's own client leaves to be tidied up is not ours.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
DETAILS = ("partnership", "quarter")
OTHER_VERSION = """
import outlast.runs.execution as execution
execution.source_digest = lambda: "0123456789abcdef"
"""
LOCAL = ("--host", "127.0.0.1", "--no-dashboard")


class Cluster:
    """A scheduler and workers in processes of their own, on this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        said = folder / "scheduler.json"
        self._begin("dask_scheduler", ("--port", "0", "--scheduler-file", str(said), *LOCAL))
        wait_until(
            lambda: said.exists() and '"address"' in said.read_text("utf-8"), "the scheduler answers", pause=0.05
        )
        self.address = said.read_text("utf-8").split('"address": "')[1].split('"')[0]

    def add_worker(self, *words: str) -> subprocess.Popen[bytes]:
        """A worker of one thread, which nobody begins again once it has died."""
        one = ("--nthreads", "1", "--nworkers", "1", "--no-nanny", "--local-directory", str(self._folder))
        return self._begin("dask_worker", (self.address, *one, *LOCAL, *words))

    def await_workers(self, count: int) -> None:
        """Wait until so many have joined."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def end(self) -> None:
        """End what was begun here."""
        for process in reversed(self._processes):
            process.kill()
            process.wait(30)

    def _begin(self, module: str, words: Sequence[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{module}", *words],
            env=environment(),
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(process)
        return process


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler with no workers yet."""
    warm_up()
    (tmp_path / "cluster").mkdir()
    found = Cluster(tmp_path / "cluster")
    try:
        yield found
    finally:
        found.end()


def killing(process: subprocess.Popen[bytes], when: int, seen: list[int]) -> Callable[[Progress], None]:
    """Told how far a sweep is, kill a process as soon as so many runs are there."""

    def tell(progress: Progress) -> None:
        if progress.done >= when and not seen:
            seen.append(progress.done)
            os.kill(process.pid, 9)

    return tell


def test_a_cluster_makes_the_same_bytes_though_a_worker_is_killed_half_way(cluster: Cluster, tmp_path: Path) -> None:
    sweep = a_sweep(replicates=60, details=DETAILS)
    workers = [cluster.add_worker(), cluster.add_worker()]
    cluster.await_workers(2)
    seen: list[int] = []
    tell = killing(workers[0], 100, seen)
    store = conduct(sweep, tmp_path / "cluster-made", dask=cluster.address, workers=None, size=4, progress=tell)
    assert 100 <= seen[0] < 240
    assert workers[0].wait(30) == -9
    assert workers[1].poll() is None
    expected = conduct(sweep, tmp_path / "here", size=50)
    assert tables_of(store.folder) == tables_of(expected.folder)
    assert store.failures == 0
    # A sweep begun here goes on there.
    for path in parts_of(tmp_path / "here")[1:3]:
        path.unlink()
    (tmp_path / "here" / "runs.parquet").unlink()
    again = conduct(sweep, tmp_path / "here", resume=True, dask=cluster.address, size=30)
    assert tables_of(again.folder) == tables_of(store.folder)


def test_a_scheduler_without_workers_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="has no workers yet"):
        conduct(a_sweep(), tmp_path / "sweep", dask=cluster.address)
    assert not (tmp_path / "sweep").exists()


def test_a_worker_of_another_version_of_the_model_is_refused(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text(OTHER_VERSION, encoding="utf-8")
    cluster.add_worker("--preload", str(tmp_path / "other.py"))
    cluster.await_workers(1)
    with pytest.raises(SweepHaltedError, match="runs another version of the model"):
        conduct(a_sweep(), tmp_path / "sweep", dask=cluster.address)
    assert parts_of(tmp_path / "sweep") == []


@pytest.mark.slow
def test_a_cluster_whose_only_worker_dies_goes_on_with_the_next(cluster: Cluster, tmp_path: Path) -> None:
    sweep = a_sweep(replicates=60)
    worker = cluster.add_worker()
    cluster.await_workers(1)

    def replace(progress: Progress) -> None:
        if progress.done >= 80 and worker.poll() is None:
            os.kill(worker.pid, 9)
            worker.wait(30)
            cluster.add_worker()

    store = conduct(sweep, tmp_path / "sweep", dask=cluster.address, size=4, progress=replace)
    assert tables_of(store.folder) == tables_of(conduct(sweep, tmp_path / "here", size=50).folder)


@pytest.mark.parametrize(
    "address",
    ["", "nowhere", "xyz://127.0.0.1:1", "inproc://127.0.0.1:1", "tcp://127.0.0.1:99999999", "127.0.0.1:1", "a:b"],
)
def test_an_address_where_no_scheduler_answers_is_refused_at_once(address: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="--dask: no Dask scheduler answers at"):
        conduct(a_sweep(), tmp_path / "sweep", dask=address)
    assert not (tmp_path / "sweep").exists()


def test_a_machine_without_dask_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ScenarioError, match=r"install outlast\[dask\]"):
        conduct(a_sweep(), tmp_path / "sweep", dask="tcp://127.0.0.1:8786")
