"""The frames of a comparison: outcomes, paired differences, regret and costs, by policy and theory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.policies.costs import Costs, costs_of
from outlast.analysis.policies.estimating import (
    differences,
    interval_across,
    interval_of,
    interval_within,
    resampled_means,
    spread_within,
    weighted,
)
from outlast.analysis.policies.measuring import Measured
from outlast.analysis.policies.quantities import ADDITIONAL, MONEY_PAID, SUSTAINED, TWIN, Quantity
from outlast.analysis.policies.regret import regrets_of
from outlast.analysis.policies.worlds import Worlds
from outlast.outcomes.cohort import mean_known
from outlast.outcomes.intervals import Interval

# The row of all theories together.
WEIGHTED = "weighted"
ENDS = (0.025, 0.975)

Named = Mapping[str, Measured]
Row = dict[str, Any]


def theories_of(worlds: Worlds) -> Iterator[tuple[str, int | slice]]:
    """Each theory with its place, and then all of them."""
    yield from ((name, place) for place, name in enumerate(worlds.theories))
    yield WEIGHTED, slice(None)


def outcome_rows(named: Named, worlds: Worlds, one: Quantity) -> list[Row]:
    """One outcome of each policy under each theory: mean, twin's mean, and what was added, with their intervals."""
    rows: list[Row] = []
    for name, measured in named.items():
        for theory, place in theories_of(worlds):
            row: Row = {"design": name, "theory": theory, "weight": _weight(worlds, place), "outcome": one.name}
            row |= _three("", _interval(measured[one.name], worlds, place, one.is_counted))
            for world, label in ((TWIN, "twin"), (ADDITIONAL, "additional")):
                other = one.of(world)
                if not one.world and other.name in measured:
                    row |= _three(label, _interval(measured[other.name], worlds, place, other.is_counted))
            rows.append(row)
    return rows


def difference_rows(named: Named, worlds: Worlds, one: Quantity) -> list[Row]:
    """What each policy has more of an outcome than each other, run by run, with whether the two are told apart."""
    rows: list[Row] = []
    for reference, first in named.items():
        for name, second in named.items():
            if name == reference:
                continue
            away = differences(first[one.name], second[one.name])
            for theory, place in theories_of(worlds):
                found = interval_of(_spread(away, worlds, place))
                row: Row = {"design": name, "reference": reference, "theory": theory, "outcome": one.name}
                rows.append(row | _three("", found, "difference") | {"apart": is_apart(found)})
    return rows


def is_apart(difference: Interval) -> bool:
    """Whether an interval of a difference leaves nought out."""
    return bool(difference.low > 0.0 or difference.high < 0.0)


def cost_rows(named: Named, worlds: Worlds) -> list[Row]:
    """£k of central money of each policy under each theory, for each partnership and what comes of it."""
    rows: list[Row] = []
    for name, measured in named.items():
        for theory, place in theories_of(worlds):
            places = slice(None) if isinstance(place, slice) else slice(place, place + 1)
            found: Costs = costs_of(
                measured[MONEY_PAID][places],
                measured[SUSTAINED][places],
                measured[f"{ADDITIONAL}{SUSTAINED}"][places],
                worlds.units[places],
                worlds.weights if isinstance(place, slice) else np.ones(1),
            )
            row: Row = {"design": name, "theory": theory, "weight": _weight(worlds, place)}
            for label, interval in zip(("partnership", "self_sustained", "additional"), found, strict=True):
                row |= _three(f"per_{label}", interval)
            rows.append(row)
    return rows


