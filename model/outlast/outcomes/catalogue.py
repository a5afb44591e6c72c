"""Every outcome once: its name, meaning, unit and kind; columns, tables and help derive from it."""

from __future__ import annotations

from typing import NamedTuple

from outlast.outcomes.judgement import EARLY, LATE, STATES, SURVEYS
from outlast.parameters import TOPICS

FLAG, SHARE, NUMBER, COUNT, MONEY, RUNG, QUARTER = "flag", "share", "number", "count", "money", "rung", "quarter"


class Outcome(NamedTuple):
    """An outcome: what it means, its unit, and its kind (flag, share, number, count, money, rung, quarter)."""

    name: str
    says: str
    unit: str
    kind: str


def _flag(name: str, says: str) -> Outcome:
    return Outcome(name, says, "true or false", FLAG)


def _share(name: str, says: str) -> Outcome:
    return Outcome(name, says, "share 0 to 1", SHARE)


def _money(name: str, says: str) -> Outcome:
    return Outcome(name, says, "£k", MONEY)


def _judged(after: int) -> list[Outcome]:
    when = f"{after} quarters after the last central pound"
    return [
        Outcome(f"ladder_{after}", f"rung of the ladder {when}", "rung", RUNG),
        _flag(f"self_sustaining_{after}", f"self-sustained or growing {when}"),
        _flag(f"alive_{after}", f"open {when}"),
        Outcome(
            f"coverage_{after}",
            f"own coverage over the four quarters up to {when}; null once closed",
            "£ per £ of cost",
            NUMBER,
        ),
    ]


def _surveyed(quarter: int) -> list[Outcome]:
    return [
        _share(f"governance_{level}_{quarter}", f"governance activities {says} after {quarter} quarters")
        for level, says in (("none", "not begun"), ("partial", "partly done"), ("full", "fully done"))
    ]


def _network(suffix: str, when: str) -> list[Outcome]:
    return [
        _share(f"trust_{suffix}", f"mean trust among members {when}"),
        _share(f"token_share_{suffix}", f"token members among the active {when}"),
        Outcome(
            f"capture_{suffix}",
            f"agenda nearer to the two largest members than to all (above 0) {when}",
            "distance",
            NUMBER,
        ),
        _share(f"density_{suffix}", f"linked pairs among active members {when}"),
        _share(f"cross_sector_{suffix}", f"links that cross sectors {when}"),
        _share(f"centralisation_{suffix}", f"degree centralisation {when}"),
        _flag(f"fragile_{suffix}", f"losing one member would break the network apart {when}"),
    ]


# One value for each run and partnership; the engines fill them as numbers (rungs as codes, null as not a number).
FINALS: tuple[Outcome, ...] = (
    Outcome("members_start", "organisations convened", "organisations", COUNT),
    Outcome("members_sought", "organisations sought", "organisations", COUNT),
    Outcome("funding_end", "quarters until the last central pound was on offer", "quarters", QUARTER),
    _flag("alive_at_funding_end", "open when the last central pound had been paid"),
    *_judged(EARLY),
    *_judged(LATE),
    _flag("in_order_8", "has all that self-sustaining asks but money, 8 quarters after the last central pound"),
    Outcome("ladder_end", "rung (or still funded) at the horizon", "rung", RUNG),
    _flag("alive_end", "open at the horizon"),
    _flag("carried_over", "picked up by a successor programme"),
    Outcome("closed_quarter", "quarters completed when it closed; null while open", "quarters", QUARTER),
    _flag("closed_by_success", "closed with its aims met"),
    *(outcome for quarter in SURVEYS for outcome in _surveyed(quarter)),
    _share("decoupling_12", "progress on paper less use, mean over governance activities, after 12 quarters"),
    _share("formality_12", "use of the formal arrangements after 12 quarters"),
    _flag("lead_form_12", "governed by a lead organisation after 12 quarters"),
    _share("clarity_12", "shared clarity of purpose after 12 quarters"),
    *_network("12", "after 12 quarters"),
    *(_share(f"agenda_{topic}_12", f"weight of {topic} in the agenda after 12 quarters") for topic in TOPICS),
    *_network("8", "8 quarters after the last central pound"),
    Outcome("members_8", "active organisations 8 quarters after the last central pound", "organisations", COUNT),
    _share("ties_start", "mean trust among all that were ever members, as the world opened"),
    _share("ties_8", "mean trust among all that were ever members, 8 quarters after the last central pound"),
    Outcome("activities_8", "joint activities running 8 quarters after the last central pound", "activities", COUNT),
    Outcome("turnover", "members joining or leaving for good, per member and year open", "per year", NUMBER),
    Outcome("activities_started", "joint activities started", "activities", COUNT),
    Outcome("successes", "quarters in which a joint activity went well", "activity quarters", COUNT),
    Outcome("output_total", "output added up over the quarters open", "output", NUMBER),
    _money("central_money", "grant paid by the centre, successor included"),
    _money("contributions", "paid by members"),
    _money("other_income", "other income earned"),
    _money("coordination_paid", "spent on coordination"),
    _money("joint_work_paid", "spent on joint work beyond the cost of coordination"),
    _money("cost_unmet", "cost of coordination that nobody paid"),
)

