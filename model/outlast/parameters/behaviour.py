"""How organisations and partnerships behave: one record of parameters for each mechanism."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from outlast.parameters.specification import Spec

SHARE = "share 0 to 1"
CHANCE = "probability per quarter"
PER_QUARTER = "per quarter"
UTILITY = "utility"


class Profile(NamedTuple):
    """What a sector cares about: softmax scores over the four topics."""

    care: Annotated[float, Spec("score of care", -3, 3, "softmax score")]
    research: Annotated[float, Spec("score of research", -3, 3, "softmax score")]
    education: Annotated[float, Spec("score of education", -3, 3, "softmax score")]
    growth: Annotated[float, Spec("score of economic growth", -3, 3, "softmax score")]


class Profiles(NamedTuple):
    """The mean priorities of each sector."""

    nhs: Profile = Profile(1.3, 0.2, 0.5, -0.3)
    university: Profile = Profile(0.1, 1.3, 0.8, -0.2)
    firm: Profile = Profile(0.3, 0.6, -0.4, 1.3)


class Budget(NamedTuple):
    """Discretionary partnership budget of an organisation of size 1."""

    nhs: Annotated[float, Spec("budget of an NHS trust of size 1", 1, 200, "£k per quarter")] = 30.0
    university: Annotated[float, Spec("budget of a university of size 1", 1, 200, "£k per quarter")] = 20.0
    firm: Annotated[float, Spec("budget of a firm of size 1", 1, 200, "£k per quarter")] = 10.0


class Dependence(NamedTuple):
    """How far an organisation depends on the centre that gives the mandate."""

    nhs: Annotated[float, Spec("dependence of an NHS trust on the centre", 0, 1, SHARE)] = 1.0
    university: Annotated[float, Spec("dependence of a university on the centre", 0, 1, SHARE)] = 0.6
    firm: Annotated[float, Spec("dependence of a firm on the centre", 0, 1, SHARE)] = 0.1


class Opening(NamedTuple):
    """The world before quarter 0: organisations, prior ties and convening."""

    profile: Profiles = Profiles()
    budget: Budget = Budget()
    dependence: Dependence = Dependence()
    size_spread: Annotated[float, Spec("spread of the log of organisation size", 0, 1.5, "log size")] = 0.7
    need_spread: Annotated[float, Spec("spread of regional need in the priorities", 0, 1, "softmax score")] = 0.4
    own_spread: Annotated[float, Spec("spread of an organisation's own priorities", 0, 1, "softmax score")] = 0.4
    motivation_mean: Annotated[float, Spec("intrinsic motivation at the start, mean", -0.1, 0.3, UTILITY)] = 0.19
    motivation_spread: Annotated[float, Spec("intrinsic motivation at the start, spread", 0, 0.3, UTILITY)] = 0.1
    champion: Annotated[float, Spec("chance that an organisation starts with a champion", 0, 1, "probability")] = 0.4
    leadership_mean: Annotated[float, Spec("director's leadership before the logistic, mean", -2, 2, "logit")] = 0.0
    leadership_spread: Annotated[float, Spec("director's leadership before the logistic, spread", 0, 2, "logit")] = 1.0
    trust_prior: Annotated[float, Spec("trust where a tie pre-dates the mandate", 0.3, 0.9, SHARE)] = 0.65
    trust_stranger: Annotated[float, Spec("trust where no tie pre-dates the mandate", 0.1, 0.3, SHARE)] = 0.2
    effort: Annotated[float, Spec("effort of a new member", 0.2, 0.8, SHARE)] = 0.5
    experience: Annotated[float, Spec("believed usefulness of joint work at the start", 0, 1, SHARE)] = 0.5
    joint_effort: Annotated[float, Spec("joint effort that members expect at the start", 0.05, 0.9, SHARE)] = 0.3
    legitimacy: Annotated[float, Spec("external legitimacy of a new partnership", 0, 0.8, SHARE)] = 0.2
    share_nhs: Annotated[float, Spec("share of NHS trusts among the invited", 0, 1, SHARE)] = 0.55
    share_university: Annotated[float, Spec("share of universities among the invited", 0, 1, SHARE)] = 0.25
    invite_tie: Annotated[
        float, Spec("weight of a prior tie with the host in whom it invites first", 0, 4, "logit")
    ] = 1.5
    invite_size: Annotated[float, Spec("weight of the log of size in whom it invites first", 0, 3, "logit")] = 0.5
    founders: Annotated[int, Spec("members that a grown partnership starts with", 3, 12, "organisations")] = 4
    admit_from: Annotated[
        float, Spec("joint effort from which a grown partnership admits another member", 0, 0.9, SHARE)
    ] = 0.4


class Agenda(NamedTuple):
    """Who pulls the agenda, how fast, and how far it may stray from the aim."""

    size_power: Annotated[float, Spec("power of size in the pull on the agenda (psi)", 0, 1.5, "exponent")] = 1.0
    pull_floor: Annotated[float, Spec("pull of a member that makes no effort", 0.05, 1, SHARE)] = 0.2
    speed: Annotated[float, Spec("speed of the agenda towards its target (eta)", 0.05, 0.4, PER_QUARTER)] = 0.28
    radius: Annotated[float, Spec("furthest the agenda may stray from the aim (R_max)", 0.5, 1.2, "distance")] = 0.89
    radius_floor: Annotated[float, Spec("share of that left by a clear purpose (R_0)", 0.1, 0.3, SHARE)] = 0.2
    tolerance: Annotated[float, Spec("distance at which conflict is felt (sigma)", 0.25, 0.6, "distance")] = 0.44
    capture_gain: Annotated[
        float, Spec("growth of the power of size with vagueness of purpose, under capture", 0, 4, "exponent ratio")
    ] = 2.0


class Clarity(NamedTuple):
    """Shared understanding of what the partnership is for."""

    fog: Annotated[float, Spec("clarity lost at the start to a vague purpose", 0.4, 0.95, SHARE)] = 0.61
    gain: Annotated[float, Spec("speed of making sense together (kappa)", 0.05, 0.35, PER_QUARTER)] = 0.19
    fade: Annotated[float, Spec("clarity lost as people and circumstances change", 0, 0.08, PER_QUARTER)] = 0.02
    floor: Annotated[float, Spec("least clarity", 0.01, 0.2, SHARE)] = 0.05
    shock: Annotated[float, Spec("clarity and legitimacy lost in a reorganisation (zeta)", 0.1, 0.5, SHARE)] = 0.2


class Stance(NamedTuple):
    """What taking part is worth and what it costs; the choice between engaged, token and leave."""

    value: Annotated[float, Spec("value of joint work (beta)", 1, 3.5, UTILITY)] = 2.5
    effort_cost: Annotated[float, Spec("cost of full effort (k_e)", 0.2, 0.9, UTILITY)] = 0.45
    trust_saving: Annotated[float, Spec("cost saved by full trust (tau)", 0.1, 0.7, SHARE)] = 0.31
    crowd_cost: Annotated[float, Spec("cost added by ten more members (k_n)", 0, 0.5, SHARE)] = 0.3
    crowd_base: Annotated[float, Spec("members at which that cost is counted from", 2, 20, "organisations")] = 13.0
    attention_cost: Annotated[float, Spec("cost added by each further membership (kappa_m)", 0, 0.5, SHARE)] = 0.2
    contribution_cost: Annotated[
        float, Spec("cost of paying a contribution equal to the budget (k_m)", 0.1, 1.2, UTILITY)
    ] = 1.1
    grant_pull: Annotated[float, Spec("pull of a large grant (gamma)", 0, 0.5, UTILITY)] = 0.11
    grant_half: Annotated[
        float, Spec("grant at which its effects are half of their largest", 50, 400, "£k per partnership per quarter")
    ] = 150.0
    champion_pull: Annotated[float, Spec("pull of a champion", 0.05, 0.35, UTILITY)] = 0.23
    token_value: Annotated[float, Spec("share of the value that a token member feels", 0, 0.5, SHARE)] = 0.15
    detection: Annotated[float, Spec("chance that token membership is seen through", 0, 1, "probability")] = 0.4
    shield_detection: Annotated[
        float, Spec("that chance with a clear evaluation, under shield", 0.3, 1, "probability")
    ] = 0.75
    exit_cost: Annotated[float, Spec("cost of leaving", 0, 0.4, UTILITY)] = 0.27
    bandwagon: Annotated[
        float, Spec("gain from leaving where all others have left, under bandwagon", 0, 1.5, UTILITY)
    ] = 0.5
    noise: Annotated[float, Spec("noise of the choice (theta)", 0.08, 0.3, UTILITY)] = 0.16
    effort_speed: Annotated[float, Spec("speed of effort towards what the stance asks", 0.2, 1, PER_QUARTER)] = 0.6
    token_effort: Annotated[float, Spec("effort of a token member", 0, 0.4, SHARE)] = 0.15


class Activity(NamedTuple):
    """Joint activities: who proposes, with whom, and how they go."""

    rate: Annotated[float, Spec("rate of proposals (p_a)", 0.02, 0.25, PER_QUARTER)] = 0.03
    proposer_effort: Annotated[float, Spec("effort above which a member proposes", 0.2, 0.8, SHARE)] = 0.5
    choose_trust: Annotated[float, Spec("weight of trust in choosing partners (a_T)", 0.5, 4, "logit")] = 2.6
    choose_sector: Annotated[float, Spec("weight of another sector in choosing partners (a_c)", 0, 1.5, "logit")] = 0.6
    choose_priority: Annotated[float, Spec("weight of the partner's priority for the topic", 0, 6, "logit")] = 3.0
    closure: Annotated[float, Spec("weight of common partners in choosing partners", 0, 1, "logit")] = 0.0
    result_base: Annotated[float, Spec("how well activities go by themselves (a_0)", -3, 0, "logit")] = -2.0
    result_effort: Annotated[float, Spec("effect of the participants' effort on results", 0, 5, "logit")] = 2.5
    result_trust: Annotated[float, Spec("effect of the participants' trust on results", 0, 5, "logit")] = 2.0
    result_clarity: Annotated[float, Spec("effect of clarity on results", 0, 5, "logit")] = 1.5
    end_on_failure: Annotated[float, Spec("chance that an activity that went badly ends", 0, 1, CHANCE)] = 0.3
    at_once: Annotated[int, Spec("most activities at once in a partnership", 1, 20, "activities")] = 8
    output_floor: Annotated[float, Spec("output with no successful activity", 0, 0.8, SHARE)] = 0.3
    output_full: Annotated[float, Spec("successes a quarter that give full output", 1, 8, "activities")] = 4.0


class Production(NamedTuple):
    """How members' efforts combine into joint effort."""

    substitution: Annotated[
        float, Spec("power of the CES mean: 1 additive, very negative weakest link (rho)", -3, 0.9, "exponent")
    ] = -1.8
    effort_floor: Annotated[float, Spec("least effort counted in the CES mean", 0.005, 0.1, SHARE)] = 0.02
    step: Annotated[float, Spec("mean effort at which the step is reached, under step-level", 0.2, 0.8, SHARE)] = 0.5
    below_step: Annotated[float, Spec("share of mean effort that counts below the step", 0, 0.8, SHARE)] = 0.25


