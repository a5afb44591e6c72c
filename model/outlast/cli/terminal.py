"""What the commands say, and where: tables and JSON on standard output, all else on standard error."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich.console import Console

NARROWEST = 80


class Terminal(Console):
    """A console whose reader may have seen enough: that is `main`'s to settle, and no failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def console() -> Console:
    """A terminal; the tables are made for 80 columns, and a narrower one wraps their lines."""
    found = Terminal()
    return found if found.width >= NARROWEST else Terminal(width=NARROWEST)


def aside() -> Console:
    """A terminal for what is no result: progress and remarks."""
    return Console(stderr=True)


def complain(message: str, status: int) -> int:
    """Say what went wrong; the exit status."""
    print(f"outlast: {message}", file=sys.stderr)
    return status


def print_json(value: Any) -> None:
    """Print a result for a machine to read."""
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))
