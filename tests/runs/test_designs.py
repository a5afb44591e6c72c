"""Designs hold the points that their names promise, the same ones each time, and say what they are."""

# ruff: noqa: E501 (a case is easier to read, and to compare with its neighbours, on one line)

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.sample import sobol as salib_sobol

from outlast.parameters import DECLARATIONS, Listing
from outlast.runs.designs import SAMPLED, Design, default_kind, design_of_samples, make_design
from outlast.runs.factors import read_vary
from outlast.runs.sampling import morris_levels, salib_problem
from outlast.scenario import Scenario, ScenarioError, load_scenario

ALL_KINDS = {
    "mandate.vagueness": (0.2, 0.9),
    "rules.opening.motivation_mean": None,
    "mandate.duration": (3, 5),
    "output.twin": None,
    "structure.theory": ["fog+latitude", "none", "shield"],
    "context.members": [8, 12, 16, 24],
    "mandate.grant": (0, 600, 7),
}
NUMBERS = {"mandate.vagueness": (0.2, 0.9), "rules.opening.motivation_mean": None, "mandate.grant": (0, 600)}
SAMPLES = {"lhs": 60, "sobol": 64, "saltelli": 16, "morris": 12}


def made(kind: str, vary: Any = ALL_KINDS, seed: int = 1) -> Design:
    return make_design(kind, vary, SAMPLES[kind], seed)


def rows(design: Design) -> list[tuple[Any, ...]]:
    return [tuple(design.point(i).values()) for i in range(len(design))]


def test_a_grid_is_the_product_in_order() -> None:
    vary = ["mandate.grant=0,600,62.5", "structure.production=additive,ces", "mandate.duration=4:6", "output.twin"]
    design = make_design("grid", vary)
    expected = list(itertools.product((0.0, 600.0, 62.5), ("additive", "ces"), (4, 5, 6), (False, True)))
    assert expected == rows(design)
    assert len(design) == 36
    assert design.settings["levels"] == {
        "mandate.grant": 3,
        "structure.production": 2,
        "mandate.duration": 3,
        "output.twin": 2,
    }


def test_a_grid_takes_all_of_eleven_whole_numbers_and_asks_for_steps_of_twelve() -> None:
    assert [(k,) for k in range(11)] == rows(make_design("grid", ["mandate.duration=0:10"]))
    with pytest.raises(ScenarioError, match=r"--vary mandate\.duration: .* write mandate\.duration=0:11:5 for five"):
        make_design("grid", ["mandate.duration=0:11"])


def test_a_grid_asks_for_the_steps_of_a_range() -> None:
    with pytest.raises(ScenarioError, match=r"write mandate\.grant=0:600:5 for five of them, .* such as lhs\."):
        make_design("grid", ["mandate.grant=0:600"])


@given(st.integers(1, 80), st.integers(0, 2**62))
def test_a_latin_hypercube_meets_each_stratum_of_each_factor_once(samples: int, seed: int) -> None:
    design = make_design("lhs", NUMBERS, samples, seed)
    assert samples == len(design)
    for factor in design.factors:
        low, high = factor.range
        unit = (design.points[factor.key] - low) / (high - low)
        assert list(range(samples)) == sorted(np.floor(unit * samples + 1e-9).astype(int).tolist())


def test_a_latin_hypercube_shares_levels_out_evenly() -> None:
    design = made("lhs")
    assert np.unique(design.points["mandate.duration"], return_counts=True)[1].tolist() == [20, 20, 20]
    assert np.unique(design.column("structure.theory"), return_counts=True)[1].tolist() == [20, 20, 20]
    assert np.unique(design.points["output.twin"], return_counts=True)[1].tolist() == [30, 30]
    assert np.unique(design.points["context.members"], return_counts=True)[1].tolist() == [15, 15, 15, 15]


@given(st.integers(0, 8), st.integers(0, 2**62))
def test_a_sobol_sequence_has_one_point_in_each_of_its_equal_parts(power: int, seed: int) -> None:
    samples = 2**power
    design = make_design("sobol", NUMBERS, samples, seed)
    assert samples == len(design)
    for factor in design.factors:
        low, high = factor.range
        unit = (design.points[factor.key] - low) / (high - low)
        assert list(range(samples)) == sorted(np.floor(unit * samples + 1e-9).astype(int).tolist())


