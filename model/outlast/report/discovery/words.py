"""A condition in words, with units: clear purpose (vagueness of purpose below 0.35) and at least 14 funded quarters."""

from __future__ import annotations

from collections.abc import Sequence

from outlast.analysis.discovery.box import Box, Limit
from outlast.analysis.discovery.factors import LEVELS, NAMES, Factor
from outlast.parameters import DECLARATIONS, Choice
from outlast.report.sensitivity.terms import qualified
from outlast.report.sweep.terms import scale_number
from outlast.report.wording import listed, money
from outlast.runs.values import declared

# What levers and circumstances are called within a sentence; whatever is not here goes by what it is declared to be.
NOUNS = {
    "mandate.vagueness": "vagueness of the mandate",
    "mandate.vagueness.purpose": "vagueness of purpose",
    "mandate.vagueness.structure": "vagueness of structure",
    "mandate.vagueness.evaluation": "vagueness of evaluation",
    "mandate.grant": "a grant",
    "mandate.match": "partner money asked for",
    "mandate.assistance": "technical help",
    "mandate.pressure": "pressure to take part",
    "mandate.successor.grant": "a successor's grant",
    "context.prior_ties": "density of prior ties",
}
# What is counted stands behind its number.
COUNTED = {
    "mandate.duration": "funded quarters",
    "mandate.taper": "quarters of taper",
    "mandate.successor.duration": "funded quarters of a successor",
    "context.partnerships": "partnerships",
    "context.regions": "regions",
    "context.population.trusts": "NHS trusts per region",
    "context.population.universities": "universities per region",
    "context.population.firms": "firms per region",
    "context.population.national_firms": "national firms",
}
# What little and much of it are called, where limits are as plain as that: below a half, or from a half on.
EXTREMES = {
    "mandate.vagueness": ("a clear mandate", "a vague mandate"),
    "mandate.vagueness.purpose": ("clear purpose", "vague purpose"),
    "mandate.vagueness.structure": ("clear structure", "vague structure"),
    "mandate.vagueness.evaluation": ("clear evaluation", "vague evaluation"),
}
SHARE, THOUSANDS, PER_POUND = "share 0 to 1", "£k ", "£ per £"
# Units that say no more than what the quantity is called.
SILENT = (SHARE, "probability", "weight", "utility", "name", "true or false")
NO_LIMIT = "no condition"


def condition(box: Box, factors: Sequence[Factor], *, plain: bool = False) -> str:
    """All limits of a box in a sentence's words, in the order of the design; see `restriction` for `plain`."""
    said = [restriction(factor, box.limits[factor.key], plain=plain) for factor in factors if factor.key in box.limits]
    return listed(said) if said else NO_LIMIT


def opened(text: str) -> str:
    """The same at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def restriction(factor: Factor, limit: Limit, *, plain: bool = False) -> str:
    """One factor's limits: at least 14 funded quarters; `plain` ones do not say what is clear, and what vague."""
    if limit.names is not None:
        return _names(factor, limit.names)
    noun = COUNTED.get(factor.key)
    if noun is not None:
        return f"{span(factor, limit)} {_single(noun) if _is_one(factor, limit) else noun}"
    said = f"{noun_of(factor.key)} {span(factor, limit)}{_unit(factor.key)}"
    little, much = EXTREMES.get(factor.key, ("", ""))
    if little and not plain and limit.low is None and limit.high is not None and limit.high <= 0.5:
        return f"{little} ({said})"
    if much and not plain and limit.high is None and limit.low is not None and limit.low >= 0.5:
        return f"{much} ({said})"
    return said.replace("a grant at", "a grant of at").replace("a grant from", "a grant of")


def span(factor: Factor, limit: Limit) -> str:
    """The limits of a number: at least 14, below 0.35, 0.2 to 0.6."""
    low, high = (None if end is None else figure(factor, end) for end in (limit.low, limit.high))
    if low is not None and high is not None:
        if low == high:
            return f"exactly {low}"
        return f"from {low} to {high}" if factor.key not in COUNTED else f"{low} to {high}"
    if low is not None:
        return f"at least {low}"
    return f"at most {high}" if factor.kind == LEVELS else f"below {high}"


def figure(factor: Factor, value: float) -> str:
    """One value of a number, as a reader meets it."""
    unit = unit_of(factor.key)
    if unit.startswith(THOUSANDS):
        return money(value)
    text = scale_number(value)
    return f"£{text}" if unit.startswith(PER_POUND) else text


def noun_of(key: str) -> str:
    """What a factor is called within a sentence."""
    if key in NOUNS:
        return NOUNS[key]
    return qualified(key, declared(key, key).spec.says.partition(";")[0].partition(" (")[0])


def named(key: str) -> str:
    """What a factor is called by itself: funded quarters, grant."""
    return COUNTED.get(key) or noun_of(key).removeprefix("a ")


def axis_of(key: str) -> str:
    """What a factor is called on an axis, with its unit."""
    noun = opened(named(key))
    unit = unit_of(key)
    return noun if key in COUNTED or unit in SILENT else f"{noun} ({unit})"


def unit_of(key: str) -> str:
    """The declared unit."""
    return declared(key, key).spec.unit


def name_of(factor: Factor, code: int) -> str:
    """One of the names of a factor."""
    return factor.names[code].replace("_", " ")


def theory_in_words(theory: str) -> str:
    """A theory, or a set of them, within a sentence."""
    if theory == "none":
        return "“none” (vagueness does nothing)"
    return listed(theory.split(","))


def theories_in_a_row(theories: Sequence[str]) -> str:
    """Several theories; where one of them is a set, so parted that it can be told."""
    told = [theory_in_words(theory) for theory in theories]
    return "; ".join(told) if any("," in theory for theory in theories) and len(told) > 1 else listed(told)


def varied_over(factor: Factor) -> str:
    """What a factor was varied over, with its unit."""
    if factor.kind == NAMES:
        return " or ".join(factor.names).replace("_", " ")
    low, high = figure(factor, factor.low), figure(factor, factor.high)
    return f"{low} to {high}{_unit(factor.key)}"


def _names(factor: Factor, codes: Sequence[int]) -> str:
    """The names that are allowed, or those that are not where they are fewer."""
    others = [code for code in range(len(factor.names)) if code not in codes]
    what = noun_of(factor.key)
    entry = DECLARATIONS[factor.key]
    if not isinstance(entry.spec, Choice):
        return f"{what}: {'yes' if factor.names[codes[0]] == 'true' else 'no'}"
    if len(others) < len(codes):
        return f"{what}: not {' or '.join(name_of(factor, code) for code in others)}"
    return f"{what}: {' or '.join(name_of(factor, code) for code in codes)}"


def _unit(key: str) -> str:
    """What stands behind a value: a unit that its name and figure do not say already."""
    unit = unit_of(key)
    if unit in SILENT or not unit:
        return ""
    if unit.startswith(THOUSANDS):
        return f" {unit.removeprefix(THOUSANDS)}"
    if unit.startswith(PER_POUND):
        return f" {unit.removeprefix('£ ')}"
    return f" {unit}"


def _is_one(factor: Factor, limit: Limit) -> bool:
    ends = {end for end in (limit.low, limit.high) if end is not None}
    return ends == {1.0}


def _single(noun: str) -> str:
    """The noun of one: one funded quarter."""
    first, gap, rest = noun.partition(" per ")
    words = first.split(" ")
    place = next((k for k, word in enumerate(words) if word.endswith("s")), len(words) - 1)
    word = words[place]
    words[place] = f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")
    return " ".join(words) + gap + rest
