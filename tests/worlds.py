"""Small worlds for tests: scenarios by dotted name, runs, homogeneous partnerships and random scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from outlast.outcomes.catalogue import FINAL_INDEX, TRACE_INDEX
from outlast.parameters import DECLARATIONS, Choice, Settings, Spec
from outlast.scenario import Change, RosterEntry, Scenario
from outlast.scenario.settling import settle
from outlast.simulation.model import CollaborationModel

# A world that opens, is funded, loses its funding and is judged, in about 20 milliseconds.
SMALL: dict[str, Any] = {
    "mandate.grant": 130.0,
    "mandate.duration": 8,
    "context.partnerships": 2,
    "context.members": 8.0,
    "context.population.trusts": 7,
    "context.population.universities": 3,
    "context.population.firms": 4,
    "context.horizon": 20,
    "output.twin": False,
}


def small(
    values: Mapping[str, Any] | None = None,
    changes: tuple[Change, ...] = (),
    roster: tuple[RosterEntry, ...] | None = None,
) -> Scenario:
    """The small world with some values set by dotted name; they may lie outside the declared ranges."""
    return Scenario(settings=settle(Settings(), SMALL | dict(values or {})), changes=changes, roster=roster)


def play(
    scenario: Scenario,
    seed: int = 0,
    kind: type[CollaborationModel] = CollaborationModel,
    twin: bool | None = None,
) -> CollaborationModel:
    """A world run to its horizon."""
    return kind(scenario, seed=seed, twin=twin).run()


def each_quarter(scenario: Scenario, seed: int, twin: bool = False) -> Iterator[CollaborationModel]:
    """The world after each of its quarters."""
    world = CollaborationModel(scenario, seed=seed, twin=twin)
    while world.quarter < world.horizon:
        world.step()
        yield world


def final(model: CollaborationModel, name: str) -> np.ndarray:
    """One outcome of each partnership. (partnership,)"""
    return model.finals()[:, FINAL_INDEX[name]]


def course(model: CollaborationModel, name: str) -> np.ndarray:
    """One outcome of each quarter and partnership. (quarter, partnership)"""
    return model.trace()[:, :, TRACE_INDEX[name]]


def same_history(one: CollaborationModel, other: CollaborationModel) -> bool:
    """Whether two runs recorded the same, to the last bit."""
    return np.array_equal(one.finals(), other.finals(), equal_nan=True) and np.array_equal(
        one.trace(), other.trace(), equal_nan=True
    )


def outcome_mean(values: np.ndarray) -> float:
    """The mean of what is known; 0 where nothing is."""
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else 0.0


# All organisations of one kind and of one mind: only luck in the choice of stance is left.
ALIKE: dict[str, Any] = {
    "context.population.universities": 0,
    "context.population.firms": 0,
    "context.prior_ties": 0.0,
    "rules.opening.share_nhs": 1.0,
    "rules.opening.share_university": 0.0,
    "rules.opening.size_spread": 0.0,
    "rules.opening.need_spread": 0.0,
    "rules.opening.own_spread": 0.0,
    "rules.opening.motivation_spread": 0.0,
    "rules.opening.champion": 0.0,
    "rules.opening.leadership_spread": 0.0,
    "rules.fate.turnover": 0.0,
    "rules.fate.turnover_shock": 0.0,
}

# Nothing learns, decays or closes: trust, clarity, experience and motivation stay as they opened.
FROZEN: dict[str, Any] = {
    "rules.trust.gain": 0.0,
    "rules.trust.decay": 0.0,
    "rules.clarity.gain": 0.0,
    "rules.clarity.fade": 0.0,
    "rules.experience.learning": 0.0,
    "rules.experience.drift": 0.0,
    "rules.experience.motivation_gain": 0.0,
    "rules.experience.crowding": 0.0,
    "rules.governance.rate": 0.0,
    "rules.fate.closing": 0.0,
    "rules.fate.closing_success": 0.0,
    "rules.fate.leaving": 0.0,
}


def roster_of(size: int = 14, regions: tuple[str, ...] = ("North", "South"), ties: bool = False) -> tuple:
    """A roster with sectors and regions in turn, sizes and priorities drawn or given as a workshop might."""
    sectors = ("nhs", "nhs", "university", "firm")
    names = [f"Organisation {k:02d}" for k in range(size)]
    return tuple(
        RosterEntry(
            name=names[k],
            sector=sectors[k % 4],
            region=regions[(k // 4) % len(regions)],
            size=1.0 + 0.1 * k,
            prior_ties=(names[(k + 1) % size],) if ties else (),
        )
        for k in range(size)
    )


def _number(spec: Spec, whole: bool) -> st.SearchStrategy:
    if whole:
        return st.integers(int(spec.low), int(spec.high))
    # Coarse numbers keep failures legible; the ends are always among them.
    return st.integers(0, 20).map(lambda k: spec.low + (spec.high - spec.low) * k / 20)


NARROWER: dict[str, st.SearchStrategy] = {
    "mandate.grant": st.sampled_from([0.0, 20.0, 60.0, 130.0, 900.0]),
    "mandate.duration": st.integers(0, 12),
    "mandate.taper": st.integers(0, 6),
    "mandate.match": st.sampled_from([0.0, 0.0, 0.2, 1.0, 2.0]),
    "mandate.successor.grant": st.sampled_from([0.0, 80.0, 400.0]),
    "mandate.successor.duration": st.integers(0, 8),
    "context.partnerships": st.integers(1, 3),
    "context.regions": st.integers(0, 3),
    "context.members": st.integers(4, 8).map(float),
    "context.members_spread": st.sampled_from([0.0, 1.0, 3.0]),
    "context.reorganisations.scheduled": st.sampled_from([(), (3,), (2, 5)]),
    "context.population.trusts": st.integers(3, 7),
    "context.population.universities": st.integers(0, 3),
    "context.population.firms": st.integers(0, 4),
    "context.population.national_firms": st.integers(0, 3),
    "context.horizon": st.integers(12, 24),
}


def _value(key: str) -> st.SearchStrategy:
    declaration = DECLARATIONS[key]
    spec = declaration.spec
    if key in NARROWER:
        return NARROWER[key]
    if isinstance(spec, Choice):
        one = st.sampled_from(list(spec.names))
        if not spec.several:
            return one
        theories = st.sets(st.sampled_from([name for name in spec.names if name != "none"]))
        return theories.map(lambda chosen: tuple(sorted(chosen)) or ("none",))
    assert isinstance(spec, Spec)
    return _number(spec, declaration.is_integer)


# Most worlds drawn blindly die at once; in these there is more to go wrong.
LIVELY: dict[str, Any] = {
    "rules.opening.motivation_mean": 0.3,
    "rules.activity.rate": 0.2,
    "rules.stance.effort_cost": 0.3,
    "rules.stance.value": 3.0,
    "rules.clarity.fog": 0.4,
}


def random_values(rules: int = 6) -> st.SearchStrategy[dict[str, Any]]:
    """Levers, context and switches at random, and a few behavioural parameters."""
    drawn = [key for key in DECLARATIONS if key.startswith(("mandate.", "context.", "structure."))]
    whole = st.fixed_dictionaries({key: _value(key) for key in drawn if not key.startswith("mandate.aim")})
    some = st.lists(
        st.sampled_from([key for key in DECLARATIONS if key.startswith("rules.")]), max_size=rules, unique=True
    ).flatmap(lambda keys: st.fixed_dictionaries({key: _value(key) for key in keys}))
    return st.tuples(st.sampled_from([{}, LIVELY, LIVELY]), whole, some).map(
        lambda parts: parts[0] | parts[1] | parts[2]
    )


def random_scenarios() -> st.SearchStrategy[Scenario]:
    """Random small scenarios of every structure."""
    return random_values().map(small)
