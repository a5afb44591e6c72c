"""The ledger of a partnership, compiled: totals, and the last quarters. Amounts are £k."""

from __future__ import annotations

from typing import Any

from outlast.outcomes import judgement
from outlast.outcomes.judgement import WINDOW
from outlast.simulation.compiled.cache import action


@action
def enter(partnership: Any) -> None:
    """Balance a quarter: coordination is paid as far as money goes, the rest of the money is joint work."""
    income = partnership.grant + partnership.other_income + partnership.contributions
    coordination = min(partnership.cost, income)
    at = partnership.entries % WINDOW
    partnership.own_entered[at] = partnership.other_income + partnership.contributions
    partnership.cost_entered[at] = partnership.cost
    partnership.income_entered = partnership.other_income
    partnership.commitments_entered = partnership.commitments
    partnership.entries += 1
    partnership.grant_total += partnership.grant
    partnership.contributions_total += partnership.contributions
    partnership.other_income_total += partnership.other_income
    partnership.coordination_total += coordination
    partnership.joint_work_total += income - coordination
    partnership.unmet_total += partnership.cost - coordination


@action
def own_coverage(partnership: Any) -> float:
    """Other income and contributions for each pound of cost over the last quarters."""
    own = cost = 0.0
    for entry in range(max(0, partnership.entries - WINDOW), partnership.entries):
        own += partnership.own_entered[entry % WINDOW]
        cost += partnership.cost_entered[entry % WINDOW]
    return judgement.own_coverage(own, cost)
