"""`outlast frontier`: the cheapest mandates for each share that lasts under whichever theory is true."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from outlast.analysis.policies.designs import judged_by, transplanted, until
from outlast.analysis.policies.judging import Judged, judged_rows
from outlast.analysis.policies.levers import Point, Space, held, space_of, variables_of
from outlast.analysis.policies.measuring import Measured, Policy, Progress, measure, policy_of, silent
from outlast.analysis.policies.quantities import MONEY_PAID, SUSTAINED, TWIN, Quantity, quantity
from outlast.analysis.policies.search import search
from outlast.analysis.policies.trials import AGAIN, NEAR, Trials
from outlast.analysis.policies.worlds import MOST_REPLICATES, Posterior, Worlds, plan_worlds
from outlast.outcomes.catalogue import FLAG
from outlast.runs.arguments import LARGEST_SEED, whole_number
from outlast.runs.provenance import source_digest
from outlast.scenario import Scenario, ScenarioError, load_scenario
from outlast.scenario.names import THEORY
from outlast.scenario.wording import described

REACH, GENERATIONS, POPULATION, MEMBERS, REPLICATES = 0.5, 24, 40, 14, 100
MOST_GENERATIONS, MOST_POPULATION, SMALLEST_POPULATION = 10_000, 10_000, 4
# Shipped programmes whose mandates are drawn beside the frontier; variants of one of them are left out.
PROGRAMMES = (
    "hiec", "ahsn", "ahsc", "clahrc", "communities_that_care", "health_action_zone", "information_exchange",
    "research_translation_centre", "strategic_clinical_network", "vanguard",
)  # fmt: skip
# The design that is named is run once more, with so many times the replicates.
CONFIRMED = 2
FRAMES = ("frontier", "programmes", "history", "named")


@dataclass(frozen=True)
class Frontier:
    """Mandates that no other found gives more for less, judged with seeds that the search has not seen.

    `frontier` has a row per mandate that was run again: its levers, `cost` (£k of central money for each partnership),
    the share under each theory, `worst` (the smallest of these, and under which), `weighted`, all with 95% intervals;
    whether it `reaches` the share asked for under every theory, and is `certain` to; whether no other does better for
    less under its worst theory (`efficient`) or weighted (`efficient_weighted`); and `worst_in_search`, which is as the
    search saw it. `programmes` has the same of other programmes' mandates in this context, with the levers in
    which they differ that the search held (`holds`). `history` is the course of the search, `named` the mandate that
    the answer names, and the best one that costs no more than the scenario's own if that is another, run once more
    with seeds used for nothing else. `beside` are the programmes as they were run, `settings` decides every number.
    """

    space: Space
    worlds: Worlds
    outcome: Quantity
    reach: float
    frontier: pd.DataFrame
    programmes: pd.DataFrame
    history: pd.DataFrame
    named: pd.DataFrame
    left_out: Mapping[str, str]
    beside: Mapping[str, Scenario]
    settings: Mapping[str, Any]

    def __repr__(self) -> str:
        return f"<Frontier of {self.space.scenario.name}: {len(self.frontier)} mandates by {self.outcome.name}>"

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """The frames by name, as they are written."""
        return {name: getattr(self, name) for name in FRAMES}

    def sentences(self) -> list[str]:
        """What was found, in words; the first three say the answer."""
        from outlast.analysis.policies.frontier_words import sentences

        return sentences(self)


@dataclass(frozen=True)
class PlannedFrontier:
    """A search read and checked, before anything is simulated."""

    space: Space
    outcome: Quantity
    reach: float
    generations: int
    population: int
    worlds: tuple[Worlds, Worlds, Worlds]  # of the search, of the judging, and of the mandate that is named
    programmes: Mapping[str, Scenario]
    left_out: Mapping[str, str]
    seed: int
    settings: Mapping[str, Any]

    @property
    def runs(self) -> int:
        """How many runs the search takes, what follows apart."""
        return self.generations * self.population * self.worlds[0].seeds.size

    def conduct(self, workers: int | None = None, progress: Progress = silent) -> Frontier:
        """Search, run the best again with fresh seeds, and those that are named once more."""
        asked = [self.outcome, quantity(MONEY_PAID)]
        policy = policy_of(self.space.base, asked)
        searching, judging, naming = self.worlds
        more = (2 * (AGAIN + NEAR) + len(self.programmes)) * judging.seeds.size + 2 * naming.seeds.size
        tally = _Tally(progress, self.runs + more)

        def run(mandates: Sequence[Point], worlds: Worlds = searching) -> list[Measured]:
            policies = [Policy(policy.packer, self.space.levers(mandate)) for mandate in mandates]
            return measure(policies, worlds, asked, workers, tally.stage())

        trials = Trials(self.space, searching, self.outcome, run)
        found = search(
            variables_of(self.space), trials.objectives, generations=self.generations, population=self.population,
            seed=self.seed,
        )  # fmt: skip
        places = trials.again(self.reach)
        frontier = trials.frame(places, run([trials.mandates[k] for k in places], judging), judging, self.reach)
        programmes = self._programmes(workers, tally)
        # Named are the mandate of the answer, and the best for what the scenario's own costs, if that is another.
        chosen = [named_place(frontier)]
        cheap = frontier[frontier["cost"] <= float(programmes["cost"].iloc[0])]
        if len(cheap):
            chosen.append(int(frontier.index.get_loc(cheap["worst"].idxmax())))  # type: ignore[arg-type]
        chosen = list(dict.fromkeys(chosen))
        mandates = [trials.mandates[places[place]] for place in chosen]
        rows = [
            Judged({"design": int(frontier["design"].iloc[place]), **mandate}, own)
            for place, mandate, own in zip(chosen, mandates, run(mandates, naming), strict=True)
        ]
        tally.finish()
        return Frontier(
            self.space, judging, self.outcome, self.reach, frontier, programmes, trials.history(found, self.reach),
            judged_rows(rows, naming, self.outcome, self.reach), self.left_out, self.programmes, self.settings,
        )  # fmt: skip

    def _programmes(self, workers: int | None, tally: _Tally) -> pd.DataFrame:
        """Other programmes' mandates in this context, on the luck of the judging."""
        asked = [self.outcome, quantity(MONEY_PAID)]
        judging = self.worlds[1]
        policies = [policy_of(one, asked) for one in self.programmes.values()]
        results = measure(policies, judging, asked, workers, tally.stage())
        rows = [
            Judged({"programme": name, "title": one.title, "holds": " ".join(held(self.space, one))}, own)
            for (name, one), own in zip(self.programmes.items(), results, strict=True)
        ]
        return judged_rows(rows, judging, self.outcome, self.reach)


