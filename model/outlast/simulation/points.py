"""Many points of a design in one call of the compiled engine: a scenario packed once, and its columns set anew.

A point sets some quantities of a scenario by dotted name. Most of them (numbers of rules, switches between theories,
levers) are columns of the records that the kernels read, and are put there for all points at once. Those that decide
how large a world is, or that could contradict another value, go through `Scenario.replace`, once for each combination.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from outlast.parameters import DECLARATIONS, Choice, Settings, switches
from outlast.parameters.structure import Structure
from outlast.population import region_keys
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.settling import reach
from outlast.simulation.compiled.arrays import MANDATE, SETTINGS, Case
from outlast.simulation.compiled.needs import regional_needs
from outlast.simulation.compiled.run import pack, run_cases

# Levers and circumstances that are a column as they stand; the rest of their tables is packed anew.
LEVERS = {
    "mandate.vagueness.purpose": "purpose",
    "mandate.vagueness.structure": "structure",
    "mandate.vagueness.evaluation": "evaluation",
    "mandate.grant": "grant",
    "mandate.match": "match",
    "mandate.assistance": "assistance",
    "mandate.pressure": "pressure",
    "mandate.early_cancel": "early_cancel",
}
CIRCUMSTANCES = {"context.prior_ties": "prior_ties", "context.reorganisations.hazard": "hazard"}
MATCH, GRANT = "mandate.match", "mandate.grant"
PAID = {MATCH, GRANT}
# These decide the room that a world takes, or can contradict another value.
APART = {
    "rules.activity.at_once",
    "rules.opening.founders",
    "rules.opening.share_nhs",
    "rules.opening.share_university",
    "output.twin",
    "output.none_below",
    "output.full_from",
}
# Cases kept for the next call: a design crosses few of those that are packed apart, or has many, each met once.
KEPT = 256

Values = Mapping[str, Any]


class Batch(NamedTuple):
    """Points that agree on the size of their worlds, packed together."""

    scenario: Scenario  # the first of them, as far as it was packed apart
    places: np.ndarray  # (point,): which of the points they are
    cases: Case
    twin_cases: Case


Apart = tuple[tuple[str, Any], ...]


class Outcome(NamedTuple):
    """What some runs of one batch gave."""

    scenario: Scenario
    runs: np.ndarray  # (run,): which of the runs they are
    finals: np.ndarray
    trace: np.ndarray | None
    twin_finals: np.ndarray | None
    twin_trace: np.ndarray | None
    needs: np.ndarray  # (run, region, topic)


class Packer:
    """A scenario, and the cases that were packed from it; one for each sweep and process."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._packed: dict[Apart, tuple[Scenario, Case, Case]] = {}

    def batches(self, points: Sequence[Values]) -> tuple[list[Batch], dict[int, str]]:
        """The points packed, and the places of those that cannot be with the reason.

        A point maps dotted names to values of their declared types; all of them set the same names.
        """
        groups: dict[Apart, list[int]] = {}
        for place, values in enumerate(points):
            groups.setdefault(self._apart(values), []).append(place)
        batches: list[Batch] = []
        faults: dict[int, str] = {}
        for apart, places in groups.items():
            try:
                scenario, case, twin_case = self._pack(apart)
            except ScenarioError as error:
                faults |= dict.fromkeys(places, str(error))
                continue
            own = [points[place] for place in places]
            columns = {key: [values[key] for values in own] for key in own[0] if key not in dict(apart)}
            settings, mandates = case.settings.repeat(len(own)), case.mandates.repeat(len(own), axis=0)
            for key, column in columns.items():
                put_column(settings, mandates, key, column)
            nothing = twin_case.mandates.repeat(len(own), axis=0)
            batches.append(
                Batch(
                    scenario,
                    np.array(places),
                    case._replace(settings=settings, mandates=mandates),
                    twin_case._replace(settings=settings, mandates=nothing),
                )
            )
        return batches, faults

    def _apart(self, values: Values) -> Apart:
        """What of a point must go through the scenario's own checks."""
        apart = {key for key in values if not is_column(self.scenario, key)}
        # Match money with nothing to match is refused, so that such a point goes whole.
        match, grant = (values.get(key, reach(self.scenario.settings, key)) for key in (MATCH, GRANT))
        if match > 0.0 and grant == 0.0:
            apart |= PAID & set(values)
        return tuple((key, values[key]) for key in values if key in apart)

    def _pack(self, apart: Apart) -> tuple[Scenario, Case, Case]:
        found = self._packed.get(apart)
        if found is None:
            overrides = dict(apart)
            scenario = self.scenario.replace(overrides) if overrides else self.scenario
            found = (scenario, *pack(scenario))
            # Another thread may clear at any moment what this one has just put there.
            if len(self._packed) >= KEPT:
                self._packed.clear()
            self._packed[apart] = found
        return found


