"""What `outlast.sweep` is called with, checked before anything is written; each fault is a ScenarioError."""

from __future__ import annotations

import operator
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from outlast.runs.designs import Design
from outlast.runs.plan import MOST_REPLICATES
from outlast.scenario import ScenarioError
from outlast.scenario.wording import described

LUCKS = ("common", "independent")
MOST_WORKERS = 1024
LARGEST_FLOAT = sys.float_info.max
# Seeds of later replicates and points lie above it, and must fit into 63 bits.
LARGEST_SEED = 2**61


def replicates_or_precision(replicates: Any, precision: Any) -> tuple[int | None, float | None]:
    """Runs at each point and the half-width to reach; at most one of them is given."""
    if replicates is not None and precision is not None:
        raise ScenarioError("--precision and --replicates: give one of them; a precision decides on the replicates")
    many = None if replicates is None else replicates_at_each(replicates)
    return many, None if precision is None else half_width(precision)


def replicates_at_each(value: Any) -> int:
    """Runs at each point."""
    return whole_number("--replicates", value, 1, MOST_REPLICATES)


def half_width(precision: Any) -> float:
    """The half-width that the interval of an outcome should reach."""
    # Compared as it is: a whole number may be too large to become a float.
    if isinstance(precision, bool) or not isinstance(precision, int | float) or not 0 < precision <= LARGEST_FLOAT:
        _refuse(
            "--precision",
            precision,
            "the half-width of an interval above 0, in the unit of the outcome (0.02 for 2 percentage points of a "
            "share)",
        )
    return float(precision)


def seed(value: Any) -> int:
    """The seed of the first replicate."""
    return whole_number("--seed", value, 0, LARGEST_SEED)


def luck(value: Any) -> str:
    """Whether points share seeds."""
    if not isinstance(value, str) or value not in LUCKS:
        _refuse("--luck", value, " or ".join(LUCKS))
    return value


def texts(where: str, value: Any, allowed: str) -> tuple[str, ...]:
    """One text or several, each once."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Sequence) or isinstance(value, bytes):
        _refuse(where, value, allowed)
    for item in value:
        if not isinstance(item, str):
            _refuse(where, item, allowed)
    return tuple(dict.fromkeys(value))


def workers(value: Any, dask: Any) -> int | None:
    """The number of threads; None for as many as there are cores."""
    if value is None:
        return None
    if dask is not None:
        raise ScenarioError("--dask: the cluster has its own workers; leave --workers out")
    return whole_number("--workers", value, 1, MOST_WORKERS)


def dask(value: Any) -> str | None:
    """The address of a scheduler."""
    if value is not None and not isinstance(value, str):
        _refuse("--dask", value, "the address of a scheduler, as in tcp://127.0.0.1:8786")
    return value


def out(value: Any) -> Path | None:
    """The folder; None where it goes by its settings."""
    if value is None:
        return None
    if not isinstance(value, str | Path) or not str(value):
        _refuse("--out", value, "the name of a folder")
    return Path(value)


def resume(value: Any) -> bool:
    """Whether to go on with what the folder holds."""
    if not isinstance(value, bool):
        _refuse("--resume", value, "True or False")
    return value


def progress(value: Any) -> Any:
    """Whom to tell how far a sweep is."""
    if not callable(value):
        _refuse("progress", value, "a function of one argument, which is (done, failed, planned)")
    return value


def design_alone(design: Any, vary: Any, samples: Any) -> None:
    """A design that is made already says itself which points to run."""
    for option, given in (("--vary", vary is not None), ("--samples", samples is not None)):
        if isinstance(design, Design) and given:
            raise ScenarioError(f"{option}: the design says itself which points to run; take {option} out.")


def whole_number(where: str, value: Any, low: int, high: int) -> int:
    """A whole number between two others; fractions and texts are refused, not rounded."""
    try:
        found = operator.index(value)
    except TypeError:
        found = low - 1
    if isinstance(value, bool) or not low <= found <= high:
        _refuse(where, value, f"a whole number from {low} to {high}")
    return found


def _refuse(where: str, found: Any, allowed: str) -> NoReturn:
    raise ScenarioError(f"{where}: found {described(found)}, but allowed is {allowed}.")
