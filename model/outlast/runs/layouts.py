"""Points that are laid out by listing and not drawn: every combination, or one factor at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from outlast.runs.factors import Factor
from outlast.runs.sampling import FEW_WHOLE, encoded
from outlast.runs.values import CHOICE, WHOLE, Value, as_typed
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.names import VAGUENESS, components
from outlast.scenario.settling import reach


def grid_counts(factors: Sequence[Factor]) -> dict[str, int]:
    """How many values each factor takes in a grid; raises ScenarioError for a range that does not say."""
    return {factor.key: len(_grid_values(factor)) for factor in factors}


def grid_points(factors: Sequence[Factor]) -> dict[str, np.ndarray]:
    """Every combination of the factors' values, the last factor first to move."""
    levels = [_grid_values(factor) for factor in factors]
    places = np.indices([len(values) for values in levels]).reshape(len(factors), -1)  # (factor, point)
    return {
        factor.key: encoded(factor, values)[place]
        for factor, values, place in zip(factors, levels, places, strict=True)
    }


def one_at_a_time(
    factors: Sequence[Factor], centre: Mapping[str, Value]
) -> tuple[tuple[Factor, ...], dict[str, np.ndarray]]:
    """The centre, then each factor through its other values; a range without steps goes to its two ends.

    The factors come back with the centre among their names, which it need not have been.
    """
    widened = _with_own(factors, centre)
    return widened, _around([centre], widened, {factor.key: factor.values or factor.range for factor in widened})


def each_around(
    bases: Sequence[Mapping[str, Value]], factors: Sequence[Factor]
) -> tuple[tuple[Factor, ...], dict[str, np.ndarray]]:
    """Each base point in turn, with each factor through its other values; the first base point is the scenario's own.

    The factors come back with the own names among theirs, which they need not have been.
    """
    widened = _with_own(factors, bases[0])
    return widened, _around(bases, widened, {factor.key: curve_values(factor) for factor in widened})


def curve_values(factor: Factor) -> tuple[Value, ...]:
    """The values that a curve of a factor goes through: its own, or eleven over a range."""
    return in_steps(factor).values or ()


def in_steps(factor: Factor) -> Factor:
    """A factor with values to go through: as it is, or a range in eleven steps, of few whole numbers all of them."""
    if factor.values is not None:
        return factor
    low, high = factor.range
    return replace(factor, steps=min(FEW_WHOLE, int(high - low) + 1) if factor.kind == WHOLE else FEW_WHOLE)


def _with_own(factors: Sequence[Factor], own: Mapping[str, Value]) -> tuple[Factor, ...]:
    return tuple(
        replace(factor, levels=(own[factor.key], *factor.levels))
        if factor.kind == CHOICE and factor.levels and own[factor.key] not in factor.levels
        else factor
        for factor in factors
    )


def _around(
    bases: Sequence[Mapping[str, Value]], factors: Sequence[Factor], values: Mapping[str, Sequence[Value]]
) -> dict[str, np.ndarray]:
    rows = []
    for base in bases:
        rows.append(base)
        rows += [{**base, key: value} for key, through in values.items() for value in through if value != base[key]]
    return {factor.key: encoded(factor, [row[factor.key] for row in rows]) for factor in factors}


def own_value(factor: Factor, scenario: Scenario) -> Value:
    """The scenario's own value of a factor; raises ScenarioError where `mandate.vagueness` has no single one."""
    if factor.key != VAGUENESS:
        value = reach(scenario.settings, factor.key)
        return as_typed(value) if factor.kind == CHOICE else value
    parts = {key: reach(scenario.settings, key) for key in components(VAGUENESS)}
    if len(set(parts.values())) > 1:
        found = ", ".join(f"{key.rpartition('.')[2]} {value:g}" for key, value in parts.items())
        raise ScenarioError(
            f"--vary {VAGUENESS}: {scenario.name} gives its components different values ({found}), so that there is"
            f" no one value to depart from; vary {', '.join(parts)} one by one."
        )
    return next(iter(parts.values()))


def _grid_values(factor: Factor) -> tuple[Value, ...]:
    if factor.values is not None:
        return factor.values
    low, high = factor.range
    if factor.kind == WHOLE and high - low < FEW_WHOLE:
        return tuple(range(int(low), int(high) + 1))
    span = f"{as_typed(low)}:{as_typed(high)}"
    raise ScenarioError(
        f"--vary {factor.key}: a grid needs to know how many values of {as_typed(low)} to {as_typed(high)} to take;"
        f" write {factor.key}={span}:5 for five of them, or name another design, such as lhs."
    )
