"""The arms as a process of the sampler has them: loaded once, not handed over with each draw."""

from __future__ import annotations

from collections.abc import Sequence

from outlast.analysis.calibration.table import Arms, load_arms
from outlast.analysis.calibration.targets import Target

_held: list[Arms] = []


def prepare(targets: Sequence[Target], seed: int, codings: int) -> None:
    """Load the arms of some targets in this process, in place of any that it has."""
    _held[:] = [load_arms(targets, seed, codings)]


def arms() -> Arms:
    """The arms of this process."""
    return _held[0]
