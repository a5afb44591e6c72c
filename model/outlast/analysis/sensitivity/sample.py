"""The points that an analysis reads, in the blocks that belong together, and the sweep that they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from outlast.analysis.sensitivity.methods import Method
from outlast.runs.designs import ICE, MORRIS, SALTELLI, Design
from outlast.runs.factors import Factor
from outlast.runs.layouts import curve_values
from outlast.runs.sampling import encoded
from outlast.runs.store import Store
from outlast.runs.values import CHOICE
from outlast.scenario import ScenarioError


@dataclass(frozen=True, eq=False)
class Sample:
    """Points of a design in whole blocks: `matrix` (point, factor) with names as codes, `blocks` (point,) numbers.

    `first` (factor,) is the first point of the design, kept or not: the scenario's own, around which curves go.

    A block is what an estimator needs whole: a base point of Saltelli's scheme with its crossings, a trajectory of
    Morris, a base point with its curves, or else a single point. A design with twice the samples begins with the same
    blocks.
    """

    kind: str
    factors: tuple[Factor, ...]
    matrix: np.ndarray
    blocks: np.ndarray
    first: np.ndarray

    def __len__(self) -> int:
        return len(self.matrix)

    @property
    def names(self) -> tuple[str, ...]:
        """The keys of its factors."""
        return tuple(factor.key for factor in self.factors)

    def take(self, points: np.ndarray) -> Sample:
        """Some of its points (a mask or places), which must be whole blocks."""
        return replace(self, matrix=self.matrix[points], blocks=self.blocks[points])


def sample_of(design: Design) -> Sample:
    """The points of a design with the blocks that they belong to."""
    count, matrix = len(design.factors), design.matrix()
    if design.kind == ICE:
        blocks = _blocks_of_curves(design.factors, matrix)
    else:
        blocks = np.arange(len(design)) // {SALTELLI: 2 * count + 2, MORRIS: count + 1}.get(design.kind, 1)
    return Sample(design.kind, design.factors, matrix, blocks, matrix[0])


def design_of(store: Store) -> Design:
    """The design of a sweep, from its folder; raises ScenarioError where its points are not those that it was made of.

    A design that a file of points gives is not one that any method of sensitivity reads.
    """
    record: dict[str, Any] = store.manifest["settings"]["design"]
    factors = tuple(
        Factor(**{**entry, "levels": None if entry["levels"] is None else tuple(entry["levels"])})
        for entry in record["factors"]
    )
    points = {
        factor.key: encoded(factor, store.points[factor.key].tolist())
        if factor.kind == CHOICE
        else store.points[factor.key].to_numpy(copy=True)
        for factor in factors
    }
    design = Design(record["kind"], factors, points, record["settings"])
    if design.digest() != record["digest"]:
        raise ScenarioError(f"{store.folder}: points.parquet holds other points than the sweep was made of")
    return design


def check_design(method: Method, kind: str) -> None:
    """Refuse a design that a method cannot read; raises ScenarioError."""
    if kind not in method.designs:
        raise ScenarioError(
            f"--method {method.name}: needs a design of the kind {' or '.join(method.designs)}, but found {kind}."
        )


def _blocks_of_curves(factors: tuple[Factor, ...], matrix: np.ndarray) -> np.ndarray:
    """The base point that each point of curves belongs to: how far a block goes follows from its first point."""
    through = [encoded(factor, curve_values(factor)).astype(float) for factor in factors]
    blocks, start = np.zeros(len(matrix), np.int64), 0
    while start < len(matrix):
        moves = sum(int((values != matrix[start, place]).sum()) for place, values in enumerate(through))
        blocks[start + 1 + moves :] += 1
        start += 1 + moves
    return blocks