def test_a_sobol_sequence_fills_squares_better_than_chance() -> None:
    design = make_design("sobol", {"mandate.vagueness": (0, 1), "mandate.pressure": (0, 1)}, 256, 3)
    cells = np.floor(design.matrix() * 16).astype(int)
    # The first two dimensions are a net: each of 16 × 16 squares holds one of 256 points.
    assert np.ones((16, 16), dtype=int).tolist() == np.histogram2d(cells[:, 0], cells[:, 1], 16)[0].astype(int).tolist()


@pytest.mark.parametrize("seed", [0, 1, 77])
def test_saltelli_is_salibs_own_sample_for_numbers(seed: int) -> None:
    factors = read_vary(NUMBERS)
    bounds = [[0.2, 0.9], [-0.1, 0.3], [0.0, 600.0]]
    plain = {"num_vars": 3, "names": list(NUMBERS), "bounds": bounds}
    expected = salib_sobol.sample(plain, 16, calc_second_order=True, seed=seed)
    found = make_design("saltelli", factors, 16, seed)
    assert len(found) == 16 * (2 * 3 + 2)
    assert np.array_equal(expected, found.matrix())


def test_rows_of_saltelli_differ_from_their_base_point_in_one_factor_at_a_time() -> None:
    design = made("saltelli", NUMBERS)
    blocks = design.matrix().reshape(16, 8, 3)  # (base point, row of its block, factor)
    for block in blocks:
        for k in range(3):
            assert (block[1 + k] != block[0]).tolist() == [j == k for j in range(3)]
            assert (block[4 + k] != block[7]).tolist() == [j == k for j in range(3)]


@settings(max_examples=25)
@given(st.integers(2, 12), st.integers(0, 2**62))
def test_each_step_of_a_morris_trajectory_moves_one_factor_and_each_factor_moves_once(samples: int, seed: int) -> None:
    design = make_design("morris", ALL_KINDS, samples, seed)
    count = len(ALL_KINDS)
    assert samples * (count + 1) == len(design)
    for trajectory in design.matrix().reshape(samples, count + 1, count):
        moved = [np.flatnonzero(step).tolist() for step in np.diff(trajectory, axis=0)]
        assert [[k] for k in range(count)] == sorted(moved)


def test_morris_meets_all_levels_alike() -> None:
    factors = read_vary({"structure.theory": None, "structure.trust_learning": None, "mandate.duration": (4, 8)})
    assert morris_levels(factors) == 30
    design = make_design("morris", factors, 4000)
    for factor, levels in zip(factors, (6, 3, 5), strict=True):
        shares = np.unique(design.points[factor.key], return_counts=True)[1] / len(design)
        # 4000 trajectories that each stand on two levels: a share errs by about 0.006 at most.
        assert np.full(levels, 1 / levels) == pytest.approx(shares, abs=0.02)


def test_morris_without_levels_keeps_to_the_usual_four() -> None:
    design = made("morris", NUMBERS)
    assert design.settings["levels"] == 4
    assert np.unique(design.points["mandate.grant"]).tolist() == pytest.approx([0.0, 200.0, 400.0, 600.0])
    # -0.1 + 1 × (0.3 - -0.1) is above 0.3 by a rounding, which a scenario would refuse.
    assert design.points["rules.opening.motivation_mean"].max() == 0.3


def test_morris_refuses_levels_that_no_grid_meets_alike() -> None:
    vary = {
        key: np.linspace(0.1, 0.3, count).tolist()
        for key, count in (("mandate.pressure", 101), ("mandate.assistance", 103), ("mandate.match", 107))
    }
    with pytest.raises(ScenarioError, match="meets factors of 101, 103, 107 values alike"):
        make_design("morris", vary, 4)


@pytest.mark.parametrize("kind", ["sobol", "saltelli", "morris", "ice"])
@pytest.mark.parametrize("seed", [0, 9])
def test_twice_the_samples_begin_with_the_same_points(kind: str, seed: int) -> None:
    hiec = load_scenario("hiec")
    once, twice = (make_design(kind, ALL_KINDS, samples, seed, base=hiec) for samples in (8, 16))
    assert rows(once) == rows(twice)[: len(once)]
    # Of the curves, those around the scenario's own point are not drawn again.
    assert len(twice) == 2 * len(once) or kind == "ice"


