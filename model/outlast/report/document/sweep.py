"""The report of a sweep: where its outcome is highest and lowest, how many points come through, and every point."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from outlast.outcomes.intervals import Interval
from outlast.report.document import method
from outlast.report.document.command import Typed
from outlast.report.document.content import Content, figures_of
from outlast.report.document.folder import ResultsFolder
from outlast.report.document.parts import Table, plain_table
from outlast.report.document.scenarios import nearly
from outlast.report.document.varied import repeated, vary_options
from outlast.report.sweep.digits import with_digits
from outlast.report.sweep.terms import Factor, Measure, factor_of, measure_of
from outlast.report.wording import counted, listed
from outlast.scenario import Scenario
from outlast.scenario.names import THEORY

KIND, NEEDED = "sweep", ("summary.csv",)
# Points at either end of the table of a larger sweep; a smaller one is shown whole.
AT_EITHER_END, WHOLE = 12, 30
MOST_ENDS = 3


def content(folder: ResultsFolder) -> Content:
    """What the report of a sweep says."""
    folder.require(NEEDED)
    settings, scenario = folder.settings, nearly(folder.settings["scenario"])
    points = folder.frame("summary.csv")
    keys, outcomes = list(settings["keys"]), list(folder.manifest["outcomes"])
    factors = []
    for key in keys:
        factor, points[key] = factor_of(pd.Series(points[key]), key, scenario)
        factors.append(factor)
    measures = {name: measure_of(name, scenario, keys) for name in outcomes}
    answer, rest = _sentences(points, factors, measures, folder)
    figure = measures[outcomes[0]].title
    by = listed([factor.label for factor in factors]) if len(factors) <= 4 else f"{len(factors)} quantities"
    told = {
        "sweep": (
            f"{figure}, by {by}. {answer[0]}",
            f"{figure}, by {by}: the mean of the runs at each point of the design.",
        ),
        "settling": (
            f"Two lines that fall: the widest and the median 95% interval over the points, stage by stage, towards the "
            f"half-width that was asked for. {_precision(settings)}",
            "How intervals narrowed, stage by stage.",
        ),
    }
    left_open = method.LEFT_OPEN
    if settings.get("ensemble"):
        left_open = (
            "Since runs have different members of the ensemble, intervals hold what is not known of behaviour and "
            "theories too, as far as the ensemble goes. They do not hold that the rules may be others"
        )
    return Content(
        answer,
        rest,
        figures_of(folder, told),
        [points_table(points, factors, measures)],
        _method(folder, scenario),
        [f"Figures in square brackets are 95% intervals over the runs of a point. {method.SHARES}",
         f"{left_open}, nor that the highest and lowest of many points are chosen after the fact: the higher "
         "their number, the more luck is in the extremes."],
        _typed(settings, outcomes),
    )  # fmt: skip


def _sentences(
    points: pd.DataFrame, factors: Sequence[Factor], measures: Mapping[str, Measure], folder: ResultsFolder
) -> tuple[list[str], list[str]]:
    """The answer in three sentences, and what else there is to say."""
    first, *others = measures
    name = str(folder.settings["scenario"]["name"])
    own = _own(points, factors, first, measures[first], name)
    found = [_range(points, factors, first, measures[first]), _half(points, first, measures[first])]
    found += [own] if own.startswith("The scenario itself") and "gives" in own else []
    found += [*(_range(points, factors, one, measures[one]) for one in others), own]
    found += [f"{one.aside[0].upper()}{one.aside[1:]}." for one in measures.values() if one.aside]
    runs = folder.manifest["runs"]
    if runs["failed"]:
        found.append(f"Of {runs['done']:,} runs {runs['failed']:,} failed and are left out of every mean (failed.csv).")
    found.append(_precision(folder.settings, points, first))
    said = [one for one in dict.fromkeys(found) if one]
    return said[:3], said[3:]


def _range(points: pd.DataFrame, factors: Sequence[Factor], name: str, measure: Measure) -> str:
    """From what to what an outcome goes, and where."""
    means = points[name].to_numpy(float)
    known = np.flatnonzero(np.isfinite(means))
    what = f"“{measure.title}” ({measure.of})"
    if not known.size:
        return f"No point has a value of {what}."
    if known.size == 1:
        return f"At the one point with a value {what} is {_at(points, known[0], name, measure)}."
    low, high = means[known].min(), means[known].max()
    over = f"Over {counted(len(known), 'point')}"
    if low == high:
        return f"{over} {what} is the same, {_at(points, known[0], name, measure)}."
    ends = [
        f"{_at(points, where[0], name, measure)} {_where(points, factors, where)}"
        for where in (known[means[known] == low], known[means[known] == high])
    ]
    return f"{over} {what} goes from {ends[0]} to {ends[1]}."


def _at(points: pd.DataFrame, row: int, name: str, measure: Measure) -> str:
    found = Interval(*(float(points[column].iloc[row]) for column in (name, f"{name}_low", f"{name}_high")))
    return with_digits(found, measure)


def _where(points: pd.DataFrame, factors: Sequence[Factor], rows: np.ndarray) -> str:
    """The levels of a point; where several points are alike, how many."""
    if len(rows) > 1:
        return f"(at {counted(len(rows), 'point')})"
    if len(factors) > MOST_ENDS + 2:
        return f"(point {int(points['point'].iloc[rows[0]])})"
    return f"({', '.join(f'{factor.key} = {factor.level(points[factor.key].iloc[rows[0]])}' for factor in factors)})"


def _half(points: pd.DataFrame, name: str, measure: Measure) -> str:
    """At how many points half come through, or the mandate makes a difference."""
    known = np.isfinite(points[name].to_numpy(float))
    if measure.mark is None or not known.any():
        return ""
    mark = measure.mark / measure.scale
    means, low, high = (points[column].to_numpy(float) for column in (name, f"{name}_low", f"{name}_high"))
    of = f"of {counted(int(known.sum()), 'point')}"
    if measure.is_difference:
        more, less = int((low[known] > mark).sum()), int((high[known] < mark).sum())
        return f"The whole interval lies above no difference at {more:,} and below it at {less:,} {of}."
    reached, sure = int((means[known] >= mark).sum()), int((low[known] > mark).sum())
    if not reached:
        return (
            f"No point reaches one half; the whole interval lies below it at {int((high[known] < mark).sum()):,} {of}."
        )
    return f"At {reached:,} {of} it is one half or more, at {sure:,} with the whole interval above."


def _own(points: pd.DataFrame, factors: Sequence[Factor], name: str, measure: Measure, scenario: str) -> str:
    """What the scenario itself gives, where it is one of the points."""
    if any(factor.own is None for factor in factors):
        return ""
    same = np.ones(len(points), bool)
    for factor in factors:
        column = points[factor.key]
        if factor.is_number:
            same &= np.isclose(column.to_numpy(float), float(factor.own or 0.0), rtol=1e-9, atol=1e-12)
        else:
            same &= (column == factor.own).to_numpy(bool)
    where = np.flatnonzero(same)
    if not where.size:
        return f"The scenario itself ({scenario}) is not among the points."
    if math.isnan(points[name].iloc[where[0]]):
        return f"The scenario itself ({scenario}) is among the points, without a value."
    return f"The scenario itself ({scenario}) gives {_at(points, int(where[0]), name, measure)}."


def _precision(settings: Mapping[str, Any], points: pd.DataFrame | None = None, name: str = "") -> str:
    """How narrow intervals were to be, and whether they became so."""
    asked = settings.get("precision")
    if asked is None:
        return ""
    said = f"Runs were added at each point until the 95% interval of {asked[-1]} was plus or minus {asked[0]:g}"
    if points is None or name not in points:
        return f"{said}."
    from outlast.runs.precision import Precision

    frame = points.rename(
        columns={name: "mean", f"{name}_low": "low", f"{name}_high": "high", f"{name}_known": "known"}
    )
    unmet = int(Precision(asked[0]).unmet(frame).sum())
    return f"{said}; at {counted(unmet, 'point')} it is not." if unmet else f"{said}, which all points are."


def points_table(points: pd.DataFrame, factors: Sequence[Factor], measures: Mapping[str, Measure]) -> Table:
    """The points by the first outcome, highest first: all of a small sweep, both ends of a larger one."""
    first = next(iter(measures))
    order = [int(k) for k in np.argsort(-points[first].to_numpy(float), kind="stable")]
    is_whole = len(order) <= WHOLE
    chosen = order if is_whole else [*order[:AT_EITHER_END], *order[-AT_EITHER_END:]]
    heads = ["point", *(factor.key for factor in factors), "runs", *(measure.title for measure in measures.values())]
    rows = []
    for k in chosen:
        row = points.iloc[k]
        levels = [factor.level(row[factor.key]) for factor in factors]
        values = [_at(points, k, name, measure) for name, measure in measures.items()]
        rows.append((str(int(row["point"])), *levels, f"{int(row['runs']):,}", *values))
    note = "" if is_whole else (
        f"The {AT_EITHER_END} highest and {AT_EITHER_END} lowest of {len(order):,} points; summary.csv has them all."
    )  # fmt: skip
    legend = "; ".join(f"{factor.key}: {factor.label}" for factor in factors)
    return plain_table("Points of the design, highest first", heads, rows, range(len(heads)), [note, f"{legend}."])


def _method(folder: ResultsFolder, scenario: Scenario) -> list[str]:
    settings, manifest = folder.settings, folder.manifest
    runs = manifest["runs"]
    design = " ".join(manifest["design"].split("\n")[:1])
    twin = " Beside each run goes its twin: the same organisations, members and luck, and no mandate." if (
        manifest.get("twin")
    ) else ""  # fmt: skip
    many = f"{runs['done']:,} runs were made, of which {runs['failed']:,} failed."
    assumed = method.judged_in_words(scenario)
    if settings.get("ensemble"):
        assumed = (
            f"Each run has the behaviour and theories of a member of the ensemble {settings['ensemble']} as part of "
            "its luck (the same at every point for common luck); it was calibrated to documented facts (outlast "
            f"calibrate) [WIL13]. What was varied or set holds whatever the members say. {assumed}"
        )
    elif THEORY not in settings["keys"]:
        assumed = f"{method.theories_sentence(scenario)} {assumed}"
    return [
        method.model_in_words(manifest, manifest.get("engine")),
        f"{design} {many} {method.seeds_of(settings)}{twin} {method.LUCK}",
        assumed,
    ]


def _typed(settings: Mapping[str, Any], outcomes: Sequence[str]) -> Typed:
    options, remarks, files = vary_options(settings)
    options += repeated("--outcome", outcomes)
    asked = settings.get("precision")
    options += ["--replicates", str(settings["replicates"])] if asked is None else ["--precision", repr(asked[0])]
    options += ["--seed", str(settings["seed"]), "--luck", settings["luck"]]
    options += repeated("--detail", settings["details"])
    held = [key for key in settings.get("held", ()) if key not in settings["keys"]]
    return Typed("sweep", options, remarks, kept=held, ensemble=settings.get("ensemble"), files=files)
