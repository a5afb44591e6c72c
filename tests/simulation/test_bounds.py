"""No index of the compiled engine leaves its table: compiled with checks, which the fast one goes without."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

AGREEMENT = Path(__file__).parents[1] / "verification" / "test_engines_agree.py"


@pytest.mark.slow
def test_no_index_leaves_its_table(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", AGREEMENT],
        env={**os.environ, "NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)},
        cwd=AGREEMENT.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
