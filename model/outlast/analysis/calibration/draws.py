"""The prior: what behaviour and which theories could be, before any target has been looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from outlast.parameters import DECLARATIONS, Choice, Declaration, Spec
from outlast.scenario import Scenario
from outlast.scenario.names import THEORY
from outlast.simulation.compiled.run import pack
from outlast.simulation.points import APART, put_column

# The opening world is what a country is, not how anybody behaves; its ranges say what a file may state.
HELD = ("rules.opening.profile.", "rules.opening.budget.", "rules.opening.dependence.", "rules.opening.need_spread")
# Rival accounts of vagueness: each theory alone, none, and the default pair.
THEORIES = ("none", "latitude", "fog", "shield", "capture", "autonomy", "latitude,fog")
# How many draws share a generator, so that a longer table begins with the shorter one.
BLOCK = 1000


@cache
def behaviour() -> tuple[Declaration, ...]:
    """The behavioural parameters that are calibrated, each over its declared range, in order of declaration."""
    return tuple(
        entry
        for key, entry in DECLARATIONS.items()
        if key.startswith("rules.") and key not in APART and not key.startswith(HELD)
    )


@cache
def structures() -> dict[str, tuple[str, ...]]:
    """Each structural choice beside the theory, with its alternatives."""
    found: dict[str, tuple[str, ...]] = {}
    for key, entry in DECLARATIONS.items():
        if key.startswith("structure.") and key != THEORY:
            assert isinstance(entry.spec, Choice)
            found[key] = tuple(entry.spec.names)
    return found


def quantile(entry: Declaration, shares: np.ndarray) -> np.ndarray:
    """Values of a parameter at shares (0..1) of its uniform prior; whole numbers are equally likely."""
    assert isinstance(entry.spec, Spec)
    low, high = entry.spec.low, entry.spec.high
    if entry.is_integer:
        return np.minimum(np.floor(low + shares * (high - low + 1)), high)
    return low + shares * (high - low)


def share(entry: Declaration, values: np.ndarray) -> np.ndarray:
    """Where values lie in the range of a parameter (0..1)."""
    assert isinstance(entry.spec, Spec)
    return (np.asarray(values, float) - entry.spec.low) / (entry.spec.high - entry.spec.low)


def prior_draws(count: int, seed: int, theories: Sequence[str] = THEORIES, start: int = 0) -> pd.DataFrame:
    """Draws from the prior: a column for each parameter and structural choice; the theories are equally likely.

    Row `k` depends on the seed and on `start + k` alone.
    """
    first, last = start // BLOCK, -(-(start + count) // BLOCK)
    blocks = [_block(seed, block, theories) for block in range(first, last)]
    frame = pd.concat(blocks, ignore_index=True)
    return frame.iloc[start - first * BLOCK :].iloc[:count].reset_index(drop=True)


def _block(seed: int, block: int, theories: Sequence[str]) -> pd.DataFrame:
    luck = np.random.default_rng([seed, block])
    columns: dict[str, Any] = {entry.key: quantile(entry, luck.random(BLOCK)) for entry in behaviour()}
    columns[THEORY] = np.array(theories)[luck.integers(len(theories), size=BLOCK)]
    for key, names in structures().items():
        columns[key] = np.array(names)[luck.integers(len(names), size=BLOCK)]
    return pd.DataFrame(columns)


def values_of(draw: Any) -> dict[str, Any]:
    """A draw (a row of such a table) as values by dotted name, each of its declared type."""
    found: dict[str, Any] = {}
    for entry in behaviour():
        if entry.key in draw:
            found[entry.key] = int(draw[entry.key]) if entry.is_integer else float(draw[entry.key])
    for key in (THEORY, *structures()):
        if key in draw:
            found[key] = theory_names(draw[key]) if key == THEORY else str(draw[key])
    return found


def theory_names(theory: str) -> tuple[str, ...]:
    """The theories of a set written with commas, as a scenario holds them."""
    return tuple(theory.split(","))


def records_of(draws: Mapping[str, Any] | pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The rules and the switches of draws (draw,) as the kernels read them; what is not drawn has its default.

    `draws` is a table, or a mapping of the same columns.
    """
    settings = _template().repeat(len(draws[THEORY]))
    for entry in behaviour():
        if entry.key in draws:
            put_column(settings, None, entry.key, np.asarray(draws[entry.key]))  # type: ignore[arg-type]
    put_column(settings, None, THEORY, [theory_names(name) for name in draws[THEORY]])
    for key in structures():
        if key in draws:
            put_column(settings, None, key, list(draws[key]))
    return settings["rules"], settings["switches"]


@cache
def _template() -> np.ndarray:
    """The settings of the defaults, as the kernels read them."""
    return pack(Scenario())[0].settings
