"""Whether the indices have settled: each against the size of the design."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outlast.analysis.sensitivity.convergence import Convergence
from outlast.analysis.sensitivity.study import Study
from outlast.report import style
from outlast.report.sensitivity.notes import SAMPLES
from outlast.report.sensitivity.page import CUT, LINE, limits_of, subject_page, whisker
from outlast.report.sensitivity.panels import Heading, Panel, key_of, panels_of, shared_label
from outlast.report.sensitivity.terms import Subject, column, rows_of, subject_of, words_of
from outlast.report.sweep.scales import number_ticks
from outlast.report.wording import counted, listed
from outlast.scenario import Scenario

LEFT, BELOW = 1.05, 0.32
# More panels than these have no room for intervals.
MOST = 8
COLOURS = (style.MANDATED, style.TWIN)
GOOD, POOR = style.FULL, style.TWIN


def convergence_figure(study: Study, outcome: str, scenario: Scenario) -> Figure | None:
    """A panel for each factor, its indices from ever more of the design; None where there is but one size of it."""
    subject = subject_of(study, outcome, scenario)
    found = subject.found.convergence
    if found is None or len(set(found.course["samples"])) < 2 or not np.isfinite(column(found.course, "value")).any():
        return None
    with mpl.rc_context(style.RC):
        return _figure(subject, found)


def _figure(subject: Subject, found: Convergence) -> Figure:
    keys = subject.ranked[:MOST]
    course = pd.DataFrame(found.course[found.course["name"].isin(keys).to_numpy()])
    value, half = (column(course, name) * subject.scale for name in ("value", "conf"))
    limits = limits_of(value, half, 0.0 if subject.has_unit else 0.05)
    by = found.leading
    drawn = sorted(set(course["index"].tolist()), key=lambda index: index != by)
    verdicts = {row["name"]: row for row in found.verdicts.to_dict("records") if row["index"] == by}
    notes = _notes(subject, verdicts)
    if len(subject.frame) > MOST:
        notes.append(f"The first {MOST} of {counted(len(subject.frame), 'factor')} are drawn.")
    with np.errstate(invalid="ignore"):
        if (value - half < limits[0]).any() or (value + half > limits[1]).any():
            notes.append(CUT)
    remarks = [_remark(subject, verdicts)]
    page = subject_page(subject, "Would more points change what matters?", drawn, remarks, notes)
    headings = [Heading(subject.terms[key].says, *_verdict(subject, key, verdicts[key])) for key in keys]
    bottom = page._replace(bottom=page.bottom + LINE + 0.1)
    for key, panel in zip(keys, panels_of(bottom, headings, LEFT, [BELOW] * len(keys)), strict=True):
        _panel(panel, rows_of(course, "name", key), drawn, verdicts[key], subject, limits)
    samples = SAMPLES.get(subject.study.design.kind, "point")
    plural = "trajectories" if samples == "trajectory" else f"{samples}s"
    page.figure.text(
        0.5, page.bottom / style.SIZE[1], f"{plural} taken", fontsize=style.SMALL, ha="center", va="bottom"
    )
    shared_label(page.figure, subject.unit, (page.top + page.bottom) / 2)
    handles: list[Any] = [
        Line2D([], [], color=colour, marker=mark, linewidth=2.0, label=words_of(index))
        for index, colour, mark in zip(drawn, COLOURS, "os", strict=False)
    ]
    handles.append(Patch(color=style.SOFT, alpha=0.2, label=f"as narrow as asked ({words_of(by).partition(':')[0]})"))
    key_of(page, LEFT, handles)
    return page.figure


def _panel(
    panel: Panel,
    course: pd.DataFrame,
    drawn: list[str],
    verdict: dict[str, Any],
    subject: Subject,
    limits: tuple[float, float],
) -> None:
    """The course of the indices of one factor, and the band that its interval should fit in."""
    axes = panel.axes
    sizes = np.unique(column(course, "samples"))
    axes.set_xscale("log")
    axes.set_xlim(sizes[0] / 1.35, sizes[-1] * 1.35)
    axes.set_ylim(*limits)
    _sizes(axes, sizes, panel.inches[0])
    number_ticks(axes.yaxis, 3 if panel.inches[1] < 1.3 else 5)
    axes.tick_params(labelleft=panel.is_first)
    axes.axhline(0.0, color=style.SOFT, linewidth=0.9, zorder=1)
    now, asked = verdict["value"] * subject.scale, verdict["threshold"] * subject.scale
    axes.axhspan(now - asked, now + asked, color=style.SOFT, alpha=0.2, linewidth=0, zorder=1, gid="asked")
    for place, (index, colour, mark) in enumerate(zip(drawn, COLOURS, "os", strict=False)):
        own = rows_of(course, "index", index).sort_values("samples")
        # Two indices side by side, so that neither interval hides the other.
        x = column(own, "samples") * (1.0 if len(drawn) == 1 else (0.96, 1.04)[place])
        value, half = (column(own, name) * subject.scale for name in ("value", "conf"))
        axes.plot(x, value, color=colour, marker=mark, markersize=6, linewidth=1.8, zorder=5, gid=index)
        for at, middle, width in zip(x, value, half, strict=True):
            whisker(axes, at, middle, width, upright=True, color=colour, linewidth=1.8, zorder=4)


def _sizes(axes: Axes, sizes: np.ndarray, inches: float) -> None:
    """Ticks at the sizes of the design, as many as have room, the last among them."""
    shown: list[float] = []
    span = np.log(sizes[-1] * 1.35**2 / sizes[0])
    for size in sizes[::-1]:
        room = style.width_of(f"{size:,.0f}", style.SMALL) + 0.15
        if not shown or np.log(shown[-1] / size) / span * inches > room:
            shown.append(float(size))
    axes.set_xticks(shown, [f"{size:,.0f}" for size in shown])
    axes.minorticks_off()


def _verdict(subject: Subject, key: str, verdict: dict[str, Any]) -> tuple[str, str]:
    """Whether an index has settled, in words, and the colour of the words."""
    short = subject.terms[key].short
    if verdict["settled"]:
        return f"{short}: settled", GOOD
    if verdict["narrow"]:
        return f"{short}: order not settled", POOR
    half = verdict["conf"] * subject.scale
    return f"{short}: not settled, ± {half:.2g}" if np.isfinite(half) else f"{short}: no interval", POOR


def _remark(subject: Subject, verdicts: dict[str, dict[str, Any]]) -> str:
    """What has settled, over all factors."""
    open_ = [subject.terms[key].short for key, verdict in verdicts.items() if not verdict["settled"]]
    if not open_:
        return "Every factor has settled: more points would hardly change the picture."
    if len(open_) == len(verdicts):
        return "No factor has settled yet: take twice the samples, or more replicates."
    few = listed(open_) if len(open_) <= 4 else f"{len(open_)} of {len(verdicts)} factors"
    return f"Not settled yet: {few}; take twice the samples, or more replicates."


def _notes(subject: Subject, verdicts: dict[str, dict[str, Any]]) -> list[str]:
    asked = next(iter(verdicts.values()))["threshold"] * subject.scale
    rule = f"Settled: the interval is narrower than ± {asked:.2g}, and the three leading factors keep their order from"
    return [f"{rule} half the design to all of it."]
