"""Sentences of method that every kind of results shares: model and engine, luck, intervals, limits, provenance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outlast.parameters import ASSUMED, DECLARATIONS
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Table, plain_table
from outlast.report.wording import counted, listed, self_sustaining_in_words, theories_in_words
from outlast.scenario import Scenario

ENGINES = {
    "compiled": "The compiled engine made the runs; its trajectories are those of the readable engine on Mesa to the "
    "last bit.",
    "mesa": "The readable engine on Mesa made the runs.",
}
LUCK = (
    "Every draw is a function of seed, process, who and when, from a counter-based generator [SAL11]: changing one "
    "thing leaves all other luck as it was."
)
SHARES = (
    "Of shares it is the exact binomial interval for an effective sample size [KG98], since the partnerships of one "
    "cohort share a country and a history and count for less than as many independent ones; of means it is Student's."
)
LEFT_OPEN = (
    "Intervals hold what the luck of so many cohorts leaves open. They do not hold what is not known of behaviour, "
    "rules and theories"
)
PASSES = (
    "The model passes some documented patterns and misses others (outlast validate lists them); to pass a pattern is "
    "not to be proved right."
)


def model_in_words(manifest: Mapping[str, Any], engine: str | None = None) -> str:
    """The model, its version and source, what it runs on, and which engine made the runs."""
    versions = manifest.get("versions", {})
    own, mesa = versions.get("outlast", "?"), versions.get("mesa", "?")
    said = (
        f"The results were made with outlast {own}{_commit(manifest.get('source'))}, an agent-based simulation of "
        "centrally mandated partnerships between NHS trusts, universities and firms, which its description in the form "
        f"of the ODD protocol [GRI20] sets out in full; it is built on Mesa {mesa}."
    )
    return f"{said} {ENGINES[engine]}" if engine in ENGINES else said


def _commit(source: Mapping[str, Any] | None) -> str:
    if not source or not source.get("commit"):
        return ""
    changed = ", with changes that were not committed" if source.get("changed") else ""
    return f" (source commit {str(source['commit'])[:12]}{changed})"


def theories_sentence(scenario: Scenario) -> str:
    """Which theories of vagueness are assumed, and that another can give another answer."""
    return f"It assumes {theories_in_words(scenario)}; another theory can give another answer."


def judged_in_words(scenario: Scenario) -> str:
    """What it takes to count as keeping oneself going."""
    return f"Keeping itself going takes {self_sustaining_in_words(scenario)}."


def limits(scenario: Scenario | None, *, drawn: bool = False) -> list[str]:
    """What the results cannot tell, whatever they are; `drawn` where theories are those of an ensemble's members."""
    entries = [entry for entry in DECLARATIONS.values() if not entry.key.startswith("structure.")]
    assumed = sum(entry.spec.source == ASSUMED for entry in entries)
    said = [
        "This is a simulation, not a forecast: it shows what follows from its assumptions, and says nothing of a named "
        "organisation or programme.",
        f"Of the defaults of the model's {len(entries)} quantities {assumed} are assumed; money is in orders of "
        "magnitude, not as accountants know it.",
        PASSES,
    ]
    return said if scenario is None or drawn else [said[0], theories_sentence(scenario), *said[1:]]


def provenance(folder: ResultsFolder, writer: str) -> tuple[tuple[str, str], ...]:
    """Versions, source, machine and times, as pairs of a name and a text."""
    manifest = folder.manifest
    times, source = manifest.get("times") or {}, manifest.get("source") or {}
    commit = str(source.get("commit") or "not known")
    if source.get("changed"):
        commit += ", with changes that were not committed"
    took = f"{times.get('seconds', 0):,.0f} s" if times else "not recorded"
    when = f"{times.get('started', '?')} to {times.get('finished', '?')}, {took}" if times else "not recorded"
    facts = [
        ("Kind of results", folder.kind),
        ("Source commit", commit),
        ("State of the rules", str(manifest.get("model") or folder.settings.get("model") or "")),
        ("Versions", ", ".join(f"{name} {version}" for name, version in (manifest.get("versions") or {}).items())),
        ("Platform", ", ".join(str(part) for part in (manifest.get("platform") or {}).values())),
        ("Made", when),
        ("This page", f"written by outlast {writer} from the files of the folder; no simulation was run for it"),
    ]
    return tuple((name, text) for name, text in facts if text)


def files_table(folder: ResultsFolder) -> Table:
    """Every file that the results consist of, with its checksum, and whether it is there."""
    signed: Mapping[str, str] = folder.manifest["checksums"]
    rows = [
        (name, digest, "as written" if folder.has(name) else "not in this folder") for name, digest in signed.items()
    ]
    notes = [f"{counted(len(folder.present), 'file').capitalize()} checked when this page was written."]
    if folder.absent:
        lacks, them = ("is", "it") if len(folder.absent) == 1 else ("are", "them")
        notes.append(
            f"{counted(len(folder.absent), 'file').capitalize()} {lacks} not in this folder (large tables are often "
            f"left out of an archive); the command above makes {them} again."
        )
    return plain_table("Files and their SHA-256", ("file", "SHA-256", "state"), rows, (), notes)


def seeds_of(settings: Mapping[str, Any]) -> str:
    """The seeds of a sweep's replicates, as its luck deals them."""
    if settings.get("luck") == "independent":
        return f"No two runs share a seed; the first is {settings['seed']}."
    return (
        f"Replicates have seeds from {settings['seed']} on, the same at every point (common random numbers), so that "
        "differences between points are seen sooner."
    )


def citations(keys: Sequence[str]) -> str:
    """Sources as one citation."""
    return f"[{'; '.join(keys)}]" if keys else ""


def named(keys: Sequence[str], most: int = 12) -> str:
    """Keys in a row, or how many there are where they are many."""
    return listed(list(keys)) if len(keys) <= most else f"{len(keys):,} quantities"