# One value for each run, partnership and quarter.
TRACE: tuple[Outcome, ...] = (
    Outcome("state", "what the partnership is: " + ", ".join(STATES), "state", RUNG),
    Outcome("active", "active members", "organisations", COUNT),
    Outcome("engaged", "engaged members", "organisations", COUNT),
    Outcome("token", "token members", "organisations", COUNT),
    Outcome("dormant", "dormant members", "organisations", COUNT),
    Outcome("joined", "members that joined", "organisations", COUNT),
    Outcome("left", "members that left for good", "organisations", COUNT),
    _share("effort", "mean effort of members"),
    _share("trust", "mean trust among members"),
    _share("conflict", "mean conflict of members with the agenda"),
    _share("clarity", "shared clarity of purpose"),
    *(_share(f"agenda_{topic}", f"weight of {topic} in the agenda") for topic in TOPICS),
    _share("joint_effort", "joint effort"),
    Outcome("output", "output of the quarter", "output", NUMBER),
    _share("legitimacy", "external legitimacy"),
    _share("progress", "progress on governance activities, mean"),
    _share("in_use", "governance activities in use, mean"),
    _share("governance_none", "governance activities not begun"),
    _share("governance_partial", "governance activities partly done"),
    _share("governance_full", "governance activities fully done"),
    _share("formality", "use of the formal arrangements"),
    Outcome("form", "0 lead organisation, 1 shared", "code", COUNT),
    _money("offer", "grant on offer"),
    _money("grant", "grant paid"),
    _money("contributions", "paid by members"),
    _money("other_income", "other income"),
    _money("cost", "cost of coordination, commitments included"),
    _money("commitments", "cost of the staff and commitments that grants have brought"),
    Outcome("coverage", "grant, other income and contributions for each pound of cost", "£ per £ of cost", NUMBER),
    Outcome("own_coverage", "the same without the grant, over four quarters", "£ per £ of cost", NUMBER),
    Outcome("activities", "joint activities running", "activities", COUNT),
    Outcome("successes", "joint activities that went well", "activities", COUNT),
)

# One value for each run beside the shares and means of FINALS over its partnerships.
RUN_OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "agenda_variance_12",
        "variance between partnerships of their agendas after 12 quarters",
        "weight squared",
        NUMBER,
    ),
    Outcome(
        "agenda_need_12", "correlation of agendas with regional need after 12 quarters", "correlation -1 to 1", NUMBER
    ),
    Outcome(
        "cost_per_self_sustained",
        "central money for each partnership self-sustaining 8 quarters after the last central pound; "
        "null where none is",
        "£k",
        MONEY,
    ),
)

# Flags that every partnership has, open or closed, so that their shares are over all of them.
FATES = tuple(
    outcome.name
    for outcome in FINALS
    if outcome.name.startswith(("alive_", "self_sustaining_", "in_order_"))
    or outcome.name in ("carried_over", "closed_by_success")
)

FINAL_INDEX = {outcome.name: k for k, outcome in enumerate(FINALS)}
TRACE_INDEX = {outcome.name: k for k, outcome in enumerate(TRACE)}
