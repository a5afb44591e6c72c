"""How values, and what is allowed instead of them, are put into words."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Mapping
from typing import Any

from outlast.parameters import DECLARATIONS, Choice, Declaration, Listing, Settings
from outlast.scenario.names import (
    FILE_KEYS,
    GROUPS,
    REORGANISATIONS,
    THEORY,
    VAGUENESS,
    members,
    nearest,
    nearest_key,
    suggestion,
)

LONGEST = 60
NUMBER_IN_TEXT = re.compile(r"^[£$€]?\s*([+-]?\d+(?:\.\d+)?)\s*(.*)$")


def shown(value: Any) -> str:
    """A value as a file would write it, cut short where it is long."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
    elif isinstance(value, int) and abs(value) >= 10**LONGEST:
        text = f"a whole number of some {int(math.log10(abs(value))) + 1} digits"
    elif isinstance(value, list | tuple):
        text = f"[{', '.join(shown(item) for item in value[:LONGEST])}]"
    elif isinstance(value, datetime.date | datetime.time):
        text = value.isoformat()
    elif isinstance(value, float):
        text = f"{value:.12g}"
    else:
        text = str(value)
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def described(value: Any) -> str:
    """What kind of thing was found."""
    match value:
        case None:
            return "nothing (None)"
        case bool():
            return f"{shown(value)} (a yes or no)"
        case str():
            return f"the text {shown(value)}"
        case Mapping():
            return f"a table (of {', '.join(str(key) for key in list(value)[:6])})" if value else "an empty table"
        case list() | tuple():
            return f"the list {shown(value)}"
        case datetime.date() | datetime.time():
            return f"the date or time {shown(value)}"
        case float() if math.isnan(value):
            return "nan (not a number)"
        case float() if math.isinf(value):
            return f"{shown(value)} (infinite, or too large to hold)"
        case float():
            return repr(value)
        case _:
            return shown(value)


def unit_of(entry: Declaration) -> str:
    """The unit in brackets; a share does not repeat the range that it is given with."""
    return f"({entry.spec.unit.removesuffix(' 0 to 1')})"


def span(entry: Declaration) -> str:
    """The closed range of a number, with its unit."""
    assert not isinstance(entry.spec, Choice)
    return f"between {entry.spec.low:g} and {entry.spec.high:g} {unit_of(entry)}"


def expected(entry: Declaration) -> str:
    """What a quantity may be, in words."""
    if isinstance(entry.spec, Choice):
        names = ", ".join(name for name in entry.spec.names if name != "none")
        return f'"none" or any of {names}' if entry.spec.several else f"one of {names}"
    if isinstance(entry.spec, Listing):
        return f"a list of whole numbers {span(entry)}"
    if entry.type is bool:
        return "true or false"
    return f"{'a whole number' if entry.is_integer else 'a number'} {span(entry)}"


def hint(entry: Declaration, value: Any) -> str:
    """What to write instead, where the value shows what was meant; else empty."""
    if isinstance(entry.spec, Choice):
        name = nearest(str(value), entry.spec.names)
        return f" The nearest is {name}." if name else ""
    if entry.type is bool:
        is_quoted = isinstance(value, str) and value.casefold() in ("true", "false")
        return f" Write {value.casefold()} without quotes." if is_quoted else ""
    if isinstance(entry.spec, Listing):
        return f" Write [{shown(value)}]." if isinstance(value, int) and not isinstance(value, bool) else ""
    if isinstance(value, str):
        return _bare_number(entry, value)
    if entry.is_integer and isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f" Write {int(value)}."
    return ""


def _bare_number(entry: Declaration, text: str) -> str:
    """How to write a number that came as text: the unit is fixed, so none is written beside it."""
    found = NUMBER_IN_TEXT.match(text.strip())
    advice = " Give a bare number in that unit"
    if not found:
        return f"{advice}."
    number, beside = found.group(1), found.group(2).strip().casefold()
    if not beside:
        return f" Write {number} without quotes."
    # "130k" and "130 £k" mean 130 where the unit is £k; of "130,000" or "40%" only the writer knows.
    if beside in ("k", "£k") and entry.spec.unit.startswith("£k"):
        return f"{advice}: {number}."
    return f"{advice}."


def misfit(key: str, value: Any, *, is_item: bool = False) -> str:
    """The fault of a value that its quantity cannot take: found, allowed, and what was probably meant."""
    entry = DECLARATIONS[key]
    verb = "holds" if is_item else "is"
    advice = "" if is_item and isinstance(entry.spec, Listing) else hint(entry, value)
    return f"{key} {verb} {described(value)}, but must be {expected(entry)}.{advice} Meaning: {entry.spec.says}."


def unknown(key: str) -> str:
    """The fault of a name that nothing has: the nearest right one, or all that its table holds."""
    like = nearest_key(key)
    if like:
        return f"{key} is not a known key{suggestion(like)}."
    table = key.rpartition(".")[0]
    if table in DECLARATIONS:
        return f"{key} is not a known key; {table} is a single value."
    if table in GROUPS:
        return f"{key} is not a known key; [{table}] holds {', '.join(members(table))}."
    tables = ", ".join(f"[{name}]" for name in Settings._fields)
    return f"{key} is not a known key; known are {', '.join(FILE_KEYS)} and the tables {tables}."


def not_a_table(group: str, value: Any) -> str:
    """The fault of a single value where a table of quantities belongs."""
    inside = members(group)
    table = f"a table (of {', '.join(inside[:6])}{', …' if len(inside) > 6 else ''})"
    if group == VAGUENESS:
        entry = DECLARATIONS[f"{group}.{inside[0]}"]
        return f"{group} is {described(value)}, but must be {expected(entry)}, or {table}.{hint(entry, value)}"
    if group == REORGANISATIONS:
        return f"{group} is {described(value)}, but must be a list of quarters, such as [3], or {table}."
    first = f"{group}.{inside[0]}"
    return f"{group} is {described(value)}, but must be {table}; write {first} = … and so on."


def theory_conflict(names: list[str]) -> str:
    """The fault of `none` together with a theory."""
    others = [name for name in names if name != "none"]
    return (
        f'{THEORY} is {shown(names)}, which contradicts itself: "none" means that no theory holds.'
        f" Write {shown(others)}, or none alone."
    )
