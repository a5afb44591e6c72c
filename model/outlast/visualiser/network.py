"""The network as an ECharts option: organisations by sector and stance, partnerships as groups, ties and joint work."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from outlast.outcomes.judgement import STATES
from outlast.population import FIRM, NHS, UNIVERSITY
from outlast.report import style
from outlast.report.wording import STATE_NAMES
from outlast.rules import fate
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN
from outlast.simulation.agents import Organisation
from outlast.simulation.model import CollaborationModel
from outlast.simulation.partnership import Partnership

# The page is as wide as this many units; a region has a cell of its own, and national organisations the margin below.
CELL, MARGIN = 100.0, 14.0
# Width over height of the picture that the regions are laid out for.
UPRIGHT = 0.8
# With more regions beside each other than this, symbols shrink.
ROOMY = 4.5
GOLDEN = math.pi * (3.0 - math.sqrt(5.0))
SYMBOLS = {NHS: "circle", UNIVERSITY: "rect", FIRM: "triangle"}
NAMES = {NHS: "NHS trust", UNIVERSITY: "university", FIRM: "firm"}
# Stances differ in lightness and in outline, so that they can be told without colour.
STANCE_COLOURS = {ENGAGED: style.MANDATED, TOKEN: "#8fbfe3", DORMANT: "#ffffff"}
OUTSIDE, TIE, JOINT, SPOKE = "#d9d9d9", "#b5b5b5", "#d55e00", "#7a5195"
# Ties of at least so much trust are drawn.
STRONG = 0.5
# The key below the picture, in the same shapes and colours.
SHAPES = {
    NHS: "<circle cx='6' cy='6' r='5'/>",
    UNIVERSITY: "<rect x='1' y='1' width='10' height='10'/>",
    FIRM: "<path d='M6 1L11.5 11H.5Z'/>",
}
KEY = "".join(
    f"<span class='k'>{drawn}{says}</span>"
    for drawn, says in (
        *((f"<svg aria-hidden='true' viewBox='0 0 12 12'>{SHAPES[kind]}</svg>", NAMES[kind]) for kind in SHAPES),
        (f"<i style='background:{STANCE_COLOURS[ENGAGED]}'></i>", "engaged"),
        (f"<i style='background:{STANCE_COLOURS[TOKEN]}'></i>", "for show"),
        (f"<i style='background:{STANCE_COLOURS[DORMANT]}'></i>", "dormant"),
        (f"<i style='background:{OUTSIDE};border-color:{OUTSIDE}'></i>", "no member"),
        (f"<b style='background:{TIE};height:2px'></b>", f"trust of {STRONG:g} or more"),
        (f"<b style='background:{JOINT};height:3px'></b>", "joint activity"),
        (f"<b style='border-top:2px dotted {SPOKE}'></b>", "member of (where a region has several)"),
        ("", "number: partnership, in the colour of its state"),
    )
)


# Below the regions, where there are any.
NATIONAL = "<span class='k'>lowest row: of no region</span>"


def key(model: CollaborationModel) -> str:
    """The key below the picture, as HTML."""
    return KEY + NATIONAL if any(one.region < 0 for one in model.organisations) else KEY


def places(model: CollaborationModel, shape: float = UPRIGHT) -> dict[int, tuple[float, float]]:
    """Where every organisation stands, the same in every quarter and on every page: by region, and in it by number.

    `shape` is width over height of the picture.
    """
    regions = sorted({one.region for one in model.organisations if one.region >= 0})
    across = _across(model, shape)
    found: dict[int, tuple[float, float]] = {}
    inside: dict[int, int] = {}
    for one in sorted(model.organisations, key=lambda one: one.key):
        number = inside.get(one.region, 0)
        inside[one.region] = number + 1
        if one.region < 0:
            found[one.key] = (number * 0.5 * CELL, (math.ceil(len(regions) / across) + 0.1) * CELL)
            continue
        cell = regions.index(one.region)
        # A sunflower fills a disc evenly however many organisations there are.
        reach = (CELL / 2 - MARGIN) * math.sqrt((number + 0.5) / _count(model, one.region))
        angle = number * GOLDEN
        x, y = (cell % across + 0.5) * CELL, (cell // across + 0.5) * CELL
        found[one.key] = (round(x + reach * math.cos(angle), 1), round(y + reach * math.sin(angle), 1))
    return found


def _across(model: CollaborationModel, shape: float = UPRIGHT) -> int:
    """How many regions stand beside each other."""
    regions = {one.region for one in model.organisations if one.region >= 0}
    return max(1, math.ceil(math.sqrt(shape * len(regions))))


def _count(model: CollaborationModel, region: int) -> int:
    return sum(one.region == region for one in model.organisations)


def network_option(
    model: CollaborationModel, where: Mapping[int, tuple[float, float]], chosen: str | None = None
) -> dict[str, Any]:
    """The network now; `where` are places as `places` gives them, `chosen` is the `id` that was clicked."""
    scale = min(1.0, ROOMY / _across(model))
    nodes = [_node(one, where[one.key], chosen, scale) for one in sorted(model.organisations, key=lambda one: one.key)]
    titles = [_title(one, where, chosen) for one in model.partnerships]
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": described(model)}},
        "tooltip": {"confine": True},
        "series": [
            {
                "type": "graph",
                "layout": "none",
                # Wheel and finger scroll the page; a picture that swallows them is a trap on a phone.
                "roam": False,
                # Without width and height it is fitted in whole and in proportion, into four fifths of its box.
                "left": "center",
                "top": "center",
                "zoom": 1.16,
                "nodeScaleRatio": 0,
                "data": [*titles, *nodes],
                "links": [*_spokes(model), *_ties(model), *_joint_work(model)],
                "lineStyle": {"width": 0.6, "color": TIE, "opacity": 0.8, "curveness": 0.0},
                "emphasis": {"focus": "adjacency"},
            }
        ],
    }  # fmt: skip


def described(model: CollaborationModel) -> str:
    """The picture in a sentence, for whoever cannot see it."""
    open_ = [one for one in model.partnerships if one.is_open]
    members = [membership for one in open_ for membership, _ in one.members_with_stances]
    if model.quarter == 0:
        return (
            f"{len(open_)} partnerships are convened, with {len(members)} memberships; nobody has chosen yet whether to"
            " engage."
        )
    engaged = sum(membership.stance == ENGAGED for membership in members)
    token = sum(membership.stance == TOKEN for membership in members)
    joint = sum(len(one.activities) for one in model.partnerships)
    return (
        f"After {model.quarter} quarters {len(open_)} of {len(model.partnerships)} partnerships are open, with"
        f" {len(members)} memberships: {engaged} engaged, {token} for show, {len(members) - engaged - token} dormant;"
        f" {joint} joint activities are running."
    )


def _node(one: Organisation, place: tuple[float, float], chosen: str | None, scale: float) -> dict[str, Any]:
    """One organisation; of several memberships the most active shows."""
    stance = min((membership.stance for membership in one.memberships.values()), default=None)
    inside = stance is not None
    said = {None: "no member", ENGAGED: "engaged", TOKEN: "for show", DORMANT: "dormant"}[stance]
    return {
        "id": str(one.key),
        "name": one.name,
        "x": place[0],
        "y": place[1],
        "symbol": SYMBOLS[one.sector],
        "symbolSize": round((5.0 + 3.5 * min(one.size, 4.0) ** 0.5) * (1.0 if inside else 0.7) * scale, 1),
        "itemStyle": {
            "color": STANCE_COLOURS[stance] if stance is not None else OUTSIDE,
            "borderColor": JOINT if str(one.key) == chosen else style.MANDATED if inside else OUTSIDE,
            "borderWidth": 3 if str(one.key) == chosen else 1,
        },
        "value": f"{NAMES[one.sector]}, {said}",
    }


def _title(one: Partnership, where: Mapping[int, tuple[float, float]], chosen: str | None) -> dict[str, Any]:
    """The number of a partnership above its organisations, in the colour of its state."""
    x, y = _above(one, where)
    state = state_of(one)
    return {
        "id": f"p{one.key}",
        "name": f"Partnership {one.key + 1}",
        "x": x,
        "y": y,
        "symbol": "roundRect",
        "symbolSize": [26, 15],
        "itemStyle": {
            "color": style.STATE_COLOURS[state],
            "borderColor": JOINT,
            "borderWidth": 3 if f"p{one.key}" == chosen else 0,
        },
        "label": {
            "show": True,
            "formatter": str(one.key + 1),
            "color": "#ffffff"
            if state in ("growing", "self_sustained", "failed", "legacy_ties", "closed_by_success")
            else style.INK,
            "fontSize": 11,
        },
        "value": STATE_NAMES[state],
    }


def _above(one: Partnership, where: Mapping[int, tuple[float, float]]) -> tuple[float, float]:
    """A place above the region; partnerships of one region stand beside each other."""
    # Any organisation of the region tells its cell; a host may be of no region, and hosts change.
    x, y = next(where[other.key] for other in one.model.organisations if other.region == one.region)
    beside = [other.key for other in one.model.partnerships if other.region == one.region]
    spread = min(0.3, 0.8 / len(beside)) * CELL
    across = (math.floor(x / CELL) + 0.5) * CELL + (beside.index(one.key) - (len(beside) - 1) / 2) * spread
    return across, math.floor(y / CELL) * CELL + 4


def _spokes(model: CollaborationModel) -> list[dict[str, Any]]:
    """Who belongs to which partnership, where a region has several of them and the place does not say it."""
    regions = [one.region for one in model.partnerships]
    look = {"color": SPOKE, "width": 1, "type": "dotted", "opacity": 0.7}
    return [
        {"source": f"p{one.key}", "target": str(key), "lineStyle": look}
        for one in model.partnerships
        if one.is_open and regions.count(one.region) > 1
        for key in one.memberships
    ]


def state_of(one: Partnership) -> str:
    """The name of the state that a partnership is in, as last recorded."""
    trace = one.model.records[one.key].trace
    if trace:
        return STATES[int(trace[-1][0])]
    if one.status != fate.OPEN:
        return "failed"
    return "funded" if one.model.mandate.duration + one.model.mandate.taper > 0 else "surviving"


def _ties(model: CollaborationModel) -> list[dict[str, Any]]:
    """Strong mutual ties between members of a partnership that is open."""
    found: dict[tuple[int, int], float] = {}
    for partnership in model.partnerships:
        if not partnership.is_open:
            continue
        members = partnership.members
        for k, one in enumerate(members):
            for other in members[k + 1 :]:
                trust = (one.trust_in(other.key) + other.trust_in(one.key)) / 2
                if trust >= STRONG:
                    found[min(one.key, other.key), max(one.key, other.key)] = trust
    return [
        {"source": str(one), "target": str(other), "lineStyle": {"width": round(3 * (trust - 0.35), 1)}}
        for (one, other), trust in found.items()
    ]


def _joint_work(model: CollaborationModel) -> list[dict[str, Any]]:
    """Joint activities, from the lead to each of the others."""
    look = {"color": JOINT, "width": 2, "opacity": 0.9, "curveness": 0.15}
    return [
        {"source": str(joint.lead), "target": str(key), "lineStyle": look}
        for partnership in model.partnerships
        for joint in partnership.activities
        for key in joint.participants
        if key != joint.lead
    ]
