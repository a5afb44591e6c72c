"""What a design of experiments varies: quantities by their dotted names, each over a range or a list of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from outlast.parameters import DECLARATIONS, Choice, Declaration, Listing
from outlast.runs.values import (
    CHOICE,
    FLAG,
    WHOLE,
    Value,
    allowed,
    as_typed,
    declared,
    kind_of,
    number_of,
    theories,
    value_of,
)
from outlast.scenario import ScenarioError
from outlast.scenario.names import GROUPS, THEORY, VAGUENESS, components
from outlast.scenario.wording import described, shown

ALL = "all"
MOST_STEPS = 1_000_000
FORMS = "KEY=LOW:HIGH, KEY=LOW:HIGH:STEPS, KEY=VALUE,VALUE, KEY alone or TABLE alone"


@dataclass(frozen=True, slots=True)
class Factor:
    """A quantity that is varied: over the range from `low` to `high`, over `steps` of it, or over `levels`.

    `kind` is "number", "whole", "choice" or "flag"; choices and flags have levels and no range. Names are as a user
    types them; a set of theories is `latitude+fog`, in order of declaration, and the empty set is `none`.
    """

    key: str
    kind: str
    low: float | None
    high: float | None
    levels: tuple[Value, ...] | None
    steps: int | None
    unit: str
    says: str

    @property
    def values(self) -> tuple[Value, ...] | None:
        """The values that it takes, in order; None where it takes any in its range."""
        if self.levels is not None or self.steps is None:
            return self.levels
        low, high = self.range
        spaced = np.linspace(low, high, self.steps)
        if self.kind == WHOLE:
            return tuple(int(value) for value in np.floor(spaced + 0.5))
        # 0.3 as anyone would type it, not 0.30000000000000004.
        return (low, *(float(f"{value:.12g}") for value in spaced[1:-1]), high)

    @property
    def range(self) -> tuple[float, float]:
        """The ends of the range of a number; raises ValueError for a choice or a flag, which has none."""
        if self.low is None or self.high is None:
            raise ValueError(f"{self.key} has no range")
        return self.low, self.high

    def record(self) -> dict[str, Any]:
        """What is varied, in the types of JSON."""
        return asdict(self) | {"levels": None if self.levels is None else list(self.levels)}


def parse_vary(text: str) -> Factor:
    """The factor of one text as typed after `--vary`; raises ScenarioError.

    `key=low:high`, `key=low:high:steps`, `key=a,b,c`, or the bare key for all that is declared.
    """
    key, sign, rest = (part.strip() for part in text.partition("="))
    if not key or (not sign and any(mark in key for mark in ":,")):
        raise ScenarioError(f"--vary {shown(text)}: write it as {FORMS}, for example mandate.vagueness=0:1.")
    where = f"--vary {key}"
    entry = declared(key, where)
    if sign and not rest:
        raise ScenarioError(f"{where}: nothing stands after the =; write {FORMS}.")
    if not sign or rest.casefold() == ALL:
        return all_declared(entry)
    if ":" not in rest:
        return factor_over(entry, rest.split(","), where)
    low, high, *steps = (part.strip() for part in rest.split(":"))
    if len(steps) > 1:
        raise ScenarioError(f"{where}: found {shown(rest)}, which has more than three parts; write {FORMS}.")
    return factor_between(entry, low, high, steps[0] if steps else None, where)


def read_vary(vary: Mapping[str, Any] | Iterable[str | Factor] | str | Factor) -> tuple[Factor, ...]:
    """The factors of a sweep, each key once; raises ScenarioError.

    A mapping gives for each key a tuple (low, high) or (low, high, steps), a list of values, or None or "all" for
    all that is declared; a sequence holds texts as `parse_vary` reads them, or factors. A table alone (`rules.trust`)
    stands for all that it holds, over all that is declared; what is varied by itself too, or by a table within, is
    left out of it.
    """
    if isinstance(vary, str | Factor):
        vary = (vary,)
    if isinstance(vary, Mapping):
        items = [_table_of(key, value) or _from_python(key, value) for key, value in vary.items()]
    elif isinstance(vary, Iterable):
        items = [item if isinstance(item, Factor) else _table_of(item) or _from_text(item) for item in vary]
    else:
        raise ScenarioError(f"--vary: found {described(vary)}, but allowed is a mapping of keys, or a list of texts.")
    factors = _tables_filled(items)
    check_together([factor.key for factor in factors], "--vary")
    return tuple(factors)


def overrides_of(point: Mapping[str, Value]) -> dict[str, Any]:
    """A point (key to value) as overrides for `Scenario.replace`."""
    return {key: theories(value) if key == THEORY else value for key, value in point.items()}


def all_declared(entry: Declaration) -> Factor:
    """A factor over all that is declared: the range of a number, each name of a choice, both values of a flag."""
    if isinstance(entry.spec, Choice):
        return _factor(entry, levels=tuple(entry.spec.names))
    if kind_of(entry) == FLAG:
        return _factor(entry, levels=(False, True))
    number = int if kind_of(entry) == WHOLE else float
    return _factor(entry, low=number(entry.spec.low), high=number(entry.spec.high))


def factor_between(entry: Declaration, low: Any, high: Any, steps: Any, where: str) -> Factor:
    """A factor over a range: any value of it, or a few steps."""
    if kind_of(entry) in (CHOICE, FLAG):
        example = ",".join(as_typed(value) for value in all_declared(entry).values or ())
        raise ScenarioError(
            f"{where}: found a range, but allowed is {allowed(entry)}; list the values, as in {entry.key}={example}."
        )
    low, high = value_of(entry, low, where), value_of(entry, high, where)
    if low >= high:
        raise ScenarioError(
            f"{where}: found the range {as_typed(low)} to {as_typed(high)}, but the lower end must be below the"
            " upper end."
        )
    if steps is None:
        return _factor(entry, low=low, high=high)
    count = number_of(steps)
    if not isinstance(count, int) or not 2 <= count <= MOST_STEPS:
        found = described(steps if count is None else count)
        raise ScenarioError(
            f"{where}: found {found} for the steps, but allowed is a whole number from 2 to {MOST_STEPS}."
        )
    if kind_of(entry) == WHOLE and count > high - low + 1:
        raise ScenarioError(
            f"{where}: {count} steps from {low} to {high} would give some whole numbers twice; take at most"
            f" {high - low + 1} steps."
        )
    return _factor(entry, low=low, high=high, steps=count)


def factor_over(entry: Declaration, values: Sequence[Any], where: str) -> Factor:
    """A factor over values given one by one, in their order."""
    if not values:
        raise ScenarioError(f"{where}: the list of values is empty; allowed is {allowed(entry)}.")
    seen: dict[Value, None] = {}
    for value in (value_of(entry, value, where) for value in values):
        if value in seen:
            raise ScenarioError(f"{where}: {as_typed(value)} is given twice; give each value once.")
        seen[value] = None
    numbers = [value for value in seen if not isinstance(value, str | bool)]
    return _factor(entry, low=min(numbers, default=None), high=max(numbers, default=None), levels=tuple(seen))


def check_together(keys: Sequence[str], where: str) -> None:
    """Refuse a key that is varied twice, by itself or through `mandate.vagueness`."""
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            raise ScenarioError(f"{where} {key}: this is varied twice; give each key once.")
    inside = [key for key in keys if key in components(VAGUENESS)]
    if VAGUENESS in keys and inside:
        raise ScenarioError(
            f"{where} {VAGUENESS}: this sets all three components, but {inside[0]} is varied by itself too; vary"
            " one or the other."
        )


def _table_of(text: Any, value: Any = None) -> str | None:
    """The name of a table that stands alone, or None for anything else; mandate.vagueness is one quantity."""
    if not isinstance(text, str) or not (value is None or (isinstance(value, str) and value == ALL)):
        return None
    key, _, rest = (part.strip() for part in text.partition("="))
    return key if key in GROUPS and key != VAGUENESS and rest.casefold() in ("", ALL) else None


def _tables_filled(items: Sequence[Factor | str]) -> list[Factor]:
    """The factors, with tables replaced by what they hold that can be varied; the more specific wins."""
    tables = [item for item in items if isinstance(item, str)]
    if twice := [table for table in tables if tables.count(table) > 1]:
        raise ScenarioError(f"--vary {twice[0]}: this is varied twice; give each table once.")
    alone = {item.key for item in items if isinstance(item, Factor)}
    taken = {*alone, *(components(VAGUENESS) if VAGUENESS in alone else ())}
    found: list[Factor] = []
    for item in items:
        if isinstance(item, Factor):
            found.append(item)
            continue
        inner = tuple(f"{table}." for table in tables if table.startswith(f"{item}."))
        entries = [DECLARATIONS[key] for key in components(item) if key not in taken and not key.startswith(inner)]
        found += [all_declared(entry) for entry in entries if not isinstance(entry.spec, Listing)]
    return found


def _factor(
    entry: Declaration,
    low: Any = None,
    high: Any = None,
    levels: tuple[Value, ...] | None = None,
    steps: int | None = None,
) -> Factor:
    return Factor(entry.key, kind_of(entry), low, high, levels, steps, entry.spec.unit, entry.spec.says)


def _from_text(text: Any) -> Factor:
    if not isinstance(text, str):
        raise ScenarioError(f"--vary: found {described(text)}, but allowed is a text such as mandate.vagueness=0:1.")
    return parse_vary(text)


def _from_python(key: Any, value: Any) -> Factor:
    if not isinstance(key, str):
        raise ScenarioError(f"--vary {shown(key)}: a dotted name is needed, such as mandate.vagueness.")
    where = f"--vary {key}"
    entry = declared(key, where)
    if value is None:
        return all_declared(entry)
    if isinstance(value, str):
        return parse_vary(f"{key}={value}")
    if isinstance(value, tuple) and len(value) in (2, 3):
        low, high, *steps = value
        return factor_between(entry, low, high, steps[0] if steps else None, where)
    if isinstance(value, list | range) or getattr(value, "ndim", None) == 1:
        return factor_over(entry, list(value), where)
    raise ScenarioError(
        f"{where}: found {described(value)}, but allowed is a tuple (low, high) or (low, high, steps), a list of"
        " values, or None for all that is declared."
    )
