"""Values held against their declarations: strict types and ranges, every fault in our own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from outlast.parameters import Choice, Listing, Settings, Spec
from outlast.parameters.specification import fields_of
from outlast.scenario.names import GROUPS, VAGUENESS, nearest_key, suggestion
from outlast.scenario.wording import described, misfit, not_a_table, unknown

STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def annotation(kind: Any, spec: Spec | Choice | Listing | None) -> Any:
    """The type that a declared field is checked with: its range, its names, or the model of its record."""
    match spec:
        case None:
            return model_of(kind)
        case Choice(names=names, several=True):
            return tuple[Literal[*names], ...]
        case Choice(names=names):
            return Literal[*names]
        case Listing(low=low, high=high):
            return tuple[Annotated[int, Field(ge=low, le=high)], ...]
        case Spec() if kind is bool:
            return bool
        case Spec(low=low, high=high):
            return Annotated[kind, Field(ge=low, le=high)]


def model_of(record: type) -> type[BaseModel]:
    """A checking model of a declared record; what a file leaves out stays unset."""
    fields: dict[str, Any] = {name: (annotation(kind, spec), None) for name, (kind, spec) in fields_of(record).items()}
    return create_model(record.__name__, __config__=STRICT, **fields)


TABLES = model_of(Settings)


def check(values: Mapping[str, Any], written: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Values by dotted name, checked and of their declared types, beside the faults found.

    `written` gives the shorthand that a name was written as, where it was (`mandate.vagueness`).
    """
    faults: list[str] = []
    try:
        good = TABLES.model_validate(_nested(values)).model_dump(exclude_unset=True)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            faults.append(fault_of(problem, written))
        good = {}
    return flat(good), list(dict.fromkeys(faults))


def fault_of(problem: Mapping[str, Any], written: Mapping[str, str]) -> str:
    """One problem that pydantic found, as a sentence of ours."""
    key = ".".join(part for part in problem["loc"] if isinstance(part, str))
    value = problem["input"]
    if problem["type"] == "extra_forbidden":
        return unknown(key)
    if key in GROUPS:
        return not_a_table(key, value)
    if written.get(key) == VAGUENESS:
        return not_a_table(VAGUENESS, value)
    return misfit(key, value, is_item=isinstance(problem["loc"][-1], int))


def flat(tables: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested tables as one table by dotted name; values stay as they are."""
    found: dict[str, Any] = {}
    for name, value in tables.items():
        key = f"{prefix}{name}"
        if key in GROUPS and isinstance(value, Mapping):
            found |= flat(value, f"{key}.")
        else:
            found[key] = value
    return found


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted name as nested tables; a name of no declared table stays whole, for its fault to name."""
    tables: dict[str, Any] = {}
    for key, value in values.items():
        place, rest = tables, key
        for cut in [index for index, sign in enumerate(key) if sign == "." and key[:index] in GROUPS]:
            inner = place.setdefault(key[:cut].rpartition(".")[2], {})
            if not isinstance(inner, dict):
                break
            place, rest = inner, key[cut + 1 :]
        else:
            place[rest] = value
    return tables


class Front(BaseModel):
    """What a file says before its tables."""

    model_config = STRICT

    title: str = ""
    question: str = ""
    source: list[str] = Field(default_factory=list)
    extends: Annotated[str, Field(min_length=1)] | None = None


class Judged(BaseModel):
    """One entry of `[judgement]`."""

    model_config = STRICT

    low: float
    high: float
    why: Annotated[str, Field(min_length=1)]


class Timed(BaseModel):
    """The quarter of a change."""

    model_config = STRICT

    quarter: Annotated[int, Field(ge=0)]


class Restored(BaseModel):
    """The resolved record of a scenario; `horizon` and `regions` only repeat what its settings say."""

    model_config = STRICT

    name: str
    title: str
    question: str
    source: list[str]
    path: str | None
    horizon: int
    regions: int
    settings: dict[str, Any]
    changes: list[dict[str, Any]]
    roster: list[dict[str, Any]] | None
    judgements: list[dict[str, Any]]
    provenance: dict[str, Any]


_KINDS = {
    "string_type": "a text",
    "string_too_short": "a text that says something",
    "list_type": "a text or a list of texts",
    "float_type": "a number",
    "finite_number": "a finite number",
    "int_type": "a whole number",
    "greater_than_equal": "0 or more",
}


def check_entry[M: BaseModel](model: type[M], entry: Any, named: Callable[[str], str]) -> tuple[M | None, list[str]]:
    """An entry of a file that is no declared quantity, checked with its model; `named` names a part of it."""
    try:
        return model.model_validate(entry), []
    except ValidationError as error:
        faults = []
        for problem in error.errors(include_url=False):
            part = str(problem["loc"][0]) if problem["loc"] else ""
            if problem["type"] == "missing":
                faults.append(f"{named(part)} is missing.")
            elif problem["type"] == "extra_forbidden":
                allowed = list(model.model_fields)
                faults.append(f"{named(part)} is not a known key{suggestion(nearest_key(part, allowed))}.")
            elif not part:
                fields = ", ".join(model.model_fields)
                faults.append(f"{named('')} is {described(entry)}, but must be a table of {fields}.")
            else:
                kind = _KINDS.get(problem["type"], problem["msg"])
                faults.append(f"{named(part)} is {described(problem['input'])}, but must be {kind}.")
        return None, faults
