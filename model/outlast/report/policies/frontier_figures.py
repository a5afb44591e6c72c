"""The figures of a frontier: cost against share with other programmes' mandates, and whether the search settled."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from outlast.analysis.numbers import percent
from outlast.analysis.policies.figures_in_words import capital, every
from outlast.analysis.policies.frames import numbers, records, where
from outlast.analysis.policies.frontier import Frontier
from outlast.analysis.policies.frontier_words import answer, settling
from outlast.report import style
from outlast.report.calibration.layout import INCHES, key
from outlast.report.policies.cost_figure import money_axis, tick
from outlast.report.policies.terms import limits, place_labels, policy_page, scale_of
from outlast.report.sweep.page import MARGIN
from outlast.report.sweep.scales import number_ticks

LEFT, BELOW, HEAD, RIGHT = 0.85, 0.65, 0.6, 0.2
WORST, MEAN, PROGRAMME = style.MANDATED, "#6baed6", style.TWIN
# A line below the scale of multiples must not run to nothing.
NOTES = (
    "Points of the frontier: of the mandates run again none gives more for less, with seeds that the search has not "
    "seen; bars: 95% intervals. Central money as paid, not discounted; assistance and pressure cost nothing here."
)
PROGRAMMES = (
    "Orange: mandates of other programmes put into this scenario's context (their own differ in members, ties and "
    "size), under the worst theory; hollow: they set levers that the search held, so that they may lie above it."
)


def figures_of(found: Frontier) -> dict[str, Figure]:
    """`frontier` and `settling`."""
    with mpl.rc_context(style.RC):
        return {"frontier": _frontier(found), "settling": _settling(found)}


def _frontier(found: Frontier) -> Figure:
    """Cost across, share up: under the worst theory, weighted, and other programmes' mandates."""
    several = len(found.worlds.theories) > 1
    under = f"under {every(len(found.worlds.theories))}" if several else ""
    title = f"What does it take for {percent(found.reach)} to last{f' {under}' if under else ''}?"
    page = policy_page(title, subtitle(found), answer(found)[:1], [NOTES, PROGRAMMES])
    scale = scale_of(found.outcome)
    size = INCHES - LEFT - RIGHT, page.top - page.bottom - BELOW - HEAD
    axes = page.axes(MARGIN + LEFT, page.bottom + BELOW, *size)
    frame, others = found.frontier, found.programmes
    best = _sorted(where(frame, efficient=True))
    mean = _sorted(where(frame, efficient_weighted=True))
    named = records(found.named)[0]
    drawn = pd.concat([frame, others, found.named])
    columns = [*(numbers(drawn, name) for name in ("worst", "worst_low", "worst_high")), [found.reach],
               numbers(mean, "weighted")]  # fmt: skip
    axes.set_ylim(*limits(np.concatenate(columns) * scale.times, scale))
    money_axis(axes, numbers(drawn, "cost"))
    right = axes.get_xlim()[1]
    axes.axhline(found.reach * scale.times, color=style.SOFT, linewidth=1.2, dashes=(5, 3), zorder=1, gid="reach")
    if several:
        _steps(axes, mean, "weighted", scale.times, right, color=MEAN, linewidth=1.8, linestyle="--", zorder=2)
        axes.plot(
            mean["cost"], mean["weighted"] * scale.times, "o", color=MEAN, markersize=4.5, zorder=2, gid="weighted"
        )
    _steps(axes, best, "worst", scale.times, right, color=WORST, linewidth=2.2, zorder=3)
    for row in records(best):
        _point(axes, row, scale.times, "o", WORST, WORST, 6.5, "efficient")
    marked = [(float(row["cost"]), float(row["worst"]) * scale.times) for row in records(best)]
    rows = [row for row in records(others) if np.isfinite(row["worst"])]
    for row in rows:
        _point(axes, row, scale.times, "D", PROGRAMME, "white" if row["holds"] else PROGRAMME, 8, "programme")
    _point(axes, named, scale.times, "*", "#117a5b", "#117a5b", 17, "named")
    marked.append((float(named["cost"]), float(named["worst"]) * scale.times))
    for line in axes.lines:
        if line.get_gid() == "worst-line":
            marked += _along(axes, line, size)
    names: dict[tuple[float, float], list[str]] = {}
    for row in rows:
        # Programmes that come to the same share a name.
        place = round(float(row["cost"]), 1), round(float(row["worst"]) * scale.times, 2)
        names.setdefault(place, []).append(str(row["programme"]))
    labels = [", ".join(some) for some in names.values()]
    place_labels(axes, list(names), labels, size, taken=marked, colours=[PROGRAMME] * len(names))
    number_ticks(axes.yaxis, 6)
    axes.set_ylabel(scale.unit)
    key(axes, _handles(several), 3)
    return page.figure


