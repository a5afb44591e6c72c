"""Data frames as tables that a reader can take in: short numbers, intervals beside their estimate, long ones cut."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from outlast.analysis.numbers import NULL
from outlast.outcomes.intervals import Interval
from outlast.report.document.parts import Table, plain_table
from outlast.report.wording import counted, with_interval

Shown = Callable[[Any], str]
MOST_ROWS = 30
LOW, HIGH, HALF = "_low", "_high", "_conf"
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def value(found: Any) -> str:
    """A value of any kind: numbers to three digits, yes and no, a dash where nothing is known."""
    if found is None or (isinstance(found, float | np.floating) and math.isnan(found)) or found is pd.NaT:
        return NULL
    if isinstance(found, bool | np.bool_):
        return "yes" if found else "no"
    if isinstance(found, int | np.integer):
        return f"{int(found):,}".replace("-", "−")
    if isinstance(found, float | np.floating):
        return number(float(found))
    if isinstance(found, list | tuple):
        return ", ".join(value(one) for one in found) or "none"
    return str(found)


def number(found: float) -> str:
    """A number to three digits or all that are before its decimal point, with a true minus sign."""
    if math.isnan(found):
        return NULL
    if math.isinf(found):
        return "∞" if found > 0 else "−∞"
    size = abs(found)
    if size == 0.0:
        return "0"
    text = f"{found:,.0f}" if 999.5 <= size < 1e9 else f"{found:.3g}"
    if "e" in text:
        head, _, power = text.partition("e")
        text = f"{head} × 10{str(int(power)).translate(RAISED)}"
    return text.replace("-", "−")


def words(name: str) -> str:
    """The name of a column or file as words; a dotted key stays as it is typed."""
    return name if "." in name else name.replace("_", " ")


def cut(rows: int, most: int, file: str) -> str:
    """What is said of a table that is cut; empty where it is whole."""
    return "" if rows <= most else f"Shown are {most:,} of {counted(rows, 'row')}; {file} has them all."


def table_of(
    frame: pd.DataFrame,
    caption: str,
    file: str,
    *,
    heads: Mapping[str, str] | None = None,
    shown: Mapping[str, Shown] | None = None,
    leave: Sequence[str] = (),
    most: int = MOST_ROWS,
    notes: Sequence[str] = (),
) -> Table:
    """A frame as a table: `x_low, x_high` and `x_conf` stand in one cell with their `x`; `leave` names are left out.

    `heads` renames columns, `shown` says how the values of a column read. A frame of more than `most` rows is cut,
    and a note names the file with the rest.
    """
    named = {str(name): pd.Series(frame[name]) for name in frame.columns if str(name) not in leave}
    columns = [name for name in named if not _is_end(name, named)]
    kept = frame.head(most)
    rows = [[_cell(named, name, k, (shown or {}).get(name)) for name in columns] for k in range(len(kept))]
    titles = [(heads or {}).get(name, words(name)) for name in columns]
    titles = [
        f"{title} [95%]" if _has_interval(name, named) else title for name, title in zip(columns, titles, strict=True)
    ]
    titles = [
        f"{title} ± 95%" if f"{name}{HALF}" in named else title for name, title in zip(columns, titles, strict=True)
    ]
    numeric = [k for k, name in enumerate(columns) if pd.api.types.is_numeric_dtype(named[name].dtype)]
    return plain_table(caption, titles, rows, numeric, [cut(len(frame), most, file), *notes])


def _is_end(name: str, named: Mapping[str, Any]) -> bool:
    """Whether a column is the end or half-width of another's interval."""
    for end in (LOW, HIGH):
        if name.endswith(end) and _has_interval(name.removesuffix(end), named):
            return True
    return name.endswith(HALF) and name.removesuffix(HALF) in named


def _has_interval(name: str, named: Mapping[str, pd.Series]) -> bool:
    """Whether there are ends of an interval of a column; two columns so called are none where they are out of order."""
    low, high = named.get(f"{name}{LOW}"), named.get(f"{name}{HIGH}")
    if name not in named or low is None or high is None:
        return False
    return not (low > high).any() if low.dtype.kind in "if" and high.dtype.kind in "if" else True


def _cell(named: Mapping[str, pd.Series], name: str, row: int, shown: Shown | None) -> str:
    say = shown or value
    text = say(named[name].iloc[row])
    if text == NULL:
        return text
    if _has_interval(name, named):
        low, high = (named[f"{name}{end}"].iloc[row] for end in (LOW, HIGH))
        if _unknown(low) or _unknown(high):
            return text
        return with_interval(Interval(named[name].iloc[row], float(low), float(high)), say)
    if f"{name}{HALF}" in named:
        half = named[f"{name}{HALF}"].iloc[row]
        return text if _unknown(half) else f"{text} ± {say(half)}"
    return text


def _unknown(found: Any) -> bool:
    return found is None or (isinstance(found, float | np.floating) and math.isnan(found))
