"""What the regions of many worlds need, compiled: for the measures that hold agendas against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from outlast.parameters import TOPICS
from outlast.population import need
from outlast.simulation.compiled.arrays import NUMBER, WHOLE
from outlast.simulation.compiled.cache import kernel


class Spread(NamedTuple):
    """What regional need asks of the parameters of an opening."""

    need_spread: float


def regional_needs(seeds: Sequence[int], homes: Sequence[int], spreads: Any) -> np.ndarray:
    """The need of each region in each run (run, region, topic), as softmax scores.

    Parameters:
        seeds: one for each run.
        homes: the identifiers of the regions.
        spreads: `rules.opening.need_spread` of each run, or of all of them.
    """
    needs = np.empty((len(seeds), len(homes), len(TOPICS)))
    spreads = np.array(np.broadcast_to(np.asarray(spreads, NUMBER), len(seeds)))
    fill(np.array(seeds, WHOLE), np.array(homes, WHOLE), spreads, needs)
    return needs


@kernel
def fill(seeds: Any, homes: Any, spreads: Any, needs: Any) -> None:
    """Draw every need."""
    for run in range(len(seeds)):
        p = Spread(spreads[run])
        for place in range(len(homes)):
            for topic in range(needs.shape[2]):
                needs[run, place, topic] = need(seeds[run], homes[place], topic, p)  # type: ignore[arg-type]
