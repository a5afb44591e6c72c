"""What one single change can be made to: each lever of the mandate, from the start or from where it changes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from outlast.analysis.numbers import nice
from outlast.parameters import DECLARATIONS, Choice, Spec
from outlast.runs.values import CHOICE, NUMBER, Value, declared, kind_of
from outlast.scenario import Scenario
from outlast.scenario.names import VAGUENESS, components
from outlast.scenario.record import AFTERMATH, LEAST_HORIZON
from outlast.scenario.settling import put, reach
from outlast.simulation.points import is_column

# A number is found to a thousandth of its declared range, or the next handy step above that.
STEPS = 1000
# Steps between the values that are tried first: of a quantity that many runs can share a packing for, and of others.
COARSE, COARSER = 10, 40
# So near to what stands every step is tried.
NEAR = 10
# Not the centre's to set; tried apart.
CIRCUMSTANCES = (
    "context.prior_ties", "context.members", "context.members_spread", "context.reorganisations.hazard",
)  # fmt: skip
# These move the last central pound, and so the end of what has to be simulated.
TIMED = (
    *("mandate.grant", "mandate.duration", "mandate.taper"),
    *("mandate.successor.chance", "mandate.successor.grant", "mandate.successor.duration"),
)


@dataclass(frozen=True, slots=True)
class Lever:
    """One number, whole number or choice that a scenario sets, and the values that it can take.

    `quarter` is the one from which the value holds (0: the start), `until` the one in which the scenario itself sets
    another, None for never; `is_change` tells a value that is set by a `[[change]]`. `step` is the resolution, `coarse`
    how many steps lie between the values that are tried first.
    """

    key: str
    quarter: int
    until: int | None
    is_change: bool
    stands: Value
    kind: str
    low: float
    high: float
    step: float
    coarse: int
    unit: str
    says: str
    names: tuple[str, ...] = ()

    @property
    def is_context(self) -> bool:
        """Whether it is a circumstance, not a lever of the mandate."""
        return self.key in CIRCUMSTANCES

    @property
    def name(self) -> str:
        """The dotted name, with the quarter from which it holds where that is not the start."""
        return f"{self.key}@{self.quarter}" if self.quarter else self.key

    @property
    def keys(self) -> tuple[str, ...]:
        """The quantities that it sets: itself, or the components that a shorthand stands for."""
        return tuple(components(VAGUENESS)) if self.key == VAGUENESS else (self.key,)

    def place(self, value: Value) -> float:
        """A number in steps from the lower end of the range."""
        return (float(value) - self.low) / self.step

    def at(self, place: int) -> Value:
        """The value at a whole number of steps, as anyone would type it."""
        value = round(self.low + place * self.step, 10)
        return value if self.kind == NUMBER else int(value)

    @property
    def places(self) -> int:
        """The number of the last step within the range."""
        return math.floor((self.high - self.low) / self.step + 1e-9)

    def share(self, value: Value) -> float:
        """How much of the declared range lies between what stands and a value; all of it for another choice."""
        if self.kind == CHOICE:
            return 1.0
        return abs(float(value) - float(self.stands)) / (self.high - self.low)

    def overrides(self, scenario: Scenario, value: Value, after: int) -> dict[str, Value]:
        """What is set by dotted name for another value at the opening, and a longer horizon where it takes one."""
        return dict.fromkeys(self.keys, value) | self._longer(scenario, value, after)

    def applied(self, scenario: Scenario, value: Value, after: int) -> Scenario:
        """The scenario with this one change, its horizon long enough for a judgement so many quarters after funding.

        Raises ScenarioError where the value contradicts another.
        """
        if not self.is_change:
            return scenario.replace(self.overrides(scenario, value, after))
        longer = self._longer(scenario, value, after)
        found = scenario.replace(longer) if longer else scenario
        for key in self.keys:
            found = found.with_change(self.quarter, key, value)
        return found

    def _longer(self, scenario: Scenario, value: Value, after: int) -> dict[str, Value]:
        """The quarters to simulate, where the horizon would end before the judgement."""
        if self.key not in TIMED:
            return {}
        end = longest = 0
        for start, mandate in scenario.stages:
            if self.quarter <= start and (self.until is None or start < self.until):
                mandate = put(mandate, self.key.removeprefix("mandate."), value)
            end = max(end, mandate.duration + mandate.taper)
            longest = max(longest, mandate.successor.duration if mandate.successor.chance > 0.0 else 0)
        fixed = scenario.settings.context.horizon
        needed = end + longest + after
        if needed <= (fixed or max(LEAST_HORIZON, end + AFTERMATH)):
            return {}
        most = DECLARATIONS["context.horizon"].spec.high  # type: ignore[union-attr]
        return {"context.horizon": min(int(most), needed)}


def levers_of(scenario: Scenario) -> list[Lever]:
    """Every lever of the mandate as the scenario sets it, in order of declaration: the openings, then its changes.

    Vagueness as a whole stands first where its three components are alike.
    """
    keys = [VAGUENESS, *(key for key in DECLARATIONS if key.startswith("mandate."))]
    found = [lever for key in keys if (lever := _opening(scenario, key))]
    return [*found, *_changing(scenario, keys)]


def circumstances_of(scenario: Scenario) -> list[Lever]:
    """What is not in the centre's hands; prior ties that a roster lists are no density."""
    listed = scenario.roster is not None and any(entry.prior_ties for entry in scenario.roster)
    keys = [key for key in CIRCUMSTANCES if not (listed and key == "context.prior_ties")]
    return [lever for key in keys if (lever := _opening(scenario, key))]


