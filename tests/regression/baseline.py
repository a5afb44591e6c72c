"""The regression baseline: a few outcomes of a few small worlds, to the last digit.

Write it anew after a change that is meant to move numbers, and say so in the changelog under "Numbers move":

    .venv/bin/python tests/regression/baseline.py
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from outlast.outcomes.catalogue import FINALS, RUNG
from outlast.outcomes.cohort import mean_known
from outlast.scenario import load_scenario
from outlast.simulation.simulate import run_mesa

FILE = Path(__file__).with_name("baseline.csv")
SEEDS = (1, 2)
SMALL = {"context.partnerships": 3, "context.members": 8, "context.members_spread": 2}

CASES: dict[str, tuple[str, dict[str, object]]] = {
    "hiec": ("hiec", {}),
    "clear": ("hiec_clear", {}),
    "taper": ("hiec_taper", {}),
    "matched": ("hiec_matched", {}),
    "then_ahsn": ("hiec_then_ahsn", {}),
    "no_money": ("ahsc", {"context.members": 5, "context.members_spread": 0}),
    "coached": ("communities_that_care", {}),
    "grown": ("hiec", {"mandate.growth": "grown"}),
    "cancelled": ("hiec", {"mandate.early_cancel": 0.5, "context.reorganisations.hazard": 0.5}),
    "theories": ("hiec", {"structure.theory": "shield,capture,autonomy"}),
    "weakest_link": (
        "hiec",
        {
            "structure.production": "weakest_link",
            "structure.trust_learning": "symmetric",
            "structure.money": "coordination",
        },
    ),
    "other_structures": (
        "hiec",
        {
            "structure.production": "step_level",
            "structure.trust_learning": "ceiling",
            "structure.money": "crowding_out",
            "structure.exit": "bandwagon",
            "structure.reorganisation": "local",
        },
    ),
}

KEPT = (
    "members_start",
    "alive_at_funding_end",
    "alive_8",
    "self_sustaining_8",
    "closed_quarter",
    "governance_none_12",
    "governance_full_12",
    "coverage_8",
    "trust_12",
    "ties_8",
    "turnover",
    "activities_started",
    "output_total",
    "contributions",
    "other_income",
    "cost_unmet",
)


def rows() -> list[list[str]]:
    """One row for each case, seed, world and outcome: the mean over partnerships, all digits."""
    columns = {outcome.name: k for k, outcome in enumerate(FINALS) if outcome.kind != RUNG}
    found = [["case", "seed", "world", "outcome", "mean"]]
    for case, (name, overrides) in CASES.items():
        scenario = load_scenario(name, SMALL | overrides)
        for seed in SEEDS:
            finals, _, twin, _ = run_mesa(scenario, (seed,), True)
            assert twin is not None
            for world, values in (("mandated", finals[0]), ("twin", twin[0])):
                found += [
                    [case, str(seed), world, outcome, repr(mean_known(values[:, columns[outcome]]))] for outcome in KEPT
                ]
    return found


def main() -> int:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows())
    print(f"written: {FILE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
