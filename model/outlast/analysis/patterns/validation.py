"""`outlast validate`: every documented pattern that the model speaks to, against an ensemble of behaviours."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration.ensemble import Ensemble, load_ensemble
from outlast.analysis.calibration.targets import CHECK, FIT, load_targets
from outlast.analysis.patterns.judging import VERDICTS, Judged, compared, judge, observed
from outlast.analysis.patterns.pattern import LEVEL, Pattern, Patterns, Side
from outlast.analysis.patterns.reading import load_patterns
from outlast.analysis.patterns.worlds import CODINGS, MOST_COHORTS, simulate_worlds
from outlast.runs.provenance import source_digest
from outlast.scenario.errors import ScenarioError
from outlast.scenario.names import THEORY

COHORTS = 10
# A theory that fewer members hold than this gets no verdict of its own.
FEWEST_MEMBERS = 15
LARGEST_SEED = 1_000_000
# Shares of a few partnerships meet the ends of intervals exactly, but for what arithmetic leaves.
TINY = 1e-9


@dataclass(frozen=True)
class Validation:
    """A finished validation.

    `table` has a row for each pattern: what was observed, what members give (median and 90% interval over members, each
    the mean of its cohorts), the share that is right, the verdict, the source. `theories` has the verdict for each
    theory that enough members hold, `silent` the patterns of which the model says nothing. `values` is what each member
    gives (member, pattern) in the units of the table, and `held` the theory of each (member,). `settings` is what
    decides every number.
    """

    table: pd.DataFrame
    theories: pd.DataFrame
    silent: pd.DataFrame
    values: pd.DataFrame
    held: np.ndarray
    settings: Mapping[str, Any]

    def counts(self, *, fitted: bool) -> dict[str, int]:
        """How many patterns got each verdict, of those used for fitting or of those kept out."""
        own = self.table.loc[(self.table["use"] == FIT) == fitted, "verdict"]
        return {verdict: int((own == verdict).sum()) for verdict in VERDICTS}

    def sentences(self) -> list[str]:
        """What was found, in words: of the patterns kept out, of those fitted, and of those not spoken to."""
        said = [*(self._summary(fitted) for fitted in (False, True)), self._at_once()]
        numbers = ", ".join(self.silent["pattern"])
        told = f"Of {_counted(len(self.silent), 'pattern')} the model says nothing ({numbers})." if numbers else ""
        return [sentence for sentence in (*said, told) if sentence]

    def misses(self) -> np.ndarray:
        """How many tolerances each member lies outside the interval of the fitted level that it meets least (member,).

        0 where a member is within all of them at once; each value is a mean of cohorts, luck averaged out.
        """
        rows = self.table.loc[(self.table["use"] == FIT) & (self.table["kind"] == LEVEL)]
        worst = np.zeros(len(self.values))
        for row in rows.to_dict("records"):
            values = self.values[row["name"]].to_numpy(float)
            away = np.maximum(row["observed_low"] - values, values - row["observed_high"]) / row["tolerance"]
            worst = np.maximum(worst, np.where(np.isnan(away), np.inf, np.maximum(away - TINY, 0.0)))
        return worst

    def _at_once(self) -> str:
        fitted = sum(self.counts(fitted=True).values())
        if fitted < 2:
            return ""
        worst = self.misses()
        near = f"within one tolerance of all {fitted} are {self._of_theories(worst <= 1.0)}"
        inside = self._of_theories(worst <= 0.0)
        return f"At once, luck averaged out: within all {fitted} intervals {inside} of {len(worst)} members; {near}."

    def _of_theories(self, some: np.ndarray) -> str:
        """How many members, and how many under each theory."""
        counts = pd.Series(self.held[some]).value_counts()
        by = ", ".join(f"{name.replace(',', ' + ')} {count}" for name, count in counts.items())
        return f"{int(some.sum())}{f' ({by})' if by else ''}"

    def _summary(self, fitted: bool) -> str:
        counts = self.counts(fitted=fitted)
        total = sum(counts.values())
        if not total:
            return "" if fitted else "No pattern was kept out of the fit."
        which = "used for fitting" if fitted else "kept out of the fit"
        between = counts["partly"] + counts["unclear"]
        return (
            f"Of the {_counted(total, 'pattern')} {which}, the model passes {counts['passes']}; {between} "
            f"{'is' if between == 1 else 'are'} partly met or unclear, and it misses {counts['misses']}."
        )


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
        posterior: an ensemble, or the file or folder that holds one; the shipped one without.
        targets, patterns: files in place of those that come with the package.
        cohorts: programmes simulated with each member in each world.
        members: how many of the ensemble's to take, evenly spread; all unless told.
        seed: of the luck, from 0 to 1,000,000.
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
        theories = _by_theory(told, values, held)
        return Validation(table_of(told, values), theories, silent, values, held, self.settings)


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
    ensemble = posterior if isinstance(posterior, Ensemble) else load_ensemble(posterior)
    taken = _some(ensemble, members)
    wanted = _as_fitted(load_patterns(load_targets(targets), patterns), ensemble)
    settings = {
        "seed": seed,
        "cohorts": cohorts,
        "codings": CODINGS,
        "members": len(taken),
        "ensemble": _digest(taken.to_csv(index=False)),
        "fitted": ensemble.manifest.get("fitted"),
        "patterns": _digest(repr(wanted)),
        "model": source_digest(),
    }
    return Study(taken, wanted, settings)


def table_of(patterns: Sequence[Pattern], values: pd.DataFrame) -> pd.DataFrame:
    """The pattern table from what each member gives (a column for each pattern)."""
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
                **judge(one, values[one.name].to_numpy(float))._asdict(),
                "strength": one.strength,
                "class": one.judged,
                "source": one.source,
            }
        )
    return pd.DataFrame(rows).astype(
        {"observed_low": float, "observed_high": float, "tolerance": float, "sign": "Int64"}
    )


def _by_theory(patterns: Sequence[Pattern], values: pd.DataFrame, theory: np.ndarray) -> pd.DataFrame:
    """The verdict on each pattern for each theory, the most frequent first."""
    rows: list[dict[str, Any]] = []
    counts = pd.Series(theory).value_counts()
    for name in [str(held) for held, count in counts.items() if count >= FEWEST_MEMBERS]:
        own = values.loc[theory == name]
        rows += [
            {"theory": name, "members": len(own), "name": one.name, **judge(one, own[one.name].to_numpy())._asdict()}
            for one in patterns
        ]
    return pd.DataFrame(rows, columns=["theory", "members", "name", *Judged._fields])


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


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
