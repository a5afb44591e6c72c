"""Made-up cases whose true conditions are known, and discoveries of them, made once for all tests of a process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from outlast.analysis.discovery.cases import Cases, Question, cases_of
from outlast.analysis.discovery.conduct import discovery_of
from outlast.analysis.discovery.discovery import Discovery
from outlast.analysis.discovery.exploring import Rules
from outlast.analysis.discovery.factors import LEVELS, NAMES, RANGE, Factor
from outlast.scenario import load_scenario

VAGUE, SPAN, GRANT, TIES, MIX = (
    Factor("mandate.vagueness", RANGE, 0.0, 1.0, 0.01),
    Factor("mandate.duration", LEVELS, 4.0, 24.0, levels=tuple(float(n) for n in range(4, 25))),
    Factor("mandate.grant", RANGE, 0.0, 600.0, 10.0),
    Factor("context.prior_ties", RANGE, 0.0, 1.0, 0.01),
    Factor("structure.production", NAMES, names=("ces", "additive", "weakest_link", "step_level")),
)
FACTORS = (VAGUE, SPAN, GRANT, TIES, MIX)
KEPT = "self_sustaining_8"
# Larger steps than usual, which is quicker.
FEW = Rules(peel=0.1, mass=0.12, boxes=2, halvings=2)

# Which rows are likely to be of interest, given each factor's column by the end of its key, and the theory's place.
Truth = Callable[[Mapping[str, np.ndarray], np.ndarray], np.ndarray]


def made_up(
    truth: Truth,
    count: int = 600,
    *,
    theories: tuple[str, ...] = ("fog",),
    factors: tuple[Factor, ...] = (VAGUE, SPAN, TIES),
    inside: float = 0.7,
    outside: float = 0.1,
    value: float = 0.4,
    above: bool = True,
    seed: int = 1,
    outcome: str = KEPT,
    replicates: int = 1,
) -> Cases:
    """Cases of a uniform design: each partnership of 17 lasts with one chance where the truth holds, else another."""
    draw = np.random.default_rng(seed)
    columns = [
        draw.uniform(factor.low, factor.high, count)
        if factor.kind == RANGE
        else draw.choice(factor.levels, count)
        if factor.kind == LEVELS
        else draw.integers(0, len(factor.names), count).astype(float)
        for factor in factors
    ]
    theory = draw.integers(0, len(theories), count)
    named = {factor.key.rpartition(".")[2]: column for factor, column in zip(factors, columns, strict=True)}
    chance = np.where(truth(named, theory), inside, outside)
    runs = draw.binomial(17, chance[:, None], (count, replicates)) / 17
    question = Question(outcome, value, above, least=0.0, most=1.0)
    return cases_of(factors, np.column_stack(columns), runs, question, theory=theory, theories=theories, shared=True)


def clear_and_long(x: Mapping[str, np.ndarray], _: np.ndarray) -> np.ndarray:
    return (x["vagueness"] < 0.4) & (x["duration"] >= 14)


def nowhere(x: Mapping[str, np.ndarray], _: np.ndarray) -> np.ndarray:
    return np.arange(len(x["vagueness"])) % 4 == 0


def long(x: Mapping[str, np.ndarray], _: np.ndarray) -> np.ndarray:
    return x["duration"] >= 12


def opposed(x: Mapping[str, np.ndarray], theory: np.ndarray) -> np.ndarray:
    """Fog wants it clear, latitude vague, shield does not care; all want it long."""
    wanted = np.where(theory == 0, x["vagueness"] < 0.4, np.where(theory == 1, x["vagueness"] > 0.6, True))
    return wanted & (x["duration"] >= 12)


def foggy(x: Mapping[str, np.ndarray], theory: np.ndarray) -> np.ndarray:
    """Clarity helps under fog, and nothing does under latitude."""
    return np.where(theory == 0, x["vagueness"] < 0.4, np.arange(len(theory)) % 3 == 0)


def two_ways(x: Mapping[str, np.ndarray], _: np.ndarray) -> np.ndarray:
    return ((x["vagueness"] < 0.4) & (x["duration"] >= 10)) | ((x["prior_ties"] > 0.4) & (x["production"] == 2))


def each_its_own(x: Mapping[str, np.ndarray], theory: np.ndarray) -> np.ndarray:
    """All theories want it long, and each two of the other things or more."""
    wants = [x["vagueness"] < 0.5, x["grant"] > 200, x["prior_ties"] > 0.4, x["vagueness"] > 0.5, x["grant"] < 400]
    wanted = np.select([theory % len(wants) == number for number in range(len(wants))], wants)
    return (x["duration"] >= 10) & wanted & (x["production"] != theory % 4)


THREE = ("fog", "latitude", "shield")
SEVEN = (*THREE, "capture", "autonomy", "none", "latitude,fog")


@cache
def discovery(name: str) -> Discovery:
    """A small discovery by name."""
    cases = {
        "box": lambda: made_up(clear_and_long, 500),
        "names": lambda: made_up(two_ways, 700, factors=FACTORS),
        "noise": lambda: made_up(nowhere, 400),
        "robust": lambda: made_up(long, 400, theories=("fog", "latitude"), factors=(VAGUE, SPAN)),
        "opposed": lambda: made_up(opposed, 600, theories=THREE, factors=(VAGUE, SPAN)),
        "all theories": lambda: made_up(each_its_own, 1400, theories=SEVEN, factors=FACTORS),
        "foggy": lambda: made_up(foggy, 400, theories=("fog", "latitude"), factors=(VAGUE, SPAN)),
        "noisy theories": lambda: made_up(nowhere, 300, theories=("fog", "none"), factors=(VAGUE, SPAN)),
        "sure": lambda: made_up(long, 300, factors=(SPAN, TIES), inside=1.0, outside=0.0),
        "below": lambda: made_up(long, 300, factors=(SPAN, TIES), above=False),
        "alone": lambda: made_up(long, 300, factors=(SPAN,)),
        "differences": lambda: made_up(long, 300, factors=(SPAN, TIES), outcome="additional_alive_8", replicates=3),
        "money": lambda: made_up(long, 300, factors=(SPAN, TIES), outcome="central_money"),
    }[name]()
    return discovery_of(cases, FEW, load_scenario("hiec"))


NAMES_OF_ALL = (
    *("box", "names", "noise", "robust", "opposed", "all theories", "foggy", "noisy theories"),
    *("sure", "below", "alone", "differences", "money"),
)
