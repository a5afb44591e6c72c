"""Designs of experiments: which points of the space of factors a sweep runs."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from outlast.runs.design_words import in_words
from outlast.runs.factors import Factor, overrides_of, read_vary
from outlast.runs.layouts import each_around, grid_counts, grid_points, one_at_a_time, own_value
from outlast.runs.point_table import parse_points, read_points
from outlast.runs.sampling import (
    drawn,
    enters_as,
    morris_levels,
    morris_trajectories,
    must_vary,
    salib_problem,
    spread,
)
from outlast.runs.values import CHOICE, Value
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.names import nearest, suggestion
from outlast.scenario.wording import described

GRID, LHS, SOBOL, SALTELLI, MORRIS, OAT, ICE, TABLE, SAMPLES = (
    "grid",
    "lhs",
    "sobol",
    "saltelli",
    "morris",
    "oat",
    "ice",
    "table",
    "samples",
)
KINDS = (GRID, LHS, SOBOL, SALTELLI, MORRIS, OAT, ICE)
SAMPLED = (LHS, SOBOL, SALTELLI, MORRIS, SAMPLES)
MOST_POINTS = 10_000_000
MOST_MORRIS_LEVELS = 1_000_000
LARGEST_SEED = 2**62


@dataclass(frozen=True, eq=False)
class Design:
    """Points of an experiment: `points` has one array for each factor, all of the same length, one entry a point.

    Numbers are float64, whole numbers int64, flags bool; a choice is an int64 code, the place of the name in the
    factor's `levels`. `settings` is what decides the points (kind, samples, seed, ...), in the types of JSON.
    """

    kind: str
    factors: tuple[Factor, ...]
    points: dict[str, np.ndarray]
    settings: dict[str, Any]

    def __post_init__(self) -> None:
        for column in self.points.values():
            column.flags.writeable = False

    def __len__(self) -> int:
        return len(self.points[self.factors[0].key])

    def point(self, i: int) -> dict[str, Value]:
        """The values of one point by key, names as a user types them."""
        return {factor.key: _value(factor, self.points[factor.key][i].item()) for factor in self.factors}

    def overrides(self, i: int) -> dict[str, Any]:
        """One point as `Scenario.replace` takes it."""
        return overrides_of(self.point(i))

    def column(self, key: str) -> np.ndarray:
        """The values of one factor over all points, names as text."""
        factor = next(factor for factor in self.factors if factor.key == key)
        return np.array(factor.levels)[self.points[key]] if factor.kind == CHOICE else self.points[key]

    def matrix(self) -> np.ndarray:
        """All points as numbers (point, factor), as analyses of sensitivity take them; names as codes."""
        return np.column_stack([self.points[factor.key].astype(np.float64) for factor in self.factors])

    def describe(self) -> str:
        """The design in words: what decides it, then a line for each factor."""
        factors = [self._as_held(factor) for factor in self.factors] if self.kind == TABLE else self.factors
        return in_words(self.settings, len(self), factors)

    def _as_held(self, factor: Factor) -> Factor:
        """A factor over the values that its points hold, and no others."""
        return replace(factor, levels=tuple(np.unique(self.column(factor.key)).tolist()))

    def record(self) -> dict[str, Any]:
        """What identifies the design, in the types of JSON, for a manifest."""
        record = {
            "kind": self.kind,
            "settings": self.settings,
            "factors": [factor.record() for factor in self.factors],
            "points": len(self),
            "digest": self.digest(),
        }
        if self.kind in SAMPLED:
            record["enters_as"] = {factor.key: enters_as(factor) for factor in self.factors}
        return record

    def digest(self) -> str:
        """A hash of the exact values of all points in order; the same points have the same one, however made."""
        found = hashlib.sha256()
        for factor in sorted(self.factors, key=lambda factor: factor.key):
            values, names = self.points[factor.key], None
            if factor.kind == CHOICE:
                # By the names that occur: a code depends on the order in which levels were given.
                levels = [str(level) for level in factor.levels or ()]
                names = sorted({levels[code] for code in np.unique(values)})
                values = np.array([names.index(level) if level in names else -1 for level in levels])[values]
            found.update(json.dumps([factor.key, factor.kind, len(values), names]).encode())
            # Minus zero is zero.
            found.update((values + 0).astype(values.dtype.newbyteorder("<")).tobytes())
        return found.hexdigest()


def default_kind(factors: Sequence[Factor], samples: int | None) -> str:
    """The design where none is named: a grid, or a Latin hypercube where a number of samples is given."""
    return GRID if samples is None else LHS


def make_design(
    kind: str | Path,
    factors: Mapping[str, Any] | Iterable[str | Factor] = (),
    samples: int | None = None,
    seed: int = 1,
    base: Scenario | None = None,
) -> Design:
    """The points of a kind of design over factors, or of a CSV file; the same arguments give the same points.

    Kinds: grid, lhs, sobol, saltelli, morris, oat (around the values of `base`), ice (around these and around points
    of a Sobol' sequence), or the path of a CSV file. `samples` is the number of points of lhs and sobol, of base points
    of saltelli and ice, and of trajectories of morris. With twice the samples, sobol, saltelli, morris and ice begin
    with the very points that they have with once. Raises ScenarioError.
    """
    name = str(kind)
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or not 0 <= seed <= LARGEST_SEED:
        raise ScenarioError(
            f"--design-seed: found {described(seed)}, but allowed is a whole number from 0 to {LARGEST_SEED}."
        )
    varied = read_vary(factors)
    if name.casefold().endswith(".csv"):
        return _table(Path(name), varied, samples)
    if name not in KINDS:
        raise ScenarioError(
            f"--design: found {described(kind)}, but allowed are {', '.join(KINDS)} and the name of a CSV file"
            f"{suggestion(nearest(name, KINDS))}."
        )
    if not varied:
        raise ScenarioError("--vary: nothing is varied; name at least one quantity, as in mandate.vagueness=0:1.")
    if name in (GRID, OAT):
        if samples is not None:
            raise ScenarioError(f"--samples: the {name} design has no samples; its factors decide its points.")
        return _laid_out(name, varied, base)
    must_vary(name, varied)
    count = _samples(name, samples, len(varied))
    return _curves(varied, count, int(seed), base) if name == ICE else _sampled(name, varied, count, int(seed))


def design_of_samples(
    factors: Sequence[Factor], matrix: np.ndarray, kind: str = SAMPLES, settings: Mapping[str, Any] | None = None
) -> Design:
    """A design from numbers drawn between the bounds of its factors (sample, factor), as SALib draws them.

    Raises ScenarioError for a matrix of another shape, or a number out of bounds.
    """
    samples = np.asarray(matrix, dtype=np.float64)
    if samples.ndim != 2 or samples.shape[1] != len(factors) or not len(samples):
        raise ScenarioError(
            f"samples: found an array of shape {samples.shape}, but allowed is (samples, {len(factors)})."
        )
    points = {factor.key: drawn(factor, samples[:, place]) for place, factor in enumerate(factors)}
    return Design(kind, tuple(factors), points, {"kind": kind, **(settings or {})})


def design_of_points(frame: pd.DataFrame) -> Design:
    """A design from a table of points: a column for each key, a row for each point, as in a CSV of points.

    Raises ScenarioError naming the lines, counted as in a file whose first line has the keys.
    """
    found, points = parse_points(frame.to_csv(index=False), "design")
    return Design(TABLE, found, points, {"kind": TABLE, "file": "a data frame"})


def _sampled(kind: str, factors: Sequence[Factor], samples: int, seed: int) -> Design:
    settings: dict[str, Any] = {"samples": samples, "seed": seed}
    if kind in (LHS, SOBOL):
        matrix = spread(factors, samples, seed, sequence=kind == SOBOL)
    elif kind == SALTELLI:
        from SALib.sample import sobol

        matrix = sobol.sample(salib_problem(factors), samples, calc_second_order=True, seed=seed)
        settings["second_order"] = True
    else:
        return _trajectories(factors, settings)
    return design_of_samples(factors, matrix, kind, settings)


def _trajectories(factors: Sequence[Factor], settings: dict[str, Any]) -> Design:
    """Morris' trajectories; on each of them the names of a choice are dealt afresh to the levels of the grid."""
    settings["levels"] = morris_levels(factors)
    if settings["levels"] > MOST_MORRIS_LEVELS:
        counts = sorted({len(factor.values) for factor in factors if factor.values is not None})
        raise ScenarioError(
            f"--design morris: no grid of at most {MOST_MORRIS_LEVELS} levels meets factors of"
            f" {', '.join(str(count) for count in counts)} values alike; give them numbers of values that divide"
            " each other."
        )
    matrix, dealt = morris_trajectories(factors, settings["samples"], settings["levels"], settings["seed"])
    settings["dealt"] = list(dealt)
    plain = design_of_samples(factors, matrix, MORRIS, settings)
    trajectory = np.repeat(np.arange(settings["samples"]), len(factors) + 1)
    names = {key: codes[trajectory, plain.points[key]] for key, codes in dealt.items()}
    return Design(MORRIS, plain.factors, plain.points | names, plain.settings)


def _curves(factors: tuple[Factor, ...], samples: int, seed: int, base: Scenario | None) -> Design:
    """Every factor through its values, around the scenario's own point and around points of a Sobol' sequence."""
    if base is None:
        raise ScenarioError("--design ice: a scenario is needed, whose own values are the first base point.")
    centre = {factor.key: own_value(factor, base) for factor in factors}
    drawn_points = design_of_samples(factors, spread(factors, samples, seed, sequence=True))
    widened, points = each_around([centre, *(drawn_points.point(i) for i in range(samples))], factors)
    _check_size(len(points[widened[0].key]), f"--samples {samples}")
    return Design(ICE, widened, points, {"kind": ICE, "samples": samples, "seed": seed, "centre": centre})


def _laid_out(kind: str, factors: tuple[Factor, ...], base: Scenario | None) -> Design:
    if kind == GRID:
        counts = grid_counts(factors)
        _check_size(math.prod(counts.values()), f"--design grid: {' × '.join(str(count) for count in counts.values())}")
        return Design(GRID, factors, grid_points(factors), {"kind": GRID, "levels": counts})
    if base is None:
        raise ScenarioError("--design oat: a scenario is needed, whose own values are the centre.")
    centre = {factor.key: own_value(factor, base) for factor in factors}
    widened, points = one_at_a_time(factors, centre)
    return Design(OAT, widened, points, {"kind": OAT, "centre": centre})


def _table(path: Path, factors: Sequence[Factor], samples: int | None) -> Design:
    for option, given in (("--vary", bool(factors)), ("--samples", samples is not None)):
        if given:
            raise ScenarioError(f"{option}: {path} says itself which points to run; take {option} out.")
    found, points = read_points(path)
    return Design(TABLE, found, points, {"kind": TABLE, "file": path.name})


def _samples(kind: str, samples: Any, factors: int) -> int:
    """The number of samples, which the kind must be able to use."""
    least = 2 if kind in (SALTELLI, MORRIS) else 1
    what = {SALTELLI: "base points", MORRIS: "trajectories", ICE: "base points"}.get(kind, "points")
    if samples is None:
        example = 20 if kind in (MORRIS, ICE) else 256
        raise ScenarioError(f"--samples: the {kind} design needs a number of {what}, such as --samples {example}.")
    if isinstance(samples, bool) or not isinstance(samples, int | np.integer) or samples < least:
        raise ScenarioError(
            f"--samples: found {described(samples)}, but allowed is a whole number of {what}, at least {least}."
        )
    count = int(samples)
    if kind in (SOBOL, SALTELLI) and count.bit_count() > 1:
        below = 1 << (count.bit_length() - 1)
        raise ScenarioError(
            f"--samples: found {count}, but the {kind} design is balanced only for powers of 2; the nearest are"
            f" {below} and {2 * below}."
        )
    each = {SALTELLI: 2 * factors + 2, MORRIS: factors + 1}.get(kind, 1)
    _check_size(count * each, f"--samples {count}")
    return count


def _check_size(points: int, where: str) -> None:
    if points > MOST_POINTS:
        raise ScenarioError(f"{where}: this makes {points} points, but at most {MOST_POINTS} are allowed.")


def _value(factor: Factor, value: Any) -> Value:
    return factor.levels[value] if factor.kind == CHOICE and factor.levels else value