class Trust(NamedTuple):
    """How ties grow through work done together, and wither without it."""

    gain: Annotated[float, Spec("trust gained from a success (lambda)", 0.06, 0.3, SHARE)] = 0.17
    asymmetry: Annotated[float, Spec("weight of failure against success (nu)", 1, 3.5, "ratio")] = 2.1
    board: Annotated[float, Spec("board contact against joint work", 0.1, 0.5, "ratio")] = 0.32
    board_effort: Annotated[
        float, Spec("effort at which board contact neither builds nor harms trust", 0.2, 0.7, SHARE)
    ] = 0.45
    decay: Annotated[float, Spec("decay of trust above the baseline", 0.01, 0.06, PER_QUARTER)] = 0.033
    baseline: Annotated[float, Spec("trust to which idle ties fall", 0.02, 0.2, SHARE)] = 0.1
    damage: Annotated[float, Spec("lasting damage of a failure, under ceiling", 0.02, 0.3, SHARE)] = 0.1
    damage_fade: Annotated[float, Spec("fading of lasting damage, under ceiling", 0, 0.1, PER_QUARTER)] = 0.02
    turnover_loss: Annotated[
        float, Spec("trust above that of strangers lost when a boundary spanner leaves", 0, 0.8, SHARE)
    ] = 0.35