def _opening(scenario: Scenario, key: str) -> Lever | None:
    """The value that holds from the start; None where the components of a shorthand differ."""
    parts = _parts(key)
    opening = scenario.mandate_at(0)
    settings = scenario.settings._replace(mandate=opening)
    values = {reach(settings, part) for part in parts}
    if len(values) > 1:
        return None
    own = [change for change in scenario.changes if change.key in parts]
    later = [change.quarter for change in own if change.quarter > 0]
    # A change in quarter 0 is what the scenario opens with.
    first = any(change.quarter == 0 for change in own)
    return _lever(scenario, key, 0, min(later, default=None), values.pop(), is_change=first)


def _changing(scenario: Scenario, keys: list[str]) -> Iterator[Lever]:
    """The values that hold from a later quarter on, in order of time."""
    for quarter in sorted({change.quarter for change in scenario.changes if change.quarter > 0}):
        now = {change.key: change.value for change in scenario.changes if change.quarter == quarter}
        for key in keys:
            parts = _parts(key)
            if all(part in now for part in parts) and len({now[part] for part in parts}) == 1:
                later = [c.quarter for c in scenario.changes if c.key in parts and c.quarter > quarter]
                yield _lever(scenario, key, quarter, min(later, default=None), now[parts[0]], is_change=True)


def _lever(scenario: Scenario, key: str, quarter: int, until: int | None, stands: Value, *, is_change: bool) -> Lever:
    entry = declared(key, key)
    kind, spec = kind_of(entry), entry.spec
    if isinstance(spec, Choice):
        return Lever(key, quarter, until, is_change, stands, kind, 0, 1, 1, 1, "", spec.says, tuple(spec.names))
    assert isinstance(spec, Spec)
    step = 1.0 if kind != NUMBER else nice((spec.high - spec.low) / STEPS)
    shared = not is_change and all(is_column(scenario, part) for part in _parts(key))
    coarse = 1 if kind != NUMBER else COARSE if shared else COARSER
    low, high = float(spec.low), float(spec.high)
    if key.startswith("mandate.successor.") and not any(one.successor.chance > 0.0 for _, one in scenario.stages):
        # A successor takes its chance, its grant and its quarters together: one alone changes nothing.
        coarse = STEPS
    return Lever(key, quarter, until, is_change, stands, kind, low, high, step, coarse, spec.unit, spec.says)


def _parts(key: str) -> list[str]:
    return components(VAGUENESS) if key == VAGUENESS else [key]
