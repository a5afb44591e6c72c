"""The lines of tipping curves: single ones, and means with their bands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from outlast.report import style
from outlast.report.sensitivity.terms import Subject, column, rows_of
from outlast.report.sweep.scales import Sweep
from outlast.report.sweep.terms import Factor

MEAN, BESIDE, EACH, OWN = style.MANDATED, "#e69f00", "#8fbfe3", style.INK


def _places(factor: Factor, values: list[Any]) -> np.ndarray:
    """Where values of a factor stand on its axis."""
    if factor.is_number:
        return np.array(values, dtype=float)
    return factor.places(
        [str(value).lower() if isinstance(value, bool | np.bool_) else _level(value) for value in values]
    )


def _level(value: object) -> str:
    return ", ".join(str(value).split("+"))


def draw_each(axes: Axes, own: pd.DataFrame, factor: Factor, subject: Subject, *, many: bool) -> None:
    """The single curves, thin, and a diamond at the scenario's own point."""
    for base, curve in ((base, rows_of(own, "base", base)) for base in dict.fromkeys(own["base"].tolist())):
        mean = column(curve, "mean") * subject.measure.scale
        looks: dict[str, Any] = {"color": EACH, "linewidth": 1.0, "alpha": 0.75, "zorder": 2}
        if base == 0:
            looks = {"color": OWN, "linewidth": 1.3, "zorder": 5}
        if many:
            mark = {} if factor.is_number else {"marker": "_", "linestyle": "none", "markersize": 9}
            axes.plot(
                _places(factor, curve["value"].tolist()),
                mean,
                gid="own curve" if base == 0 else "curve",
                **looks,
                **mark,
            )
        at = curve["is_base"].to_numpy(dtype=bool)
        if base == 0 and at.any():
            axes.plot(
                _places(factor, curve["value"].tolist())[at], mean[at], "D", markersize=7, markerfacecolor="white",
                markeredgecolor=OWN, markeredgewidth=1.6, zorder=8, clip_on=False, gid="own point",
            )  # fmt: skip


def draw_mean(axes: Axes, mean: pd.DataFrame, factor: Factor, sweep: Sweep, colour: str, name: str) -> None:
    """A mean curve with its band, or dots with bars for names."""
    x = _places(factor, mean["value"].tolist())
    low, middle, high = (sweep.drawn(column, mean) for column in ("low", "mean", "high"))
    top = name == "mean"
    dashes: Any = "-" if top else (0, (5, 1.5))
    if factor.is_number:
        axes.fill_between(x, low, high, facecolor=colour, alpha=0.22, linewidth=0, zorder=3, gid=f"{name} band")
        axes.plot(
            x, middle, color=colour, linewidth=2.8 if top else 2.0, linestyle=dashes, zorder=7 if top else 6, gid=name
        )
        return
    x = x + (0.0 if top else 0.16)
    axes.vlines(x, low, high, color=colour, linewidth=2.4, zorder=6, gid=f"{name} band")
    axes.plot(x, middle, "o", color=colour, markersize=7 if top else 5, zorder=7, clip_on=False, gid=name)
