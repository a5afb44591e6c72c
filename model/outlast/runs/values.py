"""One value of a quantity that is varied, read from a text as typed or from Python, and put into words."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from outlast.parameters import DECLARATIONS, Choice, Declaration, Listing, Spec
from outlast.scenario import ScenarioError
from outlast.scenario.names import FILE_KEYS, GROUPS, THEORY, VAGUENESS, components, members
from outlast.scenario.wording import described, expected, hint, shown, unknown

NUMBER, WHOLE, CHOICE, FLAG = "number", "whole", "choice", "flag"
NONE, TOGETHER = "none", "+"
FLAGS = {"true": True, "false": False}

type Value = float | int | bool | str


def kind_of(entry: Declaration) -> str:
    """Whether a quantity is a number, a whole number, a choice or a flag."""
    if isinstance(entry.spec, Choice):
        return CHOICE
    return FLAG if entry.type is bool else WHOLE if entry.is_integer else NUMBER


def declared(key: str, where: str) -> Declaration:
    """The declaration of a key that can be varied; of `mandate.vagueness`, that of its components taken together.

    Raises ScenarioError, opening with `where`, for any other key.
    """
    if key == VAGUENESS:
        parts = [DECLARATIONS[name].spec for name in components(VAGUENESS)]
        specs = [spec for spec in parts if isinstance(spec, Spec)]
        says = f"how vague the mandate is ({', '.join(members(VAGUENESS))} alike)"
        low, high = max(spec.low for spec in specs), min(spec.high for spec in specs)
        return Declaration(key, replace(specs[0], says=says, low=low, high=high), float, None)
    if key in DECLARATIONS:
        entry = DECLARATIONS[key]
        if isinstance(entry.spec, Listing):
            raise ScenarioError(f"{where}: a list has no range to vary; give it with --set, or in a scenario file.")
        return entry
    if key in FILE_KEYS:
        raise ScenarioError(f"{where}: this can only be said in a scenario file, and is no quantity to vary.")
    if key in GROUPS:
        inside = ", ".join(f"{key}.{name}" for name in members(key)[:6])
        more = " and so on" if len(members(key)) > 6 else ""
        raise ScenarioError(
            f"{where}: this is a table, which stands alone for all that it holds; for a range, vary what it holds one"
            f" by one: {inside}{more}."
        )
    raise ScenarioError(f"{where}: {unknown(key)}")


def value_of(entry: Declaration, value: Any, where: str) -> Value:
    """A value that the quantity can take, of its type; raises ScenarioError, opening with `where`, for any other."""
    plain = value.item() if hasattr(value, "dtype") and getattr(value, "ndim", None) == 0 else value
    plain = plain.strip() if isinstance(plain, str) else plain
    wrong = plain
    match kind_of(entry), entry.spec:
        case str(), Choice(several=True):
            return _set_of_theories(entry, plain, where)
        case str(), Choice(names=names):
            if isinstance(plain, str) and plain in names:
                return plain
        case "flag", _:
            flag = FLAGS.get(plain.casefold()) if isinstance(plain, str) else plain
            if isinstance(flag, bool):
                return flag
        case kind, Spec(low=low, high=high):
            number = number_of(plain)
            if number is not None and low <= number <= high and (kind == NUMBER or isinstance(number, int)):
                return float(number) if kind == NUMBER else number
            # A number that was typed reads as a number, without the quotes of a text.
            wrong = plain if number is None else number
    raise ScenarioError(_misfit(entry, wrong, where))


def number_of(value: Any) -> int | float | None:
    """A finite number from a number or a text, whole where its value is; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    if not math.isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def theories(text: Value) -> tuple[str, ...]:
    """The set of theories that a text with + between them names; `none` is the empty set."""
    return tuple(name for name in str(text).split(TOGETHER) if name != NONE)


def as_typed(value: Any) -> str:
    """A value of a scenario or of a factor as a user would type it."""
    if isinstance(value, tuple):
        return TOGETHER.join(value) or NONE
    return value if isinstance(value, str) else shown(value)


def allowed(entry: Declaration) -> str:
    """What a quantity may be, in words."""
    return f"{expected(entry)}{', joined by + where several hold at once' if entry.key == THEORY else ''}"


def _misfit(entry: Declaration, wrong: Any, where: str) -> str:
    if wrong == "":
        return f"{where}: found nothing where a value belongs; allowed is {allowed(entry)}."
    return (
        f"{where}: found {described(wrong)}, but allowed is {allowed(entry)}; see: outlast parameters {entry.key}."
        f"{hint(entry, wrong)}"
    )


def _set_of_theories(entry: Declaration, value: Any, where: str) -> str:
    """Theories as one text, in order of declaration, so that the same set always has the same name."""
    assert isinstance(entry.spec, Choice)
    names = value.replace(",", TOGETHER).split(TOGETHER) if isinstance(value, str) else value
    if not isinstance(names, list | tuple | set | frozenset):
        raise ScenarioError(_misfit(entry, value, where))
    found = [name.strip() if isinstance(name, str) else name for name in names]
    for name in found:
        if name not in list(entry.spec.names):
            raise ScenarioError(_misfit(entry, name, where))
    if NONE in found and len(set(found)) > 1:
        joined = TOGETHER.join(found)
        raise ScenarioError(
            f"{where}: found {joined}, but none means that no theory holds; name it alone, or leave it out."
        )
    return TOGETHER.join(name for name in entry.spec.names if name in found) or NONE
