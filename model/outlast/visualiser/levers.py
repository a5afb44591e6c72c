"""The levers as controls: everything that a slider or a choice says is derived from the declarations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from outlast.analysis.numbers import nice
from outlast.parameters import DECLARATIONS, Choice, Declaration
from outlast.runs.values import CHOICE, WHOLE, Value, declared, kind_of
from outlast.scenario import Scenario, load_scenario
from outlast.scenario.names import THEORY, VAGUENESS, components
from outlast.scenario.settling import reach

# What a facilitator may move, in the order of the page.
LEVERS = (
    *(VAGUENESS, "mandate.grant", "mandate.duration", "mandate.taper", "mandate.match"),
    *("mandate.assistance", "mandate.pressure", "context.prior_ties", "context.reorganisations.hazard"),
)
THREE = tuple(components(VAGUENESS))
# Whose values are marked on the sliders, so that a room sees where the clusters of 2010-13 stood.
MARKED, MARK = "hiec", "HIEC"
# What is drawn before quarter 0 cannot be changed while a world runs.
OPENING = ("context.", "structure.")
# A slider has at most about this many places.
PLACES = 400


@dataclass(frozen=True, slots=True)
class Lever:
    """A control: `says` what it moves, `meaning` in full for whoever hovers, and the values that it can take."""

    key: str
    says: str
    meaning: str
    unit: str
    kind: str
    low: float
    high: float
    step: float
    choices: tuple[str, ...] = ()

    @property
    def live(self) -> bool:
        """Whether it can be moved while a world runs."""
        return not self.key.startswith(OPENING)

    def shown(self, value: Value) -> str:
        """A value with its unit, as a reader meets it: £130k per partnership per quarter."""
        number = self.bare(value)
        if self.unit.startswith("£k"):
            return f"£{number}k{self.unit.removeprefix('£k')}"
        if self.unit.startswith("£ "):
            return f"£{number}{self.unit.removeprefix('£')}"
        return f"{number} {self.unit}".rstrip()

    def bare(self, value: Value) -> str:
        """A value by itself."""
        if self.kind == CHOICE or isinstance(value, str | bool):
            return str(value)
        return f"{value:,.0f}" if self.kind == WHOLE or self.step >= 1 else f"{value:.2f}"

    def place(self, value: float) -> float:
        """Where a value stands on the slider, from 0 at its left to 1 at its right."""
        return (value - self.low) / (self.high - self.low)


def lever(key: str) -> Lever:
    """The control of one quantity; raises ScenarioError for what cannot be set."""
    entry = declared(key, key)
    spec = entry.spec
    if isinstance(spec, Choice):
        return Lever(key, _head(entry), spec.says, "", CHOICE, 0, 0, 0, tuple(spec.names))
    # A share needs no unit, and one of utility tells nobody anything.
    unit = "" if spec.unit in ("share 0 to 1", "utility") else spec.unit
    low, high = float(spec.low), float(spec.high)
    step = 1.0 if kind_of(entry) == WHOLE else nice((high - low) / PLACES)
    meaning = (
        f"{spec.says[0].upper()}{spec.says[1:]}. From {low:g} to {high:g}; unit: {spec.unit.partition(' 0 to')[0]}."
    )
    return Lever(key, _head(entry), meaning, unit, kind_of(entry), low, high, step)


def value_of(scenario: Scenario, key: str) -> Value:
    """What a scenario sets a lever to; of vagueness as a whole the mean of its components."""
    if key == VAGUENESS:
        parts = [float(reach(scenario.settings, name)) for name in THREE]
        # The mean of three equal numbers is that number, whatever the last digit of the division.
        return parts[0] if len(set(parts)) == 1 else math.fsum(parts) / len(parts)
    found = reach(scenario.settings, key)
    return "+".join(found) or "none" if key == THEORY else found


@cache
def mark(key: str) -> Value:
    """What the marked scenario sets a lever to."""
    return value_of(load_scenario(MARKED), key)


def _head(entry: Declaration) -> str:
    """The meaning up to its first aside."""
    text = entry.spec.says.partition(";")[0].partition(":")[0].partition(" (")[0]
    return f"{text[0].upper()}{text[1:]}"


assert all(key in DECLARATIONS or key == VAGUENESS for key in LEVERS)
