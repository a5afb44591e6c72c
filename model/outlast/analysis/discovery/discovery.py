"""A finished discovery, with everything that was found as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.discovery.box import Box
from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.covering import Condition
from outlast.analysis.discovery.exploring import Rules
from outlast.analysis.discovery.halving import HeldOut, frame_of
from outlast.analysis.discovery.judging import Judged, f1, judge
from outlast.analysis.discovery.peeling import Trajectory
from outlast.analysis.discovery.rows import AGAIN, JUDGED, again_of, limits_in_code, numbers_of, restriction_of
from outlast.analysis.discovery.theories import Theories, again_under_each, under_each, verdict
from outlast.analysis.discovery.trees import Agreement, Tree
from outlast.scenario import Scenario

FRAMES = ("boxes", "restrictions", "trajectory", "tree", "robust")
ROBUST = "robust"


@dataclass(frozen=True, eq=False)
class Discovery:
    """Under which conditions the outcome is as asked for.

    `conditions` are those of all theories together, each of the cases that those before it leave, and `why` there are
    no more; `first` is the peeling of all cases, whether or not its box counts. `theories` has all that is by theory,
    `tree` the same cases as a tree, `agreement` how far it agrees. `dropped` points were left out, `still` is what had
    the same value in all cases. `settings` decides every number, `facts` say which sweep it was.
    """

    cases: Cases
    rules: Rules
    first: Trajectory | None
    conditions: tuple[Condition, ...]
    why: str
    theories: Theories
    tree: Tree
    agreement: Agreement | None
    scenario: Scenario
    dropped: int = 0
    still: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        found = len(self.conditions)
        return f"<Discovery of {self.cases.question.outcome}: {found} conditions in {len(self.cases)} cases>"

    @property
    def covered(self) -> np.ndarray:
        """The cases that any of the conditions holds (a mask)."""
        inside = np.zeros(len(self.cases), dtype=bool)
        for one in self.conditions:
            inside |= one.inside
        return inside

    @property
    def boxes(self) -> pd.DataFrame:
        """A row for each condition: of all theories (`1`, `2`, …), of each theory, and the most robust one."""
        rows = []
        hits, together = max(int(self.cases.interest.sum()), 1), np.zeros(len(self.cases), dtype=bool)
        for number, one in enumerate(self.conditions, 1):
            together = together | one.inside
            covered = float(self.cases.interest[together].sum() / hits)
            rows.append(self._row(str(number), "", one.box, one.judged, one.again) | {"covered_together": covered})
        for theory, one in self.theories.conditions.items():
            rows.append(self._row(f"theory {theory}", theory, one.box, one.judged, one.again))
        robust = self.theories.robust
        if robust is not None and robust.is_telling:
            rows.append(self._row(ROBUST, "", robust.box, *self.robust_together))
        return pd.DataFrame(rows, columns=["condition", "theory", "limits", *JUDGED, *AGAIN, "covered_together"])

    @property
    def robust_together(self) -> tuple[Judged, Judged]:
        """What the most robust condition does over all theories together: in its own cases, and the search held out."""
        robust, cases = self.theories.robust, self.cases
        assert robust is not None
        own = judge(cases, robust.box.holds(cases.factors, cases.matrix))
        return own, robust.held_out.judged(cases)

    @property
    def restrictions(self) -> pd.DataFrame:
        """A row for each condition and factor: limits, quasi-p, what was dropped, and how often halves limit it."""
        parts = []
        for name, box, cases, held, one in self._named():
            frame = frame_of(held, self.cases.keys)
            rows = [restriction_of(box, factor, cases, one) for factor in self.cases.factors]
            parts.append(pd.concat([pd.DataFrame(rows), frame.drop(columns="factor")], axis=1))
            parts[-1].insert(0, "condition", name)
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["condition", "factor"])

    @property
    def trajectory(self) -> pd.DataFrame:
        """A row for each box of each peeling: coverage, density, mass, F1, its limits, and whether it was chosen."""
        told = [(str(number), one.trajectory, one.choice.place) for number, one in enumerate(self.conditions, 1)]
        if not told and self.first is not None:
            told = [("1", self.first, -1)]
        told += [(f"theory {name}", one.trajectory, one.choice.place) for name, one in self.theories.conditions.items()]
        rows = [
            {
                "condition": name,
                "step": step,
                "coverage": coverage,
                "density": density,
                "mass": mass,
                "f1": float(f1(coverage, density)),
                "limited": len(box.limits),
                "limits": self.limits_of(box),
                "chosen": step == place,
            }
            for name, peeled, place in told
            for step, (box, coverage, density, mass) in enumerate(
                zip(peeled.boxes, peeled.coverage.tolist(), peeled.density.tolist(), peeled.mass.tolist(), strict=True)
            )
        ]
        columns = ["condition", "step", "coverage", "density", "mass", "f1", "limited", "limits", "chosen"]
        return pd.DataFrame(rows, columns=columns)

    @property
    def leaves(self) -> pd.DataFrame:
        """A row for each leaf of the tree, the densest first."""
        rows = [
            {"leaf": number, "limits": self.limits_of(leaf.box)} | numbers_of(leaf.judged)
            for number, leaf in enumerate(self.tree.leaves, 1)
        ]
        return pd.DataFrame(rows)

    @property
    def robust(self) -> pd.DataFrame:
        """A row for each condition and theory: what the condition does there, and the verdict.

        The most robust condition first, then the first of all theories together, then that of each theory. `own` tells
        that the cases are among those that it was found in; then the figures of `again` are the honest ones.
        """
        known = self.theories.judged
        rows: list[dict[str, Any]] = []

        def add(name: str, box: Box, under: Mapping[str, Judged], again: Mapping[str, Judged], own: set[str]) -> None:
            for theory, judged in under.items():
                row = {"condition": name, "under": theory, "own": theory in own, "verdict": verdict(judged)}
                row["limits"] = self.limits_of(box)
                row |= numbers_of(judged) | again_of(again.get(theory))
                rows.append(row)

        robust = self.theories.robust
        if robust is not None and robust.is_telling:
            add(ROBUST, robust.box, robust.judged, robust.again, set(known))
        if self.conditions:
            one = self.conditions[0]
            again = again_under_each(self.cases, one.held_out, known)
            add("1", one.box, under_each(self.cases, one.box, known), again, set(known))
        for theory, one in self.theories.conditions.items():
            under = {other: self.theories.across[theory, other] for other in known if other != theory}
            add(f"theory {theory}", one.box, {theory: one.judged} | under, {theory: one.again}, {theory})
        columns = ["condition", "under", "own", "verdict", "limits", *JUDGED, *AGAIN]
        return pd.DataFrame(rows, columns=columns)

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """All that was found, as frames by name: boxes, restrictions, trajectory, tree, robust."""
        return {name: self.leaves if name == "tree" else getattr(self, name) for name in FRAMES}

    def limits_of(self, box: Box) -> str:
        """The limits of a box as a filter reads them: `mandate.duration >= 14 & mandate.vagueness < 0.35`."""
        return limits_in_code(box, self.cases.factors)

    def _named(self) -> list[tuple[str, Box, Cases, HeldOut, Condition | None]]:
        """Each condition by its name, with the cases that it was found in."""
        found: list[tuple[str, Box, Cases, HeldOut, Condition | None]] = [
            (str(number), one.box, self.cases.take(one.remaining), one.held_out, one)
            for number, one in enumerate(self.conditions, 1)
        ]
        found += [
            (f"theory {theory}", one.box, self.cases.under(theory), one.held_out, one)
            for theory, one in self.theories.conditions.items()
        ]
        robust = self.theories.robust
        if robust is not None and robust.is_telling:
            found.append((ROBUST, robust.box, self.cases, robust.held_out, None))
        return found

    def _row(self, name: str, theory: str, box: Box, judged: Judged, again: Judged) -> dict[str, Any]:
        row: dict[str, Any] = {"condition": name, "theory": theory, "limits": self.limits_of(box)}
        return row | numbers_of(judged) | again_of(again)
