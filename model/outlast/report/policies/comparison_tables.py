"""A comparison as tables for a terminal: the answer, each design in one row, theory by theory, and what it costs."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.table import Table
from rich.text import Text

from outlast.analysis.numbers import NULL, money
from outlast.analysis.policies.comparison import Comparison
from outlast.analysis.policies.comparison_words import answer, cautions
from outlast.analysis.policies.figures_in_words import capital, cost, gap, interval_in, level, shown_by
from outlast.analysis.policies.frames import Row, records
from outlast.analysis.policies.quantities import ADDITIONAL
from outlast.analysis.policies.tabulating import WEIGHTED
from outlast.report.policies.terms import run_in_words, theory_label

WIDTH = 110


def comparison_table(found: Comparison) -> RenderableType:
    """The answer in words, a table of all theories together, one by theory, and one of costs."""
    parts: list[RenderableType] = [
        Text(f"{capital(found.outcome.says)} ({found.outcome.name})", style="bold"),
        Text(f"{run_in_words(found.worlds)}.", style="dim"),
        Text(),
        *(Text(f"• {text}") for text in answer(found)),
        _overall(found),
    ]
    if len(found.worlds.theories) > 1:
        parts += [Text("By theory", style="bold"), _by_theory(found)]
    parts += [Text("Central money", style="bold"), _costs(found), Text()]
    parts += [Text(f"• {text}") for text in cautions(found)]
    return Constrain(Group(*parts), WIDTH)


def _overall(found: Comparison) -> Table:
    """Each design: outcome, difference from the first, what it adds, regrets."""
    rows = {row["design"]: row for row in records(found.outcomes, outcome=found.outcome.name, theory=WEIGHTED)}
    of: Row = {"outcome": found.outcome.name, "theory": WEIGHTED}
    away = {row["design"]: row for row in records(found.differences, reference=found.names[0], **of)}
    regrets = {row["design"]: row for row in records(found.policies)}
    several = len(found.worlds.theories) > 1
    # A table has little room: the unit of differences stands once, above them.
    points = "\n(points)" if found.outcome.is_share else ""
    table = _table()
    table.add_column("design", overflow="fold")
    table.add_column("outcome", justify="right")
    table.add_column(f"less {found.names[0]}{points}", justify="right", overflow="fold")
    adds = found.outcome.world != ADDITIONAL
    if adds:
        table.add_column(f"added{points}", justify="right")
    if several:
        table.add_column("greatest\nregret", justify="right")
        table.add_column("expected\nregret", justify="right")
    for name in found.names:
        cells = [name, level(interval_in(rows[name]), found.outcome)]
        difference = interval_in(away[name], "difference") if name in away else None
        cells.append(NULL if difference is None else _bare(gap(difference, found.outcome)))
        if adds:
            cells.append(_bare(gap(interval_in(rows[name], "additional", "additional_"), found.outcome)))
        if several:
            regret = regrets[name]
            under = f"\n{theory_label(regret['under'])}" if isinstance(regret["under"], str) else ""
            cells.append(f"{_regret(found, regret, 'greatest_regret')}{under}")
            cells.append(_regret(found, regret, "expected_regret"))
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _regret(found: Comparison, row: Row, name: str) -> str:
    return _bare(gap(interval_in(row, name, f"{name}_"), found.outcome, sign=False))


def _bare(text: str) -> str:
    """A difference without the word that stands in the heading."""
    return text.replace(" points", "").replace(" point", "")


def _by_theory(found: Comparison) -> RenderableType:
    """Means by design and theory; the best, and what is not told from it, in bold."""
    shown = shown_by(found.outcome)
    winners = {row["theory"]: row for row in records(found.winners)}
    table = _table()
    table.add_column("design", overflow="fold")
    for name, weight in zip(found.worlds.theories, found.worlds.weights, strict=True):
        table.add_column(f"{theory_label(name)}\n{weight:.2f}", justify="right", overflow="fold")
    means = {(row["design"], row["theory"]): row["mean"] for row in records(found.outcomes, outcome=found.outcome.name)}
    for design in found.names:
        cells = [Text(design)]
        for name in found.worlds.theories:
            row = winners[name]
            best = design in {row["leader"], *str(row["level"]).split("; ")}
            cells.append(Text(shown(means[design, name]), style="bold" if best else "dim"))
        table.add_row(*cells)
    note = "Weights below the theories. Bold: the best under that theory, and what is not told from it; others dim."
    return Group(table, Text(note, style="dim"))


def _costs(found: Comparison) -> Table:
    """What each design costs the centre, all theories together."""
    table = _table()
    for heading in ("design", "per partnership", "per self-sustained one", "per additional one"):
        table.add_column(heading, justify="left" if heading == "design" else "right", overflow="fold")
    for row in records(found.costs, theory=WEIGHTED):
        each = interval_in(row, "per_partnership", "per_partnership_")
        paid = [cost(interval_in(row, name, f"{name}_")) for name in ("per_self_sustained", "per_additional")]
        table.add_row(*(Text(cell) for cell in (str(row["design"]), money(each.mean), *paid)))
    return table


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