def frontier(
    scenario: Scenario | str | Path,
    vary: Mapping[str, Any] | Sequence[str] | None = None,
    *,
    reach: float = REACH,
    outcome: str = SUSTAINED,
    generations: int = GENERATIONS,
    population: int = POPULATION,
    members: int = MEMBERS,
    replicates: int = REPLICATES,
    posterior: Posterior = None,
    theory: str | Sequence[str] = (),
    seed: int = 1,
    keep: Collection[str] = (),
    programmes: Sequence[str | Path] | Mapping[str, Scenario] | None = None,
    workers: int | None = None,
    progress: Progress = silent,
) -> Frontier:
    """Search for the mandates that give the largest share under the least favourable theory, for each cost.

    Parameters:
        scenario: its context, and its levers that are not varied.
        vary: levers, as for `outlast.sweep`; `levers.LEVERS` if None.
        reach: the share that is asked for under every theory (0..1).
        outcome: a share of partnerships (see `outlast outcomes`); `self_sustaining_end` judges all at one quarter.
        generations, population: of NSGA-II; so many mandates are tried in all.
        members: cohorts of each mandate under each theory in the search, spread evenly over the members that hold it.
        replicates: cohorts of each mandate under each theory when the best are judged with fresh seeds.
        posterior, theory, keep: as for `outlast.compare`.
        seed: of the search, and of the first run.
        programmes: scenarios whose mandates are put into this context and drawn beside it; shipped ones if None.
        workers: threads; as many as there are cores if None. The numbers do not depend on it.
        progress: called with how many runs are done, of how many; the end may come sooner.

    Two objectives: central money for each partnership (£k, as paid), and the share under the worst theory. What the
    search thinks of its designs is flattered by the luck that it chose them by, so that the best are run again with
    other seeds and only that is reported; their behaviours are of the same ensemble. Raises ScenarioError
    (EnsembleError) for what cannot be used, ModuleNotFoundError
    without pymoo.
    """
    planned = plan_frontier(
        scenario, vary, reach=reach, outcome=outcome, generations=generations, population=population, members=members,
        replicates=replicates, posterior=posterior, theory=theory, seed=seed, keep=keep, programmes=programmes,
    )  # fmt: skip
    return planned.conduct(workers, progress)