class Experience(NamedTuple):
    """What members come to believe of joint work, and what that does to their motivation."""

    learning: Annotated[float, Spec("weight of the latest result in experience", 0.05, 0.6, PER_QUARTER)] = 0.25
    drift: Annotated[float, Spec("drift of experience without joint work", 0, 0.2, PER_QUARTER)] = 0.05
    idle: Annotated[float, Spec("experience to which it drifts", 0, 0.6, SHARE)] = 0.3
    motivation_gain: Annotated[
        float, Spec("motivation from good experience (iota)", 0, 0.08, "utility per quarter")
    ] = 0.03
    neutral: Annotated[float, Spec("experience that leaves motivation alone", 0.2, 0.7, SHARE)] = 0.45
    crowding: Annotated[float, Spec("motivation lost to control while paid (chi)", 0, 0.06, "utility per quarter")] = (
        0.03
    )
    money_crowding: Annotated[
        float, Spec("motivation lost to money while paid, under crowding out", 0, 0.06, "utility per quarter")
    ] = 0.02
    motivation_bound: Annotated[float, Spec("largest motivation either way", 0.3, 1, UTILITY)] = 0.6


class Governance(NamedTuple):
    """Progress on governance activities, on paper and in use."""

    rate: Annotated[float, Spec("speed of progress (r)", 0.15, 0.7, PER_QUARTER)] = 0.53
    at_once: Annotated[int, Spec("most governance activities worked on at once", 1, 10, "activities")] = 4
    prerequisite: Annotated[float, Spec("progress that counts as a prerequisite met", 0.1, 1, SHARE)] = 0.44
    assistance: Annotated[float, Spec("effect of technical assistance on progress", 0, 2, "ratio")] = 0.5
    use_speed: Annotated[float, Spec("speed at which arrangements come into use", 0.1, 0.8, PER_QUARTER)] = 0.4
    use_effort: Annotated[
        float, Spec("use made of full arrangements for each unit of joint effort", 0.5, 3, "ratio")
    ] = 1.4
    paid_use: Annotated[float, Spec("share of that use which lapses with what pays for it", 0, 1, SHARE)] = 0.5


