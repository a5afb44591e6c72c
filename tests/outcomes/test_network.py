"""Network measures: known graphs by hand, random ones against NetworkX, and the sign of capture."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlast.outcomes import network

SIZES = (3, 4, 5, 8)


def table(graph: nx.Graph) -> list[list[bool]]:
    nodes = sorted(graph)
    return [[graph.has_edge(one, other) for other in nodes] for one in nodes]


def star(n: int) -> list[list[bool]]:
    return table(nx.star_graph(n - 1))


def empty(n: int) -> list[list[bool]]:
    return table(nx.empty_graph(n))


def ring(n: int) -> list[list[bool]]:
    return table(nx.cycle_graph(n))


def path(n: int) -> list[list[bool]]:
    return table(nx.path_graph(n))


def complete(n: int) -> list[list[bool]]:
    return table(nx.complete_graph(n))


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    n = draw(st.integers(3, 9))
    pairs = list(itertools.combinations(range(n), 2))
    # Thin, middling and thick networks, so that broken, fragile and solid ones all come up.
    thickness = draw(st.integers(1, 9))
    drawn = draw(st.lists(st.integers(0, 9), min_size=len(pairs), max_size=len(pairs)))
    graph = nx.empty_graph(n)
    graph.add_edges_from(pair for pair, luck in zip(pairs, drawn, strict=True) if luck < thickness)
    return graph


# Density ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", SIZES)
def test_density_is_the_share_of_pairs_that_are_linked(n: int) -> None:
    assert network.density(empty(n), n) == 0.0
    assert network.density(complete(n), n) == 1.0
    assert network.density(star(n), n) == pytest.approx(2 / n)
    assert network.density(ring(n), n) == pytest.approx(2 / (n - 1))


@pytest.mark.parametrize(("n", "known"), [(0, False), (1, False), (2, True)])
def test_density_needs_a_pair(n: int, known: bool) -> None:
    assert math.isnan(network.density(complete(n), n)) is not known


# Cross-sector share -----------------------------------------------------------------------------------------------


def test_links_that_cross_sectors_count_among_links_and_not_among_pairs() -> None:
    assert network.cross_sector(star(5), (0, 0, 0, 1, 2), 5) == 0.5
    assert network.cross_sector(ring(4), (0, 1, 0, 1), 4) == 1.0
    assert network.cross_sector(ring(4), (0, 0, 1, 1), 4) == 0.5
    assert network.cross_sector(complete(4), (0, 0, 1, 2), 4) == pytest.approx(5 / 6)
    assert network.cross_sector(complete(3), (1, 1, 1), 3) == 0.0


@pytest.mark.parametrize("n", [0, 1, 4])
def test_without_links_there_is_no_cross_sector_share(n: int) -> None:
    assert math.isnan(network.cross_sector(empty(n), (0, 1, 2, 0)[:n], n))


# Centralisation ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", SIZES)
def test_a_star_is_centralised_and_equals_are_not(n: int) -> None:
    assert network.centralisation(star(n), n) == 1.0
    assert network.centralisation(ring(n), n) == 0.0
    assert network.centralisation(complete(n), n) == 0.0
    assert network.centralisation(empty(n), n) == 0.0


def test_a_path_is_a_little_centralised() -> None:
    # Degrees 1, 2, 2, 1: two ends one short of the largest, out of (4 - 1)(4 - 2).
    assert network.centralisation(path(4), 4) == pytest.approx(2 / 6)


# Fragility --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", SIZES)
def test_a_path_breaks_with_one_member_and_a_ring_does_not(n: int) -> None:
    assert network.fragile(path(n), n) == 1.0
    assert network.fragile(star(n), n) == 1.0
    assert network.fragile(ring(n), n) == 0.0
    assert network.fragile(complete(n), n) == 0.0


@pytest.mark.parametrize("n", SIZES)
def test_a_network_that_is_apart_already_is_fragile(n: int) -> None:
    assert network.fragile(empty(n), n) == 1.0


def test_one_loner_makes_a_solid_network_fragile_wherever_it_stands() -> None:
    for loner in range(4):
        graph = nx.complete_graph(4)
        graph.remove_edges_from([(loner, other) for other in range(4)])
        assert network.fragile(table(graph), 4) == 1.0


def test_two_triangles_that_share_a_member_hang_by_it_wherever_it_stands() -> None:
    for middle in range(5):
        a, b, c, d = (node for node in range(5) if node != middle)
        graph = nx.Graph([(middle, a), (middle, b), (a, b), (middle, c), (middle, d), (c, d)])
        assert network.fragile(table(graph), 5) == 1.0
        graph.add_edge(b, c)
        assert network.fragile(table(graph), 5) == 0.0


@pytest.mark.parametrize("n", [0, 1, 2])
def test_shape_needs_three_members(n: int) -> None:
    assert math.isnan(network.fragile(complete(n), n))
    assert math.isnan(network.centralisation(complete(n), n))


def test_what_is_reached_leaves_out_the_member_taken_away() -> None:
    assert network.reached(path(5), 5, -1) == 5
    assert [network.reached(path(5), 5, without) for without in range(5)] == [4, 1, 2, 3, 4]
    assert network.reached(empty(1), 1, 0) == 0


# Against NetworkX -------------------------------------------------------------------------------------------------


@given(graphs())
def test_random_networks_measure_as_networkx_says(graph: nx.Graph) -> None:
    n = len(graph)
    linked = table(graph)
    assert network.density(linked, n) == pytest.approx(nx.density(graph))
    degrees = [degree for _, degree in graph.degree()]
    freeman = sum(max(degrees) - degree for degree in degrees) / ((n - 1) * (n - 2))
    assert network.centralisation(linked, n) == pytest.approx(freeman)
    apart = not nx.is_connected(graph)
    hinges = set(nx.articulation_points(graph))
    assert network.fragile(linked, n) == float(apart or bool(hinges))
    assert network.reached(linked, n, -1) == len(nx.node_connected_component(graph, 0))


@given(graphs(), st.lists(st.integers(0, 2), min_size=9, max_size=9))
def test_random_cross_sector_shares_are_those_of_the_links(graph: nx.Graph, sectors: list[int]) -> None:
    share = network.cross_sector(table(graph), sectors, len(graph))
    crossing = [sectors[a] != sectors[b] for a, b in graph.edges]
    if crossing:
        assert share == pytest.approx(sum(crossing) / len(crossing))
    else:
        assert math.isnan(share)


# Capture ----------------------------------------------------------------------------------------------------------

# Each member stands for one topic alone: the centroid of all is (1/4, 1/4, 1/4, 1/4), and half a unit away from the
# centroid of any two.
ONE_EACH = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))
MIDDLE = (0.25, 0.25, 0.25, 0.25)
PAIRS = list(itertools.permutations(range(4), 2))


def sizes(largest: int, second: int) -> list[float]:
    return [3.0 if k == largest else 2.0 if k == second else 1.0 for k in range(4)]


def between(one: int, other: int) -> list[float]:
    return [0.5 if k in (one, other) else 0.0 for k in range(4)]


@pytest.mark.parametrize(("largest", "second"), PAIRS)
def test_an_agenda_on_the_two_largest_is_captured(largest: int, second: int) -> None:
    found = network.capture(between(largest, second), ONE_EACH, sizes(largest, second), 4)
    assert found == pytest.approx(0.5)


@pytest.mark.parametrize(("largest", "second"), PAIRS)
def test_an_agenda_on_the_centroid_of_all_is_as_far_from_capture(largest: int, second: int) -> None:
    assert network.capture(MIDDLE, ONE_EACH, sizes(largest, second), 4) == pytest.approx(-0.5)


@pytest.mark.parametrize(("largest", "second"), PAIRS)
def test_an_agenda_on_the_smallest_is_further_from_the_largest_than_from_all(largest: int, second: int) -> None:
    smallest = [k for k in range(4) if k not in (largest, second)]
    # 0.5 to all, and (4 x 0.5²)^½ = 1 to the two largest.
    found = network.capture(between(*smallest), ONE_EACH, sizes(largest, second), 4)
    assert found == pytest.approx(-0.5)


def test_an_agenda_half_way_is_neither() -> None:
    agenda = [0.375, 0.375, 0.125, 0.125]
    assert network.capture(agenda, ONE_EACH, sizes(0, 1), 4) == pytest.approx(0.0, abs=1e-15)


def test_the_centroid_of_all_does_not_weigh_size() -> None:
    assert network.capture(MIDDLE, ONE_EACH, [100.0, 90.0, 1.0, 1.0], 4) == pytest.approx(-0.5)


def test_of_equals_the_first_count_as_the_largest() -> None:
    assert network.capture(between(0, 1), ONE_EACH, [1.0] * 4, 4) == pytest.approx(0.5)
    assert network.capture(between(0, 2), ONE_EACH, [1.0, 1.0, 2.0, 1.0], 4) == pytest.approx(0.5)


@pytest.mark.parametrize(("n", "known"), [(0, False), (1, False), (2, False), (3, True), (4, True)])
def test_capture_needs_a_third_member(n: int, known: bool) -> None:
    assert math.isnan(network.capture(MIDDLE, ONE_EACH[:n], [1.0] * n, n)) is not known
