"""When which factor matters: the indices of each quarter."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from outlast.analysis.numbers import percent
from outlast.analysis.sensitivity.methods import CURVES, ELEMENTARY, FREE, SOBOL_INDICES, Method
from outlast.analysis.sensitivity.study import Study
from outlast.report import style
from outlast.report.sensitivity.courses import course_in_words, unit_of_course
from outlast.report.sensitivity.notes import assumption_of, run_in_words
from outlast.report.sensitivity.page import CUT, LINE, limits_of, over_runs, page_of, title_of
from outlast.report.sensitivity.panels import MOST, Heading, Panel, key_of, panels_of, shared_label
from outlast.report.sensitivity.terms import column, rows_of, terms_of, words_of
from outlast.report.sweep.scales import number_ticks
from outlast.report.wording import counted
from outlast.scenario import Scenario, ScenarioError
from outlast.scenario.names import nearest, suggestion

LEFT, BELOW = 1.05, 0.32
COLOURS = (style.MANDATED, style.TWIN)
OTHERS, BLANK = "#c4c4c4", "#efefef"
# Half of the widest interval, of an index from 0 to 1, from which it says nothing.
UNREADABLE = 0.5
# What moves the end of funding: with one of them varied there is no one quarter to mark.
ENDINGS = ("mandate.duration", "mandate.taper")


def over_time_figure(study: Study, course: str, scenario: Scenario) -> Figure | None:
    """A panel for each factor, its indices quarter by quarter; None where no quarter has any.

    `course` is a column of quarters that the study explains. Quarters without indices are left blank.
    """
    if course not in study.over_time:
        known = list(study.over_time)
        raise ScenarioError(f"{course}: this study has no such course{suggestion(nearest(course, known))}.")
    frame = study.over_time[course]
    index = _index(frame, study.method.ranks_by)
    if not np.isfinite(column(frame, index)).any():
        return None
    with mpl.rc_context(style.RC):
        return _figure(study, course, scenario, _readable(frame, index, study.method))


def _readable(frame: pd.DataFrame, index: str, method: Method) -> pd.DataFrame:
    """The indices without those of quarters in which hardly anything moves, whose intervals hold all there can be.

    Drawn, they would press all others flat. Where every quarter is like that, they stay.
    """
    if method.name in (ELEMENTARY, CURVES):
        return frame
    quarter = column(frame, "quarter")
    wide = np.unique(quarter[column(frame, f"{index}_conf") > UNREADABLE])
    gone = np.isin(quarter, wide)
    if not np.isfinite(column(frame, index)[~gone]).any():
        return frame
    kept = ["quarter", "name", "dropped", "reason"]
    return frame.assign(**{name: np.where(gone, np.nan, column(frame, name)) for name in frame if name not in kept})


def _figure(study: Study, course: str, scenario: Scenario, frame: pd.DataFrame) -> Figure:
    names = [study.method.ranks_by, *(["s1"] if study.method.name == SOBOL_INDICES else [])]
    drawn = [_index(frame, name) for name in names]
    factors = list(dict.fromkeys(frame["name"].tolist()))
    mean = {key: float(np.nanmean(column(rows_of(frame, "name", key), drawn[0]))) for key in factors}
    keys = sorted(factors, key=lambda key: -mean[key])[:MOST]
    terms = terms_of(study, scenario)
    value = np.concatenate([column(frame, name) for name in drawn])
    half = np.concatenate([column(frame, f"{name}_conf") for name in drawn])
    limits = limits_of(value, half, 0.0 if study.method.name in (ELEMENTARY, CURVES) else 0.05)
    title = f"When does what matter for {course_in_words(course)}?"
    runs = over_runs(study.replicates)
    subtitle = f"Indices quarter by quarter, {runs}. {title_of(scenario)}"
    page = page_of(title, subtitle, [], _notes(study, scenario, frame, drawn, limits, (value, half)))
    headings = [Heading(terms[key].says, key) for key in keys]
    room = page._replace(bottom=page.bottom + LINE + 0.1)
    for k, (key, panel) in enumerate(zip(keys, panels_of(room, headings, LEFT, [BELOW] * len(keys)), strict=True)):
        _panel(panel, frame, key, keys, drawn, limits)
        _ending(panel, study, scenario, named=k == 0)
    page.figure.text(0.5, page.bottom / style.SIZE[1], "quarter", fontsize=style.SMALL, ha="center", va="bottom")
    unit = words_of(names[0])
    if study.method.name == SOBOL_INDICES:
        unit = "share of the variance"
    elif study.method.name in (ELEMENTARY, CURVES):
        unit = f"{unit} ({unit_of_course(course)})"
    shared_label(page.figure, unit, (page.top + page.bottom) / 2)
    handles: list[Any] = [
        Line2D([], [], color=colour, linewidth=2.4, linestyle=line, label=words_of(index))
        for index, colour, line in zip(drawn, COLOURS, ("-", (0, (5, 1.5))), strict=False)
    ]
    handles.append(Line2D([], [], color=OTHERS, linewidth=1.2, label="other factors"))
    if _blanks(frame, drawn[0]):
        handles.append(Patch(color=BLANK, label="not known"))
    key_of(page, LEFT, handles)
    return page.figure


def _index(frame: pd.DataFrame, name: str) -> str:
    """An index with the noise taken out where that is known wherever the index is, or else as it is."""
    free = column(frame, f"{name}{FREE}")
    known = np.isfinite(column(frame, name))
    return f"{name}{FREE}" if known.any() and np.isfinite(free[known]).all() else name


def _panel(
    panel: Panel, frame: pd.DataFrame, key: str, keys: list[str], drawn: list[str], limits: tuple[float, float]
) -> None:
    """The indices of one factor with bands, the other factors' pale behind."""
    axes = panel.axes
    quarters = np.unique(column(frame, "quarter"))
    axes.set_xlim(quarters[0] - 0.5, quarters[-1] + 0.5)
    axes.set_ylim(*limits)
    number_ticks(axes.xaxis, 6)
    number_ticks(axes.yaxis, 3 if panel.inches[1] < 1.3 else 5)
    axes.tick_params(labelleft=panel.is_first)
    axes.axhline(0.0, color=style.SOFT, linewidth=0.9, zorder=1)
    for first, last in _blanks(frame, drawn[0]):
        axes.axvspan(first - 0.5, last + 0.5, color=BLANK, linewidth=0, zorder=0, gid="blank")
    for other in keys:
        if other != key:
            rows = rows_of(frame, "name", other)
            axes.plot(
                column(rows, "quarter"), column(rows, drawn[0]), color=OTHERS, linewidth=1.0, zorder=2, gid="other"
            )
    rows = rows_of(frame, "name", key).sort_values("quarter")
    x = column(rows, "quarter")
    for index, colour, line in zip(drawn, COLOURS, ("-", (0, (5, 1.5))), strict=False):
        value, half = column(rows, index), column(rows, f"{index}_conf")
        low, high = (np.clip(value + way * half, *limits) for way in (-1.0, 1.0))
        axes.fill_between(x, low, high, facecolor=colour, alpha=0.2, linewidth=0, zorder=3, gid=f"{index} band")
        axes.plot(x, value, color=colour, linewidth=2.4, linestyle=line, zorder=5, gid=index)


