"""What became of the partnerships, the money, the governance and the trust, quarter by quarter, as ECharts options."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from outlast.report import style
from outlast.report.wording import STATE_NAMES, STATE_ORDER
from outlast.visualiser.guesses import SHARE, Round
from outlast.visualiser.verdict import Verdict
from outlast.visualiser.world import World

GRID = {"left": 56, "right": 16, "top": 82, "bottom": 42}
TEXT = {"color": style.INK, "fontSize": 14}
ENDING = {"color": style.INK, "width": 2, "type": "solid"}


def states_option(world: World) -> dict[str, Any]:
    """Partnerships by state, stacked, with the end of funding marked."""
    states = world.states()
    present = [name for name in reversed(STATE_ORDER) if states[name].any()]
    series = [
        {
            "name": STATE_NAMES[name],
            "type": "bar",
            "stack": "all",
            "barWidth": "100%",
            "itemStyle": {"color": style.STATE_COLOURS[name]},
            "data": states[name].tolist(),
        }
        for name in reversed(present)
    ]
    return _page("What became of them", "partnerships", world, series, most=len(world.model.partnerships))


def money_option(world: World) -> dict[str, Any]:
    """Grant, contributions and other income of the open partnerships against what coordination costs."""
    stacked = (("grant", "grant", style.GRANT), ("contributions", "contributions", style.CONTRIBUTIONS),
               ("other_income", "other income", style.OTHER_INCOME))  # fmt: skip
    series: list[dict[str, Any]] = [
        {
            "name": says,
            "type": "bar",
            "stack": "money",
            "barWidth": "100%",
            "itemStyle": {"color": colour},
            "data": _means(world, name),
        }
        for name, says, colour in stacked
    ]
    series.append(_line("cost", _means(world, "cost"), style.INK))
    return _page("Money of those open, on average", "£k a quarter", world, series)


def governance_option(world: World) -> dict[str, Any]:
    """Governance on paper and in use, over all partnerships."""
    series = [
        _line("on paper", _means(world, "progress", scale=100), style.FULL, open_only=False),
        _line("in use", _means(world, "in_use", scale=100), style.INK, dashed=True),
    ]
    return _page("Governance", "% of activities", world, series, most=100)


def relations_option(world: World) -> dict[str, Any]:
    """Trust and clarity of purpose in the open partnerships."""
    series = [
        _line("trust", _means(world, "trust"), style.MANDATED),
        _line("clarity of purpose", _means(world, "clarity"), style.TWIN, dashed=True),
    ]
    return _page("Trust and clarity of those open", "0 to 1", world, series, most=1)


def _means(world: World, name: str, *, scale: float = 1.0) -> list[float | None]:
    """The mean over partnerships that have a value, by quarter; None where none has."""
    course = world.course(name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found = np.nanmean(course, axis=1) * scale if course.size else np.empty(0)
    return [None if np.isnan(value) else round(float(value), 3) for value in found]


def _line(
    says: str, values: Sequence[float | None], colour: str, *, dashed: bool = False, open_only: bool = True
) -> dict[str, Any]:
    return {
        "name": says,
        "type": "line",
        "showSymbol": False,
        "connectNulls": not open_only,
        "lineStyle": {"width": 3, "type": "dashed" if dashed else "solid", "color": colour},
        "itemStyle": {"color": colour},
        "data": list(values),
    }


def _page(
    title: str, unit: str, world: World, series: list[dict[str, Any]], most: float | None = None
) -> dict[str, Any]:
    """Axes, legend, the end of funding, and where levers were moved."""
    horizon = world.horizon
    marks: list[dict[str, Any]] = []
    if 0 < (end := world.scenario.funding_end) < horizon and not world.unmandated:
        marks.append(_end_of_funding(end))
    moved = sorted({one.quarter for one in world.timeline}) if not world.unmandated else []
    marks += [
        {
            "xAxis": quarter,
            "lineStyle": {"color": style.TWIN, "type": "dashed", "width": 2},
            "label": {"formatter": "▲", "position": "start", "color": style.TWIN},
        }
        for quarter in moved
    ]
    option = _axes(title, unit, horizon, [one["name"] for one in series], most)
    option["aria"] = {"enabled": True, "label": {"description": _described(title, unit, series)}}
    return option | {"series": [*series, _marked(marks)]}


def _marked(marks: list[dict[str, Any]]) -> dict[str, Any]:
    """Vertical lines between quarters: a category has its place in the middle, so they need an axis of numbers."""
    return {
        "type": "line", "xAxisIndex": 1, "data": [], "silent": True, "tooltip": {"show": False},
        "markLine": {"silent": True, "symbol": "none", "lineStyle": ENDING, "data": marks},
    }  # fmt: skip


def _end_of_funding(quarter: int, says: str = "funding ends", *, high: int = 0) -> dict[str, Any]:
    """A mark; of two that may lie close to each other, the second is written higher."""
    label = {"formatter": says, "position": "end", "color": style.INK, "fontSize": 13, "offset": [0, -14 * high]}
    return {"xAxis": quarter, "label": label}


def _axes(title: str, unit: str, quarters: int, names: list[str], most: float | None = None) -> dict[str, Any]:
    """A chart over quarters, without its series; `names` are those of the legend."""
    return {
        "animation": False,
        "title": {"text": title, "left": 0, "top": 0, "textStyle": {"fontSize": 16, "color": style.INK}},
        "legend": {
            "top": 22,
            "left": 0,
            "itemWidth": 14,
            "itemHeight": 10,
            "itemGap": 8,
            "textStyle": {**TEXT, "fontSize": 13},
            "data": names,
        },
        "grid": GRID,
        "tooltip": {"trigger": "axis", "confine": True},
        "xAxis": [
            {
                "type": "category",
                "data": list(range(quarters)),
                "name": "quarter",
                "nameLocation": "middle",
                "nameGap": 24,
                "nameTextStyle": TEXT,
                "axisLabel": {**TEXT, "hideOverlap": True},
            },
            {"type": "value", "min": 0, "max": quarters, "show": False},
        ],
        "yAxis": {
            "type": "value",
            "name": unit,
            "nameTextStyle": TEXT,
            "nameLocation": "middle",
            "nameGap": 40,
            "min": 0,
            **({} if most is None else {"max": most}),
            "axisLabel": TEXT,
            **({"splitNumber": 4} if most is None else {"interval": _interval(most, whole=unit == "partnerships")}),
        },
    }


def _interval(most: float, *, whole: bool) -> float:
    """Between the numbers of an axis: about a quarter of `most`, which is written too, and no number close below it."""
    if not whole or most <= 1:
        return most if whole else most / 4
    steps = range(math.ceil(most / 6), math.ceil(most) + 1)
    even = next(step for step in steps if most % step == 0)
    return even if even <= most / 2 else next(step for step in steps if 4 * step >= most and most % step >= 0.6 * step)


def _described(title: str, unit: str, series: list[dict[str, Any]]) -> str:
    """The last values in a sentence, for whoever cannot see the picture."""
    last = [
        f"{one['name']} {one['data'][-1]:.3g}" for one in series if one["data"] and one["data"][-1] not in (None, 0)
    ]
    return f"{title} ({unit}), last quarter: {', '.join(last) or 'nothing yet'}."


def course_option(name: str, title: str, verdict: Verdict) -> dict[str, Any]:
    """The share of partnerships by quarter over many runs, for one world or both, with bands of 95%."""
    looks = ((verdict.first, "A", style.MANDATED, "solid"), (verdict.other, "B", style.TWIN, "dashed"))
    series: list[dict[str, Any]] = []
    quarters = 0
    for courses, letter, colour, dash in looks:
        if not courses:
            continue
        found = courses[name]
        quarters = max(quarters, len(found.mean))
        low, high = np.round(100 * found.low, 2), np.round(100 * found.high, 2)
        hidden = {"type": "line", "symbol": "none", "silent": True, "stack": letter, "lineStyle": {"opacity": 0},
                  "tooltip": {"show": False}}  # fmt: skip
        series += [
            {**hidden, "name": f"low {letter}", "data": low.tolist()},
            {**hidden, "name": f"band {letter}", "data": np.round(high - low, 2).tolist(),
             "areaStyle": {"color": colour, "opacity": 0.2}},
            {"name": letter if verdict.other else "share", "type": "line", "showSymbol": False,
             "lineStyle": {"width": 3, "color": colour, "type": dash}, "itemStyle": {"color": colour},
             "data": np.round(100 * found.mean, 1).tolist()},
        ]  # fmt: skip
    shown = [one["name"] for one in series if "silent" not in one]
    asked = verdict.asked
    ends = {asked.scenario.funding_end: "A"}
    if asked.beside is not None:
        end = asked.beside.funding_end
        ends[end] = f"{ends[end]}, B" if end in ends else "B"
    alike = len(ends) == 1
    marks = [
        _end_of_funding(end, "funding ends" if alike else f"{whose}: funding ends", high=k)
        for k, (end, whose) in enumerate(ends.items())
        if 0 < end < quarters
    ]
    option = _axes(title, "% of partnerships", quarters, shown, most=100)
    option["aria"] = {"enabled": True, "label": {"description": _described(title, "%", [
        one for one in series if one["name"] in shown])}}  # fmt: skip
    return option | {"series": [*series, _marked(marks)]}


def guesses_option(one: Round) -> dict[str, Any]:
    """The guesses of a round as dots, with the interval of the answer as a band."""
    low, high = one.limits
    points = sorted(one.guesses, key=lambda guess: guess.value)
    stacked: dict[float, int] = {}
    data = []
    for guess in points:
        stacked[guess.value] = stacked.get(guess.value, 0) + 1
        data.append({"name": guess.name, "value": [guess.value, stacked[guess.value]]})
    series: dict[str, Any] = {
        "type": "scatter", "symbolSize": 16, "itemStyle": {"color": style.TWIN}, "data": data,
    }  # fmt: skip
    if one.answer is not None:
        label = {"formatter": "answer", "position": "end", "color": style.MANDATED, "fontSize": 14}
        line = {"color": style.MANDATED, "width": 3, "type": "solid"}
        series["markLine"] = {"silent": True, "symbol": "none", "lineStyle": line,
                              "label": label, "data": [{"xAxis": one.answer.mean}]}  # fmt: skip
        series["markArea"] = {"silent": True, "itemStyle": {"color": style.MANDATED, "opacity": 0.2},
                              "data": [[{"xAxis": one.answer.low}, {"xAxis": one.answer.high}]]}  # fmt: skip
    said = ", ".join(f"{guess.name} {guess.value:g}" for guess in points)
    called = "of 100 partnerships" if one.asks == SHARE else "more of 100 partnerships"
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": f"Guesses: {said or 'none'}."}},
        "grid": {"left": 24, "right": 24, "top": 36, "bottom": 48},
        "tooltip": {"confine": True},
        "xAxis": {"type": "value", "min": low, "max": high, "name": called, "nameLocation": "middle",
                  "nameGap": 28, "nameTextStyle": TEXT, "axisLabel": TEXT},
        "yAxis": {"type": "value", "show": False, "min": 0, "max": max(stacked.values(), default=1) + 1},
        "series": [series],
    }  # fmt: skip
