"""The compiled engine is the Mesa engine, bit for bit; any difference is a bug."""

from __future__ import annotations

import ast
import inspect
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines import ORDER, assert_engines_agree, different_finals, first_difference
from outlast.outcomes.catalogue import FINAL_INDEX, FINALS, TRACE, TRACE_INDEX
from outlast.outcomes.judgement import CARRIED_OVER, CLOSED_BY_SUCCESS, LEGACY_ACTIVITIES, LEGACY_TIES
from outlast.parameters import DECLARATIONS, Choice
from outlast.scenario import Change, RosterEntry, Scenario, load_scenario
from outlast.schedule import SCHEDULE
from outlast.simulation import compiled
from outlast.simulation.compiled.model import live, simulate
from worlds import LIVELY, SMALL, random_values, roster_of, small

# Compiled functions, of which a type checker sees only what was written.
LIVE: Any = live
SIMULATE: Any = simulate

SEEDS = st.integers(0, 2**63 - 1)

LONG_LIVED = LIVELY | {"context.horizon": 32, "rules.stance.exit_cost": 0.1}

# Partnerships that work well together and close when the grant ends.
POOR = {
    "mandate.duration": 6,
    "rules.fate.closing": 0.9,
    "rules.money.income": 5.0,
    "rules.opening.budget.nhs": 1.0,
    "rules.opening.budget.university": 1.0,
    "rules.opening.budget.firm": 1.0,
}

# Every lever that does something of its own, and every part of the world that only some scenarios have.
SPECIAL = {
    "taper": {"mandate.taper": 5, "mandate.duration": 4},
    "match": {"mandate.match": 1.0},
    "early cancel": {"mandate.early_cancel": 0.7, "context.reorganisations.scheduled": (2, 4, 6)},
    "successor": {"mandate.successor.chance": 0.8, "mandate.successor.grant": 90.0, "mandate.successor.duration": 6},
    "successor to the end": {
        "mandate.successor.chance": 1.0,
        "mandate.successor.grant": 90.0,
        "mandate.successor.duration": 12,
    },
    "cancel, then successor": {
        "mandate.early_cancel": 1.0,
        "mandate.successor.chance": 1.0,
        "mandate.successor.grant": 50.0,
        "mandate.successor.duration": 5,
        "context.reorganisations.scheduled": (3,),
    },
    "grown": LIVELY | {"mandate.growth": "grown", "context.members": 9.0, "context.population.national_firms": 2},
    "grown, shared region": LIVELY
    | {
        "mandate.growth": "grown",
        "context.partnerships": 3,
        "context.regions": 1,
        "context.population.national_firms": 3,
        "rules.opening.admit_from": 0.1,
    },
    "random reorganisations": {"context.reorganisations.hazard": 1.5},
    "local reorganisations": {
        "structure.reorganisation": "local",
        "context.reorganisations.scheduled": (2, 5),
        "context.reorganisations.hazard": 0.5,
        "mandate.early_cancel": 0.4,
    },
    "designation without money": {"mandate.grant": 0.0, "mandate.duration": 12},
    "nothing mandated": {"mandate.grant": 0.0, "mandate.duration": 0},
    "no pressure": {"mandate.pressure": 0.0, "mandate.vagueness.purpose": 0.0},
    "ceiling, much work": LONG_LIVED | {"structure.trust_learning": "ceiling"},
    "closure": LONG_LIVED | {"rules.activity.closure": 1.0},
    "one at a time": LONG_LIVED | {"rules.activity.at_once": 1, "rules.governance.at_once": 1},
    "shared form": {"mandate.grant": 20.0, "rules.money.form_threshold": 0.4, "rules.money.form_slope": 0.5},
    "closing by success": LONG_LIVED
    | {"rules.fate.aims_met": 2.0, "rules.fate.closing_success": 0.1, "mandate.duration": 4},
    "legacies": LONG_LIVED | POOR | {"rules.fate.legacy_base": 2.0},
    "legacy ties": LONG_LIVED | POOR | {"rules.fate.legacy_base": -2.0, "rules.activity.end_on_failure": 1.0},
    "one region": {"context.partnerships": 4, "context.regions": 1},
    "two regions of three": {"context.partnerships": 6, "context.regions": 2, "context.population.national_firms": 3},
    "more partnerships than hosts": {"context.partnerships": 5, "context.regions": 1, "context.population.trusts": 2},
    "national firms only": {"context.population.firms": 0, "context.population.national_firms": 6},
    "few organisations": {
        "context.population.trusts": 1,
        "context.population.universities": 1,
        "context.members": 20.0,
    },
    "sizes differ": {"context.members_spread": 6.0, "context.partnerships": 4},
    "geometric mean": {"rules.production.substitution": 0.0},
    "whole numbers for floats": {"mandate.grant": 100, "context.members": 8, "rules.stance.value": 2},
    "one quarter": {"context.horizon": 1},
}

