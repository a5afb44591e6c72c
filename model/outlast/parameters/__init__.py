"""Every number and switch of the model, once: meaning, unit, range, default, source."""

from __future__ import annotations

from typing import NamedTuple

from outlast.parameters.behaviour import Rules
from outlast.parameters.levers import SECTORS, TOPICS, Aim, Context, Mandate, Output, Vagueness
from outlast.parameters.specification import ASSUMED, Choice, Declaration, Listing, Spec, declarations
from outlast.parameters.structure import Structure, Switches


class Settings(NamedTuple):
    """All that a scenario settles; the dotted name of a quantity is its path in this record."""

    mandate: Mandate = Mandate()
    context: Context = Context()
    rules: Rules = Rules()
    structure: Structure = Structure()
    output: Output = Output()


DECLARATIONS: dict[str, Declaration] = {entry.key: entry for entry in declarations(Settings)}


def switches(structure: Structure) -> Switches:
    """The structure as codes: the position of each name in its declaration."""

    def code(field: str) -> int:
        spec = DECLARATIONS[f"structure.{field}"].spec
        assert isinstance(spec, Choice)
        return list(spec.names).index(getattr(structure, field))

    theories = {name: name in structure.theory for name in ("latitude", "fog", "shield", "capture", "autonomy")}
    return Switches(
        **theories,
        production=code("production"),
        trust_learning=code("trust_learning"),
        money=code("money"),
        exit=code("exit"),
        reorganisation=code("reorganisation"),
    )


__all__ = [
    "ASSUMED",
    "DECLARATIONS",
    "SECTORS",
    "TOPICS",
    "Aim",
    "Choice",
    "Context",
    "Declaration",
    "Listing",
    "Mandate",
    "Output",
    "Rules",
    "Settings",
    "Spec",
    "Structure",
    "Switches",
    "Vagueness",
    "declarations",
    "switches",
]
