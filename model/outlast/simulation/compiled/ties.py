"""Ties by seat; and the ties of two national organisations, kept once and read in every region."""

from __future__ import annotations

from outlast.simulation.compiled.arrays import NOBODY, Case, World
from outlast.simulation.compiled.cache import action


@action
def tie_between(world: World, case: Case, region: int, one: int, other: int) -> tuple[int, int, int]:
    """Where the tie of two seats is kept: a table and two seats of it."""
    if world.centre[0].nationals > 1:
        a = world.organisations[world.seated[region, one]].national
        b = world.organisations[world.seated[region, other]].national
        if a != NOBODY and b != NOBODY:
            return case.regions, a, b
    return region, one, other


@action
def meet(world: World, case: Case, region: int, one: int, other: int) -> None:
    """Keep a tie from now on, both ways, if there is none yet."""
    table, a, b = tie_between(world, case, region, one, other)
    if not world.met[table, a, b]:
        world.met[table, a, b] = world.met[table, b, a] = True
        world.trust[table, a, b] = world.trust[table, b, a] = world.opening[table, a, b]


@action
def copy_national_ties(world: World, case: Case) -> None:
    """Let every region read the ties of national organisations as they are now."""
    if world.centre[0].nationals < 2:
        return
    table = case.regions
    for region in range(case.regions):
        for a in range(world.seats[region]):
            one = world.organisations[world.seated[region, a]].national
            if one == NOBODY:
                continue
            for b in range(world.seats[region]):
                other = world.organisations[world.seated[region, b]].national
                if other != NOBODY and one != other:
                    world.trust[region, a, b] = world.trust[table, one, other]
                    world.worked[region, a, b] = world.worked[table, one, other]
