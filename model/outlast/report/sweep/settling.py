"""How the intervals of a sweep to a given precision settled: width against replicates, and the points still to go."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure

from outlast.report import style
from outlast.report.sweep.terms import measure_of
from outlast.scenario import Scenario

MARGIN = 0.06


def settling_figure(settled: pd.DataFrame, half_width: float, outcome: str, scenario: Scenario) -> Figure:
    """The widest and the median half-width at every look, and how many points were still wider than asked.

    `settled` has a row for each look: `replicates`, `points`, `runs`, `widest`, `median`, `unmet`.
    """
    measure = measure_of(outcome, scenario, ())
    with mpl.rc_context(style.RC):
        figure = Figure(figsize=style.SIZE)
        last, looks_at = settled.iloc[-1], [int(count) for count in settled["replicates"]]
        figure.text(MARGIN, 0.965, measure.title, fontsize=style.TITLE, fontweight="bold", va="top")
        figure.text(MARGIN, 0.905, _lead(settled, half_width), fontsize=style.LEAD, color=style.SOFT, va="top")
        widths, left = figure.add_axes((0.09, 0.40, 0.72, 0.41)), figure.add_axes((0.09, 0.13, 0.72, 0.19))
        for axes in (widths, left):
            axes.set_xscale("log")
            axes.set_xticks(_spaced(looks_at), [f"{count:,}" for count in _spaced(looks_at)])
            axes.minorticks_off()
            axes.margins(x=0.03)
        looks: dict[str, dict[str, Any]] = {
            "widest": {"color": style.TWIN, "marker": "s"},
            "median": {"color": style.MANDATED, "marker": "o"},
        }
        for name, look in looks.items():
            widths.plot(settled["replicates"], settled[name], linewidth=2.2, markersize=6, **look)
            widths.annotate(
                f"{name} point", (last["replicates"], last[name]), (10, 6 if name == "widest" else -6),
                textcoords="offset points", color=look["color"], fontsize=style.INSIDE, va="center", clip_on=False,
            )  # fmt: skip
        widths.axhline(half_width, color=style.INK, linewidth=1.4, linestyle=(0, (5, 3)))
        widths.annotate(
            f"asked: ±{half_width:g}", (0.0, half_width), (6, 6), xycoords=("axes fraction", "data"),
            textcoords="offset points", fontsize=style.INSIDE,
        )  # fmt: skip
        widths.set_ylim(0, None)
        widths.set_ylabel("half-width of the 95% interval")
        left.plot(
            settled["replicates"],
            settled["unmet"],
            color=style.INK,
            linewidth=2.2,
            marker="o",
            markersize=6,
            clip_on=False,
        )
        left.set_ylim(0, None)
        left.set_ylabel("points wider\nthan asked")
        left.set_xlabel("runs at a point that is not there yet")
        return figure


def _lead(settled: pd.DataFrame, half_width: float) -> str:
    last = settled.iloc[-1]
    there = (
        "every point is there" if last["unmet"] == 0 else f"{last['unmet']:.0f} points are not there within the limit"
    )
    return (
        f"How the estimate settled: ±{half_width:g} asked for at every point; after {last['runs']:,.0f} runs {there}."
    )


def _spaced(replicates: list[int]) -> list[int]:
    """Looks far enough apart for their numbers to be written side by side; the last is among them."""
    shown: list[int] = []
    for count in reversed(replicates):
        if not shown or count < shown[-1] * 0.8:
            shown.append(count)
    return shown[::-1]