CHANGES = {
    "renewed": (Change(6, "mandate.duration", 16), Change(6, "mandate.grant", 60.0)),
    "clearer, then vaguer": (
        Change(3, "mandate.vagueness.purpose", 0.0),
        Change(8, "mandate.vagueness.purpose", 1.0),
        Change(8, "mandate.vagueness.evaluation", 1.0),
    ),
    "more pressure and help": (Change(2, "mandate.pressure", 0.8), Change(5, "mandate.assistance", 1.0)),
    "another aim": (Change(4, "mandate.aim.research", 1.0),),
    "match from the third quarter": (Change(3, "mandate.match", 1.5),),
    "grown from the third quarter": (Change(3, "mandate.growth", "grown"),),
}

ROSTERS = {
    "plain": roster_of(16),
    "with ties": roster_of(16, ties=True),
    "national organisations": roster_of(18, ("North", "", "South"), ties=True),
    "with priorities": tuple(
        entry._replace(priorities=(0.4, 0.3, 0.2, 0.1)) if k % 3 == 0 else entry
        for k, entry in enumerate(roster_of(14))
    ),
    "of one size": tuple(entry._replace(size=1.0) for entry in roster_of(16)),
}


@pytest.fixture(scope="module", autouse=True)
def _warm():
    compiled.warm_up()


# Scenarios


@pytest.mark.parametrize("name", ["hiec", "communities_that_care", "ahsc", "ahsn"])
def test_engines_agree_on_the_shipped_arms(name):
    assert_engines_agree(load_scenario(name), seed=3)


def test_engines_agree_on_the_defaults_with_and_without_a_twin():
    assert_engines_agree(Scenario(), seed=0)
    assert_engines_agree(Scenario(), seed=2**63 - 1, twin=False)


@pytest.mark.parametrize(
    ("key", "choice"),
    [(key, name) for key, entry in DECLARATIONS.items() if isinstance(entry.spec, Choice) for name in entry.spec.names],
)
def test_engines_agree_under_every_switch(key, choice):
    spec = DECLARATIONS[key].spec
    assert isinstance(spec, Choice)
    value = (choice,) if spec.several else choice
    for extra in ({}, LIVELY):
        assert_engines_agree(small(extra | {key: value, "context.reorganisations.scheduled": (3,)}), seed=11)


@pytest.mark.parametrize("name", SPECIAL)
def test_engines_agree_on_special_worlds(name):
    for seed in (1, 2):
        assert_engines_agree(small(SPECIAL[name]), seed)


@pytest.mark.parametrize("name", CHANGES)
def test_engines_agree_on_changes_of_course(name):
    for extra in ({}, LIVELY | {"context.horizon": 26}):
        assert_engines_agree(small(extra, changes=CHANGES[name]), seed=5)


@pytest.mark.parametrize("name", ROSTERS)
def test_engines_agree_on_rosters(name):
    for extra in ({}, {"context.partnerships": 5}, LIVELY | {"mandate.growth": "grown"}):
        assert_engines_agree(small(extra, roster=ROSTERS[name]), seed=8)


def test_engines_agree_on_a_hand_made_list():
    listed = (
        RosterEntry("County Hospital", "nhs", "Shire", 2.0, (0.7, 0.1, 0.1, 0.1), ("Shire University",)),
        RosterEntry("Town Hospital", "nhs", "Shire", 1.0, None, ("County Hospital",)),
        RosterEntry("Shire University", "university", "Shire", 1.5, (0.1, 0.6, 0.2, 0.1)),
        RosterEntry("Devices Ltd", "firm", "Shire", 0.4),
        RosterEntry("Pharma plc", "firm", "", 5.0, (0.1, 0.3, 0.0, 0.6), ("Shire University", "County Hospital")),
    )
    values = {"context.partnerships": 2, "context.members": 4.0, "rules.opening.motivation_mean": 0.3}
    assert_engines_agree(small(values, roster=listed), seed=4)


def test_special_worlds_are_what_they_say():
    """An exact comparison of what never happens would prove nothing."""

    def total(name, outcome):
        return np.nansum(compiled.run_many(small(SPECIAL[name]), range(20), False).finals[..., FINAL_INDEX[outcome]])

    def most(name, outcome):
        return np.nanmax(trace(name, False)[..., TRACE_INDEX[outcome]])

    def trace(name, twin):
        found = compiled.run_many(small(SPECIAL[name]), range(20), twin).trace
        assert found is not None
        return found

    def rungs(name):
        return set(np.unique(trace(name, True)[..., TRACE_INDEX["state"]]))

    assert most("grown", "joined") > 0
    assert most("grown, shared region", "joined") > 0
    assert total("closing by success", "closed_by_success") > 0
    assert total("successor", "carried_over") > 0
    assert total("ceiling, much work", "successes") > 100
    assert most("shared form", "form") == 1.0
    assert CARRIED_OVER in rungs("successor to the end")
    assert CLOSED_BY_SUCCESS in rungs("closing by success")
    assert LEGACY_ACTIVITIES in rungs("legacies")
    assert LEGACY_TIES in rungs("legacy ties")


