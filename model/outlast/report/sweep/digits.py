"""An estimate with its interval in as many digits as the interval is narrow."""

from __future__ import annotations

import math

from outlast.outcomes.intervals import Interval
from outlast.report.sweep.terms import Measure
from outlast.report.wording import money, pence, with_interval

MOST_DECIMALS = 6


def with_digits(found: Interval, measure: Measure) -> str:
    """An estimate with its interval; more decimals than usual where the interval would be lost in the rounding.

    The last digit is worth no more than half the width of the interval, and the ends read otherwise than the mean.
    """
    usual = with_interval(found, measure.shown)
    ends = [min(max(end, measure.least), measure.most) for end in (found.low, found.high)]
    half = (ends[1] - ends[0]) / 2
    if not math.isfinite(found.mean) or not half > 0.0:
        # Of an interval without a width, or without one within the bounds, the mean says all.
        return usual if not half <= 0.0 else with_interval(Interval(found.mean, math.nan, math.nan), measure.shown)
    values = [found.mean, *ends]
    texts = [measure.shown(value) for value in values]
    if max(_step(text, measure) for text in texts) <= half * (1 + 1e-9) and _are_apart(texts, values):
        return usual
    unit = _unit(texts[0], measure)
    # Rounding of the half-width itself must not add a digit.
    decimals = min(MOST_DECIMALS, max(0, math.ceil(-math.log10(half / unit) - 1e-9)))
    while decimals < MOST_DECIMALS and not _are_apart([_fixed(v, decimals, unit, measure) for v in values], values):
        decimals += 1
    mean, low, high = (_fixed(value, decimals, unit, measure) for value in values)
    sign = "%" if measure.is_share and not measure.is_difference else ""
    return f"{mean}{sign} [{low}, {high}]"


def _are_apart(texts: list[str], values: list[float]) -> bool:
    """Whether both ends read otherwise than the mean, unless they are the mean."""
    return all(
        text != texts[0] or math.isclose(value, values[0], rel_tol=1e-9, abs_tol=1e-12)
        for text, value in zip(texts[1:], values[1:], strict=True)
    )


def _unit(text: str, measure: Measure) -> float:
    """What one before the decimal point is worth: a point of a share, or thousands and millions of pounds."""
    if measure.is_share:
        return 0.01
    return 1000.0 if measure.shown is money and text.endswith("m") else 1.0


def _step(text: str, measure: Measure) -> float:
    """What the last digit of a text is worth."""
    decimals = sum(one.isdigit() for one in text.partition(".")[2])
    return 0.0 if text == "£0" else _unit(text, measure) * 10.0**-decimals


def _fixed(value: float, decimals: int, unit: float, measure: Measure) -> str:
    """A value to so many decimals, with its sign where it is a difference."""
    size = f"{abs(value) / unit:,.{decimals}f}"
    sign = "" if not any(one in "123456789" for one in size) else "−" if value < 0 else ""
    if measure.is_difference and measure.shown is not money and value > 0 and any(one in "123456789" for one in size):
        sign = "+"
    if measure.shown is money:
        return f"{sign}£{size}{'m' if unit > 1 else 'k'}"
    return f"{sign}£{size}" if measure.shown is pence else f"{sign}{size}"