class Money(NamedTuple):
    """What coordination costs and who pays for it."""

    fixed_cost: Annotated[float, Spec("cost of a lead organisation's office (c_0)", 30, 75, "£k per quarter")] = 66.0
    member_cost: Annotated[float, Spec("cost of each member (c_1)", 0.5, 3, "£k per quarter")] = 1.0
    absorbed: Annotated[
        float, Spec("share of the grant beyond the basic cost that staff and commitments come to take up", 0, 1, SHARE)
    ] = 0.5
    commitment_speed: Annotated[
        float, Spec("speed at which commitments are taken on, and unwind", 0.05, 1, PER_QUARTER)
    ] = 0.25
    most_fee: Annotated[float, Spec("most a member pays, in its budgets", 0.5, 4, "budgets")] = 2.0
    returned: Annotated[
        float, Spec("share of the money for joint work that is worth as much to the members who pay", 0, 1, SHARE)
    ] = 0.6
    income: Annotated[float, Spec("other income that can be earned (phi)", 5, 80, "£k per quarter")] = 29.0
    income_speed: Annotated[float, Spec("speed of other income towards what can be earned", 0.05, 0.5, PER_QUARTER)] = (
        0.2
    )
    plan_early: Annotated[
        float, Spec("strength of the plan for later income before the last funded quarters", 0, 1, SHARE)
    ] = 0.4
    plan_ahead: Annotated[int, Spec("quarters before the end of funding when planning starts", 0, 16, "quarters")] = 6
    legitimacy_gain: Annotated[float, Spec("legitimacy from a quarter's full output", 0.05, 0.6, PER_QUARTER)] = 0.24
    legitimacy_decay: Annotated[float, Spec("decay of legitimacy", 0, 0.1, PER_QUARTER)] = 0.03
    form_slope: Annotated[float, Spec("how sharply shared governance stops fitting (m)", 0.5, 3, "logit")] = 2.6
    form_trust: Annotated[float, Spec("mean trust that shared governance needs", 0.3, 0.6, SHARE)] = 0.45
    form_members: Annotated[float, Spec("members that shared governance holds easily", 4, 16, "organisations")] = 8.0
    form_threshold: Annotated[float, Spec("fit from which the shared form is taken", 0.4, 0.9, SHARE)] = 0.6