def test_morris_deals_names_afresh_so_that_every_pair_is_as_likely() -> None:
    design = make_design("morris", {"structure.theory": None, "mandate.vagueness": (0, 1)}, 3000)
    assert design.settings["dealt"] == ["structure.theory"]
    assert "Names are dealt" in design.describe()
    trajectories = design.points["structure.theory"].reshape(3000, 3)
    steps = np.array([[one, other] for row in trajectories for one, other in itertools.pairwise(row) if one != other])
    counts = np.zeros((6, 6))
    np.add.at(counts, tuple(steps.T), 1)
    assert len(steps) == 3000
    assert counts.diagonal().sum() == 0
    # 30 ordered pairs, 100 of each expected; 3000 draws err by 10, and the largest of 30 by about 33.
    assert counts[~np.eye(6, dtype=bool)] == pytest.approx(np.full(30, 100.0), abs=45)


def test_morris_leaves_numbers_and_switches_where_the_grid_puts_them() -> None:
    design = made("morris")
    assert design.settings["dealt"] == ["structure.theory"]
    assert make_design("morris", NUMBERS, 4).settings["dealt"] == []
    assert "Names are dealt" not in make_design("morris", NUMBERS, 4).describe()


def test_curves_go_through_every_value_around_each_base_point() -> None:
    vary = ["mandate.grant=0,130,260", "mandate.vagueness=0:1", "structure.theory=fog,none", "mandate.duration=4:30"]
    design = make_design("ice", vary, 3, base=load_scenario("hiec"))
    assert design.factors[2].levels == ("latitude+fog", "fog", "none")
    assert design.point(0) == design.settings["centre"]
    assert design.settings["centre"]["structure.theory"] == "latitude+fog"
    # Own values lie on three of the curves but for the eleven of vagueness (0.8 is one of them, too) and of durations.
    own = [design.point(i) for i in range(1 + 2 + 10 + 2 + 11)]
    assert [point["mandate.grant"] for point in own[1:3]] == [0.0, 260.0]
    assert [point["mandate.vagueness"] for point in own[3:13]] == [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9, 1.0]
    assert [point["structure.theory"] for point in own[13:15]] == ["fog", "none"]
    assert [point["mandate.duration"] for point in own[15:]] == [4, 7, 9, 12, 14, 17, 20, 22, 25, 27, 30]
    for point in own[1:]:
        assert sum(point[key] != own[0][key] for key in point) == 1
    drawn = make_design("sobol", vary, 4)
    assert design.point(len(own)) == drawn.point(0)
    assert design.record() == json.loads(json.dumps(design.record(), allow_nan=False))
    assert "mandate.duration: 11 values from 4 to 30 (quarters)" in design.describe()


def test_one_at_a_time_departs_from_the_scenarios_own_values() -> None:
    vary = ["mandate.grant=0,130,260", "mandate.duration=8:12", "structure.theory=fog,none", "output.twin"]
    design = make_design("oat", vary, base=load_scenario("hiec"))
    own = (130.0, 10, "latitude+fog", True)
    assert rows(design) == [
        own,
        (0.0, *own[1:]),
        (260.0, *own[1:]),
        (130.0, 8, *own[2:]),
        (130.0, 12, *own[2:]),
        (130.0, 10, "fog", True),
        (130.0, 10, "none", True),
        (130.0, 10, "latitude+fog", False),
    ]
    assert design.settings["centre"] == dict(zip(design.points, own, strict=True))


def test_one_at_a_time_needs_one_vagueness_to_depart_from() -> None:
    hiec = load_scenario("hiec")
    design = make_design("oat", ["mandate.vagueness=0:1:3"], base=hiec)
    assert rows(design) == [(0.8,), (0.0,), (0.5,), (1.0,)]
    mixed = hiec.replace({"mandate.vagueness.purpose": 0.2})
    with pytest.raises(ScenarioError, match=r"purpose 0\.2, structure 0\.8, evaluation 0\.8"):
        make_design("oat", ["mandate.vagueness=0:1:3"], base=mixed)


