"""The rows of a pattern table as a reader meets them: what was observed, what is simulated, in words and numbers."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from outlast.analysis.calibration.targets import FIT
from outlast.analysis.numbers import NULL, percent
from outlast.analysis.patterns.judging import MISSES, PARTLY, PASSES, UNCLEAR
from outlast.analysis.patterns.pattern import LEVEL, PARTS, POINTS
from outlast.report import style
from outlast.report.wording import Shown, between, number, points, signed

Row = Mapping[Hashable, Any]

FITTED, KEPT = "Used for fitting", "Kept out of the fit"
GROUPS = ((KEPT, False), (FITTED, True))
SIGNS = {PASSES: "●", PARTLY: "◆", UNCLEAR: "◆", MISSES: "✕"}
# Shape and colour both tell a verdict, and the colours differ in lightness too.
MARKERS = {PASSES: "o", PARTLY: "D", UNCLEAR: "D", MISSES: "X"}
COLOURS = {PASSES: style.FULL, PARTLY: style.INK, UNCLEAR: style.INK, MISSES: style.TWIN}
# What a direction says was observed, by its sign.
DIRECTIONS = {1: "more", -1: "less", 0: "hardly any"}
CORRELATIONS = {1: "> 0", -1: "< 0"}


def rows_of(table: pd.DataFrame, *, fitted: bool) -> list[Row]:
    """The rows of a pattern table that were used for fitting, or those that were not, in order of their numbers."""
    own = [row for row in table.to_dict("records") if (row["use"] == FIT) == fitted]
    return sorted(own, key=_place)


def _place(row: Row) -> tuple[int, str]:
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
    """The verdict, of a direction with the share of members that have it."""
    return str(row["verdict"]) if row["kind"] == LEVEL else f"{row['verdict']} {percent(row['right'])}"


def counts_in_words(row: Mapping[str, int]) -> str:
    """How many verdicts of each kind, by their signs."""
    return f"{row[PASSES]} · {row[PARTLY] + row[UNCLEAR]} · {row[MISSES]}"


def _plain(row: Row) -> Shown:
    return percent if row["unit"] == POINTS else number


def _difference(row: Row) -> Shown:
    """Differences of shares in points, parts of the larger side as %, correlations as they are."""
    if row["unit"] == POINTS:
        return points
    if row["unit"] == PARTS:
        return lambda value: f"{points(value)}%"
    return signed
