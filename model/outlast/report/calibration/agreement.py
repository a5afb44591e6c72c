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
from outlast.report.calibration.terms import few, theory_named
from outlast.report.wording import listed
from outlast.scenario.names import THEORY

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

HOLDS, PARTLY, MISSES = "holds", "partly", "misses"
MEANINGS = {
    HOLDS: "the median cohort lies within what was observed",
    PARTLY: "the 90% interval of cohorts reaches it",
    MISSES: "not even that, or most cohorts have nobody of whom it could be measured",
}
FLATTERED = "At once: a draw is judged by the cohort with which it was accepted, whose luck flatters it."
# Shares of a few partnerships meet the ends of intervals exactly, but for what arithmetic leaves.
TINY = 1e-9
POSTERIOR, SIMULATED = "posterior.parquet", "simulated."


def verdict(row: Mapping[str, Any]) -> str:
    """How a row of the predictions agrees with what was observed (see MEANINGS); luck of a cohort included."""
    low, high = float(row["observed_low"]) - TINY, float(row["observed_high"]) + TINY
    # The calibration takes a cohort of which nothing can be measured for a miss, and so does the word.
    if math.isnan(row["median"]) or row["undefined"] > 0.5:
        return MISSES
    if low <= row["median"] <= high:
        return HOLDS
    return PARTLY if row["low"] <= high and row["high"] >= low else MISSES


@dataclass(frozen=True)
class AtOnce:
    """All fitted targets together.

    `missing` are those whose median is outside; `shares` has for each theory with accepted draws the share of their
    weight that lies within every interval at once.
    """

    fitted: int
    missing: tuple[str, ...]
    shares: Mapping[str, float]

    @property
    def reached(self) -> list[str]:
        """The theories under which some draw is within all intervals, the one with most such draws first."""
        return sorted((name for name, share in self.shares.items() if share > 0.0), key=lambda one: -self.shares[one])


def at_once(calibration: Calibration) -> AtOnce:
    """Whether all fitted targets hold at once: in the ensemble's medians, and in draws of the posterior by theory."""
    rows = calibration.predictions.to_dict("records")
    fitted = [row for row in rows if row["use"] == FIT]
    missing = tuple(str(row["target"]) for row in fitted if verdict(row) != HOLDS)
    path = calibration.path / POSTERIOR
    shares = _shares(pd.read_parquet(path), fitted) if path.exists() else {}
    return AtOnce(len(fitted), missing, {name: shares[name] for name in calibration.plan.theories if name in shares})


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
    said = [f"In the medians of the ensemble {_medians(found)}."]
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


def _medians(found: AtOnce) -> str:
    held = found.fitted - len(found.missing)
    if found.fitted == 1:
        return f"the one fitted target {'holds' if held else 'does not hold'}"
    if held in (0, found.fitted):
        return f"{'all' if held else 'none of'} {found.fitted} fitted targets hold"
    do = "does" if len(found.missing) == 1 else "do"
    return f"{held} of {found.fitted} fitted targets {'holds' if held == 1 else 'hold'}; {few(found.missing)} {do} not"
