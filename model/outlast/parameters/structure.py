"""Structural hypotheses: switches between theories, not settings; and their codes for the rules."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from outlast.parameters.specification import Choice

# Codes of the alternatives: the position of the name in its declaration. Rules compare with these.
CES, ADDITIVE, WEAKEST_LINK, STEP_LEVEL = 0, 1, 2, 3
ASYMMETRIC, SYMMETRIC, CEILING = 0, 1, 2
CAPACITY, COORDINATION, CROWDING_OUT = 0, 1, 2
OWN_UTILITY, BANDWAGON = 0, 1
COMMON, LOCAL = 0, 1


class Structure(NamedTuple):
    """Which theory holds; the default is the first name (for `theory`: latitude and fog)."""

    theory: Annotated[
        tuple[str, ...],
        Choice(
            "how vagueness works (any set of theories)",
            {
                "latitude": "a vague purpose leaves the agenda a wider radius",
                "fog": "a vague purpose lowers clarity at the start",
                "shield": "a vague evaluation hides token members",
                "capture": "a vague purpose gives large organisations more pull on the agenda",
                "autonomy": "a vague structure controls less, and crowds out less motivation",
                "none": "vagueness does nothing",
            },
            several=True,
        ),
    ] = ("latitude", "fog")
    production: Annotated[
        str,
        Choice(
            "how efforts combine",
            {
                "ces": "a mean with constant elasticity of substitution",
                "additive": "the arithmetic mean: efforts replace each other",
                "weakest_link": "the smallest effort of any active member",
                "step_level": "the mean once it reaches the step, a fraction of it below",
            },
        ),
    ] = "ces"
    trust_learning: Annotated[
        str,
        Choice(
            "how failure harms trust",
            {
                "asymmetric": "failure weighs more than success",
                "symmetric": "failure weighs as much as success",
                "ceiling": "failure also leaves lasting damage that caps later trust",
            },
        ),
    ] = "asymmetric"
    money: Annotated[
        str,
        Choice(
            "what the grant does besides paying for coordination",
            {
                "capacity": "it also speeds joint work",
                "coordination": "nothing else",
                "crowding_out": "it speeds joint work and wears down motivation while paid",
            },
        ),
    ] = "capacity"
    exit: Annotated[
        str,
        Choice(
            "whether leaving spreads",
            {
                "own_utility": "each member weighs only its own utility",
                "bandwagon": "leaving gains when others have left in the last four quarters",
            },
        ),
    ] = "own_utility"
    reorganisation: Annotated[
        str,
        Choice(
            "whether reorganisations strike everyone at once",
            {"common": "the whole country at once", "local": "each partnership at its own time"},
        ),
    ] = "common"


class Switches(NamedTuple):
    """A structure as the rules read it: theories as on or off, the rest as codes."""

    latitude: bool
    fog: bool
    shield: bool
    capture: bool
    autonomy: bool
    production: int
    trust_learning: int
    money: int
    exit: int
    reorganisation: int
