"""The benchmarks still run; what they measure is for their tables, not for tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


# The kernel of the phases takes longer to compile than a test may.
@pytest.mark.parametrize(
    ("script", "option", "found"),
    [
        ("speed", "--quick", "compiled against Mesa"),
        ("scaling", "--quick", "exponent"),
        ("phases", "--help", "--repeats"),
        ("page", "--help", "--repeats"),
        pytest.param("phases", "--quick", "draws and functions", marks=pytest.mark.slow),
    ],
)
def test_a_benchmark_runs(script: str, option: str, found: str) -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / f"{script}.py", option], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert found in done.stdout