@pytest.mark.parametrize("kind", ["lhs", "sobol", "saltelli", "morris"])
def test_the_same_seed_gives_the_same_points_whatever_numpys_global_state(kind: str) -> None:
    first = made(kind)
    np.random.default_rng(5).random(3)
    state = np.random.get_state()  # noqa: NPY002 (the state that must not matter, nor be touched)
    again = made(kind)
    after = np.random.get_state()  # noqa: NPY002
    assert first.digest() == again.digest()
    assert first.digest() != made(kind, seed=2).digest()
    assert made(kind, seed=0).digest() == made(kind, seed=0).digest()
    assert np.array_equal(state[1], after[1])


@pytest.mark.parametrize("kind", ["lhs", "sobol", "saltelli", "morris"])
def test_points_are_typed_arrays_of_one_length_that_nobody_can_change(kind: str) -> None:
    design = made(kind)
    types = {key: column.dtype.name for key, column in design.points.items()}
    assert types == {
        "mandate.vagueness": "float64",
        "rules.opening.motivation_mean": "float64",
        "mandate.duration": "int64",
        "output.twin": "bool",
        "structure.theory": "int64",
        "context.members": "float64",
        "mandate.grant": "float64",
    }
    assert {column.shape for column in design.points.values()} == {(len(design),)}
    with pytest.raises(ValueError, match="read-only"):
        design.points["mandate.vagueness"][0] = 1.0


@pytest.mark.parametrize("kind", ["lhs", "sobol", "saltelli", "morris"])
def test_a_factor_with_listed_values_takes_those_and_no_others(kind: str) -> None:
    design = made(kind)
    assert set(design.column("context.members").tolist()) == {8.0, 12.0, 16.0, 24.0}
    assert set(design.column("structure.theory").tolist()) == {"latitude+fog", "none", "shield"}
    assert set(design.column("mandate.duration").tolist()) == {3, 4, 5}
    assert set(design.column("mandate.grant").tolist()) <= {0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0}


def test_every_declared_key_can_be_sampled_within_its_declared_range() -> None:
    keys = [key for key, entry in DECLARATIONS.items() if not isinstance(entry.spec, Listing)]
    for kind, samples in (("lhs", 50), ("sobol", 64), ("morris", 3)):
        design = make_design(kind, keys, samples)
        assert keys == list(design.points)
        for factor in design.factors:
            column = design.points[factor.key]
            if factor.values is None:
                assert factor.range[0] <= column.min() <= column.max() <= factor.range[1]


def test_a_point_makes_a_scenario() -> None:
    design = made("lhs")
    scenario = load_scenario("hiec").replace(design.overrides(7))
    point = design.point(7)
    assert point["mandate.vagueness"] == scenario.settings.mandate.vagueness.evaluation
    assert point["mandate.duration"] == scenario.settings.mandate.duration
    assert point["output.twin"] is scenario.settings.output.twin
    assert design.overrides(7)["structure.theory"] == scenario.settings.structure.theory


def test_the_record_is_plain_json_and_says_how_levels_enter() -> None:
    for kind in ("lhs", "saltelli", "morris"):
        record = made(kind).record()
        assert record == json.loads(json.dumps(record, allow_nan=False))
        assert record["enters_as"] == {
            "mandate.vagueness": "range",
            "rules.opening.motivation_mean": "range",
            "mandate.duration": "whole numbers",
            "output.twin": "levels",
            "structure.theory": "levels",
            "context.members": "levels",
            "mandate.grant": "levels",
        }
        assert "enter as levels that are equally likely" in made(kind).describe()
        assert "enter as levels" not in made(kind, NUMBERS).describe()
    grid = make_design("grid", ["output.twin"])
    assert grid.record() == json.loads(json.dumps(grid.record(), allow_nan=False))
    assert "enters_as" not in grid.record()
    oat = make_design("oat", ALL_KINDS, base=load_scenario("hiec"))
    assert oat.record() == json.loads(json.dumps(oat.record(), allow_nan=False))