def regret_frames(
    named: Named, worlds: Worlds, one: Quantity, minimise: bool, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Regret of the policies (a row each), the winners (a row each theory), and regrets by policy and theory."""
    names = list(named)
    values = [measured[one.name] for measured in named.values()]
    cohorts = [np.stack([mean_known(own) for own in each]) for each in values]
    means = np.array(
        [[spread_within(own[k], worlds.units[k]).mean for own in cohorts] for k in range(len(worlds.theories))]
    )
    found = regrets_of(means, worlds.weights, minimise=minimise)
    again = regrets_of(resampled_means(cohorts, worlds.units, seed), worlds.weights, minimise=minimise)
    known = ~np.isnan(again.each).any(axis=(1, 2))
    regret = [
        {"design": name, "theory": theory, "weight": worlds.weights[t], "regret": found.each[t, p]}
        | _ends(again.each[known, t, p])
        | {"best": _frequency(again.best[known, t, p])}
        for p, name in enumerate(names)
        for t, theory in enumerate(worlds.theories)
    ]
    policies = [
        {
            "design": name,
            **_named("greatest_regret", found.greatest[p], again.greatest[known, p]),
            "under": _where(found.each[:, p], worlds.theories),
            "least_greatest": _frequency(again.least_greatest[known, p]),
            **_named("expected_regret", found.expected[p], again.expected[known, p]),
            "least_expected": _frequency(again.least_expected[known, p]),
            "best_under": float(found.best[:, p].astype(bool).sum()),
        }
        for p, name in enumerate(names)
    ]
    winners = [_winner(names, values, worlds, t, means[t], minimise, again.best[known, t]) for t in range(len(means))]
    return pd.DataFrame(policies), pd.DataFrame(winners), pd.DataFrame(regret)


def run_rows(named: Named, worlds: Worlds) -> pd.DataFrame:
    """A row for each policy, theory and run: luck, member, and the mean of the cohort of what was read."""
    theories, runs = worlds.seeds.shape
    keys = {
        "theory": np.repeat(worlds.theories, runs),
        "run": np.tile(np.arange(runs), theories),
        "seed": worlds.seeds.ravel(),
        "member": worlds.members.ravel(),
    }
    frames = []
    for name, measured in named.items():
        means = {asked: mean_known(values.reshape(theories * runs, -1)) for asked, values in measured.items()}
        frames.append(pd.DataFrame({"design": name, **keys, **means}))
    return pd.concat(frames, ignore_index=True)


def _winner(
    names: list[str], values: list[np.ndarray], worlds: Worlds, theory: int, means: np.ndarray, minimise: bool,
    best: np.ndarray,
) -> Row:  # fmt: skip
    """The policy that leads under one theory, those not told from it, and by how much it leads the next that is."""
    row: Row = {"theory": worlds.theories[theory], "weight": worlds.weights[theory]}
    if np.isnan(means).all():
        return row | {"leader": None, "level": "", "best": np.nan, "next": None} | _three("lead", _NOTHING)
    good = np.where(np.isnan(means), -np.inf, -means if minimise else means)
    # Of those that do not differ at all the first by name, so that the order in which they are given says nothing.
    order = sorted(range(len(names)), key=lambda p: (-round(good[p], 12), names[p]))
    leader = order[0]
    leads = {
        p: interval_of(_spread(differences(values[p], values[leader]), worlds, theory)) for p in order if p != leader
    }
    level = [p for p, lead in leads.items() if not is_apart(lead)]
    after = next((p for p in order[1:] if p not in level), None)
    return row | {
        "leader": names[leader],
        "level": "; ".join(names[p] for p in level),
        "best": _frequency(best[:, leader]),
        "next": None if after is None else names[after],
        **_three("lead", _NOTHING if after is None else _turned(leads[after], minimise)),
    }


_NOTHING = Interval(float("nan"), float("nan"), float("nan"))


def _turned(found: Interval, turn: bool) -> Interval:
    return Interval(-found.mean, -found.high, -found.low) if turn else found


def _spread(away: np.ndarray, worlds: Worlds, place: int | slice) -> Any:
    """Mean and variance of values (theory, run) under one theory, or under all with their weights."""
    if not isinstance(place, slice):
        return spread_within(away[place], worlds.units[place])
    parts = [spread_within(own, worlds.units[k]) for k, own in enumerate(away)]
    return weighted(parts, worlds.weights)


def _interval(values: np.ndarray, worlds: Worlds, place: int | slice, counted: bool) -> Interval:
    if not isinstance(place, slice):
        return interval_within(values[place], worlds.units[place], counted)
    return interval_across(values, worlds.units, worlds.weights, counted)


def _weight(worlds: Worlds, place: int | slice) -> float:
    return 1.0 if isinstance(place, slice) else float(worlds.weights[place])


def _three(label: str, found: Interval, mean: str = "") -> Row:
    """An interval as three columns: `mean, low, high`, or with a label in front."""
    middle = mean or label or "mean"
    start = f"{label}_" if label else ""
    return {middle: found.mean, f"{start}low": found.low, f"{start}high": found.high}


def _named(label: str, value: float, again: np.ndarray) -> Row:
    return {label: value, **{f"{label}_{end}": size for end, size in _ends(again).items()}}


def _ends(values: np.ndarray) -> Row:
    """The central 95% of resampled values; not a number without any."""
    low, high = np.quantile(values, ENDS) if len(values) else (np.nan, np.nan)
    return {"low": float(low), "high": float(high)}


def _frequency(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _where(regrets: np.ndarray, theories: tuple[str, ...]) -> str | None:
    """The theory of the greatest regret; none where nothing is regretted or known."""
    if np.isnan(regrets).any() or regrets.max() <= 0.0:
        return None
    return theories[int(regrets.argmax())]
