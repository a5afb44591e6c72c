"""A study of sensitivity from a scenario to its findings: which runs a method needs, and where they go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from outlast.analysis.sensitivity.indices import FEWEST
from outlast.analysis.sensitivity.methods import CURVES, LEVERS, design_kind, method_of, samples_of
from outlast.analysis.sensitivity.responses import Failed, check_failing
from outlast.analysis.sensitivity.study import FEWEST_RESAMPLES, MOST_RESAMPLES, Study, analyse
from outlast.runs import arguments
from outlast.runs.conduct import Tell, choose_design, run_sweep, silent
from outlast.runs.designs import MOST_POINTS, OAT
from outlast.runs.enlarging import apart_from_samples
from outlast.runs.estimates import FUNDING_END
from outlast.runs.factors import Factor, read_vary
from outlast.runs.folder import short
from outlast.runs.gathering import DECISIVE
from outlast.runs.layouts import in_steps
from outlast.runs.sweep import Sweep
from outlast.scenario import Scenario, load_scenario

# Enough to tell noise from parameters; what the share of noise is after that, every study says. assumed
REPLICATES = 10
RESAMPLES = 1000
LARGEST_DESIGN_SEED = 2**31 - 1


def sensitivity(
    scenario: Scenario | Path | str,
    method: str,
    vary: Mapping[str, Any] | Sequence[str | Factor] | str | None = None,
    *,
    outcome: str | Sequence[str] = (),
    samples: int | None = None,
    replicates: int = REPLICATES,
    over_time: str | Sequence[str] = (),
    failed: Failed = "stop",
    resamples: int = RESAMPLES,
    seed: int = 1,
    design_seed: int = 1,
    workers: int | None = None,
    dask: str | None = None,
    out: Path | str | None = None,
    resume: bool = True,
    progress: Tell = silent,
) -> Study:
    """Run and analyse a design, as `outlast sensitivity` does; `outlast.figures` draws what comes back.

    Parameters:
        scenario: a checked scenario, a path or a shipped name.
        method: `oat` (curves), `morris` (screening), `sobol` (shares of variance), `pawn` or `delta` (distributions).
        vary: as for `outlast.sweep`; the main levers and prior ties, over all that is declared, if None.
        outcome: columns of the run table to explain; `self_sustaining_8` unless told, and for curves
            `alive_at_funding_end` beside it.
        samples: base points of `sobol`, trajectories of `morris`, points of `pawn` and `delta`, base points of `oat`
            beside the scenario's own; a few if None.
        replicates: runs at each point, all on the same luck.
        over_time: columns of the table of quarters to explain quarter by quarter.
        failed: what to do about runs that failed or have no value: `stop`, or `drop` the blocks they stand in.
        resamples: of the bootstrap behind the intervals.
        seed: of the first replicate; the others follow it.
        design_seed: of the design and of the intervals.
        workers: threads; as many as there are cores if None.
        dask: address of a Dask scheduler, in place of threads.
        out: the folder of the runs; results/sensitivity-… if None.
        resume: go on with what the folder holds, and enlarge it where more samples or replicates are asked for.
        progress: called with (done, failed, planned).

    Raises:
        ScenarioError: bad input; nothing is written.
        FailedRunsError: runs failed or have no value, and nobody said that they may be left out; the runs are kept.
        SweepHaltedError: the disk is full or the cluster is lost; what was finished is kept.
    """
    method_of(method)
    check_failing(failed)
    arguments.whole_number("--resamples", resamples, FEWEST_RESAMPLES, MOST_RESAMPLES)
    how: dict[str, Any] = {
        "workers": arguments.workers(workers, dask),
        "dask": arguments.dask(dask),
        "resume": arguments.resume(resume),
        "progress": arguments.progress(progress),
    }
    place = arguments.out(out)
    asked = arguments.texts("--outcome", outcome, "the name of an outcome, or a list of them")
    courses = arguments.texts("--over-time", over_time, "the name of a course over the quarters, or a list of them")
    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    wanted = runs_of(
        chosen,
        method,
        vary,
        outcome=asked,
        samples=samples,
        replicates=arguments.replicates_at_each(replicates),
        over_time=courses,
        seed=arguments.seed(seed),
        design_seed=design_seed,
    )
    store = run_sweep(wanted, folder_of(wanted, method) if place is None else place, enlarging=True, **how)
    assert store is not None
    return analyse(store, method, outcomes_of(method, asked, wanted), failed, resamples, design_seed, courses)


def runs_of(
    scenario: Scenario,
    method: str,
    vary: Mapping[str, Any] | Sequence[str | Factor] | str | None,
    *,
    outcome: Sequence[str] = (),
    samples: int | None,
    replicates: int,
    over_time: Sequence[str],
    seed: int,
    design_seed: int,
) -> Sweep:
    """The sweep that a method needs; raises ScenarioError."""
    # From 1: what SALib resamples with takes 0 for no seed at all.
    arguments.whole_number("--design-seed", design_seed, 1, LARGEST_DESIGN_SEED)
    if samples is not None:
        least = FEWEST.get(method, 0)
        arguments.whole_number("--samples", samples, least, MOST_POINTS)
    kind = design_kind(method, samples)
    factors = read_vary(list(LEVERS) if vary is None else vary)
    if kind == OAT:
        # A curve through its two ends would not show where it tips.
        factors = tuple(in_steps(factor) for factor in factors)
    design = choose_design(scenario, factors, kind, samples_of(method, samples), design_seed)
    return Sweep(
        scenario,
        design,
        replicates,
        outcomes=tuple(outcome),
        seed=seed,
        details=("quarter",) if over_time else (),
        courses=tuple(dict.fromkeys(over_time)),
    )


def outcomes_of(method: str, asked: Sequence[str], wanted: Sweep) -> tuple[str, ...]:
    """What is explained: as asked, or the sweep's first outcome; of curves the end of funding is wanted beside it."""
    usual = (wanted.asked[0], FUNDING_END) if method == CURVES else wanted.asked[:1]
    return tuple(asked) or usual


def folder_of(wanted: Sweep, method: str) -> Path:
    """Where the runs go unless told: the same place for a design of any size, so that a larger one finds the runs."""
    settings = wanted.settings
    scenario, design = settings["scenario"], settings["design"]
    decisive = settings | {
        "scenario": {name: scenario[name] for name in DECISIVE},
        "design": apart_from_samples(design),
    }
    for name in ("replicates", "earlier"):
        decisive.pop(name)
    digest = short(decisive)
    return Path("results") / f"sensitivity-{method}-{wanted.scenario.name}-{digest}"
