"""A sampler for pyABC whose draws are addressed: what a candidate gives does not depend on who evaluates it."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from multiprocessing import get_context
from typing import Any

import cloudpickle
import numpy as np
from pyabc.sampler.base import Sampler

# Candidates that a process evaluates at once, and batches that wait for each process.
BATCH, AHEAD = 16, 3
# Streams of candidates, and of what pyABC itself draws in this process.
CANDIDATE, BESIDE = 1, 2


class AddressedSampler(Sampler):
    """Evaluates candidates 0, 1, 2 … in processes, and takes the first that are accepted.

    pyABC draws from NumPy's global stream. Here the stream is set anew for each candidate, from the seed and the
    candidate's number, so that the posterior is the same however many processes there are.
    """

    def __init__(
        self, seed: int, workers: int | None = None, prepare: Callable[..., None] | None = None,
        given: tuple[Any, ...] = (), progress: Callable[[int], None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.seed = seed
        self.workers = workers or os.cpu_count() or 1
        self.progress = progress
        self.pool = ProcessPoolExecutor(
            self.workers, mp_context=get_context("spawn"), initializer=prepare, initargs=given
        )
        _set_stream(seed, BESIDE)

    def sample_until_n_accepted(
        self, n: int, simulate_one: Any, t: int, *, max_eval: float = np.inf, all_accepted: bool = False,
        ana_vars: Any = None,
    ) -> Any:  # fmt: skip
        """The first `n` accepted candidates in the order of their numbers."""
        work = cloudpickle.dumps(simulate_one)
        sample = self._create_empty_sample()
        waiting: deque[Future[list[Any]]] = deque()
        asked = used = accepted = 0
        while accepted < n:
            while len(waiting) < self.workers * AHEAD:
                waiting.append(self.pool.submit(_evaluate, work, self.seed, asked, BATCH))
                asked += BATCH
            for particle in waiting.popleft().result():
                used += 1
                accepted += bool(particle.accepted)
                sample.append(particle)
                if accepted == n:
                    break
            if self.progress:
                self.progress(accepted)
        for future in waiting:
            future.cancel()
        self.nr_evaluations_ = used
        return sample

    def close(self) -> None:
        """End the processes."""
        self.pool.shutdown(cancel_futures=True)


def _evaluate(work: bytes, seed: int, first: int, count: int) -> list[Any]:
    simulate_one = _unpacked(work)
    found = []
    for number in range(first, first + count):
        _set_stream(seed, CANDIDATE, number)
        found.append(simulate_one())
    return found


@lru_cache(maxsize=1)
def _unpacked(work: bytes) -> Any:
    """What evaluates a candidate; a hundred distributions take longer to unpack than a batch to evaluate."""
    return cloudpickle.loads(work)


def _set_stream(*address: int) -> None:
    words = np.random.SeedSequence(address).generate_state(8)
    np.random.seed(words)
