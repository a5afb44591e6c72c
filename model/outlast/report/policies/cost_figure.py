"""What each design costs the centre against what it gives: the cheap and good stand top left."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from outlast.analysis.policies.comparison import Comparison
from outlast.analysis.policies.comparison_words import warning
from outlast.analysis.policies.figures_in_words import capital
from outlast.analysis.policies.frames import records
from outlast.analysis.policies.tabulating import WEIGHTED
from outlast.report import style
from outlast.report.calibration.layout import INCHES, key
from outlast.report.policies.terms import WIDEST, limits, place_labels, policy_page, run_in_words, scale_of, short
from outlast.report.sweep.page import MARGIN
from outlast.report.sweep.scales import number_ticks, round_numbers
from outlast.report.sweep.terms import scale_number

LEFT, BELOW, HEAD, RIGHT = 0.85, 0.65, 0.35, 0.15
# Money (£k) that stands on a scale of multiples; from this ratio on such a scale is taken.
STEPS = (1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1e3, 3e3, 1e4, 3e4, 1e5, 3e5)
WIDE = 8.0
SPAN = "Thin line: from the theory in which a design gives least to the one in which it gives most. Bar: 95% interval."


def cost_figure(found: Comparison) -> Figure:
    """£k of central money for each partnership across, the outcome up, all theories together and their span."""
    title = "What does it cost the centre, and what comes of it?"
    notes = [
        "Central money as paid for each partnership, successor included and not discounted; help that is given in kind "
        "has no cost here.", SPAN, *([warning(found)] if warning(found) else []),
    ]  # fmt: skip
    subtitle = f"{capital(found.outcome.says)}. {run_in_words(found.worlds)}"
    page = policy_page(title, subtitle, found.sentences()[:1], notes)
    scale = scale_of(found.outcome)
    rows = {(row["design"], row["theory"]): row for row in records(found.outcomes, outcome=found.outcome.name)}
    costs = {(row["design"], row["theory"]): row["per_partnership"] for row in records(found.costs)}
    theories = list(found.worlds.theories)
    row = WEIGHTED if len(theories) > 1 else theories[0]
    size = INCHES - LEFT - RIGHT, page.top - page.bottom - BELOW - HEAD
    axes = page.axes(MARGIN + LEFT, page.bottom + BELOW, *size)
    paid = np.array([costs[name, row] for name in found.names], float)
    level = np.array([rows[name, row]["mean"] for name in found.names], float) * scale.times
    ends = np.array([[rows[name, row][end] for end in ("low", "high")] for name in found.names], float) * scale.times
    spans = np.array([[rows[name, theory]["mean"] for theory in theories] for name in found.names], float)
    spans *= scale.times
    axes.set_ylim(*limits(np.concatenate([ends.ravel(), spans.ravel(), level]), scale))
    money_axis(axes, paid)
    for k, name in enumerate(found.names):
        if not np.isfinite([paid[k], level[k]]).all():
            continue
        colour = style.TWIN if name == found.names[0] else style.MANDATED
        axes.plot([paid[k]] * 2, [np.nanmin(spans[k]), np.nanmax(spans[k])], color=colour, linewidth=1, zorder=2,
                  gid="span")  # fmt: skip
        axes.plot([paid[k]] * 2, ends[k], color=colour, linewidth=5, solid_capstyle="butt", alpha=0.55, zorder=3,
                  gid="interval")  # fmt: skip
        axes.plot([paid[k]], [level[k]], "o", color=colour, markersize=9, zorder=4, clip_on=False, gid="design")
    number_ticks(axes.yaxis, 6)
    axes.set_ylabel(scale.unit)
    shown = [k for k in range(len(found.names)) if np.isfinite([paid[k], level[k]]).all()]
    place_labels(
        axes, [(paid[k], level[k]) for k in shown], [found.names[k] for k in shown], size,
        colours=[style.TWIN if not k else style.MANDATED for k in shown],
        taken=[(paid[k], at) for k in shown for at in (*ends[k], *spans[k]) if np.isfinite(at)],
    )  # fmt: skip
    key(
        axes,
        [
            Line2D(
                [], [], color=style.TWIN, marker="o", markersize=8, linewidth=0, label=short(found.names[0], WIDEST)
            ),
            Line2D([], [], color=style.MANDATED, marker="o", markersize=8, linewidth=0, label="other designs"),
        ],
    )
    return page.figure


def money_axis(axes: Axes, paid: np.ndarray) -> None:
    """A scale of money (£k) on which nothing has a place, and a hundred times as much too."""
    known = paid[np.isfinite(paid)]
    some = known[known > 0.0]
    label = "central money for each partnership"
    axes.xaxis.set_minor_locator(NullLocator())
    if not some.size or (some.size == known.size and some.max() / some.min() < WIDE):
        # What is alike needs no such scale.
        axes.set_xlim(0.0, 1.15 * float(some.max()) if some.size else 1.0)
        axes.xaxis.set_major_locator(round_numbers(6))
    else:
        low, top = float(some.min()), 1.7 * float(some.max())
        steps = [step for step in STEPS if low / 2 <= step <= top]
        if some.size < known.size:
            axes.set_xscale("symlog", linthresh=low / 2, linscale=0.35)
            axes.set_xlim(-0.06 * low, top)
            steps = [0.0, *steps]
            label += " (nothing at the left end; then each step is a multiple)"
        else:
            axes.set_xscale("log")
            axes.set_xlim(low / 1.7, top)
            label += " (each step is a multiple)"
        axes.xaxis.set_major_locator(FixedLocator(steps))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    axes.set_xlabel(label)


def tick(thousands: float) -> str:
    """Money at a mark of a scale, with no more digits than it needs."""
    if not thousands:
        return "£0"
    return f"£{scale_number(thousands / 1000)}m" if abs(thousands) >= 1000.0 else f"£{scale_number(thousands)}k"
