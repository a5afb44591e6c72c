"""The figures of a comparison: outcomes by theory, regret as a map, and cost against what comes of it."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from outlast.analysis.policies.comparison import Comparison
from outlast.analysis.policies.comparison_words import warning
from outlast.analysis.policies.figures_in_words import capital
from outlast.analysis.policies.frames import numbers, records, where
from outlast.analysis.policies.tabulating import WEIGHTED
from outlast.report import style
from outlast.report.calibration.layout import INCHES, interval, name_rows, rows_on
from outlast.report.policies.cost_figure import cost_figure
from outlast.report.policies.regret_figure import regret_figure
from outlast.report.policies.terms import (
    limits,
    names_of_rows,
    policy_page,
    room_for,
    run_in_words,
    scale_of,
    theory_label,
)
from outlast.report.sweep.page import ACROSS, MARGIN, UP, Page
from outlast.report.sweep.scales import number_ticks

# Room in inches between panels, above them for names of theories, below them for the scale.
GAP, HEAD, BELOW, TALLEST, KEY = 0.18, 0.72, 0.6, 0.85, 0.3
MARKS = "Bars: 95% intervals of the means. Designs share their luck: two may be told apart though their bars overlap."


def figures_of(found: Comparison) -> dict[str, Figure]:
    """`outcomes`, `regret` (where there are two theories or more) and `cost`."""
    with mpl.rc_context(style.RC):
        drawn = {"outcomes": _outcomes(found), "cost": cost_figure(found)}
        if len(found.worlds.theories) > 1 and bool(np.isfinite(numbers(found.policies, "greatest_regret")).any()):
            drawn["regret"] = regret_figure(found)
    return drawn


def _outcomes(found: Comparison) -> Figure:
    """A panel for each theory, a row for each design."""
    theories = [*found.worlds.theories, *([WEIGHTED] if len(found.worlds.theories) > 1 else [])]
    title = "Which design does best, and under which theory?"
    notes = [MARKS, *([warning(found)] if warning(found) else [])]
    page = policy_page(
        title, f"{capital(found.outcome.says)}. {run_in_words(found.worlds)}", found.sentences()[1:2], notes
    )
    scale = scale_of(found.outcome)
    frame = where(found.outcomes, outcome=found.outcome.name)
    drawn = np.asarray(frame[["mean", "low", "high"]], float) * scale.times
    low, high = limits(drawn.ravel(), scale)
    names = room_for(found.names)
    wide = (INCHES - names - GAP * (len(theories) - 1)) / len(theories)
    page = page._replace(top=page.top - KEY)
    tall = min(page.top - page.bottom - HEAD - BELOW, TALLEST * max(len(found.names), 3))
    _key(page, names, len(theories) > 1, "twin" in frame and bool(np.isfinite(numbers(frame, "twin")).any()))
    for place, name in enumerate(theories):
        left = MARGIN + names + place * (wide + GAP)
        axes = page.axes(left, page.top - HEAD - tall, wide, tall)
        axes.set_xlim(low, high)
        rows_on(axes, len(found.names))
        _panel(axes, found, name, frame, scale.times, low, high)
        number_ticks(axes.xaxis, 3 if wide < 1.6 else 5)
        weight = "" if name == WEIGHTED else f"weight {found.worlds.weights[place]:.2f}"
        lines = [(line, True) for line in style.wrapped(theory_label(name), style.SMALL, wide, 2, "bold")]
        for up, (text, bold) in enumerate(reversed([*lines, (weight, False)])):
            axes.annotate(
                text, (0, 1), (0, 13.7 * up + 4), xycoords="axes fraction", textcoords="offset points", va="bottom",
                fontsize=style.SMALL, fontweight="bold" if bold else "normal", color=style.INK if bold else style.SOFT,
                gid="theory",
            )  # fmt: skip
        if not place:
            name_rows(axes, names_of_rows(found.names), names, tall / len(found.names))
    middle = MARGIN + names + (INCHES - names) / 2
    foot = page.top - HEAD - tall - 0.32
    page.write(middle, foot, scale.unit, style.SMALL, ha="center")
    return page.figure


def _key(page: Page, names: float, several: bool, twin: bool) -> None:
    """What the marks are, in a row above the panels."""

    def dot(label: str, face: str, colour: str = style.MANDATED) -> Line2D:
        return Line2D([], [], color=colour, marker="o", markerfacecolor=face, markersize=8, markeredgewidth=1.8,
                      linewidth=2.4, label=label)  # fmt: skip

    handles = [
        dot("the best, or not told from it", style.MANDATED),
        dot("told to be worse", "white"),
        *([dot("weighted mean", style.INK, style.INK)] if several else []),
        *([Line2D([], [], color=style.TWIN, marker="|", markersize=11, markeredgewidth=2.2, linewidth=0,
                  label="same world, no mandate")] if twin else []),
    ]  # fmt: skip
    page.figure.legend(
        handles=handles, loc="upper left", bbox_to_anchor=((MARGIN + names - 0.1) / ACROSS, (page.top + KEY) / UP),
        ncols=len(handles), frameon=False, fontsize=style.SMALL, borderpad=0, borderaxespad=0, columnspacing=1.6,
    )  # fmt: skip


def _panel(
    axes: Axes, found: Comparison, name: str, frame: pd.DataFrame, times: float, low: float, high: float
) -> None:
    """The designs under one theory."""
    rows = {row["design"]: row for row in records(frame, theory=name)}
    best: set[str] = set()
    for row in records(found.winners, theory=name):
        best = {row["leader"], *row["level"].split("; ")}
    colour = style.INK if name == WEIGHTED else style.MANDATED
    axes.axvline(0.0, color=style.SOFT, linewidth=0.8, zorder=1)
    for place in range(len(found.names)):
        axes.axhline(place, color="#e6e6e6", linewidth=0.8, zorder=0)
    for place, design in enumerate(found.names):
        row = rows[design]
        twin = float(row.get("twin", np.nan)) * times
        if np.isfinite(twin):
            axes.plot([twin], [place], "|", color=style.TWIN, markersize=11, markeredgewidth=2.2, zorder=2, gid="twin")
        mean = float(row["mean"]) * times
        if not np.isfinite(mean):
            axes.text((low + high) / 2, place, "not known", fontsize=9.5, color=style.SOFT, ha="center", va="center")
            continue
        ends = np.clip(np.nan_to_num([row["low"] * times, row["high"] * times], nan=mean), low, high)
        interval(axes, place, *ends, color=colour, linewidth=2.4, zorder=3)
        filled = design in best or name == WEIGHTED
        axes.plot(
            [mean], [place], "o", color=colour, markerfacecolor=colour if filled else "white", markersize=8,
            markeredgewidth=1.8, zorder=4, clip_on=False, gid="mean",
        )  # fmt: skip
