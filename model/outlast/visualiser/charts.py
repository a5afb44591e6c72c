"""What became of the partnerships, the money, the governance and the trust, quarter by quarter, as ECharts options."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from outlast.report import style
from outlast.report.wording import STATE_NAMES, STATE_ORDER
from outlast.visualiser.world import World

GRID = {"left": 56, "right": 16, "top": 76, "bottom": 42}
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
    return _page("Money of those open", "£k a quarter", world, series)


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
    """Axes, legend and the end of funding."""
    horizon = world.model.horizon
    end = world.scenario.funding_end
    marks: dict[str, Any] = {"silent": True, "symbol": "none", "lineStyle": ENDING, "data": []}
    if 0 < end < horizon:
        label = {"formatter": "funding ends", "position": "end", "color": style.INK, "fontSize": 13}
        marks["data"].append({"xAxis": end, "label": label})
    moved = sorted({one.quarter for one in world.timeline})
    marks["data"] += [
        {
            "xAxis": quarter,
            "lineStyle": {"color": style.TWIN, "type": "dashed", "width": 2},
            "label": {"formatter": "▲", "position": "start", "color": style.TWIN},
        }
        for quarter in moved
    ]
    if series:
        series[0] = series[0] | {"markLine": marks}
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": _described(title, unit, series)}},
        "title": {"text": title, "left": 0, "top": 0, "textStyle": {"fontSize": 16, "color": style.INK}},
        "legend": {"top": 24, "left": 0, "itemWidth": 18, "itemHeight": 12, "textStyle": TEXT, "type": "scroll"},
        "grid": GRID,
        "tooltip": {"trigger": "axis", "confine": True},
        "xAxis": {
            "type": "category",
            "data": list(range(horizon)),
            "name": "quarter",
            "nameLocation": "middle",
            "nameGap": 24,
            "nameTextStyle": TEXT,
            "axisLabel": {**TEXT, "interval": 3},
        },
        "yAxis": {
            "type": "value",
            "name": unit,
            "nameTextStyle": TEXT,
            "nameLocation": "middle",
            "nameGap": 40,
            "min": 0,
            **({} if most is None else {"max": most}),
            "axisLabel": TEXT,
            "splitNumber": 4,
        },
        "series": series,
    }


def _described(title: str, unit: str, series: list[dict[str, Any]]) -> str:
    """The last values in a sentence, for whoever cannot see the picture."""
    last = [f"{one['name']} {one['data'][-1]:g}" for one in series if one["data"] and one["data"][-1] not in (None, 0)]
    return f"{title} ({unit}), last quarter: {', '.join(last) or 'nothing yet'}."
