"""Points set as columns are the scenarios that `Scenario.replace` makes, field by field and run by run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import outlast
from outlast.parameters import DECLARATIONS, Choice, Declaration, Spec
from outlast.scenario import Scenario, ScenarioError, load_scenario
from outlast.simulation.compiled.arrays import Case
from outlast.simulation.compiled.run import pack, run_many
from outlast.simulation.points import APART, Packer, Values, is_column, run_points
from sweeps import tiny

NAMES = list(outlast.shipped_scenarios())
# Quantities of every kind: a column, a nested one, one of a sector, switches, a lever, what is packed apart.
VARIED: list[dict[str, Any]] = [
    {
        "rules.trust.gain": 0.3,
        "rules.opening.budget.firm": 7.0,
        "structure.theory": ("fog", "capture"),
        "structure.money": "coordination",
        "mandate.vagueness.purpose": 0.25,
        "mandate.grant": 60.0,
        "mandate.pressure": 0.9,
        "mandate.assistance": 0.3,
        "context.reorganisations.hazard": 0.5,
        "mandate.duration": 9,
        "output.twin": True,
        "output.own_coverage": 0.7,
    },
    {
        "rules.trust.gain": 0.06,
        "rules.opening.budget.firm": 1.0,
        "structure.theory": ("none",),
        "structure.money": "capacity",
        "mandate.vagueness.purpose": 1.0,
        "mandate.grant": 250.0,
        "mandate.pressure": 0.0,
        "mandate.assistance": 0.0,
        "context.reorganisations.hazard": 0.0,
        "mandate.duration": 9,
        "output.twin": True,
        "output.own_coverage": 1.2,
    },
    {
        "rules.trust.gain": 0.1,
        "rules.opening.budget.firm": 3.0,
        "structure.theory": ("latitude", "shield", "autonomy"),
        "structure.money": "crowding_out",
        "mandate.vagueness.purpose": 0.0,
        "mandate.grant": 0.0,
        "mandate.pressure": 0.4,
        "mandate.assistance": 1.0,
        "context.reorganisations.hazard": 2.0,
        "mandate.duration": 5,
        "output.twin": False,
        "output.own_coverage": 0.0,
    },
]


def values_of(entry: Declaration) -> list[Any]:
    """The ends of a number and one between; every name of a choice; both values of a flag."""
    spec = entry.spec
    if isinstance(spec, Choice):
        if not spec.several:
            return list(spec.names)
        single = [(name,) for name in spec.names]
        return [*single, ("latitude", "capture"), tuple(name for name in spec.names if name != "none")]
    if not isinstance(spec, Spec):
        return [(), (3,), (2, 5, 11)]
    if entry.type is bool:
        return [False, True]
    if entry.is_integer:
        return [int(spec.low), int(spec.low + spec.high) // 2, int(spec.high)]
    return [spec.low, spec.low + 0.37 * (spec.high - spec.low), spec.high]


def fields(array: np.ndarray, name: str = "") -> Iterator[tuple[str, Any, bytes]]:
    """All that an array says, exactly; of records field by field, without the padding between them."""
    if array.dtype.names is None:
        yield name, array.shape, array.tobytes()
        return
    for field in array.dtype.names:
        yield from fields(array[field], f"{name}.{field}")


def said(case: Case, row: int) -> list[list[tuple[str, Any, bytes]]]:
    """All that one of several cases says."""
    parts = (case.settings[[row]], case.mandates[[row]], case.scheduled, case.entries, case.candidates, case.listed)
    return [list(fields(part)) for part in parts]


def assert_packed_as_replaced(scenario: Scenario, points: Sequence[Values]) -> int:
    """Every point is packed as its scenario is, or refused with the same words; how many were refused."""
    batches, faults = Packer(scenario).batches(points)
    seen = set(faults)
    for batch in batches:
        for row, place in enumerate(batch.places.tolist()):
            case, twin = pack(scenario.replace(points[place]))
            assert said(batch.cases, row) == said(case, 0), points[place]
            assert said(batch.twin_cases, row) == said(twin, 0), points[place]
            assert place not in seen
            seen.add(place)
    assert seen == set(range(len(points)))
    for place, why in faults.items():
        with pytest.raises(ScenarioError) as refused:
            pack(scenario.replace(points[place]))
        assert why == str(refused.value)
    return len(faults)


@pytest.mark.parametrize("section", ["mandate", "context", "structure", "output", "rules"])
def test_every_declared_quantity_is_packed_as_the_scenario_that_it_makes(section: str) -> None:
    base = tiny()
    keys = [key for key in DECLARATIONS if key.startswith(f"{section}.")]
    assert keys
    for key in keys:
        assert_packed_as_replaced(base, [{key: value} for value in values_of(DECLARATIONS[key])])


def test_a_column_differs_from_the_scenario_that_it_departs_from() -> None:
    base = tiny()
    own = said(pack(base)[0], 0)
    for key, entry in DECLARATIONS.items():
        if is_column(base, key):
            batches, _ = Packer(base).batches([{key: value} for value in values_of(entry)])
            found = [said(batch.cases, row) for batch in batches for row in range(len(batch.places))]
            # Of all values of a quantity at most one is the scenario's own.
            assert sum(words == own for words in found) <= 1 < len(found), key


@pytest.mark.parametrize("name", NAMES)
def test_shipped_scenarios_with_changes_rosters_and_growth_are_packed_alike(name: str) -> None:
    base = load_scenario(name)
    some = [key for key in DECLARATIONS if key.startswith("mandate.") or key in APART]
    some += [
        "context.prior_ties",
        "context.horizon",
        "rules.trust.gain",
        "rules.opening.budget.nhs",
        "structure.theory",
    ]
    for key in some:
        values = values_of(DECLARATIONS[key])
        assert_packed_as_replaced(base, [{key: value} for value in values])
    assert_packed_as_replaced(base, VARIED)


def test_the_shipped_scenarios_have_changes_a_roster_and_growth() -> None:
    shipped = [load_scenario(name) for name in NAMES]
    assert any(scenario.changes for scenario in shipped)
    assert any(scenario.roster for scenario in shipped)


@pytest.mark.parametrize("key", ["mandate.grant", "mandate.vagueness.purpose", "mandate.match", "mandate.pressure"])
def test_a_lever_that_changes_later_is_packed_with_its_change(key: str) -> None:
    base = tiny({"mandate.growth": "grown", "mandate.match": 0.5}).with_change(3, key, 0.75)
    for other in {"mandate.grant", "mandate.pressure", "rules.trust.gain"} - {key}:
        points = [{other: value, key: own} for value in (0.1, 0.2) for own in (0.0, 0.5)]
        assert assert_packed_as_replaced(base, points) == 0
    changed = Packer(base).batches([{key: 0.5}])[0][0].cases.mandates[0]
    field = key.split(".")[-1]
    assert changed[field].tolist() == [0.5] * 3 + [0.75] * (len(changed) - 3)


def test_match_money_without_a_grant_is_refused_and_its_neighbours_are_not() -> None:
    points = [{"mandate.match": match, "mandate.grant": grant} for match in (0.0, 1.0) for grant in (0.0, 50.0)]
    assert assert_packed_as_replaced(tiny(), points) == 1
    assert list(Packer(tiny()).batches(points)[1]) == [2]


def test_money_to_match_that_comes_later_is_held_against_the_grant_too() -> None:
    base = tiny({"mandate.grant": 60.0}).with_change(3, "mandate.match", 0.5)
    points = [{"mandate.grant": grant, "rules.trust.gain": 0.1} for grant in (0.0, 60.0)]
    assert assert_packed_as_replaced(base, points) == 1
    assert list(Packer(base).batches(points)[1]) == [0]


def test_funding_that_tapers_from_nothing_is_refused_and_its_neighbours_are_not() -> None:
    points = [{"mandate.taper": taper, "mandate.duration": length} for taper in (0, 2) for length in (0, 4)]
    assert list(Packer(tiny()).batches(points)[1]) == [2]
    assert assert_packed_as_replaced(tiny(), points) == 1


def test_points_that_need_other_rooms_are_packed_together_only_with_their_like() -> None:
    points = [{"context.partnerships": count, "rules.trust.gain": gain} for gain in (0.1, 0.2) for count in (2, 3)]
    batches, faults = Packer(tiny()).batches(points)
    assert faults == {}
    assert [batch.places.tolist() for batch in batches] == [[0, 2], [1, 3]]
    assert_packed_as_replaced(tiny(), points)


def _drawn(key: str) -> st.SearchStrategy[Any]:
    entry = DECLARATIONS[key]
    spec = entry.spec
    if isinstance(spec, Spec) and entry.type is float:
        return st.integers(0, 8).map(lambda k: min(spec.low + (spec.high - spec.low) * k / 8, spec.high))
    return st.sampled_from(values_of(entry))


def several_points() -> st.SearchStrategy[list[dict[str, Any]]]:
    """A few points over a few quantities; contradictions are drawn as well."""
    many = sorted(key for key in DECLARATIONS if not key.startswith(("context.partnerships", "context.population")))
    keys = st.lists(st.sampled_from(many), min_size=1, max_size=6, unique=True)
    return keys.flatmap(
        lambda chosen: st.lists(st.fixed_dictionaries({key: _drawn(key) for key in chosen}), min_size=1, max_size=4)
    )


@settings(max_examples=40)
@given(several_points())
def test_points_at_random_are_packed_as_their_scenarios(points: list[dict[str, Any]]) -> None:
    assert_packed_as_replaced(tiny(), points)


def equal(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    """Whether two arrays are both absent, or the same to the last bit."""
    if one is None or other is None:
        return one is other
    return one.shape == other.shape and one.tobytes() == other.tobytes()


def assert_run_as_scenarios(scenario: Scenario, points: Sequence[Values], which: list[int], seeds: list[int]) -> None:
    """Every run is the run of its own scenario with its seed, trace and twin and all."""
    outcomes, faults = run_points(Packer(scenario), points, np.array(which), seeds, trace=True)
    assert faults == {}
    seen: list[int] = []
    for outcome in outcomes:
        for place, run in enumerate(outcome.runs.tolist()):
            own = scenario.replace(points[which[run]])
            expected = run_many(own, [seeds[run]], bool(own.settings.output.twin))
            got = (outcome.finals, outcome.trace, outcome.twin_finals, outcome.twin_trace)
            for mine, theirs in zip(got, expected, strict=True):
                assert equal(None if mine is None else mine[place : place + 1], theirs), points[which[run]]
            seen.append(run)
    assert sorted(seen) == list(range(len(which)))


@pytest.mark.parametrize("twin", [False, True])
def test_the_runs_of_many_points_are_those_of_their_scenarios(twin: bool) -> None:
    points = [{key: value for key, value in point.items() if key != "output.twin"} for point in VARIED]
    which, seeds = [0, 1, 2, 0, 2, 1, 1], [1, 1, 1, 2, 7, 5, 2**63 - 1]
    base = tiny({"output.twin": twin, "context.horizon": 24})
    assert_run_as_scenarios(base, points, which, seeds)


def test_points_with_a_twin_and_without_one_run_side_by_side() -> None:
    assert_run_as_scenarios(tiny({"context.horizon": 24}), VARIED, [2, 1, 0], [3, 3, 3])


def test_a_roster_with_changes_runs_as_its_scenarios_do() -> None:
    base = load_scenario("workshop").with_change(2, "mandate.pressure", 0.9)
    points = [{"mandate.pressure": 0.1 * k, "rules.trust.gain": 0.06 * k, "mandate.grant": 30.0 * k} for k in (1, 2, 3)]
    assert_run_as_scenarios(base, points, [2, 0, 1], [1, 2, 3])


def test_every_column_decides_its_runs_as_its_scenario_does() -> None:
    base = tiny({"output.twin": True})
    for key, entry in DECLARATIONS.items():
        if is_column(base, key):
            points = [{key: value} for value in values_of(entry)[::2]]
            assert_run_as_scenarios(base, points, list(range(len(points))), [4] * len(points))


def test_a_refused_point_is_named_by_its_runs_and_the_others_run() -> None:
    points = [{"mandate.taper": 2, "mandate.duration": 0}, {"mandate.taper": 2, "mandate.duration": 4}]
    outcomes, faults = run_points(Packer(tiny()), points, np.array([1, 0, 1, 0]), [1, 1, 2, 2])
    assert sorted(faults) == [1, 3]
    assert all("no funding to taper" in why for why in faults.values())
    assert [outcome.runs.tolist() for outcome in outcomes] == [[0, 2]]


def test_more_points_packed_apart_than_are_kept_are_all_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outlast.simulation.points.KEPT", 2)
    packer = Packer(tiny())
    points = [{"mandate.duration": length} for length in (2, 3, 4, 5, 2)]
    for _ in range(2):
        batches, _ = packer.batches(points)
        found = {
            place: batch.scenario.settings.mandate.duration for batch in batches for place in batch.places.tolist()
        }
        assert [found[place] for place in range(5)] == [2, 3, 4, 5, 2]
