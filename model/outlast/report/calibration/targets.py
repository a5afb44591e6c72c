"""Does it agree with what is known: each target as it was observed, and as the ensemble gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outlast.analysis.calibration.targets import FIT
from outlast.analysis.patterns.judging import MISSES, PARTLY, PASSES
from outlast.report import style
from outlast.report.calibration.agreement import MEANINGS, at_once, at_once_in_words, verdict
from outlast.report.calibration.layout import (
    DEEP,
    INCHES,
    KEY,
    MARKED,
    OBSERVED,
    TALLEST,
    calibration_page,
    interval,
    key,
    name_rows,
    rows_on,
    say_right,
    shares_along,
)
from outlast.report.calibration.terms import SHARES, few, unit_of, words
from outlast.report.sweep.page import MARGIN, Page
from outlast.report.wording import counted

if TYPE_CHECKING:
    from outlast.analysis.calibration.conduct import Calibration

NAMES, RIGHT = 6.3, 1.0
# The most rows that can be read on a page.
MOST = 14
HIGH = 0.34
# Room below a panel: two of them leave little for rows.
BELOW = 0.52
EXPECTED = "#2878bd"
COLOURS = {PASSES: style.FULL, PARTLY: style.INK, MISSES: MARKED}
NOTES = (
    "Observed: an interval, two tolerances about a value, or the exact 95% interval of a count.",
    " ".join(f"{word.capitalize()}: {meaning}." for word, meaning in MEANINGS.items()),
)


def targets_figure(calibration: Calibration) -> Figure | None:
    """The targets that were fitted; None where there are none."""
    return _drawn(calibration, True)


def checks_figure(calibration: Calibration) -> Figure | None:
    """The targets that were kept out of the fit; None where there are none."""
    return _drawn(calibration, False)


def _drawn(calibration: Calibration, fitted: bool) -> Figure | None:
    rows = [row for row in calibration.predictions.to_dict("records") if (row["use"] == FIT) == fitted]
    rows = [row for row in rows if np.isfinite([row["observed_low"], row["observed_high"]]).all()]
    if not rows:
        return None
    with mpl.rc_context(style.RC):
        return _figure(calibration, rows, fitted)


def _figure(calibration: Calibration, rows: list[Any], fitted: bool) -> Figure:
    notes = list(NOTES)
    if len(rows) > MOST:
        notes.insert(0, f"The first {MOST} of {len(rows)} are drawn.")
        rows = rows[:MOST]
    if fitted:
        title = "Does the calibrated model agree with what it was fitted to?"
        remarks = at_once_in_words(at_once(calibration), len(calibration.plan.theories))
        notes, remarks = [*notes, *remarks[2:]], remarks[:2]
    else:
        title, remarks = "Does it agree with what it was not fitted to?", [_checks_in_words(rows)]
    page = calibration_page(calibration, title, remarks, notes)
    units = {target.name: unit_of(target.measure) for target in calibration.targets}
    says = {target.name: target.says for target in calibration.targets}
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(units.get(row["target"], SHARES), []).append(row)
    panels = _panels(page, {unit: len(some) for unit, some in groups.items()})
    for (unit, some), (axes, tall) in zip(groups.items(), panels, strict=True):
        _panel(axes, unit, some, says, tall)
    key(panels[0][0], _handles())
    return page.figure


def _panels(page: Page, counts: dict[str, int]) -> list[tuple[Axes, float]]:
    """Axes for the rows of each unit, one under the other, with the height of a row in inches."""
    room = page.top - page.bottom - KEY - BELOW * len(counts)
    tall = min(TALLEST, room / sum(counts.values()))
    top, found = page.top - KEY, []
    for count in counts.values():
        axes = page.axes(MARGIN + NAMES, top - tall * count, INCHES - NAMES - RIGHT, tall * count)
        rows_on(axes, count)
        found.append((axes, tall))
        top -= tall * count + BELOW
    return found


def _panel(axes: Axes, unit: str, rows: list[Any], says: dict[str, str], tall: float) -> None:
    scale = 100.0 if unit == SHARES else 1.0
    ends = np.array([[row[name] for name in ("observed_low", "observed_high", "low", "high")] for row in rows], float)
    most = scale if unit == SHARES else 1.06 * float(np.nanmax(ends))
    least = min(0.0, 1.06 * float(np.nanmin(ends)))
    axes.set_xlim(least, most)
    labels = [f"{says.get(one['target'], one['target'])} ({one['pattern']} {words(one['arm'])})" for one in rows]
    name_rows(axes, [("", label) for label in labels], NAMES, tall)
    for row, one in enumerate(rows):
        wide = max(scale * (one["observed_high"] - one["observed_low"]), 0.004 * most)
        axes.barh(row, wide, 2 * HIGH, left=scale * one["observed_low"], color=OBSERVED, zorder=1, gid="observed")
        interval(axes, row, scale * one["low"], scale * one["high"], color=DEEP, linewidth=1.8, zorder=3)
        interval(axes, row, scale * one["expected_low"], scale * one["expected_high"], color=EXPECTED, linewidth=7,
                 zorder=2, gid="expected")  # fmt: skip
        axes.plot(scale * one["expected_median"], row, "o", color=DEEP, markersize=8, zorder=4, clip_on=False,
                  gid="median")  # fmt: skip
        axes.plot(scale * one["default_median"], row, "D", color=MARKED, markersize=6, markeredgecolor="white",
                  zorder=5, clip_on=False, gid="default")  # fmt: skip
        word = verdict(one)
        say_right(axes, row, word, color=COLOURS[word], fontweight="bold", fontsize=style.INSIDE, gid="verdict")
    shares_along(axes, "share (%)" if unit == SHARES else unit)


def _handles() -> list[Any]:
    said = "members, luck averaged out: median, 90%"
    filled = {"markersize": 8, "markerfacecolor": DEEP, "markeredgecolor": DEEP}
    return [
        Patch(color=OBSERVED, label="observed"),
        Line2D([], [], color=EXPECTED, linewidth=7, marker="o", label=said, **filled),
        Line2D([], [], color=DEEP, linewidth=1.8, label="single cohorts: 90%"),
        Line2D([], [], color=MARKED, marker="D", markersize=6, linewidth=0, label="default world"),
    ]


def _checks_in_words(rows: list[Any]) -> str:
    """How many of the targets that were kept out pass."""
    words = {word: [str(row["target"]) for row in rows if verdict(row) == word] for word in MEANINGS}
    said = f"Of {counted(len(rows), 'target')} kept out of the fit {len(words[PASSES])} {_pass(len(words[PASSES]))}"
    for word, verb in ((PARTLY, "partly"), (MISSES, "not at all")):
        if words[word]:
            said += f"; {verb}: {few(words[word])}"
    return f"{said}."


def _pass(count: int) -> str:
    return "passes" if count == 1 else "pass"
