"""What is seen of a partnership's network, compiled: mean trust, and the measures of `outcomes.network`."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from outlast.outcomes import network
from outlast.rules.stance import TOKEN
from outlast.simulation.compiled.arrays import World
from outlast.simulation.compiled.cache import action, allocating


@allocating
def see_network(world: World, p: Any, k: int, row: Any, first: int) -> None:
    """Network measures of an open partnership, in seven places from the first on, in the order of the catalogue."""
    partnership, memberships, members = world.partnerships[k], world.memberships, world.members
    organisations, seated, trust = (
        world.organisations,
        world.seated[partnership.region],
        world.trust[partnership.region],
    )
    room = partnership.members
    linked: Any = np.zeros((room, room), np.bool_)
    priorities: Any = np.empty((room, 4))
    sizes: Any = np.empty(room)
    sectors: Any = np.empty(room, np.int64)
    seats: Any = np.empty(room, np.int64)
    n = tokens = 0
    for place in range(partnership.members):
        seat = members[k, place]
        if memberships[k, seat].stance > TOKEN:
            continue
        one = organisations[seated[seat]]
        tokens += memberships[k, seat].stance == TOKEN
        sectors[n], sizes[n], seats[n] = one.sector, one.size, seat
        for topic in range(4):
            priorities[n, topic] = one.priorities[topic]
        for m in range(n):
            mutual = 0.5 * (trust[seats[m], seat] + trust[seat, seats[m]])
            linked[n, m] = linked[m, n] = mutual >= p.tie_threshold
        n += 1
    row[first] = mean_trust(world, k)
    row[first + 1] = tokens / n if n > 0 else math.nan
    row[first + 2] = network.capture(partnership.agenda, priorities, sizes, n)
    row[first + 3] = network.density(linked, n)
    row[first + 4] = network.cross_sector(linked, sectors, n)
    row[first + 5] = network.centralisation(linked, n)
    row[first + 6] = network.fragile(linked, n)


@action
def mean_trust(world: World, k: int) -> float:
    """Mean trust over all ordered pairs of members, summed in order; not a number below two."""
    partnership, members = world.partnerships[k], world.members
    trust, n = world.trust[partnership.region], partnership.members
    total = 0.0
    for place in range(n):
        one = members[k, place]
        for place_of_other in range(n):
            total += trust[members[k, place_of_other], one]
    return total / (n * (n - 1)) if n > 1 else math.nan


@action
def mean_ties(world: World, k: int, tables: Any) -> float:
    """Mean trust, by the given tables, over all ordered pairs of organisations that were ever members."""
    region, memberships = world.partnerships[k].region, world.memberships
    trust, seats = tables[region], world.seats[region]
    n = 0
    total = 0.0
    for one in range(seats):
        if memberships[k, one].ever:
            n += 1
            for other in range(seats):
                if memberships[k, other].ever:
                    total += trust[other, one]
    return total / (n * (n - 1)) if n > 1 else math.nan


@action
def mean_opening(world: World, k: int) -> float:
    """The same as the world opened."""
    region, memberships = world.partnerships[k].region, world.memberships
    ties, seats = world.ties[region], world.seats[region]
    n = 0
    total = 0.0
    for one in range(seats):
        if memberships[k, one].ever:
            n += 1
            for other in range(seats):
                if memberships[k, other].ever:
                    total += ties[other, one].opening
    return total / (n * (n - 1)) if n > 1 else math.nan