@cache
def _is_column(key: str) -> bool:
    if key.startswith(("rules.", "output.")):
        return key not in APART
    return key in LEVERS or key in CIRCUMSTANCES or key.startswith("structure.")


def is_column(scenario: Scenario, key: str) -> bool:
    """Whether a quantity is a column of the records, whatever its value; not a lever that changes in this scenario."""
    changing = {change.key for change in scenario.changes}
    # Match money is held against the grant in every quarter, so that a change of one concerns the other.
    return _is_column(key) and key not in changing and not (key in PAID and changing & PAID)


def put_column(settings: Any, mandates: Any, key: str, values: Sequence[Any]) -> None:
    """Set a quantity of all cases (their records are (case,) and (case, quarter)) to the values of a column."""
    if key in LEVERS:
        mandates[LEVERS[key]] = np.array(values, MANDATE[LEVERS[key]])[:, None]
    elif key in CIRCUMSTANCES:
        settings["country"][CIRCUMSTANCES[key]] = values
    elif key.startswith("structure."):
        for name, codes in _codes(key.removeprefix("structure."), values).items():
            settings["switches"][name] = codes
    else:
        place, record = settings, SETTINGS
        names = key.split(".")
        for depth, name in enumerate(names):
            if record.names is None:
                # Quantities of sectors and of topics are arrays, in the order of their declaration.
                place = place[:, _position(names[:depth], name)]
                continue
            place, record = place[name], record[name].base
        place[...] = values


def _position(table: Sequence[str], name: str) -> int:
    """The place of a name among those declared beside it."""
    beside: Any = Settings()
    for part in table:
        beside = getattr(beside, part)
    return beside._fields.index(name)


def _codes(field: str, values: Sequence[Any]) -> dict[str, list[Any]]:
    """The switches that a column of one structural choice sets."""
    spec = DECLARATIONS[f"structure.{field}"].spec
    assert isinstance(spec, Choice)
    coded = {value: switches(Structure()._replace(**{field: value})) for value in set(values)}
    names = [name for name in spec.names if name != "none"] if spec.several else [field]
    return {name: [getattr(coded[value], name) for value in values] for name in names}


def run_points(
    packer: Packer, points: Sequence[Values], which: np.ndarray, seeds: Sequence[int], trace: bool = False
) -> tuple[list[Outcome], dict[int, str]]:
    """Run point `which[k]` with seed `seeds[k]`, for every k; what they gave, and the runs that could not be with why.

    Whether a twin runs is for each point's own `output.twin` to say.
    """
    batches, faulty = packer.batches(points)
    faults = {run: faulty[at] for run, at in enumerate(which.tolist()) if at in faulty}
    found: list[Outcome] = []
    for batch in batches:
        row = np.full(len(points), -1)
        row[batch.places] = np.arange(len(batch.places))
        runs = np.flatnonzero(row[which] >= 0)
        own, at = [seeds[run] for run in runs.tolist()], row[which[runs]]
        twin = bool(batch.scenario.settings.output.twin)
        done = run_cases(batch.cases, batch.twin_cases, at, own, twin, trace)
        spreads = batch.cases.settings["rules"]["opening"]["need_spread"][at]
        needs = regional_needs(own, region_keys(batch.scenario), spreads)
        found.append(Outcome(batch.scenario, runs, done.finals, done.trace, done.twin_finals, done.twin_trace, needs))
    return found, faults
