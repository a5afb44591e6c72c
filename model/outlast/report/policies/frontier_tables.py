"""A frontier as tables for a terminal: the answer, the mandates on it, and other programmes' mandates beside it."""

from __future__ import annotations

import numpy as np
from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.analysis.numbers import money
from outlast.analysis.policies.figures_in_words import capital, interval_in, level
from outlast.analysis.policies.frames import Row, records
from outlast.analysis.policies.frontier import Frontier
from outlast.analysis.policies.frontier_words import answer, cautions
from outlast.analysis.policies.levers import mandate_in_words
from outlast.report.policies.terms import theory_label

WIDTH, MOST = 110, 12


def frontier_table(found: Frontier) -> RenderableType:
    """The answer in words, the frontier, other programmes' mandates, and what to beware of."""
    heading = f"{capital(found.outcome.says)} ({found.outcome.name}) in the context of {found.space.scenario.name}"
    best = sorted(records(found.frontier, efficient=True), key=lambda row: row["cost"])
    shown = [best[k] for k in np.unique(np.linspace(0, len(best) - 1, min(MOST, len(best))).round().astype(int))]
    parts: list[RenderableType] = [Text(heading, style="bold"), Text()]
    parts += [Text(f"• {text}") for text in answer(found)]
    parts += [Text("\nThe frontier: most under the worst theory for each cost", style="bold"), _mandates(found, shown)]
    if len(shown) < len(best):
        parts.append(Text(f"{len(shown)} of {len(best)}; all in frontier.csv.", style="dim"))
    parts += [Text("\nOther programmes' mandates in this context", style="bold"), _programmes(found), Text()]
    parts += [Text(f"• {text}") for text in cautions(found)]
    return Constrain(Group(*parts), WIDTH)


def _mandates(found: Frontier, rows: list[Row]) -> Table:
    table = _table(found, "mandate")
    for row in rows:
        mandate = mandate_in_words({key: row[key] for key in found.space.keys})
        table.add_row(*_cells(found, row), Text(mandate, style="bold" if row["reaches"] else ""))
    return table


def _programmes(found: Frontier) -> Table:
    table = _table(found, "programme (and the levers it sets that the search held)")
    for row in records(found.programmes):
        held = [key.removeprefix("mandate.") for key in str(row["holds"]).split()]
        groups = list(dict.fromkeys(key.partition(".")[0] for key in held))
        name = Text(str(row["programme"])).append(f" ({', '.join(groups)})" if groups else "", style="dim")
        table.add_row(*_cells(found, row), name)
    return table


def _cells(found: Frontier, row: Row) -> list[Text]:
    """Cost, share under the worst theory, weighted share."""
    cells = [money(float(row["cost"])), level(interval_in(row, "worst", "worst_"), found.outcome)]
    if len(found.worlds.theories) > 1:
        cells.append(theory_label(str(row["worst_theory"])) if isinstance(row["worst_theory"], str) else "–")
        cells.append(level(interval_in(row, "weighted", "weighted_"), found.outcome))
    return [Text(cell) for cell in cells]


def _table(found: Frontier, last: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    table.add_column("cost", justify="right", no_wrap=True)
    several = len(found.worlds.theories) > 1
    table.add_column("worst" if several else "share", justify="right", no_wrap=True)
    if several:
        table.add_column("under", overflow="fold")
        table.add_column("weighted", justify="right", no_wrap=True)
    table.add_column(last, overflow="fold")
    return table