class Fate(NamedTuple):
    """Leaving, closing and what outlives a partnership."""

    leaving: Annotated[float, Spec("chance that a dormant member leaves for good", 0.05, 0.8, CHANCE)] = 0.27
    turnover: Annotated[float, Spec("chance that a boundary spanner leaves", 0.02, 0.12, CHANCE, "KF18")] = 0.06
    turnover_shock: Annotated[float, Spec("that chance added by a reorganisation", 0, 0.6, "probability")] = 0.25
    champion_again: Annotated[float, Spec("chance that a successor is a champion", 0, 1, "probability")] = 0.4
    closing_coverage: Annotated[
        float, Spec("coverage below which a partnership is in trouble", 0.3, 0.9, "£ per £ of cost")
    ] = 0.6
    closing_patience: Annotated[int, Spec("quarters in trouble before it may close", 1, 8, "quarters")] = 3
    closing: Annotated[float, Spec("chance that a partnership in trouble closes", 0.1, 0.9, CHANCE)] = 0.35
    aims_met: Annotated[float, Spec("cumulative output at which the aims are met", 2, 20, "output")] = 9.0
    closing_success: Annotated[float, Spec("chance of closing by success once the aims are met", 0, 0.1, CHANCE)] = (
        0.038
    )
    legacy_base: Annotated[float, Spec("whether activities outlive the partnership, base", -2, 2, "logit")] = 0.5
    legacy_trust: Annotated[float, Spec("effect of the participants' trust on that", 0, 6, "logit")] = 3.0
    legacy_priority: Annotated[float, Spec("effect of the lead's priority for the topic on that", 0, 6, "logit")] = 3.0
    local_delay: Annotated[
        int, Spec("quarters over which a scheduled reorganisation spreads, under local", 1, 12, "quarters")
    ] = 8


class Rules(NamedTuple):
    """All behavioural parameters, one record a mechanism."""

    opening: Opening = Opening()
    agenda: Agenda = Agenda()
    clarity: Clarity = Clarity()
    stance: Stance = Stance()
    activity: Activity = Activity()
    production: Production = Production()
    trust: Trust = Trust()
    experience: Experience = Experience()
    governance: Governance = Governance()
    money: Money = Money()
    fate: Fate = Fate()
