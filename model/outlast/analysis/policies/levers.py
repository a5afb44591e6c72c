"""The space of mandates that is searched: levers over their ranges, whole numbers whole, names as names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from outlast.analysis.numbers import counted
from outlast.analysis.policies.designs import HORIZON, MANDATE
from outlast.analysis.policies.quantities import Quantity
from outlast.outcomes.judgement import LATE
from outlast.parameters import DECLARATIONS
from outlast.runs.factors import Factor, overrides_of, read_vary
from outlast.runs.values import WHOLE, as_typed
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.names import VAGUENESS, components
from outlast.scenario.settling import reach

# What is searched unless told. Assistance and pressure are left as the scenario has them: they cost the centre nothing
# in the model, so that a search would only ever say how much of them is good.
LEVERS = (
    "mandate.vagueness.purpose=0:1",
    "mandate.vagueness.structure=0:1",
    "mandate.vagueness.evaluation=0:1",
    "mandate.grant=10:300",
    "mandate.duration=4:40",
    "mandate.taper=0:12",
    "mandate.match=0:1",
)
# Levers that cannot all be combined: their ends are tried before anything is simulated.
TOGETHER = (
    "mandate.grant", "mandate.duration", "mandate.taper", "mandate.match", "mandate.growth",
    "mandate.successor.chance", "mandate.successor.duration",
)  # fmt: skip

Point = dict[str, Any]


@dataclass(frozen=True)
class Space:
    """The levers that are searched, and the scenario that has all others; points are mandates by dotted name."""

    scenario: Scenario
    factors: tuple[Factor, ...]
    outcome: Quantity

    @property
    def keys(self) -> tuple[str, ...]:
        """The levers as they are varied."""
        return tuple(factor.key for factor in self.factors)

    @property
    def dropped(self) -> list[str]:
        """Levers that change in time in the scenario, and in the search are the same throughout."""
        own = {part for key in self.keys for part in (key, *components(key))}
        return sorted({change.key for change in self.scenario.changes if change.key in own})

    @property
    def base(self) -> Scenario:
        """The scenario without the changes in time of levers that are searched."""
        gone = self.dropped
        return replace(self.scenario, changes=tuple(one for one in self.scenario.changes if one.key not in gone))

    def mandate(self, values: Mapping[str, Any]) -> Point:
        """Values as the search has them (a place among levels, or a number) as levers of their declared types.

        No lever leaves its range, whatever the search does; whole numbers are whole, others have two or three digits.
        """
        found: Point = {}
        for factor in self.factors:
            value = values[factor.key]
            if factor.values is not None:
                found[factor.key] = factor.values[int(value)]
                continue
            low, high = factor.range
            # In steps of a hundredth or so of the range: what is read of a mandate is what was run.
            digits = 2 - math.floor(math.log10(high - low))
            number = round(float(value)) if factor.kind == WHOLE else round(float(value), digits)
            found[factor.key] = min(max(number, low), high)
        return found

    def levers(self, mandate: Mapping[str, Any]) -> Point:
        """A mandate as what a run sets: shorthands written out, and as few quarters as its judgement needs."""
        found: Point = {}
        for key, value in overrides_of(mandate).items():
            found |= dict.fromkeys(components(key), value) if key == VAGUENESS else {key: value}
        own = {key: found.get(key, self._own(key)) for key in ("mandate.duration", "mandate.taper")}
        later = max((m.duration + m.taper for _, m in self.base.stages[1:]), default=0)
        return found | {HORIZON: self._horizon(max(sum(own.values()), later), found)}

    def ends(self) -> int:
        """The latest quarter at which any mandate of the space ends."""
        longest = {"mandate.duration": 0, "mandate.taper": 0}
        for key in longest:
            factor = next((one for one in self.factors if one.key == key), None)
            longest[key] = int(self._own(key) if factor is None else max(factor.values or factor.range))
        return max(sum(longest.values()), *(m.duration + m.taper for _, m in self.base.stages))

    def _own(self, key: str) -> Any:
        mandate = self.base.settings.mandate
        return getattr(mandate, key.removeprefix(MANDATE))

    def _horizon(self, ends: int, found: Mapping[str, Any]) -> int:
        """Quarters to simulate: to the judgement and no further, but all alike where the outcome is of the horizon."""
        if not self.outcome.is_timed:
            return self.horizon
        successor = max(int(found.get("mandate.successor.duration", 0)), self.base.settings.mandate.successor.duration)
        listed = [*self.base.settings.context.reorganisations.scheduled, *(one.quarter for one in self.base.changes)]
        return max(ends + successor + LATE, *(quarter + 1 for quarter in listed), 12)

    @property
    def horizon(self) -> int:
        """Quarters that all mandates are simulated for where the outcome is judged at the horizon."""
        own = self.base.settings.context.horizon
        return max(own or 40, self.ends() + LATE)


def space_of(scenario: Scenario, vary: Any, outcome: Quantity) -> Space:
    """The space of mandates around a scenario; raises ScenarioError for what is no lever, and for contradictions.

    Parameters:
        scenario: has the context and whatever is not varied.
        vary: as for `outlast.sweep`; LEVERS if nothing is given.
        outcome: decides how long a run has to be.
    """
    factors = read_vary(vary or LEVERS)
    for factor in factors:
        if not factor.key.startswith(MANDATE):
            raise ScenarioError(
                f"--vary {factor.key}: a frontier is of mandates, so that only levers can be varied; allowed are "
                f"names in mandate (see: outlast parameters mandate). For anything else take outlast sweep."
            )
    found = Space(scenario, factors, outcome)
    _check_ends(found)
    return found


def variables_of(space: Space) -> dict[str, Any]:
    """The levers as variables of the library that searches; levels are searched by their place."""
    from pymoo.core.variable import Choice, Integer, Real

    found: dict[str, Any] = {}
    for factor in space.factors:
        if factor.values is not None:
            count = len(factor.values)
            # Names have no order, so that no name lies between two others.
            named = isinstance(factor.values[0], str | bool)
            found[factor.key] = Choice(options=list(range(count))) if named else Integer(bounds=(0, count - 1))
        elif factor.kind == WHOLE:
            low, high = factor.range
            found[factor.key] = Integer(bounds=(int(low), int(high)))
        else:
            found[factor.key] = Real(bounds=factor.range)
    return found


def mandate_in_words(mandate: Mapping[str, Any]) -> str:
    """A mandate as it would be told: £63k a quarter for 21 quarters, then a taper of 4, vagueness of purpose 0.4."""
    rest = dict(mandate)
    parts = []
    paid = []
    if (grant := rest.pop("mandate.grant", None)) is not None:
        paid.append(f"£{grant:.6g}k a quarter")
    if (duration := rest.pop("mandate.duration", None)) is not None:
        paid.append(f"for {counted(int(duration), 'quarter')}")
    if paid:
        parts.append(" ".join(paid))
    if (taper := rest.pop("mandate.taper", None)) is not None:
        parts.append(f"then a taper of {int(taper)}" if taper else "then a cliff")
    vague = [(key, rest.pop(key)) for key in components(VAGUENESS) if key in rest]
    if vague:
        parts.append("vagueness " + ", ".join(f"{value:.6g} of {key.rpartition('.')[2]}" for key, value in vague))
    for key, value in rest.items():
        name = key.removeprefix(MANDATE).replace("_", " ").replace(".", " ")
        parts.append(f"{name} {as_typed(value) if isinstance(value, str | bool) else f'{value:.6g}'}")
    return ", ".join(parts)


def _check_ends(space: Space) -> None:
    """Try the ends of levers that may contradict each other; raises ScenarioError that names the range."""
    some = [factor for factor in space.factors if factor.key in TOGETHER]
    for values in product(*(_ends(factor) for factor in some)):
        point = dict(zip([factor.key for factor in some], values, strict=True))
        try:
            space.base.replace(overrides_of(point) | {HORIZON: max(space.ends() + LATE, 40)})
        except ScenarioError as error:
            at = ", ".join(f"{key} = {as_typed(value)}" for key, value in point.items())
            raise ScenarioError(f"--vary: the search could come to {at}. {error} Narrow the ranges.") from None


def _ends(factor: Factor) -> Sequence[Any]:
    if factor.values is not None:
        return factor.values if isinstance(factor.values[0], str | bool) else (min(factor.values), max(factor.values))
    return factor.range


def held(space: Space, mandate: Scenario) -> list[str]:
    """Levers that the search does not vary in which another mandate differs from the scenario's."""
    varied = {part for key in space.keys for part in (key, *components(key))}
    keys: Iterable[str] = (key for key in DECLARATIONS if key.startswith(MANDATE) and key not in varied)
    return [key for key in keys if reach(mandate.settings, key) != reach(space.base.settings, key)]
