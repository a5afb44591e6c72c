"""Options that several commands share, and how they are read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter, Token

from outlast.cli.app import SHIPPED
from outlast.scenario import Scenario, ScenarioError, load_scenario, parse_override
from outlast.scenario.names import components

if TYPE_CHECKING:
    from outlast.analysis.calibration.ensemble import Ensemble


def whole(_: Any, tokens: Sequence[Token]) -> int:
    """A whole number as typed; a fraction is refused, not rounded."""
    text = tokens[0].value
    try:
        return int(text)
    except ValueError:
        raise ValueError(f"found {text!r}, allowed is a whole number") from None


Json = Annotated[bool, Parameter(name="--json", negative="", help="Print JSON in place of a table.")]
Seed = Annotated[int, Parameter(converter=whole, help="Seed of the first replicate; the others follow it.")]
Set = Annotated[
    list[str] | None,
    Parameter(
        name="--set",
        help="Depart from the scenario: KEY=VALUE (mandate.grant=60); may be repeated.",
        negative="",
    ),
]
Theory = Annotated[str | None, Parameter(help="Theories of vagueness, as in fog,latitude; or none.")]
Workers = Annotated[
    int | None, Parameter(converter=whole, help="Threads or processes; as many as there are cores unless told.")
]
Out = Annotated[Path | None, Parameter(help="Folder to write; one in results/ unless told.")]


def chosen(name: str, settings: list[str] | None, theory: str | None) -> Scenario:
    """The scenario with what the command line sets; raises ScenarioError."""
    overrides: dict[str, Any] = {}
    for text in settings or []:
        key, value = parse_override(text)
        if key in overrides:
            raise ScenarioError(f"--set {key}: given twice; give each key once")
        overrides[key] = value
    if theory is not None:
        if "structure.theory" in overrides:
            raise ScenarioError("--theory: structure.theory is given by --set too; give it once")
        overrides["structure.theory"] = theory
    return load_scenario(name, overrides)


def ensemble_of(posterior: str, theory: str | None) -> Ensemble:
    """The ensemble that --posterior names, or its members of a theory; raises EnsembleError."""
    from outlast.analysis.calibration.ensemble import load_ensemble
    from outlast.analysis.calibration.posterior import of_theory

    found = load_ensemble(None if posterior == SHIPPED else posterior)
    return found if theory is None else of_theory(found, theory)


def set_keys(settings: list[str] | None) -> set[str]:
    """The dotted names that --set sets, those that a shorthand stands for included."""
    found: set[str] = set()
    for text in settings or []:
        key, _ = parse_override(text)
        found |= {key, *components(key)}
    return found


def check_workers(workers: int | None) -> None:
    """Refuse a number of workers out of range; raises ScenarioError."""
    from outlast.runs.arguments import MOST_WORKERS

    check_count("--workers", workers, 1, MOST_WORKERS)


def check_count(option: str, value: int | None, low: int, high: int) -> None:
    """Refuse a whole number out of range; raises ScenarioError."""
    if value is not None and not low <= value <= high:
        raise ScenarioError(f"{option}: found {value}, allowed is a whole number from {low} to {high}")
