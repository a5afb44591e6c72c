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
    organisations, seated, trust, ties = world.organisations, world.seated, world.trust, world.ties
    table = len(world.seats) - 1
    for region in range(table):
        for a in range(world.seats[region]):
            one = organisations[seated[region, a]].national
            if one == NOBODY:
                continue
            for b in range(world.seats[region]):
                other = organisations[seated[region, b]].national
                if other != NOBODY and one != other:
                    trust[region, a, b] = trust[table, one, other]
                    ties[region, a, b].worked = ties[table, one, other].worked
