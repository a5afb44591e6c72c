"""The figure of a run: what became of the partnerships, and the money, governance and survival beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from outlast.outcomes.catalogue import TRACE_INDEX
from outlast.outcomes.judgement import EARLY, LATE, SURVEYS
from outlast.report import style
from outlast.report.answer import answer
from outlast.report.wording import (
    STATE_NAMES,
    STATE_ORDER,
    counted,
    is_paid,
    percent,
    seeds_in_words,
    self_sustaining_in_words,
    theories_in_words,
)
from outlast.simulation.result import Result

TIME = "quarters since the start (4 = one year)"
# A state that never holds this share is not to be seen, and so is not named either.
VISIBLE = 0.004
FORMATS = ("png", "svg")

# Where things stand, in inches.
MARGIN, LEFT, RIGHT = 0.35, 0.95, 0.3
MAIN, KEY, GAP, SIDE = 5.35, 1.95, 0.85, 3.93


class Ending(NamedTuple):
    """When central money ended: `quarter` for a `share` of the partnerships; a range where there are many ends."""

    quarter: int
    share: float
    low: int
    high: int


def run_figure(result: Result) -> Figure:
    """One figure of a result: states over time, funding, governance and survival, with title, answer and footnote."""
    with mpl.rc_context(style.RC):
        figure = Figure(figsize=style.SIZE)
        top = _header(figure, result)
        bottom = _footnote(figure, result)
        height = top - bottom
        main = _axes(figure, LEFT, bottom + 0.6, MAIN, height - 0.6 - 0.95)
        _states(main, result)
        third = (height - 0.6) / 3
        draw = (_survival, _governance, _money)
        for k, panel in enumerate(draw):
            axes = _axes(figure, LEFT + MAIN + KEY + GAP, bottom + 0.6 + k * third, SIDE, third - 0.62)
            panel(axes, result)
            _time(axes, result, named=k == 0)
            for ending in endings(result):
                axes.axvline(ending.quarter, color=style.INK, linewidth=1.2, zorder=4)
        return figure


def save_figure(figure: Figure, folder: Path | str, name: str) -> list[Path]:
    """Write a figure as PNG and SVG; the same figure gives the same bytes."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.{kind}" for kind in FORMATS]
    with mpl.rc_context(style.RC):
        for path in paths:
            metadata = {"Date": None} if path.suffix == ".svg" else {}
            figure.savefig(path, dpi=style.DPI, metadata=metadata)
    return paths


def state_shares(result: Result) -> pd.DataFrame:
    """Share of partnerships in each state (columns, bottom first) in each quarter (rows), over all runs."""
    columns = [f"state_{state}" for state in STATE_ORDER]
    shares = result.quarters.groupby("quarter")[columns].mean()
    return shares.set_axis(list(STATE_ORDER), axis=1)


