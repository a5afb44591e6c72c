"""The numbers of policies as sentences and tables say them: outcomes, differences, theories, costs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outlast.analysis.numbers import NULL, Shown, counted, listed, money, number, percent, with_interval
from outlast.analysis.policies.quantities import ADDITIONAL, Quantity
from outlast.outcomes.intervals import Interval

# A longer list is not read; the tables have them all.
MOST_NAMED, MOST_IN_ROW = 6, 3
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# So many decimals at most, however narrow an interval.
FINEST, SAME = 2, 1e-9


def interval_in(row: Mapping[str, Any], middle: str = "mean", start: str = "") -> Interval:
    """Three columns of a row as an interval."""
    return Interval(float(row[middle]), float(row[f"{start}low"]), float(row[f"{start}high"]))


def level(found: Interval, of: Quantity) -> str:
    """A mean of an outcome with its interval: 49% [45, 53]."""
    if of.world == ADDITIONAL:
        return gap(found, of)
    return with_interval(found, shown_by(of))


def shown_by(of: Quantity) -> Shown:
    """How a value of an outcome reads."""
    return percent if of.is_share else money if of.is_money else number


def gap(found: Interval, of: Quantity, *, sign: bool = True) -> str:
    """A difference with its interval, as fine as that is narrow: +28 points [26, 31]."""
    if math.isnan(found.mean):
        return NULL
    scale, unit = (100.0, " points") if of.is_share else (1.0, "")
    # What arithmetic leaves between two ends that are the same is no width.
    has_ends = scale * (found.high - found.low) > SAME
    ends = [found.mean, found.low, found.high]
    if of.is_money:
        shown = [_with_sign(money(abs(end)), end, sign and not k) for k, end in enumerate(ends)]
    else:
        half = scale * (found.high - found.low) / 2
        decimals = decimals_for(half if has_ends else scale * abs(found.mean), 0 if of.is_share else FINEST)
        texts = [f"{abs(scale * end):,.{decimals}f}" for end in ends]
        shown = [
            _with_sign(text, end, sign and not k, "0") for k, (text, end) in enumerate(zip(texts, ends, strict=True))
        ]
        unit = " point" if of.is_share and shown[0].lstrip("+−") == "1" else unit
    if not has_ends:
        return f"{shown[0]}{unit}"
    return f"{shown[0]}{unit} [{shown[1]}, {shown[2]}]"


def decimals_for(size: float, least: int = 0) -> int:
    """Decimals that tell something of this size from nought."""
    if not size > 0.0:
        return least
    return max(least, min(FINEST, math.ceil(-math.log10(size) - 1e-9))) if size < 1.0 else least


def cost(found: Interval) -> str:
    """£ for each of something, with its interval; without an upper end where none may come of it."""
    if math.isnan(found.mean):
        return NULL
    if math.isinf(found.mean):
        return "none" if not _is_told(found.low) else f"none; at least {money(found.low)}"
    if math.isinf(found.high):
        return f"{money(found.mean)}, at least {money(found.low)}" if _is_told(found.low) else money(found.mean)
    return with_interval(found, money)


def theory(name: str) -> str:
    """A set of theories within a sentence, where a bare "none" would say something else."""
    return "“none”" if name == "none" else " + ".join(name.split(","))


def theories(names: Sequence[str], of: int) -> str:
    """Theories in a row, or that it is all of them."""
    return every(of) if len(names) == of else listed([theory(name) for name in names])


def every(of: int) -> str:
    """All of so many theories."""
    return "both theories" if of == 2 else f"all {spelt(of)} theories"


def across(of: int) -> str:
    """What a mean is over."""
    return f"weighted over {spelt(of)} theories"


def spelt(count: int) -> str:
    """A number as a word, up to twelve."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def few(texts: Sequence[str], noun: str, where: str) -> str:
    """The first of many texts, and where the others stand."""
    if len(texts) <= MOST_NAMED:
        return listed(texts)
    rest = counted(len(texts) - MOST_NAMED + 1, f"other {noun}").replace("one other", "one more")
    return f"{', '.join(texts[: MOST_NAMED - 1])}, and {rest} in {where}"


def some_of(names: Sequence[str]) -> str:
    """Names of designs in a row, the first of many with how many more there are."""
    if len(names) <= MOST_IN_ROW:
        return listed(names)
    return f"{', '.join(names[: MOST_IN_ROW - 1])} and {len(names) - MOST_IN_ROW + 1} more"


def keys(names: Iterable[str]) -> str:
    """Dotted names of a scenario, the first of many."""
    found = list(names)
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return f"{', '.join(found[:MOST_NAMED])}{more}"


def capital(text: str) -> str:
    """Text with a capital at its start."""
    return text[:1].upper() + text[1:]


def _with_sign(text: str, value: float, sign: bool, nought: str = "£0") -> str:
    """The size of a difference with its sign, none where it reads as nought."""
    if not any(digit in "123456789" for digit in text):
        return nought
    return f"−{text}" if value < 0.0 else f"+{text}" if sign else text


def _is_told(value: float) -> bool:
    return math.isfinite(value) and value > 0.0
