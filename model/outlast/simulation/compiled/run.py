"""Running the compiled engine: a scenario packed into arrays, and the results of many seeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from outlast.outcomes.catalogue import FINALS, TRACE
from outlast.parameters import Mandate, switches
from outlast.population import FIRM, NATIONAL, entries, unmandated
from outlast.scenario import Scenario, ScenarioError
from outlast.simulation.compiled import cache
from outlast.simulation.compiled.arrays import (
    ENTRY,
    FLAG,
    MANDATE,
    NOBODY,
    SETTINGS,
    WHOLE,
    Case,
    empty_convening,
    empty_world,
)
from outlast.simulation.compiled.model import simulate


class Run(NamedTuple):
    """What runs recorded; with a run in front of each shape from `run_many`. The twin's are None without a twin."""

    finals: np.ndarray  # (partnership, FINALS)
    trace: np.ndarray | None  # (quarter, partnership, TRACE); None where it was not asked for
    twin_finals: np.ndarray | None
    twin_trace: np.ndarray | None


def run(scenario: Scenario, seed: int, twin: bool) -> Run:
    """One run to the horizon: what `CollaborationModel` records with this seed, to the last bit."""
    many = run_many(scenario, [seed], twin)
    return Run(*(None if array is None else array[0] for array in many))  # type: ignore[arg-type]


def run_many(scenario: Scenario, seeds: Sequence[int], twin: bool, trace: bool = True) -> Run:
    """A run for each seed, in their order; other threads go on meanwhile.

    Parameters:
        scenario: a checked scenario.
        seeds: whole numbers from 0 to 2^63 - 1.
        twin: also run the same world with no mandate.
        trace: record every quarter (about 10 KB a partnership); the finals need far less room.
    """
    return run_cases(*pack(scenario), np.zeros(len(seeds), WHOLE), seeds, twin, trace)


def run_cases(
    cases: Case, twin_cases: Case, which: np.ndarray, seeds: Sequence[int], twin: bool, trace: bool = True
) -> Run:
    """A run for each seed with the case at its place of `which`; else as `run_many`.

    The cases (and their twins) are those that `pack` gives, their settings and mandates put one below the other; they
    agree on whatever decides how much room a world takes.
    """
    country = cases.settings[0]["country"]
    runs, partnerships = len(seeds), int(country["partnerships"])
    finals = np.empty((runs, partnerships, len(FINALS)))
    quarters = np.empty((runs, int(country["horizon"]) if trace else 0, partnerships, len(TRACE)))
    # Without a twin its arrays are there, but hold nothing: a kernel has one kind of argument.
    twin_finals, twin_quarters = (np.empty_like(array if twin else array[:0]) for array in (finals, quarters))
    world = empty_world(cases)
    simulate(
        cases,
        twin_cases,
        which,
        np.array(seeds, WHOLE),
        bool(twin),
        empty_convening(cases),
        world,
        empty_world(twin_cases) if twin else world,
        finals,
        quarters,
        twin_finals,
        twin_quarters,
    )
    return Run(
        finals, quarters if trace else None, twin_finals if twin else None, twin_quarters if twin and trace else None
    )


def pack(scenario: Scenario) -> tuple[Case, Case]:
    """A scenario as the kernels read it, and the twin's: each a single case.

    Raises:
        ScenarioError: a region has no NHS trust or university that could host, or a roster's names clash.
    """
    settings, context = scenario.settings, scenario.settings.context
    organisations = entries(scenario)
    candidates = candidates_by_region(scenario, organisations)
    table = np.full((len(candidates), max(len(row) for row in candidates)), NOBODY, WHOLE)
    for region, row in enumerate(candidates):
        table[region, : len(row)] = row
    mandates = [scenario.mandate_at(quarter) for quarter in range(scenario.horizon)]
    country = (
        context.partnerships,
        scenario.regions,
        scenario.horizon,
        context.members,
        context.members_spread,
        context.prior_ties,
        context.reorganisations.hazard,
        any(mandate.growth == "grown" for mandate in mandates),
    )
    case = Case(
        settings=np.array([(country, settings.rules, switches(settings.structure), settings.output)], SETTINGS),
        mandates=np.array([[mandate_record(mandate) for mandate in mandates]], MANDATE),
        scheduled=np.array(context.reorganisations.scheduled, WHOLE),
        entries=np.array([entry_record(entry) for entry in organisations], ENTRY),
        candidates=table,
        listed=listed_ties(organisations),
    )
    nothing = mandate_record(unmandated(mandates[0]))
    return case, case._replace(mandates=np.array([[nothing] * scenario.horizon], MANDATE))


def candidates_by_region(scenario: Scenario, organisations: Sequence[Any]) -> list[list[int]]:
    """For each region the places of those that could be invited there."""
    found: list[list[int]] = []
    for region, name in enumerate(scenario.region_names):
        if not any(one.region == region and one.sector != FIRM for one in organisations):
            raise ScenarioError(f"{name} has no NHS trust or university that could host a partnership.")
        found.append([k for k, one in enumerate(organisations) if one.region in (region, NATIONAL)])
    return found


def listed_ties(organisations: Sequence[Any]) -> np.ndarray:
    """The prior ties that a roster lists, as a square table; empty where they are drawn."""
    if all(one.ties is None for one in organisations):
        return np.zeros((0, 0), FLAG)
    return np.array([[other.key in one.ties for other in organisations] for one in organisations], FLAG)


def mandate_record(mandate: Mandate) -> tuple[Any, ...]:
    """A mandate in the order of the fields of MANDATE."""
    return (
        *mandate.vagueness,
        tuple(mandate.aim),
        mandate.grant,
        mandate.duration,
        mandate.taper,
        mandate.match,
        mandate.assistance,
        mandate.pressure,
        mandate.growth == "grown",
        mandate.early_cancel,
        *mandate.successor,
    )


def entry_record(entry: Any) -> tuple[Any, ...]:
    """An entry of the population in the order of the fields of ENTRY."""
    nan = float("nan")
    return (
        entry.key,
        entry.sector,
        entry.region,
        entry.home,
        nan if entry.size is None else entry.size,
        (nan,) * 4 if entry.priorities is None else tuple(entry.priorities),
    )


def is_warm() -> bool:
    """Whether the kernel has been compiled, in this process or on disk."""
    return bool(simulate.signatures) or any(cache.folder().rglob("model.simulate-*.nbi"))  # type: ignore[attr-defined]


def warm_up(notify: Callable[[str], None] = lambda message: None) -> None:
    """Have the kernel ready; `notify` is told first where it must be compiled, which takes about a minute, once."""
    if not is_warm():
        notify("Compiling the model, once: about a minute.")
    run_many(Scenario(), [], twin=True)
