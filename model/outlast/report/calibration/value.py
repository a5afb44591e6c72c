"""What should be measured next: how much each measurement would tell of the theories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outlast.report import style
from outlast.report.calibration.data_words import bits_of, data_sentences, right, single, subtitle_of, tells, together
from outlast.report.calibration.layout import (
    DEEP,
    PALE,
    answered_page,
    head_right,
    height_of,
    interval,
    key,
    name_rows,
    rows_of,
    say_right,
    shares_along,
)
from outlast.report.calibration.terms import share_of, words

if TYPE_CHECKING:
    from outlast.analysis.calibration.synthetic import Telling
    from outlast.analysis.calibration.value import Value

NAMES, RIGHT = 7.4, 1.65
# Measurements that have room, beside all of them together.
MOST = 17


def value_figure(value: Value) -> Figure | None:
    """A bar for each measurement, the most telling on top, and one for all together; None without any."""
    if not single(value.told):
        return None
    with mpl.rc_context(style.RC):
        return _figure(value)


def _figure(value: Value) -> Figure:
    alone, everything = single(value.told), together(value.told)
    notes = [_note(alone[0])]
    if len(alone) > MOST:
        notes.insert(0, f"The {MOST} most telling of {len(alone)} measurements are drawn.")
    remarks = data_sentences(value.told, value.measurements)
    title = "What should be measured next, to tell the theories apart?"
    page = answered_page(title, subtitle_of(value), remarks, notes)
    drawn = [*alone[:MOST], *([everything] if everything else [])]
    says = {one.name: one.says for one in value.measurements}
    axes = rows_of(page, len(drawn), NAMES, RIGHT)
    tall = height_of(axes) / len(drawn)
    lows, highs = [one.bits_low for one in drawn], [one.bits_high for one in drawn]
    axes.set_xlim(min(0.0, 1.1 * min(lows)), 1.08 * max(*highs, 0.05))
    axes.axvline(0.0, color=style.INK, linewidth=1.0, zorder=1)
    labels = [("", says[one.statistics]) if one.statistics in says else (words(one.statistics), "") for one in drawn]
    name_rows(axes, labels, NAMES, tall)
    for row, one in enumerate(drawn):
        looks = {"color": PALE} if tells(one) else {"facecolor": "white", "edgecolor": PALE, "linewidth": 1.5}
        axes.barh(row, one.bits, 0.66, zorder=2, gid="bits", **looks)  # type: ignore[arg-type]
        interval(axes, row, bits_of(one).low, bits_of(one).high, color=DEEP, linewidth=2.4, zorder=3)
        say_right(axes, row, share_of(right(one)))
    head_right(axes, "theory recognised")
    shares_along(axes, "information about the theory (bits)")
    key(
        axes,
        [Patch(color=PALE, label="bits"), Line2D([], [], color=DEEP, linewidth=2.4, label="95% interval")],
    )
    return page.figure


def _note(one: Telling) -> str:
    return (
        f"Told beyond what the targets have told, of {one.most:.2f} bits that are open; guessing the likeliest theory "
        f"finds {100 * one.chance:.0f}%. Each measurement with the error that such a survey is judged to have. Hollow: "
        "not shown to tell anything."
    )
