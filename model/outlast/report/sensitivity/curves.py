"""Tipping curves: how an outcome goes along each factor, around one base point or many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from outlast.analysis.sensitivity.methods import CURVES
from outlast.analysis.sensitivity.study import Findings, Study
from outlast.report import style
from outlast.report.sensitivity.curve_lines import BESIDE, EACH, MEAN, OWN, draw_each, draw_mean
from outlast.report.sensitivity.page import subject_page
from outlast.report.sensitivity.panels import (
    MOST,
    Heading,
    Panel,
    arranged,
    key_of,
    panel_width,
    panels_of,
    shared_label,
)
from outlast.report.sensitivity.terms import Subject, column, named_factor, rows_of, subject_of
from outlast.report.sweep.layouts import room_for_ticks
from outlast.report.sweep.lines import mark_values
from outlast.report.sweep.scales import Sweep, name_levels, name_values, number_ticks, own_name
from outlast.report.sweep.terms import Factor, measure_of
from outlast.report.wording import counted
from outlast.runs.estimates import FUNDING_END
from outlast.runs.values import CHOICE
from outlast.scenario import Scenario

LEFT = 1.0
# More lanes leave no room for the name of the half line, which the footnote then says.
FEW_LANES = 2


def curves_figure(study: Study, outcome: str, scenario: Scenario, beside: str | None = FUNDING_END) -> Figure | None:
    """A panel for each factor, by how far the outcome moves along it; None for other methods than curves.

    `beside` is another outcome of the study in the same unit whose mean curve is drawn too, lighter: the end of
    funding, unless told; it is left out where the study does not have it.
    """
    if study.method.name != CURVES:
        return None
    subject = subject_of(study, outcome, scenario)
    curves = subject.found.curves
    if curves is None or not np.isfinite(column(curves, "mean")).any():
        return None
    others = [found for found in study.findings if found.outcome == beside != outcome]
    other = others[0] if others and _alike(others[0], subject) else None
    with mpl.rc_context(style.RC):
        return _figure(subject, other)


def _alike(other: Findings, subject: Subject) -> bool:
    """Whether another outcome is in the unit of this one, so that both may share a scale."""
    measure = measure_of(other.outcome, subject.scenario, list(subject.terms))
    return other.curves is not None and (measure.axis, measure.is_share) == (
        subject.measure.axis,
        subject.measure.is_share,
    )


def _figure(subject: Subject, other: Findings | None) -> Figure:
    curves = subject.found.curves
    assert curves is not None
    order = [key for key in subject.ranked if len(rows_of(curves, "name", key))]
    keys = order[:MOST]
    many = subject.found.averages is not None
    means = {key: _mean(subject.found, key) for key in keys}
    # A base point has values of its own between those that all curves share, which would make odd ticks.
    factors = {
        factor.key: named_factor(
            factor,
            (rows_of(curves, "name", factor.key) if factor.kind == CHOICE else means[factor.key])["value"].tolist(),
            subject.scenario,
        )
        for factor in subject.study.design.factors
        if factor.key in keys
    }
    beside = {key: _mean(other, key) for key in keys} if other is not None else {}
    bands = [part for frame in (*means.values(), *beside.values()) for part in [frame] if len(part)]
    sweep = Sweep(
        pd.DataFrame(pd.concat([curves[["mean", "low", "high"]], *bands])),
        (),
        subject.measure,
        subject.scenario,
        subject.found.outcome,
    )
    if many:
        # Of single curves the means are drawn and not the intervals.
        sweep = replace(sweep, points=pd.DataFrame(pd.concat([curves.assign(low=np.nan, high=np.nan), *bands])))
    notes = _notes(subject, means, many=many)
    if len(order) > MOST:
        notes.append(f"The first {MOST} of {counted(len(order), 'factor')} are drawn.")
    if subject.measure.mark is not None and arranged(len(keys))[1] > FEW_LANES:
        notes.append(f"Dotted: {subject.measure.mark_says}.")
    page = subject_page(subject, "Where does it tip: {}?", ["range"], [], notes)
    width = panel_width(len(keys), LEFT)
    below = [room_for_ticks(factors[key], width) + 0.05 for key in keys]
    headings = [_heading(factors[key], subject, width) for key in keys]
    panels = panels_of(page, headings, LEFT, below)
    for k, (key, panel) in enumerate(zip(keys, panels, strict=True)):
        _frame(panel, sweep, factors[key], named=k == 0 and arranged(len(keys))[1] <= FEW_LANES)
        own = rows_of(curves, "name", key)
        draw_each(panel.axes, own, factors[key], subject, many=many)
        if key in beside and len(beside[key]):
            draw_mean(panel.axes, beside[key], factors[key], sweep, BESIDE, "beside")
        draw_mean(panel.axes, means[key], factors[key], sweep, MEAN, "mean")
    shared_label(page.figure, subject.measure.axis or subject.measure.title, (page.top + page.bottom) / 2)
    _key(page, subject, sweep, other, many=many)
    return page.figure


def _mean(found: Findings, key: str) -> pd.DataFrame:
    """The mean curve of a factor, or the scenario's own where there is no other: `value, mean, low, high`."""
    frame = found.averages
    if frame is None:
        assert found.curves is not None
        frame = rows_of(found.curves, "base", 0)
    own = rows_of(frame, "name", key)
    return own.reindex(columns=["value", "mean", "low", "high"]).reset_index(drop=True)


