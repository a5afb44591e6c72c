"""Boxes by PRIM (FRI99), as ema_workbench peels them."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from outlast.analysis.discovery.box import Box, Limit
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.factors import NAMES

with warnings.catch_warnings():
    # It tells of every library that it could use and does not find.
    warnings.simplefilter("ignore")
    try:
        from ema_workbench.analysis.prim import Prim, PrimBox
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f'finding conditions needs ema_workbench and scikit-learn ({error}): pip install "outlast[discovery]"'
        ) from None

if TYPE_CHECKING:
    from collections.abc import Sequence


class Trajectory(NamedTuple):
    """The boxes of one peeling, the whole first; coverage, density and mass of each (box,)."""

    boxes: Sequence[Box]
    coverage: np.ndarray
    density: np.ndarray
    mass: np.ndarray


class _Peeled(PrimBox):
    """A box of a peeling; quasi-p values are reckoned for the chosen one alone, since they take most of the time."""

    def _calculate_quasi_p(self, i: int, restricted_dims: Any) -> dict[str, Any]:
        return {}


class _Peeling(Prim):
    """PRIM without its last step: pasting widens the end of a peeling, and the boxes that are chosen lie before it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._prim_box_klass = _Peeled

    def _paste(self, box: Any) -> Any:
        return box


def peel(cases: Cases, alpha: float, mass: float) -> Trajectory:
    """Peel once: `alpha` is the part that is taken off at a time, `mass` the least part of the cases that is left.

    A step takes what raises the density most for each case that it gives up, so that names with many cases and ranges
    are weighed alike (the lenient objective, as in ema_workbench).
    """
    frame = pd.DataFrame(
        {
            # Names as categories of whole numbers: sets of text come in another order each time Python starts.
            factor.key: pd.Categorical(column.astype(int)) if factor.kind == NAMES else column.astype(float)
            for factor, column in zip(cases.factors, cases.matrix.T, strict=True)
        }
    )
    found = _Peeling(frame, cases.interest.astype(int), peel_alpha=alpha, mass_min=mass).find_box()
    assert found is not None
    whole, steps = found.box_lims[0], found.peeling_trajectory
    boxes = [_box(limits, whole, cases) for limits in found.box_lims]
    return Trajectory(boxes, *(steps[name].to_numpy(dtype=float) for name in ("coverage", "density", "mass")))


def _box(limits: pd.DataFrame, whole: pd.DataFrame, cases: Cases) -> Box:
    """A box as ema_workbench has it, without the limits that part nothing off."""
    found: dict[str, Limit] = {}
    for factor in cases.factors:
        # A name that all cases have is dropped by it.
        if factor.key not in limits:
            continue
        (low, high), (least, most) = limits[factor.key].tolist(), whole[factor.key].tolist()
        if factor.kind == NAMES:
            limit = Limit(names=None if low == least else tuple(sorted(int(code) for code in low)))
        else:
            limit = Limit(None if low <= least else float(low), None if high >= most else float(high))
        if limit.sides:
            found[factor.key] = limit
    return Box(found)
