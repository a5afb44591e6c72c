"""An explanation, and the partnerships that there are to explain, for a terminal."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.analysis.explanation.explanation import Change, Explanation
from outlast.analysis.explanation.fate import after_of
from outlast.report.explanation.fate import title_of
from outlast.report.explanation.sentences import answer, further
from outlast.report.explanation.text import HEADER, reading_of, row_of, story_lines, when_of
from outlast.report.story.words import partnership_name
from outlast.report.wording import STATE_NAMES, WORDS
from outlast.runs.values import as_typed
from outlast.scenario import Scenario
from outlast.scenario.names import VAGUENESS

WIDTH = 110


def explanation_table(found: Explanation) -> RenderableType:
    """The answer, the story by quarter, and the changes that would have changed the fate."""
    parts: list[RenderableType] = [Text(title_of(found), style="bold"), Text(found.scenario.title, style="dim")]
    parts += [Text(f"\n{line}") for line in answer(found)]
    parts += [Text("\nWhat happened (quarters count from 0)", style="bold"), _story(found)]
    for context in (False, True):
        changes = found.of_mandate(context=context)
        if changes:
            title = "Not in the centre's hands" if context else "What would have changed its fate, on the same luck"
            parts += [Text(f"\n{title}", style="bold"), _changes(changes)]
    if found.changes:
        parts.append(Text(reading_of(found), style="dim"))
    parts += [Text(), *(Text(f"• {line}") for line in further(found))]
    if typed := as_options(found):
        parts.append(Text(f"\nTo see the world with the smallest change: the same with {typed}"))
    return Constrain(Group(*parts), WIDTH)


def as_options(found: Explanation) -> str:
    """The smallest change as it is typed at a command line; empty where it can only be said in a file."""
    if found.smallest is None or found.smallest.change.lever.is_change:
        return ""
    lever, flip, _ = found.smallest.change
    set_anew = lever.overrides(found.scenario, flip.value, found.fate.after)
    if lever.key == VAGUENESS:
        set_anew = {VAGUENESS: flip.value} | {key: value for key, value in set_anew.items() if key not in lever.keys}
    return " ".join(f"--set {key}={as_typed(value)}" for key, value in set_anew.items())


def fates_table(frame: pd.DataFrame, scenario: Scenario, seed: int, outcome: str) -> RenderableType:
    """The partnerships of one world, a line each, with the number to name them by."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, justify in (("number", "right"), ("", "left"), ("region", "left"), ("fate", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for row in frame.to_dict("records"):
        key = int(row["partnership"])
        table.add_row(str(key), partnership_name(key), Text(str(row["region"])), Text(fate_in_a_line(row, outcome)))
    after = after_of(outcome)
    return Group(
        Text(f"The partnerships of {scenario.name}, seed {seed}", style="bold"),
        Text(f"Judged {WORDS[after]} quarters after the last central pound, or after the start where there is none.",
             style="dim"),
        table,
        Text(f"What happened to one, and what would have changed it: outlast explain {scenario.path or scenario.name}"
             f" --seed {seed} --partnership NUMBER"),
    )  # fmt: skip


def fate_in_a_line(row: dict[str, Any], outcome: str) -> str:
    """One row of `fates` in words."""
    closed, judged, kept = row["closed_in_quarter"], int(row["judged_after_quarters"]), row[outcome]
    how = " with its aims met" if row["closed_by_success"] else ""
    closing = "" if pd.isna(closed) else f"closed{how} in quarter {int(closed)}"
    if pd.isna(kept):
        return f"{closing or 'open'}; judged after {judged} quarters, beyond the horizon"
    if closing and int(closed) < judged:
        return closing
    rung = STATE_NAMES[row[f"ladder_{after_of(outcome)}"]]
    went = "kept itself going" if rung in ("self-sustained", "growing") else "open, without keeping itself going"
    return f"{went} ({rung}){f'; {closing}' if closing else ''}"


def _story(found: Explanation) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(min_width=3, style="bold")
    table.add_column()
    for line in story_lines(found):
        table.add_row(when_of(line), Text(line.text))
    return table


def _changes(changes: list[Change]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for number, name in enumerate(HEADER):
        table.add_column(name, justify="left" if number < 2 else "right", no_wrap=number > 1)
    for change in changes:
        table.add_row(*(Text(cell) for cell in row_of(change)))
    return table
