"""A sweep killed by signal 9 at any moment and gone on with is the sweep that was never interrupted."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from outlast.runs.store import Store
from sweeps import a_sweep, begin_process, conduct, end_process, kill, parts_of, tables_of, wait_until

DETAILS = ("partnership", "quarter")
# It starts at once, and says so before it looks at the folder.
SWEEP = """
import sys
from pathlib import Path
from outlast.simulation.compiled import warm_up
from sweeps import a_sweep, conduct
warm_up()
sweep = a_sweep(replicates=int(sys.argv[2]), details=("partnership", "quarter"))
print("ready", flush=True)
conduct(sweep, Path(sys.argv[1]), resume=True, size=2)
"""


def killed_after(folder: Path, replicates: int, delay: float) -> int:
    """Begin or go on with the sweep, and kill it so many seconds after it was ready; its exit status."""
    process = begin_process(SWEEP, folder, str(replicates))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay)
    return kill(process)


def killed_among_parts(folder: Path, replicates: int, more: int, delay: float) -> int:
    """The same, so many parts further than it was and a moment later."""
    before = len(parts_of(folder))
    process = begin_process(SWEEP, folder, str(replicates))
    wait_until(lambda: len(parts_of(folder)) >= before + more, "parts are being written", pause=0.0005)
    time.sleep(delay)
    return kill(process)


def state_of(folder: Path) -> tuple[int, bool]:
    """How many stretches are there, and whether the sweep is complete."""
    manifest = folder / "manifest.json"
    return len(parts_of(folder)), manifest.exists() and '"status": "done"' in manifest.read_text(encoding="utf-8")


def is_partial(state: tuple[int, bool]) -> bool:
    return state[0] > 0 and not state[1]


def test_a_sweep_killed_three_times_is_the_sweep_never_killed(tmp_path: Path) -> None:
    replicates, folder = 40, tmp_path / "sweep"
    for number in range(3):
        # In the midst of writing: some parts further than the last time.
        assert killed_among_parts(folder, replicates, 6, 0.0) == -9
        assert is_partial(state_of(folder)), number
    store = conduct(a_sweep(replicates=replicates, details=DETAILS), folder, resume=True, size=2)
    expected = conduct(a_sweep(replicates=replicates, details=DETAILS), tmp_path / "expected", size=50)
    assert tables_of(store.folder) == tables_of(expected.folder)
    assert not list((folder / "parts").glob(".*"))


@pytest.mark.slow
def test_a_sweep_killed_at_twenty_five_random_moments_is_the_sweep_never_killed(tmp_path: Path) -> None:
    replicates = 40
    expected = conduct(a_sweep(replicates=replicates, details=DETAILS), tmp_path / "expected", size=50)
    generator = np.random.default_rng(20)
    states: list[tuple[int, bool]] = []
    kills = 0
    for number in range(5):
        folder = tmp_path / f"sweep-{number}"
        # From the first moment, when not even the manifest is there, to anywhere among the parts; each goes on from the
        # last.
        kills += killed_after(folder, replicates, float(0.1 * generator.random())) == -9
        for more in generator.integers(1, 15, 4):
            kills += killed_among_parts(folder, replicates, int(more), float(0.02 * generator.random())) == -9
            states.append(state_of(folder))
        status, _, complaint = end_process(begin_process(SWEEP, folder, str(replicates)))
        assert status == 0, complaint
        assert tables_of(folder) == tables_of(expected.folder)
        assert Store(folder).runs["run"].tolist() == list(range(4 * replicates))
    assert kills >= 20
    # Most fell among the parts, and parts were added between one and the next.
    assert sum(is_partial(state) for state in states) >= 15
    assert len({state for state in states if is_partial(state)}) >= 8


@pytest.mark.slow
def test_a_sweep_killed_while_its_tables_are_put_together_is_the_sweep_never_killed(tmp_path: Path) -> None:
    replicates = 40
    expected = conduct(a_sweep(replicates=replicates, details=DETAILS), tmp_path / "expected", size=50)
    generator = np.random.default_rng(21)
    folder = tmp_path / "sweep"
    late = 0
    for _ in range(6):
        process = begin_process(SWEEP, folder, str(replicates))
        wait_until(lambda: len(parts_of(folder)) == 2 * replicates, "all parts are there", pause=0.0005)
        time.sleep(0.15 * generator.random())
        late += kill(process) == -9
        (folder / "runs.parquet").unlink(missing_ok=True)
        parts_of(folder)[-1].unlink()
    assert late >= 3
    status, _, complaint = end_process(begin_process(SWEEP, folder, str(replicates)))
    assert status == 0, complaint
    assert tables_of(folder) == tables_of(expected.folder)