def endings(result: Result) -> list[Ending]:
    """When the last central pound was on offer: one or two ends apart, or the median with its range; none unpaid."""
    if not is_paid(result):
        return []
    ends = result.partnerships["funding_end"].to_numpy(dtype=int)
    quarters, counts = np.unique(ends, return_counts=True)
    apart = len(quarters) == 1 or (len(quarters) == 2 and np.ptp(quarters) >= 0.35 * result.trace.shape[1])
    if apart:
        shares = counts / counts.sum()
        return [Ending(int(q), float(s), int(q), int(q)) for q, s in zip(quarters, shares, strict=True)]
    middle = int(np.sort(ends)[(len(ends) - 1) // 2])
    return [Ending(middle, 1.0, int(quarters[0]), int(quarters[-1]))]


def judged_at(result: Result) -> list[int]:
    """Quarters at which partnerships are judged, where these are common to many and within the horizon."""
    found = endings(result)
    if any(ending.low != ending.high for ending in found):
        return []
    starts = [ending.quarter for ending in found] or [0]
    return [start + after for start in starts for after in (EARLY, LATE) if start + after <= result.trace.shape[1]]


# Around the panels -----------------------------------------------------------------------------------------------------


def _axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    across, up = style.SIZE
    return figure.add_axes((left / across, bottom / up, width / across, height / up))


def _header(figure: Figure, result: Result) -> float:
    """Title, question and answer from the top; returns where they end, in inches from the bottom."""
    across, up = style.SIZE
    inches = across - 2 * MARGIN
    scenario = result.scenario
    y = up - 0.25
    for text, size, weight, colour, lines in (
        (scenario.title, style.TITLE, "bold", style.INK, 1),
        (scenario.question, style.LEAD, "normal", style.SOFT, 2),
        (answer(result), style.LEAD, "normal", style.MANDATED, 3),
    ):
        for line in style.wrapped(text, size, inches, lines, weight):
            figure.text(MARGIN / across, y / up, line, fontsize=size, fontweight=weight, color=colour, va="top")
            y -= size / 72 * 1.32
        y -= 0.05
    return y - 0.1


def _footnote(figure: Figure, result: Result) -> float:
    """What was run and what was assumed; returns where the footnote begins, in inches from the bottom."""
    across, up = style.SIZE
    runs, count = result.finals.shape[:2]
    text = (
        f"A simulation, not a forecast. It assumes {theories_in_words(result)}; another theory can give another answer. "
        f"{counted(runs, 'run')} of {counted(count, 'partnership')} each ({seeds_in_words(result.seeds)}). "
        f"Keeping itself going: {self_sustaining_in_words(result)}."
    )
    text = text.replace("one run of", "One run of").replace("partnerships each", "partnerships each")
    y = 0.2
    lines = style.wrapped(text, style.SMALL, across - 2 * MARGIN, 4)
    for line in reversed(lines):
        figure.text(MARGIN / across, y / up, line, fontsize=style.SMALL, color=style.SOFT, va="bottom")
        y += style.SMALL / 72 * 1.3
    return y + 0.1


def _time(axes: Axes, result: Result, *, named: bool) -> None:
    horizon = result.trace.shape[1]
    step = next(step for step in (1, 2, 4, 8, 12, 20, 40) if horizon / step <= 11)
    axes.set_xlim(0, horizon)
    axes.set_xticks(np.arange(0, horizon + 1, step))
    axes.tick_params(labelbottom=named)
    if named:
        axes.set_xlabel(TIME)


def _headed(axes: Axes, heading: str, beside: str, keys: Sequence[tuple[Artist, str]]) -> None:
    """A heading above a panel with a remark beside it, and a row of keys between the two and the panel."""
    height = axes.get_position().height * style.SIZE[1]
    up = 1 + 0.3 / height
    axes.text(0, up, heading, fontsize=style.HEADING, fontweight="bold", va="bottom", transform=axes.transAxes)
    if beside:
        axes.text(1, up, beside, fontsize=style.SMALL, color=style.SOFT, ha="right", va="bottom", transform=axes.transAxes)
    axes.legend(
        [key for key, _ in keys],
        [name for _, name in keys],
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(keys),
        frameon=False,
        borderaxespad=0.1,
        borderpad=0.2,
        handlelength=1.1,
        handletextpad=0.4,
        columnspacing=1.1,
        fontsize=style.SMALL,
    )


# What became of them ---------------------------------------------------------------------------------------------------


def _states(axes: Axes, result: Result) -> None:
    shares = state_shares(result)
    horizon = len(shares)
    edges = np.arange(horizon + 1)
    bottom = np.zeros(horizon)
    bands: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for state in STATE_ORDER:
        upper = bottom + 100 * shares[state].to_numpy()
        bands[state] = (bottom, upper)
        # A quarter fills the stretch that it takes, so that what ends with it ends at its right edge.
        axes.fill_between(
            edges,
            np.append(bottom, bottom[-1]),
            np.append(upper, upper[-1]),
            step="post",
            facecolor=style.STATE_COLOURS[state],
            edgecolor="white",
            linewidth=0.5,
            label=STATE_NAMES[state],
        )
        bottom = upper
    _time(axes, result, named=True)
    axes.set_ylim(0, 100)
    axes.set_ylabel("share of all partnerships (%)")
    height = axes.get_position().height * style.SIZE[1]
    axes.text(
        0,
        1 + 0.56 / height,
        "What became of the partnerships",
        fontsize=style.HEADING,
        fontweight="bold",
        va="bottom",
        transform=axes.transAxes,
    )
    beside = _name_inside(axes, bands)
    _name_beside(axes, bands, [state for state in beside if (bands[state][1] - bands[state][0]).max() >= 100 * VISIBLE])
    _mark_end(axes, result, height)


def _name_inside(axes: Axes, bands: dict[str, tuple[np.ndarray, np.ndarray]]) -> list[str]:
    """Name what is gone by the horizon where it has room of its own; returns the states left to name beside."""
    horizon = len(bands["failed"][0])
    height = axes.get_position().height * style.SIZE[1]
    line = 100 * style.HEADING / 72 / height
    left = []
    for state, (low, high) in bands.items():
        if high[-1] - low[-1] >= 0.5:
            left.append(state)
            continue
        width = int(np.ceil((style.width_of(STATE_NAMES[state], style.HEADING) + 0.2) / MAIN * horizon))
        best, where = 0.0, 0
        for start in range(horizon - width + 1):
            window = slice(start, start + width)
            room = high[window].min() - low[window].max()
            if room > best:
                best, where = room, start
        if best < 1.6 * line:
            left.append(state)
            continue
        window = slice(where, where + width)
        axes.text(
            where + width / 2,
            (high[window].min() + low[window].max()) / 2,
            STATE_NAMES[state],
            fontsize=style.HEADING,
            ha="center",
            va="center",
            color=_ink_on(style.STATE_COLOURS[state]),
        )
    return left


def _name_beside(axes: Axes, bands: dict[str, tuple[np.ndarray, np.ndarray]], states: list[str]) -> None:
    """Name the rest at the right edge, in the order of the stack, each with its share at the horizon."""
    height = axes.get_position().height * style.SIZE[1]
    apart = 100 * style.SMALL * 1.45 / 72 / height
    wanted = [float(bands[state][0][-1] + bands[state][1][-1]) / 2 for state in states]
    for state, middle, y in zip(states, wanted, spread_apart(wanted, apart, apart / 2, 100 - apart / 2), strict=True):
        low, high = bands[state]
        share = float(high[-1] - low[-1]) / 100
        colour = style.STATE_COLOURS[state]
        inch = 1 / MAIN
        across = axes.get_yaxis_transform()
        axes.plot(
            [1 + 0.02 * inch, 1 + 0.1 * inch, 1 + 0.22 * inch],
            [middle, middle, y],
            color=colour,
            linewidth=1.4,
            clip_on=False,
            transform=across,
        )
        axes.plot(1 + 0.27 * inch, y, marker="s", markersize=9, color=colour, clip_on=False, transform=across)
        axes.text(
            1 + 0.39 * inch,
            y,
            f"{STATE_NAMES[state]} {percent(share)}",
            fontsize=style.SMALL,
            va="center",
            transform=across,
        )


def spread_apart(wanted: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Positions near those wanted, in their order, at least `apart` from each other, between low and high."""
    found: list[float] = []
    for place in wanted:
        found.append(max(place, low if not found else found[-1] + apart))
    ceiling = high
    for k in reversed(range(len(found))):
        found[k] = min(found[k], ceiling)
        ceiling = found[k] - apart
    return found


def _mark_end(axes: Axes, result: Result, height: float) -> None:
    """The end of the funding and the quarters of judgement, marked through the panel and named above it."""
    horizon = result.trace.shape[1]
    found = endings(result)
    upper, lower = 1 + 0.3 / height, 1 + 0.05 / height
    across = axes.get_xaxis_transform()

    def say(x: float, y: float, text: str) -> None:
        room = (1 - x / horizon) * MAIN + KEY
        ha = "left" if style.width_of(text, style.SMALL) + 0.1 < room else "right"
        shift = 0.05 / MAIN * horizon * (1 if ha == "left" else -1)
        axes.text(x + shift, y, text, fontsize=style.SMALL, ha=ha, va="bottom", transform=across)

    for ending in found:
        axes.plot([ending.quarter] * 2, [0, upper + 0.2 / height], color=style.INK, linewidth=2, clip_on=False, transform=across)
        text = "last central pound"
        if len(found) > 1:
            text += f" ({percent(ending.share)})"
        if ending.low != ending.high:
            axes.axvspan(ending.low, ending.high, facecolor="none", edgecolor=style.INK, hatch="..", linewidth=0, alpha=0.35)
            text += f": quarter {ending.low} to {ending.high}, median {ending.quarter}"
        say(ending.quarter, upper, text)
    stroke = [withStroke(linewidth=3, foreground="white")]
    judged = judged_at(result)
    for quarter in judged:
        axes.plot(
            [quarter] * 2,
            [0, lower + 0.04 / height],
            color=style.INK,
            linewidth=1.2,
            linestyle=(0, (4, 3)),
            clip_on=False,
            transform=across,
            path_effects=stroke,
        )
    if not found:
        say(0, upper, "no central money: judged from the start")
    for start in [ending.quarter for ending in found] or [0]:
        marks = [after for after in (EARLY, LATE) if start + after in judged]
        if marks:
            say(start + marks[0], lower, "judged " + ", ".join(f"+{after}" for after in marks))
    if found and not judged and any(ending.low != ending.high for ending in found):
        say(found[0].quarter, lower, f"each judged {EARLY} and {LATE} quarters after its own")


def _ink_on(colour: str) -> str:
    red, green, blue = mpl.colors.to_rgb(colour)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.5 else style.INK


# Beside it -------------------------------------------------------------------------------------------------------------


def open_means(trace: np.ndarray, name: str) -> np.ndarray:
    """Mean over all open partnerships of all runs in each quarter; not a number where none is open."""
    is_open = ~np.isnan(trace[..., TRACE_INDEX["active"]])
    values = np.where(is_open, trace[..., TRACE_INDEX[name]], 0.0).sum(axis=(0, 2))
    count = is_open.sum(axis=(0, 2))
    return np.divide(values, count, out=np.full(len(count), np.nan), where=count > 0)


def _money(axes: Axes, result: Result) -> None:
    edges = np.arange(result.trace.shape[1] + 1)
    bottom = np.zeros(len(edges))
    keys: list[tuple[Artist, str]] = []
    for name, says, colour in (
        ("grant", "grant", style.GRANT),
        ("contributions", "members", style.CONTRIBUTIONS),
        ("other_income", "other income", style.OTHER_INCOME),
    ):
        values = open_means(result.trace, name)
        upper = bottom + np.append(values, values[-1])
        axes.fill_between(edges, bottom, upper, step="post", facecolor=colour, linewidth=0)
        bottom = upper
        keys.append((Patch(facecolor=colour), says))
    cost = open_means(result.trace, "cost")
    axes.stairs(cost, edges, baseline=None, color=style.INK, linewidth=2)
    keys.append((Line2D([], [], color=style.INK, linewidth=2), "cost"))
    known = np.concatenate([bottom[~np.isnan(bottom)], cost[~np.isnan(cost)], [1.0]])
    axes.set_ylim(0, 1.08 * float(known.max()))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.set_ylabel("£k a quarter")
    _headed(axes, "Money", "mean of those open", keys)


def _governance(axes: Axes, result: Result) -> None:
    means = result.quarters.groupby("quarter")[["governance_full", "governance_partial", "in_use"]].mean()
    horizon = len(means)
    edges = np.arange(horizon + 1)
    full = 100 * means["governance_full"].to_numpy()
    begun = full + 100 * means["governance_partial"].to_numpy()
    axes.fill_between(edges, 0, np.append(full, full[-1]), step="post", facecolor=style.FULL, linewidth=0)
    axes.fill_between(
        edges, np.append(full, full[-1]), np.append(begun, begun[-1]), step="post", facecolor=style.PARTIAL, linewidth=0
    )
    axes.stairs(100 * means["in_use"].to_numpy(), edges, baseline=None, color=style.INK, linewidth=2)
    survey = SURVEYS[-1]
    beside = ""
    if survey <= horizon:
        axes.axvline(survey, color=style.INK, linewidth=1.2, linestyle=(0, (1, 1.5)))
        done, partly = full[survey - 1] / 100, (begun[survey - 1] - full[survey - 1]) / 100
        beside = f"survey at {survey}: {percent(done)} full, {percent(partly)} partial"
    axes.set_ylim(0, 100)
    axes.set_yticks([0, 50, 100])
    axes.set_ylabel("% of activities")
    keys = [
        (Patch(facecolor=style.FULL), "full"),
        (Patch(facecolor=style.PARTIAL), "partial"),
        (Line2D([], [], color=style.INK, linewidth=2), "in use"),
        (Line2D([], [], color=style.INK, linewidth=1.2, linestyle=(0, (1, 1.5))), "survey"),
    ]
    _headed(axes, "Governance", beside, keys if survey <= horizon else keys[:3])


def _survival(axes: Axes, result: Result) -> None:
    """Share open at the end of each quarter; all are open at the start, when they convene."""
    table = 100 * result.quarters.pivot(index="quarter", columns="run", values="open").to_numpy()
    table = np.vstack([np.full(table.shape[1], 100.0), table])
    quarters = np.arange(len(table))
    keys: list[tuple[Artist, str]] = [(Line2D([], [], color=style.MANDATED, linewidth=2.5), "mandated")]
    beside = "one cohort"
    if table.shape[1] > 1:
        low, high = np.quantile(table, [0.05, 0.95], axis=1)
        axes.fill_between(quarters, low, high, facecolor=style.MANDATED, alpha=0.2, linewidth=0)
        beside = "band: 5–95% of cohorts"
    axes.plot(quarters, table.mean(axis=1), color=style.MANDATED, linewidth=2.5, clip_on=False)
    if result.twin_trace is not None:
        twin = 100 * result.quarters.groupby("quarter")["twin_open"].mean().to_numpy()
        dashes = (0, (3, 1.5))
        axes.plot(quarters, np.append(100.0, twin), color=style.TWIN, linewidth=2.5, linestyle=dashes)
        keys.append((Line2D([], [], color=style.TWIN, linewidth=2.5, linestyle=dashes), "same world, no mandate"))
    axes.set_ylim(0, 103)
    axes.set_yticks([0, 50, 100])
    axes.set_ylabel("% open")
    _headed(axes, "Still open", beside, keys)
