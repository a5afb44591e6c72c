"""Ties by seat; and the ties of two national organisations, kept once and read in every region."""

from __future__ import annotations

from outlast.simulation.compiled.arrays import NOBODY, World
from outlast.simulation.compiled.cache import action


@action
def tie_between(world: World, region: int, one: int, other: int) -> tuple[int, int, int]:
    """Where the tie of two seats is kept: a table and two seats of it."""
    if world.centre[0].nationals > 1:
        a = world.organisations[world.seated[region, one]].national
        b = world.organisations[world.seated[region, other]].national
        if a != NOBODY and b != NOBODY:
            return len(world.seats) - 1, a, b
    return region, one, other


@action
def copy_national_ties(world: World) -> None:
    """Let every region read the ties of national organisations as they are now."""
    if world.centre[0].nationals < 2:
        return
    seats, trust, ties = world.national_seats, world.trust, world.ties
    table, nationals = len(world.seats) - 1, world.centre[0].nationals
    for region in range(table):
        for one in range(nationals):
            a = seats[region, one]
            if a == NOBODY:
                continue
            for other in range(nationals):
                b = seats[region, other]
                if b != NOBODY and one != other:
                    trust[region, a, b] = trust[table, one, other]
                    ties[region, a, b].worked = ties[table, one, other].worked
