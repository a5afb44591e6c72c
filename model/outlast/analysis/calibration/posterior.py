"""Runs of a scenario whose behaviour and theories are drawn from an ensemble, in place of the defaults."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from outlast.analysis.calibration.ensemble import Ensemble, EnsembleError, load_ensemble
from outlast.scenario import Scenario, load_scenario
from outlast.scenario.names import THEORY
from outlast.simulation.result import Drawn, Result
from outlast.simulation.simulate import simulate


def simulate_posterior(
    scenario: Scenario | str,
    seeds: Iterable[int],
    posterior: Ensemble | str | Path | None = None,
    *,
    keep: Collection[str] = (),
    theory: str | None = None,
    **options: Any,
) -> Result:
    """Run a scenario once for each seed, each run with another member of the ensemble.

    Parameters:
        scenario: a checked scenario, a path or a shipped name.
        seeds: as for `outlast.simulate`.
        posterior: an ensemble, its file, or a calibration's folder; the shipped one if None.
        keep: dotted names that have the scenario's value in every run, whatever the members say.
        theory: only members that hold this set of theories, as in `latitude,fog`.
        options: of `outlast.simulate`: engine, twin, workers, progress.

    The members are spread evenly over the runs, so that `runs` of the result are draws of the posterior prediction; its
    tables say which member and theory each run had. Raises EnsembleError for a file that is no ensemble, or a theory
    that no member holds, and ScenarioError and ValueError as `outlast.simulate` does.
    """
    ensemble = posterior if isinstance(posterior, Ensemble) else load_ensemble(posterior)
    if theory is not None:
        ensemble = of_theory(ensemble, theory)
    if isinstance(scenario, str):
        scenario = load_scenario(scenario)
    numbers = tuple(seeds)
    members = ensemble.first_alike[ensemble.for_runs(len(numbers))]
    points = [{key: value for key, value in ensemble.points[member].items() if key not in keep} for member in members]
    result = simulate(scenario, numbers, points=points, **options)
    theories = tuple(ensemble.members[THEORY].iloc[members])
    return replace(result, drawn=Drawn(tuple(members.tolist()), theories, ensemble.digest, kept_of(ensemble, keep)))


def kept_of(ensemble: Ensemble, keep: Collection[str]) -> tuple[str, ...]:
    """Of the names that are to be kept those that members would set, in order: the others decide nothing."""
    return tuple(sorted(key for key in keep if key in ensemble.points[0]))


def of_theory(ensemble: Ensemble, theory: str) -> Ensemble:
    """The members that hold a set of theories, whatever the order it is written in; raises EnsembleError for none."""
    wanted = set(theory.split(","))
    for held in ensemble.theories:
        if set(held.split(",")) == wanted:
            return ensemble.of_theory(held)
    raise EnsembleError(f"no member of the ensemble holds {theory}; there are {', '.join(sorted(ensemble.theories))}")
