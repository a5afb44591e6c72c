"""A design of experiments in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from outlast.runs.factors import Factor
from outlast.runs.layouts import curve_values
from outlast.runs.sampling import enters_as
from outlast.runs.values import NUMBER, as_typed

MOST_LISTED = 8

AS_LEVELS = (
    "Whole numbers, switches and listed values enter as levels that are equally likely: a number drawn from 0 to 1,"
    " times how many there are, rounded down. The order of names means nothing."
)
DEALT = "Names are dealt to the levels of the grid afresh on each trajectory, so that every pair of them is as likely."
ON_A_GRID = "Of a wide range of whole numbers only those are taken that the grid's levels meet."

TITLES = {
    "grid": "Full factorial: {points} points, every combination in order, the last factor first to move.",
    "lhs": "Latin hypercube: {points} points, seed {seed}.",
    "sobol": "Sobol' sequence, scrambled: {points} points, seed {seed}.",
    "saltelli": "Saltelli's scheme for Sobol' indices of first, second and total order: {points} points from"
    " {samples} base points, seed {seed}.",
    "morris": "Morris' trajectories: {points} points on {samples} trajectories over a grid of {levels} levels,"
    " seed {seed}.",
    "oat": "One at a time: {points} points, the scenario's own values first, then one factor after another.",
    "ice": "Curves: {points} points, each factor in turn through its values around the scenario's own point and around"
    " {samples} base points of a Sobol' sequence, seed {seed}.",
    "table": "Points of {file}: {points} points.",
    "samples": "Samples from elsewhere: {points} points.",
}


def in_words(settings: Mapping[str, Any], points: int, factors: Sequence[Factor]) -> str:
    """What decides a design, then a line for each factor, then how levels are sampled where any are."""
    lines = [TITLES[settings["kind"]].format(points=points, **settings)]
    if points == 1:
        lines[0] = lines[0].replace(" 1 points", " 1 point")
    kind = settings["kind"]
    centre = settings.get("centre", {}) if kind != "ice" else {}
    lines += [f"{factor.key}: {varied(factor, kind)}{_own(factor, centre)}" for factor in factors]
    if kind not in ("grid", "oat", "ice", "table") and any(enters_as(factor) != "range" for factor in factors):
        lines.append(AS_LEVELS)
    if settings.get("dealt"):
        lines.append(DEALT)
    if kind == "morris" and any(enters_as(factor) == "whole numbers" for factor in factors):
        lines.append(ON_A_GRID)
    return "\n".join(lines)


def varied(factor: Factor, kind: str) -> str:
    """Over what a factor varies in a kind of design."""
    unit = "" if factor.unit in ("name", "true or false") else f" ({factor.unit.removesuffix(' 0 to 1')})"
    if factor.values is None:
        low, high = (as_typed(end) for end in factor.range)
        if kind == "oat":
            return f"{low} and {high}{unit}"
        if kind == "ice":
            return f"{len(curve_values(factor))} values from {low} to {high}{unit}"
        what = "number" if factor.kind == NUMBER else "whole number"
        return f"{'each' if kind == 'grid' else 'any'} {what} from {low} to {high}{unit}"
    values = [as_typed(value) for value in factor.values]
    if len(values) <= MOST_LISTED or factor.low is None:
        return ", ".join(values) + unit
    return f"{len(values)} values from {as_typed(factor.low)} to {as_typed(factor.high)}{unit}"


def _own(factor: Factor, centre: Mapping[str, Any]) -> str:
    """The scenario's own value, where the design runs it beside those that are named."""
    if factor.key not in centre or centre[factor.key] in (factor.values or factor.range):
        return ""
    return f", and the scenario's own {as_typed(centre[factor.key])}"
