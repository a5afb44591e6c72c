"""Situations in which a parameter can act, as departures from the small world, and the ends it is moved between."""

from __future__ import annotations

from typing import Any

from outlast.parameters import DECLARATIONS, Spec

Situation = dict[str, Any]

PLAIN: Situation = {
    "context.horizon": 24,
    "context.partnerships": 3,
    "context.prior_ties": 0.3,
    "rules.activity.rate": 0.15,
    "rules.opening.motivation_mean": 0.22,
}
# More members than shared governance holds.
LARGE = PLAIN | {
    "context.members": 12.0,
    "context.population.trusts": 9,
    "context.population.universities": 4,
    "context.population.firms": 5,
}
# Members are asked for much of the cost, and some leave.
POOR = LARGE | {"mandate.grant": 30.0, "context.prior_ties": 0.1}
# Members are asked for as much as the centre gives.
MATCHED = LARGE | {"mandate.match": 1.0}
# Members stay but cannot pay, so that partnerships close for want of money while joint activities run.
BROKE = POOR | {
    "rules.activity.rate": 0.25,
    "rules.money.fixed_cost": 75.0,
    "rules.money.form_members": 4.0,
    "rules.money.form_threshold": 0.9,
    "rules.money.income": 5.0,
    "rules.money.most_fee": 0.5,
    "rules.opening.budget.nhs": 2.0,
    "rules.opening.budget.university": 2.0,
    "rules.opening.budget.firm": 2.0,
    "rules.opening.motivation_mean": 0.3,
    "rules.stance.contribution_cost": 0.1,
    "rules.stance.exit_cost": 0.4,
    "rules.stance.value": 3.0,
}
CLEAR = PLAIN | {"mandate.vagueness.purpose": 0.0}
# A centre that wants growth alone, which few of those invited do.
FAR = PLAIN | {
    "mandate.aim.care": 0.0,
    "mandate.aim.research": 0.0,
    "mandate.aim.education": 0.0,
    "mandate.aim.growth": 1.0,
}
LATITUDE = FAR | {"structure.theory": ("latitude",)}
FOG = POOR | {"structure.theory": ("fog",)}
SHIELD = PLAIN | {"structure.theory": ("shield",), "mandate.pressure": 0.5}
CAPTURE = PLAIN | {"structure.theory": ("capture",)}
AUTONOMY = LARGE | {
    "structure.theory": ("autonomy",),
    "mandate.pressure": 0.5,
    "mandate.duration": 20,
    "mandate.vagueness.structure": 0.0,
    "rules.experience.crowding": 0.06,
}
GROWN = PLAIN | {"mandate.growth": "grown", "context.horizon": 16}
ASSISTED = PLAIN | {"mandate.assistance": 1.0}
LONG = PLAIN | {"mandate.duration": 20}
STRUCK = PLAIN | {"context.reorganisations.scheduled": (3, 7)}
LOCAL = STRUCK | {"structure.reorganisation": "local"}
SUCCEEDED = PLAIN | {
    "mandate.successor.chance": 1.0,
    "mandate.successor.grant": 60.0,
    "mandate.successor.duration": 6,
}
OVERLAPPING = PLAIN | {
    "context.regions": 1,
    "context.population.trusts": 6,
    "context.population.national_firms": 4,
}
BANDWAGON = POOR | {"structure.exit": "bandwagon"}
STEP_LEVEL = POOR | {"structure.production": "step_level"}
CEILING = PLAIN | {"structure.trust_learning": "ceiling"}
CROWDING_OUT = LARGE | {"structure.money": "crowding_out", "mandate.grant": 900.0, "mandate.duration": 24}
ACCOMPLISHED = PLAIN | {"rules.fate.aims_met": 2.0, "rules.fate.closing_success": 0.1, "context.horizon": 40}

# Levers and context that would make a small world large, or an empty one, at the ends of their range.
NARROWER: dict[str, tuple[Any, Any]] = {
    "mandate.grant": (10.0, 100.0),
    "mandate.duration": (4, 12),
    "mandate.taper": (0, 6),
    "mandate.successor.grant": (10.0, 100.0),
    "mandate.successor.duration": (2, 8),
    "context.partnerships": (2, 4),
    "context.regions": (1, 3),
    "context.members": (5.0, 10.0),
    "context.population.trusts": (5, 9),
    "context.population.universities": (2, 4),
    "context.population.firms": (2, 5),
    "context.population.national_firms": (0, 4),
    "context.horizon": (16, 24),
}


def ends(key: str) -> tuple[Any, Any]:
    """The low and the high value between which a number is moved."""
    if key in NARROWER:
        return NARROWER[key]
    declaration = DECLARATIONS[key]
    spec = declaration.spec
    assert isinstance(spec, Spec)
    if declaration.type is bool:
        return False, True
    if declaration.is_integer:
        return int(spec.low), int(spec.high)
    return spec.low, spec.high
