"""What was learnt of behaviour: the parameters that the targets speak of, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outlast.report import style
from outlast.report.calibration.layout import (
    DEEP,
    MARKED,
    PRIOR,
    calibration_page,
    head_right,
    height_of,
    interval,
    key,
    name_rows,
    rows_of,
    say_right,
    shares_along,
)
from outlast.report.calibration.sentences import effective_draws, rest_in_words
from outlast.report.calibration.terms import parameter_says
from outlast.report.wording import number

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

# The first so many are drawn, the narrowest on top.
MOST = 11
NAMES, RIGHT = 5.2, 3.0
HIGH = 0.34
# Characters that have room right of a strip.
WIDE = 32
NOTES = (
    "Each parameter on the range it could have before, from its lowest (0%) to its highest value (100%), all of it "
    "equally likely. Moved: the 90% interval is narrower than 80% of what it was, or the median has shifted by more "
    "than a tenth of the range, beyond Monte Carlo error."
)


def parameters_figure(calibration: Calibration) -> Figure | None:
    """A strip for each parameter that is identified; None where none is."""
    if not calibration.parameters["identified"].to_numpy(bool).any():
        return None
    with mpl.rc_context(style.RC):
        return _figure(calibration)


def _figure(calibration: Calibration) -> Figure:
    frame = calibration.parameters
    known = frame.loc[frame["identified"].to_numpy(bool)].sort_values("width")
    drawn = known.head(MOST).to_dict("records")
    notes = [NOTES]
    if len(known) > MOST:
        notes.insert(0, f"The {MOST} narrowest of {len(known)} are drawn.")
    remarks = rest_in_words(frame, effective_draws(calibration))
    page = calibration_page(calibration, "Which behaviour do the targets speak of?", remarks, notes)
    axes = rows_of(page, len(drawn), NAMES, RIGHT)
    axes.set_xlim(0, 100)
    tall = height_of(axes) / len(drawn)
    keys = [str(one["parameter"]) for one in drawn]
    name_rows(axes, [("", f"{parameter_says(name)} ({name.removeprefix('rules.')})") for name in keys], NAMES, tall)
    for row, one in enumerate(drawn):
        axes.barh(row, 90, 2 * HIGH, left=5, color=PRIOR, zorder=1, gid="prior")
        axes.plot([50, 50], [row - HIGH, row + HIGH], color="white", linewidth=2, zorder=2)
        interval(axes, row, _at(one, "low"), _at(one, "high"), color=DEEP, linewidth=4, zorder=4)
        axes.plot(_at(one, "median"), row, "o", color=DEEP, markersize=10, zorder=5, clip_on=False, gid="median")
        if one["prior_low"] <= one["default"] <= one["prior_high"]:
            axes.plot([_at(one, "default")] * 2, [row - HIGH, row + HIGH], color=MARKED, linewidth=3, zorder=3,
                      clip_on=False, gid="default")  # fmt: skip
        said = f"{number(one['median'])} [{number(one['low'])}, {number(one['high'])}]"
        # A long unit stands on a line of its own.
        say_right(axes, row, f"{said}{' ' if len(said) + len(one['unit']) < WIDE else chr(10)}{one['unit']}")
    head_right(axes, "after: median [90%], unit")
    shares_along(axes, "place in the range believed before (%)")
    key(
        axes,
        [
            Patch(color=PRIOR, label="before: 90%"),
            Line2D([], [], color=DEEP, marker="o", markersize=9, linewidth=4, label="after: median, 90%"),
            Line2D([], [], color=MARKED, marker="|", markersize=14, markeredgewidth=3, linewidth=0, label="default"),
        ],
    )
    return page.figure


def _at(row: dict[Any, Any], name: str) -> float:
    """Where a value lies in the range, in %."""
    return 100.0 * float(row[name] - row["prior_low"]) / float(row["prior_high"] - row["prior_low"])