def _ending(panel: Panel, study: Study, scenario: Scenario, *, named: bool) -> None:
    """The end of funding, where it is one quarter."""
    axes: Axes = panel.axes
    end = scenario.funding_end
    if any(factor.key in ENDINGS for factor in study.design.factors) or not 0 < end <= axes.get_xlim()[1]:
        return
    axes.axvline(end, color=style.INK, linewidth=1.4, linestyle=(0, (4, 3)), zorder=4, gid="end of funding")
    if named:
        right = end < 0.6 * axes.get_xlim()[1]
        axes.annotate(
            "funding ends", (end, 1), (4 if right else -4, -2), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="left" if right else "right", va="top", fontsize=style.SMALL,
            gid="end name",
        )  # fmt: skip


def _blanks(frame: pd.DataFrame, index: str) -> list[tuple[float, float]]:
    """The first and last quarter of each stretch in which no index is known."""
    quarters = column(frame, "quarter")
    known = set(quarters[np.isfinite(column(frame, index))].tolist())
    found: list[tuple[float, float]] = []
    for quarter in sorted(set(quarters.tolist()) - known):
        if found and quarter == found[-1][1] + 1:
            found[-1] = found[-1][0], quarter
        else:
            found.append((quarter, quarter))
    return found


def _notes(
    study: Study,
    scenario: Scenario,
    frame: pd.DataFrame,
    drawn: list[str],
    limits: tuple[float, float],
    ends: tuple[np.ndarray, np.ndarray],
) -> list[str]:
    """What stands at the foot."""
    notes = ["Bands: 95% intervals."]
    if _blanks(frame, drawn[0]):
        notes.append(
            "Grey quarters have no index (all points have the same value there, or runs have none), or none that is"
            " known to within 0.5."
        )
    varied = [key for key in ENDINGS if key in [factor.key for factor in study.design.factors]]
    if varied:
        notes.append(f"The end of funding is not marked, as {' and '.join(varied)} move it.")
    if len(study.design.factors) > MOST:
        notes.append(f"The first {MOST} of {counted(len(study.design.factors), 'factor')} are drawn.")
    with np.errstate(invalid="ignore"):
        if (ends[0] - ends[1] < limits[0]).any() or (ends[0] + ends[1] > limits[1]).any():
            notes.append(CUT.replace("Arrow", "Cut band"))
    meanings = [study.method.indices[name.removesuffix(FREE)] for name in drawn]
    text = "; ".join(meanings)
    notes.append(f"{text[0].upper()}{text[1:]}.")
    if any(name.endswith(FREE) for name in drawn):
        notes.append("The noise of the replicates is taken out.")
    shares = column(frame, "noise_share")
    if np.isfinite(shares).any():
        most = percent(float(np.nanmax(shares)))
        notes.append(f"Noise makes up to {most} of the variance of a quarter's means.")
    dropped = int(np.nanmax(column(frame, "dropped"))) if len(frame) else 0
    if dropped:
        notes.append(f"Up to {counted(dropped, 'block')} of points left out in a quarter.")
    return [*notes, run_in_words(study), assumption_of(study, scenario)]
