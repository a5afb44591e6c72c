"""The sentence about what cannot be told apart: which theories the targets leave as likely as before, and which not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from outlast.report.calibration.terms import Weighed, theory_named, weighed, weight
from outlast.report.wording import listed

# How many times likelier one theory is than another before it is called evidence, and strong evidence (KASS95).
SOME, STRONG, VERY_STRONG = 3.0, 20.0, 150.0
# An interval that reaches so many times the prior, or its inverse, is too wide to call two theories alike.
WIDE = 2.0


@dataclass(frozen=True)
class Standing:
    """A theory with its weight before and after; the interval is that of Monte Carlo error."""

    name: str
    prior: float
    found: Weighed

    @property
    def is_gone(self) -> bool:
        """Whether no accepted draw holds it."""
        return self.found.value == 0.0

    @property
    def is_less(self) -> bool:
        """Whether its weight is below the prior by more than Monte Carlo error."""
        return not self.is_gone and self.found.high < self.prior

    @property
    def is_more(self) -> bool:
        """Whether its weight is above the prior by more than Monte Carlo error."""
        return self.found.low > self.prior

    @property
    def is_unsettled(self) -> bool:
        """Whether its interval holds the prior and reaches far beyond it."""
        return self.found.high > WIDE * self.prior or self.found.low < self.prior / WIDE


def standings(theories: pd.DataFrame) -> list[Standing]:
    """The rows of the table of theories, in its order."""
    return [
        Standing(theory_named(row["theory"]), float(row["prior"]), Weighed(row["weight"], row["low"], row["high"]))
        for row in theories.to_dict("records")
    ]


def theories_sentence(theories: pd.DataFrame, draws: float | None = None) -> str:
    """What the targets say of the theories, in plain words.

    Parameters:
        theories: columns theory, prior, weight, low, high.
        draws: how many draws the weights rest on, effectively; says how far "no draw" goes.
    """
    found = standings(theories)
    if len(found) == 1:
        return (
            f"Only {found[0].name} was asked, so that nothing is said of the other theories: the parameters are fitted "
            "as if it were true."
        )
    gone = [one for one in found if one.is_gone]
    less = sorted((one for one in found if one.is_less), key=lambda one: one.found.value)
    more, alike = _favoured([one for one in found if one not in (*gone, *less)], len(found))
    parts: list[str] = []
    if more:
        parts.append(f"the targets favour {_figures(more)}{_order(more)}")
    if len(alike) > 1:
        parts.append(_alike(alike, "they" if more else "the targets", whole=len(alike) == len(found)))
    elif alike:
        parts.append(f"{_figures(alike)} is about as likely as before")
    if len(less) > 1:
        parts.append(f"less likely are {_figures(less)}")
    elif less:
        parts.append(f"{less[0].name} is less likely ({weighed(less[0].found)})")
    if gone:
        bound = f" (a weight below about {weight(min(1.0, 3.0 / draws))})" if draws else ""
        parts.append(f"no accepted draw holds {listed([one.name for one in gone]).replace(' and ', ' or ')}{bound}")
    # What was believed before is said once, with the first theories that are named.
    parts[0] += f", where {_prior(found)} was believed before"
    said = ["; ".join(parts) + "."]
    if less or more:
        said.append(_strength([one for one in found if not one.is_gone]))
    unsettled = [one for one in alike if one.is_unsettled]
    if unsettled:
        whole = len(unsettled) == len(found)
        of = "" if whole else f" of {_names(unsettled)}"
        apart = "them apart" if whole else f"{'them' if len(unsettled) > 1 else 'it'} from the others"
        said.append(f"The Monte Carlo error{of} is large: more accepted draws could still tell {apart}.")
    text = " ".join(part for part in said if part)
    return text[0].upper() + text[1:]


def _favoured(rest: Sequence[Standing], asked: int) -> tuple[list[Standing], list[Standing]]:
    """Of the theories that are not less likely: those the targets favour, the likeliest first, and those alike.

    Where some are less likely all others gain, which favours none of them: they are held against their common share.
    """
    by_weight = sorted(rest, key=lambda one: -one.found.value)
    few = len(rest) <= asked / 2
    if few and all(one.is_more for one in rest):
        return by_weight, []
    common = sum(one.found.value for one in rest) / sum(one.prior for one in rest)
    more = [one for one in by_weight if one.found.low > common * one.prior]
    return more, [one for one in rest if one not in more]


def _alike(alike: Sequence[Standing], who: str, *, whole: bool) -> str:
    """Theories whose weights are what was believed before, as far as Monte Carlo error goes."""
    values = sorted(weight(one.found.value) for one in alike)
    both = "both" if len(alike) == 2 else "all"
    lie = f"are {both} about {values[0]}" if values[0] == values[-1] else f"lie between {values[0]} and {values[-1]}"
    if whole and len(alike) > 2:
        return f"{who} do not tell the {len(alike)} theories apart: the weights of {_names(alike)} {lie}"
    return f"{who} do not tell {_names(alike)} apart: their weights {lie}"


def _order(more: Sequence[Standing]) -> str:
    """Whether favoured theories are told from one another."""
    if len(more) < 2:
        return ""
    if all(one.found.low > other.found.high for one, other in pairwise(more)):
        return " in this order"
    if max(one.found.low for one in more) <= min(one.found.high for one in more):
        return ", but do not tell these apart"
    return ", not all told apart"


def _strength(held: Sequence[Standing]) -> str:
    """How much evidence it is: the odds of the likeliest against the least likely, set against the prior odds.

    What it is called goes by the least odds that Monte Carlo error allows.
    """
    if len(held) < 2:
        return ""
    best, worst = (pick(held, key=lambda one: one.found.value / one.prior) for pick in (max, min))
    even = worst.prior / best.prior
    ratio, least = best.found.value / worst.found.value * even, best.found.low / worst.found.high * even
    if least < SOME:
        means = "hardly worth a mention"
    elif least < STRONG:
        means = "some evidence, not strong"
    else:
        means = "strong evidence" if least < VERY_STRONG else "very strong evidence"
    # Where it cannot be told that there is any difference, a least number of times would say that there is.
    surely = f"at least {_times(least)} times" if least > 1.0 else "perhaps no more at all"
    return (
        f"The targets speak {_times(ratio)} times as much for {best.name}, the likeliest, as for {worst.name}, the "
        f"least likely ({surely}, Monte Carlo error allowed for): {means}."
    )


def _times(ratio: float) -> str:
    return f"{ratio:.{0 if ratio >= 9.95 else 1}f}"


def _names(some: Sequence[Standing]) -> str:
    return listed([one.name for one in some])


def _figures(some: Sequence[Standing]) -> str:
    """Names with their weights and intervals."""
    return listed([f"{one.name} ({weighed(one.found)})" for one in some])


def _prior(found: Sequence[Standing]) -> str:
    """What was believed before, of each."""
    priors = sorted({weight(one.prior) for one in found})
    return f"{priors[0]} each" if len(priors) == 1 else f"between {priors[0]} and {priors[-1]}"
