"""Whether what is simulated agrees with what was observed: a word for each target, and all targets at once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outlast.analysis.calibration.targets import FIT
from outlast.analysis.numbers import percent
from outlast.analysis.patterns.judging import MISSES, PARTLY, PASSES
from outlast.report.calibration.terms import few, theory_named
from outlast.report.wording import listed
from outlast.scenario.names import THEORY

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

MEANINGS = {
    PASSES: "the members' median lies in what was observed",
    PARTLY: "nine in ten members' interval reaches it",
    MISSES: "not even that, or most cohorts have nobody to measure",
}
FLATTERED = "At once: a draw is judged by the cohort with which it was accepted, whose luck flatters it."
# Shares of a few partnerships meet the ends of intervals exactly, but for what arithmetic leaves.
TINY = 1e-9
POSTERIOR, SIMULATED = "posterior.parquet", "simulated."


def verdict(row: Mapping[str, Any]) -> str:
    """How a row of the predictions agrees with what was observed (see MEANINGS), by the rule of `outlast validate`."""
    low, high = float(row["observed_low"]) - TINY, float(row["observed_high"]) + TINY
    # The calibration takes a cohort of which nothing can be measured for a miss, and so does the word.
    if math.isnan(row["expected_median"]) or row["undefined"] > 0.5:
        return MISSES
    if low <= row["expected_median"] <= high:
        return PASSES
    return PARTLY if row["expected_low"] <= high and row["expected_high"] >= low else MISSES


def default_passes(row: Mapping[str, Any]) -> bool:
    """Whether the median cohort of the default world lies within what was observed."""
    return bool(row["observed_low"] - TINY <= row["default_median"] <= row["observed_high"] + TINY)


@dataclass(frozen=True)
class AtOnce:
    """All fitted targets together.

    `missing` are those whose median is outside, `by_default` those that the default world misses;
    `shares` has for each theory with accepted draws the share of their
    weight that lies within every interval at once.
    """

    fitted: int
    missing: tuple[str, ...]
    by_default: tuple[str, ...]
    shares: Mapping[str, float]

    @property
    def reached(self) -> list[str]:
        """The theories under which some draw is within all intervals, the one with most such draws first."""
        return sorted((name for name, share in self.shares.items() if share > 0.0), key=lambda one: -self.shares[one])


def at_once(calibration: Calibration) -> AtOnce:
    """Whether all fitted targets hold at once: in the ensemble's medians, and in draws of the posterior by theory."""
    rows = calibration.predictions.to_dict("records")
    fitted = [row for row in rows if row["use"] == FIT]
    missing = tuple(str(row["target"]) for row in fitted if verdict(row) != PASSES)
    path = calibration.path / POSTERIOR
    shares = _shares(pd.read_parquet(path), fitted) if path.exists() else {}
    amiss = tuple(str(row["target"]) for row in fitted if not default_passes(row))
    return AtOnce(
        len(fitted), missing, amiss, {name: shares[name] for name in calibration.plan.theories if name in shares}
    )


def _shares(posterior: pd.DataFrame, fitted: list[Any]) -> dict[str, float]:
    within = np.ones(len(posterior), bool)
    for row in fitted:
        values = posterior[SIMULATED + row["target"]].to_numpy(float)
        within &= (values >= row["observed_low"] - TINY) & (values <= row["observed_high"] + TINY)
    weights, theories = posterior["weight"].to_numpy(float), posterior[THEORY].to_numpy()
    return {
        str(name): float(weights[(theories == name) & within].sum() / weights[theories == name].sum())
        for name in dict.fromkeys(theories)
        if weights[theories == name].sum() > 0.0
    }


def at_once_in_words(found: AtOnce, theories: int) -> list[str]:
    """The same as sentences: the medians; under how many of the theories that were asked; and what that is worth."""
    said = [
        f"Luck averaged out, the ensemble's median meets {_met(found.fitted, found.missing)}; the median cohort of the "
        f"default world meets {_met(found.fitted, found.by_default)}."
    ]
    if not found.shares:
        return said
    everything = f"all {found.fitted} at once" if found.fitted > 1 else "it"
    if not found.reached:
        under = f", under any of {theories} theories" if theories > 1 else ""
        return [*said, f"No accepted draw meets {everything}{under}.", FLATTERED]
    best = found.reached[0]
    share = percent(found.shares[best])
    if theories == 1:
        return [*said, f"{share} of accepted draws meet {everything}.", FLATTERED]
    none = [theory_named(name) for name, held in found.shares.items() if held == 0.0]
    but = f"; none under {listed(none)}" if none else ""
    of = f"{len(found.reached)} of {theories} theories"
    most = f"at best {share}, under {theory_named(best)}{but}"
    return [*said, f"Some accepted draws meet {everything} under {of} ({most}).", FLATTERED]


def _met(fitted: int, missing: tuple[str, ...]) -> str:
    """How many of the fitted targets are met, and which are not."""
    if not missing:
        return f"all {fitted} fitted targets" if fitted > 1 else "the one fitted target"
    if len(missing) == fitted:
        return f"none of {fitted} fitted targets" if fitted > 1 else "not the one fitted target"
    return f"{fitted - len(missing)} of {fitted} fitted targets (not {few(missing)})"
