"""What a policy-maker sets (the mandate) and what the country is like (the context)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from outlast.parameters.specification import Choice, Listing, Spec

TOPICS = ("care", "research", "education", "growth")
SECTORS = ("nhs", "university", "firm")

SHARE = "share 0 to 1"
QUARTERS = "quarters"


class Vagueness(NamedTuple):
    """How vague the mandate is, in three components that act through different equations."""

    purpose: Annotated[float, Spec("how vague the mandate is about what to aim at", 0, 1, SHARE)] = 0.5
    structure: Annotated[float, Spec("how vague the mandate is about how and when to organise", 0, 1, SHARE)] = 0.5
    evaluation: Annotated[float, Spec("how vague the mandate is about how success is judged", 0, 1, SHARE)] = 0.5


class Aim(NamedTuple):
    """The centre's own agenda: weights over the four topics, scaled to sum to 1."""

    care: Annotated[float, Spec("weight of care in the centre's own agenda", 0, 1, "weight")] = 0.35
    research: Annotated[float, Spec("weight of research in the centre's own agenda", 0, 1, "weight")] = 0.2
    education: Annotated[float, Spec("weight of education in the centre's own agenda", 0, 1, "weight")] = 0.3
    growth: Annotated[float, Spec("weight of economic growth in the centre's own agenda", 0, 1, "weight")] = 0.15


class Successor(NamedTuple):
    """A programme that picks up open partnerships when the funding ends."""

    chance: Annotated[
        float, Spec("chance that an open partnership is picked up by a successor programme", 0, 1, "probability")
    ] = 0.0
    grant: Annotated[float, Spec("the successor programme's grant", 0, 2000, "£k per partnership per quarter")] = 0.0
    duration: Annotated[int, Spec("funded quarters of the successor programme", 0, 60, QUARTERS)] = 0


class Mandate(NamedTuple):
    """The centre's programme: the levers, never estimated."""

    vagueness: Vagueness = Vagueness()
    aim: Aim = Aim()
    grant: Annotated[
        float, Spec("central money while funded, before any taper", 0, 2000, "£k per partnership per quarter")
    ] = 100.0
    duration: Annotated[int, Spec("funded quarters before any taper", 0, 60, QUARTERS)] = 12
    taper: Annotated[
        int, Spec("quarters of linear decline after the funded quarters; 0 is a cliff", 0, 20, QUARTERS)
    ] = 0
    match: Annotated[float, Spec("partner money asked for each pound of grant", 0, 2, "£ per £ of grant")] = 0.0
    assistance: Annotated[
        float,
        Spec("technical help: coaching and planning for life after the grant", 0, 1, SHARE),
    ] = 0.0
    pressure: Annotated[
        float, Spec("pressure: what being told to costs an organisation that refuses", 0, 1, "utility")
    ] = 0.15
    growth: Annotated[
        str,
        Choice(
            "how a partnership reaches its size",
            {
                "big_bang": "all members are convened at the start",
                "grown": "a few founders start and admit further members later",
            },
        ),
    ] = "big_bang"
    early_cancel: Annotated[
        float,
        Spec("chance that a reorganisation ends the mandate and its grant", 0, 1, "probability per reorganisation"),
    ] = 0.0
    successor: Successor = Successor()


class Population(NamedTuple):
    """Organisations that could be invited."""

    trusts: Annotated[int, Spec("NHS trusts", 0, 200, "organisations per region", "TRUST20")] = 15
    universities: Annotated[int, Spec("universities with a health faculty", 0, 100, "organisations per region")] = 5
    firms: Annotated[int, Spec("firms that could take part", 0, 300, "organisations per region")] = 8
    national_firms: Annotated[
        int, Spec("firms of no region, open to invitations from every partnership", 0, 100, "organisations")
    ] = 0


class Reorganisations(NamedTuple):
    """When the centre reorganises the health service."""

    scheduled: Annotated[
        tuple[int, ...], Listing("quarters in which a reorganisation is known to have happened", 0, 240, "quarter")
    ] = ()
    hazard: Annotated[float, Spec("rate of further reorganisations at random", 0, 2, "events per year")] = 0.0


class Context(NamedTuple):
    """The country and the cohort of partnerships that is convened in it."""

    partnerships: Annotated[
        int, Spec("partnerships in the programme (a cohort)", 1, 500, "partnerships", "INNUK10")
    ] = 17
    regions: Annotated[int, Spec("local health economies; 0 gives each partnership its own", 0, 500, "regions")] = 0
    members: Annotated[float, Spec("organisations that a partnership seeks, mean", 3, 100, "organisations")] = 16.0
    members_spread: Annotated[
        float, Spec("organisations that a partnership seeks, standard deviation", 0, 30, "organisations")
    ] = 0.0
    prior_ties: Annotated[
        float, Spec("density of ties between organisations that pre-date the mandate", 0, 1, SHARE)
    ] = 0.2
    reorganisations: Reorganisations = Reorganisations()
    population: Population = Population()
    horizon: Annotated[
        int, Spec("quarters simulated; 0 means the larger of 40 and duration + taper + 12", 0, 240, QUARTERS)
    ] = 0


class Output(NamedTuple):
    """How a run is judged and what is recorded of it."""

    twin: Annotated[bool, Spec("also run the same world with no mandate", 0, 1, "true or false")] = True
    own_coverage: Annotated[
        float,
        Spec("least own coverage of the cost over four quarters to count as self-sustaining", 0, 2, "£ per £ of cost"),
    ] = 0.75
    organisations: Annotated[
        int, Spec("fewest active organisations to count as self-sustaining", 2, 20, "organisations")
    ] = 3
    sectors: Annotated[int, Spec("fewest sectors among them to count as self-sustaining", 1, 3, "sectors")] = 2
    in_use: Annotated[
        float, Spec("use of a full governance activity for it to count as self-sustaining", 0, 1, SHARE)
    ] = 0.5
    none_below: Annotated[float, Spec("progress below which a governance activity counts as none", 0, 0.5, SHARE)] = (
        0.05
    )
    full_from: Annotated[float, Spec("progress from which a governance activity counts as full", 0.5, 1, SHARE)] = 0.95
    tie_threshold: Annotated[
        float, Spec("mean trust of a pair from which it counts as linked in network measures", 0, 1, SHARE)
    ] = 0.4
