"""The command that makes results again: as it is typed, with the files that it needs."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outlast.report.document.parts import Reproduction, TextFile
from outlast.report.document.scenarios import words_for
from outlast.scenario import ScenarioError

OTHER = (
    "For ENSEMBLE give the file of the ensemble whose short name is {digest}; it is not the one that comes with this "
    "version."
)


@dataclass(frozen=True)
class Typed:
    """A command before its scenario is known: its name, its options, and what must be said of it.

    `kept` are keys that were set by --set in every run of an ensemble, `ensemble` is that ensemble's short name,
    `theory` the theory of the scenario; `has_scenario` tells commands that take none.
    """

    command: str
    options: Sequence[str]
    remarks: Sequence[str] = ()
    kept: Sequence[str] = ()
    ensemble: str | None = None
    files: Sequence[TextFile] = field(default_factory=tuple)
    has_scenario: bool = True


def reproduction(typed: Typed, record: Mapping[str, Any] | None) -> Reproduction:
    """The command with its scenario; `record` is the scenario of the manifest."""
    if not typed.command:
        return Reproduction((), tuple(typed.files), tuple(typed.remarks))
    words: list[str] = ["outlast", typed.command]
    files: tuple[TextFile, ...] = ()
    remarks: list[str] = []
    if typed.has_scenario and record is not None:
        found, files, remarks = words_for(record, typed.kept)
        words += found
    words += typed.options
    if typed.ensemble is not None:
        theory = ",".join(_theory(record)) or "none"
        option, remark = posterior(typed.ensemble, theory)
        words += option if "--theory" not in words else [word for word in option if word not in ("--theory", theory)]
        remarks += [remark] if remark else []
    said = tuple(one for one in (*remarks, *typed.remarks) if one)
    return Reproduction((shlex.join(words),), (*files, *typed.files), said)


def posterior(digest: str, theory: str) -> tuple[list[str], str]:
    """The options that draw from the ensemble of a short name, and what must be known of it."""
    from outlast.analysis.calibration.ensemble import load_ensemble
    from outlast.analysis.calibration.posterior import of_theory

    try:
        shipped = load_ensemble()
        if shipped.digest == digest:
            return ["--posterior"], ""
        if of_theory(shipped, theory).digest == digest:
            return ["--theory", theory, "--posterior"], ""
    except ScenarioError:
        pass
    return ["--posterior", "ENSEMBLE"], OTHER.format(digest=digest)


def posterior_of_all(settings: Mapping[str, Any]) -> tuple[list[str], str]:
    """The same for a study that runs under every theory of an ensemble, or of a few; `theories` holds their weights."""
    from outlast.analysis.calibration.ensemble import load_ensemble

    digest = settings.get("ensemble")
    options = [word for one in settings["theories"] for word in ("--theory", one)]
    if digest is None:
        return [*options, "--posterior", "none"], ""
    try:
        shipped = load_ensemble()
        if shipped.digest == digest:
            return [] if list(shipped.theories) == list(settings["theories"]) else options, ""
    except ScenarioError:
        pass
    return [*options, "--posterior", "ENSEMBLE"], OTHER.format(digest=digest)


def _theory(record: Mapping[str, Any] | None) -> Sequence[str]:
    settings = (record or {}).get("settings", {})
    return settings.get("structure", {}).get("theory", ())