# Random worlds

LEVERS = {
    "mandate.grant": [0.0, 50.0, 300.0],
    "mandate.pressure": [0.0, 0.5, 1.0],
    "mandate.duration": [0, 5, 15],
    "mandate.taper": [0, 3],
    "mandate.growth": ["grown", "big_bang"],
    "mandate.vagueness.purpose": [0.0, 1.0],
    "mandate.vagueness.structure": [0.0, 1.0],
    "mandate.match": [0.0, 1.0],
    "mandate.assistance": [0.0, 1.0],
    "mandate.early_cancel": [1.0],
    "mandate.successor.chance": [0.0, 1.0],
    "mandate.aim.research": [0.0, 0.9],
}


@st.composite
def worlds(draw, rules):
    """Random levers, context, switches and rules, with or without a roster and changes of course."""
    keys = draw(st.lists(st.sampled_from(list(LEVERS)), max_size=3))
    changes = tuple(Change(draw(st.integers(0, 14)), key, draw(st.sampled_from(LEVERS[key]))) for key in keys)
    roster = draw(st.sampled_from([None, None, None, *ROSTERS.values()]))
    return small(draw(random_values(rules)), changes=changes, roster=roster)


@given(worlds(rules=8), SEEDS)
@settings(max_examples=40)
def test_engines_agree_on_random_worlds(scenario, seed):
    assert_engines_agree(scenario, seed)


@pytest.mark.slow
@given(worlds(rules=40), SEEDS)
@settings(max_examples=2500)
def test_engines_agree_on_many_random_worlds(scenario, seed):
    assert_engines_agree(scenario, seed)


# Many runs


def test_a_run_is_the_same_alone_in_a_batch_and_in_a_thread():
    scenario = small(LIVELY | {"mandate.growth": "grown", "context.population.national_firms": 2})
    seeds = [4, 0, 9, 4]
    many: Any = compiled.run_many(scenario, seeds, True)
    with ThreadPoolExecutor(2) as pool:
        threaded = list(pool.map(lambda seed: compiled.run(scenario, seed, True), seeds))
    for k in range(len(seeds)):
        alone_too: Any = threaded[k]
        for batch, alone in zip(many, alone_too, strict=True):
            np.testing.assert_array_equal(batch[k], alone)


def test_finals_are_the_same_without_a_trace():
    scenario = small()
    full: Any = compiled.run_many(scenario, [1, 2], True)
    lean: Any = compiled.run_many(scenario, [1, 2], True, trace=False)
    assert lean.trace is None
    assert lean.twin_trace is None
    np.testing.assert_array_equal(full.finals, lean.finals)
    np.testing.assert_array_equal(full.twin_finals, lean.twin_finals)


def test_whatever_was_run_one_kernel_was_compiled():
    compiled.run(small({"mandate.grant": 100, "context.members": 8}), 1, False)
    compiled.run(small(roster=ROSTERS["with ties"]), 1, True)
    assert len(SIMULATE.signatures) == 1


# The order of actions, and the message of a failure


def actions_called(function) -> list[str]:
    """The names of the functions called in the body of a function, in order."""
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(function))) if isinstance(node, ast.Call)]
    calls.sort(key=lambda call: call.lineno)
    return [call.func.id for call in calls if isinstance(call.func, ast.Name)]


def test_a_quarter_of_the_compiled_engine_follows_the_schedule():
    scheduled = [action.does for phase in SCHEDULE for action in phase.actions]
    assert [*actions_called(LIVE.py_func), "record"] == scheduled
    in_simulate = actions_called(SIMULATE.py_func)
    assert [name for name in in_simulate if name in ("live", "record")] == ["live", "live", "record", "record"]


def test_every_recorded_quantity_belongs_to_a_phase():
    assert sorted(ORDER) == sorted(outcome.name for outcome in TRACE)


def test_a_difference_is_named_by_quarter_phase_quantity_and_partnership():
    run = compiled.run(small(SMALL), 1, False)
    assert run.trace is not None
    altered = run.trace.copy()
    altered[3:, 1, TRACE_INDEX["clarity"]] += 1e-16 + 1e-15
    altered[3:, 1, TRACE_INDEX["active"]] += 1
    found = first_difference(run.trace, altered)
    assert found.startswith("quarter 3, phase learning: clarity of partnership 1 is ")
    other = run.finals.copy()
    other[1, 0] += 1
    assert different_finals(run.finals, other).startswith(f"{FINALS[0].name} of partnership 1 is ")
    assert first_difference(run.trace, run.trace) == different_finals(run.finals, run.finals) == ""