def _handles(several: bool) -> list[Line2D]:
    """What lines and marks are."""
    return [
        Line2D([], [], color=WORST, marker="o", markersize=6.5, linewidth=2.2,
               label="best found, worst theory" if several else "best found"),
        *([Line2D([], [], color=MEAN, marker="o", markersize=4.5, linewidth=1.8, linestyle="--",
                  label="best found, weighted")] if several else []),
        Line2D([], [], color="#117a5b", marker="*", markersize=14, linewidth=0, label="the mandate named"),
        Line2D([], [], color=PROGRAMME, marker="D", markersize=7, linewidth=0,
               label="mandate of this and other programmes"),
        Line2D([], [], color=PROGRAMME, marker="D", markersize=7, linewidth=0, markerfacecolor="white",
               label="the same, with levers that the search held"),
        Line2D([], [], color=style.SOFT, linewidth=1.2, dashes=(5, 3), label="asked for"),
    ]  # fmt: skip


def _steps(axes: Axes, frame: pd.DataFrame, column: str, times: float, right: float, **looks: Any) -> None:
    """The most that is found for no more than each cost."""
    if frame.empty:
        return
    costs, shares = numbers(frame, "cost"), numbers(frame, column) * times
    axes.step([*costs, max(right, costs[-1])], [*shares, shares[-1]], where="post", gid=f"{column}-line", **looks)


def _along(axes: Axes, line: Line2D, size: tuple[float, float]) -> list[tuple[float, float]]:
    """Places along a line, close enough that a name keeps clear of all of it."""
    path = line.get_path() if line.get_drawstyle() == "default" else line.get_path().interpolated(1)
    vertices = line.get_transform().transform(np.asarray(path.vertices))
    if line.get_drawstyle() == "steps-post":
        corners = np.repeat(vertices, 2, axis=0)
        vertices = np.stack([corners[1:, 0], corners[:-1, 1]], axis=1)
    inches = axes.transAxes.inverted().transform(vertices) * size
    found = []
    for first, last in pairwise(inches):
        count = max(2, int(np.hypot(*(last - first)) / 0.12))
        found += [first + (last - first) * step for step in np.linspace(0.0, 1.0, count)]
    back = axes.transData.inverted()
    return [tuple(back.transform(axes.transAxes.transform(np.asarray(at) / size))) for at in found]


def _point(
    axes: Axes, row: dict[str, Any], times: float, mark: str, colour: str, face: str, size: float, gid: str
) -> None:
    ends = np.clip(np.nan_to_num([row["worst_low"], row["worst_high"]], nan=row["worst"]), 0.0, None) * times
    axes.plot([row["cost"]] * 2, ends, color=colour, linewidth=1.3, alpha=0.6, zorder=3, gid="interval")
    axes.plot(
        [row["cost"]], [row["worst"] * times], mark, color=colour, markerfacecolor=face, markersize=size,
        markeredgewidth=1.6, zorder=6 if mark == "*" else 5, clip_on=False, gid=gid,
    )  # fmt: skip


def _settling(found: Frontier) -> Figure:
    """The course of the search, as it saw it: hypervolume, the best share, and the cheapest that reaches."""
    page = policy_page(
        "Has the search settled?", subtitle(found), [settling(found)],
        ["Hypervolume: the share of cost and loss, up to the worst of the first generation, that the designs tried "
         "dominate. All numbers here are those that the search saw, on its own luck; nothing else is drawn from them."],
    )  # fmt: skip
    history = found.history
    reaching = bool(np.isfinite(numbers(history, "cheapest_reaching")).any())
    panels = [
        ("hypervolume", "share of the box dominated", 1.0),
        ("best_worst", "largest share under the worst theory (%)", 100.0),
    ]
    if reaching:
        panels.append(("cheapest_reaching", f"least cost that reaches {percent(found.reach)}", 1.0))
    wide = (INCHES - 0.9 * len(panels)) / len(panels)
    tall = min(page.top - page.bottom - BELOW - 0.1, 3.6)
    for place, (column, label, times) in enumerate(panels):
        axes = page.axes(MARGIN + 0.8 + place * (wide + 0.9), page.top - 0.1 - tall, wide, tall)
        values, places = numbers(history, column) * times, numbers(history, "generation")
        axes.plot(places, values, "o-", color=WORST, linewidth=2, markersize=5, gid=column)
        axes.set_xlim(0.5, places.max() + 0.5)
        top = float(np.nanmax(values))
        axes.set_ylim(0.0, 1.1 * top if top > 0.0 else 1.0)
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        if column == "cheapest_reaching":
            axes.yaxis.set_major_formatter(lambda value, _: tick(value))
        else:
            number_ticks(axes.yaxis, 6)
        axes.set_xlabel("generation")
        axes.set_ylabel(label)
    return page.figure


def subtitle(found: Frontier) -> str:
    """What is on the frontier, and of what context."""
    settings = found.settings
    scenario = found.space.scenario
    return (
        f"{capital(found.outcome.says)}. Context: {scenario.title or scenario.name}; "
        f"{records(found.history)[-1]['tried']:,} mandates tried, {settings['replicates']:,} cohorts per theory "
        "when judged"
    )


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("cost", kind="stable")
