"""`outlast compare`: policies in the same worlds with the same luck, under every theory of vagueness."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from outlast.analysis.policies.designs import BEHAVIOUR, Design, Scenarios, designs_of, differing, overruled
from outlast.analysis.policies.measuring import Measured, Progress, measure, policy_of, silent
from outlast.analysis.policies.quantities import ADDITIONAL, ALIKE, MONEY_PAID, SUSTAINED, TWIN, Quantity, quantity
from outlast.analysis.policies.tabulating import cost_rows, difference_rows, outcome_rows, regret_frames, run_rows
from outlast.analysis.policies.worlds import MOST_REPLICATES, Posterior, Worlds, plan_worlds
from outlast.runs.arguments import LARGEST_SEED, texts, whole_number
from outlast.runs.provenance import source_digest
from outlast.scenario import ScenarioError
from outlast.scenario.names import THEORY

REPLICATES = 200
# Frames of a comparison, in the order in which they are written.
FRAMES = ("policies", "outcomes", "differences", "winners", "regret", "costs")


@dataclass(frozen=True)
class Comparison:
    """Policies held against each other; the first design is the reference.

    Frames, each with a row per policy (`design`) and theory (or `weighted`, the mean over all of them):
    `outcomes` (mean with 95% interval, the twin's, what was added), `differences` (of `design` from `reference`, paired
    by run), `costs` (£k of central money), `regret` (with how often each design is best among resamples). `winners` has
    a row per theory, `policies` one per design: greatest and expected regret. `runs` has a row per design and run.
    `beside` names what differs beside the mandate, `overruled` what an ensemble sets anew. `settings` decides every
    number.
    """

    designs: tuple[Design, ...]
    worlds: Worlds
    quantities: tuple[Quantity, ...]
    minimise: bool
    policies: pd.DataFrame
    outcomes: pd.DataFrame
    differences: pd.DataFrame
    winners: pd.DataFrame
    regret: pd.DataFrame
    costs: pd.DataFrame
    runs: pd.DataFrame
    beside: Mapping[str, tuple[str, ...]]
    overruled: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, Any]

    def __repr__(self) -> str:
        names = ", ".join(design.name for design in self.designs)
        return f"<Comparison of {names} by {self.outcome.name} under {len(self.worlds.theories)} theories>"

    @property
    def outcome(self) -> Quantity:
        """What policies are ranked by."""
        return self.quantities[0]

    @property
    def names(self) -> list[str]:
        """The designs by name, in their order."""
        return [design.name for design in self.designs]

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """The frames by name, as they are written."""
        return {name: getattr(self, name) for name in FRAMES}

    def sentences(self) -> list[str]:
        """What was found, in words; the first three say the answer."""
        from outlast.analysis.policies.comparison_words import sentences

        return sentences(self)


@dataclass(frozen=True)
class Planned:
    """A comparison read and checked, before anything is simulated."""

    designs: tuple[Design, ...]
    worlds: Worlds
    quantities: tuple[Quantity, ...]
    minimise: bool
    seed: int
    beside: Mapping[str, tuple[str, ...]]
    overruled: Mapping[str, tuple[str, ...]]
    settings: Mapping[str, Any]

    @property
    def runs(self) -> int:
        """How many runs it takes, twins apart."""
        return len(self.designs) * self.worlds.seeds.size

    def conduct(self, workers: int | None = None, progress: Progress = silent) -> Comparison:
        """Run it; raises ScenarioError for levers and members that cannot hold together."""
        asked = _asked(self.quantities)
        policies = [policy_of(design.scenario, asked) for design in self.designs]
        return self.found(measure(policies, self.worlds, asked, workers, progress))

    def found(self, measured: Sequence[Measured]) -> Comparison:
        """What follows from the runs of each design, in their order."""
        worlds, asked = self.worlds, _asked(self.quantities)
        named = dict(zip([design.name for design in self.designs], measured, strict=True))
        reported = list(dict.fromkeys([*self.quantities, *(one for one in asked if not one.world)]))
        policies, winners, regret = regret_frames(named, worlds, self.quantities[0], self.minimise, self.seed)
        return Comparison(
            self.designs,
            worlds,
            self.quantities,
            self.minimise,
            policies,
            pd.DataFrame([row for one in reported for row in outcome_rows(named, worlds, one)]),
            pd.DataFrame([row for one in reported for row in difference_rows(named, worlds, one)]),
            winners,
            regret,
            pd.DataFrame(cost_rows(named, worlds)),
            run_rows(named, worlds),
            self.beside,
            self.overruled,
            self.settings,
        )


def compare(
    scenarios: Scenarios,
    *,
    outcome: str | Sequence[str] = SUSTAINED,
    minimise: bool = False,
    posterior: Posterior = None,
    theory: str | Sequence[str] = (),
    replicates: int = REPLICATES,
    seed: int = 1,
    keep: Collection[str] = (),
    transplant: bool = False,
    workers: int | None = None,
    progress: Progress = silent,
) -> Comparison:
    """Hold policies against each other in the same worlds with the same luck, under every theory of vagueness.

    Parameters:
        scenarios: two or more checked scenarios, paths or shipped names, or a mapping from names to them; the first is
            the reference.
        outcome: what they are ranked by (see `outlast outcomes`), and others to report; the share of partnerships that
            keep themselves going eight quarters after the last central pound, unless told. `self_sustaining_end` judges
            all at the same quarter.
        minimise: less of the outcome is better.
        posterior: an ensemble, its file, or a calibration's folder; the shipped one if None. "none": the behaviour of
            each scenario, under each theory.
        theory: the sets of theories to take, as in "fog" or "latitude,fog"; all of them if empty.
        replicates: runs of each policy under each theory; members of the ensemble are spread evenly over them.
        seed: of the first run, and of the resamples.
        keep: dotted names that have each scenario's own value in every run, whatever the members say.
        transplant: put the mandates alone into the context of the first scenario, so that differences are of policies.
        workers: threads; as many as there are cores if None. The numbers do not depend on it.
        progress: called with how many runs are done, of how many.

    Run `r` of a theory has the same behaviour and the same luck under every policy; all are simulated for as many
    quarters. Raises ScenarioError (EnsembleError) for what cannot be used.
    """
    planned = plan_comparison(
        scenarios, outcome=outcome, minimise=minimise, posterior=posterior, theory=theory, replicates=replicates,
        seed=seed, keep=keep, transplant=transplant,
    )  # fmt: skip
    return planned.conduct(workers, progress)


def plan_comparison(
    scenarios: Scenarios,
    *,
    outcome: str | Sequence[str] = SUSTAINED,
    minimise: bool = False,
    posterior: Posterior = None,
    theory: str | Sequence[str] = (),
    replicates: int = REPLICATES,
    seed: int = 1,
    keep: Collection[str] = (),
    transplant: bool = False,
) -> Planned:
    """What `compare` would do, read and checked, before anything is simulated; raises as it does."""
    replicates = whole_number("--replicates", replicates, 1, MOST_REPLICATES)
    seed = whole_number("--seed", seed, 0, LARGEST_SEED)
    if THEORY in keep:
        raise ScenarioError(
            f"--set {THEORY}: policies are compared under every theory; choose some of them by --theory instead"
        )
    designs = designs_of(scenarios, transplant)
    quantities = [quantity(name) for name in texts("--outcome", outcome, "the name of an outcome, or a list of them")]
    for one in quantities:
        if one.world == TWIN:
            raise ScenarioError(f"--outcome {one.name}: a twin has no mandate, so that policies do not differ by it")
        if one.world and not all(design.scenario.settings.output.twin for design in designs):
            raise ScenarioError(f"--outcome {one.name}: a scenario runs without its twin (output.twin = false)")
    if not quantities:
        raise ScenarioError("--outcome: found an empty list; allowed is the name of an outcome, or a list of them")
    if len({design.judged_from for design in designs}) > 1 and any(one.is_timed for one in quantities):
        quantities.append(quantity(ALIKE.name))
    quantities = list({one.name: one for one in quantities}.values())
    worlds = plan_worlds(
        posterior, texts("--theory", theory, "sets of theories"), replicates=replicates, seed=seed, keep=keep
    )
    given = BEHAVIOUR if worlds.sets_behaviour else ()
    beside = {design.name: tuple(_differing(designs[0], design, given, keep)) for design in designs[1:]}
    gone = {one.name: tuple(overruled(one.scenario, keep)) if given else () for one in designs}
    settings = {
        "scenarios": {one.name: _record(one) for one in designs},
        "outcomes": [one.name for one in quantities],
        "minimise": bool(minimise),
        "ensemble": worlds.ensemble,
        "theories": dict(zip(worlds.theories, worlds.weights.tolist(), strict=True)),
        "replicates": replicates,
        "seed": seed,
        "keep": sorted(keep),
        "transplanted": bool(transplant),
        "model": source_digest(),
    }
    return Planned(designs, worlds, tuple(quantities), bool(minimise), seed, beside, gone, settings)


def _differing(first: Design, other: Design, given: Collection[str], keep: Collection[str]) -> list[str]:
    """In what a design differs from the first beside its mandate, where runs do not set it anew."""
    found = differing(first.scenario, other.scenario, given)
    kept = [key for key in differing(first.scenario, other.scenario) if key in keep and key not in found]
    return found + kept


def _record(design: Design) -> dict[str, Any]:
    """What decides the numbers of a design; how a scenario is titled and sourced does not."""
    resolved = design.scenario.resolved()
    return {name: resolved[name] for name in ("name", "settings", "changes", "roster", "horizon")}


def _asked(quantities: Sequence[Quantity]) -> list[Quantity]:
    """What is read of each run: outcomes with twin and addition, and what costs are made of."""
    found: dict[str, Quantity] = {}
    for one in (*quantities, quantity(SUSTAINED), quantity(MONEY_PAID)):
        worlds = ("", TWIN, ADDITIONAL) if not one.world else (one.world,)
        if one.name == MONEY_PAID:
            worlds = ("",)
        found |= {own.name: own for own in (one.of(world) for world in worlds)}
    return list(found.values())