def test_the_description_names_the_kind_the_points_and_each_factor() -> None:
    assert made("saltelli", NUMBERS).describe().splitlines() == [
        "Saltelli's scheme for Sobol' indices of first, second and total order: 128 points from 16 base points, seed 1.",
        "mandate.vagueness: any number from 0.2 to 0.9 (share)",
        "rules.opening.motivation_mean: any number from -0.1 to 0.3 (utility)",
        "mandate.grant: any number from 0 to 600 (£k per partnership per quarter)",
    ]
    assert make_design("grid", ["mandate.vagueness=0:1:11", "mandate.duration=4:6"]).describe().splitlines() == [
        "Full factorial: 33 points, every combination in order, the last factor first to move.",
        "mandate.vagueness: 11 values from 0 to 1 (share)",
        "mandate.duration: each whole number from 4 to 6 (quarters)",
    ]


def test_the_description_of_one_at_a_time_names_the_scenarios_own_value_too() -> None:
    design = make_design("oat", ["mandate.grant=0:600", "mandate.duration=4,12"], base=Scenario())
    assert design.describe().splitlines()[1:] == [
        "mandate.grant: 0 and 600 (£k per partnership per quarter), and the scenario's own 100",
        "mandate.duration: 4, 12 (quarters)",
    ]


def test_the_description_of_a_table_names_what_it_holds(tmp_path: Path) -> None:
    lines = [f"{grant},{duration},ces" for grant, duration in zip((30, 10, 10, 12.5), (4, 5, 4, 4), strict=True)]
    path = table(tmp_path, "\n".join(["mandate.grant,mandate.duration,structure.production", *lines]))
    assert make_design(path).describe().splitlines()[1:] == [
        "mandate.grant: 10, 12.5, 30 (£k per partnership per quarter)",
        "mandate.duration: 4, 5 (quarters)",
        "structure.production: ces",
    ]
    many = table(tmp_path, "\n".join(["mandate.grant", *map(str, range(10, 31))]))
    assert "mandate.grant: 21 values from 10 to 30 (" in make_design(many).describe()


def test_the_digest_is_of_the_values_in_order_and_of_nothing_else() -> None:
    design = make_design("grid", ["structure.production=ces,additive", "mandate.grant=0,5"])
    texts = [("ces", 0), ("ces", 5), ("additive", 0), ("additive", 5)]
    assert [(name, float(grant)) for name, grant in texts] == rows(design)
    other = make_design("grid", ["structure.production=additive,ces", "mandate.grant=0,5"])
    assert design.digest() != other.digest()
    # The same points with the codes the other way round.
    column = other.points["structure.production"][[2, 3, 0, 1]]
    same = Design("grid", other.factors, {**other.points, "structure.production": column}, {})
    assert rows(design) == rows(same)
    assert design.digest() == same.digest()


def test_the_digest_is_the_same_in_every_process() -> None:
    # Pinned: a manifest of an earlier version must still be recognised.
    design = make_design("grid", ["structure.theory", "mandate.duration=4:6", "mandate.grant=0,62.5", "output.twin"])
    assert design.digest()[:16] == "baf3d9ce9349ee0c"


def test_samples_of_salib_make_the_design_that_is_made_from_the_same_seed() -> None:
    factors = read_vary(ALL_KINDS)
    matrix = salib_sobol.sample(salib_problem(factors), 16, seed=1)
    before = matrix.copy()
    design = design_of_samples(factors, matrix)
    assert made("saltelli").digest() == design.digest()
    assert np.array_equal(before, matrix)
    assert design.kind in SAMPLED


def test_samples_out_of_bounds_are_refused() -> None:
    factors = read_vary({"mandate.duration": (3, 5), "mandate.grant": (0, 600)})
    edge = design_of_samples(factors, np.array([[6.0, 600.0], [3.0, 0.0]]))
    assert rows(edge) == [(5, 600.0), (3, 0.0)]
    for wrong in ([[2.9, 0.0]], [[6.1, 0.0]], [[3.0, np.nan]], [[3.0, -1.0]]):
        with pytest.raises(ScenarioError, match="outside the bounds"):
            design_of_samples(factors, np.array(wrong))
    with pytest.raises(ScenarioError, match=r"shape \(1, 3\), but allowed is \(samples, 2\)"):
        design_of_samples(factors, np.zeros((1, 3)))


