"""Pictures for paper of a world as it was played: what became of its partnerships, and its network now."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from outlast.outcomes.catalogue import TRACE_INDEX
from outlast.outcomes.judgement import STATES
from outlast.report import style
from outlast.report.sensitivity.page import page_of
from outlast.report.wording import STATE_NAMES, STATE_ORDER
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN
from outlast.visualiser.network import JOINT, OUTSIDE, SPOKE, STANCE_COLOURS, STRONG, TIE

MARKERS = {"circle": "o", "rect": "s", "triangle": "^"}
SECTORS = (("o", "NHS trust"), ("s", "university"), ("^", "firm"))
STANCES = (
    (STANCE_COLOURS[ENGAGED], "engaged"),
    (STANCE_COLOURS[TOKEN], "for show"),
    (STANCE_COLOURS[DORMANT], "dormant"),
    (OUTSIDE, "no member"),
)
MONEY = (
    ("grant", "grant", style.GRANT),
    ("contributions", "contributions", style.CONTRIBUTIONS),
    ("other_income", "other income", style.OTHER_INCOME),
)
LINES = (
    ("progress", "on paper", style.FULL, "-"),
    ("in_use", "in use", style.INK, "--"),
    ("trust", "trust", style.MANDATED, "-"),
    ("clarity", "clarity", style.TWIN, "-."),
)
# A legend in one line between the title of a panel and its axes.
BESIDE: dict[str, Any] = {
    "loc": "lower left", "bbox_to_anchor": (0.0, 0.98), "ncols": 4, "frameon": False, "columnspacing": 1.1,
    "handlelength": 1.4, "borderpad": 0.1, "fontsize": 11,
}  # fmt: skip
# A pixel of the page is drawn larger on the slide; and width over height of the room for the network there.
SCALE, WIDE = 1.2, 2.2


def png(figure: Figure) -> bytes:
    """A figure as the bytes of a PNG."""
    drawn = io.BytesIO()
    with mpl.rc_context(style.RC):
        figure.savefig(drawn, dpi=style.DPI, format="png")
    return drawn.getvalue()


def course_figure(trace: np.ndarray, title: str, subtitle: str, notes: Sequence[str]) -> Figure:
    """What was recorded of a played world (quarter, partnership, TRACE): states, money, governance, relations."""
    with mpl.rc_context(style.RC):
        page = page_of(title, subtitle, [], notes)
        tall = page.top - page.bottom
        height = (tall - 2.1) / 2
        _states(page.axes(0.85, page.bottom + 0.62, 4.5, tall - 1.1), trace)
        _money(page.axes(8.6, page.bottom + 0.62 + height + 0.98, 4.35, height), trace)
        _shares(page.axes(8.6, page.bottom + 0.62, 4.35, height), trace)
        return page.figure


def _states(axes: Axes, trace: np.ndarray) -> None:
    codes = trace[:, :, TRACE_INDEX["state"]]
    counts = {name: (codes == code).sum(axis=1) for code, name in enumerate(STATES)}
    base = np.zeros(len(trace))
    for name in STATE_ORDER:
        if counts[name].any():
            axes.bar(
                _quarters(trace), counts[name], 1.0, base, color=style.STATE_COLOURS[name], label=STATE_NAMES[name]
            )
            base = base + counts[name]
    _titled(axes, trace, "What became of them", "partnerships", 8)
    axes.set(xlabel="quarters played", ylim=(0, codes.shape[1]))
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False)


def _money(axes: Axes, trace: np.ndarray) -> None:
    base = np.zeros(len(trace))
    for name, says, colour in MONEY:
        values = np.nan_to_num(_mean(trace, name))
        axes.bar(_quarters(trace), values, 1.0, base, color=colour, label=says)
        base = base + values
    axes.plot(_quarters(trace), _mean(trace, "cost"), color=style.INK, linewidth=2, label="cost")
    _titled(axes, trace, "Money of those open, on average", "£k a quarter", 26)
    axes.legend(**BESIDE)


def _shares(axes: Axes, trace: np.ndarray) -> None:
    for name, says, colour, dashes in LINES:
        axes.plot(_quarters(trace), _mean(trace, name), color=colour, linestyle=dashes, linewidth=2, label=says)
    _titled(axes, trace, "Governance; trust and clarity of those open", "0 to 1", 26)
    axes.set(xlabel="quarters played", ylim=(0, 1))
    axes.legend(**BESIDE)


def _titled(axes: Axes, trace: np.ndarray, title: str, unit: str, above: float) -> None:
    axes.set_title(title, loc="left", fontsize=style.HEADING, fontweight="bold", pad=above)
    axes.set(ylabel=unit, xlim=(0.5, len(trace) + 0.5))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def _quarters(trace: np.ndarray) -> np.ndarray:
    return np.arange(1, len(trace) + 1)


def _mean(trace: np.ndarray, name: str) -> np.ndarray:
    """The mean over partnerships that have a value, by quarter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmean(trace[:, :, TRACE_INDEX[name]], axis=1)


