"""Comparing the two engines: the same numbers, or a message that says where they part first."""

from __future__ import annotations

from typing import Any

import numpy as np

from outlast.outcomes.catalogue import FINALS, TRACE
from outlast.scenario import Scenario
from outlast.simulation import compiled
from outlast.simulation.model import CollaborationModel

# The phase in which a recorded quantity is settled; what is recorded of all of them stands last.
SETTLED_IN = {
    "policy": ("offer",),
    "agenda": ("conflict", "agenda_care", "agenda_research", "agenda_education", "agenda_growth"),
    "stance": ("form", "commitments", "cost", "grant", "effort", "contributions", "joint_effort", "coverage"),
    "activity": ("successes", "output"),
    "governance": (
        "progress",
        "in_use",
        "formality",
        "governance_none",
        "governance_partial",
        "governance_full",
    ),
    "learning": ("trust", "clarity", "legitimacy"),
    "money": ("other_income", "own_coverage"),
    "fate": ("active", "engaged", "token", "dormant", "joined", "left", "activities"),
    "record": ("state",),
}
ORDER = [name for names in SETTLED_IN.values() for name in names]


def unequal(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Where two arrays differ in any bit that counts; not a number equals itself."""
    return (one != other) & ~(np.isnan(one) & np.isnan(other))


def first_difference(mesa: np.ndarray, compiled_: np.ndarray) -> str:
    """The first quarter, phase, quantity and partnership in which two traces differ; empty where none do."""
    if mesa.shape != compiled_.shape:
        return f"the shapes differ: {mesa.shape} and {compiled_.shape}"
    differs = unequal(mesa, compiled_)
    if not differs.any():
        return ""
    quarter = int(np.argmax(differs.any(axis=(1, 2))))
    names = [outcome.name for outcome in TRACE]
    name = next(name for name in ORDER if differs[quarter, :, names.index(name)].any())
    column = names.index(name)
    partnership = int(np.argmax(differs[quarter, :, column]))
    phase = next(phase for phase, found in SETTLED_IN.items() if name in found)
    values = [float(array[quarter, partnership, column]) for array in (mesa, compiled_)]
    return (
        f"quarter {quarter}, phase {phase}: {name} of partnership {partnership} is {values[0]!r} in the Mesa"
        f" engine, {values[1]!r} in the compiled one"
    )


def different_finals(mesa: np.ndarray, compiled_: np.ndarray) -> str:
    """The first partnership and outcome in which two sets of finals differ; empty where none do."""
    if mesa.shape != compiled_.shape:
        return f"the shapes differ: {mesa.shape} and {compiled_.shape}"
    places = np.argwhere(unequal(mesa, compiled_))
    if not len(places):
        return ""
    partnership, column = places[0]
    values = [float(array[partnership, column]) for array in (mesa, compiled_)]
    return (
        f"{FINALS[column].name} of partnership {partnership} is {values[0]!r} in the Mesa engine, {values[1]!r} in"
        " the compiled one"
    )


def assert_engines_agree(scenario: Scenario, seed: int, twin: bool = True) -> CollaborationModel:
    """Both engines record the same of both worlds, to the last bit; the Mesa model, to look at further."""
    model = CollaborationModel(scenario, seed=seed, twin=twin).run()
    run = compiled.run(scenario, seed, twin)
    worlds: list[Any] = [("", model, run.finals, run.trace)]
    if twin:
        worlds.append(("twin, ", model.twin, run.twin_finals, run.twin_trace))
    else:
        assert run.twin_finals is None
        assert run.twin_trace is None
    for name, world, finals, trace in worlds:
        found = first_difference(world.trace(), trace) or different_finals(world.finals(), finals)
        if found:
            raise AssertionError(f"{name}{found}; seed {seed}, {scenario.departures()}, {scenario.changes}")
    return model
