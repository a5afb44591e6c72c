"""The command that makes results again: as it is typed, with the files that it needs."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from outlast.report.document.parts import Reproduction, TextFile
from outlast.report.document.scenarios import NONE, words_for
from outlast.scenario import ScenarioError

if TYPE_CHECKING:
    from outlast.analysis.calibration.ensemble import Ensemble

OTHER = (
    "For ENSEMBLE give the file of the ensemble whose short name is {digest}; it is not the one that comes with this "
    "version."
)


@dataclass(frozen=True)
class Typed:
    """A command before its scenario is known: its name, its options, and what must be said of it.

    `kept` are keys that were set by --set in every run of an ensemble, `ensemble` is that ensemble's short name,
    `given` values that one of its members brings; `has_scenario` tells commands that take none.
    """

    command: str
    options: Sequence[str]
    remarks: Sequence[str] = ()
    kept: Sequence[str] = ()
    ensemble: str | None = None
    files: Sequence[TextFile] = field(default_factory=tuple)
    has_scenario: bool = True
    given: Mapping[str, Any] = field(default_factory=dict)


def reproduction(typed: Typed, record: Mapping[str, Any] | None) -> Reproduction:
    """The command with its scenario; `record` is the scenario of the manifest."""
    if not typed.command:
        return Reproduction((), tuple(typed.files), tuple(typed.remarks))
    words: list[str] = ["outlast", typed.command]
    files: tuple[TextFile, ...] = ()
    remarks: list[str] = []
    if typed.has_scenario and record is not None:
        found, files, remarks = words_for(record, typed.kept, given=typed.given)
        words += found
    words += typed.options
    if typed.ensemble is not None:
        theory = theory_of(record)
        option, remark = posterior(typed.ensemble, theory)
        words += option if "--theory" not in words else [word for word in option if word not in ("--theory", theory)]
        remarks += [remark] if remark else []
    said = tuple(one for one in (*remarks, *typed.remarks) if one)
    return Reproduction((shlex.join(words),), (*files, *typed.files), said)


def posterior(digest: str, theory: str) -> tuple[list[str], str]:
    """The options that draw from the ensemble of a short name, and what must be known of it."""
    match _shipped(digest, theory):
        case None:
            return ["--posterior", "ENSEMBLE"], OTHER.format(digest=digest)
        case _, False:
            return ["--posterior"], ""
        case _:
            return ["--theory", theory, "--posterior"], ""


def drawn(digest: str, member: int, theory: str) -> dict[str, Any]:
    """The values of a member of the ensemble of a short name; none where this version does not come with it."""
    found = _shipped(digest, theory)
    return {} if found is None or not 0 <= member < len(found[0]) else dict(found[0].points[member])


def _shipped(digest: str, theory: str) -> tuple[Ensemble, bool] | None:
    """The shipped ensemble, or its members of one theory, and which it is; None where neither has this short name."""
    from outlast.analysis.calibration.ensemble import load_ensemble
    from outlast.analysis.calibration.posterior import of_theory

    try:
        shipped = load_ensemble()
        if shipped.digest == digest:
            return shipped, False
        some = of_theory(shipped, theory)
        return (some, True) if some.digest == digest else None
    except ScenarioError:
        return None


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


def over(settings: Mapping[str, Any]) -> str:
    """What the intervals of such a study are over."""
    return "cohorts" if settings.get("ensemble") is None else "members of the ensemble, each with all of its cohorts"


def theory_of(record: Mapping[str, Any] | None) -> str:
    """The theories of a scenario, as they are typed."""
    settings = (record or {}).get("settings", {})
    return ",".join(settings.get("structure", {}).get("theory", ())) or NONE
