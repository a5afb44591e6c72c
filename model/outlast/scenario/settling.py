"""Values put into a record of settings by their dotted names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outlast.parameters import Aim, Settings

ALREADY_ONE = 1e-9


def reach(record: Any, key: str) -> Any:
    """The value at a dotted name of a record."""
    for name in key.split("."):
        record = getattr(record, name)
    return record


def put(record: Any, key: str, value: Any) -> Any:
    """The record with another value at a dotted name."""
    name, _, rest = key.partition(".")
    return record._replace(**{name: put(getattr(record, name), rest, value) if rest else value})


def scaled(weights: Sequence[float]) -> tuple[float, ...]:
    """Weights divided by their sum, which must be positive; those that sum to 1 stay the same to the last bit."""
    total = sum(weights)
    if abs(total - 1.0) < ALREADY_ONE:
        return tuple(weights)
    return tuple(weight / total for weight in weights)


def settle(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """The settings with these values, by dotted name, and the weights of the aim scaled to sum to 1 again."""
    for key, value in values.items():
        settings = put(settings, key, value)
    aim = settings.mandate.aim
    if sum(aim) > 0.0:
        settings = put(settings, "mandate.aim", Aim(*scaled(aim)))
    return settings
