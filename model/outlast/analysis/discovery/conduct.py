"""A discovery from a finished sweep to its findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from outlast.analysis.discovery.cases import Cases
from outlast.analysis.discovery.covering import covering
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.exploring import Rules, explore
from outlast.analysis.discovery.halving import halvings as halvings_of
from outlast.analysis.discovery.reading import Read, read_cases
from outlast.analysis.discovery.tabulating import Failed
from outlast.analysis.discovery.theories import judgeable, theories_of
from outlast.analysis.discovery.trees import agreement, tree_of
from outlast.runs import arguments
from outlast.runs.provenance import checksum
from outlast.runs.store import Store
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.wording import described

MOST_BOXES, FEWEST_HALVINGS, MOST_HALVINGS = 10, 2, 1000
LARGEST_SEED = 2**31 - 1
USUAL = Rules()

Tell = Callable[[int, int], None]


def discover(
    store: Store | Path | str,
    outcome: str | None = None,
    above: float | None = None,
    below: float | None = None,
    *,
    factors: Sequence[str] | str = (),
    density: float | None = None,
    boxes: int = USUAL.boxes,
    peel: float = USUAL.peel,
    mass: float = USUAL.mass,
    halvings: int = USUAL.halvings,
    failed: Failed = "stop",
    seed: int = USUAL.seed,
    progress: Tell | None = None,
) -> Discovery:
    """Find the conditions under which an outcome is above (or below) a value, as `outlast discover` does.

    A case is a point of the sweep's design, with the mean of its replicates (where an ensemble gives them several
    theories, a point under one of them). Conditions are boxes of PRIM, and the
    leaves of a tree; each is judged on cases that it was not found in, and under each theory of vagueness, if the sweep
    varied or drew it. `outlast.save_discovery` writes what comes back.

    Parameters:
        store: a finished sweep, or its folder.
        outcome: a column of the run table; the sweep's first outcome if None.
        above: cases with a mean above it are of interest, in the unit of the outcome (0.5 for half of a share); what a
            quarter of the cases are above if None.
        below: the same for what is wanted low; not together with `above`.
        factors: what conditions may limit (a table stands for all that was varied of it); all but the theory if empty.
        density: the least density that is wanted of a condition: the one with most coverage is told then, in place of
            that with the largest harmonic mean of both.
        boxes: the most conditions that are told, each of the cases that those before it leave.
        peel: the part of the cases that PRIM takes off at a time.
        mass: the least part of all cases that a condition holds.
        halvings: random halvings of the cases, in which each half is judged by what the other gave.
        failed: what to do about runs that failed or have no value: `stop`, or `drop` the points they stand in.
        seed: of the halvings and of the folds of the tree.
        progress: called with (done, of).

    Raises:
        ScenarioError: bad input, or too few cases of either kind.
        FailedRunsError: runs failed or have no value, and nobody said that they may be left out.
    """
    rules = checked(boxes, peel, mass, halvings, seed, density)
    own = store if isinstance(store, Store) else Store(store)
    read = read_cases(own, outcome, above, below, factors, failed)
    found = discovery_of(read.cases, rules, own.scenario, progress)
    table = read.table
    facts = {
        "folder": str(own.folder),
        "design": own.manifest["design"],
        "points": len(set(table.point.tolist())),
        "members": table.members,
    }
    settings = _settings(own, read, rules, failed)
    return replace(found, dropped=table.dropped, still=read.still, settings=settings, facts=facts)


def settings_of(
    store: Store,
    outcome: str | None,
    above: float | None,
    below: float | None,
    factors: Sequence[str] | str,
    *,
    failed: Failed,
    **rules: Any,
) -> dict[str, Any]:
    """What decides every number of a discovery, before it is made; raises as `discover`."""
    return _settings(store, read_cases(store, outcome, above, below, factors, failed), checked(**rules), failed)


def _settings(store: Store, read: Read, rules: Rules, failed: Failed) -> dict[str, Any]:
    question = read.cases.question
    return {
        "sweep": {
            "design": store.manifest["settings"]["design"]["digest"],
            "runs": checksum(store.folder / "runs.parquet"),
        },
        "outcome": question.outcome,
        "above" if question.above else "below": question.value,
        "factors": list(read.cases.keys),
        "failed": failed,
        **asdict(rules),
    }


def discovery_of(cases: Cases, rules: Rules, scenario: Scenario, progress: Tell | None = None) -> Discovery:
    """All that is found in some cases."""
    judged = judgeable(cases) if len(cases.theories) > 1 else ()
    split = halvings_of(cases, rules.halvings, rules.seed)
    of = 2 * rules.halvings + 2
    tell = progress or (lambda done, of: None)
    first = explore(cases, rules, judged)
    tell(1, of)
    halves = []
    for half in split.halves():
        halves.append(explore(half, rules, judged))
        tell(len(halves) + 1, of)
    conditions, why = covering(cases, first, split, halves, rules)
    theories = theories_of(cases, first, split, halves, rules.density)
    tree = tree_of(cases, rules.mass, rules.seed)
    found = Discovery(cases, rules, first.whole, tuple(conditions), why, theories, tree, None, scenario)
    tell(of, of)
    return replace(found, agreement=agreement(cases, tree, found.covered))


def checked(boxes: int, peel: float, mass: float, halvings: int, seed: int, density: float | None = None) -> Rules:
    """The rules, each number in its range; raises ScenarioError."""
    return Rules(
        peel=_part("--peel", peel, 0.005, 0.5),
        mass=_part("--mass", mass, 0.005, 0.5),
        boxes=arguments.whole_number("--boxes", boxes, 1, MOST_BOXES),
        density=None if density is None else _part("--density", density, 0.0, 1.0),
        halvings=arguments.whole_number("--halvings", halvings, FEWEST_HALVINGS, MOST_HALVINGS),
        seed=arguments.whole_number("--seed", seed, 0, LARGEST_SEED),
    )


def _part(option: str, value: float, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ScenarioError(f"{option}: found {described(value)}, but allowed is a share from {low:g} to {high:g}")
    return float(value)
