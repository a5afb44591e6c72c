"""The map of regret: design by theory, with the greatest and the expected regret of each design beside it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from outlast.analysis.numbers import percent
from outlast.analysis.policies.comparison import Comparison
from outlast.analysis.policies.figures_in_words import capital, decimals_for, gap, shown_by
from outlast.analysis.policies.frames import Row, records
from outlast.analysis.policies.quantities import Quantity
from outlast.outcomes.intervals import Interval
from outlast.report import style
from outlast.report.calibration.layout import INCHES, name_rows
from outlast.report.policies.terms import (
    names_of_rows,
    policy_page,
    room_for,
    run_in_words,
    scale_of,
    theory_label,
)
from outlast.report.sweep.page import MARGIN

HEAD, BELOW, TALLEST, MARGINS = 0.75, 0.45, 1.0, 3.9
LINE = 0.175
# Cells darker than this have white numbers.
DARK = 0.75
REGRETS = LinearSegmentedColormap.from_list("regret", ["#ffffff", "#fde3b8", "#e8944a", "#8a3200"])
NOTE = (
    "Regret: what the best design under that theory has more than this one; 0 for the best. Brackets: central 95% of "
    "resamples of the runs, in which no regret is below 0, so that near ties read as some regret. Below: how often a "
    "design has the smallest in these resamples. Outlined: the smallest of its column."
)


def regret_figure(found: Comparison) -> Figure:
    """Regret by design and theory as colour, greatest and expected regret in two columns of numbers."""
    title = "How much is given up if another theory is true?"
    page = policy_page(
        title, f"{capital(found.outcome.says)}. {run_in_words(found.worlds)}", found.sentences()[2:3], [NOTE]
    )
    theories, names = found.worlds.theories, found.names
    scale = scale_of(found.outcome)
    regrets = {(row["design"], row["theory"]): row["regret"] for row in records(found.regret)}
    values = np.array([[regrets[name, theory] for theory in theories] for name in names], float)
    tall = min(page.top - page.bottom - HEAD - BELOW, TALLEST * max(len(names), 2))
    room = room_for(names)
    wide = INCHES - room - MARGINS
    axes = page.axes(MARGIN + room, page.top - HEAD - tall, wide, tall)
    _cells(axes, values, found.outcome)
    name_rows(axes, names_of_rows(names), room, tall / len(names))
    for place, (theory, weight) in enumerate(zip(theories, found.worlds.weights, strict=True)):
        _head(axes, place, [*style.wrapped(theory_label(theory), style.SMALL, wide / len(theories) - 0.05, 2)],
              f"weight {weight:.2f}")  # fmt: skip
    beside = page.axes(MARGIN + room + wide + 0.2, page.top - HEAD - tall, MARGINS - 0.2, tall)
    _margins(beside, found, tall / len(names))
    page.write(
        MARGIN + room, page.top - HEAD - tall - 0.1,
        f"regret ({'percentage points' if found.outcome.is_share else scale.unit})", style.SMALL,
    )  # fmt: skip
    return page.figure


def _cells(axes: Axes, values: np.ndarray, of: Quantity) -> None:
    rows, columns = values.shape
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    top = float(np.nanmax(values)) if np.isfinite(values).any() else 0.0
    for (row, column), value in np.ndenumerate(values):
        known = bool(np.isfinite(value))
        depth = value / top if known and top > 0.0 else 0.0
        axes.add_patch(
            Rectangle(
                (column - 0.5, row - 0.5), 1, 1, facecolor=REGRETS(depth), edgecolor="#d8d8d8", linewidth=0.8,
                hatch=None if known else "////", gid="cell",
            )
        )  # fmt: skip
        if known:
            axes.text(
                column, row, _cell(value, of), ha="center", va="center", fontsize=style.INSIDE, gid="regret",
                color="white" if depth > DARK else style.INK, fontweight="bold" if value == 0.0 else "normal",
            )  # fmt: skip
    smallest = np.nanmin(np.where(np.isnan(values), np.inf, values), axis=0)
    for row, column in np.argwhere(values <= smallest).tolist():
        _outline(axes, column, row)


def _margins(axes: Axes, found: Comparison, tall: float) -> None:
    """Greatest and expected regret with their intervals, and how often each is the smallest."""
    rows = records(found.policies)
    axes.set_xlim(-0.5, 1.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axis("off")
    columns = (("greatest_regret", "least_greatest", "greatest"), ("expected_regret", "least_expected", "expected"))
    for column, (name, often, heading) in enumerate(columns):
        _head(axes, column, [heading], "all theories" if column == 0 else "weighted")
        smallest = min(own[name] for own in rows)
        for row, own in enumerate(rows):
            is_least = bool(own[name] <= smallest)
            lines = _lines(own, name, often, found.outcome, tall)
            for line, text in enumerate(lines):
                up = LINE * ((len(lines) - 1) / 2 - line)
                axes.annotate(
                    text, (column, row), (0, 72 * up), textcoords="offset points", ha="center", va="center",
                    fontsize=style.SMALL if not line else 9.5, fontweight="bold" if is_least and not line else "normal",
                    color=style.INK if not line else style.SOFT, gid=name,
                )  # fmt: skip
            if is_least:
                _outline(axes, column, row)


def _head(axes: Axes, place: int, lines: list[str], below: str) -> None:
    """The name of a column above it, its weight below the name."""
    for number, (text, bold) in enumerate(reversed([*((line, True) for line in lines), (below, False)])):
        axes.annotate(
            text, (place, 1), (0, 5 + 72 * 0.19 * number), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="center", va="bottom", fontsize=style.SMALL if bold else 9.5,
            fontweight="bold" if bold else "normal", color=style.INK if bold else style.SOFT, gid="theory",
        )  # fmt: skip


def _outline(axes: Axes, column: int, row: int) -> None:
    axes.add_patch(
        Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=style.INK, linewidth=1.8, zorder=5,
                  clip_on=False, gid="smallest")
    )  # fmt: skip


def _cell(value: float, of: Quantity) -> str:
    """A regret in a cell; the unit stands below the map."""
    if of.is_share:
        return f"{100 * value:,.{decimals_for(100 * value)}f}" if value else "0"
    return shown_by(of)(value) if value else "0"


def _lines(row: Row, name: str, often: str, of: Quantity, tall: float) -> list[str]:
    """A regret, its interval, and how often it is the smallest: as many of these as a row has room for."""
    found = Interval(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]))
    middle, _, ends = gap(found, of, sign=False).replace(" points", "").replace(" point", "").partition(" [")
    both = [middle, f"[{ends}" if ends else ""]
    if tall < 2.2 * LINE:
        return [" ".join(part for part in both if part) if not of.is_money else middle]
    seen = f"smallest in {percent(float(row[often]))}"
    if tall < 3.2 * LINE or (ends and not of.is_money):
        return [" ".join(part for part in both if part), seen] if not of.is_money else [part for part in both if part]
    return [part for part in (*both, seen) if part]