def _heading(factor: Factor, subject: Subject, width: float) -> Heading:
    """The factor in words, its key and its unit, which is shortened before it is cut."""
    term = subject.terms[factor.key]
    unit = f" ({factor.unit.removesuffix(' 0 to 1')})" if factor.is_number and factor.unit else ""
    tries = [f"{factor.key}{unit}", f"{term.short}{unit}", f"{term.short}{unit.replace(' per ', '/')}"]
    fitting = [text for text in tries if style.width_of(text, style.SMALL) < 0.94 * width]
    return Heading(term.says, (fitting or tries[-1:])[0])


def _frame(panel: Panel, sweep: Sweep, factor: Factor, *, named: bool) -> None:
    """Scales, the half line, and where the scenario itself stands."""
    axes = panel.axes
    name_levels(axes, factor, "x", panel.inches[0])
    places = factor.places()
    room = 0.03 * float(np.ptp(places)) if factor.is_number else 0.4
    axes.set_xlim(places[0] - room, places[-1] + room)
    name_values(axes, sweep)
    if panel.inches[1] < 1.3:
        number_ticks(axes.yaxis, 3)
    axes.tick_params(labelleft=panel.is_first)
    mark_values(axes, sweep, named=named)
    for text in axes.texts:
        if text.get_gid() == "mark name":
            text.set_zorder(9)
    if factor.own_place is not None:
        axes.axvline(factor.own_place, color=OWN, linewidth=1.4, linestyle=(0, (4, 3)), zorder=2, gid="own")


def _key(page: Any, subject: Subject, sweep: Sweep, other: Findings | None, *, many: bool) -> None:
    bases = subject.study.design.settings.get("samples")
    thick = f"mean over {bases} base points" if many else f"around {own_name(sweep)}"
    handles = [Line2D([], [], color=MEAN, linewidth=2.8, label=thick)]
    if many:
        handles.append(Line2D([], [], color=EACH, linewidth=1.2, label="one base point"))
    if other is not None:
        says = "open at the end of funding" if other.outcome == FUNDING_END else other.outcome
        handles.append(Line2D([], [], color=BESIDE, linewidth=2.0, linestyle=(0, (5, 1.5)), label=says))
    own = {"linewidth": 1.3} if many else {"linestyle": (0, (4, 3))}
    looks: dict[str, Any] = {"color": OWN, "marker": "D", "markersize": 7, "markerfacecolor": "white", **own}
    handles.append(Line2D([], [], label=f"{own_name(sweep)} itself", **looks))
    key_of(page, LEFT, handles)


def _notes(subject: Subject, means: dict[str, pd.DataFrame], *, many: bool) -> list[str]:
    found = ["Panels by range, the largest first. All factors but one stay as they are along a curve."]
    known = any(np.isfinite(column(frame, "low")).any() for frame in means.values())
    found.append("Bands and bars: 95% intervals of the mean." if known else "No interval of the mean is known.")
    return found
