"""What stops a sweep, and what an analysis must not pass over."""

from __future__ import annotations


class SweepHaltedError(RuntimeError):
    """A sweep could not go on; what was finished is kept, and the message says how to go on."""


class FailedRunsError(ValueError):
    """Some runs failed, and the question cannot be answered as if they had not; the message counts and names them."""


class UnknownValuesError(FailedRunsError):
    """Some runs have no value of an outcome (null), and the question cannot be answered as if they had one."""
