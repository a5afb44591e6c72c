"""Chunks of a sweep made side by side: by threads of this process, or by the workers of a Dask cluster."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

from outlast.runs.chunk import Chunk, make
from outlast.runs.errors import SweepHaltedError
from outlast.runs.parts import Content
from outlast.runs.provenance import source_digest
from outlast.scenario import ScenarioError

# Chunks handed out ahead for each worker: enough that none waits, few enough that memory stays flat.
AHEAD = 2

Made = tuple[str, list[Content]]


def make_here(chunk: Chunk) -> Made:
    """The parts of a chunk, and which state of the sources made them."""
    return source_digest(), make(chunk)


def made(chunks: Iterable[Chunk], workers: int | None, dask: str | None) -> Iterator[list[Content]]:
    """The parts of the chunks as they come in, in any order.

    The compiled engine lets other threads run, so that threads use every core and share one compiled model.
    """
    if dask is not None:
        with cluster(dask) as (pool, count):
            yield from _ahead(pool, chunks, AHEAD * count)
        return
    count = workers or os.cpu_count() or 1
    with ThreadPoolExecutor(count) as pool:
        yield from _ahead(pool, chunks, AHEAD * count)


def _ahead(pool: Executor, chunks: Iterable[Chunk], most: int) -> Iterator[list[Content]]:
    """Hand out chunks so that at most so many are under way or waiting."""
    waiting: set[Future[Made]] = set()
    rest = iter(chunks)
    try:
        while True:
            while len(waiting) < most and (chunk := next(rest, None)) is not None:
                waiting.add(pool.submit(make_here, chunk))
            if not waiting:
                return
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield _checked(future)
    finally:
        for future in waiting:
            future.cancel()


def _checked(future: Future[Made]) -> list[Content]:
    try:
        source, contents = future.result()
    except ModuleNotFoundError as error:
        raise SweepHaltedError(
            f"--dask: a worker of the cluster lacks {error.name}: install this same outlast on every worker"
        ) from error
    if source != source_digest():
        raise SweepHaltedError(
            "--dask: a worker of the cluster runs another version of the model: install this same outlast on every "
            "worker, or results would be mixed"
        )
    return contents


def knock(address: str) -> None:
    """See that a cluster is there and has workers; raises as `cluster`."""
    with cluster(address):
        pass


@contextmanager
def cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """A Dask cluster that is there already, as a pool; and how many chunks it can make at once.

    Raises:
        ScenarioError: Dask is not installed, nobody answers at the address, or no worker has joined.
    """
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
    except ModuleNotFoundError:
        raise ScenarioError(
            "--dask: the package distributed is not installed; install outlast[dask], or leave --dask out"
        ) from None
    try:
        # Knocked at first: a client that finds nobody cannot be got rid of without a delay and a traceback.
        socket.create_connection(get_address_host_port(address), timeout=10).close()
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, OverflowError, NotImplementedError, TypeError, ValueError) as error:
        raise ScenarioError(
            f"--dask: no Dask scheduler answers at {address!r} ({error}); give its address, as in tcp://127.0.0.1:8786"
        ) from None
    with client:
        nthreads: Any = client.nthreads()
        threads = sum(nthreads.values())
        if threads == 0:
            raise ScenarioError(f"--dask: the scheduler at {address} has no workers yet; start some, then try again")
        # A worker that dies takes nothing along: the scheduler gives its chunks to another.
        yield client.get_executor(pure=False, retries=3), threads
