"""The report of a folder that tells itself: findings of which the first three are the answer, tables, figures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from outlast.report.document import method
from outlast.report.document.cells import table_of, value, words
from outlast.report.document.command import Typed
from outlast.report.document.content import Content, figures_of
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Table, TextFile, plain_table
from outlast.report.document.scenarios import nearly
from outlast.report.wording import counted

NEEDED = ("findings.txt",)
# A list in the settings that is longer is told by its length.
LONG = 12


def told(
    folder: ResultsFolder,
    *,
    title: str,
    question: str,
    design: str,
    intervals: Sequence[str],
    cites: Sequence[str] = (),
    first: Sequence[str] = (),
    captions: Mapping[str, str] | None = None,
    limits: Sequence[str] = (),
) -> Content:
    """The content of such a folder.

    Parameters:
        design: what was done, in a sentence or two; `cites` are the sources of the method.
        first: names of tables (without .csv) in the order in which a reader wants them; others follow.
        captions: captions of tables, by name.
    """
    folder.require(NEEDED)
    lines = folder.lines()
    record = scenario_of(folder.settings)
    order = [f"{name}.csv" for name in first]
    names = sorted((name for name in folder.present if name.endswith(".csv")),
                   key=lambda name: (order.index(name) if name in order else len(order), name))  # fmt: skip
    tables = [_table(folder, name, captions or {}) for name in names]
    assumed = (
        []
        if record is None
        else [f"{method.theories_sentence(nearly(record))} {method.judged_in_words(nearly(record))}"]
    )
    said = f"{design} {method.citations(cites)}".strip()
    return Content(
        lines[:3],
        lines[3:],
        figures_of(folder, {}),
        [*tables, settings_table(folder.settings)],
        [
            method.model_in_words(folder.manifest, folder.manifest.get("engine", "compiled")),
            f"{said} {method.LUCK}",
            *assumed,
        ],
        intervals,
        typed(folder),
        title=title if record is None else f"{title} {nearly(record).title}".strip(),
        question=question,
        limits=limits,
    )


def scenario_of(settings: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The record of the one scenario that a folder is about; None where it is about several, or none."""
    found = settings.get("scenario")
    return found if isinstance(found, Mapping) and isinstance(found.get("settings"), Mapping) else None


def typed(folder: ResultsFolder) -> Typed:
    """The command as the folder says that it was given (`command`, a list of words); else only its settings."""
    words_given = folder.manifest.get("command")
    if isinstance(words_given, list) and words_given and all(isinstance(word, str) for word in words_given):
        first, *rest = words_given[1:] if words_given[0] == "outlast" else words_given
        return Typed(first, rest, has_scenario=False)
    text = json.dumps(_short(folder.settings), indent=2, ensure_ascii=False) + "\n"
    return Typed(
        "", (), ["The folder does not say by which words it was made; these are all settings that decide its numbers."],
        files=(TextFile("settings.json", text),), has_scenario=False,
    )  # fmt: skip


def settings_table(settings: Mapping[str, Any]) -> Table:
    """What decides the numbers, a line each; a scenario by its name."""
    rows = [(words(key), _in_a_line(one)) for key, one in settings.items()]
    return plain_table("Settings that decide the numbers", ("setting", "value"), rows)


def _table(folder: ResultsFolder, name: str, captions: Mapping[str, str]) -> Table:
    stem = name.removesuffix(".csv")
    caption = captions.get(stem, f"{words(stem)[0].upper()}{words(stem)[1:]}")
    frame = folder.frame(name)
    notes = [] if len(frame) else ["There is nothing in it."]
    return table_of(frame, f"{caption} ({name})", name, notes=notes)


def _in_a_line(found: Any) -> str:
    if isinstance(found, Mapping):
        if isinstance(found.get("settings"), Mapping):
            return f"{found.get('name', 'scenario')}: {found.get('title', '')}".rstrip(": ")
        return "; ".join(f"{words(str(key))} {_in_a_line(one)}" for key, one in found.items())
    if isinstance(found, list | tuple):
        return _listed(found)
    return value(found)


def _listed(found: Sequence[Any]) -> str:
    if len(found) > LONG and all(isinstance(one, int) for one in found):
        return f"{len(found):,} whole numbers from {min(found)} to {max(found)}"
    some = ", ".join(_in_a_line(one) for one in found[:LONG])
    return some + (f" and {len(found) - LONG:,} more" if len(found) > LONG else "")


def _short(found: Any) -> Any:
    """Settings without what scenarios hold in full, which other sections tell."""
    if isinstance(found, Mapping):
        if isinstance(found.get("settings"), Mapping):
            return {key: found[key] for key in ("name", "title") if key in found}
        return {key: _short(one) for key, one in found.items()}
    return [_short(one) for one in found] if isinstance(found, list | tuple) else found


def scenarios_in_words(settings: Mapping[str, Any], names: Iterable[str] = ("scenarios", "policies")) -> str:
    """How many scenarios a folder compares, and which."""
    for name in names:
        held = settings.get(name)
        if isinstance(held, list) and held:
            told_ = [str(one.get("name", "")) if isinstance(one, Mapping) else str(one) for one in held]
            return f"{counted(len(held), 'scenario')} ({', '.join(told_)})"
    return "the scenarios named below"