def network_figure(option: Mapping[str, Any], title: str, subtitle: str, notes: Sequence[str]) -> Figure:
    """The network of a played world, from what the page draws of it."""
    drawn = option["series"][0]
    places = {node["id"]: (node["x"], node["y"]) for node in drawn["data"]}
    with mpl.rc_context(style.RC):
        page = page_of(title, subtitle, [], notes)
        axes = page.axes(0.35, page.bottom, 10.3, page.top - page.bottom)
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.invert_yaxis()
        for link in drawn["links"]:
            _line(axes, link, places)
        for node in drawn["data"]:
            if node["symbol"] == "roundRect":
                _number(axes, node)
            else:
                _organisation(axes, node)
        page.figure.legend(
            handles=_key(drawn["links"]), loc="upper right", bbox_to_anchor=(0.99, page.top / style.SIZE[1]),
            frameon=False,
        )  # fmt: skip
        return page.figure


def _line(axes: Axes, link: Mapping[str, Any], places: Mapping[str, tuple[float, float]]) -> None:
    look = link["lineStyle"]
    ends = np.array([places[link["source"]], places[link["target"]]])
    axes.plot(
        *ends.T, color=look.get("color", TIE), linewidth=SCALE * look.get("width", 0.6),
        linestyle=":" if look.get("type") == "dotted" else "-", alpha=look.get("opacity", 0.8), zorder=1,
    )  # fmt: skip


def _organisation(axes: Axes, node: Mapping[str, Any]) -> None:
    look = node["itemStyle"]
    axes.plot(
        node["x"], node["y"], MARKERS[node["symbol"]], color=look["color"], zorder=3,
        markersize=SCALE * 0.75 * node["symbolSize"], markeredgecolor=look["borderColor"], markeredgewidth=1.0,
    )  # fmt: skip


def _number(axes: Axes, node: Mapping[str, Any]) -> None:
    """The number of a partnership in the colour of its state."""
    label = node["label"]
    ground = {"boxstyle": "round,pad=0.25", "facecolor": node["itemStyle"]["color"], "linewidth": 0}
    axes.text(
        node["x"], node["y"], label["formatter"], color=label["color"], fontsize=10, ha="center", va="center", zorder=4,
        bbox=ground,
    )  # fmt: skip


def _key(links: Sequence[Mapping[str, Any]]) -> list[Line2D]:
    """What shapes, colours and lines are."""

    def mark(marker: str, says: str, colour: str, edge: str) -> Line2D:
        return Line2D([], [], marker=marker, linestyle="", color=colour, markeredgecolor=edge, markersize=9, label=says)

    key = [mark(marker, says, style.SOFT, style.SOFT) for marker, says in SECTORS]
    key += [mark("o", says, colour, OUTSIDE if colour == OUTSIDE else style.MANDATED) for colour, says in STANCES]
    key.append(Line2D([], [], color=TIE, linewidth=2, label=f"trust of {STRONG:g} or more"))
    key.append(Line2D([], [], color=JOINT, linewidth=3, label="joint activity"))
    if any(link["lineStyle"].get("color") == SPOKE for link in links):
        key.append(Line2D([], [], color=SPOKE, linewidth=1.5, linestyle=":", label="member of"))
    key.append(Line2D([], [], linestyle="", label="number: partnership, in\nthe colour of its state"))
    return key
