"""`outlast validate`: every documented pattern that the model speaks to, against an ensemble of behaviours."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration.draws import prior_draws
from outlast.analysis.calibration.ensemble import MEMBERS, Ensemble, load_ensemble
from outlast.analysis.calibration.targets import CHECK, FIT, load_targets
from outlast.analysis.patterns.judging import Judged, compared, judge, observed
from outlast.analysis.patterns.pattern import LEVEL, Pattern, Patterns, Side
from outlast.analysis.patterns.reading import load_patterns
from outlast.analysis.patterns.result import OF_ENSEMBLE, OF_PRIOR, Validation
from outlast.analysis.patterns.worlds import CODINGS, MOST_COHORTS, simulate_worlds
from outlast.runs.provenance import source_digest
from outlast.scenario.errors import ScenarioError
from outlast.scenario.names import THEORY

COHORTS = 10
# A theory that fewer members hold than this gets no verdict of its own.
FEWEST_MEMBERS = 15
LARGEST_SEED = 1_000_000
# Given in place of an ensemble: draws of the prior.
PRIOR = "prior"


def validate(
    posterior: Ensemble | str | Path | None = None,
    *,
    targets: str | Path | None = None,
    patterns: str | Path | None = None,
    cohorts: int = COHORTS,
    members: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Validation:
    """Compare every documented pattern with what an ensemble of behaviours gives.

    Parameters:
        posterior: an ensemble, or the file or folder that holds one; the shipped one without. "prior" takes as many
            draws of the prior, not fitted to anything: what passes then would pass without any fitting. A file or
            folder of that name is "./prior".
        targets, patterns: files in place of those that come with the package.
        cohorts: programmes simulated with each member in each world.
        members: how many of the ensemble's to take, evenly spread; all unless told.
        seed: of the luck (and of the draws of the prior), from 0 to 1,000,000.
        workers: threads; as many as there are cores if None. The numbers do not depend on it.
        progress: called with how many cohorts are done, of how many.

    Raises ScenarioError (EnsembleError, TargetError, PatternError) for what cannot be used.
    """
    study = plan(posterior, targets=targets, patterns=patterns, cohorts=cohorts, members=members, seed=seed)
    return study.conduct(workers, progress)


@dataclass(frozen=True)
class Study:
    """A validation that is to be made: the members, the patterns, and `settings`, which decide every number."""

    members: pd.DataFrame
    patterns: Patterns
    settings: dict[str, Any]

    def conduct(
        self, workers: int | None = None, progress: Callable[[int, int], None] = lambda done, of: None
    ) -> Validation:
        """Simulate every world with every member, and judge; `workers` and `progress` as for `validate`."""
        worlds = self.patterns.worlds
        read = simulate_worlds(
            worlds, self.members, self.settings["cohorts"], self.settings["seed"], workers, progress
        )  # fmt: skip

        def side(one: Side) -> np.ndarray:
            return read[one.world][:, :, worlds[one.world].index(one.reading)]

        told = self.patterns.compared
        values = pd.DataFrame({one.name: compared(one, [side(own) for own in one.sides]) for one in told})
        silent = pd.DataFrame(
            [asdict(one) for one in self.patterns.silent], columns=["pattern", "says", "why", "source"]
        )
        held = self.members[THEORY].to_numpy()
        theories = _by_theory(told, values, self.members)
        table = table_of(told, values, self.settings["distinct"])
        return Validation(table, theories, silent, values, held, self.settings)


def plan(
    posterior: Ensemble | str | Path | None = None,
    *,
    targets: str | Path | None = None,
    patterns: str | Path | None = None,
    cohorts: int = COHORTS,
    members: int | None = None,
    seed: int = 1,
) -> Study:
    """What `validate` would do, read and checked, before anything is simulated; raises as it does."""
    _check("cohorts", cohorts, 1, MOST_COHORTS)
    _check("seed", seed, 0, LARGEST_SEED)
    ensemble = _ensemble(posterior, seed)
    taken = _some(ensemble, members)
    wanted = _as_fitted(load_patterns(load_targets(targets), patterns), ensemble)
    settings = {
        "seed": seed,
        "cohorts": cohorts,
        "codings": CODINGS,
        "members": len(taken),
        "distinct": _distinct(taken),
        "of": OF_PRIOR if posterior == PRIOR else OF_ENSEMBLE,
        "ensemble": _digest(taken.to_csv(index=False)),
        "fitted": ensemble.manifest.get("fitted"),
        "patterns": _digest(repr(wanted)),
        "model": source_digest(),
    }
    return Study(taken, wanted, settings)


def table_of(patterns: Sequence[Pattern], values: pd.DataFrame, distinct: int | None = None) -> pd.DataFrame:
    """The pattern table from what each member gives (a column for each pattern); so many of them differ, or all."""
    rows: list[dict[str, Any]] = []
    for one in patterns:
        low, high = observed(one)
        rows.append(
            {
                "pattern": one.pattern,
                "name": one.name,
                "says": one.says,
                "kind": one.kind,
                "use": one.use,
                "unit": one.unit,
                "observed_low": low if np.isfinite(low) else None,
                "observed_high": high if np.isfinite(high) else None,
                "tolerance": one.target.spread if one.target else None,
                "sign": None if one.kind == LEVEL else one.sign,
                **judge(one, values[one.name].to_numpy(float), distinct)._asdict(),
                "shaped": one.shaped,
                "strength": one.strength,
                "class": one.judged,
                "source": one.source,
            }
        )
    return pd.DataFrame(rows).astype(
        {"observed_low": float, "observed_high": float, "tolerance": float, "sign": "Int64"}
    )


def _by_theory(patterns: Sequence[Pattern], values: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """The verdict on each pattern for each theory, the most frequent first."""
    rows: list[dict[str, Any]] = []
    counts = members[THEORY].value_counts()
    for name in [str(held) for held, count in counts.items() if count >= FEWEST_MEMBERS]:
        some = (members[THEORY] == name).to_numpy()
        own, distinct = values.loc[some], _distinct(members.loc[some])
        rows += [
            {"theory": name, "members": len(own), "name": one.name}
            | judge(one, own[one.name].to_numpy(), distinct)._asdict()
            for one in patterns
        ]
    return pd.DataFrame(rows, columns=["theory", "members", "name", *Judged._fields])


def _ensemble(posterior: Ensemble | str | Path | None, seed: int) -> Ensemble:
    """What was asked for; draws of the prior know of no fit, so that targets keep the use that their file says."""
    if isinstance(posterior, Ensemble):
        return posterior
    return Ensemble(prior_draws(MEMBERS, seed), {}) if posterior == PRIOR else load_ensemble(posterior)


def _distinct(members: pd.DataFrame) -> int:
    """How many members differ; an ensemble holds some of its draws more than once."""
    return len(members.drop_duplicates())


def _as_fitted(patterns: Patterns, ensemble: Ensemble) -> Patterns:
    """Targets as the ensemble has used them: it knows better than the file, which may be another."""
    fitted = ensemble.manifest.get("fitted")
    if fitted is None:
        return patterns
    own = tuple(
        replace(one, use=FIT if one.name in fitted else CHECK) if one.kind == LEVEL else one
        for one in patterns.compared
    )
    return replace(patterns, compared=own)


def _some(ensemble: Ensemble, members: int | None) -> pd.DataFrame:
    if members is None:
        return ensemble.members
    _check("members", members, 1, len(ensemble))
    places = np.floor(np.arange(members) * len(ensemble) / members).astype(int)
    return ensemble.members.iloc[places].reset_index(drop=True)


def _check(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ScenarioError(f"{name}: found {value}, allowed is a whole number from {low} to {high:,}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
