"""The report of a folder that tells itself: findings of which the first three are the answer, tables, figures."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from outlast.report.document import method
from outlast.report.document.cells import MOST_ROWS, Shown, table_of, value, words
from outlast.report.document.command import Typed
from outlast.report.document.content import Content, figures_of
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Table, TextFile, plain_table
from outlast.report.document.scenarios import nearly
from outlast.report.wording import listed

NEEDED = ("findings.txt",)
# A list in the settings that is longer is told by its length.
LONG = 12


@dataclass(frozen=True)
class Sheet:
    """How a CSV is shown: its caption, the columns (name to heading) in order, how values read, and which rows.

    `interval` is the column whose interval the columns `low` and `high` are, where they have no name of their own;
    of `bare` columns those that end so are none. More rows than `most` are cut.
    """

    caption: str
    columns: Mapping[str, str] = field(default_factory=dict)
    shown: Mapping[str, Shown] = field(default_factory=dict)
    rows: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame
    interval: str = ""
    bare: frozenset[str] = frozenset()
    most: int = MOST_ROWS


def told(
    folder: ResultsFolder,
    *,
    title: str,
    question: str,
    design: str,
    intervals: Sequence[str],
    typed: Typed | None = None,
    tables: Sequence[Table] = (),
    sheets: Mapping[str, Sheet] | None = None,
    leave: Sequence[str] = (),
    limits: Sequence[str] = (),
) -> Content:
    """The content of such a folder.

    Parameters:
        design: what was done, in a sentence or two, with its sources.
        typed: the command that made it; what the folder says of it if None.
        tables: shown before those of the folder.
        sheets: how tables are shown, by name (without .csv) in the order in which a reader wants them; others follow.
        leave: names of tables that are only named.
    """
    folder.require(NEEDED)
    lines, wanted = folder.lines(), sheets or {}
    record = scenario_of(folder.settings)
    there = [name.removesuffix(".csv") for name in folder.present if name.endswith(".csv")]
    order = [*(name for name in wanted if name in there), *(name for name in sorted(there) if name not in wanted)]
    found = [_table(folder, name, wanted.get(name)) for name in order if name not in leave]
    assumed = []
    if record is not None:
        scenario = nearly(record)
        drawn = bool(folder.settings.get("ensemble"))
        assumed = ["" if drawn else method.theories_sentence(scenario), method.judged_in_words(scenario)]
    rest = [f"{name}.csv" for name in leave if name in there]
    return Content(
        lines[:3],
        lines[3:],
        figures_of(folder, {}),
        [*tables, *found, settings_table(folder.settings, rest)],
        [method.model_in_words(folder.manifest, folder.manifest.get("engine", "compiled")), f"{design} {method.LUCK}",
         *([" ".join(one for one in assumed if one)] if assumed else [])],
        intervals,
        _typed(folder) if typed is None else typed,
        title=title if record is None else f"{title} {nearly(record).title}".strip(),
        question=question,
        limits=limits,
    )  # fmt: skip


def scenario_of(settings: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The record of the one scenario that a folder is about; None where it is about several, or none."""
    found = settings.get("scenario")
    return found if isinstance(found, Mapping) and isinstance(found.get("settings"), Mapping) else None


def settings_table(settings: Mapping[str, Any], rest: Sequence[str] = ()) -> Table:
    """What decides the numbers, a line each, a scenario by its name; `rest` are tables that are only named."""
    rows = [(words(key), _in_a_line(one)) for key, one in settings.items()]
    notes = [f"Further tables in the folder: {listed(list(rest))}."] if rest else []
    return plain_table("Settings that decide the numbers", ("setting", "value"), rows, (), notes)


def _typed(folder: ResultsFolder) -> Typed:
    """The command as the folder says that it was given (`command`, a list of words); else only its settings."""
    given = folder.manifest.get("command")
    if isinstance(given, list) and given and all(isinstance(word, str) for word in given):
        first, *rest = given[1:] if given[0] == "outlast" else given
        return Typed(first, rest, has_scenario=False)
    text = json.dumps(_short(folder.settings), indent=2, ensure_ascii=False) + "\n"
    remark = "The folder does not say by which words it was made; these are all settings that decide its numbers."
    return Typed("", (), [remark], files=(TextFile("settings.json", text),), has_scenario=False)


def _table(folder: ResultsFolder, name: str, sheet: Sheet | None) -> Table:
    """A CSV as its sheet says; whole where none is given, or where its columns are none of those that the sheet has."""
    file, frame = f"{name}.csv", folder.frame(f"{name}.csv")
    if sheet is None or not any(column in frame for column in sheet.columns):
        caption = sheet.caption if sheet else f"{words(name)[0].upper()}{words(name)[1:]}"
        return table_of(frame, f"{caption} ({file})", file)
    kept = sheet.rows(frame)
    if sheet.interval:
        kept = kept.rename(columns={end: f"{sheet.interval}_{end}" for end in ("low", "high")})
    wanted = [
        column
        for own in sheet.columns
        for column in (own, *(() if own in sheet.bare else (f"{own}_low", f"{own}_high")))
        if column in kept
    ]
    # A column that has nothing in it tells nothing.
    columns = [column for column in wanted if not len(kept) or bool(kept[column].notna().any())]
    only = "" if len(kept) == len(frame) or len(kept) > sheet.most else f"{file} has the other rows too."
    heads = {column: head for column, head in sheet.columns.items() if head}
    return table_of(
        pd.DataFrame(kept[columns]), f"{sheet.caption} ({file})", file, heads=heads, shown=sheet.shown,
        most=sheet.most, notes=[only],
    )  # fmt: skip


def _in_a_line(found: Any) -> str:
    if isinstance(found, Mapping):
        if isinstance(found.get("settings"), Mapping):
            return f"{found.get('name', 'scenario')}: {found.get('title', '')}".rstrip(": ")
        return "; ".join(
            _in_a_line(one) if isinstance(one, Mapping) else f"{words(str(key))} {_in_a_line(one)}"
            for key, one in found.items()
        )
    if isinstance(found, list | tuple):
        return _listed(found)
    return value(found)


def _listed(found: Sequence[Any]) -> str:
    if len(found) > LONG and all(isinstance(one, int) for one in found):
        return f"{len(found):,} whole numbers from {min(found)} to {max(found)}"
    if all(isinstance(one, Mapping) and "key" in one for one in found):
        return ", ".join(str(one["key"]) for one in found) or "none"
    some = ", ".join(_in_a_line(one) for one in found[:LONG])
    return (some + (f" and {len(found) - LONG:,} more" if len(found) > LONG else "")) or "none"


def _short(found: Any) -> Any:
    """Settings without what scenarios hold in full, which other sections tell."""
    if isinstance(found, Mapping):
        if isinstance(found.get("settings"), Mapping):
            return {key: found[key] for key in ("name", "title") if key in found}
        return {key: _short(one) for key, one in found.items()}
    return [_short(one) for one in found] if isinstance(found, list | tuple) else found
