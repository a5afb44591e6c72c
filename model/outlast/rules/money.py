"""Money: grant, cost, form, fees, other income and legitimacy. All amounts are £k a quarter."""

from __future__ import annotations

from outlast.parameters.behaviour import Money
from outlast.rules.rule import logistic, rule, within
from outlast.rules.stance import ENGAGED, TOKEN

LEAD, SHARED = 0, 1
QUARTERS_A_YEAR = 4


@rule
def grant_on_offer(quarter: int, grant: float, duration: int, taper: int) -> float:
    """Grant (£k) that the programme offers in a quarter: full, then a linear taper, then nothing."""
    if quarter < duration:
        return grant
    if quarter < duration + taper:
        return grant * (1.0 - (quarter - duration + 1) / (taper + 1))
    return 0.0


@rule
def grant_paid(offer: float, match: float, first: bool, last_contributions: float) -> float:
    """Grant paid (£k): no more than last quarter's contributions match; the first quarter has none to show."""
    if match > 0.0 and not first:
        return min(offer, last_contributions / match)
    return offer


@rule
def basic_cost(form: int, members: int, mean_trust: float, trust_saving: float, p: Money) -> float:
    """Cost of coordination without commitments (£k): (c_0 + c_1 n)(1 - tau T); no c_0 when governance is shared."""
    fixed = p.fixed_cost if form == LEAD else 0.0
    return (fixed + p.member_cost * members) * (1.0 - trust_saving * mean_trust)


@rule
def commitments_after(commitments: float, grant: float, basic_cost: float, p: Money) -> float:
    """Commitments (£k) after moving part of the way to what they take up of the grant beyond the basic cost.

    Staff and obligations never exceed what the grant bought; once it stops they unwind as slowly as they grew. Assumed.
    """
    return commitments + p.commitment_speed * (p.absorbed * max(0.0, grant - basic_cost) - commitments)


@rule
def shared_fit(mean_trust: float, members: int, p: Money) -> float:
    """How well shared governance fits (0..1): dense trust and few members. Form: PK08; numbers assumed."""
    return logistic(p.form_slope * (6.0 * (mean_trust - p.form_trust) - 0.35 * (members - p.form_members)))


@rule
def form_after(form: int, quarter: int, grant: float, lead_cost: float, fit: float, p: Money) -> int:
    """The form of a quarter: lead while the grant covers its cost, else reviewed each fourth quarter."""
    if grant >= lead_cost:
        return LEAD
    if quarter % QUARTERS_A_YEAR == 0:
        return SHARED if fit > p.form_threshold else LEAD
    return form


@rule
def fee(cost: float, grant: float, other_income: float, match: float, offer: float, members: int) -> float:
    """What each member on the books is asked for (£k): an equal share of the gap, or of the match if that is more."""
    if members == 0:
        return 0.0
    return max(max(0.0, cost - grant - other_income), match * offer) / members


@rule
def returns(fee: float, cost: float, grant: float, other_income: float, members: int, p: Money) -> float:
    """What comes back to each member that pays (£k): a share of its part of what is asked and had beyond the cost.

    A fee that only fills the gap leaves nothing over, to the last bit: the gap is reckoned as the fee reckons it.
    """
    if members == 0:
        return 0.0
    return p.returned * max(0.0, fee - (cost - grant - other_income) / members)


@rule
def affordable(fee: float, budget: float, memberships: int, p: Money) -> float:
    """The fee an engaged member pays (£k): never beyond twice its budget, shared over its memberships."""
    return min(fee, p.most_fee * budget / max(1, memberships))


@rule
def contribution(stance: int, affordable: float) -> float:
    """What a member pays (£k): the engaged in full, token members half, others nothing."""
    if stance == ENGAGED:
        return affordable
    return 0.5 * affordable if stance == TOKEN else 0.0


@rule
def plan(capacity: float, assistance: float, quarter: int, end: int, p: Money) -> float:
    """Strength of the plan for other income (0..2): arrangements in use, weak until the funding's end is in sight."""
    timely = 1.0 if quarter >= end - p.plan_ahead else p.plan_early
    return capacity * (1.0 + assistance) * timely


@rule
def other_income_after(income: float, plan: float, legitimacy: float, joint_effort: float, p: Money) -> float:
    """Other income (£k) after moving part of the way to 2 phi plan legitimacy E. Assumed."""
    return income + p.income_speed * (2.0 * p.income * plan * legitimacy * joint_effort - income)


@rule
def legitimacy_after(legitimacy: float, output: float, p: Money) -> float:
    """External legitimacy (0..1): grows with output, fades by itself. Assumed."""
    return within(legitimacy + p.legitimacy_gain * output - p.legitimacy_decay * legitimacy, 0.0, 1.0)
