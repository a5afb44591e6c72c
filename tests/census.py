"""What the server of the page holds: visitors, worlds, and all other objects by their class."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

# Seconds that the server may take to count on a busy machine, and to forget whoever has left.
PATIENCE = 60.0
# What a visitor costs the server, and what must go with them.
KEPT = ("kernels", "Visit", "World", "CollaborationModel")


def held(folder: Path) -> Counter[str]:
    """What the server of a folder holds after a collection: `kernels`, objects by their class, and its `pid`."""
    asked, answer = folder / "calls.asked", folder / "calls.held"
    answer.unlink(missing_ok=True)
    asked.touch()
    end = time.monotonic() + PATIENCE
    while not answer.exists():
        assert time.monotonic() < end, "the server does not answer"
        time.sleep(0.05)
    return Counter(json.loads(answer.read_text("utf-8")))


def until(folder: Path, fits: Callable[[Counter[str]], bool]) -> Counter[str]:
    """What the server of a folder holds, once that is as it should be."""
    end = time.monotonic() + PATIENCE
    while not fits(found := held(folder)):
        assert time.monotonic() < end, f"the server still holds { {name: found[name] for name in KEPT} }"
        time.sleep(0.2)
    return found
