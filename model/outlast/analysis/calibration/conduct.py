"""`outlast calibrate` from end to end: table, history matching, synthetic truths, posterior, ensemble, predictions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration import workers as held
from outlast.analysis.calibration.centre import centre
from outlast.analysis.calibration.draws import prior_draws
from outlast.analysis.calibration.ensemble import (
    Ensemble,
    choice_weights,
    learnt,
    resampled,
    theory_weights,
    write_ensemble,
)
from outlast.analysis.calibration.folder import Folder, Plan, Step
from outlast.analysis.calibration.history import match
from outlast.analysis.calibration.measurements import load_measurements
from outlast.analysis.calibration.predicting import predict
from outlast.analysis.calibration.synthetic import coverage, tell_all
from outlast.analysis.calibration.table import Arms, load_arms
from outlast.analysis.calibration.targets import Target
from outlast.runs.provenance import package_versions, source_commit, source_digest
from outlast.scenario import ScenarioError

# Streams of the stages, apart from each other and from the table's (0).
MEASUREMENT = 13
SIMULATED, CODING = "simulated.", "coding."
# The column of the posterior that says which of several independent samples a draw is of.
REPEAT = "repeat"
# Seeds of the samples lie so far apart that none is the seed of another calibration.
APART = 1_000_001
LEVELS = tuple(round(0.05 * k, 2) for k in range(1, 20))
# Chances of a theory between these are held against how often it was the true one.
CHANCES = (0.0, 0.1, 0.2, 1.01)
# Draws of the table that the classifiers learn from.
TOLD = 5000


@dataclass(frozen=True)
class Calibration:
    """A finished calibration: its folder, its tables, and the ensemble."""

    path: Path
    plan: Plan
    targets: tuple[Target, ...]
    history: list[dict[str, Any]]
    coverage: dict[str, Any]
    telling: pd.DataFrame
    sampling: dict[str, Any]
    theories: pd.DataFrame
    choices: pd.DataFrame
    parameters: pd.DataFrame
    predictions: pd.DataFrame
    ensemble: Ensemble


def calibrate(
    path: Path,
    plan: Plan,
    targets: Sequence[Target],
    *,
    resume: bool = False,
    workers: int | None = None,
    notify: Callable[[Step], None] = lambda step: None,
) -> Calibration:
    """Calibrate behaviours and theories to targets, all arms at once, and write the folder.

    Parameters:
        path: the folder; one that was cut short goes on with `resume`.
        plan: what decides the numbers.
        targets: those to fit, and those to check against (which are simulated at the end only).
        workers: threads and processes; as many as there are cores if None. The numbers do not depend on it.

    Raises ScenarioError for arms that cannot be used, targets of which none is fitted, or a folder in the way.
    """
    fitted = tuple(target for target in targets if target.fitted)
    if not fitted:
        raise ScenarioError('nothing to fit: no target of these arms has use = "fit"')
    arms = load_arms(fitted, plan.seed, plan.codings)
    folder = Folder(path, plan, resume)
    table = folder.table("table", lambda: _table(arms, plan, workers, notify))
    draws, simulated = table.drop(columns=_extra(table)), table[[SIMULATED + name for name in arms.columns]].to_numpy()
    history = _matched(folder, arms, draws, simulated, plan, workers, notify)
    covered = folder.record("coverage", lambda: _coverage(arms, draws, simulated, plan, notify))
    telling = folder.table("telling", lambda: _telling(draws, arms, simulated, plan, workers, notify))
    posterior = folder.table("posterior", lambda: _posterior(folder, arms, fitted, simulated, plan, workers, notify))
    sampling = folder.record("sampling", dict)
    kept = posterior.drop(columns=_extra(posterior))
    weights, of = posterior["weight"].to_numpy(), posterior[REPEAT].to_numpy()
    theories = folder.table("theories", lambda: theory_weights(kept, weights, plan.theories, plan.seed, of))
    choices = folder.table("choices", lambda: choice_weights(kept, weights, plan.seed, of))
    parameters = folder.table("parameters", lambda: learnt(kept, weights, plan.seed, of))
    ensemble = _ensemble(path, kept, weights, plan, targets, centre(parameters))
    predictions = folder.table("predictions", lambda: predict(ensemble, targets, plan, workers, notify))
    folder.finish()
    return Calibration(
        path,
        plan,
        tuple(targets),
        history,
        covered,
        telling,
        sampling,
        theories,
        choices,
        parameters,
        predictions,
        ensemble,
    )


def _extra(table: pd.DataFrame) -> list[str]:
    return [name for name in table.columns if name.startswith((SIMULATED, CODING)) or name in ("weight", REPEAT)]


def _columns(arms: Arms, draws: pd.DataFrame, codings: np.ndarray, simulated: np.ndarray) -> pd.DataFrame:
    """Draws with the coding that each had in each arm, and what it gave."""
    beside = {CODING + arm.name: codings[:, k] for k, arm in enumerate(arms.arms)}
    beside |= {SIMULATED + name: simulated[:, k] for k, name in enumerate(arms.columns)}
    return pd.concat([draws, pd.DataFrame(beside)], axis=1)


def _table(arms: Arms, plan: Plan, workers: int | None, notify: Callable[[Step], None]) -> pd.DataFrame:
    draws = prior_draws(plan.table, plan.seed, plan.theories)
    codings = arms.drawn_codings(plan.table, plan.seed)
    doing = "simulating draws of the prior"
    simulated = arms.simulate(
        draws, codings, plan.seed, workers=workers, progress=lambda done: notify(Step(doing, done, plan.table))
    )
    return _columns(arms, draws, codings, simulated)


def _matched(
    folder: Folder, arms: Arms, draws: pd.DataFrame, simulated: np.ndarray, plan: Plan, workers: int | None,
    notify: Callable[[Step], None],
) -> list[dict[str, Any]]:  # fmt: skip
    """The waves of history matching."""

    def waves() -> list[dict[str, Any]]:
        notify(Step("history matching", 0, None))
        found, _, _ = match(
            arms, draws, simulated, plan.seed, plan.theories, plan.waves, plan.wave, workers,
            lambda done: notify(Step("history matching: simulating what is left", done, plan.wave)),
        )  # fmt: skip
        return [asdict(wave) for wave in found]

    return folder.record("history", waves)


def _coverage(
    arms: Arms, draws: pd.DataFrame, simulated: np.ndarray, plan: Plan, notify: Callable[[Step], None]
) -> dict[str, Any]:
    notify(Step("checking the posterior on synthetic truths", 0, None))
    found = coverage(arms, draws, simulated, min(plan.truths, len(draws) // 4), plan.seed)
    levels = found.covered(np.array(LEVELS))
    return {
        "truths": len(found.ranks),
        "temperature": found.temperature,
        "effective": float(np.median(found.effective)),
        "levels": list(LEVELS),
        "covered": levels.mean(axis=1).tolist(),
        "fit_covered": found.fit_covered(np.array(LEVELS)).tolist(),
        "reliability": found.reliability(CHANCES),
        "by_parameter": {key: levels[:, k].tolist() for k, key in enumerate(found.parameters)},
        "narrowing": {key: float(found.narrowing[:, k].mean()) for k, key in enumerate(found.parameters)},
        "theories": list(found.theories),
        "confusion": [
            np.mean(found.chances[found.true == k], axis=0).tolist() if (found.true == k).any() else None
            for k in range(len(found.theories))
        ],
        "found": found.found,
    }


def _telling(
    draws: pd.DataFrame, arms: Arms, simulated: np.ndarray, plan: Plan, workers: int | None,
    notify: Callable[[Step], None],
) -> pd.DataFrame:  # fmt: skip
    """Which structures can be told apart by targets of the first arm, by all, and by all that could be measured."""
    some = draws.iloc[:TOLD]
    known = simulated[: len(some)]
    founding = [k for k, target in enumerate(arms.targets) if target.arm == arms.arms[0].name]
    measured = _measured(some, plan, workers, notify)
    sets = {
        f"targets of {arms.arms[0].name}": known[:, founding],
        "all targets": known,
        "all targets and measurements": np.hstack([known, measured]),
    }
    notify(Step("asking which structures can be told apart", 0, None))
    return pd.DataFrame([one.row() for one in tell_all(some, sets, plan.seed)])


def _measured(draws: pd.DataFrame, plan: Plan, workers: int | None, notify: Callable[[Step], None]) -> np.ndarray:
    """What each shipped measurement would say of draws, with its error (draw, measurement)."""
    measurements = load_measurements()
    arms = load_arms(measurements, plan.seed, plan.codings)
    doing = "simulating what could be measured"
    values = arms.simulate(
        draws, arms.drawn_codings(len(draws), plan.seed + MEASUREMENT), plan.seed + MEASUREMENT, workers=workers,
        progress=lambda done: notify(Step(doing, done, len(draws))),
    )  # fmt: skip
    luck = np.random.default_rng([plan.seed, MEASUREMENT])
    return values + luck.normal(size=values.shape) * [one.error for one in measurements]


def _posterior(
    folder: Folder, arms: Arms, fitted: tuple[Target, ...], simulated: np.ndarray, plan: Plan, workers: int | None,
    notify: Callable[[Step], None],
) -> pd.DataFrame:  # fmt: skip
    from outlast.analysis.calibration.rejection import accept, norm_of
    from outlast.analysis.calibration.sampler import AddressedSampler

    norm = norm_of(arms.log_weights(simulated).sum(axis=1))
    parts, candidates = [], 0
    for repeat in range(plan.repeats):
        sampler = AddressedSampler(
            plan.seed + APART * repeat, workers, held.prepare, (fitted, plan.seed, plan.codings),
            lambda accepted, before=repeat * plan.population: notify(
                Step("sampling the posterior", before + accepted, plan.repeats * plan.population)
            ),
        )  # fmt: skip
        try:
            found = accept(plan.theories, sampler, held.arms, norm, plan.population)
        finally:
            sampler.close()
        candidates += found.candidates
        # Each sample counts alike.
        own = _columns(arms, found.draws, found.codings, found.simulated)
        parts.append(own.assign(weight=found.weights / plan.repeats, **{REPEAT: repeat}))
    whole = pd.concat(parts, ignore_index=True)
    effective = float(1.0 / np.sum(whole["weight"].to_numpy() ** 2))
    record = {"candidates": candidates, "accepted": len(whole), "effective": effective, "norm": norm}
    folder.record("sampling", lambda: record)
    return whole


def _ensemble(
    path: Path, kept: pd.DataFrame, weights: np.ndarray, plan: Plan, targets: Sequence[Target], middle: dict[str, float]
) -> Ensemble:
    """Equally likely members, with what they are from, and the middle of what they are drawn from."""
    members, _ = resampled(kept, weights, plan.members, plan.seed)
    settings = {key: value for key, value in asdict(plan).items() if key != "targets"}
    manifest = {
        "plan": settings,
        "digest": plan.digest(),
        "model": source_digest(),
        "source": source_commit(),
        "versions": package_versions(),
        "targets": [target.decisive() for target in targets],
        "fitted": [target.name for target in targets if target.fitted],
        "effective": float(1.0 / np.sum((weights / weights.sum()) ** 2)),
        "centre": middle,
    }
    ensemble = Ensemble(members, manifest)
    write_ensemble(path / "ensemble.parquet", ensemble)
    return ensemble
