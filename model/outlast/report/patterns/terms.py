"""The rows of a pattern table as a reader meets them: what was observed, what is simulated, in words and numbers."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from outlast.analysis.calibration.targets import FIT
from outlast.analysis.numbers import NULL, percent
from outlast.analysis.patterns.judging import CLEAR, MISSES, MOST, NO_EFFECT, PARTLY, PASSES, UNCLEAR
from outlast.analysis.patterns.pattern import LEVEL, PARTS, POINTS
from outlast.outcomes.intervals import Interval
from outlast.report import style
from outlast.report.wording import Shown, between, bracket, listed, number, points, signed

Row = Mapping[Hashable, Any]

SIGNS = {PASSES: "●", PARTLY: "◆", UNCLEAR: "◆", NO_EFFECT: "□", MISSES: "✕"}
# Shape and colour both tell a verdict, and the colours differ in lightness too.
MARKERS = {PASSES: "o", PARTLY: "D", UNCLEAR: "D", NO_EFFECT: "s", MISSES: "X"}
COLOURS = {PASSES: style.FULL, PARTLY: style.INK, UNCLEAR: style.INK, NO_EFFECT: "#9a8fd0", MISSES: style.TWIN}
# Of words in these colours, where they are dark enough to be read.
INKS = COLOURS | {NO_EFFECT: style.INK}
# Beside the number of a pattern that has changed the model though it was kept out of the fit.
SHAPED = "†"
# What a direction says was observed, by its sign.
DIRECTIONS = {1: "more", -1: "less", 0: "hardly any"}
CORRELATIONS = {1: "> 0", -1: "< 0"}


def rows_of(table: pd.DataFrame, *, fitted: bool) -> list[Row]:
    """The rows of a pattern table that were used for fitting, or those that were not, in order of their numbers."""
    own = [row for row in table.to_dict("records") if (row["use"] == FIT) == fitted]
    return sorted(own, key=_order)


def place(row: Row) -> str:
    """The numbers of a pattern, marked where it has changed the model though it was kept out of the fit."""
    return f"{row['pattern']}{SHAPED if row['shaped'] and row['use'] != FIT else ''}"


def shaped_in_words(rows: Iterable[Row]) -> list[str]:
    """What the mark says, and what each of the marked rows has changed; nothing where none is marked."""
    changed = [f"{words(str(row['name']))} ({row['shaped']})" for row in rows if row["shaped"] and row["use"] != FIT]
    return [f"{SHAPED} Kept out of the fit, but had shaped a mechanism: {listed(changed)}."] if changed else []


def _order(row: Row) -> tuple[int, str]:
    """Stylised facts by number, then what is of other sections of the evidence."""
    numbers = [int(part) for part in str(row["pattern"]).split(", ") if part.isdigit()]
    return (numbers[0], "") if numbers else (99, str(row["pattern"]))


def words(name: str) -> str:
    """A short name as words."""
    return name.replace("_", " ")


def keys(row: Row) -> str:
    """The keys of its sources."""
    return ", ".join(part.partition(":")[0].strip() for part in str(row["source"]).split("; "))


def observed(row: Row) -> str:
    """What was observed, short."""
    if row["kind"] == LEVEL:
        return between((row["observed_low"], row["observed_high"]), _plain(row))
    named = CORRELATIONS if row["unit"] not in (POINTS, PARTS) else DIRECTIONS
    return named[int(row["sign"])]


def simulated(row: Row) -> str:
    """The median over members with the interval that holds nine in ten of them."""
    shown = _plain(row) if row["kind"] == LEVEL else _difference(row)
    if math.isnan(row["median"]):
        return NULL
    return f"{shown(row['median'])} [{shown(row['low'])}, {shown(row['high'])}]"


def verdict(row: Row) -> str:
    """The verdict, of a direction with the shares of members with it, without a difference, and against it."""
    if row["kind"] == LEVEL:
        return str(row["verdict"])
    return f"{row['verdict']} {'·'.join(_whole(share) for share in shares(row))}%"


def verdict_in_words(row: Row) -> str:
    """The verdict, of a direction with each share of members by its name and the interval of the first."""
    if row["kind"] == LEVEL:
        return str(row["verdict"])
    names = ("with", "against") if row["sign"] == 0 else ("with", "ties", "against")
    first = bracket(Interval(row["right"], row["right_low"], row["right_high"]))
    said = [f"{_whole(share)}% {name}" for share, name in zip(shares(row), names, strict=True)]
    return f"{row['verdict']}: {', '.join(said).replace(' with', f'{first} with', 1)}"


def shares(row: Row) -> list[float]:
    """Of a direction, the shares of members with it, without a difference (not where that is documented), against."""
    found = (row["right"], row["ties"], row["against"])
    return [float(share) for share in found if not math.isnan(share)]


def _whole(share: float) -> str:
    """A share of members as a whole percentage, with a decimal where it would else read as a mark that it is not."""
    near = any(round(100 * share) == 100 * mark and share != mark for mark in (CLEAR, MOST))
    return f"{100 * share:.{int(near)}f}"


def _plain(row: Row) -> Shown:
    return percent if row["unit"] == POINTS else number


def _difference(row: Row) -> Shown:
    """Differences of shares in points, parts of the larger side as %, correlations as they are."""
    if row["unit"] == POINTS:
        return points
    if row["unit"] == PARTS:
        return lambda value: f"{points(value)}%"
    return signed
