"""Numbers within sentences and tables: shares as %, money with £, a null as a dash, counts with their noun."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from outlast.outcomes.intervals import Interval

Shown = Callable[[float], str]
NULL = "–"
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)


def percent(share: float) -> str:
    """A share as a whole percentage; what is not quite none or all does not read as such."""
    if math.isnan(share):
        return NULL
    if 0.0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1.0:
        return ">99%"
    return f"{100 * share:.0f}%"


def nice(step: float) -> float:
    """The smallest handy step that is not below one: 1, 2, 2.5 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(factor * power for factor in NICE if factor * power >= step * (1 - 1e-9))


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return NULL if math.isnan(difference) else _signed(100 * difference, 0)


def number(value: float) -> str:
    """A plain number to three digits or so."""
    if math.isnan(value):
        return NULL
    text = f"{value:,.0f}" if abs(value) >= 99.5 else f"{value:.1f}" if abs(value) >= 9.95 else f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def signed(difference: float) -> str:
    """A difference of plain numbers, with its sign."""
    return NULL if math.isnan(difference) else _signed(difference, 2)


def money(thousands: float) -> str:
    """Pounds from thousands of pounds."""
    if math.isnan(thousands):
        return NULL
    size = abs(thousands)
    if size == 0.0:
        return "£0"
    if size < 0.05:
        return "<£0.1k"
    if size >= 999.5:
        text = f"£{size / 1000:.1f}m" if size >= 9995 else f"£{size / 1000:.2f}m"
    else:
        text = f"£{size:.0f}k" if size >= 9.95 else f"£{size:.1f}k"
    return f"−{text}" if thousands < 0 else text


def pence(pounds: float) -> str:
    """Pounds and pence, of what is paid for each pound of cost."""
    return NULL if math.isnan(pounds) else f"£{pounds:.2f}"


def bracket(interval: Interval, shown: Shown = percent) -> str:
    """The interval in brackets after its estimate, without repeating a % sign; empty where there is none."""
    if math.isnan(interval.low) or math.isnan(interval.high) or interval.low == interval.high:
        return ""
    low, high = (_end(end) if shown is percent else shown(end) for end in (interval.low, interval.high))
    return f" [{low}, {high}]"


def with_interval(interval: Interval, shown: Shown = percent) -> str:
    """An estimate with its interval, where it has one."""
    return NULL if math.isnan(interval.mean) else shown(interval.mean) + bracket(interval, shown)


def between(ends: tuple[float, float], shown: Shown = percent) -> str:
    """Two ends of a range, or one where they read the same; a dash where they are not known."""
    low, high = ends
    if math.isnan(low) or math.isnan(high):
        return NULL
    if shown(low) == shown(high):
        return shown(low)
    if shown is percent:
        return f"{_end(low)}–{_end(high)}%"
    return f"{shown(low)}–{shown(high)}"


def counted(count: int, noun: str) -> str:
    """A count with its noun: one cohort, 16 cohorts."""
    return f"one {noun}" if count == 1 else f"{count:,} {noun}s"


def listed(words: Sequence[str]) -> str:
    """Words in a row: a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _signed(value: float, digits: int) -> str:
    text = f"{value:+.{digits}f}"
    return text.lstrip("+-") if float(text) == 0.0 else text.replace("-", "−")


def _end(share: float) -> str:
    """An end of an interval of shares as a whole percentage; Student's interval may leave 0 to 1, a share does not."""
    return f"{100 * min(1.0, max(0.0, share)):.0f}"
