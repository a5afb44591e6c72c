"""The sides of a pattern, read and checked: which worlds are compared, and what is measured of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from outlast.analysis.calibration.draws import behaviour, structures
from outlast.analysis.calibration.measures import VARIANCE, Measure, check_measure
from outlast.analysis.calibration.targets import faults_of
from outlast.analysis.patterns.entries import AssociationEntry, ContrastEntry, Quantity
from outlast.analysis.patterns.pattern import Correlation, Side, World, world_of
from outlast.scenario import load_scenario
from outlast.scenario.errors import ScenarioError
from outlast.scenario.layers import read_layer
from outlast.scenario.names import THEORY, nearest
from outlast.scenario.wording import shown

# What a side of a contrast says beside dotted names.
OWN = ("scenario", "quantity", "quarter")


def sides_of(entry: ContrastEntry, where: str) -> tuple[tuple[Side, ...], list[str]]:
    """Both sides of a contrast, each a world and a measure."""
    sides: list[Side] = []
    faults: list[str] = []
    if entry.sign == 0 and entry.least == 0.0:
        faults.append(f"{where}: least is missing: with sign = 0, how much of a difference is hardly any.")
    for which, table in (("this", entry.this), ("that", entry.that)):
        here = f"{where}: {which}"
        own = {key: table[key] for key in OWN if key in table}
        try:
            said = Quantity.model_validate(
                {"quantity": entry.quantity, "quarter": entry.quarter} | own
                | {"at_least": entry.at_least, "above": entry.above, "scenario": own.get("scenario", entry.scenario)}
            )  # fmt: skip
        except ValidationError as error:
            faults += faults_of(error, Quantity, here)
            continue
        if said.scenario is None:
            faults.append(f"{here}: scenario is missing: give it once for both sides, or for each.")
            continue
        world, wrong = _world(said.scenario, {key: value for key, value in table.items() if key not in OWN}, here)
        measure = said.measure()
        faults += wrong or check_measure(measure, here)
        sides.append(Side(world, measure))
    if len(sides) == 2 and sides[0] == sides[1] and not faults:
        faults.append(f"{where}: this and that are the same, so that there is nothing to compare.")
    return tuple(sides), faults


def side_across(entry: AssociationEntry, where: str) -> tuple[tuple[Side, ...], list[str]]:
    """The world of an association, and its correlation."""
    world, faults = _world(entry.scenario, entry.settings, where)
    measures: list[Measure | None] = []
    for which, table in (("early", entry.early), ("late", entry.late), ("given", entry.given)):
        measure = None if table is None else table.measure()
        if measure is not None:
            faults += check_measure(measure, f"{where}: {which}")
            if measure.quantity == VARIANCE:
                faults.append(f"{where}: {which}: {VARIANCE} is one number of a cohort, not one of a partnership.")
        measures.append(measure)
    early, late, given = measures
    assert early is not None
    assert late is not None
    return (Side(world, Correlation(early, late, given)),), faults


def _world(scenario: str, settings: Mapping[str, Any], where: str) -> tuple[World, list[str]]:
    values, faults = read_layer(settings)
    world = world_of(scenario, values)
    if faults:
        return world, [f"{where}: {fault}" for fault in faults]
    known = [*(entry.key for entry in behaviour()), THEORY, *structures()]
    for key in world.behaviour:
        if key not in known:
            near = nearest(key, known)
            hint = f" Did you mean {near}?" if near else ""
            return world, [f"{where}: {shown(key)} is not calibrated, so that a member has no value of it.{hint}"]
    return world, check_world(world, where)


def check_world(world: World, where: str) -> list[str]:
    """What is wrong with a world, as sentences."""
    try:
        load_scenario(world.scenario).replace(world.levers)
    except ScenarioError as error:
        return [f"{where}: {error}"]
    return []
