"""`outlast calibrate` from end to end: table, history matching, synthetic truths, posterior, ensemble, predictions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from outlast.analysis.calibration import workers as held
from outlast.analysis.calibration.draws import THEORIES, behaviour, prior_draws, share, structures
from outlast.analysis.calibration.ensemble import (
    Ensemble,
    learnt,
    resampled,
    theory_weights,
    weighted_quantiles,
    write_ensemble,
)
from outlast.analysis.calibration.folder import Folder, Plan
from outlast.analysis.calibration.history import match
from outlast.analysis.calibration.synthetic import coverage, tell_all
from outlast.analysis.calibration.table import Arms, load_arms
from outlast.analysis.calibration.targets import Target, load_targets, shipped_targets
from outlast.scenario import ScenarioError, load_scenario
from outlast.scenario.names import THEORY, nearest

# Streams of the stages, apart from each other and from the table's (0).
PREDICTION = 11
# The first generation accepts about this share of what it is offered.
OPENING = 0.15
SIMULATED, CODING = "simulated.", "coding."
LEVELS = tuple(round(0.05 * k, 2) for k in range(1, 20))
# Draws of the table that the classifiers learn from.
TOLD = 5000
# Scores of shares at the very ends of a range stay finite.
EDGE = 1e-6


@dataclass(frozen=True)
class Step:
    """How far it is: what is being done, how much of it is done, and of how much (None where nobody can tell)."""

    doing: str
    done: int
    of: int | None


@dataclass(frozen=True)
class Calibration:
    """A finished calibration: its folder, its tables, and the ensemble."""

    path: Path
    plan: Plan
    targets: tuple[Target, ...]
    history: list[dict[str, Any]]
    coverage: dict[str, Any]
    telling: pd.DataFrame
    generations: list[dict[str, Any]]
    theories: pd.DataFrame
    parameters: pd.DataFrame
    predictions: pd.DataFrame
    ensemble: Ensemble


def plan_of(
    targets: str | Path | None = None,
    arms: str | Sequence[str] | None = None,
    theories: Sequence[str] | None = None,
    seed: int = 1,
    **sizes: int,
) -> tuple[Plan, tuple[Target, ...]]:
    """A plan with its targets: those of a file (the shipped ones without), of some arms or of all.

    Parameters:
        targets: a file of targets.
        arms: names of arms, in a list or with commas.
        theories: sets of theories, each as in `fog,latitude`; the rivals of THEORIES without.
        sizes: fields of `Plan` that say how large the calibration is.

    Raises ScenarioError for a file that cannot be used, an arm that no target is of, or a theory that does not exist.
    """
    path = shipped_targets() if targets is None else Path(targets)
    wanted = load_targets(path)
    named = tuple(part.strip() for part in arms.split(",")) if isinstance(arms, str) else tuple(arms or ())
    known = list(dict.fromkeys(target.arm for target in wanted))
    for name in named:
        if name not in known:
            near = nearest(name, known)
            hint = f" Did you mean {near}?" if near else ""
            raise ScenarioError(f"--arms: no target of {path.name} is of {name}; there are {', '.join(known)}.{hint}")
    if named:
        wanted = tuple(target for target in wanted if target.arm in named)
    asked = tuple(dict.fromkeys(_theory(text) for text in theories or ())) or THEORIES
    observed = tuple(target.decisive() for target in wanted)
    return Plan(seed=seed, theories=asked, arms=named, targets=observed, **sizes), wanted


def _theory(text: str) -> str:
    """A set of theories as the calibration writes it: in order of declaration, with commas; `none` for none."""
    try:
        held = load_scenario("hiec", {THEORY: text}).settings.structure.theory
    except ScenarioError as error:
        raise ScenarioError(f"--theory: {str(error).partition(THEORY)[2].strip()}") from None
    return ",".join(held) or "none"


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
    history, starts = _matched(folder, arms, draws, simulated, plan, workers, notify)
    covered = folder.record("coverage", lambda: _coverage(arms, draws, simulated, plan, notify))
    telling = folder.table("telling", lambda: _telling(draws, arms, simulated, plan, notify))
    active = most_telling(arms, draws, simulated, plan.active)
    posterior = folder.table(
        "posterior", lambda: _posterior(folder, arms, fitted, draws, simulated, starts, active, plan, workers, notify)
    )
    generations = folder.record("generations", list)
    kept = posterior.drop(columns=_extra(posterior))
    weights = posterior["weight"].to_numpy()
    theories = folder.table("theories", lambda: theory_weights(kept, weights, plan.theories, plan.seed))
    parameters = folder.table(
        "parameters", lambda: learnt(kept, weights).assign(moved=lambda t: t["parameter"].isin(active))
    )
    ensemble = _ensemble(path, kept, weights, plan, [target.name for target in fitted])
    predictions = folder.table("predictions", lambda: predict(ensemble, targets, plan, workers, notify))
    folder.finish()
    return Calibration(
        path, plan, tuple(targets), history, covered, telling, generations, theories, parameters, predictions, ensemble
    )


def _extra(table: pd.DataFrame) -> list[str]:
    return [name for name in table.columns if name.startswith((SIMULATED, CODING)) or name == "weight"]


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
) -> tuple[list[dict[str, Any]], pd.DataFrame]:  # fmt: skip
    """The waves of history matching, and draws of the prior that they leave."""
    waves: list[dict[str, Any]] = []

    def left() -> pd.DataFrame:
        notify(Step("history matching", 0, None))
        found, _, rest = match(
            arms, draws, simulated, plan.seed, plan.theories, plan.waves, plan.wave, workers,
            lambda done: notify(Step("history matching: simulating what is left", done, plan.wave)),
        )  # fmt: skip
        waves.extend(asdict(wave) for wave in found)
        folder.record("history", lambda: waves)
        return rest

    rest = folder.table("left", left)
    return folder.record("history", lambda: waves), rest


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
    draws: pd.DataFrame, arms: Arms, simulated: np.ndarray, plan: Plan, notify: Callable[[Step], None]
) -> pd.DataFrame:
    notify(Step("asking which structures the targets can tell apart", 0, None))
    some = slice(0, min(len(draws), TOLD))
    founding = [k for k, target in enumerate(arms.targets) if target.arm == arms.arms[0].name]
    sets = {f"targets of {arms.arms[0].name}": simulated[some][:, founding], "all targets": simulated[some]}
    return pd.DataFrame([one.row() for one in tell_all(draws.iloc[some], sets, plan.seed)])


def most_telling(arms: Arms, draws: pd.DataFrame, simulated: np.ndarray, count: int, bins: int = 10) -> list[str]:
    """The parameters that move the targets most: summed over targets, the share of variance between bins of each."""
    weights = np.maximum(arms.log_weights(simulated), -12.5)
    spread = weights.var(axis=0)
    scores: dict[str, float] = {}
    for entry in behaviour():
        ranks = draws[entry.key].rank(method="first").to_numpy() - 1
        group = (ranks * bins // len(draws)).astype(int)
        means = np.stack([weights[group == number].mean(axis=0) for number in range(bins)])
        chance = spread * bins / len(draws)
        scores[entry.key] = float(np.sum(np.maximum(0.0, means.var(axis=0) - chance) / np.maximum(spread, 1e-12)))
    return sorted(scores, key=lambda key: -scores[key])[:count]


def _posterior(
    folder: Folder, arms: Arms, fitted: tuple[Target, ...], draws: pd.DataFrame, simulated: np.ndarray,
    left: pd.DataFrame, active: list[str], plan: Plan, workers: int | None, notify: Callable[[Step], None],
) -> pd.DataFrame:  # fmt: skip
    from outlast.analysis.calibration.sampler import AddressedSampler
    from outlast.analysis.calibration.smc import run_smc

    total = arms.log_weights(simulated).sum(axis=1)
    ladder = temperatures(total, plan.generations)
    sampler = AddressedSampler(
        plan.seed, workers, held.prepare, (fitted, plan.seed, plan.codings),
        lambda t, accepted, used: notify(
            Step(f"sampling the posterior: {_generation(t, len(ladder))}", accepted, plan.population)
        ),
    )  # fmt: skip
    try:
        starts = starting(left, active, plan.theories) if len(left) else None
        found = run_smc(plan.theories, active, sampler, held.arms, ladder, plan.population, starts)
    finally:
        sampler.close()
    folder.record("generations", lambda: [asdict(generation) for generation in found.generations])
    return _columns(arms, found.draws, found.codings, found.simulated).assign(weight=found.weights)


def _generation(t: int, count: int) -> str:
    """Which generation it is; before the first there is a sample on which acceptance is normed."""
    return f"generation {t + 1} of {count}" if t >= 0 else "a first sample"


def temperatures(log_weights: np.ndarray, generations: int) -> list[float]:
    """Temperatures that fall to 1 by equal ratios; at the first, draws of the prior pass now and then."""
    hot = 1.0
    while np.exp((log_weights - log_weights.max()) / hot).mean() < OPENING:
        hot *= 1.25
    return [float(value) for value in np.geomspace(hot, 1.0, generations)]


def starting(left: pd.DataFrame, active: Sequence[str], theories: Sequence[str]) -> pd.DataFrame:
    """Draws that history matching left as scores of the active parameters and codes of the structural choices."""
    entries = {entry.key: entry for entry in behaviour()}
    columns: dict[str, Any] = {
        key: ndtri(np.clip(share(entries[key], left[key].to_numpy()), EDGE, 1.0 - EDGE)) for key in active
    }
    for key, names in {THEORY: tuple(theories), **structures()}.items():
        columns[key] = [float(names.index(name)) for name in left[key]]
    return pd.DataFrame(columns)


def _ensemble(path: Path, kept: pd.DataFrame, weights: np.ndarray, plan: Plan, fitted: list[str]) -> Ensemble:
    members, _ = resampled(kept, weights, plan.members, plan.seed)
    settings = {key: value for key, value in asdict(plan).items() if key != "targets"}
    ensemble = Ensemble(members, {"plan": settings, "digest": plan.digest(), "fitted": fitted})
    write_ensemble(path / "ensemble.parquet", ensemble)
    return ensemble


def predict(
    ensemble: Ensemble,
    targets: Sequence[Target],
    plan: Plan,
    workers: int | None = None,
    notify: Callable[[Step], None] = lambda step: None,
) -> pd.DataFrame:
    """What the ensemble gives for each target, fitted or not: medians and 90% intervals over fresh cohorts.

    `expected_…` are over members (each the mean of its cohorts), so of what is not known of behaviour; the others are
    over single cohorts, luck included, as the one history that happened was.
    """
    arms = load_arms(targets, plan.seed, plan.codings)
    count = len(ensemble) * plan.cohorts
    draws = pd.concat([ensemble.members] * plan.cohorts, ignore_index=True)
    codings = arms.drawn_codings(count, plan.seed + PREDICTION)
    simulated = arms.simulate(
        draws, codings, plan.seed + PREDICTION, workers=workers,
        progress=lambda done: notify(Step("predicting every target with the ensemble", done, count)),
    )  # fmt: skip
    rows: list[dict[str, Any]] = []
    even = np.ones(count)
    for k, target in enumerate(arms.targets):
        values = simulated[:, k]
        with np.errstate(all="ignore"):
            means = np.array([_mean(values[member :: len(ensemble)]) for member in range(len(ensemble))])
        low, middle, high = weighted_quantiles(values, even, (0.05, 0.5, 0.95))
        expected = weighted_quantiles(means, even[: len(means)], (0.05, 0.5, 0.95))
        observed = target.interval()
        rows.append(
            {
                "target": target.name,
                "pattern": target.pattern,
                "arm": target.arm,
                "use": target.use,
                "observed_low": observed[0],
                "observed_high": observed[1],
                "low": low,
                "median": middle,
                "high": high,
                "expected_low": expected[0],
                "expected_median": expected[1],
                "expected_high": expected[2],
                "within": float(np.mean((values >= observed[0]) & (values <= observed[1]))),
                "undefined": float(np.mean(np.isnan(values))),
                "source": target.source,
            }
        )
    return pd.DataFrame(rows)


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
