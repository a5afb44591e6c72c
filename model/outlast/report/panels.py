"""The panels of a run's figure: states over time, money, governance and survival."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from outlast.analysis.numbers import percent
from outlast.outcomes.judgement import EARLY, LATE, SURVEYS
from outlast.report import style
from outlast.report.values import by_quarter, in_state, is_open
from outlast.report.wording import STATE_NAMES, STATE_ORDER, is_mandated, is_paid
from outlast.simulation.result import Result

TIME = "quarters since the start (4 = one year)"
# A state that never holds this share is not to be seen, and so is not named either.
VISIBLE = 0.004
# Widths in inches: the main panel, the names beside it, a small panel.
MAIN, KEY, SIDE = 5.0, 2.25, 4.05


class Ending(NamedTuple):
    """When central money ended: `quarter` for a `share` of the partnerships; a range where there are many ends."""

    quarter: int
    share: float
    low: int
    high: int


def state_shares(result: Result) -> pd.DataFrame:
    """Share of partnerships in each state (columns, bottom first) in each quarter (rows), over all runs."""
    return pd.DataFrame({state: in_state(result, state).mean(axis=(0, 2)) for state in STATE_ORDER})


def endings(result: Result) -> list[Ending]:
    """When the last central pound was on offer: one or two ends apart, or the median with its range; none unpaid."""
    if not is_paid(result):
        return []
    ends = result.final("funding_end").astype(int).ravel()
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


def time(axes: Axes, result: Result, *, named: bool) -> None:
    """The axis of quarters that all panels share."""
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
        axes.text(
            1, up, beside, fontsize=style.SMALL, color=style.SOFT, ha="right", va="bottom", transform=axes.transAxes
        )
    axes.legend(
        [key for key, _ in keys],
        [name for _, name in keys],
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(keys),
        frameon=False,
        borderaxespad=0.0,
        borderpad=0.2,
        handlelength=1.0,
        handletextpad=0.35,
        columnspacing=0.9,
        fontsize=style.SMALL,
    )


# What became of them ------------------------------------------------------------------------------------------------


def states(axes: Axes, result: Result) -> None:
    """What became of the partnerships: the share in each state, quarter by quarter."""
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
    time(axes, result, named=True)
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
    line = 100 * style.INSIDE / 72 / height
    left = []
    for state, (low, high) in bands.items():
        if high[-1] - low[-1] >= 0.5:
            left.append(state)
            continue
        width = int(np.ceil((style.width_of(STATE_NAMES[state], style.INSIDE) + 0.1) / MAIN * horizon))
        windows = [slice(start, start + width) for start in range(horizon - width + 1)]
        rooms = [float(high[window].min() - low[window].max()) for window in windows]
        if not rooms or max(rooms) < 1.6 * line:
            left.append(state)
            continue
        widest = [start for start, room in enumerate(rooms) if room >= 0.98 * max(rooms)]
        where = widest[len(widest) // 2]
        window = slice(where, where + width)
        axes.text(
            where + width / 2,
            (high[window].min() + low[window].max()) / 2,
            STATE_NAMES[state],
            fontsize=style.INSIDE,
            ha="center",
            va="center",
            color=_ink_on(style.STATE_COLOURS[state]),
            # A line of judgement may run behind the name, not through it.
            path_effects=[withStroke(linewidth=4, foreground=style.STATE_COLOURS[state])],
            zorder=5,
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
            [1 + 0.02 * inch, 1 + 0.08 * inch, 1 + 0.17 * inch],
            [middle, middle, y],
            color=colour,
            linewidth=1.4,
            clip_on=False,
            transform=across,
        )
        axes.plot(1 + 0.22 * inch, y, marker="s", markersize=9, color=colour, clip_on=False, transform=across)
        axes.text(
            1 + 0.33 * inch,
            y,
            f"{STATE_NAMES[state]} {percent(share)}",
            fontsize=style.SMALL,
            va="center",
            transform=across,
        )
    axes.annotate(
        f"at quarter {len(bands['failed'][0])}",
        (1 + 0.33 / MAIN, 0),
        (0, -4),
        xycoords="axes fraction",
        textcoords="offset points",
        fontsize=style.SMALL,
        color=style.SOFT,
        va="top",
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
    upper, lower = 1 + 0.31 / height, 1 + 0.08 / height
    across = axes.get_xaxis_transform()

    def say(x: float, y: float, text: str) -> None:
        room = (1 - x / horizon) * MAIN + KEY
        ha = "left" if style.width_of(text, style.SMALL) + 0.1 < room else "right"
        shift = 0.05 / MAIN * horizon * (1 if ha == "left" else -1)
        axes.text(x + shift, y, text, fontsize=style.SMALL, ha=ha, va="bottom", transform=across)

    for ending in found:
        axes.plot(
            [ending.quarter] * 2,
            [0, upper + 0.2 / height],
            color=style.INK,
            linewidth=2,
            clip_on=False,
            transform=across,
        )
        text = "last central pound"
        if len(found) > 1:
            text += f" ({percent(ending.share)})"
        if ending.low != ending.high:
            ends = [ending.low, ending.high]
            axes.plot(
                ends,
                [1 + 0.045 / height] * 2,
                color=style.INK,
                linewidth=6,
                solid_capstyle="butt",
                clip_on=False,
                transform=across,
            )
            text += f": quarter {ending.low} to {ending.high}, median {ending.quarter}"
        say(ending.quarter, upper, text)
    stroke = [withStroke(linewidth=2.6, foreground="white")]
    judged = judged_at(result)
    for quarter in judged:
        axes.plot(
            [quarter] * 2,
            [0, 1 + 0.05 / height],
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
    red, green, blue = to_rgb(colour)
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 0.5 else style.INK


# Beside it ----------------------------------------------------------------------------------------------------------


def open_means(result: Result, name: str) -> np.ndarray:
    """Mean over all open partnerships of all runs in each quarter; not a number where none is open."""
    known = is_open(result)
    values = np.where(known, by_quarter(result, name), 0.0).sum(axis=(0, 2))
    count = known.sum(axis=(0, 2))
    return np.divide(values, count, out=np.full(len(count), np.nan), where=count > 0)


def money(axes: Axes, result: Result) -> None:
    """Grant, contributions and other income against the cost of coordination."""
    edges = np.arange(result.trace.shape[1] + 1)
    bottom = np.zeros(len(edges))
    keys: list[tuple[Artist, str]] = []
    for name, says, colour in (
        ("grant", "grant", style.GRANT),
        ("contributions", "contributions", style.CONTRIBUTIONS),
        ("other_income", "other income", style.OTHER_INCOME),
    ):
        values = open_means(result, name)
        upper = bottom + np.append(values, values[-1])
        axes.fill_between(edges, bottom, upper, step="post", facecolor=colour, linewidth=0)
        bottom = upper
        if np.nansum(values) > 0.0:
            keys.append((Patch(facecolor=colour), says))
    cost = open_means(result, "cost")
    axes.stairs(cost, edges, baseline=None, color=style.INK, linewidth=2)
    keys.append((Line2D([], [], color=style.INK, linewidth=2), "cost"))
    known = np.concatenate([bottom[~np.isnan(bottom)], cost[~np.isnan(cost)], [1.0]])
    axes.set_ylim(0, 1.08 * float(known.max()))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.set_ylabel("£k a quarter")
    _headed(axes, "Money", "mean of those open", keys)


def governance(axes: Axes, result: Result) -> None:
    """Governance activities full and partial, and what of them is in use."""
    full, partial, in_use = (
        100 * by_quarter(result, name).mean(axis=(0, 2)) for name in ("governance_full", "governance_partial", "in_use")
    )
    begun = full + partial
    horizon = len(full)
    edges = np.arange(horizon + 1)
    axes.fill_between(edges, 0, np.append(full, full[-1]), step="post", facecolor=style.FULL, linewidth=0)
    axes.fill_between(
        edges, np.append(full, full[-1]), np.append(begun, begun[-1]), step="post", facecolor=style.PARTIAL, linewidth=0
    )
    axes.stairs(in_use, edges, baseline=None, color=style.INK, linewidth=2)
    survey = SURVEYS[-1]
    beside = ""
    if survey <= horizon:
        axes.axvline(survey, color=style.INK, linewidth=1.2, linestyle=(0, (1, 1.5)))
        done, partly = full[survey - 1] / 100, partial[survey - 1] / 100
        beside = f"at {survey}: {percent(done)} full, {percent(partly)} partial"
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


def survival(axes: Axes, result: Result) -> None:
    """Share open at the end of each quarter; all are open at the start, when they convene."""
    table = 100 * is_open(result).mean(axis=2).T
    table = np.vstack([np.full(table.shape[1], 100.0), table])
    quarters = np.arange(len(table))
    name = "mandated" if is_mandated(result) else "as run"
    keys: list[tuple[Artist, str]] = [(Line2D([], [], color=style.MANDATED, linewidth=2.5), name)]
    beside = "one cohort"
    if table.shape[1] > 1:
        low, high = np.quantile(table, [0.05, 0.95], axis=1)
        axes.fill_between(quarters, low, high, facecolor=style.MANDATED, alpha=0.2, linewidth=0)
        beside = "band: 5–95% of cohorts"
    axes.plot(quarters, table.mean(axis=1), color=style.MANDATED, linewidth=2.5, clip_on=False)
    if result.twin_trace is not None:
        twin = 100 * is_open(result, twin=True).mean(axis=(0, 2))
        dashes = (0, (3, 1.5))
        axes.plot(quarters, np.append(100.0, twin), color=style.TWIN, linewidth=2.5, linestyle=dashes)
        keys.append((Line2D([], [], color=style.TWIN, linewidth=2.5, linestyle=dashes), "same world, no mandate"))
    axes.set_ylim(0, 103)
    axes.set_yticks([0, 50, 100])
    axes.set_ylabel("% open")
    _headed(axes, "Still open", beside, keys)
