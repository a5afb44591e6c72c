"""What the tables of a file of patterns may say, key by key."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from outlast.analysis.calibration.measures import Measure

Strength = Literal["***", "**", "*"]


class Entry(BaseModel):
    """A table of the file: no key but those declared, each of its type."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, populate_by_name=True)


class Quantity(Entry):
    """A measure, and the scenario that it is taken of where this is said beside it."""

    quantity: str
    quarter: int | None = None
    at_least: float | None = None
    above: float | None = None
    scenario: str | None = None

    def measure(self) -> Measure:
        """The measure itself."""
        return Measure(self.quantity, self.quarter, self.at_least, self.above)


class LevelEntry(Entry):
    """What a level says beyond a target; `shaped` is what of the model it has changed, if anything."""

    strength: Strength
    use: Literal["check"]
    shaped: str | None = Field(default=None, min_length=1)


class _Compared(Entry):
    pattern: str
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    says: str
    judged: Literal["S", "D", "J"] = Field(alias="class")
    source: str
    strength: Strength
    use: Literal["check"]
    shaped: str | None = Field(default=None, min_length=1)


class ContrastEntry(_Compared):
    """Two worlds held against each other."""

    sign: Literal[-1, 0, 1]
    this: dict[str, Any]
    that: dict[str, Any]
    scenario: str | None = None
    quantity: str | None = None
    quarter: int | None = None
    at_least: float | None = None
    above: float | None = None
    least: float = Field(default=0.0, ge=0.0)


class AssociationEntry(_Compared):
    """Two quantities of the same partnerships held against each other."""

    sign: Literal[-1, 1]
    scenario: str
    settings: dict[str, Any] = Field(default={}, alias="set")
    early: Quantity
    late: Quantity
    given: Quantity | None = None


class CoveredEntry(Entry):
    """A pattern that targets tell; `shaped` is said of its one target."""

    pattern: str
    strength: Strength
    targets: list[str] = Field(min_length=1)
    shaped: str | None = Field(default=None, min_length=1)


class SilentEntry(Entry):
    """A pattern of which the model says nothing."""

    pattern: str
    says: str
    why: str
    source: str
