"""What the commands say, and where: tables and JSON on standard output, all else on standard error."""

from __future__ import annotations

import json
import math
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console

if TYPE_CHECKING:
    import pandas as pd

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


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table in the types of JSON, numbers to the last digit; what is not known is None."""
    plain = [
        {str(name): getattr(value, "item", lambda v=value: v)() for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
    return [
        {name: None if isinstance(value, float) and not math.isfinite(value) else value for name, value in row.items()}
        for row in plain
    ]


def print_json(value: Any) -> None:
    """Print a result for a machine to read."""
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))
