"""The worlds that policies are compared in: theories with their weights, members of an ensemble, and luck."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from outlast.analysis.calibration.draws import THEORIES, theory_names
from outlast.analysis.calibration.ensemble import Ensemble, load_ensemble
from outlast.analysis.calibration.posterior import of_theory
from outlast.parameters import DECLARATIONS
from outlast.runs.values import TOGETHER, value_of
from outlast.scenario import ScenarioError
from outlast.scenario.names import THEORY

# Given in place of an ensemble: behaviour as each scenario has it, under each theory.
DEFAULTS = "none"
# Theories in one comparison get stretches of seeds that do not overlap.
MOST_REPLICATES = 100_000

Posterior = Ensemble | str | Path | None


@dataclass(frozen=True)
class Worlds:
    """Runs under several theories; each policy is run in all of them.

    `theories` and their `weights` (theory,) sum to 1. Run `r` of theory `t` has the luck `seeds[t, r]`, sets
    `points[t][r]` by dotted name, and belongs to `units[t, r]`: runs of one unit share their behaviour, so that they
    count as one in every interval. `members` (theory, run) are the ensemble's, -1 without one; `ensemble` its digest.
    """

    theories: tuple[str, ...]
    weights: np.ndarray
    points: tuple[tuple[dict[str, Any], ...], ...]
    seeds: np.ndarray
    units: np.ndarray
    members: np.ndarray
    ensemble: str | None

    @property
    def replicates(self) -> int:
        """Runs under each theory."""
        return int(self.seeds.shape[1])

    @property
    def sets_behaviour(self) -> bool:
        """Whether each run sets behaviour anew, whatever a scenario says of it."""
        return self.ensemble is not None


def plan_worlds(
    posterior: Posterior = None,
    theories: Sequence[str] = (),
    *,
    replicates: int,
    seed: int,
    keep: Collection[str] = (),
) -> Worlds:
    """The worlds of a comparison.

    Parameters:
        posterior: an ensemble, its file, or a calibration's folder; the shipped one if None. "none": no ensemble, the
            behaviour of each scenario under each theory (a file of that name is "./none").
        theories: the sets of theories to take, as in `latitude,fog`; all that the ensemble holds, or the seven that a
            calibration holds against each other, if empty. Weights are the ensemble's, or alike without one, scaled to
            sum to 1.
        replicates: runs under each theory; the members that hold it are spread evenly over them.
        seed: of the first run; theory after theory, each run has the next.
        keep: dotted names that have the scenario's own value in every run, whatever the members say.

    Raises ScenarioError (EnsembleError) for a file that is no ensemble, and for a theory that nobody holds or is given
    twice.
    """
    if isinstance(posterior, str) and posterior == DEFAULTS:
        names = _distinct([_written(theory) for theory in theories] or list(THEORIES))
        return _of_defaults(names, replicates, seed)
    ensemble = posterior if isinstance(posterior, Ensemble) else load_ensemble(posterior)
    weights = ensemble.theories
    # Of equal weights the order of the alphabet decides, not that of a table.
    held = sorted(weights, key=lambda name: (-weights[name], name))
    names = _distinct([str(of_theory(ensemble, theory).members[THEORY].iloc[0]) for theory in theories] or held)
    own = ensemble.members[THEORY].to_numpy()
    first = ensemble.first_alike
    members = np.empty((len(names), replicates), np.int64)
    for row, name in enumerate(names):
        places = np.flatnonzero(own == name)
        # What an ensemble holds twice is one behaviour, and goes by the number of the first.
        members[row] = first[places[ensemble.of_theory(name).for_runs(replicates)]]
    behaviours = [{key: value for key, value in own.items() if key not in keep} for own in ensemble.points]
    points = tuple(tuple(behaviours[member] for member in row) for row in members.tolist())
    shares = np.array([weights[name] for name in names])
    return Worlds(
        tuple(names), shares / shares.sum(), points, _seeds(len(names), replicates, seed), members, members,
        ensemble.digest,
    )  # fmt: skip


def _of_defaults(names: Sequence[str], replicates: int, seed: int) -> Worlds:
    points = tuple(tuple({THEORY: theory_names(name)} for _ in range(replicates)) for name in names)
    seeds = _seeds(len(names), replicates, seed)
    weights = np.full(len(names), 1.0 / len(names))
    return Worlds(tuple(names), weights, points, seeds, seeds, np.full(seeds.shape, -1), None)


def _seeds(theories: int, replicates: int, seed: int) -> np.ndarray:
    return seed + np.arange(theories * replicates, dtype=np.int64).reshape(theories, replicates)


def _written(theory: str) -> str:
    """A set of theories in order of declaration, as an ensemble writes it; raises ScenarioError."""
    return str(value_of(DECLARATIONS[THEORY], theory, f"--theory {theory}")).replace(TOGETHER, ",")


def _distinct(names: list[str]) -> list[str]:
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(f"--theory {name}: given twice; give each theory once")
    return names