def test_a_million_points_of_ten_factors_hold_only_their_numbers() -> None:
    vary = {**ALL_KINDS, "mandate.pressure": None, "mandate.match": None, "rules.trust.gain": None}
    design = make_design("sobol", vary, 2**20)
    assert len(design) == 1_048_576
    assert sum(column.nbytes for column in design.points.values()) == 2**20 * (9 * 8 + 1)


def test_the_default_is_a_grid_and_with_samples_a_latin_hypercube() -> None:
    assert default_kind(read_vary(NUMBERS), None) == "grid"
    assert default_kind(read_vary(NUMBERS), 100) == "lhs"


WRONG = [
    ("an unknown kind", ("lsh", NUMBERS, 4), ['--design: found the text "lsh"', "grid, lhs, sobol, saltelli, morris, oat, ice and the name of a CSV file", "nearest right name is lhs."]),
    ("nothing to vary", ("lhs", {}, 4), ["--vary: nothing is varied"]),
    ("samples of a grid", ("grid", ["output.twin"], 4), ["--samples: the grid design has no samples"]),
    ("samples of oat", ("oat", ["output.twin"], 4), ["--samples: the oat design has no samples"]),
    ("ice around nothing", ("ice", ["output.twin"], 4), ["--design ice: a scenario is needed"]),
    ("ice of none", ("ice", ["output.twin"], 0), ["--samples: found 0,", "base points, at least 1."]),
    ("oat around nothing", ("oat", ["output.twin"]), ["--design oat: a scenario is needed"]),
    ("no samples", ("lhs", NUMBERS), ["--samples: the lhs design needs a number of points, such as --samples 256."]),
    ("no trajectories", ("morris", NUMBERS), ["--samples: the morris design needs a number of trajectories"]),
    ("half a sample", ("lhs", NUMBERS, 2.5), ["--samples: found 2.5,", "whole number of points, at least 1."]),
    ("no sample at all", ("lhs", NUMBERS, 0), ["--samples: found 0,"]),
    ("a yes for samples", ("lhs", NUMBERS, True), ["--samples: found true (a yes or no)"]),
    ("one base point", ("saltelli", NUMBERS, 1), ["--samples: found 1,", "at least 2."]),
    ("no power of 2", ("sobol", NUMBERS, 1000), ["--samples: found 1000, but the sobol design", "the nearest are 512 and 1024."]),
    ("no power of 2 for indices", ("saltelli", NUMBERS, 3), ["the nearest are 2 and 4."]),
    ("too many points", ("lhs", NUMBERS, 10**9), ["--samples 1000000000: this makes 1000000000 points, but at most 10000000"]),
    ("too many points of a grid", ("grid", ["mandate.grant=0:600:100000", "mandate.vagueness=0:1:1000"]), ["--design grid: 100000 × 1000: this makes 100000000 points"]),
    ("too many points of indices", ("saltelli", NUMBERS, 2**21), ["this makes 16777216 points"]),
    ("a seed below 0", ("lhs", NUMBERS, 4, -1), ["--design-seed: found -1,"]),
    ("a fraction for a seed", ("lhs", NUMBERS, 4, 0.5), ["--design-seed: found 0.5,"]),
    ("a single value", ("lhs", ["mandate.grant=60"], 4), ["--vary mandate.grant: the lhs design needs at least two values of it; to hold it at one, write --set mandate.grant="]),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "parts"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_design_is_refused_in_one_sentence(arguments: tuple[Any, ...], parts: list[str]) -> None:
    with pytest.raises(ScenarioError) as error:
        make_design(*arguments)
    assert "\n" not in str(error.value)
    for part in parts:
        assert part in str(error.value)


def table(folder: Path, text: str | bytes) -> str:
    path = folder / "points.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(path)


GOOD_TABLE = "mandate.grant,structure.theory,output.twin,mandate.duration\n0,fog+latitude,true,4\n62.5,none,False,8.0\n"


@pytest.mark.parametrize(
    "text",
    [
        GOOD_TABLE,
        "\ufeff" + GOOD_TABLE,
        GOOD_TABLE.replace("\n", "\r\n"),
        GOOD_TABLE.replace(",", " , ").replace("\n", "\n\n"),
        GOOD_TABLE.replace("fog+latitude", '"latitude,fog"'),
    ],
)
def test_a_table_of_points_is_taken_as_it_stands(tmp_path: Path, text: str) -> None:
    design = make_design(table(tmp_path, text))
    assert rows(design) == [(0.0, "latitude+fog", True, 4), (62.5, "none", False, 8)]
    assert design.settings == {"kind": "table", "file": "points.csv"}
    assert design.record() == json.loads(json.dumps(design.record()))
    assert "Points of points.csv: 2 points." in design.describe()


@pytest.mark.parametrize("kind", ["lhs", "morris"])
def test_a_design_written_to_a_table_comes_back_the_same(tmp_path: Path, kind: str) -> None:
    design = made(kind)
    lines = [",".join(design.points), *(",".join(str(value) for value in row) for row in rows(design))]
    assert design.digest() == make_design(table(tmp_path, "\n".join(lines))).digest()


WRONG_TABLES = [
    ("empty", "", ["line 1 names no columns"]),
    ("only a header", "mandate.grant\n", ["holds no points"]),
    ("semicolons", "mandate.grant;output.twin\n1;true\n", ["parted by commas, not by semicolons or tabs"]),
    ("a misspelt column", "mandate.grnat\n1\n", ["column mandate.grnat: ", "nearest right name is mandate.grant."]),
    ("a column with no name", "mandate.grant,\n1,2\n", ["column 2 has no name"]),
    ("a column twice", "mandate.grant,mandate.grant\n1,2\n", ["column mandate.grant: this is varied twice"]),
    ("vagueness twice", "mandate.vagueness,mandate.vagueness.purpose\n1,1\n", ["column mandate.vagueness: this sets all three"]),
    ("a list as a column", "context.reorganisations.scheduled\n1\n", ["a list has no range"]),
    ("an empty cell", "mandate.grant,mandate.duration\n1,4\n2,\n", ["line 3: mandate.duration is empty"]),
    ("a value out of range", "mandate.grant\n1\n\n5000\n", ["line 4: mandate.grant: found 5000,", "between 0 and 2000"]),
    ("a word for a number", "mandate.grant\nlots\n", ['line 2: mandate.grant: found the text "lots"']),
    ("a missing cell", "mandate.grant,mandate.duration\n1\n", ["line 2 has 1 cell, but line 1 has 2 columns"]),
    ("a cell too many", "mandate.grant\n1,2\n", ["line 2 has 2 cells, but line 1 has 1 column."]),
    ("two faults", "mandate.grant\n-1\n-2\n", ["has 2 faults", "- line 2: ", "- line 3: "]),
    ("another encoding", "mandate.grant\n£1\n".encode("latin-1"), ["not UTF-8", "line 2"]),
    ("an open quote", 'mandate.grant\n"1\n', ["is not CSV"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), [case[1:] for case in WRONG_TABLES], ids=[case[0] for case in WRONG_TABLES])
def test_a_wrong_table_is_refused_with_its_line(tmp_path: Path, text: str | bytes, parts: list[str]) -> None:
    with pytest.raises(ScenarioError) as error:
        make_design(table(tmp_path, text))
    assert "points.csv" in str(error.value)
    for part in parts:
        assert part in str(error.value)


def test_a_table_wrong_throughout_is_told_by_its_first_lines(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        make_design(table(tmp_path, "mandate.grant\n" + "-1\n" * 5000))
    assert len(str(error.value).splitlines()) == 22


def test_a_table_says_all_itself(tmp_path: Path) -> None:
    path = table(tmp_path, GOOD_TABLE)
    with pytest.raises(ScenarioError, match=r"--vary: .*points\.csv says itself which points to run; take --vary out"):
        make_design(path, ["context.members=8,16"])
    with pytest.raises(ScenarioError, match="take --samples out"):
        make_design(path, samples=4)
    with pytest.raises(ScenarioError, match=re.escape("nowhere.csv: there is no such file.")):
        make_design(tmp_path / "nowhere.csv")


def test_a_scenario_of_defaults_is_a_centre_too() -> None:
    assert rows(make_design("oat", ["mandate.duration"], base=Scenario())) == [(12,), (0,), (60,)]
