"""What a comparison is of: a final of each partnership, a rung of the ladder, or what the mandate has added to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from outlast.outcomes.catalogue import FINAL_INDEX, FINALS, FLAG, MONEY, RUN_OUTCOMES, RUNG, SHARE, Outcome
from outlast.outcomes.judgement import GROWING, RUNGS, SELF_SUSTAINED, STATES
from outlast.scenario import ScenarioError
from outlast.scenario.names import nearest, suggestion
from outlast.simulation.cohorts import rungs_of

SUSTAINED, MONEY_PAID = "self_sustaining_8", "central_money"
TWIN, ADDITIONAL = "twin_", "additional_"
# Judged at the same time after the start whatever the grant: what lasts longer is otherwise judged later.
ALIKE = Outcome(
    "self_sustaining_end", "self-sustained or growing at the horizon, the same quarter for all", "true or false", FLAG
)


class Quantity(NamedTuple):
    """An outcome of each partnership, of the mandated world, of its twin, or the difference of the two."""

    name: str  # with its prefix
    outcome: Outcome
    world: str  # "", TWIN or ADDITIONAL
    rung: int | None = None  # the code of a rung whose share is meant

    @property
    def is_counted(self) -> bool:
        """Whether it counts partnerships, so that its mean is a share of them."""
        return self.outcome.kind == FLAG and self.world != ADDITIONAL

    @property
    def is_share(self) -> bool:
        """Whether values read as %, differences as points."""
        return self.outcome.kind in (FLAG, SHARE)

    @property
    def is_money(self) -> bool:
        """Whether values read as pounds."""
        return self.outcome.kind == MONEY

    @property
    def is_timed(self) -> bool:
        """Whether it is judged at a time that the mandate decides."""
        return "last central pound" in self.outcome.says

    @property
    def says(self) -> str:
        """What it means, without remarks."""
        says = self.outcome.says.partition(";")[0]
        return {"": says, TWIN: f"{says}, with no mandate", ADDITIONAL: f"added by the mandate: {says}"}[self.world]

    def of(self, world: str) -> Quantity:
        """The same outcome of another world."""
        return self._replace(name=f"{world}{self.name.removeprefix(self.world)}", world=world)

    def values(self, finals: np.ndarray, twin_finals: np.ndarray | None) -> np.ndarray:
        """Its values (run, partnership) from finals (run, partnership, FINALS); not a number where null, or untold."""
        if not self.world:
            return self._read(finals)
        if twin_finals is None:
            return np.full(finals.shape[:2], np.nan)
        twin = self._read(twin_finals)
        return twin if self.world == TWIN else self._read(finals) - twin

    def _read(self, finals: np.ndarray) -> np.ndarray:
        if self.outcome.name == ALIKE.name:
            codes = finals[:, :, FINAL_INDEX["ladder_end"]]
            return np.where(np.isnan(codes), np.nan, np.isin(codes, (SELF_SUSTAINED, GROWING)))
        if self.rung is None:
            return finals[:, :, FINAL_INDEX[self.outcome.name]]
        codes = finals[:, :, FINAL_INDEX[self.outcome.name.removesuffix(f"_{STATES[self.rung]}")]]
        return np.where(np.isnan(codes), np.nan, codes == self.rung)


def quantity(name: str, where: str = "--outcome") -> Quantity:
    """The quantity of a name; raises ScenarioError, opening with `where`, for any other."""
    known = _known()
    world = next((prefix for prefix in (TWIN, ADDITIONAL) if name.startswith(prefix)), "")
    own = name.removeprefix(world)
    if own in known:
        outcome, rung = known[own]
        return Quantity(name, outcome, world, rung)
    if any(outcome.name == own and outcome.kind == RUNG for outcome in FINALS):
        raise ScenarioError(
            f"{where} {name}: this is a rung; ask for the share on one of them, as in {own}_{RUNGS[SELF_SUSTAINED]}"
        )
    if any(outcome.name == own for outcome in RUN_OUTCOMES):
        raise ScenarioError(
            f"{where} {name}: this is one number of a whole cohort, and policies are compared by outcomes of their "
            "partnerships; what each costs is in the answer anyway"
        )
    raise ScenarioError(f"{where} {name}: no such outcome{suggestion(nearest(own, known))}; see: outlast outcomes")


def _known() -> dict[str, tuple[Outcome, int | None]]:
    """Every outcome by name, rungs one by one."""
    found: dict[str, tuple[Outcome, int | None]] = {ALIKE.name: (ALIKE, None)}
    for outcome in FINALS:
        if outcome.kind != RUNG:
            found[outcome.name] = (outcome, None)
            continue
        for code, rung in enumerate(rungs_of(outcome.name)):
            name = f"{outcome.name}_{rung}"
            says = f"{rung.replace('_', ' ')} {outcome.says.removeprefix('rung of the ladder ')}"
            if outcome.name == "ladder_end":
                says = f"{rung.replace('_', ' ')} at the horizon"
            found[name] = (Outcome(name, says, "true or false", FLAG), code)
    return found