def plan_frontier(
    scenario: Scenario | str | Path,
    vary: Mapping[str, Any] | Sequence[str] | None = None,
    *,
    reach: float = REACH,
    outcome: str = SUSTAINED,
    generations: int = GENERATIONS,
    population: int = POPULATION,
    members: int = MEMBERS,
    replicates: int = REPLICATES,
    posterior: Posterior = None,
    theory: str | Sequence[str] = (),
    seed: int = 1,
    keep: Collection[str] = (),
    programmes: Sequence[str | Path] | Mapping[str, Scenario] | None = None,
) -> PlannedFrontier:
    """What `frontier` would do, read and checked, before anything is simulated; raises as it does."""
    seed = whole_number("--seed", seed, 0, LARGEST_SEED)
    generations = whole_number("--generations", generations, 1, MOST_GENERATIONS)
    population = whole_number("--population", population, SMALLEST_POPULATION, MOST_POPULATION)
    members = whole_number("--members", members, 1, MOST_REPLICATES)
    replicates = whole_number("--replicates", replicates, 2, MOST_REPLICATES)
    if isinstance(reach, bool) or not isinstance(reach, int | float) or not 0.0 < reach <= 1.0:
        raise ScenarioError(f"--reach: found {described(reach)}, but allowed is a share above 0, up to 1")
    if THEORY in keep:
        raise ScenarioError(f"--set {THEORY}: mandates are judged under every theory; choose some by --theory instead")
    asked = quantity(outcome)
    if asked.outcome.kind != FLAG or asked.world == TWIN:
        raise ScenarioError(
            f"--outcome {outcome}: this is no share of the mandated partnerships; allowed is one such as {SUSTAINED}"
        )
    base = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    if asked.world and not base.settings.output.twin:
        raise ScenarioError(f"--outcome {outcome}: no twin runs in this scenario (output.twin = false)")
    space = space_of(base, vary, asked)
    theories = (theory,) if isinstance(theory, str) and theory else tuple(theory)
    worlds: list[Worlds] = []
    first = seed
    for count in (members, replicates, CONFIRMED * replicates):
        worlds.append(plan_worlds(posterior, theories, replicates=count, seed=first, keep=keep))
        first += worlds[-1].seeds.size
    beside, left_out = _beside(space, programmes)
    settings = {
        "scenario": {key: value for key, value in base.resolved().items() if key != "path"},
        "vary": [factor.record() for factor in space.factors],
        "reach": float(reach),
        "outcome": asked.name,
        "generations": generations,
        "population": population,
        "members": members,
        "replicates": replicates,
        "ensemble": worlds[0].ensemble,
        "theories": dict(zip(worlds[0].theories, worlds[0].weights.tolist(), strict=True)),
        "seed": seed,
        "keep": sorted(keep),
        # Their mandates too: a user's own file may change and keep its name.
        "programmes": {name: _mandate(one) for name, one in beside.items()},
        "model": source_digest(),
    }
    return PlannedFrontier(
        space, asked, float(reach), generations, population, (worlds[0], worlds[1], worlds[2]), beside, left_out, seed,
        settings,
    )  # fmt: skip


def named_place(frame: pd.DataFrame) -> int:
    """Which mandate the answer names: the cheapest that reaches the share, or else the one that comes nearest."""
    some = frame[frame["reaches"]]
    if len(some):
        return int(frame.index.get_loc(some["cost"].idxmin()))  # type: ignore[arg-type]
    return int(frame.index.get_loc(frame["worst"].idxmax()))  # type: ignore[arg-type]


def _mandate(scenario: Scenario) -> dict[str, Any]:
    """What is drawn of a programme: its levers and their changes in time."""
    resolved = scenario.resolved()
    return {"mandate": resolved["settings"]["mandate"], "changes": resolved["changes"]}


def _beside(
    space: Space, programmes: Sequence[str | Path] | Mapping[str, Scenario] | None
) -> tuple[dict[str, Scenario], dict[str, str]]:
    """The scenario's own mandate and other programmes', each in its context; and why some cannot be."""
    base = space.scenario
    own = base if base.settings.context.horizon else until(base, max(base.horizon, judged_by(base)))
    found: dict[str, Scenario] = {base.name: own}
    left_out: dict[str, str] = {}
    given = PROGRAMMES if programmes is None else programmes
    named = given.items() if isinstance(given, Mapping) else ((None, name) for name in given)
    for name, one in named:
        other = one if isinstance(one, Scenario) else load_scenario(one)
        label = other.name if name is None else name
        if label in found:
            continue
        try:
            found[label] = transplanted(other, base)
        except ScenarioError as error:
            if programmes is not None:
                raise
            left_out[label] = str(error)
    if not space.outcome.is_timed:
        longest = max(space.horizon, *(one.horizon for one in found.values()))
        found = {name: one.replace({"context.horizon": longest}) for name, one in found.items()}
    return found, left_out


class _Tally:
    """Adds up the runs of several stages for one bar."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._before = progress, total, 0

    def stage(self) -> Callable[[int, int], None]:
        """Whom a stage tells."""
        before = self._before

        def tell(done: int, of: int) -> None:
            self._before = before + done
            self._progress(min(self._before, self._total), self._total)

        return tell

    def finish(self) -> None:
        """All is done, though a front may have been shorter than it could be."""
        self._progress(self._total, self._total)
