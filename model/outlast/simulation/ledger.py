"""The ledger of a partnership: every pound in is a pound out, every quarter. Amounts are £k."""

from __future__ import annotations

from dataclasses import dataclass, field

from outlast.outcomes.judgement import own_coverage


@dataclass(slots=True)
class Entry:
    """One quarter: what came in, the cost and the commitments in it, what was paid for, and what cost nobody paid."""

    grant: float
    contributions: float
    other_income: float
    cost: float
    commitments: float
    coordination: float
    joint_work: float
    unmet: float


@dataclass(slots=True)
class Ledger:
    """The quarters in order; there are no reserves, so what exceeds the cost is spent on joint work."""

    entries: list[Entry] = field(default_factory=list)

    def enter(
        self, grant: float, contributions: float, other_income: float, cost: float, commitments: float = 0.0
    ) -> None:
        """Balance a quarter: coordination is paid as far as money goes, the rest of the money is joint work.

        The commitments are a part of the cost.
        """
        income = grant + other_income + contributions
        coordination = min(cost, income)
        joint_work, unmet = income - coordination, cost - coordination
        self.entries.append(
            Entry(grant, contributions, other_income, cost, commitments, coordination, joint_work, unmet)
        )

    def total(self, column: str) -> float:
        """A column added up in order of time."""
        added = 0.0
        for entry in self.entries:
            added += getattr(entry, column)
        return added

    def own_coverage(self, window: int) -> float:
        """Other income and contributions for each pound of cost over the last quarters."""
        own = cost = 0.0
        for entry in self.entries[-window:]:
            own += entry.other_income + entry.contributions
            cost += entry.cost
        return own_coverage(own, cost)
