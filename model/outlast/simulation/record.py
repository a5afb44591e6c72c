"""What is recorded of a partnership: each quarter, and once for the whole run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from outlast.outcomes import judgement, network
from outlast.outcomes.catalogue import FINALS, TRACE
from outlast.outcomes.judgement import EARLY, FUNDED, LATE, SURVEYS, WINDOW, mean_of, mean_where
from outlast.parameters import TOPICS
from outlast.parameters.governance_list import GOVERNANCE_ACTIVITIES
from outlast.rules import fate
from outlast.rules.stance import DORMANT, ENGAGED, TOKEN

if TYPE_CHECKING:
    from outlast.simulation.partnership import Partnership

FORMAL = tuple(item.formal for item in GOVERNANCE_ACTIVITIES)


class Record:
    """The life of one partnership as numbers: `trace` has a row a quarter, `finals` a value an outcome."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        self.trace: list[list[float]] = []
        self.finals: dict[str, float] = {outcome.name: math.nan for outcome in FINALS}
        self.funding_end = 0
        self.at_funding_end: tuple[int, float] = (len(partnership.memberships), 0.0)
        self.finals["members_start"] = float(partnership.members_start)
        self.finals["members_sought"] = float(partnership.members_sought)
        self.finals["alive_at_funding_end"] = 1.0

    def quarter(self, judged_from: Partnership) -> None:
        """Record a quarter that has ended; `judged_from`, the mandated world's for a twin, tells when funding ended."""
        partnership, completed = self.partnership, self.partnership.model.quarter + 1
        self.trace.append(list(self._row().values()))
        if judged_from.offer > 0.0:
            self.funding_end = completed
            self.finals["alive_at_funding_end"] = float(partnership.is_open)
            self.at_funding_end = (partnership.members_active, self._mean_output())
            for outcome in FINALS:
                if outcome.name.endswith((f"_{EARLY}", f"_{LATE}")) and not outcome.name.startswith("governance"):
                    self.finals[outcome.name] = math.nan
        if completed in SURVEYS:
            self._survey(completed)
        for after in (EARLY, LATE):
            if completed == self.funding_end + after:
                self._judge(after)

    def close(self) -> None:
        """Complete the finals at the horizon."""
        partnership, finals = self.partnership, self.finals
        ledger = partnership.ledger
        years = partnership.member_quarters / 4.0
        finals.update(
            funding_end=float(self.funding_end),
            ladder_end=float(self.state()),
            alive_end=float(partnership.is_open),
            carried_over=float(partnership.successor_end is not None),
            closed_by_success=float(partnership.status == fate.SUCCEEDED),
            ties_start=self._ties(opening=True),
            turnover=(partnership.joined_total + partnership.left_total) / years if years > 0.0 else math.nan,
            activities_started=float(partnership.activities_started),
            successes=float(partnership.successes_total),
            output_total=partnership.output_total,
            central_money=ledger.total("grant"),
            contributions=ledger.total("contributions"),
            other_income=ledger.total("other_income"),
            coordination_paid=ledger.total("coordination"),
            joint_work_paid=ledger.total("joint_work"),
            cost_unmet=ledger.total("unmet"),
        )
        if partnership.closed_quarter is not None:
            finals["closed_quarter"] = float(partnership.closed_quarter)

    # Judgement ----------------------------------------------------------------------------------------------------

    def state(self) -> int:
        """The rung on which the partnership stands now, or FUNDED while the programme's own money is on offer."""
        partnership = self.partnership
        if partnership.is_open and partnership.offer > 0.0 and not partnership.on_successor_money:
            return FUNDED
        keeps_itself = self.self_sustaining()
        members, output = self.at_funding_end
        # Growth is judged against the end of funding, which has not come while any central money is on offer.
        more = partnership.members_active > members and self._mean_output() > output
        grew = more and not partnership.on_successor_money
        return judgement.rung(
            partnership.status,
            partnership.on_successor_money,
            keeps_itself,
            grew,
            len(partnership.activities),
            not partnership.is_open and self._trust_above(),
        )

    def self_sustaining(self) -> bool:
        """Whether the partnership keeps itself going now."""
        partnership = self.partnership
        if not partnership.is_open:
            return False
        output = partnership.model.settings.output
        return judgement.self_sustaining(
            partnership.members_active,
            self._sectors(),
            partnership.ledger.own_coverage(WINDOW),
            judgement.governed(partnership.progress, partnership.in_use, output),
            output,
        )

    def in_order(self) -> bool:
        """Whether the partnership has all that self-sustaining asks but money."""
        partnership = self.partnership
        output = partnership.model.settings.output
        governed = judgement.governed(partnership.progress, partnership.in_use, output)
        return partnership.is_open and judgement.in_order(partnership.members_active, self._sectors(), governed, output)

    def _sectors(self) -> int:
        return len({one.sector for _, one in self.partnership.active_members})

    def _judge(self, after: int) -> None:
        partnership = self.partnership
        self.finals[f"ladder_{after}"] = float(self.state())
        self.finals[f"self_sustaining_{after}"] = float(self.self_sustaining())
        self.finals[f"alive_{after}"] = float(partnership.is_open)
        if partnership.is_open:
            self.finals[f"coverage_{after}"] = partnership.ledger.own_coverage(WINDOW)
        if after == LATE:
            self._see_network(str(LATE))
            self.finals["in_order_8"] = float(self.in_order())
            self.finals["members_8"] = float(partnership.members_active)
            self.finals["ties_8"] = self._ties()
            self.finals["activities_8"] = float(len(partnership.activities))

    def _survey(self, quarter: int) -> None:
        partnership = self.partnership
        for level, share in zip(("none", "partial", "full"), self._governance(), strict=True):
            self.finals[f"governance_{level}_{quarter}"] = share
        if quarter != SURVEYS[-1]:
            return
        self.finals["decoupling_12"] = mean_of(partnership.progress) - mean_of(partnership.in_use)
        self.finals["formality_12"] = mean_where(partnership.in_use, FORMAL)
        if partnership.is_open:
            self.finals["lead_form_12"] = float(partnership.form == 0)
            self.finals["clarity_12"] = partnership.clarity
            for topic, name in enumerate(TOPICS):
                self.finals[f"agenda_{name}_12"] = partnership.agenda[topic]
            self._see_network("12")

    def _governance(self) -> tuple[float, float, float]:
        progress, output = self.partnership.progress, self.partnership.model.settings.output
        begun = judgement.share_at_least(progress, output.none_below)
        full = judgement.share_at_least(progress, output.full_from)
        return 1.0 - begun, begun - full, full

    def _mean_output(self) -> float:
        column = [outcome.name for outcome in TRACE].index("output")
        recent = [row[column] for row in self.trace[-WINDOW:] if not math.isnan(row[column])]
        return mean_of(recent) if recent else 0.0

    # Network ------------------------------------------------------------------------------------------------------

    def _see_network(self, suffix: str) -> None:
        partnership = self.partnership
        if not partnership.is_open:
            return
        active = partnership.active_members
        n = len(active)
        members = [one for _, one in active]
        threshold = partnership.model.settings.output.tie_threshold
        linked = [
            [
                one is not other and 0.5 * (one.trust_in(other.key) + other.trust_in(one.key)) >= threshold
                for other in members
            ]
            for one in members
        ]
        sectors = [one.sector for one in members]
        tokens = sum(1 for membership, _ in active if membership.stance == TOKEN)
        found = {
            "trust": self._mean_trust(),
            "token_share": tokens / n if n else math.nan,
            "capture": network.capture(
                partnership.agenda, [one.priorities for one in members], [one.size for one in members], n
            ),
            "density": network.density(linked, n),
            "cross_sector": network.cross_sector(linked, sectors, n),
            "centralisation": network.centralisation(linked, n),
            "fragile": network.fragile(linked, n),
        }
        self.finals.update({f"{name}_{suffix}": value for name, value in found.items()})

    def _mean_trust(self) -> float:
        members = self.partnership.members
        return _mean_over_pairs([[one.trust_in(other.key) for other in members] for one in members])

    def _ties(self, opening: bool = False) -> float:
        """Mean trust among all that were ever members: now, or as the world opened."""
        return mean_ties(self.partnership, opening)

    def _trust_above(self) -> bool:
        """Whether trust among all that were ever members is above the opening's, and above the twin's."""
        partnership = self.partnership
        now = mean_ties(partnership, False)
        if not now > mean_ties(partnership, True):
            return False
        twin = partnership.model.twin
        return twin is None or now > mean_ties(partnership, False, twin.organisation)

    def _row(self) -> dict[str, float]:
        partnership = self.partnership
        none, partial, full = self._governance()
        row = {outcome.name: math.nan for outcome in TRACE}
        row.update(
            progress=mean_of(partnership.progress),
            in_use=mean_of(partnership.in_use),
            governance_none=none,
            governance_partial=partial,
            governance_full=full,
            formality=mean_where(partnership.in_use, FORMAL),
            offer=partnership.offer,
            grant=partnership.grant,
            contributions=partnership.contributions,
            cost=partnership.cost,
            commitments=partnership.ledger.entries[-1].commitments if partnership.cost > 0.0 else 0.0,
            other_income=partnership.ledger.entries[-1].other_income if partnership.cost > 0.0 else 0.0,
            activities=float(len(partnership.activities)),
            successes=float(partnership.successes),
            joined=float(partnership.joined_total),
            left=float(partnership.left_total),
        )
        if partnership.is_open:
            stances = [membership.stance for membership in partnership.memberships.values()]
            row.update(
                active=float(partnership.members_active),
                engaged=float(stances.count(ENGAGED)),
                token=float(stances.count(TOKEN)),
                dormant=float(stances.count(DORMANT)),
                effort=partnership.mean_effort,
                trust=self._mean_trust(),
                conflict=partnership.mean_conflict,
                clarity=partnership.clarity,
                joint_effort=partnership.joint_effort,
                output=partnership.output,
                legitimacy=partnership.legitimacy,
                form=float(partnership.form),
                coverage=partnership.coverage,
                own_coverage=partnership.ledger.own_coverage(WINDOW),
                **{f"agenda_{name}": partnership.agenda[topic] for topic, name in enumerate(TOPICS)},
            )
        # The state looks at the mean output of the last quarters, this one included.
        self.trace.append(list(row.values()))
        row["state"] = float(self.state())
        self.trace.pop()
        return row


def mean_ties(partnership: Partnership, opening: bool, organisation: dict | None = None) -> float:
    """Mean trust over all ordered pairs of organisations that were ever members, in one world or as it opened."""
    keys = [one.key for one in partnership.ever_members]
    model = partnership.model
    here = model.organisation if organisation is None else organisation
    if opening:
        table = [[model.opening_trust(here[one], here[other]) for other in keys] for one in keys]
    else:
        table = [[here[one].trust_in(other) for other in keys] for one in keys]
    return _mean_over_pairs(table)


def _mean_over_pairs(table: list[list[float]]) -> float:
    """The mean of a square table off its diagonal, summed in order; not a number below two."""
    n = len(table)
    total = 0.0
    for a in range(n):
        for b in range(n):
            if a != b:
                total += table[a][b]
    return total / (n * (n - 1)) if n > 1 else math.nan
